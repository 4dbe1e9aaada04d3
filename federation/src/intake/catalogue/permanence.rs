//! What cannot change once it is there: the identity of things, and what was signed.

use super::change::{Change, ChangeAction, ChangeKind, FieldChange};
use super::document::{
    AgreementEntry, CalendarEntry, ComponentEntry, OrganizationEntry, ServiceEntry, VersionEntry,
};
use super::findings::{Findings, Place};
use super::terms_change::{credit_lines, ticket_lines};
use crate::agreement::AgreementStatus;
use crate::vocabulary::{Problem, ProblemCode};

/// A change and where the catalogue asks for it.
#[derive(Debug)]
pub(super) struct Touched {
    /// The change.
    pub(super) change: Change,
    /// The entry that asks for it.
    pub(super) place: Place,
    /// Whether a version that binds rests on how the thing is now.
    pub(super) signed: bool,
    /// The lines of the fields that may be held fast.
    pub(super) lines: Lines,
}

/// Fields with the lines that they stand on.
pub(super) type Lines = Vec<(&'static str, u64)>;

/// Refuses what `touched` changes and must not.
pub(super) fn check(touched: &Touched, findings: &mut Findings) {
    if touched.change.action != ChangeAction::Update {
        return;
    }
    for field in &touched.change.fields {
        let problem = match touched.change.kind {
            ChangeKind::Organization => immutable(touched, field, &["kind"]),
            ChangeKind::Component => immutable(touched, field, &["supplier"]),
            ChangeKind::Service => immutable(touched, field, &["customer"]),
            ChangeKind::Agreement => agreement(touched, field),
            ChangeKind::AgreementVersion => version(touched, field),
            ChangeKind::Calendar => calendar(touched, field),
            ChangeKind::Topology | ChangeKind::MaintenanceWindow => None,
        };
        if let Some(problem) = problem {
            findings.add(problem);
        }
    }
}

fn problem(touched: &Touched, field: &FieldChange, code: ProblemCode, message: String) -> Problem {
    let line = touched
        .lines
        .iter()
        .find(|(name, _)| *name == field.field)
        .map(|(_, line)| *line);
    let mut place = touched.place.clone();
    for step in field.field.split('.') {
        place = place.absent(step);
    }
    let mut problem = place.problem(code, message);
    problem.line = line.or(problem.line);
    if let Some(after) = &field.after {
        problem = problem.with_given(after);
    }
    problem.with_expected(field.before.as_deref().unwrap_or("nothing, as it is now"))
}

fn immutable(touched: &Touched, field: &FieldChange, held: &[&str]) -> Option<Problem> {
    if !held.contains(&field.field.as_str()) {
        return None;
    }
    let message = format!(
        "the {} of {} cannot change",
        field.field, touched.change.code
    );
    let problem = problem(touched, field, ProblemCode::ImmutableField, message);
    Some(problem.with_hint("make a new entry with a new code, and let this one be"))
}

fn agreement(touched: &Touched, field: &FieldChange) -> Option<Problem> {
    if field.field == "components" && field.before.is_some() && field.after.is_some() {
        return touched.signed.then(|| {
            let message = format!(
                "the components of {} cannot change: it has signed versions",
                touched.change.code
            );
            problem(touched, field, ProblemCode::SignedVersionChanged, message)
                .with_hint("make a new agreement with a new code for the other components")
        });
    }
    immutable(touched, field, &["kind", "provider", "customer", "service"])
}

fn version(touched: &Touched, field: &FieldChange) -> Option<Problem> {
    let lawful = match field.field.as_str() {
        "effectiveTo" => true,
        "status" => field.after.as_deref() == Some(AgreementStatus::Terminated.as_str()),
        _ => false,
    };
    if lawful || !touched.signed {
        return None;
    }
    let message = format!(
        "version {} is signed: its {} cannot change",
        touched.change.code, field.field
    );
    let problem = problem(touched, field, ProblemCode::SignedVersionChanged, message);
    Some(problem.with_hint(if field.field == "status" {
        "a signed version can only become TERMINATED; add the next version instead"
    } else {
        "end this version with effectiveTo, and add the next version with the new terms"
    }))
}

fn calendar(touched: &Touched, field: &FieldChange) -> Option<Problem> {
    if field.field == "closedDates" || !touched.signed {
        return None;
    }
    let message = format!(
        "a signed agreement version uses the calendar {}: its {} cannot change",
        touched.change.code, field.field
    );
    let problem = problem(touched, field, ProblemCode::SignedVersionChanged, message);
    Some(problem.with_hint(
        "define a calendar with a new code, and use it in the next version of the agreement",
    ))
}

/// The lines of those fields of an entry that may be held fast.
pub(super) trait HeldFields {
    /// Each field that was given, under its name in a description of the change.
    fn lines(&self) -> Lines;
}

impl HeldFields for OrganizationEntry {
    fn lines(&self) -> Lines {
        vec![("kind", self.kind.line)]
    }
}

impl HeldFields for ComponentEntry {
    fn lines(&self) -> Lines {
        vec![("supplier", self.supplier.line)]
    }
}

impl HeldFields for ServiceEntry {
    fn lines(&self) -> Lines {
        vec![("customer", self.customer.line)]
    }
}

impl HeldFields for CalendarEntry {
    fn lines(&self) -> Lines {
        let windows = self.weekly.as_ref().and_then(|windows| windows.first());
        let mut lines = vec![("zone", self.zone.line)];
        lines.extend(windows.map(|window| ("weekly", window.line)));
        lines
    }
}

impl HeldFields for AgreementEntry {
    fn lines(&self) -> Lines {
        let mut lines = vec![
            ("kind", self.kind.line),
            ("provider", self.provider.line),
            ("customer", self.customer.line),
        ];
        let components = self.components.as_ref().and_then(|list| list.first());
        lines.extend(self.service.as_ref().map(|field| ("service", field.line)));
        lines.extend(components.map(|field| ("components", field.line)));
        lines
    }
}

impl HeldFields for VersionEntry {
    fn lines(&self) -> Lines {
        let mut lines = vec![
            ("status", self.status.line),
            ("effectiveFrom", self.effective_from.line),
            ("calendar", self.calendar.line),
        ];
        let mut add = |name, line: Option<u64>| lines.extend(line.map(|line| (name, line)));
        add(
            "availabilityTargetPercent",
            self.availability_target_percent
                .as_ref()
                .map(|field| field.line),
        );
        add(
            "degradation",
            self.degradation.as_ref().map(|field| field.line),
        );
        add(
            "missingData",
            self.missing_data.as_ref().map(|field| field.line),
        );
        add(
            "attributionPolicy",
            self.attribution_policy.as_ref().map(|field| field.line),
        );
        if let Some(maintenance) = &self.maintenance {
            let terms = &maintenance.value;
            let cap = terms.cap_minutes_per_month.as_ref();
            add("maintenance.noticeHours", Some(terms.notice_hours.line));
            add(
                "maintenance.capMinutesPerMonth",
                Some(cap.map_or(maintenance.line, |field| field.line)),
            );
        }
        if let Some(credits) = &self.credits {
            lines.extend(credit_lines(credits));
        }
        if let Some(tickets) = &self.tickets {
            lines.extend(ticket_lines(tickets));
        }
        let limits = self.workload_limits.as_ref().and_then(|list| list.first());
        lines.extend(limits.map(|limit| ("workloadLimits", limit.line)));
        lines
    }
}
