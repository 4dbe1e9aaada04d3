//! Unknown time: the figure between what it could be at worst and at best.

use super::availability::availability;
use super::{Verdict, judge_bounds};
use crate::time::{Instant, Interval, IntervalSet};
use crate::topology::{Segment, Timeline};
use crate::vocabulary::{Loss, Rational};

/// What an availability is known to lie between (C10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The instants of base at which unknown time makes a difference to the service.
    pub uncertain: IntervalSet,
    /// How many seconds those are.
    pub uncertain_seconds: i64,
    /// The other seconds of base.
    pub known_seconds: i64,
    /// Downtime in seconds if unknown time was down.
    pub lower_downtime_seconds: Rational,
    /// Downtime in seconds if unknown time was up.
    pub upper_downtime_seconds: Rational,
    /// Downtime in seconds outside the uncertain instants.
    pub known_downtime_seconds: Rational,
    /// The availability if unknown time was down; `None` without service time.
    pub lower: Option<Rational>,
    /// The availability if unknown time was up; `None` without service time.
    pub upper: Option<Rational>,
    /// The availability of the known seconds alone; `None` when there are none.
    pub known_only: Option<Rational>,
}

impl Bounds {
    /// The bounds from the timeline in which unknown time is down and the one in which it is up.
    #[must_use]
    pub fn measure(lower: &Timeline<'_>, upper: &Timeline<'_>, base: &IntervalSet) -> Self {
        let uncertain = differing_seconds(lower, upper).intersect(base);
        let known = base.subtract(&uncertain);
        let (base_seconds, known_seconds) = (base.seconds(), known.seconds());
        let lower_downtime = lower.lost_within(base).to_seconds();
        let upper_downtime = upper.lost_within(base).to_seconds();
        let known_downtime = upper.lost_within(&known).to_seconds();
        Self {
            uncertain_seconds: uncertain.seconds(),
            uncertain,
            known_seconds,
            lower: availability(base_seconds, &lower_downtime),
            upper: availability(base_seconds, &upper_downtime),
            known_only: availability(known_seconds, &known_downtime),
            lower_downtime_seconds: lower_downtime,
            upper_downtime_seconds: upper_downtime,
            known_downtime_seconds: known_downtime,
        }
    }

    /// The verdict of the bounds (C10): no data when nothing is known, indeterminate when the target
    /// lies between them, `None` without a target.
    #[must_use]
    pub fn verdict(&self, target: Option<&Rational>) -> Option<Verdict> {
        let known = self.known_seconds > 0;
        let bounds = self.lower.as_ref().zip(self.upper.as_ref());
        judge_bounds(bounds.filter(|_| known), target)
    }
}

/// The seconds at which two timelines lose differently.
#[must_use]
pub fn differing_seconds(one: &Timeline<'_>, other: &Timeline<'_>) -> IntervalSet {
    let (mut left, mut right) = (Cursor::new(one.segments()), Cursor::new(other.segments()));
    let mut differing = IntervalSet::new();
    let Some(mut now) = left.next_change(None).min_some(right.next_change(None)) else {
        return differing;
    };
    loop {
        let (a, b) = (left.loss_at(now), right.loss_at(now));
        let next = left
            .next_change(Some(now))
            .min_some(right.next_change(Some(now)));
        let Some(next) = next else { return differing };
        if a != b {
            differing.append(Interval::new(now, next));
        }
        now = next;
    }
}

/// Reads segments from left to right.
struct Cursor<'s> {
    rest: &'s [Segment],
}

impl<'s> Cursor<'s> {
    fn new(rest: &'s [Segment]) -> Self {
        Self { rest }
    }

    fn loss_at(&mut self, now: Instant) -> Loss {
        while let Some((_, rest)) = self
            .rest
            .split_first()
            .filter(|(s, _)| s.interval.end <= now)
        {
            self.rest = rest;
        }
        match self.rest.first() {
            Some(segment) if segment.interval.contains(now) => segment.loss,
            _ => Loss::NONE,
        }
    }

    /// The first start or end after `now`, or the first start of all.
    fn next_change(&self, now: Option<Instant>) -> Option<Instant> {
        let segment = self.rest.first()?;
        match now {
            Some(now) if segment.interval.start <= now => Some(segment.interval.end),
            _ => Some(segment.interval.start),
        }
    }
}

/// The smaller of two values that may be missing.
trait MinSome {
    fn min_some(self, other: Self) -> Self;
}

impl MinSome for Option<Instant> {
    fn min_some(self, other: Self) -> Self {
        self.into_iter().chain(other).min()
    }
}
