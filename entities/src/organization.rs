//! The table `organizations`.

use federation::authority::{Extent, Reach, Subject};
use federation::party::{Organization, OrganizationKind};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, Set};

use crate::row::{Row, RowError};
use crate::visibility::{self, Reader};
use crate::{agreement, component, service};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
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
    /// The word of its kind.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The word of its provider type.
    #[sea_orm(column_type = "Text", nullable)]
    pub provider_type: Option<String>,
    /// The lead supplier.
    pub subcontracted_to: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Organization {
    type Error = RowError;

    fn try_from(model: Model) -> Result<Self, RowError> {
        let Model {
            id,
            code,
            name,
            kind,
            provider_type,
            subcontracted_to,
        } = model;
        let row = Row {
            table: "organizations",
            id: &id,
        };
        Ok(Self {
            id: id.into(),
            code: row.code(&code)?,
            name: row.text("name", &name)?,
            kind: row.read("kind", &kind)?,
            provider_type: provider_type
                .map(|word| row.read("provider_type", &word))
                .transpose()?,
            subcontracted_to: subcontracted_to.map(Into::into),
        })
    }
}

/// The row of `organization`.
#[must_use]
pub fn lower(organization: &Organization) -> ActiveModel {
    let Organization {
        id,
        code,
        name,
        kind,
        provider_type,
        subcontracted_to,
    } = organization;
    ActiveModel {
        id: Set((*id).into()),
        code: Set(code.to_string()),
        name: Set(name.to_string()),
        kind: Set(kind.to_string()),
        provider_type: Set(provider_type.map(|word| word.to_string())),
        subcontracted_to: Set(subcontracted_to.map(Into::into)),
    }
}

/// The rows that `reach` covers.
///
/// RELATED is for a supplier: itself, the service integrator, and its neighbours in the chain of
/// subcontracts; for a customer: itself, the integrator, and the suppliers of what its services are
/// made of.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    Condition::all()
        .add(extent(reach))
        .add(visibility::within(reach, |services| {
            taking_part_in(services, reach)
        }))
}

/// Who takes part in `services`: the reader, the service integrator, their customers, who delivers
/// what they are made of, and the parties of the agreements that belong to them.
fn taking_part_in(services: SelectStatement, reach: &Reach) -> Condition {
    let customers = Query::select()
        .column(service::Column::CustomerId)
        .from(service::Entity)
        .and_where(service::Column::Id.in_subquery(services.clone()))
        .take();
    let components = visibility::components_of(services, reach);
    let suppliers = Query::select()
        .column(component::Column::SupplierId)
        .from(component::Entity)
        .and_where(component::Column::Id.in_subquery(components))
        .take();
    let parties = |column: agreement::Column| {
        Query::select()
            .column(column)
            .from(agreement::Entity)
            .cond_where(agreement::belonging(reach))
            .take()
    };
    let own = reach.organization().map(Uuid::from);
    Condition::any()
        .add_option(own.map(|id| Column::Id.eq(id)))
        .add(Column::Kind.eq(OrganizationKind::ServiceIntegrator.as_str()))
        .add(Column::Id.in_subquery(customers))
        .add(Column::Id.in_subquery(suppliers))
        .add(Column::Id.in_subquery(parties(agreement::Column::ProviderId)))
        .add(Column::Id.in_subquery(parties(agreement::Column::CustomerId)))
}

fn extent(reach: &Reach) -> Condition {
    match reach.extent(Subject::Organization) {
        Extent::Nothing => visibility::nothing(),
        Extent::Own => match reach.organization() {
            Some(id) => Condition::all().add(Column::Id.eq(Uuid::from(id))),
            None => visibility::nothing(),
        },
        Extent::Related => related(Reader::of(reach)),
        Extent::Everything => visibility::everything(),
    }
}

fn related(reader: Reader) -> Condition {
    let integrator = Column::Kind.eq(OrganizationKind::ServiceIntegrator.as_str());
    match reader {
        Reader::Customer(id) => {
            let suppliers = Query::select()
                .column(component::Column::SupplierId)
                .from(component::Entity)
                .and_where(
                    component::Column::Id.in_subquery(visibility::components_of_customer(id)),
                )
                .take();
            Condition::any()
                .add(Column::Id.eq(id))
                .add(integrator)
                .add(Column::Id.in_subquery(suppliers))
        }
        Reader::Supplier(id) => {
            let lead = Query::select()
                .column(Column::SubcontractedTo)
                .from(Entity)
                .and_where(Column::Id.eq(id))
                .take();
            Condition::any()
                .add(Column::Id.eq(id))
                .add(integrator)
                .add(Column::SubcontractedTo.eq(id))
                .add(Column::Id.in_subquery(lead))
        }
        Reader::Other => visibility::nothing(),
    }
}
