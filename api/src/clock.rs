//! The one place where time and randomness enter. Everything else gets them as arguments, so that
//! a test, a replay and an audit see the same instants and identifiers.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, SubsecRound, Utc};
use rand::TryRngCore;
use rand::rngs::OsRng;
use uuid::Uuid;

/// Where instants and fresh identifiers come from.
pub trait Clock: Send + Sync {
    /// The present instant, in whole microseconds: what both databases keep.
    fn now(&self) -> DateTime<Utc>;

    /// An identifier that was never given before: a UUIDv7 of the present instant.
    fn fresh_id(&self) -> Uuid;

    /// A secret that nobody can guess.
    fn fresh_secret(&self) -> [u8; 32];
}

/// The clock of the machine and the randomness of its operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one lawful reading of the wall clock"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    fn fresh_id(&self) -> Uuid {
        let mut random = [0; 10];
        OsRng
            .try_fill_bytes(&mut random)
            .expect("the operating system gives randomness");
        identifier(self.now(), &random)
    }

    fn fresh_secret(&self) -> [u8; 32] {
        let mut secret = [0; 32];
        OsRng
            .try_fill_bytes(&mut secret)
            .expect("the operating system gives randomness");
        secret
    }
}

/// A clock that stands still until it is set, and counts its identifiers: for tests.
#[derive(Debug)]
pub struct FixedClock {
    now: Mutex<DateTime<Utc>>,
    identifiers: AtomicU64,
}

impl FixedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        Self {
            now: Mutex::new(now),
            identifiers: AtomicU64::new(0),
        }
    }

    /// Sets the clock.
    ///
    /// # Panics
    /// When another thread panicked while it set the clock.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.now.lock().expect("no thread panics while it sets") = now;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().expect("no thread panics while it sets")
    }

    fn fresh_id(&self) -> Uuid {
        let count = self.identifiers.fetch_add(1, Ordering::Relaxed);
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(&count.to_be_bytes());
        identifier(self.now(), &bytes)
    }

    fn fresh_secret(&self) -> [u8; 32] {
        let count = self.identifiers.fetch_add(1, Ordering::Relaxed);
        let mut secret = [0; 32];
        secret[24..].copy_from_slice(&count.to_be_bytes());
        secret
    }
}

/// A UUIDv7 (RFC 9562, 5.7). An instant before 1970 counts as 1970.
fn identifier(now: DateTime<Utc>, random: &[u8; 10]) -> Uuid {
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, random).into_uuid()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Timelike, Utc};

    use super::{Clock, FixedClock, SystemClock};

    #[test]
    fn identifiers_are_v7_and_differ() {
        let clock = SystemClock;
        let (a, b) = (clock.fresh_id(), clock.fresh_id());
        assert_eq!(a.get_version_num(), 7);
        assert_ne!(a, b);
        assert_eq!(clock.now().nanosecond() % 1_000, 0);
    }

    #[test]
    fn a_fixed_clock_stands_still_until_it_is_set() {
        let clock = FixedClock::at(DateTime::<Utc>::UNIX_EPOCH);
        assert_eq!(clock.now(), DateTime::<Utc>::UNIX_EPOCH);
        assert_ne!(clock.fresh_id(), clock.fresh_id());
        let later = DateTime::<Utc>::UNIX_EPOCH + chrono::TimeDelta::days(1);
        clock.set(later);
        assert_eq!(clock.now(), later);
    }
}
