//! Figures about many: percentiles, compliance, pooled availability. Percentages are never averaged;
//! numerators and denominators are added (G2, C8).

use num_traits::ToPrimitive;

use super::availability::availability;
use super::{FigureState, Verdict, judge};
use crate::agreement::SampleRule;
use crate::vocabulary::{Ratio, Rational};
use crate::words;

words! {
    /// How a percentile is read between values.
    pub enum PercentileMethod {
        /// The value at rank ceil(p n), at least the first. The default.
        NearestRank = "NEAREST_RANK",
        /// At position (n - 1) p, between the two values around it.
        Linear = "LINEAR",
    }
}

/// The percentile `part` of values in any order; `None` of none (C8).
#[must_use]
pub fn percentile(values: &[i64], part: &Ratio, method: PercentileMethod) -> Option<Rational> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let value = |at: usize| sorted.get(at).copied().map(Rational::whole);
    match method {
        PercentileMethod::NearestRank => {
            let rank = part.fraction().clone() * Rational::whole(sorted.len());
            value(rank.ceil().to_usize()?.saturating_sub(1))
        }
        PercentileMethod::Linear => {
            let last = sorted.len().checked_sub(1)?;
            let position = part.fraction().clone() * Rational::whole(last);
            let below = position.floor();
            let beyond = position - Rational::whole(below.clone());
            let below = below.to_usize()?;
            let (low, high) = (value(below)?, value((below + 1).min(last))?);
            Some(low.clone() + (high - low) * beyond)
        }
    }
}

/// How many of some times are within a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Within {
    /// Those at most the target.
    pub within: u64,
    /// All of them.
    pub total: u64,
    /// Within / total; `None` of none.
    pub ratio: Option<Rational>,
    /// Their mean; `None` of none.
    pub mean: Option<Rational>,
}

impl Within {
    /// Counts the values that are at most `target` (C8).
    #[must_use]
    pub fn count(values: &[i64], target: i64) -> Self {
        let within = values.iter().filter(|value| **value <= target).count() as u64;
        let total = values.len() as u64;
        let sum: Rational = values.iter().copied().map(Rational::whole).sum();
        let per_value = |sum: Rational| sum.checked_div(&Rational::whole(total));
        Self {
            within,
            total,
            ratio: per_value(Rational::whole(within)),
            mean: per_value(sum),
        }
    }
}

/// How many of some cases met what was promised about each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Met {
    /// Those that did.
    pub met: u64,
    /// All of them.
    pub total: u64,
}

/// Compliance of several groups together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compliance {
    /// Cases that met their promise.
    pub met: u64,
    /// All cases.
    pub total: u64,
    /// Met / total; `None` of none.
    pub ratio: Option<Rational>,
    /// The verdict by the target and the rule for few cases.
    pub verdict: Verdict,
}

impl Compliance {
    /// Pools groups and judges them together (C8).
    #[must_use]
    pub fn pool(groups: &[Met], target: &Rational, rule: SampleRule) -> Self {
        let met: u64 = groups.iter().map(|group| group.met).sum();
        let total: u64 = groups.iter().map(|group| group.total).sum();
        let ratio = Rational::whole(met).checked_div(&Rational::whole(total));
        let misses = total.saturating_sub(met);
        let is_small = rule.min_sample.is_some_and(|min_sample| total < min_sample);
        let verdict = match (&ratio, rule.allowed_misses) {
            (None, _) => Verdict::NoData,
            (Some(_), None) if is_small => Verdict::NotApplicable,
            (Some(_), Some(allowed)) if is_small && misses <= allowed => Verdict::Met,
            (Some(_), Some(_)) if is_small => Verdict::Breached,
            (Some(_), _) => judge(ratio.as_ref(), Some(target)).unwrap_or(Verdict::NoData),
        };
        Self {
            met,
            total,
            ratio,
            verdict,
        }
    }
}

/// The availability of one period, as it goes into the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PooledPart {
    /// Agreed service time in seconds.
    pub agreed_seconds: i64,
    /// Excluded agreed service time in seconds.
    pub excluded_seconds: i64,
    /// Downtime outside exclusions in seconds.
    pub downtime_seconds: Rational,
}

/// The availability of several periods together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PooledAvailability {
    /// Agreed service time less exclusions in seconds.
    pub base_seconds: i64,
    /// Downtime in seconds.
    pub downtime_seconds: Rational,
    /// The availability; `None` without service time.
    pub availability: Option<Rational>,
    /// What sort of figure it is.
    pub state: FigureState,
}

impl PooledAvailability {
    /// Adds up the parts and divides once (C8).
    #[must_use]
    pub fn of(parts: &[PooledPart]) -> Self {
        let base = parts
            .iter()
            .map(|part| part.agreed_seconds - part.excluded_seconds);
        let base_seconds = base.sum();
        let downtime_seconds = parts.iter().map(|part| part.downtime_seconds.clone()).sum();
        let availability = availability(base_seconds, &downtime_seconds);
        Self {
            base_seconds,
            downtime_seconds,
            state: match availability {
                Some(_) => FigureState::Ok,
                None => FigureState::NoServiceTime,
            },
            availability,
        }
    }
}
