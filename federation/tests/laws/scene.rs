//! Scenes for the laws: small services with outages on a clock of a few dozen ticks.

use std::collections::BTreeMap;
use std::ops::Range;

use federation::agreement::{
    AttributionPolicy, DegradationRule, ExclusionWindow, Exclusions, MaintenanceTerms,
    MissingDataRule, Target, Terms,
};
use federation::evaluation::{Assessment, Part, Question, assess};
use federation::incident::{Effect, OutageFact};
use federation::time::{Instant, Interval, IntervalSet};
use federation::topology::{Gate, Node};
use federation::vocabulary::{ComponentId, Loss, OrganizationId, OutageId};
use proptest::prelude::*;
use uuid::Uuid;

/// Everything that happens in a scene.
pub(crate) const CLOCK: Range<i64> = 0..96;
/// The period of a scene: ticks before and after it are outside.
pub(crate) const PERIOD: Range<i64> = 8..40;
pub(crate) const COMPONENTS: u128 = 6;
pub(crate) const SUPPLIERS: u128 = 4;

#[derive(Clone, Debug)]
pub(crate) struct Scene {
    /// The trees in force, apart from each other.
    pub(crate) trees: Vec<(Range<i64>, Node)>,
    /// The agreement versions in force, apart from each other and in time order.
    pub(crate) versions: Vec<(Range<i64>, Terms)>,
    /// The agreed hours: in any order, with overlaps.
    pub(crate) hours: Vec<Interval>,
    /// The planned maintenance.
    pub(crate) windows: Vec<ExclusionWindow>,
    /// The stretches that each have a cap on maintenance of their own.
    pub(crate) months: [Range<i64>; 2],
    pub(crate) facts: Vec<OutageFact>,
    pub(crate) owners: BTreeMap<ComponentId, OrganizationId>,
    pub(crate) as_of: Option<Instant>,
}

impl Scene {
    pub(crate) fn assess(&self) -> Assessment {
        self.assess_within(ticks(PERIOD.start, PERIOD.end))
    }

    pub(crate) fn assess_within(&self, period: Interval) -> Assessment {
        let version = |((during, terms), exclusions): (&'_ (Range<i64>, Terms), Exclusions)| {
            (ticks(during.start, during.end), terms.clone(), exclusions)
        };
        let versions = self.versions.iter().zip(self.exclusions()).map(version);
        let versions: Vec<_> = versions.collect();
        let trees = self.trees.iter();
        assess(&Question {
            period,
            as_of: self.as_of,
            parts: versions
                .iter()
                .map(|(interval, terms, exclusions)| Part {
                    interval: *interval,
                    terms,
                    hours: self.agreed(*interval),
                    excluded: exclusions.excluded.clone(),
                })
                .collect(),
            topology: trees
                .map(|(during, tree)| (ticks(during.start, during.end), tree))
                .collect(),
            owners: &self.owners,
            outages: &self.facts,
            policies: AttributionPolicy::ALL,
        })
    }

    fn agreed(&self, during: Interval) -> IntervalSet {
        self.hours
            .iter()
            .copied()
            .collect::<IntervalSet>()
            .clip(during)
    }

    /// What each agreement version excludes.
    pub(crate) fn exclusions(&self) -> Vec<Exclusions> {
        let months = self
            .months
            .clone()
            .map(|month| ticks(month.start, month.end));
        let versions = self.versions.iter().map(|(during, terms)| {
            let agreed = self.agreed(ticks(during.start, during.end));
            terms.maintenance.map_or_else(Exclusions::default, |terms| {
                terms.exclude(&self.windows, &agreed, &months)
            })
        });
        versions.collect()
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

pub(crate) fn any_fact() -> impl Strategy<Value = OutageFact> {
    let effect = (any_loss(), 0..6u8).prop_map(|(loss, sort)| match sort {
        0 => Effect::Unknown,
        _ => Effect::Lost(loss),
    });
    // A seventh component is outside every tree.
    let length = prop_oneof![6 => 0..12i64, 1 => 12..48i64];
    (0..=COMPONENTS, 0..48i64, length, 0..8u8, effect).prop_map(
        |(of, start, length, open, effect)| OutageFact {
            end: (open != 0).then(|| tick(start + length)),
            ..fact(0, of, start, start, effect)
        },
    )
}

/// Numbered in the order drawn. Now and then nothing at all is known.
pub(crate) fn any_facts() -> impl Strategy<Value = Vec<OutageFact>> {
    let silence = (0..COMPONENTS).map(|of| fact(of, of, 0, 48, Effect::Unknown));
    let usual = prop::collection::vec(any_fact(), 0..10).prop_map(|mut facts| {
        for (fact, number) in facts.iter_mut().zip(0..) {
            fact.outage = OutageId(Uuid::from_u128(number));
        }
        facts
    });
    prop_oneof![30 => usual, 1 => Just(silence.collect::<Vec<_>>())]
}

pub(crate) fn any_set() -> impl Strategy<Value = IntervalSet> {
    any_stretches().prop_map(|stretches| stretches.into_iter().collect())
}

fn any_stretches() -> impl Strategy<Value = Vec<Interval>> {
    let stretch = (0..48i64, 0..20i64).prop_map(|(start, length)| ticks(start, start + length));
    prop::collection::vec(stretch, 0..4)
}

fn any_window() -> impl Strategy<Value = ExclusionWindow> {
    let notice = prop::option::weighted(0.9, 0..20i64);
    (0..44i64, 0..14i64, prop::bool::weighted(0.8), notice).prop_map(
        |(start, length, approved, notice)| ExclusionWindow {
            interval: ticks(start, start + length),
            approved,
            notified_at: notice.map(|seconds| tick(start - seconds)),
        },
    )
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let maintenance = (0..12i64, prop::option::weighted(0.7, 0..8i64));
    (
        prop::sample::select(DegradationRule::ALL),
        prop::sample::select(MissingDataRule::ALL),
        prop::sample::select(vec![
            None,
            Some("50"),
            Some("75.5"),
            Some("90"),
            Some("99.9"),
        ]),
        prop::option::weighted(0.8, maintenance),
    )
        .prop_map(|(degradation, missing_data, target, maintenance)| Terms {
            degradation,
            missing_data,
            maintenance: maintenance.map(|(notice_seconds, cap_seconds_per_month)| {
                MaintenanceTerms {
                    notice_seconds,
                    cap_seconds_per_month,
                }
            }),
            ..weighted_terms(target)
        })
}

/// One of these throughout or from some time on, or one after another, with or without a gap.
fn one_or_two<T: Clone + std::fmt::Debug>(
    any: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Vec<(Range<i64>, T)>> {
    let from = prop_oneof![4 => Just(0), 1 => 1..16i64];
    let change = prop::option::weighted(0.4, (4..44i64, 0..6i64, any.clone()));
    (from, any, change).prop_map(|(from, first, change)| match change {
        None => vec![(from..CLOCK.end, first)],
        Some((length, gap, second)) => {
            let end = from + length;
            vec![(from..end, first), (end + gap..CLOCK.end, second)]
        }
    })
}

pub(crate) fn any_scene() -> impl Strategy<Value = Scene> {
    let owner = prop::option::weighted(0.9, 0..SUPPLIERS);
    let owners = prop::collection::vec(owner, COMPONENTS as usize);
    let as_of = prop::option::of(0..48i64);
    (
        (
            one_or_two(any_tree().boxed()),
            one_or_two(any_terms().boxed()),
        ),
        any_facts(),
        owners,
        (
            any_stretches(),
            prop::bool::weighted(0.9),
            prop::collection::vec(any_window(), 0..4),
        ),
        (12..36i64, as_of),
    )
        .prop_map(
            |(
                (trees, versions),
                facts,
                owners,
                (mut hours, usual, windows),
                (month_end, as_of),
            )| {
                hours.extend(usual.then_some(ticks(12, 28)));
                let owners = (0..COMPONENTS).zip(owners);
                let owned = owners.filter_map(|(c, s)| Some((component(c), supplier(s?))));
                Scene {
                    trees,
                    versions,
                    hours,
                    windows,
                    months: [0..month_end, month_end..CLOCK.end],
                    facts,
                    owners: owned.collect(),
                    as_of: as_of.map(tick),
                }
            },
        )
}
