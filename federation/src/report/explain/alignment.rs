//! How promises stand against promises (ISO/IEC 20000-1, 8.3.4.1).

use super::{Explanation, FORMULA};
use crate::agreement::Target;
use crate::agreement::alignment::{
    AvailabilityAlignment, ChainStep, DueAlignment, HoursCoverage, RequiredEach, TimeChain,
    TimeCommitment,
};
use crate::time::{Instant, Interval};
use crate::vocabulary::Ratio;

/// The clause that asks for all of it.
const CLAUSE: &str = "ISO/IEC 20000-1, 8.3.4.1: alignment with the customer's agreement";

/// Promised percentages through a tree against the customer's target (C6).
#[must_use]
pub fn availability_alignment(
    target: &Target,
    leaves: &[(String, Ratio)],
    aligned: &AvailabilityAlignment,
    agreed_seconds: Option<i64>,
) -> Explanation {
    let page = Explanation::by(
        "ALIGNED when worst >= target, AT_RISK when only product >= target, else MISALIGNED; worst: \
         every promise is just kept and failures fall as badly as they can; product: they are \
         independent; gap = max(0, target - value)",
    )
    .percent("target", Some(target.fraction()), "target")
    .each(leaves, |page, _, (component, promised)| {
        page.percent("promised availability", Some(promised.fraction()), component)
    })
    .percent("worst", Some(&aligned.worst), FORMULA)
    .percent("product", aligned.product.as_ref(), FORMULA)
    .percent("worst gap", Some(&aligned.worst_gap), FORMULA)
    .percent("product gap", aligned.product_gap.as_ref(), FORMULA);
    let page = match agreed_seconds.zip(aligned.product_gap_seconds.as_ref()) {
        Some((seconds, gap)) => page
            .seconds("agreed service time", seconds, "agreed seconds")
            .exact_seconds("product gap x agreed service time", gap, FORMULA),
        None => page,
    };
    page.word("status", aligned.status, CLAUSE)
}

/// What each of equal suppliers in series would have to promise.
#[must_use]
pub fn required_each(target: &Target, count: u16, each: &RequiredEach) -> Explanation {
    Explanation::by(
        "worst case = 1 - (1 - target) / count; product = the smallest percentage with six decimals \
         whose power of count reaches the target",
    )
    .percent("target", Some(target.fraction()), "target")
    .count("suppliers in series", count, "count")
    .percent(
        "each, even in the worst case",
        Some(&each.worst_case),
        FORMULA,
    )
    .percent(
        "each, if failures are independent",
        Some(&each.product),
        FORMULA,
    )
}

/// Promised times one after the other against one promise.
#[must_use]
pub fn time_chain(
    steps: &[ChainStep<String>],
    target_seconds: i64,
    chain: &TimeChain,
) -> Explanation {
    Explanation::by(
        "total = sum of the steps; slack = target - total; ALIGNED when total <= target",
    )
    .each(steps, |page, at, step| {
        let text = format!("{} by {}", step.kind, step.party);
        page.seconds(&text, step.seconds, &format!("steps[{at}]"))
    })
    .seconds("target", target_seconds, "target")
    .seconds("total", chain.total_seconds, "the steps together")
    .seconds("slack", chain.slack_seconds, FORMULA)
    .word("status", chain.status, CLAUSE)
}

/// Agreed hours against agreed hours.
#[must_use]
pub fn hours_coverage(span: Interval, coverage: &HoursCoverage<String>) -> Explanation {
    Explanation::by(
        "uncovered = the customer's agreed hours outside those of a supplier; ALIGNED only when no \
         supplier leaves any uncovered",
    )
    .seconds("length of the period", span.seconds(), &span.to_string())
    .seconds(
        "the customer's agreed hours",
        coverage.customer_seconds,
        "the customer's calendar",
    )
    .each(
        &coverage.uncovered_seconds,
        |page, _, (supplier, seconds)| {
            page.seconds("uncovered by the supplier", *seconds, supplier)
        },
    )
    .seconds(
        "uncovered by all of them",
        coverage.uncovered_by_all_seconds,
        "all calendars",
    )
    .word("status", coverage.status, CLAUSE)
}

/// Due instants of one report under two promises.
#[must_use]
pub fn due_alignment(
    reported_at: Instant,
    customer: &TimeCommitment<'_>,
    supplier: &TimeCommitment<'_>,
    due: &DueAlignment,
) -> Explanation {
    let page = Explanation::by(
        "due = the first instant at which so many agreed hours have passed since the report; \
         ALIGNED when the supplier is due no later than the customer was promised",
    )
    .instant("reported", Some(reported_at), "report")
    .seconds(
        "promised to the customer",
        customer.target_seconds,
        "customer",
    )
    .instant("due to the customer", due.customer_due_at, "customer")
    .seconds(
        "promised by the supplier",
        supplier.target_seconds,
        "supplier",
    )
    .instant("due from the supplier", due.supplier_due_at, "supplier");
    let page = match due.supplier_elapsed_seconds {
        Some(seconds) => page.seconds(
            "on the wall until the supplier is due",
            seconds,
            "the steps above",
        ),
        None => page,
    };
    page.word("status", due.status, CLAUSE)
}
