//! Ticket terms and workload limits as canonical JSON in columns of `agreement_versions`.

use std::collections::BTreeMap;

use federation::agreement::{
    ClockKind, ClockSide, HandoffTargets, Impact, PauseMatrix, PauseReason, Priority,
    PriorityMatrix, SampleRule, StoppedClock, Target, TicketTerms, TimeTargets, Urgency,
    WorkloadLimit, WorkloadMeasure,
};
use serde::{Deserialize, Serialize};

use crate::agreement_terms::{Reason, fraction, json, read, written};
use crate::row::{Row, RowError};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredTickets {
    times: Vec<StoredTimes>,
    compliance: Option<String>,
    min_sample: Option<u64>,
    allowed_misses: Option<u64>,
    priorities: Vec<(Impact, Urgency, Priority)>,
    pauses: Vec<(PauseReason, ClockKind, ClockSide)>,
    reopen_seconds: Option<i64>,
    handoff: Option<StoredHandoff>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredTimes {
    priority: Priority,
    response_seconds: Option<i64>,
    resolution_seconds: Option<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredHandoff {
    ack_seconds: i64,
    decision_seconds: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredLimit {
    measure: WorkloadMeasure,
    per_month: u64,
}

/// Seconds that were promised, above zero.
fn positive(seconds: i64) -> Result<i64, Reason> {
    match seconds {
        1.. => Ok(seconds),
        _ => Err(format!("{seconds} seconds are no promise")),
    }
}

fn raise_tickets_stored(stored: StoredTickets) -> Result<TicketTerms, Reason> {
    let StoredTickets {
        times,
        compliance,
        min_sample,
        allowed_misses,
        priorities,
        pauses,
        reopen_seconds,
        handoff,
    } = stored;
    let optional = |seconds: Option<i64>| seconds.map(positive).transpose();
    let mut promised = BTreeMap::new();
    for StoredTimes {
        priority,
        response_seconds,
        resolution_seconds,
    } in times
    {
        let targets = TimeTargets {
            response_seconds: optional(response_seconds)?,
            resolution_seconds: optional(resolution_seconds)?,
        };
        promised.insert(priority, targets);
    }
    let compliance = compliance.as_deref().map(fraction).transpose()?;
    let compliance = compliance.map(Target::from_fraction).transpose();
    let pauses = pauses.into_iter();
    let stopped = |(reason, kind, side)| StoppedClock { reason, kind, side };
    let handoff = match handoff {
        None => None,
        Some(StoredHandoff {
            ack_seconds,
            decision_seconds,
        }) => Some(HandoffTargets {
            ack_seconds: positive(ack_seconds)?,
            decision_seconds: positive(decision_seconds)?,
        }),
    };
    Ok(TicketTerms {
        priorities: PriorityMatrix::new(priorities).map_err(|error| error.to_string())?,
        times: promised,
        compliance: compliance.map_err(|error| error.to_string())?,
        sample: SampleRule {
            min_sample,
            allowed_misses,
        },
        pauses: PauseMatrix::new(pauses.map(stopped)),
        reopen_seconds: optional(reopen_seconds)?,
        handoff,
    })
}

/// The ticket terms of a column.
pub(crate) fn raise_tickets(
    row: Row<'_>,
    text: Option<&str>,
) -> Result<Option<TicketTerms>, RowError> {
    text.map(|text| read(row, "tickets", text, raise_tickets_stored, lower_tickets))
        .transpose()
}

/// The column of ticket terms.
pub(crate) fn lower_tickets(terms: &TicketTerms) -> String {
    let TicketTerms {
        priorities,
        times,
        compliance,
        sample,
        pauses,
        reopen_seconds,
        handoff,
    } = terms;
    let SampleRule {
        min_sample,
        allowed_misses,
    } = *sample;
    let times = times.iter().map(|(priority, targets)| {
        let TimeTargets {
            response_seconds,
            resolution_seconds,
        } = *targets;
        StoredTimes {
            priority: *priority,
            response_seconds,
            resolution_seconds,
        }
    });
    let pauses = pauses.entries();
    let pauses = pauses.map(|StoppedClock { reason, kind, side }| (reason, kind, side));
    let handoff = handoff.map(|targets| {
        let HandoffTargets {
            ack_seconds,
            decision_seconds,
        } = targets;
        StoredHandoff {
            ack_seconds,
            decision_seconds,
        }
    });
    json(&StoredTickets {
        times: times.collect(),
        compliance: compliance.as_ref().map(|target| written(target.fraction())),
        min_sample,
        allowed_misses,
        priorities: priorities.entries().collect(),
        pauses: pauses.collect(),
        reopen_seconds: *reopen_seconds,
        handoff,
    })
}

/// The workload limits of a column; NULL is none.
pub(crate) fn raise_workload_limits(
    row: Row<'_>,
    text: Option<&str>,
) -> Result<Vec<WorkloadLimit>, RowError> {
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    let raise = |stored: Vec<StoredLimit>| {
        let limits: BTreeMap<WorkloadMeasure, u64> = stored
            .into_iter()
            .map(|StoredLimit { measure, per_month }| (measure, per_month))
            .collect();
        let limits = limits.into_iter();
        let limit = |(measure, per_month)| WorkloadLimit { measure, per_month };
        Ok(limits.map(limit).collect::<Vec<_>>())
    };
    let lower = |limits: &Vec<WorkloadLimit>| lower_workload_limits(limits).unwrap_or_default();
    read(row, "workload_limits", text, raise, lower)
}

/// The column of workload limits; `None` without any.
pub(crate) fn lower_workload_limits(limits: &[WorkloadLimit]) -> Option<String> {
    let stored = limits.iter().map(|limit| {
        let WorkloadLimit { measure, per_month } = *limit;
        StoredLimit { measure, per_month }
    });
    let stored: Vec<StoredLimit> = stored.collect();
    (!stored.is_empty()).then(|| json(&stored))
}
