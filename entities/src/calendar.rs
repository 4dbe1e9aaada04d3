//! The table `calendars`. Windows and closed dates are JSON text.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday};
use federation::authority::{Extent, Reach, Subject};
use federation::model::NamedCalendar;
use federation::time::{Calendar, WeeklyWindow};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{Condition, Set};
use serde::{Deserialize, Serialize};

use crate::row::{Row, RowError};
use crate::{agreement_version, visibility};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendars")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its code.
    #[sea_orm(unique, column_type = "Text")]
    pub code: String,
    /// The IANA name of its zone.
    #[sea_orm(column_type = "Text")]
    pub zone: String,
    /// The weekly windows as JSON; NULL is around the clock.
    #[sea_orm(column_type = "Text", nullable)]
    pub weekly: Option<String>,
    /// The closed dates as JSON.
    #[sea_orm(column_type = "Text")]
    pub closed_dates: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// A weekly window as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredWindow {
    days: Vec<Weekday>,
    start: String,
    end: String,
}

impl TryFrom<Model> for NamedCalendar {
    type Error = RowError;

    fn try_from(model: Model) -> Result<Self, RowError> {
        let Model {
            id,
            code,
            zone,
            weekly,
            closed_dates,
        } = model;
        let row = Row {
            table: "calendars",
            id: &id,
        };
        let closed_dates: BTreeSet<NaiveDate> =
            serde_json::from_str(&closed_dates).map_err(|error| row.bad("closed_dates", error))?;
        Ok(Self {
            id: id.into(),
            code: row.code(&code)?,
            calendar: Calendar {
                zone: row.read("zone", &zone)?,
                weekly: weekly.map(|json| raise_weekly(row, &json)).transpose()?,
                closed_dates,
            },
        })
    }
}

fn raise_weekly(row: Row<'_>, json: &str) -> Result<Vec<WeeklyWindow>, RowError> {
    let stored: Vec<StoredWindow> =
        serde_json::from_str(json).map_err(|error| row.bad("weekly", error))?;
    stored
        .into_iter()
        .map(|StoredWindow { days, start, end }| {
            WeeklyWindow::new(days, &start, &end).map_err(|error| row.bad("weekly", error))
        })
        .collect()
}

/// The row of `calendar`.
#[must_use]
pub fn lower(calendar: &NamedCalendar) -> ActiveModel {
    let NamedCalendar { id, code, calendar } = calendar;
    let Calendar {
        zone,
        weekly,
        closed_dates,
    } = calendar;
    let weekly = weekly.as_ref().map(|windows| {
        let stored: Vec<StoredWindow> = windows
            .iter()
            .map(|window| StoredWindow {
                days: window.days().to_vec(),
                start: window.start_text(),
                end: window.end_text(),
            })
            .collect();
        serde_json::json!(stored).to_string()
    });
    ActiveModel {
        id: Set((*id).into()),
        code: Set(code.to_string()),
        zone: Set(zone.name().to_owned()),
        weekly: Set(weekly),
        closed_dates: Set(serde_json::json!(closed_dates).to_string()),
    }
}

/// The rows that `reach` covers: all for who may read every agreement, otherwise the calendars that
/// versions of readable agreements are written in.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    let extents = (
        reach.extent(Subject::CustomerAgreement),
        reach.extent(Subject::SupplierAgreement),
    );
    match extents {
        (Extent::Everything, Extent::Everything) if reach.services().is_none() => {
            visibility::everything()
        }
        (
            Extent::Nothing | Extent::Own | Extent::Related | Extent::Everything,
            Extent::Nothing | Extent::Own | Extent::Related | Extent::Everything,
        ) => {
            let calendars = Query::select()
                .column(agreement_version::Column::CalendarId)
                .from(agreement_version::Entity)
                .cond_where(agreement_version::visible_to(reach))
                .take();
            Condition::all().add(Column::Id.in_subquery(calendars))
        }
    }
}
