//! The roots of simulation, and the instants at which a burn is asked for.

use async_graphql::{Context, ID, Object, Result};
use federation::authority::{Extent, Subject};
use federation::time::Instant;
use federation::vocabulary::Code;

use super::context::Asker;
use super::model::scenario::{ComponentScenarioInput, ServiceScenarioInput};
use super::model::service::Service;
use super::model::simulation::{ComponentSimulation, ServiceSimulation};
use super::node::{Noun, read_global_id};
use super::period::PeriodInput;
use super::scalar::DateTime;
use crate::error::{Error, ErrorCode};
use crate::workflow::simulation::{self, Asked};

/// The roots of simulation: reports as they would have been.
#[derive(Debug)]
pub struct SimulationQuery;

/// What is said of anything that is not there, or not for the reader: the same words for both.
fn not_found() -> Error {
    Error::new(
        ErrorCode::NotFound,
        "there is nothing here that you may see",
    )
}

fn code(text: &str) -> Result<Code, Error> {
    text.parse().map_err(|_| not_found())
}

/// Goes on only for those who may simulate `subject` at all, and whose token reads all that the
/// figures are made of: varied often enough, they tell it.
fn demand(asker: &Asker<'_>, subject: Subject, made_of: &[Subject]) -> Result<(), Error> {
    if asker.demand(subject)? == Extent::Nothing {
        return Err(not_found());
    }
    made_of
        .iter()
        .try_for_each(|subject| asker.demand(*subject).map(|_| ()))
}

fn asked((raw, outages): (federation::intake::scenario::RawScenario, Vec<ID>)) -> Asked {
    let outage = |id: ID| {
        let found = match read_global_id(&id) {
            Some((Noun::Outage, uuid)) => Some(uuid.into()),
            _ => None,
        };
        (id.to_string(), found)
    };
    Asked {
        raw,
        outages: outages.into_iter().map(outage).collect(),
    }
}

/// What would have been.
#[Object]
impl SimulationQuery {
    /// The end-to-end report of a service as it is, and as it would have been under a scenario.
    /// Nothing is stored. The integrator and auditors simulate everything, a customer the terms of
    /// its own agreements about its own services; the fields of the scenario that change the supply
    /// side are FORBIDDEN to it. Null with the error NOT_FOUND when there is no service that the
    /// reader may simulate: always so for suppliers. The token needs every scope of reading.
    async fn simulate_service_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the service.")] service: String,
        #[graphql(desc = "A month, quarter, year, or from and to.")] period: PeriodInput,
        #[graphql(desc = "What is to be different.")] scenario: ServiceScenarioInput,
    ) -> Result<Option<ServiceSimulation>> {
        let asker = Asker::of(ctx)?;
        let made_of = [
            Subject::CustomerAgreement,
            Subject::DependencyTree,
            Subject::MaintenanceWindow,
            Subject::Outage,
        ];
        demand(&asker, Subject::ServiceSimulation, &made_of)?;
        let asked = asked(scenario.parts()).of_service(asker.reach())?;
        let found = asker.view().service_by_code(&code(&service)?).await?;
        let service = found.ok_or_else(not_found)?;
        let (id, service) = (service.id, Service::from(service));
        let (app, spec) = (asker.app(), period.spec()?);
        let answer = simulation::of_service(app, asker.reach(), id, spec, asked).await?;
        let answer = answer.ok_or_else(not_found)?;
        Ok(Some(ServiceSimulation::new(&service, answer)))
    }

    /// The report of a component under one agreement as it is, and as it would have been under a
    /// scenario. Nothing is stored. The integrator and auditors simulate every component, a supplier
    /// those that it delivers, under agreements that it is a party of. Null with the error NOT_FOUND
    /// when there is nothing that the reader may simulate: always so for customers. The token needs
    /// every scope of reading.
    async fn simulate_component_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of an agreement that promises the component.")]
        agreement: String,
        #[graphql(desc = "The code of the component.")] component: String,
        #[graphql(desc = "A month, quarter, year, or from and to.")] period: PeriodInput,
        #[graphql(desc = "What is to be different.")] scenario: ComponentScenarioInput,
    ) -> Result<Option<ComponentSimulation>> {
        let asker = Asker::of(ctx)?;
        let made_of = [
            Subject::MaintenanceWindow,
            Subject::Outage,
            Subject::SupplierAgreement,
        ];
        demand(&asker, Subject::ComponentSimulation, &made_of)?;
        let view = asker.view();
        let agreement = view.agreement_by_code(&code(&agreement)?).await?;
        let component = view.component_by_code(&code(&component)?).await?;
        let (agreement, component) = agreement.zip(component).ok_or_else(not_found)?;
        let about = (agreement.id, component.id);
        let (app, spec) = (asker.app(), period.spec()?);
        let asked = asked(scenario.parts());
        let answer = simulation::of_component(app, asker.reach(), about, spec, asked).await?;
        Ok(Some(ComponentSimulation::new(
            answer.ok_or_else(not_found)?,
        )))
    }
}

/// The instant at which a burn is asked for: now when absent.
///
/// # Errors
/// `BAD_USER_INPUT` for an instant ahead of now, of which nothing is known.
pub fn burn_instant(asker: &Asker<'_>, at: Option<DateTime>) -> Result<Instant, Error> {
    let now = asker.now();
    let at = at.map_or(now, DateTime::instant);
    if at > now {
        let message = format!("{at} lies ahead of now, {now}");
        return Err(Error::new(ErrorCode::BadUserInput, message)
            .with_hint("ask for an instant that has come"));
    }
    Ok(at)
}
