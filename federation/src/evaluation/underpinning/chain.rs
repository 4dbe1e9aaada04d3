//! The promised times of every chain of parties that a ticket may have to pass, against the times
//! that the customer is promised.
//!
//! A chain begins with the integrator's own desk, where the integrator delivers a component of the
//! service itself and promises times for it; several of them count with the longest. Then every
//! party of the chain adds how soon it acknowledges the handoff and how long it may work, one after
//! the other: from the integrator to who promises the component, and from each lead supplier to its
//! sub-supplier. A response is given by the first who takes the ticket up: by the desk where it
//! promises one, else by who promises the component.

use std::collections::{BTreeMap, BTreeSet};

use super::promise::{Promise, Promises, links_above};
use crate::agreement::alignment::{
    AlignmentFinding, AlignmentStatus, ChainStep, ChainStepKind, TimeChain, TimeCommitment,
    WorstDue,
};
use crate::agreement::{Agreement, AgreementVersion, ClockKind, Priority};
use crate::model::ServiceModel;
use crate::time::{Calendar, Instant, Interval};
use crate::vocabulary::{AgreementId, CalendarId, ComponentId, OrganizationId};

/// Who takes a step of a chain, and what says how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainLink {
    /// The party.
    pub organization: OrganizationId,
    /// Its agreement.
    pub agreement: AgreementId,
    /// The number of the version in force.
    pub version: u32,
    /// The hours that its seconds are of.
    pub calendar: CalendarId,
}

/// A time that the customer is promised, against the chains underneath (C6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeAlignment {
    /// Which time.
    pub clock: ClockKind,
    /// Of which priority.
    pub priority: Priority,
    /// What the customer is promised, in seconds of its agreed hours.
    pub target_seconds: i64,
    /// The component at the end of the longest chain.
    pub component: ComponentId,
    /// The steps of the longest chain.
    pub steps: Vec<ChainStep<ChainLink>>,
    /// The longest chain against the target.
    pub chain: TimeChain,
    /// Whether every party of every chain promises its time: else the lengths are the least that
    /// they can be.
    pub complete: bool,
    /// The component of the chain that is due latest, and when that is, reported at the worst
    /// instant of the seven days from the instant that was asked about.
    pub latest: Option<(ComponentId, WorstDue)>,
    /// The worst of all that.
    pub status: AlignmentStatus,
}

/// Seven days.
const WEEK_SECONDS: i64 = 7 * 86_400;

/// What all chains of a customer agreement have in common.
pub(super) struct Chains<'a> {
    pub(super) model: &'a ServiceModel,
    pub(super) customer: &'a Agreement,
    pub(super) version: &'a AgreementVersion,
    pub(super) hours: &'a Calendar,
    pub(super) promises: &'a Promises<'a>,
    pub(super) at: Instant,
}

/// One chain for one time of one priority.
struct Chain {
    component: ComponentId,
    steps: Vec<ChainStep<ChainLink>>,
    complete: bool,
}

impl Chain {
    fn seconds(&self) -> i64 {
        let seconds = self.steps.iter().map(|step| step.seconds);
        seconds.fold(0, i64::saturating_add)
    }

    fn key(&self) -> Vec<(AgreementId, i64)> {
        let steps = self.steps.iter();
        steps
            .map(|step| (step.party.agreement, step.seconds))
            .collect()
    }
}

impl Chains<'_> {
    /// Every time that the customer is promised, and what does not fit. `components` are those of
    /// the tree in the order that ties are broken by.
    pub(super) fn align(
        &self,
        components: &[ComponentId],
    ) -> (Vec<TimeAlignment>, Vec<AlignmentFinding>) {
        let (mut times, mut found) = (Vec::new(), Vec::new());
        let Some(tickets) = &self.version.terms.tickets else {
            return (times, found);
        };
        for (priority, targets) in &tickets.times {
            let clocks = [
                (ClockKind::Response, targets.response_seconds),
                (ClockKind::Resolution, targets.resolution_seconds),
            ];
            for (clock, target_seconds) in clocks {
                if let Some(target_seconds) = target_seconds {
                    let asked = (clock, *priority);
                    times.extend(self.time(asked, target_seconds, components, &mut found));
                }
            }
        }
        (times, found)
    }

    fn time(
        &self,
        (clock, priority): (ClockKind, Priority),
        target_seconds: i64,
        components: &[ComponentId],
        found: &mut Vec<AlignmentFinding>,
    ) -> Option<TimeAlignment> {
        let mut chains: Vec<Chain> = Vec::new();
        let mut complete = true;
        let mut seen = BTreeSet::new();
        for component in components {
            if let Some(promise) = self.promises.get(component) {
                let chain = self.chain((clock, priority), *component, promise, found);
                complete &= chain.complete;
                // The same steps for another component tell nothing new.
                if seen.insert(chain.key()) {
                    chains.push(chain);
                }
            } else {
                complete = false;
            }
        }
        let mut statuses = Vec::new();
        let mut latest: Option<(ComponentId, WorstDue)> = None;
        for chain in &chains {
            let length = TimeChain::of(&chain.steps, target_seconds);
            let excess_seconds = (-length.slack_seconds).max(0);
            let component = chain.component;
            if excess_seconds > 0 {
                found.push(AlignmentFinding::ChainTooLong {
                    component,
                    clock,
                    priority,
                    excess_seconds,
                });
            }
            let due = self.worst_due(chain, target_seconds);
            if let Some(due) = due {
                let later = due.late_seconds.is_none_or(|late| late > excess_seconds);
                if due.status == AlignmentStatus::Misaligned && later {
                    found.push(AlignmentFinding::DueTooLate {
                        component,
                        clock,
                        priority,
                        reported_at: due.reported_at,
                        late_seconds: due.late_seconds,
                    });
                }
                if latest.is_none_or(|(_, before)| before.is_earlier_than(&due)) {
                    latest = Some((component, due));
                }
                statuses.push(due.status);
            }
            statuses.push(length.status);
        }
        // Of several chains as long the first: `max_by_key` alone takes the last.
        let longest = chains.into_iter().rev().max_by_key(Chain::seconds)?;
        if !complete {
            statuses.push(AlignmentStatus::Misaligned);
        }
        Some(TimeAlignment {
            clock,
            priority,
            target_seconds,
            component: longest.component,
            chain: TimeChain::of(&longest.steps, target_seconds),
            steps: longest.steps,
            complete,
            latest,
            status: statuses
                .into_iter()
                .fold(AlignmentStatus::Aligned, AlignmentStatus::max),
        })
    }

    /// The chain to who delivers `component`; what is missing in it is found.
    fn chain(
        &self,
        asked: (ClockKind, Priority),
        component: ComponentId,
        promise: &Promise<'_>,
        found: &mut Vec<AlignmentFinding>,
    ) -> Chain {
        let mut chain = Chain {
            component,
            steps: Vec::new(),
            complete: true,
        };
        let own = promise.agreement.provider == self.customer.provider;
        let desk = self.desk(asked);
        chain.steps.extend(desk.clone().filter(|_| !own));
        let responded = asked.0 == ClockKind::Response && desk.is_some() && !own;
        if responded {
            return chain;
        }
        self.take_over(asked, promise, !own, &mut chain, found);
        if asked.0 == ClockKind::Response {
            return chain;
        }
        let promised_by = promise.agreement.provider;
        let links = links_above(self.model, component, promised_by, self.at);
        for link in links.iter().rev() {
            match &link.promise {
                Some(promise) => self.take_over(asked, promise, true, &mut chain, found),
                None => chain.complete = false,
            }
        }
        chain
    }

    /// The longest time that the integrator promises for what it delivers itself.
    fn desk(&self, asked: (ClockKind, Priority)) -> Option<ChainStep<ChainLink>> {
        let own = self.promises.values();
        let own = own.filter(|promise| promise.agreement.provider == self.customer.provider);
        let steps = own.filter_map(|promise| work(promise, asked));
        steps.max_by_key(|step| step.seconds)
    }

    /// A party takes the ticket over: it acknowledges the handoff, and works.
    fn take_over(
        &self,
        (clock, priority): (ClockKind, Priority),
        promise: &Promise<'_>,
        handed_off: bool,
        chain: &mut Chain,
        found: &mut Vec<AlignmentFinding>,
    ) {
        let agreement = promise.agreement.id;
        if handed_off {
            let tickets = promise.terms().tickets.as_ref();
            match tickets.and_then(|tickets| tickets.handoff) {
                Some(handoff) => chain.steps.push(ChainStep {
                    party: link(promise),
                    kind: ChainStepKind::Ack,
                    seconds: handoff.ack_seconds,
                }),
                None => add_once(found, AlignmentFinding::NoHandoffTarget { agreement }),
            }
        }
        match work(promise, (clock, priority)) {
            Some(step) => chain.steps.push(step),
            None => {
                chain.complete = false;
                let component = chain.component;
                let silent = found.iter().any(|found| {
                    matches!(found, AlignmentFinding::NoTimeTarget {
                        agreement: of, clock: c, priority: p, ..
                    } if *of == agreement && *c == clock && *p == priority)
                });
                if !silent {
                    found.push(AlignmentFinding::NoTimeTarget {
                        agreement,
                        component,
                        clock,
                        priority,
                    });
                }
            }
        }
    }

    fn worst_due(&self, chain: &Chain, target_seconds: i64) -> Option<WorstDue> {
        let calendars: BTreeMap<CalendarId, &Calendar> = chain
            .steps
            .iter()
            .filter_map(|step| {
                let calendar = step.party.calendar;
                Some((calendar, &self.model.calendars.get(&calendar)?.calendar))
            })
            .collect();
        let steps = chain.steps.iter().filter_map(|step| {
            Some(TimeCommitment {
                calendar: calendars.get(&step.party.calendar)?,
                target_seconds: step.seconds,
            })
        });
        let steps: Vec<TimeCommitment<'_>> = steps.collect();
        let customer = TimeCommitment {
            calendar: self.hours,
            target_seconds,
        };
        let week = Interval::new(self.at, self.at.plus_seconds(WEEK_SECONDS));
        WorstDue::of(week, &customer, &steps)
    }
}

fn add_once(found: &mut Vec<AlignmentFinding>, finding: AlignmentFinding) {
    if !found.contains(&finding) {
        found.push(finding);
    }
}

fn link(promise: &Promise<'_>) -> ChainLink {
    ChainLink {
        organization: promise.agreement.provider,
        agreement: promise.agreement.id,
        version: promise.version.version,
        calendar: promise.version.calendar,
    }
}

/// The working time that an agreement promises; `None` when it promises none.
fn work(
    promise: &Promise<'_>,
    (clock, priority): (ClockKind, Priority),
) -> Option<ChainStep<ChainLink>> {
    let targets = promise.terms().tickets.as_ref()?.times.get(&priority)?;
    let seconds = match clock {
        ClockKind::Response => targets.response_seconds?,
        ClockKind::Resolution => targets.resolution_seconds?,
    };
    Some(ChainStep {
        party: link(promise),
        kind: ChainStepKind::Work,
        seconds,
    })
}
