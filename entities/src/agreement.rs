//! The table `agreements`, and an agreement put together from its three tables.

use federation::agreement::{Agreement, AgreementKind, AgreementSubject};
use federation::authority::{Extent, Reach, Subject};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, Set};

use crate::row::{Row, RowError};
use crate::visibility::{self, Reader};
use crate::{agreement_component, agreement_version};

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreements")]
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
    /// Who promises.
    pub provider_id: Uuid,
    /// Who is promised to.
    pub customer_id: Uuid,
    /// The service that it is about; NULL when it is about components.
    pub service_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one agreement in all three tables.
#[derive(Clone, Debug)]
pub struct AgreementRows {
    /// Its own row.
    pub agreement: ActiveModel,
    /// The components that it is about.
    pub components: Vec<agreement_component::ActiveModel>,
    /// Its versions.
    pub versions: Vec<agreement_version::ActiveModel>,
}

/// The agreement of a row, the rows of its components and those of its versions, in any order.
///
/// # Errors
/// [`RowError`] when a row means nothing, or the agreement is about a service and components both.
pub fn raise(
    model: Model,
    components: Vec<agreement_component::Model>,
    versions: Vec<agreement_version::Model>,
) -> Result<Agreement, RowError> {
    let Model {
        id,
        code,
        name,
        kind,
        provider_id,
        customer_id,
        service_id,
    } = model;
    let row = Row {
        table: "agreements",
        id: &id,
    };
    let subject = match (service_id, components.is_empty()) {
        (Some(service), true) => AgreementSubject::Service(service.into()),
        (Some(_), false) => {
            return Err(row.bad("service_id", "is set beside components"));
        }
        (None, _) => {
            let mut components: Vec<_> = components
                .into_iter()
                .map(agreement_component::raise)
                .collect();
            components.sort_unstable();
            AgreementSubject::Components(components)
        }
    };
    let mut versions = versions
        .into_iter()
        .map(agreement_version::raise)
        .collect::<Result<Vec<_>, _>>()?;
    versions.sort_by_key(|version| version.version);
    Ok(Agreement {
        id: id.into(),
        code: row.code(&code)?,
        name: row.text("name", &name)?,
        kind: row.read("kind", &kind)?,
        provider: provider_id.into(),
        customer: customer_id.into(),
        subject,
        versions,
    })
}

/// The rows of `agreement`.
///
/// # Errors
/// [`RowError`] when a target does not fit two 64-bit integers.
pub fn lower(agreement: &Agreement) -> Result<AgreementRows, RowError> {
    let Agreement {
        id,
        code,
        name,
        kind,
        provider,
        customer,
        subject,
        versions,
    } = agreement;
    let (service, components) = match subject {
        AgreementSubject::Service(service) => (Some(*service), Vec::new()),
        AgreementSubject::Components(components) => (
            None,
            components
                .iter()
                .map(|component| agreement_component::lower(*id, *component))
                .collect(),
        ),
    };
    Ok(AgreementRows {
        agreement: ActiveModel {
            id: Set((*id).into()),
            code: Set(code.to_string()),
            name: Set(name.to_string()),
            kind: Set(kind.to_string()),
            provider_id: Set((*provider).into()),
            customer_id: Set((*customer).into()),
            service_id: Set(service.map(Into::into)),
        },
        components,
        versions: versions
            .iter()
            .map(|version| agreement_version::lower(*id, version))
            .collect::<Result<_, _>>()?,
    })
}

/// The rows that `reach` covers: service level agreements are one subject of the policy, all the
/// other kinds are another.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    Condition::all().add(extent(reach)).add(belonging(reach))
}

/// The rows that belong to the services that `reach` is narrowed to; all when it is not: those about
/// such a service, and those about components of which none is outside. What is agreed, paid and
/// judged under one agreement is about all of its components.
pub(crate) fn belonging(reach: &Reach) -> Condition {
    visibility::within(reach, |services| {
        let about = |condition: Condition| {
            Query::select()
                .column(agreement_component::Column::AgreementId)
                .from(agreement_component::Entity)
                .cond_where(condition)
                .take()
        };
        let inside = visibility::components_of(services.clone(), reach);
        let outside = agreement_component::Column::ComponentId.not_in_subquery(inside);
        Condition::any()
            .add(Column::ServiceId.in_subquery(services))
            .add(
                Condition::all()
                    .add(Column::Id.in_subquery(about(Condition::all())))
                    .add(Column::Id.not_in_subquery(about(Condition::all().add(outside)))),
            )
    })
}

fn extent(reach: &Reach) -> Condition {
    let sla = AgreementKind::Sla.as_str();
    Condition::any()
        .add(
            Condition::all()
                .add(Column::Kind.eq(sla))
                .add(side(reach, Subject::CustomerAgreement)),
        )
        .add(
            Condition::all()
                .add(Column::Kind.ne(sla))
                .add(side(reach, Subject::SupplierAgreement)),
        )
}

fn side(reach: &Reach, subject: Subject) -> Condition {
    match reach.extent(subject) {
        Extent::Nothing | Extent::Related => visibility::nothing(),
        Extent::Own => match Reader::of(reach) {
            Reader::Customer(id) => Condition::all().add(Column::CustomerId.eq(id)),
            Reader::Supplier(id) => Condition::any()
                .add(Column::ProviderId.eq(id))
                .add(Column::CustomerId.eq(id)),
            Reader::Other => visibility::nothing(),
        },
        Extent::Everything => visibility::everything(),
    }
}

/// The identifiers of the agreements that `reach` covers.
pub(crate) fn visible_ids(reach: &Reach) -> SelectStatement {
    Query::select()
        .column(Column::Id)
        .from(Entity)
        .cond_where(visible_to(reach))
        .take()
}
