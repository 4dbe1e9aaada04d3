//! The supply side of a scenario: its tree, and the suppliers and outages that are left out.

use std::collections::BTreeSet;

use super::raw::{RawGate, RawNode, RawOutageName, RawScenario, RawTopology};
use super::{Check, ITEMS_MAX, way};
use crate::party::OrganizationKind;
use crate::report::simulation::{Scenario, ScenarioTopology, Simulated, prune};
use crate::topology::{Gate, Node, Topology};
use crate::vocabulary::{ComponentId, OrganizationId, OutageId, Problem, ProblemCode};

impl Check<'_> {
    pub(super) fn component(&mut self, code: &str, path: Vec<String>) -> Option<ComponentId> {
        let components = self.visible.components.values();
        let found = components
            .clone()
            .find(|component| component.code.as_str() == code);
        if found.is_none() {
            let codes = components.map(|component| component.code.as_str());
            self.unknown("component", code, path, codes);
        }
        found.map(|component| component.id)
    }

    pub(super) fn suppliers(&mut self, field: &str, given: &[String]) -> BTreeSet<OrganizationId> {
        let mut suppliers = BTreeSet::new();
        if !self.bounded(given.len(), ITEMS_MAX, way(&[field])) {
            return suppliers;
        }
        for (index, code) in given.iter().enumerate() {
            let path = way(&[field, &index.to_string()]);
            let organizations = self.visible.organizations.values();
            let found = organizations
                .clone()
                .find(|organization| organization.code.as_str() == code);
            let Some(found) = found else {
                let suppliers =
                    organizations.filter(|near| near.kind == OrganizationKind::ServiceProvider);
                let codes = suppliers.map(|near| near.code.as_str());
                self.unknown("supplier", code, path, codes);
                continue;
            };
            if found.kind != OrganizationKind::ServiceProvider {
                let message = "the organization is not a supplier";
                let problem = Problem::new(ProblemCode::WrongParty, message).with_given(code);
                self.add(problem, path);
                continue;
            }
            if !suppliers.insert(found.id) {
                self.repeated(code, path);
            }
        }
        suppliers
    }

    pub(super) fn outages(&mut self, given: &[RawOutageName]) -> BTreeSet<OutageId> {
        let mut outages = BTreeSet::new();
        if !self.bounded(given.len(), ITEMS_MAX, way(&["withoutOutages"])) {
            return outages;
        }
        for (index, RawOutageName { given, found }) in given.iter().enumerate() {
            let path = way(&["withoutOutages", &index.to_string()]);
            match found {
                None => {
                    let message = "there is no outage with this identifier that you may see";
                    let problem = Problem::new(ProblemCode::UnknownReference, message);
                    self.add(problem.with_given(given), path);
                }
                Some(outage) if !outages.insert(*outage) => self.repeated(given, path),
                Some(_) => {}
            }
        }
        outages
    }

    pub(super) fn topology(&mut self, given: Option<&RawTopology>) -> Option<ScenarioTopology> {
        match given? {
            RawTopology::InForceAt(at) => {
                let Simulated::Service(service) = self.of else {
                    return None;
                };
                let found = self.visible.topology_at(service, *at);
                if found.is_none() {
                    let message = "no dependency tree of the service is in force then";
                    let problem = Problem::new(ProblemCode::UnknownReference, message);
                    let path = way(&["topology", "inForceAt"]);
                    self.add(problem.with_given(at.to_string()), path);
                }
                found.map(|topology| ScenarioTopology {
                    root: topology.root.clone(),
                    in_force_at: Some(*at),
                })
            }
            RawTopology::Tree(tree) => {
                let mut growth = Growth {
                    nodes: 0,
                    placed: BTreeSet::new(),
                };
                let root = self.node(tree, &way(&["topology", "tree"]), 0, &mut growth);
                let fits = self.bounded(
                    growth.nodes,
                    Topology::NODES_MAX,
                    way(&["topology", "tree"]),
                );
                Some(ScenarioTopology {
                    root: root.filter(|_| fits)?,
                    in_force_at: None,
                })
            }
        }
    }

    /// What one part of a scenario says against another.
    pub(super) fn contradictions(&mut self, raw: &RawScenario, scenario: &Scenario) {
        let both = scenario
            .without_components_of
            .intersection(&scenario.without_outages_of)
            .next()
            .is_some();
        if both {
            let message = "components that are not there cannot be components that never fail";
            let problem = Problem::new(ProblemCode::Contradiction, message);
            let problem = problem.with_hint("name a supplier in one of the two lists");
            self.add(problem, way(&["withoutOutagesOf"]));
        }
        let Simulated::Service(service) = self.of else {
            return;
        };
        if scenario.without_components_of.is_empty() {
            return;
        }
        let out = |component: ComponentId| {
            let component = self.visible.components.get(&component);
            component.is_some_and(|found| scenario.without_components_of.contains(&found.supplier))
        };
        let given = scenario.topology.as_ref().map(|topology| &topology.root);
        let own = self.visible.topologies.values();
        let own = own.filter(|topology| given.is_none() && topology.service == service);
        let mut trees = own.map(|topology| &topology.root).chain(given);
        if raw.topology.is_none() == given.is_none()
            && trees.any(|tree| prune(tree, &out).is_none())
        {
            let message = "without these suppliers nothing is left of a dependency tree";
            let problem = Problem::new(ProblemCode::BadGate, message);
            self.add(problem, way(&["withoutSuppliers"]));
        }
    }

    fn node(
        &mut self,
        given: &RawNode,
        path: &[String],
        gates: usize,
        growth: &mut Growth,
    ) -> Option<Node> {
        growth.nodes += 1;
        if growth.nodes > Topology::NODES_MAX {
            // Said once, of the whole tree.
            return None;
        }
        let step = |steps: &[&str]| {
            let steps = steps.iter().map(ToString::to_string);
            path.iter().cloned().chain(steps).collect::<Vec<_>>()
        };
        let Some(code) = &given.component else {
            return self.gate(given, path, gates + 1, growth);
        };
        if given.gate.is_some() || given.k.is_some() || !given.children.is_empty() {
            let message = "a node is either a component or a gate over children, not both";
            self.add(Problem::new(ProblemCode::BadGate, message), step(&[]));
            return None;
        }
        let component = self.component(code, step(&["component"]))?;
        if !growth.placed.insert(component) {
            let message = "the component stands in the tree before";
            let problem = Problem::new(ProblemCode::DuplicateCode, message).with_given(code);
            self.add(problem, step(&["component"]));
        }
        Some(Node::Component(component))
    }

    fn gate(
        &mut self,
        given: &RawNode,
        path: &[String],
        gates: usize,
        growth: &mut Growth,
    ) -> Option<Node> {
        let step = |steps: &[&str]| {
            let steps = steps.iter().map(ToString::to_string);
            path.iter().cloned().chain(steps).collect::<Vec<_>>()
        };
        if gates > Topology::DEPTH_MAX {
            let message = "the gates of the tree are nested too deeply";
            let problem = Problem::new(ProblemCode::TooLong, message);
            let expected = format!("at most {} gates deep", Topology::DEPTH_MAX);
            self.add(problem.with_expected(expected), step(&[]));
            return None;
        }
        let count = given.children.len();
        let gate = match (given.gate, given.k) {
            (Some(RawGate::Serial), None) => Ok(Gate::Serial),
            (Some(RawGate::Parallel), None) => Ok(Gate::Parallel),
            (Some(RawGate::KOfN), Some(k)) if 1 <= k && k <= count as i64 => {
                Ok(Gate::KOfN(u32::try_from(k).unwrap_or(u32::MAX)))
            }
            (Some(RawGate::KOfN), _) => Err(("k", "k does not fit the children of the gate")),
            (Some(_), Some(_)) => Err(("k", "only a K_OF_N gate has k")),
            (None, _) => Err(("gate", "the node is neither a component nor a gate")),
        };
        if count == 0 && given.gate.is_some() {
            let problem = Problem::new(ProblemCode::BadGate, "the gate has no children");
            self.add(problem, step(&["children"]));
        }
        let children: Vec<Option<Node>> = given
            .children
            .iter()
            .enumerate()
            .map(|(at, child)| {
                let path = step(&["children", &at.to_string()]);
                self.node(child, &path, gates, growth)
            })
            .collect();
        match gate {
            Ok(gate) => {
                let children: Vec<Node> = children.into_iter().collect::<Option<_>>()?;
                (!children.is_empty()).then_some(Node::Gate { gate, children })
            }
            Err((field, message)) => {
                let problem = Problem::new(ProblemCode::BadGate, message);
                let expected = format!("a whole number from 1 to {count} with K_OF_N only");
                let problem = match field {
                    "k" => problem.with_expected(expected),
                    _ => problem.with_expected("component, or gate with children"),
                };
                self.add(problem, step(&[field]));
                None
            }
        }
    }
}

/// A tree that is being read.
struct Growth {
    nodes: usize,
    placed: BTreeSet<ComponentId>,
}
