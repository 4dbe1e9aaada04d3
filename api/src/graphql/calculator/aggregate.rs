//! Figures about many values: within a target, percentiles, workload.

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::agreement::WorkloadLimit;
use federation::evaluation::{Within, percentile};
use federation::report::explain;

use super::calculate;
use super::given;
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::{PercentileMethod, WorkloadMeasure};
use crate::graphql::scalar::{Ratio, RatioInput, RationalNumber};

/// The most values of a list.
const VALUES_MAX: usize = 1_000;

/// The largest value, in either direction.
const VALUE_MAX: i64 = 1_000_000_000_000;

/// Values against a target.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateWithinInput {
    /// The values, such as resolution times in seconds, at most 1,000; in any order.
    values: Vec<i64>,
    /// The target in the unit of the values: those at most it are within.
    target: i64,
}

/// A percentile of values.
#[derive(Clone, Debug, InputObject)]
pub struct CalculatePercentileInput {
    /// The values, such as resolution times in seconds, at most 1,000; in any order.
    values: Vec<i64>,
    /// Which percentile: 95 percent is the value that 95 % of them do not exceed.
    p: RatioInput,
    /// How it is read between values. A contract must say which, for the two differ.
    #[graphql(default_with = "PercentileMethod::NearestRank")]
    method: PercentileMethod,
}

/// A count of work against the limit that the promises hold for.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct CalculateWorkloadInput {
    /// What is counted.
    measure: WorkloadMeasure,
    /// At most so many in a month.
    limit_per_month: i64,
    /// How many there were.
    count: i64,
}

/// How many values are within a target.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedWithin {
    /// Those at most the target.
    within: u64,
    /// All of them.
    total: u64,
    /// Within / total. Null of none.
    ratio: Option<Ratio>,
    /// Their mean. Null of none.
    mean: Option<RationalNumber>,
    /// How it was calculated.
    explanation: Calculation,
}

/// A percentile.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedPercentile {
    /// The value, in the unit of the values given. Null of none.
    value: Option<RationalNumber>,
    /// How it was read between values.
    method: PercentileMethod,
    /// How it was calculated.
    explanation: Calculation,
}

/// Work against its limit (ISO/IEC 20000-1, 8.3.3).
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedWorkload {
    /// How many are beyond the limit; 0 within it.
    beyond: u64,
    /// Whether the count is within the limit.
    within_limit: bool,
    /// Count / limit. Null for a limit of 0.
    used: Option<Ratio>,
    /// How it was calculated.
    explanation: Calculation,
}

fn values(given: &[i64], at: &Place) -> Result<(), Error> {
    at.at_most(given, VALUES_MAX)?;
    for (number, value) in given.iter().enumerate() {
        at.item(number)
            .between(*value, -VALUE_MAX, VALUE_MAX, "a value")?;
    }
    Ok(())
}

impl CalculatedWithin {
    fn of(input: CalculateWithinInput) -> Result<Self, Error> {
        let CalculateWithinInput {
            values: given,
            target,
        } = input;
        let at = Place::input();
        values(&given, &at.field("values"))?;
        let figure = Within::count(&given, target);
        let explanation = (&explain::within(target, &figure)).into();
        let Within {
            within,
            total,
            ratio,
            mean,
        } = figure;
        Ok(Self {
            within,
            total,
            ratio: ratio.as_ref().map(Into::into),
            mean: mean.as_ref().map(Into::into),
            explanation,
        })
    }
}

impl CalculatedPercentile {
    fn of(input: CalculatePercentileInput) -> Result<Self, Error> {
        let CalculatePercentileInput {
            values: given,
            p,
            method,
        } = input;
        let at = Place::input();
        values(&given, &at.field("values"))?;
        let part = given::ratio(&p, &at.field("p"))?;
        let value = percentile(&given, &part, method.into());
        let page = explain::percentile(given.len(), &part, method.into(), value.as_ref());
        Ok(Self {
            value: value.as_ref().map(Into::into),
            method,
            explanation: (&page).into(),
        })
    }
}

impl CalculatedWorkload {
    fn of(input: CalculateWorkloadInput) -> Result<Self, Error> {
        let CalculateWorkloadInput {
            measure,
            limit_per_month,
            count,
        } = input;
        let at = Place::input();
        let limit = WorkloadLimit {
            measure: measure.into(),
            per_month: at.field("limitPerMonth").count(limit_per_month)?,
        };
        let count = at.field("count").count(count)?;
        let used = federation::vocabulary::Rational::whole(count)
            .checked_div(&federation::vocabulary::Rational::whole(limit.per_month));
        Ok(Self {
            beyond: limit.beyond(count),
            within_limit: limit.beyond(count) == 0,
            used: used.as_ref().map(Into::into),
            explanation: (&explain::workload(limit, count)).into(),
        })
    }
}

/// Figures about many values.
#[derive(Default)]
pub struct Aggregates;

#[Object]
impl Aggregates {
    /// How many values are within a target, and their mean.
    async fn within(
        &self,
        #[graphql(desc = "The values and the target.")] input: CalculateWithinInput,
    ) -> Result<CalculatedWithin> {
        Ok(calculate(input, CalculatedWithin::of).await?)
    }

    /// A percentile of values, by a named method.
    async fn percentile(
        &self,
        #[graphql(desc = "The values, the percentile and the method.")]
        input: CalculatePercentileInput,
    ) -> Result<CalculatedPercentile> {
        Ok(calculate(input, CalculatedPercentile::of).await?)
    }

    /// A count of work in a month against its limit.
    async fn workload(
        &self,
        #[graphql(desc = "The limit and the count.")] input: CalculateWorkloadInput,
    ) -> Result<CalculatedWorkload> {
        Ok(calculate(input, CalculatedWorkload::of).await?)
    }
}
