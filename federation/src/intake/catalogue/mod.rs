//! The catalogue: one YAML file that describes a service model, read, checked and planned.
//!
//! ```text
//! text -- read --> Document -- check --> model after, or problems -- change --> Plan
//! ```
//!
//! | file | what lives in it |
//! |---|---|
//! | `document`, `terms` | the shape of the file, and its JSON Schema |
//! | `scalar` | its leaves: text with a line |
//! | `read`, `outline` | from text to a document, or to the syntax problem |
//! | `findings` | places in the document and the problems at them |
//! | `values` | from a leaf to a domain value |
//! | `register` | codes and identifiers of the file and of the current model |
//! | `check` and the files of each noun | from entries to the model after |
//! | `overlap` | what must not be in force together |
//! | `change`, `terms_change`, `permanence` | what becomes different, and what must not |
//! | `plan` | all of it in order |
//!
//! Absent here: storing anything, and deciding who may bring a catalogue.

mod agreements;
mod calendars;
mod change;
mod check;
mod credits;
mod document;
mod findings;
mod outline;
mod overlap;
mod permanence;
mod plan;
mod read;
mod register;
mod scalar;
mod terms;
mod terms_change;
#[cfg(test)]
mod tests;
mod tickets;
mod topologies;
mod values;
mod versions;
mod windows;

pub use change::{Change, ChangeAction, ChangeKind, FieldChange};
pub use document::{Day, GateWord};
pub use plan::{Plan, PlanSummary, plan};
pub use read::CATALOGUE_BYTES_MAX;

/// The JSON Schema of a catalogue, for editors; published as `docs/catalogue.schema.json`.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(document::Document).to_value()
}
