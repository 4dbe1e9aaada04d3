//! The dependency tree: nested gates of components, with the dates it is in force.

use std::collections::BTreeSet;

use crate::time::Effective;
use crate::vocabulary::{ComponentId, ServiceId, TopologyId};

/// One effective-dated dependency tree of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topology {
    /// Its identifier.
    pub id: TopologyId,
    /// The service it is for.
    pub service: ServiceId,
    /// When it is in force.
    pub effective: Effective,
    /// The root of the tree.
    pub root: Node,
}

impl Topology {
    /// The deepest nesting of gates.
    pub const DEPTH_MAX: usize = 16;
    /// The most nodes in a tree.
    pub const NODES_MAX: usize = 500;
}

/// A component, or a gate of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A component; the same one may stand in several places.
    Component(ComponentId),
    /// A gate over one or more children.
    Gate {
        /// How many children are needed.
        gate: Gate,
        /// The children, in the order of the catalogue.
        children: Vec<Self>,
    },
}

/// How many children of a gate are needed: every gate is k-of-n.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gate {
    /// All of them.
    Serial,
    /// One of them.
    Parallel,
    /// This many of them.
    KOfN(u32),
}

impl Gate {
    /// How many of `children` must be up, at least one and at most all of them (C0). Its loss is the
    /// loss of the child with this rank among the losses from the smallest on.
    #[must_use]
    pub fn needed(self, children: usize) -> usize {
        match self {
            Self::Serial => children,
            Self::Parallel => 1,
            Self::KOfN(needed) => usize::try_from(needed).unwrap_or(usize::MAX),
        }
        .min(children)
        .max(1)
    }
}

impl Node {
    /// Every component of the tree, each once, in ascending order.
    #[must_use]
    pub fn components(&self) -> BTreeSet<ComponentId> {
        let mut components = BTreeSet::new();
        self.each(&mut |node| {
            if let Self::Component(component) = node {
                components.insert(*component);
            }
        });
        components
    }

    /// The way to every node in preorder: `/` is the root, `/0/1` the second child of its first.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        fn walk(node: &Node, path: &str, paths: &mut Vec<String>) {
            paths.push(if path.is_empty() { "/" } else { path }.to_owned());
            if let Node::Gate { children, .. } = node {
                for (at, child) in children.iter().enumerate() {
                    walk(child, &format!("{path}/{at}"), paths);
                }
            }
        }
        let mut paths = Vec::new();
        walk(self, "", &mut paths);
        paths
    }

    /// Visits every node in preorder.
    pub(super) fn each<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        if let Self::Gate { children, .. } = self {
            children.iter().for_each(|child| child.each(visit));
        }
    }
}
