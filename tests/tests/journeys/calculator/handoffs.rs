//! The family of handoffs: custody of one ticket.

use serde_json::{Value, json};

use super::asked::Form;
use super::forms::{calendar, each, keyed, range};

/// The last second that an input may name: a ruling is dated after everything else.
const LAST: &str = "2099-12-31T23:59:59Z";

fn handoff(handoff: &Value) -> Value {
    let mut events = Vec::new();
    for (name, kind) in [
        ("acknowledged_at", "ACKNOWLEDGE"),
        ("accepted_at", "ACCEPT"),
        ("rejected_at", "REJECT"),
    ] {
        if !handoff[name].is_null() {
            events.push(json!({"kind": kind, "at": handoff[name]}));
        }
    }
    if !handoff["rejection_upheld"].is_null() {
        events.push(json!({"kind": "RULE", "at": LAST, "upheld": handoff["rejection_upheld"]}));
    }
    json!({
        "handoff": handoff["id"],
        "from": handoff["from"],
        "to": handoff["to"],
        "offeredAt": handoff["offered_at"],
        "events": events,
    })
}

pub(super) fn handoffs() -> [(&'static str, Form); 1] {
    let form = Form {
        field: "custody",
        input_type: "CalculateCustodyInput",
        result: "CalculatedCustody",
        selection: "totalSeconds segments { interval { start end seconds } party handoff } \
                    shares { policy parties { party wallSeconds countedSeconds } \
                    wallTransitSeconds countedTransitSeconds } \
                    handoffs { handoff outcome ackSeconds ackMet decisionSeconds decisionMet } \
                    ackMet ackJudged decisionMet decisionJudged holders hops rejections pingPong \
                    pingPongWithRejectedVisits revisits goesInCircles attributionStatus",
        write: |input| {
            let hours = input["calendars"].as_object().expect("an object").iter();
            let hours =
                hours.map(|(party, hours)| json!({"party": party, "calendar": calendar(hours)}));
            let pause = |pause: &Value| json!({"party": pause["party"], "during": range(pause)});
            json!({
                "ticket": {
                    "openedAt": input["opened_at"],
                    "openedBy": input["opened_by"],
                    "resolvedAt": input["resolved_at"],
                    "asOf": input["as_of"],
                    "handoffs": each(&input["handoffs"], handoff),
                },
                "ackTargetSeconds": input["ack_target_seconds"],
                "decisionTargetSeconds": input["decision_target_seconds"],
                "hours": hours.collect::<Vec<Value>>(),
                "pauses": each(&input["pauses"], pause),
            })
        },
        read,
    };
    [("", form)]
}

fn read(result: &Value, _: &Value) -> Value {
    let segment = |segment: &Value| {
        json!({
            "kind": if segment["handoff"].is_null() { "CUSTODY" } else { "TRANSIT" },
            "party": segment["party"],
            "handoff": segment["handoff"],
            "start": segment["interval"]["start"],
            "end": segment["interval"]["end"],
            "seconds": segment["interval"]["seconds"],
        })
    };
    let shares = |shares: &Value| {
        let parties =
            |seconds: &str| keyed(&shares["parties"], "party", |party| party[seconds].clone());
        json!({
            "wall": parties("wallSeconds"),
            "wall_transit": shares["wallTransitSeconds"],
            "counted": parties("countedSeconds"),
            "counted_transit": shares["countedTransitSeconds"],
        })
    };
    let clocks = |handoff: &Value| {
        json!({
            "id": handoff["handoff"],
            "outcome": handoff["outcome"],
            "ack_seconds": handoff["ackSeconds"],
            "ack_met": handoff["ackMet"],
            "decision_seconds": handoff["decisionSeconds"],
            "decision_met": handoff["decisionMet"],
        })
    };
    json!({
        "total_seconds": result["totalSeconds"],
        "segments": each(&result["segments"], segment),
        "attribution": keyed(&result["shares"], "policy", shares),
        "handoffs": each(&result["handoffs"], clocks),
        "ack_met": result["ackMet"],
        "ack_judged": result["ackJudged"],
        "decision_met": result["decisionMet"],
        "decision_judged": result["decisionJudged"],
        "custody_chain": result["holders"],
        "hops": result["hops"],
        "rejections": result["rejections"],
        "ping_pong": result["pingPong"],
        "ping_pong_with_rejected_visits": result["pingPongWithRejectedVisits"],
        "revisits": result["revisits"],
    })
}
