//! Credit exposure: what of a customer's credit suppliers bear, and what is left with the
//! integrator.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use federation::report as domain;
use federation::vocabulary::{ComponentId, OrganizationId};

use super::component::Component;
use super::component_report::{AgreementUse, Period};
use super::explanation::{Calculation, Caveat};
use super::money::Money;
use super::organization::Organization;
use super::word::{AttributionPolicy, Relief};
use crate::graphql::loader;
use crate::graphql::scalar::{DateTime, RationalNumber, TimeInterval, YearMonth};

/// What the credits of a service's customer cost the integrator. Seen by the integrator and
/// auditors alone. The credit of a supplier may stand against several services, so the exposures of
/// services do not add up.
#[derive(Clone, Debug, SimpleObject)]
pub struct CreditExposure {
    /// The period, read in the zone of the customer's agreement.
    period: Period,
    /// Now, when it was computed.
    as_of: DateTime,
    /// The months for which credits are agreed with the customer, by time.
    months: Vec<ExposureMonth>,
    /// The sums of the months, one for each currency: amounts of two currencies are never added.
    totals: Vec<ExposureTotal>,
    /// What a reader must know beside it.
    caveats: Vec<Caveat>,
    /// How the totals came to be.
    explanation: Calculation,
}

impl From<domain::CreditExposure> for CreditExposure {
    fn from(exposure: domain::CreditExposure) -> Self {
        let domain::CreditExposure {
            service: _,
            period,
            zone,
            interval,
            as_of,
            months,
            totals,
            caveats,
            explanation,
        } = exposure;
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

/// The exposure of one calendar month.
#[derive(Clone, Debug, SimpleObject)]
pub struct ExposureMonth {
    /// The month.
    month: YearMonth,
    /// The stretch that it is in the zone of the customer's agreement.
    interval: TimeInterval,
    /// The version of the customer's agreement that decides it.
    agreement: AgreementUse,
    /// The policy of the customer's agreement that shares are by.
    policy: AttributionPolicy,
    /// What the integrator owes the customer: the credit less what it earned back.
    owed: Money,
    /// What the credit would be at worst, if unknown time was down.
    owed_at_worst: Money,
    /// What can be recovered of it from suppliers.
    recoverable: Money,
    /// What is left with the integrator: owed less recoverable.
    net_exposure: Money,
    /// Every supplier of the service's components, by code. The shares sum to what is owed, unless
    /// nobody was down.
    suppliers: Vec<SupplierExposure>,
    /// How it came to be.
    explanation: Calculation,
}

impl From<domain::ExposureMonth> for ExposureMonth {
    fn from(month: domain::ExposureMonth) -> Self {
        let domain::ExposureMonth {
            month,
            interval,
            agreement,
            policy,
            owed,
            owed_at_worst,
            recoverable,
            net_exposure,
            suppliers,
            explanation,
        } = month;
        Self {
            month: YearMonth(month),
            interval: interval.into(),
            agreement: (&agreement).into(),
            policy: policy.into(),
            owed: owed.into(),
            owed_at_worst: owed_at_worst.into(),
            recoverable: recoverable.into(),
            net_exposure: net_exposure.into(),
            suppliers: suppliers.into_iter().map(Into::into).collect(),
            explanation: (&explanation).into(),
        }
    }
}

/// A supplier's part of a month.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct SupplierExposure {
    /// Its share of the downtime, in seconds.
    downtime_seconds: RationalNumber,
    /// Its share of what is owed, by its share of the downtime.
    share: Money,
    /// What its own agreements give back for the service's components in the same calendar month,
    /// in the currency that is owed.
    given_back: Money,
    /// The smaller of the two.
    recoverable: Money,
    /// The credits behind it, by component and agreement.
    under: Vec<RecoveredCredit>,
    /// How it came to be.
    explanation: Calculation,
    #[graphql(skip)]
    supplier: Option<OrganizationId>,
}

impl From<domain::SupplierExposure> for SupplierExposure {
    fn from(exposure: domain::SupplierExposure) -> Self {
        let domain::SupplierExposure {
            supplier,
            downtime_seconds,
            share,
            given_back,
            recoverable,
            under,
            explanation,
        } = exposure;
        Self {
            downtime_seconds: (&downtime_seconds).into(),
            share: share.into(),
            given_back: given_back.into(),
            recoverable: recoverable.into(),
            under: under.into_iter().map(Into::into).collect(),
            explanation: (&explanation).into(),
            supplier,
        }
    }
}

#[ComplexObject]
impl SupplierExposure {
    /// The supplier. Null for components that nobody owns.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.supplier {
            Some(supplier) => loader::organization(ctx, supplier).await,
            None => Ok(None),
        }
    }
}

/// The credit of one component under one agreement with the integrator.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct RecoveredCredit {
    /// The agreement version that decides the month.
    agreement: AgreementUse,
    /// The most that all credits of the agreement take in the month.
    at_risk: Money,
    /// What it gives back for the component, less what was earned back.
    credit: Money,
    /// Why the supplier is not liable. Null when it is.
    relief: Option<Relief>,
    /// Whether it counts: in the currency that is owed, and the larger of several agreements.
    counted: bool,
    #[graphql(skip)]
    component: ComponentId,
}

impl From<domain::RecoveredUnder> for RecoveredCredit {
    fn from(under: domain::RecoveredUnder) -> Self {
        let domain::RecoveredUnder {
            component,
            agreement,
            at_risk,
            credit,
            relief,
            counted,
        } = under;
        Self {
            agreement: (&agreement).into(),
            at_risk: at_risk.into(),
            credit: credit.into(),
            relief: relief.map(Into::into),
            counted,
            component,
        }
    }
}

#[ComplexObject]
impl RecoveredCredit {
    /// The component.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        loader::component(ctx, self.component).await
    }
}

/// Sums of months in one currency.
#[derive(Clone, Debug, SimpleObject)]
pub struct ExposureTotal {
    /// What the integrator owes the customer.
    owed: Money,
    /// What can be recovered of it.
    recoverable: Money,
    /// What is left with the integrator.
    net_exposure: Money,
}

impl From<domain::ExposureTotal> for ExposureTotal {
    fn from(total: domain::ExposureTotal) -> Self {
        let domain::ExposureTotal {
            owed,
            recoverable,
            net_exposure,
        } = total;
        Self {
            owed: owed.into(),
            recoverable: recoverable.into(),
            net_exposure: net_exposure.into(),
        }
    }
}
