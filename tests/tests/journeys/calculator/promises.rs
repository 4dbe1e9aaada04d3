//! The families about promises: alignment and error budgets.

use serde_json::{Value, json};

use super::asked::Form;
use super::forms::{
    calendar, each, fraction, keyed, list, percent, period, ratio, rational, tree, whole,
};

pub(super) fn alignment() -> [(&'static str, Form); 5] {
    let availability = Form {
        field: "availabilityAlignment",
        input_type: "CalculateAvailabilityAlignmentInput",
        result: "CalculatedAvailabilityAlignment",
        selection: "status worst RATIO product RATIO worstGap RATIO productGap RATIO \
                    productGapSeconds RATIONAL",
        write: |input| {
            json!({
                "target": fraction(&input["target"]),
                "tree": tree(&input["tree"]),
                "agreedSeconds": input["ast_seconds"],
            })
        },
        read: |result, _| {
            json!({
                "worst": ratio(&result["worst"]),
                "product": ratio(&result["product"]),
                "status": result["status"],
                "worst_gap": ratio(&result["worstGap"]),
                "product_gap": ratio(&result["productGap"]),
                "product_gap_seconds": rational(&result["productGapSeconds"]),
            })
        },
    };
    let required = Form {
        field: "requiredEach",
        input_type: "CalculateRequiredEachInput",
        result: "CalculatedRequiredEach",
        selection: "worstCase RATIO product RATIO",
        write: |input| json!({"target": fraction(&input["target"]), "count": input["count"]}),
        read: |result, _| {
            json!({
                "worst_case": ratio(&result["worstCase"]),
                "product_percent_ceil_6": result["product"]["percent"],
            })
        },
    };
    let [chain, coverage, due] = times();
    [
        ("availability", availability),
        ("required_each", required),
        ("time_chain", chain),
        ("hours_coverage", coverage),
        ("hours_due", due),
    ]
}

fn times() -> [Form; 3] {
    let chain = Form {
        field: "timeChain",
        input_type: "CalculateTimeChainInput",
        result: "CalculatedTimeChain",
        selection: "status totalSeconds slackSeconds",
        write: |input| json!({"targetSeconds": input["target_seconds"], "steps": input["steps"]}),
        read: |result, _| {
            json!({
                "total_seconds": result["totalSeconds"],
                "slack_seconds": result["slackSeconds"],
                "status": result["status"],
            })
        },
    };
    let coverage = Form {
        field: "hoursCoverage",
        input_type: "CalculateHoursCoverageInput",
        result: "CalculatedHoursCoverage",
        selection: "status customerSeconds suppliers { supplier uncoveredSeconds } \
                    uncoveredByAllSeconds",
        write: |input| {
            let supplier = |supplier: &Value| json!({"supplier": supplier["id"], "calendar": calendar(&supplier["calendar"])});
            json!({
                "customer": calendar(&input["customer"]),
                "suppliers": each(&input["suppliers"], supplier),
                "period": period(&input["period"]),
                "zone": input["zone"],
            })
        },
        read: |result, _| {
            let uncovered = keyed(&result["suppliers"], "supplier", |supplier| {
                supplier["uncoveredSeconds"].clone()
            });
            json!({
                "customer_ast_seconds": result["customerSeconds"],
                "uncovered_seconds": uncovered,
                "uncovered_by_all_seconds": result["uncoveredByAllSeconds"],
                "status": result["status"],
            })
        },
    };
    let due = Form {
        field: "dueAlignment",
        input_type: "CalculateDueAlignmentInput",
        result: "CalculatedDueAlignment",
        selection: "status customerDueAt supplierDueAt supplierElapsedSeconds",
        write: |input| {
            let side = |side: &Value| {
                let seconds = &side["target_seconds"];
                json!({"calendar": calendar(&side["calendar"]), "targetSeconds": seconds})
            };
            json!({
                "reportedAt": input["reported_at"],
                "customer": side(&input["customer"]),
                "supplier": side(&input["supplier"]),
            })
        },
        read: |result, _| {
            json!({
                "customer_due_at": result["customerDueAt"],
                "supplier_due_at": result["supplierDueAt"],
                "supplier_elapsed_seconds": result["supplierElapsedSeconds"],
                "status": result["status"],
            })
        },
    };
    [chain, coverage, due]
}

pub(super) fn budget() -> [(&'static str, Form); 4] {
    let budget = Form {
        field: "errorBudget",
        input_type: "CalculateErrorBudgetInput",
        result: "CalculatedErrorBudget",
        selection: "budgetSeconds RATIONAL remainingSeconds RATIONAL consumed RATIO \
                    remaining RATIO state",
        write: |input| {
            json!({
                "baseSeconds": input["base_seconds"],
                "target": fraction(&input["target"]),
                "usedSeconds": fraction(&input["used_seconds"]),
            })
        },
        read: |result, _| {
            json!({
                "budget_seconds": rational(&result["budgetSeconds"]),
                "remaining_seconds": rational(&result["remainingSeconds"]),
                "consumed": ratio(&result["consumed"]),
                "remaining": ratio(&result["remaining"]),
                "state": result["state"],
            })
        },
    };
    let burn = Form {
        field: "burn",
        input_type: "CalculateBurnInput",
        result: "CalculatedBurn",
        selection: "errorRate RATIO burn RATIONAL",
        write: |input| {
            json!({
                "bad": fraction(&input["bad"]),
                "total": input["total"],
                "target": fraction(&input["target"]),
            })
        },
        read: |result, _| {
            let rate = ratio(&result["errorRate"]);
            json!({"error_rate": rate, "burn": rational(&result["burn"])})
        },
    };
    let threshold = Form {
        field: "burnThreshold",
        input_type: "CalculateBurnThresholdInput",
        result: "CalculatedBurnThreshold",
        selection: "burn RATIONAL",
        write: |input| {
            json!({
                "budgetPart": percent(&input["budget_percent"]),
                "periodSeconds": input["slo_period_seconds"],
                "windowSeconds": input["window_seconds"],
            })
        },
        read: |result, _| json!({"burn": rational(&result["burn"])}),
    };
    [
        ("budget", budget),
        ("burn", burn),
        ("threshold", threshold),
        ("burn_measured", measured()),
    ]
}

fn measured() -> Form {
    Form {
        field: "burnAlerts",
        input_type: "CalculateBurnAlertsInput",
        result: "CalculatedBurnAlerts",
        selection: "page alerts { threshold RATIONAL page EXPLANATION \
                    long { windowSeconds agreedSeconds downtimeSeconds RATIONAL burn RATIONAL } \
                    short { windowSeconds agreedSeconds downtimeSeconds RATIONAL burn RATIONAL } }",
        write: |input| {
            json!({
                "calendar": calendar(&input["calendar"]),
                "target": fraction(&input["target"]),
                "asOf": input["as_of"],
                "outages": input["outages"],
                "alerts": [{
                    "longSeconds": input["long_window_seconds"],
                    "shortSeconds": input["short_window_seconds"],
                    "threshold": {"decimal": input["threshold"]},
                }],
            })
        },
        read: |result, _| {
            let window = |window: &Value| {
                json!({
                    "ast_seconds": window["agreedSeconds"],
                    "downtime_seconds": whole(&window["downtimeSeconds"]),
                    "burn": rational(&window["burn"]),
                })
            };
            let alert = &list(&result["alerts"])[0];
            assert_eq!(alert["page"], result["page"]);
            json!({
                "long": window(&alert["long"]),
                "short": window(&alert["short"]),
                "page": result["page"],
            })
        },
    }
}
