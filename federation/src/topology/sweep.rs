//! The loss of a service straight from the loss histories of its components: one merge, without an
//! allocation for any stretch.

use super::Node;
use super::flat_tree::{FlatState, FlatTree};
use crate::incident::{ComponentOutages, LossHistory, LossReader, LossStretch, OutageRegister};
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
        tell: impl FnMut(Interval, Level),
    ) {
        let length = span
            .end
            .unix_seconds()
            .saturating_sub(span.start.unix_seconds());
        let span = Interval::new(span.start, span.start.plus_seconds(length.min(LENGTH_MAX)));
        if span.is_empty() {
            return;
        }
        let (tracks, both) = self.tracks(register, span, lasting_until);
        let mut sweep = Sweep {
            tree: &self.0,
            counted: self.0.state(),
            worst: both.then(|| self.0.state()),
            merge: Merge::new(&tracks),
            tracks,
            span,
            level,
            tell,
        };
        sweep.run();
    }

    /// The tracks to merge, and whether any of them can hold unknown time.
    fn tracks<'a>(
        &self,
        register: &'a OutageRegister,
        span: Interval,
        lasting_until: Instant,
    ) -> (Vec<Track<'a>>, bool) {
        let mut tracks: Vec<Track<'a>> = Vec::with_capacity(self.components().len());
        let mut both = false;
        for (number, component) in self.components().iter().enumerate() {
            let Some(outages) = register.component(*component) else {
                continue;
            };
            let mut add = |history: &'a LossHistory, until| {
                let within = Interval::new(span.start, span.end.min(until));
                let track = Track::new(number, history, within, span.start)?;
                tracks.push(track);
                Some(tracks.len() - 1)
            };
            let ended = add(outages.ended(), span.end);
            let lasting = add(outages.lasting(), lasting_until);
            if let (Some(one), Some(other)) = (ended, lasting) {
                tracks[one].beside = other;
                tracks[other].beside = one;
            } else if let Some(only) = ended.or(lasting) {
                tracks[only].beside = only;
            }
            both |= ComponentOutages::has_unknown(outages);
        }
        (tracks, both)
    }
}

/// One history on its way through the span.
struct Track<'a> {
    component: usize,
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
        history: &'a LossHistory,
        within: Interval,
        origin: Instant,
    ) -> Option<Self> {
        if history.is_empty() || within.is_empty() {
            return None;
        }
        let mut reader = history.reader(within.start);
        let stretch = *reader.next()?;
        (stretch.interval.start < within.end).then(|| Self {
            component,
            reader,
            next: seconds(origin, stretch.interval.start.max(within.start)),
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

/// A sweep under way.
struct Sweep<'a, L, T> {
    tree: &'a FlatTree,
    counted: FlatState,
    /// Missing where nothing can be unknown.
    worst: Option<FlatState>,
    tracks: Vec<Track<'a>>,
    merge: Merge,
    span: Interval,
    level: L,
    tell: T,
}

impl<L: Fn(&LossStretch) -> Level, T: FnMut(Interval, Level)> Sweep<'_, L, T> {
    fn run(&mut self) {
        let origin = self.span.start;
        let length = seconds(origin, self.span.end);
        let (mut since, mut level) = (0, Level::default());
        loop {
            let (at, number) = self.merge.next();
            if at >= length {
                break;
            }
            let track = &mut self.tracks[number];
            track.step(origin, &self.level);
            self.merge.set(number, track.next);
            let (component, own, beside) = (track.component, track.now, track.beside);
            let other = self.tracks[beside].now;
            let new = self.set(component, own, other);
            if new != level {
                self.write(since, at, level);
                (since, level) = (at, new);
            }
        }
        self.write(since, length, level);
    }

    #[inline]
    fn set(&mut self, component: usize, one: Level, other: Level) -> Level {
        let loss = one.counted.max(other.counted);
        let counted = self.tree.set(&mut self.counted, component, loss);
        let worst = match &mut self.worst {
            None => counted,
            Some(state) => self.tree.set(state, component, one.worst.max(other.worst)),
        };
        Level { counted, worst }
    }

    #[inline]
    fn write(&mut self, since: u64, until: u64, level: Level) {
        if since < until && !level.worst.is_none() {
            let at = |seconds: u64| self.span.start.plus_seconds(seconds.cast_signed());
            (self.tell)(Interval::new(at(since), at(until)), level);
        }
    }
}
