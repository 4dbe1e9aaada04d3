//! The keys of an issuer that publishes them over HTTP, kept for a short while.
//!
//! - Two fetches of one issuer never begin within [`SPACING_SECONDS`], whatever tokens say; those
//!   who need one while it runs wait for that one, and are judged by what it brought.
//! - Keys are refreshed after [`REFRESH_SECONDS`], sooner when the issuer says so, and no token is
//!   judged by keys older than [`FRESH_SECONDS`] while the issuer answers: a key that it withdrew is
//!   refused within a minute.
//! - While it does not answer, the keys known last go on, up to a limit of the settings; then every
//!   token of it is refused as one that cannot be checked. So is a token whose key is not known
//!   while the issuer does not answer: that it is forged nobody can say.
//!
//! Time is an argument: nothing here reads a clock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};

use super::fault::TokenFault;
use super::fetch::{FetchError, FetchKeys, Published};
use super::keys::KeySet;

/// The least time between the beginnings of two fetches, in seconds.
pub const SPACING_SECONDS: i64 = 10;

/// The age from which keys are fetched anew beside the work, in seconds.
pub const REFRESH_SECONDS: i64 = 30;

/// The age from which nothing is judged by keys before they were fetched anew, in seconds.
pub const FRESH_SECONDS: i64 = 60;

/// The keys of one issuer. Clones share them.
#[derive(Clone)]
pub struct KeyCache {
    fetch: Arc<dyn FetchKeys>,
    stale_max: TimeDelta,
    state: Arc<Mutex<State>>,
}

type Flight = Shared<BoxFuture<'static, ()>>;

#[derive(Default)]
struct State {
    known: Option<Known>,
    /// When the last fetch began.
    begun_at: Option<DateTime<Utc>>,
    /// Why the last fetch that ended brought nothing.
    failure: Option<FetchError>,
    flight: Option<Flight>,
}

struct Known {
    keys: Arc<KeySet>,
    /// When the fetch began that brought them.
    at: DateTime<Utc>,
    refresh_after: TimeDelta,
}

enum Plan {
    Judge,
    Wait(Flight),
}

impl KeyCache {
    /// The keys that `fetch` brings, kept for `stale_max` when it brings none.
    #[must_use]
    pub fn new(fetch: Arc<dyn FetchKeys>, stale_max: TimeDelta) -> Self {
        Self {
            fetch,
            stale_max,
            state: Arc::default(),
        }
    }

    /// Where the keys come from.
    #[must_use]
    pub fn address(&self) -> &str {
        self.fetch.address()
    }

    /// How many keys are known; `None` when none ever came.
    #[must_use]
    pub fn known(&self) -> Option<usize> {
        self.lock().known.as_ref().map(|known| known.keys.count())
    }

    /// The keys to judge a token with this `kid` by, at `now`.
    ///
    /// # Errors
    /// [`TokenFault::KeysUnavailable`] when the issuer does not answer and what is known of it is
    /// too old, or does not tell this `kid`.
    pub async fn keys(
        &self,
        key_id: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Arc<KeySet>, TokenFault> {
        // The lock is not held while anyone waits.
        let plan = self.plan(key_id, now);
        if let Plan::Wait(flight) = plan {
            flight.await;
        }
        self.judge(key_id, now)
    }

    /// Fetches the keys when they are due at `now`, and waits for it.
    pub async fn refresh(&self, now: DateTime<Utc>) {
        let flight = {
            let mut state = self.lock();
            let due = state
                .age(now)
                .is_none_or(|age| age >= state.refresh_after());
            if due {
                self.flight(&mut state, now)
            } else {
                None
            }
        };
        if let Some(flight) = flight {
            flight.await;
        }
    }

    fn plan(&self, key_id: Option<&str>, now: DateTime<Utc>) -> Plan {
        let mut state = self.lock();
        let usable = match (&state.known, state.age(now)) {
            (Some(known), Some(age)) => {
                age < TimeDelta::seconds(FRESH_SECONDS) && known.keys.knows(key_id)
            }
            _ => false,
        };
        let due = state
            .age(now)
            .is_none_or(|age| age >= state.refresh_after());
        if usable && !due {
            return Plan::Judge;
        }
        match self.flight(&mut state, now) {
            Some(flight) if !usable => Plan::Wait(flight),
            _ => Plan::Judge,
        }
    }

    /// The fetch that runs, or a new one when one may begin.
    fn flight(&self, state: &mut State, now: DateTime<Utc>) -> Option<Flight> {
        if let Some(flight) = &state.flight
            && flight.peek().is_none()
        {
            return Some(flight.clone());
        }
        let spacing = TimeDelta::seconds(SPACING_SECONDS);
        if state.begun_at.is_some_and(|at| (now - at).abs() < spacing) {
            return None;
        }
        state.begun_at = Some(now);
        let (cache, fetched) = (self.clone(), self.fetch.fetch());
        // On its own, so that it ends even when whoever began it goes away.
        let task = tokio::spawn(async move { cache.land(fetched.await, now) });
        let flight = task.map(|_| ()).boxed().shared();
        state.flight = Some(flight.clone());
        Some(flight)
    }

    fn land(&self, fetched: Result<Published, FetchError>, begun_at: DateTime<Utc>) {
        let mut state = self.lock();
        match fetched {
            Ok(Published { keys, max_age }) => {
                let at_most = TimeDelta::seconds(REFRESH_SECONDS);
                let at_least = TimeDelta::seconds(SPACING_SECONDS);
                if state.failure.take().is_some() {
                    tracing::info!(address = self.address(), "the issuer answers again");
                }
                state.known = Some(Known {
                    keys: Arc::new(keys),
                    at: begun_at,
                    refresh_after: max_age.unwrap_or(at_most).clamp(at_least, at_most),
                });
            }
            Err(failure) => {
                tracing::warn!(%failure, "the keys of an issuer could not be fetched");
                state.failure = Some(failure);
            }
        }
    }

    fn judge(&self, key_id: Option<&str>, now: DateTime<Utc>) -> Result<Arc<KeySet>, TokenFault> {
        let state = self.lock();
        let why = match &state.failure {
            Some(failure) => failure.to_string(),
            None => format!("{}: no answer yet", self.address()),
        };
        let unavailable = TokenFault::KeysUnavailable(why);
        let (Some(known), Some(age)) = (&state.known, state.age(now)) else {
            return Err(unavailable);
        };
        let too_old = age >= self.stale_max.max(TimeDelta::seconds(FRESH_SECONDS));
        let cannot_tell = state.failure.is_some() && !known.keys.knows(key_id);
        if too_old || cannot_tell {
            return Err(unavailable);
        }
        Ok(known.keys.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// How old the keys are; a clock that was set back makes them old, not young.
    fn age(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.known.as_ref().map(|known| (now - known.at).abs())
    }

    fn refresh_after(&self) -> TimeDelta {
        let refresh_after = self.known.as_ref().map(|known| known.refresh_after);
        refresh_after.unwrap_or_default()
    }
}

impl std::fmt::Debug for KeyCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyCache")
            .field("address", &self.address())
            .finish_non_exhaustive()
    }
}
