//! The same facts told otherwise make the same report: in another order, in more pieces, twice.

use std::collections::BTreeMap;

use federation::evaluation::{Assessment, OutageFact, OutageStanding, OutageUse};
use federation::time::{Interval, IntervalSet};
use federation::vocabulary::{ComponentId, Loss, OutageId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::scene::{PERIOD, Scene, any_scene, tick};

/// A telling of the facts: for each place in the new order the fact, where it is cut in two (in
/// ticks after its start), and whether it is told twice.
pub(crate) type Telling = Vec<(usize, Option<i64>, bool)>;

/// Some telling of this many facts.
pub(crate) fn any_telling(facts: usize) -> impl Strategy<Value = Telling> {
    let order = Just((0..facts).collect::<Vec<_>>()).prop_shuffle();
    let otherwise = prop::collection::vec((prop::option::of(1..12i64), any::<bool>()), facts);
    (order, otherwise).prop_map(|(order, otherwise)| {
        let told = order.into_iter().zip(otherwise);
        told.map(|(fact, (cut, twice))| (fact, cut, twice))
            .collect()
    })
}

/// What is told in this place of a telling: the identifier of each piece with its start and end.
/// `lasts_until` is where a fact without an end ends.
pub(crate) fn pieces(
    (number, (_, cut, twice)): (usize, &(usize, Option<i64>, bool)),
    id: OutageId,
    (start, end): (i64, Option<i64>),
    lasts_until: i64,
    tick_seconds: i64,
) -> Vec<(OutageId, i64, Option<i64>)> {
    let fresh = |piece: u128| OutageId(Uuid::from_u128(1_000_000 + number as u128 * 10 + piece));
    let cut = cut.map(|ticks| start + ticks * tick_seconds);
    let cut = cut.filter(|cut| *cut < end.unwrap_or(lasts_until));
    let mut pieces = match cut {
        None => vec![(id, start, end)],
        // The later piece comes first.
        Some(cut) => vec![(fresh(1), cut, end), (id, start, Some(cut))],
    };
    if *twice {
        let again: Vec<_> = pieces
            .iter()
            .zip(2..)
            .map(|((_, s, e), at)| (fresh(at), *s, *e))
            .collect();
        pieces.extend(again);
    }
    pieces
}

fn told(scene: &Scene, telling: &Telling) -> Scene {
    let now = scene.as_of.map_or(PERIOD.end, |now| now.unix_seconds());
    let facts = telling.iter().enumerate().flat_map(|place| {
        let fact = scene.facts[place.1.0];
        let during = (
            fact.start.unix_seconds(),
            fact.end.map(|end| end.unix_seconds()),
        );
        let pieces = pieces(place, fact.outage, during, now.min(PERIOD.end), 1);
        pieces
            .into_iter()
            .map(move |(outage, start, end)| OutageFact {
                outage,
                start: tick(start),
                end: end.map(tick),
                ..fact
            })
    });
    Scene {
        facts: facts.collect(),
        ..scene.clone()
    }
}

/// Why things were lost, without the names of outages: by component and loss, the seconds.
pub(crate) fn causes(assessment: &Assessment) -> BTreeMap<(ComponentId, Loss), IntervalSet> {
    let mut seconds: BTreeMap<(ComponentId, Loss), Vec<Interval>> = BTreeMap::new();
    for downtime in &assessment.downtimes {
        for cause in assessment.causes(downtime.interval) {
            seconds
                .entry((cause.component, cause.loss))
                .or_default()
                .push(cause.interval);
        }
    }
    seconds
        .into_iter()
        .map(|(what, all)| (what, all.into_iter().collect()))
        .collect()
}

/// All that an assessment says without naming outages.
pub(crate) fn check_same(one: &Assessment, other: &Assessment) -> Result<(), TestCaseError> {
    prop_assert_eq!(one.period, other.period);
    prop_assert_eq!(&one.service_time, &other.service_time);
    prop_assert_eq!(&one.figure, &other.figure);
    prop_assert_eq!(&one.bounds, &other.bounds);
    prop_assert_eq!(&one.unknown, &other.unknown);
    prop_assert_eq!(&one.promise, &other.promise);
    prop_assert_eq!(one.verdict, other.verdict);
    prop_assert_eq!(&one.to_date, &other.to_date);
    prop_assert_eq!(one.breach_certain_at, other.breach_certain_at);
    prop_assert_eq!(&one.strict, &other.strict);
    prop_assert_eq!(&one.shares, &other.shares);
    prop_assert_eq!(&one.downtimes, &other.downtimes);
    prop_assert_eq!(causes(one), causes(other));
    Ok(())
}

fn by_identifier(assessment: &Assessment) -> BTreeMap<OutageId, OutageUse> {
    assessment
        .outages
        .iter()
        .map(|used| (used.outage, *used))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn facts_told_otherwise_make_the_same_assessment(
        (scene, telling) in any_scene().prop_flat_map(|scene| {
            let facts = scene.facts.len();
            (Just(scene), any_telling(facts))
        })
    ) {
        let told = told(&scene, &telling);
        check_same(&scene.assess(), &told.assess())?;
    }

    /// Nor does the order change what becomes of any outage.
    #[test]
    fn the_order_of_facts_does_not_matter(
        (scene, facts) in any_scene().prop_flat_map(|scene| {
            let facts = Just(scene.facts.clone()).prop_shuffle();
            (Just(scene), facts)
        })
    ) {
        let (one, other) = (scene.assess(), Scene { facts, ..scene }.assess());
        check_same(&one, &other)?;
        prop_assert_eq!(by_identifier(&one), by_identifier(&other));
    }

    /// What two touching pieces count for is what the whole counted for.
    #[test]
    fn an_outage_in_two_pieces_counts_as_the_whole(scene in any_scene(), at in 0..10usize, cut in 1..12i64) {
        prop_assume!(at < scene.facts.len());
        let telling: Telling = (0..scene.facts.len()).map(|fact| (fact, (fact == at).then_some(cut), false)).collect();
        let told = told(&scene, &telling);
        let (whole, parts) = (scene.assess(), told.assess());
        let uses: Vec<&OutageUse> = parts.outages.iter().filter(|used| {
            used.outage == scene.facts[at].outage || used.outage.0.as_u128() >= 1_000_000
        }).collect();
        let used = whole.outages[at];
        let sum = |seconds: fn(&OutageUse) -> i64| uses.iter().map(|used| seconds(used)).sum::<i64>();
        prop_assert_eq!(sum(|used| used.agreed_seconds), used.agreed_seconds);
        prop_assert_eq!(sum(|used| used.excluded_seconds), used.excluded_seconds);
        prop_assert_eq!(sum(|used| used.counted_seconds), used.counted_seconds);
        let counted = |used: &OutageUse| used.standing == OutageStanding::Counted;
        prop_assert_eq!(uses.iter().any(|used| counted(used)), counted(&used));
    }
}
