//! The families about many values: aggregates, percentages alone, trends.

use serde_json::{Value, json};

use super::asked::{Form, only, with};
use super::forms::{each, fraction, in_percent, ratio, rational, some, text, tree};

pub(super) fn aggregates() -> [(&'static str, Form); 5] {
    let percentile = Form {
        field: "percentile",
        input_type: "CalculatePercentileInput",
        result: "CalculatedPercentile",
        selection: "value RATIONAL method",
        write: |input| json!({"values": input["values"], "p": fraction(&input["p"]), "method": input["method"]}),
        read: |result, input| {
            assert_eq!(result["method"], input["method"]);
            json!({"value": rational(&result["value"])})
        },
    };
    let within = Form {
        field: "within",
        input_type: "CalculateWithinInput",
        result: "CalculatedWithin",
        selection: "within total ratio RATIO mean RATIONAL",
        write: |input| json!({"values": input["values"], "target": input["target"]}),
        read: |result, _| {
            let counts = only(result, &[("within", "within"), ("total", "total")]);
            let ratio = ratio(&result["ratio"]);
            with(
                counts,
                json!({"ratio": ratio, "mean": rational(&result["mean"])}),
            )
        },
    };
    let compliance = Form {
        field: "compliance",
        input_type: "CalculateComplianceInput",
        result: "CalculatedCompliance",
        selection: "met total ratio RATIO verdict",
        write: |input| {
            let group = |group: &Value| json!({"met": group["met"], "total": group["total"]});
            json!({
                "groups": each(&input["groups"], group),
                "target": fraction(&input["target"]),
                "minSample": input["min_sample"],
                "allowedMisses": input["allowed_misses"],
            })
        },
        read: |result, _| {
            let names = [("met", "met"), ("total", "total"), ("verdict", "verdict")];
            with(
                only(result, &names),
                json!({"ratio": ratio(&result["ratio"])}),
            )
        },
    };
    let pooled = Form {
        field: "pooledAvailability",
        input_type: "CalculatePooledAvailabilityInput",
        result: "CalculatedPooledAvailability",
        selection: "baseSeconds downtimeSeconds RATIONAL ratio RATIO state",
        write: |input| {
            let part = |part: &Value| {
                json!({
                    "agreedSeconds": part["ast_seconds"],
                    "excludedSeconds": part["excluded_seconds"],
                    "downtimeSeconds": fraction(&part["downtime_seconds"]),
                })
            };
            json!({"parts": each(&input["parts"], part)})
        },
        read: |result, _| {
            json!({
                "base_seconds": result["baseSeconds"],
                "downtime_seconds": rational(&result["downtimeSeconds"]),
                "availability": ratio(&result["ratio"]),
                "state": result["state"],
            })
        },
    };
    let priority = Form {
        field: "priority",
        input_type: "CalculatePriorityInput",
        result: "CalculatedPriority",
        selection: "priority",
        write: |input| json!({"impact": input["impact"], "urgency": input["urgency"]}),
        read: |result, _| only(result, &[("priority", "priority")]),
    };
    [
        ("percentile", percentile),
        ("within", within),
        ("compliance", compliance),
        ("pooled_availability", pooled),
        ("priority", priority),
    ]
}

pub(super) fn percent_only() -> [(&'static str, Form); 1] {
    let form = Form {
        field: "percentOnly",
        input_type: "CalculatePercentOnlyInput",
        result: "CalculatedPercentBounds",
        selection: "worst RATIO best RATIO independentForecast RATIO verdict",
        write: |input| json!({"tree": tree(&input["tree"]), "target": some(&input["target"], fraction)}),
        read: |result, _| {
            json!({
                "worst": ratio(&result["worst"]),
                "best": ratio(&result["best"]),
                "independent": ratio(&result["independentForecast"]),
                "verdict": result["verdict"],
            })
        },
    };
    [("", form)]
}

pub(super) fn trend() -> [(&'static str, Form); 1] {
    let form = Form {
        field: "trend",
        input_type: "CalculateTrendInput",
        result: "CalculatedTrend",
        selection: "state pointsUsed forecast \
                    leastSquares { slope RATIO intercept RATIO next RATIO } \
                    theilSen { slope RATIO intercept RATIO next RATIO }",
        write: |input| {
            let point = |point: &Value| {
                assert!(!text(&point["period"]).is_empty());
                json!({"percent": some(&point["value"], in_percent), "frozen": point["frozen"]})
            };
            json!({
                "points": each(&input["points"], point),
                "target": some(&input["target"], fraction),
            })
        },
        read: |result, _| {
            let part = |line: &str, part: &str| ratio(&result[line][part]);
            json!({
                "points_used": result["pointsUsed"],
                "state": result["state"],
                "ols_slope": part("leastSquares", "slope"),
                "ols_intercept": part("leastSquares", "intercept"),
                "ols_next": part("leastSquares", "next"),
                "theil_sen_slope": part("theilSen", "slope"),
                "theil_sen_intercept": part("theilSen", "intercept"),
                "theil_sen_next": part("theilSen", "next"),
                "forecast": result["forecast"],
            })
        },
    };
    [("", form)]
}
