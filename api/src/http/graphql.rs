//! `/graphql`: who asks, what is asked, one execution, one answer (GraphQL over HTTP).
//!
//! In this order: the sender is known before a byte of the body is read, the document is measured
//! before it is executed, and a GET can only read. There are no anonymous operations; introspection
//! needs a token like everything else.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::{Executor, Positioned, Request, Response, Variables};
use uuid::Uuid;

use super::answer::Answer;
use super::body::{self, BodyLimits};
use super::completion::{FieldTypes, Shape};
use super::negotiation::{self, Media};
use super::parameters::Parameters;
use super::{RequestId, credentials, refuse, refuse_method};
use crate::auth::{Authenticator, Caller};
use crate::error::{Error, ErrorCode};
use crate::guard::{self, DocumentLimits, Rejection};
use crate::settings::Limits;

/// Puts what resolvers need into a request: loaders, the caller's view. The [`Caller`] itself is
/// there already.
pub type Attach = Arc<dyn Fn(Request, &Caller) -> Request + Send + Sync>;

/// What stands behind `/graphql`.
pub struct Door<E> {
    executor: E,
    authenticator: Authenticator,
    attach: Attach,
    types: FieldTypes,
    document_limits: DocumentLimits,
    body_limits: BodyLimits,
    request_timeout: Duration,
}

impl<E: Executor> Door<E> {
    /// A door to `executor` for those whom `authenticator` knows.
    #[must_use]
    pub fn new(
        executor: E,
        authenticator: Authenticator,
        attach: Attach,
        types: FieldTypes,
        limits: &Limits,
    ) -> Self {
        Self {
            executor,
            authenticator,
            attach,
            types,
            document_limits: DocumentLimits::from(limits),
            body_limits: BodyLimits {
                bytes_max: limits.body_bytes_max,
                read_timeout: Duration::from_millis(limits.read_timeout_ms),
            },
            request_timeout: Duration::from_millis(limits.request_timeout_ms),
        }
    }

    async fn answer(
        &self,
        request: &HttpRequest,
        payload: Payload,
        media: Media,
        request_id: Uuid,
    ) -> Result<HttpResponse, Refused> {
        let token = credentials::bearer(request.headers())?;
        let caller = self.authenticator.caller(token, request_id).await?;
        let is_get = *request.method() == Method::GET;
        if !is_get && *request.method() != Method::POST {
            return Ok(refuse_method(request_id, media, "GET, POST"));
        }
        negotiation::negotiate(request.headers())?;
        let parameters = if is_get {
            Parameters::from_query_string(request.query_string())?
        } else {
            let body = body::read_json(request.headers(), payload, self.body_limits).await?;
            Parameters::from_body(&body)?
        };
        let document = guard::admit(&parameters.query, &self.document_limits)?;
        let operation = operation(&document, parameters.operation_name.as_deref())?;
        match operation.ty {
            OperationType::Mutation if is_get => {
                return Ok(refuse_method(request_id, media, "POST"));
            }
            OperationType::Subscription => {
                let rejection = Error::of(ErrorCode::SubscriptionUnsupported);
                return Err(Rejection::from(rejection).into());
            }
            OperationType::Query | OperationType::Mutation => {}
        }
        check_variables(operation, &parameters.variables)?;
        let shape = Shape::new(operation, &document, &self.types);
        let response = self.execute(parameters, document, caller).await?;
        Ok(reply(
            Answer::of_response(response, &shape, request_id),
            media,
        ))
    }

    async fn execute(
        &self,
        parameters: Parameters,
        document: ExecutableDocument,
        caller: Caller,
    ) -> Result<Response, Error> {
        let variables = serde_json::Value::Object(parameters.variables);
        let mut request = Request::new(parameters.query).variables(Variables::from_json(variables));
        request.operation_name = parameters.operation_name;
        request.set_parsed_query(document);
        let request = (self.attach)(request, &caller).data(caller);
        let execution = self.executor.execute(request);
        tokio::time::timeout(self.request_timeout, execution)
            .await
            .map_err(|_| Error::of(ErrorCode::ExecutionTimeout))
    }
}

/// Why there is no answer from the engine.
enum Refused {
    /// The HTTP request is refused, with its own status for every client.
    Request(Error),
    /// The GraphQL document is refused: inside `application/json` the status cannot tell.
    Document(Rejection),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Request(error)
    }
}

impl From<Rejection> for Refused {
    fn from(rejection: Rejection) -> Self {
        Self::Document(rejection)
    }
}

/// Answers a request to `/graphql`.
pub async fn serve<E: Executor>(
    request: HttpRequest,
    payload: Payload,
    door: Data<Door<E>>,
) -> HttpResponse {
    let request_id = RequestId::of(&request);
    let media = negotiation::negotiate(request.headers()).unwrap_or(Media::Json);
    match door.answer(&request, payload, media, request_id).await {
        Ok(response) => response,
        Err(Refused::Request(error)) => refuse(&error, request_id, media),
        Err(Refused::Document(rejection)) => {
            reply(Answer::of_rejection(&rejection, request_id), media)
        }
    }
}

fn reply(answer: Answer, media: Media) -> HttpResponse {
    let status = match media {
        Media::GraphqlResponse => {
            StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        }
        Media::Json => StatusCode::OK,
    };
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, media.content_type()))
        .body(answer.body)
}

/// The one operation that is to be run.
fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d OperationDefinition, Rejection> {
    let unresolved = |what: String| {
        let error = Error::new(ErrorCode::OperationUnresolved, what);
        Rejection::from(error.with_hint(ErrorCode::OperationUnresolved.remedy()))
    };
    let found: Option<&Positioned<OperationDefinition>> = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) => {
            if operations.len() > 1 {
                let what = "the document has several operations, and operationName names none";
                return Err(unresolved(what.to_owned()));
            }
            operations.values().next()
        }
    };
    found.map(|operation| &operation.node).ok_or_else(|| {
        let name: String = name.unwrap_or_default().chars().take(64).collect();
        unresolved(format!("the document has no operation named {name:?}"))
    })
}

/// Whether every variable that must have a value has one. The engine would tell it as a fault of
/// the document, which it is not.
fn check_variables(
    operation: &OperationDefinition,
    given: &serde_json::Map<String, serde_json::Value>,
) -> Result<(), Rejection> {
    for definition in &operation.variable_definitions {
        let variable = &definition.node;
        let name = variable.name.node.as_str();
        let lacks_value = match given.get(name) {
            None => variable.default_value.is_none(),
            Some(value) => value.is_null(),
        };
        if lacks_value && !variable.var_type.node.nullable {
            let message = format!(
                "the variable ${name} of type {} has no value",
                variable.var_type
            );
            let error = Error::new(ErrorCode::BadVariables, message);
            return Err(Rejection {
                error: error.with_hint(ErrorCode::BadVariables.remedy()),
                locations: vec![definition.pos],
            });
        }
    }
    Ok(())
}
