//! The catalogue seen from outside: text in, plans and problems out.

mod example;
mod laws;
mod parties;
mod permanence;
mod promises;
mod schema;
mod syntax;
mod terms;
mod tickets;
mod trees;

use uuid::Uuid;

use super::{Change, ChangeAction, Plan, plan};
use crate::model::ServiceModel;
use crate::vocabulary::Problem;

/// The published example.
const EXAMPLE: &str = include_str!("../../../../../docs/examples/catalogue.yaml");

/// A small sound catalogue, complete but for its head; the entries begin on line 2.
const BASE: &str = "\
catalogue: 1
organizations:
  - {code: meridian, name: Meridian, kind: SERVICE_INTEGRATOR}
  - {code: bank, name: Bank, kind: CUSTOMER}
  - {code: northnet, name: NorthNet, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: leadco, name: LeadCo, kind: SERVICE_PROVIDER, providerType: EXTERNAL}
  - {code: rack, name: Rack, kind: SERVICE_PROVIDER, providerType: EXTERNAL, subcontractedTo: leadco}
calendars:
  - {code: always, zone: UTC}
  - {code: office, zone: Europe/Berlin, weekly: [{days: [MON, FRI], start: '08:00', end: '18:00'}]}
components:
  - {code: wan, name: Network, supplier: northnet}
  - {code: host, name: Hosting, supplier: leadco}
  - {code: cage, name: Cage, supplier: rack}
services:
  - code: payments
    name: Payments
    customer: bank
    topologies:
      - effectiveFrom: 2026-01-01T00:00:00Z
        tree: {gate: SERIAL, children: [{component: wan}, {component: host}]}
agreements:
  - code: sla
    name: Payments
    kind: SLA
    provider: meridian
    customer: bank
    service: payments
    versions:
      - version: 1
        status: SIGNED
        effectiveFrom: 2026-01-01T00:00:00Z
        calendar: office
        availabilityTargetPercent: 99.9
        maintenance: {noticeHours: 72, capMinutesPerMonth: 480}
  - code: uc
    name: Network
    kind: UNDERPINNING_CONTRACT
    provider: northnet
    customer: meridian
    components: [wan]
    versions:
      - {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always}
      - {version: 2, status: DRAFT, effectiveFrom: 2027-01-01T00:00:00Z, calendar: always}
maintenanceWindows:
  - {reference: CHG-1, component: wan, start: 2026-04-05T02:00:00Z, end: 2026-04-05T06:00:00Z, approved: true}
";

/// Identifiers that count upwards from `first`.
fn counter(first: u128) -> impl FnMut() -> Uuid {
    let mut next = first;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

fn plan_from(text: &str, current: &ServiceModel) -> Result<Plan, Vec<Problem>> {
    plan(text, current, &mut counter(1_000_000))
}

/// The model that a sound catalogue makes out of nothing.
#[track_caller]
fn model(text: &str) -> ServiceModel {
    match plan(text, &ServiceModel::default(), &mut counter(0)) {
        Ok(plan) => plan.after,
        Err(problems) => panic!("{}", shown(&problems)),
    }
}

fn shown(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// What a test expects of a problem: its code, line and path.
type Expected<'a> = (&'a str, u64, &'a str);

/// Plans `text` against `current` and compares the problems in the order of the document.
#[track_caller]
fn check_against(current: &ServiceModel, text: &str, expect: &[Expected<'_>]) {
    let problems = match plan_from(text, current) {
        Ok(_) => Vec::new(),
        Err(problems) => {
            assert!(!problems.is_empty(), "a refusal without a problem");
            problems
        }
    };
    let found: Vec<(&str, u64, String)> = problems
        .iter()
        .map(|problem| {
            (
                problem.code.as_str(),
                problem.line.unwrap_or(0),
                problem.path.join("."),
            )
        })
        .collect();
    let found: Vec<Expected<'_>> = found
        .iter()
        .map(|(code, line, path)| (*code, *line, path.as_str()))
        .collect();
    assert_eq!(found, expect, "\n{text}\n{}", shown(&problems));
}

/// Plans `text` on its own.
#[track_caller]
fn check(text: &str, expect: &[Expected<'_>]) {
    check_against(&ServiceModel::default(), text, expect);
}

/// Plans a catalogue of just `sections`, which begin on line 2, against the base model.
#[track_caller]
fn check_more(sections: &str, expect: &[Expected<'_>]) {
    check_against(&model(BASE), &format!("catalogue: 1\n{sections}"), expect);
}

/// Plans the base catalogue with one text replaced by another against the base model.
#[track_caller]
fn check_edit(old: &str, new: &str, expect: &[Expected<'_>]) {
    assert_eq!(BASE.matches(old).count(), 1, "{old:?} must stand once");
    check_against(&model(BASE), &BASE.replace(old, new), expect);
}

/// The one problem of `text`.
#[track_caller]
fn only_problem(text: &str, current: &ServiceModel) -> Problem {
    match plan_from(text, current) {
        Err(problems) if problems.len() == 1 => problems.into_iter().next().expect("one"),
        Err(problems) => panic!("{}", shown(&problems)),
        Ok(_) => panic!("no problem in {text}"),
    }
}

/// Those changes of a plan that change something, one per line.
fn changes(plan: &Plan) -> String {
    let lines: Vec<String> = plan
        .changes
        .iter()
        .filter(|change| change.action != ChangeAction::Unchanged)
        .map(change_text)
        .collect();
    lines.join("\n")
}

fn change_text(change: &Change) -> String {
    let fields: Vec<String> = change
        .fields
        .iter()
        .map(|field| {
            let show = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
            format!(
                "{}: {} > {}",
                field.field,
                show(&field.before),
                show(&field.after)
            )
        })
        .collect();
    format!(
        "{} {} {} [{}]",
        change.action,
        change.kind,
        change.code,
        fields.join("; ")
    )
}
