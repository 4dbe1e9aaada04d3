//! How the custody of a ticket came to be, and how tickets find their way.

use std::collections::BTreeMap;

use super::{Explanation, FORMULA, row};
use crate::agreement::HandoffTargets;
use crate::handoff::{
    CustodyLedger, CustodyPolicy, CustodyShares, HandoffReading, Holding, LoopLimits, Routing,
};
use crate::vocabulary::{HandoffId, OrganizationId};

/// What the parties and handoffs of a ticket are called.
#[derive(Clone, Copy)]
pub struct CustodyNames<'a> {
    /// The name of a party.
    pub party: &'a dyn Fn(OrganizationId) -> String,
    /// The name of a handoff.
    pub handoff: &'a dyn Fn(HandoffId) -> String,
}

impl std::fmt::Debug for CustodyNames<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CustodyNames")
    }
}

/// The ledger of one ticket: segments, clocks, shares, counts (C9).
#[must_use]
pub fn custody(
    ledger: &CustodyLedger,
    names: CustodyNames<'_>,
    targets: HandoffTargets,
    readings: &[HandoffReading],
    shares: &BTreeMap<CustodyPolicy, CustodyShares>,
) -> Explanation {
    let page = Explanation::by(
        "every second of the ticket is in one segment: custody of its holder until it is offered, \
         transit until the offer is settled; a policy charges transit to nobody (NEUTRAL), the \
         sender (SENDER_UNTIL_ACCEPT) or the receiver (RECEIVER_FROM_OFFER, but the sender when a \
         rejection was upheld); counted = inside the hours of the party charged and outside pauses",
    )
    .seconds(
        "from opening until the end",
        ledger.total_seconds(),
        "ticket",
    )
    .each(ledger.segments(), |page, _, segment| {
        let text = match segment.holding {
            Holding::Custody { party } => format!("custody of {}", (names.party)(party)),
            Holding::Transit { handoff, .. } => {
                format!("transit by handoff {}", (names.handoff)(handoff))
            }
        };
        let source = segment.interval.to_string();
        page.seconds(&text, segment.interval.seconds(), &source)
    });
    let page = page
        .seconds("to acknowledge, at most", targets.ack_seconds, "targets")
        .seconds("to decide, at most", targets.decision_seconds, "targets")
        .each(readings, |page, _, reading| {
            let source = format!("handoff {}", (names.handoff)(reading.handoff));
            page.seconds("until acknowledged", reading.ack_seconds, &source)
                .word("acknowledged in time", judged(reading.ack_met), &source)
                .seconds("until decided", reading.decision_seconds, &source)
                .word("decided in time", judged(reading.decision_met), &source)
        });
    let page = in_time(page, readings);
    let shares: Vec<_> = shares.iter().collect();
    let page = page.each(&shares, |page, _, (policy, shares)| {
        let by_party: Vec<_> = shares.wall.iter().collect();
        page.each(&by_party, |page, _, (party, seconds)| {
            let text = format!("wall time of {}", (names.party)(**party));
            page.seconds(&text, **seconds, policy.as_str())
        })
        .seconds("transit of nobody", shares.wall_transit, policy.as_str())
    });
    let chain = ledger.chain();
    let holders = chain.holders.iter().map(|party| (names.party)(*party));
    page.word("holders in turn", row(holders), "accepted handoffs")
        .count("hops = accepted handoffs", chain.hops, "handoffs")
        .count("rejections", chain.rejections, "handoffs")
        .count(
            "ping-pong = holders equal to the one two before and unlike the last",
            chain.ping_pong,
            "holders",
        )
        .count(
            "ping-pong where a rejection counts as a visit and back",
            chain.ping_pong_with_rejected_visits,
            "holders and rejections",
        )
        .count(
            "revisits = hops + 1 - distinct holders",
            chain.revisits,
            "holders",
        )
        .word(
            "goes in circles: ping-pong or revisits of 2 or more",
            chain.goes_in_circles(LoopLimits::default()),
            "the steps above",
        )
        .word(
            "attribution",
            ledger.attribution_status(),
            "resolved, and every rejection ruled upon",
        )
}

/// How many handoffs were answered in time, of those that are judged.
fn in_time(page: Explanation, readings: &[HandoffReading]) -> Explanation {
    let count = |met: fn(&HandoffReading) -> Option<bool>, counted: &[bool]| {
        let judged = readings.iter().filter_map(met);
        judged.filter(|met| counted.contains(met)).count()
    };
    let any = [true, false];
    page.count(
        "acknowledged in time",
        count(|reading| reading.ack_met, &[true]),
        "the handoffs",
    )
    .count(
        "acknowledgements judged",
        count(|reading| reading.ack_met, &any),
        "the handoffs",
    )
    .count(
        "decided in time",
        count(|reading| reading.decision_met, &[true]),
        "the handoffs",
    )
    .count(
        "decisions judged",
        count(|reading| reading.decision_met, &any),
        "the handoffs",
    )
}

fn judged(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "true",
        Some(false) => "false",
        None => "not judged yet",
    }
}

/// How many tickets found their way.
#[must_use]
pub fn routing(tickets: usize, routing: &Routing) -> Explanation {
    Explanation::by(
        "push to front = resolved by the first line / resolved; first time right = first offers \
         accepted / first offers decided; valid rejections = upheld / all rejections",
    )
    .count("tickets", tickets, "tickets")
    .count("resolved", routing.resolved, "tickets")
    .count(
        "resolved by the first line",
        routing.resolved_by_first_line,
        "tickets and first line",
    )
    .count("first offers decided", routing.first_offers, "handoffs")
    .count(
        "of them accepted and not given back",
        routing.first_offers_accepted,
        "handoffs",
    )
    .percent("push to front", routing.push_to_front().as_ref(), FORMULA)
    .percent(
        "first time right",
        routing.first_time_right().as_ref(),
        FORMULA,
    )
}
