//! What a version says about credits, tickets and workload, as it stands in a file: the rest of
//! `document`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::scalar::{
    AllowedMissesForm, AmountForm, CurrencyForm, EarnBackForm, Field, List, Located, MinSampleForm,
    MinutesForm, PartForm, PerMonthForm, PercentForm, PointsForm, RepeatFactorForm,
};
use crate::agreement::credit::{KpiFailureSeverity, MeasurementSort};
use crate::agreement::{
    ClockKind, ClockSide, Impact, PauseReason, Priority, Urgency, WorkloadMeasure,
};

/// What is given back for a month in which the promised availability was missed. An agreement about
/// several components judges each of them alone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(
    rename = "CreditTerms",
    extend("oneOf" = [
        json!({"required": ["tiers"]}),
        json!({"required": ["points"]}),
        json!({"required": ["pool"]}),
    ])
)]
pub(super) struct CreditsEntry {
    /// Whether a miss costs money: CRITICAL_SERVICE_LEVEL, or is only reported: KEY_MEASUREMENT.
    pub(super) sort: Field<MeasurementSort>,
    /// The charge of a whole calendar month, and the currency of every credit.
    pub(super) charge_per_month: Located<AmountEntry>,
    /// A part of the charge by how far the availability fell.
    pub(super) tiers: List<TierEntry>,
    /// Service points by how far the availability fell.
    pub(super) points: Option<Located<PointsEntry>>,
    /// A part of the at-risk amount.
    pub(super) pool: Option<Located<PoolEntry>>,
    /// The at-risk amount: the most that the credits of a month take together, in percent of the
    /// charge; 100 when left out.
    pub(super) at_risk_percent: Option<Field<PartForm>>,
    /// A credit is returned when the next so many months met the promise; never when left out.
    pub(super) earn_back_months: Option<Field<EarnBackForm>>,
}

/// An amount of money.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Amount")]
pub(super) struct AmountEntry {
    /// The amount, above 0, with at most the decimals of the currency; it is read exactly.
    pub(super) amount: Field<AmountForm>,
    /// The ISO 4217 code of its currency.
    pub(super) currency: Field<CurrencyForm>,
}

/// A band of availability and what it gives back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "CreditTier")]
pub(super) struct TierEntry {
    /// The lower end of the band in percent, inside; left out when it is open below.
    pub(super) at_or_above_percent: Option<Field<PartForm>>,
    /// The upper end of the band in percent, outside, at most the promised availability.
    pub(super) below_percent: Field<PercentForm>,
    /// What is given back, in percent of the charge.
    pub(super) credit_percent: Field<PartForm>,
}

/// Service points: a miss scores by how far it goes, and points give back a part of the charge.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "ServicePoints")]
pub(super) struct PointsEntry {
    /// What a miss scores; an availability in none of the bands scores nothing.
    #[schemars(length(min = 1))]
    pub(super) bands: Vec<Located<FailureEntry>>,
    /// What the points of a repeat failure are multiplied with: one whose month before failed too.
    pub(super) repeat_factor: Field<RepeatFactorForm>,
    /// What one point gives back, in percent of the charge.
    pub(super) percent_per_point: Field<PartForm>,
}

/// A band of availability below the promise and what it scores.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "KpiFailure")]
pub(super) struct FailureEntry {
    /// The lower end of the band in percent, inside; left out when it is open below.
    pub(super) at_or_above_percent: Option<Field<PartForm>>,
    /// The upper end of the band in percent, outside, at most the promised availability.
    pub(super) below_percent: Field<PercentForm>,
    /// How bad the failure is.
    pub(super) severity: Field<KpiFailureSeverity>,
    /// What it scores.
    pub(super) points: Field<PointsForm>,
}

/// A level's part of the at-risk amount.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "AtRiskPool")]
pub(super) struct PoolEntry {
    /// The part of the at-risk amount that is allocated to each level, in percent.
    pub(super) allocation_of_pool_percent: Field<PartForm>,
    /// The part of its allocation that a miss takes, in percent.
    pub(super) credit_allocation_percent: Field<PartForm>,
}

/// What is promised about the tickets that an agreement covers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "TicketTerms")]
pub(super) struct TicketsEntry {
    /// The promised times, each priority once; one that is left out is promised none.
    pub(super) times: List<TimesEntry>,
    /// The share of tickets that must be in time, in percent; only reported when left out.
    pub(super) compliance_percent: Option<Field<PercentForm>>,
    /// What holds for few tickets; nothing special when left out.
    pub(super) sample: Option<Located<SampleEntry>>,
    /// The priority of every impact and urgency, all nine pairs; the usual table when left out.
    pub(super) priorities: List<PriorityEntry>,
    /// Which reason stops which clock; the usual list when left out, and none when empty.
    pub(super) pauses: Option<Vec<Located<PauseEntry>>>,
    /// A ticket reopened within so many minutes continues its clock; a new ticket each time when
    /// left out.
    pub(super) reopen_minutes: Option<Field<MinutesForm>>,
    /// What is promised about every handoff; nothing when left out.
    pub(super) handoff: Option<Located<HandoffEntry>>,
}

/// The promised times of one priority, in minutes of agreed hours, at most.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(
    rename = "TimeTargets",
    extend("anyOf" = [
        json!({"required": ["responseMinutes"]}),
        json!({"required": ["resolutionMinutes"]}),
    ])
)]
pub(super) struct TimesEntry {
    /// The priority.
    pub(super) priority: Field<Priority>,
    /// Until somebody has taken the ticket up; not promised when left out.
    pub(super) response_minutes: Option<Field<MinutesForm>>,
    /// Until the service is restored or the request fulfilled; not promised when left out.
    pub(super) resolution_minutes: Option<Field<MinutesForm>>,
}

/// What holds for few tickets.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "SampleRule")]
pub(super) struct SampleEntry {
    /// Below so many tickets the share does not apply.
    pub(super) min_sample: Field<MinSampleForm>,
    /// How many misses are allowed below it; no verdict then when left out.
    pub(super) allowed_misses: Option<Field<AllowedMissesForm>>,
}

/// The priority of one pair of impact and urgency.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "PriorityRule")]
pub(super) struct PriorityEntry {
    /// How much is hit.
    pub(super) impact: Field<Impact>,
    /// How soon it hurts.
    pub(super) urgency: Field<Urgency>,
    /// The priority that this makes.
    pub(super) priority: Field<Priority>,
}

/// A reason that stops a clock.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "StoppedClock")]
pub(super) struct PauseEntry {
    /// The reason.
    pub(super) reason: Field<PauseReason>,
    /// What the clock is for.
    pub(super) clock: Field<ClockKind>,
    /// Whose promise it measures.
    pub(super) side: Field<ClockSide>,
}

/// What is promised about every handoff.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "HandoffTargets")]
pub(super) struct HandoffEntry {
    /// At most so many minutes to acknowledge.
    pub(super) ack_minutes: Field<MinutesForm>,
    /// At most so many minutes to accept or reject.
    pub(super) decision_minutes: Field<MinutesForm>,
}

/// How much of one sort of work the promises hold for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "WorkloadLimit")]
pub(super) struct WorkloadEntry {
    /// What is counted.
    pub(super) measure: Field<WorkloadMeasure>,
    /// At most so many in a calendar month.
    pub(super) per_month: Field<PerMonthForm>,
}
