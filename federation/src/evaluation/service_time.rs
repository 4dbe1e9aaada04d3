//! The time that an availability is measured over.

use crate::time::{Instant, IntervalSet};

/// Agreed service time, the part of it that is excluded, and what is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceTime {
    agreed: IntervalSet,
    excluded: IntervalSet,
    base: IntervalSet,
}

impl ServiceTime {
    /// Agreed service time less the exclusions, of which only agreed service time counts (C2).
    #[must_use]
    pub fn new(agreed: IntervalSet, excluded: &IntervalSet) -> Self {
        Self {
            excluded: excluded.intersect(&agreed),
            base: agreed.subtract(excluded),
            agreed,
        }
    }

    /// The agreed service time.
    #[must_use]
    pub fn agreed(&self) -> &IntervalSet {
        &self.agreed
    }

    /// The agreed service time that is excluded.
    #[must_use]
    pub fn excluded(&self) -> &IntervalSet {
        &self.excluded
    }

    /// What is left: the denominator of every availability.
    #[must_use]
    pub fn base(&self) -> &IntervalSet {
        &self.base
    }

    /// The part of it before `at`.
    #[must_use]
    pub fn until(&self, at: Instant) -> Self {
        let past = |set: &IntervalSet| {
            let first = set.as_slice().first().map_or(at, |first| first.start);
            set.clip(crate::time::Interval::new(first, at))
        };
        Self {
            agreed: past(&self.agreed),
            excluded: past(&self.excluded),
            base: past(&self.base),
        }
    }
}
