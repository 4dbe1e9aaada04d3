//! End-to-end composition by intervals: one sweep over the changes of all components, through the
//! trees in force, gives the loss of the service at every instant.

use std::collections::BTreeSet;

use super::history::{Change, Condition, Histories};
use super::tree_state::TreeState;
use super::{LostTime, Node};
use crate::time::{Instant, Interval, IntervalSet};
use crate::vocabulary::{ComponentId, Loss};

/// The loss of a service over a span, and what its components were going through.
///
/// Availability, bounds, attribution and explanation all read this one timeline.
#[derive(Clone, Debug)]
pub struct Timeline<'a> {
    span: Interval,
    trees: Vec<(Interval, &'a Node)>,
    histories: Histories,
    changes: Vec<Change>,
    segments: Vec<Segment>,
}

/// A stretch in which the service loses the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The stretch.
    pub interval: Interval,
    /// What the service loses; never none.
    pub loss: Loss,
}

/// Composes the conditions of components through the trees in force (C0, C4, C5).
///
/// Each tree counts within its interval; where none is in force nothing is lost. Conditions may
/// reach beyond `span` and come in any order; those of components outside the trees are ignored.
/// Takes O((n + segments) log n) for n conditions.
#[must_use]
pub fn compose<'a>(
    trees: &[(Interval, &'a Node)],
    conditions: &[Condition],
    span: Interval,
) -> Timeline<'a> {
    let components: BTreeSet<ComponentId> = trees
        .iter()
        .flat_map(|(_, node)| node.components())
        .collect();
    let histories = Histories::new(components.into_iter().collect(), conditions);
    let mut timeline = Timeline {
        span,
        trees: in_force(trees, span),
        changes: histories.changes(span),
        histories,
        segments: Vec::new(),
    };
    let mut segments = Vec::new();
    timeline.sweep(|_, event| {
        if let Event::Stretch(interval, state) = event {
            write_segment(&mut segments, interval, state.loss());
        }
    });
    timeline.segments = segments;
    timeline
}

/// The trees in time order, cut to `span` and to what earlier ones leave.
fn in_force<'a>(trees: &[(Interval, &'a Node)], span: Interval) -> Vec<(Interval, &'a Node)> {
    let mut trees = trees.to_vec();
    trees.sort_by_key(|(interval, _)| *interval);
    let mut from = span.start;
    trees
        .into_iter()
        .filter_map(|(interval, node)| {
            let free = Interval::new(from, span.end);
            let interval = interval.intersect(free)?;
            from = interval.end;
            Some((interval, node))
        })
        .collect()
}

impl Timeline<'_> {
    /// The span it was composed for.
    #[must_use]
    pub fn span(&self) -> Interval {
        self.span
    }

    /// The stretches in which the service lost something, in time order.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The parts of its segments inside `seconds`, in time order.
    pub fn pieces<'s>(
        &'s self,
        seconds: &'s IntervalSet,
    ) -> impl Iterator<Item = (Interval, &'s Segment)> + 's {
        self.segments.iter().flat_map(move |segment| {
            seconds
                .pieces_within(segment.interval)
                .map(move |piece| (piece, segment))
        })
    }

    /// The time lost inside `seconds`: the integral of the service loss over them (C5).
    #[must_use]
    pub fn lost_within(&self, seconds: &IntervalSet) -> LostTime {
        self.pieces(seconds)
            .map(|(piece, segment)| LostTime::of(segment.loss, piece.seconds()))
            .sum()
    }

    /// The seconds in which the service lost something: its intervals are the runs on the clock.
    #[must_use]
    pub fn down(&self) -> IntervalSet {
        let mut down = IntervalSet::new();
        for segment in &self.segments {
            down.append(segment.interval);
        }
        down
    }

    /// The trees in force within the span, in time order.
    pub(super) fn trees(&self) -> impl Iterator<Item = &Node> {
        self.trees.iter().map(|(_, node)| *node)
    }

    /// What the components were going through.
    pub(super) fn histories(&self) -> &Histories {
        &self.histories
    }

    /// Walks all trees in time order; `tell` hears the place of the tree and what happens in it.
    pub(super) fn sweep(&self, mut tell: impl FnMut(usize, Event<'_>)) {
        for (place, tree) in self.trees.iter().enumerate() {
            sweep(&self.histories, *tree, &self.changes, |event| {
                tell(place, event)
            });
        }
    }
}

fn write_segment(segments: &mut Vec<Segment>, interval: Interval, loss: Loss) {
    match segments.last_mut() {
        _ if loss.is_none() => {}
        Some(last) if last.interval.end == interval.start && last.loss == loss => {
            last.interval.end = interval.end;
        }
        _ => segments.push(Segment { interval, loss }),
    }
}

/// What a sweep tells on its way.
pub(super) enum Event<'s> {
    /// A component of the tree changed.
    Change(Change),
    /// The node at this preorder place had `old` until this instant.
    Node { at: Instant, node: usize, old: Loss },
    /// Nothing changed in this stretch.
    Stretch(Interval, &'s TreeState),
}

/// Walks one tree through its interval: `changes` are those of all components, sorted by time.
pub(super) fn sweep(
    histories: &Histories,
    (interval, node): (Interval, &Node),
    changes: &[Change],
    mut tell: impl FnMut(Event<'_>),
) {
    let mut state = TreeState::new(node, histories);
    let apply = |state: &mut TreeState, change: Change, tell: &mut dyn FnMut(Event<'_>)| {
        if state.holds(change.component) {
            let at = change.at;
            state.set(change.component, change.loss, |node, old| {
                tell(Event::Node { at, node, old });
            });
            tell(Event::Change(change));
        }
    };
    for component in 0..histories.count() {
        if let Some(step) = histories.step_at(component, interval.start) {
            let (at, loss) = (interval.start, step.loss);
            let change = Change {
                at,
                component,
                loss,
            };
            apply(&mut state, change, &mut tell);
        }
    }
    let mut now = interval.start;
    let first = changes.partition_point(|change| change.at <= interval.start);
    let last = changes.partition_point(|change| change.at < interval.end);
    for together in changes[first..last.max(first)].chunk_by(|a, b| a.at == b.at) {
        tell(Event::Stretch(Interval::new(now, together[0].at), &state));
        now = together[0].at;
        for change in together {
            apply(&mut state, *change, &mut tell);
        }
    }
    tell(Event::Stretch(Interval::new(now, interval.end), &state));
}
