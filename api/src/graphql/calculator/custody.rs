//! Whose time a ticket was: segments, shares, clocks and counts of one ticket's life.

use std::collections::BTreeMap;

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::agreement::HandoffTargets;
use federation::handoff::{
    self as domain, CustodyChain, CustodyHours, CustodyPause, CustodyShares, HandoffReading,
    Holding, LoopLimits,
};
use federation::report::explain::{self, CustodyNames};
use federation::vocabulary::OrganizationId;

use super::calculate;
use super::custody_facts::{GivenTicket, GivenTicketInput};
use super::given::{self, GivenCalendarInput};
use super::label::Labels;
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::{AttributionStatus, CustodyPolicy, HandoffOutcome};
use crate::graphql::period::InstantRangeInput;
use crate::graphql::scalar::{DateTime, TimeInterval};

/// The most parties with agreed hours.
const CALENDARS_MAX: usize = 20;

/// The most pauses of a ticket.
const PAUSES_MAX: usize = 1_000;

/// The longest promise about a handoff, in seconds: a year.
const TARGET_SECONDS_MAX: i64 = 366 * 86_400;

/// The life of one ticket, and what was promised about its handoffs.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateCustodyInput {
    /// The ticket.
    ticket: GivenTicketInput,
    /// At most so many seconds to acknowledge an offer, of the receiver's hours; at most a year.
    ack_target_seconds: i64,
    /// At most so many seconds to accept or reject, of the receiver's hours; at most a year.
    decision_target_seconds: i64,
    /// The agreed hours of parties, at most 20; around the clock for the others.
    #[graphql(default)]
    hours: Vec<PartyHoursInput>,
    /// When time did not count, at most 1,000 stretches.
    #[graphql(default)]
    pauses: Vec<CustodyPauseInput>,
}

/// The agreed hours of a party.
#[derive(Clone, Debug, InputObject)]
pub struct PartyHoursInput {
    /// The label of the party.
    party: String,
    /// Its agreed hours.
    calendar: GivenCalendarInput,
}

/// A stretch in which time did not count.
#[derive(Clone, Debug, InputObject)]
pub struct CustodyPauseInput {
    /// The label of the party. Absent: for everyone.
    party: Option<String>,
    /// The stretch.
    during: InstantRangeInput,
}

/// Whose time a ticket was: every second is in exactly one segment, and by every policy the parties'
/// time and the transit of nobody sum to the total.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedCustody {
    /// From opening until the end, in seconds.
    total_seconds: i64,
    /// Custody and transit in time order, without gap or overlap.
    segments: Vec<CustodySegment>,
    /// The time of each party by each policy.
    shares: Vec<CalculatedCustodyShares>,
    /// The clocks of each handoff, in the order of their offers.
    handoffs: Vec<HandoffClocks>,
    /// Handoffs acknowledged in time.
    ack_met: usize,
    /// Handoffs whose acknowledgement is judged.
    ack_judged: usize,
    /// Handoffs decided in time.
    decision_met: usize,
    /// Handoffs whose decision is judged.
    decision_judged: usize,
    /// Who opened the ticket, and whoever took it after that.
    holders: Vec<String>,
    /// Handoffs that were taken.
    hops: usize,
    /// Handoffs that were refused.
    rejections: usize,
    /// How often it came straight back: holders equal to the one two before and unlike the last.
    ping_pong: usize,
    /// The same where a refusal counts as a visit at the receiver and back.
    ping_pong_with_rejected_visits: usize,
    /// How often it came to somebody who had it before: hops + 1 - distinct holders.
    revisits: usize,
    /// Whether it went in circles: ping-pong or revisits of 2 or more.
    goes_in_circles: bool,
    /// Whether it is settled whose time it was: fix first, argue later.
    attribution_status: AttributionStatus,
    /// How it was calculated.
    explanation: Calculation,
}

/// A stretch of a ticket.
#[derive(Clone, Debug, SimpleObject)]
pub struct CustodySegment {
    /// The stretch.
    interval: TimeInterval,
    /// The party that held the ticket. Null in transit.
    party: Option<String>,
    /// The handoff that it was in transit by. Null in custody.
    handoff: Option<String>,
}

/// The time of each party by a policy.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedCustodyShares {
    /// The policy.
    policy: CustodyPolicy,
    /// The parties that opened, sent or were to receive the ticket.
    parties: Vec<CustodyShare>,
    /// Seconds of transit on the wall that are nobody's.
    wall_transit_seconds: i64,
    /// Those of them outside pauses of everyone.
    counted_transit_seconds: i64,
}

/// The time of one party.
#[derive(Clone, Debug, SimpleObject)]
pub struct CustodyShare {
    /// Its label.
    party: String,
    /// Seconds on the wall.
    wall_seconds: i64,
    /// Those of them inside its hours and outside pauses.
    counted_seconds: i64,
}

/// The clocks of one handoff: they count for the receiver, from the offer.
#[derive(Clone, Debug, SimpleObject)]
pub struct HandoffClocks {
    /// Its label.
    handoff: String,
    /// What became of it.
    outcome: HandoffOutcome,
    /// Seconds until it was acknowledged, or so far.
    ack_seconds: i64,
    /// Whether that was in time. Null while it still can be.
    ack_met: Option<bool>,
    /// When it is due. Null when that never comes.
    ack_due_at: Option<DateTime>,
    /// Seconds until it was accepted or rejected, or so far.
    decision_seconds: i64,
    /// Whether that was in time; a rejection in time is. Null while it still can be.
    decision_met: Option<bool>,
    /// When it is due. Null when that never comes.
    decision_due_at: Option<DateTime>,
}

fn hours(
    hours: Vec<PartyHoursInput>,
    pauses: &[CustodyPauseInput],
    parties: &mut Labels,
    at: &Place,
) -> Result<CustodyHours, Error> {
    let (hours_at, pauses_at) = (at.field("hours"), at.field("pauses"));
    hours_at.at_most(&hours, CALENDARS_MAX)?;
    pauses_at.at_most(pauses, PAUSES_MAX)?;
    let mut read = CustodyHours::default();
    for (number, party) in hours.into_iter().enumerate() {
        let at = hours_at.item(number);
        let id = parties.id(at.field("party").label(&party.party)?);
        let calendar = party.calendar.read(&at.field("calendar"))?;
        read.calendars.insert(id, calendar);
    }
    for (number, pause) in pauses.iter().enumerate() {
        let at = pauses_at.item(number);
        let label = pause.party.as_deref();
        let label = label.map(|label| at.field("party").label(label));
        read.pauses.push(CustodyPause {
            party: label.transpose()?.map(|label| parties.id(label)),
            interval: given::stretch(pause.during, &at.field("during"))?,
        });
    }
    Ok(read)
}

impl CalculatedCustody {
    fn of(input: CalculateCustodyInput) -> Result<Self, Error> {
        let at = Place::input();
        let mut parties = Labels::default();
        let ticket = input.ticket.read(&mut parties, &at.field("ticket"))?;
        let hours = hours(input.hours, &input.pauses, &mut parties, &at)?;
        let target = |name: &str, given: i64| {
            at.field(name)
                .between(given, 0, TARGET_SECONDS_MAX, "seconds")
        };
        let targets = HandoffTargets {
            ack_seconds: target("ackTargetSeconds", input.ack_target_seconds)?,
            decision_seconds: target("decisionTargetSeconds", input.decision_target_seconds)?,
        };
        Ok(Self::new(&ticket, &parties, &hours, targets))
    }

    fn new(
        ticket: &GivenTicket,
        parties: &Labels,
        hours: &CustodyHours,
        targets: HandoffTargets,
    ) -> Self {
        let GivenTicket { ledger, handoffs } = ticket;
        let readings = ledger.read_clocks(targets, hours);
        let policies = domain::CustodyPolicy::ALL.iter();
        let shares: BTreeMap<_, _> = policies
            .map(|policy| (*policy, ledger.shares(*policy, hours)))
            .collect();
        let names = CustodyNames {
            party: &|party| parties.name(party),
            handoff: &|handoff| handoffs.name(handoff),
        };
        let page = explain::custody(ledger, names, targets, &readings, &shares);
        let judged = |met: fn(&HandoffReading) -> Option<bool>| -> Vec<bool> {
            readings.iter().filter_map(met).collect()
        };
        let in_time = |judged: &[bool]| judged.iter().filter(|met| **met).count();
        let ack = judged(|reading| reading.ack_met);
        let decision = judged(|reading| reading.decision_met);
        let chain = ledger.chain();
        let goes_in_circles = chain.goes_in_circles(LoopLimits::default());
        let CustodyChain {
            holders,
            hops,
            rejections,
            ping_pong,
            ping_pong_with_rejected_visits,
            revisits,
        } = chain;
        let segments = ledger.segments().iter().map(|segment| {
            let (party, handoff) = match segment.holding {
                Holding::Custody { party } => (Some(parties.name(party)), None),
                Holding::Transit { handoff, .. } => (None, Some(handoffs.name(handoff))),
            };
            CustodySegment {
                interval: segment.interval.into(),
                party,
                handoff,
            }
        });
        Self {
            total_seconds: ledger.total_seconds(),
            segments: segments.collect(),
            shares: shares
                .iter()
                .map(|(policy, shares)| CalculatedCustodyShares::new(*policy, shares, parties))
                .collect(),
            handoffs: readings
                .iter()
                .map(|reading| HandoffClocks::new(reading, handoffs))
                .collect(),
            ack_met: in_time(&ack),
            ack_judged: ack.len(),
            decision_met: in_time(&decision),
            decision_judged: decision.len(),
            holders: holders.iter().map(|party| parties.name(*party)).collect(),
            hops,
            rejections,
            ping_pong,
            ping_pong_with_rejected_visits,
            revisits,
            goes_in_circles,
            attribution_status: ledger.attribution_status().into(),
            explanation: (&page).into(),
        }
    }
}

impl CalculatedCustodyShares {
    fn new(policy: domain::CustodyPolicy, shares: &CustodyShares, parties: &Labels) -> Self {
        let CustodyShares {
            wall,
            wall_transit,
            counted,
            counted_transit,
        } = shares;
        let share = |(party, wall_seconds): (&OrganizationId, &i64)| CustodyShare {
            party: parties.name(*party),
            wall_seconds: *wall_seconds,
            counted_seconds: counted.get(party).copied().unwrap_or_default(),
        };
        Self {
            policy: policy.into(),
            parties: wall.iter().map(share).collect(),
            wall_transit_seconds: *wall_transit,
            counted_transit_seconds: *counted_transit,
        }
    }
}

impl HandoffClocks {
    fn new(reading: &HandoffReading, handoffs: &Labels) -> Self {
        let HandoffReading {
            handoff,
            outcome,
            ack_seconds,
            ack_met,
            ack_due_at,
            decision_seconds,
            decision_met,
            decision_due_at,
        } = reading;
        Self {
            handoff: handoffs.name(*handoff),
            outcome: (*outcome).into(),
            ack_seconds: *ack_seconds,
            ack_met: *ack_met,
            ack_due_at: ack_due_at.map(Into::into),
            decision_seconds: *decision_seconds,
            decision_met: *decision_met,
            decision_due_at: decision_due_at.map(Into::into),
        }
    }
}

/// Custody of tickets.
#[derive(Default)]
pub struct Custodies;

#[Object]
impl Custodies {
    /// One ticket's life: who held it when, whose time it was by each policy, whether handoffs were
    /// answered in time, and how it went round.
    async fn custody(
        &self,
        #[graphql(desc = "The ticket and the promises.")] input: CalculateCustodyInput,
    ) -> Result<CalculatedCustody> {
        Ok(calculate(input, CalculatedCustody::of).await?)
    }
}
