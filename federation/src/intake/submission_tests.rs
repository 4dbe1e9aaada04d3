//! Every fate that a submitted row can meet, a line each.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::{CheckedBatch, Decision, KnownOutage, OutageName, OutcomeCounts};
use crate::incident::SubmissionMode;
use crate::intake::ground::Ground;
use crate::intake::outage::RawOutage;
use crate::model::{ServiceComponent, ServiceModel};
use crate::time::Instant;
use crate::vocabulary::{ComponentId, OrganizationId, OutageId, Text};

const ACME: OrganizationId = OrganizationId(Uuid::from_u128(1));
const RIVAL: OrganizationId = OrganizationId(Uuid::from_u128(2));

fn model() -> ServiceModel {
    let component = |number: u128, code: &str, supplier| ServiceComponent {
        id: ComponentId(Uuid::from_u128(number)),
        code: code.parse().expect("a code"),
        name: Text::parse(code, 200).expect("a name"),
        supplier,
    };
    let components = [
        component(11, "acme-wan", ACME),
        component(12, "rival-lan", RIVAL),
    ];
    ServiceModel {
        components: components
            .into_iter()
            .map(|c| (c.id, c))
            .collect::<BTreeMap<_, _>>(),
        ..ServiceModel::default()
    }
}

fn row(change: impl FnOnce(&mut RawOutage)) -> RawOutage {
    let text = |text: &str| Some(text.to_owned());
    let mut row = RawOutage {
        component: text("acme-wan"),
        start: text("2026-04-10T10:00:00Z"),
        end: text("2026-04-10T12:00:00Z"),
        source: text("desk"),
        external_id: text("INC-1"),
        ..RawOutage::default()
    };
    change(&mut row);
    row
}

fn now() -> Instant {
    Instant::parse("2026-05-01T00:00:00Z").expect("an instant")
}

fn known(rows: &[RawOutage], ground: &Ground<'_>) -> HashMap<OutageName, KnownOutage> {
    let mut known: HashMap<OutageName, KnownOutage> = HashMap::new();
    for raw in rows {
        let row = ground.check(raw).expect("a lawful row");
        let id = OutageId(Uuid::from_u128(99));
        let outage = known.entry(row.name()).or_insert(KnownOutage {
            id,
            digests: BTreeMap::new(),
        });
        outage.digests.insert(row.revision, row.content_digest());
    }
    known
}

fn decide(rows: &[RawOutage], before: &[RawOutage], mode: SubmissionMode) -> Decision {
    let model = model();
    let ground = Ground::new(&model, ACME, false, now());
    CheckedBatch::check(rows, &ground).decide(&known(before, &ground), mode)
}

#[track_caller]
fn check_row(change: impl FnOnce(&mut RawOutage), expect: &[&str]) {
    let decision = decide(&[row(change)], &[], SubmissionMode::BestEffort);
    let told: Vec<String> = decision.outcomes[0]
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.path.join("."), problem.code))
        .collect();
    assert_eq!(told, expect);
    assert_eq!(decision.accepted.is_empty(), !expect.is_empty());
}

#[test]
fn each_bad_field_is_named_with_its_code() {
    let text = |text: &str| Some(text.to_owned());
    check_row(|_| (), &[]);
    check_row(|r| r.end = None, &[]);
    check_row(|r| r.end = text("2026-04-10T10:00:00Z"), &[]);
    check_row(|r| r.loss = text("0.3"), &[]);
    check_row(|r| r.loss = text("unknown"), &[]);
    check_row(|r| r.component = None, &["component REQUIRED"]);
    check_row(
        |r| r.component = text("acme-van"),
        &["component UNKNOWN_REFERENCE"],
    );
    check_row(
        |r| r.component = text("rival-lan"),
        &["component UNKNOWN_REFERENCE"],
    );
    check_row(
        |r| r.start = text("2026-04-10T13:00:00Z"),
        &["end REVERSED_INTERVAL"],
    );
    check_row(
        |r| r.start = text("2026-04-10T10:00:00"),
        &["start NAIVE_TIMESTAMP"],
    );
    check_row(|r| r.start = text("10 April"), &["start BAD_TIMESTAMP"]);
    check_row(
        |r| r.start = text("1970-01-01T00:00:00Z"),
        &["start OUT_OF_RANGE"],
    );
    check_row(
        |r| r.end = text("2026-05-01T00:05:01Z"),
        &["end FUTURE_TIMESTAMP"],
    );
    check_row(|r| r.end = text("2026-05-01T00:05:00Z"), &[]);
    check_row(|r| r.loss = text("0"), &["loss OUT_OF_RANGE"]);
    check_row(|r| r.loss = text("1.1"), &["loss OUT_OF_RANGE"]);
    check_row(|r| r.loss = text("0,5"), &["loss BAD_NUMBER"]);
    check_row(|r| r.revision = Some(0), &["revision OUT_OF_RANGE"]);
    check_row(|r| r.revision = Some(i64::MAX), &["revision OUT_OF_RANGE"]);
    check_row(|r| r.external_id = text("  "), &["externalId REQUIRED"]);
    check_row(|r| r.source = text(&"x".repeat(65)), &["source TOO_LONG"]);
    check_row(|r| r.note = text("a\u{0}b"), &["note BAD_CHARACTER"]);
    check_row(
        |r| {
            r.start = text("x");
            r.loss = text("y");
        },
        &["start BAD_TIMESTAMP", "loss BAD_NUMBER"],
    );
}

#[test]
fn a_foreign_component_and_an_absent_one_look_the_same_to_a_supplier() {
    let told = |code: &str| {
        let mut outcome = decide(
            &[row(|r| r.component = Some(code.to_owned()))],
            &[],
            SubmissionMode::Atomic,
        )
        .outcomes
        .remove(0);
        outcome.problems[0].given = None;
        outcome
    };
    assert_eq!(told("rival-lan"), told("never-was"));
}

#[test]
fn the_integrator_is_told_whose_component_it_is_not() {
    let model = model();
    let ground = Ground::new(&model, ACME, true, now());
    let problems = ground.check(&row(|r| r.component = Some("rival-lan".into())));
    assert_eq!(
        problems.expect_err("refused")[0].code.as_str(),
        "SUPPLIER_MISMATCH"
    );
}

#[track_caller]
fn check_batch(rows: &[RawOutage], before: &[RawOutage], mode: SubmissionMode, expect: &[&str]) {
    let decision = decide(rows, before, mode);
    let told: Vec<String> = decision
        .outcomes
        .iter()
        .map(|outcome| match outcome.problems.first() {
            Some(problem) => format!("{} {}", outcome.status, problem.code),
            None => outcome.status.to_string(),
        })
        .collect();
    assert_eq!(told, expect);
    let counts = OutcomeCounts::of(&decision.outcomes);
    assert_eq!(counts.accepted, decision.accepted.len());
}

#[test]
fn rows_are_reconciled_with_each_other_and_with_what_is_stored() {
    use SubmissionMode::{Atomic, BestEffort};
    let first = row(|_| ());
    let longer = row(|r| r.end = Some("2026-04-10T13:00:00Z".into()));
    let corrected = row(|r| {
        r.end = Some("2026-04-10T13:00:00Z".into());
        r.revision = Some(2);
    });
    let other = row(|r| r.external_id = Some("INC-2".into()));
    let bad = row(|r| {
        r.external_id = Some("INC-3".into());
        r.loss = Some("2".into());
    });
    let one = std::slice::from_ref(&first);
    check_batch(one, &[], Atomic, &["ACCEPTED"]);
    check_batch(one, one, Atomic, &["DUPLICATE"]);
    check_batch(
        std::slice::from_ref(&longer),
        one,
        Atomic,
        &["REJECTED CONFLICT"],
    );
    check_batch(std::slice::from_ref(&corrected), one, Atomic, &["ACCEPTED"]);
    check_batch(
        one,
        std::slice::from_ref(&corrected),
        Atomic,
        &["REJECTED STALE_REVISION"],
    );
    check_batch(
        &[first.clone(), first.clone(), other.clone()],
        &[],
        Atomic,
        &["ACCEPTED", "DUPLICATE DUPLICATE_IN_BATCH", "ACCEPTED"],
    );
    check_batch(
        &[first.clone(), longer, other.clone()],
        &[],
        BestEffort,
        &[
            "REJECTED CONFLICT_IN_BATCH",
            "REJECTED CONFLICT_IN_BATCH",
            "ACCEPTED",
        ],
    );
    let both = [first.clone(), corrected.clone()];
    check_batch(&both, &[], Atomic, &["ACCEPTED", "ACCEPTED"]);
    check_batch(&both, &both, Atomic, &["DUPLICATE", "DUPLICATE"]);
    check_batch(
        &[first.clone(), bad.clone(), other.clone()],
        &[],
        Atomic,
        &["NOT_STORED", "REJECTED OUT_OF_RANGE", "NOT_STORED"],
    );
    check_batch(
        &[first, bad, other],
        &[],
        BestEffort,
        &["ACCEPTED", "REJECTED OUT_OF_RANGE", "ACCEPTED"],
    );
}
