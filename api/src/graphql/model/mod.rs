//! The nouns of the schema: a file each. A GraphQL type is made from the domain value by hand and
//! resolves what hangs on it through the reader's own loaders.

pub mod agreement;
pub mod alignment;
pub mod alignment_figure;
pub mod attribution;
pub mod catalogue;
pub mod component;
pub mod component_report;
pub mod dependency;
pub mod explanation;
pub mod figure;
pub mod gap;
pub mod organization;
pub mod outage;
pub mod problem;
pub mod scorecard;
pub mod service;
pub mod service_report;
pub mod submission;
pub mod viewer;
pub mod word;
