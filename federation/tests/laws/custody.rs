//! Custody partitions every ticket, under every policy, along any chain of handoffs: shown minute by
//! minute.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;
use federation::handoff::{
    CustodyHours, CustodyLedger, CustodyPause, CustodyPolicy, CustodyShares, Handoff, HandoffEvent,
    HandoffEventKind, HandoffOutcome, HandoffState, Holding, TicketEnd,
};
use federation::time::{Calendar, Instant, Interval, WeeklyWindow};
use federation::vocabulary::OrganizationId;
use proptest::prelude::*;

use crate::handoff_states::{after, event, offered};
use crate::scene::{supplier, tick};

const PARTIES: u128 = 4;
/// Who opens every ticket.
const OPENER: u128 = 0;

/// Minutes of a Thursday.
fn minute(number: i64) -> Instant {
    tick(number * 60)
}

/// One step of a drawn ticket: wait, offer to somebody, wait, and what becomes of the offer.
#[derive(Clone, Debug)]
struct Step {
    held: i64,
    hop: u128,
    transit: i64,
    seen_after: Option<i64>,
    outcome: Option<HandoffEventKind>,
    upheld: Option<bool>,
}

fn any_step() -> impl Strategy<Value = Step> {
    use HandoffEventKind::{Accept, Expire, Reject, Return, Withdraw};
    let outcomes = [
        Accept, Accept, Accept, Reject, Reject, Withdraw, Expire, Return,
    ]
    .map(Some);
    // Now and then nothing becomes of an offer, and the ticket ends there.
    let outcome = prop_oneof![
        24 => prop::sample::select(outcomes.to_vec()),
        1 => Just(None),
    ];
    let seen_after = prop::option::of(0..4i64);
    (
        0..6i64,
        1..PARTIES,
        0..6i64,
        seen_after,
        outcome,
        any::<Option<bool>>(),
    )
        .prop_map(|(held, hop, transit, seen_after, outcome, upheld)| Step {
            held,
            hop,
            transit,
            seen_after,
            outcome,
            upheld,
        })
}

/// A lawful ticket, with who holds it in every minute, or by which offer it is in transit.
struct Drawn {
    handoffs: Vec<Handoff>,
    places: Vec<Result<u128, usize>>,
}

/// The offer of a step, and what becomes of it.
fn handoff_of(step: &Step, number: usize, [sender, receiver]: [u128; 2], now: i64) -> Handoff {
    let mut handoff = offered(number as u128, sender, receiver, minute(now));
    if let Some(seen) = step.seen_after.filter(|seen| *seen <= step.transit) {
        let seen = event(HandoffEventKind::Acknowledge, minute(now + seen));
        handoff = after(handoff, [seen]);
    }
    let settled = minute(now + step.transit);
    match (step.outcome, step.upheld) {
        (None, _) => handoff,
        // Given back a while after it was taken; the way back is an offer of its own.
        (Some(HandoffEventKind::Return), _) => {
            let taken = event(HandoffEventKind::Accept, settled);
            let given_back = event(HandoffEventKind::Return, minute(now + step.transit + 2));
            after(handoff, [taken, given_back])
        }
        (Some(HandoffEventKind::Reject), Some(upheld)) => {
            let refused = event(HandoffEventKind::Reject, settled);
            after(
                handoff,
                [
                    refused,
                    HandoffEvent::Rule {
                        at: minute(9_999),
                        upheld,
                    },
                ],
            )
        }
        (Some(kind), _) => after(handoff, [event(kind, settled)]),
    }
}

fn draw(steps: &[Step]) -> Drawn {
    let (mut holder, mut now) = (OPENER, 0i64);
    let mut drawn = Drawn {
        handoffs: Vec::new(),
        places: Vec::new(),
    };
    for (number, step) in steps.iter().enumerate() {
        drawn.places.extend((0..step.held).map(|_| Ok(holder)));
        now += step.held;
        let receiver = (holder + step.hop) % PARTIES;
        drawn
            .handoffs
            .push(handoff_of(step, number, [holder, receiver], now));
        drawn.places.extend((0..step.transit).map(|_| Err(number)));
        now += step.transit;
        match step.outcome {
            None => {
                drawn.places.extend((0..20).map(|_| Err(number)));
                return drawn;
            }
            Some(HandoffEventKind::Accept | HandoffEventKind::Return) => holder = receiver,
            Some(_) => {}
        }
    }
    drawn.places.extend((0..20).map(|_| Ok(holder)));
    drawn
}

/// Who is charged for a minute, straight from the definition, as was known at the end. That a
/// refusal was right counts from the start, once there was one.
fn charged(
    drawn: &Drawn,
    at: usize,
    policy: CustodyPolicy,
    until: Instant,
) -> Option<OrganizationId> {
    let handoff = match drawn.places[at] {
        Ok(party) => return Some(supplier(party)),
        Err(offer) => &drawn.handoffs[offer],
    };
    let refusal = handoff
        .state
        .rejection()
        .filter(|refusal| refusal.rejected_at <= until);
    match policy {
        CustodyPolicy::Neutral => None,
        CustodyPolicy::SenderUntilAccept => Some(handoff.sender),
        CustodyPolicy::ReceiverFromOffer => match refusal.and_then(|refusal| refusal.upheld) {
            Some(true) => Some(handoff.sender),
            _ => Some(handoff.receiver),
        },
    }
}

/// A pause of one party or of everyone: its first minute and its minutes.
type DrawnPause = (i64, i64, Option<u128>);

/// The windows of the one party that has any, in minutes of the Thursday.
const OPEN: [(i64, i64); 2] = [(5, 20), (33, 47)];

fn hours(part_time: u128, pauses: &[DrawnPause]) -> CustodyHours {
    let clock = |minute: i64| format!("00:{minute:02}");
    let windows = OPEN.map(|(opens, closes)| {
        WeeklyWindow::new([Weekday::Thu], &clock(opens), &clock(closes)).expect("a window")
    });
    let calendar = Calendar {
        weekly: Some(windows.into()),
        ..Calendar::around_the_clock(chrono_tz::UTC)
    };
    let pauses = pauses.iter().map(|(first, length, party)| CustodyPause {
        party: party.map(supplier),
        interval: Interval::new(minute(*first), minute(first + length)),
    });
    CustodyHours {
        calendars: BTreeMap::from([(supplier(part_time), calendar)]),
        pauses: pauses.collect(),
    }
}

/// Whether a minute counts for whoever is charged.
fn counts(at: i64, party: Option<OrganizationId>, part_time: u128, pauses: &[DrawnPause]) -> bool {
    let works = OPEN
        .iter()
        .any(|(opens, closes)| (*opens..*closes).contains(&at));
    let paused = pauses.iter().any(|(first, length, paused)| {
        let concerned = paused.is_none_or(|paused| party == Some(supplier(paused)));
        concerned && (*first..first + length).contains(&at)
    });
    (works || party != Some(supplier(part_time))) && !paused
}

/// By party, nobody included.
fn by_party(
    parties: &BTreeMap<OrganizationId, i64>,
    nobody: i64,
) -> BTreeMap<Option<OrganizationId>, i64> {
    let known = parties
        .iter()
        .map(|(party, seconds)| (Some(*party), *seconds));
    let all = known.chain([(None, nobody)]);
    all.filter(|(_, seconds)| *seconds != 0).collect()
}

fn check_sum(shares: &CustodyShares, total: i64) -> Result<(), TestCaseError> {
    let wall: i64 = shares.wall.values().sum();
    let counted: i64 = shares.counted.values().sum();
    prop_assert_eq!(wall + shares.wall_transit, total);
    prop_assert!(counted + shares.counted_transit <= total);
    prop_assert!(
        shares
            .counted
            .iter()
            .all(|(party, seconds)| (0..=shares.wall[party]).contains(seconds))
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn custody_partitions_the_ticket(
        steps in prop::collection::vec(any_step(), 0..12), shuffle in 1..257i64,
        until in 0..120usize, resolved in any::<bool>(), part_time in 0..PARTIES,
        pauses in prop::collection::vec((0..60i64, 0..10i64, prop::option::of(0..PARTIES)), 0..4),
    ) {
        let drawn = draw(&steps);
        let until = until.min(drawn.places.len());
        let end = minute(until as i64);
        let ticket_end = if resolved { TicketEnd::Resolved(end) } else { TicketEnd::Open(end) };
        // Offers come in any order, but those at the same second stay in theirs: no two minutes have
        // the same key.
        let mut told = drawn.handoffs.clone();
        told.sort_by_key(|handoff| handoff.offered_at.unix_seconds() / 60 * shuffle % 257);
        let ledger = CustodyLedger::of(minute(0), supplier(OPENER), ticket_end, &told).expect("a ledger");
        let total = until as i64 * 60;
        prop_assert_eq!(ledger.total_seconds(), total);

        let mut at = minute(0);
        for segment in ledger.segments() {
            prop_assert!(segment.interval.start == at && !segment.interval.is_empty());
            at = segment.interval.end;
        }
        prop_assert_eq!(at, end);
        for (number, place) in drawn.places[..until].iter().enumerate() {
            let segment = ledger.segments().iter().find(|s| s.interval.contains(minute(number as i64)));
            let found = match segment.expect("every second is somewhere").holding {
                Holding::Custody { party } => Ok(party.0.as_u128()),
                Holding::Transit { handoff, .. } => Err(handoff.0.as_u128() as usize),
            };
            prop_assert_eq!(&found, place);
        }

        let hours = hours(part_time, &pauses);
        for policy in CustodyPolicy::ALL {
            let shares = ledger.shares(*policy, &hours);
            check_sum(&shares, total)?;
            let (mut wall, mut counted) = (BTreeMap::new(), BTreeMap::new());
            for number in 0..until {
                let party = charged(&drawn, number, *policy, end);
                *wall.entry(party).or_insert(0) += 60;
                if counts(number as i64, party, part_time, &pauses) {
                    *counted.entry(party).or_insert(0) += 60;
                }
            }
            prop_assert_eq!(by_party(&shares.wall, shares.wall_transit), wall, "{}", policy);
            prop_assert_eq!(by_party(&shares.counted, shares.counted_transit), counted, "{}", policy);
        }
    }

    /// The way of a ticket, counted one holder after the other.
    #[test]
    fn the_chain_is_who_held_it_in_turn(steps in prop::collection::vec(any_step(), 0..12)) {
        let drawn = draw(&steps);
        let end = TicketEnd::Resolved(minute(drawn.places.len() as i64));
        let ledger = CustodyLedger::of(minute(0), supplier(OPENER), end, &drawn.handoffs).expect("a ledger");
        let mut held = vec![supplier(OPENER)];
        let mut visits = held.clone();
        let (mut ping_pong, mut revisits, mut refused) = (0, 0, 0);
        let mut seen = BTreeSet::from([supplier(OPENER)]);
        for handoff in &drawn.handoffs {
            match handoff.state.outcome() {
                HandoffOutcome::Accepted | HandoffOutcome::Returned => {
                    let back = held.len() >= 2 && held[held.len() - 2] == handoff.receiver;
                    ping_pong += usize::from(back);
                    revisits += usize::from(!seen.insert(handoff.receiver));
                    held.push(handoff.receiver);
                    visits.push(handoff.receiver);
                }
                HandoffOutcome::Rejected => {
                    refused += 1;
                    visits.extend([handoff.receiver, handoff.sender]);
                }
                _ => {}
            }
        }
        let chain = ledger.chain();
        prop_assert_eq!((chain.hops, chain.rejections), (held.len() - 1, refused));
        prop_assert_eq!((chain.ping_pong, chain.revisits), (ping_pong, revisits));
        prop_assert_eq!(&chain.holders, &held);
        let back = (2..visits.len()).filter(|at| visits[*at] == visits[at - 2] && visits[*at] != visits[at - 1]);
        prop_assert_eq!(chain.ping_pong_with_rejected_visits, back.count());
        let open = drawn.handoffs.iter().any(|handoff| {
            matches!(handoff.state, HandoffState::Offered | HandoffState::Acknowledged { .. })
        });
        prop_assert_eq!(ledger.holder(), held.last().copied().filter(|_| !open));
    }
}
