//! What HTTP can do wrong, one line each. Numbers are those of the list of bad inputs.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::{Answer, Ask, SERVER, limits, parts, runtime, settings};
use crate::startup;

pub(super) const HELLO: &str = r#"{"query":"{hello}"}"#;

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

#[test]
fn a_lawful_request_is_answered() {
    let answer = Ask::post(HELLO).send();
    answer.is_fine(json!({"hello": "world"}));
    assert_eq!(
        answer.header("content-type"),
        "application/graphql-response+json; charset=utf-8"
    );
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(answer.header(name), value);
    }
    assert_eq!(answer.header("x-request-id").len(), 36);
    let answer = Ask::post(r#"{"query":"{subject attached}"}"#).send();
    answer.is_fine(json!({"subject": "machine-7", "attached": "hello machine-7"}));
    let packed = Ask::post(gzip(HELLO.as_bytes())).with("Content-Encoding", "gzip");
    packed.send().is_fine(json!({"hello": "world"}));
    let charset = Ask::post(HELLO).instead("Content-Type", "Application/JSON; charset=\"UTF-8\"");
    charset.send().is_fine(json!({"hello": "world"}));
    let nulls =
        r#"{"query":"{hello}","operationName":null,"variables":null,"extensions":null,"id":7}"#;
    Ask::post(nulls).send().is_fine(json!({"hello": "world"}));
}

#[test]
fn an_id_from_outside_is_not_taken() {
    let answer = Ask::post("{").with("X-Request-Id", "mine").send();
    assert_ne!(answer.is(400, "BAD_JSON").header("x-request-id"), "mine");
}

#[test]
fn rows_1_and_2_methods() {
    let get = |query: &str| {
        Ask::post("")
            .method("GET")
            .without("Content-Type")
            .at(query)
    };
    get("/graphql?query={hello}")
        .send()
        .is_fine(json!({"hello": "world"}));
    get("/graphql?query=query($a:Int){hello}&variables={}")
        .send()
        .is(422, "GRAPHQL_VALIDATION_FAILED");
    let mutation = get("/graphql?query=mutation{add(a:1,b:2)}").send();
    assert_eq!(
        mutation.is(405, "METHOD_NOT_ALLOWED").header("allow"),
        "POST"
    );
    Ask::document("mutation{add(a:1,b:2)}")
        .send()
        .is_fine(json!({"add": 3}));
    get("/graphql?query={hello}&query={hello}")
        .send()
        .is(400, "DUPLICATE_NAME");
    get("/graphql?query={hello}&variables=[]")
        .send()
        .is(422, "BAD_REQUEST");
    get("/graphql?query={hello}&variables=%7B")
        .send()
        .is(400, "BAD_JSON");
    get("/graphql").send().is(422, "BAD_REQUEST");
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        let answer = Ask::post(HELLO).method(method).send();
        let answer = answer.is(405, "METHOD_NOT_ALLOWED");
        assert_eq!(answer.header("allow"), "GET, POST");
    }
    let head = Ask::post("").method("HEAD").send();
    assert_eq!((head.status, head.header("allow")), (405, "GET, POST"));
}

#[test]
fn rows_3_to_6_media_types() {
    for media in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
        "application/graphql-response+json",
        "application/graphql",
        "",
    ] {
        let answer = Ask::post(HELLO).instead("Content-Type", media).send();
        answer.is(415, "UNSUPPORTED_MEDIA_TYPE");
    }
    Ask::post(HELLO)
        .without("Content-Type")
        .send()
        .is(415, "UNSUPPORTED_MEDIA_TYPE");
    let twice = Ask::post(HELLO).with("Content-Type", "text/plain").send();
    twice.is(415, "UNSUPPORTED_MEDIA_TYPE");
    for packing in ["br", "deflate", "gzip, gzip"] {
        let answer = Ask::post(HELLO).with("Content-Encoding", packing).send();
        answer.is(415, "UNSUPPORTED_MEDIA_TYPE");
    }
}

#[test]
fn row_7_what_the_client_accepts() {
    let answer = Ask::post(HELLO).instead("Accept", "text/html").send();
    answer.is(406, "NOT_ACCEPTABLE");
    for accept in ["*/*", "application/json", "application/*;q=0.5, text/html"] {
        let answer = Ask::post(HELLO).instead("Accept", accept).send();
        let answer = answer.is_fine(json!({"hello": "world"}));
        assert_eq!(
            answer.header("content-type"),
            "application/json; charset=utf-8"
        );
    }
    let legacy = |body: &str| Ask::post(body).instead("Accept", "application/json").send();
    legacy(r#"{"query":"{"}"#).is(200, "GRAPHQL_PARSE_FAILED");
    legacy(r#"{"query":"{nope}"}"#).is(200, "GRAPHQL_VALIDATION_FAILED");
    legacy(r#"{"query":"{hello}","operationName":"x"}"#).is(200, "OPERATION_UNRESOLVED");
    legacy("{").is(400, "BAD_JSON");
}

#[test]
fn a_body_of_the_limit_is_read_and_no_gzip_is_told() {
    let rest = limits().body_bytes_max - HELLO.len();
    let padded = HELLO.replace("}\"", &format!("}}{}\"", ",".repeat(rest)));
    Ask::post(padded).send().is(422, "QUERY_TOO_LARGE");
    let no_gzip = Ask::post(HELLO).with("Content-Encoding", "gzip").send();
    no_gzip.is(400, "BAD_JSON");
}

#[test]
fn a_chunk_that_is_none_is_refused() {
    let mut stream = SERVER.connect();
    let chunked = Ask::post("").with("Transfer-Encoding", "chunked");
    stream.write_all(&chunked.head()).expect("written");
    stream.write_all(b"zz\r\n").expect("written");
    let answer = Answer::read(stream);
    assert_eq!(answer.status, 400, "{answer:?}");
}

#[test]
fn rows_14_to_17_json() {
    for body in [
        b"".as_slice(),
        b"{",
        b"not json",
        b"\xEF\xBB\xBF{\"query\":\"{hello}\"}",
        b"{\"query\":\"{hello}\xFF\"}",
        br#"{"query":"{hello}","variables":{"a":"\ud800"}}"#,
        br#"{"query":"{hello}"}{"query":"{hello}"}"#,
        br#"{"query":"{hello}","variables":{"a":1e999}}"#,
    ] {
        Ask::post(body).send().is(400, "BAD_JSON");
    }
    let deep = format!(
        r#"{{"query":"{{hello}}","variables":{}"#,
        "[".repeat(100_000)
    );
    Ask::post(deep).send().is(400, "BAD_JSON");
    let twin = r#"{"query":"{hello}","query":"{hello}"}"#;
    let answer = Ask::post(twin).send();
    assert_eq!(
        answer.is(400, "DUPLICATE_NAME").error("code"),
        "BAD_REQUEST"
    );
    let twin = r#"{"query":"{hello}","variables":{"a":{"b":1,"b":2}}}"#;
    Ask::post(twin).send().is(400, "DUPLICATE_NAME");
}

#[test]
fn rows_18_and_19_requests() {
    for body in [
        r#"{"query":null}"#,
        "{}",
        r#"{"query":[]}"#,
        "[]",
        "\"x\"",
        "null",
        "7",
        r#"{"query":"{hello}","variables":[]}"#,
        r#"{"query":"{hello}","variables":"{}"}"#,
        r#"{"query":"{hello}","operationName":7}"#,
        r#"{"query":"{hello}","extensions":"x"}"#,
    ] {
        Ask::post(body).send().is(422, "BAD_REQUEST");
    }
    let batch = format!("[{HELLO},{HELLO}]");
    Ask::post(batch).send().is(422, "BATCH_LIMIT");
}

#[test]
fn row_54_one_bearer_token_before_anything_else() {
    let unauthenticated = |ask: Ask, reason: &str| {
        let answer = ask.send();
        let answer = answer.is(401, reason);
        assert_eq!(answer.error("code"), "UNAUTHENTICATED");
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer error=\"invalid_token\""
        );
    };
    for body in [HELLO, "{", r#"{"query":"{__schema{description}}"}"#] {
        unauthenticated(Ask::post(body).without("Authorization"), "TOKEN_MISSING");
    }
    let put = Ask::post(HELLO).method("PUT").without("Authorization");
    unauthenticated(put, "TOKEN_MISSING");
    let token = SERVER.token("acme");
    for value in [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer x",
        &token,
        &format!("Bearer  {token}"),
        &format!("Bearer {token}x"),
        &format!("Bearer {token}, Bearer {token}"),
    ] {
        unauthenticated(
            Ask::post(HELLO).instead("Authorization", value),
            "TOKEN_INVALID",
        );
    }
    let twice = Ask::post(HELLO).with("Authorization", format!("Bearer {token}"));
    unauthenticated(twice, "TOKEN_INVALID");
    let lower = Ask::post(HELLO).instead("Authorization", format!("bearer {token}"));
    lower.send().is_fine(json!({"hello": "world"}));
    let of = |organization: &str| {
        let token = format!("Bearer {}", SERVER.token(organization));
        Ask::post(HELLO).instead("Authorization", token).send()
    };
    of("globex").is(403, "UNKNOWN_ORGANIZATION");
    let broken = of("broken");
    assert_eq!(
        broken.is(503, "AUTH_UNAVAILABLE").header("retry-after"),
        "1"
    );
}

#[test]
fn what_no_route_takes_is_coded_too() {
    Ask::new("GET", "/").send().is(404, "NOT_FOUND");
    Ask::new("GET", "/graphql/").send().is(404, "NOT_FOUND");
    Ask::new("GET", "/graphql").send().is(401, "TOKEN_MISSING");
    Ask::new("GET", "/panics")
        .send()
        .is(500, "INTERNAL_SERVER_ERROR");
    Ask::new("GET", "/typed/7").send();
    Ask::new("GET", "/typed/x").send().is(404, "NOT_FOUND");
    let answer = Ask::new("POST", "/panics").send();
    assert!(matches!(answer.status, 404 | 405), "{answer:?}");
}

#[test]
fn a_connection_serves_one_request_after_the_other() {
    let again = Ask::post(HELLO).without("Connection");
    let refused = again.clone().without("Authorization");
    let last = Ask::post(HELLO);
    let asks = [&again, &refused, &again, &last];
    let bytes: Vec<u8> = asks
        .iter()
        .flat_map(|ask| [ask.head(), ask.body.clone()].concat())
        .collect();
    let mut stream = SERVER.connect();
    stream.write_all(&bytes).expect("written");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut stream, &mut text).expect("read");
    let statuses: Vec<_> = text
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|answer| &answer[..3])
        .collect();
    assert_eq!(statuses, ["200", "401", "200", "200"], "{text}");
}

#[test]
fn a_server_that_is_told_to_stop_stops() {
    let directory = tempfile::tempdir().expect("a folder");
    let ended = runtime().block_on(async {
        let bound = startup::bind(&settings(directory.path()), parts())?;
        bound.run(async {}).await
    });
    assert!(ended.is_ok(), "{ended:?}");
}

#[test]
fn health_is_open_and_says_one_word() {
    let live = Ask::new("GET", "/livez").send();
    assert_eq!((live.status, &live.body), (200, &json!({"status": "live"})));
    let ready = Ask::new("GET", "/readyz").send();
    assert_eq!(
        (ready.status, &ready.body),
        (200, &json!({"status": "ready"}))
    );
    for path in ["/livez", "/readyz"] {
        let answer = Ask::new("POST", path).send();
        assert_eq!(
            answer.is(405, "METHOD_NOT_ALLOWED").header("allow"),
            "GET, HEAD"
        );
    }
}

#[test]
fn a_large_answer_is_packed_when_the_client_takes_gzip() {
    let answer = Ask::document("{__schema{types{name description}}}");
    let mut stream = SERVER.connect();
    let packed = answer.with("Accept-Encoding", "gzip");
    stream
        .write_all(&[packed.head(), packed.body].concat())
        .expect("written");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut stream, &mut bytes).expect("read");
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1_000)]).to_ascii_lowercase();
    assert!(head.contains("content-encoding: gzip"), "{head}");
}

impl Ask {
    pub(super) fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }
}
