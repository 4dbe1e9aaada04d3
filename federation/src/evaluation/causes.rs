//! Which outages made a figure: how much of each counted, and which lie behind a stretch of downtime.

use std::collections::BTreeMap;

use super::reading::{Reading, TermsOverTime};
use super::{OutageFact, ServiceTime};
use crate::incident::Effect;
use crate::time::{Interval, IntervalSet};
use crate::topology::Condition;
use crate::vocabulary::{ComponentId, Loss, OutageId};
use crate::words;

words! {
    /// Whether an outage counted, or why not. The first that holds is said.
    pub enum OutageStanding {
        /// Its component is in no tree in force.
        NotInTopology = "NOT_IN_TOPOLOGY",
        /// It lies outside the period.
        OutsidePeriod = "OUTSIDE_PERIOD",
        /// It lies outside the agreed service time.
        OutsideServiceTime = "OUTSIDE_SERVICE_TIME",
        /// All its agreed service time is excluded.
        Excluded = "EXCLUDED",
        /// It made the service lose something.
        Counted = "COUNTED",
        /// It is unknown time that only widens the bounds.
        Unknown = "UNKNOWN",
        /// It is a degradation that counts as up.
        CountedAsUp = "COUNTED_AS_UP",
        /// Redundancy kept the service whole, or others failed so that it made no difference.
        WithoutEffect = "WITHOUT_EFFECT",
    }
}

/// What became of one outage in a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutageUse {
    /// The outage.
    pub outage: OutageId,
    /// Its component.
    pub component: ComponentId,
    /// Whether it counted, or why not.
    pub standing: OutageStanding,
    /// Its seconds in agreed service time.
    pub agreed_seconds: i64,
    /// Its seconds in excluded service time.
    pub excluded_seconds: i64,
    /// Its seconds of base in which its component made a difference to the service. Seconds that
    /// overlap another outage count for both, so these do not sum to the downtime.
    pub counted_seconds: i64,
}

/// An outage behind a stretch of downtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// Its component.
    pub component: ComponentId,
    /// The part of the stretch that it lies behind.
    pub interval: Interval,
    /// The outage.
    pub outage: OutageId,
    /// The loss that it counts with.
    pub loss: Loss,
}

/// The conditions behind a figure, ready to be asked for any stretch.
#[derive(Clone, Debug, Default)]
pub(super) struct Causes {
    /// When each component made a difference.
    relevant: BTreeMap<ComponentId, IntervalSet>,
    /// The conditions of each component by start, each with the latest end so far.
    conditions: BTreeMap<ComponentId, Vec<(Condition, Interval)>>,
}

impl Causes {
    pub(super) fn new(
        relevant: BTreeMap<ComponentId, IntervalSet>,
        mut conditions: Vec<Condition>,
    ) -> Self {
        conditions.retain(|condition| relevant.contains_key(&condition.component));
        conditions.sort_unstable_by_key(|condition| condition.interval);
        let mut by_component: BTreeMap<ComponentId, Vec<(Condition, Interval)>> = BTreeMap::new();
        for condition in conditions {
            let list = by_component.entry(condition.component).or_default();
            let mut reach = condition.interval;
            if let Some((_, before)) = list.last() {
                reach.end = reach.end.max(before.end);
            }
            list.push((condition, reach));
        }
        Self {
            relevant,
            conditions: by_component,
        }
    }

    /// The outages that made a difference in `stretch`, by component and time.
    pub(super) fn behind(&self, stretch: Interval) -> Vec<Cause> {
        let mut causes = Vec::new();
        for (component, relevant) in &self.relevant {
            let conditions = self
                .conditions
                .get(component)
                .map_or(&[][..], Vec::as_slice);
            for piece in relevant.pieces_within(stretch) {
                let first = conditions.partition_point(|(_, reach)| reach.end <= piece.start);
                let last = conditions.partition_point(|(c, _)| c.interval.start < piece.end);
                let near = conditions[first.min(last)..last].iter();
                causes.extend(near.filter_map(|(condition, _)| {
                    Some(Cause {
                        component: *component,
                        interval: condition.interval.intersect(piece)?,
                        outage: condition.outage,
                        loss: condition.loss,
                    })
                }));
            }
        }
        causes
    }

    /// What became of one outage.
    pub(super) fn outage_use(
        &self,
        fact: &OutageFact,
        terms: &TermsOverTime<'_>,
        time: &ServiceTime,
        period: Interval,
        in_topology: bool,
    ) -> OutageUse {
        let whole = terms.interval(fact);
        let agreed_seconds = time.agreed().seconds_within(whole);
        let excluded_seconds = time.excluded().seconds_within(whole);
        let (mut counts, mut counted_seconds) = (false, 0);
        for condition in terms.conditions(fact, Reading::Counted) {
            counts = true;
            if let Some(relevant) = self.relevant.get(&fact.component) {
                counted_seconds += relevant.seconds_within(condition.interval);
            }
        }
        let standing = if !in_topology {
            OutageStanding::NotInTopology
        } else if whole.intersect(period).is_none() {
            OutageStanding::OutsidePeriod
        } else if agreed_seconds == 0 {
            OutageStanding::OutsideServiceTime
        } else if agreed_seconds == excluded_seconds {
            OutageStanding::Excluded
        } else if counted_seconds > 0 {
            OutageStanding::Counted
        } else if fact.effect == Effect::Unknown && !counts {
            OutageStanding::Unknown
        } else if !counts {
            OutageStanding::CountedAsUp
        } else {
            OutageStanding::WithoutEffect
        };
        OutageUse {
            outage: fact.outage,
            component: fact.component,
            standing,
            agreed_seconds,
            excluded_seconds,
            counted_seconds,
        }
    }
}
