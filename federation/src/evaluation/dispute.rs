//! A figure while a part of its downtime is disputed: both ways at once (C12).

use super::availability::availability;
use super::{Verdict, judge};
use crate::agreement::Target;
use crate::agreement::credit::CreditTiers;
use crate::vocabulary::{Money, MoneyError, Rational};
use crate::words;

words! {
    /// Whether a verdict can still change.
    pub enum VerdictStanding {
        /// However the dispute ends, the verdict is this.
        Final = "FINAL",
        /// The verdict depends on how the dispute ends.
        Provisional = "PROVISIONAL",
    }
}

/// Downtime of which a part is disputed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputedDowntime {
    /// Agreed service time less exclusions, in seconds.
    pub base_seconds: i64,
    /// Downtime in seconds that nobody disputes.
    pub undisputed_seconds: Rational,
    /// Downtime in seconds that is disputed.
    pub disputed_seconds: Rational,
}

/// The figure with and without the disputed downtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputedFigure {
    /// The availability with it; `None` without service time.
    pub as_submitted: Option<Rational>,
    /// The verdict with it; `None` without a target.
    pub as_submitted_verdict: Option<Verdict>,
    /// The availability without it.
    pub if_upheld: Option<Rational>,
    /// The verdict without it.
    pub if_upheld_verdict: Option<Verdict>,
    /// Whether both verdicts are the same.
    pub standing: VerdictStanding,
    /// The credit that is due however the dispute ends.
    pub credit_undisputed: Money,
    /// The credit that is held until it has ended: no more than the dispute is about.
    pub credit_held: Money,
}

impl DisputedDowntime {
    /// The figure both ways, and the credit that follows.
    ///
    /// # Errors
    /// [`MoneyError`] only for a charge that is too large.
    pub fn figure(
        &self,
        target: Option<&Target>,
        tiers: &CreditTiers,
        charge: Money,
    ) -> Result<DisputedFigure, MoneyError> {
        let all_seconds = self.undisputed_seconds.clone() + self.disputed_seconds.clone();
        let as_submitted = availability(self.base_seconds, &all_seconds);
        let if_upheld = availability(self.base_seconds, &self.undisputed_seconds);
        let judge = |value: &Option<Rational>| judge(value.as_ref(), target.map(Target::fraction));
        let (as_submitted_verdict, if_upheld_verdict) = (judge(&as_submitted), judge(&if_upheld));
        let credit_undisputed = tiers.credit(if_upheld.as_ref(), charge)?.credit;
        let credit_in_all = tiers.credit(as_submitted.as_ref(), charge)?.credit;
        Ok(DisputedFigure {
            as_submitted,
            as_submitted_verdict,
            if_upheld,
            if_upheld_verdict,
            standing: match as_submitted_verdict == if_upheld_verdict {
                true => VerdictStanding::Final,
                false => VerdictStanding::Provisional,
            },
            credit_undisputed,
            credit_held: credit_in_all.minus(credit_undisputed)?,
        })
    }
}
