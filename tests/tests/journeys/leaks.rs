//! Nobody is told a word of what is another's: every field of the running schema is asked for, from
//! every root, with the true codes and identifiers of the others, and every byte of every answer is
//! looked through.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use tests::harness::actor::{Actor, Answer};
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use crate::crawler::{Pair, Root, Schema, VARIANTS, filled};
use crate::rivals::{Known, harvest, world};
use crate::simulated;

/// Fields that hold nothing for the integrator, each with the reason.
const NEVER: &[(&str, &str, &str)] = &[(
    "Attribution",
    "othersSeconds",
    "the integrator sees every share, so there are no others; a supplier's crawl reaches it",
)];

/// The roots that need nothing to be asked, and the lists.
const LISTS: &[(&str, &str)] = &[
    ("gaps", "(period: {month: \"2026-04\"})"),
    ("integratorScorecard", "(period: {month: \"2026-04\"})"),
    ("viewer", ""),
    ("calculator", ""),
    ("services", "(first: 100)"),
    ("suppliers", "(first: 100)"),
    ("components", "(first: 100)"),
    ("agreements", "(first: 100)"),
    ("outages", "(first: 100)"),
    ("submissions", "(first: 100)"),
];

/// Everything that one reader was answered.
#[derive(Default)]
pub(crate) struct Heard {
    pub(crate) answers: usize,
    bytes: usize,
    pub(crate) pairs: BTreeSet<Pair>,
    pub(crate) reasons: BTreeSet<String>,
    pub(crate) leaks: BTreeSet<String>,
}

/// A reader, and what it must not be told.
pub(crate) struct Reader<'a> {
    pub(crate) name: &'static str,
    pub(crate) actor: Actor<'a>,
    pub(crate) forbidden: &'static [&'static str],
}

/// What the words of `b` and its instants and durations look like: 71 minutes are b's alone.
const OF_B: [&str; 4] = ["cnry_b_", ":37Z", "4260", "424242.42"];

fn readers(app: &TestApp) -> [Reader<'_>; 4] {
    let reader = |name, actor, forbidden| Reader {
        name,
        actor,
        forbidden,
    };
    [
        reader(
            "supplier a",
            app.supplier("cnry_a_org"),
            &[
                "cnry_b_",
                ":37Z",
                "4260",
                "cnry_d_",
                ":13Z",
                "cnry_ddeal_",
                "cnry_x_",
                "cnry_y_",
                "cnry_ysvc_",
                "9997",
                "9876",
                "98.76",
                "424242.42",
                "42424242",
                "434343.43",
                "43434343",
                "636363.36",
                "63636336",
                "646464.46",
                "64646446",
                "555111.11",
                "55511111",
                "323232.32",
                "32323232",
            ],
        ),
        reader(
            "customer x",
            app.customer("cnry_x_org"),
            &[
                "cnry_b_",
                ":37Z",
                "4260",
                "cnry_y_",
                "cnry_ysvc_",
                "cnry_shared_",
                "cnry_adeal_",
                "cnry_ddeal_",
                "424242.42",
                "42424242",
                "434343.43",
                "43434343",
                "636363.36",
                "63636336",
                "646464.46",
                "64646446",
                "313131.31",
                "31313131",
                "323232.32",
                "32323232",
            ],
        ),
        reader(
            "auditor without scopes",
            app.auditor().with_scopes(""),
            &["cnry_", ":37Z", ":13Z", ":11Z", "4260", "UTC"],
        ),
        reader(
            "supplier a without scopes",
            app.supplier("cnry_a_org").with_scopes(""),
            &[
                "cnry_b_",
                ":37Z",
                ":13Z",
                ":11Z",
                "4260",
                "cnry_d_",
                "cnry_ddeal_",
                "cnry_adeal_",
                "cnry_x_",
                "cnry_y_",
                "cnry_xsvc_",
                "cnry_ysvc_",
                "cnry_shared_",
                "cnry_a_comp",
            ],
        ),
    ]
}

/// Whether `needle` stands in `text`; a number only where it is not a part of a longer one.
fn stands_in(text: &str, needle: &str) -> bool {
    let digits = needle.chars().all(|c| c.is_ascii_digit());
    text.match_indices(needle).any(|(at, _)| {
        let around = |c: Option<char>| digits && c.is_some_and(|c| c.is_ascii_digit());
        !around(text[..at].chars().next_back()) && !around(text[at + needle.len()..].chars().next())
    })
}

/// What is readable in the strings of an answer once they are decoded: cursors.
fn decoded(value: &Value, into: &mut String) {
    match value {
        Value::String(text) => {
            if let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) {
                into.push_str(&String::from_utf8_lossy(&bytes));
                into.push('\n');
            }
        }
        Value::Array(items) => items.iter().for_each(|item| decoded(item, into)),
        Value::Object(fields) => fields.values().for_each(|value| decoded(value, into)),
        _ => {}
    }
}

/// The identifier inside a global identifier, as it would be printed.
fn uuid(id: &str) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(id).expect("a global identifier");
    uuid::Uuid::from_slice(&bytes[1..])
        .expect("a UUID")
        .to_string()
}

impl Heard {
    fn hear(&mut self, document: &str, answer: &Answer, forbidden: &[String]) {
        assert_eq!(answer.status, 200, "{document}\n{}", answer.body);
        self.answers += 1;
        self.bytes += answer.body.len();
        self.reasons
            .extend(answer.reasons().into_iter().map(str::to_owned));
        filled(&answer.json["data"], &mut self.pairs);
        let mut text = answer.body.clone();
        let headers = answer
            .headers
            .iter()
            .filter(|header| !header.starts_with("date:"));
        headers.for_each(|header| text.push_str(header));
        decoded(&answer.json, &mut text);
        let found = forbidden.iter().filter(|needle| stands_in(&text, needle));
        self.leaks
            .extend(found.map(|needle| format!("{needle} in the answer to {document}")));
    }
}

/// Asks for everything: the lists, and whatever is found by a code or an identifier of anyone.
pub(crate) async fn crawl(
    schema: &Schema,
    actor: &Actor<'_>,
    known: &[Known],
    forbidden: &[String],
) -> Heard {
    let mut heard = Heard::default();
    let root = |field, arguments: String, whole| Root {
        field,
        arguments,
        whole,
    };
    let mut roots: Vec<Root> = LISTS
        .iter()
        .map(|(field, arguments)| root(field, (*arguments).to_owned(), true))
        .collect();
    let ids: Vec<String> = known
        .iter()
        .map(|known| format!("\"{}\"", known.id))
        .collect();
    roots.push(root("nodes", format!("(ids: [{}])", ids.join(", ")), false));
    let by_id = known
        .iter()
        .map(|known| root("node", format!("(id: \"{}\")", known.id), false));
    let codes: BTreeSet<&str> = known
        .iter()
        .filter_map(|known| Some(known.by_code.as_ref()?.1.as_str()))
        .collect();
    let by_code = ["service", "supplier", "component", "agreement"]
        .into_iter()
        .flat_map(|field| {
            codes
                .iter()
                .map(move |code| root(field, format!("(code: \"{code}\")"), field == "service"))
        });
    // What is not there for the reader is asked for once; the rest whole.
    let singles = by_id.chain(by_code).chain(simulated::roots());
    for single in singles.collect::<Vec<_>>() {
        let probe = format!(
            "{{ {}{} {{ __typename }} }}",
            single.field, single.arguments
        );
        let answer = actor.ask(&probe).await;
        heard.hear(&probe, &answer, forbidden);
        if answer.json["data"][single.field].is_object() {
            roots.push(single);
        }
    }
    for (number, root) in roots.iter().enumerate() {
        // Lists and services are asked for in all ways; one thing in one, in turn.
        let variants = match (root.whole, number % VARIANTS) {
            (true, _) => 0..VARIANTS,
            (false, turn) => turn..turn + 1,
        };
        for variant in variants {
            for document in schema.documents(root, variant, &[]) {
                let answer = actor.ask(&document).await;
                heard.hear(&document, &answer, forbidden);
            }
        }
    }
    heard
}

/// What `reader` must not be told, with the identifiers of what it must not see.
pub(crate) fn forbidden(reader: &Reader<'_>, known: &[Known]) -> Vec<String> {
    let words = reader.forbidden.iter().map(|word| (*word).to_owned());
    let hidden = known.iter().filter(|known| {
        reader
            .forbidden
            .iter()
            .any(|word| known.words.contains(word))
    });
    let ids = hidden.flat_map(|known| [known.id.clone(), uuid(&known.id)]);
    words.chain(ids).collect()
}

#[tokio::test]
async fn nobody_is_told_what_is_anothers() {
    on_both(async |database| {
        let app = world(database).await;
        let schema = Schema::of(&app.integrator()).await;
        let known = harvest(&app).await;
        for reader in readers(&app) {
            let forbidden = forbidden(&reader, &known);
            let heard = crawl(&schema, &reader.actor, &known, &forbidden).await;
            println!(
                "{}: {} answers, {} bytes, {} fields, {} forbidden texts, errors {:?}",
                reader.name,
                heard.answers,
                heard.bytes,
                heard.pairs.len(),
                forbidden.len(),
                heard.reasons
            );
            let leaks: Vec<&String> = heard.leaks.iter().take(5).collect();
            assert!(leaks.is_empty(), "{} is told {leaks:#?}", reader.name);
            let lawful = ["FORBIDDEN", "INSUFFICIENT_SCOPE", "NOT_FOUND"].map(str::to_owned);
            let lawful = BTreeSet::from(lawful);
            assert!(heard.reasons.is_subset(&lawful), "{:?}", heard.reasons);
            if reader.name == "supplier a" {
                for (of, field, _) in NEVER {
                    assert!(
                        heard
                            .pairs
                            .contains(&((*of).to_owned(), (*field).to_owned()))
                    );
                }
            }
        }
    })
    .await;
}

/// The crawl misses nothing: for the integrator every field of every type holds something at least
/// once. And it can see a leak: for the integrator all that is forbidden to others is found.
#[tokio::test]
async fn the_crawl_reaches_every_field() {
    on_both(async |database| {
        let app = world(database).await;
        let integrator = app.integrator();
        let schema = Schema::of(&integrator).await;
        let known = harvest(&app).await;
        let of_b = OF_B.map(str::to_owned);
        let heard = crawl(&schema, &integrator, &known, &of_b).await;
        let reachable = schema.reachable();
        let never = NEVER
            .iter()
            .map(|(of, field, _)| ((*of).to_owned(), (*field).to_owned()));
        let never: BTreeSet<Pair> = never.collect();
        println!(
            "integrator: {} answers, {} bytes, {} of {} fields reached, {} excused",
            heard.answers,
            heard.bytes,
            heard.pairs.intersection(&reachable).count(),
            reachable.len(),
            never.len()
        );
        let missed: Vec<&Pair> = reachable.difference(&heard.pairs).collect();
        let never: Vec<&Pair> = never.iter().collect();
        assert_eq!(missed, never, "never filled");
        assert!(
            heard.reasons.iter().all(|reason| reason == "NOT_FOUND"),
            "{:?}",
            heard.reasons
        );
        for needle in OF_B {
            let found = heard.leaks.iter().any(|leak| leak.starts_with(needle));
            assert!(found, "{needle} is there to be found");
        }
        let asked = LISTS.iter().map(|(field, _)| *field);
        let asked: BTreeSet<&str> = asked
            .chain([
                "node",
                "nodes",
                "service",
                "supplier",
                "component",
                "agreement",
            ])
            .chain(simulated::roots().iter().map(|root| root.field))
            .collect();
        assert_eq!(asked, schema.roots(), "a new root is crawled too");
    })
    .await;
}
