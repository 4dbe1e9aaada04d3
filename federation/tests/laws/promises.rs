//! The laws of promises: what is required is enough and not too much, more promise is never worse,
//! and the worst report is the worst of all.

use std::collections::BTreeMap;

use federation::agreement::Target;
use federation::agreement::alignment::{
    AlignmentFinding, AlignmentStatus, RequiredPromises, TimeCommitment, WorstDue,
};
use federation::time::{Calendar, Instant, Interval, WeeklyWindow};
use federation::topology::PercentBounds;
use federation::vocabulary::{Ratio, Rational};
use proptest::prelude::*;

use crate::scene::{any_tree, component};
use crate::underpinned_world::{SLA, World, at, office, promise};

fn millionths(parts: u32) -> Ratio {
    Ratio::new(Rational::new(parts, 100_000_000)).expect("a ratio")
}

fn step_less(promise: &Ratio) -> Option<Ratio> {
    Ratio::new(promise.fraction().clone() - Rational::new(1, 100_000_000)).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is required of one or of all is enough, in a nested tree too, and a millionth of a
    /// percent less is not.
    #[test]
    fn what_is_required_in_a_tree_is_enough_and_not_too_much(
        tree in any_tree(),
        promised in prop::collection::vec(90_000_000..=100_000_000u32, 6),
        wanted in 80_000_000..=100_000_000u32,
    ) {
        let target = Target::from_fraction(Rational::new(wanted, 100_000_000)).expect("a target");
        let promises: BTreeMap<_, _> = (0..).map(component).zip(promised.into_iter().map(millionths)).collect();
        let required = RequiredPromises::of(&target, &tree, &promises).expect("a small tree");
        let worst = |promises: &BTreeMap<_, _>| target.is_met_by(&PercentBounds::of(&tree, promises).worst);
        let product = |promises: &BTreeMap<_, _>| {
            let product = PercentBounds::of(&tree, promises).independent;
            product.is_some_and(|product| target.is_met_by(&product))
        };
        let judges: [&dyn Fn(&BTreeMap<_, _>) -> bool; 2] = [&worst, &product];
        let alike = |promise: &Ratio| tree.components().into_iter().map(|id| (id, promise.clone())).collect();
        let of_all = [required.of_all.worst, required.of_all.product];
        for (meets, promise) in judges.iter().zip(of_all) {
            let promise = promise.expect("all that is always up is up");
            prop_assert!(meets(&alike(&promise)));
            if let Some(less) = step_less(&promise) {
                prop_assert!(!meets(&alike(&less)));
            }
        }
        for (id, required) in required.by_component {
            let with = |promise: Ratio| {
                let mut promises = promises.clone();
                promises.insert(id, promise);
                promises
            };
            for (meets, promise) in judges.iter().zip([required.worst, required.product]) {
                let Some(promise) = promise else {
                    prop_assert!(!meets(&with(Ratio::whole())));
                    continue;
                };
                prop_assert!(meets(&with(promise.clone())));
                if let Some(less) = step_less(&promise) {
                    prop_assert!(!meets(&with(less)));
                }
            }
        }
    }

    /// Promising more, whatever it is, never makes it worse.
    #[test]
    fn more_promise_never_worsens_the_status(
        promised in prop::collection::vec((0..8u32, 1..6i64, 0..4i64), 2),
        more in (0..2usize, 0..4u32, 0..3i64, 0..2i64),
        wanted in 0..10u32,
    ) {
        let percent = |tenths: u32| format!("{}.{}", 99 + tenths / 10, tenths % 10);
        let terms = |of: &(u32, i64, i64)| promise(&percent(of.0.min(10)), Some(of.1 * 60), Some(of.2 * 5));
        let report = |promised: &[(u32, i64, i64)]| {
            World::new(&[1, 3])
                .with(SLA, promise(&percent(wanted), Some(240), None))
                .with(101, terms(&promised[0]))
                .with(103, terms(&promised[1]))
                .office_hours(103)
                .report()
        };
        let mut better = promised.clone();
        let (which, availability, resolution, ack) = more;
        better[which].0 += availability;
        better[which].1 = (better[which].1 - resolution).max(0);
        better[which].2 = (better[which].2 - ack).max(0);
        let (before, after) = (report(&promised), report(&better));
        prop_assert!(after.status <= before.status, "{:?}", after.findings);
        prop_assert!(after.findings.len() <= before.findings.len());
        for report in [before, after] {
            let worst = report.findings.iter().map(AlignmentFinding::status).max();
            prop_assert_eq!(report.status, worst.unwrap_or(AlignmentStatus::Aligned));
        }
    }

    /// No second of the span is worse than the one that was found, and that one is as it says:
    /// every second is tried, through the calendars themselves.
    #[test]
    fn no_report_is_due_later_than_the_worst(
        start in 0..604_800i64, customer in (0..2usize, 0..100_000i64),
        chain in prop::collection::vec((0..3usize, 0..60_000i64), 0..4),
    ) {
        let night = Calendar {
            weekly: Some(vec![WeeklyWindow::new([chrono::Weekday::Sun, chrono::Weekday::Tue], "22:00", "02:00").expect("a window")]),
            ..office()
        };
        let calendars = [Calendar::around_the_clock(chrono_tz::UTC), office(), night];
        let commitment = |(calendar, target_seconds): (usize, i64)| TimeCommitment { calendar: &calendars[calendar], target_seconds };
        // The week in which the clock is put forward.
        let from = at("2026-03-24T00:00:00Z").plus_seconds(start);
        let span = Interval::new(from, from.plus_seconds(600));
        let customer = commitment(customer);
        let chain: Vec<_> = chain.into_iter().map(commitment).collect();
        let late = |report: Instant| {
            let due = chain.iter().try_fold(report, |at, step| step.due_at(at)).expect("due");
            due.unix_seconds() - customer.due_at(report).expect("due").unix_seconds()
        };
        let worst = WorstDue::of(span, &customer, &chain).expect("a span");
        prop_assert_eq!(worst.late_seconds, Some(late(worst.reported_at)));
        let tried = (0..600).map(|second| late(from.plus_seconds(second))).max();
        prop_assert_eq!(worst.late_seconds, tried);
    }
}

/// A hundred components in every sort of gate are worked out, and one more is not.
#[test]
fn what_is_required_is_worked_out_for_a_hundred_components() {
    use federation::topology::{Gate, Node};

    let target = Target::from_percent("99.9").expect("a target");
    let group = |first: u128, gate| crate::scene::gate_of(gate, first..first + 25);
    let tree = |more: u128| {
        let groups = [
            group(0, Gate::Serial),
            group(25, Gate::KOfN(20)),
            group(50, Gate::KOfN(12)),
            group(75, Gate::Parallel),
        ];
        let others = (100..100 + more).map(|number| Node::Component(component(number)));
        Node::Gate {
            gate: Gate::Serial,
            children: groups.into_iter().chain(others).collect(),
        }
    };
    let promises = (0..101).map(|number| (component(number), millionths(99_990_123)));
    let promises: BTreeMap<_, _> = promises.collect();
    let required = RequiredPromises::of(&target, &tree(0), &promises).expect("a hundred");
    assert_eq!(required.by_component.len(), 100);
    assert_eq!(RequiredPromises::of(&target, &tree(1), &promises), None);
}
