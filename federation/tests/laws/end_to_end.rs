//! The sweep over the register against the assessment, which composes the same through other code.

use std::collections::BTreeMap;

use federation::agreement::{AttributionPolicy, DegradationRule, MissingDataRule, Terms};
use federation::evaluation::{Assessment, EndToEnd, OutageFact, Part, Question, assess};
use federation::incident::OutageRegister;
use federation::time::{Instant, Interval, IntervalSet};
use federation::topology::Node;
use proptest::prelude::*;

use crate::scene::{Scene, any_scene, any_set, any_tree, tick, ticks, weighted_terms};

/// One service over 48 ticks: agreement versions and trees that follow each other, with gaps.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) span: Interval,
    pub(crate) versions: Vec<(Interval, Terms, IntervalSet, IntervalSet)>,
    pub(crate) trees: Vec<(Interval, Node)>,
    pub(crate) facts: Vec<OutageFact>,
}

impl History {
    fn parts(&self, span: Interval) -> Vec<Part<'_>> {
        let versions = self.versions.iter();
        let parts = versions.filter_map(|(interval, terms, hours, excluded)| {
            Some(Part {
                interval: interval.intersect(span)?,
                terms,
                hours: hours.clone(),
                excluded: excluded.clone(),
            })
        });
        parts.collect()
    }

    fn trees(&self) -> Vec<(Interval, &Node)> {
        let trees = self.trees.iter();
        trees.map(|(interval, tree)| (*interval, tree)).collect()
    }

    fn assess(&self, facts: &[OutageFact], period: Interval, as_of: Option<Instant>) -> Assessment {
        assess(&Question {
            period,
            as_of,
            parts: self.parts(period),
            topology: self.trees(),
            owners: &BTreeMap::new(),
            outages: facts,
            policies: AttributionPolicy::ALL,
        })
    }

    pub(crate) fn end_to_end(&self) -> EndToEnd {
        EndToEnd::new(self.span, &self.parts(self.span), &self.trees())
    }

    /// The same with ticks of so many seconds.
    pub(crate) fn stretched(self, tick_seconds: i64) -> Self {
        let at = |at: Instant| tick(at.unix_seconds() * tick_seconds);
        let interval = |span: Interval| Interval::new(at(span.start), at(span.end));
        let set = |set: IntervalSet| -> IntervalSet { set.iter().map(interval).collect() };
        let versions = self.versions.into_iter();
        let facts = self.facts.into_iter();
        Self {
            span: interval(self.span),
            versions: versions
                .map(|(span, terms, hours, excluded)| {
                    (interval(span), terms, set(hours), set(excluded))
                })
                .collect(),
            trees: self
                .trees
                .into_iter()
                .map(|(span, tree)| (interval(span), tree))
                .collect(),
            facts: facts
                .map(|fact| OutageFact {
                    start: at(fact.start),
                    end: fact.end.map(at),
                    ..fact
                })
                .collect(),
        }
    }
}

/// Stretches that follow each other between drawn instants, every other one perhaps left out.
fn stretches<T>(cuts: &[i64], items: Vec<(T, bool)>) -> Vec<(Interval, T)> {
    let mut cuts = cuts.to_vec();
    cuts.sort_unstable();
    let ends = cuts.iter().copied().chain([48]);
    let starts = [0].into_iter().chain(cuts.iter().copied());
    let stretches = starts.zip(ends).zip(items);
    stretches
        .filter(|((start, end), (_, kept))| start < end && *kept)
        .map(|((start, end), (item, _))| (ticks(start, end), item))
        .collect()
}

fn any_terms() -> impl Strategy<Value = Terms> {
    (
        prop::sample::select(DegradationRule::ALL),
        prop::sample::select(MissingDataRule::ALL),
        prop::sample::select(vec![None, Some("50"), Some("90"), Some("99.9")]),
    )
        .prop_map(|(degradation, missing_data, target)| Terms {
            degradation,
            missing_data,
            ..weighted_terms(target)
        })
}

pub(crate) fn any_history() -> impl Strategy<Value = History> {
    let kept = || prop::bool::weighted(0.85);
    let version = (any_terms(), any_set(), any_set(), any_set());
    (
        prop::collection::vec(0..48i64, 2),
        prop::collection::vec((version, kept()), 3),
        prop::collection::vec(0..48i64, 2),
        prop::collection::vec((any_tree(), kept()), 3),
        any_scene(true),
    )
        .prop_map(|(cuts, versions, tree_cuts, trees, scene)| {
            let Scene { facts, .. } = scene;
            let versions = stretches(&cuts, versions).into_iter();
            let versions = versions.map(|(interval, (terms, hours, more, excluded))| {
                (interval, terms, hours.union(&more), excluded)
            });
            History {
                span: ticks(0, 48),
                versions: versions.collect(),
                trees: stretches(&tree_cuts, trees),
                facts,
            }
        })
}

#[track_caller]
pub(crate) fn check(
    history: &History,
    register: &OutageRegister,
    facts: &[OutageFact],
    span: Interval,
    as_of: Option<Instant>,
) {
    let judged = history.end_to_end().judged_within(register, span, as_of);
    let lost = history.end_to_end().lost_within(register, span, as_of);
    assert_eq!(judged.lost, lost);
    let assessed = history.assess(facts, span, as_of);
    let (figure, bounds) = (&assessed.figure, &assessed.bounds);
    assert_eq!(lost.base_seconds, figure.base_seconds);
    assert_eq!(lost.counted.to_seconds(), figure.downtime_seconds);
    assert_eq!(lost.counted.to_seconds(), bounds.upper_downtime_seconds);
    assert_eq!(lost.worst.to_seconds(), bounds.lower_downtime_seconds);
    assert_eq!(lost.uncertain_seconds, bounds.uncertain_seconds);
    assert_eq!(lost.availability(), figure.availability);
    assert_eq!(lost.state(), figure.state);
    assert_eq!(
        (lost.lower(), lost.upper()),
        (bounds.lower.clone(), bounds.upper.clone())
    );
    assert_eq!(judged.verdict, assessed.verdict);
    let required = assessed.promise.and_then(|promise| promise.required);
    assert_eq!(judged.required, required);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_sweep_says_what_the_assessment_says(
        history in any_history(),
        from in 0..48i64, length in 1..48i64, as_of in prop::option::of(0..52i64),
    ) {
        let register: OutageRegister = history.facts.iter().copied().collect();
        let facts = &history.facts;
        let as_of = as_of.map(tick);
        check(&history, &register, facts, ticks(0, 48), as_of);
        check(&history, &register, facts, ticks(from, (from + length).min(48)), as_of);
    }
}
