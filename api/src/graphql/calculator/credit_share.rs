//! An amount among lines: the at-risk pool, apportioning, and passing a credit through to suppliers.

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::agreement::credit::{self as domain, AtRiskAmount, PoolLine, WeightedLine};
use federation::report::explain;
use federation::vocabulary::Money;

use super::calculate;
use super::given;
use super::money::{CalculatedMoney, GivenMoneyInput, credit_refused, minor, refused};
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::scalar::{BigInt, RatioInput, RationalInput, RationalNumber};

/// The most lines: with fractions as weights their sum grows with every line.
const LINES_MAX: usize = 100;

/// Missed levels that share an at-risk amount.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateAtRiskPoolInput {
    /// The invoice of the period.
    invoice: GivenMoneyInput,
    /// The part of it that credits can take at most.
    at_risk: RatioInput,
    /// The missed levels, at most 100.
    lines: Vec<PoolLineInput>,
}

/// A missed level that takes from the pool.
#[derive(Clone, Debug, InputObject)]
pub struct PoolLineInput {
    /// The label of the level.
    line: String,
    /// The part of the pool that is allocated to it.
    of_pool: RatioInput,
    /// The part of its allocation that the failure takes.
    of_allocation: RatioInput,
}

/// An amount to be shared among lines.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateApportionInput {
    /// The amount.
    total: GivenMoneyInput,
    /// The lines, 1 to 100.
    lines: Vec<WeightedLineInput>,
}

/// A line that an amount is apportioned to by its weight.
#[derive(Clone, Debug, InputObject)]
pub struct WeightedLineInput {
    /// Its label.
    line: String,
    /// Its weight, not below 0: seconds of downtime by attribution, for example.
    weight: RationalInput,
}

/// A customer's credit that suppliers caused.
#[derive(Clone, Debug, InputObject)]
pub struct CalculatePassThroughInput {
    /// The credit that is owed to the customer.
    credit: GivenMoneyInput,
    /// The suppliers, 1 to 100.
    lines: Vec<PassThroughLineInput>,
}

/// A supplier that a credit is passed through to.
#[derive(Clone, Debug, InputObject)]
pub struct PassThroughLineInput {
    /// Its label.
    line: String,
    /// Its weight, not below 0: seconds of downtime by attribution, for example.
    weight: RationalInput,
    /// The most that its agreement lets the integrator recover, in minor units of the credit's
    /// currency. Absent: no cap.
    cap_minor: Option<BigInt>,
}

/// What levels take from an at-risk amount.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedPool {
    /// The at-risk amount in minor units, exactly.
    at_risk_minor: RationalNumber,
    /// What the levels would take without it, in minor units, exactly.
    uncapped_minor: RationalNumber,
    /// Whether they were scaled down to it, each by the same factor.
    capped: bool,
    /// What they take together, rounded once.
    total: CalculatedMoney,
    /// What each takes: these sum to the total.
    lines: Vec<CalculatedPoolLine>,
    /// How it was calculated.
    explanation: Calculation,
}

/// What a level takes from the pool.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedPoolLine {
    /// Its label.
    line: String,
    /// What it would take alone, in minor units, exactly.
    uncapped_minor: RationalNumber,
    /// What it takes.
    amount: CalculatedMoney,
}

/// An amount shared among lines: they sum to it.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedApportionment {
    /// The lines in the order given.
    lines: Vec<CalculatedLine>,
    /// How it was calculated.
    explanation: Calculation,
}

/// What a line gets.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedLine {
    /// Its label.
    line: String,
    /// Its amount.
    amount: CalculatedMoney,
}

/// A customer's credit as suppliers bear it.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedPassThrough {
    /// The suppliers in the order given.
    lines: Vec<CalculatedExposureLine>,
    /// What can be recovered of all.
    recoverable: CalculatedMoney,
    /// What is left with the integrator.
    net_exposure: CalculatedMoney,
    /// How it was calculated.
    explanation: Calculation,
}

/// One supplier's part of a credit passed through.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedExposureLine {
    /// Its label.
    line: String,
    /// Its share of the credit, by weight.
    share: CalculatedMoney,
    /// What can be recovered: the share, at most the cap.
    recoverable: CalculatedMoney,
}

impl CalculatedPool {
    fn of(input: CalculateAtRiskPoolInput) -> Result<Self, Error> {
        let at = Place::input();
        let at_risk = AtRiskAmount {
            invoice: input.invoice.read(&at.field("invoice"))?,
            part: given::ratio(&input.at_risk, &at.field("atRisk"))?,
        };
        let lines_at = at.field("lines");
        lines_at.at_most(&input.lines, LINES_MAX)?;
        let mut lines = Vec::with_capacity(input.lines.len());
        for (number, line) in input.lines.iter().enumerate() {
            let at = lines_at.item(number);
            lines.push(PoolLine {
                id: at.field("line").label(&line.line)?,
                of_pool: given::ratio(&line.of_pool, &at.field("ofPool"))?,
                of_allocation: given::ratio(&line.of_allocation, &at.field("ofAllocation"))?,
            });
        }
        let pool = at_risk
            .allocate(&lines)
            .map_err(|error| refused(error, &at))?;
        let page = explain::at_risk_pool(&at_risk, &lines, &pool);
        let domain::AllocationOfPool {
            at_risk,
            uncapped_total,
            capped,
            total,
            lines,
        } = pool;
        let lines = lines.into_iter().map(|line| {
            let domain::PoolCredit {
                id,
                uncapped,
                credit,
            } = line;
            CalculatedPoolLine {
                line: id,
                uncapped_minor: (&uncapped).into(),
                amount: credit.into(),
            }
        });
        Ok(Self {
            at_risk_minor: (&at_risk).into(),
            uncapped_minor: (&uncapped_total).into(),
            capped,
            total: total.into(),
            lines: lines.collect(),
            explanation: (&page).into(),
        })
    }
}

fn weighted(
    label: &str,
    weight: &RationalInput,
    at: &Place,
) -> Result<WeightedLine<String>, Error> {
    Ok(WeightedLine {
        id: at.field("line").label(label)?,
        weight: given::amount(weight, &at.field("weight"))?,
    })
}

impl CalculatedApportionment {
    fn of(input: CalculateApportionInput) -> Result<Self, Error> {
        let at = Place::input();
        let total = input.total.read(&at.field("total"))?;
        let lines_at = at.field("lines");
        lines_at.some(&input.lines, LINES_MAX)?;
        let mut lines = Vec::with_capacity(input.lines.len());
        for (number, line) in input.lines.iter().enumerate() {
            lines.push(weighted(&line.line, &line.weight, &lines_at.item(number))?);
        }
        let parts = domain::apportion(total, &lines);
        let parts = parts.map_err(|error| credit_refused(error, &lines_at))?;
        let page = explain::apportion(total, &lines, &parts);
        let parts = parts.into_iter().map(|part| {
            let domain::CreditAllocation { id, amount } = part;
            CalculatedLine {
                line: id,
                amount: amount.into(),
            }
        });
        Ok(Self {
            lines: parts.collect(),
            explanation: (&page).into(),
        })
    }
}

impl CalculatedPassThrough {
    fn of(input: CalculatePassThroughInput) -> Result<Self, Error> {
        let at = Place::input();
        let credit = input.credit.read(&at.field("credit"))?;
        let lines_at = at.field("lines");
        lines_at.some(&input.lines, LINES_MAX)?;
        let mut lines: Vec<(WeightedLine<String>, Option<Money>)> = Vec::new();
        for (number, line) in input.lines.iter().enumerate() {
            let at = lines_at.item(number);
            let cap = line.cap_minor.as_ref();
            let cap = cap.map(|cap| minor(cap, credit.currency(), &at.field("capMinor")));
            let weighted = weighted(&line.line, &line.weight, &at)?;
            lines.push((weighted, cap.transpose()?));
        }
        let passed = domain::pass_through(credit, &lines);
        let passed = passed.map_err(|error| credit_refused(error, &lines_at))?;
        let weights: Vec<_> = lines.into_iter().map(|(line, _)| line).collect();
        let page = explain::pass_through(credit, &weights, &passed);
        let domain::PassedThrough {
            lines,
            recoverable,
            net_exposure,
        } = passed;
        let lines = lines.into_iter().map(|line| {
            let domain::CreditExposure {
                id,
                share,
                recoverable,
            } = line;
            CalculatedExposureLine {
                line: id,
                share: share.into(),
                recoverable: recoverable.into(),
            }
        });
        Ok(Self {
            lines: lines.collect(),
            recoverable: recoverable.into(),
            net_exposure: net_exposure.into(),
            explanation: (&page).into(),
        })
    }
}

/// Amounts among lines.
#[derive(Default)]
pub struct CreditShares;

#[Object]
impl CreditShares {
    /// What missed levels take from the at-risk amount of an invoice.
    async fn at_risk_pool(
        &self,
        #[graphql(desc = "The invoice and the levels.")] input: CalculateAtRiskPoolInput,
    ) -> Result<CalculatedPool> {
        Ok(calculate(input, CalculatedPool::of).await?)
    }

    /// An amount shared by weight, by the largest remainder, so that the lines sum to it.
    async fn apportion(
        &self,
        #[graphql(desc = "The amount and the lines.")] input: CalculateApportionInput,
    ) -> Result<CalculatedApportionment> {
        Ok(calculate(input, CalculatedApportionment::of).await?)
    }

    /// A customer's credit passed through to the suppliers that caused it, each up to its cap.
    async fn pass_through(
        &self,
        #[graphql(desc = "The credit and the suppliers.")] input: CalculatePassThroughInput,
    ) -> Result<CalculatedPassThrough> {
        Ok(calculate(input, CalculatedPassThrough::of).await?)
    }
}
