//! Pools: compliance of groups, availability of several periods; and the priority of a ticket.

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::agreement::{PriorityMatrix, SampleRule};
use federation::evaluation::{Compliance, Met, PooledAvailability, PooledPart};
use federation::report::explain;

use super::calculate;
use super::given;
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::figure::{FigureState, Verdict};
use crate::graphql::model::word::{Impact, Priority, Urgency};
use crate::graphql::scalar::{Ratio, RatioInput, RationalInput, RationalNumber};

/// The most groups of a pool.
const GROUPS_MAX: usize = 1_000;

/// The most periods of a pool: ten years of months.
const PARTS_MAX: usize = 120;

/// The entries of a whole table of priorities.
const TABLE_MAX: usize = 9;

/// Groups of cases, pooled and judged together.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateComplianceInput {
    /// The groups, such as suppliers or months, at most 1,000.
    groups: Vec<MetInput>,
    /// The share of cases that must meet their promise.
    target: RatioInput,
    /// Below so many cases the target does not apply. Absent: it always does.
    min_sample: Option<i64>,
    /// How many misses are allowed below the smallest sample. Absent: nothing is judged there.
    allowed_misses: Option<i64>,
}

/// How many of some cases met what was promised about each.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct MetInput {
    /// Those that did, at most all.
    met: i64,
    /// All of them.
    total: i64,
}

/// Several periods of an availability.
#[derive(Clone, Debug, InputObject)]
pub struct CalculatePooledAvailabilityInput {
    /// The periods, at most 120.
    parts: Vec<PooledPartInput>,
}

/// The availability of one period, as it goes into the pool.
#[derive(Clone, Debug, InputObject)]
pub struct PooledPartInput {
    /// Agreed service time in seconds.
    agreed_seconds: i64,
    /// Excluded agreed service time in seconds, at most all of it.
    #[graphql(default)]
    excluded_seconds: i64,
    /// Downtime outside exclusions in seconds, not below 0.
    downtime_seconds: RationalInput,
}

/// Impact and urgency of a ticket.
#[derive(Clone, Debug, InputObject)]
pub struct CalculatePriorityInput {
    /// How much is hit.
    impact: Impact,
    /// How soon it hurts.
    urgency: Urgency,
    /// The agreement's own table: every pair once. The usual table when absent.
    table: Option<Vec<PriorityEntryInput>>,
}

/// An entry of a table of priorities.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct PriorityEntryInput {
    /// The impact.
    impact: Impact,
    /// The urgency.
    urgency: Urgency,
    /// Their priority.
    priority: Priority,
}

/// Compliance of groups together: numerators and denominators are added, percentages never averaged.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedCompliance {
    /// Cases that met their promise.
    met: u64,
    /// All cases.
    total: u64,
    /// Met / total. Null of none.
    ratio: Option<Ratio>,
    /// The verdict by the target and the rule for few cases.
    verdict: Verdict,
    /// How it was calculated.
    explanation: Calculation,
}

/// The availability of several periods together: one division of sums.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedPooledAvailability {
    /// Agreed service time less exclusions in seconds.
    base_seconds: i64,
    /// Downtime in seconds.
    downtime_seconds: RationalNumber,
    /// The availability. Null without service time.
    ratio: Option<Ratio>,
    /// Whether it has a value.
    state: FigureState,
    /// How it was calculated.
    explanation: Calculation,
}

/// A priority.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedPriority {
    /// The priority.
    priority: Priority,
    /// How it was found.
    explanation: Calculation,
}

impl CalculatedCompliance {
    fn of(input: CalculateComplianceInput) -> Result<Self, Error> {
        let CalculateComplianceInput {
            groups,
            target,
            min_sample,
            allowed_misses,
        } = input;
        let at = Place::input();
        let groups_at = at.field("groups");
        groups_at.at_most(&groups, GROUPS_MAX)?;
        let mut read = Vec::with_capacity(groups.len());
        for (number, group) in groups.into_iter().enumerate() {
            let at = groups_at.item(number);
            let total = at.field("total").count(group.total)?;
            let met = at.field("met");
            let met = met.between(group.met, 0, group.total, "a count of the total")?;
            read.push(Met {
                met: met.unsigned_abs(),
                total,
            });
        }
        let target = given::share(&target, &at.field("target"))?;
        let count = |name: &str, given: Option<i64>| {
            given.map(|given| at.field(name).count(given)).transpose()
        };
        let rule = SampleRule {
            min_sample: count("minSample", min_sample)?,
            allowed_misses: count("allowedMisses", allowed_misses)?,
        };
        let figure = Compliance::pool(&read, &target, rule);
        let explanation = (&explain::compliance(&read, &target, rule, &figure)).into();
        let Compliance {
            met,
            total,
            ratio,
            verdict,
        } = figure;
        Ok(Self {
            met,
            total,
            ratio: ratio.as_ref().map(Into::into),
            verdict: verdict.into(),
            explanation,
        })
    }
}

impl CalculatedPooledAvailability {
    fn of(input: CalculatePooledAvailabilityInput) -> Result<Self, Error> {
        let parts_at = Place::input().field("parts");
        parts_at.at_most(&input.parts, PARTS_MAX)?;
        let mut parts = Vec::with_capacity(input.parts.len());
        for (number, part) in input.parts.into_iter().enumerate() {
            let PooledPartInput {
                agreed_seconds,
                excluded_seconds,
                downtime_seconds,
            } = part;
            let at = parts_at.item(number);
            let agreed_seconds = at.field("agreedSeconds").seconds(agreed_seconds)?;
            let excluded = at.field("excludedSeconds");
            let downtime = at.field("downtimeSeconds");
            parts.push(PooledPart {
                agreed_seconds,
                excluded_seconds: excluded.between(
                    excluded_seconds,
                    0,
                    agreed_seconds,
                    "seconds of the agreed ones",
                )?,
                downtime_seconds: given::amount(&downtime_seconds, &downtime)?,
            });
        }
        let figure = PooledAvailability::of(&parts);
        let explanation = (&explain::pooled_availability(&parts, &figure)).into();
        let PooledAvailability {
            base_seconds,
            downtime_seconds,
            availability,
            state,
        } = figure;
        Ok(Self {
            base_seconds,
            downtime_seconds: (&downtime_seconds).into(),
            ratio: availability.as_ref().map(Into::into),
            state: state.into(),
            explanation,
        })
    }
}

impl CalculatedPriority {
    fn of(input: CalculatePriorityInput) -> Result<Self, Error> {
        let CalculatePriorityInput {
            impact,
            urgency,
            table,
        } = input;
        let own = table.is_some();
        let matrix = match table {
            Some(entries) => own_table(&entries, &Place::input().field("table"))?,
            None => PriorityMatrix::default(),
        };
        let (impact, urgency) = (impact.into(), urgency.into());
        let priority = matrix.priority(impact, urgency);
        Ok(Self {
            priority: priority.into(),
            explanation: (&explain::priority(impact, urgency, own, priority)).into(),
        })
    }
}

fn own_table(entries: &[PriorityEntryInput], at: &Place) -> Result<PriorityMatrix, Error> {
    at.some(entries, TABLE_MAX)?;
    let rows = entries.iter().map(|entry| {
        let PriorityEntryInput {
            impact,
            urgency,
            priority,
        } = *entry;
        (impact.into(), urgency.into(), priority.into())
    });
    PriorityMatrix::new(rows).map_err(|error| {
        at.refuse(
            format!("a table with {error}"),
            "every pair of impact and urgency once",
            "add the pair, or leave the table out for the usual one",
        )
    })
}

/// Pools and priorities.
#[derive(Default)]
pub struct Compliances;

#[Object]
impl Compliances {
    /// Compliance of groups pooled, with the rule for few cases.
    async fn compliance(
        &self,
        #[graphql(desc = "The groups, the target and the rule.")] input: CalculateComplianceInput,
    ) -> Result<CalculatedCompliance> {
        Ok(calculate(input, CalculatedCompliance::of).await?)
    }

    /// The availability of several periods together.
    async fn pooled_availability(
        &self,
        #[graphql(desc = "The periods.")] input: CalculatePooledAvailabilityInput,
    ) -> Result<CalculatedPooledAvailability> {
        Ok(calculate(input, CalculatedPooledAvailability::of).await?)
    }

    /// The priority of a ticket by its impact and urgency.
    async fn priority(
        &self,
        #[graphql(desc = "Impact, urgency and the table.")] input: CalculatePriorityInput,
    ) -> Result<CalculatedPriority> {
        Ok(calculate(input, CalculatedPriority::of).await?)
    }
}
