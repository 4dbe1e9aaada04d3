//! How much of a component is lost during an outage.

use std::fmt;
use std::str::FromStr;

use super::Rational;

/// A loss level in [0, 1], exact to nine decimals and kept as an integer count of billionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Loss(u32);

/// Why a text or number is not a [`Loss`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LossError {
    /// Not a plain decimal number.
    #[error("is not a decimal number")]
    NotDecimal,
    /// Below 0 or above 1.
    #[error("lies outside 0 to 1")]
    OutOfRange,
    /// More than nine decimals.
    #[error("has more than 9 decimals")]
    TooPrecise,
}

impl Loss {
    /// Nothing is lost.
    pub const NONE: Self = Self(0);
    /// Everything is lost.
    pub const FULL: Self = Self(Self::BILLION);
    const BILLION: u32 = 1_000_000_000;

    /// A loss from a count of billionths; `None` above one.
    #[must_use]
    pub fn from_billionths(billionths: u32) -> Option<Self> {
        (billionths <= Self::BILLION).then_some(Self(billionths))
    }

    /// The loss in billionths.
    #[must_use]
    pub fn billionths(self) -> u32 {
        self.0
    }

    /// What is left of it after taking `other` away; none when that is all of it.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Whether nothing is lost.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Whether everything is lost.
    #[must_use]
    pub fn is_full(self) -> bool {
        self == Self::FULL
    }

    /// The loss as an exact fraction.
    #[must_use]
    pub fn to_rational(self) -> Rational {
        Rational::new(i128::from(self.0), i128::from(Self::BILLION))
    }
}

impl FromStr for Loss {
    type Err = LossError;

    fn from_str(text: &str) -> Result<Self, LossError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
            return Err(LossError::NotDecimal);
        }
        let significant = fraction.trim_end_matches('0');
        if significant.len() > 9 {
            return Err(LossError::TooPrecise);
        }
        let whole: u32 = match whole.trim_start_matches('0') {
            "" => 0,
            "1" => 1,
            _ => return Err(LossError::OutOfRange),
        };
        let fraction: u32 = format!("{significant:0<9}")
            .parse()
            .map_err(|_| LossError::NotDecimal)?;
        Self::from_billionths(whole * Self::BILLION + fraction).ok_or(LossError::OutOfRange)
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = format!("{:09}", self.0 % Self::BILLION);
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{}", self.0 / Self::BILLION),
            significant => write!(f, "{}.{significant}", self.0 / Self::BILLION),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Loss, LossError};

    #[track_caller]
    fn check(text: &str, expect: Result<u32, LossError>) {
        assert_eq!(
            text.parse::<Loss>().map(Loss::billionths),
            expect,
            "{text:?}"
        );
    }

    #[test]
    fn decimals_are_exact() {
        check("0", Ok(0));
        check("1", Ok(1_000_000_000));
        check("1.000", Ok(1_000_000_000));
        check("0.3", Ok(300_000_000));
        check("0.000000001", Ok(1));
        check("0.0000000001", Err(LossError::TooPrecise));
        check("1.1", Err(LossError::OutOfRange));
        check("2", Err(LossError::OutOfRange));
        check("-0.5", Err(LossError::NotDecimal));
        check("0,5", Err(LossError::NotDecimal));
        check(".5", Err(LossError::NotDecimal));
        check("1e-1", Err(LossError::NotDecimal));
        check("NaN", Err(LossError::NotDecimal));
    }

    #[test]
    fn display_reads_back() {
        for text in ["0", "1", "0.5", "0.125", "0.000000001"] {
            assert_eq!(
                text.parse::<Loss>().map(|loss| loss.to_string()).as_deref(),
                Ok(text)
            );
        }
    }
}
