//! What a command works with: the opened application, and the operator as the one who asks.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use chrono::{DateTime, Utc};
use federation::authority::Mandate;
use serde_json::Value;

use super::{Exit, Failure};
use crate::app::{App, OpenError, lasting_seal};
use crate::auth::Caller;
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::graphql::{Seal, request_data, schema};
use crate::settings::Settings;
use crate::store::StoreError;

/// Who acts at the command line, as it is kept with what was changed.
pub(super) const OPERATOR: &str = "operator";

/// Runs the asynchronous part of a command.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    actix_web::rt::System::new().block_on(work)
}

/// Opens the application that the settings name, for one command: no cursor outlives it.
pub(super) async fn open(settings: &Settings) -> Result<Arc<App>, Failure> {
    let seal = Seal::new(&SystemClock.fresh_secret());
    Ok(App::open(settings, Arc::new(SystemClock), seal).await?)
}

/// Opens the application that the settings name, for a server.
pub(super) async fn open_to_serve(settings: &Settings) -> Result<Arc<App>, Failure> {
    let seal = lasting_seal(settings, &SystemClock)?;
    Ok(App::open(settings, Arc::new(SystemClock), seal).await?)
}

/// Answers a query as the operator, who may see everything. The command line shows the same answers
/// as the schema gives: there is no second way to a figure.
pub(super) async fn ask(
    app: &Arc<App>,
    document: &str,
    variables: Value,
) -> Result<Value, Failure> {
    let caller = Caller {
        mandate: Mandate::operator(),
        issuer: "command line".to_owned(),
        subject: OPERATOR.to_owned(),
        organization: None,
        token_id: String::new(),
        expires_at: DateTime::<Utc>::MAX_UTC,
        request_id: app.clock.fresh_id(),
    };
    let request = Request::new(document).variables(Variables::from_json(variables));
    let response = schema(app.clone())
        .execute(request_data(app, caller, request))
        .await;
    match response.errors.first() {
        None => response
            .data
            .into_json()
            .map_err(|error| Error::internal(error).into()),
        Some(error) => Err(match error.source::<Error>() {
            Some(error) => error.clone().into(),
            None => Failure::new(Exit::Usage, "BAD_USER_INPUT", &error.message),
        }),
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::File { .. } => Self::caused(Exit::Failed, "BAD_FILE", &error),
            OpenError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::SchemaBehind { .. } => {
                Self::new(Exit::Failed, "SCHEMA_BEHIND", error.to_string())
                    .with_help("concordat migrate up")
            }
            StoreError::RowSecurity(_) => {
                Self::new(Exit::Failed, "ROW_SECURITY", error.to_string()).with_help(
                    "connect as a role that is neither superuser nor BYPASSRLS, or set \
                     row_level_security_required = false",
                )
            }
            StoreError::SchemaNewer { .. } => {
                Self::new(Exit::Failed, "SCHEMA_NEWER", error.to_string())
            }
            StoreError::Address { .. } => Self::caused(Exit::Usage, "BAD_SETTINGS", &error),
            StoreError::Busy(_) | StoreError::Unavailable(_) => {
                Self::caused(Exit::Unavailable, "DATABASE_UNAVAILABLE", &error)
            }
            StoreError::Conflict(_) => Self::caused(Exit::Conflict, "CONFLICT", &error),
            StoreError::Database(_) | StoreError::Row(_) | StoreError::TooMany { .. } => {
                Self::caused(Exit::Failed, "DATABASE_FAILED", &error)
            }
        }
    }
}
