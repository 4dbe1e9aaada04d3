//! Who asks, and when it happens: the doors of Concordat.

pub mod auth;
pub mod cli;
pub mod clock;
pub mod error;
pub mod guard;
pub mod http;
pub mod json;
pub mod settings;
pub mod startup;
pub mod telemetry;
