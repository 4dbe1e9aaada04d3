//! Tickets and workload limits of a version.

use super::terms::{TICKETS, with};
use super::{Expected, check};

#[track_caller]
fn check_tickets(old: &str, new: &str, expect: &[(&str, &str)]) {
    assert_eq!(TICKETS.matches(old).count(), 1, "{old:?} must stand once");
    let text = with(&format!("tickets: {}", TICKETS.replace(old, new)));
    let below = |path: &str| format!("agreements.0.versions.0.tickets{path}");
    let paths: Vec<String> = expect.iter().map(|(_, path)| below(path)).collect();
    let expect: Vec<Expected<'_>> = expect
        .iter()
        .zip(&paths)
        .map(|((code, _), path)| (*code, 36, path.as_str()))
        .collect();
    check(&text, &expect);
}

#[test]
fn tickets_are_checked() {
    check_tickets(
        "responseMinutes: 15",
        "responseMinutes: 0",
        &[("OUT_OF_RANGE", ".times.0.responseMinutes")],
    );
    check_tickets(
        "resolutionMinutes: 480",
        "resolutionMinutes: 527041",
        &[("OUT_OF_RANGE", ".times.1.resolutionMinutes")],
    );
    check_tickets(", resolutionMinutes: 480", "", &[("REQUIRED", ".times.1")]);
    check_tickets(
        "priority: P2",
        "priority: P1",
        &[("DUPLICATE_CODE", ".times.1.priority")],
    );
    check_tickets(
        "priority: P2",
        "priority: P9",
        &[("BAD_FIELD", ".times.1.priority")],
    );
    check_tickets(
        "compliancePercent: 90",
        "compliancePercent: 0",
        &[("OUT_OF_RANGE", ".compliancePercent")],
    );
    check_tickets(
        "minSample: 10",
        "minSample: 0",
        &[("OUT_OF_RANGE", ".sample.minSample")],
    );
    check_tickets(
        "allowedMisses: 1",
        "allowedMisses: some",
        &[("BAD_NUMBER", ".sample.allowedMisses")],
    );
    check_tickets(
        "reopenMinutes: 60",
        "reopenMinutes: 0",
        &[("OUT_OF_RANGE", ".reopenMinutes")],
    );
    check_tickets(
        "ackMinutes: 15",
        "ackMinutes: 1.5",
        &[("BAD_NUMBER", ".handoff.ackMinutes")],
    );
    let pauses = "pauses: [{reason: AGREED_DATE, clock: RESPONSE, side: SUPPLIER}, {reason: AGREED_DATE, clock: RESPONSE, side: SUPPLIER}], reopen";
    check_tickets("reopen", pauses, &[("DUPLICATE_CODE", ".pauses.1.reason")]);
    let lunch = "pauses: [{reason: LUNCH, clock: RESPONSE, side: SUPPLIER}], reopen";
    check_tickets("reopen", lunch, &[("BAD_FIELD", ".pauses.0.reason")]);
}

#[test]
fn a_table_of_priorities_names_every_pair_once() {
    let pairs = |skip: &str| -> Vec<String> {
        let words = ["HIGH", "MEDIUM", "LOW"];
        let pairs = words.iter().flat_map(|i| words.iter().map(move |u| (i, u)));
        pairs
            .map(|(i, u)| format!("{{impact: {i}, urgency: {u}, priority: P2}}"))
            .filter(|pair| skip.is_empty() || !pair.contains(skip))
            .collect()
    };
    let table = |pairs: &[String]| format!("priorities: [{}], reopen", pairs.join(", "));
    check_tickets("reopen", &table(&pairs("")), &[]);
    let missing = pairs("impact: LOW, urgency: MEDIUM");
    check_tickets("reopen", &table(&missing), &[("REQUIRED", ".priorities")]);
    let mut twice = pairs("");
    twice.push(twice[0].clone());
    check_tickets(
        "reopen",
        &table(&twice),
        &[("DUPLICATE_CODE", ".priorities.9.impact")],
    );
}

#[test]
fn workload_limits_are_checked() {
    let edit = |limits: &str, expect: &[(&str, &str)]| {
        let below = |path: &str| format!("agreements.0.versions.0.workloadLimits.{path}");
        let paths: Vec<String> = expect.iter().map(|(_, path)| below(path)).collect();
        let expect: Vec<Expected<'_>> = expect
            .iter()
            .zip(&paths)
            .map(|((code, _), path)| (*code, 36, path.as_str()))
            .collect();
        check(&with(&format!("workloadLimits: [{limits}]")), &expect);
    };
    edit("{measure: CHANGES, perMonth: 12}", &[]);
    edit(
        "{measure: CHANGES, perMonth: -1}",
        &[("OUT_OF_RANGE", "0.perMonth")],
    );
    edit(
        "{measure: LUNCHES, perMonth: 1}",
        &[("BAD_FIELD", "0.measure")],
    );
    edit(
        "{measure: CHANGES, perMonth: 1}, {measure: CHANGES, perMonth: 2}",
        &[("DUPLICATE_CODE", "1.measure")],
    );
}
