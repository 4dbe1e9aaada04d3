//! Databases and, built on them, whole servers that live as long as one test.

mod cluster;
pub mod database;
