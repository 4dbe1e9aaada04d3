//! Pass-through: what the integrator owes a customer, what of it suppliers bear by attribution, and
//! what their own agreements let the integrator recover (C13 e).
//!
//! A supplier's share of a month's credit is by its share of the month's downtime under the
//! customer agreement's policy. What it gives back under its own agreements is that of the same
//! calendar month in their zones, for components of this service's trees; of two agreements about
//! one component the larger counts, for one event is paid once. Recoverable is the smaller of the
//! two. An agreement whose own figures show no downtime of a component owes nothing for it (relief).
//! A supplier's credit may stand against several services, so exposures of services do not add up.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::judged::Judge;
use super::month::{ending_in, looked_at};
use super::passing::{Passing, promised_to_the_integrator};
use super::statement::{StatementOf, joined, needs_of_credit_statement};
use super::told::source;
use crate::agreement::AttributionPolicy;
use crate::agreement::credit::{CreditError, Relief};
use crate::authority::Subject;
use crate::model::ServiceModel;
use crate::report::in_force::{Wanted, resolve};
use crate::report::{
    AgreementUse, Caveat, CaveatCode, Explanation, Facts, Needs, Unit, needs_of_service,
};
use crate::time::{Instant, Interval, PeriodSpec};
use crate::vocabulary::{
    ComponentId, Currency, Money, MoneyError, OrganizationId, Rational, ServiceId,
};

/// What the credits of a service's customer cost the integrator, month by month.
#[derive(Clone, Debug)]
pub struct CreditExposure {
    /// The service.
    pub service: ServiceId,
    /// The period asked for.
    pub period: PeriodSpec,
    /// The zone that it was read in.
    pub zone: Tz,
    /// The stretch that it is.
    pub interval: Interval,
    /// Now, when it was computed.
    pub as_of: Instant,
    /// The months for which credits are agreed with the customer, in time order.
    pub months: Vec<ExposureMonth>,
    /// The sums of the months, one for each currency in the order of their codes.
    pub totals: Vec<ExposureTotal>,
    /// What a reader must know beside it.
    pub caveats: Vec<Caveat>,
    /// How the totals came to be.
    pub explanation: Explanation,
}

/// One month of it.
#[derive(Clone, Debug)]
pub struct ExposureMonth {
    /// The month.
    pub month: PeriodSpec,
    /// The stretch that it is in the zone of the customer's agreement.
    pub interval: Interval,
    /// The version of the customer's agreement that decides it.
    pub agreement: AgreementUse,
    /// The policy that shares are by.
    pub policy: AttributionPolicy,
    /// What the integrator owes the customer: the credit less what it earned back.
    pub owed: Money,
    /// What it would owe at worst.
    pub owed_at_worst: Money,
    /// What can be recovered of it from suppliers.
    pub recoverable: Money,
    /// What is left with the integrator.
    pub net_exposure: Money,
    /// Every supplier of the service's components, by code; components of nobody last.
    pub suppliers: Vec<SupplierExposure>,
    /// How it came to be.
    pub explanation: Explanation,
}

/// A supplier's part of a month.
#[derive(Clone, Debug)]
pub struct SupplierExposure {
    /// The supplier; `None` for components that nobody owns.
    pub supplier: Option<OrganizationId>,
    /// Its share of the downtime, in seconds.
    pub downtime_seconds: Rational,
    /// Its share of what is owed.
    pub share: Money,
    /// What its agreements give back for the service's components, in the currency that is owed.
    pub given_back: Money,
    /// The smaller of the two.
    pub recoverable: Money,
    /// The credits behind it, by component and agreement.
    pub under: Vec<RecoveredUnder>,
    /// How it came to be.
    pub explanation: Explanation,
}

/// The credit of one component under one agreement with the integrator.
#[derive(Clone, Debug)]
pub struct RecoveredUnder {
    /// The component.
    pub component: ComponentId,
    /// The agreement version that decides the month.
    pub agreement: AgreementUse,
    /// The most that all credits of the agreement take in the month.
    pub at_risk: Money,
    /// What it gives back for the component, less what was earned back.
    pub credit: Money,
    /// Why the supplier is not liable; `None` when it is.
    pub relief: Option<Relief>,
    /// Whether it counts: in the currency that is owed, and the larger of several.
    pub counted: bool,
}

/// Sums of months in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExposureTotal {
    /// What the integrator owes the customer.
    pub owed: Money,
    /// What can be recovered of it.
    pub recoverable: Money,
    /// What is left with the integrator.
    pub net_exposure: Money,
}

/// The exposure of a period; `None` when there is no such service.
///
/// # Errors
/// [`MoneyError::TooLarge`] when amounts come to more than 64 bits of minor units.
pub fn credit_exposure(
    model: &ServiceModel,
    service: ServiceId,
    period: PeriodSpec,
    facts: Facts<'_>,
) -> Result<Option<CreditExposure>, CreditError> {
    if !model.services.contains_key(&service) {
        return Ok(None);
    }
    let (interval, zone) = resolve(model, Wanted::Service(service), period);
    let mut passing = Passing::new(Judge::new(model, facts));
    let mut months = Vec::new();
    for month in ending_in(interval, zone, Some(facts.as_of)) {
        months.extend(passing.month(service, month, zone)?);
    }
    let totals = totals(&months)?;
    let mut explanation = Explanation::by("net exposure = owed - recoverable, each currency alone");
    for month in &months {
        let text = format!("net exposure of {}", month.month);
        let from = source(&month.agreement);
        explanation = explanation.step(&text, month.net_exposure, Unit::Money, &from);
    }
    for total in &totals {
        explanation = explanation
            .step("owed", total.owed, Unit::Money, "the months")
            .step("recoverable", total.recoverable, Unit::Money, "the months")
            .step("net exposure", total.net_exposure, Unit::Money, "formula");
    }
    Ok(Some(CreditExposure {
        service,
        period,
        zone,
        interval,
        as_of: facts.as_of,
        caveats: caveats(interval, &months, facts),
        months,
        totals,
        explanation,
    }))
}

/// The facts that the exposure of a period needs; `None` when there is nothing to expose.
#[must_use]
pub fn needs_of_credit_exposure(
    model: &ServiceModel,
    service: ServiceId,
    period: PeriodSpec,
) -> Option<Needs> {
    let own = needs_of_credit_statement(model, StatementOf::Service(service), period)?;
    let (interval, zone) = resolve(model, Wanted::Service(service), period);
    // One month more on either side: the same month of another zone reaches beyond it.
    let around = PeriodSpec::Between(looked_at(interval, zone, 1)?);
    let components = needs_of_service(model, service, around)?.components;
    let mut needs = vec![own];
    for component in components {
        for agreement in promised_to_the_integrator(model, component) {
            needs.extend(needs_of_credit_statement(
                model,
                StatementOf::Agreement(agreement),
                around,
            ));
        }
    }
    joined(needs)
}

fn totals(months: &[ExposureMonth]) -> Result<Vec<ExposureTotal>, MoneyError> {
    let by_currency: BTreeMap<&str, Currency> = months
        .iter()
        .map(|month| (month.owed.currency().code(), month.owed.currency()))
        .collect();
    let total = |currency: Currency| {
        let own = || {
            months
                .iter()
                .filter(|month| month.owed.currency() == currency)
        };
        Ok(ExposureTotal {
            owed: Money::sum(own().map(|month| month.owed), currency)?,
            recoverable: Money::sum(own().map(|month| month.recoverable), currency)?,
            net_exposure: Money::sum(own().map(|month| month.net_exposure), currency)?,
        })
    };
    by_currency.into_values().map(total).collect()
}

fn caveats(interval: Interval, months: &[ExposureMonth], facts: Facts<'_>) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    if facts.as_of < interval.end {
        let left = Interval::new(facts.as_of.max(interval.start), interval.end).seconds();
        caveats.push(Caveat::period_open(facts.as_of, left));
    }
    let mut said = BTreeSet::new();
    for month in months {
        let credits = month.suppliers.iter().flat_map(|supplier| &supplier.under);
        for under in credits {
            let (theirs, owed) = (under.credit.currency(), month.owed.currency());
            if theirs != owed && said.insert(under.component) {
                let message = format!(
                    "{} gives back in {theirs} what is owed in {owed}: it is shown and not counted.",
                    under.agreement.code
                );
                let caveat = Caveat::new(CaveatCode::CreditCurrenciesDiffer, message);
                caveats.push(caveat.about(under.component, Subject::CreditExposure));
            }
        }
    }
    caveats
}
