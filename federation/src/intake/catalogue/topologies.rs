//! Dependency trees: gates that fit their children, within the limits of depth and size.

use std::collections::BTreeMap;

use super::check::Placed;
use super::document::{GateWord, NodeEntry, TopologyEntry};
use super::findings::{Findings, Given, Place};
use super::register::{Fresh, Registers, repeated};
use super::scalar::Located;
use super::values;
use crate::model::ServiceModel;
use crate::time::{Effective, Instant};
use crate::topology::{Gate, Node, Topology};
use crate::vocabulary::{ProblemCode, ServiceId, TopologyId};

/// Brings the trees of the file into the model. A tree is known by its service and first instant.
pub(super) fn check<'d>(
    registers: &Registers<'d>,
    current: &ServiceModel,
    after: &mut ServiceModel,
    fresh: Fresh<'_>,
    findings: &mut Findings,
) -> BTreeMap<TopologyId, Placed<'d, TopologyEntry>> {
    let known: BTreeMap<(ServiceId, Instant), TopologyId> = current
        .topologies
        .values()
        .map(|topology| ((topology.service, topology.effective.from), topology.id))
        .collect();
    let mut placed = BTreeMap::new();
    for service in registers.services.entries() {
        // By first instant, so that fresh identifiers do not depend on the order of the file.
        let mut found: BTreeMap<Instant, (Place, &TopologyEntry, Effective)> = BTreeMap::new();
        let list = service.given.topologies.iter().flatten();
        for (index, item) in list.enumerate() {
            let place = service.place.absent("topologies").step(index, item.line);
            let given = &item.value;
            let effective = values::effective(
                &place,
                &given.effective_from,
                given.effective_to.as_ref(),
                findings,
            );
            let Some(effective) = effective else {
                // Its tree is looked at for the problems in it.
                let _ = tree(&given.tree, &place, registers, findings);
                continue;
            };
            if let Some((first, _, _)) = found.get(&effective.from) {
                let from = place.field("effectiveFrom", &given.effective_from);
                let what = format!("the topology of {} from {}", service.code, effective.from);
                findings.add(repeated(&from, &what, first));
            } else {
                found.insert(effective.from, (place, given, effective));
            }
        }
        for (from, (place, given, effective)) in found {
            let id = known
                .get(&(service.id, from))
                .copied()
                .unwrap_or_else(|| fresh().into());
            if let Some(root) = tree(&given.tree, &place, registers, findings) {
                let topology = Topology {
                    id,
                    service: service.id,
                    effective,
                    root,
                };
                after.topologies.insert(id, topology);
            }
            placed.insert(id, Placed { place, given });
        }
    }
    placed
}

fn tree(
    given: &Located<NodeEntry>,
    place: &Place,
    registers: &Registers<'_>,
    findings: &mut Findings,
) -> Option<Node> {
    let place = place.step("tree", given.line);
    let mut growth = Growth {
        registers,
        nodes: 0,
        too_deep: false,
    };
    let root = growth.node(&given.value, &place, 0, findings);
    if growth.nodes > Topology::NODES_MAX {
        let message = format!("the tree has {} nodes", growth.nodes);
        let problem = place.problem(ProblemCode::TooLong, message);
        findings.add(problem.with_expected(format!("at most {} nodes", Topology::NODES_MAX)));
    }
    root
}

/// A tree that is being read.
struct Growth<'r, 'd> {
    registers: &'r Registers<'d>,
    nodes: usize,
    too_deep: bool,
}

impl Growth<'_, '_> {
    /// A node under `gates` gates; `None` when something in it is wrong.
    fn node(
        &mut self,
        given: &NodeEntry,
        place: &Place,
        gates: usize,
        findings: &mut Findings,
    ) -> Option<Node> {
        self.nodes += 1;
        let gate = given.gate.as_ref().map(|gate| place.field("gate", gate));
        let Some(component) = &given.component else {
            return self.gate(gate.as_ref(), given, place, gates + 1, findings);
        };
        let component = place.field("component", component);
        if gate.is_some() || given.children.is_some() || given.k.is_some() {
            let message = "a node is either a component or a gate over children, not both";
            findings.add(component.problem(ProblemCode::BadGate, message));
            return None;
        }
        let id = self.registers.components.refer(&component, findings)?;
        Some(Node::Component(id))
    }

    fn gate(
        &mut self,
        word: Option<&Given<'_>>,
        given: &NodeEntry,
        place: &Place,
        gates: usize,
        findings: &mut Findings,
    ) -> Option<Node> {
        if gates > Topology::DEPTH_MAX {
            // Said once: every deeper gate of the tree would say it again.
            if !std::mem::replace(&mut self.too_deep, true) {
                let message = "the gates of the tree are nested too deeply";
                let problem = place.problem(ProblemCode::TooLong, message);
                let expected = format!("at most {} gates deep", Topology::DEPTH_MAX);
                findings.add(problem.with_expected(expected));
            }
            return None;
        }
        let list = given.children.as_deref().unwrap_or_default();
        let gate = match word {
            Some(word) => gate_of(word, given, place, list.len(), findings),
            None => {
                let problem = place.problem(
                    ProblemCode::BadGate,
                    "the node is neither a component nor a gate",
                );
                findings.add(problem.with_expected("component, or gate with children"));
                None
            }
        };
        if word.is_some() && list.is_empty() {
            let problem = place
                .absent("children")
                .problem(ProblemCode::BadGate, "the gate has no children");
            findings.add(problem.with_hint("list the nodes that the gate depends on"));
        }
        let inner = place.absent("children");
        let children: Vec<Option<Node>> = list
            .iter()
            .enumerate()
            .map(|(index, child)| {
                self.node(
                    &child.value,
                    &inner.step(index, child.line),
                    gates,
                    findings,
                )
            })
            .collect();
        let children: Vec<Node> = children.into_iter().collect::<Option<_>>()?;
        let gate = gate?;
        (!children.is_empty()).then_some(Node::Gate { gate, children })
    }
}

/// How many of `count` children are needed.
fn gate_of(
    word: &Given<'_>,
    given: &NodeEntry,
    place: &Place,
    count: usize,
    findings: &mut Findings,
) -> Option<Gate> {
    let gate: GateWord = values::word(word, findings)?;
    let needed = given.k.as_ref().map(|k| place.field("k", k));
    match (gate, needed) {
        (GateWord::Serial, None) => Some(Gate::Serial),
        (GateWord::Parallel, None) => Some(Gate::Parallel),
        (GateWord::Serial | GateWord::Parallel, Some(needed)) => {
            let message = format!("a {gate} gate has no k");
            let problem = needed.problem(ProblemCode::BadGate, message);
            findings.add(problem.with_hint("leave k out, or make the gate K_OF_N"));
            None
        }
        (GateWord::KOfN, None) => {
            let problem = place
                .absent("k")
                .problem(ProblemCode::BadGate, "a K_OF_N gate needs k");
            findings.add(problem.with_expected(format!("a whole number from 1 to {count}")));
            None
        }
        (GateWord::KOfN, Some(needed)) => match needed.text.parse::<u32>() {
            Ok(k) if k >= 1 && k as usize <= count => Some(Gate::KOfN(k)),
            _ => {
                let message = format!("k does not fit the {count} children of the gate");
                let problem = needed
                    .problem(ProblemCode::BadGate, message)
                    .with_expected(format!("a whole number from 1 to {count}"));
                findings.add(problem.with_hint("k says how many children are needed"));
                None
            }
        },
    }
}
