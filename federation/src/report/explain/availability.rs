//! How an availability came to be, with all that stands beside it.

use super::super::explanation::Explained;
use super::{Explanation, FORMULA};
use crate::agreement::{AttributionPolicy, Target};
use crate::evaluation::Assessment;
use crate::vocabulary::OrganizationId;

/// An assessment of a service end to end (C2 to C5, C10), with its shares by supplier.
#[must_use]
pub fn availability(
    assessment: &Assessment,
    target: Option<&Target>,
    supplier: &dyn Fn(OrganizationId) -> String,
) -> Explanation {
    let figure = &assessment.figure;
    let bounds = &assessment.bounds;
    let strict = &assessment.strict;
    let page = Explanation::of(Explained::Service, assessment, &[])
        .percent("target", target.map(Target::fraction), "target")
        .mean_seconds(
            "mean time to restore service = downtime / breaks",
            figure.mtrs_seconds.as_ref(),
            FORMULA,
        )
        .mean_seconds(
            "mean time between failures = (base - downtime) / breaks",
            figure.mtbf_seconds.as_ref(),
            FORMULA,
        )
        .percent("lower bound", bounds.lower.as_ref(), "unknown time as down")
        .percent("upper bound", bounds.upper.as_ref(), "unknown time as up")
        .percent(
            "known time only",
            bounds.known_only.as_ref(),
            "uncertain time taken out",
        )
        .seconds("degraded", strict.degraded_seconds, "losses")
        .exact_seconds(
            "downtime with degradation weighted by its loss",
            &strict.weighted.downtime_seconds,
            "losses",
        )
        .exact_seconds(
            "downtime with degradation as up",
            &strict.as_up.downtime_seconds,
            "losses",
        )
        .exact_seconds(
            "downtime with degradation as down",
            &strict.as_down.downtime_seconds,
            "losses",
        );
    let shares: Vec<_> = assessment.shares.iter().collect();
    let page = page.each(&shares, |page, _, (policy, shares)| {
        let by_supplier: Vec<_> = shares.by_supplier.iter().collect();
        let page = page.each(&by_supplier, |page, _, (party, seconds)| {
            let text = format!("downtime of {}", supplier(**party));
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
    });
    match &assessment.to_date {
        Some(to_date) => page
            .instant("now", Some(to_date.as_of), "as-of instant")
            .seconds(
                "agreed service time so far",
                to_date.figure.agreed_seconds,
                "calendar",
            )
            .exact_seconds(
                "downtime so far",
                &to_date.figure.downtime_seconds,
                "outages",
            )
            .percent(
                "availability so far",
                to_date.figure.availability.as_ref(),
                FORMULA,
            ),
        None => page,
    }
}
