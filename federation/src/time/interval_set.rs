//! The algebra of sets of seconds: every operation is one linear merge.

use super::{Instant, Interval};

/// A set of seconds: sorted, non-empty, disjoint intervals that do not touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntervalSet(Vec<Interval>);

impl IntervalSet {
    /// The set without a second.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The seconds in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.iter().peekable(), other.iter().peekable());
        let mut set = Self(Vec::with_capacity(self.0.len() + other.0.len()));
        loop {
            let next = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) if a.start <= b.start => left.next(),
                (_, Some(_)) => right.next(),
                (_, None) => left.next(),
            };
            match next {
                Some(interval) => set.append(interval),
                None => return set,
            }
        }
    }

    /// The seconds in both sets.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let (mut i, mut j) = (0, 0);
        let mut set = Vec::new();
        while let (Some(a), Some(b)) = (self.0.get(i), other.0.get(j)) {
            set.extend(a.intersect(*b));
            if a.end <= b.end {
                i += 1;
            } else {
                j += 1;
            }
        }
        Self(set)
    }

    /// The seconds of this set that the other lacks.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        let mut set = Vec::new();
        let mut j = 0;
        for whole in &self.0 {
            let mut from = whole.start;
            while other.0.get(j).is_some_and(|cut| cut.end <= from) {
                j += 1;
            }
            let mut k = j;
            while let Some(cut) = other.0.get(k).filter(|cut| cut.start < whole.end) {
                if from < cut.start {
                    set.push(Interval::new(from, cut.start));
                }
                from = cut.end;
                k += 1;
            }
            if from < whole.end {
                set.push(Interval::new(from, whole.end));
            }
            // The last cut may reach into the next interval, so it is looked at again.
            j = k.saturating_sub(1).max(j);
        }
        Self(set)
    }

    /// The seconds of this set inside `span`.
    #[must_use]
    pub fn clip(&self, span: Interval) -> Self {
        Self(self.pieces_within(span).collect())
    }

    /// The first `seconds` of the set in time order; all of it when it has fewer.
    #[must_use]
    pub fn take_first(&self, seconds: i64) -> Self {
        let mut left = seconds;
        let mut set = Vec::new();
        for interval in &self.0 {
            if left <= 0 {
                break;
            }
            let taken = interval.seconds().min(left);
            set.push(Interval::new(
                interval.start,
                interval.start.plus_seconds(taken),
            ));
            left -= taken;
        }
        Self(set)
    }

    /// Its size in seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.0.iter().map(|interval| interval.seconds()).sum()
    }

    /// How many of its seconds lie inside `span`.
    #[must_use]
    pub fn seconds_within(&self, span: Interval) -> i64 {
        self.pieces_within(span).map(Interval::seconds).sum()
    }

    /// Its parts inside `span`, in time order, found by binary search.
    pub fn pieces_within(&self, span: Interval) -> impl Iterator<Item = Interval> + '_ {
        let first = self
            .0
            .partition_point(|interval| interval.end <= span.start);
        self.0[first..]
            .iter()
            .map_while(move |interval| interval.intersect(span))
    }

    /// Its intervals in time order.
    pub fn iter(&self) -> impl Iterator<Item = Interval> + '_ {
        self.0.iter().copied()
    }

    /// Its intervals in time order, as a slice.
    #[must_use]
    pub fn as_slice(&self) -> &[Interval] {
        &self.0
    }

    /// How many separate intervals it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no second.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the second `at` is in the set.
    #[must_use]
    pub fn contains(&self, at: Instant) -> bool {
        let next = self.0.partition_point(|interval| interval.end <= at);
        self.0
            .get(next)
            .is_some_and(|interval| interval.contains(at))
    }

    /// Adds an interval that starts no earlier than any before it; merges it with the last one when
    /// they touch. An earlier one is still added, at the cost of sorting anew.
    pub fn append(&mut self, interval: Interval) {
        if interval.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if interval.start < last.start => {
                *self = self.iter().chain([interval]).collect();
            }
            Some(last) if interval.start <= last.end => last.end = last.end.max(interval.end),
            _ => self.0.push(interval),
        }
    }
}

impl FromIterator<Interval> for IntervalSet {
    /// The union of any intervals, in any order, empty ones included.
    fn from_iter<I: IntoIterator<Item = Interval>>(intervals: I) -> Self {
        let mut intervals: Vec<Interval> = intervals.into_iter().collect();
        intervals.sort_unstable();
        let mut set = Self(Vec::with_capacity(intervals.len()));
        for interval in intervals {
            set.append(interval);
        }
        set
    }
}

impl From<Interval> for IntervalSet {
    fn from(interval: Interval) -> Self {
        [interval].into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Instant, Interval, IntervalSet};

    const SPAN: i64 = 40;

    /// Draws a timeline: `##..#` is the seconds 0, 1 and 4.
    fn drawn(text: &str) -> IntervalSet {
        text.char_indices()
            .filter(|(_, c)| *c == '#')
            .map(|(at, _)| second(at as i64))
            .collect()
    }

    fn drawing(set: &IntervalSet, length: usize) -> String {
        (0..length)
            .map(
                |at| match set.contains(Instant::from_unix_seconds(at as i64)) {
                    true => '#',
                    false => '.',
                },
            )
            .collect()
    }

    fn second(at: i64) -> Interval {
        span(at, at + 1)
    }

    fn span(start: i64, end: i64) -> Interval {
        Interval::new(
            Instant::from_unix_seconds(start),
            Instant::from_unix_seconds(end),
        )
    }

    #[track_caller]
    fn check(
        operation: impl Fn(&IntervalSet, &IntervalSet) -> IntervalSet,
        a: &str,
        b: &str,
        expect: &str,
    ) {
        assert_eq!(drawing(&operation(&drawn(a), &drawn(b)), a.len()), expect);
    }

    #[test]
    fn the_algebra_in_pictures() {
        check(IntervalSet::union, "##..#.", ".##...", "###.#.");
        check(IntervalSet::union, "##....", "..##..", "####..");
        check(IntervalSet::intersect, "####.#", ".##.##", ".##..#");
        check(IntervalSet::intersect, "##....", "..##..", "......");
        check(IntervalSet::subtract, "######", ".#..#.", "#.##.#");
        check(IntervalSet::subtract, "##.###", ".###..", "#...##");
        check(IntervalSet::subtract, "......", "######", "......");
    }

    #[test]
    fn the_first_seconds_are_taken_in_time_order() {
        assert_eq!(drawing(&drawn("##.##.").take_first(3), 6), "##.#..");
        assert_eq!(drawing(&drawn("##.##.").take_first(9), 6), "##.##.");
        assert!(drawn("##").take_first(0).is_empty());
        assert!(drawn("##").take_first(-1).is_empty());
    }

    #[test]
    fn touching_intervals_are_one_and_empty_ones_are_none() {
        let set: IntervalSet = [span(4, 6), span(3, 3), span(2, 4), span(9, 8)]
            .into_iter()
            .collect();
        assert_eq!(set.as_slice(), [span(2, 6)]);
    }

    #[test]
    fn appending_out_of_order_still_makes_a_set() {
        let mut set = IntervalSet::from(span(5, 9));
        set.append(span(1, 6));
        assert_eq!(set.as_slice(), [span(1, 9)]);
    }

    fn any_intervals() -> impl Strategy<Value = Vec<Interval>> {
        prop::collection::vec((0..SPAN, 0..12i64), 0..8)
            .prop_map(|all| all.into_iter().map(|(s, l)| span(s, s + l)).collect())
    }

    fn bitmap(intervals: &[Interval]) -> Vec<bool> {
        (0..SPAN + 12)
            .map(|at| {
                let covers =
                    |i: &Interval| i.start.unix_seconds() <= at && at < i.end.unix_seconds();
                intervals.iter().any(covers)
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn every_operation_equals_the_bitmap(
            a in any_intervals(), b in any_intervals(), from in 0..SPAN, length in 0..SPAN
        ) {
            let (left, right) = (bitmap(&a), bitmap(&b));
            let (x, y): (IntervalSet, IntervalSet) =
                (a.into_iter().collect(), b.into_iter().collect());
            let window = span(from, from + length);
            let sets = [
                (x.union(&y), left.iter().zip(&right).map(|(l, r)| *l || *r).collect::<Vec<_>>()),
                (x.intersect(&y), left.iter().zip(&right).map(|(l, r)| *l && *r).collect()),
                (x.subtract(&y), left.iter().zip(&right).map(|(l, r)| *l && !*r).collect()),
                (x.clip(window), left.iter().zip(0i64..)
                    .map(|(l, at)| *l && from <= at && at < from + length).collect()),
            ];
            for (set, expect) in sets {
                let drawn: Vec<bool> = (0..SPAN + 12)
                    .map(|at| set.contains(Instant::from_unix_seconds(at)))
                    .collect();
                prop_assert_eq!(&drawn, &expect);
                prop_assert_eq!(set.seconds(), expect.iter().filter(|in_it| **in_it).count() as i64);
                prop_assert!(set.iter().all(|i| !i.is_empty()));
                prop_assert!(set.as_slice().windows(2).all(|w| w[0].end < w[1].start));
            }
            prop_assert_eq!(x.seconds_within(window), x.clip(window).seconds());
        }

        #[test]
        fn measures_add_up_and_de_morgan_holds(a in any_intervals(), b in any_intervals()) {
            let (a, b): (IntervalSet, IntervalSet) =
                (a.into_iter().collect(), b.into_iter().collect());
            prop_assert_eq!(
                a.union(&b).seconds() + a.intersect(&b).seconds(),
                a.seconds() + b.seconds()
            );
            let whole = IntervalSet::from(span(0, SPAN + 12));
            prop_assert_eq!(
                whole.subtract(&a.union(&b)),
                whole.subtract(&a).intersect(&whole.subtract(&b))
            );
            prop_assert_eq!(
                whole.subtract(&a.intersect(&b)),
                whole.subtract(&a).union(&whole.subtract(&b))
            );
        }
    }
}
