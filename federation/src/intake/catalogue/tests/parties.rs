//! Organizations, calendars, components and services.

use super::{BASE, check, check_edit, check_more, model, only_problem};
use crate::time::WeeklyWindow;

#[test]
fn the_base_is_sound() {
    check(BASE, &[]);
}

#[test]
fn codes_are_codes() {
    let more = |code: &str| format!("components:\n- {{code: {code}, name: A, supplier: leadco}}\n");
    check_more(&more("Wide-Area"), &[("BAD_CODE", 3, "components.0.code")]);
    check_more(
        &more("\"a\\u200bb\""),
        &[("BAD_CODE", 3, "components.0.code")],
    );
    check_more(&more("''"), &[("BAD_CODE", 3, "components.0.code")]);
    check_more(&more("0755"), &[]);
    check_more(&more("1e3"), &[]);
    let problem = only_problem(
        "catalogue: 1\ncalendars: [{code: Main Office, zone: UTC}]",
        &model(BASE),
    );
    assert_eq!(problem.hint.as_deref(), Some("write main-office"));
    assert_eq!(problem.given.as_deref(), Some("Main Office"));
}

#[test]
fn names_are_names() {
    let more = |name: &str| format!("components:\n- {{code: a, name: {name}, supplier: leadco}}\n");
    check_more(&more("' '"), &[("REQUIRED", 3, "components.0.name")]);
    check_more(
        &more("\"a\\u202eb\""),
        &[("BAD_CHARACTER", 3, "components.0.name")],
    );
    check_more(
        &more("\"a\\0b\""),
        &[("BAD_CHARACTER", 3, "components.0.name")],
    );
    check_more(
        &more(&"x".repeat(201)),
        &[("TOO_LONG", 3, "components.0.name")],
    );
    check_more(&more("  Büro – 東京  "), &[]);
}

#[test]
fn codes_are_unique_within_a_section() {
    check_more(
        "calendars:\n- {code: a, zone: UTC}\n- {code: b, zone: UTC}\n- {code: a, zone: UTC}\n",
        &[("DUPLICATE_CODE", 5, "calendars.2.code")],
    );
    // A component and a calendar may share a code.
    check_more("calendars:\n- {code: wan, zone: UTC}\n", &[]);
}

#[test]
fn references_point_somewhere() {
    let more =
        |supplier: &str| format!("components:\n- {{code: a, name: A, supplier: {supplier}}}\n");
    check_more(&more("leadco"), &[]);
    check_more(
        &more("leadcoo"),
        &[("UNKNOWN_REFERENCE", 3, "components.0.supplier")],
    );
    check_more(
        &more("Lead Co"),
        &[("UNKNOWN_REFERENCE", 3, "components.0.supplier")],
    );
    check_more(
        "services:\n- {code: a, name: A, customer: nobody}\n",
        &[("UNKNOWN_REFERENCE", 3, "services.0.customer")],
    );
    let problem = only_problem(&format!("catalogue: 1\n{}", more("leadcoo")), &model(BASE));
    assert_eq!(problem.hint.as_deref(), Some("did you mean leadco?"));
    let problem = only_problem(&format!("catalogue: 1\n{}", more("zzz")), &model(BASE));
    let hint = "define the organization here or in an earlier catalogue";
    assert_eq!(problem.hint.as_deref(), Some(hint));
}

#[test]
fn words_are_on_their_lists() {
    let text = "catalogue: 1\norganizations: [{code: a, name: A, kind: customer}]";
    check(text, &[("BAD_FIELD", 2, "organizations.0.kind")]);
    let problem = only_problem(text, &model(BASE));
    assert_eq!(problem.hint.as_deref(), Some("did you mean CUSTOMER?"));
    assert_eq!(
        problem.expected.as_deref(),
        Some("one of CUSTOMER, SERVICE_INTEGRATOR, SERVICE_PROVIDER")
    );
}

#[test]
fn only_and_all_suppliers_have_a_provider_type() {
    let more = |fields: &str| format!("organizations:\n- {{code: a, name: A, {fields}}}\n");
    let missing = [("REQUIRED", 3, "organizations.0.providerType")];
    check_more(&more("kind: SERVICE_PROVIDER"), &missing);
    check_more(&more("kind: SERVICE_PROVIDER, providerType: ~"), &missing);
    check_more(&more("kind: SERVICE_PROVIDER, providerType: INTERNAL"), &[]);
    let wrong = [("BAD_FIELD", 3, "organizations.0.providerType")];
    check_more(
        &more("kind: SERVICE_PROVIDER, providerType: FOREIGN"),
        &wrong,
    );
    check_more(&more("kind: CUSTOMER, providerType: EXTERNAL"), &wrong);
}

#[test]
fn suppliers_are_subcontracted_to_suppliers_without_a_circle() {
    let path = "organizations.0.subcontractedTo";
    let more = |kind: &str, lead: &str| {
        format!("organizations:\n- {{code: a, name: A, {kind}, subcontractedTo: {lead}}}\n")
    };
    let supplier = "kind: SERVICE_PROVIDER, providerType: EXTERNAL";
    check_more(&more(supplier, "rack"), &[]);
    check_more(&more(supplier, "bank"), &[("WRONG_PARTY", 3, path)]);
    check_more(&more(supplier, "meridian"), &[("WRONG_PARTY", 3, path)]);
    check_more(&more(supplier, "a"), &[("CYCLE", 3, path)]);
    check_more(&more("kind: CUSTOMER", "rack"), &[("BAD_FIELD", 3, path)]);
    // Through the model: rack is subcontracted to leadco.
    let circle = format!(
        "catalogue: 1\norganizations:\n- {{code: leadco, name: LeadCo, {supplier}, subcontractedTo: rack}}\n"
    );
    let problem = only_problem(&circle, &model(BASE));
    assert_eq!((problem.code.as_str(), problem.line), ("CYCLE", Some(3)));
    assert_eq!(
        problem.message,
        "the subcontracting runs in a circle: leadco to rack to leadco"
    );
    check_more(
        &format!(
            "organizations:\n- {{code: a, name: A, {supplier}, subcontractedTo: b}}\n- {{code: b, \
             name: B, {supplier}, subcontractedTo: c}}\n- {{code: c, name: C, {supplier}, \
             subcontractedTo: b}}\n"
        ),
        &[("CYCLE", 4, "organizations.1.subcontractedTo")],
    );
}

#[test]
fn there_is_one_integrator() {
    check_more(
        "organizations:\n- {code: a, name: A, kind: SERVICE_INTEGRATOR}\n",
        &[("WRONG_PARTY", 3, "organizations.0.kind")],
    );
    check(
        "catalogue: 1\norganizations:\n- {code: b, name: B, kind: SERVICE_INTEGRATOR}\n- {code: a, \
         name: A, kind: SERVICE_INTEGRATOR}\n",
        &[("WRONG_PARTY", 3, "organizations.0.kind")],
    );
}

#[test]
fn parties_play_their_part() {
    let component =
        |supplier: &str| format!("components:\n- {{code: a, name: A, supplier: {supplier}}}\n");
    check_more(
        &component("bank"),
        &[("WRONG_PARTY", 3, "components.0.supplier")],
    );
    check_more(&component("meridian"), &[]);
    let service =
        |customer: &str| format!("services:\n- {{code: a, name: A, customer: {customer}}}\n");
    check_more(
        &service("leadco"),
        &[("WRONG_PARTY", 3, "services.0.customer")],
    );
    check_more(
        &service("meridian"),
        &[("WRONG_PARTY", 3, "services.0.customer")],
    );
    check_more(&service("bank"), &[]);
}

#[test]
fn zones_are_places() {
    let more = |zone: &str| format!("calendars:\n- {{code: a, zone: {zone}}}\n");
    for zone in ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"] {
        check_more(&more(zone), &[]);
    }
    for zone in [
        "EST",
        "GMT",
        "CET",
        "Berlin",
        "europe/berlin",
        "'+01:00'",
        "''",
        "Europe/Berln",
    ] {
        check_more(&more(zone), &[("BAD_TIMEZONE", 3, "calendars.0.zone")]);
    }
}

#[track_caller]
fn check_zone_hint(zone: &str, expect: Option<&str>) {
    let text = format!("catalogue: 1\ncalendars: [{{code: a, zone: {zone}}}]");
    let hint = only_problem(&text, &model(BASE)).hint;
    let expect = match expect {
        Some(name) => format!("did you mean {name}?"),
        None => "look the place up in the IANA time zone database".to_owned(),
    };
    assert_eq!(hint, Some(expect), "{zone}");
}

#[test]
fn the_nearest_zone_is_named() {
    check_zone_hint("EST", Some("America/New_York"));
    check_zone_hint("cet", Some("Europe/Berlin"));
    check_zone_hint("Z", Some("UTC"));
    check_zone_hint("Berlin", Some("Europe/Berlin"));
    check_zone_hint("new york", Some("America/New_York"));
    check_zone_hint("Europe/Berln", Some("Europe/Berlin"));
    check_zone_hint("europe/berlin", Some("Europe/Berlin"));
    check_zone_hint("Middle/of/nowhere-at-all", None);
}

#[test]
fn weekly_windows_are_windows() {
    let more =
        |window: &str| format!("calendars:\n- code: a\n  zone: UTC\n  weekly:\n  - {window}\n");
    check_more(
        &more("{days: [SUN, MON], start: '22:00', end: '06:00'}"),
        &[],
    );
    check_more(&more("{days: [MON], start: 08:00, end: 24:00}"), &[]);
    let path = |field: &str| format!("calendars.0.weekly.0.{field}");
    let bad = |field: &'static str| path(field);
    check_more(
        &more("{days: [], start: '08:00', end: '18:00'}"),
        &[("BAD_WINDOW", 6, &bad("days"))],
    );
    check_more(
        &more("{days: [MON, Tue], start: '08:00', end: '18:00'}"),
        &[("BAD_FIELD", 6, &bad("days.1"))],
    );
    check_more(
        &more("{days: [MON], start: '24:00', end: '25:00'}"),
        &[
            ("BAD_WINDOW", 6, &bad("end")),
            ("BAD_WINDOW", 6, &bad("start")),
        ],
    );
    check_more(
        &more("{days: [MON], start: 8am, end: '18:00'}"),
        &[("BAD_WINDOW", 6, &bad("start"))],
    );
    let many = "{days: [MON], start: '08:00', end: '18:00'}, ".repeat(101);
    check_more(
        &format!("calendars:\n- {{code: a, zone: UTC, weekly: [{many}]}}\n"),
        &[("TOO_LONG", 3, "calendars.0.weekly")],
    );
}

#[test]
fn absent_windows_are_always_and_no_windows_never() {
    let weekly = |more: &str| {
        let text = format!("catalogue: 1\ncalendars: [{{code: a, zone: UTC{more}}}]");
        let model = model(&text);
        let named = model.calendars.into_values().next().expect("one calendar");
        named.calendar.weekly
    };
    assert_eq!(weekly(""), None);
    assert_eq!(weekly(", weekly: ~"), None);
    assert_eq!(weekly(", weekly: []"), Some(Vec::new()));
    // Windows are kept in the order of the week, each once.
    let window = "{days: [FRI, MON], start: '08:00', end: '18:00'}";
    let weekend = "{days: [SUN], start: '08:00', end: '12:00'}";
    assert_eq!(
        weekly(&format!(", weekly: [{weekend}, {window}, {window}]")),
        weekly(&format!(", weekly: [{window}, {weekend}]"))
    );
    let all = weekly(&format!(", weekly: [{weekend}, {window}]")).expect("windows");
    let starts: Vec<usize> = all
        .iter()
        .map(|one: &WeeklyWindow| one.days().len())
        .collect();
    assert_eq!(starts, [2, 1]);
}

#[test]
fn closed_dates_are_dates() {
    let more =
        |date: &str| format!("calendars:\n- {{code: a, zone: UTC, closedDates: [{date}]}}\n");
    let path = "calendars.0.closedDates.0";
    check_more(&more("2026-12-25"), &[]);
    check_more(&more("2028-02-29"), &[]);
    check_more(&more("2026-02-29"), &[("BAD_DATE", 3, path)]);
    check_more(&more("2026-2-9"), &[("BAD_DATE", 3, path)]);
    check_more(&more("25.12.2026"), &[("BAD_DATE", 3, path)]);
    check_more(&more("2026-12-25T00:00:00Z"), &[("BAD_DATE", 3, path)]);
    check_more(&more("1999-12-31"), &[("OUT_OF_RANGE", 3, path)]);
    check_more(&more("2100-01-01"), &[("OUT_OF_RANGE", 3, path)]);
}

#[test]
fn every_problem_is_reported_at_once() {
    check(
        "\
catalogue: 1
organizations:
  - {code: Bank, name: '', kind: CLIENT}
  - {code: acme, name: Acme, kind: SERVICE_PROVIDER}
calendars:
  - {code: a, zone: CET, closedDates: [2026-02-30]}
components:
  - {code: c, name: C, supplier: nobody}
maintenanceWindows:
  - {reference: X, component: d, start: 2026-01-01, end: 2026-01-01T00:00:00Z, approved: yes}
",
        &[
            ("BAD_CODE", 3, "organizations.0.code"),
            ("REQUIRED", 4, "organizations.1.providerType"),
            ("BAD_DATE", 6, "calendars.0.closedDates.0"),
            ("BAD_TIMEZONE", 6, "calendars.0.zone"),
            ("UNKNOWN_REFERENCE", 8, "components.0.supplier"),
            ("BAD_FIELD", 10, "maintenanceWindows.0.approved"),
            ("UNKNOWN_REFERENCE", 10, "maintenanceWindows.0.component"),
            ("BAD_TIMESTAMP", 10, "maintenanceWindows.0.start"),
        ],
    );
}

#[test]
fn an_edit_of_a_name_is_lawful() {
    check_edit("name: Hosting,", "name: Hosting and more,", &[]);
}
