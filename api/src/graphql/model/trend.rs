//! Where the availability of a service is going.

use async_graphql::SimpleObject;
use federation::evaluation;
use federation::report as domain;

use super::explanation::{Calculation, Caveat};
use super::series::AvailabilityPoint;
use super::word::{TrendBasis, TrendForecast, TrendState};
use crate::graphql::scalar::{Ratio, YearMonth};

/// The trend of the monthly availability of a service: two straight lines through its months, exact.
#[derive(Clone, Debug, SimpleObject)]
pub struct AvailabilityTrend {
    /// Which months it is made of.
    basis: TrendBasis,
    /// Whether there is a trend.
    state: TrendState,
    /// The months in time order; the first has the place 0.
    points: Vec<TrendPoint>,
    /// How many months the lines go through.
    points_used: usize,
    /// The line of least squares. Null without a trend.
    least_squares: Option<TrendLine>,
    /// The Theil-Sen line, which one outlier barely moves. Null without a trend.
    theil_sen: Option<TrendLine>,
    /// The month after the last, which the forecast is about.
    next_month: YearMonth,
    /// The availability that is promised for that month. Null without a target, and for suppliers.
    target: Option<Ratio>,
    /// Whether the next value would reach that promise. Null without a trend or a target, and for
    /// suppliers.
    forecast: Option<TrendForecast>,
    /// What a reader must know beside the figures.
    caveats: Vec<Caveat>,
    /// How the lines came to be, as far as the reader may see what a step rests on. Sums of
    /// availabilities are in percent.
    explanation: Calculation,
}

/// A month of a trend.
#[derive(Clone, Debug, SimpleObject)]
pub struct TrendPoint {
    /// The figures of the month, with how settled and how complete they are.
    point: AvailabilityPoint,
    /// Whether the lines go through it. A month that is left out keeps its place.
    used: bool,
}

/// A straight line over the places of the months.
#[derive(Clone, Debug, SimpleObject)]
pub struct TrendLine {
    /// The change of the availability from one month to the next; `percent` holds percentage points.
    slope: Ratio,
    /// The value at the place 0.
    intercept: Ratio,
    /// The value in the month after the last; not cut at 100 %.
    next: Ratio,
}

impl From<&evaluation::TrendLine> for TrendLine {
    fn from(line: &evaluation::TrendLine) -> Self {
        let evaluation::TrendLine {
            slope,
            intercept,
            next,
        } = line;
        Self {
            slope: slope.into(),
            intercept: intercept.into(),
            next: next.into(),
        }
    }
}

impl From<&domain::TrendMonth> for TrendPoint {
    fn from(month: &domain::TrendMonth) -> Self {
        let domain::TrendMonth {
            point,
            status,
            used,
        } = month;
        Self {
            point: AvailabilityPoint::new(point, *status),
            used: *used,
        }
    }
}

impl From<domain::ServiceTrend> for AvailabilityTrend {
    fn from(trend: domain::ServiceTrend) -> Self {
        let domain::ServiceTrend {
            basis,
            months,
            next_month,
            required,
            trend,
            caveats,
            explanation,
        } = trend;
        let evaluation::Trend {
            points_used,
            state,
            sums: _,
            least_squares,
            theil_sen,
            forecast,
        } = trend;
        Self {
            basis: basis.into(),
            state: state.into(),
            points: months.iter().map(Into::into).collect(),
            points_used,
            least_squares: least_squares.as_ref().map(Into::into),
            theil_sen: theil_sen.as_ref().map(Into::into),
            next_month: YearMonth(next_month),
            target: required.as_ref().map(Into::into),
            forecast: forecast.map(Into::into),
            caveats: caveats.iter().map(Into::into).collect(),
            explanation: (&explanation).into(),
        }
    }
}
