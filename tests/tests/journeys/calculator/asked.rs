//! Cases asked of the calculator over HTTP, many in one document, and compared field by field.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value};
use tests::harness::actor::Actor;

use super::explained;
use super::forms::{list, text};

/// What every result tells of its calculation.
const EXPLANATION: &str =
    "explanation { formula steps { text value unit source } timeZoneData engine }";

/// The most selections of a document, below what the server takes.
const SELECTIONS_MAX: usize = 1_700;

/// The most cases of a document, below the aliases that the server takes.
const CASES_MAX: usize = 25;

/// How one sort of case is asked.
pub(super) struct Form {
    /// The field of the calculator.
    pub(super) field: &'static str,
    /// The type of its input.
    pub(super) input_type: &'static str,
    /// The type of its result.
    pub(super) result: &'static str,
    /// What is asked of the result; `RATIO` and `RATIONAL` stand for all their fields.
    pub(super) selection: &'static str,
    /// The input of the field from the input of a case.
    pub(super) write: fn(&Value) -> Value,
    /// The expected form of a case from the result and the input of the case.
    pub(super) read: fn(&Value, &Value) -> Value,
}

impl Form {
    fn selection(&self) -> String {
        let own = if self.selection.contains("EXPLANATION") {
            ""
        } else {
            EXPLANATION
        };
        let selection = format!("{} {own}", self.selection);
        selection
            .replace("EXPLANATION", EXPLANATION)
            .replace("RATIONAL", "{ numerator denominator decimal }")
            .replace("RATIO", "{ numerator denominator percent }")
            .replace("MONEY", "{ minor currency amount }")
    }

    fn document(&self, cases: usize) -> String {
        let mut parameters = String::new();
        let mut fields = String::new();
        for number in 0..cases {
            write!(parameters, "$c{number}: {}! ", self.input_type).expect("a text");
            write!(
                fields,
                "c{number}: {}(input: $c{number}) {{ ...Result }} ",
                self.field
            )
            .expect("a text");
        }
        format!(
            "query({parameters}) {{ calculator {{ {fields} }} }} fragment Result on {} {{ {} }}",
            self.result,
            self.selection()
        )
    }

    fn cases_max(&self) -> usize {
        let words = self.selection();
        let words = words.split(' ').filter(|word| word.len() > 1).count();
        (SELECTIONS_MAX / words).clamp(1, CASES_MAX)
    }
}

/// Every case of a family, asked by the form that suits it.
///
/// # Panics
/// When an answer differs from what a case expects, naming all that do.
pub(super) async fn run_family(actor: &Actor<'_>, family: &str, forms: &[(&str, Form)]) {
    let path = format!(
        "{}/../federation/tests/cases/{family}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let file = std::fs::read_to_string(path).expect("the cases are in the repository");
    let file: Value = serde_json::from_str(&file).expect("the cases are JSON");
    let mut failed = Vec::new();
    let (mut run, mut requests, mut steps) = (0, 0, 0);
    for (op, form) in forms {
        let cases: Vec<&Value> = list(&file["cases"])
            .iter()
            .filter(|case| case["input"]["op"].as_str().unwrap_or_default() == *op)
            .collect();
        for batch in cases.chunks(form.cases_max()) {
            let variables: Map<String, Value> = batch
                .iter()
                .enumerate()
                .map(|(number, case)| (format!("c{number}"), (form.write)(&case["input"])))
                .collect();
            let document = form.document(batch.len());
            let answer = actor.query(&document, Value::Object(variables)).await;
            assert!(answer.json["errors"].is_null(), "{family}: {}", answer.body);
            requests += 1;
            for (number, case) in batch.iter().enumerate() {
                let result = answer.at(&format!("/calculator/c{number}"));
                run += 1;
                steps += explained::check(form.field, result, &mut failed);
                let given = (form.read)(result, &case["input"]);
                if given != case["expect"] {
                    let differing = difference(&given, &case["expect"]);
                    failed.push(format!("{}: {differing}", text(&case["name"])));
                }
            }
        }
    }
    assert_eq!(run, list(&file["cases"]).len(), "every case is asked");
    println!("{family}: {run} cases in {requests} requests, {steps} steps");
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
    let names: BTreeSet<_> = given.keys().chain(expect.keys()).collect();
    let differing = names
        .into_iter()
        .filter(|name| given.get(*name) != expect.get(*name));
    let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    let lines = differing.map(|name| {
        let (given, expect) = (shown(given.get(name)), shown(expect.get(name)));
        format!("{name} is {given}, not {expect}")
    });
    lines.collect::<Vec<_>>().join("; ")
}

/// An object with fewer fields: those named.
pub(super) fn only(result: &Value, names: &[(&str, &str)]) -> Value {
    let fields = names
        .iter()
        .map(|(name, field)| ((*name).to_owned(), result[*field].clone()));
    Value::Object(fields.collect())
}

/// The same object with more fields.
pub(super) fn with(mut object: Value, more: Value) -> Value {
    let fields = more.as_object().expect("an object").clone();
    object.as_object_mut().expect("an object").extend(fields);
    object
}
