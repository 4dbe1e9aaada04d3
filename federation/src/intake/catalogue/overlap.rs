//! What must not be in force together: trees of one service, versions of one agreement, and
//! agreements that promise the same thing to the same customer.

use std::collections::{BTreeMap, BTreeSet};

use super::check::Checked;
use super::findings::{Findings, Given};
use crate::agreement::{Agreement, AgreementSubject, AgreementVersion};
use crate::time::Effective;
use crate::vocabulary::{AgreementId, Code, ComponentId, OrganizationId, ProblemCode, ServiceId};

/// A stretch in which something is in force.
struct Span<'a> {
    effective: Effective,
    /// The agreement, or for trees the service: spans of one owner may be compared or not.
    owner: &'a Code,
    /// How a person calls it.
    name: String,
    /// Where its start stands in the file, and as what; `None` when only the model has it.
    start: Option<Given<'a>>,
}

/// Reports every overlap that the document would bring about.
pub(super) fn check(checked: &Checked<'_>, findings: &mut Findings) {
    topologies(checked, findings);
    for agreement in checked.after.agreements.values() {
        let spans = binding(agreement)
            .map(|version| span(agreement, version, checked))
            .collect();
        sweep(
            spans,
            "two versions of one agreement",
            |_, _| true,
            findings,
        );
    }
    agreements(checked, findings);
}

fn topologies(checked: &Checked<'_>, findings: &mut Findings) {
    let mut by_service: BTreeMap<ServiceId, Vec<Span<'_>>> = BTreeMap::new();
    for topology in checked.after.topologies.values() {
        let Some(service) = checked.after.services.get(&topology.service) else {
            continue;
        };
        let from = topology.effective.from;
        let start = checked.topologies.get(&topology.id).map(|placed| {
            placed
                .place
                .field("effectiveFrom", &placed.given.effective_from)
        });
        by_service.entry(topology.service).or_default().push(Span {
            effective: topology.effective,
            owner: &service.code,
            name: format!("the topology of {} from {from}", service.code),
            start,
        });
    }
    for spans in by_service.into_values() {
        sweep(
            spans,
            "two topologies of one service",
            |_, _| true,
            findings,
        );
    }
}

/// Two agreements may not promise one service, or one component to one customer, at once.
fn agreements(checked: &Checked<'_>, findings: &mut Findings) {
    let mut services: BTreeMap<ServiceId, Vec<(AgreementId, usize)>> = BTreeMap::new();
    let mut components: BTreeMap<(ComponentId, OrganizationId), Vec<(AgreementId, usize)>> =
        BTreeMap::new();
    for agreement in checked.after.agreements.values() {
        for (index, version) in agreement.versions.iter().enumerate() {
            if !version.binds() {
                continue;
            }
            let version = (agreement.id, index);
            match &agreement.subject {
                AgreementSubject::Service(service) => {
                    services.entry(*service).or_default().push(version);
                }
                AgreementSubject::Components(subjects) => {
                    for component in subjects {
                        let key = (*component, agreement.customer);
                        components.entry(key).or_default().push(version);
                    }
                }
            }
        }
    }
    // The same two agreements may share many components: that is one mistake, said once.
    let mut promises: BTreeSet<Vec<(AgreementId, usize)>> = BTreeSet::new();
    promises.extend(services.into_values().chain(components.into_values()));
    let mut said: BTreeSet<(String, String)> = BTreeSet::new();
    for versions in promises {
        let spans = versions
            .iter()
            .filter_map(|(id, index)| {
                let agreement = checked.after.agreements.get(id)?;
                Some(span(agreement, agreement.versions.get(*index)?, checked))
            })
            .collect();
        let differ = |a: &Span<'_>, b: &Span<'_>| {
            a.owner != b.owner && said.insert((a.name.clone(), b.name.clone()))
        };
        sweep(
            spans,
            "two agreements that promise the same to the same customer",
            differ,
            findings,
        );
    }
}

fn binding(agreement: &Agreement) -> impl Iterator<Item = &AgreementVersion> {
    agreement.versions.iter().filter(|version| version.binds())
}

fn span<'a>(
    agreement: &'a Agreement,
    version: &AgreementVersion,
    checked: &Checked<'a>,
) -> Span<'a> {
    Span {
        effective: version.effective,
        owner: &agreement.code,
        name: format!("{} version {}", agreement.code, version.version),
        start: checked.versions.get(&version.id).map(|placed| {
            placed
                .place
                .field("effectiveFrom", &placed.given.effective_from)
        }),
    }
}

/// Reports spans that begin before an earlier one has ended, where `matters` says so.
///
/// Only the span that lasts longest so far is compared: when any two overlap, the later of them
/// overlaps that one too.
fn sweep<'a>(
    mut spans: Vec<Span<'a>>,
    what: &str,
    mut matters: impl FnMut(&Span<'a>, &Span<'a>) -> bool,
    findings: &mut Findings,
) {
    spans.sort_by(|a, b| (a.effective.from, &a.name).cmp(&(b.effective.from, &b.name)));
    let mut spans = spans.into_iter();
    let Some(mut longest) = spans.next() else {
        return;
    };
    for span in spans {
        if longest.effective.overlaps(span.effective) && matters(&longest, &span) {
            report(&longest, &span, what, findings);
        }
        let lasts = |span: &Span<'_>| (span.effective.to.is_none(), span.effective.to);
        if lasts(&span) > lasts(&longest) {
            longest = span;
        }
    }
}

fn report(earlier: &Span<'_>, later: &Span<'_>, what: &str, findings: &mut Findings) {
    // What the model alone has does not overlap: the file moved one of the two.
    let (Some(given), other) = (match (&later.start, &earlier.start) {
        (Some(start), other) => (Some(start), other.as_ref()),
        (None, start) => (start.as_ref(), None),
    }) else {
        return;
    };
    let from = later.effective.from;
    let elsewhere = match other.and_then(|other| other.place.line()) {
        Some(line) => format!(" (the other one is on line {line})"),
        None => String::new(),
    };
    let message = format!(
        "{what} are in force together: {} and {}, from {from}{elsewhere}",
        earlier.name, later.name
    );
    let hint = if earlier.effective.from < from {
        format!("end {} with effectiveTo: {from}", earlier.name)
    } else {
        "give them stretches that do not overlap".to_owned()
    };
    findings.add(
        given
            .problem(ProblemCode::OverlappingVersions, message)
            .with_hint(hint),
    );
}
