//! Agreed service hours as UTC intervals.

use chrono::{NaiveDateTime, Timelike};
use federation::time::{WindowEdge, local_instant};
use serde_json::{Value, json};

use crate::forms::{calendar, interval_form, intervals_form, period, text, zone};
use crate::run_family;

#[test]
fn calendar_cases() {
    run_family("calendar", |input| match text(&input["op"]) {
        "service_time" => service_time(input),
        _ => resolve(input),
    });
}

/// Long lists of intervals are given by their count, first and last.
const INTERVALS_LISTED_MAX: usize = 12;

fn service_time(input: &Value) -> Value {
    let period = period(input);
    let hours = calendar(&input["calendar"]).hours(period);
    let end = |interval: Option<&federation::time::Interval>| {
        interval.map_or(Value::Null, |interval| interval_form(*interval))
    };
    let listed = hours.len() <= INTERVALS_LISTED_MAX;
    json!({
        "period": interval_form(period),
        "seconds": hours.seconds(),
        "count": hours.len(),
        "first": end(hours.as_slice().first()),
        "last": end(hours.as_slice().last()),
        "intervals": listed.then(|| intervals_form(&hours)),
    })
}

fn resolve(input: &Value) -> Value {
    let local: NaiveDateTime = text(&input["local"]).parse().expect("a local time");
    let minute = local.hour() * 60 + local.minute();
    let edge: WindowEdge = text(&input["kind"]).parse().expect("START or END");
    let at = local_instant(zone(&input["zone"]), local.date(), minute as u16, edge);
    json!({"instant": at.to_string()})
}
