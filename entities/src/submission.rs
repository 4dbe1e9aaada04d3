//! The table `submissions`.

use federation::authority::{Extent, Reach, Subject};
use federation::incident::Submission;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, FromQueryResult, QuerySelect, Set};

use crate::row::{self, Row, RowError};
use crate::visibility::{self, Reader};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submissions")]
pub struct Model {
    /// The supplier whose data it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub supplier_id: Uuid,
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The key under which it may be repeated.
    #[sea_orm(column_type = "Text")]
    pub idempotency_key: String,
    /// The digest of what was sent.
    #[sea_orm(column_type = "Text")]
    pub fingerprint: String,
    /// When it was received.
    pub received_at: DateTimeUtc,
    /// Who sent it.
    #[sea_orm(column_type = "Text")]
    pub submitted_by: String,
    /// The word of its mode.
    #[sea_orm(column_type = "Text")]
    pub mode: String,
    /// How many rows were stored.
    pub accepted: i64,
    /// How many rows were already there.
    pub duplicate: i64,
    /// How many rows were refused.
    pub rejected: i64,
    /// The outcome of every row, as JSON.
    #[sea_orm(column_type = "Text")]
    pub outcomes: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// A row without the outcomes of its rows, which can be large: what lists are made of.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Head {
    /// See [`Model`].
    pub supplier_id: Uuid,
    /// See [`Model`].
    pub id: Uuid,
    /// See [`Model`].
    pub idempotency_key: String,
    /// See [`Model`].
    pub fingerprint: String,
    /// See [`Model`].
    pub received_at: DateTimeUtc,
    /// See [`Model`].
    pub submitted_by: String,
    /// See [`Model`].
    pub mode: String,
    /// See [`Model`].
    pub accepted: i64,
    /// See [`Model`].
    pub duplicate: i64,
    /// See [`Model`].
    pub rejected: i64,
}

impl Head {
    /// A query of heads: every column but the outcomes.
    #[must_use]
    pub fn find() -> Select<Entity> {
        Entity::find().select_only().columns([
            Column::SupplierId,
            Column::Id,
            Column::IdempotencyKey,
            Column::Fingerprint,
            Column::ReceivedAt,
            Column::SubmittedBy,
            Column::Mode,
            Column::Accepted,
            Column::Duplicate,
            Column::Rejected,
        ])
    }
}

impl TryFrom<Head> for Submission {
    type Error = RowError;

    fn try_from(head: Head) -> Result<Self, RowError> {
        let Head {
            supplier_id,
            id,
            idempotency_key,
            fingerprint,
            received_at,
            submitted_by,
            mode,
            accepted,
            duplicate,
            rejected,
        } = head;
        let row = Row {
            table: "submissions",
            id: &id,
        };
        Ok(Self {
            id: id.into(),
            supplier: supplier_id.into(),
            idempotency_key: row.text("idempotency_key", &idempotency_key)?,
            fingerprint,
            received_at,
            submitted_by: row.text("submitted_by", &submitted_by)?,
            mode: row.read("mode", &mode)?,
            accepted: row.count("accepted", accepted)?,
            duplicate: row.count("duplicate", duplicate)?,
            rejected: row.count("rejected", rejected)?,
        })
    }
}

/// The submission of a row, and the outcomes of its rows as JSON text.
///
/// # Errors
/// [`RowError`] when a value of the row means nothing.
pub fn raise(model: Model) -> Result<(Submission, String), RowError> {
    let Model {
        supplier_id,
        id,
        idempotency_key,
        fingerprint,
        received_at,
        submitted_by,
        mode,
        accepted,
        duplicate,
        rejected,
        outcomes,
    } = model;
    let head = Head {
        supplier_id,
        id,
        idempotency_key,
        fingerprint,
        received_at,
        submitted_by,
        mode,
        accepted,
        duplicate,
        rejected,
    };
    Ok((head.try_into()?, outcomes))
}

/// The row of `submission`, with the outcomes of its rows as JSON text.
#[must_use]
pub fn lower(submission: &Submission, outcomes: &str) -> ActiveModel {
    let Submission {
        id,
        supplier,
        idempotency_key,
        fingerprint,
        received_at,
        submitted_by,
        mode,
        accepted,
        duplicate,
        rejected,
    } = submission;
    ActiveModel {
        supplier_id: Set((*supplier).into()),
        id: Set((*id).into()),
        idempotency_key: Set(idempotency_key.to_string()),
        fingerprint: Set(fingerprint.clone()),
        received_at: Set(row::recorded(*received_at)),
        submitted_by: Set(submitted_by.to_string()),
        mode: Set(mode.to_string()),
        accepted: Set((*accepted).into()),
        duplicate: Set((*duplicate).into()),
        rejected: Set((*rejected).into()),
        outcomes: Set(outcomes.to_owned()),
    }
}

/// The rows that `reach` covers: a supplier's own; none when it is narrowed to services.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    match reach.extent(Subject::Submission) {
        Extent::Nothing | Extent::Related => visibility::nothing(),
        Extent::Own => match Reader::of(reach) {
            Reader::Supplier(id) => Condition::all().add(Column::SupplierId.eq(id)),
            Reader::Customer(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Everything => visibility::everything(),
    }
}
