//! Where the availability of a service is going, month by month (C15): a forecast, never a verdict.

use super::assemble::PeriodStatus;
use super::caveat::{Caveat, CaveatCode};
use super::explanation::{Explanation, Unit};
use super::frame::ServiceOutages;
use super::in_force::{Wanted, resolve};
use super::series::{SeriesPoint, SeriesStep, availability_series};
use crate::authority::Subject;
use crate::evaluation::{Trend, TrendLine, TrendPoint};
use crate::model::ServiceModel;
use crate::time::{Instant, Interval, PeriodSpec};
use crate::vocabulary::{Rational, ServiceId};
use crate::words;

words! {
    /// Which months a trend is made of.
    pub enum TrendBasis {
        /// Only frozen ones: what the parties have agreed to be final.
        Frozen = "FROZEN",
        /// All that are over, also those that late or corrected data can still change.
        Ended = "ENDED",
    }
}

/// A month of a trend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendMonth {
    /// Its figures.
    pub point: SeriesPoint,
    /// How settled they are.
    pub status: PeriodStatus,
    /// Whether the lines go through it. A month that is left out keeps its place.
    pub used: bool,
}

/// The trend of the monthly availability of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTrend {
    /// Which months it is made of.
    pub basis: TrendBasis,
    /// The months in time order; their places are counted from 0.
    pub months: Vec<TrendMonth>,
    /// The month after the last, which the forecast is about.
    pub next_month: PeriodSpec,
    /// What is promised for that month; `None` without a target.
    pub required: Option<Rational>,
    /// The lines, and what they say about that promise.
    pub trend: Trend,
    /// What a reader must know beside the figures.
    pub caveats: Vec<Caveat>,
    /// How the lines came to be.
    pub explanation: Explanation,
}

/// The most months of a trend: ten years.
pub const TREND_MONTHS_MAX: u32 = 120;

const FORMULA: &str = "x = place of the month from 0, y = its availability, n = months used; least \
     squares: slope = (n Sxy - Sx Sy) / (n Sxx - Sx^2), intercept = (Sy - slope Sx) / n; Theil-Sen: \
     slope = median of the slopes between any two months, intercept = median of y - slope x; next = \
     intercept + slope x of the month after the last";

/// The months of a trend, and the one after.
#[derive(Clone, Copy, Debug)]
pub struct TrendSpan {
    first: PeriodSpec,
    last: PeriodSpec,
    next: PeriodSpec,
}

impl TrendSpan {
    /// So many months of which `last` is the last; `None` for no month or more than
    /// [`TREND_MONTHS_MAX`], and when `last` is not a month.
    #[must_use]
    pub fn until(last: PeriodSpec, months: u32) -> Option<Self> {
        let PeriodSpec::Month { year, month } = last else {
            return None;
        };
        let months = i32::try_from(months)
            .ok()
            .filter(|_| (1..=TREND_MONTHS_MAX).contains(&months))?;
        let number = year * 12 + i32::try_from(month).ok()? - 1;
        let spec = |number: i32| PeriodSpec::Month {
            year: number.div_euclid(12),
            month: number.rem_euclid(12).unsigned_abs() + 1,
        };
        Some(Self {
            first: spec(number + 1 - months),
            last,
            next: spec(number + 1),
        })
    }

    /// The stretch of its months, and that of the month after them, in the zone of the agreement.
    fn stretches(self, model: &ServiceModel, service: ServiceId) -> [Interval; 2] {
        let stretch = |month| resolve(model, Wanted::Service(service), month).0;
        let shown = Interval::new(stretch(self.first).start, stretch(self.last).end);
        [shown, stretch(self.next)]
    }

    /// All that a trend over these months reads.
    #[must_use]
    pub fn whole(self, model: &ServiceModel, service: ServiceId) -> Interval {
        let [shown, next] = self.stretches(model, service);
        Interval::new(shown.start.min(next.start), shown.end.max(next.end))
    }

    /// So many months until the last that is over at `as_of` in the zone of the agreement.
    #[must_use]
    pub fn until_now(
        model: &ServiceModel,
        service: ServiceId,
        months: u32,
        as_of: Instant,
    ) -> Option<Self> {
        let now = as_of.to_utc().format("%Y-%m").to_string();
        let mut span = Self::until(PeriodSpec::parse(&now).ok()?, months)?;
        // By the zone it can be another month than in UTC, and the present one is not over.
        let is_over = |span: &Self| {
            let (interval, _) = resolve(model, Wanted::Service(service), span.last);
            interval.end <= as_of
        };
        while !is_over(&span) {
            let PeriodSpec::Month { year, month } = span.last else {
                return None;
            };
            let last = match month {
                1 => PeriodSpec::Month {
                    year: year - 1,
                    month: 12,
                },
                month => PeriodSpec::Month {
                    year,
                    month: month - 1,
                },
            };
            span = Self::until(last, months)?;
        }
        Some(span)
    }
}

/// The trend of the availability of `service` over the months of `span`; `None` when there is no such
/// service. Outages without an end run until `as_of`.
#[must_use]
pub fn service_trend(
    model: &ServiceModel,
    service: ServiceId,
    outages: ServiceOutages<'_>,
    span: TrendSpan,
    basis: TrendBasis,
    as_of: Instant,
) -> Option<ServiceTrend> {
    let series =
        |interval| availability_series(model, service, outages, interval, SeriesStep::Month, as_of);
    let [shown, next] = span.stretches(model, service);
    let months: Vec<TrendMonth> = series(shown)?
        .into_iter()
        .map(|point| month(point, basis, as_of))
        .collect();
    let next = series(next)?;
    let required = next.into_iter().next().and_then(|point| point.required);
    let points: Vec<TrendPoint> = months
        .iter()
        .map(|month| TrendPoint {
            value: month.point.availability.clone(),
            settled: month.used,
        })
        .collect();
    let trend = Trend::of(&points, required.as_ref());
    Some(ServiceTrend {
        basis,
        next_month: span.next,
        caveats: caveats(&months, basis, as_of),
        explanation: explanation(&trend, months.len(), required.as_ref()),
        months,
        required,
        trend,
    })
}

fn month(point: SeriesPoint, basis: TrendBasis, as_of: Instant) -> TrendMonth {
    let status = PeriodStatus::at(point.interval, as_of);
    let settled = match (basis, status) {
        // No month can be frozen yet.
        (TrendBasis::Frozen, PeriodStatus::Open | PeriodStatus::Provisional)
        | (TrendBasis::Ended, PeriodStatus::Open) => false,
        (TrendBasis::Ended, PeriodStatus::Provisional) => true,
    };
    TrendMonth {
        used: settled && point.availability.is_some(),
        status,
        point,
    }
}

fn caveats(months: &[TrendMonth], basis: TrendBasis, as_of: Instant) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let message = match basis {
        TrendBasis::Frozen => {
            "Only frozen months make a contractual trend, and none is frozen yet: ask for ENDED to \
             see where the months that are over lead."
        }
        TrendBasis::Ended => {
            "The months are over but not frozen: late or corrected data can still change the trend."
        }
    };
    caveats.push(Caveat::new(CaveatCode::PeriodNotFrozen, message));
    let open = months
        .iter()
        .find(|month| month.status == PeriodStatus::Open);
    if let Some(open) = open {
        let from = as_of.max(open.point.interval.start);
        let last = months.last().map_or(from, |last| last.point.interval.end);
        caveats.push(Caveat::period_open(
            as_of,
            Interval::new(from, last).seconds(),
        ));
    }
    let unknown: i64 = months
        .iter()
        .map(|month| month.point.lost.uncertain_seconds)
        .sum();
    if unknown > 0 {
        let message = "The state of components was not known for some of the service time: those \
                       months have no exact figure and are left out.";
        caveats.push(Caveat::new(CaveatCode::UnknownTime, message).over(unknown));
    }
    caveats
}

fn explanation(trend: &Trend, months: usize, required: Option<&Rational>) -> Explanation {
    let percent = |value: &Rational| value.percent_truncated();
    let sums = &trend.sums;
    let (used, settled) = ("months used", "settled months with an exact figure");
    let mut page = Explanation::by(FORMULA)
        .step(
            "n, the months used",
            trend.points_used,
            Unit::Count,
            settled,
        )
        .step(
            "x of the month after the last",
            months,
            Unit::Count,
            "months",
        )
        .step("Sx, the sum of x", shown(&sums.x), Unit::Count, used)
        .step("Sxx, the sum of x^2", shown(&sums.xx), Unit::Count, used)
        .step("Sy, the sum of y", percent(&sums.y), Unit::Percent, used)
        .step(
            "Sxy, the sum of x y",
            percent(&sums.xy),
            Unit::Percent,
            used,
        );
    for (name, line) in [
        ("least squares", &trend.least_squares),
        ("Theil-Sen", &trend.theil_sen),
    ] {
        let Some(TrendLine {
            slope,
            intercept,
            next,
        }) = line
        else {
            continue;
        };
        for (what, value) in [("slope", slope), ("intercept", intercept), ("next", next)] {
            let text = format!("{name}: {what}");
            page = page.step(&text, percent(value), Unit::Percent, "formula");
        }
    }
    let public = page.steps.len();
    if let Some(required) = required {
        let text = "promise for the month after the last";
        page = page.step(text, percent(required), Unit::Percent, "agreement");
    }
    if let Some(forecast) = trend.forecast {
        let text = "forecast: next of least squares against the promise";
        page = page.step(text, forecast, Unit::Word, "the two values");
    }
    for step in page.steps.iter_mut().skip(public) {
        step.needs = Some(Subject::CustomerAgreement);
    }
    page
}

fn shown(number: &Rational) -> String {
    number
        .exact_decimal()
        .unwrap_or_else(|| number.truncated(6))
}
