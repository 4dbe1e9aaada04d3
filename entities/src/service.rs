//! The table `services`.

use federation::authority::{Extent, Reach, Subject};
use federation::model::Service;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, Set};

use crate::row::{Row, RowError};
use crate::visibility::{self, Reader};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "services")]
pub struct Model {
    /// Its identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its code.
    #[sea_orm(unique, column_type = "Text")]
    pub code: String,
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The customer that receives it.
    pub customer_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Service {
    type Error = RowError;

    fn try_from(model: Model) -> Result<Self, RowError> {
        let Model {
            id,
            code,
            name,
            customer_id,
        } = model;
        let row = Row {
            table: "services",
            id: &id,
        };
        Ok(Self {
            id: id.into(),
            code: row.code(&code)?,
            name: row.text("name", &name)?,
            customer: customer_id.into(),
        })
    }
}

/// The row of `service`.
#[must_use]
pub fn lower(service: &Service) -> ActiveModel {
    let Service {
        id,
        code,
        name,
        customer,
    } = service;
    ActiveModel {
        id: Set((*id).into()),
        code: Set(code.to_string()),
        name: Set(name.to_string()),
        customer_id: Set((*customer).into()),
    }
}

/// The rows that `reach` covers: a customer's own; those that a supplier's components support.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    Condition::all()
        .add(extent(reach))
        .add(visibility::within(reach, |services| {
            Condition::all().add(Column::Id.in_subquery(services))
        }))
}

fn extent(reach: &Reach) -> Condition {
    match reach.extent(Subject::Service) {
        Extent::Nothing => visibility::nothing(),
        Extent::Own => match Reader::of(reach) {
            Reader::Customer(id) => Condition::all().add(Column::CustomerId.eq(id)),
            Reader::Supplier(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Related => match Reader::of(reach) {
            Reader::Supplier(id) => {
                Condition::all().add(Column::Id.in_subquery(visibility::services_of_supplier(id)))
            }
            Reader::Customer(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Everything => visibility::everything(),
    }
}
