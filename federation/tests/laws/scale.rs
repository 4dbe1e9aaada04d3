//! Size: a year of many outages, and many suppliers failing at the same second.

use std::collections::BTreeMap;

use federation::agreement::AttributionPolicy;
use federation::evaluation::{Assessment, OutageFact, Part, Question, assess};
use federation::incident::Effect;
use federation::time::{Calendar, IntervalSet, PeriodSpec};
use federation::topology::{Gate, Node};
use federation::vocabulary::{Loss, Rational};

use crate::scene::{component, fact, gate_of, loss, supplier, ticks, weighted_terms};

/// Each component belongs to the supplier of the same number, modulo `suppliers`.
fn assess_all(
    tree: &Node,
    facts: &[OutageFact],
    suppliers: u128,
    (period, hours): (federation::time::Interval, IntervalSet),
) -> Assessment {
    let terms = weighted_terms(Some("99.9"));
    let components = tree.components().into_iter();
    let owners: BTreeMap<_, _> = components
        .map(|c| (c, supplier(c.0.as_u128() % suppliers)))
        .collect();
    assess(&Question {
        period,
        as_of: None,
        parts: vec![Part {
            interval: period,
            terms: &terms,
            hours,
            excluded: IntervalSet::new(),
        }],
        topology: vec![(period, tree)],
        owners: &owners,
        outages: facts,
        policies: AttributionPolicy::ALL,
    })
}

#[track_caller]
fn check_sums(assessment: &Assessment) {
    for policy in &AttributionPolicy::ALL[..3] {
        let shares = &assessment.shares[policy];
        assert!(shares.uncounted_seconds.is_zero());
        assert_eq!(
            shares.total_seconds(),
            assessment.figure.downtime_seconds,
            "{policy}"
        );
    }
}

#[test]
fn a_year_of_a_hundred_thousand_outages() {
    let period = PeriodSpec::Year { year: 2026 }.interval(chrono_tz::Europe::Berlin);
    let hours = Calendar::around_the_clock(chrono_tz::Europe::Berlin).hours(period);
    let year = period.seconds();
    let mut seed = 1u64;
    let mut random = |below: i64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) % below as u64) as i64
    };
    let start = period.start.unix_seconds();
    let mut facts: Vec<OutageFact> = Vec::new();
    for number in 0..100_000 {
        let from = start + random(year);
        let until = from + 60 + random(3_600);
        let effect = Effect::Lost(if random(10) == 0 {
            loss("0.5")
        } else {
            Loss::FULL
        });
        facts.push(fact(number, random(100) as u128, from, until, effect));
    }
    let groups = (0..25u128).map(|group| gate_of(Gate::Parallel, group * 4..group * 4 + 4));
    let tree = Node::Gate {
        gate: Gate::Serial,
        children: groups.collect(),
    };
    let assessment = assess_all(&tree, &facts, 20, (period, hours));
    check_sums(&assessment);
    assert_eq!(assessment.outages.len(), facts.len());
}

#[track_caller]
fn check_forty_at_once(tree: &Node, losses: impl Fn(u128) -> Loss, expect_seconds: Rational) {
    let facts = (0..40).map(|c| fact(c, c, 0, 10, Effect::Lost(losses(c))));
    let facts: Vec<OutageFact> = facts.collect();
    let span = ticks(0, 10);
    let assessment = assess_all(tree, &facts, 40, (span, span.into()));
    check_sums(&assessment);
    assert_eq!(assessment.figure.downtime_seconds, expect_seconds);
}

#[test]
fn forty_suppliers_at_the_same_second() {
    let full = |_| Loss::FULL;
    check_forty_at_once(&gate_of(Gate::Serial, 0..40), full, Rational::whole(10));
    check_forty_at_once(&gate_of(Gate::Parallel, 0..40), full, Rational::whole(10));
    check_forty_at_once(&gate_of(Gate::KOfN(20), 0..40), full, Rational::whole(10));
    let rising = |c: u128| Loss::from_billionths(25_000_000 * (c as u32 + 1)).expect("a loss");
    check_forty_at_once(&gate_of(Gate::Serial, 0..40), rising, Rational::whole(10));
    check_forty_at_once(&gate_of(Gate::KOfN(20), 0..40), rising, Rational::whole(5));
    let pairs = (0..20u128).map(|pair| gate_of(Gate::Parallel, [pair, pair + 20]));
    let pairs = Node::Gate {
        gate: Gate::KOfN(8),
        children: pairs.collect(),
    };
    check_forty_at_once(&pairs, full, Rational::whole(10));
    assert_eq!(
        component(39),
        *pairs.components().last().expect("forty components")
    );
}

/// Sixty suppliers, each in several of sixty gates with no order in it: nobody counts that, so the
/// time is split equally and said to be uncounted. It still sums.
#[test]
fn what_is_too_entangled_is_split_equally_and_said_so() {
    let gates =
        (0..60u128).map(|at| gate_of(Gate::KOfN(3), [at, at * at % 61, at * 7 % 59, at * 31 % 53]));
    let tree = Node::Gate {
        gate: Gate::KOfN(41),
        children: gates.collect(),
    };
    let facts = (0..61).map(|c| fact(c, c, 0, 10, Effect::Lost(Loss::FULL)));
    let facts: Vec<OutageFact> = facts.collect();
    let assessment = assess_all(&tree, &facts, 61, (ticks(0, 10), ticks(0, 10).into()));
    let shares = &assessment.shares[&AttributionPolicy::Shapley];
    assert_eq!(shares.total_seconds(), Rational::whole(10));
    assert_eq!(shares.uncounted_seconds, Rational::whole(10));
    let players = Rational::whole(tree.components().len());
    let part = Rational::whole(10)
        .checked_div(&players)
        .expect("suppliers");
    assert!(shares.by_supplier.values().all(|share| *share == part));
}
