//! Credits, tickets and workload limits as canonical JSON in the columns of `agreement_versions`.
//! Fractions are written `n/d` in lowest terms. What is read back must be written as this file
//! writes it: an unknown field, a value out of range or another spelling is a [`RowError`].

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use federation::agreement::credit::{
    Band, Bands, CreditRegime, CreditTerms, KpiFailure, KpiFailureSeverity, MeasurementSort,
};
use federation::agreement::{
    ClockKind, ClockSide, HandoffTargets, Impact, PauseMatrix, PauseReason, Priority,
    PriorityMatrix, SampleRule, StoppedClock, Target, TicketTerms, TimeTargets, Urgency,
    WorkloadLimit, WorkloadMeasure,
};
use federation::vocabulary::{Money, Ratio, Rational};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::row::{Row, RowError};

/// Why a stored text means nothing.
type Reason = String;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredCredits {
    sort: MeasurementSort,
    charge_minor: i64,
    currency: String,
    regime: StoredRegime,
    at_risk: String,
    earn_back_months: Option<NonZeroU16>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum StoredRegime {
    Tiers(Vec<StoredTier>),
    #[serde(rename_all = "camelCase")]
    Points {
        bands: Vec<StoredFailure>,
        repeat_factor: u32,
        part_per_point: String,
    },
    #[serde(rename_all = "camelCase")]
    Pool {
        of_pool: String,
        of_allocation: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredTier {
    at_or_above: Option<String>,
    below: String,
    credit: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredFailure {
    at_or_above: Option<String>,
    below: String,
    severity: KpiFailureSeverity,
    points: u32,
}

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

/// Reads a column, and refuses what would not be written like that.
fn read<S: DeserializeOwned, T>(
    row: Row<'_>,
    column: &'static str,
    text: &str,
    raise: impl FnOnce(S) -> Result<T, Reason>,
    lower: impl FnOnce(&T) -> String,
) -> Result<T, RowError> {
    let stored: S = serde_json::from_str(text).map_err(|error| row.bad(column, error))?;
    let value = raise(stored).map_err(|reason| row.bad(column, reason))?;
    if lower(&value) == text {
        Ok(value)
    } else {
        Err(row.bad(column, "is not written as it would be"))
    }
}

fn fraction(text: &str) -> Result<Rational, Reason> {
    let refused = || format!("{text:?} is not a fraction n/d");
    let (numerator, denominator) = text.split_once('/').ok_or_else(refused)?;
    let whole = |text: &str| text.parse::<i64>().map_err(|_| refused());
    match whole(denominator)? {
        denominator if denominator > 0 => Ok(Rational::new(whole(numerator)?, denominator)),
        _ => Err(refused()),
    }
}

fn ratio(text: &str) -> Result<Ratio, Reason> {
    Ratio::new(fraction(text)?).map_err(|error| error.to_string())
}

fn written(fraction: &Rational) -> String {
    format!("{}/{}", fraction.numerator(), fraction.denominator())
}

/// One band of any regime, still as text.
type StoredBand<T> = (Option<String>, String, T);

fn bands<T>(stored: Vec<StoredBand<T>>) -> Result<Bands<T>, Reason> {
    let band = |(at_or_above, below, meaning): StoredBand<T>| {
        Ok(Band {
            at_or_above: at_or_above.as_deref().map(fraction).transpose()?,
            below: fraction(&below)?,
            meaning,
        })
    };
    let bands = stored
        .into_iter()
        .map(band)
        .collect::<Result<_, Reason>>()?;
    Bands::new(bands).map_err(|error| error.to_string())
}

fn raise_credits_stored(stored: StoredCredits) -> Result<CreditTerms, Reason> {
    let StoredCredits {
        sort,
        charge_minor,
        currency,
        regime,
        at_risk,
        earn_back_months,
    } = stored;
    if charge_minor < 0 {
        return Err("has a charge below zero".to_owned());
    }
    let currency = currency.parse().map_err(|error| format!("{error}"))?;
    Ok(CreditTerms {
        sort,
        charge_per_month: Money::new(charge_minor, currency),
        regime: raise_regime(regime)?,
        at_risk: ratio(&at_risk)?,
        earn_back_months,
    })
}

fn raise_regime(stored: StoredRegime) -> Result<CreditRegime, Reason> {
    Ok(match stored {
        StoredRegime::Tiers(tiers) => {
            let tier = |tier: StoredTier| {
                let credit = ratio(&tier.credit)?;
                Ok((tier.at_or_above, tier.below, credit))
            };
            let tiers = tiers.into_iter().map(tier).collect::<Result<_, Reason>>()?;
            CreditRegime::Tiers(bands(tiers)?)
        }
        StoredRegime::Points {
            bands: failures,
            repeat_factor,
            part_per_point,
        } => {
            let failure = |failure: StoredFailure| {
                let StoredFailure {
                    at_or_above,
                    below,
                    severity,
                    points,
                } = failure;
                (at_or_above, below, KpiFailure { severity, points })
            };
            CreditRegime::Points {
                bands: bands(failures.into_iter().map(failure).collect())?,
                repeat_factor,
                part_per_point: ratio(&part_per_point)?,
            }
        }
        StoredRegime::Pool {
            of_pool,
            of_allocation,
        } => CreditRegime::Pool {
            of_pool: ratio(&of_pool)?,
            of_allocation: ratio(&of_allocation)?,
        },
    })
}

/// The credits of a column.
pub(crate) fn raise_credits(
    row: Row<'_>,
    text: Option<&str>,
) -> Result<Option<CreditTerms>, RowError> {
    text.map(|text| read(row, "credits", text, raise_credits_stored, lower_credits))
        .transpose()
}

/// The column of credits.
pub(crate) fn lower_credits(terms: &CreditTerms) -> String {
    let CreditTerms {
        sort,
        charge_per_month,
        regime,
        at_risk,
        earn_back_months,
    } = terms;
    let regime = match regime {
        CreditRegime::Tiers(bands) => {
            let tiers = bands.as_slice().iter().map(|band| StoredTier {
                at_or_above: band.at_or_above.as_ref().map(written),
                below: written(&band.below),
                credit: written(band.meaning.fraction()),
            });
            StoredRegime::Tiers(tiers.collect())
        }
        CreditRegime::Points {
            bands,
            repeat_factor,
            part_per_point,
        } => {
            let failures = bands.as_slice().iter().map(|band| StoredFailure {
                at_or_above: band.at_or_above.as_ref().map(written),
                below: written(&band.below),
                severity: band.meaning.severity,
                points: band.meaning.points,
            });
            StoredRegime::Points {
                bands: failures.collect(),
                repeat_factor: *repeat_factor,
                part_per_point: written(part_per_point.fraction()),
            }
        }
        CreditRegime::Pool {
            of_pool,
            of_allocation,
        } => StoredRegime::Pool {
            of_pool: written(of_pool.fraction()),
            of_allocation: written(of_allocation.fraction()),
        },
    };
    json(&StoredCredits {
        sort: *sort,
        charge_minor: charge_per_month.minor(),
        currency: charge_per_month.currency().code().to_owned(),
        regime,
        at_risk: written(at_risk.fraction()),
        earn_back_months: *earn_back_months,
    })
}

/// The text of a stored shape: structs of texts and numbers always have one.
fn json(stored: &impl Serialize) -> String {
    serde_json::to_string(stored).unwrap_or_default()
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
