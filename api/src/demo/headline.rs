//! The first question: one service and one month that have most of what there is to see.
//!
//! Ferry ticketing in October: a redundant pair down together, two suppliers at once, a component
//! without an agreement, a degradation, the night of 25 hours; all of it known, and the promise
//! breached.

/// The question, as GraphQL. Its variables have the service and the month below as defaults.
pub const QUERY: &str = include_str!("headline.graphql");

/// The code of the service.
pub const SERVICE: &str = "ticketing";

/// The month.
pub const MONTH: &str = "2025-10";

/// What the integrator is answered, as JSON. A test holds the server to it.
pub const ANSWER: &str = include_str!("headline.json");
