//! A report is asked for as it would have been: what the scenario names is looked up within the
//! asker's reach, both reports are computed by the one engine, and what leaves is what the asker may
//! see of any report. Nothing is stored.

use std::sync::Arc;

use federation::authority::{Extent, Reach, Refusal, Subject};
use federation::intake::scenario::{self, RawOutageName, RawScenario};
use federation::model::ServiceModel;
use federation::report::simulation::{
    self as domain, Compared, ReportDifference, Scenario, ScenarioChange,
};
use federation::report::{self, ComponentReport, Explanation, Facts, VisibleServiceReport};
use federation::time::{Instant, PeriodSpec};
use federation::vocabulary::{AgreementId, ComponentId, OutageId, Problem, ServiceId};

use super::report::facts;
use crate::app::App;
use crate::blocking::blocking;
use crate::error::{Error, ErrorCode};

/// A report as it is and as it would have been, as one reader may see both.
#[derive(Debug)]
pub struct Simulated<R> {
    /// As it is.
    pub before: R,
    /// As it would have been.
    pub after: R,
    /// The one less the other.
    pub difference: ReportDifference,
    /// What was assumed.
    pub changes: Vec<ScenarioChange>,
    /// How the difference came to be.
    pub explanation: Explanation,
}

impl<R> Simulated<R>
where
    Compared: for<'r> From<&'r R>,
{
    fn of(before: R, after: R, changes: Vec<ScenarioChange>) -> Self {
        let (old, new) = (Compared::from(&before), Compared::from(&after));
        let difference = ReportDifference::between(&old, &new);
        Self {
            explanation: difference.explain(&old, &new),
            before,
            after,
            difference,
            changes,
        }
    }
}

/// What became of a scenario: the simulation, or what is wrong with it.
pub type Answer<R> = Result<Simulated<R>, Vec<Problem>>;

/// A scenario as it was given; the outages in it by name, each with its identifier if it has one.
#[derive(Debug)]
pub struct Asked {
    /// All of it but the outages.
    pub raw: RawScenario,
    /// The outages.
    pub outages: Vec<(String, Option<OutageId>)>,
}

impl Asked {
    /// Refuses what the reader's role may not ask, before anything is looked up.
    ///
    /// # Errors
    /// `FORBIDDEN` with the way to the field.
    pub fn of_service(self, reach: &Reach) -> Result<Self, Error> {
        let outages = (!self.outages.is_empty()).then_some("withoutOutages");
        let field = self.raw.supply_field().or(outages);
        if let Some(field) = field
            && reach.extent(Subject::SupplySimulation) == Extent::Nothing
        {
            let refusal = Refusal::Forbidden(reach.role());
            let message = format!("scenario.{field}: {refusal}");
            return Err(Error::new(ErrorCode::Forbidden, message)
                .with_hint("leave the field out; terms of the agreement can be simulated"));
        }
        Ok(self)
    }

    /// The scenario that is meant, of what `reach` may see.
    async fn scenario(
        mut self,
        app: &App,
        reach: &Reach,
        of: domain::Simulated,
    ) -> Result<Result<Scenario, Vec<Problem>>, Error> {
        let view = app.store.view(reach.clone());
        // Longer lists are refused whatever is on them.
        for (given, id) in self.outages.drain(..).take(scenario::ITEMS_MAX + 1) {
            let found = match id {
                Some(id) => view.outage(id).await?.map(|outage| outage.id),
                None => None,
            };
            self.raw
                .without_outages
                .push(RawOutageName { given, found });
        }
        let visible = visible_model(app, reach).await?;
        let raw = self.raw;
        blocking(move |_| scenario::check(&raw, &visible, of)).await
    }
}

/// What a scenario may name: the service model as far as `reach` goes.
async fn visible_model(app: &App, reach: &Reach) -> Result<Arc<ServiceModel>, Error> {
    let all = [
        Subject::Component,
        Subject::CustomerAgreement,
        Subject::DependencyTree,
        Subject::MaintenanceWindow,
        Subject::Organization,
        Subject::Service,
        Subject::SupplierAgreement,
    ];
    let whole = reach.services().is_none()
        && all
            .into_iter()
            .all(|subject| reach.extent(subject) == Extent::Everything);
    Ok(match whole {
        true => app.store.service_model().await?,
        false => Arc::new(app.store.view(reach.clone()).service_model().await?),
    })
}

/// The report of a service, which `reach` may simulate, as it is and as it would have been; `None`
/// when there is no such service.
///
/// # Errors
/// Faults of the store.
pub async fn of_service(
    app: &App,
    reach: &Reach,
    service: ServiceId,
    period: PeriodSpec,
    asked: Asked,
) -> Result<Option<Answer<VisibleServiceReport>>, Error> {
    let of = domain::Simulated::Service(service);
    let scenario = match asked.scenario(app, reach, of).await? {
        Ok(scenario) => scenario,
        Err(problems) => return Ok(Some(Err(problems))),
    };
    let model = app.store.service_model().await?;
    let Some(needs) = domain::needs_of_simulation(&model, of, period, &scenario) else {
        return Ok(None);
    };
    let (outages, as_of) = (facts(app, &needs).await?, Instant::from(app.clock.now()));
    let reach = reach.clone();
    blocking(move |wanted| {
        let outages = &outages;
        let facts = Facts { outages, as_of };
        let simulation =
            domain::simulate_service(&model, service, period, &scenario, facts, || wanted.still())?;
        Some(Ok(Simulated::of(
            report::redact(simulation.before, &reach),
            report::redact(simulation.after, &reach),
            simulation.changes,
        )))
    })
    .await
}

/// The report of a component under one agreement, which `reach` may simulate, as it is and as it
/// would have been; `None` when the agreement does not promise the component.
///
/// # Errors
/// Faults of the store.
pub async fn of_component(
    app: &App,
    reach: &Reach,
    (agreement, component): (AgreementId, ComponentId),
    period: PeriodSpec,
    asked: Asked,
) -> Result<Option<Answer<ComponentReport>>, Error> {
    let of = domain::Simulated::Component(agreement, component);
    let model = app.store.service_model().await?;
    if domain::needs_of_simulation(&model, of, period, &Scenario::default()).is_none() {
        return Ok(None);
    }
    let scenario = match asked.scenario(app, reach, of).await? {
        Ok(scenario) => scenario,
        Err(problems) => return Ok(Some(Err(problems))),
    };
    let Some(needs) = domain::needs_of_simulation(&model, of, period, &scenario) else {
        return Ok(None);
    };
    let (outages, as_of) = (facts(app, &needs).await?, Instant::from(app.clock.now()));
    blocking(move |wanted| {
        let outages = &outages;
        let facts = Facts { outages, as_of };
        let about = (agreement, component);
        let simulation =
            domain::simulate_component(&model, about, period, &scenario, facts, || wanted.still())?;
        let domain::Simulation {
            before,
            after,
            changes,
        } = simulation;
        Some(Ok(Simulated::of(before, after, changes)))
    })
    .await
}
