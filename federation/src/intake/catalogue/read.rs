//! From text to a [`Document`], or to the one problem that stopped the reading.

use serde::de::DeserializeOwned;
use serde_saphyr::{DuplicateKeyPolicy, Error, NonFiniteFloatPolicy, Options};

use super::document::Document;
use super::findings::Findings;
use super::outline::{Outline, Sought};
use crate::vocabulary::{Problem, ProblemCode};

/// The largest catalogue, in bytes.
pub const CATALOGUE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The deepest nesting of lists and mappings: the deepest lawful tree has 38 levels. Every level
/// costs stack, most of all without optimization, so there is little beyond.
const DEPTH_MAX: usize = 40;
/// The deepest document in which the way to a syntax problem is looked for; in a deeper one the
/// line has to do.
const OUTLINE_DEPTH_MAX: usize = 20;
/// The most scalars, lists and mappings, those from aliases included.
const NODES_MAX: usize = 400_000;
/// The most parser events that all aliases together may repeat.
const REPLAYED_EVENTS_MAX: usize = 100_000;

/// Reads a document without judging what it says.
pub(super) fn read(text: &str) -> Result<Document, Vec<Problem>> {
    if text.len() > CATALOGUE_BYTES_MAX {
        let message = format!("the catalogue has {} bytes", text.len());
        return Err(vec![
            Problem::new(ProblemCode::TooLong, message)
                .with_expected(format!("at most {CATALOGUE_BYTES_MAX} bytes"))
                .with_hint("split it: a catalogue may be partial"),
        ]);
    }
    parse(text, options(DEPTH_MAX)).map_err(|error| vec![problem(text, error.without_snippet())])
}

fn parse<T: DeserializeOwned>(text: &str, options: Options) -> Result<T, Error> {
    serde_saphyr::from_str_with_options(text, options)
}

fn options(depth_max: usize) -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: depth_max,
            max_nodes: NODES_MAX,
            // Two are enough to see that there are several.
            max_documents: 2,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: REPLAYED_EVENTS_MAX,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        reject_unsupported_tags: true,
        reject_tagged_field_names: true,
        emit_comments: false,
        with_snippet: false,
    }
}

fn problem(text: &str, error: &Error) -> Problem {
    let (problem, sought, further) = describe(error);
    let Some(location) = error.location() else {
        return problem;
    };
    let mut lenient = options(OUTLINE_DEPTH_MAX);
    lenient.duplicate_keys = DuplicateKeyPolicy::PassThrough;
    lenient.non_finite_float_policy = NonFiniteFloatPolicy::AsString;
    let position = (location.line(), location.column());
    // No outline (the text is not YAML from some point on) is no way to tell: the line remains.
    let mut path = parse::<Outline>(text, lenient)
        .ok()
        .and_then(|outline| outline.way_to(position, sought))
        .unwrap_or_default();
    path.extend(further.map(str::to_owned));
    problem.at(path).on_line(location.line().max(1))
}

/// The problem, what its position marks, and the field at that position that is missing.
fn describe(error: &Error) -> (Problem, Sought, Option<&'static str>) {
    let value = |problem| (problem, Sought::Value, None);
    match error {
        Error::AliasError { error, .. } => describe(error),
        Error::SerdeUnknownField {
            field, expected, ..
        } => (unknown_field(field, expected), Sought::Key, None),
        Error::SerdeMissingField { field, .. } => {
            let message = format!("the field {field} is missing");
            let problem = Problem::new(ProblemCode::BadField, message);
            (problem, Sought::Value, Some(*field))
        }
        Error::DuplicateMappingKey { key, .. } => {
            let name = key.as_deref().unwrap_or("of a mapping");
            let message = format!("the key {} stands here twice", cut(name));
            let problem =
                Problem::new(ProblemCode::DuplicateCode, message).with_hint("keep one of the two");
            (problem, Sought::Key, None)
        }
        Error::Unexpected { expected, .. } => value(unexpected(expected)),
        Error::NullIntoString { .. } => value(
            Problem::new(ProblemCode::Required, "a value is missing")
                .with_hint("write a value after the colon, or leave an optional field out"),
        ),
        Error::RecursiveReferencesRequireWeakTypes { .. } => value(
            Problem::new(ProblemCode::Cycle, "the YAML anchor contains its own alias")
                .with_hint("write the part out instead of referring to it from inside itself"),
        ),
        Error::Eof { .. } => value(
            Problem::new(ProblemCode::BadDocument, "the document ends too early")
                .with_hint("a catalogue begins with `catalogue: 1`"),
        ),
        Error::MultipleDocuments { .. } => value(
            Problem::new(ProblemCode::BadDocument, "the file has several documents")
                .with_hint("put each catalogue into a file of its own"),
        ),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. } => value(
            Problem::new(
                ProblemCode::TooLong,
                format!(
                    "the document is too large, too deep or repeats too much: {}",
                    said(error)
                ),
            )
            .with_hint("write fewer aliases and flatter gates, or split the file"),
        ),
        Error::TaggedStructFieldName { .. } => (
            Problem::new(ProblemCode::BadDocument, said(error)),
            Sought::Key,
            None,
        ),
        other => value(Problem::new(ProblemCode::BadDocument, said(other))),
    }
}

fn unknown_field(field: &str, expected: &[&'static str]) -> Problem {
    let field = cut(field);
    let problem = Problem::new(
        ProblemCode::BadField,
        format!("the field {field} is not known here"),
    )
    .with_given(&field)
    .with_expected(format!("one of {}", expected.join(", ")));
    match Findings::new().nearest(&field, expected.iter().copied()) {
        Some(name) => problem.with_hint(format!("did you mean {name}?")),
        None => problem,
    }
}

fn unexpected(expected: &str) -> Problem {
    let wanted = match expected {
        "sequence start" => "a list",
        "mapping start" => "fields with values",
        "string scalar" => "a single value",
        other => other,
    };
    Problem::new(
        ProblemCode::BadField,
        "the value is of the wrong kind".to_owned(),
    )
    .with_expected(wanted)
}

/// What the parser said, without the position that the problem carries anyway.
fn said(error: &Error) -> String {
    let text = error.to_string();
    let sentence = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(said, _)| said);
    cut(sentence)
}

fn cut(text: &str) -> String {
    text.chars().take(Problem::GIVEN_LENGTH_MAX).collect()
}
