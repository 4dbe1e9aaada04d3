//! One period under several agreement versions, trees and rules: what pools, and what joins.

use std::collections::BTreeMap;

use federation::agreement::{AttributionPolicy, DegradationRule, MissingDataRule, Terms};
use federation::evaluation::{
    Assessment, FigureState, OutageFact, OutageStanding, Part, Question, Verdict, assess,
};
use federation::incident::Effect;
use federation::time::{Instant, IntervalSet};
use federation::topology::{Gate, Node};
use federation::vocabulary::{ComponentId, Loss, OrganizationId, Rational};

use crate::scene::{component, fact, gate_of, loss, supplier, tick, ticks, weighted_terms};

/// A part of the drawn period with its terms.
type DrawnPart = (std::ops::Range<i64>, Terms);

struct Drawn {
    parts: Vec<DrawnPart>,
    trees: Vec<(std::ops::Range<i64>, Node)>,
    facts: Vec<OutageFact>,
    excluded: IntervalSet,
    as_of: Option<Instant>,
    owners: BTreeMap<ComponentId, OrganizationId>,
}

impl Drawn {
    /// Component 0 alone, through parts: `#` is an outage, `+` half of one, `?` unknown, `.` up.
    fn new(parts: Vec<DrawnPart>, timeline: &str) -> Self {
        let length = timeline.len() as i64;
        let mut facts: Vec<OutageFact> = Vec::new();
        for (at, mark) in (0i64..).zip(timeline.chars()) {
            let effect = match mark {
                '#' => Effect::Lost(Loss::FULL),
                '+' => Effect::Lost(loss("0.5")),
                '?' => Effect::Unknown,
                _ => continue,
            };
            match facts.last_mut() {
                Some(last) if last.end == Some(tick(at)) && last.effect == effect => {
                    last.end = Some(tick(at + 1));
                }
                _ => facts.push(fact(facts.len() as u128, 0, at, at + 1, effect)),
            }
        }
        Self {
            parts,
            trees: vec![(0..length, Node::Component(component(0)))],
            facts,
            excluded: IntervalSet::new(),
            as_of: None,
            owners: (0..4).map(|n| (component(n), supplier(n))).collect(),
        }
    }

    fn assess(&self) -> Assessment {
        let end = self
            .trees
            .iter()
            .map(|(during, _)| during.end)
            .max()
            .unwrap_or(0);
        let part =
            |(during, terms): &'_ DrawnPart| (ticks(during.start, during.end), terms.clone());
        let parts: Vec<_> = self.parts.iter().map(part).collect();
        assess(&Question {
            period: ticks(0, end),
            as_of: self.as_of,
            parts: parts
                .iter()
                .map(|(interval, terms)| Part {
                    interval: *interval,
                    terms,
                    hours: ticks(0, end).into(),
                    excluded: self.excluded.clone(),
                })
                .collect(),
            topology: self
                .trees
                .iter()
                .map(|(d, tree)| (ticks(d.start, d.end), tree))
                .collect(),
            owners: &self.owners,
            outages: &self.facts,
            policies: AttributionPolicy::ALL,
        })
    }
}

fn target(percent: &str) -> Terms {
    weighted_terms(Some(percent))
}

fn degraded(degradation: DegradationRule) -> Terms {
    Terms {
        degradation,
        ..weighted_terms(Some("50"))
    }
}

fn missing(missing_data: MissingDataRule) -> Terms {
    Terms {
        missing_data,
        ..weighted_terms(Some("50"))
    }
}

#[track_caller]
fn check_promise(
    parts: Vec<DrawnPart>,
    timeline: &str,
    required: Option<(i64, i64)>,
    verdict: Option<Verdict>,
) {
    let assessment = Drawn::new(parts, timeline).assess();
    let promised = assessment.promise.and_then(|promise| promise.required);
    assert_eq!(
        promised,
        required.map(|(n, d)| Rational::new(n, d)),
        "{timeline}"
    );
    assert_eq!(assessment.verdict, verdict, "{timeline}");
}

#[test]
fn targets_pool_over_their_service_time() {
    use Verdict::{Breached, Met};
    // 4 ticks at 50 % and 6 at 100 %: (2 + 6) / 10.
    let two = || vec![(0..4, target("50")), (4..10, target("100"))];
    check_promise(two(), "##........", Some((4, 5)), Some(Met));
    check_promise(two(), "......##..", Some((4, 5)), Some(Met));
    check_promise(two(), "##......#.", Some((4, 5)), Some(Breached));
    // Where nothing is promised, nothing is judged; where there is no agreement, nothing counts.
    let report_only = vec![(0..4, target("100")), (4..10, weighted_terms(None))];
    check_promise(report_only, "....######", Some((1, 1)), Some(Met));
    let gap = vec![(0..2, target("50")), (8..10, target("50"))];
    check_promise(gap, "..######..", Some((1, 2)), Some(Met));
    check_promise(vec![(0..9, weighted_terms(None))], "#########", None, None);
    check_promise(vec![], "#########", None, None);
}

#[test]
fn nothing_left_to_judge_is_no_data() {
    let mut drawn = Drawn::new(vec![(0..4, target("50"))], "##..");
    drawn.excluded = ticks(0, 4).into();
    let assessment = drawn.assess();
    assert_eq!(assessment.figure.state, FigureState::NoServiceTime);
    assert_eq!(assessment.verdict, Some(Verdict::NoData));
    assert_eq!(assessment.figure.availability, None);
}

#[track_caller]
fn check_breaks(parts: Vec<DrawnPart>, timeline: &str, breaks: u64, downtime: (i64, i64)) {
    let figure = Drawn::new(parts, timeline).assess().figure;
    assert_eq!(figure.breaks, breaks, "{timeline}");
    assert_eq!(
        figure.downtime_seconds,
        Rational::new(downtime.0, downtime.1),
        "{timeline}"
    );
}

#[test]
fn runs_join_across_parts() {
    use DegradationRule::{AsDown, AsUp, Weighted};
    let parts = |a, b| vec![(0..4, degraded(a)), (4..8, degraded(b))];
    check_breaks(parts(Weighted, AsDown), "..####..", 1, (4, 1));
    check_breaks(parts(Weighted, AsDown), "..++++..", 1, (3, 1));
    check_breaks(parts(AsUp, AsDown), "..++++..", 1, (2, 1));
    check_breaks(parts(AsDown, AsUp), ".+++++#.", 2, (4, 1));
    // Without agreement in between there is no downtime, but still one run on the clock.
    let gap = vec![(0..3, degraded(Weighted)), (5..8, degraded(Weighted))];
    check_breaks(gap, "..####..", 1, (2, 1));
}

#[track_caller]
fn check_missing(
    rule: MissingDataRule,
    timeline: &str,
    (state, verdict): (FigureState, Verdict),
    (lower, upper): ((i64, i64), (i64, i64)),
) {
    let assessment = Drawn::new(vec![(0..8, missing(rule))], timeline).assess();
    let unknown = timeline.chars().filter(|mark| *mark == '?').count() as i64;
    assert_eq!(assessment.figure.state, state, "{rule} {timeline}");
    assert_eq!(assessment.verdict, Some(verdict), "{rule} {timeline}");
    assert_eq!(
        assessment.bounds.lower,
        Some(Rational::new(lower.0, lower.1))
    );
    assert_eq!(
        assessment.bounds.upper,
        Some(Rational::new(upper.0, upper.1))
    );
    assert_eq!(assessment.unknown.seconds(), unknown);
    let exact = state == FigureState::Ok;
    assert_eq!(
        assessment.figure.availability,
        assessment.bounds.lower.filter(|_| exact)
    );
    let shared = assessment.shares[&AttributionPolicy::Shapley].total_seconds();
    assert_eq!(shared, assessment.figure.downtime_seconds);
}

#[test]
fn unknown_time_by_each_rule() {
    use FigureState::{Bounded, NoData, Ok};
    use MissingDataRule::{CountAsDown, CountAsFailure, Indeterminate};
    use Verdict::{Breached, Met};
    let open = Verdict::Indeterminate;
    check_missing(Indeterminate, "??......", (Bounded, Met), ((3, 4), (1, 1)));
    check_missing(Indeterminate, "###??...", (Bounded, open), ((3, 8), (5, 8)));
    check_missing(
        Indeterminate,
        "#####??.",
        (Bounded, Breached),
        ((1, 8), (3, 8)),
    );
    check_missing(
        Indeterminate,
        "????????",
        (NoData, Verdict::NoData),
        ((0, 1), (1, 1)),
    );
    check_missing(Indeterminate, "###.....", (Ok, Met), ((5, 8), (5, 8)));
    check_missing(CountAsDown, "###??...", (Ok, Breached), ((3, 8), (3, 8)));
    check_missing(CountAsDown, "????????", (Ok, Breached), ((0, 1), (0, 1)));
    check_missing(
        CountAsFailure,
        "??......",
        (Bounded, Breached),
        ((3, 4), (1, 1)),
    );
    check_missing(CountAsFailure, "###.....", (Ok, Met), ((5, 8), (5, 8)));
}

#[test]
fn a_period_spans_two_trees() {
    let mut drawn = Drawn::new(vec![(0..8, target("99"))], "");
    drawn.trees = vec![
        (0..4, gate_of(Gate::Serial, [0, 1])),
        (4..8, gate_of(Gate::Parallel, [0, 1])),
    ];
    drawn.facts = vec![
        fact(7, 0, 2, 6, Effect::Lost(Loss::FULL)),
        fact(8, 1, 5, 7, Effect::Lost(Loss::FULL)),
    ];
    let assessment = drawn.assess();
    // Down in 2..4 by component 0 alone, and in 5..6 by both: two breaks.
    assert_eq!(assessment.figure.downtime_seconds, Rational::whole(3));
    assert_eq!(assessment.figure.breaks, 2);
    let shapley = &assessment.shares[&AttributionPolicy::Shapley].by_supplier;
    assert_eq!(shapley[&supplier(0)], Rational::new(5, 2));
    assert_eq!(shapley[&supplier(1)], Rational::new(1, 2));
    // Component 0 has been failing since before the tree changed.
    let first = &assessment.shares[&AttributionPolicy::FirstCause].by_supplier;
    assert_eq!(first[&supplier(0)], Rational::whole(3));
}

/// Component 1 failed first and would matter beside component 2 alone, but its supplier never does:
/// the other supplier's component 0 is down whenever component 2 is.
#[test]
fn the_first_cause_is_a_relevant_supplier() {
    let mut drawn = Drawn::new(vec![(0..8, target("99"))], "");
    let pair = gate_of(Gate::Parallel, [1, 2]);
    drawn.trees = vec![(
        0..8,
        Node::Gate {
            gate: Gate::Serial,
            children: vec![Node::Component(component(0)), pair],
        },
    )];
    let full = Effect::Lost(Loss::FULL);
    drawn.facts = vec![
        fact(1, 1, 0, 8, full),
        fact(2, 0, 4, 8, full),
        fact(3, 2, 5, 8, full),
    ];
    drawn.owners = BTreeMap::from([
        (component(0), supplier(0)),
        (component(1), supplier(1)),
        (component(2), supplier(0)),
    ]);
    let assessment = drawn.assess();
    for policy in AttributionPolicy::ALL {
        let shares = &assessment.shares[policy].by_supplier;
        assert_eq!(shares[&supplier(0)], Rational::whole(4), "{policy}");
        assert_eq!(shares[&supplier(1)], Rational::zero(), "{policy}");
    }
}

#[test]
fn every_outage_has_a_standing() {
    use DegradationRule::AsUp;
    let mut drawn = Drawn::new(vec![(0..20, degraded(AsUp))], "");
    drawn.trees = vec![(0..40, gate_of(Gate::Parallel, [0, 1]))];
    drawn.excluded = ticks(16, 20).into();
    let full = Effect::Lost(Loss::FULL);
    drawn.facts = vec![
        fact(0, 3, 0, 4, full),
        fact(1, 0, 50, 60, full),
        fact(2, 0, 24, 30, full),
        fact(3, 0, 17, 19, full),
        fact(4, 0, 2, 6, full),
        fact(5, 1, 4, 9, full),
        fact(6, 0, 8, 9, Effect::Lost(loss("0.5"))),
        fact(7, 1, 12, 14, full),
        fact(8, 0, 10, 11, Effect::Unknown),
    ];
    let assessment = drawn.assess();
    let standings: Vec<_> = assessment
        .outages
        .iter()
        .map(|o| (o.standing, o.counted_seconds))
        .collect();
    use OutageStanding as Standing;
    let expect = [
        (Standing::NotInTopology, 0),
        (Standing::OutsidePeriod, 0),
        (Standing::OutsideServiceTime, 0),
        (Standing::Excluded, 0),
        (Standing::Counted, 2),
        (Standing::Counted, 2),
        (Standing::CountedAsUp, 0),
        (Standing::WithoutEffect, 0),
        (Standing::Unknown, 0),
    ];
    assert_eq!(standings, expect);
}

#[test]
fn an_outage_that_lasts_runs_until_now() {
    let mut drawn = Drawn::new(vec![(0..10, target("60"))], "..........");
    drawn.facts = vec![OutageFact {
        end: None,
        ..fact(0, 0, 4, 4, Effect::Lost(Loss::FULL))
    }];
    assert_eq!(drawn.assess().figure.downtime_seconds, Rational::whole(6));
    drawn.as_of = Some(tick(7));
    let assessment = drawn.assess();
    assert_eq!(assessment.figure.downtime_seconds, Rational::whole(3));
    assert_eq!(assessment.breach_certain_at, None);
    let to_date = assessment.to_date.expect("the period is open");
    assert_eq!(to_date.figure.availability, Some(Rational::new(4, 7)));
    assert_eq!(to_date.breach_certain, Some(false));
    drawn.as_of = Some(tick(9));
    assert_eq!(drawn.assess().breach_certain_at, Some(tick(9)));
    drawn.as_of = Some(tick(2));
    assert_eq!(drawn.assess().figure.downtime_seconds, Rational::zero());
}
