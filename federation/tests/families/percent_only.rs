//! What follows from availability percentages alone.

use std::collections::BTreeMap;

use federation::evaluation::judge_bounds;
use federation::topology::{Gate, Node, PercentBounds};
use federation::vocabulary::{ComponentId, Ratio};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::forms::{decimal, list, part, ratio_form, text};
use crate::run_family;

#[test]
fn percent_only_cases() {
    run_family("percent_only", |input| {
        let (tree, availabilities) = tree_with_percentages(&input["tree"]);
        let bounds = PercentBounds::of(&tree, &availabilities);
        assert!(bounds.sharp && bounds.unknown.is_empty());
        let target = decimal(&input["target"]);
        json!({
            "worst": ratio_form(Some(&bounds.worst)),
            "best": ratio_form(Some(&bounds.best)),
            "independent": ratio_form(bounds.independent.as_ref()),
            "verdict": judge_bounds(Some((&bounds.worst, &bounds.best)), target.as_ref()),
        })
    });
}

/// A tree whose leaves carry their availability.
pub(crate) fn tree_with_percentages(tree: &Value) -> (Node, BTreeMap<ComponentId, Ratio>) {
    let mut availabilities = BTreeMap::new();
    let tree = node(tree, &mut availabilities);
    (tree, availabilities)
}

fn node(tree: &Value, availabilities: &mut BTreeMap<ComponentId, Ratio>) -> Node {
    if tree.get("component").is_some() {
        // Every component stands in a tree once, so its place may number it.
        let component = ComponentId(Uuid::from_u128(availabilities.len() as u128));
        availabilities.insert(component, part(&tree["availability"]));
        return Node::Component(component);
    }
    let children = list(&tree["children"]).iter();
    Node::Gate {
        gate: match text(&tree["gate"]) {
            "SERIAL" => Gate::Serial,
            "PARALLEL" => Gate::Parallel,
            _ => Gate::KOfN(tree["k"].as_u64().expect("k") as u32),
        },
        children: children.map(|child| node(child, availabilities)).collect(),
    }
}
