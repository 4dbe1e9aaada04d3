//! The evaluation input that five families share, put as a question to `assess`.

use std::collections::BTreeMap;

use federation::agreement::{
    AttributionPolicy, DegradationRule, ExclusionWindow, Exclusions, MaintenanceTerms, Target,
    Terms,
};
use federation::evaluation::{Assessment, OutageFact, Part, Question, assess};
use federation::incident::Effect;
use federation::time::{Interval, IntervalSet};
use federation::topology::{Condition, Gate, Node};
use federation::vocabulary::{ComponentId, OrganizationId, OutageId};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::forms::{
    calendar, decimal, instant, interval, interval_form, list, optional_instant, period, text,
};

/// One evaluation input, read.
pub(crate) struct Evaluation {
    pub(crate) period: Interval,
    pub(crate) agreed: IntervalSet,
    pub(crate) exclusions: Exclusions,
    pub(crate) tree: Node,
    pub(crate) suppliers: Vec<(String, OrganizationId)>,
    facts: Vec<OutageFact>,
    owners: BTreeMap<ComponentId, OrganizationId>,
    terms: Terms,
    as_of: Option<federation::time::Instant>,
}

impl Evaluation {
    pub(crate) fn read(input: &Value) -> Self {
        let period = period(input);
        let agreed = calendar(&input["calendar"]).hours(period);
        let mut names = Names::default();
        let tree = names.tree(&input["topology"]);
        let mut facts: Vec<OutageFact> = Vec::new();
        for outage in list(&input["outages"]) {
            let loss = text(&outage["loss"]).parse().expect("a loss");
            facts.push(names.fact(outage, Effect::Lost(loss), facts.len()));
        }
        for unknown in input.get("unknown").map_or(&[][..], |all| list(all)) {
            facts.push(names.fact(unknown, Effect::Unknown, facts.len()));
        }
        let (suppliers, owners) = names.suppliers(input.get("suppliers"));
        let target = decimal(&input["target"]);
        let rule = text(&input["degraded_counts"]);
        let terms = Terms {
            availability_target: target.map(|t| Target::from_fraction(t).expect("a target")),
            degradation: rule.parse::<DegradationRule>().expect("a rule"),
            maintenance: maintenance(&input["exclusions"]),
            ..Terms::default()
        };
        let windows = windows(&input["exclusions"]);
        let exclusions = terms.maintenance.as_ref();
        let exclusions = exclusions.map(|m| m.exclude(&windows, &agreed, &[period]));
        Self {
            period,
            agreed,
            exclusions: exclusions.unwrap_or_default(),
            tree,
            suppliers,
            facts,
            owners,
            terms,
            as_of: optional_instant(&input["as_of"]),
        }
    }

    pub(crate) fn assess(&self) -> Assessment {
        assess(&Question {
            period: self.period,
            as_of: self.as_of,
            parts: vec![Part {
                interval: self.period,
                terms: &self.terms,
                hours: self.agreed.clone(),
                excluded: self.exclusions.excluded.clone(),
            }],
            topology: vec![(self.period, &self.tree)],
            owners: &self.owners,
            outages: &self.facts,
            policies: AttributionPolicy::ALL,
        })
    }

    /// The recorded outages as the degradation rule counts them.
    pub(crate) fn conditions(&self) -> Vec<Condition> {
        let open_end = self
            .as_of
            .map_or(self.period.end, |now| now.min(self.period.end));
        let conditions = self.facts.iter().filter_map(|fact| {
            let Effect::Lost(loss) = fact.effect else {
                return None;
            };
            Some(Condition {
                component: fact.component,
                outage: fact.outage,
                interval: Interval::new(fact.start, fact.end.unwrap_or(open_end)),
                loss: self.terms.degradation.apply(loss),
            })
        });
        conditions.collect()
    }
}

/// What every family expects first.
pub(crate) fn common_form(assessment: &Assessment) -> Map<String, Value> {
    let form = json!({
        "period": interval_form(assessment.period),
        "ast_seconds": assessment.figure.agreed_seconds,
        "excluded_seconds": assessment.figure.excluded_seconds,
    });
    form.as_object().expect("an object").clone()
}

/// The first fields with more of them.
pub(crate) fn with_common(assessment: &Assessment, more: Value) -> Value {
    let mut form = common_form(assessment);
    form.extend(more.as_object().expect("an object").clone());
    Value::Object(form)
}

fn maintenance(exclusions: &Value) -> Option<MaintenanceTerms> {
    (!exclusions.is_null()).then(|| MaintenanceTerms {
        notice_seconds: exclusions["notice_seconds"].as_i64().expect("seconds"),
        cap_seconds_per_month: exclusions["cap_seconds"].as_i64(),
    })
}

fn windows(exclusions: &Value) -> Vec<ExclusionWindow> {
    let windows = exclusions
        .get("windows")
        .map_or(&[][..], |windows| list(windows));
    let read = |window: &Value| ExclusionWindow {
        interval: interval(window),
        approved: window["approved"].as_bool().expect("a boolean"),
        notified_at: optional_instant(&window["notified_at"]),
    };
    windows.iter().map(read).collect()
}

/// Identifiers for the names of a case.
#[derive(Default)]
struct Names(BTreeMap<String, ComponentId>);

impl Names {
    fn component(&mut self, name: &Value) -> ComponentId {
        let next = Uuid::from_u128(self.0.len() as u128 + 1);
        *self
            .0
            .entry(text(name).to_owned())
            .or_insert(ComponentId(next))
    }

    fn tree(&mut self, tree: &Value) -> Node {
        if let Some(component) = tree.get("component") {
            return Node::Component(self.component(component));
        }
        let gate = match text(&tree["gate"]) {
            "SERIAL" => Gate::Serial,
            "PARALLEL" => Gate::Parallel,
            _ => Gate::KOfN(tree["k"].as_u64().expect("k") as u32),
        };
        let children = list(&tree["children"]).iter().map(|child| self.tree(child));
        Node::Gate {
            gate,
            children: children.collect(),
        }
    }

    fn fact(&mut self, outage: &Value, effect: Effect, number: usize) -> OutageFact {
        OutageFact {
            outage: OutageId(Uuid::from_u128(number as u128)),
            component: self.component(&outage["component"]),
            start: instant(&outage["start"]),
            end: optional_instant(&outage["end"]),
            effect,
            revision: 1,
        }
    }

    fn suppliers(
        &mut self,
        suppliers: Option<&Value>,
    ) -> (
        Vec<(String, OrganizationId)>,
        BTreeMap<ComponentId, OrganizationId>,
    ) {
        let mut named = Vec::new();
        let mut owners = BTreeMap::new();
        let suppliers = suppliers.and_then(Value::as_object).into_iter().flatten();
        for ((name, components), number) in suppliers.zip(1u128..) {
            let id = OrganizationId(Uuid::from_u128(number));
            named.push((name.clone(), id));
            for component in list(components) {
                owners.insert(self.component(component), id);
            }
        }
        (named, owners)
    }
}
