//! Scenes for the laws: small services with outages on a clock of a few dozen ticks.

use std::collections::BTreeMap;

use federation::agreement::{AttributionPolicy, DegradationRule, MissingDataRule, Target, Terms};
use federation::evaluation::{Assessment, OutageFact, Part, Question, assess};
use federation::incident::Effect;
use federation::time::{Instant, Interval, IntervalSet};
use federation::topology::{Gate, Node};
use federation::vocabulary::{ComponentId, Loss, OrganizationId, OutageId};
use proptest::prelude::*;
use uuid::Uuid;

/// The period of a scene: ticks before and after it are outside.
pub(crate) const PERIOD: std::ops::Range<i64> = 8..40;
pub(crate) const COMPONENTS: u128 = 6;
pub(crate) const SUPPLIERS: u128 = 4;

#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) tree: Node,
    pub(crate) facts: Vec<OutageFact>,
    pub(crate) owners: BTreeMap<ComponentId, OrganizationId>,
    pub(crate) hours: IntervalSet,
    pub(crate) excluded: IntervalSet,
    pub(crate) terms: Terms,
    pub(crate) as_of: Option<Instant>,
}

impl Scene {
    pub(crate) fn assess(&self) -> Assessment {
        self.assess_within(ticks(PERIOD.start, PERIOD.end))
    }

    pub(crate) fn assess_within(&self, period: Interval) -> Assessment {
        assess(&Question {
            period,
            as_of: self.as_of,
            parts: vec![Part {
                interval: period,
                terms: &self.terms,
                hours: self.hours.clone(),
                excluded: self.excluded.clone(),
            }],
            topology: vec![(period, &self.tree)],
            owners: &self.owners,
            outages: &self.facts,
            policies: AttributionPolicy::ALL,
        })
    }
}

pub(crate) fn tick(at: i64) -> Instant {
    Instant::from_unix_seconds(at)
}

pub(crate) fn ticks(start: i64, end: i64) -> Interval {
    Interval::new(tick(start), tick(end))
}

pub(crate) fn component(number: u128) -> ComponentId {
    ComponentId(Uuid::from_u128(number))
}

pub(crate) fn supplier(number: u128) -> OrganizationId {
    OrganizationId(Uuid::from_u128(number))
}

pub(crate) fn loss(text: &str) -> Loss {
    text.parse().expect("a loss of the test")
}

/// A gate over components by number.
pub(crate) fn gate_of(gate: Gate, components: impl IntoIterator<Item = u128>) -> Node {
    Node::Gate {
        gate,
        children: components
            .into_iter()
            .map(|c| Node::Component(component(c)))
            .collect(),
    }
}

/// Terms that count every loss with its weight.
pub(crate) fn weighted_terms(target: Option<&str>) -> Terms {
    Terms {
        availability_target: target.map(|t| Target::from_percent(t).expect("a target")),
        degradation: DegradationRule::Weighted,
        missing_data: MissingDataRule::Indeterminate,
        ..Terms::default()
    }
}

/// An outage of a component, numbered by the caller.
pub(crate) fn fact(number: u128, of: u128, start: i64, end: i64, effect: Effect) -> OutageFact {
    OutageFact {
        outage: OutageId(Uuid::from_u128(number)),
        component: component(of),
        start: tick(start),
        end: Some(tick(end)),
        effect,
        revision: 1,
    }
}

pub(crate) fn any_tree() -> impl Strategy<Value = Node> {
    let leaf = (0..COMPONENTS).prop_map(|number| Node::Component(component(number)));
    leaf.prop_recursive(3, 14, 4, |inner| {
        (prop::collection::vec(inner, 1..5), 0..3u8, 1..5u32).prop_map(|(children, sort, k)| {
            let gate = match sort {
                0 => Gate::Serial,
                1 => Gate::Parallel,
                _ => Gate::KOfN(k.min(children.len() as u32)),
            };
            Node::Gate { gate, children }
        })
    })
}

pub(crate) fn any_loss() -> impl Strategy<Value = Loss> {
    prop::sample::select(vec!["0.25", "0.5", "0.333333333", "1", "1"]).prop_map(loss)
}

pub(crate) fn any_fact(unknown: bool) -> impl Strategy<Value = OutageFact> {
    let effect = (any_loss(), 0..6u8).prop_map(move |(loss, sort)| match sort {
        0 if unknown => Effect::Unknown,
        _ => Effect::Lost(loss),
    });
    // A seventh component is outside every tree.
    (0..=COMPONENTS, 0..48i64, 0..12i64, 0..8u8, effect).prop_map(
        |(of, start, length, open, effect)| OutageFact {
            end: (open != 0).then(|| tick(start + length)),
            ..fact(0, of, start, start, effect)
        },
    )
}

pub(crate) fn any_set() -> impl Strategy<Value = IntervalSet> {
    prop::collection::vec((0..48i64, 0..20i64), 0..4).prop_map(|all| {
        all.into_iter()
            .map(|(start, length)| ticks(start, start + length))
            .collect()
    })
}

pub(crate) fn any_scene(unknown: bool) -> impl Strategy<Value = Scene> {
    let rules = (
        prop::sample::select(DegradationRule::ALL),
        prop::sample::select(MissingDataRule::ALL),
        prop::sample::select(vec![None, Some("50"), Some("90"), Some("99.9")]),
    );
    let facts = prop::collection::vec(any_fact(unknown), 0..10);
    let owners = prop::collection::vec(0..SUPPLIERS, COMPONENTS as usize);
    let as_of = prop::option::of(0..48i64);
    (
        any_tree(),
        facts,
        owners,
        (any_set(), any_set()),
        rules,
        as_of,
    )
        .prop_map(
            |(
                tree,
                mut facts,
                owners,
                (hours, excluded),
                (degradation, missing_data, target),
                as_of,
            )| {
                for (fact, number) in facts.iter_mut().zip(0..) {
                    fact.outage = OutageId(Uuid::from_u128(number));
                }
                let owners = (0..COMPONENTS).zip(owners);
                Scene {
                    tree,
                    facts,
                    owners: owners.map(|(c, s)| (component(c), supplier(s))).collect(),
                    hours: hours.union(&ticks(12, 28).into()),
                    excluded,
                    terms: Terms {
                        degradation,
                        missing_data,
                        ..weighted_terms(target)
                    },
                    as_of: as_of.map(tick),
                }
            },
        )
}
