//! The alignment of a customer agreement with everything that underpins it.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use federation::report as domain;
use federation::vocabulary::{AgreementId, ComponentId, OrganizationId};

use super::agreement::Agreement;
use super::alignment_figure::{
    AlignmentAvailability, AlignmentComponent, AlignmentCredit, AlignmentHours, AlignmentTime,
};
use super::component::Component;
use super::component_report::Period;
use super::explanation::{Calculation, Unit};
use super::organization::Organization;
use super::word::{AgreementStatus, AlignmentFindingKind, AlignmentStatus};
use crate::graphql::context::Asker;
use crate::graphql::loader;
use crate::graphql::scalar::DateTime;

/// Whether the agreements with suppliers carry a version of a customer agreement (ISO/IEC 20000-1,
/// 8.3.4.1): asked before it is signed, and whenever one of them changes. Seen by the integrator and
/// auditors; null for customers and suppliers, lead suppliers included.
#[derive(Clone, Debug, SimpleObject)]
pub struct AlignmentReport {
    /// The number of the customer agreement's version.
    version: u32,
    /// Whether that version binds already.
    version_status: AgreementStatus,
    /// The instant whose dependency tree and signed supplier agreements were looked at. Due instants
    /// are searched in the seven days from it.
    at: DateTime,
    /// The period over which agreed hours are compared, in the zone of the version's calendar.
    period: Period,
    /// The worst of the findings; ALIGNED without any.
    status: AlignmentStatus,
    /// The promised percentages through the dependency tree. Null when the customer is promised no
    /// availability, and without a tree.
    availability: Option<AlignmentAvailability>,
    /// Each component of the dependency tree with what it is promised with, by code.
    components: Vec<AlignmentComponent>,
    /// The customer's agreed hours against those of the suppliers.
    hours: AlignmentHours,
    /// Each time that the customer is promised about tickets, by priority, against the longest chain
    /// of suppliers.
    times: Vec<AlignmentTime>,
    /// The money at risk in a month on both sides, by currency.
    credits: Vec<AlignmentCredit>,
    /// What does not fit.
    findings: Vec<AlignmentFinding>,
    /// How the status came to be.
    explanation: Calculation,
}

impl From<domain::AlignmentReport> for AlignmentReport {
    fn from(report: domain::AlignmentReport) -> Self {
        let domain::AlignmentReport {
            agreement: _,
            code: _,
            version,
            version_status,
            at,
            period,
            zone,
            interval,
            underpinning,
            findings,
            explanation,
            availability_explanation,
        } = report;
        let components = AlignmentComponent::of(&underpinning);
        let federation::evaluation::UnderpinningReport {
            status,
            components: _,
            promises: _,
            availability,
            required,
            hours,
            times,
            credits,
            findings: _,
        } = underpinning;
        let availability = availability.zip(availability_explanation);
        Self {
            version,
            version_status: version_status.into(),
            at: at.into(),
            period: Period::new(period, zone, interval),
            status: status.into(),
            availability: availability.map(|(availability, explanation)| {
                AlignmentAvailability::new(&availability, required.as_ref(), &explanation)
            }),
            components,
            hours: (&hours).into(),
            times: times.iter().map(Into::into).collect(),
            credits: credits.iter().map(Into::into).collect(),
            findings: findings.into_iter().map(Into::into).collect(),
            explanation: (&explanation).into(),
        }
    }
}

/// Something that does not fit between a customer agreement and what underpins it.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct AlignmentFinding {
    /// What sort of finding it is.
    kind: AlignmentFindingKind,
    /// What it makes of the whole.
    status: AlignmentStatus,
    /// How far it is from fitting, as `gapUnit` says: seconds (for a maintenance cap a month),
    /// percentage points with six decimals, or an amount of money a month such as `2000.00 EUR`.
    /// Null where it is no quantity, or one without limit.
    gap: Option<String>,
    /// What the gap counts: SECONDS, PERCENT or MONEY. Null without a gap.
    gap_unit: Option<Unit>,
    /// It in words.
    message: String,
    /// What would mend it, in words.
    remedy: String,
    /// What the agreement says or should say something about, such as `availability target`,
    /// `calendar` or `maintenance notice`.
    clause: String,
    /// The agreement and version that it is from, such as `uc-acme version 2`; the customer's own
    /// where it is no single supplier's.
    source: String,
    #[graphql(skip)]
    agreement_id: Option<AgreementId>,
    #[graphql(skip)]
    component_id: Option<ComponentId>,
    #[graphql(skip)]
    supplier_id: Option<OrganizationId>,
}

impl From<domain::StatedFinding> for AlignmentFinding {
    fn from(stated: domain::StatedFinding) -> Self {
        let domain::StatedFinding {
            finding,
            supplier,
            clause,
            source,
            gap,
            message,
            remedy,
        } = stated;
        let (gap, gap_unit) = gap.unzip();
        Self {
            kind: finding.kind().into(),
            status: finding.status().into(),
            gap,
            gap_unit: gap_unit.map(Into::into),
            message,
            remedy,
            clause: clause.to_owned(),
            source,
            agreement_id: finding.agreement(),
            component_id: finding.component(),
            supplier_id: supplier,
        }
    }
}

#[ComplexObject]
impl AlignmentFinding {
    /// The supplier's agreement that it is about. Null when it is about none, or several.
    async fn agreement(&self, ctx: &Context<'_>) -> Result<Option<Agreement>> {
        match self.agreement_id {
            Some(agreement) => agreement_by_id(ctx, agreement).await,
            None => Ok(None),
        }
    }

    /// The component that it is about. Null when it is about none, or several.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        match self.component_id {
            Some(component) => loader::component(ctx, component).await,
            None => Ok(None),
        }
    }

    /// Whose promise it is about: who promises, or would have to. Null when it is not one's.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.supplier_id {
            Some(supplier) => loader::organization(ctx, supplier).await,
            None => Ok(None),
        }
    }
}

/// An agreement as far as the reader may see it.
pub(super) async fn agreement_by_id(
    ctx: &Context<'_>,
    agreement: AgreementId,
) -> Result<Option<Agreement>> {
    let found = Asker::of(ctx)?.view().agreement(agreement).await?;
    Ok(found.map(Into::into))
}
