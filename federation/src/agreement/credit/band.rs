//! Half-open bands of the exact value, and tiers of credit on them.
//!
//! Bands are judged on the exact value, never on a rounded one: between "98.9" and "99" lies 98.95,
//! and it belongs to one band (C13).

use crate::vocabulary::{Money, MoneyError, Ratio, Rational};

/// The values in `[at_or_above, below)`, and what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band<T> {
    /// The lower end, inside; `None` when the band is open below.
    pub at_or_above: Option<Rational>,
    /// The upper end, outside.
    pub below: Rational,
    /// What it means to lie inside.
    pub meaning: T,
}

impl<T> Band<T> {
    fn contains(&self, value: &Rational) -> bool {
        *value < self.below && self.at_or_above.as_ref().is_none_or(|least| least <= value)
    }

    fn is_empty(&self) -> bool {
        self.at_or_above
            .as_ref()
            .is_some_and(|least| *least >= self.below)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let starts_before_end_of = |one: &Self, other: &Self| {
            one.at_or_above
                .as_ref()
                .is_none_or(|least| *least < other.below)
        };
        starts_before_end_of(self, other) && starts_before_end_of(other, self)
    }
}

/// Bands of which no two share a value; values between them mean nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bands<T>(Vec<Band<T>>);

/// Why bands are not lawful; bands are counted from 0, in the order given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BandError {
    /// A band that no value lies in.
    #[error("band {band} holds no value")]
    Empty {
        /// Which.
        band: usize,
    },
    /// Two bands that share values.
    #[error("bands {first} and {second} share values")]
    Overlap {
        /// The one.
        first: usize,
        /// The other.
        second: usize,
    },
}

impl<T> Bands<T> {
    /// The bands, in any order.
    ///
    /// # Errors
    /// [`BandError`] when one is empty or two overlap.
    pub fn new(bands: Vec<Band<T>>) -> Result<Self, BandError> {
        for (first, band) in bands.iter().enumerate() {
            if band.is_empty() {
                return Err(BandError::Empty { band: first });
            }
            let later = bands.iter().enumerate().skip(first + 1);
            if let Some((second, _)) = later.into_iter().find(|(_, other)| band.overlaps(other)) {
                return Err(BandError::Overlap { first, second });
            }
        }
        Ok(Self(bands))
    }

    /// The same bands, the highest first: the order in which they were given says nothing.
    #[must_use]
    pub fn descending(mut self) -> Self {
        self.0.sort_by(|one, other| other.below.cmp(&one.below));
        self
    }

    /// The band that a value lies in, with its place in the order given.
    #[must_use]
    pub fn find(&self, value: &Rational) -> Option<(usize, &T)> {
        let mut bands = self.0.iter().enumerate();
        bands
            .find(|(_, band)| band.contains(value))
            .map(|(at, band)| (at, &band.meaning))
    }

    /// The bands in the order given.
    #[must_use]
    pub fn as_slice(&self) -> &[Band<T>] {
        &self.0
    }
}

/// Percentages of a charge by how far an availability fell, with an optional cap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditTiers {
    /// The part of the charge that is given back in each band.
    pub bands: Bands<Ratio>,
    /// The most that is given back, as a part of the charge; `None` when all of it may be.
    pub cap: Option<Ratio>,
}

/// What tiers give back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierCredit {
    /// The place of the tier in the order given; `None` when none applies.
    pub tier: Option<usize>,
    /// The part of the charge before the cap; nothing without a tier.
    pub part: Ratio,
    /// The credit: the part, at most the cap, of the charge.
    pub credit: Money,
}

impl CreditTiers {
    /// The credit for an availability; nothing where there was no service time (C13 a).
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] only for a charge that is.
    pub fn credit(
        &self,
        availability: Option<&Rational>,
        charge: Money,
    ) -> Result<TierCredit, MoneyError> {
        let found = availability.and_then(|value| self.bands.find(value));
        let part = found.map_or_else(Ratio::none, |(_, part)| part.clone());
        let capped = match &self.cap {
            Some(cap) => part.clone().min(cap.clone()),
            None => part.clone(),
        };
        let exact = capped.fraction().clone() * charge.exact();
        Ok(TierCredit {
            tier: found.map(|(tier, _)| tier),
            credit: Money::rounded(&exact, charge.currency())?,
            part,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Band, BandError, Bands, Rational};

    #[track_caller]
    fn check(bands: &[(Option<i64>, i64)], expect: Result<(), BandError>) {
        let bands = bands.iter().map(|(least, below)| Band {
            at_or_above: least.map(Rational::whole),
            below: Rational::whole(*below),
            meaning: (),
        });
        assert_eq!(Bands::new(bands.collect()).map(|_| ()), expect);
    }

    #[test]
    fn bands_share_no_value() {
        check(&[(Some(98), 99), (Some(97), 98), (None, 97)], Ok(()));
        check(&[(Some(1), 2), (Some(5), 6)], Ok(()));
        check(&[], Ok(()));
        check(&[(Some(2), 2)], Err(BandError::Empty { band: 0 }));
        let overlap = |first, second| Err(BandError::Overlap { first, second });
        check(&[(Some(1), 4), (Some(4), 6), (Some(3), 4)], overlap(0, 2));
        check(&[(None, 4), (None, 2)], overlap(0, 1));
        check(&[(None, 4), (Some(1), 2)], overlap(0, 1));
    }
}
