//! The availability of a service over time, one figure per calendar period.

use chrono::{Datelike, Days, Months, NaiveDate};
use chrono_tz::Tz;

use super::frame::{ServiceOutages, zone_of};
use super::in_force::{InForce, Wanted, in_force};
use crate::evaluation::{FigureState, JudgedTimes, LostTimes, Verdict};
use crate::model::ServiceModel;
use crate::time::{Instant, Interval, local_date, start_of_date};
use crate::vocabulary::{Rational, ServiceId};
use crate::words;

words! {
    /// The calendar period of each point of a series.
    pub enum SeriesStep {
        /// A local day.
        Day = "DAY",
        /// A week from Monday on, numbered as ISO 8601 does.
        Week = "WEEK",
        /// A calendar month.
        Month = "MONTH",
        /// A calendar quarter.
        Quarter = "QUARTER",
        /// A calendar year.
        Year = "YEAR",
    }
}

/// The availability of one calendar period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesPoint {
    /// The period as it is written: `2026-04-10`, `2026-W15`, `2026-04`, `2026-Q2` or `2026`.
    pub period: String,
    /// Its stretch in the zone of its agreement, as far as it lies in the stretch asked for.
    pub interval: Interval,
    /// Service time and lost time.
    pub lost: LostTimes,
    /// The time lost, in seconds; that of the upper bound where unknown time leaves it open.
    pub downtime_seconds: Rational,
    /// What sort of figure it is.
    pub state: FigureState,
    /// The availability; `None` unless the state is [`FigureState::Ok`].
    pub availability: Option<Rational>,
    /// The availability if unknown time was down; `None` without service time.
    pub lower: Option<Rational>,
    /// The availability if unknown time was up; `None` without service time.
    pub upper: Option<Rational>,
    /// The availability that was promised; `None` without a target.
    pub required: Option<Rational>,
    /// Whether the promise was kept, known outages counting; `None` without a target.
    pub verdict: Option<Verdict>,
}

/// The availability of `service` for every calendar period that shares a second with `interval`, in
/// time order; `None` when there is no such service.
///
/// Each period is read in the zone of the first agreement version in force in it, as a report of it
/// is, and its figures are those of that report when it lies in `interval` whole; as with reports,
/// hours can lie in two periods or in none where the zone changes between them. Outages without an
/// end run until `as_of`.
#[must_use]
pub fn availability_series(
    model: &ServiceModel,
    service: ServiceId,
    outages: ServiceOutages<'_>,
    interval: Interval,
    by: SeriesStep,
    as_of: Instant,
) -> Option<Vec<SeriesPoint>> {
    if interval.is_empty() {
        return model.services.get(&service).map(|_| Vec::new());
    }
    outages.with_rollup(model, service, interval, |rollup| {
        let judge = |within| rollup.judged_within(outages.register, within, Some(as_of));
        points(model, service, (interval, by), judge)
    })
}

/// The points, judged one by one.
fn points(
    model: &ServiceModel,
    service: ServiceId,
    (interval, by): (Interval, SeriesStep),
    judge: impl Fn(Interval) -> JudgedTimes,
) -> Vec<SeriesPoint> {
    let zone = zone_of(&in_force(model, Wanted::Service(service), interval));
    // A period can begin before the interval and in another zone: at most a year and a day before.
    let around = Interval::new(
        interval.start.plus_seconds(-AROUND_SECONDS),
        interval.end.plus_seconds(AROUND_SECONDS),
    );
    let versions = in_force(model, Wanted::Service(service), around);
    let last = local_date(zone, interval.end.plus_seconds(-1));
    let mut first_date = by.first_date(local_date(zone, interval.start));
    let mut points = Vec::new();
    while first_date <= last {
        let next = by.next_date(first_date);
        let whole = stretch(&versions, first_date, next);
        if let Some(within) = whole.intersect(interval) {
            points.push(SeriesPoint::new(
                by.label(first_date),
                within,
                judge(within),
            ));
        }
        if next <= first_date {
            break;
        }
        first_date = next;
    }
    points
}

/// A year and two days.
const AROUND_SECONDS: i64 = 368 * 86_400;

/// From the start of one date until that of another, in the zone of the first version in force then.
fn stretch(versions: &[InForce<'_>], from: NaiveDate, until: NaiveDate) -> Interval {
    let within = |zone: Tz| Interval::new(start_of_date(zone, from), start_of_date(zone, until));
    versions
        .iter()
        .map(|version| (within(version.calendar.zone), version))
        .find(|(interval, version)| version.version.effective.within(*interval).is_some())
        .map_or_else(|| within(Tz::UTC), |(interval, _)| interval)
}

impl SeriesPoint {
    fn new(period: String, interval: Interval, judged: JudgedTimes) -> Self {
        let JudgedTimes {
            lost,
            required,
            verdict,
        } = judged;
        Self {
            period,
            interval,
            downtime_seconds: lost.counted.to_seconds(),
            state: lost.state(),
            availability: lost.availability(),
            lower: lost.lower(),
            upper: lost.upper(),
            lost,
            required,
            verdict,
        }
    }
}

impl SeriesStep {
    /// The first date of the period that `date` lies in.
    fn first_date(self, date: NaiveDate) -> NaiveDate {
        let first_of = |month: u32| NaiveDate::from_ymd_opt(date.year(), month, 1);
        let first = match self {
            Self::Day => Some(date),
            Self::Week => {
                let days = u64::from(date.weekday().num_days_from_monday());
                date.checked_sub_days(Days::new(days))
            }
            Self::Month => first_of(date.month()),
            Self::Quarter => first_of(date.month0() / 3 * 3 + 1),
            Self::Year => first_of(1),
        };
        first.unwrap_or(date)
    }

    /// The first date of the next period; `first` itself at the end of the calendar.
    fn next_date(self, first: NaiveDate) -> NaiveDate {
        let next = match self {
            Self::Day => first.checked_add_days(Days::new(1)),
            Self::Week => first.checked_add_days(Days::new(7)),
            Self::Month => first.checked_add_months(Months::new(1)),
            Self::Quarter => first.checked_add_months(Months::new(3)),
            Self::Year => first.checked_add_months(Months::new(12)),
        };
        next.unwrap_or(first)
    }

    fn label(self, first: NaiveDate) -> String {
        let year = first.year();
        match self {
            Self::Day => first.to_string(),
            Self::Week => {
                let week = first.iso_week();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{year:04}-{:02}", first.month()),
            Self::Quarter => format!("{year:04}-Q{}", first.month0() / 3 + 1),
            Self::Year => format!("{year:04}"),
        }
    }
}
