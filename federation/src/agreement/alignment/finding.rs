//! What else does not fit between a customer agreement and those that underpin it, each finding in
//! its own unit: seconds, an instant, a zone, a party.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::AlignmentStatus;
use crate::agreement::MaintenanceTerms;
use crate::time::{Effective, Instant};
use crate::vocabulary::{AgreementId, ComponentId, OrganizationId, ServiceId};
use crate::words;

/// What a component of the service is promised with.
#[derive(Clone, Debug)]
pub struct Underpinning {
    /// The component.
    pub component: ComponentId,
    /// Who delivers it.
    pub supplier: OrganizationId,
    /// The agreement with the integrator about it; `None` when there is none.
    pub promised: Option<UnderpinningTerms>,
}

/// The terms of an agreement that alignment looks at beside its target and hours.
#[derive(Clone, Debug)]
pub struct UnderpinningTerms {
    /// The agreement.
    pub agreement: AgreementId,
    /// How long it binds, with the versions that follow on each other without a gap.
    pub effective: Effective,
    /// Whether it promises an availability at all.
    pub has_target: bool,
    /// Which maintenance it excludes; `None` when none is.
    pub maintenance: Option<MaintenanceTerms>,
    /// The zone of its periods.
    pub zone: Tz,
}

words! {
    /// What sort of finding it is.
    pub enum AlignmentFindingKind {
        /// A service of which nobody wrote down what it depends on.
        NoDependencyTree = "NO_DEPENDENCY_TREE",
        /// A dependency without an agreement.
        MissingAgreement = "MISSING_AGREEMENT",
        /// An agreement that promises no availability.
        NoTarget = "NO_TARGET",
        /// An agreement that begins after the customer's.
        BeginsLater = "BEGINS_LATER",
        /// An agreement that ends before the customer's.
        ExpiresEarlier = "EXPIRES_EARLIER",
        /// The supplier may exclude maintenance that the customer's agreement does not.
        MaintenanceNotBackToBack = "MAINTENANCE_NOT_BACK_TO_BACK",
        /// The supplier may announce maintenance too late to announce it to the customer in time.
        NoticeShorter = "NOTICE_SHORTER",
        /// Months begin at other instants than in the customer's agreement.
        ZoneDiffers = "ZONE_DIFFERS",
        /// A sub-supplier without an agreement with its lead supplier about what it delivers.
        SubSupplierNotCovered = "SUB_SUPPLIER_NOT_COVERED",
    }
}

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlignmentFinding {
    /// The service has no dependency tree then, so that nothing is known to carry it.
    NoDependencyTree {
        /// The service.
        service: ServiceId,
    },
    /// Nobody promises the integrator this component.
    MissingAgreement {
        /// The component.
        component: ComponentId,
        /// Who delivers it.
        supplier: OrganizationId,
    },
    /// The agreement only reports.
    NoTarget {
        /// The agreement.
        agreement: AgreementId,
    },
    /// The agreement begins after the customer's does.
    BeginsLater {
        /// The agreement.
        agreement: AgreementId,
        /// When it begins.
        begins_at: Instant,
        /// The seconds of the customer's agreement before that.
        uncovered_seconds: i64,
    },
    /// The agreement ends before the customer's does.
    ExpiresEarlier {
        /// The agreement.
        agreement: AgreementId,
        /// When it ends.
        expires_at: Instant,
        /// The seconds of the customer's agreement after that; `None` when that has no end.
        uncovered_seconds: Option<i64>,
    },
    /// The supplier may exclude more maintenance than the customer's agreement does.
    MaintenanceNotBackToBack {
        /// The agreement.
        agreement: AgreementId,
        /// How many seconds a month more; `None` when without limit.
        excess_seconds_per_month: Option<i64>,
    },
    /// The supplier's notice is shorter than the customer's.
    NoticeShorter {
        /// The agreement.
        agreement: AgreementId,
        /// By how many seconds.
        missing_seconds: i64,
    },
    /// The periods are those of another zone.
    ZoneDiffers {
        /// The agreement.
        agreement: AgreementId,
        /// Its zone.
        zone: Tz,
        /// The zone of the customer's agreement.
        customer_zone: Tz,
    },
    /// A sub-supplier delivers a component that its lead supplier promises, and promises its lead
    /// supplier nothing about it.
    SubSupplierNotCovered {
        /// The component.
        component: ComponentId,
        /// The lead supplier.
        lead_supplier: OrganizationId,
        /// The sub-supplier.
        sub_supplier: OrganizationId,
    },
}

impl AlignmentFinding {
    /// What sort of finding it is.
    #[must_use]
    pub fn kind(&self) -> AlignmentFindingKind {
        match self {
            Self::NoDependencyTree { .. } => AlignmentFindingKind::NoDependencyTree,
            Self::MissingAgreement { .. } => AlignmentFindingKind::MissingAgreement,
            Self::NoTarget { .. } => AlignmentFindingKind::NoTarget,
            Self::BeginsLater { .. } => AlignmentFindingKind::BeginsLater,
            Self::ExpiresEarlier { .. } => AlignmentFindingKind::ExpiresEarlier,
            Self::MaintenanceNotBackToBack { .. } => AlignmentFindingKind::MaintenanceNotBackToBack,
            Self::NoticeShorter { .. } => AlignmentFindingKind::NoticeShorter,
            Self::ZoneDiffers { .. } => AlignmentFindingKind::ZoneDiffers,
            Self::SubSupplierNotCovered { .. } => AlignmentFindingKind::SubSupplierNotCovered,
        }
    }

    /// What it makes of the whole: misaligned where something is promised by nobody for some time,
    /// at risk where the promises only do not fit each other.
    #[must_use]
    pub fn status(&self) -> AlignmentStatus {
        match self.kind() {
            AlignmentFindingKind::NoDependencyTree
            | AlignmentFindingKind::MissingAgreement
            | AlignmentFindingKind::NoTarget
            | AlignmentFindingKind::BeginsLater
            | AlignmentFindingKind::ExpiresEarlier
            | AlignmentFindingKind::SubSupplierNotCovered => AlignmentStatus::Misaligned,
            AlignmentFindingKind::MaintenanceNotBackToBack
            | AlignmentFindingKind::NoticeShorter
            | AlignmentFindingKind::ZoneDiffers => AlignmentStatus::AtRisk,
        }
    }
}

/// Everything that does not fit between the customer's terms and those of the underpinning
/// agreements (C6): missing agreements by component, the rest once for each agreement.
#[must_use]
pub fn findings(
    customer: &UnderpinningTerms,
    underpinnings: &[Underpinning],
) -> Vec<AlignmentFinding> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for underpinning in underpinnings {
        match &underpinning.promised {
            None => found.push(AlignmentFinding::MissingAgreement {
                component: underpinning.component,
                supplier: underpinning.supplier,
            }),
            Some(promised) if seen.insert(promised.agreement) => {
                found.extend(findings_of(customer, promised));
            }
            Some(_) => {}
        }
    }
    found
}

fn findings_of(
    customer: &UnderpinningTerms,
    promised: &UnderpinningTerms,
) -> impl Iterator<Item = AlignmentFinding> + use<> {
    let agreement = promised.agreement;
    let no_target = !promised.has_target;
    let zone_differs = promised.zone != customer.zone;
    [
        no_target.then_some(AlignmentFinding::NoTarget { agreement }),
        begins_later(customer, promised),
        expires_earlier(customer, promised),
        maintenance_excess(customer, promised),
        notice_missing(customer, promised),
        zone_differs.then_some(AlignmentFinding::ZoneDiffers {
            agreement,
            zone: promised.zone,
            customer_zone: customer.zone,
        }),
    ]
    .into_iter()
    .flatten()
}

fn begins_later(
    customer: &UnderpinningTerms,
    promised: &UnderpinningTerms,
) -> Option<AlignmentFinding> {
    let begins_at = promised.effective.from;
    let uncovered_seconds = begins_at.unix_seconds() - customer.effective.from.unix_seconds();
    (uncovered_seconds > 0).then_some(AlignmentFinding::BeginsLater {
        agreement: promised.agreement,
        begins_at,
        uncovered_seconds,
    })
}

fn expires_earlier(
    customer: &UnderpinningTerms,
    promised: &UnderpinningTerms,
) -> Option<AlignmentFinding> {
    let expires_at = promised.effective.to?;
    let uncovered_seconds = customer
        .effective
        .to
        .map(|end| end.unix_seconds() - expires_at.unix_seconds());
    uncovered_seconds
        .is_none_or(|seconds| seconds > 0)
        .then_some(AlignmentFinding::ExpiresEarlier {
            agreement: promised.agreement,
            expires_at,
            uncovered_seconds,
        })
}

fn maintenance_excess(
    customer: &UnderpinningTerms,
    promised: &UnderpinningTerms,
) -> Option<AlignmentFinding> {
    let supplier = promised.maintenance?.cap_seconds_per_month;
    // No maintenance clause at all excludes nothing; a clause without a cap excludes everything.
    let customer = match customer.maintenance {
        None => Some(0),
        Some(terms) => terms.cap_seconds_per_month,
    };
    let excess_seconds_per_month = match (supplier, customer) {
        (_, None) => return None,
        (None, Some(_)) => None,
        (Some(supplier), Some(customer)) if supplier > customer => Some(supplier - customer),
        (Some(_), Some(_)) => return None,
    };
    Some(AlignmentFinding::MaintenanceNotBackToBack {
        agreement: promised.agreement,
        excess_seconds_per_month,
    })
}

fn notice_missing(
    customer: &UnderpinningTerms,
    promised: &UnderpinningTerms,
) -> Option<AlignmentFinding> {
    let (supplier, customer) = (promised.maintenance?, customer.maintenance?);
    let missing_seconds = customer.notice_seconds - supplier.notice_seconds;
    (missing_seconds > 0).then_some(AlignmentFinding::NoticeShorter {
        agreement: promised.agreement,
        missing_seconds,
    })
}
