//! The crawl: every field that a reader could ask for, by every root, with the true codes and
//! identifiers of everyone.

use std::collections::BTreeSet;

use api::auth::DevelopmentIssuer;
use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::json;
use tests::harness::actor::Actor;

use super::hearing::Heard;
use super::lines::Lines;
use super::readers::{Forbidden, Reader, Sort};
use crate::crawler::{Root, Schema};
use crate::rivals::Known;
use crate::simulated;

/// How many requests of a crawl are under way at a time.
const AT_ONCE: usize = 6;

/// The pages of a list, in the ways that it is asked for.
const PAGES: &[&str] = &[
    "(first: 100)",
    "(last: 100)",
    "(first: 3)",
    "(last: 2)",
    "(first: 1)",
    "(first: 50)",
    "(last: 1)",
];

const LISTS: &[&str] = &[
    "services",
    "suppliers",
    "components",
    "agreements",
    "outages",
    "submissions",
];

/// What is asked about a period and not about a thing.
const SURVEYS: &[&str] = &[
    "(period: {month: \"2026-04\"})",
    "(period: {month: \"2026-05\"})",
    "(period: {quarter: \"2026-Q2\"})",
    "(period: {year: 2026})",
    "(period: {month: \"2026-03\"})",
];

/// A schema, its lines, and everything that is there.
pub(crate) struct Ground<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) lines: &'a Lines,
    pub(crate) known: &'a [Known],
}

fn root(field: &'static str, arguments: impl Into<String>, whole: bool) -> Root {
    Root {
        field,
        arguments: arguments.into(),
        whole,
    }
}

/// The roots that need nothing to be asked, in one way.
fn lists(variant: usize, sort: Sort) -> Vec<Root> {
    let pick = |texts: &[&'static str]| texts[variant % texts.len()];
    let mut roots = vec![
        root("gaps", pick(SURVEYS), true),
        root("integratorScorecard", pick(SURVEYS), true),
        root("viewer", "", true),
    ];
    if sort == Sort::Whole && variant < 2 {
        // The calculator reads no row: it is the same for everyone.
        roots.push(root("calculator", "", true));
    }
    roots.extend(LISTS.iter().map(|list| root(list, pick(PAGES), true)));
    roots
}

/// Everything that can be asked for by a code or an identifier.
fn singles(known: &[Known]) -> Vec<Root> {
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
    by_id.chain(by_code).chain(simulated::roots()).collect()
}

/// The mutations, each with what it is asked to do. None changes what anyone reads of the others: the
/// batches name what is not there, or is another's, and are ATOMIC; the catalogue is only planned.
pub(crate) fn mutations(known: &[Known]) -> Vec<Root> {
    let mut keys = 0..;
    let mut submit = |supplier: Option<&str>, component: &str| {
        let key = keys.next().unwrap_or(0);
        let supplier = supplier.map_or(String::new(), |code| format!(", supplier: \"{code}\""));
        root(
            "submitOutages",
            format!(
                "(input: {{idempotencyKey: \"crawl {key}\"{supplier}, rows: [{{component: \
                 \"{component}\", start: \"2026-04-30T10:00:00Z\", end: \"2026-04-30T09:00:00Z\", \
                 source: \"crawl\", externalId: \"1\", note: \"n\"}}]}})"
            ),
            true,
        )
    };
    let mut roots = vec![
        submit(None, "nowhere"),
        submit(Some("cnry_b_org"), "cnry_b_comp"),
        submit(Some("cnry_nobody"), "nowhere"),
    ];
    // A batch that is refused as a whole.
    let empty = "(input: {idempotencyKey: \"\", rows: []})";
    roots.push(root("submitOutages", empty, true));
    let codes = known.iter().filter_map(|known| known.by_code.as_ref());
    let components: BTreeSet<&str> = codes
        .filter(|(field, _)| *field == "component")
        .map(|(_, code)| code.as_str())
        .collect();
    roots.extend(components.into_iter().map(|code| submit(None, code)));
    let documents = [
        "catalogue: 1\ncomponents:\n- {code: cnry_b_comp, name: another, supplier: cnry_b_org}\n",
        "catalogue: 1\ncomponents:\n- {code: cnry_b_comp, name: another, supplier: cnry_q_org}\n",
        "catalogue: 1\nagreements:\n- {code: cnry_b_uc, surprise: 1}\n",
    ];
    roots.extend(documents.map(|document| {
        let document = json!(document);
        root(
            "applyCatalogue",
            format!("(input: {{mode: PLAN, document: {document}}})"),
            true,
        )
    }));
    // Tokens that nobody has: one by its name, all of a subject, and of an issuer that is none.
    let issuer = DevelopmentIssuer::NAME;
    let inputs = [
        format!("issuer: \"{issuer}\", tokenId: \"crawled\", reason: \"crawled\""),
        format!("issuer: \"{issuer}\", subject: \"crawled\", reason: \"crawled\""),
        "issuer: \"crawled\", tokenId: \"crawled\"".to_owned(),
    ];
    roots.extend(inputs.map(|input| root("revokeToken", format!("(input: {{{input}}})"), true)));
    roots
}

struct Crawl<'a> {
    ground: &'a Ground<'a>,
    reader: &'a Reader<'a>,
    forbidden: &'a Forbidden,
    heard: Heard,
}

impl Crawl<'_> {
    /// Asks for all of these, some at a time, and gives those of whose field `data` holds an object.
    async fn ask(&mut self, documents: Vec<(String, Root)>) -> Vec<Root> {
        let actor = &self.reader.actor;
        let mut answers = stream::iter(documents)
            .map(async |(document, root)| (actor.ask(&document).await, document, root))
            .buffered(AT_ONCE);
        let mut found = Vec::new();
        while let Some((answer, document, root)) = answers.next().await {
            let Self { ground, heard, .. } = self;
            heard.hear(&document, &answer, self.forbidden, ground.lines);
            let value = &answer.json["data"][root.field];
            if value.is_object() {
                found.push(root);
            }
        }
        found
    }

    async fn ask_whole(&mut self, roots: &[Root], variant: usize) {
        let schema = self.ground.schema;
        let documents = roots.iter().flat_map(|root| {
            let documents = schema.documents(root, variant, &[]);
            documents
                .into_iter()
                .map(|document| (document, root.clone()))
        });
        let documents = documents.collect();
        self.ask(documents).await;
    }

    /// Follows the cursors of the first pages, whoever they were given to.
    async fn ask_by_cursor(&mut self, cursors: &BTreeSet<String>) {
        let documents = cursors.iter().flat_map(|line| {
            let (list, cursor) = line.split_once(' ').expect("a list and a cursor");
            let list = LISTS.iter().find(|name| **name == list).expect("a list");
            ["after", "before"].map(|side| {
                let arguments = format!("(first: 2, {side}: \"{cursor}\")");
                let document = format!(
                    "{{ {list}{arguments} {{ __typename totalCount pageInfo {{ endCursor \
                     hasNextPage hasPreviousPage startCursor }} edges {{ cursor node {{ id }} }} }} }}"
                );
                (document, root(list, arguments, false))
            })
        });
        self.ask(documents.collect()).await;
    }
}

/// Asks `reader` for everything in `variants` ways: the lists, and whatever is found by a code or an
/// identifier of anyone; with the cursors of another reader at last.
pub(crate) async fn crawl(
    ground: &Ground<'_>,
    reader: &Reader<'_>,
    forbidden: &Forbidden,
    variants: usize,
    cursors: &BTreeSet<String>,
) -> Heard {
    let heard = Heard::default();
    let mut crawl = Crawl {
        ground,
        reader,
        forbidden,
        heard,
    };
    // What is not there for the reader is asked for once; the rest whole.
    let probes = singles(ground.known).into_iter().map(|single| {
        let Root {
            field, arguments, ..
        } = &single;
        (format!("{{ {field}{arguments} {{ __typename }} }}"), single)
    });
    let singles = crawl.ask(probes.collect()).await;
    let ids: Vec<&str> = ground.known.iter().map(|known| known.id.as_str()).collect();
    let nodes = root("nodes", format!("(ids: {})", json!(ids)), false);
    for variant in 0..variants {
        let mut roots = lists(variant, reader.sort);
        if variant % 3 == 0 {
            roots.push(nodes.clone());
        }
        // Services are asked for in all ways; one thing in one, in turn.
        let turn = singles.iter().enumerate().filter(|(number, root)| {
            root.whole || number % variants.min(3) == variant % 3 || reader.sort == Sort::Narrow
        });
        roots.extend(turn.map(|(_, root)| root.clone()));
        crawl.ask_whole(&roots, variant).await;
    }
    if reader.sort != Sort::Refused {
        crawl.ask_by_cursor(cursors).await;
    }
    crawl.heard
}

/// The cursors that the integrator is given: where the first row of each list ends, and the fourth.
pub(crate) async fn cursors(integrator: &Actor<'_>) -> BTreeSet<String> {
    let mut cursors = BTreeSet::new();
    for list in LISTS {
        for size in [1, 4] {
            let document = format!("{{ {list}(first: {size}) {{ pageInfo {{ endCursor }} }} }}");
            let answer = integrator.ask(&document).await;
            let cursor = answer.at(&format!("/{list}/pageInfo/endCursor"));
            cursors.extend(cursor.as_str().map(|cursor| format!("{list} {cursor}")));
        }
    }
    cursors
}

/// Does every mutation as `reader`.
pub(crate) async fn mutate(
    ground: &Ground<'_>,
    reader: &Reader<'_>,
    forbidden: &Forbidden,
) -> Heard {
    let mut crawl = Crawl {
        ground,
        reader,
        forbidden,
        heard: Heard::default(),
    };
    let documents = mutations(ground.known).into_iter().flat_map(|root| {
        let documents = ground.schema.mutations(&root);
        documents
            .into_iter()
            .map(move |document| (document, root.clone()))
    });
    let documents = documents.collect();
    crawl.ask(documents).await;
    crawl.heard
}

/// The fields of `Query` or `Mutation` by which the crawl asks.
pub(crate) fn roots(known: &[Known], operation: &str) -> BTreeSet<&'static str> {
    let roots = match operation {
        "Mutation" => mutations(known),
        _ => [
            lists(0, Sort::Whole),
            singles(known),
            vec![root("nodes", "", false)],
        ]
        .concat(),
    };
    roots.iter().map(|root| root.field).collect()
}
