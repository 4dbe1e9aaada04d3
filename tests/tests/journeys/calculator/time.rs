//! The families of time: calendars and clocks.

use serde_json::{Value, json};

use super::asked::{Form, only, with};
use super::forms::{calendar, each, interval, list, period, ratio, text};

/// The cases list stretches only up to so many.
const STRETCHES_LISTED_MAX: usize = 12;

pub(super) fn calendars() -> [(&'static str, Form); 2] {
    let hours = Form {
        field: "serviceHours",
        input_type: "CalculateServiceHoursInput",
        result: "CalculatedServiceHours",
        selection: "period { start end } seconds count stretches { start end } last { start end }",
        write: |input| {
            json!({
                "calendar": calendar(&input["calendar"]),
                "period": period(&input["period"]),
                "zone": input["zone"],
            })
        },
        read: |result, _| {
            let stretches = list(&result["stretches"]);
            let listed = stretches.len() <= STRETCHES_LISTED_MAX;
            json!({
                "period": interval(&result["period"]),
                "seconds": result["seconds"],
                "count": result["count"],
                "first": interval(stretches.first().unwrap_or(&Value::Null)),
                "last": interval(&result["last"]),
                "intervals": listed.then(|| each(&result["stretches"], interval)),
            })
        },
    };
    let instants = Form {
        field: "localInstant",
        input_type: "CalculateLocalInstantInput",
        result: "CalculatedLocalInstant",
        selection: "instant",
        write: |input| {
            let local = text(&input["local"]);
            json!({
                "zone": input["zone"],
                "date": local[..10],
                "time": local[11..16],
                "edge": input["kind"],
            })
        },
        read: |result, _| only(result, &[("instant", "instant")]),
    };
    [("service_time", hours), ("resolve", instants)]
}

pub(super) fn clocks() -> [(&'static str, Form); 1] {
    let form = Form {
        field: "clock",
        input_type: "CalculateClockInput",
        result: "CalculatedClock",
        selection: "wallSeconds businessSeconds pausedSeconds netSeconds state overrunSeconds \
                    deadline breachedAt pauseShare RATIO",
        write: |input| {
            json!({
                "calendar": calendar(&input["calendar"]),
                "start": input["start"],
                "stop": input["stop"],
                "asOf": input["as_of"],
                "targetSeconds": input["target_seconds"],
                "pauses": input["pauses"],
                "stoppedBy": {"reasons": input["allowed_reasons"]},
            })
        },
        read: |result, _| {
            let figures = only(
                result,
                &[
                    ("wall_seconds", "wallSeconds"),
                    ("business_seconds", "businessSeconds"),
                    ("paused_seconds", "pausedSeconds"),
                    ("net_seconds", "netSeconds"),
                    ("state", "state"),
                    ("overrun_seconds", "overrunSeconds"),
                    ("deadline", "deadline"),
                ],
            );
            with(
                figures,
                json!({"pause_share": ratio(&result["pauseShare"])}),
            )
        },
    };
    [("", form)]
}
