//! How a disputed figure stands both ways, and what a restatement changes.

use super::credit::tier_steps;
use super::{Explanation, FORMULA, row};
use crate::agreement::Target;
use crate::agreement::credit::CreditTiers;
use crate::evaluation::{DisputedDowntime, DisputedFigure, Restatement, Verdict};
use crate::time::IntervalSet;
use crate::vocabulary::Money;

fn verdict(page: Explanation, text: &str, verdict: Option<Verdict>) -> Explanation {
    page.word(text, verdict.map_or("none", Verdict::as_str), "target")
}

/// A figure while a part of its downtime is disputed (C12).
#[must_use]
pub fn disputed_downtime(
    downtime: &DisputedDowntime,
    target: Option<&Target>,
    tiers: &CreditTiers,
    charge: Money,
    figure: &DisputedFigure,
) -> Explanation {
    let page = Explanation::by(
        "availability = (base - downtime) / base, with the disputed downtime and without; \
         PROVISIONAL when the two verdicts differ; credit held = credit with it - credit without it",
    )
    .seconds("base", downtime.base_seconds, "agreed - excluded")
    .exact_seconds("undisputed", &downtime.undisputed_seconds, "downtime")
    .exact_seconds("disputed", &downtime.disputed_seconds, "downtime")
    .percent("target", target.map(Target::fraction), "target");
    let page = tier_steps(page, tiers)
        .money("charge", charge, "charge")
        .percent("as submitted", figure.as_submitted.as_ref(), FORMULA);
    let page = verdict(page, "verdict as submitted", figure.as_submitted_verdict).percent(
        "if the dispute is upheld",
        figure.if_upheld.as_ref(),
        FORMULA,
    );
    verdict(page, "verdict if it is upheld", figure.if_upheld_verdict)
        .money(
            "credit however it ends",
            figure.credit_undisputed,
            "tiers and charge",
        )
        .money("credit held", figure.credit_held, FORMULA)
        .word("standing", figure.standing, "the two verdicts")
}

/// A frozen figure stated anew (C11).
#[must_use]
pub fn restatement(
    base: &IntervalSet,
    target: Option<&Target>,
    tiers: &CreditTiers,
    charge: Money,
    restated: &Restatement<String>,
) -> Explanation {
    let page = Explanation::by(
        "for each version: availability = (base - downtime) / base, overlapping rows counted once; \
         adjustment = credit of the last version - credit of the first, posted forward",
    )
    .seconds("base", base.seconds(), "period and calendar")
    .percent("target", target.map(Target::fraction), "target");
    tier_steps(page, tiers)
        .money("charge", charge, "charge")
        .each(&restated.versions, |page, at, version| {
            let source = format!("versions[{at}]");
            let judged = version.verdict.map_or("none", Verdict::as_str);
            page.seconds("downtime", version.downtime_seconds, &source)
                .percent("availability", version.availability.as_ref(), &source)
                .word("verdict", judged, &source)
                .money("credit", version.credit, &source)
        })
        .word("rows added", row(&restated.added), "first and last version")
        .word(
            "rows removed",
            row(&restated.removed),
            "first and last version",
        )
        .word(
            "rows changed",
            row(&restated.changed),
            "first and last version",
        )
        .money("adjustment", restated.adjustment, FORMULA)
}
