//! The credit statement of an agreement, or of whatever agreements a service is promised under:
//! months, their lines, and totals by currency.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::judged::Judge;
use super::month::{ending_in, looked_at};
use super::monthly::{credit_month, levels_of};
use super::score::{CreditScore, CreditStatus};
use super::told;
use crate::agreement::AgreementSubject;
use crate::agreement::credit::MeasurementSort;
use crate::evaluation::Verdict;
use crate::model::ServiceModel;
use crate::report::in_force::{Wanted, in_force, resolve};
use crate::report::{
    AgreementUse, Caveat, CaveatCode, Explanation, Facts, Needs, needs_of_component,
    needs_of_service,
};
use crate::time::{Instant, Interval, PeriodSpec};
use crate::vocabulary::{
    AgreementId, ComponentId, Currency, Money, MoneyError, OrganizationId, Rational, ServiceId,
};

/// Whose credits a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementOf {
    /// One agreement.
    Agreement(AgreementId),
    /// The customer's agreements about a service, whichever is in force.
    Service(ServiceId),
}

/// A level that is judged alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CreditLevel {
    /// A service, end to end.
    Service(ServiceId),
    /// A component under the agreement alone.
    Component(ComponentId),
}

/// What agreements give back for the months that end in a period.
#[derive(Clone, Debug)]
pub struct CreditStatement {
    /// Whose credits.
    pub of: StatementOf,
    /// The period asked for.
    pub period: PeriodSpec,
    /// The zone that it was read in.
    pub zone: Tz,
    /// The stretch that it is.
    pub interval: Interval,
    /// Now, when it was computed.
    pub as_of: Instant,
    /// The months that have begun and for which credits are agreed, in time order.
    pub months: Vec<CreditMonth>,
    /// The sums of the months, one for each currency in the order of their codes.
    pub totals: Vec<CreditTotal>,
    /// What a reader must know beside it.
    pub caveats: Vec<Caveat>,
    /// How the totals came to be.
    pub explanation: Explanation,
}

/// The credits of one calendar month.
#[derive(Clone, Debug)]
pub struct CreditMonth {
    /// The month.
    pub month: PeriodSpec,
    /// The stretch that it is in the agreement's zone.
    pub interval: Interval,
    /// The agreement version that decides it: the one in force at its end.
    pub agreement: AgreementUse,
    /// Who promises and who is promised to.
    pub parties: [OrganizationId; 2],
    /// Whether a miss costs money at all.
    pub sort: MeasurementSort,
    /// The charge of the part of the month in which the agreement was in force.
    pub charge: Money,
    /// The most that the credits of the month take together.
    pub at_risk: Money,
    /// What became of them: PENDING while a line is, else DUE when something is due.
    pub status: CreditStatus,
    /// Whether the lines were scaled down to the at-risk amount.
    pub capped: bool,
    /// What they come to: the sum of the lines.
    pub credit: Money,
    /// What they would come to at worst: the sum of the lines.
    pub at_worst: Money,
    /// What is returned of them: the sum of the lines.
    pub earned_back: Money,
    /// One line for each level, components by code.
    pub lines: Vec<CreditLine>,
    /// How the credit of the month came to be.
    pub explanation: Explanation,
}

/// The credit of one level in one month.
#[derive(Clone, Debug)]
pub struct CreditLine {
    /// The level.
    pub level: CreditLevel,
    /// Whether its promise was kept; `None` without one.
    pub verdict: Option<Verdict>,
    /// The availability if unknown time was down; `None` without service time.
    pub lower: Option<Rational>,
    /// The availability if unknown time was up; `None` without service time.
    pub upper: Option<Rational>,
    /// Downtime in seconds, of known outages.
    pub downtime_seconds: Rational,
    /// What became of the credit.
    pub status: CreditStatus,
    /// How the miss scores; `None` unless it is certain.
    pub score: Option<CreditScore>,
    /// The credit, its part of what the month gives back.
    pub credit: Money,
    /// What it would be at worst; the credit itself where nothing is open.
    pub at_worst: Money,
    /// What is returned of it, because the next months met the promise.
    pub earned_back: Money,
    /// How it came to be.
    pub explanation: Explanation,
}

/// Sums of months in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreditTotal {
    /// The credits of the months.
    pub credit: Money,
    /// What is returned of them.
    pub earned_back: Money,
    /// What remains to be given back.
    pub net: Money,
    /// What the months would come to at worst, before anything is earned back.
    pub at_worst: Money,
}

/// The credit statement of a period; `None` when there is no such agreement or service.
///
/// # Errors
/// [`MoneyError::TooLarge`] when amounts come to more than 64 bits of minor units.
pub fn credit_statement(
    model: &ServiceModel,
    of: StatementOf,
    period: PeriodSpec,
    facts: Facts<'_>,
) -> Result<Option<CreditStatement>, MoneyError> {
    let Some(wanted) = wanted(model, of) else {
        return Ok(None);
    };
    let (interval, zone) = resolve(model, wanted, period);
    let mut judge = Judge::new(model, facts);
    let mut months = Vec::new();
    for month in ending_in(interval, zone, Some(facts.as_of)) {
        months.extend(credit_month(&mut judge, of, month, zone)?);
    }
    let totals = totals(&months)?;
    let caveats = caveats(model, wanted, interval, &months, facts);
    Ok(Some(CreditStatement {
        of,
        period,
        zone,
        interval,
        as_of: facts.as_of,
        explanation: told::totals(&months, &totals),
        months,
        totals,
        caveats,
    }))
}

/// What is looked for in the model; `None` when it is not there.
pub(super) fn wanted(model: &ServiceModel, of: StatementOf) -> Option<Wanted> {
    match of {
        StatementOf::Service(service) => {
            model.services.get(&service)?;
            Some(Wanted::Service(service))
        }
        StatementOf::Agreement(agreement) => match &model.agreements.get(&agreement)?.subject {
            AgreementSubject::Service(service) => Some(Wanted::Service(*service)),
            AgreementSubject::Components(components) => {
                Some(Wanted::Component(agreement, *components.first()?))
            }
        },
    }
}

/// The facts that the statement of a period needs; `None` when there is nothing to state.
#[must_use]
pub fn needs_of_credit_statement(
    model: &ServiceModel,
    of: StatementOf,
    period: PeriodSpec,
) -> Option<Needs> {
    let wanted = wanted(model, of)?;
    let (interval, zone) = resolve(model, wanted, period);
    let looked_at = looked_at(interval, zone, earn_back_months_max(model, of))?;
    let period = PeriodSpec::Between(looked_at);
    let needs = match (of, wanted) {
        (_, Wanted::Service(service)) => vec![needs_of_service(model, service, period)?],
        (StatementOf::Agreement(agreement), _) => levels_of(model, agreement)
            .into_iter()
            .filter_map(|level| match level {
                CreditLevel::Component(component) => {
                    needs_of_component(model, agreement, component, period)
                }
                CreditLevel::Service(_) => None,
            })
            .collect(),
        (StatementOf::Service(_), _) => Vec::new(),
    };
    joined(needs)
}

/// Everything that any of `needs` asks for.
pub(super) fn joined(needs: Vec<Needs>) -> Option<Needs> {
    needs.into_iter().reduce(|one, other| Needs {
        components: one.components.union(&other.components).copied().collect(),
        span: Interval::new(
            one.span.start.min(other.span.start),
            one.span.end.max(other.span.end),
        ),
    })
}

/// The longest earn-back of any version.
fn earn_back_months_max(model: &ServiceModel, of: StatementOf) -> u16 {
    let agreements = match of {
        StatementOf::Agreement(agreement) => vec![agreement],
        StatementOf::Service(service) => model.agreements_about_service(service),
    };
    let versions = agreements
        .iter()
        .filter_map(|id| model.agreements.get(id))
        .flat_map(|agreement| &agreement.versions);
    let months = versions.filter_map(|version| version.terms.credits.as_ref()?.earn_back_months);
    months.map(u16::from).max().unwrap_or(0)
}

/// The sums of months, by currency: amounts of two currencies are never added.
fn totals(months: &[CreditMonth]) -> Result<Vec<CreditTotal>, MoneyError> {
    let by_currency: BTreeMap<&str, Currency> = months
        .iter()
        .map(|month| (month.credit.currency().code(), month.credit.currency()))
        .collect();
    let total = |currency: Currency| {
        let own = || {
            months
                .iter()
                .filter(|month| month.credit.currency() == currency)
        };
        let credit = Money::sum(own().map(|month| month.credit), currency)?;
        let earned_back = Money::sum(own().map(|month| month.earned_back), currency)?;
        Ok(CreditTotal {
            credit,
            earned_back,
            net: credit.minus(earned_back)?,
            at_worst: Money::sum(own().map(|month| month.at_worst), currency)?,
        })
    };
    by_currency.into_values().map(total).collect()
}

fn caveats(
    model: &ServiceModel,
    wanted: Wanted,
    interval: Interval,
    months: &[CreditMonth],
    facts: Facts<'_>,
) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    if facts.as_of < interval.end {
        let left = Interval::new(facts.as_of.max(interval.start), interval.end).seconds();
        caveats.push(Caveat::period_open(facts.as_of, left));
    }
    let changed: BTreeSet<String> = months
        .iter()
        .filter(|month| in_force(model, wanted, month.interval).len() > 1)
        .map(|month| month.month.to_string())
        .collect();
    if !changed.is_empty() {
        let changed: Vec<String> = changed.into_iter().collect();
        let message = format!(
            "More than one agreement version is in force in {}: the one in force at the end of a \
             month decides its credit.",
            changed.join(", ")
        );
        caveats.push(Caveat::new(CaveatCode::AgreementChanged, message));
    }
    caveats
}
