//! Rows 23 to 53 of the list of bad inputs: what a document, its variables and its pages can do wrong,
//! on the real schema with the product's limits. Where the answer is another than the list's, the row
//! says why.

use api::auth::MintRequest;
use federation::authority::{Role, Scopes};
use serde_json::{Value, json};
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use crate::catalogues::SMALL;

/// A row: its number, the body, the status, and the reason of the first error, or nothing.
type Row = (u8, Value, u16, &'static str);

fn query(document: impl Into<String>) -> Value {
    json!({"query": document.into()})
}

fn with(document: &str, variables: Value) -> Value {
    json!({"query": document, "variables": variables})
}

fn numbered(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

fn bomb(on: &str, last: &str) -> String {
    let fragments = numbered(25, |n| {
        format!(" fragment f{n} on {on} {{...f{0} ...f{0}}}", n + 1)
    });
    format!("{fragments} fragment f25 on {on} {{{last}}}")
}

const INVALID: &str = "GRAPHQL_VALIDATION_FAILED";
const COMPLEX: &str = "QUERY_TOO_COMPLEX";

fn documents() -> Vec<Row> {
    let nested = |depth: usize| {
        "{node(id: \"x\") ".to_owned()
            + &"{... on Service{components{agreements{agreement".repeat(depth)
            + "{id}"
            + &"}}}}".repeat(depth)
            + "}"
    };
    let circle = "fields{type{".repeat(4) + "name" + &"}}".repeat(4);
    let declared = numbered(101, |n| format!("$v{n}: Int "));
    let given: serde_json::Map<_, _> = (0..10_000).map(|n| (format!("v{n}"), json!(n))).collect();
    let pages = "{components(first: 100){nodes{outages(first: 100){nodes{id start}}}}}";
    let reports = numbered(30, |n| {
        format!("a{n}: gaps(period: {{year: 2026}}){{asOf}} ")
    });
    let ids: Vec<String> = (0..10_001).map(|n| n.to_string()).collect();
    let first = "query($n: Int){services(first: $n){totalCount}}";
    vec![
        (23, query("{services{"), 400, "GRAPHQL_PARSE_FAILED"),
        (24, query("{nothing}"), 422, INVALID),
        (
            25,
            query("query a{viewer{role}} query b{viewer{role}}"),
            422,
            "OPERATION_UNRESOLVED",
        ),
        // The limit is 15: the answers to real questions are up to 12 deep.
        (26, query(nested(5)), 422, "QUERY_TOO_DEEP"),
        (27, query(pages), 422, COMPLEX),
        (
            28,
            query(format!(
                "{{{}}}",
                numbered(31, |n| format!("a{n}: viewer{{role}} "))
            )),
            422,
            "QUERY_TOO_MANY_ALIASES",
        ),
        (
            29,
            query(format!("{{viewer{{{}}}}}", "role ".repeat(1_000))),
            200,
            "",
        ),
        (
            29,
            query(format!("{{viewer{{{}}}}}", "role ".repeat(2_000))),
            422,
            "QUERY_TOO_MANY_TOKENS",
        ),
        (
            30,
            query(format!(
                "{{viewer{{role {}}}}}",
                "@include(if: true)".repeat(100)
            )),
            422,
            "QUERY_TOO_MANY_DIRECTIVES",
        ),
        (
            31,
            query("{...f0}".to_owned() + &bomb("Query", "__typename")),
            422,
            COMPLEX,
        ),
        (
            32,
            query("{... on Query{...f0}}".to_owned() + &bomb("Query", "...{__typename}")),
            422,
            COMPLEX,
        ),
        (
            32,
            query("{__schema{...f0}}".to_owned() + &bomb("__Schema", "__typename")),
            422,
            COMPLEX,
        ),
        (
            33,
            query("{...a} fragment a on Query{...b} fragment b on Query{...a}"),
            422,
            "FRAGMENT_CYCLE",
        ),
        (
            33,
            query("{...a} fragment a on Query{...a}"),
            422,
            "FRAGMENT_CYCLE",
        ),
        (
            34,
            query(format!("{{__schema{{types{{{circle}}}}}}}")),
            422,
            "QUERY_TOO_DEEP",
        ),
        (
            35,
            query(format!("query IntrospectionQuery{{{reports}}}")),
            422,
            COMPLEX,
        ),
        (
            35,
            query(format!("query __schema{{{reports}}}")),
            422,
            COMPLEX,
        ),
        // Without a token: in the test below.
        (36, query("{__schema{queryType{name}}}"), 200, ""),
        (
            37,
            query(format!("{{viewer{{role}}}}#{}", ",".repeat(200_000))),
            422,
            "QUERY_TOO_LARGE",
        ),
        (
            38,
            query(format!("query({declared}){{viewer{{role}}}}")),
            422,
            "QUERY_TOO_MANY_VARIABLES",
        ),
        (
            38,
            with("{viewer{role}}", Value::Object(given)),
            422,
            "QUERY_TOO_MANY_VARIABLES",
        ),
        (38, query("query($a: Int){viewer{role}}"), 422, INVALID),
        (
            39,
            with(
                "query($ids: [ID!]!){nodes(ids: $ids){id}}",
                json!({"ids": ids}),
            ),
            422,
            "LIST_TOO_LONG",
        ),
        // A number beyond Int is found where it is used: an error of the field, beside other fields.
        (
            40,
            with(first, json!({"n": 2_147_483_648_u32})),
            200,
            "BAD_USER_INPUT",
        ),
        (
            40,
            with(first, json!({"n": -2_147_483_649_i64})),
            200,
            "BAD_USER_INPUT",
        ),
        (40, with(first, json!({"n": 1.5})), 422, INVALID),
        (
            40,
            query("{services(first: 1.0){totalCount}}"),
            422,
            INVALID,
        ),
        // No input is a float: exact decimals are texts.
        (
            41,
            query("{calculator{percentOnly(input: {percents: [1e999]}){__typename}}}"),
            400,
            "GRAPHQL_PARSE_FAILED",
        ),
        (
            41,
            query("{services(first: NaN){totalCount}}"),
            422,
            INVALID,
        ),
        // The engine takes the text of an enum for its name, and nothing else for it.
        (
            42,
            query(
                "{service(code: \"portal\"){availabilitySeries(by: \"MONTH\", period: {year: 2026}){state}}}",
            ),
            200,
            "",
        ),
        (
            42,
            query(
                "{service(code: \"portal\"){availabilitySeries(by: \"MONT\", period: {year: 2026}){state}}}",
            ),
            422,
            INVALID,
        ),
        (42, query("{service(code: PORTAL){id}}"), 422, INVALID),
        (42, query("{service(code: null){id}}"), 422, INVALID),
        (
            43,
            with(
                "query($s: Boolean!){viewer{role} gaps(period: {year: 2026}) @skip(if: $s){asOf}}",
                json!({"s": true}),
            ),
            200,
            "",
        ),
        (
            43,
            with(
                "query($s: Boolean!){viewer{role} gaps(period: {year: 2026}) @include(if: $s){asOf}}",
                json!({"s": false}),
            ),
            200,
            "",
        ),
        // There are no persisted queries: a hash alone is no question, and beside one it is not read.
        (
            44,
            json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "ab"}}}),
            422,
            "BAD_REQUEST",
        ),
        (
            44,
            json!({"query": "{viewer{role}}", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "ab"}}}),
            200,
            "",
        ),
        (
            45,
            query("subscription{ticks}"),
            422,
            "SUBSCRIPTION_UNSUPPORTED",
        ),
    ]
}

fn pages() -> Vec<Row> {
    let input = "BAD_USER_INPUT";
    let services = |arguments: &str| {
        query(format!(
            "{{services({arguments}){{totalCount nodes{{id}}}}}}"
        ))
    };
    let service = "query($code: String!){service(code: $code){id}}";
    let mut rows = vec![
        // A page has 20 when no size is asked for; a page that is none is an error of its field.
        (47, query("{services{totalCount}}"), 200, ""),
        (47, services("first: 0"), 200, input),
        (47, services("first: -1"), 200, input),
        (47, services("first: 101"), 200, input),
        (47, services("last: 101"), 200, input),
        (47, services("first: 1, last: 1"), 200, input),
        // Cursors of other lists and readers, and what comes and goes between pages: in `paging`.
        (48, services("after: \"\""), 200, input),
        (48, services("after: \"AAAA\""), 200, input),
        (
            48,
            services(&format!("after: \"{}\"", "A".repeat(10_000))),
            200,
            input,
        ),
        (48, services("after: \"%00'\""), 200, input),
        (49, services("first: 1"), 200, ""),
        // Nobody can sort or filter by a field: there is no oracle.
        (50, services("orderBy: \"name\""), 422, INVALID),
        (
            50,
            query("{outages(filter: {supplier: \"bolt\"}){totalCount}}"),
            422,
            INVALID,
        ),
        // There is no search; a code is compared as a whole.
        (51, services("search: \"%\""), 422, INVALID),
        (52, services("matches: \"(a+)+$\""), 422, INVALID),
        (
            52,
            with(service, json!({"code": "(a+)+$"})),
            200,
            "NOT_FOUND",
        ),
    ];
    let many = "x".repeat(10_000);
    for text in ["%", "_", "\\", "port%", "portal\\", &many] {
        rows.push((51, with(service, json!({"code": text})), 200, "NOT_FOUND"));
    }
    for text in [
        "'; DROP TABLE services; --",
        "' OR 1=1--",
        "$$",
        "\u{0}",
        "portal' --",
        "portal\" --",
    ] {
        rows.push((53, with(service, json!({"code": text})), 200, "NOT_FOUND"));
        let node = "query($id: ID!){node(id: $id){id}}";
        rows.push((53, with(node, json!({"id": text})), 200, "NOT_FOUND"));
        let cursor = "query($after: String){services(after: $after){totalCount}}";
        rows.push((53, with(cursor, json!({"after": text})), 200, input));
    }
    rows
}

async fn ask(app: &TestApp, token: Option<&str>, body: &Value) -> (u16, Value) {
    let mut request = reqwest::Client::new()
        .post(&app.url)
        .header("accept", "application/graphql-response+json")
        .json(body);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.json().await.expect("JSON"))
}

async fn check(rows: impl Fn() -> Vec<Row>, numbers: std::ops::RangeInclusive<u8>) {
    on_both(async |database| {
        let app = TestApp::with_settings(database, |settings| {
            settings.limits.subject_cost_burst_max = u64::MAX;
            settings.limits.organization_cost_burst_max = u64::MAX;
        })
        .await;
        app.apply_as_operator(SMALL).await;
        let token = app.mint(&MintRequest {
            role: Role::Supplier,
            organization: "acme".parse().ok(),
            scopes: Scopes::bundle(Role::Supplier),
            life: chrono::TimeDelta::hours(1),
            subject: "hostile".to_owned(),
        });
        let mut missing: Vec<u8> = numbers.clone().collect();
        let mut wrong = Vec::new();
        for (number, body, status, reason) in rows() {
            missing.retain(|missing| *missing != number);
            let answer = ask(&app, Some(&token), &body).await;
            let given = answer.1.pointer("/errors/0/extensions/reason");
            let given = given.and_then(Value::as_str).unwrap_or("");
            if (answer.0, given) != (status, reason) {
                let (body, answer) = (body.to_string(), format!("{answer:?}"));
                wrong.push(format!("{number}: {body:.200}\n    {answer:.300}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(missing, [0_u8; 0]);
        // After all of it, the server knows what it knew.
        let (status, answer) = ask(&app, Some(&token), &query("{services{totalCount}}")).await;
        assert_eq!(
            (status, &answer["data"]["services"]["totalCount"]),
            (200, &json!(1))
        );
        let (status, _) = ask(&app, None, &query("{__schema{queryType{name}}}")).await;
        assert_eq!(status, 401);
    })
    .await;
}

/// There are no sockets, so row 46 has nothing to be tried on.
#[tokio::test]
async fn rows_23_to_45_documents() {
    check(documents, 23..=45).await;
}

#[tokio::test]
async fn rows_47_to_53_pages() {
    check(pages, 47..=53).await;
}
