//! The table `outages`: every revision of every outage. A row without `superseded_at` is current.

use chrono::{DateTime, Utc};
use federation::authority::{Extent, Reach, Subject};
use federation::incident::{Effect, Outage, OutageFact};
use federation::time::Instant;
use federation::vocabulary::{Loss, Text};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, FromQueryResult, QuerySelect, Set};

use crate::row::{self, Row, RowError};
use crate::visibility::{self, Reader};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outages")]
pub struct Model {
    /// The supplier that answers for it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub supplier_id: Uuid,
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its revision, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    /// The component.
    pub component_id: Uuid,
    /// The first second of it.
    pub start_second: i64,
    /// The first second after it; NULL while it lasts.
    pub end_second: Option<i64>,
    /// How much was lost; NULL when the state is not known.
    pub loss_billionths: Option<i32>,
    /// Whether it was planned.
    pub planned: bool,
    /// The system that it was recorded in.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// Its reference there.
    #[sea_orm(column_type = "Text")]
    pub external_id: String,
    /// Words for people.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    /// The digest of what the supplier said.
    #[sea_orm(column_type = "Text")]
    pub content_digest: String,
    /// The submission that brought it.
    pub submission_id: Uuid,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
    /// When a higher revision took its place.
    pub superseded_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// An outage with what the store keeps beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedOutage {
    /// The outage.
    pub outage: Outage,
    /// The digest of what the supplier said: the same digest is the same account.
    pub content_digest: String,
}

/// The outage of a row, and when a higher revision took its place.
///
/// # Errors
/// [`RowError`] when a value of the row means nothing.
pub fn raise(model: Model) -> Result<(RecordedOutage, Option<DateTime<Utc>>), RowError> {
    let Model {
        supplier_id,
        id,
        revision,
        component_id,
        start_second,
        end_second,
        loss_billionths,
        planned,
        source,
        external_id,
        note,
        content_digest,
        submission_id,
        recorded_at,
        superseded_at,
    } = model;
    let row = Row {
        table: "outages",
        id: &id,
    };
    let outage = Outage {
        id: id.into(),
        component: component_id.into(),
        supplier: supplier_id.into(),
        start: Instant::from_unix_seconds(start_second),
        end: end_second.map(Instant::from_unix_seconds),
        effect: effect(row, loss_billionths)?,
        planned,
        source: row.text("source", &source)?,
        external_id: row.text("external_id", &external_id)?,
        revision: row.count("revision", revision)?,
        note: note.map(|note| row.text("note", &note)).transpose()?,
        submission: submission_id.into(),
        recorded_at,
    };
    let recorded = RecordedOutage {
        outage,
        content_digest,
    };
    Ok((recorded, superseded_at))
}

fn effect(row: Row<'_>, loss_billionths: Option<i32>) -> Result<Effect, RowError> {
    let Some(billionths) = loss_billionths else {
        return Ok(Effect::Unknown);
    };
    u32::try_from(billionths)
        .ok()
        .and_then(Loss::from_billionths)
        .map(Effect::Lost)
        .ok_or_else(|| row.bad("loss_billionths", "lies outside 0 to 1"))
}

/// What a figure needs to know of a row: the columns that every outage is kept in memory with.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Fact {
    /// See [`Model`].
    pub supplier_id: Uuid,
    /// See [`Model`].
    pub id: Uuid,
    /// See [`Model`].
    pub revision: i64,
    /// See [`Model`].
    pub component_id: Uuid,
    /// See [`Model`].
    pub start_second: i64,
    /// See [`Model`].
    pub end_second: Option<i64>,
    /// See [`Model`].
    pub loss_billionths: Option<i32>,
}

impl Fact {
    /// A query of facts: few columns, none of them a text.
    #[must_use]
    pub fn find() -> Select<Entity> {
        Entity::find().select_only().columns([
            Column::SupplierId,
            Column::Id,
            Column::Revision,
            Column::ComponentId,
            Column::StartSecond,
            Column::EndSecond,
            Column::LossBillionths,
        ])
    }
}

impl TryFrom<Fact> for OutageFact {
    type Error = RowError;

    fn try_from(fact: Fact) -> Result<Self, RowError> {
        let Fact {
            supplier_id: _,
            id,
            revision,
            component_id,
            start_second,
            end_second,
            loss_billionths,
        } = fact;
        let row = Row {
            table: "outages",
            id: &id,
        };
        Ok(Self {
            outage: id.into(),
            revision: row.count("revision", revision)?,
            component: component_id.into(),
            start: Instant::from_unix_seconds(start_second),
            end: end_second.map(Instant::from_unix_seconds),
            effect: effect(row, loss_billionths)?,
        })
    }
}

/// The row of `recorded`, which is current unless `superseded_at` says otherwise.
///
/// # Errors
/// [`RowError`] never in practice: when a loss does not fit 31 bits.
pub fn lower(
    recorded: &RecordedOutage,
    superseded_at: Option<DateTime<Utc>>,
) -> Result<ActiveModel, RowError> {
    let RecordedOutage {
        outage,
        content_digest,
    } = recorded;
    let Outage {
        id,
        component,
        supplier,
        start,
        end,
        effect,
        planned,
        source,
        external_id,
        revision,
        note,
        submission,
        recorded_at,
    } = outage;
    let row = Row {
        table: "outages",
        id,
    };
    let loss_billionths = match effect {
        Effect::Unknown => None,
        Effect::Lost(loss) => Some(
            i32::try_from(loss.billionths()).map_err(|error| row.bad("loss_billionths", error))?,
        ),
    };
    Ok(ActiveModel {
        supplier_id: Set((*supplier).into()),
        id: Set((*id).into()),
        revision: Set((*revision).into()),
        component_id: Set((*component).into()),
        start_second: Set(start.unix_seconds()),
        end_second: Set(end.map(Instant::unix_seconds)),
        loss_billionths: Set(loss_billionths),
        planned: Set(*planned),
        source: Set(source.to_string()),
        external_id: Set(external_id.to_string()),
        note: Set(note.as_ref().map(ToString::to_string)),
        content_digest: Set(content_digest.clone()),
        submission_id: Set((*submission).into()),
        recorded_at: Set(row::recorded(*recorded_at)),
        superseded_at: Set(superseded_at.map(row::recorded)),
    })
}

/// The rows that `reach` covers: a supplier's own; for a customer, those of what its services are
/// made of.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    Condition::all()
        .add(extent(reach))
        .add(visibility::within(reach, |services| {
            let components = visibility::components_of(services, reach);
            Condition::all().add(Column::ComponentId.in_subquery(components))
        }))
}

fn extent(reach: &Reach) -> Condition {
    match reach.extent(Subject::Outage) {
        Extent::Nothing => visibility::nothing(),
        Extent::Own => match Reader::of(reach) {
            Reader::Supplier(id) => Condition::all().add(Column::SupplierId.eq(id)),
            Reader::Customer(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Related => match Reader::of(reach) {
            Reader::Customer(id) => Condition::all()
                .add(Column::ComponentId.in_subquery(visibility::components_of_customer(id))),
            Reader::Supplier(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Everything => visibility::everything(),
    }
}

/// The reference and the revision of a row of which only these were read.
///
/// # Errors
/// [`RowError`] when one of them means nothing.
pub fn raise_name(id: Uuid, external_id: &str, revision: i64) -> Result<(Text, u32), RowError> {
    let row = Row {
        table: "outages",
        id: &id,
    };
    Ok((
        row.text("external_id", external_id)?,
        row.count("revision", revision)?,
    ))
}
