//! How credits came to be, step by step: enough to recompute them by hand.

use super::judged::Judged;
use super::monthly::Frame;
use super::score::{CreditScore, CreditStatus, Scored};
use super::statement::{CreditLevel, CreditMonth, CreditTotal};
use crate::agreement::credit::{AllocationOfPool, CreditRegime};
use crate::report::{AgreementUse, Explanation, Unit};
use crate::vocabulary::{Currency, Money, Rational};

/// The agreement version as a source.
pub(super) fn source(used: &AgreementUse) -> String {
    format!("{} version {}", used.code, used.version)
}

/// An exact number of minor units in whole units of its currency.
fn exact(minor: &Rational, currency: Currency) -> String {
    let unit = Rational::new(1, 10i64.pow(currency.decimals()));
    let amount = minor.clone() * unit;
    let decimals = currency.decimals();
    let short = amount.truncated(decimals);
    let shown = match short.parse::<Rational>() {
        Ok(same) if same == amount => short,
        _ => amount.truncated(decimals + 6),
    };
    format!("{shown} {currency}")
}

/// How the credit of a level came to be.
pub(super) fn line(
    frame: &Frame<'_>,
    judged: &Judged,
    scored: &Scored,
    [credit, at_worst, earned_back]: [Money; 3],
) -> Explanation {
    let terms = frame.charged.terms;
    let currency = credit.currency();
    let formula = match terms.regime {
        CreditRegime::Tiers(_) => {
            "credit = charge x part of the band that the availability lies in"
        }
        CreditRegime::Points { .. } => {
            "credit = charge x points x part per point; points of a repeat failure x repeat factor"
        }
        CreditRegime::Pool { .. } => {
            "credit = at-risk amount x allocation of pool x credit allocation"
        }
    };
    let formula = format!("{formula}; all credits of a month scaled down to the at-risk amount");
    let agreed = source(&frame.used);
    let facts = "outages and service time of the month";
    let mut page = Explanation::by(&formula)
        .step(
            "charge of the month",
            exact(&frame.charged.charge, currency),
            Unit::Money,
            &agreed,
        )
        .step(
            "at-risk amount",
            exact(&frame.charged.at_risk, currency),
            Unit::Money,
            &agreed,
        );
    match (&judged.lower, &judged.upper) {
        (Some(lower), Some(upper)) if lower == upper => {
            page = page.step(
                "availability",
                lower.percent_truncated(),
                Unit::Percent,
                facts,
            );
        }
        (Some(lower), Some(upper)) => {
            let text = "availability if unknown time was down";
            page = page.step(text, lower.percent_truncated(), Unit::Percent, facts);
            let text = "availability if unknown time was up";
            page = page.step(text, upper.percent_truncated(), Unit::Percent, facts);
        }
        _ => page = page.step("no service time was promised", "none", Unit::Word, facts),
    }
    if let Some(verdict) = judged.verdict {
        page = page.step(
            "verdict",
            verdict,
            Unit::Word,
            "availability against the promise",
        );
    }
    page = page.step(
        "status",
        scored.status,
        Unit::Word,
        "verdict, and whether the month is over",
    );
    if let Some(score) = &scored.decided {
        page = self::score(page, score, currency, &agreed);
    }
    page = page.step(
        "credit",
        credit,
        Unit::Money,
        "its part of the month's credit, by the largest remainder",
    );
    if scored.status == CreditStatus::Pending || at_worst != credit {
        let text = "at worst: the same at the lower bound";
        page = page.step(text, at_worst, Unit::Money, "unknown time counted as down");
    }
    if let Some(months) = terms.earn_back_months {
        let text = format!("earned back: all of it when the next {months} months are over and met");
        page = page.step(&text, earned_back, Unit::Money, &agreed);
    }
    page
}

fn score(page: Explanation, score: &CreditScore, currency: Currency, agreed: &str) -> Explanation {
    let CreditScore {
        tier,
        severity,
        points,
        is_repeat_failure,
        uncapped,
    } = score;
    let mut page = page;
    if let Some(tier) = tier {
        page = page.step(
            "part of the charge that the band says",
            tier,
            Unit::Percent,
            agreed,
        );
    }
    if let Some(severity) = severity {
        page = page.step("severity", severity, Unit::Word, agreed);
    }
    if let Some(points) = points {
        let text = match is_repeat_failure {
            true => "points, as a repeat failure",
            false => "points",
        };
        page = page.step(text, points, Unit::Count, agreed);
    }
    let value = exact(uncapped, currency);
    page.step(
        "before the at-risk amount caps it",
        value,
        Unit::Money,
        "formula",
    )
}

/// How the credit of a month came to be.
pub(super) fn month(
    frame: &Frame<'_>,
    due: &AllocationOfPool<CreditLevel>,
    worst: &AllocationOfPool<CreditLevel>,
    earned_back: Money,
) -> Explanation {
    let currency = due.total.currency();
    let agreed = source(&frame.used);
    let in_force = format!("{agreed}, for the part of the month in which it is in force");
    let formula = "credit = the sum of the levels, at most the at-risk amount, rounded once half to \
                   even; the levels sum to it by the largest remainder";
    let page = Explanation::by(formula)
        .step(
            "charge of the month",
            exact(&frame.charged.charge, currency),
            Unit::Money,
            &in_force,
        )
        .step(
            "at-risk amount",
            exact(&due.at_risk, currency),
            Unit::Money,
            &agreed,
        )
        .step(
            "sum of the levels before it caps them",
            exact(&due.uncapped_total, currency),
            Unit::Money,
            "lines",
        )
        .step("credit", due.total, Unit::Money, "formula");
    let page = match worst.total == due.total {
        true => page,
        false => page.step(
            "at worst",
            worst.total,
            Unit::Money,
            "unknown time counted as down",
        ),
    };
    match frame.charged.terms.earn_back_months {
        Some(_) => page.step("earned back", earned_back, Unit::Money, "lines"),
        None => page,
    }
}

/// How the totals of a statement came to be.
pub(super) fn totals(months: &[CreditMonth], totals: &[CreditTotal]) -> Explanation {
    let formula = "credit to give back = the sum of the months less what was earned back, each \
                   currency alone";
    let mut page = Explanation::by(formula);
    for month in months {
        let text = format!("credit of {}", month.month);
        page = page.step(&text, month.credit, Unit::Money, &source(&month.agreement));
    }
    for total in totals {
        let CreditTotal {
            credit,
            earned_back,
            net,
            at_worst: _,
        } = *total;
        page = page
            .step("sum of the months", credit, Unit::Money, "the months above")
            .step(
                "earned back",
                earned_back,
                Unit::Money,
                "months that met the promise",
            )
            .step("to give back", net, Unit::Money, "formula");
    }
    page
}
