//! How a service depends on components.

use std::collections::BTreeMap;

use async_graphql::{Enum, SimpleObject};
use federation::topology::{Gate, Node};
use federation::vocabulary::ComponentId;

use super::component::Component;

/// How many children of a gate are needed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateKind {
    /// All of them.
    Serial,
    /// One of them.
    Parallel,
    /// `k` of them.
    KOfN,
}

/// A node of a dependency tree: either a component, or a gate over children. The tree is given as a
/// list in preorder, so that a query needs no recursion.
#[derive(Clone, Debug, SimpleObject)]
pub struct DependencyNode {
    /// The way from the root by child positions: `/` is the root, `/0/1` the second child of the
    /// first.
    path: String,
    /// How many children are needed. Null for a component.
    gate: Option<GateKind>,
    /// For K_OF_N: how many children are needed.
    k: Option<u32>,
    /// The component. Null for a gate.
    component: Option<Component>,
}

/// The nodes of a tree in preorder.
pub fn preorder(
    root: &Node,
    components: &BTreeMap<ComponentId, federation::model::ServiceComponent>,
) -> Vec<DependencyNode> {
    let mut nodes = Vec::new();
    let mut pending = vec![(String::new(), root)];
    while let Some((path, node)) = pending.pop() {
        let shown_path = if path.is_empty() {
            "/".to_owned()
        } else {
            path.clone()
        };
        nodes.push(match node {
            Node::Component(id) => DependencyNode {
                path: shown_path,
                gate: None,
                k: None,
                component: components.get(id).cloned().map(Into::into),
            },
            Node::Gate { gate, children } => {
                let numbered = children.iter().enumerate().rev();
                pending.extend(numbered.map(|(at, child)| (format!("{path}/{at}"), child)));
                let (gate, k) = match gate {
                    Gate::Serial => (GateKind::Serial, None),
                    Gate::Parallel => (GateKind::Parallel, None),
                    Gate::KOfN(k) => (GateKind::KOfN, Some(*k)),
                };
                DependencyNode {
                    path: shown_path,
                    gate: Some(gate),
                    k,
                    component: None,
                }
            }
        });
    }
    nodes
}
