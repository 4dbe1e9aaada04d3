//! The register of outages and the rollups of all services, kept in step: a changed outage costs a
//! sweep over the time that it changed, for the services that depend on its component.

use std::collections::BTreeMap;

use super::ServiceRollup;
use crate::incident::{OutageFact, OutageRegister};
use crate::time::{Instant, Interval, IntervalSet};
use crate::vocabulary::{ComponentId, OutageId, ServiceId};

/// The current outages, and what they make of each service by day.
#[derive(Clone, Debug, Default)]
pub struct ServiceRollups {
    register: OutageRegister,
    services: BTreeMap<ServiceId, ServiceRollup>,
    dependants: BTreeMap<ComponentId, Vec<ServiceId>>,
}

/// What became of an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutageChange {
    /// This is what is known of it now.
    Put(OutageFact),
    /// It is no more.
    Remove(OutageId),
}

impl ServiceRollups {
    /// Rollups of no service over these outages.
    #[must_use]
    pub fn new(register: OutageRegister) -> Self {
        Self {
            register,
            ..Self::default()
        }
    }

    /// The current outages.
    #[must_use]
    pub fn register(&self) -> &OutageRegister {
        &self.register
    }

    /// The rollup of a service, when there is one.
    #[must_use]
    pub fn service(&self, service: ServiceId) -> Option<&ServiceRollup> {
        self.services.get(&service)
    }

    /// Adds the rollup of a service, made from [`Self::register`], in the place of an earlier one.
    pub fn add_service(&mut self, service: ServiceId, rollup: ServiceRollup) {
        self.remove_service(service);
        for component in rollup.end_to_end().components() {
            self.dependants.entry(component).or_default().push(service);
        }
        self.services.insert(service, rollup);
    }

    /// Forgets a service.
    pub fn remove_service(&mut self, service: ServiceId) -> Option<ServiceRollup> {
        let removed = self.services.remove(&service)?;
        for component in removed.end_to_end().components() {
            if let Some(services) = self.dependants.get_mut(&component) {
                services.retain(|dependant| *dependant != service);
            }
        }
        Some(removed)
    }

    /// Enters an outage in the place of what was known of it, and gives that back.
    pub fn put(&mut self, fact: OutageFact) -> Option<OutageFact> {
        let earlier = self.register.get(fact.outage);
        self.change([OutageChange::Put(fact)]);
        earlier
    }

    /// Takes an outage out, and gives it back.
    pub fn remove(&mut self, outage: OutageId) -> Option<OutageFact> {
        let earlier = self.register.get(outage);
        self.change([OutageChange::Remove(outage)]);
        earlier
    }

    /// Makes many changes, one after the other, at the cost of one sweep over what they touch.
    pub fn change(&mut self, changes: impl IntoIterator<Item = OutageChange>) {
        let changes: Vec<OutageChange> = changes.into_iter().collect();
        let touched = self.touched(&changes);
        for (service, seconds) in &touched {
            if let Some(rollup) = self.services.get_mut(service) {
                rollup.subtract(&self.register, seconds);
            }
        }
        for change in changes {
            match change {
                OutageChange::Put(fact) => self.register.put(fact),
                OutageChange::Remove(outage) => self.register.remove(outage),
            };
        }
        for (service, seconds) in &touched {
            if let Some(rollup) = self.services.get_mut(service) {
                rollup.add(&self.register, seconds);
            }
        }
    }

    /// The seconds in which each service may lose something else after the changes.
    fn touched(&self, changes: &[OutageChange]) -> BTreeMap<ServiceId, IntervalSet> {
        let mut touched: BTreeMap<ServiceId, Vec<Interval>> = BTreeMap::new();
        for change in changes {
            let (outage, new) = match change {
                OutageChange::Put(fact) => (fact.outage, Some(*fact)),
                OutageChange::Remove(outage) => (*outage, None),
            };
            let old = self.register.get(outage);
            let seconds = differing(old, new);
            for fact in [old, new].into_iter().flatten() {
                for service in self.dependants.get(&fact.component).into_iter().flatten() {
                    touched.entry(*service).or_default().extend(seconds);
                }
            }
        }
        let sets = touched.into_iter();
        sets.map(|(service, seconds)| (service, seconds.into_iter().collect()))
            .collect()
    }
}

const NOTHING: Interval = Interval::new(Instant::MIN, Instant::MIN);

/// Two changed stretches no further apart than this are swept as one: a day.
const JOINED_SECONDS: i64 = 86_400;

/// The seconds that two accounts of an outage tell differently; some of them may be empty.
fn differing(old: Option<OutageFact>, new: Option<OutageFact>) -> [Interval; 2] {
    let whole = |fact: Option<OutageFact>| fact.map_or(NOTHING, |fact| fact.interval());
    let (before, after) = (whole(old), whole(new));
    let alike = old.zip(new).is_some_and(|(old, new)| {
        let joined = before.start.max(after.start) <= before.end.min(after.end);
        old.component == new.component && old.effect == new.effect && joined
    });
    if !alike {
        return [before, after];
    }
    let between = |a, b| Interval::new(std::cmp::min(a, b), std::cmp::max(a, b));
    let (starts, ends) = (
        between(before.start, after.start),
        between(before.end, after.end),
    );
    // What lies between is the same before and after: to sweep a little of it costs less than to
    // begin a second sweep.
    let apart = ends
        .start
        .unix_seconds()
        .saturating_sub(starts.end.unix_seconds());
    match starts.is_empty() || ends.is_empty() || apart > JOINED_SECONDS {
        true => [starts, ends],
        false => [Interval::new(starts.start, ends.end), NOTHING],
    }
}
