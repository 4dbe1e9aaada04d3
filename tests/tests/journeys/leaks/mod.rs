//! Nobody is told a word of what is another's: every field of the running schema is asked for, from
//! every root, with the true codes and identifiers of the others, and every byte of every answer is
//! looked through.
//!
//! The short form runs with the other tests. `CONCORDAT_LEAKS=long` asks in more ways and changes
//! more: at least [`ANSWERS_LONG_MIN`] answers are looked through.

mod batches;
mod crawl;
mod crossing;
mod forged;
mod hearing;
mod lines;
mod log;
mod meddling;
mod readers;
mod side_by_side;
mod timing;
mod writes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use federation::authority::Role;
use tests::harness::database::on_both;

use crate::crawler::{Pair, Place, Schema, VARIANTS, VARIANTS_LONG};
use crate::rivals::{harvest, world};
pub(crate) use crawl::{Ground, crawl};
pub(crate) use lines::Lines;
pub(crate) use readers::{Forbidden, Reader};

use crawl::mutate;
use hearing::Heard;
use readers::{Sort, readers};

/// How many answers the long form looks through at least, on both databases together.
const ANSWERS_LONG_MIN: usize = 20_000;

/// Whether the long form is asked for.
pub(crate) fn is_long() -> bool {
    std::env::var_os("CONCORDAT_LEAKS").is_some_and(|form| form == "long")
}

/// Fields that hold nothing for the integrator, each with the reason.
const NEVER: &[(&str, &str, &str)] = &[(
    "Attribution",
    "othersSeconds",
    "the integrator sees every share, so there are no others; a supplier's crawl reaches it",
)];

/// What nobody of a role is told although its line is open to the role.
const IDLE: &[(Role, &str)] = &[
    // It is of none.
    (Role::Auditor, "Viewer.organization"),
    // No customer here has an agreement with points, nor a supplier a missed month with tiers, an
    // agreement that ends, or one that limits the work.
    (Role::Customer, "CreditScore.points"),
    (Role::Customer, "CreditScore.severity"),
    (Role::Supplier, "CreditScore.tier"),
    (Role::Supplier, "AgreementVersion.effectiveTo"),
    (Role::Supplier, "AgreementVersion.workloadLimits"),
    // The organizations in a supplier's sight are the parties of its contracts.
    (Role::Supplier, "Service.customer"),
];

fn ways(reader: &Reader<'_>) -> usize {
    match (reader.sort, is_long()) {
        // What an auditor reads, the integrator does.
        (Sort::Whole, false) if reader.role == Role::Auditor => 1,
        (Sort::Whole, false) => VARIANTS,
        (Sort::Whole, true) => VARIANTS_LONG,
        (Sort::Narrow | Sort::Refused, false) => 1,
        (Sort::Narrow | Sort::Refused, true) => VARIANTS,
    }
}

pub(crate) fn report(reader: &Reader<'_>, heard: &Heard, forbidden: &Forbidden) {
    println!(
        "{}: {} answers, {} bytes, {} fields, {} forbidden texts, errors {:?}",
        reader.name,
        heard.answers,
        heard.bytes,
        heard.pairs().len(),
        forbidden.len(),
        heard.reasons
    );
}

/// Why something may not be told.
const REFUSALS: [&str; 3] = ["FORBIDDEN", "INSUFFICIENT_SCOPE", "NOT_FOUND"];

pub(crate) fn check(reader: &Reader<'_>, heard: &Heard, lines: &Lines) {
    let Reader { name, sort, .. } = reader;
    let leaks: Vec<&String> = heard.leaks.iter().take(5).collect();
    assert!(leaks.is_empty(), "{name} is told {leaks:#?}");
    let broken = lines.broken(&heard.told, reader.role, &reader.scopes);
    assert!(broken.is_empty(), "{name} is told {broken:#?}");
    match sort {
        Sort::Whole | Sort::Narrow => {
            // Another's cursor is none, as is a batch's supplier that a role must name.
            let lawful = [&REFUSALS[..], &["BAD_USER_INPUT"]].concat();
            assert!(heard.only(&lawful), "{name}: {:?}", heard.reasons);
            assert_eq!(heard.statuses, BTreeSet::from([200]), "{name}");
        }
        Sort::Refused => {
            let lawful = ["TOKEN_MISSING", "TOKEN_INVALID"];
            assert!(heard.only(&lawful), "{name}: {:?}", heard.reasons);
            assert_eq!(heard.statuses, BTreeSet::from([401]), "{name}");
            assert_eq!(heard.told, BTreeSet::new(), "{name}");
        }
    }
}

/// What all readers of a role were told together.
#[derive(Default)]
struct Told {
    places: BTreeMap<Role, BTreeSet<Place>>,
    answers: usize,
}

impl Told {
    fn hear(&mut self, reader: &Reader<'_>, heard: Heard) {
        self.answers += heard.answers;
        if reader.sort == Sort::Whole {
            self.places
                .entry(reader.role)
                .or_default()
                .extend(heard.told);
        }
    }

    /// The integrator is told all of `asked`, but for what [`NEVER`] says; and each role something
    /// by every line that is open to it: a line by which nobody is ever told proves nothing.
    fn check(&self, lines: &Lines, asked: &BTreeSet<Pair>) {
        let pairs = |role: Role| -> BTreeSet<Pair> {
            let told = self.places[&role].iter();
            told.map(|(_, of, field)| (of.clone(), field.clone()))
                .collect()
        };
        let never = NEVER.iter();
        let never: BTreeSet<Pair> = never
            .map(|(of, field, _)| ((*of).to_owned(), (*field).to_owned()))
            .filter(|pair| asked.contains(pair))
            .collect();
        let told = pairs(Role::Integrator);
        println!(
            "{} of {} fields told to the integrator, {} excused",
            told.intersection(asked).count(),
            asked.len(),
            never.len(),
        );
        let missed: BTreeSet<Pair> = asked.difference(&told).cloned().collect();
        assert_eq!(missed, never, "never told");
        assert!(never.is_subset(&pairs(Role::Supplier)));
        let mut all = BTreeSet::new();
        for (role, places) in &self.places {
            let mut idle = lines.idle(asked, places, *role);
            idle.retain(|field| {
                let excused = IDLE.iter().any(|(of, name)| of == role && name == field);
                let never = never
                    .iter()
                    .any(|(of, name)| *field == format!("{of}.{name}"));
                !excused && !never
            });
            all.extend(idle.into_iter().map(|field| format!("{role} {field}")));
        }
        assert!(all.is_empty(), "may be told and are not: {all:#?}");
    }
}

static ANSWERS: AtomicUsize = AtomicUsize::new(0);

#[tokio::test]
async fn nobody_is_told_what_is_anothers() {
    let lines = Lines::of_the_file();
    on_both(async |database| {
        let app = world(database).await;
        let schema = Schema::of(&app.integrator()).await;
        let known = harvest(&app).await;
        let ground = Ground {
            schema: &schema,
            lines: &lines,
            known: &known,
        };
        let cursors = crawl::cursors(&app.integrator()).await;
        let mut told = Told::default();
        for reader in readers(&app) {
            let forbidden = Forbidden::to(&reader, &known);
            let heard = crawl(&ground, &reader, &forbidden, ways(&reader), &cursors).await;
            report(&reader, &heard, &forbidden);
            check(&reader, &heard, &lines);
            told.hear(&reader, heard);
        }
        println!("{} queries", schema.roots("Query").len());
        told.check(&lines, &schema.reachable("Query"));
        let total = ANSWERS.fetch_add(told.answers, Ordering::Relaxed) + told.answers;
        println!("{} answers, {total} so far, no leak", told.answers);
    })
    .await;
    let total = ANSWERS.load(Ordering::Relaxed);
    assert!(!is_long() || total >= ANSWERS_LONG_MIN, "{total} answers");
}

#[tokio::test]
async fn nobody_is_told_by_a_mutation() {
    let lines = Lines::of_the_file();
    on_both(async |database| {
        let app = world(database).await;
        let schema = Schema::of(&app.integrator()).await;
        let known = harvest(&app).await;
        let ground = Ground {
            schema: &schema,
            lines: &lines,
            known: &known,
        };
        let mut told = Told::default();
        for reader in readers(&app) {
            let forbidden = Forbidden::to(&reader, &known);
            let heard = mutate(&ground, &reader, &forbidden).await;
            check(&reader, &heard, &lines);
            told.hear(&reader, heard);
        }
        let queried = schema.reachable("Query");
        let mut asked = schema.reachable("Mutation");
        asked.retain(|pair| !queried.contains(pair));
        println!("{} mutations", schema.roots("Mutation").len());
        told.check(&lines, &asked);
        println!("{} answers of mutations, no leak", told.answers);
    })
    .await;
}

/// The crawl can see a leak: for the integrator all that b has alone is found. And it asks by every
/// root.
#[tokio::test]
async fn the_crawl_sees_what_is_there() {
    let lines = Lines::of_the_file();
    on_both(async |database| {
        let app = world(database).await;
        let schema = Schema::of(&app.integrator()).await;
        let known = harvest(&app).await;
        let ground = Ground {
            schema: &schema,
            lines: &lines,
            known: &known,
        };
        let integrator = readers(&app)
            .into_iter()
            .find(|reader| reader.role == Role::Integrator && reader.sort == Sort::Whole);
        let integrator = integrator.expect("an integrator");
        let (forbidden, words) = Forbidden::of_b();
        let heard = crawl(&ground, &integrator, &forbidden, 1, &BTreeSet::new()).await;
        for word in words {
            let found = heard.leaks.iter().any(|leak| leak.starts_with(word));
            assert!(found, "{word} is there to be found");
        }
        assert!(heard.only(&["NOT_FOUND"]), "{:?}", heard.reasons);
        assert_eq!(crawl::roots(&known, "Query"), schema.roots("Query"));
        assert_eq!(crawl::roots(&known, "Mutation"), schema.roots("Mutation"));
    })
    .await;
}
