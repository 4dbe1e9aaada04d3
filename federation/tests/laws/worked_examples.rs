//! The worked examples of the design: April 2026 in minutes of UTC, agreed around the clock.

use std::collections::BTreeMap;

use federation::agreement::{
    AttributionPolicy, DegradationRule, ExclusionWindow, MaintenanceTerms, Terms,
};
use federation::evaluation::{
    Assessment, FigureState, OutageFact, Part, Question, Verdict, assess,
};
use federation::incident::Effect;
use federation::time::{Calendar, Instant, Interval, IntervalSet, PeriodSpec};
use federation::topology::{Condition, Gate, Node, tree_downtime};
use federation::vocabulary::{Loss, Rational};

use crate::scene::{component, fact, gate_of, loss, supplier, weighted_terms};

/// Minutes from one `dd HH:MM` of April 2026 until another, at a loss.
type Row = (u128, &'static str, &'static str, &'static str);

struct April {
    tree: Node,
    terms: Terms,
    facts: Vec<OutageFact>,
    excluded: IntervalSet,
    as_of: Option<Instant>,
}

impl April {
    fn new(tree: Node, target: Option<&str>, rows: &[Row]) -> Self {
        let facts = rows
            .iter()
            .zip(0..)
            .map(|((of, start, end, loss_text), number)| {
                let effect = match *loss_text {
                    "?" => Effect::Unknown,
                    text => Effect::Lost(loss(text)),
                };
                let (start, end) = (at(start).unix_seconds(), at(end).unix_seconds());
                fact(number, *of, start, end, effect)
            });
        Self {
            tree,
            terms: weighted_terms(target),
            facts: facts.collect(),
            excluded: IntervalSet::new(),
            as_of: None,
        }
    }

    /// With maintenance windows, all approved and announced, up to a cap in minutes.
    fn with_maintenance(mut self, cap_minutes: Option<i64>, windows: &[(&str, &str)]) -> Self {
        let terms = MaintenanceTerms {
            notice_seconds: 0,
            cap_seconds_per_month: cap_minutes.map(|minutes| minutes * 60),
        };
        let windows = windows.iter().map(|(start, end)| ExclusionWindow {
            interval: Interval::new(at(start), at(end)),
            approved: true,
            notified_at: Some(Instant::FIRST),
        });
        let windows: Vec<_> = windows.collect();
        self.excluded = terms
            .exclude(&windows, &april().into(), &[april()])
            .excluded;
        self
    }

    fn assess(&self) -> Assessment {
        let owners: BTreeMap<_, _> = (0..10).map(|n| (component(n), supplier(n))).collect();
        let calendar = Calendar::around_the_clock(chrono_tz::UTC);
        assess(&Question {
            period: april(),
            as_of: self.as_of,
            parts: vec![Part {
                interval: april(),
                terms: &self.terms,
                hours: calendar.hours(april()),
                excluded: self.excluded.clone(),
            }],
            topology: vec![(april(), &self.tree)],
            owners: &owners,
            outages: &self.facts,
            policies: AttributionPolicy::ALL,
        })
    }
}

fn april() -> Interval {
    PeriodSpec::Month {
        year: 2026,
        month: 4,
    }
    .interval(chrono_tz::UTC)
}

fn at(day_and_time: &str) -> Instant {
    let (day, time) = day_and_time.split_once(' ').expect("dd HH:MM");
    Instant::parse(&format!("2026-04-{day}T{time}:00Z")).expect("an instant of April")
}

fn single() -> Node {
    Node::Component(component(0))
}

fn minutes(value: &Rational) -> Rational {
    value.clone() * Rational::new(1, 60)
}

#[track_caller]
fn check(april: April, downtime: (i64, i64), percent: &str, verdict: Option<Verdict>) {
    let assessment = april.assess();
    let figure = assessment.figure;
    assert_eq!(
        minutes(&figure.downtime_seconds),
        Rational::new(downtime.0, downtime.1)
    );
    let availability = figure.availability.expect("a value");
    assert_eq!(availability.percent_truncated(), percent);
    assert_eq!(assessment.verdict, verdict);
}

#[test]
fn c2_exclusions() {
    let (met, breached) = (Some(Verdict::Met), Some(Verdict::Breached));
    let outage: &[Row] = &[(0, "10 05:30", "10 06:30", "1")];
    let plain = || April::new(single(), Some("99.9"), outage);
    let window = [("10 02:00", "10 06:00")];
    check(
        plain().with_maintenance(None, &window),
        (30, 1),
        "99.930167",
        met,
    );
    check(plain(), (60, 1), "99.861111", breached);
    // The exclusion leaves the denominator too: 42 of 40,320 minutes, not of 43,200.
    let flip: &[Row] = &[(0, "10 00:00", "10 00:42", "1")];
    let flip = April::new(single(), Some("99.9"), flip);
    check(
        flip.with_maintenance(None, &[("20 00:00", "22 00:00")]),
        (42, 1),
        "99.895833",
        breached,
    );
    let down: &[Row] = &[(0, "10 00:00", "10 10:00", "1")];
    let capped = April::new(single(), None, down);
    check(
        capped.with_maintenance(Some(480), &[("10 00:00", "10 10:00")]),
        (120, 1),
        "99.719101",
        None,
    );
}

/// Two suppliers overlap, a third fails alone: the union counts, and is shared out.
#[test]
fn c3_overlap() {
    let rows: &[Row] = &[
        (0, "10 10:00", "10 12:00", "1"),
        (1, "10 11:00", "10 13:00", "1"),
        (2, "20 09:00", "20 09:45", "1"),
    ];
    let april = April::new(gate_of(Gate::Serial, 0..3), None, rows);
    let assessment = april.assess();
    assert_eq!(assessment.figure.breaks, 2);
    assert_eq!(
        assessment.figure.mtrs_seconds.as_ref().map(minutes),
        Some(Rational::new(225, 2))
    );
    assert_eq!(
        assessment.figure.mtbf_seconds.as_ref().map(minutes),
        Some(Rational::new(42_975, 2))
    );
    let shares = |policy, expect: [i64; 3]| {
        let by_supplier = &assessment.shares[&policy].by_supplier;
        let given = (0..3).map(|n| minutes(&by_supplier[&supplier(n)]));
        assert_eq!(
            given.collect::<Vec<_>>(),
            expect.map(Rational::whole),
            "{policy}"
        );
    };
    shares(AttributionPolicy::Shapley, [90, 90, 45]);
    shares(AttributionPolicy::SplitEqual, [90, 90, 45]);
    shares(AttributionPolicy::FirstCause, [120, 60, 45]);
    shares(AttributionPolicy::Full, [120, 120, 45]);
    check(april, (225, 1), "99.479166", None);
}

/// Network AND (H1 OR H2) AND 2-of-3(N1, N2, N3).
#[test]
fn c4_redundancy() {
    let tree = Node::Gate {
        gate: Gate::Serial,
        children: vec![
            single(),
            gate_of(Gate::Parallel, [1, 2]),
            gate_of(Gate::KOfN(2), [3, 4, 5]),
        ],
    };
    let rows: &[Row] = &[
        (1, "05 02:00", "05 04:00", "1"),
        (2, "05 03:30", "05 05:00", "1"),
        (3, "05 08:00", "05 10:00", "1"),
        (4, "05 09:00", "05 11:00", "1"),
        (0, "05 09:30", "05 09:50", "1"),
    ];
    let april = April::new(tree, None, rows);
    let conditions = april.facts.iter().map(|fact| Condition {
        component: fact.component,
        outage: fact.outage,
        interval: Interval::new(fact.start, fact.end.expect("an end")),
        loss: Loss::FULL,
    });
    let conditions: Vec<_> = conditions.collect();
    let downtime = tree_downtime(&april.tree, &conditions, &self::april().into());
    assert_eq!(
        minutes(&downtime.all_serial.to_seconds()),
        Rational::whole(360)
    );
    assert_eq!(
        minutes(&downtime.naive_sum.to_seconds()),
        Rational::whole(470)
    );
    let of = |path: &str| {
        let node = downtime.nodes.iter().find(|node| node.path == path);
        minutes(&node.expect("a node").lost.to_seconds())
    };
    assert_eq!(
        (of("/1"), of("/2")),
        (Rational::whole(30), Rational::whole(60))
    );
    check(april, (90, 1), "99.791666", None);
}

/// `1111----` above `  ++++++`: 30 minutes whole, then 110 at a half.
#[test]
fn c5_degradation() {
    let rows: &[Row] = &[
        (0, "10 10:00", "10 10:30", "1"),
        (0, "10 10:20", "10 12:20", "0.5"),
    ];
    let by_rule = |degradation| {
        let mut april = April::new(single(), None, rows);
        april.terms.degradation = degradation;
        april
    };
    check(
        by_rule(DegradationRule::Weighted),
        (85, 1),
        "99.803240",
        None,
    );
    check(by_rule(DegradationRule::AsUp), (30, 1), "99.930555", None);
    check(
        by_rule(DegradationRule::AsDown),
        (140, 1),
        "99.675925",
        None,
    );
    let strict = by_rule(DegradationRule::AsUp).assess().strict;
    assert_eq!(strict.degraded_seconds, 110 * 60);
    assert_eq!(
        minutes(&strict.weighted.downtime_seconds),
        Rational::whole(85)
    );
    assert_eq!(minutes(&strict.as_up.downtime_seconds), Rational::whole(30));
    assert_eq!(
        minutes(&strict.as_down.downtime_seconds),
        Rational::whole(140)
    );
}

#[test]
fn c10_missing_data() {
    let rows: &[Row] = &[
        (0, "02 00:00", "02 00:20", "1"),
        (0, "09 00:00", "10 00:00", "?"),
    ];
    let assessment = April::new(single(), Some("99.9"), rows).assess();
    let bounds = &assessment.bounds;
    let percent = |value: &Option<Rational>| value.as_ref().map(Rational::percent_truncated);
    assert_eq!(percent(&bounds.lower).as_deref(), Some("96.620370"));
    assert_eq!(percent(&bounds.upper).as_deref(), Some("99.953703"));
    assert_eq!(percent(&bounds.known_only).as_deref(), Some("99.952107"));
    assert_eq!(assessment.figure.state, FigureState::Bounded);
    assert_eq!(assessment.figure.availability, None);
    assert_eq!(assessment.verdict, Some(Verdict::Indeterminate));
    let uncertain = Interval::new(at("09 00:00"), at("10 00:00"));
    assert_eq!(bounds.uncertain.as_slice(), [uncertain]);
}

#[test]
fn c10_open_period() {
    let rows: &[Row] = &[(0, "01 12:00", "01 13:00", "1")];
    let mut april = April::new(single(), Some("99.9"), rows);
    april.as_of = Some(at("03 00:00"));
    let assessment = april.assess();
    let to_date = assessment.to_date.expect("the period is open");
    let so_far = to_date.figure.availability.expect("a value");
    assert_eq!(so_far.percent_truncated(), "97.916666");
    assert_eq!(to_date.breach_certain, Some(true));
    // 43.2 minutes are allowed: the breach is certain with the second after them.
    let certain = at("01 12:43").plus_seconds(13);
    assert_eq!(assessment.breach_certain_at, Some(certain));
    check(april, (60, 1), "99.861111", Some(Verdict::Breached));
}
