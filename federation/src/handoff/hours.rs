//! The hours and pauses in which time counts for a party.

use std::collections::BTreeMap;

use crate::time::{Calendar, Instant, Interval, IntervalSet};
use crate::vocabulary::OrganizationId;

/// A stretch in which time does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CustodyPause {
    /// For whom; `None` for everyone.
    pub party: Option<OrganizationId>,
    /// When.
    pub interval: Interval,
}

/// When time counts for whom: inside the hours of the party, around the clock when it has none, and
/// outside its own pauses and those of everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustodyHours {
    /// The agreed hours of parties.
    pub calendars: BTreeMap<OrganizationId, Calendar>,
    /// The pauses, in any order; they may overlap.
    pub pauses: Vec<CustodyPause>,
}

impl CustodyHours {
    /// The seconds of `span` that count for a party; for nobody, only pauses of everyone are left
    /// out.
    #[must_use]
    pub fn counted_seconds(&self, party: Option<OrganizationId>, span: Interval) -> i64 {
        let hours = match party.and_then(|party| self.calendars.get(&party)) {
            Some(calendar) => calendar.hours(span),
            None => IntervalSet::from(span),
        };
        hours.subtract(&self.paused(party)).seconds()
    }

    /// When `seconds` that count for a party have passed since `start`; `None` for never.
    #[must_use]
    pub fn due_at(&self, party: OrganizationId, start: Instant, seconds: i64) -> Option<Instant> {
        let paused = self.paused(Some(party));
        match self.calendars.get(&party) {
            Some(calendar) => calendar.reach(start, seconds, &paused),
            None => Calendar::around_the_clock(chrono_tz::UTC).reach(start, seconds, &paused),
        }
    }

    fn paused(&self, party: Option<OrganizationId>) -> IntervalSet {
        let pauses = self.pauses.iter();
        let concerning =
            pauses.filter(|pause| pause.party.is_none() || party.is_some() && pause.party == party);
        concerning.map(|pause| pause.interval).collect()
    }
}
