//! What a GraphQL document may cost before anything is executed, decided in linear time.
//!
//! The engine's own limits walk every fragment again at each spread and compare only afterwards:
//! twenty chained fragments of one kilobyte keep it busy for seconds. Here the text is scanned
//! once, then parsed, then every definition is measured once and remembered. Only a document that
//! passed is handed on, together with its parsed form, so that nothing reads it a second time.
//!
//! | file | what lives in it |
//! |---|---|
//! | `scan` | the text: bytes, words, nesting |
//! | `expansion` | the parsed document with every fragment written out |
//! | `inputs` | variables and the lengths of lists |
//! | [`cost`] | what an operation costs, by the one table in `prices` |
//! | [`budget`] | what a subject and an organization may cost over time |
//! | [`gate`] | how many requests are inside at once |

pub mod budget;
pub mod cost;
mod expansion;
pub mod gate;
mod inputs;
mod prices;
mod scan;
#[cfg(test)]
mod tests;

use async_graphql::Pos;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};
use serde_json::{Map, Value};

pub use cost::{Cost, Costs};

use crate::error::{Error, ErrorCode};
use crate::settings;

/// The limits of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentLimits {
    /// The longest text.
    pub document_bytes_max: usize,
    /// The most words and signs.
    pub document_tokens_max: usize,
    /// The deepest nesting of fields.
    pub query_depth_max: usize,
    /// The most aliases of one field.
    pub query_aliases_max: usize,
    /// The most directives.
    pub query_directives_max: usize,
    /// The most selections with every fragment written out.
    pub query_selections_max: u64,
    /// The most variables.
    pub query_variables_max: usize,
    /// The longest list of plain values in a variable.
    pub list_items_max: usize,
    /// The most that an operation may cost.
    pub query_cost_max: u64,
}

impl From<&settings::Limits> for DocumentLimits {
    fn from(limits: &settings::Limits) -> Self {
        Self {
            document_bytes_max: limits.document_bytes_max,
            document_tokens_max: limits.document_tokens_max,
            query_depth_max: limits.query_depth_max,
            query_aliases_max: limits.query_aliases_max,
            query_directives_max: limits.query_directives_max,
            query_selections_max: limits.query_selections_max,
            query_variables_max: limits.query_variables_max,
            list_items_max: limits.list_items_max,
            query_cost_max: limits.query_cost_max,
        }
    }
}

/// A document that may not be executed.
#[derive(Clone, Debug)]
pub struct Rejection {
    /// What is wrong with it.
    pub error: Error,
    /// Where in its text.
    pub locations: Vec<Pos>,
    /// What it costs, where that is known.
    pub cost: Option<Cost>,
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        Self {
            error,
            locations: Vec::new(),
            cost: None,
        }
    }
}

/// Parses `document` when it keeps the limits.
///
/// # Errors
/// [`Rejection`] when it breaks a limit, is no GraphQL, or has a fragment that contains itself.
pub fn admit(document: &str, limits: &DocumentLimits) -> Result<ExecutableDocument, Rejection> {
    scan::check(document, limits)?;
    let parsed = parse_query(document).map_err(|error| Rejection {
        locations: error.positions().collect(),
        error: Error::new(ErrorCode::ParseFailed, error.to_string()),
        cost: None,
    })?;
    expansion::check(&parsed, limits)?;
    Ok(parsed)
}

/// What `operation` costs, when it and its variables keep the limits.
///
/// # Errors
/// [`Rejection`] when one is broken.
pub fn appraise(
    operation: &OperationDefinition,
    document: &ExecutableDocument,
    variables: &Map<String, Value>,
    costs: &Costs,
    limits: &DocumentLimits,
) -> Result<Cost, Rejection> {
    inputs::check_count(operation, variables, limits)?;
    inputs::check_lists(variables, limits)?;
    let cost = cost::of_operation(operation, document, variables, costs, limits)?;
    cost.check().map_err(|error| Rejection {
        cost: Some(cost),
        ..Rejection::from(error)
    })?;
    Ok(cost)
}

/// Refuses a document that asks for the schema itself.
///
/// # Errors
/// `GRAPHQL_VALIDATION_FAILED`, as for any other field that is not there.
pub fn refuse_introspection(document: &ExecutableDocument) -> Result<(), Error> {
    if inputs::asks_for_the_schema(document) {
        let message = "the schema cannot be asked for on this server";
        return Err(Error::new(ErrorCode::ValidationFailed, message)
            .with_hint("read the published schema definition"));
    }
    Ok(())
}

fn over(code: ErrorCode, what: &str, given: impl ToString, allowed: impl ToString) -> Error {
    let (given, allowed) = (given.to_string(), allowed.to_string());
    Error::new(
        code,
        format!("{what}: {given}, at most {allowed} are allowed"),
    )
    .with_hint(code.remedy())
}
