//! What happened in the year: a year of small outages by chance, with the stories among them, in
//! the monthly batches that each supplier sends.

use federation::incident::SubmissionMode;
use federation::intake::outage::RawOutage;
use federation::time::{Instant, PeriodSpec};

use super::dice::Dice;
use super::stories::STORIES;
use crate::workflow::submit::Batch;

/// The year that the demo is about.
pub const YEAR: i32 = 2025;

/// What a supplier of the demo reports on, and out of which system.
#[derive(Debug)]
pub struct Supplier {
    /// Its code.
    pub code: &'static str,
    /// The system that it records outages in.
    pub source: &'static str,
    /// The codes of its components.
    pub components: &'static [&'static str],
}

/// The suppliers, in the order in which their batches are sent.
pub const SUPPLIERS: &[Supplier] = &[
    Supplier {
        code: "wirewren",
        source: "nest-noc",
        components: &["wan", "wan-west"],
    },
    Supplier {
        code: "cloudgoose",
        source: "goosewatch",
        components: &["host-a", "ledger-1", "ledger-2", "claims-app"],
    },
    Supplier {
        code: "badgercellar",
        source: "sett-log",
        components: &["host-b", "ledger-3"],
    },
    Supplier {
        code: "lantern-desk",
        source: "desk-tickets",
        components: &["sign-on"],
    },
    Supplier {
        code: "tidewhistle-yard",
        source: "yard-sheet",
        components: &["pier-lan", "gate-scanners"],
    },
];

/// Partial losses, and what people write beside an outage.
const LOSSES: &[&str] = &["0.1", "0.2", "0.25", "0.5", "0.75"];
const NOTES: &[&str] = &[
    "restarted after a failed patch",
    "link flapped",
    "disk full",
    "configuration rolled back",
    "lock held too long",
    "failed over and back",
];
/// Everything by chance is over so long before its month is, in seconds.
const MARGIN_SECONDS: i64 = 7_200;

/// The batches of the year in the order in which they are sent: by month, and by supplier. The same
/// seed gives the same rows. The idempotency keys do not depend on it: a year of another seed is
/// refused by an installation that has one.
#[must_use]
pub fn history(seed: u64) -> Vec<Batch> {
    let mut dice = Dice::new(seed);
    let mut batches = Vec::new();
    let mut numbers = vec![0_u32; SUPPLIERS.len()];
    for month in 1..=12 {
        let mut rows: Vec<Vec<RawOutage>> = SUPPLIERS.iter().map(|_| Vec::new()).collect();
        for found in by_chance(&mut dice, month) {
            let number = &mut numbers[found.supplier];
            *number += 1;
            rows[found.supplier].push(found.row(*number));
        }
        for (own, supplier) in rows.iter_mut().zip(SUPPLIERS) {
            let stories = STORIES.iter().filter(|story| story.month == month);
            let stories = stories.map(|story| story.row());
            own.extend(
                stories
                    .filter(|(code, _)| *code == supplier.code)
                    .map(|(_, row)| row),
            );
            batches.push(Batch {
                idempotency_key: format!("demo-{YEAR}-{month:02}-{}", supplier.code),
                supplier: Some(supplier.code.to_owned()),
                mode: SubmissionMode::Atomic,
                rows: std::mem::take(own),
            });
        }
    }
    batches.retain(|batch| !batch.rows.is_empty());
    batches
}

/// The supplier of a component and the system that it records outages in.
///
/// # Panics
/// When no supplier of the demo delivers the component.
pub(super) fn source_of(component: &str) -> (&'static str, &'static str) {
    let supplier = SUPPLIERS
        .iter()
        .find(|supplier| supplier.components.contains(&component))
        .expect("stories are about components of the demo");
    (supplier.code, supplier.source)
}

/// An outage by chance, before it has a number.
struct Found {
    supplier: usize,
    component: &'static str,
    start: Instant,
    seconds: i64,
    loss: Option<&'static str>,
    planned: bool,
    note: &'static str,
}

impl Found {
    fn row(&self, number: u32) -> RawOutage {
        RawOutage {
            line: None,
            component: Some(self.component.to_owned()),
            start: Some(self.start.to_string()),
            end: Some(self.start.plus_seconds(self.seconds).to_string()),
            loss: self.loss.map(str::to_owned),
            planned: Some(self.planned),
            source: Some(SUPPLIERS[self.supplier].source.to_owned()),
            external_id: Some(format!("INC-{number:05}")),
            revision: None,
            note: Some(self.note.to_owned()),
        }
    }
}

/// What happened in a month by chance, by start.
fn by_chance(dice: &mut Dice, month: u32) -> Vec<Found> {
    let month = PeriodSpec::Month { year: YEAR, month }.interval(chrono_tz::Tz::UTC);
    let moment = |dice: &mut Dice| {
        let latest = month.seconds() - MARGIN_SECONDS;
        month.start.plus_seconds(dice.between(0, latest))
    };
    let mut found = Vec::new();
    for (supplier, Supplier { components, .. }) in SUPPLIERS.iter().enumerate() {
        for component in *components {
            for _ in 0..dice.between(1, 4) {
                let start = moment(dice);
                found.push(small_outage(dice, supplier, component, start));
            }
        }
    }
    power_dip(dice, moment, &mut found);
    found.sort_by_key(|outage| (outage.start, outage.component));
    found
}

fn small_outage(
    dice: &mut Dice,
    supplier: usize,
    component: &'static str,
    start: Instant,
) -> Found {
    let seconds = match dice.between(1, 100) {
        1..=70 => dice.between(120, 720),
        71..=96 => dice.between(720, 1_800),
        _ => dice.between(1_800, 4_500),
    };
    let partial = dice.between(1, 10) > 6;
    let planned = dice.between(1, 12) == 1;
    Found {
        supplier,
        component,
        start,
        seconds,
        loss: partial.then(|| dice.one_of(LOSSES)),
        planned,
        note: if planned {
            "small change"
        } else {
            dice.one_of(NOTES)
        },
    }
}

/// Once a month the mains dip, and one component of each of two suppliers goes down with it.
fn power_dip(dice: &mut Dice, moment: impl Fn(&mut Dice) -> Instant, found: &mut Vec<Found>) {
    let start = moment(dice);
    let last = i64::try_from(SUPPLIERS.len()).unwrap_or(i64::MAX) - 1;
    let first = dice.between(0, last);
    let second = (first + dice.between(1, last)) % (last + 1);
    for index in [first, second] {
        let supplier = usize::try_from(index).unwrap_or(0);
        found.push(Found {
            supplier,
            component: dice.one_of(SUPPLIERS[supplier].components),
            start: start.plus_seconds(dice.between(0, 300)),
            seconds: dice.between(300, 1_500),
            loss: None,
            planned: false,
            note: "power dip in the region",
        });
    }
}
