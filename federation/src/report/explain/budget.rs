//! How an error budget and its burn came to be.

use super::{Explanation, FORMULA};
use crate::agreement::Target;
use crate::evaluation::{Burn, BurnAlert, ErrorBudget, MeasuredBurn, WindowBurn};
use crate::time::Instant;
use crate::vocabulary::{Ratio, Rational};

/// An error budget (C14).
#[must_use]
pub fn error_budget(
    base_seconds: i64,
    target: &Target,
    used_seconds: &Rational,
    budget: &ErrorBudget,
) -> Explanation {
    Explanation::by(
        "budget = base x (1 - target); remaining = budget - used; consumed = used / budget",
    )
    .seconds(
        "base: agreed service time less exclusions",
        base_seconds,
        "base",
    )
    .percent("target", Some(target.fraction()), "target")
    .exact_seconds("budget", &budget.budget_seconds, FORMULA)
    .exact_seconds("used", used_seconds, "used")
    .exact_seconds("remaining", &budget.remaining_seconds, FORMULA)
    .percent("consumed", budget.consumed.as_ref(), FORMULA)
    .percent(
        "remaining of the budget",
        budget.remaining.as_ref(),
        FORMULA,
    )
    .word("state", budget.state, "budget")
}

/// A burn rate of counted events or seconds.
#[must_use]
pub fn burn(bad: &Rational, total: i64, target: &Target, burn: &Burn) -> Explanation {
    Explanation::by("error rate = bad / total; burn = error rate / (1 - target)")
        .number("bad", Some(bad), "bad")
        .count("total", total, "total")
        .percent("target", Some(target.fraction()), "target")
        .percent("error rate", burn.error_rate.as_ref(), FORMULA)
        .number("burn", burn.rate.as_ref(), FORMULA)
}

/// The burn rate that uses up a part of a budget within a window.
#[must_use]
pub fn burn_threshold(
    part: &Ratio,
    period_seconds: i64,
    window_seconds: i64,
    threshold: Option<&Rational>,
) -> Explanation {
    Explanation::by("burn = part of the budget x period / window")
        .percent("part of the budget", Some(part.fraction()), "budget part")
        .seconds("period of the budget", period_seconds, "period")
        .seconds("window", window_seconds, "window")
        .number("burn", threshold, FORMULA)
}

/// One alert measured at an instant.
#[must_use]
pub fn burn_alert(
    now: Instant,
    target: &Target,
    alert: &BurnAlert,
    measured: &MeasuredBurn,
) -> Explanation {
    let page = Explanation::by(
        "in each window that ends now: burn = (downtime / agreed hours) / (1 - target); somebody is \
         called when both windows burn strictly faster than the threshold",
    )
    .instant("now", Some(now), "as-of instant")
    .percent("target", Some(target.fraction()), "target")
    .number("threshold", Some(&alert.threshold), "alert");
    let page = window(page, "long", alert.long_seconds, &measured.long);
    window(page, "short", alert.short_seconds, &measured.short).word("page", measured.page, FORMULA)
}

fn window(page: Explanation, name: &str, seconds: i64, burn: &WindowBurn) -> Explanation {
    let source = format!("{name} window");
    page.seconds("length of the window", seconds, &source)
        .seconds("agreed hours in it", burn.agreed_seconds, &source)
        .exact_seconds("downtime in them", &burn.downtime_seconds, &source)
        .number("burn of the window", burn.rate.as_ref(), &source)
}
