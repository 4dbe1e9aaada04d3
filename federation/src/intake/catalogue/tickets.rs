//! What a version promises about tickets and for how much work, read and checked.

use std::collections::BTreeMap;

use super::findings::{Findings, Given, Place};
use super::register::repeated;
use super::scalar::{Field, List, Located, MinutesForm};
use super::terms::{
    HandoffEntry, PauseEntry, PriorityEntry, SampleEntry, TicketsEntry, TimesEntry, WorkloadEntry,
};
use super::values;
use crate::agreement::{
    HandoffTargets, Impact, PauseMatrix, Priority, PriorityMatrix, SampleRule, StoppedClock,
    TicketTerms, TimeTargets, Urgency, WorkloadLimit, WorkloadMeasure,
};
use crate::vocabulary::ProblemCode;

/// The longest promised time: a leap year.
const MINUTES_MAX: i64 = 527_040;
/// The largest sample, and the most misses in it.
const SAMPLE_MAX: i64 = 1_000_000;
/// The largest workload limit.
const PER_MONTH_MAX: i64 = 1_000_000_000;

/// What a version promises about tickets.
pub(super) fn read(
    given: &Located<TicketsEntry>,
    version: &Place,
    findings: &mut Findings,
) -> Option<TicketTerms> {
    let place = version.step("tickets", given.line);
    let entry = &given.value;
    let times = times(&entry.times, &place, findings);
    let compliance = match &entry.compliance_percent {
        None => Some(None),
        Some(field) => values::target(&place.field("compliancePercent", field), findings).map(Some),
    };
    let sample = match &entry.sample {
        None => Some(SampleRule::default()),
        Some(sample) => self::sample(sample, &place, findings),
    };
    let priorities = match &entry.priorities {
        None => Some(PriorityMatrix::default()),
        Some(_) => priorities(&entry.priorities, &place, findings),
    };
    let pauses = match &entry.pauses {
        None => Some(PauseMatrix::default()),
        Some(pauses) => self::pauses(pauses, &place, findings),
    };
    let reopen = minutes(
        "reopenMinutes",
        entry.reopen_minutes.as_ref(),
        &place,
        findings,
    );
    let handoff = match &entry.handoff {
        None => Some(None),
        Some(handoff) => self::handoff(handoff, &place, findings).map(Some),
    };
    Some(TicketTerms {
        priorities: priorities?,
        times: times?,
        compliance: compliance?,
        sample: sample?,
        pauses: pauses?,
        reopen_seconds: reopen?,
        handoff: handoff?,
    })
}

/// Minutes that may be left out, in seconds; `None` when they are wrong.
fn minutes(
    name: &str,
    field: Option<&Field<MinutesForm>>,
    place: &Place,
    findings: &mut Findings,
) -> Option<Option<i64>> {
    match field {
        None => Some(None),
        Some(field) => seconds(&place.field(name, field), findings).map(Some),
    }
}

fn seconds(given: &Given<'_>, findings: &mut Findings) -> Option<i64> {
    values::whole(given, (1, MINUTES_MAX), findings).map(|minutes| minutes * 60)
}

/// A whole number that is not below zero.
fn count(given: &Given<'_>, range: (i64, i64), findings: &mut Findings) -> Option<u64> {
    values::whole(given, range, findings).and_then(|number| u64::try_from(number).ok())
}

fn times(
    given: &List<TimesEntry>,
    place: &Place,
    findings: &mut Findings,
) -> Option<BTreeMap<Priority, TimeTargets>> {
    let list = place.absent("times");
    let mut found: BTreeMap<Priority, (Place, TimeTargets)> = BTreeMap::new();
    let mut whole = true;
    for (index, item) in given.iter().flatten().enumerate() {
        let place = list.step(index, item.line);
        let TimesEntry {
            priority,
            response_minutes,
            resolution_minutes,
        } = &item.value;
        let named = place.field("priority", priority);
        let priority: Option<Priority> = values::word(&named, findings);
        let response = minutes(
            "responseMinutes",
            response_minutes.as_ref(),
            &place,
            findings,
        );
        let resolution = resolution_minutes.as_ref();
        let resolution = minutes("resolutionMinutes", resolution, &place, findings);
        if response_minutes.is_none() && resolution_minutes.is_none() {
            let message = "the entry promises no time";
            let problem = place.problem(ProblemCode::Required, message);
            findings.add(problem.with_hint("add responseMinutes or resolutionMinutes"));
            whole = false;
        }
        let (Some(priority), Some(response_seconds), Some(resolution_seconds)) =
            (priority, response, resolution)
        else {
            whole = false;
            continue;
        };
        if let Some((first, _)) = found.get(&priority) {
            let what = format!("the priority {priority} of this list");
            findings.add(repeated(&named, &what, first));
            whole = false;
            continue;
        }
        let targets = TimeTargets {
            response_seconds,
            resolution_seconds,
        };
        found.insert(priority, (place, targets));
    }
    let times = found.into_iter();
    whole.then(|| {
        times
            .map(|(priority, (_, targets))| (priority, targets))
            .collect()
    })
}

fn sample(
    given: &Located<SampleEntry>,
    place: &Place,
    findings: &mut Findings,
) -> Option<SampleRule> {
    let place = place.step("sample", given.line);
    let SampleEntry {
        min_sample,
        allowed_misses,
    } = &given.value;
    let min_sample = count(
        &place.field("minSample", min_sample),
        (1, SAMPLE_MAX),
        findings,
    );
    let allowed_misses = match allowed_misses {
        None => Some(None),
        Some(field) => {
            let given = place.field("allowedMisses", field);
            count(&given, (0, SAMPLE_MAX), findings).map(Some)
        }
    };
    Some(SampleRule {
        min_sample: Some(min_sample?),
        allowed_misses: allowed_misses?,
    })
}

fn priorities(
    given: &List<PriorityEntry>,
    place: &Place,
    findings: &mut Findings,
) -> Option<PriorityMatrix> {
    let list = place.absent("priorities");
    let mut found: BTreeMap<(Impact, Urgency), (Place, Priority)> = BTreeMap::new();
    let mut whole = true;
    for (index, item) in given.iter().flatten().enumerate() {
        let place = list.step(index, item.line);
        let PriorityEntry {
            impact,
            urgency,
            priority,
        } = &item.value;
        let named = place.field("impact", impact);
        let impact: Option<Impact> = values::word(&named, findings);
        let urgency: Option<Urgency> = values::word(&place.field("urgency", urgency), findings);
        let priority = values::word(&place.field("priority", priority), findings);
        let (Some(impact), Some(urgency), Some(priority)) = (impact, urgency, priority) else {
            whole = false;
            continue;
        };
        if let Some((first, _)) = found.get(&(impact, urgency)) {
            let what = format!("impact {impact} with urgency {urgency} of this list");
            findings.add(repeated(&named, &what, first));
            whole = false;
            continue;
        }
        found.insert((impact, urgency), (place, priority));
    }
    if !whole {
        return None;
    }
    let entries = found.into_iter();
    let entries = entries.map(|((impact, urgency), (_, priority))| (impact, urgency, priority));
    match PriorityMatrix::new(entries) {
        Ok(matrix) => Some(matrix),
        Err(missing) => {
            let problem = list.problem(ProblemCode::Required, missing.to_string());
            findings.add(problem.with_hint("name all nine pairs, or leave priorities out"));
            None
        }
    }
}

fn pauses(
    given: &[Located<PauseEntry>],
    place: &Place,
    findings: &mut Findings,
) -> Option<PauseMatrix> {
    let list = place.absent("pauses");
    let mut found: BTreeMap<StoppedClock, Place> = BTreeMap::new();
    let mut whole = true;
    for (index, item) in given.iter().enumerate() {
        let place = list.step(index, item.line);
        let PauseEntry {
            reason,
            clock,
            side,
        } = &item.value;
        let named = place.field("reason", reason);
        let reason = values::word(&named, findings);
        let kind = values::word(&place.field("clock", clock), findings);
        let side = values::word(&place.field("side", side), findings);
        let (Some(reason), Some(kind), Some(side)) = (reason, kind, side) else {
            whole = false;
            continue;
        };
        let stopped = StoppedClock { reason, kind, side };
        if let Some(first) = found.get(&stopped) {
            let what = format!("{reason} for {kind} of {side} in this list");
            findings.add(repeated(&named, &what, first));
            whole = false;
            continue;
        }
        found.insert(stopped, place);
    }
    whole.then(|| PauseMatrix::new(found.into_keys()))
}

fn handoff(
    given: &Located<HandoffEntry>,
    place: &Place,
    findings: &mut Findings,
) -> Option<HandoffTargets> {
    let place = place.step("handoff", given.line);
    let HandoffEntry {
        ack_minutes,
        decision_minutes,
    } = &given.value;
    let ack = seconds(&place.field("ackMinutes", ack_minutes), findings);
    let decision = seconds(&place.field("decisionMinutes", decision_minutes), findings);
    Some(HandoffTargets {
        ack_seconds: ack?,
        decision_seconds: decision?,
    })
}

/// The workload limits of a version, in ascending order.
pub(super) fn workload_limits(
    given: &List<WorkloadEntry>,
    version: &Place,
    findings: &mut Findings,
) -> Option<Vec<WorkloadLimit>> {
    let list = version.absent("workloadLimits");
    let mut found: BTreeMap<WorkloadMeasure, (Place, u64)> = BTreeMap::new();
    let mut whole = true;
    for (index, item) in given.iter().flatten().enumerate() {
        let place = list.step(index, item.line);
        let WorkloadEntry { measure, per_month } = &item.value;
        let named = place.field("measure", measure);
        let measure: Option<WorkloadMeasure> = values::word(&named, findings);
        let per_month = place.field("perMonth", per_month);
        let per_month = count(&per_month, (0, PER_MONTH_MAX), findings);
        let (Some(measure), Some(per_month)) = (measure, per_month) else {
            whole = false;
            continue;
        };
        if let Some((first, _)) = found.get(&measure) {
            let what = format!("the measure {measure} of this list");
            findings.add(repeated(&named, &what, first));
            whole = false;
            continue;
        }
        found.insert(measure, (place, per_month));
    }
    let limits = found.into_iter();
    let limits = limits.map(|(measure, (_, per_month))| WorkloadLimit { measure, per_month });
    whole.then(|| limits.collect())
}
