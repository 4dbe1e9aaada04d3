//! What the terms of an agreement make of a judged month, before the at-risk amount caps it.

use super::judged::Judged;
use crate::agreement::MissingDataRule;
use crate::agreement::credit::{CreditRegime, CreditTerms, KpiFailureSeverity, MeasurementSort};
use crate::evaluation::Verdict;
use crate::vocabulary::{Ratio, Rational};
use crate::words;

words! {
    /// What became of a credit.
    pub enum CreditStatus {
        /// Nothing is given back: the promise was kept, or the miss lies in no band.
        NotDue = "NOT_DUE",
        /// It is given back.
        Due = "DUE",
        /// Not decided yet: the month is open, or unknown time decides. It bears nothing so far.
        Pending = "PENDING",
        /// A key measurement: it is reported, and bears nothing.
        ReportedOnly = "REPORTED_ONLY",
    }
}

/// How a miss scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditScore {
    /// The part of the charge that the band of the availability says; `None` under other regimes.
    pub tier: Option<Ratio>,
    /// How bad the failure was; `None` but under service points.
    pub severity: Option<KpiFailureSeverity>,
    /// The points, repeats counted in; `None` but under service points.
    pub points: Option<u64>,
    /// Whether the month before failed too.
    pub is_repeat_failure: bool,
    /// What it comes to before the at-risk amount caps it, in minor units, exactly.
    pub uncapped: Rational,
}

/// What a month of a level owes, and what it would at worst.
pub(super) struct Scored {
    pub(super) status: CreditStatus,
    pub(super) decided: Option<CreditScore>,
    pub(super) at_worst: Option<CreditScore>,
}

/// The terms of a month, and what it charges.
pub(super) struct Charged<'a> {
    pub(super) terms: &'a CreditTerms,
    pub(super) missing_data: MissingDataRule,
    /// The charge of the month in minor units, exactly.
    pub(super) charge: Rational,
    /// The at-risk amount in minor units, exactly.
    pub(super) at_risk: Rational,
}

impl Charged<'_> {
    /// Scores a month by what is known of it and of the month before.
    pub(super) fn score(&self, month: &Judged, before: Option<&Judged>) -> Scored {
        let repeats = before.is_some_and(Judged::is_missed);
        let may_repeat = before.is_some_and(Judged::may_be_missed);
        let failure_by_agreement = self.missing_data == MissingDataRule::CountAsFailure;
        let certain = match failure_by_agreement {
            true => &month.lower,
            false => &month.upper,
        };
        let decided = month
            .is_missed()
            .then(|| self.at(certain.as_ref(), repeats));
        let at_worst = month.may_be_missed();
        let at_worst = at_worst.then(|| self.at(month.lower.as_ref(), may_repeat));
        let undecided = match month.verdict {
            Some(Verdict::Indeterminate) => true,
            Some(Verdict::NoData) => month.lower.is_some(),
            Some(Verdict::Met | Verdict::Breached | Verdict::NotApplicable) | None => false,
        };
        let owes = |score: &Option<CreditScore>| {
            score
                .as_ref()
                .is_some_and(|score| !score.uncapped.is_zero())
        };
        let status = match self.terms.sort {
            MeasurementSort::KeyMeasurement => CreditStatus::ReportedOnly,
            MeasurementSort::CriticalServiceLevel if undecided => CreditStatus::Pending,
            MeasurementSort::CriticalServiceLevel if month.open && month.verdict.is_some() => {
                CreditStatus::Pending
            }
            MeasurementSort::CriticalServiceLevel if owes(&decided) => CreditStatus::Due,
            MeasurementSort::CriticalServiceLevel => CreditStatus::NotDue,
        };
        Scored {
            status,
            decided,
            at_worst,
        }
    }

    /// What a miss at an availability scores.
    fn at(&self, availability: Option<&Rational>, is_repeat_failure: bool) -> CreditScore {
        let mut score = CreditScore {
            tier: None,
            severity: None,
            points: None,
            is_repeat_failure,
            uncapped: Rational::zero(),
        };
        match &self.terms.regime {
            CreditRegime::Tiers(bands) => {
                let found = availability.and_then(|value| bands.find(value));
                score.tier = found.map(|(_, part)| part.clone());
                if let Some(part) = &score.tier {
                    score.uncapped = part.fraction().clone() * self.charge.clone();
                }
            }
            CreditRegime::Points {
                bands,
                repeat_factor,
                part_per_point,
            } => {
                let found = availability.and_then(|value| bands.find(value));
                let factor = if is_repeat_failure { *repeat_factor } else { 1 };
                let points = found.map_or(0, |(_, failure)| u64::from(failure.points));
                let points = points * u64::from(factor);
                score.severity = found.map(|(_, failure)| failure.severity);
                score.points = Some(points);
                let per_point = part_per_point.fraction().clone() * self.charge.clone();
                score.uncapped = Rational::whole(points) * per_point;
            }
            CreditRegime::Pool {
                of_pool,
                of_allocation,
            } => {
                let part = of_pool.fraction().clone() * of_allocation.fraction().clone();
                score.uncapped = part * self.at_risk.clone();
            }
        }
        score
    }
}

/// What a score takes of the at-risk amount: nothing without one, and nothing for a key measurement.
pub(super) fn bearing(sort: MeasurementSort, score: Option<&CreditScore>) -> Rational {
    match (sort, score) {
        (MeasurementSort::CriticalServiceLevel, Some(score)) => score.uncapped.clone(),
        (MeasurementSort::CriticalServiceLevel, None) | (MeasurementSort::KeyMeasurement, _) => {
            Rational::zero()
        }
    }
}
