//! What a list can be narrowed to. A filter only ever narrows: the reach stays around it.

use entities::{agreement, component, organization, outage, service, submission};
use federation::agreement::AgreementKind;
use federation::party::OrganizationKind;
use federation::time::Interval;
use federation::vocabulary::{ComponentId, OrganizationId, ServiceId};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::{StoreError, padded};

/// Narrows a list of organizations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrganizationFilter {
    /// Only of this kind.
    pub kind: Option<OrganizationKind>,
    /// Only those subcontracted to this one.
    pub subcontracted_to: Option<OrganizationId>,
}

/// Narrows a list of services.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceFilter {
    /// Only those that this customer receives.
    pub customer: Option<OrganizationId>,
}

/// Narrows a list of components.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentFilter {
    /// Only those that this supplier delivers.
    pub supplier: Option<OrganizationId>,
}

/// Narrows a list of agreements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgreementFilter {
    /// Only of this kind.
    pub kind: Option<AgreementKind>,
    /// Only those that this organization promises.
    pub provider: Option<OrganizationId>,
    /// Only those that this organization is promised.
    pub customer: Option<OrganizationId>,
    /// Only those about this service.
    pub service: Option<ServiceId>,
}

/// Narrows a list of outages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutageFilter {
    /// Only those of these components, at most [`OutageFilter::COMPONENTS_MAX`].
    pub components: Option<Vec<ComponentId>>,
    /// Only those of this supplier.
    pub supplier: Option<OrganizationId>,
    /// Only those with a second in this stretch.
    pub span: Option<Interval>,
    /// Only current revisions.
    pub current_only: bool,
}

impl OutageFilter {
    /// The most components that a list can be narrowed to.
    pub const COMPONENTS_MAX: usize = 1_000;
}

/// Narrows a list of submissions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubmissionFilter {
    /// Only those of this supplier.
    pub supplier: Option<OrganizationId>,
}

/// A filter in rows.
pub(super) trait Narrow {
    fn condition(&self) -> Result<Condition, StoreError>;
}

impl Narrow for OrganizationFilter {
    fn condition(&self) -> Result<Condition, StoreError> {
        use organization::Column;
        let Self {
            kind,
            subcontracted_to,
        } = self;
        Ok(Condition::all()
            .add_option(kind.map(|kind| Column::Kind.eq(kind.as_str())))
            .add_option(subcontracted_to.map(|id| Column::SubcontractedTo.eq(Uuid::from(id)))))
    }
}

impl Narrow for ServiceFilter {
    fn condition(&self) -> Result<Condition, StoreError> {
        let Self { customer } = self;
        Ok(Condition::all()
            .add_option(customer.map(|id| service::Column::CustomerId.eq(Uuid::from(id)))))
    }
}

impl Narrow for ComponentFilter {
    fn condition(&self) -> Result<Condition, StoreError> {
        let Self { supplier } = self;
        Ok(Condition::all()
            .add_option(supplier.map(|id| component::Column::SupplierId.eq(Uuid::from(id)))))
    }
}

impl Narrow for AgreementFilter {
    fn condition(&self) -> Result<Condition, StoreError> {
        use agreement::Column;
        let Self {
            kind,
            provider,
            customer,
            service,
        } = self;
        Ok(Condition::all()
            .add_option(kind.map(|kind| Column::Kind.eq(kind.as_str())))
            .add_option(provider.map(|id| Column::ProviderId.eq(Uuid::from(id))))
            .add_option(customer.map(|id| Column::CustomerId.eq(Uuid::from(id))))
            .add_option(service.map(|id| Column::ServiceId.eq(Uuid::from(id)))))
    }
}

impl Narrow for OutageFilter {
    fn condition(&self) -> Result<Condition, StoreError> {
        use outage::Column;
        let Self {
            components,
            supplier,
            span,
            current_only,
        } = self;
        if components.as_ref().map_or(0, Vec::len) > Self::COMPONENTS_MAX {
            return Err(StoreError::TooMany {
                what: "components",
                limit_max: Self::COMPONENTS_MAX,
            });
        }
        Ok(Condition::all()
            .add_option(components.as_deref().map(of_components))
            .add_option(supplier.map(|id| Column::SupplierId.eq(Uuid::from(id))))
            .add_option(span.map(touching))
            .add_option(current_only.then(|| Column::SupersededAt.is_null())))
    }
}

impl Narrow for SubmissionFilter {
    fn condition(&self) -> Result<Condition, StoreError> {
        let Self { supplier } = self;
        Ok(Condition::all()
            .add_option(supplier.map(|id| submission::Column::SupplierId.eq(Uuid::from(id)))))
    }
}

/// Outages of these components.
pub(super) fn of_components(components: &[ComponentId]) -> Condition {
    let components = padded(components).into_iter().map(Uuid::from);
    Condition::all().add(outage::Column::ComponentId.is_in(components))
}

/// Outages with a second in `span`; one that lasts touches everything from its start on.
pub(super) fn touching(span: Interval) -> Condition {
    let Interval { start, end } = span;
    Condition::all()
        .add(outage::Column::StartSecond.lt(end.unix_seconds()))
        .add(
            Condition::any()
                .add(outage::Column::EndSecond.is_null())
                .add(outage::Column::EndSecond.gt(start.unix_seconds())),
        )
}
