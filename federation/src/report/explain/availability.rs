//! How an availability came to be, with all that stands beside it.

use super::super::explanation::Explained;
use super::{Explanation, FORMULA};
use crate::agreement::{AttributionPolicy, Exclusions, Target};
use crate::evaluation::{Assessment, StrictFigure, Verdict, judge};
use crate::topology::TreeDowntime;
use crate::vocabulary::OrganizationId;

/// What is explained of an availability.
#[derive(Clone, Copy)]
pub struct AvailabilityPage<'a> {
    /// The assessment.
    pub assessment: &'a Assessment,
    /// What was promised; `None` without a target.
    pub target: Option<&'a Target>,
    /// What maintenance was excluded.
    pub exclusions: &'a Exclusions,
    /// What every node of the tree lost.
    pub nodes: &'a TreeDowntime,
    /// The name of a supplier.
    pub supplier: &'a dyn Fn(OrganizationId) -> String,
}

impl std::fmt::Debug for AvailabilityPage<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AvailabilityPage")
    }
}

/// An assessment of a service end to end (C2 to C5, C10), with its shares by supplier.
#[must_use]
pub fn availability(of: AvailabilityPage<'_>) -> Explanation {
    let assessment = of.assessment;
    let page = Explanation::of(Explained::Service, assessment, &[])
        .seconds(
            "counted maintenance before the cap",
            of.exclusions.uncapped_seconds,
            "maintenance windows",
        )
        .percent("target", of.target.map(Target::fraction), "target")
        .mean_seconds(
            "mean time to restore service = downtime / breaks",
            assessment.figure.mtrs_seconds.as_ref(),
            FORMULA,
        )
        .mean_seconds(
            "mean time between failures = (base - downtime) / breaks",
            assessment.figure.mtbf_seconds.as_ref(),
            FORMULA,
        );
    let page = nodes(bounds(page, assessment), of.nodes);
    let page = shares(degradation(page, of), of);
    let page = to_date(page, assessment);
    let page = match assessment.breach_certain_at {
        Some(at) => page.instant(
            "the breach became certain at",
            Some(at),
            "downtime and target",
        ),
        None => page,
    };
    page.word("state", assessment.figure.state, "base and unknown time")
}

fn bounds(page: Explanation, assessment: &Assessment) -> Explanation {
    let bounds = &assessment.bounds;
    page.seconds(
        "base in which unknown time makes a difference",
        assessment.unknown.seconds(),
        "unknown stretches",
    )
    .seconds(
        "of it left open by the missing-data rule",
        bounds.uncertain_seconds,
        "missing-data rule",
    )
    .seconds(
        "known base",
        bounds.known_seconds,
        "base less the step above",
    )
    .exact_seconds(
        "downtime with unknown time as down",
        &bounds.lower_downtime_seconds,
        "outages and unknown stretches",
    )
    .exact_seconds(
        "downtime with unknown time as up",
        &bounds.upper_downtime_seconds,
        "outages",
    )
    .exact_seconds(
        "downtime in the known base",
        &bounds.known_downtime_seconds,
        "outages",
    )
    .percent("lower bound", bounds.lower.as_ref(), FORMULA)
    .percent("upper bound", bounds.upper.as_ref(), FORMULA)
    .percent("known time only", bounds.known_only.as_ref(), FORMULA)
}

fn nodes(page: Explanation, downtime: &TreeDowntime) -> Explanation {
    page.each(&downtime.nodes, |page, _, node| {
        let source = format!("node {}", node.path);
        page.exact_seconds("lost in the base", &node.lost.to_seconds(), &source)
    })
    .exact_seconds(
        "lost if every component were needed",
        &downtime.all_serial.to_seconds(),
        "union of the components' losses",
    )
    .exact_seconds(
        "sum of the components' downtimes, which counts overlaps twice",
        &downtime.naive_sum.to_seconds(),
        "components",
    )
}

fn degradation(page: Explanation, of: AvailabilityPage<'_>) -> Explanation {
    let strict = &of.assessment.strict;
    let rule = |page: Explanation, rule: &str, figure: &StrictFigure| {
        let target = of.target.map(Target::fraction);
        let verdict = judge(figure.availability.as_ref(), target);
        page.exact_seconds("downtime", &figure.downtime_seconds, rule)
            .percent("availability", figure.availability.as_ref(), rule)
            .word("verdict", verdict.map_or("none", Verdict::as_str), rule)
    };
    let page = page.seconds("degraded", strict.degraded_seconds, "losses");
    let page = rule(page, "degradation weighted by its loss", &strict.weighted);
    let page = rule(page, "degradation as up", &strict.as_up);
    rule(page, "degradation as down", &strict.as_down)
}

fn shares(page: Explanation, of: AvailabilityPage<'_>) -> Explanation {
    let shares: Vec<_> = of.assessment.shares.iter().collect();
    page.each(&shares, |page, _, (policy, shares)| {
        let by_supplier: Vec<_> = shares.by_supplier.iter().collect();
        let page = page.each(&by_supplier, |page, _, (party, seconds)| {
            let text = format!("downtime of {}", (of.supplier)(**party));
            page.exact_seconds(&text, seconds, policy.as_str())
        });
        match policy {
            AttributionPolicy::Full => page,
            _ => page.exact_seconds(
                "the shares together",
                &shares.total_seconds(),
                policy.as_str(),
            ),
        }
    })
}

fn to_date(page: Explanation, assessment: &Assessment) -> Explanation {
    let Some(to_date) = &assessment.to_date else {
        return page;
    };
    let figure = &to_date.figure;
    let page = page
        .instant("now", Some(to_date.as_of), "as-of instant")
        .seconds("agreed so far", figure.agreed_seconds, "calendar")
        .seconds("excluded so far", figure.excluded_seconds, "maintenance")
        .exact_seconds("downtime so far", &figure.downtime_seconds, "outages")
        .percent("availability so far", figure.availability.as_ref(), FORMULA);
    match to_date.breach_certain {
        Some(certain) => page.word(
            "breach certain even without another outage",
            certain,
            "full period and target",
        ),
        None => page,
    }
}
