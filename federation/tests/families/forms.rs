//! The forms that the case files write things in, read and written.

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;
use federation::time::{Calendar, Instant, Interval, IntervalSet, PeriodSpec, WeeklyWindow};
use federation::vocabulary::{Ratio, Rational};
use serde_json::{Value, json};

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

pub(crate) fn zone(value: &Value) -> Tz {
    text(value).parse().expect("a zone")
}

pub(crate) fn instant(value: &Value) -> Instant {
    Instant::parse(text(value)).expect("an instant")
}

pub(crate) fn optional_instant(value: &Value) -> Option<Instant> {
    (!value.is_null()).then(|| instant(value))
}

pub(crate) fn interval(value: &Value) -> Interval {
    Interval::new(instant(&value["start"]), instant(&value["end"]))
}

pub(crate) fn period(input: &Value) -> Interval {
    match &input["period"] {
        Value::String(text) => {
            let spec = PeriodSpec::parse(text).expect("a period");
            assert_eq!(spec.to_string(), *text);
            spec.interval(zone(&input["zone"]))
        }
        range => interval(range),
    }
}

pub(crate) fn calendar(value: &Value) -> Calendar {
    let window = |entry: &Value| {
        let days = list(&entry["days"])
            .iter()
            .map(|day| text(day).parse::<Weekday>());
        let days: Vec<Weekday> = days.map(|day| day.expect("a weekday")).collect();
        WeeklyWindow::new(days, text(&entry["start"]), text(&entry["end"])).expect("a window")
    };
    let dates = value
        .get("closed_dates")
        .map_or(&[][..], |dates| list(dates));
    Calendar {
        zone: zone(&value["zone"]),
        weekly: value
            .get("weekly")
            .map(|weekly| list(weekly).iter().map(window).collect()),
        closed_dates: dates
            .iter()
            .map(|date| text(date).parse::<NaiveDate>().expect("a date"))
            .collect(),
    }
}

pub(crate) fn decimal(value: &Value) -> Option<Rational> {
    (!value.is_null()).then(|| text(value).parse().expect("a decimal"))
}

/// A decimal that must be there.
pub(crate) fn number(value: &Value) -> Rational {
    decimal(value).expect("a decimal, not null")
}

/// A decimal that is a part of a whole.
pub(crate) fn part(value: &Value) -> Ratio {
    Ratio::new(number(value)).expect("a part of a whole")
}

/// `{num, den}`, each an integer or a text of one.
pub(crate) fn fraction(value: &Value) -> Rational {
    let integer = |value: &Value| -> num_bigint::BigInt {
        match value {
            Value::String(digits) => digits.parse().expect("an integer"),
            number => number.as_i64().expect("an integer").into(),
        }
    };
    Rational::new(integer(&value["num"]), integer(&value["den"]))
}

pub(crate) fn integer(value: &Value) -> i64 {
    value.as_i64().expect("an integer")
}

pub(crate) fn rational_form(value: &Rational) -> Value {
    serde_json::to_value(value).expect("a rational is written")
}

pub(crate) fn optional_rational_form(value: Option<&Rational>) -> Value {
    value.map_or(Value::Null, rational_form)
}

pub(crate) fn ratio_form(value: Option<&Rational>) -> Value {
    let Some(value) = value else {
        return Value::Null;
    };
    let mut form = rational_form(value);
    form["percent_truncated_6"] = json!(value.percent_truncated());
    form
}

pub(crate) fn interval_form(interval: Interval) -> Value {
    json!({"start": interval.start.to_string(), "end": interval.end.to_string()})
}

pub(crate) fn intervals_form(set: &IntervalSet) -> Value {
    set.iter().map(interval_form).collect()
}
