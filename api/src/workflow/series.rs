//! The availability of a service over time, and where it is going: computed for everyone from the
//! outages in memory, and shown as far as the asker's reach goes.

use federation::authority::Reach;
use federation::report::{
    self, SeriesPoint, SeriesStep, ServiceTrend, TREND_MONTHS_MAX, TrendBasis, TrendSpan,
};
use federation::time::{Instant, PeriodSpec};
use federation::vocabulary::ServiceId;

use super::report::sees_service;
use crate::app::App;
use crate::error::{Error, ErrorCode};

/// The most points of a series.
pub const POINTS_MAX: usize = 400;

/// Longer than [`POINTS_MAX`] days, whatever a zone does to them: not worth a beginning.
const DAYS_SECONDS_MAX: i64 = 401 * 90_000;

/// The availability of a service over a period in steps, as `reach` may see it at `as_of`; `None` when
/// there is no such service for it.
///
/// # Errors
/// `FORBIDDEN` for steps so short that they would tell the reader when others were down,
/// `BAD_USER_INPUT` for more than [`POINTS_MAX`] points, and faults of the store.
pub async fn of_service(
    app: &App,
    reach: &Reach,
    service: ServiceId,
    (period, by): (PeriodSpec, SeriesStep),
    as_of: Instant,
) -> Result<Option<Vec<SeriesPoint>>, Error> {
    if !sees_service(app, reach, service).await? {
        return Ok(None);
    }
    if !report::may_read_series(period, by, reach) {
        let message = "steps shorter than a month, and stretches that are no whole months, would tell \
                       when other suppliers were down";
        return Err(Error::new(ErrorCode::Forbidden, message)
            .with_hint("ask for a month, quarter or year by MONTH, QUARTER or YEAR"));
    }
    let numbered = app.store.numbered_model().await?;
    let model = &numbered.model;
    let interval = report::stretch_of_service(model, service, period);
    if by == SeriesStep::Day && interval.seconds() > DAYS_SECONDS_MAX {
        return Err(too_many_points());
    }
    let view = app.store.view(Reach::of_the_computation());
    let points = view
        .with_service_outages(&numbered, service, interval, |outages| {
            report::availability_series(model, service, outages, interval, by, as_of)
        })
        .await?;
    match points {
        Some(points) if points.len() > POINTS_MAX => Err(too_many_points()),
        points => Ok(points.map(|points| report::redact_series(points, reach))),
    }
}

fn too_many_points() -> Error {
    let message = format!("the series would have more than {POINTS_MAX} points");
    Error::new(ErrorCode::BadUserInput, message)
        .with_hint("ask for a shorter period or for longer steps")
}

/// The trend of the availability of a service over so many months until `until`, or until the last
/// that is over, as `reach` may see it; `None` when there is no such service for it.
///
/// # Errors
/// `BAD_USER_INPUT` for no month or too many, and faults of the store.
pub async fn trend_of_service(
    app: &App,
    reach: &Reach,
    service: ServiceId,
    (months, until): (i32, Option<PeriodSpec>),
    basis: TrendBasis,
) -> Result<Option<ServiceTrend>, Error> {
    if !sees_service(app, reach, service).await? {
        return Ok(None);
    }
    let numbered = app.store.numbered_model().await?;
    let model = &numbered.model;
    let as_of = Instant::from(app.clock.now());
    let span = u32::try_from(months).ok().and_then(|months| match until {
        Some(until) => TrendSpan::until(until, months),
        None => TrendSpan::until_now(model, service, months, as_of),
    });
    let span = span.ok_or_else(|| {
        let message = format!("a trend is over 1 to {TREND_MONTHS_MAX} months, not {months}");
        Error::new(ErrorCode::BadUserInput, message)
    })?;
    let view = app.store.view(Reach::of_the_computation());
    let whole = span.whole(model, service);
    let trend = view
        .with_service_outages(&numbered, service, whole, |outages| {
            report::service_trend(model, service, outages, span, basis, as_of)
        })
        .await?;
    Ok(trend.map(|trend| report::redact_trend(trend, reach)))
}
