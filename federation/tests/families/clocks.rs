//! Response and resolution clocks with calendars and pauses.

use federation::agreement::PauseReason;
use federation::evaluation::clock::{ClockQuestion, ClockTarget, Pause, SlaClock};
use federation::time::IntervalSet;
use serde_json::{Value, json};

use crate::forms::{calendar, instant, integer, list, optional_instant, ratio_form, text};
use crate::run_family;

#[test]
fn clocks_cases() {
    run_family("clocks", |input| {
        let pauses: Vec<Pause> = list(&input["pauses"]).iter().map(pause).collect();
        let allowed = list(&input["allowed_reasons"]).iter().map(reason).collect();
        let calendar = calendar(&input["calendar"]);
        let clock = SlaClock {
            calendar: &calendar,
            started_at: instant(&input["start"]),
            target: ClockTarget::Within(integer(&input["target_seconds"])),
            allowed,
            pauses: &pauses,
            resolved: IntervalSet::new(),
        };
        let reading = clock.read(match optional_instant(&input["stop"]) {
            Some(stop) => ClockQuestion::Ended(stop),
            None => ClockQuestion::Open(instant(&input["as_of"])),
        });
        json!({
            "wall_seconds": reading.wall_seconds,
            "business_seconds": reading.business_seconds,
            "paused_seconds": reading.paused_seconds,
            "net_seconds": reading.net_seconds,
            "state": reading.state,
            "overrun_seconds": reading.overrun_seconds,
            "deadline": reading.deadline.map(|at| at.to_string()),
            "pause_share": ratio_form(reading.pause_share.as_ref()),
        })
    });
}

fn pause(value: &Value) -> Pause {
    Pause {
        start: instant(&value["start"]),
        end: optional_instant(&value["end"]),
        reason: reason(&value["reason"]),
    }
}

fn reason(value: &Value) -> PauseReason {
    text(value).parse().expect("a reason")
}
