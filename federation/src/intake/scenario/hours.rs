//! The agreed hours of a scenario: those of a calendar, or made up.

use std::str::FromStr as _;

use chrono_tz::Tz;

use super::raw::{RawCalendar, RawHours, RawWindow};
use super::{CLOSED_DATES_MAX, Check, ITEMS_MAX, way};
use crate::report::simulation::ScenarioCalendar;
use crate::time::{Calendar, WeeklyWindow};
use crate::vocabulary::{Problem, ProblemCode};

impl Check<'_> {
    pub(super) fn calendar(&mut self, given: Option<&RawCalendar>) -> Option<ScenarioCalendar> {
        match given? {
            RawCalendar::Code(code) => {
                let calendars = self.visible.calendars.values();
                let found = calendars
                    .clone()
                    .find(|calendar| calendar.code.as_str() == code);
                if found.is_none() {
                    let codes = calendars.map(|calendar| calendar.code.as_str());
                    self.unknown("calendar", code, way(&["calendar", "code"]), codes);
                }
                found.map(|calendar| ScenarioCalendar::Existing(calendar.id))
            }
            RawCalendar::Hours(hours) => self.hours(hours).map(ScenarioCalendar::Given),
        }
    }

    fn hours(&mut self, given: &RawHours) -> Option<Calendar> {
        let RawHours {
            zone,
            weekly,
            closed_dates,
        } = given;
        let lawful = zone == "UTC" || zone.contains('/');
        let found = Tz::from_str(zone).ok().filter(|_| lawful);
        if found.is_none() {
            let message = "the zone is not an Area/Location name of the IANA database, nor UTC";
            let problem = Problem::new(ProblemCode::BadTimezone, message)
                .with_given(zone)
                .with_expected("a name such as Europe/Berlin, or UTC");
            self.add(problem, way(&["calendar", "hours", "zone"]));
        }
        let path = way(&["calendar", "hours", "closedDates"]);
        let fits = self.bounded(closed_dates.len(), CLOSED_DATES_MAX, path);
        let weekly = match weekly {
            None => Some(None),
            Some(windows) => self.weekly(windows).map(Some),
        };
        Some(Calendar {
            zone: found.filter(|_| fits)?,
            weekly: weekly?,
            closed_dates: closed_dates.iter().copied().collect(),
        })
    }

    fn weekly(&mut self, given: &[RawWindow]) -> Option<Vec<WeeklyWindow>> {
        if !self.bounded(
            given.len(),
            ITEMS_MAX,
            way(&["calendar", "hours", "weekly"]),
        ) {
            return None;
        }
        let mut windows = Vec::new();
        for (index, RawWindow { days, start, end }) in given.iter().enumerate() {
            match WeeklyWindow::new(days.iter().copied(), start, end) {
                Ok(window) => windows.push(window),
                Err(error) => {
                    let message = format!("the window {error}");
                    let problem = Problem::new(ProblemCode::BadWindow, message);
                    let path = way(&["calendar", "hours", "weekly", &index.to_string()]);
                    self.add(problem, path);
                }
            }
        }
        (windows.len() == given.len()).then_some(windows)
    }
}
