//! How figures about many came to be.

use super::{Explanation, FORMULA};
use crate::agreement::{Impact, Priority, SampleRule, Urgency, WorkloadLimit};
use crate::evaluation::{
    Compliance, Met, PercentileMethod, PooledAvailability, PooledPart, Verdict, Within,
};
use crate::topology::PercentBounds;
use crate::vocabulary::{Ratio, Rational};

/// A percentile of so many values (C8).
#[must_use]
pub fn percentile(
    values: usize,
    part: &Ratio,
    method: PercentileMethod,
    value: Option<&Rational>,
) -> Explanation {
    let total = Rational::whole(values);
    let page = match method {
        PercentileMethod::NearestRank => {
            let rank = (part.fraction().clone() * total).ceil().max(1.into());
            Explanation::by("the value at rank max(1, ceil(p n)) in ascending order")
                .count("values n", values, "values")
                .percent("percentile p", Some(part.fraction()), "p")
                .count("rank, counted from 1", rank, "the two steps above")
        }
        PercentileMethod::Linear => {
            let last = Rational::whole(values.saturating_sub(1));
            let position = part.fraction().clone() * last;
            Explanation::by(
                "the value at position (n - 1) p in ascending order, counted from 0, in a straight \
                 line between the two values around it",
            )
            .count("values n", values, "values")
            .percent("percentile p", Some(part.fraction()), "p")
            .number(
                "position (n - 1) p, from 0",
                Some(&position),
                "the two steps above",
            )
        }
    };
    page.number("the percentile", value, FORMULA)
}

/// Values within a target.
#[must_use]
pub fn within(target: i64, figure: &Within) -> Explanation {
    Explanation::by("ratio = values at most the target / all values; mean = their sum / all values")
        .count("target", target, "target")
        .count("all values", figure.total, "values")
        .count(
            "values at most the target",
            figure.within,
            "values and target",
        )
        .percent("ratio", figure.ratio.as_ref(), FORMULA)
        .number("mean", figure.mean.as_ref(), FORMULA)
}

/// Compliance of groups pooled.
#[must_use]
pub fn compliance(
    groups: &[Met],
    target: &Rational,
    rule: SampleRule,
    figure: &Compliance,
) -> Explanation {
    let page = Explanation::by(
        "ratio = sum of met / sum of all, never a mean of percentages; met when ratio >= target; \
         below the smallest sample the allowed misses decide, and without them nothing is judged",
    )
    .each(groups, |page, at, group| {
        let source = format!("groups[{at}]");
        page.count("met in the group", group.met, &source).count(
            "all in the group",
            group.total,
            &source,
        )
    })
    .count("met", figure.met, "the groups together")
    .count("all", figure.total, "the groups together")
    .percent("target", Some(target), "target");
    let page = match rule.min_sample {
        Some(least) => page.count("smallest sample", least, "sample rule"),
        None => page.word("smallest sample", "none", "sample rule"),
    };
    let page = match rule.allowed_misses {
        Some(allowed) => page.count("misses allowed below it", allowed, "sample rule"),
        None => page.word("misses allowed below it", "not agreed", "sample rule"),
    };
    page.percent("ratio", figure.ratio.as_ref(), FORMULA).word(
        "verdict",
        figure.verdict,
        "ratio, target and sample rule",
    )
}

/// Periods pooled.
#[must_use]
pub fn pooled_availability(parts: &[PooledPart], figure: &PooledAvailability) -> Explanation {
    Explanation::by(
        "availability = (base - downtime) / base, with base = sum of (agreed - excluded) and \
         downtime summed over the parts; percentages are never averaged",
    )
    .each(parts, |page, at, part| {
        let source = format!("parts[{at}]");
        page.seconds(
            "base of the part = agreed - excluded",
            part.agreed_seconds - part.excluded_seconds,
            &source,
        )
        .exact_seconds("downtime of the part", &part.downtime_seconds, &source)
    })
    .seconds("base", figure.base_seconds, "the parts together")
    .exact_seconds("downtime", &figure.downtime_seconds, "the parts together")
    .percent("availability", figure.availability.as_ref(), FORMULA)
    .word("state", figure.state, "base")
}

/// A priority looked up.
#[must_use]
pub fn priority(impact: Impact, urgency: Urgency, own: bool, priority: Priority) -> Explanation {
    let table = match own {
        true => "the table given",
        false => "the usual table, where an agreement has none of its own",
    };
    Explanation::by("the priority is looked up by impact and urgency")
        .word("impact", impact, "impact")
        .word("urgency", urgency, "urgency")
        .word("priority", priority, table)
}

/// A count of work against its limit.
#[must_use]
pub fn workload(limit: WorkloadLimit, count: u64) -> Explanation {
    let beyond = limit.beyond(count);
    let used = Rational::whole(count).checked_div(&Rational::whole(limit.per_month));
    Explanation::by("beyond = count - limit, at least 0; used = count / limit")
        .word("measure", limit.measure, "ISO/IEC 20000-1, 8.3.3")
        .count("limit in a month", limit.per_month, "workload limit")
        .count("count in the month", count, "count")
        .count("beyond the limit", beyond, FORMULA)
        .percent("used of the limit", used.as_ref(), FORMULA)
        .word("within the limit", beyond == 0, FORMULA)
}

/// What percentages alone say of a tree.
#[must_use]
pub fn percent_bounds(
    leaves: &[(String, Ratio)],
    bounds: &PercentBounds,
    target: Option<&Rational>,
    verdict: Option<Verdict>,
) -> Explanation {
    let page = Explanation::by(
        "gate by gate, for k of n children and m = n - k + 1: worst unavailability = min(1, min over \
         j = 0..m-1 of (sum of the n-j smallest unavailabilities) / (m-j)); best availability = \
         min(1, min over j = 0..k-1 of (sum of the n-j smallest availabilities) / (k-j)); \
         independent = the probability that at least k of n are up, a FORECAST that assumes that \
         components fail independently",
    )
    .each(leaves, |page, _, (component, availability)| {
        page.percent("availability", Some(availability.fraction()), component)
    })
    .percent("worst", Some(&bounds.worst), FORMULA)
    .percent("best", Some(&bounds.best), FORMULA)
    .percent(
        "independent: a FORECAST, never a measurement",
        bounds.independent.as_ref(),
        FORMULA,
    );
    match target.zip(verdict) {
        Some((target, verdict)) => page.percent("target", Some(target), "target").word(
            "verdict: INDETERMINATE between worst and best",
            verdict,
            "worst, best and target",
        ),
        None => page,
    }
}
