//! The at-risk amount of an invoice that all credits of a period share (C13 b).

use super::apportion::largest_remainder;
use crate::vocabulary::{Currency, Money, MoneyError, Ratio, Rational};

/// What of an invoice is at risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtRiskAmount {
    /// The invoice.
    pub invoice: Money,
    /// The part of it that credits can take at most.
    pub part: Ratio,
}

/// A missed level that takes from the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolLine<K> {
    /// Which level it is.
    pub id: K,
    /// The part of the pool that is allocated to it.
    pub of_pool: Ratio,
    /// The part of its allocation that the failure takes.
    pub of_allocation: Ratio,
}

/// What a level takes from the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolCredit<K> {
    /// Which level it is.
    pub id: K,
    /// What it would take alone, in minor units, exactly.
    pub uncapped: Rational,
    /// What it takes.
    pub credit: Money,
}

/// What all levels take from the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllocationOfPool<K> {
    /// The at-risk amount in minor units, exactly.
    pub at_risk: Rational,
    /// What the levels would take without it, in minor units, exactly.
    pub uncapped_total: Rational,
    /// Whether they were scaled down to it, each by the same factor.
    pub capped: bool,
    /// What they take together.
    pub total: Money,
    /// What each takes: these sum to the total.
    pub lines: Vec<PoolCredit<K>>,
}

impl AtRiskAmount {
    /// The credits of a period: of pool x of allocation x at-risk amount each, scaled down together
    /// where they would take more than there is. The total is rounded once, and the lines sum to it
    /// by the largest remainder.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] only for an invoice that is.
    pub fn allocate<K: Clone>(
        &self,
        lines: &[PoolLine<K>],
    ) -> Result<AllocationOfPool<K>, MoneyError> {
        let at_risk = self.part.fraction().clone() * self.invoice.exact();
        let lines = lines.iter().map(|line| {
            let part = line.of_pool.fraction().clone() * line.of_allocation.fraction().clone();
            (line.id.clone(), part * at_risk.clone())
        });
        cap_at_risk(&at_risk, self.invoice.currency(), lines.collect())
    }
}

/// What lines take of an exact at-risk amount in minor units of `currency`: each what it would take
/// alone, scaled down together by one factor where that is more than there is. The total is rounded
/// once, and the lines sum to it by the largest remainder, of equal ones the earlier first.
///
/// # Errors
/// [`MoneyError::TooLarge`] only for an amount that is.
pub fn cap_at_risk<K>(
    at_risk: &Rational,
    currency: Currency,
    lines: Vec<(K, Rational)>,
) -> Result<AllocationOfPool<K>, MoneyError> {
    let uncapped_total: Rational = lines.iter().map(|(_, uncapped)| uncapped.clone()).sum();
    let capped = uncapped_total > *at_risk;
    let factor = match at_risk.checked_div(&uncapped_total) {
        Some(factor) if capped => factor,
        _ => Rational::one(),
    };
    let exact: Vec<Rational> = lines
        .iter()
        .map(|(_, uncapped)| uncapped.clone() * factor.clone())
        .collect();
    let total: Rational = exact.iter().cloned().sum();
    let total = Money::rounded(&total, currency)?;
    let credits = largest_remainder(total, &exact)?;
    let lines = lines.into_iter().zip(credits);
    Ok(AllocationOfPool {
        at_risk: at_risk.clone(),
        uncapped_total,
        capped,
        total,
        lines: lines
            .map(|((id, uncapped), credit)| PoolCredit {
                id,
                uncapped,
                credit,
            })
            .collect(),
    })
}
