//! What is wrong with an input, in words a person can act on and a code a program can.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing that is wrong with an input. Problems are data: they are collected, not thrown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The kind of problem, from a closed list.
    pub code: ProblemCode,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The way to the value: field names and list positions from 0.
    pub path: Vec<String>,
    /// The line of the document or file, counted from 1, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The value that was given, cut to a readable length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// What would have been accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}

impl Problem {
    /// The most characters of a given value that a problem repeats.
    pub const GIVEN_LENGTH_MAX: usize = 120;

    /// A problem with its code and message; the rest is added by the `with_` methods.
    #[must_use]
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            path: Vec::new(),
            line: None,
            given: None,
            expected: None,
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the way to the value.
    #[must_use]
    pub fn at<S: ToString>(mut self, path: impl IntoIterator<Item = S>) -> Self {
        self.path = path.into_iter().map(|step| step.to_string()).collect();
        self
    }

    /// Adds the line, counted from 1.
    #[must_use]
    pub fn on_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// Adds the value that was given, cut to [`Problem::GIVEN_LENGTH_MAX`] characters.
    #[must_use]
    pub fn with_given(mut self, given: impl AsRef<str>) -> Self {
        self.given = Some(
            given
                .as_ref()
                .chars()
                .take(Self::GIVEN_LENGTH_MAX)
                .collect(),
        );
        self
    }

    /// Adds what would have been accepted.
    #[must_use]
    pub fn with_expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }
}

impl fmt::Display for Problem {
    /// `error[CODE]: line 3, outages.0.end: message`, then `help: hint` on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: ", self.code)?;
        if let Some(line) = self.line {
            write!(f, "line {line}")?;
            f.write_str(if self.path.is_empty() { ": " } else { ", " })?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path.join("."))?;
        }
        f.write_str(&self.message)?;
        if let Some(given) = &self.given {
            write!(f, " (given {given:?}")?;
            if let Some(expected) = &self.expected {
                write!(f, ", expected {expected}")?;
            }
            f.write_str(")")?;
        } else if let Some(expected) = &self.expected {
            write!(f, " (expected {expected})")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nhelp: {hint}")?;
        }
        Ok(())
    }
}

macro_rules! problem_codes {
    ($($name:ident = $text:literal : $doc:literal),+ $(,)?) => {
        /// The closed list of problem codes. Programs branch on these; texts may change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum ProblemCode {$(
            #[doc = $doc]
            #[serde(rename = $text)]
            $name,
        )+}

        impl ProblemCode {
            /// Every code, in alphabetical order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as it is written in answers.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {$(Self::$name => $text),+}
            }

            /// What the code means, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {$(Self::$name => $doc),+}
            }
        }
    };
}

problem_codes! {
    AmbiguousTimestamp = "AMBIGUOUS_TIMESTAMP": "A local time happens twice and names no offset.",
    BadBand = "BAD_BAND": "A band of values holds none, shares some with another, or reaches above the promise.",
    BadCharacter = "BAD_CHARACTER": "A control or hidden character stands in a text.",
    BadCode = "BAD_CODE": "A code breaks the rules for codes.",
    BadCurrency = "BAD_CURRENCY": "A currency is not one of ISO 4217 that amounts are paid in.",
    BadDate = "BAD_DATE": "A calendar date does not exist or is not written YYYY-MM-DD.",
    BadDocument = "BAD_DOCUMENT": "A document cannot be read at all.",
    BadField = "BAD_FIELD": "A field is unknown, missing or of the wrong kind.",
    BadGate = "BAD_GATE": "A gate has no children, or its k does not fit their number.",
    BadHeader = "BAD_HEADER": "The columns of a file are not the expected ones.",
    BadNumber = "BAD_NUMBER": "A number is not a plain decimal.",
    BadRow = "BAD_ROW": "A row of a file cannot be read.",
    BadTimestamp = "BAD_TIMESTAMP": "An instant does not exist or is not RFC 3339.",
    BadTimezone = "BAD_TIMEZONE": "A time zone is not in the IANA database.",
    BadWindow = "BAD_WINDOW": "A weekly window or maintenance window is not a window.",
    BatchTooLarge = "BATCH_TOO_LARGE": "A batch has more rows than its limit.",
    Conflict = "CONFLICT": "The same key came before with other content and no higher revision.",
    ConflictInBatch = "CONFLICT_IN_BATCH": "The same key stands twice in a batch with unlike content.",
    Contradiction = "CONTRADICTION": "Two changes of one scenario contradict each other.",
    Cycle = "CYCLE": "Something contains or subcontracts itself.",
    DuplicateCode = "DUPLICATE_CODE": "The same code, version or key is defined twice.",
    DuplicateInBatch = "DUPLICATE_IN_BATCH": "The same row stands twice in a batch.",
    EmptyBatch = "EMPTY_BATCH": "A batch has no rows.",
    FutureTimestamp = "FUTURE_TIMESTAMP": "An instant lies further ahead than clocks may differ.",
    IdempotencyKeyRequired = "IDEMPOTENCY_KEY_REQUIRED": "A batch names no idempotency key, or one that cannot be kept.",
    IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED": "The idempotency key was used before with another batch.",
    ImmutableField = "IMMUTABLE_FIELD": "A field that cannot change after creation was changed.",
    NaiveTimestamp = "NAIVE_TIMESTAMP": "An instant has no offset from UTC.",
    OutOfRange = "OUT_OF_RANGE": "A value lies outside its range.",
    OverlappingVersions = "OVERLAPPING_VERSIONS": "Two versions are in force at the same instant.",
    Required = "REQUIRED": "A value is needed and was not given.",
    ReversedInterval = "REVERSED_INTERVAL": "An end lies before its start.",
    SignedVersionChanged = "SIGNED_VERSION_CHANGED": "The terms of a signed agreement version were changed.",
    StaleRevision = "STALE_REVISION": "An older revision came after a newer one.",
    SupplierMismatch = "SUPPLIER_MISMATCH": "A row names a component that another supplier delivers.",
    TooLong = "TOO_LONG": "A text or list is longer than its limit.",
    UnknownReference = "UNKNOWN_REFERENCE": "A code refers to something that does not exist.",
    WrongParty = "WRONG_PARTY": "An organization of another kind is needed here.",
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The page that documents the codes.
#[must_use]
pub fn documentation() -> String {
    let mut page = String::from("| code | meaning |\n|---|---|\n");
    for code in ProblemCode::ALL {
        page += &format!("| `{code}` | {} |\n", code.meaning());
    }
    page
}

#[cfg(test)]
mod tests {
    use super::{Problem, ProblemCode};

    #[test]
    fn codes_are_alphabetical_and_unique() {
        assert!(
            ProblemCode::ALL
                .windows(2)
                .all(|pair| pair[0].as_str() < pair[1].as_str())
        );
    }

    #[test]
    fn a_problem_reads_like_a_compiler_error() {
        let problem = Problem::new(
            ProblemCode::ReversedInterval,
            "the end lies before the start",
        )
        .on_line(7)
        .at(["outages", "0", "end"])
        .with_given("2026-01-01T00:00:00Z")
        .with_hint("swap start and end");
        assert_eq!(
            problem.to_string(),
            "error[REVERSED_INTERVAL]: line 7, outages.0.end: the end lies before the start \
             (given \"2026-01-01T00:00:00Z\")\nhelp: swap start and end"
        );
    }
}
