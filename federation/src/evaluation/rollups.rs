//! The register of outages and the rollups of all services, kept in step: a changed outage costs a
//! sweep over the time that it changed, for the services that depend on its component.

use std::collections::BTreeMap;

use super::ServiceRollup;
use crate::incident::{ComponentLosses, LossStretch, OutageFact, OutageRegister, Stretches};
use crate::time::{Instant, Interval};
use crate::vocabulary::{ComponentId, OutageId, ServiceId};

/// The current outages, and what they make of each service by day.
#[derive(Clone, Debug, Default)]
pub struct ServiceRollups {
    register: OutageRegister,
    services: BTreeMap<ServiceId, ServiceRollup>,
    dependants: BTreeMap<ComponentId, Vec<ServiceId>>,
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

    /// Forgets all services.
    pub fn forget_services(&mut self) {
        self.services.clear();
        self.dependants.clear();
    }

    /// Enters an outage in the place of what was known of it, and gives that back.
    pub fn put(&mut self, fact: OutageFact) -> Option<OutageFact> {
        let earlier = self.register.get(fact.outage);
        match earlier {
            Some(old) if old.component != fact.component => {
                self.follow(old.component, Some(old), None);
                self.follow(fact.component, None, Some(fact));
            }
            _ => self.follow(fact.component, earlier, Some(fact)),
        }
        earlier
    }

    /// Takes an outage out, and gives it back.
    pub fn remove(&mut self, outage: OutageId) -> Option<OutageFact> {
        let earlier = self.register.get(outage)?;
        self.follow(earlier.component, Some(earlier), None);
        Some(earlier)
    }

    /// Enters many outages, each in the place of what was known of it.
    pub fn extend(&mut self, facts: Vec<OutageFact>) {
        if facts.len() <= FOLLOWED_MAX || self.services.is_empty() {
            facts.into_iter().for_each(|fact| {
                self.put(fact);
            });
            return;
        }
        self.register.extend(facts);
        for rollup in self.services.values_mut() {
            rollup.refill(&self.register);
        }
    }

    /// Changes what is known of one outage of a component, in the register and in every service that
    /// depends on the component.
    fn follow(&mut self, component: ComponentId, old: Option<OutageFact>, new: Option<OutageFact>) {
        let services = self
            .dependants
            .get(&component)
            .map_or(&[][..], Vec::as_slice);
        let seconds = differing(old, new);
        let before = seconds.map(|span| Before::of(&self.register, component, span, services));
        match (old, new) {
            (_, Some(new)) => self.register.put(new),
            (Some(old), None) => self.register.remove(old.outage),
            (None, None) => return,
        };
        for service in services {
            let Some(rollup) = self.services.get_mut(service) else {
                continue;
            };
            for (span, before) in seconds.into_iter().zip(&before) {
                rollup.follow(&self.register, (component, before.losses()), span);
            }
        }
    }
}

/// The most outages that are followed one by one: more are entered at once, and the services swept
/// anew.
const FOLLOWED_MAX: usize = 1_000;

/// What a component went through before a change, as far as the change reaches.
#[derive(Default)]
struct Before {
    ended: Vec<LossStretch>,
    lasting: Vec<LossStretch>,
    has_unknown: bool,
}

impl Before {
    /// Nothing where no service asks for it.
    fn of(
        register: &OutageRegister,
        component: ComponentId,
        span: Interval,
        services: &[ServiceId],
    ) -> Self {
        match register.component(component) {
            Some(outages) if !services.is_empty() => Self {
                ended: outages.ended().touching(span).copied().collect(),
                lasting: outages.lasting().touching(span).copied().collect(),
                has_unknown: outages.losses().has_unknown,
            },
            _ => Self::default(),
        }
    }

    fn losses(&self) -> ComponentLosses<'_> {
        ComponentLosses {
            ended: Stretches::Taken(&self.ended),
            lasting: Stretches::Taken(&self.lasting),
            has_unknown: self.has_unknown,
        }
    }
}

const NOTHING: Interval = Interval::new(Instant::MIN, Instant::MIN);

/// Two changed stretches no further apart than this are swept as one: a day.
const JOINED_SECONDS: i64 = 86_400;

/// The seconds that two accounts of an outage of one component tell differently, in stretches that
/// are apart; some of them may be empty.
fn differing(old: Option<OutageFact>, new: Option<OutageFact>) -> [Interval; 2] {
    let whole = |fact: Option<OutageFact>| fact.map_or(NOTHING, |fact| fact.interval());
    let (before, after) = (whole(old), whole(new));
    let alike = old.zip(new).is_some_and(|(old, new)| {
        let joined = before.start.max(after.start) <= before.end.min(after.end);
        old.effect == new.effect && joined
    });
    let between = |a, b| Interval::new(std::cmp::min(a, b), std::cmp::max(a, b));
    let [first, second] = match alike {
        true => [
            between(before.start, after.start),
            between(before.end, after.end),
        ],
        false => [before.min(after), before.max(after)],
    };
    // What lies between is the same before and after: to sweep a little of it costs less than to
    // begin a second sweep.
    let apart = second
        .start
        .unix_seconds()
        .saturating_sub(first.end.unix_seconds());
    match first.is_empty() || second.is_empty() || apart > JOINED_SECONDS {
        true => [first, second],
        false => [
            Interval::new(first.start, first.end.max(second.end)),
            NOTHING,
        ],
    }
}
