//! What a reader was answered: everything that can be read in it, what was told, and what should not
//! have been.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use tests::harness::actor::Answer;

use super::lines::Lines;
use super::readers::Forbidden;
use crate::crawler::{Place, filled};

/// Everything that one reader was answered.
#[derive(Default)]
pub(crate) struct Heard {
    /// How many answers.
    pub(crate) answers: usize,
    /// How long they were together, in bytes.
    pub(crate) bytes: usize,
    /// Where something was told.
    pub(crate) told: BTreeSet<Place>,
    /// Why it was not, and how often.
    pub(crate) reasons: BTreeMap<String, usize>,
    /// The HTTP statuses.
    pub(crate) statuses: BTreeSet<u16>,
    /// What should not have been told, with the document that asked.
    pub(crate) leaks: BTreeSet<String>,
}

/// Everything that can be read in an answer: the body, the headers, and what its strings are once
/// they are decoded, which are cursors and identifiers.
pub(crate) fn readable(answer: &Answer) -> String {
    let mut text = answer.body.clone();
    for header in &answer.headers {
        if !header.starts_with("date:") {
            text.push('\n');
            text.push_str(header);
        }
    }
    decoded(&answer.json, &mut text);
    text
}

fn decoded(value: &Value, into: &mut String) {
    match value {
        Value::String(text) => {
            let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) else {
                return;
            };
            into.push('\n');
            match (bytes.len(), bytes.get(1..).map(uuid::Uuid::from_slice)) {
                (17, Some(Ok(uuid))) => into.push_str(&uuid.to_string()),
                _ => into.push_str(&String::from_utf8_lossy(&bytes)),
            }
        }
        Value::Array(items) => items.iter().for_each(|item| decoded(item, into)),
        Value::Object(fields) => fields.values().for_each(|value| decoded(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The words beside the first `needle` in `text`.
fn around(text: &str, needle: &str) -> String {
    let at = text.find(needle).unwrap_or_default();
    let from = text[..at].char_indices().rev().nth(50);
    let from = from.map_or(0, |(from, _)| from);
    text[from..].chars().take(100 + needle.len()).collect()
}

impl Heard {
    /// Takes in an answer.
    pub(crate) fn hear(
        &mut self,
        document: &str,
        answer: &Answer,
        forbidden: &Forbidden,
        lines: &Lines,
    ) {
        self.answers += 1;
        self.bytes += answer.body.len();
        self.statuses.insert(answer.status);
        for reason in answer.reasons() {
            *self.reasons.entry(reason.to_owned()).or_default() += 1;
        }
        let root = if document.starts_with("mutation") {
            "Mutation"
        } else {
            "Query"
        };
        let is_part = |of: &str| lines.is_part(of);
        filled(&answer.json["data"], root, &is_part, &mut self.told);
        let mut text = readable(answer);
        if root == "Mutation" {
            // The problem of a row says what was given: what the reader said itself.
            for said in document.split('"').skip(1).step_by(2) {
                text = text.replace(&format!("\"{said}\""), "\"\"");
            }
        }
        for leak in forbidden.found_in(&text) {
            let document: String = document.chars().take(300).collect();
            let around = around(&text, &leak);
            self.leaks
                .insert(format!("{leak} as {around:?} in the answer to {document}"));
        }
    }

    /// Whether every reason is one of these.
    pub(crate) fn only(&self, lawful: &[&str]) -> bool {
        self.reasons
            .keys()
            .all(|reason| lawful.contains(&reason.as_str()))
    }

    /// The fields that were told, without where.
    pub(crate) fn pairs(&self) -> BTreeSet<(String, String)> {
        let told = self.told.iter();
        told.map(|(_, of, field)| (of.clone(), field.clone()))
            .collect()
    }
}
