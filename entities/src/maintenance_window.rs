//! The table `maintenance_windows`.

use federation::authority::{Extent, Reach, Subject};
use federation::incident::{MaintenanceSubject, MaintenanceWindow};
use federation::time::{Instant, Interval};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, Set};

use crate::row::{Row, RowError};
use crate::visibility::{self, Reader};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "maintenance_windows")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its reference.
    #[sea_orm(column_type = "Text")]
    pub reference: String,
    /// The component that is maintained.
    pub component_id: Option<Uuid>,
    /// The service that is maintained.
    pub service_id: Option<Uuid>,
    /// The first second inside.
    pub start_second: i64,
    /// The first second after.
    pub end_second: i64,
    /// Whether it was approved.
    pub approved: bool,
    /// When it was notified.
    pub notified_at_second: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for MaintenanceWindow {
    type Error = RowError;

    fn try_from(model: Model) -> Result<Self, RowError> {
        let Model {
            id,
            reference,
            component_id,
            service_id,
            start_second,
            end_second,
            approved,
            notified_at_second,
        } = model;
        let row = Row {
            table: "maintenance_windows",
            id: &id,
        };
        let subject = match (component_id, service_id) {
            (Some(component), None) => MaintenanceSubject::Component(component.into()),
            (None, Some(service)) => MaintenanceSubject::Service(service.into()),
            (Some(_), Some(_)) | (None, None) => {
                return Err(row.bad("component_id", "is not set alone"));
            }
        };
        Ok(Self {
            id: id.into(),
            reference: row.text("reference", &reference)?,
            subject,
            interval: Interval::new(
                Instant::from_unix_seconds(start_second),
                Instant::from_unix_seconds(end_second),
            ),
            approved,
            notified_at: notified_at_second.map(Instant::from_unix_seconds),
        })
    }
}

/// The row of `window`.
#[must_use]
pub fn lower(window: &MaintenanceWindow) -> ActiveModel {
    let MaintenanceWindow {
        id,
        reference,
        subject,
        interval: Interval { start, end },
        approved,
        notified_at,
    } = window;
    let (component, service) = match subject {
        MaintenanceSubject::Component(component) => (Some(*component), None),
        MaintenanceSubject::Service(service) => (None, Some(*service)),
    };
    ActiveModel {
        id: Set((*id).into()),
        reference: Set(reference.to_string()),
        component_id: Set(component.map(Into::into)),
        service_id: Set(service.map(Into::into)),
        start_second: Set(start.unix_seconds()),
        end_second: Set(end.unix_seconds()),
        approved: Set(*approved),
        notified_at_second: Set(notified_at.map(Instant::unix_seconds)),
    }
}

/// The rows that `reach` covers: windows of a supplier's own components; for a customer, windows of
/// its services and of what they are made of.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    Condition::all()
        .add(extent(reach))
        .add(visibility::within(reach, |services| {
            let components = visibility::components_of(services.clone(), reach);
            Condition::any()
                .add(Column::ServiceId.in_subquery(services))
                .add(Column::ComponentId.in_subquery(components))
        }))
}

fn extent(reach: &Reach) -> Condition {
    match reach.extent(Subject::MaintenanceWindow) {
        Extent::Nothing => visibility::nothing(),
        Extent::Own => match Reader::of(reach) {
            Reader::Supplier(id) => Condition::all()
                .add(Column::ComponentId.in_subquery(visibility::components_of_supplier(id))),
            Reader::Customer(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Related => match Reader::of(reach) {
            Reader::Customer(id) => Condition::any()
                .add(Column::ServiceId.in_subquery(visibility::services_of_customer(id)))
                .add(Column::ComponentId.in_subquery(visibility::components_of_customer(id))),
            Reader::Supplier(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Everything => visibility::everything(),
    }
}
