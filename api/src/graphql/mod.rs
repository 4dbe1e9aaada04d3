//! The GraphQL schema: what can be asked, in the words of the domain.
//!
//! A resolver knows who asks ([`context::Asker`]), reads through that asker's reach, calls a
//! workflow where something is computed or changed, and shows what comes back. It holds no rule.

pub mod calculator;
pub mod connection;
pub mod context;
pub mod loader;
pub mod model;
pub mod mutation;
pub mod node;
pub mod period;
pub mod query;
pub mod scalar;
pub mod schema;
pub mod simulation;

pub use connection::Seal;
pub use schema::{ConcordatSchema, request_data, schema, sdl};
