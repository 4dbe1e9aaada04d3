//! All services of a period are surveyed: the facts of all of them are loaded once, and the figures
//! computed on a thread of their own.

use std::collections::BTreeSet;
use std::sync::Arc;

use federation::authority::{Extent, Reach, Subject};
use federation::model::ServiceModel;
use federation::report::{
    Facts, GapReport, IntegratorScorecard, ServiceSurvey, needs_of_survey, survey,
};
use federation::time::{Instant, PeriodSpec};
use federation::vocabulary::{Code, ServiceId};

use super::report::facts;
use crate::app::App;
use crate::blocking::blocking;
use crate::error::{Error, ErrorCode};

/// The most services of a survey.
pub const SERVICES_MAX: usize = 500;

/// What nobody promises, of one service or of all that `reach` is for; `None` when it may not see
/// that.
///
/// # Errors
/// `BAD_USER_INPUT` for too many services, and faults of the store.
pub async fn gaps(
    app: &App,
    reach: &Reach,
    service: Option<ServiceId>,
    period: PeriodSpec,
) -> Result<Option<GapReport>, Error> {
    if !sees(reach, Subject::UncoveredTime) {
        return Ok(None);
    }
    let wanted = match (service, reach.services()) {
        (Some(service), _) => Wanted::One(service),
        (None, Some(codes)) => Wanted::Named(codes),
        (None, None) => Wanted::All,
    };
    let whole = wanted == Wanted::All;
    let report = surveyed(app, wanted, period, move |model, surveys, as_of| {
        GapReport::of(model, surveys, period, as_of, whole)
    });
    Ok(Some(report.await?))
}

/// How well the integrator itself did; `None` when `reach` may not see it.
///
/// # Errors
/// `BAD_USER_INPUT` for too many services, and faults of the store.
pub async fn scorecard(
    app: &App,
    reach: &Reach,
    period: PeriodSpec,
) -> Result<Option<IntegratorScorecard>, Error> {
    if !sees(reach, Subject::IntegratorScorecard) {
        return Ok(None);
    }
    let scorecard = surveyed(app, Wanted::All, period, move |model, surveys, as_of| {
        IntegratorScorecard::of(model, surveys, period, as_of)
    });
    Ok(Some(scorecard.await?))
}

/// Whether all of `subject` may be seen: a survey is made of every party's data.
fn sees(reach: &Reach, subject: Subject) -> bool {
    match reach.extent(subject) {
        Extent::Nothing | Extent::Own | Extent::Related => false,
        Extent::Everything => true,
    }
}

/// Which services are surveyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted<'w> {
    /// This one.
    One(ServiceId),
    /// Those with these codes.
    Named(&'w BTreeSet<Code>),
    /// All of them.
    All,
}

/// Surveys services, by code, and makes something of it.
async fn surveyed<T: Send + 'static>(
    app: &App,
    wanted: Wanted<'_>,
    period: PeriodSpec,
    make: impl FnOnce(&ServiceModel, &[ServiceSurvey], Instant) -> T + Send + 'static,
) -> Result<T, Error> {
    let model = app.store.service_model().await?;
    let services = services(&model, wanted)?;
    let needs = {
        let (model, services) = (Arc::clone(&model), services.clone());
        blocking(move |_| needs_of_survey(&model, &services, period)).await?
    };
    let outages = facts(app, &needs).await?;
    let as_of = Instant::from(app.clock.now());
    blocking(move |wanted| {
        let facts = Facts {
            outages: &outages,
            as_of,
        };
        // One service after the other, as long as somebody waits for them.
        let services = services.iter().take_while(|_| wanted.still());
        let surveys: Vec<ServiceSurvey> = services
            .flat_map(|service| survey(&model, &[*service], period, facts))
            .collect();
        wanted.still().then(|| make(&model, &surveys, as_of))
    })
    .await?
    .ok_or_else(|| Error::of(ErrorCode::ExecutionTimeout))
}

fn services(model: &ServiceModel, wanted: Wanted<'_>) -> Result<Vec<ServiceId>, Error> {
    let all = model.services.values();
    let mut services: Vec<_> = match wanted {
        Wanted::One(service) => return Ok(vec![service]),
        Wanted::Named(codes) => all
            .filter(|service| codes.contains(&service.code))
            .collect(),
        Wanted::All => all.collect(),
    };
    if services.len() > SERVICES_MAX {
        let message = format!(
            "there are {} services; at most {SERVICES_MAX} are surveyed together",
            services.len()
        );
        return Err(Error::new(ErrorCode::BadUserInput, message)
            .with_hint("ask about one service at a time"));
    }
    services.sort_by_key(|service| &service.code);
    Ok(services.into_iter().map(|service| service.id).collect())
}
