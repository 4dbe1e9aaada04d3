//! The time that every node of a tree lost, and what the tree would have lost without redundancy.

use std::collections::BTreeSet;

use super::compose::{Event, sweep};
use super::history::{Condition, Histories};
use super::{Gate, LostTime, Node};
use crate::time::{Instant, Interval, IntervalSet};
use crate::vocabulary::{ComponentId, Loss};

/// The time that each node of a tree lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeDowntime {
    /// Every node in preorder.
    pub nodes: Vec<NodeDowntime>,
    /// The time lost if every component were needed: the union of their losses, the largest at each
    /// instant (C3).
    pub all_serial: LostTime,
    /// The sum of the components' own lost time, which counts what overlaps twice (C3).
    pub naive_sum: LostTime,
}

/// The time that one node lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeDowntime {
    /// The way to the node: `/` is the root, `/0/1` the second child of its first.
    pub path: String,
    /// The integral of its loss.
    pub lost: LostTime,
}

/// The time that every node of `root` lost inside `base` (C4), in one sweep.
#[must_use]
pub fn tree_downtime(root: &Node, conditions: &[Condition], base: &IntervalSet) -> TreeDowntime {
    let components: Vec<ComponentId> = root.components().into_iter().collect();
    let all_needed = Node::Gate {
        gate: Gate::Serial,
        children: components.iter().copied().map(Node::Component).collect(),
    };
    let histories = Histories::new(components, conditions);
    let lost = losses_within(root, &histories, base);
    let mut seen = BTreeSet::new();
    let mut naive_sum = LostTime::NONE;
    let mut place = 0;
    root.each(&mut |node| {
        if let Node::Component(component) = node
            && seen.insert(*component)
        {
            naive_sum += lost[place];
        }
        place += 1;
    });
    let nodes = root.paths().into_iter().zip(&lost);
    TreeDowntime {
        nodes: nodes
            .map(|(path, lost)| NodeDowntime { path, lost: *lost })
            .collect(),
        all_serial: losses_within(&all_needed, &histories, base)
            .first()
            .copied()
            .unwrap_or_default(),
        naive_sum,
    }
}

/// The lost time of every node in preorder.
fn losses_within(root: &Node, histories: &Histories, base: &IntervalSet) -> Vec<LostTime> {
    let mut node_count = 0;
    root.each(&mut |_| node_count += 1);
    let mut lost = vec![LostTime::NONE; node_count];
    let (Some(first), Some(last)) = (base.as_slice().first(), base.as_slice().last()) else {
        return lost;
    };
    let span = Interval::new(first.start, last.end);
    let mut since = vec![0; node_count];
    let mut elapsed = Elapsed::new(base);
    let mut settle = |node: usize, loss: Loss, now: i64| {
        lost[node] += LostTime::of(loss, now - since[node]);
        since[node] = now;
    };
    sweep(
        histories,
        (span, root),
        &histories.changes(span),
        |event| match event {
            Event::Node { at, node, old } => settle(node, old, elapsed.until(at)),
            Event::Stretch(stretch, state) if stretch.end == span.end => {
                let now = elapsed.until(span.end);
                for (node, loss) in state.losses().enumerate() {
                    settle(node, loss, now);
                }
            }
            Event::Stretch(..) | Event::Change(_) => {}
        },
    );
    lost
}

/// How many seconds of a set have passed, asked for instants in time order.
struct Elapsed<'a> {
    rest: &'a [Interval],
    passed: i64,
}

impl<'a> Elapsed<'a> {
    fn new(set: &'a IntervalSet) -> Self {
        Self {
            rest: set.as_slice(),
            passed: 0,
        }
    }

    fn until(&mut self, at: Instant) -> i64 {
        while let Some((first, rest)) = self.rest.split_first().filter(|(first, _)| first.end <= at)
        {
            self.passed += first.seconds();
            self.rest = rest;
        }
        let begun = self.rest.first();
        self.passed + begun.map_or(0, |first| Interval::new(first.start, at).seconds())
    }
}
