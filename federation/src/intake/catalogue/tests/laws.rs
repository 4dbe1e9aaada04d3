//! Laws: planning twice changes nothing, order carries no meaning, and no text panics.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use super::{BASE, EXAMPLE, counter, model, plan_from, shown};
use crate::intake::catalogue::plan;
use crate::model::ServiceModel;

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    })
}

fn value(text: &str) -> Value {
    serde_saphyr::from_str(text).expect("the text is YAML")
}

#[track_caller]
fn check_idempotent(text: &str, current: &ServiceModel) {
    let first = plan_from(text, current).unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    let mut never = || -> uuid::Uuid { panic!("nothing new is needed the second time") };
    let second = plan(text, &first.after, &mut never)
        .unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    assert_eq!(second.after, first.after);
    assert_eq!(second.summary().unchanged, first.changes.len());
    let names = |plan: &super::Plan| -> Vec<_> {
        let of = |change: &super::Change| (change.kind, change.code.clone());
        plan.changes.iter().map(of).collect()
    };
    assert_eq!(names(&first), names(&second));
    assert!(names(&first).is_sorted());
    assert_eq!(first.digest, second.digest);
}

#[test]
fn planning_twice_changes_nothing() {
    check_idempotent(EXAMPLE, &ServiceModel::default());
    check_idempotent(BASE, &ServiceModel::default());
    check_idempotent(
        &BASE.replace("99.9\n", "0.000000001\n"),
        &ServiceModel::default(),
    );
    check_idempotent(
        "catalogue: 1\ncalendars: [{code: office, zone: Europe/Berlin, weekly: [{days: [FRI, MON], \
         start: '08:00', end: '18:00'}], closedDates: [2026-12-25]}]",
        &model(BASE),
    );
}

/// Puts the entries of every list but the children of gates into an order that `turns` decide.
fn shuffle(value: &mut Value, turns: &mut impl Iterator<Item = usize>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::Array(items) if name == "children" => {
                        items.iter_mut().for_each(|item| shuffle(item, turns));
                    }
                    field => shuffle(field, turns),
                }
            }
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|item| shuffle(item, turns));
            for last in (1..items.len()).rev() {
                let turn = turns.next().unwrap_or(0);
                items.swap(last, turn % (last + 1));
            }
        }
        _ => {}
    }
}

#[test]
fn order_carries_no_meaning() {
    let whole = plan(EXAMPLE, &ServiceModel::default(), &mut counter(0)).expect("sound");
    runner(64)
        .run(&vec(any::<usize>(), 64), |turns| {
            let mut example = value(EXAMPLE);
            shuffle(&mut example, &mut turns.into_iter().cycle());
            let text = example.to_string();
            let shuffled = plan(&text, &ServiceModel::default(), &mut counter(0));
            let shuffled = shuffled
                .map_err(|problems| shown(&problems))
                .expect("sound");
            assert_eq!(shuffled.after, whole.after);
            assert_eq!(shuffled.changes, whole.changes);
            Ok(())
        })
        .expect("the law holds");
}

/// Problems say something, and where.
fn judge(text: &str, current: &ServiceModel) {
    match plan_from(text, current) {
        Ok(planned) => {
            let again = plan_from(text, &planned.after).expect("a sound catalogue stays sound");
            assert_eq!(again.after, planned.after);
            assert_eq!(again.summary().unchanged, again.changes.len());
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            for problem in problems {
                assert!(!problem.message.is_empty());
                assert!(problem.line.is_none_or(|line| line >= 1));
                let given = problem.given.map_or(0, |given| given.chars().count());
                assert!(given <= crate::vocabulary::Problem::GIVEN_LENGTH_MAX);
            }
        }
    }
}

#[test]
fn no_text_panics() {
    let yaml =
        "[ -~\\n]{0,200}|(catalogue: 1\\n)?([a-zA-Z0-9 :*&<>|!%@`'\"#,\\[\\]{}?\\-\\n]{0,120})";
    let text = prop_oneof![yaml, any::<String>()];
    runner(256)
        .run(&text, |text| {
            judge(&text, &ServiceModel::default());
            Ok(())
        })
        .expect("no panic");
}

/// Pieces that mean something somewhere in a catalogue.
const PIECES: [&str; 24] = [
    "",
    " ",
    "\n",
    "~",
    "[]",
    "{}",
    "- ",
    ": ",
    "*a",
    "&a ",
    "<<: ",
    "\"",
    "'",
    "#",
    "\t",
    "\0",
    "K_OF_N",
    "SLA",
    "OLA",
    "DRAFT",
    "TERMINATED",
    "bank",
    "2026-01-01T00:00:00Z",
    "\u{202e}",
];

#[test]
fn no_mutated_catalogue_panics() {
    let current = model(BASE);
    let piece = prop_oneof![
        (0..PIECES.len()).prop_map(|index| PIECES[index].to_owned()),
        any::<char>().prop_map(String::from),
        Just("999999999999999999999999".to_owned()),
    ];
    let edits = vec((any::<Index>(), 0..12_usize, piece), 1..4);
    runner(192)
        .run(&(any::<bool>(), edits), |(example, edits)| {
            let mut text: Vec<char> = if example { EXAMPLE } else { BASE }.chars().collect();
            for (at, length, piece) in edits {
                let at = at.index(text.len());
                let end = (at + length).min(text.len());
                text.splice(at..end, piece.chars());
            }
            let text: String = text.into_iter().collect();
            judge(&text, &ServiceModel::default());
            if !example {
                judge(&text, &current);
            }
            Ok(())
        })
        .expect("no panic");
}

/// Every scalar of the example in turn, replaced by something that may not fit there.
#[test]
fn no_wrong_value_panics() {
    let example = value(BASE);
    let mut pointers = Vec::new();
    gather(&example, String::new(), &mut pointers);
    assert!(pointers.len() > 100);
    let current = model(BASE);
    for pointer in pointers {
        for wrong in [
            Value::Null,
            value("x"),
            value("[]"),
            value("{}"),
            value("0"),
        ] {
            let mut broken = example.clone();
            if let Some(place) = broken.pointer_mut(&pointer) {
                *place = wrong;
            }
            judge(&broken.to_string(), &current);
        }
    }
}

fn gather(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                gather(field, format!("{pointer}/{name}"), pointers);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                gather(item, format!("{pointer}/{index}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(pointer);
}

#[test]
fn many_problems_are_cut_and_take_no_time() {
    use std::fmt::Write as _;

    let mut text = "catalogue: 1\ncomponents:\n".to_owned();
    for index in 0..3_000 {
        writeln!(
            text,
            "- {{code: component-{index}, name: N, supplier: nobody-{index}}}"
        )
        .expect("a string takes it");
    }
    let problems = plan_from(&text, &model(BASE)).expect_err("nobody is there");
    assert_eq!(problems.len(), 1_001);
    let last = problems.last().expect("there are many");
    assert_eq!(last.message, "2000 more problems are not listed");
}
