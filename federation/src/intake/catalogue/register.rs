//! Which codes there are: those of the file and those of the current model, with identifiers.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::document::{
    AgreementEntry, CalendarEntry, ComponentEntry, Document, OrganizationEntry, ServiceEntry,
};
use super::findings::{Findings, Given, Place};
use super::scalar::{CodeForm, Field, List};
use super::values;
use crate::model::ServiceModel;
use crate::vocabulary::{
    AgreementId, CalendarId, Code, ComponentId, OrganizationId, Problem, ProblemCode, ServiceId,
};

/// Where fresh identifiers come from.
pub(super) type Fresh<'f> = &'f mut dyn FnMut() -> Uuid;

/// An entry of the file that has a code.
pub(super) trait Coded {
    /// The section that it stands in.
    const SECTION: &'static str;
    /// What it is.
    const NOUN: &'static str;
    /// Its code.
    fn code(&self) -> &Field<CodeForm>;
}

macro_rules! coded {
    ($($entry:ident in $section:literal is $noun:literal;)+) => {$(
        impl Coded for $entry {
            const SECTION: &'static str = $section;
            const NOUN: &'static str = $noun;

            fn code(&self) -> &Field<CodeForm> {
                &self.code
            }
        }
    )+};
}

coded! {
    AgreementEntry in "agreements" is "agreement";
    CalendarEntry in "calendars" is "calendar";
    ComponentEntry in "components" is "component";
    OrganizationEntry in "organizations" is "organization";
    ServiceEntry in "services" is "service";
}

/// An entry of the file with its identity.
#[derive(Debug)]
pub(super) struct Entry<'d, Id, E> {
    /// Its identifier: that of the current model, or a fresh one.
    pub(super) id: Id,
    /// Its code.
    pub(super) code: Code,
    /// Where it stands.
    pub(super) place: Place,
    /// What was written.
    pub(super) given: &'d E,
}

/// The codes of one noun.
#[derive(Debug)]
pub(super) struct Register<'d, Id, E> {
    ids: BTreeMap<Code, Id>,
    entries: Vec<Entry<'d, Id, E>>,
    by_id: BTreeMap<Id, usize>,
}

impl<'d, Id: Copy + Ord + From<Uuid>, E: Coded> Register<'d, Id, E> {
    fn new(
        list: &'d List<E>,
        known: impl Iterator<Item = (Code, Id)>,
        fresh: Fresh<'_>,
        findings: &mut Findings,
    ) -> Self {
        let mut ids: BTreeMap<Code, Id> = known.collect();
        let mut given: BTreeMap<Code, (Place, &'d E)> = BTreeMap::new();
        for (index, item) in list.iter().flatten().enumerate() {
            let place = Place::entry(E::SECTION, index, item.line);
            let Some(code) = values::code(&place, item.value.code(), findings) else {
                continue;
            };
            if let Some((first, _)) = given.get(&code) {
                findings.add(repeated(
                    &place.field("code", item.value.code()),
                    &format!("the {} {code}", E::NOUN),
                    first,
                ));
            } else {
                given.insert(code, (place, &item.value));
            }
        }
        // Fresh identifiers are drawn in the order of the codes, so that the order of the file
        // leaves no trace in the model.
        let mut entries = Vec::with_capacity(given.len());
        let mut by_id = BTreeMap::new();
        for (code, (place, given)) in given {
            let id = *ids.entry(code.clone()).or_insert_with(|| fresh().into());
            by_id.insert(id, entries.len());
            entries.push(Entry {
                id,
                code,
                place,
                given,
            });
        }
        Self {
            ids,
            entries,
            by_id,
        }
    }

    /// The entries of the file, by code.
    pub(super) fn entries(&self) -> &[Entry<'d, Id, E>] {
        &self.entries
    }

    /// The entry of the file with this identifier.
    pub(super) fn entry(&self, id: Id) -> Option<&Entry<'d, Id, E>> {
        self.by_id.get(&id).map(|index| &self.entries[*index])
    }

    /// The identifier that a code means, if any.
    pub(super) fn known(&self, text: &str) -> Option<Id> {
        let code = text.parse::<Code>().ok()?;
        self.ids.get(&code).copied()
    }

    /// The identifier that a reference means, or the problem that it means nothing.
    pub(super) fn refer(&self, given: &Given<'_>, findings: &mut Findings) -> Option<Id> {
        let id = self.known(given.text);
        if id.is_none() {
            let message = format!(
                "there is no {} with this code, neither in the file nor in the model",
                E::NOUN
            );
            let problem = given
                .problem(ProblemCode::UnknownReference, message)
                .with_hint(format!(
                    "define the {} here or in an earlier catalogue",
                    E::NOUN
                ));
            findings.add_with_nearest(problem, given.text, self.ids.keys().map(Code::as_str));
        }
        id
    }
}

/// The problem that something was defined before, at `first`.
pub(super) fn repeated(given: &Given<'_>, what: &str, first: &Place) -> Problem {
    let first = match first.line() {
        Some(line) => format!("on line {line}"),
        None => format!("at {}", first.path().join(".")),
    };
    let message = format!("{what} is already defined {first}");
    given
        .problem(ProblemCode::DuplicateCode, message)
        .with_hint("keep one of the two, or give them different codes")
}

/// The codes of all nouns.
#[derive(Debug)]
pub(super) struct Registers<'d> {
    /// The organizations.
    pub(super) organizations: Register<'d, OrganizationId, OrganizationEntry>,
    /// The calendars.
    pub(super) calendars: Register<'d, CalendarId, CalendarEntry>,
    /// The components.
    pub(super) components: Register<'d, ComponentId, ComponentEntry>,
    /// The services.
    pub(super) services: Register<'d, ServiceId, ServiceEntry>,
    /// The agreements.
    pub(super) agreements: Register<'d, AgreementId, AgreementEntry>,
}

impl<'d> Registers<'d> {
    /// Enters every code of the document and of the current model.
    pub(super) fn new(
        document: &'d Document,
        current: &ServiceModel,
        fresh: Fresh<'_>,
        findings: &mut Findings,
    ) -> Self {
        macro_rules! register {
            ($section:ident) => {
                Register::new(
                    &document.$section,
                    current
                        .$section
                        .iter()
                        .map(|(id, known)| (known.code.clone(), *id)),
                    fresh,
                    findings,
                )
            };
        }
        Self {
            organizations: register!(organizations),
            calendars: register!(calendars),
            components: register!(components),
            services: register!(services),
            agreements: register!(agreements),
        }
    }
}
