//! The integrator's own scorecard.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use federation::report as domain;
use federation::vocabulary::{AgreementId, ComponentId, ServiceId};

use super::agreement::Agreement;
use super::alignment::agreement_by_id;
use super::component::Component;
use super::explanation::{Calculation, Unit};
use super::figure::Verdict;
use super::service::Service;
use super::word::{IntegratorMeasure, MeasureState};
use crate::graphql::loader;
use crate::graphql::scalar::{DateTime, Ratio, RationalNumber};

/// How well the integrator itself did in a period, over all services. Seen by the integrator and
/// auditors.
#[derive(Clone, Debug, SimpleObject)]
pub struct IntegratorScorecard {
    /// The period as it was asked for: `2026-04`, `2026-Q2`, `2026`, or `start/end`. For each service
    /// it is read in the zone of the customer's agreement.
    period: String,
    /// Now, when it was computed.
    as_of: DateTime,
    /// How many services were looked at.
    services: usize,
    /// Every measure. What there are no data for is NO_DATA, and never good.
    measures: Vec<ScorecardMeasure>,
    /// What the integrator delivers itself, each component under each of its own agreements. It
    /// judges itself there, a conflict of interest, so that these figures stand apart.
    own_components: Vec<OwnComponentFigure>,
}

/// One measure of the integrator.
#[derive(Clone, Debug, SimpleObject)]
pub struct ScorecardMeasure {
    /// What is measured.
    measure: IntegratorMeasure,
    /// Whether it has a value.
    state: MeasureState,
    /// Numerator / denominator. Null without data.
    value: Option<Ratio>,
    /// What is counted. Null without data.
    numerator: Option<RationalNumber>,
    /// What it is counted out of. Null without data.
    denominator: Option<RationalNumber>,
    /// What numerator and denominator count: COUNT or SECONDS.
    unit: Unit,
    /// What the value should be. Null where nothing is asked.
    target: Option<Ratio>,
    /// Which data are missing. Null when none are.
    missing: Option<String>,
    /// How it came to be.
    explanation: Calculation,
}

/// A component that the integrator delivers itself, under an agreement of its own.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct OwnComponentFigure {
    /// Its availability alone. Null when it has no one value.
    availability: Option<Ratio>,
    /// Its downtime in seconds, weighted by loss.
    downtime_seconds: RationalNumber,
    /// Whether the promise was kept. Null without one.
    verdict: Option<Verdict>,
    #[graphql(skip)]
    service_id: ServiceId,
    #[graphql(skip)]
    component_id: ComponentId,
    #[graphql(skip)]
    agreement_id: AgreementId,
}

#[ComplexObject]
impl OwnComponentFigure {
    /// A service that depends on it.
    async fn service(&self, ctx: &Context<'_>) -> Result<Option<Service>> {
        loader::service(ctx, self.service_id).await
    }

    /// The component.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        loader::component(ctx, self.component_id).await
    }

    /// The agreement.
    async fn agreement(&self, ctx: &Context<'_>) -> Result<Option<Agreement>> {
        agreement_by_id(ctx, self.agreement_id).await
    }
}

impl From<domain::IntegratorScorecard> for IntegratorScorecard {
    fn from(scorecard: domain::IntegratorScorecard) -> Self {
        let domain::IntegratorScorecard {
            period,
            as_of,
            services,
            measures,
            own_components,
        } = scorecard;
        Self {
            period: period.to_string(),
            as_of: as_of.into(),
            services,
            measures: measures.iter().map(Into::into).collect(),
            own_components: own_components.iter().map(Into::into).collect(),
        }
    }
}

impl From<&domain::ScorecardMeasure> for ScorecardMeasure {
    fn from(measure: &domain::ScorecardMeasure) -> Self {
        let domain::ScorecardMeasure {
            measure,
            state,
            value,
            numerator,
            denominator,
            unit,
            target,
            missing,
            explanation,
        } = measure;
        let ratio = |ratio: &Option<federation::vocabulary::Ratio>| {
            ratio.as_ref().map(|ratio| ratio.fraction().into())
        };
        Self {
            measure: (*measure).into(),
            state: (*state).into(),
            value: ratio(value),
            numerator: numerator.as_ref().map(Into::into),
            denominator: denominator.as_ref().map(Into::into),
            unit: (*unit).into(),
            target: ratio(target),
            missing: missing.map(str::to_owned),
            explanation: explanation.into(),
        }
    }
}

impl From<&(ServiceId, domain::OwnComponent)> for OwnComponentFigure {
    fn from((service, own): &(ServiceId, domain::OwnComponent)) -> Self {
        let domain::OwnComponent {
            component,
            agreement,
            availability,
            downtime_seconds,
            verdict,
        } = own;
        Self {
            availability: availability.as_ref().map(Into::into),
            downtime_seconds: downtime_seconds.into(),
            verdict: verdict.map(Into::into),
            service_id: *service,
            component_id: *component,
            agreement_id: *agreement,
        }
    }
}
