//! What a catalogue changes, field by field, in words that a person reads before agreeing to it.

use std::fmt::Write as _;

use serde::Serialize;

use super::terms_change::{credit_fields, ticket_fields, workload_field};
use crate::agreement::{Agreement, AgreementSubject, AgreementVersion};
use crate::incident::{MaintenanceSubject, MaintenanceWindow};
use crate::model::{NamedCalendar, Service, ServiceComponent, ServiceModel};
use crate::party::Organization;
use crate::time::WeeklyWindow;
use crate::topology::{Gate, Node, Topology};
use crate::vocabulary::{ComponentId, OrganizationId, Rational};
use crate::words;

words! {
    /// What happens to something that a catalogue names.
    pub enum ChangeAction {
        /// It is new.
        Create = "CREATE",
        /// Fields of it become different.
        Update = "UPDATE",
        /// It is already as the catalogue says.
        Unchanged = "UNCHANGED",
    }
}

words! {
    /// What sort of thing changes.
    pub enum ChangeKind {
        /// A customer, the service integrator, or a supplier.
        Organization = "ORGANIZATION",
        /// A calendar of agreed service hours.
        Calendar = "CALENDAR",
        /// A service component.
        Component = "COMPONENT",
        /// A service.
        Service = "SERVICE",
        /// A dependency tree, as `service@effectiveFrom`.
        Topology = "TOPOLOGY",
        /// An agreement, without its versions.
        Agreement = "AGREEMENT",
        /// A version of an agreement, as `agreement/number`.
        AgreementVersion = "AGREEMENT_VERSION",
        /// A maintenance window, as `component/code/reference` or `service/code/reference`.
        MaintenanceWindow = "MAINTENANCE_WINDOW",
    }
}

/// What a catalogue does to one thing that it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What happens to it.
    pub action: ChangeAction,
    /// What sort of thing it is.
    pub kind: ChangeKind,
    /// What it is known by; the kind says how that is put together.
    pub code: String,
    /// The fields that become different; for a new thing all that it has, for an unchanged one none.
    pub fields: Vec<FieldChange>,
}

/// A field that becomes different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// The name of the field, as in the catalogue; inner fields are joined by a full stop.
    pub field: String,
    /// What it says now; `None` when it says nothing.
    pub before: Option<String>,
    /// What it will say; `None` when it will say nothing.
    pub after: Option<String>,
}

/// The fields of a thing in a fixed order, each with what it says.
pub(super) type Fields = Vec<(&'static str, Option<String>)>;

impl Change {
    /// The change from one description to another of the same kind of thing.
    pub(super) fn between(
        kind: ChangeKind,
        code: String,
        before: Option<Fields>,
        after: Fields,
    ) -> Self {
        let known = before.is_some();
        let before =
            before.unwrap_or_else(|| after.iter().map(|(field, _)| (*field, None)).collect());
        let fields: Vec<FieldChange> = before
            .into_iter()
            .zip(after)
            .filter(|((_, before), (_, after))| before != after)
            .map(|((_, before), (field, after))| FieldChange {
                field: field.to_owned(),
                before,
                after,
            })
            .collect();
        let action = match (known, fields.is_empty()) {
            (false, _) => ChangeAction::Create,
            (true, false) => ChangeAction::Update,
            (true, true) => ChangeAction::Unchanged,
        };
        Self {
            action,
            kind,
            code,
            fields,
        }
    }
}

pub(super) fn organization(organization: &Organization, model: &ServiceModel) -> Fields {
    let Organization {
        id: _,
        code: _,
        name,
        kind,
        provider_type,
        subcontracted_to,
    } = organization;
    vec![
        ("name", Some(name.to_string())),
        ("kind", Some(kind.to_string())),
        ("providerType", provider_type.map(|word| word.to_string())),
        (
            "subcontractedTo",
            subcontracted_to.map(|lead| organization_code(lead, model)),
        ),
    ]
}

pub(super) fn calendar(named: &NamedCalendar) -> Fields {
    let NamedCalendar {
        id: _,
        code: _,
        calendar,
    } = named;
    let weekly = match calendar.weekly.as_deref() {
        None => "around the clock".to_owned(),
        Some([]) => "never".to_owned(),
        Some(windows) => joined(windows.iter().map(window_text)),
    };
    let closed = joined(calendar.closed_dates.iter().map(ToString::to_string));
    vec![
        ("zone", Some(calendar.zone.name().to_owned())),
        ("weekly", Some(weekly)),
        ("closedDates", (!closed.is_empty()).then_some(closed)),
    ]
}

fn window_text(window: &WeeklyWindow) -> String {
    let days: Vec<String> = window.days().iter().map(ToString::to_string).collect();
    format!(
        "{} {}-{}",
        days.join(" ").to_uppercase(),
        window.start_text(),
        window.end_text()
    )
}

pub(super) fn component(component: &ServiceComponent, model: &ServiceModel) -> Fields {
    let ServiceComponent {
        id: _,
        code: _,
        name,
        supplier,
    } = component;
    vec![
        ("name", Some(name.to_string())),
        ("supplier", Some(organization_code(*supplier, model))),
    ]
}

pub(super) fn service(service: &Service, model: &ServiceModel) -> Fields {
    let Service {
        id: _,
        code: _,
        name,
        customer,
    } = service;
    vec![
        ("name", Some(name.to_string())),
        ("customer", Some(organization_code(*customer, model))),
    ]
}

pub(super) fn topology(topology: &Topology, model: &ServiceModel) -> Fields {
    let Topology {
        id: _,
        service: _,
        effective,
        root,
    } = topology;
    let mut tree = String::new();
    draw(root, model, &mut tree);
    vec![
        ("effectiveFrom", Some(effective.from.to_string())),
        ("effectiveTo", effective.to.map(|to| to.to_string())),
        ("tree", Some(tree)),
    ]
}

/// A tree on one line: `SERIAL(wan, K_OF_N 2(n1, n2, n3))`. Its depth is bounded.
fn draw(node: &Node, model: &ServiceModel, text: &mut String) {
    match node {
        Node::Component(component) => text.push_str(&component_code(*component, model)),
        Node::Gate { gate, children } => {
            match gate {
                Gate::Serial => text.push_str("SERIAL"),
                Gate::Parallel => text.push_str("PARALLEL"),
                // Writing to a string does not fail.
                Gate::KOfN(k) => drop(write!(text, "K_OF_N {k}")),
            }
            text.push('(');
            for (index, child) in children.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                draw(child, model, text);
            }
            text.push(')');
        }
    }
}

pub(super) fn agreement(agreement: &Agreement, model: &ServiceModel) -> Fields {
    let Agreement {
        id: _,
        code: _,
        name,
        kind,
        provider,
        customer,
        subject,
        versions: _,
    } = agreement;
    let (service, components) = match subject {
        AgreementSubject::Service(service) => {
            let service = model.services.get(service);
            (service.map(|service| service.code.to_string()), None)
        }
        AgreementSubject::Components(components) => {
            let mut codes: Vec<String> = components
                .iter()
                .map(|component| component_code(*component, model))
                .collect();
            codes.sort_unstable();
            (None, Some(codes.join(", ")))
        }
    };
    vec![
        ("name", Some(name.to_string())),
        ("kind", Some(kind.to_string())),
        ("provider", Some(organization_code(*provider, model))),
        ("customer", Some(organization_code(*customer, model))),
        ("service", service),
        ("components", components),
    ]
}

pub(super) fn version(version: &AgreementVersion, model: &ServiceModel) -> Fields {
    let AgreementVersion {
        id: _,
        version: _,
        status,
        effective,
        calendar,
        terms,
    } = version;
    let calendar = model.calendars.get(calendar);
    let maintenance = terms.maintenance;
    let notice = maintenance.map(|terms| per(terms.notice_seconds, 3_600));
    let cap = maintenance.and_then(|terms| terms.cap_seconds_per_month);
    let mut fields = vec![
        ("status", Some(status.to_string())),
        ("effectiveFrom", Some(effective.from.to_string())),
        ("effectiveTo", effective.to.map(|to| to.to_string())),
        ("calendar", calendar.map(|named| named.code.to_string())),
        (
            "availabilityTargetPercent",
            terms.availability_target.as_ref().map(ToString::to_string),
        ),
        ("degradation", Some(terms.degradation.to_string())),
        ("missingData", Some(terms.missing_data.to_string())),
        ("attributionPolicy", Some(terms.attribution.to_string())),
        ("maintenance.noticeHours", notice),
        (
            "maintenance.capMinutesPerMonth",
            cap.map(|seconds| per(seconds, 60)),
        ),
    ];
    fields.extend(credit_fields(terms.credits.as_ref()));
    fields.extend(ticket_fields(terms.tickets.as_ref()));
    fields.push(workload_field(&terms.workload_limits));
    fields
}

pub(super) fn per(seconds: i64, unit_seconds: i64) -> String {
    Rational::new(seconds, unit_seconds).to_string()
}

pub(super) fn window(window: &MaintenanceWindow) -> Fields {
    let MaintenanceWindow {
        id: _,
        reference: _,
        subject: _,
        interval,
        approved,
        notified_at,
    } = window;
    vec![
        ("start", Some(interval.start.to_string())),
        ("end", Some(interval.end.to_string())),
        ("approved", Some(approved.to_string())),
        ("notifiedAt", notified_at.map(|at| at.to_string())),
    ]
}

/// What a window is known by.
pub(super) fn window_code(window: &MaintenanceWindow, model: &ServiceModel) -> String {
    let (noun, code) = match window.subject {
        MaintenanceSubject::Component(id) => ("component", component_code(id, model)),
        MaintenanceSubject::Service(id) => {
            let service = model.services.get(&id);
            let code = service.map_or_else(|| id.to_string(), |service| service.code.to_string());
            ("service", code)
        }
    };
    format!("{noun}/{code}/{}", window.reference)
}

/// The code; the identifier stands in for one that a broken model lacks.
fn organization_code(id: OrganizationId, model: &ServiceModel) -> String {
    let found = model.organizations.get(&id);
    found.map_or_else(|| id.to_string(), |one| one.code.to_string())
}

fn component_code(id: ComponentId, model: &ServiceModel) -> String {
    let found = model.components.get(&id);
    found.map_or_else(|| id.to_string(), |one| one.code.to_string())
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
