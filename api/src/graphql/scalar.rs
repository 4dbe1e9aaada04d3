//! The scalars and exact number types of the schema. No float carries a contractual figure.

use async_graphql::{
    InputObject, InputValueError, InputValueResult, OneofObject, Scalar, ScalarType, SimpleObject,
    Value,
};
use chrono::{DateTime as ChronoDateTime, SecondsFormat, Utc};
use federation::time::{Instant, PeriodSpec};
use federation::vocabulary::Rational;

/// An instant, written as RFC 3339 with an offset, such as `2026-04-10T10:00:00Z`. Answers are
/// always in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub ChronoDateTime<Utc>);

/// An instant, written as RFC 3339 with an offset, such as `2026-04-10T10:00:00Z`. Answers are
/// always in UTC.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://scalars.graphql.org/andimarek/date-time"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let instant = Instant::parse(text).map_err(|error| {
            InputValueError::custom(format!(
                "{text:?} {error}; write it like 2026-04-10T10:00:00Z"
            ))
        })?;
        Ok(Self(instant.to_utc()))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl From<Instant> for DateTime {
    fn from(instant: Instant) -> Self {
        Self(instant.to_utc())
    }
}

impl DateTime {
    /// The whole second that the instant lies in.
    pub(crate) fn instant(self) -> Instant {
        Instant::from(self.0)
    }
}

/// A local calendar date, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub chrono::NaiveDate);

/// A local calendar date, written `YYYY-MM-DD`.
#[Scalar(
    name = "Date",
    specified_by_url = "https://scalars.graphql.org/andimarek/local-date"
)]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .map(Self)
                .map_err(|_| InputValueError::custom(format!("{text:?} is not a date YYYY-MM-DD"))),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// An exact decimal number, written as a string, such as `"99.950000"`. Never a float.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal(pub String);

/// An exact decimal number, written as a string, such as `"99.950000"`. Never a float.
#[Scalar(
    name = "Decimal",
    specified_by_url = "https://scalars.graphql.org/chillicream/decimal"
)]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text.parse::<Rational>().is_ok() => Ok(Self(text.clone())),
            Value::String(text) => Err(InputValueError::custom(format!(
                "{text:?} is not a plain decimal number"
            ))),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An integer without limit, written as a string, so that no client rounds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BigInt(pub String);

/// An integer without limit, written as a string, so that no client rounds it.
#[Scalar(
    name = "BigInt",
    specified_by_url = "https://scalars.graphql.org/chillicream/long"
)]
impl ScalarType for BigInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text)
                if text.parse::<Rational>().is_ok_and(|number| {
                    !text.contains('.') && number.denominator().to_string() == "1"
                }) =>
            {
                Ok(Self(text.clone()))
            }
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

macro_rules! period_scalar {
    ($(#[$doc:meta])* $name:ident, $text:literal, $pattern:pat, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(pub PeriodSpec);

        $(#[$doc])*
        #[Scalar(name = $text)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                let Value::String(text) = &value else {
                    return Err(InputValueError::expected_type(value));
                };
                match PeriodSpec::parse(text) {
                    Ok(spec @ $pattern) => Ok(Self(spec)),
                    _ => Err(InputValueError::custom(format!("{text:?} is not {}", $expected))),
                }
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.to_string())
            }
        }
    };
}

period_scalar!(
    /// A calendar month, written `YYYY-MM`.
    YearMonth,
    "YearMonth",
    PeriodSpec::Month { .. },
    "a month such as 2026-04"
);
period_scalar!(
    /// A calendar quarter, written `YYYY-Qn`.
    YearQuarter,
    "YearQuarter",
    PeriodSpec::Quarter { .. },
    "a quarter such as 2026-Q2"
);

/// An exact number of seconds that need not be whole: weighted downtime, shares, means.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name = "Rational")]
pub struct RationalNumber {
    /// Numerator in lowest terms.
    numerator: BigInt,
    /// Denominator in lowest terms, above zero.
    denominator: BigInt,
    /// The value with six decimals, cut towards zero, never rounded.
    decimal: Decimal,
}

impl From<&Rational> for RationalNumber {
    fn from(value: &Rational) -> Self {
        Self {
            numerator: BigInt(value.numerator().to_string()),
            denominator: BigInt(value.denominator().to_string()),
            decimal: Decimal(value.truncated(6)),
        }
    }
}

/// An exact share of one, such as an availability.
#[derive(Clone, Debug, SimpleObject)]
pub struct Ratio {
    /// Numerator in lowest terms.
    numerator: BigInt,
    /// Denominator in lowest terms, above zero.
    denominator: BigInt,
    /// The share in percent with six decimals, cut towards zero, never rounded: 99.8999999 shows as
    /// 99.899999, so that a missed target never looks met.
    percent: Decimal,
}

impl From<&Rational> for Ratio {
    fn from(value: &Rational) -> Self {
        Self {
            numerator: BigInt(value.numerator().to_string()),
            denominator: BigInt(value.denominator().to_string()),
            percent: Decimal(value.percent_truncated()),
        }
    }
}

/// A half-open stretch of time, `[start, end)`.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct TimeInterval {
    /// The first second inside.
    start: DateTime,
    /// The first second after.
    end: DateTime,
    /// Its length in seconds.
    seconds: i64,
}

impl From<federation::time::Interval> for TimeInterval {
    fn from(interval: federation::time::Interval) -> Self {
        let federation::time::Interval { start, end } = interval;
        Self {
            start: start.into(),
            end: end.into(),
            seconds: interval.seconds(),
        }
    }
}

/// A fraction of whole numbers.
#[derive(Clone, Debug, InputObject)]
pub struct FractionInput {
    /// Numerator.
    pub(in crate::graphql) numerator: BigInt,
    /// Denominator, not 0.
    pub(in crate::graphql) denominator: BigInt,
}

/// A share of one, given exactly. Exactly one of the fields.
#[derive(Clone, Debug, OneofObject)]
pub enum RatioInput {
    /// In percent, such as `"99.95"`.
    Percent(Decimal),
    /// As a fraction, such as 1999/2000.
    Fraction(FractionInput),
}

/// A number, given exactly. Exactly one of the fields.
#[derive(Clone, Debug, OneofObject)]
pub enum RationalInput {
    /// As a decimal, such as `"1800"` or `"12.5"`.
    Decimal(Decimal),
    /// As a fraction, such as 1/3.
    Fraction(FractionInput),
}
