//! Denials on record: who was refused what, for whom the role or the token gives no leave. They go to
//! the log under the target `audit`, one line each, within the span that names the request. Nothing
//! of what was sent is in them.

use async_graphql::{PathSegment, Response};
use federation::authority::Role;
use federation::vocabulary::Code;

use super::answer::coded;
use crate::auth::Caller;
use crate::error::ErrorCode;

/// The most denials of one answer that are written down.
const LINES_MAX: usize = 20;

/// Who asks, as an auditor will want to know.
pub(super) struct Asker {
    issuer: String,
    subject: String,
    token_id: String,
    role: Role,
    organization: Option<Code>,
}

impl From<&Caller> for Asker {
    fn from(caller: &Caller) -> Self {
        let Caller {
            mandate,
            issuer,
            subject,
            organization,
            token_id,
            expires_at: _,
            request_id: _,
        } = caller;
        Self {
            issuer: issuer.clone(),
            subject: subject.clone(),
            token_id: token_id.clone(),
            role: mandate.actor().role(),
            organization: organization.clone(),
        }
    }
}

impl Asker {
    /// Writes down what `response` denies. What looks as if it were not there is no denial: nobody
    /// knows whether it was meant to be found.
    pub(super) fn record_denials(&self, response: &Response) {
        let Self {
            issuer,
            subject,
            token_id,
            role,
            organization,
        } = self;
        let organization = organization.as_ref().map(Code::as_str).unwrap_or_default();
        let denied = response.errors.iter().filter_map(|fault| {
            let code = coded(fault, false).code();
            let is_denial = matches!(
                code,
                ErrorCode::Forbidden | ErrorCode::InsufficientScope | ErrorCode::WrongParty
            );
            is_denial.then_some((code, &fault.path))
        });
        for (code, path) in denied.take(LINES_MAX) {
            let path = path.iter().map(|part| match part {
                PathSegment::Field(name) => name.clone(),
                PathSegment::Index(index) => index.to_string(),
            });
            let field = path.collect::<Vec<_>>().join("/");
            let code = code.reason();
            tracing::warn!(
                target: "audit",
                code, field, issuer, subject, token_id, %role, organization,
                "denied"
            );
        }
    }
}
