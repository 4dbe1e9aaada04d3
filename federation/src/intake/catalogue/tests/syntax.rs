//! Text that is not a catalogue: the first problem, with its line and, where it can be told, path.

use super::super::CATALOGUE_BYTES_MAX;
use super::{BASE, check, only_problem};
use crate::model::ServiceModel;
use crate::vocabulary::Problem;

fn problem(text: &str) -> Problem {
    only_problem(text, &ServiceModel::default())
}

#[track_caller]
fn check_hint(text: &str, hint: &str) {
    assert_eq!(problem(text).hint.as_deref(), Some(hint), "{text}");
}

/// A catalogue with one organization, written as `fields`; the fields begin on line 3.
fn organization(fields: &str) -> String {
    format!(
        "catalogue: 1\norganizations:\n  - {}",
        fields.replace('\n', "\n    ")
    )
}

#[test]
fn nothing_is_not_a_catalogue() {
    check("", &[("BAD_DOCUMENT", 1, "")]);
    check("# only a comment\n", &[("BAD_DOCUMENT", 2, "")]);
    check("~", &[("BAD_FIELD", 1, "")]);
    check("5", &[("BAD_FIELD", 1, "")]);
    check("[]", &[("BAD_FIELD", 1, "")]);
    check("{}", &[("BAD_FIELD", 1, "catalogue")]);
    check("organizations: []", &[("BAD_FIELD", 1, "catalogue")]);
    check(
        "catalogue: 1\n---\ncatalogue: 1\n",
        &[("BAD_DOCUMENT", 3, "")],
    );
    check("catalogue: 1", &[]);
    check("{\"catalogue\": 1, \"organizations\": []}", &[]);
    check(
        "\u{feff}catalogue: 1\r\ncalendars:\r\n- {code: a, zone: UTC}\r\n",
        &[],
    );
}

#[test]
fn sections_may_be_empty_or_null() {
    check(
        "catalogue: 1\norganizations:\ncalendars: []\nservices: ~\n",
        &[],
    );
}

#[test]
fn the_format_has_one_version() {
    check("catalogue: 2", &[("OUT_OF_RANGE", 1, "catalogue")]);
    check("catalogue: one", &[("BAD_NUMBER", 1, "catalogue")]);
    check("catalogue: \"1\"", &[]);
}

#[test]
fn broken_yaml_has_a_line() {
    check(
        "catalogue: 1\norganizations: [\n",
        &[("BAD_DOCUMENT", 2, "")],
    );
    check(
        "catalogue: 1\n  organizations: []\n",
        &[("BAD_DOCUMENT", 2, "")],
    );
    check(
        "catalogue: 1\norganizations:\n\t- {}\n",
        &[("BAD_DOCUMENT", 3, "")],
    );
    check("catalogue: 1\nservices: \"x\n", &[("BAD_DOCUMENT", 3, "")]);
    check("catalogue: 1\0\n", &[("BAD_DOCUMENT", 1, "")]);
    check(
        "catalogue: !secret 1\n",
        &[("BAD_DOCUMENT", 1, "catalogue")],
    );
    check(
        "catalogue: 1\nservices: *nowhere\n",
        &[("BAD_DOCUMENT", 2, "")],
    );
}

#[test]
fn unknown_fields_have_a_path_and_the_nearest_name() {
    check(
        &organization("code: a\nnaem: b"),
        &[("BAD_FIELD", 4, "organizations.0.naem")],
    );
    check(
        &organization("cod: a"),
        &[("BAD_FIELD", 3, "organizations.0.cod")],
    );
    check(
        "catalogue: 1\norganisations: []",
        &[("BAD_FIELD", 2, "organisations")],
    );
    check("catalogue: 1\n7: 8", &[("BAD_FIELD", 2, "7")]);
    check_hint(
        "catalogue: 1\norganisations: []",
        "did you mean organizations?",
    );
    check_hint(
        &organization("code: a\nprovider_type: b"),
        "did you mean providerType?",
    );
    check_hint(
        &organization("code: a\nsubcontractedto: b"),
        "did you mean subcontractedTo?",
    );
    let far = problem("catalogue: 1\nzzzzzzzz: []");
    assert_eq!(far.hint, None);
    assert_eq!(
        far.expected.as_deref(),
        Some(
            "one of catalogue, organizations, calendars, components, services, agreements, \
             maintenanceWindows"
        )
    );
}

#[test]
fn missing_fields_have_the_path_at_which_they_belong() {
    check(
        &organization("code: a"),
        &[("BAD_FIELD", 3, "organizations.0.name")],
    );
    check(
        "catalogue: 1\nservices:\n- code: a\n  name: A\n  customer: b\n  topologies:\n  - tree: {}\n",
        &[("BAD_FIELD", 7, "services.0.topologies.0.effectiveFrom")],
    );
    check(
        &organization("code:\nname: b"),
        &[("REQUIRED", 3, "organizations.0.code")],
    );
}

#[test]
fn a_path_that_cannot_be_told_is_left_out() {
    // The field is missed before the text stops being YAML.
    check(
        "catalogue: 1\norganizations:\n- code: a\nservices: [\n",
        &[("BAD_FIELD", 3, "")],
    );
}

#[test]
fn values_of_the_wrong_kind_have_a_path() {
    check("catalogue: 1\nservices: 5", &[("BAD_FIELD", 2, "services")]);
    check(
        "catalogue: 1\nservices: {a: b}",
        &[("BAD_FIELD", 2, "services")],
    );
    check(
        "catalogue: 1\nservices:\n- 5\n",
        &[("BAD_FIELD", 3, "services.0")],
    );
    check(
        &organization("code: [a]\nname: b"),
        &[("BAD_FIELD", 3, "organizations.0.code")],
    );
    check(
        &organization("code: a\nname: {b: c}"),
        &[("BAD_FIELD", 4, "organizations.0.name")],
    );
}

#[test]
fn keys_stand_once() {
    check(
        &organization("code: a\nname: b\ncode: c"),
        &[("DUPLICATE_CODE", 5, "organizations.0.code")],
    );
    check(
        "catalogue: 1\nservices: []\nservices: []\n",
        &[("DUPLICATE_CODE", 3, "services")],
    );
}

#[test]
fn aliases_and_merges_are_read() {
    check(
        "\
catalogue: 1
calendars:
  - &office {code: office, zone: &zone Europe/Berlin}
  - {<<: *office, code: office-2}
  - {code: office-3, zone: *zone}
",
        &[],
    );
    // The line is that of the anchor, where it is to be mended.
    check(
        "catalogue: 1\ncalendars:\n- {code: a, zone: &zone EST}\n- {code: b, zone: *zone}\n",
        &[
            ("BAD_TIMEZONE", 3, "calendars.0.zone"),
            ("BAD_TIMEZONE", 3, "calendars.1.zone"),
        ],
    );
}

#[test]
fn anchors_that_contain_themselves_are_a_cycle() {
    let tree = "catalogue: 1\nservices:\n- code: a\n  name: A\n  customer: b\n  topologies:\n  - \
                effectiveFrom: 2026-01-01T00:00:00Z\n    tree: &tree {gate: SERIAL, children: [*tree]}\n";
    check(tree, &[("CYCLE", 8, "")]);
    check("catalogue: 1\nservices: &s [*s]\n", &[("CYCLE", 2, "")]);
}

#[test]
fn bombs_are_defused() {
    // Ten levels of ten aliases each: the reading stops at once at the unknown field, and the
    // search for its path gives up instead of unfolding the rest.
    let mut levels = "catalogue: 1\nx: &l0 [a, a, a, a, a, a, a, a, a, a]\n".to_owned();
    for level in 1..10 {
        let alias = format!("*l{}", level - 1);
        let row = [alias.as_str(); 10].join(", ");
        levels.push_str(&format!("x{level}: &l{level} [{row}]\n"));
    }
    check(&levels, &[("BAD_FIELD", 2, "")]);
    let item = "{code: a, name: b, kind: CUSTOMER}";
    let row = vec!["*o"; 20_000].join(", ");
    let flood = format!("catalogue: 1\norganizations: [&o {item}, {row}]\n");
    check(&flood, &[("TOO_LONG", 2, "")]);
}

#[test]
fn size_and_depth_have_limits() {
    let long = format!("{BASE}#{}", "x".repeat(CATALOGUE_BYTES_MAX));
    check(&long, &[("TOO_LONG", 0, "")]);
    let deep = |levels: usize| {
        format!(
            "catalogue: 1\nservices: [{{code: a, name: A, customer: b, topologies: [{{effectiveFrom: \
             2026-01-01T00:00:00Z, tree: {}{{}}{}}}]}}]\n",
            "{gate: SERIAL, children: [".repeat(levels),
            "]}".repeat(levels)
        )
    };
    check(&deep(40), &[("TOO_LONG", 2, "")]);
    check(&deep(100_000), &[("TOO_LONG", 2, "")]);
    check(&"[".repeat(1_000_000), &[("BAD_DOCUMENT", 1, "")]);
    check(&"- ".repeat(1_000_000), &[("BAD_FIELD", 1, "")]);
    check(&"{a: ".repeat(500_000), &[("BAD_DOCUMENT", 1, "")]);
}
