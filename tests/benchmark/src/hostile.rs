//! Documents that mean harm: each small enough to send, and made to cost the server more than it
//! costs the sender.

use serde_json::{Value, json};

/// A hostile request, with the status and reason that it is answered with.
#[derive(Clone, Debug)]
pub struct Hostile {
    /// What it tries.
    pub name: &'static str,
    /// The JSON body.
    pub body: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The reason of the answer; nothing when it is executed.
    pub reason: &'static str,
}

fn bomb(fragments: usize, on: &str, spread: impl Fn(usize) -> String, last: &str) -> String {
    let mut text = String::new();
    for n in 0..fragments {
        text += &format!(" fragment f{n} on {on} {{{}}}", spread(n + 1));
    }
    text + &format!(" fragment f{fragments} on {on} {{{last}}}")
}

fn twice(n: usize) -> String {
    format!("...f{n} ...f{n}")
}

fn numbered(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

/// Every hostile request.
#[must_use]
pub fn all() -> Vec<Hostile> {
    let mut all = Vec::new();
    let mut add = |name, body: Value, status, reason| {
        let body = body.to_string();
        all.push(Hostile {
            name,
            body,
            status,
            reason,
        });
    };
    let query = |document: String| json!({"query": document});
    for (name, status, reason, document) in documents() {
        add(name, query(document), status, reason);
    }
    let take = "query($ids: [ID!]!){nodes(ids: $ids){id}}";
    let ids: Vec<String> = (0..10_001).map(|n| n.to_string()).collect();
    let lists = json!({"query": take, "variables": {"ids": ids}});
    add("a list of 10,001 items", lists, 422, "LIST_TOO_LONG");
    let many: serde_json::Map<String, Value> =
        (0..10_000).map(|n| (format!("v{n}"), json!(n))).collect();
    let variables = json!({"query": "{__typename}", "variables": many});
    add(
        "10,000 variables",
        variables,
        422,
        "QUERY_TOO_MANY_VARIABLES",
    );
    let batch = Value::Array(vec![query("{__typename}".to_owned()); 10_000]);
    add("a batch of 10,000 operations", batch, 422, "BATCH_LIMIT");
    let deep = "[".repeat(100_000);
    let body = format!("{{\"query\":\"{{__typename}}\",\"variables\":{deep}");
    all.push(Hostile {
        name: "JSON nested 100,000 deep",
        body,
        status: 400,
        reason: "BAD_JSON",
    });
    all.push(Hostile {
        name: "a megabyte of nothing",
        body: " ".repeat(1024 * 1024),
        status: 400,
        reason: "BAD_JSON",
    });
    all
}

type Document = (&'static str, u16, &'static str, String);

fn documents() -> Vec<Document> {
    let complex = "QUERY_TOO_COMPLEX";
    let (deep, tokens) = ("QUERY_TOO_DEEP", "QUERY_TOO_MANY_TOKENS");
    let inside = |n| format!("...f{n} ...{{...f{n}}} ... on Query{{...f{n}}}");
    let page = "components(first: 100){nodes{outages(first: 100){nodes{id component{id outages(first: 100){nodes{id}}}}}}}";
    let circle = |times: usize| {
        let inner = "fields{type{".repeat(times) + "name" + &"}}".repeat(times);
        format!("{{__schema{{types{{{inner}}}}}}}")
    };
    let typed = "fragment t on __Type{name description fields(includeDeprecated:true){name description args{name description defaultValue type{...r}} type{...r}} inputFields{name description type{...r}} enumValues{name description} possibleTypes{name} interfaces{name}} fragment r on __Type{kind name ofType{kind name ofType{kind name ofType{kind name}}}}";
    let schemas = |count| {
        let fields = numbered(count, |n| format!("a{n}: types{{...t}} "));
        format!("{{__schema{{{fields}}}}} {typed}")
    };
    vec![
        (
            "29 doubled fragments",
            422,
            complex,
            "{...f0}".to_owned() + &bomb(29, "Query", twice, "__typename"),
        ),
        (
            "12 trebled fragments in inline fragments",
            422,
            complex,
            "{...f0}".to_owned() + &bomb(12, "Query", inside, "__typename"),
        ),
        (
            "the bomb under __schema",
            422,
            complex,
            "{__schema{...f0}}".to_owned() + &bomb(28, "__Schema", twice, "__typename"),
        ),
        (
            "the bomb that nothing spreads",
            422,
            complex,
            "{__typename}".to_owned() + &bomb(28, "Query", twice, "__typename"),
        ),
        (
            "200 fragments in a row",
            422,
            deep,
            "{...f0}".to_owned() + &bomb(200, "Query", |n| format!("...f{n}"), "__typename"),
        ),
        (
            "fragments in a circle",
            422,
            "FRAGMENT_CYCLE",
            "{...a} fragment a on Query{...b} fragment b on Query{...a}".to_owned(),
        ),
        (
            "a fragment in itself",
            422,
            "FRAGMENT_CYCLE",
            "{...a} fragment a on Query{...a ...a ...a}".to_owned(),
        ),
        (
            "5,000 times __typename",
            422,
            tokens,
            format!("{{{}}}", "__typename ".repeat(5_000)),
        ),
        (
            "1,990 times __typename",
            200,
            "",
            format!("{{{}}}", "__typename ".repeat(1_990)),
        ),
        (
            "1,990 different unknown fields",
            422,
            "GRAPHQL_VALIDATION_FAILED",
            format!("{{{}}}", numbered(1_990, |n| format!("unknown{n} "))),
        ),
        (
            "1,000 aliases",
            422,
            tokens,
            format!(
                "{{{}}}",
                numbered(1_000, |n| format!("a{n}: viewer{{role}} "))
            ),
        ),
        (
            "31 aliases",
            422,
            "QUERY_TOO_MANY_ALIASES",
            format!("{{{}}}", numbered(31, |n| format!("a{n}: viewer{{role}} "))),
        ),
        (
            "100 directives",
            422,
            "QUERY_TOO_MANY_DIRECTIVES",
            format!("{{__typename {}}}", "@include(if: true)".repeat(100)),
        ),
        (
            "400 unknown directives",
            422,
            "QUERY_TOO_MANY_DIRECTIVES",
            format!("{{__typename {}}}", "@a".repeat(400)),
        ),
        (
            "20,000 levels",
            422,
            deep,
            "{a".repeat(20_000) + &"}".repeat(20_000),
        ),
        (
            "20,000 brackets in a value",
            422,
            deep,
            format!("{{a(b: {}1{})}}", "[".repeat(20_000), "]".repeat(20_000)),
        ),
        (
            "a hundred of a hundred of a hundred",
            422,
            complex,
            format!("{{{page}}}"),
        ),
        (
            "200 kB of comments",
            422,
            "QUERY_TOO_LARGE",
            format!("{{__typename}}#{}", "x".repeat(200_000)),
        ),
        (
            "64 kB of commas",
            200,
            "",
            format!("{{__typename}}{}", ",".repeat(65_000)),
        ),
        ("introspection in a circle", 422, deep, circle(6)),
        ("introspection in a small circle", 200, "", circle(2)),
        ("the introspection of tools", 200, "", schemas(1)),
        ("twenty introspections", 422, complex, schemas(20)),
        (
            "120 surveys of a year",
            422,
            "QUERY_TOO_MANY_ALIASES",
            format!(
                "{{{}}}",
                numbered(120, |n| format!(
                    "a{n}: gaps(period:{{year:2025}}){{asOf}} "
                ))
            ),
        ),
        (
            "30 surveys of a year",
            422,
            complex,
            format!(
                "{{{}}}",
                numbered(30, |n| format!("a{n}: gaps(period:{{year:2025}}){{asOf}} "))
            ),
        ),
        (
            "a regular expression",
            422,
            "GRAPHQL_VALIDATION_FAILED",
            "{services(search: \"(a+)+$\"){nodes{id}}}".to_owned(),
        ),
        (
            "an open text of 60 kB",
            400,
            "GRAPHQL_PARSE_FAILED",
            format!("{{a(b: \"{}", "x".repeat(60_000)),
        ),
    ]
}
