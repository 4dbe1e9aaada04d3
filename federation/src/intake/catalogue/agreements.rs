//! Agreements: the right parties, the right subject, and versions with their terms.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Placed, wrong_party};
use super::document::{AgreementEntry, VersionEntry};
use super::findings::{Findings, Given, Place};
use super::register::{Entry, Fresh, Registers, repeated};
use super::{values, versions};
use crate::agreement::{Agreement, AgreementKind, AgreementSubject, AgreementVersion};
use crate::model::ServiceModel;
use crate::party::{Organization, OrganizationKind};
use crate::vocabulary::{
    AgreementId, AgreementVersionId, ComponentId, OrganizationId, Problem, ProblemCode, ServiceId,
};

/// Brings the agreements of the file into the model.
pub(super) fn check<'d>(
    registers: &Registers<'d>,
    current: &ServiceModel,
    after: &mut ServiceModel,
    fresh: Fresh<'_>,
    findings: &mut Findings,
) -> BTreeMap<AgreementVersionId, Placed<'d, VersionEntry>> {
    let mut placed = BTreeMap::new();
    for entry in registers.agreements.entries() {
        let before = current.agreements.get(&entry.id);
        let promise = promise(entry, registers, findings);
        let found = versions::found(entry, registers, findings);
        let mut versions: BTreeMap<u32, AgreementVersion> = before
            .into_iter()
            .flat_map(|agreement| &agreement.versions)
            .map(|version| (version.version, version.clone()))
            .collect();
        let mut whole = true;
        for (number, (found, said)) in found {
            let known = versions.get(&number).map(|version| version.id);
            let id = known.unwrap_or_else(|| fresh().into());
            match said {
                Some(said) => {
                    let version = AgreementVersion {
                        id,
                        version: number,
                        status: said.status,
                        effective: said.effective,
                        calendar: said.calendar,
                        terms: said.terms,
                    };
                    versions.insert(number, version);
                }
                None => whole = false,
            }
            placed.insert(id, found);
        }
        let Some(agreement) = promise.filter(|_| whole) else {
            continue;
        };
        let agreement = Agreement {
            versions: versions.into_values().collect(),
            ..agreement
        };
        // What was lawful when it was agreed stays; a chain of suppliers may change since.
        if before.is_none_or(|before| before.subject != agreement.subject) {
            parties(entry, &agreement, registers, after, findings);
        }
        after.agreements.insert(entry.id, agreement);
    }
    placed
}

/// The agreement without its versions.
fn promise(
    entry: &Entry<'_, AgreementId, AgreementEntry>,
    registers: &Registers<'_>,
    findings: &mut Findings,
) -> Option<Agreement> {
    let (given, place) = (entry.given, &entry.place);
    let name = values::text(
        &place.field("name", &given.name),
        Organization::NAME_LENGTH_MAX,
        findings,
    );
    let kind: Option<AgreementKind> = values::word(&place.field("kind", &given.kind), findings);
    let provider = place.field("provider", &given.provider);
    let provider = registers.organizations.refer(&provider, findings);
    let customer = place.field("customer", &given.customer);
    let customer = registers.organizations.refer(&customer, findings);
    let subject = subject(kind, given, place, registers, findings);
    Some(Agreement {
        id: entry.id,
        code: entry.code.clone(),
        name: name?,
        kind: kind?,
        provider: provider?,
        customer: customer?,
        subject: subject?,
        versions: Vec::new(),
    })
}

fn subject(
    kind: Option<AgreementKind>,
    given: &AgreementEntry,
    place: &Place,
    registers: &Registers<'_>,
    findings: &mut Findings,
) -> Option<AgreementSubject> {
    let service = given
        .service
        .as_ref()
        .map(|field| place.field("service", field));
    let service_id = service
        .as_ref()
        .and_then(|service| registers.services.refer(service, findings));
    let components = components(given, place, registers, findings);
    match kind? {
        AgreementKind::Sla => {
            if given.components.is_some() {
                let message = "an SLA is about one service, not about components";
                let problem = place
                    .absent("components")
                    .problem(ProblemCode::BadField, message);
                findings.add(problem.with_hint("leave components out, or make it an OLA"));
            }
            if service.is_none() {
                let problem = place
                    .absent("service")
                    .problem(ProblemCode::Required, "an SLA names its service");
                findings.add(problem);
            }
            service_id.map(AgreementSubject::Service)
        }
        kind @ (AgreementKind::Ola | AgreementKind::UnderpinningContract) => {
            if let Some(service) = &service {
                let message = format!("an agreement of kind {kind} is about components");
                let problem = service.problem(ProblemCode::BadField, message);
                findings.add(problem.with_hint("leave service out, or make the kind SLA"));
            }
            if given.components.as_ref().is_none_or(Vec::is_empty) {
                let message = format!("an agreement of kind {kind} names its components");
                let problem = place
                    .absent("components")
                    .problem(ProblemCode::Required, message);
                findings.add(problem);
                return None;
            }
            components.map(AgreementSubject::Components)
        }
    }
}

/// The components in ascending order; `None` when one is wrong or repeated.
fn components(
    given: &AgreementEntry,
    place: &Place,
    registers: &Registers<'_>,
    findings: &mut Findings,
) -> Option<Vec<ComponentId>> {
    let place = place.absent("components");
    let mut components = BTreeMap::new();
    let mut whole = true;
    for (index, field) in given.components.iter().flatten().enumerate() {
        let component = place.item(index, field);
        let Some(id) = registers.components.refer(&component, findings) else {
            whole = false;
            continue;
        };
        if let Some(first) = components.get(&id) {
            let what = format!("the component {} of this list", component.text);
            findings.add(repeated(&component, &what, first));
            whole = false;
        } else {
            components.insert(id, component.place);
        }
    }
    whole.then(|| components.into_keys().collect())
}

/// Who may promise what to whom.
fn parties(
    entry: &Entry<'_, AgreementId, AgreementEntry>,
    agreement: &Agreement,
    registers: &Registers<'_>,
    after: &ServiceModel,
    findings: &mut Findings,
) {
    let organization = |id: OrganizationId| after.organizations.get(&id);
    let (Some(provider), Some(customer)) = (
        organization(agreement.provider),
        organization(agreement.customer),
    ) else {
        return;
    };
    match &agreement.subject {
        AgreementSubject::Service(service) => {
            sla_parties(entry, provider, customer, *service, after, findings);
        }
        AgreementSubject::Components(_) => {
            let given = entry.place.field("customer", &entry.given.customer);
            if customer.kind != OrganizationKind::ServiceIntegrator
                && provider.subcontracted_to != Some(customer.id)
            {
                let expected = "the SERVICE_INTEGRATOR, or the lead supplier of the provider";
                findings.add(wrong_party(&given, customer, expected));
            }
            owned_components(entry, provider, registers, after, findings);
        }
    }
}

fn sla_parties(
    entry: &Entry<'_, AgreementId, AgreementEntry>,
    provider: &Organization,
    customer: &Organization,
    service: ServiceId,
    after: &ServiceModel,
    findings: &mut Findings,
) {
    if provider.kind != OrganizationKind::ServiceIntegrator {
        let given = entry.place.field("provider", &entry.given.provider);
        findings.add(wrong_party(&given, provider, "the SERVICE_INTEGRATOR"));
    }
    let expected = after
        .services
        .get(&service)
        .and_then(|service| after.organizations.get(&service.customer));
    if let Some(expected) = expected
        && expected.id != customer.id
    {
        let given = entry.place.field("customer", &entry.given.customer);
        let message = format!("{} does not receive the service", customer.code);
        let problem = given.problem(ProblemCode::WrongParty, message);
        findings.add(
            problem
                .with_expected(expected.code.as_str())
                .with_hint("the customer of an SLA is the customer of its service"),
        );
    }
}

/// A provider answers for its own components and for those of its sub-suppliers.
fn owned_components(
    entry: &Entry<'_, AgreementId, AgreementEntry>,
    provider: &Organization,
    registers: &Registers<'_>,
    after: &ServiceModel,
    findings: &mut Findings,
) {
    let place = entry.place.absent("components");
    for (index, field) in entry.given.components.iter().flatten().enumerate() {
        let given = place.item(index, field);
        let supplier = registers
            .components
            .known(given.text)
            .and_then(|id| after.components.get(&id))
            .and_then(|component| after.organizations.get(&component.supplier));
        if let Some(supplier) = supplier
            && !answers_for(provider, supplier, after)
        {
            findings.add(not_owned(&given, provider, supplier));
        }
    }
}

fn not_owned(given: &Given<'_>, provider: &Organization, supplier: &Organization) -> Problem {
    let message = format!(
        "the component is delivered by {}, not by {} or a sub-supplier of it",
        supplier.code, provider.code
    );
    given
        .problem(ProblemCode::WrongParty, message)
        .with_expected(format!("a component of {}", provider.code))
        .with_hint(format!(
            "make {} the provider, or leave it out",
            supplier.code
        ))
}

fn answers_for(provider: &Organization, supplier: &Organization, after: &ServiceModel) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = Some(supplier.id);
    while let Some(id) = next
        && seen.insert(id)
    {
        if id == provider.id {
            return true;
        }
        next = after
            .organizations
            .get(&id)
            .and_then(|organization| organization.subcontracted_to);
    }
    false
}
