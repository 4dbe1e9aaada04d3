//! The acceptance cases of the calculations: every field of every case, exactly.
//!
//! `tests/cases/README.md` says what the files mean. Each module here runs one family.

mod aggregates;
mod alignment;
mod attribution;
mod availability;
mod budget;
mod calendar;
mod clocks;
mod credits;
mod degradation;
mod evaluation;
mod exclusions;
mod forms;
mod handoffs;
mod percent_only;
mod topology;
mod trend;
mod unknown;

use serde_json::Value;

/// Runs every case of a family and names all that differ, not just the first.
fn run_family(family: &str, answer: impl Fn(&Value) -> Value) {
    let path = format!("{}/tests/cases/{family}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the cases are in the repository");
    let file: Value = serde_json::from_str(&text).expect("the cases are JSON");
    assert_eq!(file["family"], family);
    let cases = file["cases"].as_array().expect("a family has cases");
    let declared = text.matches("\"expect\":").count();
    let mut failed = Vec::new();
    let mut run = 0;
    for case in cases {
        run += 1;
        let given = answer(&case["input"]);
        if given != case["expect"] {
            failed.push(format!(
                "{}: {}",
                case["name"],
                difference(&given, &case["expect"])
            ));
        }
    }
    assert_eq!(run, declared, "every case of the file is run");
    assert!(
        failed.is_empty(),
        "{} of {run} cases of {family} differ:\n{}",
        failed.len(),
        failed.join("\n")
    );
}

/// The fields that differ, with what was given and what was expected.
fn difference(given: &Value, expect: &Value) -> String {
    let (Some(given), Some(expect)) = (given.as_object(), expect.as_object()) else {
        return format!("{given} is not {expect}");
    };
    let names: std::collections::BTreeSet<_> = given.keys().chain(expect.keys()).collect();
    let differing = names
        .into_iter()
        .filter(|name| given.get(*name) != expect.get(*name));
    let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    let lines = differing.map(|name| {
        format!(
            "{name} is {}, not {}",
            shown(given.get(name)),
            shown(expect.get(name))
        )
    });
    lines.collect::<Vec<_>>().join("; ")
}
