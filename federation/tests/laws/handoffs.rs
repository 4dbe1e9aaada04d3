//! The worked ticket of C9: shares, clocks, chains, routing, and what makes no ledger.

use std::collections::{BTreeMap, BTreeSet};

use federation::agreement::HandoffTargets;
use federation::handoff::{
    AttributionStatus, CustodyError, CustodyHours, CustodyLedger, CustodyPolicy, Handoff,
    HandoffEvent, LoopLimits, TicketEnd, routing,
};
use federation::time::Instant;
use federation::vocabulary::Rational;

use crate::handoff_states::{after, offered, reject};
use crate::scene::supplier;

const S: u128 = 0;
const A: u128 = 1;
const B: u128 = 2;
const C: u128 = 3;

/// Minutes after 09:00 on a Tuesday.
fn minute(number: i64) -> Instant {
    let nine = Instant::parse("2026-04-07T09:00:00Z").expect("an instant");
    nine.plus_seconds(number * 60)
}

/// The ticket of C9; the rejection may have been ruled upon.
fn ticket(upheld: Option<bool>) -> CustodyLedger {
    let accept = |number| HandoffEvent::Accept { at: minute(number) };
    let acknowledge = |number| HandoffEvent::Acknowledge { at: minute(number) };
    let ruled = upheld.map(|upheld| HandoffEvent::Rule {
        at: minute(900),
        upheld,
    });
    let handoffs = [
        after(offered(1, S, A, minute(10)), [acknowledge(18), accept(25)]),
        after(
            offered(2, A, B, minute(65)),
            [acknowledge(80), reject(minute(95))]
                .into_iter()
                .chain(ruled),
        ),
        after(offered(3, A, B, minute(110)), [accept(115)]),
        after(offered(4, B, A, minute(160)), [accept(165)]),
    ];
    let end = TicketEnd::Resolved(minute(180));
    CustodyLedger::of(minute(0), supplier(S), end, &handoffs).expect("a ledger")
}

#[track_caller]
fn check_shares(upheld: Option<bool>, policy: CustodyPolicy, minutes: [i64; 3], transit: i64) {
    let shares = ticket(upheld).shares(policy, &CustodyHours::default());
    let expect = [S, A, B]
        .map(supplier)
        .into_iter()
        .zip(minutes.map(|number| number * 60));
    assert_eq!(shares.wall, expect.collect::<BTreeMap<_, _>>(), "{policy}");
    assert_eq!(shares.wall_transit, transit * 60);
    assert_eq!(shares.counted, shares.wall);
    assert_eq!(minutes.iter().sum::<i64>() + transit, 180);
}

#[test]
fn c9_shares() {
    check_shares(None, CustodyPolicy::Neutral, [10, 70, 45], 55);
    check_shares(None, CustodyPolicy::SenderUntilAccept, [25, 105, 50], 0);
    check_shares(
        Some(false),
        CustodyPolicy::ReceiverFromOffer,
        [10, 90, 80],
        0,
    );
    check_shares(
        Some(true),
        CustodyPolicy::ReceiverFromOffer,
        [10, 120, 50],
        0,
    );
}

#[test]
fn c9_segments_and_clocks() {
    let ledger = ticket(None);
    let minutes = ledger
        .segments()
        .iter()
        .map(|segment| segment.interval.seconds() / 60);
    assert_eq!(
        minutes.collect::<Vec<_>>(),
        [10, 15, 40, 30, 15, 5, 45, 5, 15]
    );
    let targets = HandoffTargets {
        ack_seconds: 15 * 60,
        decision_seconds: 20 * 60,
    };
    let readings = ledger.read_clocks(targets, &CustodyHours::default());
    let ack = readings.iter().map(|r| (r.ack_seconds / 60, r.ack_met));
    let in_time = Some(true);
    assert_eq!(
        ack.collect::<Vec<_>>(),
        [(8, in_time), (15, in_time), (5, in_time), (5, in_time)]
    );
    let decision = readings
        .iter()
        .map(|r| (r.decision_seconds / 60, r.decision_met));
    assert_eq!(
        decision.collect::<Vec<_>>(),
        [(15, in_time), (30, Some(false)), (5, in_time), (5, in_time)]
    );
    assert_eq!(readings[1].decision_due_at, Some(minute(85)));
}

#[test]
fn c9_rulings_decide_whose_time_it_was() {
    assert_eq!(
        ticket(None).attribution_status(),
        AttributionStatus::Pending
    );
    assert_eq!(
        ticket(Some(false)).attribution_status(),
        AttributionStatus::Decided
    );
}

/// A ticket through holders without waiting, one minute each.
fn passed_on(holders: &[u128]) -> CustodyLedger {
    let handoffs = holders.windows(2).zip(1..).map(|(two, number)| {
        let at = minute(number);
        after(
            offered(number as u128, two[0], two[1], at),
            [HandoffEvent::Accept { at }],
        )
    });
    let end = TicketEnd::Resolved(minute(holders.len() as i64));
    let handoffs: Vec<_> = handoffs.collect();
    CustodyLedger::of(minute(0), supplier(holders[0]), end, &handoffs).expect("a ledger")
}

#[track_caller]
fn check_chain(holders: &[u128], ping_pong: usize, revisits: usize, circles: bool) {
    let chain = passed_on(holders).chain();
    assert_eq!(
        (chain.ping_pong, chain.revisits),
        (ping_pong, revisits),
        "{holders:?}"
    );
    assert_eq!(chain.goes_in_circles(LoopLimits::default()), circles);
}

#[test]
fn c9_chains() {
    check_chain(&[S, A, B, A], 1, 1, false);
    check_chain(&[S, A, B, C, A], 0, 1, false);
    check_chain(&[S, A, S, A], 2, 2, true);
    let chain = ticket(None).chain();
    assert_eq!((chain.hops, chain.rejections), (3, 1));
    assert_eq!(
        (chain.ping_pong, chain.ping_pong_with_rejected_visits),
        (1, 3)
    );
}

#[test]
fn c9_routing() {
    let tickets = [
        passed_on(&[S]),
        passed_on(&[S, A]),
        ticket(Some(true)),
        passed_on(&[S, A, S]),
    ];
    let found = routing(&tickets, &BTreeSet::from([supplier(S)]));
    assert_eq!(found.push_to_front(), Some(Rational::new(2, 4)));
    assert_eq!(found.first_time_right(), Some(Rational::new(3, 3)));
    let (by_sender, by_receiver) = (&found.rejections_by_sender, &found.rejections_by_receiver);
    assert_eq!(by_sender[&supplier(A)].valid(), Some(Rational::one()));
    assert_eq!(by_receiver[&supplier(B)].rejections, 1);
}

#[test]
fn a_ticket_is_offered_only_by_its_holder() {
    let end = TicketEnd::Open(minute(100));
    let ledger = |handoffs: &[Handoff]| CustodyLedger::of(minute(0), supplier(S), end, handoffs);
    let foreign = ledger(&[offered(1, A, B, minute(5))]);
    assert!(matches!(foreign, Err(CustodyError::NotTheHolder { .. })));
    let to_itself = ledger(&[offered(1, S, S, minute(5))]);
    assert!(matches!(to_itself, Err(CustodyError::ToItself { .. })));
    let before = ledger(&[offered(1, S, A, minute(-5))]);
    assert!(matches!(before, Err(CustodyError::TooEarly { .. })));
    let twice = ledger(&[offered(1, S, A, minute(5)), offered(2, S, B, minute(6))]);
    assert!(matches!(twice, Err(CustodyError::TooEarly { .. })));
    // What has not happened yet does no harm.
    assert!(ledger(&[offered(1, A, B, minute(500))]).is_ok());
}
