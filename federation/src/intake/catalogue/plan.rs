//! From the text of a catalogue to what it would change, and to the model after it.

use std::collections::BTreeSet;

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::change::{self, Change, ChangeAction, ChangeKind};
use super::check::{self, Checked};
use super::findings::Findings;
use super::permanence::{self, HeldFields, Touched};
use super::read::read;
use crate::agreement::AgreementVersion;
use crate::model::ServiceModel;
use crate::vocabulary::{CalendarId, Problem};

/// What a catalogue would do. Nothing is done yet: who applies it replaces the model by `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// One change for each thing that the catalogue names, by kind and then by code.
    pub changes: Vec<Change>,
    /// The model with the changes made. What the catalogue does not name is as it was.
    pub after: ServiceModel,
    /// The SHA-256 of the text, in lower-case hexadecimal digits.
    pub digest: String,
}

/// How many things a plan creates, updates and leaves as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanSummary {
    /// New things.
    pub created: usize,
    /// Things that become different.
    pub updated: usize,
    /// Things that are already as the catalogue says.
    pub unchanged: usize,
}

impl Plan {
    /// Whether anything becomes different.
    #[must_use]
    pub fn changes_something(&self) -> bool {
        self.changes
            .iter()
            .any(|change| change.action != ChangeAction::Unchanged)
    }

    /// The count of each action.
    #[must_use]
    pub fn summary(&self) -> PlanSummary {
        let mut summary = PlanSummary::default();
        for change in &self.changes {
            match change.action {
                ChangeAction::Create => summary.created += 1,
                ChangeAction::Update => summary.updated += 1,
                ChangeAction::Unchanged => summary.unchanged += 1,
            }
        }
        summary
    }
}

/// Reads a catalogue, checks it against `current`, and plans what it changes.
///
/// The text is YAML, of which JSON is a part. `fresh` makes an identifier for each new thing; it is
/// called in an order that does not depend on the order of the text, so that the same catalogue
/// with its entries in another order gives the same model. Planning the same text against the
/// model that results changes nothing.
///
/// # Errors
/// Every problem of the catalogue, by line; the first one only, when the text is not of the shape
/// of a catalogue. A list of problems is never empty.
pub fn plan(
    text: &str,
    current: &ServiceModel,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Plan, Vec<Problem>> {
    let document = read(text)?;
    let mut findings = Findings::new();
    let checked = check::check(&document, current, fresh, &mut findings);
    let touched = touched(&checked, current);
    for touched in &touched {
        permanence::check(touched, &mut findings);
    }
    if !findings.is_empty() {
        return Err(findings.into_problems());
    }
    let mut changes: Vec<Change> = touched.into_iter().map(|touched| touched.change).collect();
    changes.sort_by(|a, b| (a.kind, &a.code).cmp(&(b.kind, &b.code)));
    Ok(Plan {
        changes,
        after: checked.after,
        digest: digest(text),
    })
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Every change that the document asks for, so far as it could be read.
fn touched(checked: &Checked<'_>, current: &ServiceModel) -> Vec<Touched> {
    let after = &checked.after;
    let mut touched = Vec::new();
    let calendars: BTreeSet<CalendarId> = current
        .agreements
        .values()
        .flat_map(|agreement| &agreement.versions)
        .filter(|version| version.binds())
        .map(|version| version.calendar)
        .collect();
    macro_rules! coded {
        ($section:ident, $kind:ident, $describe:expr, $signed:expr) => {
            for entry in checked.registers.$section.entries() {
                if let Some(now) = after.$section.get(&entry.id) {
                    let before = current.$section.get(&entry.id);
                    touched.push(Touched {
                        change: Change::between(
                            ChangeKind::$kind,
                            entry.code.to_string(),
                            before.map(|before| $describe(before, current)),
                            $describe(now, after),
                        ),
                        place: entry.place.clone(),
                        signed: before.is_some_and($signed),
                        lines: entry.given.lines(),
                    });
                }
            }
        };
    }
    coded!(organizations, Organization, change::organization, |_| false);
    coded!(
        calendars,
        Calendar,
        |named, _| change::calendar(named),
        |named| calendars.contains(&named.id)
    );
    coded!(components, Component, change::component, |_| false);
    coded!(services, Service, change::service, |_| false);
    coded!(agreements, Agreement, change::agreement, |agreement| {
        agreement.versions.iter().any(AgreementVersion::binds)
    });
    topologies(checked, current, &mut touched);
    versions(checked, current, &mut touched);
    windows(checked, current, &mut touched);
    touched
}

fn topologies(checked: &Checked<'_>, current: &ServiceModel, touched: &mut Vec<Touched>) {
    let after = &checked.after;
    for (id, placed) in &checked.topologies {
        let Some(now) = after.topologies.get(id) else {
            continue;
        };
        let before = current.topologies.get(id);
        let service = after.services.get(&now.service);
        let code = service.map_or_else(String::new, |service| service.code.to_string());
        touched.push(Touched {
            change: Change::between(
                ChangeKind::Topology,
                format!("{code}@{}", now.effective.from),
                before.map(|before| change::topology(before, current)),
                change::topology(now, after),
            ),
            place: placed.place.clone(),
            signed: false,
            lines: Vec::new(),
        });
    }
}

fn versions(checked: &Checked<'_>, current: &ServiceModel, touched: &mut Vec<Touched>) {
    for agreement in checked.after.agreements.values() {
        let before = current.agreements.get(&agreement.id);
        for now in &agreement.versions {
            let Some(placed) = checked.versions.get(&now.id) else {
                continue;
            };
            let before = before
                .into_iter()
                .flat_map(|agreement| &agreement.versions)
                .find(|version| version.id == now.id);
            touched.push(Touched {
                change: Change::between(
                    ChangeKind::AgreementVersion,
                    format!("{}/{}", agreement.code, now.version),
                    before.map(|before| change::version(before, current)),
                    change::version(now, &checked.after),
                ),
                place: placed.place.clone(),
                signed: before.is_some_and(AgreementVersion::binds),
                lines: placed.given.lines(),
            });
        }
    }
}

fn windows(checked: &Checked<'_>, current: &ServiceModel, touched: &mut Vec<Touched>) {
    for (id, placed) in &checked.windows {
        if let Some(now) = checked.after.maintenance_windows.get(id) {
            let before = current.maintenance_windows.get(id);
            touched.push(Touched {
                change: Change::between(
                    ChangeKind::MaintenanceWindow,
                    change::window_code(now, &checked.after),
                    before.map(change::window),
                    change::window(now),
                ),
                place: placed.place.clone(),
                signed: false,
                lines: Vec::new(),
            });
        }
    }
}
