//! A dependency tree laid out flat, for sweeps that ask it for the loss of the service millions of
//! times.

use std::collections::{BTreeSet, VecDeque};

use super::Node;
use crate::vocabulary::{ComponentId, Loss};

/// A tree whose nodes stand in one row, the children of a gate side by side.
#[derive(Clone, Debug)]
pub(super) struct FlatTree {
    components: Vec<ComponentId>,
    /// Where the leaves of each component begin, and one more for where the last ones end.
    leaf_starts: Vec<usize>,
    leaves: Vec<usize>,
    nodes: Vec<FlatNode>,
}

#[derive(Clone, Copy, Debug)]
struct FlatNode {
    loss: Loss,
    /// The root is its own.
    parent: u32,
    first_child: u32,
    children: u32,
    /// How many children must be up.
    needed: u32,
    /// How many children lose nothing.
    up: u32,
    /// How many children lose everything.
    down: u32,
}

/// The losses of all nodes at one instant.
#[derive(Clone, Debug)]
pub(super) struct FlatState {
    nodes: Vec<FlatNode>,
    ranked: Vec<Loss>,
}

impl FlatTree {
    pub(super) fn new(root: &Node) -> Self {
        let components: BTreeSet<ComponentId> = root.components();
        let components: Vec<ComponentId> = components.into_iter().collect();
        let mut nodes = vec![FlatNode::new(0)];
        let mut leaves = Vec::new();
        let mut waiting = VecDeque::from([(0, root)]);
        while let Some((at, node)) = waiting.pop_front() {
            match node {
                Node::Component(component) => leaves.push((*component, at)),
                Node::Gate { gate, children } => {
                    let first = nodes.len();
                    let parent = number(at);
                    nodes.extend(children.iter().map(|_| FlatNode::new(parent)));
                    waiting.extend((first..).zip(children));
                    nodes[at] = FlatNode {
                        first_child: number(first),
                        children: number(children.len()),
                        needed: number(gate.needed(children.len())),
                        up: number(children.len()),
                        ..nodes[at]
                    };
                }
            }
        }
        leaves.sort_unstable();
        let starts = components
            .iter()
            .map(|own| leaves.partition_point(|(c, _)| c < own));
        Self {
            leaf_starts: starts.chain([leaves.len()]).collect(),
            leaves: leaves.into_iter().map(|(_, at)| at).collect(),
            components,
            nodes,
        }
    }

    /// Its components in ascending order; their numbers are their places here.
    pub(super) fn components(&self) -> &[ComponentId] {
        &self.components
    }

    /// The tree with nothing lost.
    pub(super) fn state(&self) -> FlatState {
        FlatState {
            nodes: self.nodes.clone(),
            ranked: Vec::new(),
        }
    }

    /// Gives the component with this number a loss; says what the service loses then.
    #[inline]
    pub(super) fn set(&self, state: &mut FlatState, component: usize, loss: Loss) -> Loss {
        for leaf in &self.leaves[self.leaf_starts[component]..self.leaf_starts[component + 1]] {
            state.set(*leaf, loss);
        }
        state.nodes[0].loss
    }
}

/// No tree has more nodes than a `u32` counts: each of them is far larger than that in memory.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl FlatNode {
    fn new(parent: u32) -> Self {
        Self {
            loss: Loss::NONE,
            parent,
            first_child: 0,
            children: 0,
            needed: 0,
            up: 0,
            down: 0,
        }
    }
}

impl FlatState {
    /// Changes a leaf and the gates above it, up to the first one that loses the same as before.
    #[inline]
    fn set(&mut self, leaf: usize, loss: Loss) {
        let (mut at, mut new) = (leaf, loss);
        loop {
            let node = &mut self.nodes[at];
            let old = std::mem::replace(&mut node.loss, new);
            if old == new || at == 0 {
                return;
            }
            at = node.parent as usize;
            let gate = &mut self.nodes[at];
            gate.up = gate.up + u32::from(new.is_none()) - u32::from(old.is_none());
            gate.down = gate.down + u32::from(new.is_full()) - u32::from(old.is_full());
            new = if gate.up >= gate.needed {
                Loss::NONE
            } else if gate.children - gate.down < gate.needed {
                Loss::FULL
            } else {
                self.ranked_loss(at)
            };
        }
    }

    /// The loss of a gate by the rank of its children's losses: what partial losses need.
    #[cold]
    fn ranked_loss(&mut self, gate: usize) -> Loss {
        let FlatNode {
            first_child,
            children,
            needed,
            ..
        } = self.nodes[gate];
        let first = first_child as usize;
        let children = &self.nodes[first..first + children as usize];
        self.ranked.clear();
        self.ranked.extend(children.iter().map(|child| child.loss));
        *self.ranked.select_nth_unstable(needed as usize - 1).1
    }
}
