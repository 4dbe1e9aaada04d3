//! How a meaning is written in a row: one file per table.
//!
//! Each file has the row (`Model`), `raise` (a row becomes a domain value, or a [`RowError`] that
//! names the column), `lower` (a domain value becomes a row) and `visible_to` (which rows a
//! [`Reach`](federation::authority::Reach) covers). Both ways destructure every field, so that a new
//! column or field does not build until it is written and read.
//!
//! The filters of `visible_to` are the only door to rows: the store puts one on every read.

pub mod agreement;
pub mod agreement_component;
mod agreement_terms;
#[cfg(test)]
mod agreement_terms_tests;
mod agreement_tickets;
pub mod agreement_version;
pub mod calendar;
pub mod catalogue_revision;
pub mod component;
pub mod dependency_node;
pub mod maintenance_window;
pub mod organization;
pub mod outage;
mod row;
pub mod service;
pub mod submission;
pub mod submission_number;
pub mod token_revocation;
pub mod topology;
mod visibility;

pub use row::RowError;
