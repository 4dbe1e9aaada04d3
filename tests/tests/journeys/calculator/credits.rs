//! The family of credits.

use serde_json::{Value, json};

use super::asked::Form;
use super::forms::{each, fraction, list, minor, money, percent, range, ratio, rational, some};

fn band(band: &Value) -> Value {
    json!({
        "atOrAbove": some(&band["at_or_above"], fraction),
        "below": fraction(&band["below"]),
    })
}

fn tiers(tiers: &Value) -> Value {
    each(tiers, |tier| {
        let mut written = band(tier);
        written["credit"] = percent(&tier["percent"]);
        written
    })
}

pub(super) fn credits() -> [(&'static str, Form); 9] {
    let [pool, apportion, pass_through] = shared();
    let [dispute, restatement] = settled();
    [
        ("tiers", by_tiers()),
        ("at_risk_pool", pool),
        ("points", points()),
        ("apportion", apportion),
        ("pass_through", pass_through),
        ("no_double_recovery", recovered()),
        ("earn_back", earned_back()),
        ("dispute", dispute),
        ("restatement", restatement),
    ]
}

fn by_tiers() -> Form {
    Form {
        field: "creditTiers",
        input_type: "CalculateCreditTiersInput",
        result: "CalculatedTierCredit",
        selection: "tier part RATIO credit MONEY",
        write: |input| {
            json!({
                "availability": some(&input["availability"], fraction),
                "tiers": tiers(&input["tiers"]),
                "charge": money(&input["charge_minor"]),
                "cap": some(&input["cap_percent"], percent),
            })
        },
        read: |result, _| {
            // The cases give the part before the cap in percent, exactly.
            let hundred = json!({
                "numerator": result["part"]["numerator"],
                "denominator": result["part"]["denominator"],
            });
            json!({
                "tier_index": result["tier"],
                "percent": times_hundred(&rational(&hundred)),
                "credit_minor": minor(&result["credit"]),
            })
        },
    }
}

/// A fraction of small integers times 100, in lowest terms.
fn times_hundred(fraction: &Value) -> Value {
    let [num, den] = ["num", "den"].map(|part| fraction[part].as_i64().expect("a small integer"));
    let divisor = (1..=100)
        .rev()
        .find(|divisor| 100 % divisor == 0 && den % divisor == 0)
        .expect("one divides everything");
    json!({"num": num * (100 / divisor), "den": den / divisor})
}

fn points() -> Form {
    Form {
        field: "servicePoints",
        input_type: "CalculateServicePointsInput",
        result: "CalculatedServicePoints",
        selection: "periods { severity isRepeatFailure points credit MONEY } totalPoints",
        write: |input| {
            let severities = ["MINOR", "SERIOUS", "SEVERE", "BELOW_THRESHOLD"];
            let bands = list(&input["bands"]).iter().zip(severities);
            let bands = bands.map(|(given, severity)| {
                let mut written = band(given);
                written["severity"] = json!(severity);
                written["points"] = given["points"].clone();
                written
            });
            let period = |value: &Value| json!({"value": some(value, fraction)});
            json!({
                "target": fraction(&input["target"]),
                "bands": bands.collect::<Vec<Value>>(),
                "series": each(&input["series"], period),
                "partPerPoint": percent(&input["percent_per_point"]),
                "charge": money(&input["charge_minor"]),
            })
        },
        read: |result, _| {
            json!({
                "points": each(&result["periods"], |period| period["points"].clone()),
                "credit_minor": each(&result["periods"], |period| minor(&period["credit"])),
                "total_points": result["totalPoints"],
            })
        },
    }
}

fn shared() -> [Form; 3] {
    let pool = Form {
        field: "atRiskPool",
        input_type: "CalculateAtRiskPoolInput",
        result: "CalculatedPool",
        selection: "atRiskMinor RATIONAL uncappedMinor RATIONAL capped total MONEY \
                    lines { line uncappedMinor RATIONAL amount MONEY }",
        write: |input| {
            let line = |line: &Value| {
                json!({
                    "line": line["id"],
                    "ofPool": percent(&line["pool_percent"]),
                    "ofAllocation": percent(&line["credit_percent"]),
                })
            };
            json!({
                "invoice": money(&input["invoice_minor"]),
                "atRisk": percent(&input["at_risk_percent"]),
                "lines": each(&input["lines"], line),
            })
        },
        read: |result, _| {
            let line = |line: &Value| {
                json!({
                    "id": line["line"],
                    "uncapped": rational(&line["uncappedMinor"]),
                    "credit_minor": minor(&line["amount"]),
                })
            };
            json!({
                "at_risk": rational(&result["atRiskMinor"]),
                "uncapped_total": rational(&result["uncappedMinor"]),
                "capped": result["capped"],
                "total_minor": minor(&result["total"]),
                "lines": each(&result["lines"], line),
            })
        },
    };
    let apportion = Form {
        field: "apportion",
        input_type: "CalculateApportionInput",
        result: "CalculatedApportionment",
        selection: "lines { line amount MONEY }",
        write: |input| {
            let line =
                |line: &Value| json!({"line": line["id"], "weight": fraction(&line["weight"])});
            json!({"total": money(&input["total_minor"]), "lines": each(&input["lines"], line)})
        },
        read: |result, _| {
            let line =
                |line: &Value| json!({"id": line["line"], "amount_minor": minor(&line["amount"])});
            json!({"lines": each(&result["lines"], line)})
        },
    };
    let pass_through = Form {
        field: "passThrough",
        input_type: "CalculatePassThroughInput",
        result: "CalculatedPassThrough",
        selection: "lines { line share MONEY recoverable MONEY } recoverable MONEY \
                    netExposure MONEY",
        write: |input| {
            let line = |line: &Value| {
                json!({
                    "line": line["id"],
                    "weight": fraction(&line["weight"]),
                    "capMinor": some(&line["cap_minor"], |cap| json!(cap.to_string())),
                })
            };
            json!({
                "credit": money(&input["customer_credit_minor"]),
                "lines": each(&input["lines"], line),
            })
        },
        read: |result, _| {
            let line = |line: &Value| {
                json!({
                    "id": line["line"],
                    "share_minor": minor(&line["share"]),
                    "recoverable_minor": minor(&line["recoverable"]),
                })
            };
            json!({
                "lines": each(&result["lines"], line),
                "recoverable_minor": minor(&result["recoverable"]),
                "net_exposure_minor": minor(&result["netExposure"]),
            })
        },
    };
    [pool, apportion, pass_through]
}

fn recovered() -> Form {
    Form {
        field: "noDoubleRecovery",
        input_type: "CalculateNoDoubleRecoveryInput",
        result: "CalculatedRecovery",
        selection: "events { event claim counted MONEY } total MONEY",
        write: |input| {
            let claim = |claim: &Value| json!({"level": claim["kpi"], "creditMinor": claim["credit_minor"].to_string()});
            let event = |event: &Value| json!({"event": event["id"], "claims": each(&event["credits"], claim)});
            json!({"currency": "EUR", "events": each(&input["events"], event)})
        },
        read: |result, _| {
            let event = |event: &Value| json!({"id": event["event"], "counted_minor": minor(&event["counted"])});
            json!({
                "events": each(&result["events"], event),
                "total_minor": minor(&result["total"]),
            })
        },
    }
}

fn earned_back() -> Form {
    Form {
        field: "earnBack",
        input_type: "CalculateEarnBackInput",
        result: "CalculatedEarnBack",
        selection: "returned MONEY total MONEY",
        write: |input| {
            let period = |period: &Value| json!({"met": period["met"], "creditMinor": period["credit_minor"].to_string()});
            json!({
                "currency": "EUR",
                "periods": input["periods"],
                "series": each(&input["series"], period),
            })
        },
        read: |result, _| {
            json!({
                "earned_back_minor": each(&result["returned"], minor),
                "total_minor": minor(&result["total"]),
            })
        },
    }
}

fn settled() -> [Form; 2] {
    let dispute = Form {
        field: "disputedDowntime",
        input_type: "CalculateDisputedDowntimeInput",
        result: "CalculatedDispute",
        selection: "asSubmitted RATIO asSubmittedVerdict ifUpheld RATIO ifUpheldVerdict standing \
                    creditUndisputed MONEY creditHeld MONEY",
        write: |input| {
            let seconds = |name: &str| input[name].as_i64().expect("seconds");
            json!({
                "baseSeconds": seconds("ast_seconds") - seconds("excluded_seconds"),
                "undisputedSeconds": fraction(&input["undisputed_seconds"]),
                "disputedSeconds": fraction(&input["disputed_seconds"]),
                "target": fraction(&input["target"]),
                "tiers": tiers(&input["tiers"]),
                "charge": money(&input["charge_minor"]),
            })
        },
        read: |result, _| {
            let verdict = match result["standing"] == "FINAL" {
                true => &result["ifUpheldVerdict"],
                false => &result["standing"],
            };
            json!({
                "as_submitted": ratio(&result["asSubmitted"]),
                "as_submitted_verdict": result["asSubmittedVerdict"],
                "if_upheld": ratio(&result["ifUpheld"]),
                "if_upheld_verdict": result["ifUpheldVerdict"],
                "verdict": verdict,
                "credit_undisputed_minor": minor(&result["creditUndisputed"]),
                "credit_held_minor": minor(&result["creditHeld"]),
            })
        },
    };
    let restatement = Form {
        field: "restatement",
        input_type: "CalculateRestatementInput",
        result: "CalculatedRestatement",
        selection: "versions { downtimeSeconds ratio RATIO verdict credit MONEY } \
                    added removed changed adjustment MONEY",
        write: |input| {
            let row = |row: &Value| json!({"row": row["id"], "down": range(row)});
            let version = |rows: &Value| json!({"rows": each(rows, row)});
            json!({
                "period": {"between": range(&input["period"])},
                "target": fraction(&input["target"]),
                "tiers": tiers(&input["tiers"]),
                "charge": money(&input["charge_minor"]),
                "versions": each(&input["versions"], version),
            })
        },
        read: |result, _| {
            let version = |version: &Value| {
                json!({
                    "downtime_seconds": version["downtimeSeconds"],
                    "availability": ratio(&version["ratio"]),
                    "verdict": version["verdict"],
                    "credit_minor": minor(&version["credit"]),
                })
            };
            json!({
                "versions": each(&result["versions"], version),
                "added": result["added"],
                "removed": result["removed"],
                "changed": result["changed"],
                "adjustment_minor": minor(&result["adjustment"]),
            })
        },
    };
    [dispute, restatement]
}
