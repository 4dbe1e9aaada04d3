//! What an agreement version says about credits, tickets and workload. Seen by whoever sees the
//! agreement.

use async_graphql::SimpleObject;
use federation::agreement as domain;
use federation::agreement::credit::{self, Band, CreditRegime, KpiFailure};

use super::money::Money;
use super::word::{
    ClockKind, ClockSide, Impact, KpiFailureSeverity, MeasurementSort, PauseReason, Priority,
    Urgency, WorkloadMeasure,
};
use crate::graphql::scalar::Ratio;

/// What is given back for a month in which the promised availability was missed. Exactly one of
/// tiers, points and pool says how. An agreement about several components judges each of them alone.
#[derive(Clone, Debug, SimpleObject)]
pub struct CreditTerms {
    /// Whether a miss costs money at all.
    sort: MeasurementSort,
    /// The charge of a whole calendar month, in the currency of every credit.
    charge_per_month: Money,
    /// Parts of the charge by how far the availability fell, the highest band first. Null under
    /// another regime.
    tiers: Option<Vec<CreditTier>>,
    /// Service points by how far the availability fell. Null under another regime.
    points: Option<ServicePoints>,
    /// A part of the at-risk amount. Null under another regime.
    pool: Option<AtRiskPool>,
    /// The at-risk amount: the most that the credits of a month take together, as a part of the
    /// charge.
    at_risk: Ratio,
    /// A credit is returned when the next so many months met the promise. Null when it never is.
    earn_back_months: Option<u16>,
}

/// A half-open band of availability and what it gives back.
#[derive(Clone, Debug, SimpleObject)]
pub struct CreditTier {
    /// The lower end, inside. Null when the band is open below.
    at_or_above: Option<Ratio>,
    /// The upper end, outside.
    below: Ratio,
    /// What is given back, as a part of the charge.
    credit: Ratio,
}

/// Service points: a miss scores by how far it goes, and points give back a part of the charge.
#[derive(Clone, Debug, SimpleObject)]
pub struct ServicePoints {
    /// What a miss scores, the highest band first; an availability in none of them scores nothing.
    bands: Vec<KpiFailureBand>,
    /// What the points of a repeat failure are multiplied with: one whose month before failed too.
    repeat_factor: u32,
    /// The part of the charge that one point gives back.
    part_per_point: Ratio,
}

/// A half-open band of availability and what a miss in it scores.
#[derive(Clone, Debug, SimpleObject)]
pub struct KpiFailureBand {
    /// The lower end, inside. Null when the band is open below.
    at_or_above: Option<Ratio>,
    /// The upper end, outside.
    below: Ratio,
    /// How bad the failure is.
    severity: KpiFailureSeverity,
    /// What it scores.
    points: u32,
}

/// A level's part of the at-risk amount.
#[derive(Clone, Debug, SimpleObject)]
pub struct AtRiskPool {
    /// The part of the at-risk amount that is allocated to each level.
    allocation_of_pool: Ratio,
    /// The part of its allocation that a miss takes.
    credit_allocation: Ratio,
}

impl From<credit::CreditTerms> for CreditTerms {
    fn from(terms: credit::CreditTerms) -> Self {
        let credit::CreditTerms {
            sort,
            charge_per_month,
            regime,
            at_risk,
            earn_back_months,
        } = terms;
        let (mut tiers, mut points, mut pool) = (None, None, None);
        match regime {
            CreditRegime::Tiers(bands) => {
                tiers = Some(bands.as_slice().iter().map(Into::into).collect());
            }
            CreditRegime::Points {
                bands,
                repeat_factor,
                part_per_point,
            } => {
                points = Some(ServicePoints {
                    bands: bands.as_slice().iter().map(Into::into).collect(),
                    repeat_factor,
                    part_per_point: part_per_point.fraction().into(),
                });
            }
            CreditRegime::Pool {
                of_pool,
                of_allocation,
            } => {
                pool = Some(AtRiskPool {
                    allocation_of_pool: of_pool.fraction().into(),
                    credit_allocation: of_allocation.fraction().into(),
                });
            }
        }
        Self {
            sort: sort.into(),
            charge_per_month: charge_per_month.into(),
            tiers,
            points,
            pool,
            at_risk: at_risk.fraction().into(),
            earn_back_months: earn_back_months.map(Into::into),
        }
    }
}

impl From<&Band<federation::vocabulary::Ratio>> for CreditTier {
    fn from(band: &Band<federation::vocabulary::Ratio>) -> Self {
        let Band {
            at_or_above,
            below,
            meaning,
        } = band;
        Self {
            at_or_above: at_or_above.as_ref().map(Into::into),
            below: below.into(),
            credit: meaning.fraction().into(),
        }
    }
}

impl From<&Band<KpiFailure>> for KpiFailureBand {
    fn from(band: &Band<KpiFailure>) -> Self {
        let Band {
            at_or_above,
            below,
            meaning,
        } = band;
        let KpiFailure { severity, points } = *meaning;
        Self {
            at_or_above: at_or_above.as_ref().map(Into::into),
            below: below.into(),
            severity: severity.into(),
            points,
        }
    }
}

/// What is promised about the tickets that an agreement covers. Times are seconds of agreed hours.
#[derive(Clone, Debug, SimpleObject)]
pub struct TicketTerms {
    /// The promised times by priority; a priority without an entry is promised none.
    times: Vec<TimeTargets>,
    /// The share of tickets that must be in time. Null when that is only reported.
    compliance_target: Option<Ratio>,
    /// Below so many tickets the share does not apply. Null when it always does.
    min_sample: Option<u64>,
    /// How many misses are allowed below the smallest sample. Null when there is no verdict then.
    allowed_misses: Option<u64>,
    /// The priority of every impact and urgency.
    priorities: Vec<PriorityRule>,
    /// Which reason stops which clock.
    pauses: Vec<StoppedClock>,
    /// A ticket reopened within so many seconds continues its clock. Null when each reopening is a
    /// new ticket.
    reopen_seconds: Option<i64>,
    /// What is promised about every handoff. Null when nothing is.
    handoff: Option<HandoffTargets>,
}

/// The promised times of one priority, in seconds of agreed hours, at most.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct TimeTargets {
    /// The priority.
    priority: Priority,
    /// Until somebody has taken the ticket up. Null when that is not promised.
    response_seconds: Option<i64>,
    /// Until the service is restored or the request fulfilled. Null when that is not promised.
    resolution_seconds: Option<i64>,
}

/// The priority of one pair of impact and urgency.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct PriorityRule {
    /// How much is hit.
    impact: Impact,
    /// How soon it hurts.
    urgency: Urgency,
    /// The priority that this makes.
    priority: Priority,
}

/// A reason that stops a clock.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct StoppedClock {
    /// The reason.
    reason: PauseReason,
    /// What the clock is for.
    clock: ClockKind,
    /// Whose promise it measures.
    side: ClockSide,
}

/// What is promised about every handoff, in seconds, at most.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct HandoffTargets {
    /// Until it is acknowledged.
    ack_seconds: i64,
    /// Until it is accepted or rejected.
    decision_seconds: i64,
}

impl From<domain::TicketTerms> for TicketTerms {
    fn from(terms: domain::TicketTerms) -> Self {
        let domain::TicketTerms {
            priorities,
            times,
            compliance,
            sample,
            pauses,
            reopen_seconds,
            handoff,
        } = terms;
        let domain::SampleRule {
            min_sample,
            allowed_misses,
        } = sample;
        let times = times.into_iter().map(|(priority, targets)| {
            let domain::TimeTargets {
                response_seconds,
                resolution_seconds,
            } = targets;
            TimeTargets {
                priority: priority.into(),
                response_seconds,
                resolution_seconds,
            }
        });
        let rules = priorities.entries();
        let rules = rules.map(|(impact, urgency, priority)| PriorityRule {
            impact: impact.into(),
            urgency: urgency.into(),
            priority: priority.into(),
        });
        let pauses = pauses.entries().map(|stopped| {
            let domain::StoppedClock { reason, kind, side } = stopped;
            StoppedClock {
                reason: reason.into(),
                clock: kind.into(),
                side: side.into(),
            }
        });
        Self {
            times: times.collect(),
            compliance_target: compliance.map(|target| target.fraction().into()),
            min_sample,
            allowed_misses,
            priorities: rules.collect(),
            pauses: pauses.collect(),
            reopen_seconds,
            handoff: handoff.map(|targets| {
                let domain::HandoffTargets {
                    ack_seconds,
                    decision_seconds,
                } = targets;
                HandoffTargets {
                    ack_seconds,
                    decision_seconds,
                }
            }),
        }
    }
}

/// How much of one sort of work the promises of an agreement hold for (ISO/IEC 20000-1, 8.3.3).
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct WorkloadLimit {
    /// What is counted.
    measure: WorkloadMeasure,
    /// At most so many in a calendar month of the agreement's zone.
    per_month: u64,
}

impl From<domain::WorkloadLimit> for WorkloadLimit {
    fn from(limit: domain::WorkloadLimit) -> Self {
        let domain::WorkloadLimit { measure, per_month } = limit;
        Self {
            measure: measure.into(),
            per_month,
        }
    }
}
