//! What one subject, and one organization, may cost over time: a bucket that fills at a steady rate
//! up to a burst, and that every request is paid from.
//!
//! A bucket is one number, the instant at which it will be full again (the virtual scheduling of
//! ITU-T I.371, the leaky bucket as a meter). A full bucket is like none, so it is forgotten: memory
//! is bounded by those who are in debt. Time is an argument.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use crate::auth::Caller;
use crate::error::{Error, ErrorCode};
use crate::settings;

const NANOSECONDS: u128 = 1_000_000_000;

/// How many buckets are kept before the full ones are looked for, at the least.
const SWEEP_BUCKETS_MIN: usize = 1_024;

/// How fast a bucket fills, and how much it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// What comes in each second.
    pub cost_per_second: u64,
    /// What it holds.
    pub cost_burst: u64,
}

/// The budgets of everyone.
#[derive(Debug)]
pub struct Budgets {
    subject: Rate,
    organization: Rate,
    buckets: Mutex<Buckets>,
}

/// Whose bucket it is. Only a digest is kept: names are as long as their issuers like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Payer([u8; 16]);

impl Payer {
    fn new(kind: &str, parts: &[&str]) -> Self {
        let mut digest = Sha256::new();
        digest.update(kind);
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let mut payer = [0; 16];
        payer.copy_from_slice(&digest.finalize()[..16]);
        Self(payer)
    }
}

/// Who pays for a request: the subject of its issuer, and the organization that it speaks for.
#[derive(Clone, Copy, Debug)]
pub struct Payers {
    subject: Payer,
    organization: Option<Payer>,
}

impl Payers {
    /// Those who pay for the requests of `caller`.
    #[must_use]
    pub fn of(caller: &Caller) -> Self {
        let organization = caller.organization.as_ref().map(|code| code.as_str());
        Self::new(&caller.issuer, &caller.subject, organization)
    }

    fn new(issuer: &str, subject: &str, organization: Option<&str>) -> Self {
        Self {
            subject: Payer::new("subject", &[issuer, subject]),
            organization: organization.map(|code| Payer::new("organization", &[code])),
        }
    }
}

#[derive(Debug, Default)]
struct Buckets {
    /// When each is full again, in nanoseconds of the clock.
    full_at: HashMap<Payer, u128>,
    /// How many were left when the full ones were last looked for.
    left: usize,
}

impl Budgets {
    /// Full buckets for everyone.
    #[must_use]
    pub fn new(limits: &settings::Limits) -> Self {
        let rate = |cost_per_second: u64, cost_burst: u64| Rate {
            cost_per_second: cost_per_second.max(1),
            cost_burst: cost_burst.max(1),
        };
        Self {
            subject: rate(
                limits.subject_cost_per_second,
                limits.subject_cost_burst_max,
            ),
            organization: rate(
                limits.organization_cost_per_second,
                limits.organization_cost_burst_max,
            ),
            buckets: Mutex::default(),
        }
    }

    /// Takes `cost` from the buckets of `payers` at `now`, or nothing from either. What costs more
    /// than a bucket holds is let through when the bucket is full.
    ///
    /// # Errors
    /// `RATE_LIMITED` with the whole seconds after which there will be enough.
    pub fn pay(&self, payers: Payers, cost: u64, now: DateTime<Utc>) -> Result<(), Error> {
        let now = nanoseconds(now);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let subject = buckets.after(payers.subject, self.subject, cost, now);
        let organization = payers
            .organization
            .map(|payer| (payer, buckets.after(payer, self.organization, cost, now)));
        let lacking = match (&subject, &organization) {
            (Err(wait), Some((_, Err(other)))) => Some(*wait.max(other)),
            (Err(wait), _) | (Ok(_), Some((_, Err(wait)))) => Some(*wait),
            (Ok(_), None | Some((_, Ok(_)))) => None,
        };
        if let Some(nanoseconds) = lacking {
            let seconds = u64::try_from(nanoseconds.div_ceil(NANOSECONDS)).unwrap_or(u64::MAX);
            return Err(Error::of(ErrorCode::RateLimited).retry_after(seconds.max(1)));
        }
        if let Ok(full_at) = subject {
            buckets.full_at.insert(payers.subject, full_at);
        }
        if let Some((payer, Ok(full_at))) = organization {
            buckets.full_at.insert(payer, full_at);
        }
        buckets.sweep(now);
        Ok(())
    }

    #[cfg(test)]
    fn kept(&self) -> usize {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.full_at.len()
    }
}

impl Buckets {
    /// When the bucket will be full again after paying `cost`, or how long it has to fill before.
    fn after(&self, payer: Payer, rate: Rate, cost: u64, now: u128) -> Result<u128, u128> {
        let each = |cost: u64| u128::from(cost) * NANOSECONDS / u128::from(rate.cost_per_second);
        let holds = each(rate.cost_burst);
        let full_at = self.full_at.get(&payer).map_or(now, |at| (*at).max(now));
        // A clock that was set back makes nobody wait longer than a bucket takes to fill.
        let full_at = full_at.min(now + holds);
        let after = full_at + each(cost.min(rate.cost_burst));
        match after.checked_sub(now + holds) {
            None | Some(0) => Ok(after),
            Some(wait) => Err(wait),
        }
    }

    /// Forgets the full buckets when there are twice as many as were left the last time: so that a
    /// payment costs the same however many there are.
    fn sweep(&mut self, now: u128) {
        if self.full_at.len() >= SWEEP_BUCKETS_MIN.max(2 * self.left) {
            self.full_at.retain(|_, full_at| *full_at > now);
            self.full_at.shrink_to(SWEEP_BUCKETS_MIN);
            self.left = self.full_at.len();
        }
    }
}

/// An instant before 1970 counts as 1970.
fn nanoseconds(now: DateTime<Utc>) -> u128 {
    u128::try_from(now.timestamp_micros()).unwrap_or(0) * 1_000
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Budgets, Payers, SWEEP_BUCKETS_MIN};
    use crate::settings::Limits;

    fn budgets() -> Budgets {
        Budgets::new(&Limits {
            subject_cost_per_second: 10,
            subject_cost_burst_max: 100,
            organization_cost_per_second: 20,
            organization_cost_burst_max: 150,
            ..Limits::default()
        })
    }

    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::milliseconds(milliseconds)
    }

    fn alone(subject: &str) -> Payers {
        Payers::new("https://id.example", subject, None)
    }

    #[track_caller]
    fn check(budgets: &Budgets, payers: Payers, cost: u64, now: i64, wait: Option<u64>) {
        let paid = budgets.pay(payers, cost, at(now));
        let given = paid.err().map(|error| {
            assert_eq!(error.code().reason(), "RATE_LIMITED");
            error.retry_after_seconds().expect("seconds")
        });
        assert_eq!(given, wait, "{cost} at {now}");
    }

    #[test]
    fn a_bucket_holds_a_burst_and_fills_at_its_rate() {
        let budgets = budgets();
        let a = alone("a");
        check(&budgets, a, 100, 0, None);
        check(&budgets, a, 1, 0, Some(1));
        check(&budgets, a, 15, 0, Some(2));
        check(&budgets, a, 11, 1_000, Some(1));
        check(&budgets, a, 10, 1_000, None);
        check(&budgets, a, 100, 10_999, Some(1));
        check(&budgets, a, 100, 11_000, None);
    }

    #[test]
    fn a_refusal_costs_nothing_and_a_giant_waits_for_a_full_bucket() {
        let budgets = budgets();
        let a = alone("a");
        check(&budgets, a, 10_000, 0, None);
        for _ in 0..1_000 {
            check(&budgets, a, 10_000, 0, Some(10));
        }
        check(&budgets, a, 10_000, 10_000, None);
    }

    #[test]
    fn subjects_are_apart_and_share_their_organization() {
        let budgets = budgets();
        let of = |subject, organization| Payers::new("i", subject, Some(organization));
        check(&budgets, of("a", "acme"), 100, 0, None);
        check(&budgets, of("b", "acme"), 60, 0, Some(1));
        // Refused for the organization, so the subject kept all it had.
        check(&budgets, of("b", "acme"), 50, 0, None);
        check(&budgets, of("c", "globex"), 100, 0, None);
        check(&budgets, of("c", "acme"), 1, 0, Some(1));
        let elsewhere = Payers::new("j", "a", Some("initech"));
        check(&budgets, elsewhere, 100, 0, None);
        // Joined without a sign between them, these two would be one.
        check(&budgets, Payers::new("ij", "k", None), 100, 0, None);
        check(&budgets, Payers::new("i", "jk", None), 100, 0, None);
    }

    #[test]
    fn a_clock_that_goes_back_makes_nobody_wait_longer_than_a_bucket_fills() {
        let budgets = budgets();
        check(&budgets, alone("a"), 100, 3_600_000, None);
        check(&budgets, alone("a"), 100, 0, Some(10));
    }

    #[test]
    fn who_owes_nothing_is_forgotten() {
        let budgets = budgets();
        for n in 0..100_000 {
            let subject = n.to_string();
            // One millisecond apart: a bucket with one taken is full after a hundred.
            check(&budgets, alone(&subject), 1, n, None);
        }
        assert!(budgets.kept() <= SWEEP_BUCKETS_MIN, "{}", budgets.kept());
    }
}
