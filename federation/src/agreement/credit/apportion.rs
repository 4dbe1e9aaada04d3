//! An amount among lines, so that they sum to it; and a customer's credit passed through to those
//! who caused it.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::CreditError;
use crate::vocabulary::{Money, MoneyError, Rational};

/// A line that an amount is apportioned to by its weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightedLine<K> {
    /// Which line it is.
    pub id: K,
    /// Its weight, not below zero: seconds of downtime by attribution, for example.
    pub weight: Rational,
}

/// What a line gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditAllocation<K> {
    /// Which line it is.
    pub id: K,
    /// Its part.
    pub amount: Money,
}

/// Apportions an amount by weight, by the largest remainder: every line gets the whole units of its
/// exact part, and the units left over go to the largest fractions, of equal ones to the earlier
/// line. The lines sum to the amount (C0).
///
/// # Errors
/// [`CreditError::NegativeWeight`]; [`CreditError::NoWeight`] when there is something to apportion
/// and no weight at all.
pub fn apportion<K: Clone>(
    total: Money,
    lines: &[WeightedLine<K>],
) -> Result<Vec<CreditAllocation<K>>, CreditError> {
    if lines.iter().any(|line| line.weight.is_negative()) {
        return Err(CreditError::NegativeWeight);
    }
    let weight: Rational = lines.iter().map(|line| line.weight.clone()).sum();
    let parts: Vec<Rational> = match total.exact().checked_div(&weight) {
        Some(per_weight) => {
            let weights = lines.iter().map(|line| line.weight.clone());
            weights.map(|weight| weight * per_weight.clone()).collect()
        }
        None if total.minor() == 0 => vec![Rational::zero(); lines.len()],
        None => return Err(CreditError::NoWeight),
    };
    let amounts = largest_remainder(total, &parts)?;
    let ids = lines.iter().map(|line| line.id.clone());
    let allocations = ids
        .zip(amounts)
        .map(|(id, amount)| CreditAllocation { id, amount });
    Ok(allocations.collect())
}

/// Whole units for exact parts whose sum is within one unit of `total`, so that they sum to it.
pub(super) fn largest_remainder(
    total: Money,
    parts: &[Rational],
) -> Result<Vec<Money>, MoneyError> {
    let mut units: Vec<BigInt> = parts.iter().map(Rational::floor).collect();
    let left = BigInt::from(total.minor()) - units.iter().sum::<BigInt>();
    let left = left.to_usize().unwrap_or(0);
    let mut by_fraction: Vec<(Rational, usize)> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| (part.clone() - Rational::whole(part.floor()), at))
        .collect();
    // A stable sort keeps the earlier of two equal lines first.
    by_fraction.sort_by(|(one, _), (other, _)| other.cmp(one));
    for (_, at) in by_fraction.into_iter().take(left) {
        units[at] += 1;
    }
    let amount = |units: BigInt| {
        let minor = units.to_i64().ok_or(MoneyError::TooLarge)?;
        Ok(Money::new(minor, total.currency()))
    };
    units.into_iter().map(amount).collect()
}

/// A customer's credit as suppliers bear it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedThrough<K> {
    /// Each line's share of the credit, and what of it can be recovered.
    pub lines: Vec<CreditExposure<K>>,
    /// What can be recovered of all.
    pub recoverable: Money,
    /// What is left with the integrator.
    pub net_exposure: Money,
}

/// One line of a credit passed through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditExposure<K> {
    /// Which line it is.
    pub id: K,
    /// Its share of the customer's credit, by attribution.
    pub share: Money,
    /// What its agreement lets the integrator recover: the share, at most its cap.
    pub recoverable: Money,
}

/// Passes a customer's credit through to the lines by their weights, each up to the cap of its
/// agreement; `None` is no cap (C13 e).
///
/// # Errors
/// As [`apportion`], and when a cap has another currency.
pub fn pass_through<K: Clone>(
    credit: Money,
    lines: &[(WeightedLine<K>, Option<Money>)],
) -> Result<PassedThrough<K>, CreditError> {
    let weighted: Vec<WeightedLine<K>> = lines.iter().map(|(line, _)| line.clone()).collect();
    let shares = apportion(credit, &weighted)?;
    let mut exposures = Vec::with_capacity(lines.len());
    for (share, (_, cap)) in shares.into_iter().zip(lines) {
        exposures.push(CreditExposure {
            id: share.id,
            share: share.amount,
            recoverable: match cap {
                Some(cap) => share.amount.smaller(*cap)?,
                None => share.amount,
            },
        });
    }
    let parts = exposures.iter().map(|line| line.recoverable);
    let recoverable = Money::sum(parts, credit.currency())?;
    Ok(PassedThrough {
        lines: exposures,
        recoverable,
        net_exposure: credit.minus(recoverable)?,
    })
}
