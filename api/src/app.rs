//! What the whole process shares: the store, the clock and the seal of cursors; and how it is opened
//! from the settings.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use federation::authority::{Reach, RevocationList};
use federation::party::OrganizationKind;
use federation::vocabulary::{Code, OrganizationId};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, TryFutureExt as _};

use crate::auth::{DevelopmentIssuer, Directory, KnownRevocations, Revocations, Unavailable};
use crate::clock::Clock;
use crate::graphql::Seal;
use crate::http::Readiness;
use crate::settings::Settings;
use crate::store::{DatabaseKind, RowSecurity, Store, StoreError, StoreOptions};

/// The name of the file in the data directory that holds the secret of the seal.
const SEAL_FILE: &str = "cursor-seal.key";

/// What every request and command works with.
pub struct App {
    /// Where rows live.
    pub store: Store,
    /// Where time and fresh identifiers come from.
    pub clock: Arc<dyn Clock>,
    /// What seals cursors.
    pub seal: Seal,
    /// Whether the server is ready only while row level security is in force.
    pub row_security_required: bool,
    /// Which access tokens are trusted.
    pub trust: Trust,
    /// Which of those were revoked.
    pub revocations: KnownRevocations,
}

/// Which access tokens are trusted, as the settings say.
#[derive(Clone, Debug)]
pub struct Trust {
    /// The exact names of the issuers.
    pub issuers: Vec<String>,
    /// How far the clocks of issuer and server may differ, in seconds.
    pub leeway_seconds: i64,
    /// The longest life of a token, in seconds.
    pub life_seconds_max: i64,
}

impl Trust {
    /// What `settings` trust.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let named = settings.issuers.iter().map(|issuer| issuer.issuer.clone());
        let own = settings
            .development_issuer
            .then(|| DevelopmentIssuer::NAME.to_owned());
        Self {
            issuers: named.chain(own).collect(),
            leeway_seconds: settings.token.leeway_seconds.into(),
            life_seconds_max: settings.token.life_seconds_max.into(),
        }
    }
}

/// Why the application cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file or folder of the installation cannot be used.
    #[error("{} cannot be used", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Opens the database that `settings` name. A SQLite database is made and migrated when need be;
    /// a PostgreSQL database must have been migrated before.
    ///
    /// # Errors
    /// [`OpenError`] when the database cannot be used.
    pub async fn open(
        settings: &Settings,
        clock: Arc<dyn Clock>,
        seal: Seal,
    ) -> Result<Arc<Self>, OpenError> {
        let store = open_store(settings).await?;
        let embedded = store.durability().kind != DatabaseKind::Postgres;
        if embedded && !store.schema_status().await?.pending.is_empty() {
            store.migrate().await?;
        }
        store.require_schema().await?;
        let row_security_required = settings.row_level_security_required;
        if row_security_required {
            store.require_row_security().await?;
        }
        match store.row_security().await? {
            RowSecurity::Absent | RowSecurity::Forced => {}
            lacking @ (RowSecurity::Bypassed { .. } | RowSecurity::Incomplete { .. }) => {
                tracing::warn!("{lacking}: a forgotten filter would leak");
            }
        }
        Ok(Arc::new(Self {
            store,
            clock,
            seal,
            row_security_required,
            trust: Trust::of(settings),
            revocations: KnownRevocations::default(),
        }))
    }
}

/// Opens the database that `settings` name, whatever its schema.
///
/// # Errors
/// [`OpenError`] when its folder or the database cannot be used.
pub async fn open_store(settings: &Settings) -> Result<Store, OpenError> {
    let url = settings.database_url.expose();
    if let Some(path) = url.strip_prefix("sqlite://")
        && let Some(folder) = Path::new(path.split('?').next().unwrap_or(path)).parent()
    {
        make_folder(folder)?;
    }
    Ok(Store::open(url, &StoreOptions::default()).await?)
}

fn make_folder(folder: &Path) -> Result<(), OpenError> {
    fs::create_dir_all(folder).map_err(|source| OpenError::File {
        path: folder.to_owned(),
        source,
    })
}

/// The seal of the server that `settings` describe: cursors stay good when it is started again.
///
/// # Errors
/// [`OpenError`] when the file of its secret cannot be used.
pub fn lasting_seal(settings: &Settings, clock: &dyn Clock) -> Result<Seal, OpenError> {
    Ok(Seal::new(&seal_secret(&settings.data_directory, clock)?))
}

/// The secret of the seal: made once, readable by its owner only.
fn seal_secret(directory: &Path, clock: &dyn Clock) -> Result<[u8; 32], OpenError> {
    make_folder(directory)?;
    let path = directory.join(SEAL_FILE);
    let failed = |source| OpenError::File {
        path: path.clone(),
        source,
    };
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(&path) {
        Ok(mut file) => {
            let secret = clock.fresh_secret();
            file.write_all(&secret)
                .and_then(|()| file.sync_all())
                .map_err(failed)?;
            Ok(secret)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let mut secret = [0; 32];
            fs::File::open(&path)
                .and_then(|mut file| file.read_exact(&mut secret))
                .map_err(failed)?;
            Ok(secret)
        }
        Err(error) => Err(failed(error)),
    }
}

impl Directory for App {
    fn organization<'a>(
        &'a self,
        code: &'a Code,
    ) -> BoxFuture<'a, Result<Option<(OrganizationId, OrganizationKind)>, Unavailable>> {
        async move {
            // Whoever the token speaks for is looked up before anyone is known to ask.
            let view = self.store.view(Reach::of_the_computation());
            let found = view.organization_by_code(code).await;
            let found = found.map_err(|error| Unavailable(Box::new(error)))?;
            Ok(found.map(|organization| (organization.id, organization.kind)))
        }
        .boxed()
    }
}

impl Revocations for App {
    fn list(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<Arc<RevocationList>, Unavailable>> {
        let list = self
            .revocations
            .at(now, async || self.store.token_revocations().await);
        list.map_err(|error| Unavailable(Box::new(error))).boxed()
    }
}

impl Readiness for App {
    fn check(&self) -> BoxFuture<'_, Result<(), Box<dyn std::error::Error + Send + Sync>>> {
        async move {
            self.store.require_schema().await?;
            if self.row_security_required {
                self.store.require_row_security().await?;
            }
            Ok(())
        }
        .boxed()
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}
