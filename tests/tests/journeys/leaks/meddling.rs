//! What b does leaves no trace in what a reads: b's outages, windows, agreements, notes and names are
//! changed at random, and everything that a can ask for is asked again and compared to the byte.
//!
//! Of a service that both support a reads the end-to-end figures, which b's outages are a part of.
//! There the fields that change are compared with a list: the figures of the whole, and nothing
//! that tells whose they are.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::harness::actor::Actor;
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use super::is_long;
use crate::crawler::{Root, Schema, VARIANTS};
use crate::interference::everything;
use crate::rivals::{harvest, row, world};

/// How often b's data change, on each database.
fn changes() -> usize {
    if is_long() { 500 } else { 12 }
}

/// SplitMix64: the same numbers for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[usize::try_from(self.below(texts.len() as u64)).expect("small")]
    }
}

/// One who changes b's data, and what has been submitted so far.
struct Meddler<'a> {
    app: &'a TestApp,
    chance: Chance,
    number: usize,
    submitted: Vec<(&'static str, Value, u64)>,
}

impl Meddler<'_> {
    fn outage(&mut self) -> (&'static str, Value) {
        let (supplier, component) = match self.chance.below(3) {
            0 => ("b_sub", "b_sub_comp"),
            _ => ("b", "b_comp"),
        };
        let month = 1 + self.chance.below(4);
        let start = format!(
            "2026-{month:02}-{:02}T{:02}:{:02}",
            1 + self.chance.below(28),
            self.chance.below(22),
            self.chance.below(60)
        );
        let end = format!("{}:{:02}", &start[..13], 59);
        let end = match self.chance.below(5) {
            0 => "",
            _ => end.as_str(),
        };
        let loss = self.chance.one_of(&["1", "0.5", "0.001", "unknown"]);
        let mut row = row("b", component, (&start, end), loss);
        row["externalId"] = json!(format!("cnry_b_ext random {}", self.number));
        row["note"] = json!(format!("cnry_b_note {}", self.chance.below(1_000_000)));
        row["planned"] = json!(self.chance.below(2) == 0);
        (supplier, row)
    }

    async fn submit(&mut self, supplier: &str, row: Value) {
        let key = format!("cnry_b_random {}", self.number);
        let input = json!({"idempotencyKey": key, "mode": "BEST_EFFORT", "rows": [row]});
        let actor = self.app.supplier(&format!("cnry_{supplier}_org"));
        let answer = actor.submit(input).await;
        let _recorded = answer.at("/submitOutages/submission/counts");
    }

    /// Changes something of b's, and says what.
    async fn change(&mut self) -> &'static str {
        self.number += 1;
        let number = self.number;
        match self.chance.below(10) {
            0..=3 => {
                let (supplier, row) = self.outage();
                self.submitted.push((supplier, row.clone(), 1));
                self.submit(supplier, row).await;
                "more"
            }
            4 | 5 if !self.submitted.is_empty() => {
                let which = self.chance.below(self.submitted.len() as u64);
                let which = usize::try_from(which).expect("small");
                let (supplier, mut row, revision) = self.submitted[which].clone();
                row["revision"] = json!(revision + 1);
                if self.chance.below(2) == 0 {
                    row["end"] = row["start"].clone();
                } else {
                    row["loss"] = json!(self.chance.one_of(&["1", "0.25", "unknown"]));
                }
                self.submitted[which].2 += 1;
                self.submit(supplier, row).await;
                "corrected or withdrawn"
            }
            6 => {
                let (_, mut row) = self.outage();
                row["component"] = json!("cnry_a_comp");
                self.submit("b", row).await;
                "refused"
            }
            7 => {
                let start = format!("2026-04-{:02}T10:00:37Z", 1 + self.chance.below(28));
                let document = format!(
                    "catalogue: 1\nmaintenanceWindows:\n- {{reference: cnry_b_random_{number}, \
                     component: cnry_b_comp, start: {start}, end: {}T13:00:37Z, approved: true, \
                     notifiedAt: 2026-04-01T00:00:37Z}}\n",
                    &start[..10]
                );
                self.app.apply_as_operator(&document).await;
                "planned"
            }
            8 => {
                let percent = 90 + self.chance.below(9);
                let document = format!(
                    "catalogue: 1\nagreements:\n- {{code: cnry_b_random_{number}, name: \
                     cnry_b_random_{number}, kind: OLA, provider: cnry_b_org, customer: hub, \
                     components: [cnry_b_comp], versions: [{{version: 1, status: DRAFT, \
                     effectiveFrom: 2026-01-01T00:00:37Z, calendar: cnry_b_calendar, \
                     availabilityTargetPercent: {percent}, credits: {{sort: KEY_MEASUREMENT, \
                     chargePerMonth: {{amount: {number}.42, currency: EUR}}, tiers: \
                     [{{belowPercent: {percent}, creditPercent: 5}}]}}}}]}}\n"
                );
                self.app.apply_as_operator(&document).await;
                "agreed"
            }
            _ => {
                let document = format!(
                    "catalogue: 1\ncomponents:\n- {{code: cnry_b_comp, name: cnry_b_named_{number}, \
                     supplier: cnry_b_org}}\n- {{code: cnry_b_new_{number}, name: cnry_b_new, \
                     supplier: cnry_b_org}}\norganizations:\n- {{code: cnry_b_org, name: \
                     cnry_b_called_{number}, kind: SERVICE_PROVIDER, providerType: EXTERNAL}}\n"
                );
                self.app.apply_as_operator(&document).await;
                "named"
            }
        }
    }
}

/// Fields that a reads of a service that both support, and that are made of b's outages too.
const END_TO_END: &[&str] = &[
    "Attribution.othersSeconds",
    "AttributionShare.ofDowntime",
    "AttributionShare.seconds",
    "AvailabilityFigure.*",
    "AvailabilityPoint.*",
    "AvailabilityTrend.*",
    "Calculation.steps",
    "Caveat.*",
    "DegradationFigures.*",
    "Explanation.steps",
    "ExplanationStep.*",
    "FigureToDate.*",
    "ServiceReport.caveats",
    "ServiceReport.verdict",
    "StrictFigure.*",
    "TrendLine.*",
    "TrendPoint.*",
];

/// Types that are but numbers: what changed is the field that holds them.
const NUMBERS: [&str; 3] = ["Ratio", "Rational", "TimeInterval"];

/// The fields in which two answers differ.
fn differences(one: &Value, other: &Value, within: &str, found: &mut BTreeSet<String>) {
    match (one, other) {
        (Value::Object(left), Value::Object(right)) if left.len() == right.len() => {
            let of = left["__typename"].as_str().expect("a type");
            for (name, value) in left {
                let number = NUMBERS.contains(&of);
                let place = if number {
                    within.to_owned()
                } else {
                    format!("{of}.{name}")
                };
                differences(
                    value,
                    right.get(name).unwrap_or(&Value::Null),
                    &place,
                    found,
                );
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (left, right) in left.iter().zip(right) {
                differences(left, right, within, found);
            }
        }
        _ if one == other => {}
        _ => {
            found.insert(within.to_owned());
        }
    }
}

async fn shared(schema: &Schema, a: &Actor<'_>) -> Vec<Value> {
    let root = Root {
        field: "service",
        arguments: "(code: \"cnry_shared_service\")".to_owned(),
        whole: true,
    };
    let mut answers = Vec::new();
    for variant in 0..VARIANTS {
        for document in schema.documents(&root, variant, &[]) {
            answers.push(a.ask(&document).await.json["data"].clone());
        }
    }
    answers
}

#[tokio::test]
async fn nothing_that_b_does_at_random_changes_what_a_reads() {
    on_both(async |database| {
        let app = world(database).await;
        let schema = Schema::of(&app.integrator()).await;
        let a = app.supplier("cnry_a_org");
        let known = harvest(&app).await;
        let ids: Vec<String> = known
            .iter()
            .map(|known| format!("\"{}\"", known.id))
            .collect();
        let ids = format!("(ids: [{}])", ids.join(", "));
        let mut before = Vec::new();
        for variant in 0..VARIANTS {
            before.push(everything(&schema, &a, &ids, variant).await);
        }
        let end_to_end = shared(&schema, &a).await;
        let mut meddler = Meddler {
            app: &app,
            chance: Chance(20_260_515),
            number: 0,
            submitted: Vec::new(),
        };
        let (mut answers, mut bytes) = (0, 0);
        let mut done = std::collections::BTreeMap::<_, usize>::new();
        for round in 0..changes() {
            *done.entry(meddler.change().await).or_default() += 1;
            let before = &before[round % VARIANTS];
            let after = everything(&schema, &a, &ids, round % VARIANTS).await;
            assert_eq!(before.len(), after.len());
            for ((document, before), (_, after)) in before.iter().zip(&after) {
                assert_eq!(before, after, "change {round}: {document}");
                answers += 1;
                bytes += after.len();
            }
        }
        println!(
            "{} changes {done:?}: {answers} answers, {bytes} bytes, none otherwise",
            changes()
        );

        let mut changed = BTreeSet::new();
        for (before, after) in end_to_end.iter().zip(&shared(&schema, &a).await) {
            differences(before, after, "Query", &mut changed);
        }
        println!("of the shared service changed {changed:?}");
        assert!(changed.contains("AvailabilityFigure.downtimeSeconds"));
        let lawful = |place: &String| {
            let whole = place.split('.').next().map(|of| format!("{of}.*"));
            let named = |line: &&str| *line == place || whole.as_deref() == Some(*line);
            END_TO_END.iter().any(named)
        };
        let unlawful: Vec<&String> = changed.iter().filter(|place| !lawful(place)).collect();
        assert!(unlawful.is_empty(), "{unlawful:?}");
    })
    .await;
}
