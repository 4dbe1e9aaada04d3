//! A report is asked for: the facts it needs are loaded whole, it is computed once for everyone, and
//! what leaves is what the asker's reach lets through.

use federation::authority::{Extent, Reach, Subject};
use federation::incident::Outage;
use federation::report::{self, ComponentReport, Facts, Needs, VisibleServiceReport};
use federation::time::{Instant, Interval, PeriodSpec};
use federation::vocabulary::{AgreementId, ComponentId, ServiceId};

use crate::app::App;
use crate::error::Error;

/// The report of a service, as `reach` may see it; `None` when there is no such service for it.
///
/// # Errors
/// Faults of the store.
pub async fn of_service(
    app: &App,
    reach: &Reach,
    service: ServiceId,
    period: PeriodSpec,
) -> Result<Option<VisibleServiceReport>, Error> {
    if app
        .store
        .view(reach.clone())
        .services_by_id(&[service])
        .await?
        .is_empty()
    {
        return Ok(None);
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
    let report = report::service_report(&model, service, period, facts);
    Ok(report.map(|report| report::redact(report, reach)))
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

/// The outages that a report needs: all that touch its span, and those that join them from before
/// without a gap, for who failed first depends on where a run of failing began.
pub(super) async fn facts(app: &App, needs: &Needs) -> Result<Vec<Outage>, Error> {
    let view = app.store.view(Reach::of_the_computation());
    let components: Vec<ComponentId> = needs.components.iter().copied().collect();
    let mut outages = view.outages_touching(&components, needs.span).await?;
    let mut reached = needs.span.start;
    loop {
        let earliest = outages
            .iter()
            .map(|outage| outage.start)
            .min()
            .unwrap_or(reached);
        if earliest >= reached {
            return Ok(outages);
        }
        // One second earlier, so that an outage that ends where another begins is found.
        let before = Interval::new(earliest.plus_seconds(-1), reached);
        let known: std::collections::HashSet<_> = outages.iter().map(|outage| outage.id).collect();
        let found = view.outages_touching(&components, before).await?;
        outages.extend(
            found
                .into_iter()
                .filter(|outage| !known.contains(&outage.id)),
        );
        reached = earliest;
    }
}
