//! A report is asked for: it is computed once for everyone from the facts in memory, and what leaves
//! is what the asker's reach lets through.

use federation::authority::{Extent, Reach, Subject};
use federation::incident::OutageFact;
use federation::report::{self, ComponentReport, Facts, Needs, Selection, VisibleServiceReport};
use federation::time::{Instant, PeriodSpec};
use federation::vocabulary::{AgreementId, ComponentId, ServiceId};

use crate::app::App;
use crate::error::{Error, ErrorCode};

/// The report of a service with the parts of `selection`, as `reach` may see it; `None` when there is
/// no such service for it.
///
/// # Errors
/// `FORBIDDEN` for a stretch that would tell the reader when others were down, and faults of the store.
pub async fn of_service(
    app: &App,
    reach: &Reach,
    service: ServiceId,
    period: PeriodSpec,
    selection: &Selection,
) -> Result<Option<VisibleServiceReport>, Error> {
    if !sees_service(app, reach, service).await? {
        return Ok(None);
    }
    if !report::may_read_over(period, reach) {
        let message =
            "stretches that are no whole months would tell when other suppliers were down";
        return Err(Error::new(ErrorCode::Forbidden, message)
            .with_hint("ask for a month, a quarter or a year"));
    }
    let model = app.store.service_model().await?;
    let Some(needs) = report::needs_of_service(&model, service, period) else {
        return Ok(None);
    };
    let outages = facts(app, &needs).await?;
    let facts = Facts {
        outages: &outages,
        as_of: Instant::from(app.clock.now()),
    };
    let report = report::selected_service_report(&model, service, period, facts, selection);
    Ok(report.map(|report| report::redact(report, reach)))
}

/// Whether there is such a service for `reach`.
pub(super) async fn sees_service(
    app: &App,
    reach: &Reach,
    service: ServiceId,
) -> Result<bool, Error> {
    let view = app.store.view(reach.clone());
    Ok(!view.services_by_id(&[service]).await?.is_empty())
}

/// The report of a component under one agreement; `None` when `reach` may not see it, or there is
/// none.
///
/// # Errors
/// Faults of the store.
pub async fn of_component(
    app: &App,
    reach: &Reach,
    agreement: AgreementId,
    component: ComponentId,
    period: PeriodSpec,
) -> Result<Option<ComponentReport>, Error> {
    if reach.extent(Subject::ComponentReport) == Extent::Nothing
        || app
            .store
            .view(reach.clone())
            .components_by_id(&[component])
            .await?
            .is_empty()
    {
        return Ok(None);
    }
    let model = app.store.service_model().await?;
    let Some(needs) = report::needs_of_component(&model, agreement, component, period) else {
        return Ok(None);
    };
    let outages = facts(app, &needs).await?;
    let facts = Facts {
        outages: &outages,
        as_of: Instant::from(app.clock.now()),
    };
    Ok(report::component_report(
        &model, agreement, component, period, facts,
    ))
}

/// The facts that a report needs, from memory: everything that was acknowledged by now.
pub(super) async fn facts(app: &App, needs: &Needs) -> Result<Vec<OutageFact>, Error> {
    let view = app.store.view(Reach::of_the_computation());
    let components: Vec<ComponentId> = needs.components.iter().copied().collect();
    Ok(view.outage_facts(&components, needs.span).await?)
}
