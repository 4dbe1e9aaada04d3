//! The table `agreement_components`: which components an agreement is about.

use federation::authority::Reach;
use federation::vocabulary::{AgreementId, ComponentId};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, Set};

use crate::agreement;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_components")]
pub struct Model {
    /// The agreement.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agreement_id: Uuid,
    /// The component.
    #[sea_orm(primary_key, auto_increment = false)]
    pub component_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}

/// The component of a row.
#[must_use]
pub fn raise(model: Model) -> ComponentId {
    let Model {
        agreement_id: _,
        component_id,
    } = model;
    component_id.into()
}

/// The row of `component` in `agreement`.
#[must_use]
pub fn lower(agreement: AgreementId, component: ComponentId) -> ActiveModel {
    ActiveModel {
        agreement_id: Set(agreement.into()),
        component_id: Set(component.into()),
    }
}

/// The rows that `reach` covers: those of readable agreements.
#[must_use]
pub fn visible_to(reach: &Reach) -> Condition {
    Condition::all().add(Column::AgreementId.in_subquery(agreement::visible_ids(reach)))
}
