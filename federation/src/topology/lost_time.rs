//! Lost time: loss times seconds, added up in integers and made a fraction only at the end.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use crate::vocabulary::{Loss, Rational};

/// Lost time in billionths of a second: an hour at a loss of 0.5 is 1,800 seconds lost (C5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LostTime(i128);

impl LostTime {
    /// Nothing lost.
    pub const NONE: Self = Self(0);

    /// `seconds` at `loss`.
    #[must_use]
    pub fn of(loss: Loss, seconds: i64) -> Self {
        Self(i128::from(loss.billionths()) * i128::from(seconds))
    }

    /// The lost time in billionths of a second.
    #[must_use]
    pub const fn billionths(self) -> i128 {
        self.0
    }

    /// Whether nothing is lost.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The lost time in seconds, exactly.
    #[must_use]
    pub fn to_seconds(self) -> Rational {
        Rational::new(self.0, i128::from(Loss::FULL.billionths()))
    }
}

impl Add for LostTime {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for LostTime {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for LostTime {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for LostTime {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::NONE, |total, part| total + part)
    }
}
