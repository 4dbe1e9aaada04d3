//! Do the supplier agreements carry the customer agreement?

use federation::agreement::Target;
use federation::agreement::alignment::{
    AvailabilityAlignment, ChainStep, DueAlignment, HoursCoverage, TimeChain, TimeCommitment,
    required_each,
};
use federation::time::Calendar;
use serde_json::{Map, Value, json};

use crate::forms::{
    calendar, instant, integer, list, number, optional_rational_form, period, ratio_form, text,
};
use crate::percent_only::tree_with_percentages;
use crate::run_family;

#[test]
fn alignment_cases() {
    run_family("alignment", |input| match text(&input["op"]) {
        "availability" => availability(input),
        "required_each" => required(input),
        "time_chain" => time_chain(input),
        "hours_coverage" => hours_coverage(input),
        _ => hours_due(input),
    });
}

fn target(input: &Value) -> Target {
    Target::from_fraction(number(&input["target"])).expect("a target")
}

fn availability(input: &Value) -> Value {
    let (tree, promises) = tree_with_percentages(&input["tree"]);
    let agreed_seconds = input["ast_seconds"].as_i64();
    let aligned = AvailabilityAlignment::of(&target(input), &tree, &promises, agreed_seconds);
    assert!(aligned.unpromised.is_empty());
    json!({
        "worst": ratio_form(Some(&aligned.worst)),
        "product": ratio_form(aligned.product.as_ref()),
        "status": aligned.status,
        "worst_gap": ratio_form(Some(&aligned.worst_gap)),
        "product_gap": ratio_form(aligned.product_gap.as_ref()),
        "product_gap_seconds": optional_rational_form(aligned.product_gap_seconds.as_ref()),
    })
}

fn required(input: &Value) -> Value {
    let count = integer(&input["count"]) as u16;
    let each = required_each(&target(input), count.try_into().expect("suppliers"));
    json!({
        "worst_case": ratio_form(Some(&each.worst_case)),
        "product_percent_ceil_6": each.product.percent_truncated(),
    })
}

fn time_chain(input: &Value) -> Value {
    let steps = list(&input["steps"]).iter().map(|step| ChainStep {
        party: text(&step["party"]),
        kind: text(&step["kind"]).parse().expect("a kind"),
        seconds: integer(&step["seconds"]),
    });
    let steps: Vec<_> = steps.collect();
    let chain = TimeChain::of(&steps, integer(&input["target_seconds"]));
    json!({
        "total_seconds": chain.total_seconds,
        "slack_seconds": chain.slack_seconds,
        "status": chain.status,
    })
}

fn hours_coverage(input: &Value) -> Value {
    let suppliers = list(&input["suppliers"]).iter();
    let suppliers: Vec<(&str, Calendar)> = suppliers
        .map(|supplier| (text(&supplier["id"]), calendar(&supplier["calendar"])))
        .collect();
    let named = suppliers.iter().map(|(id, calendar)| (*id, calendar));
    let coverage = HoursCoverage::of(period(input), &calendar(&input["customer"]), named);
    let uncovered = coverage.uncovered_seconds.into_iter();
    let uncovered: Map<String, Value> = uncovered
        .map(|(id, seconds)| (id.to_owned(), json!(seconds)))
        .collect();
    json!({
        "customer_ast_seconds": coverage.customer_seconds,
        "uncovered_seconds": uncovered,
        "uncovered_by_all_seconds": coverage.uncovered_by_all_seconds,
        "status": coverage.status,
    })
}

fn hours_due(input: &Value) -> Value {
    let calendars = ["customer", "supplier"].map(|side| calendar(&input[side]["calendar"]));
    let commitment = |side: usize, name: &str| TimeCommitment {
        calendar: &calendars[side],
        target_seconds: integer(&input[name]["target_seconds"]),
    };
    let due = DueAlignment::of(
        instant(&input["reported_at"]),
        &commitment(0, "customer"),
        &commitment(1, "supplier"),
    );
    json!({
        "customer_due_at": due.customer_due_at.map(|at| at.to_string()),
        "supplier_due_at": due.supplier_due_at.map(|at| at.to_string()),
        "supplier_elapsed_seconds": due.supplier_elapsed_seconds,
        "status": due.status,
    })
}
