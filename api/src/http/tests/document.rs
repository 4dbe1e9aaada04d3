//! What a GraphQL document can do wrong at any schema. The rows of the list of bad inputs are tried on
//! the real one, in the journeys.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

use super::Ask;
use crate::http::{Readiness, Ready};

#[track_caller]
fn refused(document: &str, status: u16, reason: &str) {
    let answer = Ask::document(document).send();
    let answer = answer.is(status, reason);
    let code = match reason {
        "GRAPHQL_PARSE_FAILED" => "GRAPHQL_PARSE_FAILED",
        "OPERATION_UNRESOLVED" => "OPERATION_RESOLUTION_FAILURE",
        _ => "GRAPHQL_VALIDATION_FAILED",
    };
    assert_eq!(answer.error("code"), code);
}

#[test]
fn syntax_fields_and_operations() {
    for document in [
        "",
        "{",
        "{hello",
        "{hello}}",
        "query {",
        "fragment a on Query {hello}",
        "\u{0}",
    ] {
        refused(document, 400, "GRAPHQL_PARSE_FAILED");
    }
    let answer = Ask::document("{\n  hello(").send();
    assert_eq!(answer.body["errors"][0]["locations"][0]["line"], 2);
    refused("{nope}", 422, "GRAPHQL_VALIDATION_FAILED");
    refused("{hello(a: 1)}", 422, "GRAPHQL_VALIDATION_FAILED");
    refused("{again}", 422, "GRAPHQL_VALIDATION_FAILED");
    refused("query($a: Int){hello}", 422, "GRAPHQL_VALIDATION_FAILED");
    refused(
        "mutation{add(a: 1.0, b: 2)}",
        422,
        "GRAPHQL_VALIDATION_FAILED",
    );
    refused("query a{hello} query b{hello}", 422, "OPERATION_UNRESOLVED");
    let named = |name: &str, document: &str| {
        let body = json!({"query": document, "operationName": name});
        Ask::post(body.to_string()).send()
    };
    named("c", "query a{hello} query b{hello}").is(422, "OPERATION_UNRESOLVED");
    named("a", "{hello}").is(422, "OPERATION_UNRESOLVED");
    named("b", "query a{hello} query b{subject}").is_fine(json!({"subject": "machine-7"}));
    refused("subscription{ticks}", 422, "SUBSCRIPTION_UNSUPPORTED");
}

#[test]
fn a_variable_that_must_have_a_value_has_one() {
    let ask = |document: &str, variables: serde_json::Value| {
        Ask::post(json!({"query": document, "variables": variables}).to_string())
    };
    let add = "mutation($a: Int!, $b: Int! = 2){add(a: $a, b: $b)}";
    ask(add, json!({"a": 1})).send().is_fine(json!({"add": 3}));
    for variables in [json!({}), json!({"a": null}), json!({"a": 1, "b": null})] {
        let answer = ask(add, variables.clone()).send();
        assert_eq!(
            answer.is(400, "BAD_VARIABLES").error("code"),
            "BAD_USER_INPUT"
        );
        let legacy = ask(add, variables).instead("Accept", "application/json");
        legacy.send().is(200, "BAD_VARIABLES");
    }
    ask(add, json!({"a": "1"}))
        .send()
        .is(422, "GRAPHQL_VALIDATION_FAILED");
    // The engine finds a number beyond Int only when it comes to the field.
    let answer = ask(add, json!({"a": 2_147_483_648_u32})).send();
    assert_eq!(
        (answer.status, answer.error("reason")),
        (200, "BAD_USER_INPUT")
    );
    assert_eq!(answer.body["data"], json!(null));
}

#[test]
fn at_most_twenty_errors_are_listed() {
    let document: String = (0..100).map(|n| format!("nope{n} ")).collect();
    let answer = Ask::document(&format!("{{{document}}}")).send();
    let errors = answer.is(422, "GRAPHQL_VALIDATION_FAILED").body["errors"].as_array();
    assert_eq!(errors.map(Vec::len), Some(20));
}

#[test]
fn the_introspection_of_common_clients_passes() {
    let mut levels = String::from("kind name");
    for _ in 0..9 {
        levels = format!("kind name ofType{{{levels}}}");
    }
    let document = format!(
        "query IntrospectionQuery{{__schema{{queryType{{name}} types{{...T}} directives{{name args{{...V}}}}}}}}
         fragment T on __Type{{kind name fields(includeDeprecated:true){{name args(includeDeprecated:true){{...V}} type{{...R}}}}
           inputFields{{...V}} interfaces{{...R}} enumValues{{name}} possibleTypes{{...R}}}}
         fragment V on __InputValue{{name type{{...R}} defaultValue}}
         fragment R on __Type{{{levels}}}"
    );
    let answer = Ask::document(&document).send();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body.get("errors").is_none(), "{answer:?}");
}

#[test]
fn errors_of_fields_stand_beside_the_data() {
    let field_error = |document: &str| {
        let answer = Ask::document(document).send();
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.body.get("data").is_some(), "{answer:?}");
        assert!(!answer.body["errors"][0]["path"].is_null(), "{answer:?}");
        assert_eq!(answer.error("requestId"), answer.header("x-request-id"));
        assert!(!answer.body.to_string().contains("payroll"), "{answer:?}");
        let error = |name| answer.error(name).to_owned();
        (error("code"), error("reason"), answer.body["data"].clone())
    };
    let check = |document: &str, code: &str, reason: &str, data| {
        let expect = (code.to_owned(), reason.to_owned(), data);
        assert_eq!(field_error(document), expect, "{document}");
    };
    let partial = json!({"forbidden": null, "hello": "world"});
    check("{forbidden hello}", "FORBIDDEN", "FORBIDDEN", partial);
    check(
        "{unscoped hello}",
        "FORBIDDEN",
        "INSUFFICIENT_SCOPE",
        json!(null),
    );
    let masked = json!({"leak": null, "hello": "world"});
    check(
        "{leak hello}",
        "INTERNAL_SERVER_ERROR",
        "INTERNAL_SERVER_ERROR",
        masked,
    );
    check(
        "{year(at: \"noon\")}",
        "BAD_USER_INPUT",
        "BAD_USER_INPUT",
        json!(null),
    );
}

#[test]
fn panics_and_endless_work_end_in_a_code() {
    Ask::document("{boom}")
        .send()
        .is(500, "INTERNAL_SERVER_ERROR");
    let answer = Ask::document("{forever}").send();
    assert_eq!(
        answer.is(503, "EXECUTION_TIMEOUT").header("retry-after"),
        "1"
    );
}

struct Broken;

impl Readiness for Broken {
    fn check(&self) -> BoxFuture<'_, Result<(), Box<dyn std::error::Error + Send + Sync>>> {
        async { Err("no connection to payroll".into()) }.boxed()
    }
}

#[test]
fn a_server_that_cannot_work_or_stops_is_not_ready() {
    let broken = Ready::new(Arc::new(Broken));
    let error = broken
        .check()
        .now_or_never()
        .expect("at once")
        .expect_err("not ready");
    assert_eq!(
        (error.code().reason(), error.code().status()),
        ("NOT_READY", 503)
    );
    assert!(!error.body(Uuid::nil()).to_string().contains("payroll"));
    let ready = Ready::new(Arc::new(super::Database));
    assert!(ready.check().now_or_never().expect("at once").is_ok());
    ready.stop();
    assert!(ready.check().now_or_never().expect("at once").is_err());
}
