//! One event is paid once, nobody pays for another's failure, and who does better may earn back.

use std::num::NonZeroU16;

use crate::vocabulary::{Currency, Money, MoneyError};
use crate::words;

words! {
    /// Whether missing a level costs money.
    pub enum MeasurementSort {
        /// A critical service level: it bears credit.
        CriticalServiceLevel = "CRITICAL_SERVICE_LEVEL",
        /// A key measurement: it is reported, and bears none.
        KeyMeasurement = "KEY_MEASUREMENT",
    }
}

words! {
    /// Why a supplier is not liable for a failure.
    pub enum Relief {
        /// The root cause is another supplier's.
        CausedByAnotherSupplier = "CAUSED_BY_ANOTHER_SUPPLIER",
        /// The root cause is the customer's.
        CausedByCustomer = "CAUSED_BY_CUSTOMER",
    }
}

/// A credit that a missed level claims for an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditClaim<K> {
    /// Which level was missed.
    pub level: K,
    /// Whether it bears credit.
    pub sort: MeasurementSort,
    /// Why the supplier is not liable; `None` when it is.
    pub relief: Option<Relief>,
    /// The credit.
    pub credit: Money,
}

impl<K> CreditClaim<K> {
    /// Whether the claim is one to be paid.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.sort == MeasurementSort::CriticalServiceLevel && self.relief.is_none()
    }
}

/// What is paid for an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The place of the claim that is paid, the first of equal ones; `None` when none is.
    pub claim: Option<usize>,
    /// The amount.
    pub counted: Money,
}

/// What is paid for one event: the largest credit of those that count, never their sum (C13 d).
///
/// # Errors
/// [`MoneyError::CurrenciesDiffer`].
pub fn recover<K>(claims: &[CreditClaim<K>], currency: Currency) -> Result<Recovery, MoneyError> {
    let mut recovery = Recovery {
        claim: None,
        counted: Money::none(currency),
    };
    for (at, claim) in claims
        .iter()
        .enumerate()
        .filter(|(_, claim)| claim.counts())
    {
        let larger = recovery.counted.larger(claim.credit)?;
        if larger != recovery.counted {
            recovery = Recovery {
                claim: Some(at),
                counted: larger,
            };
        }
    }
    Ok(recovery)
}

/// A period of a level with the credit that it bore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreditPeriod {
    /// Whether the level was met.
    pub met: bool,
    /// The credit.
    pub credit: Money,
}

/// What is returned of the credit of each period: all of it when the next `periods` periods are
/// there and met the level, else nothing (C13 d).
#[must_use]
pub fn earn_back(series: &[CreditPeriod], periods: NonZeroU16) -> Vec<Money> {
    let following = usize::from(periods.get());
    let returned = series.iter().enumerate().map(|(at, period)| {
        let next = series.get(at + 1..at + 1 + following);
        match next.is_some_and(|next| next.iter().all(|period| period.met)) {
            true => period.credit,
            false => Money::none(period.credit.currency()),
        }
    });
    returned.collect()
}
