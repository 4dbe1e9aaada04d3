//! Exact fractions. Every contractual figure is one; rounding lives here only, and only for show.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use serde::{Serialize, Serializer};

/// An exact fraction of integers without limit, always in lowest terms with a positive denominator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rational(BigRational);

/// Why a text is not a decimal number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not a plain decimal number")]
pub struct RationalError {
    /// The refused text.
    pub given: String,
}

impl Rational {
    /// The most digits that [`Rational::from_str`] reads.
    pub const DIGITS_MAX: usize = 64;

    /// `numerator / denominator`.
    ///
    /// # Panics
    /// When `denominator` is zero: that is a fault of the caller; divide with
    /// [`Rational::checked_div`] where zero can happen.
    #[must_use]
    pub fn new(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Self {
        Self(BigRational::new(numerator.into(), denominator.into()))
    }

    /// A whole number.
    #[must_use]
    pub fn whole(number: impl Into<BigInt>) -> Self {
        Self(BigRational::from_integer(number.into()))
    }

    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// One.
    #[must_use]
    pub fn one() -> Self {
        Self::whole(1)
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// The numerator in lowest terms.
    #[must_use]
    pub fn numerator(&self) -> &BigInt {
        self.0.numer()
    }

    /// The positive denominator in lowest terms.
    #[must_use]
    pub fn denominator(&self) -> &BigInt {
        self.0.denom()
    }

    /// Numerator and denominator when both fit 64 bits, as the databases keep them.
    #[must_use]
    pub fn to_i64_pair(&self) -> Option<(i64, i64)> {
        Some((self.numerator().to_i64()?, self.denominator().to_i64()?))
    }

    /// The quotient, or `None` when `divisor` is zero.
    #[must_use]
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        (!divisor.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// The power, by repeated squaring.
    #[must_use]
    pub fn pow(&self, exponent: u32) -> Self {
        let power = |part: &BigInt| part.pow(exponent);
        // Lowest terms stay lowest under powers, so nothing has to be cancelled again.
        Self(BigRational::new_raw(
            power(self.numerator()),
            power(self.denominator()),
        ))
    }

    /// The largest whole number that is not above it.
    #[must_use]
    pub fn floor(&self) -> BigInt {
        self.0.floor().to_integer()
    }

    /// The smallest whole number that is not below it.
    #[must_use]
    pub fn ceil(&self) -> BigInt {
        self.0.ceil().to_integer()
    }

    /// The nearest whole number; of two that are equally near, the even one. Money alone is rounded,
    /// and only once, at the last step (C0).
    #[must_use]
    pub fn rounded_half_even(&self) -> BigInt {
        let floor = self.floor();
        let above = self.0.clone() - BigRational::from_integer(floor.clone());
        let half = BigRational::new(1.into(), 2.into());
        let is_even = (&floor % 2u32).is_zero();
        match above.cmp(&half) {
            Ordering::Less => floor,
            Ordering::Equal if is_even => floor,
            Ordering::Equal | Ordering::Greater => floor + 1u32,
        }
    }

    /// The value with exactly `decimals` decimals, cut towards zero, never rounded.
    #[must_use]
    pub fn truncated(&self, decimals: u32) -> String {
        let scale = BigInt::from(10).pow(decimals);
        let scaled = (self.numerator().abs() * &scale) / self.denominator();
        let sign = if self.is_negative() && !scaled.is_zero() {
            "-"
        } else {
            ""
        };
        let whole = &scaled / &scale;
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = (&scaled % &scale).to_string();
        format!(
            "{sign}{whole}.{fraction:0>width$}",
            width = decimals as usize
        )
    }

    /// The value times 100 with six decimals, cut towards zero: how every percentage is shown.
    #[must_use]
    pub fn percent_truncated(&self) -> String {
        Self(&self.0 * BigInt::from(100)).truncated(6)
    }

    /// The value as the shortest exact decimal, or `None` when no finite decimal equals it.
    #[must_use]
    pub fn exact_decimal(&self) -> Option<String> {
        let mut rest = self.denominator().clone();
        let mut decimals = 0u32;
        for prime in [2u32, 5] {
            let mut count = 0;
            while (&rest % prime).is_zero() {
                rest /= prime;
                count += 1;
            }
            decimals = decimals.max(count);
        }
        (rest == BigInt::from(1)).then(|| self.truncated(decimals))
    }
}

impl FromStr for Rational {
    type Err = RationalError;

    /// Reads a plain decimal such as `99.95` or `-3`, exactly: no exponent, no separators.
    fn from_str(text: &str) -> Result<Self, RationalError> {
        let refused = || RationalError {
            given: text.chars().take(Self::DIGITS_MAX).collect(),
        };
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let lawful = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty()
            || digits.ends_with('.')
            || digits.len() > Self::DIGITS_MAX
            || !lawful(whole)
            || !lawful(fraction)
        {
            return Err(refused());
        }
        let numerator: BigInt = format!("{whole}{fraction}")
            .parse()
            .map_err(|_| refused())?;
        let decimals = u32::try_from(fraction.len()).map_err(|_| refused())?;
        let value = Self::new(numerator, BigInt::from(10).pow(decimals));
        Ok(if negative { -value } else { value })
    }
}

impl Default for Rational {
    fn default() -> Self {
        Self::zero()
    }
}

impl From<i64> for Rational {
    fn from(number: i64) -> Self {
        Self::whole(number)
    }
}

impl Add for Rational {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign<&Self> for Rational {
    fn add_assign(&mut self, other: &Self) {
        self.0 += &other.0;
    }
}

impl Sub for Rational {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Rational {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
}

impl Neg for Rational {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl std::iter::Sum for Rational {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::zero(), |total, value| total + value)
    }
}

impl fmt::Display for Rational {
    /// `n/d`, or just `n` when whole.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Rational {
    /// `{"num": .., "den": ..}`; a number that does not fit 64 bits is a decimal string.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        struct Integer<'a>(&'a BigInt);
        impl Serialize for Integer<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self.0.to_i64() {
                    Some(number) => serializer.serialize_i64(number),
                    None => serializer.collect_str(self.0),
                }
            }
        }
        let mut shape = serializer.serialize_struct("Rational", 2)?;
        shape.serialize_field("num", &Integer(self.numerator()))?;
        shape.serialize_field("den", &Integer(self.denominator()))?;
        shape.end()
    }
}

#[cfg(test)]
mod tests {
    use super::Rational;

    #[track_caller]
    fn check_percent(numerator: i64, denominator: i64, expect: &str) {
        assert_eq!(
            Rational::new(numerator, denominator).percent_truncated(),
            expect
        );
    }

    #[test]
    fn percentages_are_cut_never_rounded() {
        check_percent(998_996, 1_000_000, "99.899600");
        check_percent(2, 3, "66.666666");
        check_percent(1, 1, "100.000000");
        check_percent(-1, 3, "-33.333333");
        check_percent(-1, 1_000_000_000_000, "0.000000");
    }

    #[track_caller]
    fn check_parse(text: &str, expect: Option<(i64, i64)>) {
        assert_eq!(
            text.parse::<Rational>().ok().and_then(|r| r.to_i64_pair()),
            expect,
            "{text:?}"
        );
    }

    #[test]
    fn decimals_are_read_exactly() {
        check_parse("99.95", Some((1999, 20)));
        check_parse("-0.5", Some((-1, 2)));
        check_parse("100", Some((100, 1)));
        check_parse("99,95", None);
        check_parse("1e3", None);
        check_parse("99.", None);
        check_parse(".5", None);
        check_parse("NaN", None);
        check_parse("+1", None);
        check_parse(&"9".repeat(65), None);
    }

    #[track_caller]
    fn check_whole(numerator: i64, denominator: i64, floor: i64, ceil: i64, half_even: i64) {
        let value = Rational::new(numerator, denominator);
        let whole = [value.floor(), value.ceil(), value.rounded_half_even()];
        assert_eq!(whole, [floor, ceil, half_even].map(Into::into), "{value}");
    }

    #[test]
    fn halves_go_to_the_even_number() {
        check_whole(5, 2, 2, 3, 2);
        check_whole(7, 2, 3, 4, 4);
        check_whole(-5, 2, -3, -2, -2);
        check_whole(-7, 2, -4, -3, -4);
        check_whole(1, 2, 0, 1, 0);
        check_whole(-1, 2, -1, 0, 0);
        check_whole(26, 10, 2, 3, 3);
        check_whole(24, 10, 2, 3, 2);
        check_whole(4, 1, 4, 4, 4);
    }

    #[test]
    fn powers() {
        assert_eq!(Rational::new(-2, 3).pow(3), Rational::new(-8, 27));
        assert_eq!(Rational::new(2, 3).pow(0), Rational::one());
        assert_eq!(Rational::zero().pow(0), Rational::one());
        assert_eq!(Rational::zero().pow(2), Rational::zero());
    }

    #[test]
    fn exact_decimals_are_the_shortest() {
        assert_eq!(
            Rational::new(1999, 2000).exact_decimal().as_deref(),
            Some("0.9995")
        );
        assert_eq!(Rational::whole(7).exact_decimal().as_deref(), Some("7"));
        assert_eq!(Rational::new(1, 3).exact_decimal(), None);
    }
}
