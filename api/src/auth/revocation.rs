//! The revocations that a server knows: read again when they are older than a few seconds, so that
//! what another process revokes holds here within a minute.
//!
//! Time is an argument: nothing here reads a clock.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use federation::authority::{RevocationList, TokenMarks, TokenRevocation};
use federation::time::Instant;
use tokio::sync::Mutex;

use super::claims::VerifiedToken;
use super::fault::TokenFault;

/// The age from which the list is read again beside the work, in seconds.
const REFRESH_SECONDS: i64 = 15;

/// The age from which no token is judged before the list was read again, in seconds.
const FRESH_SECONDS: i64 = 45;

/// The revocations as they were read last.
#[derive(Debug, Default)]
pub struct KnownRevocations {
    last: RwLock<Option<Known>>,
    /// Held by the one that reads.
    reading: Mutex<()>,
}

#[derive(Clone, Debug)]
struct Known {
    list: Arc<RevocationList>,
    at: DateTime<Utc>,
}

impl KnownRevocations {
    /// Forgets what was read, because it was changed here: the next token is judged by a new list.
    pub fn forget(&self) {
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The revocations in force at `now`; `read` reads them when it is time to.
    ///
    /// # Errors
    /// What `read` fails with, when what was read before is too old.
    pub async fn at<E>(
        &self,
        now: DateTime<Utc>,
        read: impl AsyncFnOnce() -> Result<Vec<TokenRevocation>, E>,
    ) -> Result<Arc<RevocationList>, E> {
        let known = self.known();
        let age = known.as_ref().map(|known| (now - known.at).abs());
        let younger = |seconds| age.is_some_and(|age| age < TimeDelta::seconds(seconds));
        match known {
            Some(known) if younger(REFRESH_SECONDS) => return Ok(known.list),
            // Another one reads already, and this is still good.
            Some(known) if younger(FRESH_SECONDS) && self.reading.try_lock().is_err() => {
                return Ok(known.list);
            }
            _ => {}
        }
        let _only_reader = self.reading.lock().await;
        if let Some(known) = self.known()
            && (now - known.at).abs() < TimeDelta::seconds(REFRESH_SECONDS)
        {
            return Ok(known.list);
        }
        match read().await {
            Ok(revocations) => {
                let list = Arc::new(revocations.into_iter().collect());
                let known = Known {
                    list: Arc::clone(&list),
                    at: now,
                };
                *self.last.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
                Ok(list)
            }
            Err(error) => match self.known() {
                Some(known) if younger(FRESH_SECONDS) => Ok(known.list),
                _ => Err(error),
            },
        }
    }

    fn known(&self) -> Option<Known> {
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        last.clone()
    }
}

/// Whether `list` covers a token.
///
/// # Errors
/// [`TokenFault::Revoked`] when it does.
pub fn check(list: &RevocationList, token: &VerifiedToken) -> Result<(), TokenFault> {
    let marks = TokenMarks {
        issuer: &token.issuer,
        token_id: &token.token_id,
        subject: &token.subject,
        issued_at: Instant::from(token.issued_at),
    };
    match list.covering(marks) {
        None => Ok(()),
        Some(TokenRevocation {
            issuer: _,
            tokens: _,
            reason,
            revoked_at,
            revoked_by,
        }) => Err(TokenFault::Revoked(format!(
            "at {revoked_at} by {revoked_by}, {}",
            reason.as_deref().unwrap_or("without a reason")
        ))),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use chrono::{DateTime, TimeDelta, Utc};
    use futures_util::FutureExt as _;

    use super::KnownRevocations;

    #[test]
    fn the_list_is_read_when_it_is_time_and_old_only_for_a_while() {
        let known = KnownRevocations::default();
        let reads = Cell::new(0);
        let ask = |seconds: i64, fails: bool| {
            let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(seconds);
            let read = async || {
                reads.set(reads.get() + 1);
                if fails { Err(()) } else { Ok(Vec::new()) }
            };
            let asked = known.at(now, read).now_or_never();
            (asked.expect("nothing waits").is_ok(), reads.get())
        };
        assert_eq!(ask(0, true), (false, 1), "nothing was ever read");
        assert_eq!(ask(0, false), (true, 2));
        assert_eq!(ask(14, false), (true, 2));
        assert_eq!(ask(15, true), (true, 3), "old, and good for a while");
        assert_eq!(ask(44, true), (true, 4));
        assert_eq!(ask(45, true), (false, 5), "too old to judge by");
        assert_eq!(ask(45, false), (true, 6));
        known.forget();
        assert_eq!(ask(45, false), (true, 7), "changed here");
        assert_eq!(ask(0, false), (true, 8), "a clock that went back");
    }
}
