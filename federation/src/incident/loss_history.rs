//! What one component lost over time, kept as sorted stretches that change only where a change is.

use std::collections::BinaryHeap;
use std::ops::Range;
use std::slice;

use super::{Effect, OutageFact};
use crate::time::{Instant, Interval};
use crate::vocabulary::Loss;

/// The most stretches of a block.
const BLOCK_MAX: usize = 16;

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
    /// The start of the first stretch of each block: side by side, so that a search stays in the
    /// processor's caches however many stretches there are.
    starts: Vec<Instant>,
    /// In time order; no block is empty.
    blocks: Vec<Vec<LossStretch>>,
}

/// Stretches in time order and apart from each other, wherever they stand.
#[derive(Clone, Copy, Debug)]
pub enum Stretches<'a> {
    /// Those of a history.
    Kept(&'a LossHistory),
    /// Some that were taken out of one.
    Taken(&'a [LossStretch]),
}

/// What a component went through: what its ended outages took, and what those without an end take.
#[derive(Clone, Copy, Debug, Default)]
pub struct ComponentLosses<'a> {
    /// The losses of the outages that are over.
    pub ended: Stretches<'a>,
    /// The losses of the outages without an end, which run on for ever.
    pub lasting: Stretches<'a>,
    /// Whether any of it can be unknown time.
    pub has_unknown: bool,
}

impl Default for Stretches<'_> {
    fn default() -> Self {
        Self::Taken(&[])
    }
}

impl<'a> Stretches<'a> {
    /// Those that end after `from`, in time order and not cut.
    #[must_use]
    pub fn reader(self, from: Instant) -> LossReader<'a> {
        match self {
            Self::Kept(history) => history.reader(from),
            Self::Taken(stretches) => {
                let past = stretches.partition_point(|stretch| stretch.interval.end <= from);
                LossReader {
                    block: stretches[past..].iter(),
                    rest: [].iter(),
                }
            }
        }
    }
}

/// Reads stretches in time order.
#[derive(Clone, Debug)]
pub struct LossReader<'a> {
    block: slice::Iter<'a, LossStretch>,
    rest: slice::Iter<'a, Vec<LossStretch>>,
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
        self.block = self.rest.next()?.iter();
        self.block.next()
    }
}

impl LossHistory {
    /// The history that outages sorted by start make.
    pub(super) fn of_sorted(facts: &[OutageFact]) -> Self {
        let mut history = Self::default();
        let all = Interval::new(Instant::MIN, Instant::MAX);
        history.store(0..0, &stretches_of(facts, all));
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
        let mut rest = self.blocks[self.block_before(from)..].iter();
        let mut block = rest.next().map_or(&[][..], Vec::as_slice);
        // One after the other: what comes next is on its way to the processor already.
        while let [stretch, later @ ..] = block
            && stretch.interval.end <= from
        {
            block = later;
        }
        LossReader {
            block: block.iter(),
            rest,
        }
    }

    /// The number of the last block that begins no later than `at`; of the first when none does.
    fn block_before(&self, at: Instant) -> usize {
        let begun = self.starts.partition_point(|start| *start <= at);
        begun.saturating_sub(1)
    }

    /// The stretches that share a second with `span`, in time order and not cut.
    pub fn touching(&self, span: Interval) -> impl Iterator<Item = &LossStretch> {
        self.reader(span.start)
            .take_while(move |stretch| stretch.interval.start < span.end)
    }

    /// Whether the second `at` lies in a stretch.
    pub(super) fn holds(&self, at: Instant) -> bool {
        let next = self.reader(at).next();
        next.is_some_and(|stretch| stretch.interval.contains(at))
    }

    /// The start of the stretches that lead up to `at` without a gap; `at` itself when none does.
    pub(super) fn reach_back(&self, at: Instant) -> Instant {
        let begun = self.starts.partition_point(|start| *start < at);
        let stretches = self.blocks[..begun]
            .iter()
            .rev()
            .flat_map(|b| b.iter().rev());
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
        // From the block before: its last stretch may go on with what begins the span.
        let first = self.starts.partition_point(|start| *start < span.start);
        let first = first.saturating_sub(1);
        let last = self.starts.partition_point(|start| *start <= span.end);
        let last = last.max(first);
        let mut stretches = Vec::new();
        let old = || self.blocks[first..last].iter().flatten();
        let part = |stretch: &LossStretch, start, end| {
            let interval = stretch.interval.intersect(Interval::new(start, end))?;
            Some(LossStretch {
                interval,
                ..*stretch
            })
        };
        let before = old().filter_map(|old| part(old, Instant::MIN, span.start));
        let after = old().filter_map(|old| part(old, span.end, Instant::MAX));
        let all = before.chain(stretches_of(facts, span)).chain(after);
        all.for_each(|stretch| write(&mut stretches, stretch));
        self.store(first..last, &stretches);
    }

    /// Stores sorted stretches in the place of these blocks, in blocks of like size.
    fn store(&mut self, place: Range<usize>, stretches: &[LossStretch]) {
        let count = stretches.len().div_ceil(BLOCK_MAX).max(1);
        let blocks = stretches.chunks(stretches.len().div_ceil(count).max(1));
        let starts = blocks.clone().map(|block| block[0].interval.start);
        self.starts.splice(place.clone(), starts);
        self.blocks.splice(place, blocks.map(<[_]>::to_vec));
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
