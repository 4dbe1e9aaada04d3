//! The laws of sets of seconds: measures add up, and every set is in its one normal form.

use federation::time::{Instant, Interval, IntervalSet};
use proptest::prelude::*;

use crate::scene::{tick, ticks};

/// Wide enough that intervals touch, nest, repeat and miss each other; on both sides of 1970.
const SPAN: std::ops::Range<i64> = -30..30;

fn any_interval() -> impl Strategy<Value = Interval> {
    // Empty ones and such as end before they start are none.
    (SPAN, -2..14i64).prop_map(|(start, length)| ticks(start, start + length))
}

fn any_set() -> impl Strategy<Value = IntervalSet> {
    prop::collection::vec(any_interval(), 0..9)
        .prop_map(|intervals| intervals.into_iter().collect())
}

/// Sorted, no interval empty, none touching the next.
fn is_normal(set: &IntervalSet) -> bool {
    let intervals = set.as_slice();
    intervals
        .iter()
        .all(|interval| interval.start < interval.end)
        && intervals.windows(2).all(|two| two[0].end < two[1].start)
}

fn everything() -> IntervalSet {
    ticks(SPAN.start - 20, SPAN.end + 20).into()
}

fn complement(set: &IntervalSet) -> IntervalSet {
    everything().subtract(set)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn measures_add_up(a in any_set(), b in any_set(), span in any_interval(), wanted in -3..80i64) {
        let (either, both) = (a.union(&b), a.intersect(&b));
        prop_assert_eq!(either.seconds() + both.seconds(), a.seconds() + b.seconds());
        prop_assert_eq!(a.subtract(&b).seconds() + both.seconds(), a.seconds());
        prop_assert_eq!(a.subtract(&b).seconds() + b.seconds(), either.seconds());
        prop_assert_eq!(complement(&a).seconds() + a.seconds(), everything().seconds());
        prop_assert_eq!(a.clip(span).seconds() + a.subtract(&span.into()).seconds(), a.seconds());
        prop_assert_eq!(a.seconds_within(span), a.clip(span).seconds());
        prop_assert_eq!(a.take_first(wanted).seconds(), wanted.clamp(0, a.seconds()));
        let one_by_one = SPAN.start - 20..SPAN.end + 20;
        prop_assert_eq!(a.seconds(), one_by_one.filter(|at| a.contains(tick(*at))).count() as i64);
    }

    #[test]
    fn sets_are_an_algebra(a in any_set(), b in any_set(), c in any_set()) {
        prop_assert_eq!(a.union(&b), b.union(&a));
        prop_assert_eq!(a.intersect(&b), b.intersect(&a));
        prop_assert_eq!(a.union(&b).union(&c), a.union(&b.union(&c)));
        prop_assert_eq!(a.intersect(&b).intersect(&c), a.intersect(&b.intersect(&c)));
        prop_assert_eq!(a.intersect(&b.union(&c)), a.intersect(&b).union(&a.intersect(&c)));
        prop_assert_eq!(a.union(&b.intersect(&c)), a.union(&b).intersect(&a.union(&c)));
        prop_assert_eq!(a.union(&a.intersect(&b)), a.clone());
        prop_assert_eq!(a.intersect(&a.union(&b)), a.clone());
        prop_assert_eq!(a.subtract(&b).subtract(&c), a.subtract(&b.union(&c)));
        prop_assert_eq!(a.subtract(&a), IntervalSet::new());
        prop_assert_eq!(a.subtract(&IntervalSet::new()), a);
    }

    #[test]
    fn a_complement_is_what_is_left(a in any_set(), b in any_set()) {
        prop_assert_eq!(complement(&complement(&a)), a.clone());
        prop_assert_eq!(a.union(&complement(&a)), everything());
        prop_assert!(a.intersect(&complement(&a)).is_empty());
        prop_assert_eq!(a.subtract(&b), a.intersect(&complement(&b)));
        prop_assert_eq!(complement(&a.union(&b)), complement(&a).intersect(&complement(&b)));
        prop_assert_eq!(complement(&a.intersect(&b)), complement(&a).union(&complement(&b)));
    }

    #[test]
    fn a_clip_is_an_intersection(a in any_set(), b in any_set(), span in any_interval(), inner in any_interval()) {
        prop_assert_eq!(a.clip(span), a.intersect(&span.into()));
        prop_assert_eq!(a.clip(span).clip(inner), a.clip(inner).clip(span));
        prop_assert_eq!(a.union(&b).clip(span), a.clip(span).union(&b.clip(span)));
        prop_assert_eq!(a.subtract(&b).clip(span), a.clip(span).subtract(&b));
        prop_assert_eq!(a.pieces_within(span).collect::<IntervalSet>(), a.clip(span));
    }

    #[test]
    fn the_first_seconds_come_before_the_others(a in any_set(), wanted in -3..80i64) {
        let first = a.take_first(wanted);
        let rest = a.subtract(&first);
        prop_assert_eq!(first.union(&rest), a);
        let end: Option<Instant> = first.as_slice().last().map(|last| last.end);
        prop_assert!(rest.iter().all(|interval| end.is_none_or(|end| end <= interval.start)));
    }

    /// However a set came about. What is appended may come in any order.
    #[test]
    fn a_set_is_always_normal(
        intervals in prop::collection::vec(any_interval(), 0..9), b in any_set(), span in any_interval(), wanted in -3..80i64
    ) {
        let a: IntervalSet = intervals.iter().copied().collect();
        let mut appended = IntervalSet::new();
        for interval in &intervals {
            appended.append(*interval);
            prop_assert!(is_normal(&appended));
        }
        prop_assert_eq!(&appended, &a);
        let cut = [a.clip(span), a.take_first(wanted), span.into()];
        let made = [a.union(&b), a.intersect(&b), a.subtract(&b), b.subtract(&a), complement(&a), a];
        prop_assert!(made.iter().chain(&cut).all(is_normal));
    }
}
