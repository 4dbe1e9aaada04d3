//! Planned maintenance windows.

use std::collections::BTreeMap;

use super::check::Placed;
use super::document::{Document, WindowEntry};
use super::findings::{Findings, Place};
use super::register::{Fresh, Registers, repeated};
use super::values;
use crate::incident::{MaintenanceSubject, MaintenanceWindow};
use crate::model::ServiceModel;
use crate::time::{Instant, Interval};
use crate::vocabulary::{MaintenanceWindowId, ProblemCode, Text};

/// A window is known by what is maintained and its reference there.
type Key = (MaintenanceSubject, Text);

/// Brings the windows of the file into the model.
pub(super) fn check<'d>(
    document: &'d Document,
    registers: &Registers<'_>,
    after: &mut ServiceModel,
    fresh: Fresh<'_>,
    findings: &mut Findings,
) -> BTreeMap<MaintenanceWindowId, Placed<'d, WindowEntry>> {
    let known: BTreeMap<Key, MaintenanceWindowId> = after
        .maintenance_windows
        .values()
        .map(|window| ((window.subject, window.reference.clone()), window.id))
        .collect();
    // By name, so that fresh identifiers do not depend on the order of the file.
    let mut found: BTreeMap<(String, Text), (Place, &WindowEntry, MaintenanceSubject)> =
        BTreeMap::new();
    for (index, item) in document.maintenance_windows.iter().flatten().enumerate() {
        let place = Place::entry("maintenanceWindows", index, item.line);
        let given = &item.value;
        let reference = values::text(
            &place.field("reference", &given.reference),
            MaintenanceWindow::REFERENCE_LENGTH_MAX,
            findings,
        );
        let subject = subject(given, &place, registers, findings);
        let (Some(reference), Some((subject, name))) = (reference, subject) else {
            let _ = facts(given, &place, findings);
            continue;
        };
        if let Some((first, _, _)) = found.get(&(name.clone(), reference.clone())) {
            let what = format!("the window {reference} of {name}");
            findings.add(repeated(
                &place.field("reference", &given.reference),
                &what,
                first,
            ));
        } else {
            found.insert((name, reference), (place, given, subject));
        }
    }
    let mut placed = BTreeMap::new();
    for ((_, reference), (place, given, subject)) in found {
        let id = known
            .get(&(subject, reference.clone()))
            .copied()
            .unwrap_or_else(|| fresh().into());
        if let Some((interval, approved, notified_at)) = facts(given, &place, findings) {
            let window = MaintenanceWindow {
                id,
                reference,
                subject,
                interval,
                approved,
                notified_at,
            };
            after.maintenance_windows.insert(id, window);
        }
        placed.insert(id, Placed { place, given });
    }
    placed
}

/// What is maintained, and its name among all subjects.
fn subject(
    given: &WindowEntry,
    place: &Place,
    registers: &Registers<'_>,
    findings: &mut Findings,
) -> Option<(MaintenanceSubject, String)> {
    match (&given.component, &given.service) {
        (Some(component), None) => {
            let component = place.field("component", component);
            let id = registers.components.refer(&component, findings)?;
            let name = format!("component {}", component.text);
            Some((MaintenanceSubject::Component(id), name))
        }
        (None, Some(service)) => {
            let service = place.field("service", service);
            let id = registers.services.refer(&service, findings)?;
            let name = format!("service {}", service.text);
            Some((MaintenanceSubject::Service(id), name))
        }
        (Some(_), Some(service)) => {
            let message = "the window names both a component and a service";
            let problem = place
                .field("service", service)
                .problem(ProblemCode::BadWindow, message);
            findings.add(problem.with_hint("write two windows"));
            None
        }
        (None, None) => {
            let message = "the window names neither a component nor a service";
            findings.add(place.problem(ProblemCode::BadWindow, message));
            None
        }
    }
}

type Facts = (Interval, bool, Option<Instant>);

/// When, whether approved, and when notified; a notice after the start is a late notice.
fn facts(given: &WindowEntry, place: &Place, findings: &mut Findings) -> Option<Facts> {
    let start = values::instant(&place.field("start", &given.start), findings);
    let end_given = place.field("end", &given.end);
    let end = values::instant(&end_given, findings);
    let approved = values::flag(&place.field("approved", &given.approved), findings);
    let notified_at = match &given.notified_at {
        None => Some(None),
        Some(field) => values::instant(&place.field("notifiedAt", field), findings).map(Some),
    };
    let (start, end) = (start?, end?);
    if end <= start {
        let problem = end_given.problem(
            ProblemCode::ReversedInterval,
            "the end is not after the start",
        );
        findings.add(problem.with_expected(format!("an instant after {start}")));
        return None;
    }
    Some((Interval::new(start, end), approved?, notified_at?))
}
