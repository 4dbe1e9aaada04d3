//! A part of a whole: from nothing of it to all of it.

use std::fmt;

use super::Rational;

/// An exact fraction in [0, 1]: an availability, a share, a percentage of an amount.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(Rational);

/// Why something is not a [`Ratio`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given} lies outside 0 to 1")]
pub struct RatioError {
    /// The refused number.
    pub given: Rational,
}

impl Ratio {
    /// The fraction, when it is one of a whole.
    ///
    /// # Errors
    /// [`RatioError`] outside [0, 1].
    pub fn new(fraction: Rational) -> Result<Self, RatioError> {
        if fraction.is_negative() || fraction > Rational::one() {
            return Err(RatioError { given: fraction });
        }
        Ok(Self(fraction))
    }

    /// So many percent.
    ///
    /// # Errors
    /// [`RatioError`] outside 0 to 100 percent.
    pub fn from_percent(percent: Rational) -> Result<Self, RatioError> {
        Self::new(percent * Rational::new(1, 100))
    }

    /// Nothing of it.
    #[must_use]
    pub fn none() -> Self {
        Self(Rational::zero())
    }

    /// All of it.
    #[must_use]
    pub fn whole() -> Self {
        Self(Rational::one())
    }

    /// The fraction.
    #[must_use]
    pub fn fraction(&self) -> &Rational {
        &self.0
    }

    /// It in percent, exactly.
    #[must_use]
    pub fn percent(&self) -> Rational {
        self.0.clone() * Rational::whole(100)
    }

    /// What it leaves of the whole.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self(Rational::one() - self.0.clone())
    }
}

impl fmt::Display for Ratio {
    /// In percent with six decimals, cut.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.percent_truncated())
    }
}

#[cfg(test)]
mod tests {
    use super::{Ratio, Rational};

    #[track_caller]
    fn check(numerator: i64, denominator: i64, lawful: bool) {
        let ratio = Ratio::new(Rational::new(numerator, denominator));
        assert_eq!(ratio.is_ok(), lawful, "{numerator}/{denominator}");
    }

    #[test]
    fn a_part_is_neither_below_nothing_nor_above_the_whole() {
        check(0, 1, true);
        check(1, 1, true);
        check(1, 3, true);
        check(-1, 3, false);
        check(4, 3, false);
    }
}
