//! How agreed hours, completeness of reports and trends came to be.

use super::{Explanation, FORMULA};
use crate::evaluation::{Completeness, Trend, TrendLine};
use crate::time::{Calendar, Instant, Interval, IntervalSet, WindowEdge};
use crate::vocabulary::Rational;

/// Agreed hours over a period (C1).
#[must_use]
pub fn service_hours(calendar: &Calendar, period: Interval, hours: &IntervalSet) -> Explanation {
    let windows = match &calendar.weekly {
        None => "around the clock".to_owned(),
        Some(windows) => format!("{} weekly windows", windows.len()),
    };
    Explanation::by(
        "the union of the weekly windows, read in the local time of the zone, less the closed dates, \
         inside the period; a start or end that the clock skipped is the instant of the change; of \
         a local time that occurs twice a start takes the first, an end the last",
    )
    .word("zone", calendar.zone, "calendar")
    .word("hours", windows, "calendar")
    .count("closed dates", calendar.closed_dates.len(), "calendar")
    .seconds("length of the period", period.seconds(), &period.to_string())
    .count("stretches", hours.len(), FORMULA)
    .seconds("agreed hours", hours.seconds(), FORMULA)
}

/// A local time as an instant.
#[must_use]
pub fn local_instant(zone: &str, local: &str, edge: WindowEdge, at: Instant) -> Explanation {
    Explanation::by(
        "a local time that the clock skipped is the instant of the change; of one that occurs twice \
         a START takes the first, an END the last occurrence",
    )
    .word("zone", zone, "zone")
    .word("local time", local, "date and time")
    .word("edge", edge, "edge")
    .instant("instant", Some(at), FORMULA)
}

/// Expected reports against received ones (C10).
#[must_use]
pub fn completeness(figure: &Completeness) -> Explanation {
    Explanation::by(
        "completeness = received / expected; timeliness = on time / expected; the earliest receipt \
         of a slot decides, on time when not after it is due; receipts for other slots do not count",
    )
    .count("expected", figure.expected, "slots")
    .count("on time", figure.on_time, "slots and receipts")
    .count("late", figure.late, "slots and receipts")
    .count("received = on time + late", figure.received, "the two steps above")
    .count("missing", figure.missing, "expected and received")
    .percent("completeness", figure.completeness.as_ref(), FORMULA)
    .percent("timeliness", figure.timeliness.as_ref(), FORMULA)
}

/// A trend through frozen periods (C15).
#[must_use]
pub fn trend(points: usize, target: Option<&Rational>, trend: &Trend) -> Explanation {
    let page = Explanation::by(
        "x = place in the list from 0; least squares: slope = (n Sxy - Sx Sy) / (n Sxx - Sx^2), \
         intercept = (Sy - slope Sx) / n; Theil-Sen: slope = median of the slopes between any two \
         points, intercept = median of y - slope x; next = intercept + slope x length of the list; \
         points without value or not frozen keep their place and are left out",
    )
    .count("points given", points, "points")
    .count("points used", trend.points_used, "points")
    .word("state", trend.state, "3 points carry a trend");
    let page = line(page, "least squares", trend.least_squares.as_ref());
    let page = line(page, "Theil-Sen", trend.theil_sen.as_ref());
    match target.zip(trend.forecast) {
        Some((target, forecast)) => page.percent("target", Some(target), "target").word(
            "forecast: next on the line of least squares against the target",
            forecast,
            FORMULA,
        ),
        None => page,
    }
}

fn line(page: Explanation, name: &str, line: Option<&TrendLine>) -> Explanation {
    match line {
        Some(line) => page
            .percent("slope a period", Some(&line.slope), name)
            .percent("intercept", Some(&line.intercept), name)
            .percent("next", Some(&line.next), name),
        None => page,
    }
}
