//! Credits are asked for: the facts of all months that they look at are loaded, statement or
//! exposure is computed once for everyone, and what leaves is what the asker's reach lets through.

use federation::authority::{Extent, Reach, Subject};
use federation::report::{
    self, CreditExposure, CreditStatement, Facts, Needs, StatementOf, visible_exposure,
    visible_statement,
};
use federation::time::{Instant, PeriodSpec};
use federation::vocabulary::ServiceId;

use super::report::facts;
use crate::app::App;
use crate::error::Error;

/// The credit statement of an agreement or service; `None` when `reach` may not see it, or there is
/// none.
///
/// # Errors
/// Faults of the store.
pub async fn statement(
    app: &App,
    reach: &Reach,
    of: StatementOf,
    period: PeriodSpec,
) -> Result<Option<CreditStatement>, Error> {
    if reach.extent(Subject::CreditStatement) == Extent::Nothing {
        return Ok(None);
    }
    let view = app.store.view(reach.clone());
    let seen = match of {
        StatementOf::Agreement(agreement) => !view.agreements_by_id(&[agreement]).await?.is_empty(),
        StatementOf::Service(service) => !view.services_by_id(&[service]).await?.is_empty(),
    };
    if !seen {
        return Ok(None);
    }
    let model = app.store.service_model().await?;
    let needs = report::needs_of_credit_statement(&model, of, period);
    let outages = facts(app, &needs.unwrap_or_else(nothing)).await?;
    let facts = Facts {
        outages: &outages,
        as_of: Instant::from(app.clock.now()),
    };
    let statement = report::credit_statement(&model, of, period, facts).map_err(Error::internal)?;
    Ok(statement.and_then(|statement| visible_statement(statement, reach)))
}

/// The credit exposure of a service; `None` when `reach` may not see it, or there is none.
///
/// # Errors
/// Faults of the store.
pub async fn exposure(
    app: &App,
    reach: &Reach,
    service: ServiceId,
    period: PeriodSpec,
) -> Result<Option<CreditExposure>, Error> {
    if reach.extent(Subject::CreditExposure) == Extent::Nothing {
        return Ok(None);
    }
    let view = app.store.view(reach.clone());
    if view.services_by_id(&[service]).await?.is_empty() {
        return Ok(None);
    }
    let model = app.store.service_model().await?;
    let needs = report::needs_of_credit_exposure(&model, service, period);
    let outages = facts(app, &needs.unwrap_or_else(nothing)).await?;
    let facts = Facts {
        outages: &outages,
        as_of: Instant::from(app.clock.now()),
    };
    let exposure =
        report::credit_exposure(&model, service, period, facts).map_err(Error::internal)?;
    Ok(exposure.and_then(|exposure| visible_exposure(exposure, reach)))
}

/// No facts at all: no month ends in the period.
fn nothing() -> Needs {
    let epoch = Instant::from_unix_seconds(0);
    Needs {
        components: std::collections::BTreeSet::new(),
        span: federation::time::Interval::new(epoch, epoch),
    }
}
