//! Lost time over a service time, as it is counted and as it is at worst.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

use super::FigureState;
use super::availability::availability;
use crate::topology::{Level, LostTime};
use crate::vocabulary::Rational;

/// How much of a service time was lost. Those of parts add up to that of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LostTimes {
    /// Agreed service time less exclusions, in seconds: the denominator.
    pub base_seconds: i64,
    /// What was lost of it as the agreement counts: the downtime, and that of the upper bound.
    pub counted: LostTime,
    /// What was lost of it if unknown time was down: that of the lower bound.
    pub worst: LostTime,
    /// Its seconds at which the two differ.
    pub uncertain_seconds: i64,
}

impl LostTimes {
    /// A service time of which nothing was lost.
    #[must_use]
    pub fn of_base(base_seconds: i64) -> Self {
        Self {
            base_seconds,
            ..Self::default()
        }
    }

    /// Loses some seconds of the base.
    #[inline]
    pub(super) fn lose(&mut self, level: Level, seconds: i64) {
        let Level { counted, worst } = level;
        self.counted += LostTime::of(counted, seconds);
        self.worst += LostTime::of(worst, seconds);
        if counted != worst {
            self.uncertain_seconds += seconds;
        }
    }

    /// Takes back some seconds that were lost.
    #[inline]
    pub(super) fn regain(&mut self, level: Level, seconds: i64) {
        let mut regained = Self::default();
        regained.lose(level, seconds);
        *self -= regained;
    }

    /// What sort of figure it makes.
    #[must_use]
    pub fn state(&self) -> FigureState {
        match self.base_seconds {
            0 => FigureState::NoServiceTime,
            _ if self.uncertain_seconds == 0 => FigureState::Ok,
            base if self.uncertain_seconds == base => FigureState::NoData,
            _ => FigureState::Bounded,
        }
    }

    /// The availability; `None` without service time, and where unknown time leaves it open.
    #[must_use]
    pub fn availability(&self) -> Option<Rational> {
        self.upper().filter(|_| self.uncertain_seconds == 0)
    }

    /// The availability if unknown time was down; `None` without service time.
    #[must_use]
    pub fn lower(&self) -> Option<Rational> {
        availability(self.base_seconds, &self.worst.to_seconds())
    }

    /// The availability if unknown time was up; `None` without service time.
    #[must_use]
    pub fn upper(&self) -> Option<Rational> {
        availability(self.base_seconds, &self.counted.to_seconds())
    }
}

impl Add for LostTimes {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            base_seconds: self.base_seconds + other.base_seconds,
            counted: self.counted + other.counted,
            worst: self.worst + other.worst,
            uncertain_seconds: self.uncertain_seconds + other.uncertain_seconds,
        }
    }
}

impl Sub for LostTimes {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            base_seconds: self.base_seconds - other.base_seconds,
            counted: self.counted - other.counted,
            worst: self.worst - other.worst,
            uncertain_seconds: self.uncertain_seconds - other.uncertain_seconds,
        }
    }
}

impl AddAssign for LostTimes {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for LostTimes {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for LostTimes {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |total, part| total + part)
    }
}
