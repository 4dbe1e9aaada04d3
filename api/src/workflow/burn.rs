//! How fast an error budget burns at an instant is asked for: the facts of the longest window are
//! loaded, and the alerts are measured on them.

use federation::authority::{Extent, Reach, Subject};
use federation::report::{self, BurnReport, Facts};
use federation::time::Instant;
use federation::vocabulary::{AgreementId, ComponentId, ServiceId};

use super::report::facts;
use crate::app::App;
use crate::blocking::blocking;
use crate::error::Error;

/// The burn of a service that `reach` may see, at `at`; `None` when it may not see what the burn is
/// made of, or no target is in force then.
///
/// # Errors
/// Faults of the store.
pub async fn of_service(
    app: &App,
    reach: &Reach,
    service: ServiceId,
    at: Instant,
) -> Result<Option<BurnReport>, Error> {
    let model = app.store.service_model().await?;
    let Some(needs) = report::needs_of_service(&model, service, report::burn_period(at)) else {
        return Ok(None);
    };
    let outages = facts(app, &needs).await?;
    let reach = reach.clone();
    blocking(move |_| {
        let facts = Facts {
            outages: &outages,
            as_of: at,
        };
        report::burn_of_service(&model, service, facts, &reach)
    })
    .await
}

/// The burn of a component under one agreement, both of which `reach` may see, at `at`; `None` when
/// it may not see the component's report, or no target is in force then.
///
/// # Errors
/// Faults of the store.
pub async fn of_component(
    app: &App,
    reach: &Reach,
    (agreement, component): (AgreementId, ComponentId),
    at: Instant,
) -> Result<Option<BurnReport>, Error> {
    if reach.extent(Subject::ComponentReport) == Extent::Nothing {
        return Ok(None);
    }
    let model = app.store.service_model().await?;
    let period = report::burn_period(at);
    let Some(needs) = report::needs_of_component(&model, agreement, component, period) else {
        return Ok(None);
    };
    let outages = facts(app, &needs).await?;
    blocking(move |_| {
        let facts = Facts {
            outages: &outages,
            as_of: at,
        };
        report::burn_of_component(&model, agreement, component, facts)
    })
    .await
}
