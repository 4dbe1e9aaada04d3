//! The table `components`.

use federation::authority::{Extent, Reach, Subject};
use federation::model::ServiceComponent;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, Set};

use crate::row::{Row, RowError};
use crate::visibility::{self, Reader};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "components")]
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
    /// The supplier that delivers it.
    pub supplier_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for ServiceComponent {
    type Error = RowError;

    fn try_from(model: Model) -> Result<Self, RowError> {
        let Model {
            id,
            code,
            name,
            supplier_id,
        } = model;
        let row = Row {
            table: "components",
            id: &id,
        };
        Ok(Self {
            id: id.into(),
            code: row.code(&code)?,
            name: row.text("name", &name)?,
            supplier: supplier_id.into(),
        })
    }
}

/// The row of `component`.
#[must_use]
pub fn lower(component: &ServiceComponent) -> ActiveModel {
    let ServiceComponent {
        id,
        code,
        name,
        supplier,
    } = component;
    ActiveModel {
        id: Set((*id).into()),
        code: Set(code.to_string()),
        name: Set(name.to_string()),
        supplier_id: Set((*supplier).into()),
    }
}

/// The rows that `reach` covers: a supplier's own; what the services of a customer are made of.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    Condition::all()
        .add(extent(reach))
        .add(visibility::within(reach, |services| {
            let components = visibility::components_of(services, reach);
            Condition::all().add(Column::Id.in_subquery(components))
        }))
}

fn extent(reach: &Reach) -> Condition {
    match reach.extent(Subject::Component) {
        Extent::Nothing => visibility::nothing(),
        Extent::Own => match Reader::of(reach) {
            Reader::Supplier(id) => Condition::all().add(Column::SupplierId.eq(id)),
            Reader::Customer(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Related => match Reader::of(reach) {
            Reader::Customer(id) => {
                Condition::all().add(Column::Id.in_subquery(visibility::components_of_customer(id)))
            }
            Reader::Supplier(_) | Reader::Other => visibility::nothing(),
        },
        Extent::Everything => visibility::everything(),
    }
}
