//! THE ONE TABLE of error codes: what a client is told when something fails, over HTTP and in
//! GraphQL. Problems with submitted data are not here: they are data of a payload.
//!
//! A client gets the code, a message, a hint and the request id; the log gets the whole chain of
//! causes under the same id. No message of this table tells SQL, stacks or other parties' names.

pub mod page;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use federation::authority::Refusal;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::store::StoreError;

macro_rules! error_codes {
    ($( $name:ident $reason:literal $status:literal $code:literal $meaning:literal $remedy:literal )+) => {
        /// The closed list. Programs branch on [`ErrorCode::code`] and, finer, on
        /// [`ErrorCode::reason`]; texts may change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ErrorCode {$(
            #[doc = $meaning]
            $name,
        )+}

        impl ErrorCode {
            /// Every code, alphabetically by reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The finer code, unique in the table: `extensions.reason`.
            #[must_use]
            pub const fn reason(self) -> &'static str {
                match self {$(Self::$name => $reason),+}
            }

            /// The class that GraphQL clients know, Apollo's name where there is one:
            /// `extensions.code`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Self::$name => $code),+}
            }

            /// The HTTP status when it is the answer to the whole request.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self {$(Self::$name => $status),+}
            }

            /// What it means, in one sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {$(Self::$name => $meaning),+}
            }

            /// What the client can do about it.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self {$(Self::$name => $remedy),+}
            }
        }
    };
}

error_codes! {
    AuthUnavailable "AUTH_UNAVAILABLE" 503 "AUTH_UNAVAILABLE"
        "The token cannot be judged at the moment: its issuer does not give its keys, or its organization cannot be looked up."
        "Send the same request again after the time in `Retry-After`."
    BadJson "BAD_JSON" 400 "BAD_JSON"
        "The body, or the `variables` or `extensions` of a GET, is not JSON in UTF-8."
        "Send one JSON object in UTF-8 without a byte order mark, nested at most 128 deep."
    BadRequest "BAD_REQUEST" 422 "BAD_REQUEST"
        "The JSON is not a GraphQL request: `query` must be a text, `operationName` a text or null, `variables` and `extensions` objects or null."
        "Send `{\"query\": \"...\", \"operationName\": null, \"variables\": {}}`."
    BadUserInput "BAD_USER_INPUT" 422 "BAD_USER_INPUT"
        "A value of an argument or variable is not one that its type allows."
        "Correct the value; the message names the type and the path the field."
    BadVariables "BAD_VARIABLES" 400 "BAD_USER_INPUT"
        "A variable that must have a value has none."
        "Give every variable a value whose type ends in `!` and that has no default."
    BatchLimit "BATCH_LIMIT" 422 "BATCH_LIMIT"
        "The body is a list of operations, and lists are not taken."
        "Send one operation in a request; several fields may stand in one operation."
    DuplicateName "DUPLICATE_NAME" 400 "BAD_REQUEST"
        "The same name stands twice in one JSON object or in the query string."
        "Send every name once."
    ExecutionTimeout "EXECUTION_TIMEOUT" 503 "EXECUTION_TIMEOUT"
        "The request took longer than the server gives to one request, and was given up."
        "Ask for less at once: a shorter period or fewer services."
    Forbidden "FORBIDDEN" 403 "FORBIDDEN"
        "The role of the token may not do this, or not for this organization."
        "Ask the service integrator for a token of another role."
    FragmentCycle "FRAGMENT_CYCLE" 422 "GRAPHQL_VALIDATION_FAILED"
        "A fragment of the document contains itself."
        "Take the spread that closes the circle out of the document."
    HeadersTooLarge "HEADERS_TOO_LARGE" 431 "HEADERS_TOO_LARGE"
        "The headers of the request are larger than the limit."
        "Send fewer and shorter headers; a token needs at most 8 KiB."
    InsufficientScope "INSUFFICIENT_SCOPE" 403 "FORBIDDEN"
        "The role may do this, but the token lacks the scope for it."
        "Get a token with the scope that the message names."
    InternalServerError "INTERNAL_SERVER_ERROR" 500 "INTERNAL_SERVER_ERROR"
        "Something failed inside the server. What failed is in its log, under the request id."
        "Send the request again; when it fails again, report the request id."
    ListTooLong "LIST_TOO_LONG" 422 "GRAPHQL_VALIDATION_FAILED"
        "A list in the value of a variable is longer than the limit."
        "Send the list in several requests."
    MethodNotAllowed "METHOD_NOT_ALLOWED" 405 "METHOD_NOT_ALLOWED"
        "The method is not one for this address; a mutation needs POST."
        "Use a method from the `Allow` header."
    NoOrganization "NO_ORGANIZATION" 403 "FORBIDDEN"
        "The role of the token is played for an organization, and the token does not name exactly one."
        "Have the issuer put one organization code into the claim `organization`."
    NotAcceptable "NOT_ACCEPTABLE" 406 "NOT_ACCEPTABLE"
        "The `Accept` header admits neither of the two media types that are answered."
        "Accept `application/graphql-response+json` or `application/json`."
    NotFound "NOT_FOUND" 404 "NOT_FOUND"
        "There is nothing here, or nothing that the asker may see."
        "Check the address or the identifier."
    NotReady "NOT_READY" 503 "NOT_READY"
        "The server is starting, is stopping, or cannot reach its database."
        "Send the request again after the time in `Retry-After`."
    OperationUnresolved "OPERATION_UNRESOLVED" 422 "OPERATION_RESOLUTION_FAILURE"
        "Which operation of the document to run is not clear."
        "Name one operation of the document in `operationName`."
    OriginDenied "ORIGIN_DENIED" 403 "FORBIDDEN"
        "The request comes from a web page of an origin that is not on the list of this server."
        "Have the operator add the origin to `cors_origins`."
    Overloaded "OVERLOADED" 503 "OVERLOADED"
        "The server has as much to do as it can bear; nothing of the request was done."
        "Send the same request again after the time in `Retry-After`."
    ParseFailed "GRAPHQL_PARSE_FAILED" 400 "GRAPHQL_PARSE_FAILED"
        "The document is not GraphQL."
        "Correct the syntax at the line and column in `locations`."
    PayloadTooLarge "PAYLOAD_TOO_LARGE" 413 "PAYLOAD_TOO_LARGE"
        "The body, as sent or after unpacking, is larger than the limit."
        "Send less at once."
    QueryTooComplex "QUERY_TOO_COMPLEX" 422 "GRAPHQL_VALIDATION_FAILED"
        "The document asks for more than the server computes at once, counted with every fragment written out and every page as long as asked for."
        "Ask for shorter pages or less of each item, or split the document."
    QueryTooDeep "QUERY_TOO_DEEP" 422 "GRAPHQL_VALIDATION_FAILED"
        "The fields or brackets of the document are nested deeper than the limit."
        "Ask for fewer levels at once."
    QueryTooLarge "QUERY_TOO_LARGE" 422 "GRAPHQL_VALIDATION_FAILED"
        "The text of the document is longer than the limit."
        "Take comments out, or split the document."
    QueryTooManyAliases "QUERY_TOO_MANY_ALIASES" 422 "GRAPHQL_VALIDATION_FAILED"
        "One field is asked for under more aliases than the limit."
        "Ask for the list instead of for its items one by one."
    QueryTooManyDirectives "QUERY_TOO_MANY_DIRECTIVES" 422 "GRAPHQL_VALIDATION_FAILED"
        "The document has more directives than the limit."
        "Decide in the client what to ask for."
    QueryTooManyTokens "QUERY_TOO_MANY_TOKENS" 422 "GRAPHQL_VALIDATION_FAILED"
        "The document has more words and signs than the limit."
        "Split the document."
    QueryTooManyVariables "QUERY_TOO_MANY_VARIABLES" 422 "GRAPHQL_VALIDATION_FAILED"
        "The operation has more variables than the limit."
        "Put what belongs together into one input object."
    RateLimited "RATE_LIMITED" 429 "RATE_LIMITED"
        "The subject of the token, or its organization, has used up what its requests may cost for now; nothing of the request was done."
        "Send the same request again after the seconds in `Retry-After`, or ask for less: `extensions.cost` of each answer says what it cost."
    RequestTimeout "REQUEST_TIMEOUT" 408 "REQUEST_TIMEOUT"
        "The body did not arrive in time."
        "Send the request again."
    SubscriptionUnsupported "SUBSCRIPTION_UNSUPPORTED" 422 "GRAPHQL_VALIDATION_FAILED"
        "A subscription cannot be answered by one response."
        "Ask again for what changed, with a query."
    TokenInvalid "TOKEN_INVALID" 401 "UNAUTHENTICATED"
        "The `Authorization` header has no token that this server accepts."
        "Get a fresh token; `concordat token inspect` explains what is wrong with this one."
    TokenMissing "TOKEN_MISSING" 401 "UNAUTHENTICATED"
        "The request has no `Authorization` header; nothing is answered without a token."
        "Send `Authorization: Bearer <access token>`."
    UnknownOrganization "UNKNOWN_ORGANIZATION" 403 "FORBIDDEN"
        "The token is genuine, but the organization it names is not in the catalogue."
        "Have the service integrator add the organization, or the issuer correct the claim `organization`."
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" 415 "UNSUPPORTED_MEDIA_TYPE"
        "The body is not `application/json` in UTF-8, or is packed otherwise than with gzip."
        "Send `Content-Type: application/json`."
    UriTooLong "URI_TOO_LONG" 414 "URI_TOO_LONG"
        "The address of the request is longer than the limit."
        "Send the operation by POST."
    ValidationFailed "GRAPHQL_VALIDATION_FAILED" 422 "GRAPHQL_VALIDATION_FAILED"
        "The document is GraphQL, but does not fit the schema."
        "Correct the field, argument or variable that the message names."
    WrongParty "WRONG_PARTY" 403 "FORBIDDEN"
        "The organization of the token is of another kind than its role is played for."
        "Have the issuer correct the claim `role` or `organization`."
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

/// A failure as the client may know it, with the cause that only the log may know.
///
/// Resolvers return it with `?`; the transport turns it into `errors[]` with its code, reason and
/// the request id. An error of any other type is answered as `INTERNAL_SERVER_ERROR`.
#[derive(Clone, Debug)]
pub struct Error {
    code: ErrorCode,
    message: String,
    hint: Option<String>,
    retry_after_seconds: Option<u64>,
    cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// A failure with a message that the client may read.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            retry_after_seconds: None,
            cause: None,
        }
    }

    /// A failure told in the words of the table.
    #[must_use]
    pub fn of(code: ErrorCode) -> Self {
        Self::new(code, code.meaning()).with_hint(code.remedy())
    }

    /// A fault of the server: the client learns nothing but the request id.
    #[must_use]
    pub fn internal(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::of(ErrorCode::InternalServerError).because(cause)
    }

    /// Adds what the client can do.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds after how many seconds the same request may succeed.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// Adds the cause, for the log only.
    #[must_use]
    pub fn because(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Arc::new(cause));
        self
    }

    /// Its line in the table.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What the client is told.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What the client can do, when more is to be said than the message.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// After how many seconds the same request may succeed, where that is known; 1 for whatever
    /// passes by itself.
    #[must_use]
    pub fn retry_after_seconds(&self) -> Option<u64> {
        let passes = matches!(self.code.status(), 429 | 503);
        self.retry_after_seconds.or(passes.then_some(1))
    }

    /// `extensions` of the error: code, reason, request id, and the hint where there is one.
    #[must_use]
    pub fn extensions(&self, request_id: Uuid) -> Value {
        let mut extensions = json!({
            "code": self.code.code(),
            "reason": self.code.reason(),
            "requestId": request_id,
        });
        if let Some(hint) = &self.hint {
            extensions["hint"] = Value::String(hint.clone());
        }
        extensions
    }

    /// The JSON body that answers a whole request.
    #[must_use]
    pub fn body(&self, request_id: Uuid) -> Value {
        json!({"errors": [{
            "message": self.message,
            "extensions": self.extensions(request_id),
        }]})
    }

    /// Writes it to the log: faults as errors with the chain of causes, the client's own mistakes
    /// only when asked for.
    pub fn log(&self) {
        let (code, message) = (self.code.reason(), self.message.as_str());
        let cause = self.chain();
        if self.code == ErrorCode::Overloaded {
            // One line for each would be more work than what is refused.
            tracing::debug!(code, "{message}");
        } else if self.code.status() >= 500 {
            tracing::error!(code, cause, "{message}");
        } else {
            tracing::debug!(code, cause, "{message}");
        }
    }

    fn chain(&self) -> String {
        let mut chain = Vec::new();
        let mut cause = self
            .cause
            .as_deref()
            .map(|c| c as &(dyn std::error::Error + 'static));
        while let Some(error) = cause {
            chain.push(error.to_string());
            cause = error.source();
        }
        chain.join(": ")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::Forbidden(_) | Refusal::Narrowed => ErrorCode::Forbidden,
            Refusal::InsufficientScope(_) => ErrorCode::InsufficientScope,
        };
        Self::new(code, refusal.to_string()).with_hint(code.remedy())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(_) | StoreError::Unavailable(_) => {
                Self::of(ErrorCode::NotReady).because(error)
            }
            StoreError::Address { .. }
            | StoreError::Conflict(_)
            | StoreError::Database(_)
            | StoreError::Row(_)
            | StoreError::RowSecurity(_)
            | StoreError::SchemaBehind { .. }
            | StoreError::SchemaNewer { .. }
            | StoreError::TooMany { .. } => Self::internal(error),
        }
    }
}
