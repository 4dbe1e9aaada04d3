//! Simulation: the same facts under other assumptions. A scenario makes another service model and
//! other facts, and the ordinary reports are made of those: there is one engine, and nothing is
//! stored. What a reader may see of the two reports is decided like that of any report.

mod apply;
mod difference;
mod prune;
mod scenario;
mod words;

pub use difference::{Compared, ReportDifference, ShareDifference};
pub use prune::prune;
pub use scenario::{
    AddedWindow, ChangedExclusions, ExclusionChange, Scenario, ScenarioCalendar, ScenarioTopology,
    Simulated,
};
pub use words::{Assumption, ScenarioChange};

use super::assemble::{
    ComponentReport, Facts, Needs, ServiceReport, component_report, needs_of_component,
    needs_of_service, service_report,
};
use crate::incident::OutageFact;
use crate::model::ServiceModel;
use crate::time::{Interval, PeriodSpec};
use crate::vocabulary::{AgreementId, ComponentId, ServiceId};

/// A report as it is, and as it would have been.
#[derive(Clone, Debug)]
pub struct Simulation<R> {
    /// As it is.
    pub before: R,
    /// As it would have been.
    pub after: R,
    /// What was assumed.
    pub changes: Vec<ScenarioChange>,
}

/// The facts that simulating `scenario` needs: those of both reports; `None` when there is nothing
/// to report on.
#[must_use]
pub fn needs_of_simulation(
    model: &ServiceModel,
    of: Simulated,
    period: PeriodSpec,
    scenario: &Scenario,
) -> Option<Needs> {
    let needs = |model: &ServiceModel| match of {
        Simulated::Service(service) => needs_of_service(model, service, period),
        Simulated::Component(agreement, component) => {
            needs_of_component(model, agreement, component, period)
        }
    };
    let (before, after) = (needs(model)?, needs(&scenario.model(model, of))?);
    let mut components = before.components;
    components.extend(after.components);
    Some(Needs {
        components,
        span: Interval::new(
            before.span.start.min(after.span.start),
            before.span.end.max(after.span.end),
        ),
    })
}

/// The report of `service` as it is and under `scenario`; `None` when there is no such service, or
/// when it is not `wanted` any more after the first of the two reports.
#[must_use]
pub fn simulate_service(
    model: &ServiceModel,
    service: ServiceId,
    period: PeriodSpec,
    scenario: &Scenario,
    facts: Facts<'_>,
    wanted: impl Fn() -> bool,
) -> Option<Simulation<ServiceReport>> {
    let of = Simulated::Service(service);
    let outages = outages(model, scenario, facts.outages);
    let changed = Facts {
        outages: &outages,
        ..facts
    };
    let before = service_report(model, service, period, facts)?;
    if !wanted() {
        return None;
    }
    Some(Simulation {
        before,
        after: service_report(&scenario.model(model, of), service, period, changed)?,
        changes: scenario.changes(model, of),
    })
}

/// The report of `component` under `agreement` as it is and under `scenario`; `None` when the
/// agreement does not promise it, or when it is not `wanted` any more after the first of the two.
#[must_use]
pub fn simulate_component(
    model: &ServiceModel,
    (agreement, component): (AgreementId, ComponentId),
    period: PeriodSpec,
    scenario: &Scenario,
    facts: Facts<'_>,
    wanted: impl Fn() -> bool,
) -> Option<Simulation<ComponentReport>> {
    let of = Simulated::Component(agreement, component);
    let outages = outages(model, scenario, facts.outages);
    let changed = Facts {
        outages: &outages,
        ..facts
    };
    let model_after = scenario.model(model, of);
    let before = component_report(model, agreement, component, period, facts)?;
    if !wanted() {
        return None;
    }
    Some(Simulation {
        before,
        after: component_report(&model_after, agreement, component, period, changed)?,
        changes: scenario.changes(model, of),
    })
}

/// The outages as they would have been.
fn outages(model: &ServiceModel, scenario: &Scenario, outages: &[OutageFact]) -> Vec<OutageFact> {
    let counts = |outage: &&OutageFact| {
        let component = model.components.get(&outage.component);
        scenario.counts(component.map(|component| component.supplier), outage.outage)
    };
    outages.iter().filter(counts).copied().collect()
}
