//! What a scenario changes, in words: only what is assumed, never what it was before.

use super::prune::shrunk;
use super::scenario::{
    ChangedExclusions, ExclusionChange, Scenario, ScenarioCalendar, ScenarioTopology, Simulated,
};
use crate::model::ServiceModel;
use crate::time::{Calendar, Interval};
use crate::topology::Node;
use crate::vocabulary::{ComponentId, OrganizationId, ServiceId};
use crate::words;

words! {
    /// What an assumption of a scenario is about.
    pub enum Assumption {
        /// Which version of an agreement is in force.
        AgreementVersion = "AGREEMENT_VERSION",
        /// How lost time is shared.
        AttributionPolicy = "ATTRIBUTION_POLICY",
        /// The availability that is promised.
        AvailabilityTarget = "AVAILABILITY_TARGET",
        /// The agreed hours.
        Calendar = "CALENDAR",
        /// Which components the tree holds.
        Components = "COMPONENTS",
        /// How a partial loss counts.
        Degradation = "DEGRADATION",
        /// Which maintenance is excluded.
        Exclusions = "EXCLUSIONS",
        /// How unknown time counts.
        MissingData = "MISSING_DATA",
        /// Which outages there were.
        Outages = "OUTAGES",
        /// The dependency tree.
        Topology = "TOPOLOGY",
    }
}

/// One assumption of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioChange {
    /// What it is about.
    pub assumption: Assumption,
    /// It in words.
    pub text: String,
}

struct Words(Vec<ScenarioChange>);

impl Words {
    fn add(&mut self, assumption: Assumption, text: impl Into<String>) {
        let text = text.into();
        self.0.push(ScenarioChange { assumption, text });
    }
}

impl Scenario {
    /// Every assumption in words, in the order in which they are applied. `model` is the true one.
    #[must_use]
    pub fn changes(&self, model: &ServiceModel, of: Simulated) -> Vec<ScenarioChange> {
        let mut words = Words(Vec::new());
        for (agreement, version) in &self.versions {
            let agreement = model.agreements.get(agreement);
            let code = agreement.map_or("", |agreement| agreement.code.as_str());
            let text = format!("{code} version {version} is in force whenever the agreement binds");
            words.add(Assumption::AgreementVersion, text);
        }
        if let Some(target) = &self.target {
            let text = format!("{target} % is promised");
            words.add(Assumption::AvailabilityTarget, text);
        }
        if let Some(calendar) = &self.calendar {
            words.add(Assumption::Calendar, calendar_text(model, calendar));
        }
        if let Some(policy) = self.attribution {
            let text = format!("lost time is shared by {policy}");
            words.add(Assumption::AttributionPolicy, text);
        }
        if let Some(rule) = self.degradation {
            words.add(
                Assumption::Degradation,
                format!("a partial loss counts {rule}"),
            );
        }
        if let Some(rule) = self.missing_data {
            words.add(
                Assumption::MissingData,
                format!("unknown time counts {rule}"),
            );
        }
        match &self.exclusions {
            None => {}
            Some(ExclusionChange::Nothing) => {
                words.add(Assumption::Exclusions, "no maintenance is excluded");
            }
            Some(ExclusionChange::Changed(change)) => exclusions(model, change, &mut words),
        }
        self.supply(model, of, &mut words);
        words.0
    }

    /// What is different about trees, components and outages.
    fn supply(&self, model: &ServiceModel, of: Simulated, words: &mut Words) {
        if let Some(ScenarioTopology { root, in_force_at }) = &self.topology {
            let text = match in_force_at {
                Some(at) => format!("the dependency tree of {at} is in force all the time"),
                None => format!(
                    "another dependency tree is in force all the time: {}",
                    tree_text(model, root)
                ),
            };
            words.add(Assumption::Topology, text);
        }
        let code = |id: &OrganizationId| {
            let organization = model.organizations.get(id);
            organization.map_or_else(String::new, |organization| organization.code.to_string())
        };
        for supplier in &self.without_components_of {
            let text = format!("the tree holds no component of {}", code(supplier));
            words.add(Assumption::Components, text);
        }
        if let (Simulated::Service(service), false) = (of, self.without_components_of.is_empty()) {
            for text in self.shrunk_gates(model, service) {
                words.add(Assumption::Components, text);
            }
        }
        for supplier in &self.without_outages_of {
            let text = format!("no component of {} fails", code(supplier));
            words.add(Assumption::Outages, text);
        }
        if !self.without_outages.is_empty() {
            let text = format!("{} named outages never were", self.without_outages.len());
            words.add(Assumption::Outages, text);
        }
    }

    /// What becomes of the gates of the simulated tree, or of every tree of the service.
    fn shrunk_gates(&self, model: &ServiceModel, service: ServiceId) -> Vec<String> {
        let out = |component: ComponentId| {
            let component = model.components.get(&component);
            component.is_some_and(|found| self.without_components_of.contains(&found.supplier))
        };
        if let Some(topology) = &self.topology {
            return shrunk(&topology.root, &out);
        }
        let trees = model.topologies.values();
        let trees = trees.filter(|topology| topology.service == service);
        let all = trees.flat_map(|topology| {
            let from = topology.effective.from;
            let texts = shrunk(&topology.root, &out).into_iter();
            texts.map(move |text| format!("in the tree from {from}, {text}"))
        });
        all.collect()
    }
}

fn calendar_text(model: &ServiceModel, calendar: &ScenarioCalendar) -> String {
    match calendar {
        ScenarioCalendar::Existing(id) => {
            let named = model.calendars.get(id);
            let code = named.map_or("", |named| named.code.as_str());
            format!("the agreed hours are those of the calendar {code}")
        }
        ScenarioCalendar::Given(Calendar {
            zone,
            weekly,
            closed_dates,
        }) => {
            let windows = match weekly {
                None => "around the clock".to_owned(),
                Some(windows) => format!("in {} weekly windows", windows.len()),
            };
            let closed = match closed_dates.len() {
                0 => String::new(),
                count => format!(", closed on {count} dates"),
            };
            format!("the agreed hours are {windows} in {zone}{closed}")
        }
    }
}

fn exclusions(model: &ServiceModel, change: &ChangedExclusions, words: &mut Words) {
    let ChangedExclusions {
        notice_seconds,
        cap_seconds_per_month,
        added,
        left_out,
    } = change;
    if let Some(seconds) = notice_seconds {
        let text = format!("maintenance needs {seconds} s of notice to be excluded");
        words.add(Assumption::Exclusions, text);
    }
    match cap_seconds_per_month {
        None => {}
        Some(None) => words.add(Assumption::Exclusions, "excluded maintenance has no cap"),
        Some(Some(seconds)) => {
            let text = format!("at most {seconds} s of maintenance are excluded a month");
            words.add(Assumption::Exclusions, text);
        }
    }
    for window in added {
        let component = window.component.and_then(|id| model.components.get(&id));
        let of = component.map_or_else(String::new, |found| format!(" of {}", found.code));
        let Interval { start, end } = window.interval;
        let text = format!("there is a further maintenance window{of} from {start} until {end}");
        words.add(Assumption::Exclusions, text);
    }
    for id in left_out {
        if let Some(window) = model.maintenance_windows.get(id) {
            let text = format!("the maintenance window {} never was", window.reference);
            words.add(Assumption::Exclusions, text);
        }
    }
}

/// A tree in one line: `SERIAL(network, 2 of (n1, n2, n3))`.
fn tree_text(model: &ServiceModel, node: &Node) -> String {
    use crate::topology::Gate;
    match node {
        Node::Component(id) => {
            let component = model.components.get(id);
            component.map_or_else(String::new, |component| component.code.to_string())
        }
        Node::Gate { gate, children } => {
            let inner: Vec<String> = children.iter().map(|c| tree_text(model, c)).collect();
            let word = match gate {
                Gate::Serial => "all of".to_owned(),
                Gate::Parallel => "1 of".to_owned(),
                Gate::KOfN(needed) => format!("{needed} of"),
            };
            format!("{word} ({})", inner.join(", "))
        }
    }
}
