//! What does not fit between a customer agreement and those that underpin it, each finding in its own
//! unit: seconds, an instant, a zone, a share, money, a party.

use chrono_tz::Tz;

use super::AlignmentStatus;
use crate::agreement::{ClockKind, Priority};
use crate::time::Instant;
use crate::vocabulary::{AgreementId, ComponentId, Currency, OrganizationId, Rational, ServiceId};
use crate::words;

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
        /// The promised percentages do not make the customer's target.
        AvailabilityNotCarried = "AVAILABILITY_NOT_CARRIED",
        /// Agreed hours of the customer's that the supplier's agreement does not have.
        HoursNotCovered = "HOURS_NOT_COVERED",
        /// The customer is promised a time that this agreement is silent about.
        NoTimeTarget = "NO_TIME_TARGET",
        /// An agreement that does not say how soon a handoff is acknowledged.
        NoHandoffTarget = "NO_HANDOFF_TARGET",
        /// The times of a chain of suppliers add up to more than the customer was promised.
        ChainTooLong = "CHAIN_TOO_LONG",
        /// The hours of a chain of suppliers make it later than the customer was promised, though
        /// its times add up to no more.
        DueTooLate = "DUE_TOO_LATE",
        /// The customer may be owed more than the suppliers may owe.
        CreditsNotCovered = "CREDITS_NOT_COVERED",
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
    /// The percentages through the dependency tree are below the target.
    AvailabilityNotCarried {
        /// At risk when only the worst case is below it, misaligned when the product is too.
        status: AlignmentStatus,
        /// How far the worst case is below the target, as a share of one.
        worst_gap: Rational,
        /// How far the product is; `None` when a promise is missing.
        product_gap: Option<Rational>,
    },
    /// Some of the customer's agreed hours are none of the supplier's.
    HoursNotCovered {
        /// The agreement.
        agreement: AgreementId,
        /// The component.
        component: ComponentId,
        /// The seconds of them in the span that was compared.
        uncovered_seconds: i64,
    },
    /// The agreement promises no such time.
    NoTimeTarget {
        /// The agreement.
        agreement: AgreementId,
        /// The component.
        component: ComponentId,
        /// Which time.
        clock: ClockKind,
        /// Of which priority.
        priority: Priority,
    },
    /// The agreement does not say how soon a handoff is acknowledged: that time is counted as none.
    NoHandoffTarget {
        /// The agreement.
        agreement: AgreementId,
    },
    /// The chain takes too long.
    ChainTooLong {
        /// The component at its end.
        component: ComponentId,
        /// Which time.
        clock: ClockKind,
        /// Of which priority.
        priority: Priority,
        /// By how many seconds of agreed hours.
        excess_seconds: i64,
    },
    /// The chain is due too late.
    DueTooLate {
        /// The component at its end.
        component: ComponentId,
        /// Which time.
        clock: ClockKind,
        /// Of which priority.
        priority: Priority,
        /// Reported then.
        reported_at: Instant,
        /// By how many seconds on the wall; `None` when it is never due.
        late_seconds: Option<i64>,
    },
    /// Money that the integrator would owe out of its own pocket.
    CreditsNotCovered {
        /// The currency.
        currency: Currency,
        /// How much a month, in exact minor units.
        uncovered_minor: Rational,
    },
}

/// How far something is from fitting, in its own unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlignmentGap {
    /// Seconds.
    Seconds(i64),
    /// Seconds a month.
    SecondsPerMonth(i64),
    /// A share of one.
    Share(Rational),
    /// Minor units of a currency a month.
    Money(Rational, Currency),
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
            Self::AvailabilityNotCarried { .. } => AlignmentFindingKind::AvailabilityNotCarried,
            Self::HoursNotCovered { .. } => AlignmentFindingKind::HoursNotCovered,
            Self::NoTimeTarget { .. } => AlignmentFindingKind::NoTimeTarget,
            Self::NoHandoffTarget { .. } => AlignmentFindingKind::NoHandoffTarget,
            Self::ChainTooLong { .. } => AlignmentFindingKind::ChainTooLong,
            Self::DueTooLate { .. } => AlignmentFindingKind::DueTooLate,
            Self::CreditsNotCovered { .. } => AlignmentFindingKind::CreditsNotCovered,
        }
    }

    /// What it makes of the whole: misaligned where something is promised by nobody for some time, or
    /// what is promised is not enough; at risk where it is enough only if things fall favourably, or
    /// the promises only do not fit each other, or only money is missing.
    #[must_use]
    pub fn status(&self) -> AlignmentStatus {
        match self {
            Self::AvailabilityNotCarried { status, .. } => *status,
            Self::NoDependencyTree { .. }
            | Self::MissingAgreement { .. }
            | Self::NoTarget { .. }
            | Self::BeginsLater { .. }
            | Self::ExpiresEarlier { .. }
            | Self::SubSupplierNotCovered { .. }
            | Self::HoursNotCovered { .. }
            | Self::NoTimeTarget { .. }
            | Self::ChainTooLong { .. }
            | Self::DueTooLate { .. } => AlignmentStatus::Misaligned,
            Self::MaintenanceNotBackToBack { .. }
            | Self::NoticeShorter { .. }
            | Self::ZoneDiffers { .. }
            | Self::NoHandoffTarget { .. }
            | Self::CreditsNotCovered { .. } => AlignmentStatus::AtRisk,
        }
    }

    /// How far it is from fitting; `None` where that is no quantity, or one without limit.
    #[must_use]
    pub fn gap(&self) -> Option<AlignmentGap> {
        match self {
            Self::NoDependencyTree { .. }
            | Self::MissingAgreement { .. }
            | Self::NoTarget { .. }
            | Self::ZoneDiffers { .. }
            | Self::SubSupplierNotCovered { .. }
            | Self::NoTimeTarget { .. }
            | Self::NoHandoffTarget { .. } => None,
            Self::BeginsLater {
                uncovered_seconds: seconds,
                ..
            }
            | Self::HoursNotCovered {
                uncovered_seconds: seconds,
                ..
            }
            | Self::NoticeShorter {
                missing_seconds: seconds,
                ..
            }
            | Self::ChainTooLong {
                excess_seconds: seconds,
                ..
            } => Some(AlignmentGap::Seconds(*seconds)),
            Self::ExpiresEarlier {
                uncovered_seconds: seconds,
                ..
            }
            | Self::DueTooLate {
                late_seconds: seconds,
                ..
            } => seconds.map(AlignmentGap::Seconds),
            Self::MaintenanceNotBackToBack {
                excess_seconds_per_month: seconds,
                ..
            } => seconds.map(AlignmentGap::SecondsPerMonth),
            Self::AvailabilityNotCarried {
                worst_gap,
                product_gap,
                ..
            } => {
                let product = product_gap.as_ref().filter(|gap| !gap.is_zero());
                Some(AlignmentGap::Share(product.unwrap_or(worst_gap).clone()))
            }
            Self::CreditsNotCovered {
                currency,
                uncovered_minor,
            } => Some(AlignmentGap::Money(uncovered_minor.clone(), *currency)),
        }
    }

    /// The agreement that it is about, where it is one.
    #[must_use]
    pub fn agreement(&self) -> Option<AgreementId> {
        match self {
            Self::NoTarget { agreement }
            | Self::BeginsLater { agreement, .. }
            | Self::ExpiresEarlier { agreement, .. }
            | Self::MaintenanceNotBackToBack { agreement, .. }
            | Self::NoticeShorter { agreement, .. }
            | Self::ZoneDiffers { agreement, .. }
            | Self::HoursNotCovered { agreement, .. }
            | Self::NoTimeTarget { agreement, .. }
            | Self::NoHandoffTarget { agreement } => Some(*agreement),
            Self::NoDependencyTree { .. }
            | Self::MissingAgreement { .. }
            | Self::SubSupplierNotCovered { .. }
            | Self::AvailabilityNotCarried { .. }
            | Self::ChainTooLong { .. }
            | Self::DueTooLate { .. }
            | Self::CreditsNotCovered { .. } => None,
        }
    }

    /// The component that it is about, where it is one.
    #[must_use]
    pub fn component(&self) -> Option<ComponentId> {
        match self {
            Self::MissingAgreement { component, .. }
            | Self::SubSupplierNotCovered { component, .. }
            | Self::HoursNotCovered { component, .. }
            | Self::NoTimeTarget { component, .. }
            | Self::ChainTooLong { component, .. }
            | Self::DueTooLate { component, .. } => Some(*component),
            Self::NoDependencyTree { .. }
            | Self::NoTarget { .. }
            | Self::BeginsLater { .. }
            | Self::ExpiresEarlier { .. }
            | Self::MaintenanceNotBackToBack { .. }
            | Self::NoticeShorter { .. }
            | Self::ZoneDiffers { .. }
            | Self::NoHandoffTarget { .. }
            | Self::AvailabilityNotCarried { .. }
            | Self::CreditsNotCovered { .. } => None,
        }
    }
}
