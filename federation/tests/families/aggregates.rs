//! Percentiles, pooled compliance and pooled availability.

use federation::agreement::{PriorityMatrix, SampleRule};
use federation::evaluation::{Compliance, Met, PooledAvailability, PooledPart, Within, percentile};
use serde_json::{Value, json};

use crate::forms::{
    fraction, integer, list, number, optional_rational_form, part, ratio_form, rational_form, text,
};
use crate::run_family;

#[test]
fn aggregates_cases() {
    run_family("aggregates", |input| match text(&input["op"]) {
        "percentile" => {
            let method = text(&input["method"]).parse().expect("a method");
            let value = percentile(&values(input), &part(&input["p"]), method);
            json!({"value": optional_rational_form(value.as_ref())})
        }
        "within" => within(input),
        "compliance" => compliance(input),
        "pooled_availability" => pooled_availability(input),
        _ => {
            let impact = text(&input["impact"]).parse().expect("an impact");
            let urgency = text(&input["urgency"]).parse().expect("an urgency");
            json!({"priority": PriorityMatrix::default().priority(impact, urgency)})
        }
    });
}

fn values(input: &Value) -> Vec<i64> {
    list(&input["values"]).iter().map(integer).collect()
}

fn within(input: &Value) -> Value {
    let figure = Within::count(&values(input), integer(&input["target"]));
    json!({
        "within": figure.within,
        "total": figure.total,
        "ratio": ratio_form(figure.ratio.as_ref()),
        "mean": optional_rational_form(figure.mean.as_ref()),
    })
}

fn compliance(input: &Value) -> Value {
    let groups = list(&input["groups"]).iter().map(|group| Met {
        met: group["met"].as_u64().expect("a count"),
        total: group["total"].as_u64().expect("a count"),
    });
    let rule = SampleRule {
        min_sample: input["min_sample"].as_u64(),
        allowed_misses: input["allowed_misses"].as_u64(),
    };
    let groups: Vec<_> = groups.collect();
    let figure = Compliance::pool(&groups, &number(&input["target"]), rule);
    json!({
        "met": figure.met,
        "total": figure.total,
        "ratio": ratio_form(figure.ratio.as_ref()),
        "verdict": figure.verdict,
    })
}

fn pooled_availability(input: &Value) -> Value {
    let parts = list(&input["parts"]).iter().map(|part| PooledPart {
        agreed_seconds: integer(&part["ast_seconds"]),
        excluded_seconds: integer(&part["excluded_seconds"]),
        downtime_seconds: fraction(&part["downtime_seconds"]),
    });
    let figure = PooledAvailability::of(&parts.collect::<Vec<_>>());
    json!({
        "base_seconds": figure.base_seconds,
        "downtime_seconds": rational_form(&figure.downtime_seconds),
        "availability": ratio_form(figure.availability.as_ref()),
        "state": figure.state,
    })
}
