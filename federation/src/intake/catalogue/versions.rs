//! The versions of an agreement and their terms.

use std::collections::BTreeMap;

use super::check::Placed;
use super::document::{AgreementEntry, MaintenanceEntry, VersionEntry};
use super::findings::{Findings, Place};
use super::register::{Entry, Registers, repeated};
use super::scalar::Located;
use super::{credits, tickets, values};
use crate::agreement::{
    AgreementStatus, AttributionPolicy, DegradationRule, MaintenanceTerms, MissingDataRule, Terms,
};
use crate::time::Effective;
use crate::vocabulary::{AgreementId, CalendarId, ProblemCode};

/// The highest version number.
const VERSION_MAX: i64 = 9_999;
/// The longest notice: a leap year.
const NOTICE_HOURS_MAX: i64 = 8_784;
/// The largest cap: a month of 31 days in which the clocks go back.
const CAP_MINUTES_MAX: i64 = 44_700;

/// What a version says beside its number.
#[derive(Debug)]
pub(super) struct Said {
    /// Whether it binds.
    pub(super) status: AgreementStatus,
    /// When it is in force.
    pub(super) effective: Effective,
    /// The agreed service hours.
    pub(super) calendar: CalendarId,
    /// What was agreed.
    pub(super) terms: Terms,
}

/// A version as it was written and, when nothing in it is wrong, what it says.
pub(super) type Found<'d> = (Placed<'d, VersionEntry>, Option<Said>);

/// The versions of one agreement of the file, by number.
pub(super) fn found<'d>(
    entry: &Entry<'d, AgreementId, AgreementEntry>,
    registers: &Registers<'_>,
    findings: &mut Findings,
) -> BTreeMap<u32, Found<'d>> {
    let mut found: BTreeMap<u32, Found<'d>> = BTreeMap::new();
    let list = entry.place.absent("versions");
    for (index, item) in entry.given.versions.iter().flatten().enumerate() {
        let place = list.step(index, item.line);
        let given = &item.value;
        let number = place.field("version", &given.version);
        let read = values::whole(&number, (1, VERSION_MAX), findings)
            .and_then(|number| u32::try_from(number).ok());
        let said = said(given, &place, registers, findings);
        let Some(read) = read else {
            continue;
        };
        if let Some((first, _)) = found.get(&read) {
            let what = format!("version {read} of {}", entry.code);
            findings.add(repeated(&number, &what, &first.place));
        } else {
            found.insert(read, (Placed { place, given }, said));
        }
    }
    found
}

fn said(
    given: &VersionEntry,
    place: &Place,
    registers: &Registers<'_>,
    findings: &mut Findings,
) -> Option<Said> {
    let status: Option<AgreementStatus> =
        values::word(&place.field("status", &given.status), findings);
    if status == Some(AgreementStatus::Terminated) && given.effective_to.is_none() {
        let problem = place.absent("effectiveTo").problem(
            ProblemCode::Required,
            "a TERMINATED version says when it ended",
        );
        findings.add(problem.with_hint("add effectiveTo: the first instant no longer in force"));
    }
    let effective = values::effective(
        place,
        &given.effective_from,
        given.effective_to.as_ref(),
        findings,
    );
    let calendar = place.field("calendar", &given.calendar);
    let calendar = registers.calendars.refer(&calendar, findings);
    let terms = terms(given, place, findings);
    Some(Said {
        status: status?,
        effective: effective?,
        calendar: calendar?,
        terms: terms?,
    })
}

fn terms(given: &VersionEntry, place: &Place, findings: &mut Findings) -> Option<Terms> {
    let target = match &given.availability_target_percent {
        None => Some(None),
        Some(field) => {
            let given = place.field("availabilityTargetPercent", field);
            values::target(&given, findings).map(Some)
        }
    };
    let degradation = values::word_or(
        place,
        "degradation",
        given.degradation.as_ref(),
        DegradationRule::AsUp,
        findings,
    );
    let missing_data = values::word_or(
        place,
        "missingData",
        given.missing_data.as_ref(),
        MissingDataRule::Indeterminate,
        findings,
    );
    let attribution = values::word_or(
        place,
        "attributionPolicy",
        given.attribution_policy.as_ref(),
        AttributionPolicy::Shapley,
        findings,
    );
    let maintenance = match &given.maintenance {
        None => Some(None),
        Some(terms) => maintenance(terms, place, findings).map(Some),
    };
    let credits = match &given.credits {
        None => Some(None),
        Some(terms) => credits::read(terms, place, target.as_ref(), findings).map(Some),
    };
    let tickets = match &given.tickets {
        None => Some(None),
        Some(terms) => tickets::read(terms, place, findings).map(Some),
    };
    let workload_limits = tickets::workload_limits(&given.workload_limits, place, findings);
    Some(Terms {
        availability_target: target?,
        degradation: degradation?,
        missing_data: missing_data?,
        attribution: attribution?,
        maintenance: maintenance?,
        credits: credits?,
        tickets: tickets?,
        workload_limits: workload_limits?,
    })
}

fn maintenance(
    given: &Located<MaintenanceEntry>,
    place: &Place,
    findings: &mut Findings,
) -> Option<MaintenanceTerms> {
    let place = place.step("maintenance", given.line);
    let notice = values::whole(
        &place.field("noticeHours", &given.value.notice_hours),
        (0, NOTICE_HOURS_MAX),
        findings,
    );
    let cap = match &given.value.cap_minutes_per_month {
        None => Some(None),
        Some(field) => {
            let given = place.field("capMinutesPerMonth", field);
            values::whole(&given, (0, CAP_MINUTES_MAX), findings).map(Some)
        }
    };
    Some(MaintenanceTerms {
        notice_seconds: notice? * 3_600,
        cap_seconds_per_month: cap?.map(|minutes| minutes * 60),
    })
}
