//! Amounts of money: whole minor units of one currency of ISO 4217. The one rounding of a credit
//! lives here.

use std::fmt;
use std::str::FromStr;

use num_traits::ToPrimitive;

use super::Rational;

/// A currency of ISO 4217 that amounts are paid in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

/// Why a text is not a [`Currency`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not a currency of ISO 4217 such as EUR")]
pub struct CurrencyError {
    /// The refused text, cut to a readable length.
    pub given: String,
}

impl Currency {
    /// Its code of three capital letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals its minor unit has: 2 for EUR, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    /// Reads a code such as `EUR`; codes of funds, metals and tests are no currency to pay in.
    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        iso_currency::Currency::from_code(text)
            .filter(|currency| currency.code() == text)
            .filter(|currency| !currency.is_special() && !currency.is_fund())
            .map(Self)
            .ok_or_else(|| CurrencyError {
                given: text.chars().take(16).collect(),
            })
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in whole minor units of a currency; below zero when it is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why amounts do not make an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Two currencies in one sum; Concordat knows no exchange rates.
    #[error("{left} and {right} do not add up")]
    CurrenciesDiffer {
        /// The currency of the one.
        left: Currency,
        /// The currency of the other.
        right: Currency,
    },
    /// More minor units than 64 bits hold.
    #[error("the amount is too large")]
    TooLarge,
}

impl Money {
    /// So many minor units, such as cents.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in a currency.
    #[must_use]
    pub const fn none(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// An exact number of minor units, rounded once, half to even (C0).
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond 64 bits.
    pub fn rounded(minor: &Rational, currency: Currency) -> Result<Self, MoneyError> {
        let minor = minor.rounded_half_even().to_i64();
        Ok(Self::new(minor.ok_or(MoneyError::TooLarge)?, currency))
    }

    /// The minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The minor units, exactly: what every step before the last one works with.
    #[must_use]
    pub fn exact(self) -> Rational {
        Rational::whole(self.minor)
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError`] when the currencies differ or the sum is too large.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.alike(other)?;
        let minor = self.minor.checked_add(other.minor);
        Ok(Self::new(minor.ok_or(MoneyError::TooLarge)?, self.currency))
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyError`] when the currencies differ or the difference is too large.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.alike(other)?;
        let minor = self.minor.checked_sub(other.minor);
        Ok(Self::new(minor.ok_or(MoneyError::TooLarge)?, self.currency))
    }

    /// The sum of many amounts in `currency`; nothing of none.
    ///
    /// # Errors
    /// [`MoneyError`] when an amount has another currency or the sum is too large.
    pub fn sum(
        amounts: impl IntoIterator<Item = Self>,
        currency: Currency,
    ) -> Result<Self, MoneyError> {
        let mut amounts = amounts.into_iter();
        amounts.try_fold(Self::none(currency), Self::plus)
    }

    /// The larger of the two.
    ///
    /// # Errors
    /// [`MoneyError::CurrenciesDiffer`].
    pub fn larger(self, other: Self) -> Result<Self, MoneyError> {
        self.alike(other)?;
        Ok(Self::new(self.minor.max(other.minor), self.currency))
    }

    /// The smaller of the two.
    ///
    /// # Errors
    /// [`MoneyError::CurrenciesDiffer`].
    pub fn smaller(self, other: Self) -> Result<Self, MoneyError> {
        self.alike(other)?;
        Ok(Self::new(self.minor.min(other.minor), self.currency))
    }

    fn alike(self, other: Self) -> Result<(), MoneyError> {
        match self.currency == other.currency {
            true => Ok(()),
            false => Err(MoneyError::CurrenciesDiffer {
                left: self.currency,
                right: other.currency,
            }),
        }
    }
}

impl fmt::Display for Money {
    /// With the decimals of the currency, such as `2000.00 EUR`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = self.currency.decimals();
        let unit = num_bigint::BigInt::from(10).pow(decimals);
        let amount = Rational::new(self.minor, unit).truncated(decimals);
        write!(f, "{amount} {}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::{Currency, Money, MoneyError, Rational};

    fn currency(code: &str) -> Currency {
        code.parse().expect("a currency of the test")
    }

    #[track_caller]
    fn check_currency(code: &str, decimals: Option<u32>) {
        let parsed = code.parse::<Currency>().ok();
        assert_eq!(parsed.map(Currency::decimals), decimals, "{code:?}");
    }

    #[test]
    fn only_money_is_a_currency() {
        check_currency("EUR", Some(2));
        check_currency("JPY", Some(0));
        check_currency("KWD", Some(3));
        // XXX is the ISO 4217 code for no currency, XTS the one for tests, XAU is gold, BOV a fund.
        for no_currency in ["", "eur", "EURO", "ZZZ", "XXX", "XTS", "XAU", "BOV"] {
            check_currency(no_currency, None);
        }
    }

    #[track_caller]
    fn check_shown(minor: i64, code: &str, expect: &str) {
        assert_eq!(Money::new(minor, currency(code)).to_string(), expect);
    }

    #[test]
    fn amounts_are_shown_with_the_decimals_of_the_currency() {
        check_shown(200_000, "EUR", "2000.00 EUR");
        check_shown(-5, "EUR", "-0.05 EUR");
        check_shown(1_234, "JPY", "1234 JPY");
        check_shown(1_234, "KWD", "1.234 KWD");
        check_shown(i64::MIN, "EUR", "-92233720368547758.08 EUR");
    }

    #[test]
    fn sums_stay_in_one_currency_and_in_64_bits() {
        let (euros, yen) = (currency("EUR"), currency("JPY"));
        let (left, right) = (euros, yen);
        let mixed = Money::sum([Money::new(1, euros), Money::new(1, yen)], euros);
        assert_eq!(mixed, Err(MoneyError::CurrenciesDiffer { left, right }));
        let most = Money::new(i64::MAX, euros);
        assert_eq!(most.plus(Money::new(1, euros)), Err(MoneyError::TooLarge));
        let over = Rational::whole(i64::MAX) + Rational::new(1, 2);
        assert_eq!(Money::rounded(&over, euros), Err(MoneyError::TooLarge));
        assert_eq!(Money::sum([], euros), Ok(Money::none(euros)));
    }
}
