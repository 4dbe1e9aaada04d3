//! The table `token_revocations`: access tokens that were revoked before their end. Rows of the
//! installation, not of an organization: whoever may revoke sees them all.

use federation::authority::{RevokedTokens, TokenRevocation};
use federation::time::Instant;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::row::{self, Row, RowError};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token_revocations")]
pub struct Model {
    /// The exact name of the issuer.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub issuer: String,
    /// What is named: `TOKEN` or `SUBJECT`.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub sort: String,
    /// The name of the token, or of the subject.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    /// For a subject: the last second in which the tokens were issued.
    pub issued_until_second: Option<i64>,
    /// Why.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// When it was decided.
    pub revoked_at: DateTimeUtc,
    /// By whom.
    #[sea_orm(column_type = "Text")]
    pub revoked_by: String,
}

impl ActiveModelBehavior for ActiveModel {}

const TOKEN: &str = "TOKEN";
const SUBJECT: &str = "SUBJECT";

impl TryFrom<Model> for TokenRevocation {
    type Error = RowError;

    fn try_from(model: Model) -> Result<Self, RowError> {
        let Model {
            issuer,
            sort,
            name,
            issued_until_second,
            reason,
            revoked_at,
            revoked_by,
        } = model;
        let row = Row {
            table: "token_revocations",
            id: &name,
        };
        let tokens = match (sort.as_str(), issued_until_second) {
            (TOKEN, None) => RevokedTokens::Token {
                token_id: name.clone(),
            },
            (SUBJECT, Some(second)) => RevokedTokens::Subject {
                subject: name.clone(),
                issued_until: Instant::from_unix_seconds(second),
            },
            _ => return Err(row.bad("sort", "is neither a token nor a subject with an instant")),
        };
        Ok(Self {
            issuer,
            tokens,
            reason,
            revoked_at,
            revoked_by,
        })
    }
}

/// The primary key of the row of `revocation`.
#[must_use]
pub fn key(revocation: &TokenRevocation) -> (String, String, String) {
    let (sort, name) = match &revocation.tokens {
        RevokedTokens::Token { token_id } => (TOKEN, token_id),
        RevokedTokens::Subject { subject, .. } => (SUBJECT, subject),
    };
    (revocation.issuer.clone(), sort.to_owned(), name.clone())
}

/// The row of `revocation`.
#[must_use]
pub fn lower(revocation: &TokenRevocation) -> ActiveModel {
    let TokenRevocation {
        issuer,
        tokens,
        reason,
        revoked_at,
        revoked_by,
    } = revocation;
    let issued_until = match tokens {
        RevokedTokens::Token { .. } => None,
        RevokedTokens::Subject { issued_until, .. } => Some(issued_until.unix_seconds()),
    };
    let (_, sort, name) = key(revocation);
    ActiveModel {
        issuer: Set(issuer.clone()),
        sort: Set(sort),
        name: Set(name),
        issued_until_second: Set(issued_until),
        reason: Set(reason.clone()),
        revoked_at: Set(row::recorded(*revoked_at)),
        revoked_by: Set(revoked_by.clone()),
    }
}
