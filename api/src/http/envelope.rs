//! Around every request: its id, the limits of its head, the web page that it comes from, a span of
//! the log, a coded answer even for a panic or an error of the web framework, and the headers that
//! every answer carries.

use std::any::Any;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError};
use futures_util::FutureExt as _;
use tracing::Instrument as _;
use uuid::Uuid;

use super::held::HeldPayload;
use super::origin::{Asked, Origins};
use super::{Media, refuse};
use crate::clock::Clock;
use crate::error::{Error, ErrorCode};
use crate::settings::Limits;

/// What the envelope needs.
pub struct Envelope {
    clock: Arc<dyn Clock>,
    origins: Origins,
    uri_bytes_max: usize,
    header_bytes_max: usize,
}

impl Envelope {
    /// An envelope that names requests by `clock` and takes them from web pages of `origins`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, origins: Origins, limits: &Limits) -> Self {
        Self {
            clock,
            origins,
            uri_bytes_max: limits.uri_bytes_max,
            header_bytes_max: limits.header_bytes_max,
        }
    }

    fn check_head(&self, request: &ServiceRequest) -> Result<(), Error> {
        let uri = request.uri();
        let uri_bytes = uri.path_and_query().map_or(0, |path| path.as_str().len());
        if uri_bytes > self.uri_bytes_max {
            return Err(Error::of(ErrorCode::UriTooLong));
        }
        let headers = request.headers();
        let header_bytes: usize = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if header_bytes > self.header_bytes_max {
            return Err(Error::of(ErrorCode::HeadersTooLarge));
        }
        Ok(())
    }
}

/// The name of a request. It is made here; one that a client sends is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl RequestId {
    /// The id of `request`; nil outside of the envelope.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Uuid {
        let extensions = request.extensions();
        extensions.get::<Self>().map_or(Uuid::nil(), |id| id.0)
    }
}

/// The outermost middleware: `App::new().app_data(Data<Envelope>).wrap(from_fn(wrap))`.
///
/// # Errors
/// An error that is answered with its coded body.
pub async fn wrap<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(envelope) = request.app_data::<Data<Envelope>>().cloned() else {
        return Err(actix_web::error::ErrorInternalServerError(
            "the application has no envelope",
        ));
    };
    let id = envelope.clock.fresh_id();
    let span = tracing::info_span!(
        "request",
        id = %id,
        method = %request.method(),
        path = request.path(),
    );
    handle(request, next, &envelope, id).instrument(span).await
}

async fn handle<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
    envelope: &Envelope,
    id: Uuid,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    request.extensions_mut().insert(RequestId(id));
    let held = HeldPayload::of(&mut request);
    let origin = envelope.origins.check(request.headers());
    let (asked, refused) = match (envelope.check_head(&request), origin) {
        (Ok(()), Ok(asked)) => {
            let answer = asked.preflight(request.method(), request.headers());
            (asked, answer)
        }
        (Err(error), _) | (_, Err(error)) => (Asked::Here, Some(refuse(&error, id, Media::Json))),
    };
    if let Some(mut response) = refused {
        decorate(response.headers_mut(), &asked, id);
        let response = response.map_body(|_, body| held.until_sent(body));
        return Ok(request.into_response(response));
    }
    let answered = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    let error = match answered {
        Ok(Ok(response)) => {
            let mut response = coded(response.map_into_boxed_body(), id);
            decorate(response.headers_mut(), &asked, id);
            match response.status().as_u16() {
                // One line for each would be more work than the refusal.
                status @ (429 | 503) => tracing::debug!(status, "refused for now"),
                status => tracing::info!(status, "answered"),
            }
            return Ok(response.map_body(|_, body| held.until_sent(body)));
        }
        Ok(Err(error)) => of_status(error.as_response_error().status_code()),
        Err(panic) => of_panic(panic.as_ref()),
    };
    Err(Coded {
        error,
        id,
        asked,
        held,
    }
    .into())
}

/// Puts a coded body in the place of a bare error of the web framework.
fn coded(response: ServiceResponse<BoxBody>, id: Uuid) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let media = response.headers().get(header::CONTENT_TYPE);
    let is_bare = media.is_none_or(|media| media.as_bytes().starts_with(b"text/plain"));
    if !is_bare || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut coded = refuse(&of_status(status), id, Media::Json);
    if let Some(allow) = allow {
        coded.headers_mut().insert(header::ALLOW, allow);
    }
    response.into_response(coded)
}

/// An error of the web framework in the words of the table.
fn of_status(status: StatusCode) -> Error {
    Error::of(match status {
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => ErrorCode::RequestTimeout,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::PayloadTooLarge,
        StatusCode::URI_TOO_LONG => ErrorCode::UriTooLong,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::UnsupportedMediaType,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => ErrorCode::HeadersTooLarge,
        status if status.is_client_error() => ErrorCode::BadRequest,
        _ => ErrorCode::InternalServerError,
    })
}

fn of_panic(panic: &(dyn Any + Send)) -> Error {
    let message = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Error::internal(Panicked(message))
}

#[derive(Debug, thiserror::Error)]
#[error("a handler panicked: {0}")]
struct Panicked(String);

/// An error on its way out of the envelope, where there is no request left to answer.
#[derive(Debug)]
struct Coded {
    error: Error,
    id: Uuid,
    asked: Asked,
    held: HeldPayload,
}

impl fmt::Display for Coded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl ResponseError for Coded {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.error.code().status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = refuse(&self.error, self.id, Media::Json);
        decorate(response.headers_mut(), &self.asked, self.id);
        response.map_body(|_, body| self.held.clone().until_sent(body))
    }
}

/// The headers of every answer; a handler may set its own caching and content policy.
fn decorate(headers: &mut HeaderMap, asked: &Asked, id: Uuid) {
    const ALWAYS: [(HeaderName, &str); 7] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
        (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
        (
            header::PERMISSIONS_POLICY,
            "camera=(), geolocation=(), microphone=()",
        ),
        // Browsers look at it over TLS only.
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    ];
    const UNLESS_SET: [(HeaderName, &str); 2] = [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ];
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in UNLESS_SET {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    asked.allow(headers);
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
