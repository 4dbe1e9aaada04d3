//! What goes around the rows of a batch: its idempotency key, its size and its fingerprint.

use sha2::{Digest, Sha256};

use super::outage::RawOutage;
use crate::incident::{Submission, SubmissionMode};
use crate::vocabulary::{Problem, ProblemCode, Text};

/// The most rows in one batch.
pub const ROWS_MAX: usize = 10_000;

/// A SHA-256 digest, in hex, of a whole batch as it was given: the same key with another fingerprint
/// is another batch.
#[must_use]
pub fn fingerprint(mode: SubmissionMode, raw: &[RawOutage]) -> String {
    let mut digest = Sha256::new();
    digest.update(format!("submission 1 {mode} {}", raw.len()));
    for row in raw {
        let RawOutage {
            line: _,
            component,
            start,
            end,
            loss,
            planned,
            source,
            external_id,
            revision,
            note,
        } = row;
        for text in [component, start, end, loss, source, external_id, note] {
            // The length in front keeps neighbouring fields from running into each other.
            match text {
                Some(text) => digest.update(format!("\n{} {text}", text.len())),
                None => digest.update("\n-"),
            }
        }
        digest.update(format!("\n{planned:?} {revision:?}"));
    }
    digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Checks a batch as a whole, before any row is looked at; the key without surrounding blanks.
///
/// # Errors
/// Everything that is wrong with the batch as a whole.
pub fn check_envelope(
    idempotency_key: &str,
    rows: usize,
    rows_max: usize,
) -> Result<Text, Vec<Problem>> {
    let mut problems = Vec::new();
    let key = Text::parse(idempotency_key, Submission::IDEMPOTENCY_KEY_LENGTH_MAX);
    if key.is_err() {
        problems.push(
            Problem::new(
                ProblemCode::IdempotencyKeyRequired,
                "a batch needs a key by which a repeated one is known",
            )
            .at(["idempotencyKey"])
            .with_given(idempotency_key)
            .with_expected(format!(
                "1 to {} characters without control characters",
                Submission::IDEMPOTENCY_KEY_LENGTH_MAX
            ))
            .with_hint("use a fresh UUID for each batch, and the same one when you repeat it"),
        );
    }
    if rows == 0 {
        problems.push(
            Problem::new(ProblemCode::EmptyBatch, "the batch has no rows")
                .at(["rows"])
                .with_hint("leave the call out; there is nothing to submit"),
        );
    }
    if rows > rows_max {
        problems.push(
            Problem::new(ProblemCode::BatchTooLarge, "the batch has too many rows")
                .at(["rows"])
                .with_given(rows.to_string())
                .with_expected(format!("at most {rows_max} rows"))
                .with_hint("split it into batches, each with its own idempotency key"),
        );
    }
    match key {
        Ok(key) if problems.is_empty() => Ok(key),
        _ => Err(problems),
    }
}
