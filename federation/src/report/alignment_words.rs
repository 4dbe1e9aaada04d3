//! The words for what does not fit between agreements, and for what would mend it.

use num_bigint::BigInt;

use super::alignment::StatedFinding;
use super::explanation::Unit;
use crate::agreement::alignment::{AlignmentFinding, AlignmentGap};
use crate::agreement::{Agreement, AgreementVersion};
use crate::evaluation::UnderpinningReport;
use crate::model::ServiceModel;
use crate::time::Instant;
use crate::vocabulary::{AgreementId, ComponentId, Currency, OrganizationId, Rational};

/// What things are called.
pub(super) struct Names<'a> {
    pub(super) model: &'a ServiceModel,
    /// The customer agreement.
    pub(super) agreement: &'a Agreement,
    /// Its version.
    pub(super) version: &'a AgreementVersion,
    pub(super) at: Instant,
}

impl Names<'_> {
    pub(super) fn component(&self, id: ComponentId) -> String {
        let component = self.model.components.get(&id);
        component.map_or_else(String::new, |component| component.code.to_string())
    }

    pub(super) fn organization(&self, id: OrganizationId) -> String {
        let organization = self.model.organizations.get(&id);
        organization.map_or_else(String::new, |organization| organization.code.to_string())
    }

    pub(super) fn version(&self, agreement: AgreementId, version: u32) -> String {
        let agreement = self.model.agreements.get(&agreement);
        let code = agreement.map_or_else(String::new, |agreement| agreement.code.to_string());
        format!("{code} version {version}")
    }

    /// The customer's version.
    pub(super) fn own(&self) -> String {
        self.version(self.agreement.id, self.version.version)
    }

    pub(super) fn promise_of(&self, report: &UnderpinningReport, component: ComponentId) -> String {
        match report.promises.get(&component) {
            Some(promise) => self.version(promise.agreement, promise.version),
            None => "no agreement".to_owned(),
        }
    }

    fn in_force(&self, agreement: AgreementId) -> String {
        let found = self.model.agreements.get(&agreement);
        let version = found.and_then(|agreement| agreement.version_at(self.at));
        version.map_or_else(String::new, |version| {
            self.version(agreement, version.version)
        })
    }

    fn deliverer(&self, component: ComponentId) -> Option<OrganizationId> {
        Some(self.model.components.get(&component)?.supplier)
    }
}

/// An amount of exact minor units, rounded once to whole ones.
pub(super) fn money(minor: &Rational, currency: Currency) -> String {
    let decimals = currency.decimals();
    let unit = BigInt::from(10).pow(decimals);
    let amount = Rational::new(minor.rounded_half_even(), unit).truncated(decimals);
    format!("{amount} {currency}")
}

/// A gap and what it counts.
fn gap(gap: AlignmentGap) -> (String, Unit) {
    match gap {
        AlignmentGap::Seconds(seconds) | AlignmentGap::SecondsPerMonth(seconds) => {
            (seconds.to_string(), Unit::Seconds)
        }
        AlignmentGap::Share(share) => (share.percent_truncated(), Unit::Percent),
        AlignmentGap::Money(minor, currency) => (money(&minor, currency), Unit::Money),
    }
}

/// The finding in words.
pub(super) fn state(names: &Names<'_>, finding: &AlignmentFinding) -> StatedFinding {
    let agreement = finding.agreement();
    let promised_by = |id: AgreementId| Some(names.model.agreements.get(&id)?.provider);
    StatedFinding {
        supplier: match finding {
            AlignmentFinding::MissingAgreement { supplier, .. } => Some(*supplier),
            AlignmentFinding::SubSupplierNotCovered { sub_supplier, .. } => Some(*sub_supplier),
            _ => agreement
                .and_then(promised_by)
                .or_else(|| names.deliverer(finding.component()?)),
        },
        clause: clause(finding),
        source: agreement.map_or_else(|| names.own(), |agreement| names.in_force(agreement)),
        gap: finding.gap().map(gap),
        message: message(names, finding),
        remedy: remedy(names, finding),
        finding: finding.clone(),
    }
}

/// What an agreement says or should say something about.
fn clause(finding: &AlignmentFinding) -> &'static str {
    match finding {
        AlignmentFinding::NoDependencyTree { .. } => "dependency tree",
        AlignmentFinding::MissingAgreement { .. }
        | AlignmentFinding::SubSupplierNotCovered { .. } => "components",
        AlignmentFinding::NoTarget { .. } | AlignmentFinding::AvailabilityNotCarried { .. } => {
            "availability target"
        }
        AlignmentFinding::BeginsLater { .. } => "effective from",
        AlignmentFinding::ExpiresEarlier { .. } => "effective to",
        AlignmentFinding::MaintenanceNotBackToBack { .. } => "maintenance cap",
        AlignmentFinding::NoticeShorter { .. } => "maintenance notice",
        AlignmentFinding::ZoneDiffers { .. }
        | AlignmentFinding::HoursNotCovered { .. }
        | AlignmentFinding::DueTooLate { .. } => "calendar",
        AlignmentFinding::NoTimeTarget { .. } | AlignmentFinding::ChainTooLong { .. } => {
            "time targets"
        }
        AlignmentFinding::NoHandoffTarget { .. } => "handoff targets",
        AlignmentFinding::CreditsNotCovered { .. } => "credits",
    }
}

/// What does not fit: one table of words, which is read as a whole.
fn message(names: &Names<'_>, finding: &AlignmentFinding) -> String {
    let source = finding
        .agreement()
        .map_or_else(String::new, |agreement| names.in_force(agreement));
    let component = finding
        .component()
        .map_or_else(String::new, |component| names.component(component));
    match finding {
        AlignmentFinding::NoDependencyTree { .. } => {
            "the service has no dependency tree: nothing is known to carry it".to_owned()
        }
        AlignmentFinding::MissingAgreement { supplier, .. } => {
            let supplier = names.organization(*supplier);
            format!("nobody promises the integrator {component}, which {supplier} delivers")
        }
        AlignmentFinding::NoTarget { .. } => format!("{source} promises no availability"),
        AlignmentFinding::SubSupplierNotCovered {
            lead_supplier,
            sub_supplier,
            ..
        } => {
            let lead = names.organization(*lead_supplier);
            let sub = names.organization(*sub_supplier);
            format!("{sub} delivers {component} and promises {lead} nothing about it")
        }
        AlignmentFinding::NoTimeTarget {
            clock, priority, ..
        } => format!("{source} promises no {clock} for {priority}"),
        AlignmentFinding::NoHandoffTarget { .. } => format!(
            "{source} does not say how soon a handoff is acknowledged; that time is counted as none"
        ),
        AlignmentFinding::BeginsLater {
            begins_at,
            uncovered_seconds,
            ..
        } => format!("{source} begins at {begins_at}, {uncovered_seconds} s after the customer's"),
        AlignmentFinding::ExpiresEarlier { expires_at, .. } => {
            format!("{source} ends at {expires_at}, before the customer's")
        }
        AlignmentFinding::MaintenanceNotBackToBack {
            excess_seconds_per_month,
            ..
        } => match excess_seconds_per_month {
            Some(seconds) => format!(
                "{source} may exclude {seconds} s a month more maintenance than the customer's"
            ),
            None => format!("{source} may exclude maintenance without limit, the customer's not"),
        },
        AlignmentFinding::NoticeShorter {
            missing_seconds, ..
        } => format!(
            "{source} lets maintenance be announced {missing_seconds} s too late for the customer"
        ),
        AlignmentFinding::ZoneDiffers {
            zone,
            customer_zone,
            ..
        } => format!(
            "the months of {source} are those of {zone}, the customer's those of {customer_zone}"
        ),
        AlignmentFinding::AvailabilityNotCarried {
            status: _,
            worst_gap,
            product_gap,
        } => match product_gap.as_ref().filter(|gap| !gap.is_zero()) {
            Some(gap) => format!(
                "even if failures are independent the promises are {} points below the target",
                gap.percent_truncated()
            ),
            None => format!(
                "if failures fall badly the promises are {} points below the target",
                worst_gap.percent_truncated()
            ),
        },
        AlignmentFinding::HoursNotCovered {
            uncovered_seconds, ..
        } => format!(
            "{source} leaves {uncovered_seconds} s of the customer's agreed hours open for \
             {component}"
        ),
        AlignmentFinding::ChainTooLong {
            clock,
            priority,
            excess_seconds,
            ..
        } => format!(
            "the {clock} times of {priority} of the chain to {component} add up to \
             {excess_seconds} s more than the customer is promised"
        ),
        AlignmentFinding::DueTooLate {
            clock,
            priority,
            reported_at,
            late_seconds,
            ..
        } => {
            let late = match late_seconds {
                Some(seconds) => format!("due {seconds} s later than the customer is promised"),
                None => "never due".to_owned(),
            };
            format!(
                "reported at {reported_at}, the {clock} of {priority} of the chain to {component} \
                 is {late}"
            )
        }
        AlignmentFinding::CreditsNotCovered {
            currency,
            uncovered_minor,
        } => {
            let amount = money(uncovered_minor, *currency);
            format!("the customer may be owed {amount} a month more than the suppliers may owe")
        }
    }
}

/// What would mend it.
fn remedy(names: &Names<'_>, finding: &AlignmentFinding) -> String {
    match finding {
        AlignmentFinding::NoDependencyTree { .. } => {
            "write down in the catalogue what the service depends on".to_owned()
        }
        AlignmentFinding::MissingAgreement {
            component,
            supplier,
        } => format!(
            "sign an agreement with {} about {}",
            names.organization(*supplier),
            names.component(*component)
        ),
        AlignmentFinding::NoTarget { .. } => "agree on an availability target".to_owned(),
        AlignmentFinding::SubSupplierNotCovered {
            component,
            lead_supplier,
            sub_supplier,
        } => format!(
            "have {} sign an agreement with {} about {}",
            names.organization(*lead_supplier),
            names.organization(*sub_supplier),
            names.component(*component)
        ),
        AlignmentFinding::NoTimeTarget {
            clock, priority, ..
        } => format!("agree on a {clock} time for {priority}"),
        AlignmentFinding::NoHandoffTarget { .. } => {
            "agree on how soon a handoff is acknowledged".to_owned()
        }
        AlignmentFinding::BeginsLater { .. } => {
            format!("let it begin at {}", names.version.effective.from)
        }
        AlignmentFinding::ExpiresEarlier { .. } => match names.version.effective.to {
            Some(end) => format!("extend it until {end}"),
            None => "extend it without end, or end the customer's with it".to_owned(),
        },
        AlignmentFinding::MaintenanceNotBackToBack { .. } => {
            "allow the supplier no more maintenance than the customer does".to_owned()
        }
        AlignmentFinding::NoticeShorter {
            missing_seconds, ..
        } => format!("agree on a notice {missing_seconds} s longer"),
        AlignmentFinding::ZoneDiffers { customer_zone, .. } => {
            format!("agree on hours read in {customer_zone}")
        }
        AlignmentFinding::AvailabilityNotCarried { .. } => {
            "have the suppliers promise what is required of them, or promise the customer less"
                .to_owned()
        }
        AlignmentFinding::HoursNotCovered { .. } => {
            "agree on the customer's hours with the supplier".to_owned()
        }
        AlignmentFinding::ChainTooLong { excess_seconds, .. } => {
            format!("shorten the promised times of the chain by {excess_seconds} s")
        }
        AlignmentFinding::DueTooLate { .. } => {
            "agree on longer support hours, or on shorter times".to_owned()
        }
        AlignmentFinding::CreditsNotCovered {
            currency,
            uncovered_minor,
        } => {
            let amount = money(uncovered_minor, *currency);
            format!("have suppliers put {amount} a month more at risk")
        }
    }
}
