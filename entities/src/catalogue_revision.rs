//! The table `catalogue_revisions`: every change that a catalogue made to the service model.

use chrono::{DateTime, Utc};
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::row::{self, Row, RowError};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "catalogue_revisions")]
pub struct Model {
    /// Its number, from 1 without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// The digest of the catalogue.
    #[sea_orm(column_type = "Text")]
    pub digest: String,
    /// When it was applied.
    pub applied_at: DateTimeUtc,
    /// By whom.
    #[sea_orm(column_type = "Text")]
    pub applied_by: String,
    /// What it changed, as JSON.
    #[sea_orm(column_type = "Text")]
    pub changes: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// One change that a catalogue made to the service model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueRevision {
    /// Its number, from 1 without gaps.
    pub number: u64,
    /// The digest of the catalogue.
    pub digest: String,
    /// When it was applied.
    pub applied_at: DateTime<Utc>,
    /// By whom.
    pub applied_by: String,
    /// What it changed, as JSON text.
    pub changes: String,
}

impl TryFrom<Model> for CatalogueRevision {
    type Error = RowError;

    fn try_from(model: Model) -> Result<Self, RowError> {
        let Model {
            number,
            digest,
            applied_at,
            applied_by,
            changes,
        } = model;
        let row = Row {
            table: "catalogue_revisions",
            id: &number,
        };
        Ok(Self {
            number: u64::try_from(number).map_err(|_| row.bad("number", "is below zero"))?,
            digest,
            applied_at,
            applied_by,
            changes,
        })
    }
}

/// The row of `revision`.
///
/// # Errors
/// [`RowError`] when its number does not fit 63 bits.
pub fn lower(revision: &CatalogueRevision) -> Result<ActiveModel, RowError> {
    let CatalogueRevision {
        number,
        digest,
        applied_at,
        applied_by,
        changes,
    } = revision;
    let row = Row {
        table: "catalogue_revisions",
        id: number,
    };
    Ok(ActiveModel {
        number: Set(i64::try_from(*number).map_err(|error| row.bad("number", error))?),
        digest: Set(digest.clone()),
        applied_at: Set(row::recorded(*applied_at)),
        applied_by: Set(applied_by.clone()),
        changes: Set(changes.clone()),
    })
}
