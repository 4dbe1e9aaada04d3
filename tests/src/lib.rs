//! The house seen from the street: what the journeys in `tests/journeys` and the benchmark stand on.

pub mod harness;
pub mod performance;
