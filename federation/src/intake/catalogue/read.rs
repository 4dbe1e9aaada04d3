//! From text to a [`Document`], or to the one problem that stopped the reading.

use serde::de::DeserializeOwned;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{DuplicateKeyPolicy, Error, NonFiniteFloatPolicy, Options, Spanned};

use super::document::Document;
use super::findings::Findings;
use super::outline::{Outline, Position, Sought, way};
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
    let (problem, mark) = describe(error);
    let Some(location) = error.location() else {
        return problem;
    };
    let position = (location.line(), location.column());
    let path = match mark {
        Mark::Key => way_to(text, position, Sought::Key),
        Mark::Value => way_to(text, position, Sought::Value),
        Mark::Lacks(field) => way_to(text, position, Sought::Value).map(|mut path| {
            path.push(field.to_owned());
            path
        }),
        Mark::Line => None,
    };
    problem
        .at(path.unwrap_or_default())
        .on_line(location.line().max(1))
}

/// The way to a position; `None` when the text is not YAML from some point on, or is too deep.
fn way_to(text: &str, position: Position, sought: Sought) -> Option<Vec<String>> {
    let mut lenient = options(OUTLINE_DEPTH_MAX);
    lenient.duplicate_keys = DuplicateKeyPolicy::PassThrough;
    lenient.non_finite_float_policy = NonFiniteFloatPolicy::AsString;
    lenient.reject_unsupported_tags = false;
    lenient.reject_tagged_field_names = false;
    let root: Spanned<Outline> = parse(text, lenient).ok()?;
    way(&root, position, sought)
}

/// What stands at the position of an error.
#[derive(Clone, Copy, Debug)]
enum Mark {
    /// A key.
    Key,
    /// A value.
    Value,
    /// A mapping that lacks this field.
    Lacks(&'static str),
    /// Nothing with a path.
    Line,
}

/// The problem, and what its position marks.
fn describe(error: &Error) -> (Problem, Mark) {
    match error {
        Error::AliasError { error, .. } => describe(error),
        Error::SerdeUnknownField {
            field, expected, ..
        } => (unknown_field(field, expected), Mark::Key),
        Error::SerdeMissingField { field, .. } => (
            Problem::new(
                ProblemCode::BadField,
                format!("the field {field} is missing"),
            ),
            Mark::Lacks(field),
        ),
        Error::DuplicateMappingKey { key, .. } => {
            let name = cut(key.as_deref().unwrap_or("of this mapping"));
            let message = format!("the key {name} stands here twice");
            let problem = Problem::new(ProblemCode::DuplicateCode, message);
            (problem.with_hint("keep one of the two"), Mark::Key)
        }
        Error::Unexpected { expected, .. } => (unexpected(expected), Mark::Value),
        Error::NullIntoString { .. } => (
            Problem::new(ProblemCode::Required, "a value is missing")
                .with_hint("write a value after the colon, or leave an optional field out"),
            Mark::Value,
        ),
        Error::TaggedStructFieldName { .. } => {
            let problem = Problem::new(ProblemCode::BadDocument, said(error));
            (problem, Mark::Key)
        }
        Error::UnsupportedTag { .. } => {
            let problem = Problem::new(ProblemCode::BadDocument, said(error));
            (problem, Mark::Value)
        }
        other => (unreadable(other), Mark::Line),
    }
}

/// What keeps the whole document from being read.
fn unreadable(error: &Error) -> Problem {
    match error {
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            Problem::new(ProblemCode::Cycle, "the YAML anchor contains its own alias")
                .with_hint("write the part out instead of referring to it from inside itself")
        }
        Error::Eof { .. } => Problem::new(ProblemCode::BadDocument, "the document ends too early")
            .with_hint("a catalogue begins with `catalogue: 1`"),
        Error::MultipleDocuments { .. } => {
            Problem::new(ProblemCode::BadDocument, "the file has several documents")
                .with_hint("put each catalogue into a file of its own")
        }
        Error::Budget { breach, .. } => too_long(match breach {
            BudgetBreach::Depth { .. } => {
                format!("the document is nested more than {DEPTH_MAX} levels deep")
            }
            BudgetBreach::Nodes { .. } | BudgetBreach::Events { .. } => {
                format!("the document has more than {NODES_MAX} values")
            }
            _ => format!("the document is too large: {}", said(error)),
        }),
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. } => {
            too_long("the aliases of the document repeat too much".to_owned())
        }
        other => Problem::new(ProblemCode::BadDocument, said(other)),
    }
}

fn too_long(message: String) -> Problem {
    Problem::new(ProblemCode::TooLong, message)
        .with_hint("write fewer aliases and flatter gates, or split the file")
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
