//! A dependency tree without some of its components.

use crate::topology::{Gate, Node};
use crate::vocabulary::ComponentId;

/// The tree without the components that are `out`; `None` when nothing is left. A gate without
/// children falls away; one with fewer keeps its k, capped at the children that are left.
#[must_use]
pub fn prune(node: &Node, out: &dyn Fn(ComponentId) -> bool) -> Option<Node> {
    match node {
        Node::Component(component) => (!out(*component)).then(|| node.clone()),
        Node::Gate { gate, children } => {
            let kept: Vec<Node> = children
                .iter()
                .filter_map(|child| prune(child, out))
                .collect();
            let gate = match gate {
                Gate::Serial => Gate::Serial,
                Gate::Parallel => Gate::Parallel,
                Gate::KOfN(needed) => {
                    let left = u32::try_from(kept.len()).unwrap_or(u32::MAX);
                    Gate::KOfN((*needed).min(left))
                }
            };
            (!kept.is_empty()).then_some(Node::Gate {
                gate,
                children: kept,
            })
        }
    }
}

/// The gates of a tree that hold fewer children without some components, as words: the way to each,
/// how many children it had and has, and how many it needed and needs.
pub(super) fn shrunk(root: &Node, out: &dyn Fn(ComponentId) -> bool) -> Vec<String> {
    let mut words = Vec::new();
    walk(root, "", out, &mut words);
    words
}

fn walk(node: &Node, path: &str, out: &dyn Fn(ComponentId) -> bool, words: &mut Vec<String>) {
    let Node::Gate { gate, children } = node else {
        return;
    };
    let kept = children.iter().filter(|child| prune(child, out).is_some());
    let (had, has) = (children.len(), kept.count());
    let way = if path.is_empty() { "/" } else { path };
    if has == 0 {
        words.push(format!("the gate {way} falls away"));
        return;
    }
    if has < had {
        let word = match gate {
            Gate::Serial => "SERIAL",
            Gate::Parallel => "PARALLEL",
            Gate::KOfN(_) => "K_OF_N",
        };
        words.push(format!(
            "the {word} gate {way} needs {} of {has} children instead of {} of {had}",
            gate.needed(has),
            gate.needed(had)
        ));
    }
    for (at, child) in children.iter().enumerate() {
        walk(child, &format!("{path}/{at}"), out, words);
    }
}
