//! Rollups that follow changes against rollups built from nothing, and against plain sweeps.

use federation::evaluation::{LostTimes, OutageChange, OutageFact, ServiceRollup, ServiceRollups};
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

fn any_change() -> impl Strategy<Value = OutageChange> {
    let number = 0..10u128;
    let put = (number.clone(), any_fact(true), 0..STRETCH).prop_map(|(number, fact, later)| {
        let at = |at: Instant| tick(at.unix_seconds() * STRETCH + later);
        OutageChange::Put(OutageFact {
            outage: OutageId(Uuid::from_u128(number)),
            start: at(fact.start),
            end: fact.end.map(at),
            ..fact
        })
    });
    let remove = number.prop_map(|number| OutageChange::Remove(OutageId(Uuid::from_u128(number))));
    prop_oneof![4 => put, 1 => remove]
}

fn days(rollup: &ServiceRollup) -> Vec<(Interval, LostTimes)> {
    rollup.days().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_rollup_that_followed_changes_is_one_built_from_nothing(
        histories in prop::collection::vec(any_history(), 2),
        rounds in prop::collection::vec(prop::collection::vec(any_change(), 1..4), 1..6),
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
        for changes in rounds {
            match changes.as_slice() {
                [OutageChange::Put(fact)] => {
                    let known = rollups.register().get(fact.outage);
                    prop_assert_eq!(rollups.put(*fact), known);
                }
                [OutageChange::Remove(outage)] => {
                    let known = rollups.register().get(*outage);
                    prop_assert_eq!(rollups.remove(*outage), known);
                }
                _ => rollups.change(changes),
            }
            for (number, history) in (0..).zip(&histories) {
                let anew = ServiceRollup::new(history.end_to_end(), ZONE, rollups.register());
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
            }
            let components: Vec<_> = rollup.end_to_end().components().into_iter().collect();
            let facts = register.touching(&components, ticks(0, 48 * STRETCH));
            check(history, register, &facts, whole, as_of);
        }
        rollups.remove_service(service(0));
        prop_assert!(rollups.service(service(0)).is_none());
    }
}
