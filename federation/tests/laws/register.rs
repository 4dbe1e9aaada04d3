//! The register of outages against a plain list of them: every answer, after every change.

use std::collections::BTreeMap;

use federation::incident::{Effect, OutageFact, OutageRegister};
use federation::time::{Instant, Interval};
use federation::vocabulary::{ComponentId, Loss, OutageId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::scene::{any_loss, component, fact, tick, ticks};

/// A list that is searched from end to end.
#[derive(Default)]
struct List(BTreeMap<OutageId, OutageFact>);

impl List {
    fn touching(&self, components: &[ComponentId], span: Interval) -> Vec<OutageFact> {
        let mut found: Vec<OutageFact> = self
            .0
            .values()
            .filter(|fact| components.contains(&fact.component))
            .filter(|fact| fact.start < span.end)
            .filter(|fact| fact.end.is_none_or(|end| end > span.start))
            .copied()
            .collect();
        found.sort_by_key(|fact| (fact.start, fact.outage));
        found
    }

    /// Asks again and again for what ends no earlier than the earliest found, as a database would be.
    fn touching_with_runs(&self, components: &[ComponentId], span: Interval) -> Vec<OutageFact> {
        let mut all = Vec::new();
        for component in components {
            let mut start = span.start;
            if self.state(*component, start) != (Loss::NONE, false) {
                loop {
                    let meeting = self.0.values().filter(|fact| fact.component == *component);
                    let meeting =
                        meeting.filter(|fact| fact.end.is_none_or(|end| end > fact.start));
                    let meeting = meeting.filter(|fact| {
                        fact.start < start && fact.end.is_none_or(|end| end >= start)
                    });
                    let Some(earliest) = meeting.map(|fact| fact.start).min() else {
                        break;
                    };
                    start = earliest;
                }
            }
            all.extend(self.touching(&[*component], Interval::new(start, span.end)));
        }
        all.sort_by_key(|fact| (fact.start, fact.outage));
        all
    }

    /// The largest loss of a component at an instant, and whether unknown time is recorded then.
    fn state(&self, component: ComponentId, at: Instant) -> (Loss, bool) {
        self.state_of(component, at, |_| true)
    }

    fn state_of(
        &self,
        component: ComponentId,
        at: Instant,
        among: impl Fn(&OutageFact) -> bool,
    ) -> (Loss, bool) {
        let holds = |fact: &&OutageFact| {
            fact.component == component && fact.start <= at && fact.end.is_none_or(|end| at < end)
        };
        let mut state = (Loss::NONE, false);
        for fact in self.0.values().filter(holds).filter(|fact| among(fact)) {
            match fact.effect {
                Effect::Lost(loss) => state.0 = state.0.max(loss),
                Effect::Unknown => state.1 = true,
            }
        }
        state
    }
}

#[derive(Clone, Debug)]
enum Step {
    Put(OutageFact),
    Remove(OutageId),
}

fn outage(number: u128) -> OutageId {
    OutageId(Uuid::from_u128(number))
}

fn any_fact(numbers: u128) -> impl Strategy<Value = OutageFact> {
    let effect = (any_loss(), 0..5u8).prop_map(|(loss, sort)| match sort {
        0 => Effect::Unknown,
        _ => Effect::Lost(loss),
    });
    (0..numbers, 0..3u128, 0..40i64, 0..14i64, 0..6u8, effect).prop_map(
        |(number, of, start, length, open, effect)| OutageFact {
            end: (open != 0).then(|| tick(start + length)),
            ..fact(number, of, start, start, effect)
        },
    )
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => any_fact(12).prop_map(Step::Put),
        1 => (0..12u128).prop_map(|number| Step::Remove(outage(number))),
    ]
}

#[track_caller]
fn check(register: &OutageRegister, list: &List, span: Interval) {
    let components: Vec<ComponentId> = (0..3).map(component).collect();
    assert_eq!(register.len(), list.0.len());
    assert_eq!(
        register.touching(&components, span),
        list.touching(&components, span)
    );
    for component in components {
        assert_eq!(
            register.touching_with_runs(&[component], span),
            list.touching_with_runs(&[component], span),
            "runs before {span}"
        );
    }
}

#[track_caller]
fn check_histories(register: &OutageRegister, list: &List, at: Instant) {
    for number in 0..3 {
        let second = Interval::new(at, at.plus_seconds(1));
        let outages = register.component(component(number));
        for lasting in [false, true] {
            let history = outages.map(|own| if lasting { own.lasting() } else { own.ended() });
            let held: Vec<_> = history
                .iter()
                .flat_map(|all| all.touching(second))
                .collect();
            assert!(held.len() <= 1);
            let state = held
                .first()
                .map_or((Loss::NONE, false), |s| (s.loss, s.unknown));
            let expect = list.state_of(component(number), at, |f| f.end.is_none() == lasting);
            assert_eq!(state, expect, "component {number} at {at}");
        }
        let has_unknown = list
            .0
            .values()
            .any(|f| f.component == component(number) && f.is_unknown());
        assert_eq!(
            outages.is_some_and(|own| own.losses().has_unknown),
            has_unknown
        );
    }
}

/// Stretches are in order, hold something, and touch only where something changes.
#[track_caller]
fn check_shape(register: &OutageRegister) {
    for number in 0..3 {
        let Some(outages) = register.component(component(number)) else {
            continue;
        };
        for history in [outages.ended(), outages.lasting()] {
            let all: Vec<_> = history.reader(Instant::MIN).collect();
            assert!(all.iter().all(|s| !s.interval.is_empty()));
            assert!(all.iter().all(|s| !s.loss.is_none() || s.unknown));
            for pair in all.windows(2) {
                assert!(pair[0].interval.end <= pair[1].interval.start);
                let same = pair[0].loss == pair[1].loss && pair[0].unknown == pair[1].unknown;
                assert!(!same || pair[0].interval.end < pair[1].interval.start);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_register_answers_like_a_list(
        loaded in prop::collection::vec(any_fact(12), 0..12),
        steps in prop::collection::vec(any_step(), 0..24),
        spans in prop::collection::vec((0..45i64, 0..20i64), 3),
    ) {
        let mut list = List::default();
        list.0.extend(loaded.iter().map(|fact| (fact.outage, *fact)));
        let mut register: OutageRegister = loaded.into_iter().collect();
        for step in steps {
            match step {
                Step::Put(fact) => {
                    let earlier = list.0.insert(fact.outage, fact);
                    prop_assert_eq!(register.put(fact), earlier);
                    prop_assert_eq!(register.get(fact.outage), Some(fact));
                }
                Step::Remove(outage) => {
                    prop_assert_eq!(register.remove(outage), list.0.remove(&outage));
                    prop_assert_eq!(register.get(outage), None);
                }
            }
            for (start, length) in &spans {
                check(&register, &list, ticks(*start, start + length));
            }
        }
        check_shape(&register);
        for at in 0..60 {
            check_histories(&register, &list, tick(at));
        }
    }
}

/// Enough outages of one component for every block to split and to empty again, among them some that
/// run through everything.
#[test]
fn many_outages_of_one_component() {
    let mut seed = 7u64;
    let mut random = |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut list = List::default();
    let mut register = OutageRegister::new();
    for round in 0..24_000u64 {
        let number = u128::from(random(9_000));
        if round > 12_000 && random(3) > 0 {
            assert_eq!(
                register.remove(outage(number)),
                list.0.remove(&outage(number))
            );
        } else {
            let start = random(100_000) as i64;
            let length = match random(400) {
                0 => 200_000,
                1 => 0,
                _ => 1 + random(40) as i64,
            };
            let effect = match random(9) {
                0 => Effect::Unknown,
                1 => Effect::Lost("0.5".parse().expect("a loss")),
                _ => Effect::Lost(Loss::FULL),
            };
            let put = fact(number, 1, start, start + length, effect);
            assert_eq!(register.put(put), list.0.insert(put.outage, put));
        }
        if round % 400 == 0 {
            let start = random(100_000) as i64;
            check(&register, &list, ticks(start, start + random(500) as i64));
            check_histories(&register, &list, tick(start));
        }
    }
    check_shape(&register);
    let anew: OutageRegister = list.0.values().copied().collect();
    let stretches = |register: &OutageRegister| -> Vec<_> {
        let own = register.component(component(1)).expect("outages");
        let all = own.ended().reader(Instant::MIN);
        all.copied().collect()
    };
    assert_eq!(stretches(&register), stretches(&anew));
    let everything = ticks(0, 400_000);
    assert_eq!(
        anew.touching(&[component(1)], everything),
        register.touching(&[component(1)], everything)
    );
    let left: Vec<OutageId> = list.0.keys().copied().collect();
    for outage in left {
        assert!(register.remove(outage).is_some());
    }
    assert!(register.is_empty());
    assert!(
        register
            .component(component(1))
            .is_some_and(|own| own.ended().is_empty())
    );
}
