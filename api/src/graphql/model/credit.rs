//! Credit statements: what agreements give back, month by month and level by level.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use federation::report::{self as domain, CreditLevel};
use federation::time::PeriodSpec;

use super::component::Component;
use super::component_report::{AgreementUse, Period};
use super::explanation::{Calculation, Caveat};
use super::figure::Verdict;
use super::money::Money;
use super::service::Service;
use super::word::{CreditStatus, KpiFailureSeverity, MeasurementSort};
use crate::error::{Error, ErrorCode};
use crate::graphql::loader;
use crate::graphql::scalar::{DateTime, Ratio, RationalNumber, TimeInterval, YearMonth};

/// The longest stretch that credits are stated for, in seconds: three years. Each month is judged
/// alone.
const STATEMENT_SECONDS_MAX: i64 = 3 * 366 * 86_400;

/// Whether credits are stated for a period so long.
#[must_use]
pub fn is_stated(period: PeriodSpec) -> bool {
    period.interval(chrono_tz::Tz::UTC).seconds() <= STATEMENT_SECONDS_MAX
}

/// The period, when credits are stated for one so long.
///
/// # Errors
/// `BAD_USER_INPUT` when it is longer than three years.
pub fn stated(period: PeriodSpec) -> Result<PeriodSpec, Error> {
    if !is_stated(period) {
        let message = format!("{period} is longer than the 3 years that credits are stated for");
        return Err(Error::new(ErrorCode::BadUserInput, message)
            .with_hint("ask for a year, a quarter or a month"));
    }
    Ok(period)
}

/// What agreements give back for missed months. A month belongs to the period that it ends in, and
/// is judged whole in the zone of the agreement; the version in force at its end decides it. Seen by
/// the parties of the agreement, the integrator and auditors.
#[derive(Clone, Debug, SimpleObject)]
pub struct CreditStatement {
    /// The period, read in the zone of the agreement.
    period: Period,
    /// Now, when it was computed.
    as_of: DateTime,
    /// The months that have begun and for which credits are agreed, by time.
    months: Vec<CreditMonth>,
    /// The sums of the months, one for each currency: amounts of two currencies are never added.
    totals: Vec<CreditTotal>,
    /// What a reader must know beside it.
    caveats: Vec<Caveat>,
    /// How the totals came to be.
    explanation: Calculation,
}

impl From<domain::CreditStatement> for CreditStatement {
    fn from(statement: domain::CreditStatement) -> Self {
        let domain::CreditStatement {
            of: _,
            period,
            zone,
            interval,
            as_of,
            months,
            totals,
            caveats,
            explanation,
        } = statement;
        Self {
            period: Period::new(period, zone, interval),
            as_of: as_of.into(),
            months: months.into_iter().map(Into::into).collect(),
            totals: totals.into_iter().map(Into::into).collect(),
            caveats: caveats.iter().map(Into::into).collect(),
            explanation: (&explanation).into(),
        }
    }
}

/// The credits of one calendar month.
#[derive(Clone, Debug, SimpleObject)]
pub struct CreditMonth {
    /// The month.
    month: YearMonth,
    /// The stretch that it is in the zone of the agreement.
    interval: TimeInterval,
    /// The agreement version that decides it: the one in force at its end.
    agreement: AgreementUse,
    /// Whether a miss costs money at all.
    sort: MeasurementSort,
    /// The charge of the part of the month in which the agreement was in force.
    charge: Money,
    /// The most that the credits of the month take together.
    at_risk: Money,
    /// What became of them: PENDING while a line is, else DUE when something is due.
    status: CreditStatus,
    /// Whether the lines were scaled down to the at-risk amount.
    capped: bool,
    /// What is given back: the sum of the lines, at most the at-risk amount.
    credit: Money,
    /// What would be given back at worst, if unknown time was down; the credit itself where nothing
    /// is open.
    at_worst: Money,
    /// What is returned of the credit, because later months met the promise: the sum of the lines.
    earned_back: Money,
    /// One line for each level: the service, or each component by code.
    lines: Vec<CreditLine>,
    /// How the credit of the month came to be.
    explanation: Calculation,
}

impl From<domain::CreditMonth> for CreditMonth {
    fn from(month: domain::CreditMonth) -> Self {
        let domain::CreditMonth {
            month,
            interval,
            agreement,
            parties: _,
            sort,
            charge,
            at_risk,
            status,
            capped,
            credit,
            at_worst,
            earned_back,
            lines,
            explanation,
        } = month;
        Self {
            month: YearMonth(month),
            interval: interval.into(),
            agreement: (&agreement).into(),
            sort: sort.into(),
            charge: charge.into(),
            at_risk: at_risk.into(),
            status: status.into(),
            capped,
            credit: credit.into(),
            at_worst: at_worst.into(),
            earned_back: earned_back.into(),
            lines: lines.into_iter().map(Into::into).collect(),
            explanation: (&explanation).into(),
        }
    }
}

/// The credit of one level in one month.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct CreditLine {
    /// Whether the promise was kept. Null without one.
    verdict: Option<Verdict>,
    /// The availability if unknown time was down. Null without service time.
    lower: Option<Ratio>,
    /// The availability if unknown time was up. Null without service time.
    upper: Option<Ratio>,
    /// Downtime in seconds, of known outages.
    downtime_seconds: RationalNumber,
    /// What became of the credit.
    status: CreditStatus,
    /// How the miss scores. Null unless it is certain.
    score: Option<CreditScore>,
    /// The credit: its part of what the month gives back.
    credit: Money,
    /// What it would be at worst, if unknown time was down; the credit itself where nothing is open.
    at_worst: Money,
    /// What is returned of it, because the next months met the promise.
    earned_back: Money,
    /// How it came to be.
    explanation: Calculation,
    #[graphql(skip)]
    level: CreditLevel,
}

/// How a miss scores before the at-risk amount caps it.
#[derive(Clone, Debug, SimpleObject)]
pub struct CreditScore {
    /// The part of the charge that the band of the availability says. Null under another regime, and
    /// in no band.
    tier: Option<Ratio>,
    /// How bad the failure was. Null under another regime, and in no band.
    severity: Option<KpiFailureSeverity>,
    /// The points, multiplied for a repeat failure. Null under another regime.
    points: Option<u64>,
    /// Whether the month before failed too.
    is_repeat_failure: bool,
    /// What it comes to alone, in minor units of the currency, exactly.
    uncapped_minor: RationalNumber,
}

impl From<domain::CreditLine> for CreditLine {
    fn from(line: domain::CreditLine) -> Self {
        let domain::CreditLine {
            level,
            verdict,
            lower,
            upper,
            downtime_seconds,
            status,
            score,
            credit,
            at_worst,
            earned_back,
            explanation,
        } = line;
        Self {
            verdict: verdict.map(Into::into),
            lower: lower.as_ref().map(Into::into),
            upper: upper.as_ref().map(Into::into),
            downtime_seconds: (&downtime_seconds).into(),
            status: status.into(),
            score: score.map(Into::into),
            credit: credit.into(),
            at_worst: at_worst.into(),
            earned_back: earned_back.into(),
            explanation: (&explanation).into(),
            level,
        }
    }
}

impl From<domain::CreditScore> for CreditScore {
    fn from(score: domain::CreditScore) -> Self {
        let domain::CreditScore {
            tier,
            severity,
            points,
            is_repeat_failure,
            uncapped,
        } = score;
        Self {
            tier: tier.map(|tier| tier.fraction().into()),
            severity: severity.map(Into::into),
            points,
            is_repeat_failure,
            uncapped_minor: (&uncapped).into(),
        }
    }
}

#[ComplexObject]
impl CreditLine {
    /// The service that the agreement is about. Null when it is about components.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        match self.level {
            CreditLevel::Service(service) => loader::service(ctx, service).await,
            CreditLevel::Component(_) => Ok(None),
        }
    }

    /// The component that is judged alone. Null when the agreement is about a service, and when the
    /// reader may not see the component: that of a sub-supplier, for its lead supplier.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        match self.level {
            CreditLevel::Component(component) => loader::component(ctx, component).await,
            CreditLevel::Service(_) => Ok(None),
        }
    }
}

/// Sums of months in one currency.
#[derive(Clone, Debug, SimpleObject)]
pub struct CreditTotal {
    /// The credits of the months.
    credit: Money,
    /// What is returned of them.
    earned_back: Money,
    /// What remains to be given back: credit less earned back.
    net: Money,
    /// What the months would come to at worst, before anything is earned back.
    at_worst: Money,
}

impl From<domain::CreditTotal> for CreditTotal {
    fn from(total: domain::CreditTotal) -> Self {
        let domain::CreditTotal {
            credit,
            earned_back,
            net,
            at_worst,
        } = total;
        Self {
            credit: credit.into(),
            earned_back: earned_back.into(),
            net: net.into(),
            at_worst: at_worst.into(),
        }
    }
}
