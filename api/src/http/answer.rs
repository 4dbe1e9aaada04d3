//! The engine's response as an answer: a code, a reason and the request id on every error, and
//! nothing of the inside in any message.

use async_graphql::{PathSegment, Pos, Response, ServerError, Value};
use federation::authority::Refusal;
use serde::Serialize;
use uuid::Uuid;

use super::completion::{self, Shape};
use crate::error::{Error, ErrorCode};
use crate::guard::{Cost, Rejection};

/// The most errors that one answer lists.
const ERRORS_MAX: usize = 20;

/// The body of an answer, and the status it has where the status may tell.
pub(super) struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

#[derive(Serialize)]
struct Body<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'r Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<BodyError<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Extensions>,
}

/// What is said beside the data.
#[derive(Serialize)]
struct Extensions {
    cost: BodyCost,
}

/// What the operation was counted at, and what it may cost, in points.
#[derive(Serialize)]
struct BodyCost {
    requested: u64,
    allowed: u64,
}

impl From<Cost> for Extensions {
    fn from(Cost { requested, allowed }: Cost) -> Self {
        let cost = BodyCost { requested, allowed };
        Self { cost }
    }
}

#[derive(Serialize)]
struct BodyError<'r> {
    message: String,
    #[serde(skip_serializing_if = "<[Pos]>::is_empty")]
    locations: &'r [Pos],
    #[serde(skip_serializing_if = "<[PathSegment]>::is_empty")]
    path: &'r [PathSegment],
    extensions: serde_json::Value,
}

impl Answer {
    /// The answer to a request that was executed, or that the engine refused to execute.
    /// One that `hides_names` guesses none that was not asked for.
    pub(super) fn of_response(
        mut response: Response,
        shape: &Shape,
        cost: Cost,
        hides_names: bool,
        request_id: Uuid,
    ) -> Self {
        let refused = is_request_error(&response);
        if !refused {
            let failed = response.errors.iter().map(|error| error.path.as_slice());
            completion::complete(&mut response.data, shape, failed);
        }
        let mut status = 200;
        let errors = response.errors.iter().take(ERRORS_MAX).map(|fault| {
            let error = coded(fault, refused);
            error.log();
            if refused && status == 200 {
                status = error.code().status();
            }
            BodyError {
                message: match hides_names {
                    true => without_suggestion(error.message()).to_owned(),
                    false => error.message().to_owned(),
                },
                locations: &fault.locations,
                path: &fault.path,
                extensions: error.extensions(request_id),
            }
        });
        let errors = errors.collect();
        let body = Body {
            data: (!refused).then_some(&response.data),
            errors,
            extensions: Some(cost.into()),
        };
        Self::new(status, &body)
    }

    /// The answer to a document that may not be executed.
    pub(super) fn of_rejection(rejection: &Rejection, request_id: Uuid) -> Self {
        rejection.error.log();
        let body = Body {
            data: None,
            errors: vec![BodyError {
                message: rejection.error.message().to_owned(),
                locations: &rejection.locations,
                path: &[],
                extensions: rejection.error.extensions(request_id),
            }],
            extensions: rejection.cost.map(Into::into),
        };
        Self::new(rejection.error.code().status(), &body)
    }

    fn new(status: u16, body: &Body<'_>) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => Self { status, body },
            Err(cause) => {
                let error = Error::internal(cause);
                error.log();
                Self {
                    status: error.code().status(),
                    body: error.body(Uuid::nil()).to_string().into_bytes(),
                }
            }
        }
    }
}

/// Whether nothing was executed. Errors of fields have a path, even when their null went all the
/// way up and left `data` null.
fn is_request_error(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// The message without what the engine thinks was meant.
fn without_suggestion(message: &str) -> &str {
    let end = message.find(" Did you mean ");
    end.map_or(message, |end| &message[..end])
}

/// The error as a client may know it.
pub(super) fn coded(fault: &ServerError, refused: bool) -> Error {
    if let Some(error) = fault.source::<Error>() {
        return error.clone();
    }
    if let Some(refusal) = fault.source::<Refusal>() {
        return Error::from(*refusal);
    }
    let message = fault.message.as_str();
    let is_input = ["Failed to parse \"", "Expected input type \""]
        .iter()
        .any(|start| message.starts_with(start));
    let code = match message {
        _ if fault.source.is_some() => ErrorCode::InternalServerError,
        "Query is too complex." if refused => ErrorCode::QueryTooComplex,
        "Query is nested too deep." if refused => ErrorCode::QueryTooDeep,
        _ if refused => ErrorCode::ValidationFailed,
        _ if is_input => ErrorCode::BadUserInput,
        _ => ErrorCode::InternalServerError,
    };
    match code {
        ErrorCode::InternalServerError => Error::internal(Uncoded(message.to_owned())),
        _ => Error::new(code, message),
    }
}

/// An error that reached the transport without a code: a resolver let a foreign error through.
#[derive(Debug, thiserror::Error)]
#[error("a resolver answered with an error that has no code: {0}")]
struct Uncoded(String);
