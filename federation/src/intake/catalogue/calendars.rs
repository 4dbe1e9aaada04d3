//! Calendars of agreed service hours.

use chrono::Weekday;

use super::document::{CalendarEntry, Day, WeeklyEntry};
use super::findings::{Findings, Given, Place};
use super::register::Registers;
use super::scalar::Located;
use super::values;
use crate::model::{NamedCalendar, ServiceModel};
use crate::time::{Calendar, ClosedDates, WeeklyWindow};
use crate::vocabulary::ProblemCode;

/// The most weekly windows of a calendar.
const WEEKLY_WINDOWS_MAX: usize = 100;
/// The most closed dates of a calendar.
const CLOSED_DATES_MAX: usize = 5_000;

/// Brings the calendars of the file into the model.
pub(super) fn check(registers: &Registers<'_>, after: &mut ServiceModel, findings: &mut Findings) {
    for entry in registers.calendars.entries() {
        if let Some(calendar) = calendar(entry.given, &entry.place, findings) {
            let named = NamedCalendar {
                id: entry.id,
                code: entry.code.clone(),
                calendar,
            };
            after.calendars.insert(entry.id, named);
        }
    }
}

fn calendar(given: &CalendarEntry, place: &Place, findings: &mut Findings) -> Option<Calendar> {
    let zone = values::zone(&place.field("zone", &given.zone), findings);
    let weekly = match &given.weekly {
        None => Some(None),
        Some(windows) => weekly(windows, &place.absent("weekly"), findings).map(Some),
    };
    let dates = given.closed_dates.iter().flatten();
    let place = place.absent("closedDates");
    bounded(dates.clone().count(), CLOSED_DATES_MAX, &place, findings);
    let mut closed_dates = Some(ClosedDates::new());
    for (index, field) in dates.enumerate() {
        match (
            values::date(&place, index, field, findings),
            &mut closed_dates,
        ) {
            (Some(date), Some(dates)) => {
                dates.insert(date);
            }
            (None, _) => closed_dates = None,
            (Some(_), None) => {}
        }
    }
    Some(Calendar {
        zone: zone?,
        weekly: weekly?,
        closed_dates: closed_dates?,
    })
}

fn bounded(count: usize, count_max: usize, place: &Place, findings: &mut Findings) {
    if count > count_max {
        let message = format!("the list has {count} items");
        let problem = place.problem(ProblemCode::TooLong, message);
        findings.add(problem.with_expected(format!("at most {count_max} items")));
    }
}

/// The windows in the order of the week, each once: the order of the file carries no meaning.
fn weekly(
    list: &[Located<WeeklyEntry>],
    place: &Place,
    findings: &mut Findings,
) -> Option<Vec<WeeklyWindow>> {
    bounded(list.len(), WEEKLY_WINDOWS_MAX, place, findings);
    let windows: Vec<Option<WeeklyWindow>> = list
        .iter()
        .enumerate()
        .map(|(index, item)| window(&item.value, &place.step(index, item.line), findings))
        .collect();
    let mut windows: Vec<WeeklyWindow> = windows.into_iter().collect::<Option<_>>()?;
    windows.sort_by_key(|window| {
        let days: Vec<u32> = window
            .days()
            .iter()
            .map(Weekday::num_days_from_monday)
            .collect();
        (days, window.start_minute(), window.end_minute())
    });
    windows.dedup();
    Some(windows)
}

fn window(given: &WeeklyEntry, place: &Place, findings: &mut Findings) -> Option<WeeklyWindow> {
    let days_place = place.absent("days");
    let days: Vec<Option<Weekday>> = given
        .days
        .iter()
        .enumerate()
        .map(|(index, field)| values::word(&days_place.item(index, field), findings).map(weekday))
        .collect();
    let start = place.field("start", &given.start);
    let end = place.field("end", &given.end);
    let times = [
        time(
            &start,
            WeeklyWindow::new([Weekday::Mon], start.text, "24:00"),
            findings,
        ),
        time(
            &end,
            WeeklyWindow::new([Weekday::Mon], "00:00", end.text),
            findings,
        ),
    ];
    let days = days.into_iter().collect::<Option<Vec<_>>>()?;
    if times.contains(&false) {
        return None;
    }
    match WeeklyWindow::new(days, start.text, end.text) {
        Ok(window) => Some(window),
        Err(error) => {
            let problem = days_place.problem(ProblemCode::BadWindow, format!("the window {error}"));
            findings.add(problem.with_hint("name at least one of MON to SUN"));
            None
        }
    }
}

/// Whether a time of day reads well, tried in a window with nothing else to refuse.
fn time<E: std::fmt::Display>(
    given: &Given<'_>,
    trial: Result<WeeklyWindow, E>,
    findings: &mut Findings,
) -> bool {
    match trial {
        Ok(_) => true,
        Err(error) => {
            findings.add(given.problem(ProblemCode::BadWindow, error.to_string()));
            false
        }
    }
}

fn weekday(day: Day) -> Weekday {
    match day {
        Day::Mon => Weekday::Mon,
        Day::Tue => Weekday::Tue,
        Day::Wed => Weekday::Wed,
        Day::Thu => Weekday::Thu,
        Day::Fri => Weekday::Fri,
        Day::Sat => Weekday::Sat,
        Day::Sun => Weekday::Sun,
    }
}
