//! A database of its own for every test: a SQLite file, and a PostgreSQL database copied from a
//! migrated template. [`on_both`] runs a test on each.

use std::sync::atomic::{AtomicU32, Ordering};

use api::store::{Store, StoreOptions};
use benchmark::cluster::Cluster;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

const TEMPLATE: &str = "concordat_template";

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// SQLite in a file.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A database that nothing else uses.
#[derive(Debug)]
pub struct TestDatabase {
    /// Which database it is.
    pub flavour: Flavour,
    /// Its address, as `Store::open` takes it.
    pub url: String,
    /// The same for a role from which PostgreSQL holds nothing back.
    pub superuser_url: String,
    /// Removed with the file in it when the test ends.
    _directory: Option<TempDir>,
}

impl TestDatabase {
    /// A database of `flavour` with the current schema.
    ///
    /// # Panics
    /// When it cannot be made; for PostgreSQL also when the server is not installed.
    pub async fn migrated(flavour: Flavour) -> Self {
        match flavour {
            Flavour::Sqlite => {
                let database = Self::empty(flavour).await;
                let store = database.store().await;
                store.migrate().await.expect("SQLite migrates");
                store.close().await.expect("SQLite closes");
                database
            }
            Flavour::Postgres => {
                static MIGRATED: OnceCell<()> = OnceCell::const_new();
                MIGRATED.get_or_init(make_template).await;
                Self::postgres(TEMPLATE).await
            }
        }
    }

    /// A database of `flavour` without any table.
    ///
    /// # Panics
    /// When it cannot be made; for PostgreSQL also when the server is not installed.
    pub async fn empty(flavour: Flavour) -> Self {
        match flavour {
            Flavour::Sqlite => {
                let directory = tempfile::tempdir().expect("a temporary directory");
                let file = directory.path().join("concordat.db");
                let url = format!("sqlite://{}", file.display());
                Self {
                    flavour,
                    superuser_url: url.clone(),
                    url,
                    _directory: Some(directory),
                }
            }
            Flavour::Postgres => Self::postgres("template0").await,
        }
    }

    /// A store on this database, with the options of the product.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn store(&self) -> Store {
        Store::open(&self.url, &StoreOptions::default())
            .await
            .expect("the database opens")
    }

    /// A plain connection beside the store, from which nothing is held back: to look at what it did.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn connection(&self) -> DatabaseConnection {
        Database::connect(format!(
            "{}{}",
            self.url,
            match self.flavour {
                Flavour::Sqlite => "?mode=rwc",
                Flavour::Postgres => "&options=-c%20concordat.role%3DMAINTENANCE",
            }
        ))
        .await
        .expect("the database opens")
    }

    async fn postgres(template: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("concordat_{number}");
        create(&name, template).await;
        Self {
            flavour: Flavour::Postgres,
            url: Cluster::get().url(&name),
            superuser_url: Cluster::get().superuser_url(&name),
            _directory: None,
        }
    }
}

/// Runs `test` on SQLite, then on PostgreSQL, each time on a new database with the current schema.
/// `CONCORDAT_TEST_DATABASE=sqlite` or `=postgres` leaves the other out: what one of them catches
/// could hide what the other does not.
///
/// # Panics
/// When `test` does, or a database cannot be made.
pub async fn on_both(test: impl AsyncFn(&TestDatabase)) {
    let only = std::env::var("CONCORDAT_TEST_DATABASE").unwrap_or_default();
    let flavours = match only.as_str() {
        "" => vec![Flavour::Sqlite, Flavour::Postgres],
        "sqlite" => vec![Flavour::Sqlite],
        "postgres" => vec![Flavour::Postgres],
        other => panic!("CONCORDAT_TEST_DATABASE is {other}: sqlite or postgres"),
    };
    for flavour in flavours {
        let database = TestDatabase::migrated(flavour).await;
        println!("on {flavour:?}");
        test(&database).await;
    }
}

async fn make_template() {
    create(TEMPLATE, "template0").await;
    let url = Cluster::get().url(TEMPLATE);
    let store = Store::open(&url, &StoreOptions::default())
        .await
        .expect("the template opens");
    store.migrate().await.expect("PostgreSQL migrates");
    // A template with a connection cannot be copied.
    store.close().await.expect("PostgreSQL closes");
}

async fn create(name: &str, template: &str) {
    let maintenance = Database::connect(Cluster::get().url("postgres"))
        .await
        .expect("PostgreSQL answers");
    maintenance
        .execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
        .await
        .expect("PostgreSQL makes a database");
    maintenance.close().await.expect("PostgreSQL closes");
}
