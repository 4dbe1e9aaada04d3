//! A handoff lets happen only what can.

use federation::handoff::{Handoff, HandoffError, HandoffEvent, HandoffEventKind, HandoffState};
use federation::time::Instant;
use federation::vocabulary::{HandoffId, Text};
use uuid::Uuid;

use crate::scene::{supplier, tick};

/// A handoff that nothing has happened to yet.
pub(crate) fn offered(number: u128, sender: u128, receiver: u128, offered_at: Instant) -> Handoff {
    Handoff {
        id: HandoffId(Uuid::from_u128(number)),
        sender: supplier(sender),
        receiver: supplier(receiver),
        offered_at,
        state: HandoffState::Offered,
    }
}

pub(crate) fn reject(at: Instant) -> HandoffEvent {
    HandoffEvent::Reject {
        at,
        reason: Text::parse("not ours", 20).expect("a text"),
        evidence: None,
    }
}

/// A handoff after events that can happen to it.
pub(crate) fn after(handoff: Handoff, events: impl IntoIterator<Item = HandoffEvent>) -> Handoff {
    let mut events = events.into_iter();
    let after = events.try_fold(handoff, Handoff::transition);
    after.expect("lawful events")
}

pub(crate) fn event(kind: HandoffEventKind, at: Instant) -> HandoffEvent {
    match kind {
        HandoffEventKind::Acknowledge => HandoffEvent::Acknowledge { at },
        HandoffEventKind::Accept => HandoffEvent::Accept { at },
        HandoffEventKind::Reject => reject(at),
        HandoffEventKind::Return => HandoffEvent::Return { at },
        HandoffEventKind::Withdraw => HandoffEvent::Withdraw { at },
        HandoffEventKind::Expire => HandoffEvent::Expire { at },
        HandoffEventKind::Rule => HandoffEvent::Rule { at, upheld: true },
    }
}

/// Which events can follow some others, in the order acknowledge, accept, reject, return, withdraw,
/// expire, rule: `#` can.
#[track_caller]
fn check_possible(before: &[HandoffEventKind], expect: &str) {
    let start = offered(1, 0, 1, tick(0));
    let events = before
        .iter()
        .zip(1..)
        .map(|(kind, at)| event(*kind, tick(at)));
    let handoff = after(start, events);
    let drawn: String = HandoffEventKind::ALL
        .iter()
        .map(|kind| {
            let early = handoff.clone().transition(event(*kind, tick(-1)));
            assert!(matches!(early, Err(HandoffError::OutOfOrder { .. })));
            match handoff.clone().transition(event(*kind, tick(99))) {
                Ok(_) => '#',
                Err(HandoffError::NotPossible { event, outcome }) => {
                    assert_eq!((event, outcome), (*kind, handoff.state.outcome()));
                    '.'
                }
                Err(error) => panic!("{error}"),
            }
        })
        .collect();
    assert_eq!(drawn, expect, "{before:?}");
}

#[test]
fn only_what_can_happen_happens() {
    use HandoffEventKind::{Accept, Acknowledge, Expire, Reject, Return, Rule, Withdraw};
    check_possible(&[], "###.##.");
    check_possible(&[Acknowledge], ".##.##.");
    check_possible(&[Accept], "...#...");
    check_possible(&[Acknowledge, Accept], "...#...");
    check_possible(&[Reject], "......#");
    check_possible(&[Acknowledge, Reject, Rule], "......#");
    check_possible(&[Accept, Return], ".......");
    check_possible(&[Withdraw], ".......");
    check_possible(&[Acknowledge, Expire], ".......");
}
