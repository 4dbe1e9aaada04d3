//! What one component lost over time, kept as sorted stretches that change only where a change is.

use std::collections::{BTreeMap, BinaryHeap, btree_map};
use std::ops::Bound;
use std::slice;

use super::{Effect, OutageFact};
use crate::time::{Instant, Interval};
use crate::vocabulary::Loss;

/// The most stretches of a block.
const BLOCK_MAX: usize = 32;

/// A stretch in which a component went through the same, and not through nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LossStretch {
    /// The stretch.
    pub interval: Interval,
    /// The largest loss recorded for it; none when all that is recorded is unknown time.
    pub loss: Loss,
    /// Whether unknown time is recorded for it, whatever else is.
    pub unknown: bool,
}

/// The stretches of one component in time order, apart from each other; those that touch differ.
#[derive(Clone, Debug, Default)]
pub struct LossHistory {
    /// By the start of the first stretch of each block; no block is empty.
    blocks: BTreeMap<Instant, Vec<LossStretch>>,
}

/// Reads stretches in time order.
#[derive(Clone, Debug)]
pub struct LossReader<'a> {
    block: slice::Iter<'a, LossStretch>,
    /// The start of the block that is read, to find the next one by when it is wanted.
    start: Instant,
    rest: Option<btree_map::Range<'a, Instant, Vec<LossStretch>>>,
    history: &'a LossHistory,
}

impl<'a> Iterator for LossReader<'a> {
    type Item = &'a LossStretch;

    #[inline]
    fn next(&mut self) -> Option<&'a LossStretch> {
        let next = self.block.next();
        match next {
            Some(_) => next,
            None => self.next_block(),
        }
    }
}

impl<'a> LossReader<'a> {
    fn next_block(&mut self) -> Option<&'a LossStretch> {
        let later = (Bound::Excluded(self.start), Bound::Unbounded);
        let (history, rest) = (self.history, &mut self.rest);
        let rest = rest.get_or_insert_with(|| history.blocks.range(later));
        self.block = rest.next()?.1.iter();
        self.block.next()
    }
}

impl LossHistory {
    /// The history that outages sorted by start make.
    pub(super) fn of_sorted(facts: &[OutageFact]) -> Self {
        let mut history = Self::default();
        history.store(&stretches_of(
            facts,
            Interval::new(Instant::MIN, Instant::MAX),
        ));
        history
    }

    /// Whether nothing was lost at any time.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The stretches that end after `from`, in time order and not cut.
    #[must_use]
    pub fn reader(&self, from: Instant) -> LossReader<'_> {
        let first = self.blocks.range(..=from).next_back();
        let (start, block) =
            first.map_or((Instant::MIN, &[][..]), |(start, block)| (*start, block));
        let past = block.partition_point(|stretch| stretch.interval.end <= from);
        LossReader {
            block: block[past..].iter(),
            start,
            rest: None,
            history: self,
        }
    }

    /// The stretches that share a second with `span`, in time order and not cut.
    pub fn touching(&self, span: Interval) -> impl Iterator<Item = &LossStretch> {
        self.reader(span.start)
            .take_while(move |stretch| stretch.interval.start < span.end)
    }

    /// Whether the second `at` lies in a stretch.
    pub(super) fn holds(&self, at: Instant) -> bool {
        let block = self.blocks.range(..=at).next_back();
        block.is_some_and(|(_, block)| block.iter().any(|stretch| stretch.interval.contains(at)))
    }

    /// The start of the stretches that lead up to `at` without a gap; `at` itself when none does.
    pub(super) fn reach_back(&self, at: Instant) -> Instant {
        let before = self.blocks.range(..at).rev();
        let stretches = before.flat_map(|(_, block)| block.iter().rev());
        let mut start = at;
        for stretch in stretches.skip_while(|stretch| stretch.interval.start >= at) {
            if stretch.interval.end < start {
                break;
            }
            start = stretch.interval.start;
        }
        start
    }

    /// Puts what `facts`, sorted by start, make of `span` in the place of what was there.
    pub(super) fn replace(&mut self, span: Interval, facts: &[OutageFact]) {
        if span.is_empty() {
            return;
        }
        // The block before too: its last stretch may go on with what begins the span.
        let first = self.blocks.range(..span.start).next_back();
        let first = first.map_or(span.start, |(start, _)| *start);
        let mut before = Vec::new();
        let mut stretches = Vec::new();
        let mut after = Vec::new();
        while let Some(start) = self.blocks.range(first..=span.end).next().map(|(s, _)| *s) {
            for old in self.blocks.remove(&start).into_iter().flatten() {
                let LossStretch { interval, .. } = old;
                let left = Interval::new(interval.start, interval.end.min(span.start));
                let right = Interval::new(interval.start.max(span.end), interval.end);
                before.extend((!left.is_empty()).then_some(LossStretch {
                    interval: left,
                    ..old
                }));
                after.extend((!right.is_empty()).then_some(LossStretch {
                    interval: right,
                    ..old
                }));
            }
        }
        let all = before
            .into_iter()
            .chain(stretches_of(facts, span))
            .chain(after);
        all.for_each(|stretch| write(&mut stretches, stretch));
        self.store(&stretches);
    }

    /// Stores sorted stretches where there are none, in blocks of like size.
    fn store(&mut self, stretches: &[LossStretch]) {
        let blocks = stretches.len().div_ceil(BLOCK_MAX).max(1);
        for block in stretches.chunks(stretches.len().div_ceil(blocks).max(1)) {
            self.blocks.insert(block[0].interval.start, block.to_vec());
        }
    }
}

/// What outages sorted by start make of `span`.
fn stretches_of(facts: &[OutageFact], span: Interval) -> Vec<LossStretch> {
    let mut stretches = Vec::with_capacity(facts.len());
    let mut open = Open::default();
    let mut now = span.start;
    for fact in facts {
        if let Some(interval) = fact.interval().intersect(span) {
            open.pass(&mut stretches, now, interval.start);
            now = interval.start;
            open.add(fact.effect, interval.end);
        }
    }
    open.pass(&mut stretches, now, span.end);
    stretches
}

/// What goes on at the instant that the sweep stands at.
#[derive(Default)]
struct Open {
    losses: BinaryHeap<(Loss, Instant)>,
    unknown_until: Option<Instant>,
}

impl Open {
    fn add(&mut self, effect: Effect, end: Instant) {
        match effect {
            Effect::Lost(loss) => self.losses.push((loss, end)),
            Effect::Unknown => self.unknown_until = self.unknown_until.max(Some(end)),
        }
    }

    /// Lets time pass, writing down what went on.
    fn pass(&mut self, stretches: &mut Vec<LossStretch>, mut now: Instant, until: Instant) {
        while now < until {
            while self.losses.peek().is_some_and(|(_, end)| *end <= now) {
                self.losses.pop();
            }
            let unknown_until = self.unknown_until.filter(|end| *end > now);
            let known = self.losses.peek().copied();
            let ends = known.map(|(_, end)| end).into_iter().chain(unknown_until);
            let Some(stop) = ends.min() else { return };
            let stop = stop.min(until);
            let stretch = LossStretch {
                interval: Interval::new(now, stop),
                loss: known.map_or(Loss::NONE, |(loss, _)| loss),
                unknown: unknown_until.is_some(),
            };
            write(stretches, stretch);
            now = stop;
        }
    }
}

/// Writes a stretch behind those before it, of which the last may go on with it.
fn write(stretches: &mut Vec<LossStretch>, stretch: LossStretch) {
    match stretches.last_mut() {
        _ if stretch.loss.is_none() && !stretch.unknown => {}
        Some(last)
            if last.interval.end == stretch.interval.start
                && last.loss == stretch.loss
                && last.unknown == stretch.unknown =>
        {
            last.interval.end = stretch.interval.end;
        }
        _ => stretches.push(stretch),
    }
}
