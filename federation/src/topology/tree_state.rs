//! A dependency tree with the present loss of every node, kept up to date change by change.

use super::Node;
use super::history::Histories;
use crate::vocabulary::Loss;

/// The tree in preorder, each node with its loss at the instant that the sweep stands at.
///
/// A change of one component touches only the gates above its leaves, and stops where a gate's loss
/// stays the same.
#[derive(Clone, Debug)]
pub(super) struct TreeState {
    nodes: Vec<NodeState>,
    /// The leaves of each component, by its number.
    leaves: Vec<Vec<usize>>,
}

#[derive(Clone, Debug)]
struct NodeState {
    parent: Option<usize>,
    loss: Loss,
    /// For a gate: the place of its loss among the sorted losses of its children.
    place: usize,
    /// For a gate: the losses of its children, from the smallest on.
    children: Vec<Loss>,
}

impl TreeState {
    /// The tree with nothing lost; its components have the numbers that `histories` gives them.
    pub(super) fn new(root: &Node, histories: &Histories) -> Self {
        let mut state = Self {
            nodes: Vec::new(),
            leaves: vec![Vec::new(); histories.count()],
        };
        state.add(root, None, histories);
        state
    }

    fn add(&mut self, node: &Node, parent: Option<usize>, histories: &Histories) {
        let at = self.nodes.len();
        let mut state = NodeState {
            parent,
            loss: Loss::NONE,
            place: 0,
            children: Vec::new(),
        };
        match node {
            Node::Component(component) => {
                self.nodes.push(state);
                if let Some(number) = histories.number(*component) {
                    self.leaves[number].push(at);
                }
            }
            Node::Gate { gate, children } => {
                state.place = gate.needed(children.len()) - 1;
                state.children = vec![Loss::NONE; children.len()];
                self.nodes.push(state);
                for child in children {
                    self.add(child, Some(at), histories);
                }
            }
        }
    }

    /// The loss of the whole tree.
    pub(super) fn loss(&self) -> Loss {
        self.nodes.first().map_or(Loss::NONE, |root| root.loss)
    }

    /// The losses of all nodes in preorder.
    pub(super) fn losses(&self) -> impl Iterator<Item = Loss> + '_ {
        self.nodes.iter().map(|node| node.loss)
    }

    /// Whether the component with this number stands anywhere in the tree.
    pub(super) fn holds(&self, component: usize) -> bool {
        !self.leaves[component].is_empty()
    }

    /// Gives a component a loss; `changed` hears of every node whose loss changed, and its old loss.
    pub(super) fn set(
        &mut self,
        component: usize,
        loss: Loss,
        mut changed: impl FnMut(usize, Loss),
    ) {
        for leaf in 0..self.leaves[component].len() {
            let (mut at, mut new) = (self.leaves[component][leaf], loss);
            loop {
                let node = &mut self.nodes[at];
                let old = std::mem::replace(&mut node.loss, new);
                if old == new {
                    break;
                }
                changed(at, old);
                let Some(parent) = node.parent else { break };
                at = parent;
                new = self.nodes[parent].replace_child(old, new);
            }
        }
    }
}

impl NodeState {
    /// Exchanges one child's loss, keeping the order, and says what the gate's loss is now.
    fn replace_child(&mut self, old: Loss, new: Loss) -> Loss {
        let from = self.children.partition_point(|loss| *loss < old);
        let to = self.children.partition_point(|loss| *loss < new);
        if from < to {
            self.children[from..to].rotate_left(1);
            self.children[to - 1] = new;
        } else {
            self.children[to..=from].rotate_right(1);
            self.children[to] = new;
        }
        self.children[self.place]
    }
}
