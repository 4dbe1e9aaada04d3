//! Custody partitions the ticket, whatever happens to its handoffs; and the worked ticket of C9.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;
use federation::agreement::HandoffTargets;
use federation::handoff::{
    AttributionStatus, CustodyError, CustodyHours, CustodyLedger, CustodyPause, CustodyPolicy,
    Handoff, HandoffEvent, HandoffEventKind, HandoffOutcome, Holding, LoopLimits, TicketEnd,
    routing,
};
use federation::time::{Calendar, Instant, Interval, WeeklyWindow};
use federation::vocabulary::{OrganizationId, Rational};
use proptest::prelude::*;

use crate::handoff_states::{after, event, offered, reject};
use crate::scene::{supplier, tick};

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

/// One step of a drawn ticket: wait, offer to somebody, wait, and what becomes of the offer.
type Step = (i64, u128, i64, Option<i64>, usize, Option<bool>);

fn any_step() -> impl Strategy<Value = Step> {
    let wait = 0..6i64;
    (
        wait.clone(),
        1..4u128,
        wait,
        prop::option::of(0..4i64),
        0..6usize,
        any::<Option<bool>>(),
    )
}

/// A lawful ticket from steps, with who holds it at every tick, or by which offer it is in transit.
struct Drawn {
    handoffs: Vec<Handoff>,
    places: Vec<Result<u128, usize>>,
}

fn draw(steps: &[Step]) -> Drawn {
    let (mut holder, mut now) = (S, 0i64);
    let mut drawn = Drawn {
        handoffs: Vec::new(),
        places: Vec::new(),
    };
    for (at, (held, hop, transit, seen_after, outcome, upheld)) in steps.iter().enumerate() {
        drawn.places.extend((0..*held).map(|_| Ok(holder)));
        now += held;
        let receiver = (holder + hop) % 4;
        let mut handoff = offered(at as u128, holder, receiver, tick(now));
        if let Some(seen) = seen_after.filter(|seen| *seen <= *transit) {
            handoff = after(
                handoff,
                [event(HandoffEventKind::Acknowledge, tick(now + seen))],
            );
        }
        drawn.places.extend((0..*transit).map(|_| Err(at)));
        now += transit;
        let kind = [
            HandoffEventKind::Accept,
            HandoffEventKind::Accept,
            HandoffEventKind::Accept,
            HandoffEventKind::Reject,
            HandoffEventKind::Withdraw,
            HandoffEventKind::Expire,
        ][*outcome];
        handoff = after(handoff, [event(kind, tick(now))]);
        if let (HandoffEventKind::Reject, Some(upheld)) = (kind, upheld) {
            let rule = HandoffEvent::Rule {
                at: tick(9_999),
                upheld: *upheld,
            };
            handoff = after(handoff, [rule]);
        }
        if handoff.state.outcome() == HandoffOutcome::Accepted {
            holder = receiver;
        }
        drawn.handoffs.push(handoff);
    }
    drawn.places.extend((0..20).map(|_| Ok(holder)));
    drawn
}

/// Who is charged at one tick, straight from the definition.
fn charged(drawn: &Drawn, at: usize, policy: CustodyPolicy) -> Option<OrganizationId> {
    match (drawn.places[at], policy) {
        (Ok(party), _) => Some(supplier(party)),
        (Err(_), CustodyPolicy::Neutral) => None,
        (Err(offer), CustodyPolicy::SenderUntilAccept) => Some(drawn.handoffs[offer].sender),
        (Err(offer), CustodyPolicy::ReceiverFromOffer) => {
            let handoff = &drawn.handoffs[offer];
            let upheld = handoff
                .state
                .rejection()
                .and_then(|rejection| rejection.upheld);
            Some(if upheld == Some(true) {
                handoff.sender
            } else {
                handoff.receiver
            })
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn custody_partitions_the_ticket(
        steps in prop::collection::vec(any_step(), 0..7), until in 0..60usize,
        pause in (0..40i64, 0..10i64, prop::option::of(0..4u128)), closed in 0..4u128,
    ) {
        let drawn = draw(&steps);
        // While an outcome lies after the end, whose time the transit is can still change.
        let until = until.min(drawn.places.len());
        let known = drawn.handoffs.iter().all(|h| h.state.settled_at() <= Some(tick(until as i64)));
        let end = TicketEnd::Open(tick(until as i64));
        let ledger = CustodyLedger::of(tick(0), supplier(S), end, &drawn.handoffs).expect("a ledger");

        let mut at = tick(0);
        for segment in ledger.segments() {
            prop_assert!(segment.interval.start == at && !segment.interval.is_empty());
            at = segment.interval.end;
        }
        prop_assert_eq!(at, tick(until as i64));
        for (number, place) in drawn.places[..until].iter().enumerate() {
            let segment = ledger.segments().iter().find(|s| s.interval.contains(tick(number as i64)));
            let found = match segment.expect("every second is somewhere").holding {
                Holding::Custody { party } => Ok(party.0.as_u128()),
                Holding::Transit { handoff, .. } => Err(handoff.0.as_u128() as usize),
            };
            prop_assert_eq!(&found, place);
        }

        let never = WeeklyWindow::new([Weekday::Mon], "00:00", "00:01").expect("a window");
        let hours = CustodyHours {
            calendars: BTreeMap::from([(supplier(closed), Calendar {
                weekly: Some(vec![never]),
                ..Calendar::around_the_clock(chrono_tz::UTC)
            })]),
            pauses: vec![CustodyPause {
                party: pause.2.map(supplier),
                interval: Interval::new(tick(pause.0), tick(pause.0 + pause.1)),
            }],
        };
        for policy in CustodyPolicy::ALL {
            let shares = ledger.shares(*policy, &hours);
            let sum: i64 = shares.wall.values().sum();
            prop_assert_eq!(sum + shares.wall_transit, ledger.total_seconds(), "{}", policy);
            prop_assert_eq!(ledger.total_seconds(), until as i64);
            if !known {
                continue;
            }
            let (mut wall, mut counted) = (BTreeMap::new(), BTreeMap::new());
            for number in 0..until {
                let party = charged(&drawn, number, *policy);
                let concerns = pause.2.is_none_or(|paused| party == Some(supplier(paused)));
                let in_pause = (pause.0..pause.0 + pause.1).contains(&(number as i64));
                let open = party != Some(supplier(closed));
                *wall.entry(party).or_insert(0) += 1;
                *counted.entry(party).or_insert(0) += i64::from(open && !(in_pause && concerns));
            }
            let of = |seconds: &BTreeMap<_, i64>, party| seconds.get(&party).copied().unwrap_or(0);
            for (party, seconds) in &shares.wall {
                prop_assert_eq!(*seconds, of(&wall, Some(*party)));
                prop_assert_eq!(shares.counted[party], of(&counted, Some(*party)));
            }
            prop_assert_eq!(shares.wall_transit, of(&wall, None));
            prop_assert_eq!(shares.counted_transit, of(&counted, None));
        }
    }
}
