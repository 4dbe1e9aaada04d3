//! Dependency trees as a query gives them: nested gates of labelled components.

use std::collections::BTreeMap;

use async_graphql::InputObject;
use federation::agreement::Target;
use federation::topology::{Gate, Node, Topology};
use federation::vocabulary::{ComponentId, Ratio};

use super::given;
use super::label::Labels;
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::dependency::GateKind;
use crate::graphql::scalar::Decimal;

/// A node of a dependency tree: a component, or a gate over children. A tree has at most 500 nodes,
/// at most 16 deep.
#[derive(Clone, Debug, InputObject)]
pub struct GivenTreeInput {
    /// For a component: its label, made up by the asker.
    component: Option<String>,
    /// For a component where a calculation rests on percentages: its availability in percent, with at
    /// most 9 decimals.
    availability_percent: Option<Decimal>,
    /// For a gate: how many children are needed.
    gate: Option<GateKind>,
    /// For the gate K_OF_N: how many children are needed, 1 to their number.
    k: Option<i64>,
    /// For a gate: its children, at least one.
    #[graphql(default)]
    children: Vec<GivenTreeInput>,
}

/// Whether the components of a tree carry percentages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaves {
    /// Each stands in the tree once, with its availability.
    Promised,
    /// They may stand in several places, and carry nothing.
    Plain,
}

/// A tree as it was read.
#[derive(Clone, Debug)]
pub(super) struct GivenTree {
    pub(super) root: Node,
    /// The labels of the components.
    pub(super) labels: Labels,
    /// The label of each node in preorder; `None` for a gate.
    pub(super) by_node: Vec<Option<String>>,
    /// The availability of each component with its label, in the order of the tree.
    pub(super) promised: Vec<(String, Ratio)>,
}

impl GivenTree {
    /// The availabilities by component.
    pub(super) fn availabilities(&self) -> BTreeMap<ComponentId, Ratio> {
        let promised = self.promised.iter();
        promised
            .filter_map(|(label, ratio)| Some((self.labels.known(label)?, ratio.clone())))
            .collect()
    }
}

impl GivenTreeInput {
    /// A tree whose components carry their availability.
    pub(super) fn read_promised(self, at: &Place) -> Result<GivenTree, Error> {
        self.read(Leaves::Promised, at)
    }

    /// A tree of components.
    pub(super) fn read_plain(self, at: &Place) -> Result<GivenTree, Error> {
        self.read(Leaves::Plain, at)
    }

    fn read(self, leaves: Leaves, at: &Place) -> Result<GivenTree, Error> {
        let mut reading = Reading {
            leaves,
            labels: Labels::default(),
            by_node: Vec::new(),
            promised: Vec::new(),
        };
        let root = reading.node(self, at, 1)?;
        let Reading {
            leaves: _,
            labels,
            by_node,
            promised,
        } = reading;
        Ok(GivenTree {
            root,
            labels,
            by_node,
            promised,
        })
    }
}

struct Reading {
    leaves: Leaves,
    labels: Labels,
    by_node: Vec<Option<String>>,
    promised: Vec<(String, Ratio)>,
}

impl Reading {
    fn node(&mut self, node: GivenTreeInput, at: &Place, depth: usize) -> Result<Node, Error> {
        let GivenTreeInput {
            component,
            availability_percent,
            gate,
            k,
            children,
        } = node;
        if depth > Topology::DEPTH_MAX {
            let expected = format!("at most {} levels", Topology::DEPTH_MAX);
            let hint = "put gates of one kind together";
            return Err(at.refuse("a deeper node", expected, hint));
        }
        if self.by_node.len() == Topology::NODES_MAX {
            let expected = format!("at most {} nodes", Topology::NODES_MAX);
            return Err(at.refuse("one node more", expected, "calculate a part of the tree"));
        }
        match (component, gate) {
            (Some(label), None) if k.is_none() && children.is_empty() => {
                self.component(&label, availability_percent.as_ref(), at)
            }
            (None, Some(gate)) if availability_percent.is_none() => {
                self.by_node.push(None);
                let children_at = at.field("children");
                children_at.some(&children, Topology::NODES_MAX)?;
                let gate = lawful_gate(gate, k, children.len(), &at.field("k"))?;
                let mut read = Vec::with_capacity(children.len());
                for (number, child) in children.into_iter().enumerate() {
                    read.push(self.node(child, &children_at.item(number), depth + 1)?);
                }
                Ok(Node::Gate {
                    gate,
                    children: read,
                })
            }
            _ => Err(at.refuse(
                "a node that is neither a component nor a gate",
                "either component, or gate with children",
                "give component alone, or gate and children, and k only with K_OF_N",
            )),
        }
    }

    fn component(
        &mut self,
        label: &str,
        percent: Option<&Decimal>,
        at: &Place,
    ) -> Result<Node, Error> {
        let label = at.field("component").label(label)?;
        let percent_at = at.field("availabilityPercent");
        match (self.leaves, percent) {
            (Leaves::Plain, None) => {}
            (Leaves::Plain, Some(given)) => {
                return Err(percent_at.refuse(
                    &given.0,
                    "no percentage here",
                    "leave it out: this calculation rests on outages",
                ));
            }
            (Leaves::Promised, None) => {
                return Err(percent_at.refuse(
                    "none",
                    "a percentage",
                    "give every component its availability, such as \"99.9\"",
                ));
            }
            (Leaves::Promised, Some(given)) => {
                if self.labels.known::<ComponentId>(&label).is_some() {
                    return Err(at.field("component").refuse(
                        &label,
                        "a label that stands in the tree once",
                        "without times nothing is known of a component in two places; label them \
                         apart",
                    ));
                }
                let decimals = given.0.split_once('.').map_or(0, |(_, part)| part.len());
                if decimals > Target::PERCENT_DECIMALS_MAX {
                    let expected = format!("at most {} decimals", Target::PERCENT_DECIMALS_MAX);
                    return Err(percent_at.refuse(&given.0, expected, "give fewer decimals"));
                }
                let share = given::percent(given, &percent_at)?;
                let ratio = Ratio::new(share).map_err(|_| {
                    percent_at.refuse(&given.0, "0 to 100", "give a part of the time")
                })?;
                self.promised.push((label.clone(), ratio));
            }
        }
        self.by_node.push(Some(label.clone()));
        Ok(Node::Component(self.labels.id(label)))
    }
}

fn lawful_gate(gate: GateKind, k: Option<i64>, children: usize, at: &Place) -> Result<Gate, Error> {
    match (gate, k) {
        (GateKind::Serial, None) => Ok(Gate::Serial),
        (GateKind::Parallel, None) => Ok(Gate::Parallel),
        (GateKind::KOfN, Some(k)) => {
            let most = i64::try_from(children).unwrap_or(i64::MAX);
            let k = at.between(k, 1, most, "children needed")?;
            Ok(Gate::KOfN(u32::try_from(k).unwrap_or(u32::MAX)))
        }
        (GateKind::KOfN, None) => Err(at.refuse(
            "none",
            "how many children are needed",
            "give k, 1 to the number of children",
        )),
        (GateKind::Serial | GateKind::Parallel, Some(k)) => Err(at.refuse(
            k,
            "no k for this gate",
            "leave k out, or use the gate K_OF_N",
        )),
    }
}
