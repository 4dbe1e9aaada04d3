//! Service points: failures of a level scored by severity, more when they repeat.

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::agreement::credit::{KpiFailure, KpiPeriod, PointsRegime, PointsScore};
use federation::report::explain;
use federation::vocabulary::Money;

use super::calculate;
use super::credit_terms::bands;
use super::given;
use super::money::{CalculatedMoney, GivenMoneyInput, refused};
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::KpiFailureSeverity;
use crate::graphql::scalar::RatioInput;

/// The most periods of a series: ten years of months.
const PERIODS_MAX: usize = 120;

/// The most points of a band.
const POINTS_MAX: i64 = 1_000;

/// The largest factor for a repeat.
const FACTOR_MAX: i64 = 100;

/// A level through periods that follow on each other.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateServicePointsInput {
    /// The level: at or above it nothing is scored.
    target: RatioInput,
    /// What the values below it score, at most 50 bands; a value in none fails without points.
    bands: Vec<PointsBandInput>,
    /// The periods, at most 120.
    series: Vec<PointsPeriodInput>,
    /// What points are multiplied with when the period before failed too, 1 to 100.
    #[graphql(default = 2)]
    repeat_factor: i64,
    /// The part of the charge that one point gives back.
    part_per_point: RatioInput,
    /// The charge of each period.
    charge: GivenMoneyInput,
}

/// What values in `[atOrAbove, below)` score, on the exact value.
#[derive(Clone, Debug, InputObject)]
pub struct PointsBandInput {
    /// The lower end, inside. Absent: the band is open below.
    at_or_above: Option<RatioInput>,
    /// The upper end, outside.
    below: RatioInput,
    /// How bad it is.
    severity: KpiFailureSeverity,
    /// The points, 0 to 1,000.
    points: i64,
}

/// One period of a level.
#[derive(Clone, Debug, InputObject)]
pub struct PointsPeriodInput {
    /// What was reached. Absent: the period scores nothing and ends a run of failures.
    value: Option<RatioInput>,
}

/// The points of periods.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedServicePoints {
    /// The periods in the order given.
    periods: Vec<CalculatedPointsScore>,
    /// The points of all of them.
    total_points: u64,
    /// The credit of all of them.
    total: CalculatedMoney,
    /// How it was calculated.
    explanation: Calculation,
}

/// What one period scores.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedPointsScore {
    /// How bad the failure was. Null without one, or in no band.
    severity: Option<KpiFailureSeverity>,
    /// Whether the level was missed in the period before too.
    is_repeat_failure: bool,
    /// The points, repeats counted in.
    points: u64,
    /// points x part per point x charge, rounded once, half to even.
    credit: CalculatedMoney,
}

impl From<&PointsScore> for CalculatedPointsScore {
    fn from(score: &PointsScore) -> Self {
        let PointsScore {
            severity,
            is_repeat_failure,
            points,
            credit,
        } = score;
        Self {
            severity: severity.map(Into::into),
            is_repeat_failure: *is_repeat_failure,
            points: *points,
            credit: (*credit).into(),
        }
    }
}

fn whole(given: i64, least: i64, most: i64, what: &str, at: &Place) -> Result<u32, Error> {
    let given = at.between(given, least, most, what)?;
    Ok(u32::try_from(given).unwrap_or(0))
}

impl CalculatedServicePoints {
    fn of(input: CalculateServicePointsInput) -> Result<Self, Error> {
        let CalculateServicePointsInput {
            target,
            bands: given_bands,
            series,
            repeat_factor,
            part_per_point,
            charge,
        } = input;
        let at = Place::input();
        let parts = |band: &PointsBandInput, at: &Place| {
            let PointsBandInput {
                at_or_above,
                below,
                severity,
                points,
            } = band.clone();
            let failure = KpiFailure {
                severity: severity.into(),
                points: whole(points, 0, POINTS_MAX, "points", &at.field("points"))?,
            };
            Ok((at_or_above, below, failure))
        };
        let factor_at = at.field("repeatFactor");
        let regime = PointsRegime {
            target: given::target(&target, &at.field("target"))?,
            bands: bands(&given_bands, parts, &at.field("bands"))?,
            repeat_factor: whole(repeat_factor, 1, FACTOR_MAX, "a factor", &factor_at)?,
            part_per_point: given::ratio(&part_per_point, &at.field("partPerPoint"))?,
        };
        let charge = charge.read(&at.field("charge"))?;
        let series_at = at.field("series");
        series_at.at_most(&series, PERIODS_MAX)?;
        let mut periods = Vec::with_capacity(series.len());
        for (number, period) in series.iter().enumerate() {
            let at = series_at.item(number).field("value");
            let value = period.value.as_ref().map(|value| given::share(value, &at));
            periods.push(KpiPeriod {
                value: value.transpose()?,
                charge,
            });
        }
        let scores = regime
            .score(&periods)
            .map_err(|error| refused(error, &at))?;
        let total = Money::sum(scores.iter().map(|score| score.credit), charge.currency());
        let total = total.map_err(|error| refused(error, &at))?;
        let page = explain::service_points(&regime, &periods, &scores);
        Ok(Self {
            periods: scores.iter().map(Into::into).collect(),
            total_points: scores.iter().map(|score| score.points).sum(),
            total: total.into(),
            explanation: (&page).into(),
        })
    }
}

/// Service points.
#[derive(Default)]
pub struct Points;

#[Object]
impl Points {
    /// The points and credits of a level through periods.
    async fn service_points(
        &self,
        #[graphql(desc = "The level, its bands and the periods.")]
        input: CalculateServicePointsInput,
    ) -> Result<CalculatedServicePoints> {
        Ok(calculate(input, CalculatedServicePoints::of).await?)
    }
}
