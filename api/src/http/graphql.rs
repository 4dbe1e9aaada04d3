//! `/graphql`: who asks, what is asked, one execution, one answer (GraphQL over HTTP).
//!
//! In this order: a server that is full refuses before anything is looked at; the sender is known, and
//! has something left to spend, before a byte of the body is read; the document is measured and paid
//! before it is executed; and a GET can only read. There are no anonymous operations; introspection
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
use super::audit::Asker;
use super::body::{self, BodyLimits};
use super::completion::{FieldTypes, Shape};
use super::negotiation::{self, Media};
use super::parameters::Parameters;
use super::{RequestId, credentials, refuse, refuse_method};
use crate::auth::{Authenticator, Caller};
use crate::clock::Clock;
use crate::error::{Error, ErrorCode};
use crate::guard::budget::{Budgets, Payers};
use crate::guard::gate::Gate;
use crate::guard::{self, Cost, Costs, DocumentLimits, Rejection};
use crate::settings::{Introspection, Limits};
use crate::wanted::Work;

/// What every request costs, whatever becomes of it, in points: to be known, read and measured.
const REQUEST_COST: u64 = 10;

/// Puts what resolvers need into a request: loaders, the caller's view. The [`Caller`] itself is
/// there already.
pub type Attach = Arc<dyn Fn(Request, &Caller) -> Request + Send + Sync>;

/// What stands behind `/graphql`.
pub struct Door<E> {
    /// Executes what passed.
    pub executor: E,
    /// Knows who asks.
    pub authenticator: Authenticator,
    /// Puts what resolvers need into a request.
    pub attach: Attach,
    /// What there is to ask for.
    pub schema: Schema,
    /// How much may be inside at once.
    pub gate: Gate,
    /// How much each may ask for over time.
    pub budgets: Budgets,
    /// What time it is for the budgets.
    pub clock: Arc<dyn Clock>,
    /// What one request may be.
    pub limits: DoorLimits,
}

/// What the door knows of the schema.
#[derive(Debug)]
pub struct Schema {
    /// The types of its fields.
    pub types: FieldTypes,
    /// What its fields cost.
    pub costs: Costs,
    /// Who may ask for the schema itself.
    pub introspection: Introspection,
}

/// What one request may be.
#[derive(Clone, Copy, Debug)]
pub struct DoorLimits {
    document: DocumentLimits,
    body: BodyLimits,
    expensive_cost_min: u64,
    request_timeout: Duration,
}

impl DoorLimits {
    /// The limits of the settings.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            document: DocumentLimits::from(limits),
            body: BodyLimits {
                bytes_max: limits.body_bytes_max,
                read_timeout: Duration::from_millis(limits.read_timeout_ms),
            },
            expensive_cost_min: limits.expensive_cost_min,
            request_timeout: Duration::from_millis(limits.request_timeout_ms),
        }
    }
}

impl<E: Executor> Door<E> {
    async fn answer(
        &self,
        request: &HttpRequest,
        payload: Payload,
        media: Media,
        request_id: Uuid,
    ) -> Result<HttpResponse, Refused> {
        let inside = self.gate.come_in()?;
        let token = credentials::bearer(request.headers())?;
        let caller = self.authenticator.caller(token, request_id).await?;
        let payers = Payers::of(&caller);
        // Even a request that is refused is read: who has nothing left is not.
        self.pay(payers, REQUEST_COST)?;
        let is_get = *request.method() == Method::GET;
        if !is_get && *request.method() != Method::POST {
            return Ok(refuse_method(request_id, media, "GET, POST"));
        }
        negotiation::negotiate(request.headers())?;
        let parameters = if is_get {
            Parameters::from_query_string(request.query_string())?
        } else {
            let body = body::read_json(request.headers(), payload, self.limits.body).await?;
            Parameters::from_body(&body)?
        };
        let document = guard::admit(&parameters.query, &self.limits.document)?;
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
        let cost = self.appraise(operation, &document, &parameters.variables)?;
        self.pay(payers, cost.requested)?;
        let turn = inside.turn(cost.requested >= self.limits.expensive_cost_min);
        let _turn = turn.await?;
        let shape = Shape::new(operation, &document, &self.schema.types);
        let asker = Asker::from(&caller);
        let response = self.execute(parameters, document, caller).await?;
        asker.record_denials(&response);
        let hides_names = self.schema.introspection == Introspection::Off;
        let answer = Answer::of_response(response, &shape, cost, hides_names, request_id);
        Ok(reply(answer, media))
    }

    fn pay(&self, payers: Payers, cost: u64) -> Result<(), Error> {
        self.budgets.pay(payers, cost, self.clock.now())
    }

    /// What the operation costs, when it may be executed at all.
    fn appraise(
        &self,
        operation: &OperationDefinition,
        document: &ExecutableDocument,
        variables: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<Cost, Rejection> {
        if self.schema.introspection == Introspection::Off {
            guard::refuse_introspection(document)?;
        }
        let (costs, limits) = (&self.schema.costs, &self.limits.document);
        let cost = guard::appraise(operation, document, variables, costs, limits)?;
        check_variables(operation, variables)?;
        Ok(cost)
    }

    async fn execute(
        &self,
        parameters: Parameters,
        document: ExecutableDocument,
        caller: Caller,
    ) -> Result<Response, Error> {
        let work = Work::new(caller.request_id);
        let variables = serde_json::Value::Object(parameters.variables);
        let mut request = Request::new(parameters.query).variables(Variables::from_json(variables));
        request.operation_name = parameters.operation_name;
        request.set_parsed_query(document);
        let request = (self.attach)(request, &caller).data(caller);
        // The time being up drops the work, as a client does that goes away.
        let execution = work.carry_out(self.executor.execute(request));
        tokio::time::timeout(self.limits.request_timeout, execution)
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
                locations: vec![definition.pos],
                ..Rejection::from(error.with_hint(ErrorCode::BadVariables.remedy()))
            });
        }
    }
    Ok(())
}
