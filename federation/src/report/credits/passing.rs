//! One month of a customer's credit passed through to suppliers.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::exposure::{ExposureMonth, RecoveredUnder, SupplierExposure};
use super::judged::{Judge, Judgeable, Judged};
use super::month::CalendarMonth;
use super::monthly::credit_month;
use super::statement::{CreditLevel, CreditMonth, StatementOf};
use super::told::source;
use crate::agreement::AttributionPolicy;
use crate::agreement::credit::{
    CreditClaim, CreditError, MeasurementSort, PassedThrough, Relief, WeightedLine, pass_through,
    recover,
};
use crate::model::{ServiceComponent, ServiceModel};
use crate::party::OrganizationKind;
use crate::report::in_force::{Wanted, resolve};
use crate::report::{Explanation, Unit};
use crate::vocabulary::{
    AgreementId, ComponentId, Currency, Money, MoneyError, OrganizationId, ServiceId,
};

/// The agreements with the integrator that promise `component`, by code.
pub(super) fn promised_to_the_integrator(
    model: &ServiceModel,
    component: ComponentId,
) -> Vec<AgreementId> {
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
pub(super) struct Passing<'a> {
    judge: Judge<'a>,
    given: BTreeMap<(AgreementId, CalendarMonth), Option<CreditMonth>>,
}

impl<'a> Passing<'a> {
    pub(super) fn new(judge: Judge<'a>) -> Self {
        Self {
            judge,
            given: BTreeMap::new(),
        }
    }

    /// The exposure of a month; `None` when no credits are agreed with the customer for it.
    pub(super) fn month(
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
