//! The house seen from the street: what the journeys in `tests/journeys` stand on.

pub mod harness;
pub mod mutants;
