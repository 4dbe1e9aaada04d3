//! Amounts of money: whole minor units and their currency, never a float.

use async_graphql::SimpleObject;
use federation::vocabulary::{self as domain, Rational};

use crate::graphql::scalar::{BigInt, Decimal};

/// An amount of money.
#[derive(Clone, Debug, SimpleObject)]
pub struct Money {
    /// The amount in whole minor units of the currency, such as cents; below zero when it is taken
    /// back.
    minor: BigInt,
    /// The amount in the decimals of the currency, such as `"2000.00"`.
    amount: Decimal,
    /// The currency, by its code of ISO 4217.
    currency: String,
}

impl From<domain::Money> for Money {
    fn from(money: domain::Money) -> Self {
        let (minor, currency) = (money.minor(), money.currency());
        let unit = 10i64.pow(currency.decimals());
        Self {
            minor: BigInt(minor.to_string()),
            amount: Decimal(Rational::new(minor, unit).truncated(currency.decimals())),
            currency: currency.code().to_owned(),
        }
    }
}
