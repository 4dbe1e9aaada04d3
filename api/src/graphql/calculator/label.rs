//! The labels that a query gives to components, parties and rows, in place of identifiers.

use std::collections::BTreeMap;

use uuid::Uuid;

/// Labels numbered in the order of their first mention. The numbers are identifiers only inside one
/// calculation: nothing stored has them.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels {
    names: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Labels {
    /// The identifier of a label, a new one for a new label.
    pub(super) fn id<Id: From<Uuid>>(&mut self, label: String) -> Id {
        let next = self.names.len();
        let number = *self.numbers.entry(label.clone()).or_insert(next);
        if number == next {
            self.names.push(label);
        }
        Uuid::from_u128(number as u128).into()
    }

    /// The identifier of a label that was mentioned before.
    pub(super) fn known<Id: From<Uuid>>(&self, label: &str) -> Option<Id> {
        let number = self.numbers.get(label)?;
        Some(Uuid::from_u128(*number as u128).into())
    }

    /// The label of an identifier.
    pub(super) fn name(&self, id: impl Into<Uuid>) -> String {
        let number = usize::try_from(id.into().as_u128()).unwrap_or(usize::MAX);
        self.names.get(number).cloned().unwrap_or_default()
    }
}
