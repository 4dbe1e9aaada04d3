//! From a document to the model after it: every entry becomes a value of the domain, or problems.
//! Here are the parties and what they deliver; trees, agreements and windows have files of their
//! own.

use std::collections::BTreeMap;

use super::document::{Document, OrganizationEntry, TopologyEntry, VersionEntry, WindowEntry};
use super::findings::{Findings, Given, Place};
use super::register::{Entry, Fresh, Registers};
use super::{agreements, calendars, overlap, topologies, values, windows};
use crate::model::{Service, ServiceComponent, ServiceModel};
use crate::party::{Organization, OrganizationKind, ProviderType};
use crate::vocabulary::{
    AgreementVersionId, MaintenanceWindowId, OrganizationId, Problem, ProblemCode, TopologyId,
};

/// An entry that has no code of its own.
#[derive(Debug)]
pub(super) struct Placed<'d, E> {
    /// Where it stands.
    pub(super) place: Place,
    /// What was written.
    pub(super) given: &'d E,
}

/// What a document amounts to.
#[derive(Debug)]
pub(super) struct Checked<'d> {
    /// The entries with codes.
    pub(super) registers: Registers<'d>,
    /// The trees of the file.
    pub(super) topologies: BTreeMap<TopologyId, Placed<'d, TopologyEntry>>,
    /// The agreement versions of the file.
    pub(super) versions: BTreeMap<AgreementVersionId, Placed<'d, VersionEntry>>,
    /// The maintenance windows of the file.
    pub(super) windows: BTreeMap<MaintenanceWindowId, Placed<'d, WindowEntry>>,
    /// The model after the document; whole only when nothing was found.
    pub(super) after: ServiceModel,
}

/// Checks a document against the current model.
pub(super) fn check<'d>(
    document: &'d Document,
    current: &ServiceModel,
    fresh: Fresh<'_>,
    findings: &mut Findings,
) -> Checked<'d> {
    let root = Place::root();
    values::whole(
        &root.field("catalogue", &document.catalogue),
        (1, 1),
        findings,
    );
    let registers = Registers::new(document, current, fresh, findings);
    let mut after = current.clone();
    organizations(&registers, &mut after, findings);
    calendars::check(&registers, &mut after, findings);
    components(&registers, &mut after, findings);
    services(&registers, &mut after, findings);
    let topologies = topologies::check(&registers, current, &mut after, fresh, findings);
    let versions = agreements::check(&registers, current, &mut after, fresh, findings);
    let windows = windows::check(document, &registers, &mut after, fresh, findings);
    let checked = Checked {
        registers,
        topologies,
        versions,
        windows,
        after,
    };
    overlap::check(&checked, findings);
    checked
}

fn organizations(registers: &Registers<'_>, after: &mut ServiceModel, findings: &mut Findings) {
    for entry in registers.organizations.entries() {
        if let Some(organization) = organization(entry, registers, findings) {
            after.organizations.insert(entry.id, organization);
        }
    }
    lead_suppliers(registers, after, findings);
    one_integrator(registers, after, findings);
}

fn organization(
    entry: &Entry<'_, OrganizationId, OrganizationEntry>,
    registers: &Registers<'_>,
    findings: &mut Findings,
) -> Option<Organization> {
    let (given, place) = (entry.given, &entry.place);
    let name = values::text(
        &place.field("name", &given.name),
        Organization::NAME_LENGTH_MAX,
        findings,
    );
    let kind: Option<OrganizationKind> = values::word(&place.field("kind", &given.kind), findings);
    let provider_type = given
        .provider_type
        .as_ref()
        .map(|field| place.field("providerType", field));
    let provider_type = provider_type_of(kind, provider_type.as_ref(), place, findings);
    let lead = given
        .subcontracted_to
        .as_ref()
        .map(|field| place.field("subcontractedTo", field));
    if let (Some(lead), Some(kind)) = (&lead, kind)
        && kind != OrganizationKind::ServiceProvider
    {
        let message = format!("a {kind} is not subcontracted to anybody");
        findings.add(lead.problem(ProblemCode::BadField, message));
    }
    let subcontracted_to = match &lead {
        Some(lead) => Some(registers.organizations.refer(lead, findings)?),
        None => None,
    };
    Some(Organization {
        id: entry.id,
        code: entry.code.clone(),
        name: name?,
        kind: kind?,
        provider_type: provider_type?,
        subcontracted_to,
    })
}

/// Only and always a supplier has a provider type; `None` when that or the word is wrong.
fn provider_type_of(
    kind: Option<OrganizationKind>,
    given: Option<&Given<'_>>,
    place: &Place,
    findings: &mut Findings,
) -> Option<Option<ProviderType>> {
    let words = ProviderType::ALL.iter().map(|word| word.as_str());
    match (kind, given) {
        (None | Some(OrganizationKind::ServiceProvider), Some(given)) => {
            values::word(given, findings).map(Some)
        }
        (Some(OrganizationKind::ServiceProvider), None) => {
            let problem = place.absent("providerType").problem(
                ProblemCode::Required,
                "a SERVICE_PROVIDER has a provider type",
            );
            let expected = words.collect::<Vec<_>>().join(", ");
            findings.add(problem.with_expected(format!("one of {expected}")));
            None
        }
        (Some(kind), Some(given)) => {
            let message = format!("a {kind} has no provider type");
            let problem = given.problem(ProblemCode::BadField, message);
            findings.add(problem.with_hint("leave it out, or make the kind SERVICE_PROVIDER"));
            None
        }
        (None | Some(_), None) => Some(None),
    }
}

/// A lead supplier is a supplier, and nobody is subcontracted to itself through others.
fn lead_suppliers(registers: &Registers<'_>, after: &ServiceModel, findings: &mut Findings) {
    // Which entry's walk last came by an organization: twice on one walk is a circle.
    let mut walks: BTreeMap<OrganizationId, OrganizationId> = BTreeMap::new();
    for entry in registers.organizations.entries() {
        let Some(field) = &entry.given.subcontracted_to else {
            continue;
        };
        let given = entry.place.field("subcontractedTo", field);
        let lead = after
            .organizations
            .get(&entry.id)
            .and_then(|organization| organization.subcontracted_to)
            .and_then(|lead| after.organizations.get(&lead));
        if let Some(lead) = lead
            && lead.kind != OrganizationKind::ServiceProvider
        {
            findings.add(wrong_party(&given, lead, "a SERVICE_PROVIDER"));
        }
        let mut chain: Vec<OrganizationId> = Vec::new();
        let mut next = Some(entry.id);
        while let Some(id) = next {
            if let Some(walk) = walks.insert(id, entry.id) {
                if walk == entry.id
                    && let Some(start) = chain.iter().position(|link| *link == id)
                {
                    findings.add(cycle(&chain[start..], registers, after));
                }
                break;
            }
            chain.push(id);
            next = after
                .organizations
                .get(&id)
                .and_then(|organization| organization.subcontracted_to);
        }
    }
}

fn cycle(chain: &[OrganizationId], registers: &Registers<'_>, after: &ServiceModel) -> Problem {
    const LINKS_MAX: usize = 10;
    let mut codes: Vec<&str> = chain
        .iter()
        .take(LINKS_MAX)
        .filter_map(|id| after.organizations.get(id))
        .map(|organization| organization.code.as_str())
        .collect();
    if chain.len() > LINKS_MAX {
        codes.push("...");
    }
    codes.extend(codes.first().copied());
    let message = format!(
        "the subcontracting runs in a circle: {}",
        codes.join(" to ")
    );
    // The current model has no circle, so the file has one of its links.
    let link = chain.iter().find_map(|id| {
        let entry = registers.organizations.entry(*id)?;
        let field = entry.given.subcontracted_to.as_ref()?;
        Some(entry.place.field("subcontractedTo", field))
    });
    link.map_or_else(
        || Problem::new(ProblemCode::Cycle, &message),
        |given| given.problem(ProblemCode::Cycle, &message),
    )
    .with_hint("the lead supplier of a chain has no subcontractedTo")
}

fn one_integrator(registers: &Registers<'_>, after: &ServiceModel, findings: &mut Findings) {
    let mut integrators: Vec<&Organization> = after
        .organizations
        .values()
        .filter(|organization| organization.kind == OrganizationKind::ServiceIntegrator)
        .collect();
    // One that the model had, or else the first by code, is the one that the others are too many
    // beside.
    integrators.sort_by_key(|one| (registers.organizations.entry(one.id).is_some(), &one.code));
    let Some((first, others)) = integrators.split_first() else {
        return;
    };
    for other in others {
        let Some(entry) = registers.organizations.entry(other.id) else {
            continue;
        };
        let message = format!(
            "{} is the service integrator already; there is one",
            first.code
        );
        let given = entry.place.field("kind", &entry.given.kind);
        findings.add(
            given
                .problem(ProblemCode::WrongParty, message)
                .with_hint("make this organization a SERVICE_PROVIDER"),
        );
    }
}

/// The problem that an organization plays another part than is needed.
pub(super) fn wrong_party(
    given: &Given<'_>,
    organization: &Organization,
    expected: &str,
) -> Problem {
    let message = format!("{} is a {}", organization.code, organization.kind);
    given
        .problem(ProblemCode::WrongParty, message)
        .with_expected(expected)
}

fn components(registers: &Registers<'_>, after: &mut ServiceModel, findings: &mut Findings) {
    for entry in registers.components.entries() {
        let name = values::text(
            &entry.place.field("name", &entry.given.name),
            Organization::NAME_LENGTH_MAX,
            findings,
        );
        let given = entry.place.field("supplier", &entry.given.supplier);
        let Some(supplier) = registers.organizations.refer(&given, findings) else {
            continue;
        };
        if let Some(organization) = after.organizations.get(&supplier)
            && organization.kind == OrganizationKind::Customer
        {
            let expected = "a SERVICE_PROVIDER, or the SERVICE_INTEGRATOR";
            findings.add(wrong_party(&given, organization, expected).with_hint(
                "a customer that delivers is a SERVICE_PROVIDER of its own, with the provider \
                 type CUSTOMER_ACTING_AS_SUPPLIER",
            ));
        }
        if let Some(name) = name {
            let component = ServiceComponent {
                id: entry.id,
                code: entry.code.clone(),
                name,
                supplier,
            };
            after.components.insert(entry.id, component);
        }
    }
}

fn services(registers: &Registers<'_>, after: &mut ServiceModel, findings: &mut Findings) {
    for entry in registers.services.entries() {
        let name = values::text(
            &entry.place.field("name", &entry.given.name),
            Organization::NAME_LENGTH_MAX,
            findings,
        );
        let given = entry.place.field("customer", &entry.given.customer);
        let Some(customer) = registers.organizations.refer(&given, findings) else {
            continue;
        };
        if let Some(organization) = after.organizations.get(&customer)
            && organization.kind != OrganizationKind::Customer
        {
            findings.add(wrong_party(&given, organization, "a CUSTOMER"));
        }
        if let Some(name) = name {
            let service = Service {
                id: entry.id,
                code: entry.code.clone(),
                name,
                customer,
            };
            after.services.insert(entry.id, service);
        }
    }
}
