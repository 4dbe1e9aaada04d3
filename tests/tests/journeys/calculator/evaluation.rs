//! The six families that rest on one evaluation: availability, exclusions, topology, degradation,
//! attribution, unknown time.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::asked::{Form, with};
use super::forms::{
    calendar, each, fraction, interval, keyed, list, period, range, ratio, rational, some, text,
    tree,
};

const SELECTION: &str = "\
    figure { interval { start end } state ratio RATIO lower RATIO upper RATIO knownOnly RATIO \
      agreedSeconds excludedSeconds downtimeSeconds RATIONAL breaks mtrsSeconds RATIONAL \
      mtbfSeconds RATIONAL toDate { ratio RATIO agreedSeconds excludedSeconds \
      downtimeSeconds RATIONAL breachCertain } \
      degradation { degradedSeconds weighted { downtimeSeconds RATIONAL ratio RATIO } \
      asUp { downtimeSeconds RATIONAL ratio RATIO } asDown { downtimeSeconds RATIONAL ratio RATIO } } } \
    verdict byDegradation { weighted asUp asDown } \
    bounds { uncertainSeconds knownSeconds lowerDowntimeSeconds RATIONAL \
      upperDowntimeSeconds RATIONAL knownDowntimeSeconds RATIONAL } \
    exclusions { statuses uncappedSeconds intervals { start end } } \
    shares { policy sumsToDowntime suppliers { supplier seconds RATIONAL ofDowntime RATIO } } \
    nodes { path downtimeSeconds RATIONAL } allSerialSeconds RATIONAL naiveSumSeconds RATIONAL";

fn evaluated(read: fn(&Value, &Value) -> Value) -> Form {
    Form {
        field: "availability",
        input_type: "CalculateAvailabilityInput",
        result: "CalculatedAvailability",
        selection: SELECTION,
        write,
        read,
    }
}

fn write(input: &Value) -> Value {
    let known = each(&input["outages"], |outage| {
        json!({
            "component": outage["component"],
            "start": outage["start"],
            "end": outage["end"],
            "loss": outage["loss"],
        })
    });
    let unknown = input.get("unknown").unwrap_or(&Value::Null);
    let unknown = unknown.as_array().into_iter().flatten().map(|unknown| {
        json!({
            "component": unknown["component"],
            "start": unknown["start"],
            "end": unknown["end"],
            "unknown": true,
        })
    });
    let outages = known.as_array().expect("a list").iter().cloned();
    let outages: Vec<Value> = outages.chain(unknown).collect();
    // The engine ignores components that stand nowhere; the calculator takes them for slips.
    let mut named: BTreeSet<&str> = outages.iter().map(|o| text(&o["component"])).collect();
    components(&input["topology"], &mut named);
    let suppliers = input.get("suppliers").and_then(Value::as_object);
    let suppliers = suppliers
        .into_iter()
        .flatten()
        .map(|(supplier, components)| {
            let components = list(components).iter().map(text);
            let components: Vec<&str> = components.filter(|name| named.contains(name)).collect();
            json!({"supplier": supplier, "components": components})
        });
    let suppliers: Vec<Value> = suppliers.collect();
    json!({
        "tree": tree(&input["topology"]),
        "period": period(&input["period"]),
        "zone": input["zone"],
        "calendar": calendar(&input["calendar"]),
        "outages": outages,
        "asOf": input["as_of"],
        "target": some(&input["target"], fraction),
        "degradation": input["degraded_counts"],
        "maintenance": some(&input["exclusions"], maintenance),
        "suppliers": suppliers,
    })
}

/// The names of the components of a tree.
fn components<'a>(tree: &'a Value, named: &mut BTreeSet<&'a str>) {
    match tree.get("component") {
        Some(component) => {
            named.insert(text(component));
        }
        None => list(&tree["children"])
            .iter()
            .for_each(|child| components(child, named)),
    }
}

fn maintenance(exclusions: &Value) -> Value {
    let window = |window: &Value| {
        json!({
            "during": range(window),
            "approved": window["approved"],
            "notifiedAt": window["notified_at"],
        })
    };
    json!({
        "noticeSeconds": exclusions["notice_seconds"],
        "capSeconds": exclusions["cap_seconds"],
        "capPer": "PERIOD",
        "windows": each(&exclusions["windows"], window),
    })
}

/// What every family expects first, with more.
fn common(result: &Value, more: Value) -> Value {
    let figure = &result["figure"];
    let form = json!({
        "period": interval(&figure["interval"]),
        "ast_seconds": figure["agreedSeconds"],
        "excluded_seconds": figure["excludedSeconds"],
    });
    with(form, more)
}

/// The measured figure with what is expected beside it.
fn measured(result: &Value, more: Value) -> Value {
    let figure = &result["figure"];
    let form = json!({
        "downtime_seconds": rational(&figure["downtimeSeconds"]),
        "availability": ratio(&figure["ratio"]),
        "state": figure["state"],
    });
    common(result, with(form, more))
}

pub(super) fn availability() -> [(&'static str, Form); 1] {
    let read = |result: &Value, _: &Value| {
        let figure = &result["figure"];
        let to_date = some(&figure["toDate"], |to_date| {
            json!({
                "ast_seconds": to_date["agreedSeconds"],
                "excluded_seconds": to_date["excludedSeconds"],
                "downtime_seconds": rational(&to_date["downtimeSeconds"]),
                "availability": ratio(&to_date["ratio"]),
                "breach_certain": to_date["breachCertain"],
            })
        });
        let more = json!({
            "verdict": result["verdict"],
            "breaks": figure["breaks"],
            "mtrs_seconds": rational(&figure["mtrsSeconds"]),
            "mtbf_seconds": rational(&figure["mtbfSeconds"]),
            "to_date": to_date,
        });
        measured(result, more)
    };
    [("", evaluated(read))]
}

pub(super) fn exclusions() -> [(&'static str, Form); 1] {
    let read = |result: &Value, _: &Value| {
        let exclusions = &result["exclusions"];
        let more = json!({
            "window_status": exclusions["statuses"],
            "uncapped_seconds": exclusions["uncappedSeconds"],
            "excluded_intervals": each(&exclusions["intervals"], interval),
            "verdict": result["verdict"],
        });
        measured(result, more)
    };
    [("", evaluated(read))]
}

pub(super) fn topology() -> [(&'static str, Form); 1] {
    let read = |result: &Value, _: &Value| {
        let node = |node: &Value| {
            let seconds = rational(&node["downtimeSeconds"]);
            json!({"path": node["path"], "downtime_seconds": seconds})
        };
        let more = json!({
            "verdict": result["verdict"],
            "nodes": each(&result["nodes"], node),
            "all_serial_seconds": rational(&result["allSerialSeconds"]),
            "naive_sum_seconds": rational(&result["naiveSumSeconds"]),
        });
        measured(result, more)
    };
    [("", evaluated(read))]
}

pub(super) fn degradation() -> [(&'static str, Form); 1] {
    let read = |result: &Value, _: &Value| {
        let degradation = &result["figure"]["degradation"];
        let strict = |rule: &str| {
            let figure = &degradation[rule];
            json!({
                "downtime_seconds": rational(&figure["downtimeSeconds"]),
                "availability": ratio(&figure["ratio"]),
                "verdict": result["byDegradation"][rule],
            })
        };
        let more = json!({
            "degraded_seconds": degradation["degradedSeconds"],
            "weighted": strict("weighted"),
            "as_up": strict("asUp"),
            "as_down": strict("asDown"),
        });
        common(result, more)
    };
    [("", evaluated(read))]
}

pub(super) fn attribution() -> [(&'static str, Form); 1] {
    let read = |result: &Value, _: &Value| {
        let shares = keyed(&result["shares"], "policy", |shares| {
            assert!(shares["policy"] == "FULL" || shares["sumsToDowntime"] == true);
            keyed(&shares["suppliers"], "supplier", |share| {
                rational(&share["seconds"])
            })
        });
        measured(result, json!({"shares": shares}))
    };
    [("", evaluated(read))]
}

pub(super) fn unknown() -> [(&'static str, Form); 2] {
    let bounds = |result: &Value, _: &Value| {
        let (figure, bounds) = (&result["figure"], &result["bounds"]);
        // The cases know two states; the other two say what the bounds beside them say.
        let state = match figure["state"] == "NO_SERVICE_TIME" {
            true => "NO_SERVICE_TIME",
            false => "OK",
        };
        let more = json!({
            "lower_downtime_seconds": rational(&bounds["lowerDowntimeSeconds"]),
            "upper_downtime_seconds": rational(&bounds["upperDowntimeSeconds"]),
            "known_downtime_seconds": rational(&bounds["knownDowntimeSeconds"]),
            "uncertain_seconds": bounds["uncertainSeconds"],
            "known_seconds": bounds["knownSeconds"],
            "lower": ratio(&figure["lower"]),
            "upper": ratio(&figure["upper"]),
            "known_only": ratio(&figure["knownOnly"]),
            "state": state,
            "verdict": result["verdict"],
        });
        common(result, more)
    };
    let completeness = Form {
        field: "completeness",
        input_type: "CalculateCompletenessInput",
        result: "CalculatedCompleteness",
        selection: "expected received onTime late missing completeness RATIO timeliness RATIO",
        write: |input| {
            let slot = |slot: &Value| json!({"slot": slot["id"], "due": slot["due"]});
            let receipt = |receipt: &Value| json!({"slot": receipt["slot"], "receivedAt": receipt["received_at"]});
            json!({
                "slots": each(&input["slots"], slot),
                "receipts": each(&input["submissions"], receipt),
            })
        },
        read: |result, _| {
            json!({
                "expected": result["expected"],
                "received": result["received"],
                "on_time": result["onTime"],
                "late": result["late"],
                "missing": result["missing"],
                "completeness": ratio(&result["completeness"]),
                "timeliness": ratio(&result["timeliness"]),
            })
        },
    };
    [
        ("bounds", evaluated(bounds)),
        ("completeness", completeness),
    ]
}
