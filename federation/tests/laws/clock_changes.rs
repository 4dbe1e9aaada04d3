//! Days sum to months, months to quarters, quarters to years, over every clock change of 2020 to
//! 2035 in two dozen zones; and what each change adds or takes is what the zone data say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Offset, TimeZone, Weekday};
use chrono_tz::Tz;
use federation::time::{Calendar, Interval, PeriodSpec, WeeklyWindow, start_of_date};

/// Both hemispheres; offsets of half hours and of three quarters; changes of half an hour and of two
/// hours; changes at midnight, around Ramadan, with winter as the exception, for good, and none.
const ZONES: [&str; 24] = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Juba",
    "America/Asuncion",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Easter",
];

const YEARS: std::ops::RangeInclusive<i32> = 2020..=2035;
const DAY: i64 = 86_400;

/// An instant at which the clock of a zone jumps, how far forward, and the local date of the first
/// time that is skipped or repeated: the date that is made shorter or longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    at: i64,
    forward: i64,
    date: NaiveDate,
}

fn zones() -> impl Iterator<Item = Tz> {
    ZONES.iter().map(|name| name.parse().expect("a zone"))
}

/// How far the clock of a zone is ahead of UTC, as the zone data have it.
fn offset(zone: Tz, at: i64) -> i64 {
    let utc = DateTime::from_timestamp(at, 0)
        .expect("an instant")
        .naive_utc();
    zone.offset_from_utc_datetime(&utc)
        .fix()
        .local_minus_utc()
        .into()
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

fn next(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).expect("a date")
}

fn midnight(date: NaiveDate) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp()
}

/// Every change from the first to the last second of the years in a zone, to the second: the zone
/// data looked at every three hours, then halved. No zone changes twice so soon.
fn changes(zone: Tz) -> Vec<Change> {
    let first = start_of_date(zone, date(*YEARS.start(), 1, 1)).unix_seconds();
    let last = start_of_date(zone, date(*YEARS.end() + 1, 1, 1)).unix_seconds();
    let mut found = Vec::new();
    let mut before = offset(zone, first);
    for at in (first..last).step_by(3 * 3_600) {
        let now = offset(zone, at);
        if now != before {
            let (mut old, mut new) = (at - 3 * 3_600, at);
            while new - old > 1 {
                let middle = (old + new) / 2;
                if offset(zone, middle) == now {
                    new = middle
                } else {
                    old = middle
                }
            }
            let local = DateTime::from_timestamp(new + now.min(before), 0).expect("an instant");
            found.push(Change {
                at: new,
                forward: now - before,
                date: local.date_naive(),
            });
            before = now;
        }
    }
    found
}

/// A daily window: its start, its end, and whether it is open at the weekend.
type Window = (&'static str, &'static str, bool);

/// The names of the calendars with their one window, where they have one.
const CALENDARS: [(&str, Option<Window>); 4] = [
    ("24x7", None),
    ("business hours", Some(("08:00", "18:00", false))),
    ("overnight", Some(("22:00", "06:00", true))),
    ("02:00-03:00", Some(("02:00", "03:00", true))),
];

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

fn calendar(zone: Tz, window: Option<Window>) -> Calendar {
    let weekly = window.map(|(start, end, weekend)| {
        let days = WEEK.into_iter().take(if weekend { 7 } else { 5 });
        vec![WeeklyWindow::new(days, start, end).expect("a window")]
    });
    Calendar {
        weekly,
        ..Calendar::around_the_clock(zone)
    }
}

fn seconds_of(calendar: &Calendar, period: PeriodSpec) -> i64 {
    calendar.hours(period.interval(calendar.zone)).seconds()
}

fn day(zone: Tz, date: NaiveDate) -> Interval {
    Interval::new(start_of_date(zone, date), start_of_date(zone, next(date)))
}

/// Days sum to months, and so on up; the seconds of every year come back.
#[track_caller]
fn check_sums(calendar: &Calendar, name: &str) -> BTreeMap<i32, i64> {
    let mut years = BTreeMap::new();
    for year in YEARS {
        let mut of_quarters = 0;
        for quarter in 1..=4 {
            let mut of_months = 0;
            for month in quarter * 3 - 2..=quarter * 3 {
                let dates = date(year, month, 1)
                    .iter_days()
                    .take_while(|date| date.month() == month);
                let of_days: i64 = dates
                    .map(|date| calendar.hours(day(calendar.zone, date)).seconds())
                    .sum();
                let whole = seconds_of(calendar, PeriodSpec::Month { year, month });
                assert_eq!(of_days, whole, "{name} {year}-{month} in {}", calendar.zone);
                of_months += whole;
            }
            let whole = seconds_of(calendar, PeriodSpec::Quarter { year, quarter });
            assert_eq!(
                of_months, whole,
                "{name} {year}-Q{quarter} in {}",
                calendar.zone
            );
            of_quarters += whole;
        }
        let whole = seconds_of(calendar, PeriodSpec::Year { year });
        assert_eq!(of_quarters, whole, "{name} {year} in {}", calendar.zone);
        years.insert(year, whole);
    }
    years
}

fn check_sums_of(place: usize) {
    let (name, window) = CALENDARS[place];
    for zone in zones() {
        check_sums(&calendar(zone, window), name);
    }
}

#[test]
fn days_around_the_clock_sum_up_to_years_that_the_changes_alone_make_longer() {
    for zone in zones() {
        let changes = changes(zone);
        for (year, seconds) in check_sums(&calendar(zone, None), "24x7") {
            let within = changes.iter().filter(|change| change.date.year() == year);
            let forward: i64 = within.map(|change| change.forward).sum();
            let days = midnight(date(year + 1, 1, 1)) - midnight(date(year, 1, 1));
            assert_eq!(seconds, days - forward, "{year} in {zone}");
        }
    }
}

#[test]
fn days_of_business_hours_sum_up_to_years() {
    check_sums_of(1);
}

#[test]
fn nights_sum_up_to_years() {
    check_sums_of(2);
}

#[test]
fn hours_that_a_change_skips_or_repeats_sum_up_to_years() {
    check_sums_of(3);
}

/// Every change makes the one week it falls in, and the one day, longer or shorter by just itself.
#[test]
fn weeks_and_days_differ_by_the_changes_in_them() {
    let mut known = BTreeSet::new();
    let mut crossed = BTreeSet::new();
    for zone in zones() {
        let changes = changes(zone);
        known.extend(changes.iter().map(|change| (zone.name(), *change)));
        let always = calendar(zone, None);
        let mut check = |first: NaiveDate, days: u64| {
            let after = first.checked_add_days(Days::new(days)).expect("a date");
            let span = Interval::new(start_of_date(zone, first), start_of_date(zone, after));
            let within = changes
                .iter()
                .filter(|change| first <= change.date && change.date < after);
            let forward: i64 = within.clone().map(|change| change.forward).sum();
            let seconds = always.hours(span).seconds();
            assert_eq!(
                seconds - days as i64 * DAY,
                -forward,
                "{days} days from {first} in {zone}"
            );
            if days == 7 {
                crossed.extend(within.map(|change| (zone.name(), *change)));
            }
        };
        // The Monday before the first of the years.
        let mut monday = date(2019, 12, 30);
        while monday.year() <= *YEARS.end() {
            check(monday, 7);
            for at in 0..7 {
                check(monday.checked_add_days(Days::new(at)).expect("a date"), 1);
            }
            monday = monday.checked_add_days(Days::new(7)).expect("a date");
        }
    }
    assert_eq!(
        crossed, known,
        "every change that the zone data know was crossed"
    );
    check_variety(&known);
}

/// The zones have what they were chosen for, whatever later zone data say of some of them.
fn check_variety(known: &BTreeSet<(&str, Change)>) {
    assert!(known.len() > 400, "only {} changes", known.len());
    let sizes: BTreeSet<i64> = known.iter().map(|(_, change)| change.forward).collect();
    for size in [1_800, 3_600, 7_200] {
        assert!(sizes.contains(&size) && sizes.contains(&-size), "{sizes:?}");
    }
    let shown =
        |zone: &str, at: i64| (at + offset(zone.parse().expect("a zone"), at)).rem_euclid(DAY);
    let skipped = known
        .iter()
        .filter(|(zone, c)| c.forward > 0 && shown(zone, c.at - 1) == DAY - 1);
    let repeated = known
        .iter()
        .filter(|(zone, c)| c.forward < 0 && shown(zone, c.at) >= DAY - 3_600);
    assert!(skipped.count() > 50, "midnight is skipped");
    assert!(repeated.count() > 50, "the last hour of a day is repeated");
    let offsets: BTreeSet<i64> = zones()
        .map(|zone| offset(zone, known.first().expect("some").1.at))
        .collect();
    for part in [1_800, 2_700] {
        assert!(
            offsets
                .iter()
                .any(|offset| offset.rem_euclid(3_600) == part),
            "{offsets:?}"
        );
    }
}

/// Where a local time is by the rules of the cases, read off what the clock showed every quarter of
/// an hour around a change: a start is the first, an end the last; a skipped time is the change.
fn read_off(shown: &[(i64, i64)], local: i64, is_end: bool) -> i64 {
    let mut hits = shown.iter().filter(|(_, clock)| *clock == local);
    let hit = if is_end {
        hits.next_back()
    } else {
        hits.next()
    };
    let hit = hit.or_else(|| shown.iter().find(|(_, clock)| *clock > local));
    hit.expect("days around it were looked at").0
}

/// The days around every change, in every calendar, are those that reading the clock gives.
#[test]
fn the_days_around_every_change_are_what_the_clock_showed() {
    for zone in zones() {
        for change in changes(zone) {
            let from = change.at - change.at.rem_euclid(900) - 5 * DAY;
            let shown = (0..10 * DAY / 900).map(|step| from + step * 900);
            let shown: Vec<(i64, i64)> = shown.map(|at| (at, at + offset(zone, at))).collect();
            let around =
                DateTime::from_timestamp(change.at + offset(zone, change.at), 0).expect("a date");
            let around = around
                .date_naive()
                .checked_sub_days(Days::new(2))
                .expect("a date");
            for (name, window) in CALENDARS
                .into_iter()
                .filter_map(|(name, window)| Some((name, window?)))
            {
                check_days(&calendar(zone, Some(window)), name, &shown, around);
            }
        }
    }
}

#[track_caller]
fn check_days(calendar: &Calendar, name: &str, shown: &[(i64, i64)], first: NaiveDate) {
    let window = &calendar.weekly.as_ref().expect("a window")[0];
    let (opens, closes) = (
        i64::from(window.start_minute()) * 60,
        i64::from(window.end_minute()) * 60,
    );
    let over_night = if closes > opens { 0 } else { DAY };
    let open_on = |date: NaiveDate| {
        let start = read_off(shown, midnight(date) + opens, false);
        let end = read_off(shown, midnight(date) + over_night + closes, true);
        let works = window.days().contains(&date.weekday());
        (start, if works { end } else { start })
    };
    for date in first.iter_days().take(4) {
        let start = read_off(shown, midnight(date), false);
        let end = read_off(shown, midnight(next(date)), false);
        let yesterday = date.checked_sub_days(Days::new(1)).expect("a date");
        // Windows of two dates never overlap in these calendars.
        let expect: i64 = [yesterday, date, next(date)]
            .map(open_on)
            .iter()
            .map(|(opened, closed)| (closed.min(&end) - opened.max(&start)).max(0))
            .sum();
        let found = calendar.hours(day(calendar.zone, date)).seconds();
        assert_eq!(found, expect, "{name} on {date} in {}", calendar.zone);
    }
}
