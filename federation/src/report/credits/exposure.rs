//! Pass-through: what the integrator owes a customer, what of it suppliers bear by attribution, and
//! what their own agreements let the integrator recover (C13 e).
//!
//! A supplier's share of a month's credit is by its share of the month's downtime under the
//! customer agreement's policy. What it gives back under its own agreements is that of the same
//! calendar month in their zones, for components of this service's trees; of two agreements about
//! one component the larger counts, for one event is paid once. Recoverable is the smaller of the
//! two. An agreement whose own figures show no downtime of a component owes nothing for it (relief).
//! A supplier's credit may stand against several services, so exposures of services do not add up.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::judged::{Judge, Judgeable, Judged};
use super::month::{CalendarMonth, ending_in, looked_at};
use super::statement::{
    CreditLevel, CreditMonth, StatementOf, credit_month, joined, needs_of_credit_statement,
};
use super::told::source;
use crate::agreement::AttributionPolicy;
use crate::agreement::credit::{
    CreditClaim, CreditError, MeasurementSort, PassedThrough, Relief, WeightedLine, pass_through,
    recover,
};
use crate::authority::Subject;
use crate::model::{ServiceComponent, ServiceModel};
use crate::party::OrganizationKind;
use crate::report::in_force::{Wanted, resolve};
use crate::report::{
    AgreementUse, Caveat, CaveatCode, Explanation, Facts, Needs, Unit, needs_of_service,
};
use crate::time::{Instant, Interval, PeriodSpec};
use crate::vocabulary::{
    AgreementId, ComponentId, Currency, Money, MoneyError, OrganizationId, Rational, ServiceId,
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
    let mut passing = Passing {
        judge: Judge::new(model, facts),
        given: BTreeMap::new(),
    };
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

/// The agreements with the integrator that promise `component`, by code.
fn promised_to_the_integrator(model: &ServiceModel, component: ComponentId) -> Vec<AgreementId> {
    let agreements = model.agreements_about_component(component);
    let mut found: Vec<_> = agreements
        .iter()
        .filter_map(|id| model.agreements.get(id))
        .filter(|agreement| {
            let customer = model.organizations.get(&agreement.customer);
            customer.is_some_and(|one| one.kind == OrganizationKind::ServiceIntegrator)
        })
        .collect();
    found.sort_by_key(|agreement| &agreement.code);
    found.into_iter().map(|agreement| agreement.id).collect()
}

/// Passes months through, and remembers what agreements give back.
struct Passing<'a> {
    judge: Judge<'a>,
    given: BTreeMap<(AgreementId, CalendarMonth), Option<CreditMonth>>,
}

impl Passing<'_> {
    fn month(
        &mut self,
        service: ServiceId,
        month: CalendarMonth,
        zone: Tz,
    ) -> Result<Option<ExposureMonth>, CreditError> {
        let of = StatementOf::Service(service);
        let Some(credits) = credit_month(&mut self.judge, of, month, zone)? else {
            return Ok(None);
        };
        let Some(judged) = self.judge.month(Judgeable::Service(service), month, zone) else {
            return Ok(None);
        };
        let owed = credits.credit.minus(credits.earned_back)?;
        let currency = owed.currency();
        let mut under = self.under(&judged, month, currency)?;
        let mut lines = Vec::new();
        let suppliers = self.suppliers(&judged);
        for supplier in &suppliers {
            let credits = under.get(supplier).map_or(&[][..], Vec::as_slice);
            let counted = credits.iter().filter(|credit| credit.counted);
            let given_back = Money::sum(counted.map(|credit| credit.credit), currency)?;
            let weight = judged.shares.get(supplier).cloned().unwrap_or_default();
            let id = *supplier;
            lines.push((WeightedLine { id, weight }, Some(given_back)));
        }
        let passed = passed(owed, &lines)?;
        let mut exposures = Vec::with_capacity(lines.len());
        for ((line, given_back), passed) in lines.into_iter().zip(&passed.lines) {
            let exposure = SupplierExposure {
                supplier: line.id,
                downtime_seconds: line.weight,
                share: passed.share,
                given_back: given_back.unwrap_or(Money::none(currency)),
                recoverable: passed.recoverable,
                under: under.remove(&line.id).unwrap_or_default(),
                explanation: Explanation::by(""),
            };
            exposures.push(exposure.told(&credits, judged.policy));
        }
        let formula = "net exposure = owed - recoverable; recoverable = the sum over suppliers of \
                       the smaller of share and what the supplier gives back";
        let from = source(&credits.agreement);
        Ok(Some(ExposureMonth {
            explanation: Explanation::by(formula)
                .step("credit of the month", credits.credit, Unit::Money, &from)
                .step("earned back", credits.earned_back, Unit::Money, &from)
                .step(
                    "owed to the customer",
                    owed,
                    Unit::Money,
                    "the two steps above",
                )
                .step("recoverable", passed.recoverable, Unit::Money, "suppliers")
                .step("net exposure", passed.net_exposure, Unit::Money, "formula"),
            month: credits.month,
            interval: credits.interval,
            policy: judged.policy,
            owed,
            owed_at_worst: credits.at_worst,
            recoverable: passed.recoverable,
            net_exposure: passed.net_exposure,
            suppliers: exposures,
            agreement: credits.agreement,
        }))
    }

    /// Everyone with a component in the trees of the month, by code; nobody last.
    fn suppliers(&self, judged: &Judged) -> Vec<Option<OrganizationId>> {
        let mut suppliers: Vec<Option<OrganizationId>> = judged.shares.keys().copied().collect();
        suppliers.sort_by_key(|supplier| {
            let found = supplier.and_then(|id| self.judge.model.organizations.get(&id));
            (supplier.is_none(), found.map(|one| &one.code))
        });
        suppliers
    }

    /// The credits of the service's components under the agreements with the integrator, by the
    /// supplier that delivers them.
    fn under(
        &mut self,
        judged: &Judged,
        month: CalendarMonth,
        currency: Currency,
    ) -> Result<BTreeMap<Option<OrganizationId>, Vec<RecoveredUnder>>, CreditError> {
        let model = self.judge.model;
        let mut components: Vec<&ServiceComponent> = judged
            .owners
            .keys()
            .filter_map(|id| model.components.get(id))
            .collect();
        components.sort_by_key(|component| &component.code);
        let mut found: BTreeMap<_, Vec<RecoveredUnder>> = BTreeMap::new();
        for component in components {
            let mut credits = Vec::new();
            for agreement in promised_to_the_integrator(model, component.id) {
                credits.extend(self.credit_of(agreement, component.id, month)?);
            }
            count_the_larger(&mut credits, currency)?;
            found
                .entry(Some(component.supplier))
                .or_default()
                .extend(credits);
        }
        Ok(found)
    }

    /// The credit of one component under one agreement.
    fn credit_of(
        &mut self,
        agreement: AgreementId,
        component: ComponentId,
        month: CalendarMonth,
    ) -> Result<Option<RecoveredUnder>, CreditError> {
        let key = (agreement, month);
        if !self.given.contains_key(&key) {
            let wanted = Wanted::Component(agreement, component);
            let (_, zone) = resolve(self.judge.model, wanted, month.spec());
            let of = StatementOf::Agreement(agreement);
            let found = credit_month(&mut self.judge, of, month, zone)?;
            self.given.insert(key, found);
        }
        let Some(Some(given)) = self.given.get(&key) else {
            return Ok(None);
        };
        let level = CreditLevel::Component(component);
        let Some(line) = given.lines.iter().find(|line| line.level == level) else {
            return Ok(None);
        };
        let relief = line.downtime_seconds.is_zero();
        Ok(Some(RecoveredUnder {
            component,
            agreement: given.agreement.clone(),
            at_risk: given.at_risk,
            credit: line.credit.minus(line.earned_back)?,
            relief: relief.then_some(Relief::CausedByAnotherSupplier),
            counted: false,
        }))
    }
}

/// Marks the one credit for a component that counts: the largest in the currency that is owed.
fn count_the_larger(credits: &mut [RecoveredUnder], currency: Currency) -> Result<(), MoneyError> {
    let places: Vec<usize> = (0..credits.len())
        .filter(|at| credits[*at].credit.currency() == currency)
        .collect();
    let claims: Vec<CreditClaim<usize>> = places
        .iter()
        .map(|at| CreditClaim {
            level: *at,
            sort: MeasurementSort::CriticalServiceLevel,
            relief: credits[*at].relief,
            credit: credits[*at].credit,
        })
        .collect();
    if let Some(claim) = recover(&claims, currency)?.claim {
        credits[claims[claim].level].counted = true;
    }
    Ok(())
}

/// Shares and what is recoverable of them. Where nobody was down, as when failing to report is the
/// failure, nobody has a share and all is left with the integrator.
fn passed(
    owed: Money,
    lines: &[(WeightedLine<Option<OrganizationId>>, Option<Money>)],
) -> Result<PassedThrough<Option<OrganizationId>>, CreditError> {
    match pass_through(owed, lines) {
        Err(CreditError::NoWeight) => {
            let nothing = pass_through(Money::none(owed.currency()), lines)?;
            Ok(PassedThrough {
                net_exposure: owed,
                ..nothing
            })
        }
        other => other,
    }
}

impl SupplierExposure {
    fn told(mut self, credits: &CreditMonth, policy: AttributionPolicy) -> Self {
        let formula = "recoverable = the smaller of share and given back; share = owed x its \
                       seconds / all seconds, by the largest remainder";
        let from = source(&credits.agreement);
        let by_policy = format!("{from}, policy {policy}");
        let mut page = Explanation::by(formula)
            .step(
                "its share of the downtime",
                self.downtime_seconds.truncated(6),
                Unit::Seconds,
                &by_policy,
            )
            .step(
                "its share of what is owed",
                self.share,
                Unit::Money,
                "formula",
            );
        for under in &self.under {
            let text = match (under.relief, under.counted) {
                (Some(_), _) => "credit of a component that its agreement shows no downtime of",
                (None, true) => "credit of a component",
                (None, false) => "credit of a component, not counted",
            };
            page = page.step(text, under.credit, Unit::Money, &source(&under.agreement));
        }
        self.explanation = page
            .step(
                "given back",
                self.given_back,
                Unit::Money,
                "the credits that count",
            )
            .step("recoverable", self.recoverable, Unit::Money, "formula");
        self
    }
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
    let mut said = std::collections::BTreeSet::new();
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
