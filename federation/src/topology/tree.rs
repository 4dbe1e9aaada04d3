//! The dependency tree: nested gates of components, with the dates it is in force.

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
