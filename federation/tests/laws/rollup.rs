//! Rollups that follow changes against rollups built from nothing, and against plain sweeps.

use std::collections::BTreeMap;

use federation::evaluation::{LostTimes, OutageFact, ServiceRollup, ServiceRollups};
use federation::incident::OutageRegister;
use federation::time::{Instant, Interval};
use federation::vocabulary::{OutageId, ServiceId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::end_to_end::{History, any_history, check};
use crate::scene::{any_fact, tick, ticks};

/// Ticks of six hours, so that a scene spans several days of a zone.
const STRETCH: i64 = 21_600;
const ZONE: chrono_tz::Tz = chrono_tz::Europe::Berlin;

fn service(number: u128) -> ServiceId {
    ServiceId(Uuid::from_u128(number))
}

#[derive(Clone, Debug)]
enum Change {
    Put(OutageFact),
    Remove(OutageId),
    Extend(Vec<OutageFact>),
}

fn any_changed() -> impl Strategy<Value = OutageFact> {
    (0..10u128, any_fact(), 0..STRETCH).prop_map(|(number, fact, later)| {
        let at = |at: Instant| tick(at.unix_seconds() * STRETCH + later);
        OutageFact {
            outage: OutageId(Uuid::from_u128(number)),
            start: at(fact.start),
            end: fact.end.map(at),
            ..fact
        }
    })
}

fn any_change() -> impl Strategy<Value = Change> {
    let remove = (0..10u128).prop_map(|number| Change::Remove(OutageId(Uuid::from_u128(number))));
    let few = prop::collection::vec(any_changed(), 0..4).prop_map(Change::Extend);
    // More than are followed one by one; most of them are facts about the same outages.
    let many =
        (any_changed(), prop::collection::vec(any_changed(), 4)).prop_map(|(first, facts)| {
            Change::Extend(std::iter::repeat_n(first, 1_001).chain(facts).collect())
        });
    prop_oneof![
        16 => any_changed().prop_map(Change::Put),
        4 => remove,
        4 => few,
        1 => many,
    ]
}

fn days(rollup: &ServiceRollup) -> Vec<(Interval, LostTimes)> {
    rollup.days().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_rollup_that_followed_changes_is_one_built_from_nothing(
        histories in prop::collection::vec(any_history(), 2),
        changes in prop::collection::vec(any_change(), 1..16),
        (from, length) in (0..48i64, 1..48i64),
        as_of in prop::option::of(0..52i64),
        (cut_from, cut_length) in (0..48 * STRETCH, 0..48 * STRETCH),
    ) {
        let histories: Vec<History> = histories.into_iter().map(|h| h.stretched(STRETCH)).collect();
        let register: OutageRegister = histories[0].facts.iter().copied().collect();
        let mut rollups = ServiceRollups::new(register);
        for (number, history) in (0..).zip(&histories) {
            let rollup = ServiceRollup::new(history.end_to_end(), ZONE, rollups.register());
            rollups.add_service(service(number), rollup);
        }
        let mut facts: BTreeMap<OutageId, OutageFact> = BTreeMap::new();
        facts.extend(histories[0].facts.iter().map(|fact| (fact.outage, *fact)));
        for change in changes {
            match change {
                Change::Put(fact) => {
                    let known = facts.insert(fact.outage, fact);
                    prop_assert_eq!(rollups.put(fact), known);
                }
                Change::Remove(outage) => {
                    prop_assert_eq!(rollups.remove(outage), facts.remove(&outage));
                }
                Change::Extend(more) => {
                    facts.extend(more.iter().map(|fact| (fact.outage, *fact)));
                    rollups.extend(more);
                }
            }
            let register: OutageRegister = facts.values().copied().collect();
            for (number, history) in (0..).zip(&histories) {
                let anew = ServiceRollup::new(history.end_to_end(), ZONE, &register);
                let kept = rollups.service(service(number)).expect("the service");
                prop_assert_eq!(days(kept), days(&anew));
            }
        }
        let as_of = as_of.map(|at| tick(at * STRETCH + 1_000));
        for (number, history) in (0..).zip(&histories) {
            let rollup = rollups.service(service(number)).expect("the service");
            let register = rollups.register();
            let whole = ticks(from * STRETCH, (from + length).min(48) * STRETCH);
            let cut = ticks(cut_from, (cut_from + cut_length).min(48 * STRETCH));
            for span in [whole, cut] {
                let read = rollup.lost_within(register, span, as_of);
                prop_assert_eq!(read, rollup.end_to_end().lost_within(register, span, as_of));
                let judged = rollup.judged_within(register, span, as_of);
                prop_assert_eq!(judged, rollup.end_to_end().judged_within(register, span, as_of));
            }
            let components: Vec<_> = rollup.end_to_end().components().into_iter().collect();
            let facts = register.touching(&components, ticks(0, 48 * STRETCH));
            check(history, register, &facts, whole, as_of);
        }
        rollups.remove_service(service(0));
        prop_assert!(rollups.service(service(0)).is_none());
    }
}
