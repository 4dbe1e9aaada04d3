//! The dates, maintenance and zone of a customer agreement against those of the agreements that
//! underpin it.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::AlignmentFinding;
use crate::agreement::MaintenanceTerms;
use crate::time::Effective;
use crate::vocabulary::{AgreementId, ComponentId, OrganizationId};

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
