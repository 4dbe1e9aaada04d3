//! `/livez` (the process runs) and `/readyz` (it can do its work), for whoever balances the load.
//! Both are open to everyone and tell nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::future::BoxFuture;

use super::{Media, RequestId, is_read, refuse, refuse_method};
use crate::error::{Error, ErrorCode};

/// Whether the server can do its work. The store implements it.
pub trait Readiness: Send + Sync {
    /// Asks what the work depends on; the error is for the log.
    fn check(&self) -> BoxFuture<'_, Result<(), Box<dyn std::error::Error + Send + Sync>>>;
}

/// What `/readyz` asks.
#[derive(Clone)]
pub struct Ready {
    readiness: Arc<dyn Readiness>,
    stopping: Arc<AtomicBool>,
}

impl Ready {
    /// Ready as long as `readiness` says so and nothing stops the server.
    #[must_use]
    pub fn new(readiness: Arc<dyn Readiness>) -> Self {
        Self {
            readiness,
            stopping: Arc::default(),
        }
    }

    /// From now on not ready: the server stops.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    pub(super) async fn check(&self) -> Result<(), Error> {
        let not_ready = Error::of(ErrorCode::NotReady);
        if self.stopping.load(Ordering::Relaxed) {
            return Err(not_ready);
        }
        let asked = self.readiness.check().await;
        asked.map_err(|cause| not_ready.because(NotReady(cause)))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("what the work depends on is not there")]
struct NotReady(#[source] Box<dyn std::error::Error + Send + Sync>);

/// Answers `/livez`.
pub async fn live(request: HttpRequest) -> HttpResponse {
    if is_read(&request) {
        fine("live")
    } else {
        refuse_method(RequestId::of(&request), Media::Json, "GET, HEAD")
    }
}

/// Answers `/readyz`.
pub async fn ready(request: HttpRequest, ready: Data<Ready>) -> HttpResponse {
    let request_id = RequestId::of(&request);
    if !is_read(&request) {
        return refuse_method(request_id, Media::Json, "GET, HEAD");
    }
    match ready.check().await {
        Ok(()) => fine("ready"),
        Err(error) => refuse(&error, request_id, Media::Json),
    }
}

fn fine(status: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, Media::Json.content_type()))
        .body(format!("{{\"status\":\"{status}\"}}"))
}
