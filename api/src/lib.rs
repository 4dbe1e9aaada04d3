//! Who asks, and when it happens: everything of the concordat binary that is not its `main`.

pub mod app;
pub mod auth;
pub mod blocking;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod error;
pub mod graphql;
pub mod guard;
pub mod http;
pub mod json;
pub mod settings;
pub mod startup;
pub mod store;
pub mod telemetry;
pub mod wanted;
pub mod workflow;
