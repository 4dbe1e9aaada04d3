//! Bounds when data is missing, and completeness of reporting.

use federation::evaluation::{Completeness, FigureState, Receipt, Slot};
use serde_json::{Value, json};

use crate::evaluation::{Evaluation, with_common};
use crate::forms::{decimal, instant, list, ratio_form, rational_form, text};
use crate::run_family;

#[test]
fn unknown_cases() {
    run_family("unknown", |input| match text(&input["op"]) {
        "bounds" => bounds(input),
        _ => completeness(input),
    });
}

fn bounds(input: &Value) -> Value {
    let assessment = Evaluation::read(input).assess();
    let bounds = &assessment.bounds;
    let verdict = bounds.verdict(decimal(&input["target"]).as_ref());
    assert_eq!(verdict, assessment.verdict);
    assert_eq!(bounds.uncertain, assessment.unknown);
    // The cases know two states; the other two say what the bounds beside them say.
    let state = match assessment.figure.state {
        FigureState::NoServiceTime => FigureState::NoServiceTime,
        FigureState::Ok | FigureState::Bounded | FigureState::NoData => FigureState::Ok,
    };
    with_common(
        &assessment,
        json!({
            "lower_downtime_seconds": rational_form(&bounds.lower_downtime_seconds),
            "upper_downtime_seconds": rational_form(&bounds.upper_downtime_seconds),
            "known_downtime_seconds": rational_form(&bounds.known_downtime_seconds),
            "uncertain_seconds": bounds.uncertain_seconds,
            "known_seconds": bounds.known_seconds,
            "lower": ratio_form(bounds.lower.as_ref()),
            "upper": ratio_form(bounds.upper.as_ref()),
            "known_only": ratio_form(bounds.known_only.as_ref()),
            "state": state,
            "verdict": verdict,
        }),
    )
}

fn completeness(input: &Value) -> Value {
    let slots = list(&input["slots"]).iter().map(|slot| Slot {
        id: text(&slot["id"]),
        due: instant(&slot["due"]),
    });
    let receipts = list(&input["submissions"])
        .iter()
        .map(|submission| Receipt {
            slot: text(&submission["slot"]),
            received_at: instant(&submission["received_at"]),
        });
    let slots: Vec<_> = slots.collect();
    let receipts: Vec<_> = receipts.collect();
    let figure = Completeness::measure(&slots, &receipts);
    json!({
        "expected": figure.expected,
        "received": figure.received,
        "on_time": figure.on_time,
        "late": figure.late,
        "missing": figure.missing,
        "completeness": ratio_form(figure.completeness.as_ref()),
        "timeliness": ratio_form(figure.timeliness.as_ref()),
    })
}
