//! The HTTP doors: thin, and strict about what they take. Nothing here knows what a field means.
//!
//! | file | what lives in it |
//! |---|---|
//! | [`graphql`] | `/graphql`: who asks, what is asked, one execution, one answer |
//! | [`health`] | `/livez` and `/readyz` |
//! | [`envelope`] | around every request: its id, limits of its head, panics, security headers |
//! | [`origin`] | which web pages may ask |
//! | `credentials` | the one `Authorization` header |
//! | `negotiation` | which of the two media types the answer has |
//! | `body` | a body read with a limit, a deadline and gzip |
//! | `parameters` | a GraphQL request out of a body or a query string |
//! | `answer` | the engine's response, with a code on every error |
//! | [`completion`] | nulls and order of `data`, as the specification wants them |
//! | `held` | a body that stays open until the answer is sent |

mod answer;
mod audit;
mod body;
pub mod completion;
mod credentials;
pub mod envelope;
pub mod graphql;
pub mod health;
mod held;
mod negotiation;
pub mod origin;
mod parameters;
#[cfg(test)]
mod tests;

use actix_web::http::header;
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use uuid::Uuid;

use crate::error::{Error, ErrorCode};

pub use completion::FieldTypes;
pub use envelope::{Envelope, RequestId};
pub use graphql::{Attach, Door, DoorLimits, Schema};
pub use health::{Readiness, Ready};
pub use negotiation::Media;
pub use origin::{BadOrigin, Origins};

/// The routes of this room; everything else is answered with `NOT_FOUND`.
pub fn routes<E: async_graphql::Executor>(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/graphql").route(web::route().to(graphql::serve::<E>)))
        .service(web::resource("/livez").route(web::route().to(health::live)))
        .service(web::resource("/readyz").route(web::route().to(health::ready)));
}

/// What answers a request that no route takes.
pub async fn nothing_here(request: HttpRequest) -> HttpResponse {
    let error = Error::of(ErrorCode::NotFound);
    refuse(&error, RequestId::of(&request), Media::Json)
}

/// The answer to a whole request that failed.
#[must_use]
pub fn refuse(error: &Error, request_id: Uuid, media: Media) -> HttpResponse {
    error.log();
    let code = error.code();
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, media.content_type()));
    match status {
        StatusCode::UNAUTHORIZED => {
            let challenge = "Bearer error=\"invalid_token\"";
            response.insert_header((header::WWW_AUTHENTICATE, challenge));
        }
        // What is left of the request is not read, so the connection cannot be used again.
        StatusCode::REQUEST_TIMEOUT | StatusCode::PAYLOAD_TOO_LARGE => {
            response.force_close();
        }
        _ => {}
    }
    if let Some(seconds) = error.retry_after_seconds() {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    response.body(error.body(request_id).to_string())
}

/// The answer to a method that is not taken here.
#[must_use]
pub fn refuse_method(request_id: Uuid, media: Media, allowed: &'static str) -> HttpResponse {
    let error = Error::of(ErrorCode::MethodNotAllowed);
    let mut response = refuse(&error, request_id, media);
    let allowed = header::HeaderValue::from_static(allowed);
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}

/// Whether the request only reads.
fn is_read(request: &HttpRequest) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}
