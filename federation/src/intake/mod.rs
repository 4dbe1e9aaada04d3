//! The door: outside words become meaning or problems, and nothing half-parsed gets past it.
//!
//! Everything here is a pure function of a text and what is known already; who may bring the text,
//! and how its meaning is stored, is decided elsewhere.

pub mod catalogue;
