//! Worked figures of cost, on a small schema and on the real one.

use async_graphql::parser::types::DocumentOperations;
use serde_json::{Value, json};

use super::super::prices::{PRICES, SIZED_BY, SIZES};
use super::super::{DocumentLimits, Rejection, admit, appraise};
use super::Costs;
use crate::settings::Limits;

/// Prices and sizes go by names, so `Query.gaps` and `Query.nodes` here cost what they do there.
const SDL: &str = "
    type Query { a: Int o: Object items(first: Int, last: Int): ItemConnection! list: [Object!]!
        words: [String!]! gaps: Object nodes(ids: [ID!]!): [Object]! take(input: Input): Int }
    type Object { a: Int o: Object items(first: Int, last: Int): ItemConnection! }
    type ItemConnection { nodes: [Object!]! edges: [ItemEdge!]! totalCount: Int }
    type ItemEdge { cursor: String! node: Object! }
    input Input { rows: [Int!]! }
    schema { query: Query }";

fn limits(query_cost_max: u64) -> DocumentLimits {
    DocumentLimits::from(&Limits {
        query_cost_max,
        query_variables_max: 10,
        ..Limits::default()
    })
}

fn cost(sdl: &str, document: &str, variables: &Value, most: u64) -> Result<u64, Rejection> {
    let costs = Costs::from_sdl(sdl).expect("a schema");
    let limits = limits(most);
    let document = admit(document, &limits)?;
    let operation = match &document.operations {
        DocumentOperations::Single(operation) => operation,
        DocumentOperations::Multiple(operations) => operations
            .values()
            .min_by_key(|operation| operation.pos)
            .expect("an operation"),
    };
    let variables = variables.as_object().expect("an object");
    let cost = appraise(&operation.node, &document, variables, &costs, &limits)?;
    assert_eq!(cost.allowed, most);
    Ok(cost.requested)
}

#[track_caller]
fn check(document: &str, expect: u64) {
    check_with(document, json!({}), expect);
}

#[track_caller]
fn check_with(document: &str, variables: Value, expect: u64) {
    let given = cost(SDL, document, &variables, u64::MAX);
    let given = given.map_err(|rejection| rejection.error.to_string());
    assert_eq!(given, Ok(expect), "{document:.200}");
}

#[track_caller]
fn refused(document: &str, variables: Value, reason: &str, told: &str) {
    let refused = cost(SDL, document, &variables, 1_000).expect_err("refused");
    assert_eq!(refused.error.code().reason(), reason, "{document:.200}");
    let message = refused.error.message();
    assert!(message.contains(told), "{message}");
}

#[test]
fn every_field_costs_one_and_a_page_multiplies() {
    check("{a}", 1);
    check("{a a x: a}", 3);
    check("{__typename}", 1);
    check("{o{o{a}}}", 3);
    // The connection, its list, and seven rows of one field each.
    check("{items(first: 7){nodes{a}}}", 2 + 7);
    check("{items(first: 7){totalCount nodes{a a}}}", 2 + 1 + 7 * 2);
    check("{items(last: 3){edges{cursor node{a}}}}", 2 + 3 * 3);
    check("{items{nodes{a}}}", 2 + 20);
    check("{items(first: 1000){nodes{a}}}", 2 + 100);
    check("{items(first: -5){nodes{a}}}", 2 + 1);
    let nested = "{items(first: 10){nodes{items(first: 10){nodes{a}}}}}";
    check(nested, 2 + 10 * (2 + 10));
    check("{list{a a}}", 1 + 3 * 2);
    check("{words}", 1);
    check("{gaps{a}}", 2_001);
}

#[test]
fn variables_count_with_their_values_or_defaults() {
    let page = "query($n: Int = 4){items(first: $n){nodes{a}}}";
    check(page, 2 + 4);
    check_with(page, json!({"n": 50}), 2 + 50);
    check_with(page, json!({"n": null}), 2 + 20);
    check_with(page, json!({"n": "many"}), 2 + 20);
    check("{nodes(ids: [1, 2, 3]){a a}}", 1 + 3 * 2);
    let nodes = "query($ids: [ID!]!){nodes(ids: $ids){a}}";
    check_with(nodes, json!({"ids": vec![1; 100]}), 1 + 100 + 10);
    let take = "query($i: Input){take(input: $i) x: take(input: $i)}";
    check_with(take, json!({"i": {"rows": vec![1; 500]}}), 2 * (1 + 50));
}

#[test]
fn a_fragment_costs_where_it_stands() {
    check("{o{...f}} fragment f on Object{a o{a}}", 1 + 3);
    check("{...f ...f} fragment f on Query{a}", 2);
    check(
        "{x: items(first: 2){...p} y: items(first: 9){...p}}
         fragment p on ItemConnection{totalCount nodes{...i}} fragment i on Object{a a}",
        (3 + 2 * 2) + (3 + 9 * 2),
    );
    check(
        "{items(first: 6){... on ItemConnection{nodes{... {a}}}}}",
        2 + 6,
    );
    // Only what is executed is paid.
    check("query a{a} query b{items(first: 100){nodes{a}}}", 1);
}

/// Five pages of a hundred inside each other, and three spreads in each of five fragments.
#[test]
fn a_large_figure_is_counted_by_looking_at_each_field_once() {
    let deep = "items(first: 100){nodes{".repeat(5) + "a" + &"}}".repeat(5);
    check(&format!("{{{deep}}}"), 10_202_020_202);
    let mut text = String::from("{...f0}");
    for n in 0..5 {
        let inner = format!("...f{} ", n + 1).repeat(3);
        text += &format!(" fragment f{n} on Query {{{inner}}}");
    }
    check(&(text + " fragment f5 on Query {a}"), 243);
}

#[test]
fn rows_27_38_and_39_what_costs_too_much_is_refused() {
    let nested = "{items(first: 100){nodes{items(first: 100){nodes{a}}}}}";
    let told = "points of cost: 10202, at most 1000 are allowed";
    refused(nested, json!({}), "QUERY_TOO_COMPLEX", told);
    let many = (0..11).map(|n| (format!("v{n}"), json!(n))).collect();
    let told = "variables: 11, at most 10";
    refused("{a}", Value::Object(many), "QUERY_TOO_MANY_VARIABLES", told);
    let declared: String = (0..11).map(|n| format!("$v{n}: Int ")).collect();
    let declared = format!("query({declared}){{a}}");
    refused(&declared, json!({}), "QUERY_TOO_MANY_VARIABLES", told);
    let rows = json!({"v": vec![json!({"row": 1}); 10_001]});
    assert_eq!(cost(SDL, "{a}", &rows, 1_000).ok(), Some(1));
    let deep = json!({"v": {"x": [{"rows": vec![0; 10_001]}]}});
    let told = "variable $v: 10001, at most 10000";
    refused("{a}", deep, "LIST_TOO_LONG", told);
}

#[test]
fn row_34_an_introspection_in_a_circle_is_refused() {
    let circle = |times: usize| {
        let inner = "fields{type{".repeat(times) + "name" + &"}}".repeat(times);
        format!("{{__schema{{types{{{inner}}}}}}}")
    };
    let told = "inside each other: 3, at most 2";
    refused(&circle(3), json!({}), "QUERY_TOO_DEEP", told);
    assert!(cost(SDL, &circle(2), &json!({}), 1_000).is_ok());
    let hidden = "{__schema{types{...a}}} fragment a on __Type{possibleTypes{interfaces{...b}}}
        fragment b on __Type{inputFields{name}}";
    refused(hidden, json!({}), "QUERY_TOO_DEEP", told);
}

/// What people ask must fit, many times over.
#[test]
fn the_headline_of_the_demo_costs_little() {
    let sdl = crate::graphql::sdl();
    let headline = cost(&sdl, crate::demo::headline::QUERY, &json!({}), 20_000);
    let headline = headline.expect("it passes");
    assert!((100..2_000).contains(&headline), "{headline}");
}

#[test]
fn the_table_names_what_there_is() {
    let costs = Costs::from_sdl(&crate::graphql::sdl()).expect("the schema");
    let names = PRICES.iter().chain(SIZES).map(|(on, field, _)| (on, field));
    let names = names.chain(SIZED_BY.iter().map(|(on, field, _)| (on, field)));
    for (on, field) in names {
        assert!(costs.has(on, field), "{on}.{field} is no field");
    }
    for table in [PRICES, SIZES] {
        let names: Vec<_> = table.iter().map(|(on, field, _)| (on, field)).collect();
        assert!(names.is_sorted(), "alphabetically: {names:?}");
    }
}
