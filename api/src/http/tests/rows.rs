//! Rows 1 to 22 of the list of bad inputs: what HTTP can do wrong, what is sent, and what is answered.
//! Where the answer is another than the list's, the row says why it is better.

use std::io::Write as _;

use super::transport::{HELLO, gzip};
use super::{Answer, Ask, SERVER, limits};

struct Row {
    number: u8,
    sent: &'static str,
    answer: fn() -> Answer,
    status: u16,
    reason: &'static str,
}

const fn row(
    number: u8,
    sent: &'static str,
    answer: fn() -> Answer,
    status: u16,
    reason: &'static str,
) -> Row {
    Row {
        number,
        sent,
        answer,
        status,
        reason,
    }
}

fn of(media: &str) -> Answer {
    Ask::post(HELLO).instead("Content-Type", media).send()
}

fn json(body: &str) -> Answer {
    Ask::post(body).send()
}

fn padded() -> Answer {
    let rest = limits().body_bytes_max + 1 - HELLO.len();
    json(&HELLO.replace("}\"", &format!("}}{}\"", ",".repeat(rest))))
}

fn endless() -> Answer {
    let ask = Ask::post("").with("Transfer-Encoding", "chunked");
    let mut stream = SERVER.connect();
    stream.write_all(&ask.head()).expect("written");
    let chunk = [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat();
    for _ in 0..(limits().body_bytes_max / 0x10000) + 2 {
        if stream.write_all(&chunk).is_err() {
            break;
        }
    }
    Answer::read(stream)
}

fn bomb() -> Answer {
    let bomb = gzip(&vec![b' '; 100 * limits().body_bytes_max]);
    Ask::post(bomb).with("Content-Encoding", "gzip").send()
}

fn slow() -> Answer {
    let mut stream = SERVER.connect();
    stream.write_all(&Ask::post(HELLO).head()).expect("written");
    stream.write_all(b"{").expect("written");
    Answer::read(stream)
}

fn get(path: &str) -> Answer {
    let ask = Ask::post("").method("GET").without("Content-Type");
    ask.at(path).send()
}

fn from(origin: &str) -> Ask {
    Ask::post(HELLO).with("Origin", origin)
}

/// No uploads are taken, so the header that lawful ones send changes nothing.
fn multipart() -> Answer {
    let ask = Ask::post(HELLO).instead("Content-Type", "multipart/form-data; boundary=x");
    ask.with("GraphQL-Require-Preflight", "1").send()
}

/// Nothing that is answered has a link made of these headers.
fn host() -> Answer {
    let ask = Ask::post(HELLO).instead("Host", "evil.example");
    ask.with("X-Forwarded-Host", "evil.example").send()
}

const ROWS: &[Row] = &[
    row(
        1,
        "GET with a mutation",
        || get("/graphql?query=mutation{add(a:1,b:2)}"),
        405,
        "METHOD_NOT_ALLOWED",
    ),
    row(
        2,
        "PUT",
        || Ask::post(HELLO).method("PUT").send(),
        405,
        "METHOD_NOT_ALLOWED",
    ),
    row(
        3,
        "text/plain",
        || of("text/plain"),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    row(
        4,
        "a form",
        || of("application/x-www-form-urlencoded"),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    row(
        5,
        "multipart",
        || of("multipart/form-data; boundary=x"),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    row(
        5,
        "multipart with the header of lawful uploads",
        multipart,
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    row(
        6,
        "no Content-Type",
        || Ask::post(HELLO).without("Content-Type").send(),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    row(
        7,
        "Accept: text/html",
        || Ask::post(HELLO).instead("Accept", "text/html").send(),
        406,
        "NOT_ACCEPTABLE",
    ),
    row(8, "a byte over the limit", padded, 413, "PAYLOAD_TOO_LARGE"),
    row(9, "chunks without end", endless, 413, "PAYLOAD_TOO_LARGE"),
    row(10, "a gzip bomb", bomb, 413, "PAYLOAD_TOO_LARGE"),
    row(11, "a byte, and then nothing", slow, 408, "REQUEST_TIMEOUT"),
    row(
        12,
        "33 KiB of headers",
        || {
            Ask::post(HELLO)
                .with("X-Padding", "x".repeat(33 * 1024))
                .send()
        },
        431,
        "HEADERS_TOO_LARGE",
    ),
    row(
        12,
        "8 KiB of address",
        || {
            Ask::post(HELLO)
                .at(&format!("/graphql?a={}", "x".repeat(8 * 1024)))
                .send()
        },
        414,
        "URI_TOO_LONG",
    ),
    // The web framework answers before there is a request to answer, so without a body.
    row(
        13,
        "a length and chunks",
        || {
            Ask::post(HELLO)
                .with("Transfer-Encoding", "chunked")
                .with("Content-Length", "5")
                .send()
        },
        400,
        "",
    ),
    row(14, "no JSON", || json("not json"), 400, "BAD_JSON"),
    row(14, "JSON cut short", || json("{"), 400, "BAD_JSON"),
    row(
        15,
        "100,000 brackets",
        || json(&format!("{{\"query\":{}", "[".repeat(100_000))),
        400,
        "BAD_JSON",
    ),
    // The class is BAD_REQUEST, as listed; the reason says which.
    row(
        16,
        "a name twice",
        || json(r#"{"query":"{hello}","query":"{hello}"}"#),
        400,
        "DUPLICATE_NAME",
    ),
    row(
        17,
        "a byte order mark",
        || json("\u{FEFF}{\"query\":\"{hello}\"}"),
        400,
        "BAD_JSON",
    ),
    row(
        17,
        "invalid UTF-8",
        || Ask::post(b"{\"query\":\"{hello}\xFF\"}").send(),
        400,
        "BAD_JSON",
    ),
    row(
        17,
        "half a surrogate",
        || json(r#"{"query":"{hello}","variables":{"a":"\ud800"}}"#),
        400,
        "BAD_JSON",
    ),
    row(
        18,
        "query: null",
        || json(r#"{"query":null}"#),
        422,
        "BAD_REQUEST",
    ),
    row(18, "an empty object", || json("{}"), 422, "BAD_REQUEST"),
    row(
        18,
        "query: []",
        || json(r#"{"query":[]}"#),
        422,
        "BAD_REQUEST",
    ),
    row(18, "an empty list", || json("[]"), 422, "BAD_REQUEST"),
    row(18, "a text", || json("\"x\""), 422, "BAD_REQUEST"),
    row(
        19,
        "a batch of two",
        || json(&format!("[{HELLO},{HELLO}]")),
        422,
        "BATCH_LIMIT",
    ),
    row(
        20,
        "a web page of a stranger",
        || from("https://evil.example").send(),
        403,
        "ORIGIN_DENIED",
    ),
    row(
        20,
        "a web page without an origin",
        || from("null").send(),
        403,
        "ORIGIN_DENIED",
    ),
    row(
        20,
        "a stranger's preflight",
        || {
            from("https://evil.example")
                .method("OPTIONS")
                .with("Access-Control-Request-Method", "POST")
                .send()
        },
        403,
        "ORIGIN_DENIED",
    ),
    row(
        20,
        "a web page on the list",
        || from("https://dash.example").send(),
        200,
        "",
    ),
    row(
        20,
        "a web page of this server",
        || from("http://test").send(),
        200,
        "",
    ),
    row(21, "the host of a stranger", host, 200, ""),
];

#[test]
fn rows_1_to_22_http() {
    for Row {
        number,
        sent,
        answer,
        status,
        reason,
    } in ROWS
    {
        let answer = answer();
        println!("{number}: {sent}: {status} {reason}");
        if reason.is_empty() {
            assert_eq!(answer.status, *status, "{number}: {sent}: {answer:?}");
        } else {
            answer.is(*status, reason);
        }
    }
    // Row 22, the client that goes away, is in `leaving`.
    let missing: Vec<u8> = (1..=21)
        .filter(|number| !ROWS.iter().any(|row| row.number == *number))
        .collect();
    assert_eq!(missing, [0_u8; 0]);
}

#[test]
fn only_pages_on_the_list_may_read_an_answer() {
    let allowed = |answer: &Answer| answer.header("access-control-allow-origin").to_owned();
    let listed = from("https://dash.example");
    let answer = listed.clone().send();
    assert_eq!(allowed(&answer), "https://dash.example");
    assert!(
        answer
            .header("access-control-expose-headers")
            .contains("retry-after")
    );
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    let refused = listed.clone().without("Authorization").send();
    assert_eq!(
        allowed(refused.is(401, "TOKEN_MISSING")),
        "https://dash.example"
    );
    let preflight = listed
        .method("OPTIONS")
        .without("Authorization")
        .with("Access-Control-Request-Method", "POST")
        .send();
    assert_eq!(preflight.status, 204);
    assert_eq!(allowed(&preflight), "https://dash.example");
    assert_eq!(
        preflight.header("access-control-allow-methods"),
        "GET, POST"
    );
    assert!(
        preflight
            .header("access-control-allow-headers")
            .contains("authorization")
    );
    for answer in [
        from("http://test").send(),
        from("null").send(),
        Ask::post(HELLO).send(),
    ] {
        assert_eq!(allowed(&answer), "", "{answer:?}");
    }
}
