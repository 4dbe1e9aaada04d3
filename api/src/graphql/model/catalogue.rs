//! What a catalogue changes.

use async_graphql::{Enum, SimpleObject};
use federation::intake::catalogue;

/// What happens to a thing that a catalogue describes.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeAction {
    /// It is new.
    Create,
    /// Some of its fields change.
    Update,
    /// It is already as described.
    Unchanged,
}

impl From<catalogue::ChangeAction> for ChangeAction {
    fn from(action: catalogue::ChangeAction) -> Self {
        match action {
            catalogue::ChangeAction::Create => Self::Create,
            catalogue::ChangeAction::Update => Self::Update,
            catalogue::ChangeAction::Unchanged => Self::Unchanged,
        }
    }
}

/// What happens to one thing that a catalogue describes.
#[derive(Clone, Debug, SimpleObject)]
pub struct CatalogueChange {
    /// What happens to it.
    action: ChangeAction,
    /// What it is: ORGANIZATION, CALENDAR, COMPONENT, SERVICE, TOPOLOGY, AGREEMENT,
    /// AGREEMENT_VERSION or MAINTENANCE_WINDOW.
    kind: String,
    /// Its code, or the code of what it belongs to with what tells it apart.
    code: String,
    /// The fields that change.
    fields: Vec<FieldChange>,
}

/// One field that changes.
#[derive(Clone, Debug, SimpleObject)]
pub struct FieldChange {
    /// The name of the field, as in the catalogue.
    field: String,
    /// The value before. Null when there was none.
    before: Option<String>,
    /// The value after. Null when there is none.
    after: Option<String>,
}

impl From<catalogue::Change> for CatalogueChange {
    fn from(change: catalogue::Change) -> Self {
        let catalogue::Change {
            action,
            kind,
            code,
            fields,
        } = change;
        let field = |change: catalogue::FieldChange| {
            let catalogue::FieldChange {
                field,
                before,
                after,
            } = change;
            FieldChange {
                field,
                before,
                after,
            }
        };
        Self {
            action: action.into(),
            kind: kind.to_string(),
            code,
            fields: fields.into_iter().map(field).collect(),
        }
    }
}
