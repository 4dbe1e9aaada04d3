//! The demo: an invented year that shows what the product can do, the same on every machine.
//!
//! The service model is an ordinary catalogue, the facts are ordinary submissions, and both go in
//! by the workflows that a client goes in by. Nothing here writes to the store, and nothing here is
//! known to the rest of the program.

mod dice;
pub mod headline;
pub mod history;
mod load;
mod stories;

pub use load::{Error, Summary, load, load_seeded};

/// The service model, as a catalogue.
pub const CATALOGUE: &str = include_str!("catalogue.yaml");

/// The seed of the year that documentation and tests speak of.
pub const SEED: u64 = 42;

/// Whom the catalogue, and batches without another submitter, are recorded as sent by.
pub const SUBMITTED_BY: &str = "demo";

/// The code of the service integrator.
pub const INTEGRATOR: &str = "lantern-loom";

/// The codes of the customers.
pub const CUSTOMERS: &[&str] = &["tidewhistle", "oakenspoon"];

/// The codes of the services.
pub const SERVICES: &[&str] = &["ticketing", "harbour", "claims"];

#[cfg(test)]
mod tests;
