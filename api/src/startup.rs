//! From settings and parts to a listening server, and from a signal to a stopped one.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use async_graphql::Executor;
use tokio::time::MissedTickBehavior;

use crate::app::App;
use crate::auth::development::KeyFileError;
use crate::auth::{
    Authenticator, DevelopmentIssuer, Directory, KeyError, Revocations, TokenPolicy,
    TrustedIssuers, Verifier,
};
use crate::clock::Clock;
use crate::graphql::{ConcordatSchema, request_data, schema, sdl};
use crate::guard::Costs;
use crate::guard::budget::Budgets;
use crate::guard::gate::Gate;
use crate::http::completion::SdlError;
use crate::http::{
    self, Attach, BadOrigin, Door, DoorLimits, Envelope, FieldTypes, Origins, Readiness, Ready,
    Schema,
};
use crate::settings::Settings;

/// How often it is looked whether keys are due, in seconds.
const KEY_ROUND_SECONDS: u64 = 10;

/// Routes beside `/graphql`, `/livez` and `/readyz`.
pub type Routes = Arc<dyn Fn(&mut web::ServiceConfig) + Send + Sync>;

/// What a server is made of, beside its settings.
pub struct Parts<E> {
    /// Executes GraphQL: the schema.
    pub executor: E,
    /// The definition of the schema, as it prints it.
    pub sdl: String,
    /// Puts what resolvers need into each request.
    pub attach: Attach,
    /// Knows the organizations.
    pub directory: Arc<dyn Directory>,
    /// Knows which tokens were revoked.
    pub revocations: Arc<dyn Revocations>,
    /// Knows whether the work can be done.
    pub readiness: Arc<dyn Readiness>,
    /// Names requests and judges the times of tokens.
    pub clock: Arc<dyn Clock>,
    /// The other routes.
    pub routes: Routes,
}

impl Parts<ConcordatSchema> {
    /// The parts of the server over `app`.
    #[must_use]
    pub fn of(app: &Arc<App>) -> Self {
        let shared = app.clone();
        Self {
            executor: schema(app.clone()),
            sdl: sdl(),
            attach: Arc::new(move |request, caller| request_data(&shared, caller.clone(), request)),
            directory: app.clone(),
            revocations: app.clone(),
            readiness: app.clone(),
            clock: app.clock.clone(),
            routes: Arc::new(|_| {}),
        }
    }
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    /// The address cannot be listened at.
    #[error("cannot listen at {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The schema cannot be read.
    #[error(transparent)]
    Schema(#[from] SdlError),
    /// The list of origins cannot be used.
    #[error(transparent)]
    Origin(#[from] BadOrigin),
    /// A trusted issuer cannot be used.
    #[error(transparent)]
    Issuer(#[from] KeyError),
    /// The development key cannot be used.
    #[error(transparent)]
    DevelopmentKey(#[from] KeyFileError),
    /// The server broke down.
    #[error("the server broke down")]
    Broken(#[from] io::Error),
}

/// The verifier for the tokens that `settings` accept.
///
/// # Errors
/// [`StartupError`] when a key cannot be read, or the development key cannot be made.
pub fn verifier(settings: &Settings) -> Result<Verifier, StartupError> {
    let audience = &settings.audience;
    let policy = TokenPolicy {
        leeway_seconds: settings.token.leeway_seconds.into(),
        life_seconds_max: settings.token.life_seconds_max.into(),
        keys_stale_seconds_max: settings.token.keys_stale_seconds_max.into(),
    };
    let mut issuers = TrustedIssuers::from_settings(&settings.issuers, audience, &policy)?;
    if settings.development_issuer {
        let issuer = DevelopmentIssuer::open(&settings.data_directory)?;
        issuers.add(issuer.trusted(audience, &policy))?;
    }
    Ok(Verifier::new(issuers, policy))
}

/// A server that listens and does not answer yet.
pub struct Bound {
    addresses: Vec<SocketAddr>,
    server: Server,
    ready: Ready,
    authenticator: Authenticator,
}

/// Listens at the address of `settings`. A port of 0 takes any that is free.
///
/// # Errors
/// [`StartupError`] when a key cannot be read or the address is taken.
pub fn bind<E: Executor>(settings: &Settings, parts: Parts<E>) -> Result<Bound, StartupError> {
    let limits = &settings.limits;
    let verifier = verifier(settings)?;
    for issuer in verifier.issuers().iter() {
        let (issuer, speaks_for) = (issuer.name(), issuer.speaks_for());
        tracing::info!(issuer, speaks_for, "an issuer is trusted");
    }
    let authenticator = Authenticator::new(
        verifier,
        parts.directory,
        parts.revocations,
        parts.clock.clone(),
    );
    let ready = Ready::new(parts.readiness);
    let origins = Origins::new(&settings.cors_origins)?;
    let envelope = Data::new(Envelope::new(parts.clock.clone(), origins, limits));
    let schema = Schema {
        types: FieldTypes::from_sdl(&parts.sdl)?,
        costs: Costs::from_sdl(&parts.sdl).map_err(SdlError::from)?,
        introspection: settings.introspection,
    };
    let door = Door {
        limits: DoorLimits::new(limits),
        budgets: Budgets::new(limits),
        gate: Gate::new(limits),
        clock: parts.clock,
        executor: parts.executor,
        authenticator: authenticator.clone(),
        attach: parts.attach,
        schema,
    };
    let door = Data::new(door);
    let asked = Data::new(ready.clone());
    let routes = parts.routes;
    let application = move || {
        actix_web::App::new()
            .app_data(envelope.clone())
            .app_data(door.clone())
            .app_data(asked.clone())
            .wrap(Compress::default())
            .wrap(from_fn(http::envelope::wrap))
            .configure(http::routes::<E>)
            .configure(|config| routes(config))
            .default_service(web::to(http::nothing_here))
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let listen = |source| StartupError::Listen {
        address: settings.listen,
        source,
    };
    let server = HttpServer::new(application)
        .workers(workers)
        .max_connections(limits.connections_max.div_ceil(workers))
        .client_request_timeout(Duration::from_millis(limits.read_timeout_ms))
        .shutdown_timeout(limits.shutdown_timeout_seconds)
        // A client that closes its side is gone: what it asked for is given up.
        .h1_allow_half_closed(false)
        .disable_signals()
        .bind(settings.listen)
        .map_err(listen)?;
    Ok(Bound {
        addresses: server.addrs(),
        server: server.run(),
        ready,
        authenticator,
    })
}

impl Bound {
    /// Where it listens.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Answers until `stop` is over; then says that it is not ready, takes nothing new, and lets
    /// running requests finish.
    ///
    /// # Errors
    /// [`StartupError::Broken`] when the server breaks down.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), StartupError> {
        let Self {
            server,
            ready,
            authenticator,
            addresses: _,
        } = self;
        let handle = server.handle();
        let stopping = async {
            stop.await;
            tracing::info!("stopping: running requests may finish");
            ready.stop();
            handle.stop(true).await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            ended = server => ended.map_err(StartupError::Broken),
            () = stopping => Ok(()),
            () = keep_keys(&authenticator) => Ok(()),
        }
    }
}

/// Keeps the keys of issuers at hand, from the start on and for as long as the server runs: an issuer
/// that is down keeps no server from starting, and no request waits for keys that are known.
async fn keep_keys(authenticator: &Authenticator) {
    let mut rounds = tokio::time::interval(Duration::from_secs(KEY_ROUND_SECONDS));
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        authenticator.refresh_keys().await;
    }
}

/// Listens, tells `announce` where, and answers until the process is told to stop.
///
/// # Errors
/// [`StartupError`] when the server does not start or breaks down.
pub async fn run<E: Executor>(
    settings: &Settings,
    parts: Parts<E>,
    announce: impl FnOnce(&[SocketAddr]),
) -> Result<(), StartupError> {
    if settings.development_issuer {
        tracing::warn!(
            "development_issuer is on: whoever can read {} can make every token",
            DevelopmentIssuer::path(&settings.data_directory).display()
        );
    } else if settings.issuers.is_empty() {
        tracing::warn!("no issuer is trusted: every request will be refused");
    }
    let bound = bind(settings, parts)?;
    announce(bound.addresses());
    let stop = stop_signal()?;
    bound.run(stop).await
}

/// Is over at SIGTERM, or at SIGINT (Ctrl-C).
///
/// # Errors
/// [`StartupError::Broken`] when the process cannot listen for signals.
#[cfg(unix)]
pub fn stop_signal() -> Result<impl Future<Output = ()>, StartupError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Is over at Ctrl-C.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn stop_signal() -> Result<impl Future<Output = ()>, StartupError> {
    Ok(async {
        let _interrupted = tokio::signal::ctrl_c().await;
    })
}
