//! The terms of an agreement version that figures depend on.

use std::fmt;
use std::str::FromStr;

use super::credit::CreditTerms;
use super::{TicketTerms, WorkloadLimit};
use crate::vocabulary::Rational;
use crate::words;

/// What was agreed, in the words that a calculation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The availability that was promised; `None` when the agreement only reports.
    pub availability_target: Option<Target>,
    /// How a partial loss counts.
    pub degradation: DegradationRule,
    /// How unknown time counts.
    pub missing_data: MissingDataRule,
    /// How lost time is shared among suppliers.
    pub attribution: AttributionPolicy,
    /// Which maintenance is excluded; `None` when none is.
    pub maintenance: Option<MaintenanceTerms>,
    /// What a missed availability gives back; `None` when nothing.
    pub credits: Option<CreditTerms>,
    /// What is promised about tickets; `None` when nothing.
    pub tickets: Option<TicketTerms>,
    /// How much work the promises hold for, each measure once, in ascending order.
    pub workload_limits: Vec<WorkloadLimit>,
}

impl Default for Terms {
    /// An agreement that only reports, with the default of every rule.
    fn default() -> Self {
        Self {
            availability_target: None,
            degradation: DegradationRule::AsUp,
            missing_data: MissingDataRule::Indeterminate,
            attribution: AttributionPolicy::Shapley,
            maintenance: None,
            credits: None,
            tickets: None,
            workload_limits: Vec::new(),
        }
    }
}

/// Which planned maintenance an agreement takes out of the agreed service time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MaintenanceTerms {
    /// How long before its start a window must have been notified, in seconds.
    pub notice_seconds: i64,
    /// The most excluded seconds in a calendar month of the agreement's zone; `None` when unlimited.
    pub cap_seconds_per_month: Option<i64>,
}

/// A promised share of the agreed service time, in (0, 1].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target(Rational);

/// Why something is not a [`Target`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Not a plain decimal.
    #[error("is not a plain decimal number")]
    NotDecimal,
    /// Not above 0 % and at most 100 %.
    #[error("lies outside 0 to 100 percent")]
    OutOfRange,
    /// More decimals than are kept.
    #[error("has more than {} decimals", Target::PERCENT_DECIMALS_MAX)]
    TooPrecise,
}

impl Target {
    /// The most decimals of a target in percent.
    pub const PERCENT_DECIMALS_MAX: usize = 9;

    /// Reads a percentage such as `99.95`.
    ///
    /// # Errors
    /// [`TargetError`] when it is not a plain decimal in (0, 100] with at most nine decimals.
    pub fn from_percent(text: &str) -> Result<Self, TargetError> {
        let decimals = text
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len());
        let percent = Rational::from_str(text).map_err(|_| TargetError::NotDecimal)?;
        if decimals > Self::PERCENT_DECIMALS_MAX {
            return Err(TargetError::TooPrecise);
        }
        Self::from_fraction(percent * Rational::new(1, 100))
    }

    /// A target from an exact fraction.
    ///
    /// # Errors
    /// [`TargetError::OutOfRange`] outside (0, 1].
    pub fn from_fraction(fraction: Rational) -> Result<Self, TargetError> {
        if fraction.is_zero() || fraction.is_negative() || fraction > Rational::one() {
            return Err(TargetError::OutOfRange);
        }
        Ok(Self(fraction))
    }

    /// The target as a fraction of one.
    #[must_use]
    pub fn fraction(&self) -> &Rational {
        &self.0
    }

    /// Whether `availability` meets the target: on the exact value, `>=`.
    #[must_use]
    pub fn is_met_by(&self, availability: &Rational) -> bool {
        availability >= &self.0
    }
}

impl fmt::Display for Target {
    /// In percent, exactly when that is a finite decimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.0.clone() * Rational::whole(100);
        f.write_str(
            &percent
                .exact_decimal()
                .unwrap_or_else(|| self.0.percent_truncated()),
        )
    }
}

words! {
    /// How a loss between none and full counts as downtime.
    pub enum DegradationRule {
        /// A degraded component counts as up; its degradation is listed. The default.
        AsUp = "AS_UP",
        /// Each degraded second counts with its loss.
        Weighted = "WEIGHTED",
        /// A degraded component counts as down.
        AsDown = "AS_DOWN",
    }
}

words! {
    /// How time counts in which the state of a component is not known.
    pub enum MissingDataRule {
        /// The figure becomes bounds; a target between them is INDETERMINATE. The default.
        Indeterminate = "INDETERMINATE",
        /// Unknown time is downtime.
        CountAsDown = "COUNT_AS_DOWN",
        /// Any unknown agreed time is a breach: failure to report is failure of the level.
        CountAsFailure = "COUNT_AS_FAILURE",
    }
}

words! {
    /// How every lost second is shared among the suppliers whose components were down.
    pub enum AttributionPolicy {
        /// By the Shapley value of the loss: each supplier's average marginal part. The default.
        Shapley = "SHAPLEY",
        /// Equally among the suppliers that made a difference.
        SplitEqual = "SPLIT_EQUAL",
        /// To the supplier whose relevant component failed first.
        FirstCause = "FIRST_CAUSE",
        /// Whole to each supplier that made a difference: a liability view that is not a sum.
        Full = "FULL",
    }
}
