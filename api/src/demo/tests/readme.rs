//! The example of the README is what the demo answers.

use federation::authority::Role;
use serde_json::Value;

use super::{DEMO, INTEGRATOR};

const README: &str = include_str!("../../../../README.md");

/// The first block of the README in `language`.
fn block(language: &str) -> &'static str {
    let (_, rest) = README
        .split_once(&format!("```{language}\n"))
        .expect("a block");
    rest.split_once("```").expect("its end").0
}

#[test]
fn the_first_question_has_the_first_answer() {
    let answer = DEMO.answer(Role::Integrator, INTEGRATOR, block("graphql"));
    let written: Value = serde_json::from_str(block("json")).expect("JSON");
    assert!(answer["data"] == written, "answered {answer:#}");
}
