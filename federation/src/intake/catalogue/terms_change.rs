//! Credits, tickets and workload limits as a plan tells them, and the lines that they stand on.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Fields, per};
use super::permanence::Lines;
use super::scalar::Located;
use super::terms::{CreditsEntry, TicketsEntry};
use crate::agreement::credit::{Bands, CreditRegime, CreditTerms, KpiFailure};
use crate::agreement::{
    PauseMatrix, Priority, PriorityMatrix, StoppedClock, TicketTerms, TimeTargets, WorkloadLimit,
};
use crate::vocabulary::{Ratio, Rational};

/// The fields of credits as a plan tells them.
pub(super) fn credit_fields(terms: Option<&CreditTerms>) -> Fields {
    let mut regime = [None, None, None];
    match terms.map(|terms| &terms.regime) {
        None => {}
        Some(CreditRegime::Tiers(bands)) => {
            regime[0] = Some(told(bands, percent));
        }
        Some(CreditRegime::Points {
            bands,
            repeat_factor,
            part_per_point,
        }) => {
            let failure = |failure: &KpiFailure| format!("{} {}", failure.severity, failure.points);
            regime[1] = Some(format!(
                "{}; repeat factor {repeat_factor}; {} percent per point",
                told(bands, failure),
                percent(part_per_point)
            ));
        }
        Some(CreditRegime::Pool {
            of_pool,
            of_allocation,
        }) => {
            regime[2] = Some(format!(
                "{} percent of the pool, {} percent of the allocation",
                percent(of_pool),
                percent(of_allocation)
            ));
        }
    }
    let [tiers, points, pool] = regime;
    let earn_back = terms.and_then(|terms| terms.earn_back_months);
    vec![
        ("credits.sort", terms.map(|terms| terms.sort.to_string())),
        (
            "credits.chargePerMonth",
            terms.map(|terms| terms.charge_per_month.to_string()),
        ),
        ("credits.tiers", tiers),
        ("credits.points", points),
        ("credits.pool", pool),
        (
            "credits.atRiskPercent",
            terms.map(|terms| percent(&terms.at_risk)),
        ),
        (
            "credits.earnBackMonths",
            earn_back.map(|months| months.to_string()),
        ),
    ]
}

/// `99 to 99.99: 10; below 99: 30`.
fn told<T>(bands: &Bands<T>, meaning: impl Fn(&T) -> String) -> String {
    let bands = bands.as_slice().iter().map(|band| {
        let below = shown(&band.below);
        let ends = match &band.at_or_above {
            Some(least) => format!("{} to {below}", shown(least)),
            None => format!("below {below}"),
        };
        format!("{ends}: {}", meaning(&band.meaning))
    });
    bands.collect::<Vec<_>>().join("; ")
}

fn percent(part: &Ratio) -> String {
    shown(part.fraction())
}

/// A fraction in percent, exactly.
fn shown(fraction: &Rational) -> String {
    let percent = fraction.clone() * Rational::whole(100);
    percent
        .exact_decimal()
        .unwrap_or_else(|| percent.to_string())
}

/// The lines of the fields of credits.
pub(super) fn credit_lines(given: &Located<CreditsEntry>) -> Lines {
    let CreditsEntry {
        sort,
        charge_per_month,
        tiers,
        points,
        pool,
        at_risk_percent,
        earn_back_months,
    } = &given.value;
    let tiers = tiers.as_ref().and_then(|tiers| tiers.first());
    let own = |line: Option<u64>| line.unwrap_or(given.line);
    vec![
        ("credits.sort", sort.line),
        ("credits.chargePerMonth", charge_per_month.line),
        ("credits.tiers", own(tiers.map(|tier| tier.line))),
        (
            "credits.points",
            own(points.as_ref().map(|points| points.line)),
        ),
        ("credits.pool", own(pool.as_ref().map(|pool| pool.line))),
        (
            "credits.atRiskPercent",
            own(at_risk_percent.as_ref().map(|field| field.line)),
        ),
        (
            "credits.earnBackMonths",
            own(earn_back_months.as_ref().map(|field| field.line)),
        ),
    ]
}

/// The fields of ticket terms as a plan tells them.
pub(super) fn ticket_fields(terms: Option<&TicketTerms>) -> Fields {
    let compliance = terms.and_then(|terms| terms.compliance.as_ref());
    let reopen = terms.and_then(|terms| terms.reopen_seconds);
    let handoff = terms.and_then(|terms| terms.handoff);
    let minimum = terms.and_then(|terms| terms.sample.min_sample);
    let allowed = terms.and_then(|terms| terms.sample.allowed_misses);
    vec![
        ("tickets.times", terms.map(|terms| times_text(&terms.times))),
        (
            "tickets.compliancePercent",
            compliance.map(ToString::to_string),
        ),
        ("tickets.sample.minSample", minimum.map(|n| n.to_string())),
        (
            "tickets.sample.allowedMisses",
            allowed.map(|n| n.to_string()),
        ),
        (
            "tickets.priorities",
            terms.map(|terms| priorities_text(&terms.priorities)),
        ),
        (
            "tickets.pauses",
            terms.map(|terms| pauses_text(&terms.pauses)),
        ),
        (
            "tickets.reopenMinutes",
            reopen.map(|seconds| per(seconds, 60)),
        ),
        (
            "tickets.handoff.ackMinutes",
            handoff.map(|targets| per(targets.ack_seconds, 60)),
        ),
        (
            "tickets.handoff.decisionMinutes",
            handoff.map(|targets| per(targets.decision_seconds, 60)),
        ),
    ]
}

/// `P1 15/240; P3 -/480`: minutes until response and resolution.
fn times_text(times: &BTreeMap<Priority, TimeTargets>) -> String {
    let minutes = |seconds: Option<i64>| seconds.map_or_else(|| "-".to_owned(), |s| per(s, 60));
    let times = times.iter().map(|(priority, targets)| {
        let TimeTargets {
            response_seconds,
            resolution_seconds,
        } = *targets;
        let (response, resolution) = (minutes(response_seconds), minutes(resolution_seconds));
        format!("{priority} {response}/{resolution}")
    });
    or_none(times.collect())
}

fn priorities_text(matrix: &PriorityMatrix) -> String {
    let entries = matrix.entries();
    let entries =
        entries.map(|(impact, urgency, priority)| format!("{impact} {urgency}: {priority}"));
    or_none(entries.collect())
}

fn pauses_text(matrix: &PauseMatrix) -> String {
    let entries: BTreeSet<String> = matrix
        .entries()
        .map(|StoppedClock { reason, kind, side }| format!("{reason} {kind} {side}"))
        .collect();
    or_none(entries.into_iter().collect())
}

fn or_none(parts: Vec<String>) -> String {
    match parts.is_empty() {
        true => "none".to_owned(),
        false => parts.join("; "),
    }
}

/// The workload limits as a plan tells them.
pub(super) fn workload_field(limits: &[WorkloadLimit]) -> (&'static str, Option<String>) {
    let limits = limits.iter().map(|limit| {
        let WorkloadLimit { measure, per_month } = limit;
        format!("{measure} {per_month}")
    });
    let limits: Vec<String> = limits.collect();
    let text = (!limits.is_empty()).then(|| limits.join("; "));
    ("workloadLimits", text)
}

/// The lines of the fields of ticket terms.
pub(super) fn ticket_lines(given: &Located<TicketsEntry>) -> Lines {
    let TicketsEntry {
        times,
        compliance_percent,
        sample,
        priorities,
        pauses,
        reopen_minutes,
        handoff,
    } = &given.value;
    let own = |line: Option<u64>| line.unwrap_or(given.line);
    let times = times.as_ref().and_then(|list| list.first());
    let priorities = priorities.as_ref().and_then(|list| list.first());
    let pauses = pauses.as_ref().and_then(|list| list.first());
    let sample = own(sample.as_ref().map(|sample| sample.line));
    let handoff = own(handoff.as_ref().map(|handoff| handoff.line));
    let compliance = compliance_percent.as_ref().map(|field| field.line);
    vec![
        ("tickets.times", own(times.map(|entry| entry.line))),
        ("tickets.compliancePercent", own(compliance)),
        ("tickets.sample.minSample", sample),
        ("tickets.sample.allowedMisses", sample),
        (
            "tickets.priorities",
            own(priorities.map(|entry| entry.line)),
        ),
        ("tickets.pauses", own(pauses.map(|entry| entry.line))),
        (
            "tickets.reopenMinutes",
            own(reopen_minutes.as_ref().map(|field| field.line)),
        ),
        ("tickets.handoff.ackMinutes", handoff),
        ("tickets.handoff.decisionMinutes", handoff),
    ]
}
