//! Error budget and burn rate.

use federation::agreement::Target;
use federation::evaluation::{Burn, BurnAlert, ErrorBudget, WindowBurn, burn_threshold};
use federation::time::{Instant, Interval};
use federation::vocabulary::{Ratio, Rational};
use serde_json::{Value, json};

use crate::forms::{
    calendar, fraction, instant, integer, list, number, optional_instant, optional_rational_form,
    ratio_form, rational_form, text,
};
use crate::run_family;

#[test]
fn budget_cases() {
    run_family("budget", |input| match text(&input["op"]) {
        "budget" => budget(input),
        "burn" => {
            let burn = Burn::of(
                &fraction(&input["bad"]),
                integer(&input["total"]),
                &target(input),
            );
            json!({
                "error_rate": ratio_form(burn.error_rate.as_ref()),
                "burn": optional_rational_form(burn.rate.as_ref()),
            })
        }
        "threshold" => {
            let part = Ratio::from_percent(number(&input["budget_percent"])).expect("a percentage");
            let [period, window] =
                ["slo_period_seconds", "window_seconds"].map(|n| integer(&input[n]));
            let threshold = burn_threshold(&part, period, window);
            json!({"burn": optional_rational_form(threshold.as_ref())})
        }
        _ => burn_measured(input),
    });
}

fn target(input: &Value) -> Target {
    Target::from_fraction(number(&input["target"])).expect("a target")
}

fn budget(input: &Value) -> Value {
    let used = fraction(&input["used_seconds"]);
    let budget = ErrorBudget::of(integer(&input["base_seconds"]), &target(input), &used);
    json!({
        "budget_seconds": rational_form(&budget.budget_seconds),
        "remaining_seconds": rational_form(&budget.remaining_seconds),
        "consumed": ratio_form(budget.consumed.as_ref()),
        "remaining": ratio_form(budget.remaining.as_ref()),
        "state": budget.state,
    })
}

/// Outages of the cases are whole, so their seconds are.
fn integer_form(seconds: &Rational) -> Value {
    let (numerator, denominator) = seconds.to_i64_pair().expect("a small number");
    assert_eq!(denominator, 1);
    json!(numerator)
}

fn burn_measured(input: &Value) -> Value {
    let alert = BurnAlert {
        long_seconds: integer(&input["long_window_seconds"]),
        short_seconds: integer(&input["short_window_seconds"]),
        threshold: number(&input["threshold"]),
    };
    let outages = list(&input["outages"]).iter().map(|outage| {
        let end = optional_instant(&outage["end"]).unwrap_or(Instant::END);
        Interval::new(instant(&outage["start"]), end)
    });
    let calendar = calendar(&input["calendar"]);
    let now = instant(&input["as_of"]);
    let measured = alert.measure(&calendar, &target(input), &outages.collect(), now);
    let form = |window: &WindowBurn| {
        json!({
            "ast_seconds": window.agreed_seconds,
            "downtime_seconds": integer_form(&window.downtime_seconds),
            "burn": optional_rational_form(window.rate.as_ref()),
        })
    };
    json!({
        "long": form(&measured.long),
        "short": form(&measured.short),
        "page": measured.page,
    })
}
