//! A whole server that lives as long as one test: its own database, key, clock and port. Whoever
//! talks to it comes from [`super::actor`].

use std::sync::{Arc, mpsc};
use std::time::Duration;

use api::app::App;
use api::auth::{DevelopmentIssuer, MintRequest};
use api::clock::{Clock as _, FixedClock};
use api::graphql::Seal;
use api::settings::{DatabaseUrl, Settings};
use api::startup::{self, Parts};
use api::workflow::catalogue;
use chrono::{DateTime, TimeDelta, Utc};
use federation::authority::Mandate;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::database::TestDatabase;

/// What the clock of a new server shows.
pub const NOW: &str = "2026-05-01T00:00:00Z";

/// A running server.
pub struct TestApp {
    /// Where GraphQL is answered.
    pub url: String,
    /// The store and clock that the server works with, for looking behind its back.
    pub app: Arc<App>,
    pub(super) client: reqwest::Client,
    pub(super) clock: Arc<FixedClock>,
    issuer: DevelopmentIssuer,
    audience: String,
    _directory: TempDir,
    /// Stops the server when it is dropped.
    _stop: oneshot::Sender<()>,
}

/// Lets everyone ask for as much as they like. The clock stands still, so nothing spent ever comes
/// back; and what most tests ask is for looking everywhere, not for speed.
pub fn without_budgets(settings: &mut Settings) {
    let limits = &mut settings.limits;
    limits.query_cost_max = u64::MAX;
    limits.subject_cost_burst_max = u64::MAX;
    limits.organization_cost_burst_max = u64::MAX;
    limits.waiting_timeout_ms = limits.request_timeout_ms;
}

impl TestApp {
    /// A server on `database` at a free port.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(database: &TestDatabase) -> Self {
        Self::with_settings(database, without_budgets).await
    }

    /// A server on `database` with the product's settings, as far as `change` leaves them.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn with_settings(
        database: &TestDatabase,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut settings = Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            database_url: DatabaseUrl::new(&database.url),
            data_directory: directory.path().to_owned(),
            development_issuer: true,
            ..Settings::default()
        };
        settings.limits.shutdown_timeout_seconds = 1;
        change(&mut settings);
        let issuer = DevelopmentIssuer::open(directory.path()).expect("a key");
        let audience = settings.audience.clone();
        let clock = Arc::new(FixedClock::at(instant(NOW)));
        let (stop, stopped) = oneshot::channel();
        let (url, app) = serve(settings, clock.clone(), stopped);
        Self {
            url,
            app,
            client: client(),
            clock,
            issuer,
            audience,
            _directory: directory,
            _stop: stop,
        }
    }

    /// A server on `database` whose operator has applied `catalogue`.
    ///
    /// # Panics
    /// When it does not start, or the catalogue is refused.
    pub async fn with_catalogue(database: &TestDatabase, catalogue: &str) -> Self {
        let app = Self::start(database).await;
        app.apply_as_operator(catalogue).await;
        app
    }

    /// Applies `document` as `concordat catalogue apply` does.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn apply_as_operator(&self, document: &str) {
        let mandate = Mandate::operator();
        let answer = catalogue::apply(&self.app, &mandate, "operator", document)
            .await
            .expect("an answer");
        match answer {
            catalogue::Answer::Planned { .. } => {}
            catalogue::Answer::Refused(problems) => {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                panic!("the catalogue is refused:\n{}", problems.join("\n"));
            }
        }
    }

    /// Sets the clock of the server.
    pub fn set_clock(&self, now: &str) {
        self.clock.set(instant(now));
    }

    /// Lets the clock of the server go on by this many seconds.
    pub fn pass(&self, seconds: i64) {
        self.clock
            .set(self.clock.now() + TimeDelta::seconds(seconds));
    }

    /// What the clock of the server shows, in seconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.clock.now().timestamp()
    }

    /// A token of the server's own issuer.
    #[must_use]
    pub fn mint(&self, request: &MintRequest) -> String {
        self.issuer.mint(request, &self.audience, &*self.clock)
    }

    /// The token that the server's own issuer gave out so long ago.
    #[must_use]
    pub fn mint_earlier(&self, request: &MintRequest, ago: TimeDelta) -> String {
        let clock = FixedClock::at(self.clock.now() - ago);
        self.issuer.mint(request, &self.audience, &clock)
    }
}

/// A client that lets go of a connection before the server does: else a request could be on its way
/// while the server hangs up.
fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .pool_idle_timeout(Duration::from_secs(1))
        .build()
        .expect("a client")
}

/// An instant from its text.
fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// Starts a server in a thread of its own, so that it answers while a test waits.
fn serve(
    settings: Settings,
    clock: Arc<FixedClock>,
    stopped: oneshot::Receiver<()>,
) -> (String, Arc<App>) {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let app = App::open(&settings, clock, Seal::new(&[7; 32]))
                .await
                .expect("the database opens");
            let bound = startup::bind(&settings, Parts::of(&app)).expect("a free port");
            let url = format!("http://{}/graphql", bound.addresses()[0]);
            tell.send((url, app.clone())).expect("someone waits");
            let stop = async {
                let _dropped = stopped.await;
            };
            bound.run(stop).await.expect("served");
            app.store
                .clone()
                .close()
                .await
                .expect("the database closes");
        });
    });
    told.recv().expect("the server starts")
}
