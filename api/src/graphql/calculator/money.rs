//! Amounts of money as a query gives and gets them.

use async_graphql::{InputObject, SimpleObject};
use federation::agreement::credit::CreditError;
use federation::vocabulary::{Currency, Money, MoneyError};

use super::place::Place;
use crate::error::Error;
use crate::graphql::scalar::{BigInt, Decimal};

/// The largest amount in minor units: what is multiplied with it still fits.
const MINOR_MAX: i64 = 1_000_000_000_000_000;

/// An amount of money.
#[derive(Clone, Debug, InputObject)]
pub struct GivenMoneyInput {
    /// Whole minor units, such as cents, not below 0, at most 10^15.
    minor: BigInt,
    /// The currency, an ISO 4217 code such as `EUR`.
    currency: String,
}

impl GivenMoneyInput {
    /// The amount that is meant.
    pub(super) fn read(&self, at: &Place) -> Result<Money, Error> {
        let Self {
            minor: units,
            currency: code,
        } = self;
        let currency = currency(code, &at.field("currency"))?;
        minor(units, currency, &at.field("minor"))
    }
}

/// Whole minor units of a currency, not below 0.
pub(super) fn minor(given: &BigInt, currency: Currency, at: &Place) -> Result<Money, Error> {
    let minor = at.between(at.whole(given)?, 0, MINOR_MAX, "minor units")?;
    Ok(Money::new(minor, currency))
}

/// A currency by its code.
pub(super) fn currency(code: &str, at: &Place) -> Result<Currency, Error> {
    code.parse().map_err(|_| {
        at.refuse(
            code,
            "a currency of ISO 4217",
            "write its code of three capital letters, such as EUR",
        )
    })
}

/// What is said of amounts that do not make an amount.
pub(super) fn refused(error: MoneyError, at: &Place) -> Error {
    at.refuse(
        format!("amounts where {error}"),
        "amounts that fit 64 bits",
        "give smaller amounts",
    )
}

/// What is said of a credit that cannot be worked out.
pub(super) fn credit_refused(error: CreditError, at: &Place) -> Error {
    match error {
        CreditError::Money(error) => refused(error, at),
        CreditError::NoWeight | CreditError::NegativeWeight => at.refuse(
            format!("weights of which {error}"),
            "weights of 0 or more, and one above 0",
            "give at least one line a weight above 0",
        ),
    }
}

/// An amount of money: whole minor units, rounded at most once.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedMoney {
    /// Whole minor units, such as cents.
    minor: BigInt,
    /// The currency, an ISO 4217 code.
    currency: String,
    /// The amount in the decimals of its currency, such as `"2000.00"`.
    amount: Decimal,
}

impl From<Money> for CalculatedMoney {
    fn from(money: Money) -> Self {
        let shown = money.to_string();
        let amount = shown.split(' ').next().unwrap_or_default();
        Self {
            minor: BigInt(money.minor().to_string()),
            currency: money.currency().code().to_owned(),
            amount: Decimal(amount.to_owned()),
        }
    }
}
