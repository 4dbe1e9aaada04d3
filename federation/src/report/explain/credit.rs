//! How credits came to be. Amounts are exact until the one rounding, half to even, at the last step.

use super::{Explanation, FORMULA, row};
use crate::agreement::credit::{
    AllocationOfPool, AtRiskAmount, CreditAllocation, CreditClaim, CreditPeriod, CreditTiers,
    KpiPeriod, PassedThrough, PointsRegime, PointsScore, PoolLine, Recovery, TierCredit,
    WeightedLine,
};
use crate::vocabulary::{Money, Rational};

/// A credit by tiers (C13 a).
#[must_use]
pub fn credit_tiers(
    tiers: &CreditTiers,
    availability: Option<&Rational>,
    charge: Money,
    found: &TierCredit,
) -> Explanation {
    let page = tier_steps(
        Explanation::by(
            "the tier whose band [at or above, below) holds the exact availability gives its part of \
             the charge, at most the cap; rounded once, half to even",
        ),
        tiers,
    )
    .percent("availability", availability, "availability")
    .money("charge", charge, "charge");
    let page = match found.tier {
        Some(at) => page.count("tier, counted from 0", at, "availability and tiers"),
        None => page.word("tier", "none", "availability and tiers"),
    };
    page.percent("part before the cap", Some(found.part.fraction()), "tiers")
        .money("credit", found.credit, FORMULA)
}

/// The bands and the cap of tiers.
pub(super) fn tier_steps(page: Explanation, tiers: &CreditTiers) -> Explanation {
    let page = page.each(tiers.bands.as_slice(), |page, at, band| {
        let least = band.at_or_above.as_ref();
        let least = least.map_or("0".to_owned(), Rational::percent_truncated);
        let text = format!(
            "part of the charge from {least} to below {} %",
            band.below.percent_truncated()
        );
        page.percent(
            &text,
            Some(band.meaning.fraction()),
            &format!("tiers[{at}]"),
        )
    });
    match &tiers.cap {
        Some(cap) => page.percent("cap", Some(cap.fraction()), "cap"),
        None => page,
    }
}

/// Service points through periods (C13 c).
#[must_use]
pub fn service_points(
    regime: &PointsRegime,
    periods: &[KpiPeriod],
    scores: &[PointsScore],
) -> Explanation {
    let page = Explanation::by(
        "a value below the target scores the points of its band [at or above, below), times the \
         repeat factor when the period before failed too; a period without a value scores 0 and \
         ends the run; credit = points x part per point x charge, rounded once, half to even",
    )
    .percent("target", Some(regime.target.fraction()), "target")
    .each(regime.bands.as_slice(), |page, at, band| {
        let text = format!(
            "points for {} below {} %",
            band.meaning.severity,
            band.below.percent_truncated()
        );
        page.count(&text, band.meaning.points, &format!("bands[{at}]"))
    })
    .count("repeat factor", regime.repeat_factor, "repeat factor")
    .percent(
        "part of the charge per point",
        Some(regime.part_per_point.fraction()),
        "part per point",
    );
    let both: Vec<_> = periods.iter().zip(scores).collect();
    let page = page.each(&both, |page, at, (period, score)| {
        let source = format!("periods[{at}]");
        let severity = score.severity.map_or("none", |severity| severity.as_str());
        page.percent("value", period.value.as_ref(), &source)
            .word("failure", severity, &source)
            .word("repeat", score.is_repeat_failure, &source)
            .count("points", score.points, &source)
            .money("credit", score.credit, &source)
    });
    let total: u64 = scores.iter().map(|score| score.points).sum();
    page.count("points of all periods", total, "the steps above")
}

/// Credits that share an at-risk amount (C13 b).
#[must_use]
pub fn at_risk_pool(
    at_risk: &AtRiskAmount,
    lines: &[PoolLine<String>],
    pool: &AllocationOfPool<String>,
) -> Explanation {
    let page = Explanation::by(
        "at-risk amount C = invoice x part; line = its part of the pool x the part its failure takes \
         x C; when the lines take more than C each is scaled by C / their sum; the total is rounded \
         once, half to even, and the lines sum to it by the largest remainder",
    )
    .money("invoice", at_risk.invoice, "invoice")
    .percent("part at risk", Some(at_risk.part.fraction()), "at-risk part")
    .number("C in minor units", Some(&pool.at_risk), FORMULA);
    let both: Vec<_> = lines.iter().zip(&pool.lines).collect();
    page.each(&both, |page, _, (line, credit)| {
        page.percent("part of the pool", Some(line.of_pool.fraction()), &line.id)
            .percent(
                "part that the failure takes",
                Some(line.of_allocation.fraction()),
                &line.id,
            )
            .number("alone, in minor units", Some(&credit.uncapped), &line.id)
    })
    .number(
        "lines together, in minor units",
        Some(&pool.uncapped_total),
        "the steps above",
    )
    .word("scaled down to C", pool.capped, "the steps above")
    .each(&pool.lines, |page, _, line| {
        page.money("credit of the line", line.credit, &line.id)
    })
    .money("total", pool.total, FORMULA)
}

/// An amount among lines (C0).
#[must_use]
pub fn apportion(
    total: Money,
    lines: &[WeightedLine<String>],
    parts: &[CreditAllocation<String>],
) -> Explanation {
    shares(
        Explanation::by(
            "each line gets the whole minor units of total x weight / sum of weights; the units left \
             go one each to the largest fractions, of equal ones to the earlier line",
        ),
        lines,
    )
    .each(parts, |page, _, part| {
        page.money("amount of the line", part.amount, &part.id)
    })
    .money("total", total, "the lines sum to it")
}

fn shares(page: Explanation, lines: &[WeightedLine<String>]) -> Explanation {
    let sum: Rational = lines.iter().map(|line| line.weight.clone()).sum();
    page.each(lines, |page, _, line| {
        page.number("weight", Some(&line.weight), &line.id)
    })
    .number("sum of the weights", Some(&sum), "weights")
}

/// A customer's credit passed through to suppliers (C13 e).
#[must_use]
pub fn pass_through(
    credit: Money,
    lines: &[WeightedLine<String>],
    passed: &PassedThrough<String>,
) -> Explanation {
    shares(
        Explanation::by(
            "share = credit x weight / sum of weights, by the largest remainder; recoverable = \
             min(share, cap); net exposure = credit - sum of recoverable",
        ),
        lines,
    )
    .money("credit to the customer", credit, "customer credit")
    .each(&passed.lines, |page, _, line| {
        page.money("share", line.share, &line.id)
            .money("recoverable", line.recoverable, &line.id)
    })
    .money("recoverable of all", passed.recoverable, FORMULA)
    .money("net exposure", passed.net_exposure, FORMULA)
}

/// Events that are each paid once (C13 d).
#[must_use]
pub fn no_double_recovery(
    events: &[(String, Vec<CreditClaim<String>>, Recovery)],
    total: Money,
) -> Explanation {
    Explanation::by(
        "for one event the largest credit of a critical service level without relief is paid, never \
         their sum; key measurements bear none",
    )
    .each(events, |page, _, (event, claims, recovery)| {
        let counted = claims.iter().filter(|claim| claim.counts());
        let counted = counted.map(|claim| format!("{} {}", claim.level, claim.credit));
        page.word("credits that count", row(counted), event)
            .money("paid for the event", recovery.counted, event)
    })
    .money("total", total, "the events together")
}

/// Credits that are returned after better periods (C13 d).
#[must_use]
pub fn earn_back(
    periods: u16,
    series: &[CreditPeriod],
    returned: &[Money],
    total: Money,
) -> Explanation {
    let both: Vec<_> = series.iter().zip(returned).collect();
    Explanation::by(
        "the credit of a period is returned when the next n periods are there and all met the level",
    )
    .count("n", periods, "periods that must be met")
    .each(&both, |page, at, (period, returned)| {
        let source = format!("series[{at}]");
        page.word("met", period.met, &source)
            .money("credit", period.credit, &source)
            .money("returned", **returned, &source)
    })
    .money("returned in all", total, "the steps above")
}
