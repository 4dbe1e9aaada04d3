//! The loss of a service straight from the loss histories of its components: one merge, without an
//! allocation for any stretch.

use std::ops::Range;

use super::Node;
use super::flat_tree::{FlatState, FlatTree};
use crate::incident::{ComponentLosses, LossReader, LossStretch, OutageRegister, Stretches};
use crate::time::{Instant, Interval};
use crate::vocabulary::{ComponentId, Loss};

/// What is lost at an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// As the agreement counts it.
    pub counted: Loss,
    /// If unknown time was down: never less than counted.
    pub worst: Loss,
}

/// A dependency tree made ready for sweeps.
#[derive(Clone, Debug)]
pub struct SweptTree(FlatTree);

impl SweptTree {
    /// Lays out a tree.
    #[must_use]
    pub fn new(root: &Node) -> Self {
        Self(FlatTree::new(root))
    }

    /// Its components, each once, in ascending order.
    #[must_use]
    pub fn components(&self) -> &[ComponentId] {
        self.0.components()
    }

    /// Tells in time order of the stretches of `span` in which the service loses something.
    ///
    /// `level` reads what a stretch of a component counts as; it must keep the order of losses, and
    /// count unknown time for no less than none. Outages without an end go on until `lasting_until`.
    /// Takes O(m log n) steps for m changes in the span among n stretches. A span longer than
    /// 30,000 years is cut to that.
    pub fn sweep(
        &self,
        register: &OutageRegister,
        span: Interval,
        lasting_until: Instant,
        level: impl Fn(&LossStretch) -> Level,
        mut tell: impl FnMut(Interval, Level),
    ) {
        let mut tracks = Tracks::new(span, lasting_until, self.components().len());
        for (number, component) in self.components().iter().enumerate() {
            if let Some(outages) = register.component(*component) {
                tracks.add(number, EVERY_SIDE, outages.losses());
            }
        }
        self.run(tracks, level, |stretch, [level]: [Level; 1]| {
            tell(stretch, level);
        });
    }

    /// Tells in time order of the stretches of `span` in which the service loses something else now
    /// than before, when `changed` went through what `before` says: first the former level, then the
    /// present one. Outages without an end go on. Otherwise as [`Self::sweep`].
    pub fn sweep_change(
        &self,
        register: &OutageRegister,
        (changed, before): (ComponentId, ComponentLosses<'_>),
        span: Interval,
        level: impl Fn(&LossStretch) -> Level,
        mut tell: impl FnMut(Interval, Level, Level),
    ) {
        if self.components().binary_search(&changed).is_err() {
            return;
        }
        let mut tracks = Tracks::new(span, Instant::MAX, self.components().len() + 1);
        for (number, component) in self.components().iter().enumerate() {
            let now = register.component(*component).map(|now| now.losses());
            if *component == changed {
                tracks.add(number, 0..1, before);
                tracks.add(number, 1..2, now.unwrap_or_default());
            } else if let Some(now) = now {
                tracks.add(number, EVERY_SIDE, now);
            }
        }
        self.run(tracks, level, |stretch, [before, now]: [Level; 2]| {
            tell(stretch, before, now);
        });
    }

    fn run<const SIDES: usize>(
        &self,
        tracks: Tracks<'_>,
        level: impl Fn(&LossStretch) -> Level,
        tell: impl FnMut(Interval, [Level; SIDES]),
    ) {
        let Tracks {
            tracks,
            span,
            unknown,
            ..
        } = tracks;
        if span.is_empty() || tracks.is_empty() {
            return;
        }
        let mut sweep = Sweep {
            tree: &self.0,
            counted: std::array::from_fn(|_| self.0.state()),
            worst: unknown.then(|| std::array::from_fn(|_| self.0.state())),
            merge: Merge::new(&tracks),
            tracks,
            span,
            level,
            tell,
        };
        sweep.run();
    }
}

/// A track that belongs to all sides there are.
const EVERY_SIDE: Range<usize> = 0..usize::MAX;

/// The histories to merge.
struct Tracks<'a> {
    tracks: Vec<Track<'a>>,
    span: Interval,
    lasting_until: Instant,
    /// Whether any of them can hold unknown time.
    unknown: bool,
}

impl<'a> Tracks<'a> {
    fn new(span: Interval, lasting_until: Instant, components: usize) -> Self {
        let length = span
            .end
            .unix_seconds()
            .saturating_sub(span.start.unix_seconds());
        Self {
            tracks: Vec::with_capacity(components),
            span: Interval::new(span.start, span.start.plus_seconds(length.min(LENGTH_MAX))),
            lasting_until,
            unknown: false,
        }
    }

    /// Adds what the component with this number went through on these sides.
    fn add(&mut self, component: usize, sides: Range<usize>, losses: ComponentLosses<'a>) {
        let ComponentLosses {
            ended,
            lasting,
            has_unknown,
        } = losses;
        let Interval { start, end } = self.span;
        let within = [end, end.min(self.lasting_until)].map(|until| Interval::new(start, until));
        let first = self.tracks.len();
        for (history, within) in [ended, lasting].into_iter().zip(within) {
            let track = Track::new(component, sides.clone(), history, within);
            self.tracks.extend(track);
        }
        if let [one, other] = &mut self.tracks[first..] {
            (one.beside, other.beside) = (first + 1, first);
        } else if let [only] = &mut self.tracks[first..] {
            only.beside = first;
        }
        self.unknown |= has_unknown;
    }
}

/// One history on its way through the span.
struct Track<'a> {
    component: usize,
    /// The numbers of the sides that it belongs to.
    sides: Range<usize>,
    reader: LossReader<'a>,
    /// The stretch it stands in or before.
    stretch: LossStretch,
    inside: bool,
    /// What the present stretch counts as.
    now: Level,
    /// The other track of the same component, or itself.
    beside: usize,
    /// Seconds from the start of the span until it changes.
    next: u64,
    /// The part of the span that it is read for.
    within: Interval,
}

impl<'a> Track<'a> {
    /// The track of a history; `None` when nothing of it lies `within`.
    fn new(
        component: usize,
        sides: Range<usize>,
        history: Stretches<'a>,
        within: Interval,
    ) -> Option<Self> {
        if within.is_empty() {
            return None;
        }
        let mut reader = history.reader(within.start);
        let stretch = *reader.next()?;
        (stretch.interval.start < within.end).then(|| Self {
            component,
            sides,
            reader,
            next: seconds(within.start, stretch.interval.start.max(within.start)),
            stretch,
            inside: false,
            now: Level::default(),
            beside: 0,
            within,
        })
    }

    /// Takes the change that stands at `next`.
    #[inline]
    fn step(&mut self, origin: Instant, level: &impl Fn(&LossStretch) -> Level) {
        if self.inside {
            let end = self.stretch.interval.end;
            match self.reader.next() {
                Some(stretch) if stretch.interval.start < self.within.end => {
                    self.stretch = *stretch;
                    if stretch.interval.start > end {
                        self.inside = false;
                        self.now = Level::default();
                        self.next = seconds(origin, stretch.interval.start);
                        return;
                    }
                }
                _ => {
                    self.now = Level::default();
                    self.next = NEVER;
                    return;
                }
            }
        }
        self.inside = true;
        self.now = level(&self.stretch);
        self.next = seconds(origin, self.stretch.interval.end.min(self.within.end));
    }
}

#[inline]
fn seconds(origin: Instant, at: Instant) -> u64 {
    (at.unix_seconds() - origin.unix_seconds()).unsigned_abs()
}

/// How many bits of a key number the track; the rest are seconds.
const TRACK_BITS: u32 = 24;
const LENGTH_MAX: i64 = 30_000 * 366 * 86_400;
const NEVER: u64 = u64::MAX >> TRACK_BITS;
const GROUP: usize = 8;

/// Finds the track that changes next: the least of all keys, of which each group knows its own least.
struct Merge {
    groups: Vec<[u64; GROUP]>,
    least: Vec<u64>,
}

impl Merge {
    fn new(tracks: &[Track<'_>]) -> Self {
        let groups: Vec<[u64; GROUP]> = (0..tracks.len())
            .step_by(GROUP)
            .map(|first| {
                std::array::from_fn(|at| match tracks.get(first + at) {
                    Some(track) => key(track.next, first + at),
                    None => u64::MAX,
                })
            })
            .collect();
        Self {
            least: groups.iter().map(least_of).collect(),
            groups,
        }
    }

    /// When the next change is, and of which track.
    #[inline]
    fn next(&self) -> (u64, usize) {
        let key = self.least.iter().copied().min().unwrap_or(u64::MAX);
        (key >> TRACK_BITS, (key & ((1 << TRACK_BITS) - 1)) as usize)
    }

    #[inline]
    fn set(&mut self, track: usize, next: u64) {
        let group = &mut self.groups[track / GROUP];
        group[track % GROUP] = key(next, track);
        self.least[track / GROUP] = least_of(group);
    }
}

#[inline]
fn key(next: u64, track: usize) -> u64 {
    next << TRACK_BITS | track as u64
}

#[inline]
fn least_of(group: &[u64; GROUP]) -> u64 {
    group.iter().copied().fold(u64::MAX, u64::min)
}

/// A sweep under way, of as many sides as are compared.
struct Sweep<'a, const SIDES: usize, L, T> {
    tree: &'a FlatTree,
    counted: [FlatState; SIDES],
    /// Missing where nothing can be unknown.
    worst: Option<[FlatState; SIDES]>,
    tracks: Vec<Track<'a>>,
    merge: Merge,
    span: Interval,
    level: L,
    tell: T,
}

impl<const SIDES: usize, L, T> Sweep<'_, SIDES, L, T>
where
    L: Fn(&LossStretch) -> Level,
    T: FnMut(Interval, [Level; SIDES]),
{
    fn run(&mut self) {
        let origin = self.span.start;
        let length = seconds(origin, self.span.end);
        let (mut since, mut levels) = (0, [Level::default(); SIDES]);
        loop {
            let (at, number) = self.merge.next();
            if at >= length {
                break;
            }
            let track = &mut self.tracks[number];
            track.step(origin, &self.level);
            self.merge.set(number, track.next);
            let (component, own, beside) = (track.component, track.now, track.beside);
            let sides = track.sides.start..track.sides.end.min(SIDES);
            let other = self.tracks[beside].now;
            let mut new = levels;
            for side in sides {
                new[side] = self.set(side, component, own, other);
            }
            if new != levels {
                self.write(since, at, levels);
                (since, levels) = (at, new);
            }
        }
        self.write(since, length, levels);
    }

    #[inline]
    fn set(&mut self, side: usize, component: usize, one: Level, other: Level) -> Level {
        let loss = one.counted.max(other.counted);
        let counted = self.tree.set(&mut self.counted[side], component, loss);
        let worst = match &mut self.worst {
            None => counted,
            Some(states) => {
                let loss = one.worst.max(other.worst);
                self.tree.set(&mut states[side], component, loss)
            }
        };
        Level { counted, worst }
    }

    /// Tells of a stretch, unless nothing is lost in it or all sides lose the same.
    #[inline]
    fn write(&mut self, since: u64, until: u64, levels: [Level; SIDES]) {
        let silent = match SIDES {
            1 => levels.iter().all(|level| level.worst.is_none()),
            _ => levels.windows(2).all(|levels| levels[0] == levels[1]),
        };
        if since < until && !silent {
            let at = |seconds: u64| self.span.start.plus_seconds(seconds.cast_signed());
            (self.tell)(Interval::new(at(since), at(until)), levels);
        }
    }
}
