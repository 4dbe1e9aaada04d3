//! Databases and, built on them, whole servers that live as long as one test, with those who talk to
//! them.

pub mod actor;
pub mod app;
pub mod database;
pub mod issuer;
pub mod program;
