//! What the extents OWN and RELATED mean in rows. Deny by default: a reader for whom an extent has
//! no meaning on a table is shown nothing.

use federation::authority::{Reach, Role};
use federation::vocabulary::Code;
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::{component, dependency_node, service, topology};

/// For whom OWN and RELATED have a meaning in rows.
#[derive(Clone, Copy)]
pub(crate) enum Reader {
    Customer(Uuid),
    Supplier(Uuid),
    /// The policy gives the other roles everything or nothing.
    Other,
}

impl Reader {
    pub(crate) fn of(reach: &Reach) -> Self {
        let organization = reach.organization().map(Uuid::from);
        match (reach.role(), organization) {
            (Role::Customer, Some(id)) => Self::Customer(id),
            (Role::Supplier, Some(id)) => Self::Supplier(id),
            (
                Role::Auditor | Role::Customer | Role::Integrator | Role::Operator | Role::Supplier,
                _,
            ) => Self::Other,
        }
    }
}

/// No row.
pub(crate) fn nothing() -> Condition {
    Condition::all().add(Expr::cust("1 = 0"))
}

/// Every row.
pub(crate) fn everything() -> Condition {
    Condition::all()
}

/// The identifiers of the components that `supplier` delivers.
pub(crate) fn components_of_supplier(supplier: Uuid) -> SelectStatement {
    Query::select()
        .column(component::Column::Id)
        .from(component::Entity)
        .and_where(component::Column::SupplierId.eq(supplier))
        .take()
}

/// The identifiers of the services that `customer` receives.
pub(crate) fn services_of_customer(customer: Uuid) -> SelectStatement {
    Query::select()
        .column(service::Column::Id)
        .from(service::Entity)
        .and_where(service::Column::CustomerId.eq(customer))
        .take()
}

/// What is left for a reach that is narrowed to services; everything for one that is not. The
/// condition gets their identifiers.
pub(crate) fn within(
    reach: &Reach,
    condition: impl FnOnce(SelectStatement) -> Condition,
) -> Condition {
    match reach.services() {
        None => everything(),
        Some(codes) => condition(
            Query::select()
                .column(service::Column::Id)
                .from(service::Entity)
                .and_where(service::Column::Code.is_in(codes.iter().map(Code::as_str)))
                .take(),
        ),
    }
}

/// The identifiers of the components in any dependency tree of `services`, as far as `reach` could
/// know them: for a supplier its own.
pub(crate) fn components_of(services: SelectStatement, reach: &Reach) -> SelectStatement {
    let mut components = components_of_services(services);
    if let Reader::Supplier(id) = Reader::of(reach) {
        let own = dependency_node::Column::ComponentId.in_subquery(components_of_supplier(id));
        components.and_where(own);
    }
    components
}

/// The identifiers of the components in any dependency tree of the services of `customer`.
pub(crate) fn components_of_customer(customer: Uuid) -> SelectStatement {
    components_of_services(services_of_customer(customer))
}

fn components_of_services(services: SelectStatement) -> SelectStatement {
    let topologies = Query::select()
        .column(topology::Column::Id)
        .from(topology::Entity)
        .and_where(topology::Column::ServiceId.in_subquery(services))
        .take();
    Query::select()
        .column(dependency_node::Column::ComponentId)
        .from(dependency_node::Entity)
        .and_where(dependency_node::Column::ComponentId.is_not_null())
        .and_where(dependency_node::Column::TopologyId.in_subquery(topologies))
        .take()
}

/// The identifiers of the services with any dependency tree that holds a component of `supplier`.
pub(crate) fn services_of_supplier(supplier: Uuid) -> SelectStatement {
    let topologies = Query::select()
        .column(dependency_node::Column::TopologyId)
        .from(dependency_node::Entity)
        .and_where(
            dependency_node::Column::ComponentId.in_subquery(components_of_supplier(supplier)),
        )
        .take();
    Query::select()
        .column(topology::Column::ServiceId)
        .from(topology::Entity)
        .and_where(topology::Column::Id.in_subquery(topologies))
        .take()
}
