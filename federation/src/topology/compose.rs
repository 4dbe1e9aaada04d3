//! End-to-end composition by intervals: one sweep over the changes of all components, through the
//! trees in force, gives the loss of the service at every instant.

use std::collections::{BTreeSet, HashMap};

use super::history::{Change, Condition, Histories};
use super::tree_state::TreeState;
use super::{LostTime, Node};
use crate::time::{Instant, Interval, IntervalSet};
use crate::vocabulary::{ComponentId, Loss};

/// The loss of a service over a span, with what was failing then.
///
/// Availability, bounds, attribution and explanation all read this one timeline.
#[derive(Clone, Debug)]
pub struct Timeline<'a> {
    pub(super) span: Interval,
    pub(super) trees: Vec<(Interval, &'a Node)>,
    pub(super) histories: Histories,
    segments: Vec<Segment>,
    pub(super) failures: Vec<Failure>,
}

/// A stretch in which the service loses the same and the same components are failing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The stretch.
    pub interval: Interval,
    /// What the service loses; never none.
    pub loss: Loss,
    /// The place of its [`Failure`] in the timeline.
    pub(super) failure: usize,
}

/// Components failing together: met once, looked at once, however often it happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The place of the tree in force.
    pub(super) tree: usize,
    /// The numbers of the failing components of the tree and their losses, in ascending order.
    pub(super) failing: Vec<(usize, Loss)>,
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
    let mut timeline = Timeline {
        span,
        trees: in_force(trees, span),
        histories: Histories::new(components.into_iter().collect(), conditions),
        segments: Vec::new(),
        failures: Vec::new(),
    };
    let changes = timeline.histories.changes(span);
    for tree in 0..timeline.trees.len() {
        timeline.sweep_tree(tree, &changes);
    }
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

    fn sweep_tree(&mut self, tree: usize, changes: &[Change]) {
        let (interval, node) = self.trees[tree];
        let mut known: HashMap<Vec<(usize, Loss)>, usize> = HashMap::new();
        let mut failing: Vec<(usize, Loss)> = Vec::new();
        let mut segments = std::mem::take(&mut self.segments);
        let mut failures = std::mem::take(&mut self.failures);
        sweep(
            &self.histories,
            (interval, node),
            changes,
            |event| match event {
                Event::Change(change) => note(&mut failing, change),
                Event::Stretch(interval, state) if !state.loss().is_none() => {
                    let failure = known.get(&failing).copied().unwrap_or_else(|| {
                        known.insert(failing.clone(), failures.len());
                        failures.push(Failure {
                            tree,
                            failing: failing.clone(),
                        });
                        failures.len() - 1
                    });
                    let segment = Segment {
                        interval,
                        loss: state.loss(),
                        failure,
                    };
                    write_segment(&mut segments, segment);
                }
                Event::Node { .. } | Event::Stretch(..) => {}
            },
        );
        self.segments = segments;
        self.failures = failures;
    }
}

fn write_segment(segments: &mut Vec<Segment>, segment: Segment) {
    match segments.last_mut() {
        Some(last)
            if last.interval.end == segment.interval.start && last.failure == segment.failure =>
        {
            last.interval.end = segment.interval.end;
        }
        _ => segments.push(segment),
    }
}

/// Keeps the sorted list of failing components.
fn note(failing: &mut Vec<(usize, Loss)>, change: Change) {
    match failing.binary_search_by_key(&change.component, |(number, _)| *number) {
        Ok(at) if change.loss.is_none() => {
            failing.remove(at);
        }
        Ok(at) => failing[at].1 = change.loss,
        Err(_) if change.loss.is_none() => {}
        Err(at) => failing.insert(at, (change.component, change.loss)),
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
