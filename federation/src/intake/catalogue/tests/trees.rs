//! Dependency trees and the stretches in which they are in force.

use super::{BASE, Expected, check_more, model, only_problem};
use crate::topology::{Gate, Node};

/// A second service with the given tree, which stands on line 8.
fn tree(tree: &str) -> String {
    format!(
        "services:\n- code: cards\n  name: Cards\n  customer: bank\n  topologies:\n  - \
         effectiveFrom: 2026-01-01T00:00:00Z\n    tree: {tree}\n"
    )
}

const TREE: &str = "services.0.topologies.0.tree";

#[track_caller]
fn check_tree(text: &str, expect: &[(&str, &str)]) {
    let expect: Vec<(&str, String)> = expect
        .iter()
        .map(|(code, path)| (*code, format!("{TREE}{path}")))
        .collect();
    let expect: Vec<Expected<'_>> = expect
        .iter()
        .map(|(code, path)| (*code, 8, path.as_str()))
        .collect();
    check_more(&tree(text), &expect);
}

#[test]
fn gates_fit_their_children() {
    let three = "children: [{component: wan}, {component: host}, {component: cage}]";
    check_tree("{component: wan}", &[]);
    check_tree("{gate: SERIAL, children: [{component: wan}]}", &[]);
    check_tree(&format!("{{gate: PARALLEL, {three}}}"), &[]);
    check_tree(&format!("{{gate: K_OF_N, k: 1, {three}}}"), &[]);
    check_tree(&format!("{{gate: K_OF_N, k: 3, {three}}}"), &[]);
    for k in ["0", "4", "-1", "two", "1.5", "99999999999"] {
        check_tree(
            &format!("{{gate: K_OF_N, k: {k}, {three}}}"),
            &[("BAD_GATE", ".k")],
        );
    }
    let too_many = tree(&format!("{{gate: K_OF_N, k: 4, {three}}}"));
    let problem = only_problem(&format!("catalogue: 1\n{too_many}"), &model(BASE));
    let hint = "k says how many children are needed";
    assert_eq!(problem.hint.as_deref(), Some(hint));
    check_tree(&format!("{{gate: K_OF_N, {three}}}"), &[("BAD_GATE", ".k")]);
    check_tree(
        &format!("{{gate: SERIAL, k: 3, {three}}}"),
        &[("BAD_GATE", ".k")],
    );
    check_tree(
        &format!("{{gate: PARALLEL, k: 1, {three}}}"),
        &[("BAD_GATE", ".k")],
    );
    check_tree(
        &format!("{{gate: ANY, {three}}}"),
        &[("BAD_FIELD", ".gate")],
    );
    check_tree("{gate: SERIAL, children: []}", &[("BAD_GATE", ".children")]);
    check_tree("{gate: SERIAL}", &[("BAD_GATE", ".children")]);
    check_tree("{}", &[("BAD_GATE", "")]);
    check_tree(&format!("{{{three}}}"), &[("BAD_GATE", "")]);
    check_tree(
        "{component: wan, gate: SERIAL}",
        &[("BAD_GATE", ".component")],
    );
    check_tree(
        "{component: wan, children: []}",
        &[("BAD_GATE", ".component")],
    );
    check_tree(
        "{gate: SERIAL, children: [{component: wam}, {gate: PARALLEL}, {component: lan}]}",
        &[
            ("UNKNOWN_REFERENCE", ".children.0.component"),
            ("BAD_GATE", ".children.1.children"),
            ("UNKNOWN_REFERENCE", ".children.2.component"),
        ],
    );
}

#[test]
fn trees_have_a_depth_and_a_size() {
    let deep = |gates: usize| {
        let open = "{gate: SERIAL, children: [".repeat(gates);
        format!("{open}{{component: wan}}{}", "]}".repeat(gates))
    };
    check_tree(&deep(16), &[]);
    let path = ".children.0".repeat(16);
    check_tree(&deep(17), &[("TOO_LONG", &path)]);
    let wide = |nodes: usize| {
        format!(
            "{{gate: SERIAL, children: [{}]}}",
            "{component: wan}, ".repeat(nodes - 1)
        )
    };
    check_tree(&wide(500), &[]);
    check_tree(&wide(501), &[("TOO_LONG", "")]);
}

#[test]
fn trees_keep_the_order_of_children() {
    let model = model(&BASE.replace(
        "{gate: SERIAL, children: [{component: wan}, {component: host}]}",
        "{gate: K_OF_N, k: 1, children: [{component: wan}, {component: host}]}",
    ));
    let topology = model.topologies.values().next().expect("one topology");
    let Node::Gate { gate, children } = &topology.root else {
        panic!("a gate")
    };
    let codes: Vec<&str> = children
        .iter()
        .map(|child| match child {
            Node::Component(id) => model.components[id].code.as_str(),
            Node::Gate { .. } => panic!("a leaf"),
        })
        .collect();
    assert_eq!((*gate, codes), (Gate::KOfN(1), vec!["wan", "host"]));
}

/// More topologies of the base service; the first stands on line 7.
fn topologies(stretches: &[&str]) -> String {
    let mut text =
        "services:\n- code: payments\n  name: Payments\n  customer: bank\n  topologies:\n"
            .to_owned();
    for stretch in stretches {
        text.push_str(&format!("  - {{{stretch}, tree: {{component: wan}}}}\n"));
    }
    text
}

#[test]
fn topologies_of_a_service_do_not_overlap() {
    let path = |index: usize| format!("services.0.topologies.{index}.effectiveFrom");
    // The base has one from 2026-01-01 without end.
    check_more(
        &topologies(&["effectiveFrom: 2027-01-01T00:00:00Z"]),
        &[("OVERLAPPING_VERSIONS", 7, &path(0))],
    );
    check_more(
        &topologies(&["effectiveFrom: 2025-01-01T00:00:00Z"]),
        &[("OVERLAPPING_VERSIONS", 7, &path(0))],
    );
    check_more(
        &topologies(&[
            "effectiveFrom: 2025-01-01T00:00:00Z, effectiveTo: 2026-01-01T00:00:00Z",
            "effectiveFrom: 2026-01-01T00:00:00Z, effectiveTo: 2027-01-01T00:00:00+01:00",
            "effectiveFrom: 2027-01-01T00:00:00+01:00",
        ]),
        &[],
    );
    check_more(
        &topologies(&[
            "effectiveFrom: 2026-06-01T00:00:00Z",
            "effectiveFrom: 2026-01-01T01:00:00+01:00, effectiveTo: 2026-06-01T00:00:01Z",
        ]),
        &[("OVERLAPPING_VERSIONS", 7, &path(0))],
    );
    check_more(
        &topologies(&[
            "effectiveFrom: 2026-01-01T01:00:00+01:00",
            "effectiveFrom: 2026-01-01T00:00:00Z",
        ]),
        &[("DUPLICATE_CODE", 8, &path(1))],
    );
    let text = format!(
        "catalogue: 1\n{}",
        topologies(&["effectiveFrom: 2027-01-01T00:00:00Z"])
    );
    let problem = only_problem(&text, &model(BASE));
    assert_eq!(problem.given.as_deref(), Some("2027-01-01T00:00:00Z"));
    assert_eq!(
        problem.hint.as_deref(),
        Some(
            "end the topology of payments from 2026-01-01T00:00:00Z with effectiveTo: \
             2027-01-01T00:00:00Z"
        )
    );
}

#[test]
fn stretches_run_forwards_and_instants_have_an_offset() {
    let from = "services.0.topologies.0.effectiveFrom";
    let to = "services.0.topologies.0.effectiveTo";
    let more = |stretch: &str| topologies(&[stretch]);
    check_more(
        &more("effectiveFrom: 2026-01-01T00:00:00"),
        &[("NAIVE_TIMESTAMP", 7, from)],
    );
    check_more(
        &more("effectiveFrom: 2026-01-01 00:00"),
        &[("NAIVE_TIMESTAMP", 7, from)],
    );
    check_more(
        &more("effectiveFrom: 2026-02-30T00:00:00Z"),
        &[("BAD_TIMESTAMP", 7, from)],
    );
    check_more(
        &more("effectiveFrom: 2026-01-01"),
        &[("BAD_TIMESTAMP", 7, from)],
    );
    check_more(
        &more("effectiveFrom: 1890-01-01T00:00:00Z"),
        &[("OUT_OF_RANGE", 7, from)],
    );
    let until = |end: &str| {
        more(&format!(
            "effectiveFrom: 2026-01-01T00:00:00Z, effectiveTo: {end}"
        ))
    };
    check_more(&until("2026-01-01T00:00:01Z"), &[]);
    check_more(
        &until("2026-01-01T00:00:00Z"),
        &[("REVERSED_INTERVAL", 7, to)],
    );
    check_more(
        &until("2026-01-01T00:30:00+01:00"),
        &[("REVERSED_INTERVAL", 7, to)],
    );
}
