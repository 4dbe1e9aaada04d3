//! The table `submission_numbers`: the order in which submissions were committed.

use sea_orm::entity::prelude::*;

/// A row: written last in the transaction of its submission.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission_numbers")]
pub struct Model {
    /// Its number, from 1 without gaps, in the order of commits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// The supplier of the submission.
    pub supplier_id: Uuid,
    /// The submission.
    pub submission_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
