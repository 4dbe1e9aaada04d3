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

use crate::crawler::{Pair, Schema, VARIANTS, VARIANTS_LONG};
use crate::rivals::{harvest, world};
use crawl::{Ground, crawl, mutate};
use hearing::Heard;
use lines::Lines;
use readers::{Forbidden, Reader, Sort, readers};

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

/// What no supplier or customer of this world is told although its line is open to the role.
const IDLE: &[(Role, &str, &str)] = &[];

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

fn report(reader: &Reader<'_>, heard: &Heard, forbidden: &Forbidden) {
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

fn check(reader: &Reader<'_>, heard: &Heard, lines: &Lines) {
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

/// What the integrator is told: all there is, but for what [`NEVER`] says.
fn covers_everything(schema: &Schema, told: &BTreeSet<Pair>) {
    let reachable = schema.reachable();
    let never: BTreeSet<Pair> = NEVER
        .iter()
        .map(|(of, field, _)| ((*of).to_owned(), (*field).to_owned()))
        .collect();
    let missed: BTreeSet<Pair> = reachable.difference(told).cloned().collect();
    println!(
        "{} of {} fields told to the integrator, {} excused; {} queries, {} mutations",
        told.intersection(&reachable).count(),
        reachable.len(),
        never.len(),
        schema.roots("Query").len(),
        schema.roots("Mutation").len()
    );
    assert_eq!(missed, never, "never told");
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
        let mut told = BTreeMap::<Role, BTreeSet<_>>::new();
        let (mut pairs, mut answers) = (BTreeSet::new(), 0);
        for reader in readers(&app) {
            let forbidden = Forbidden::to(&reader, &known);
            let heard = crawl(&ground, &reader, &forbidden, ways(&reader), &cursors).await;
            if reader.role == Role::Integrator && reader.sort == Sort::Whole {
                pairs = heard.pairs();
            }
            report(&reader, &heard, &forbidden);
            check(&reader, &heard, &lines);
            answers += heard.answers;
            if reader.sort == Sort::Whole {
                told.entry(reader.role).or_default().extend(heard.told);
            }
        }
        // Mutations at last: what they answer is looked through too.
        for reader in readers(&app) {
            let forbidden = Forbidden::to(&reader, &known);
            let heard = mutate(&ground, &reader, &forbidden).await;
            check(&reader, &heard, &lines);
            answers += heard.answers;
            if reader.role == Role::Integrator {
                pairs.extend(heard.pairs());
            }
            if reader.sort == Sort::Whole {
                told.entry(reader.role).or_default().extend(heard.told);
            }
        }
        covers_everything(&schema, &pairs);
        let suppliers = &told[&Role::Supplier];
        for (of, field, _) in NEVER {
            let mut told = suppliers.iter();
            assert!(told.any(|(_, on, name)| on == of && name == field));
        }
        // A line that lets a role read what nobody of it is ever told proves nothing.
        for (role, told) in &told {
            let mut idle = lines.idle(told, *role);
            idle.retain(|field| {
                let excused = IDLE.iter().any(|(of, name, _)| of == role && name == field);
                let never = NEVER
                    .iter()
                    .any(|(of, name, _)| *field == format!("{of}.{name}"));
                !excused && !never
            });
            assert!(idle.is_empty(), "{role} may be told and is not: {idle:#?}");
        }
        let total = ANSWERS.fetch_add(answers, Ordering::Relaxed) + answers;
        println!("{answers} answers, {total} so far, no leak");
    })
    .await;
    let total = ANSWERS.load(Ordering::Relaxed);
    assert!(!is_long() || total >= ANSWERS_LONG_MIN, "{total} answers");
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
