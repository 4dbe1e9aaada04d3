//! What a figure needs to know of an outage.

use super::{Effect, Outage};
use crate::time::{Instant, Interval};
use crate::vocabulary::{ComponentId, OutageId};

/// What a figure needs to know of an outage: its current revision without the words for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OutageFact {
    /// The outage.
    pub outage: OutageId,
    /// Its component.
    pub component: ComponentId,
    /// When it began.
    pub start: Instant,
    /// When it ended; `None` while it lasts.
    pub end: Option<Instant>,
    /// What it did, as recorded.
    pub effect: Effect,
    /// Which revision of the outage says so: 1 for the first account of it.
    pub revision: u32,
}

impl OutageFact {
    /// Its seconds, as far as they are known: one that lasts runs on for ever.
    #[must_use]
    pub fn interval(&self) -> Interval {
        Interval::new(self.start, self.end.unwrap_or(Instant::MAX))
    }

    /// Whether it is unknown time.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.effect == Effect::Unknown
    }
}

impl From<&Outage> for OutageFact {
    fn from(outage: &Outage) -> Self {
        let Outage {
            id,
            component,
            supplier: _,
            start,
            end,
            effect,
            planned: _,
            source: _,
            external_id: _,
            revision,
            note: _,
            submission: _,
            recorded_at: _,
        } = outage;
        Self {
            outage: *id,
            component: *component,
            start: *start,
            end: *end,
            effect: *effect,
            revision: *revision,
        }
    }
}
