//! Service points: failures of a level scored by severity, more when they repeat (C13 c).

use super::Bands;
use crate::agreement::Target;
use crate::vocabulary::{Money, MoneyError, Ratio, Rational};
use crate::words;

words! {
    /// How badly a level was missed.
    pub enum KpiFailureSeverity {
        /// A little.
        Minor = "MINOR",
        /// Clearly.
        Serious = "SERIOUS",
        /// Badly.
        Severe = "SEVERE",
        /// Beyond what the agreement tolerates at all.
        BelowThreshold = "BELOW_THRESHOLD",
    }
}

/// What a band of values below the target means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KpiFailure {
    /// How bad it is.
    pub severity: KpiFailureSeverity,
    /// What it scores.
    pub points: u32,
}

/// How an agreement turns missed levels into points and points into money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointsRegime {
    /// The level: at or above it nothing is scored.
    pub target: Target,
    /// What the values below it score; a value in none of the bands fails without points.
    pub bands: Bands<KpiFailure>,
    /// What the points of a failure are multiplied with when the period before failed too: 2, and
    /// never more however long it goes on.
    pub repeat_factor: u32,
    /// The part of the charge that one point gives back.
    pub part_per_point: Ratio,
}

/// One period of a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KpiPeriod {
    /// What was reached; `None` without service time or without data.
    pub value: Option<Rational>,
    /// The charge that points are a part of.
    pub charge: Money,
}

/// What one period scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointsScore {
    /// How bad the failure was; `None` without one.
    pub severity: Option<KpiFailureSeverity>,
    /// Whether the period before failed too.
    pub is_repeat_failure: bool,
    /// The points, repeats counted in.
    pub points: u64,
    /// points x part per point x charge.
    pub credit: Money,
}

impl PointsRegime {
    /// Scores periods that follow on each other. One without a value scores nothing and ends a run.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] when points make more of a charge than 64 bits hold.
    pub fn score(&self, periods: &[KpiPeriod]) -> Result<Vec<PointsScore>, MoneyError> {
        let mut failed_before = false;
        let mut scores = Vec::with_capacity(periods.len());
        for period in periods {
            let missed = period
                .value
                .as_ref()
                .filter(|value| !self.target.is_met_by(value));
            let failure = missed
                .and_then(|value| self.bands.find(value))
                .map(|(_, found)| found);
            let is_repeat_failure = missed.is_some() && failed_before;
            let factor = if is_repeat_failure {
                self.repeat_factor
            } else {
                1
            };
            let points = failure.map_or(0, |failure| u64::from(failure.points) * u64::from(factor));
            let exact = Rational::whole(points)
                * self.part_per_point.fraction().clone()
                * period.charge.exact();
            scores.push(PointsScore {
                severity: failure.map(|failure| failure.severity),
                is_repeat_failure,
                points,
                credit: Money::rounded(&exact, period.charge.currency())?,
            });
            failed_before = missed.is_some();
        }
        Ok(scores)
    }
}
