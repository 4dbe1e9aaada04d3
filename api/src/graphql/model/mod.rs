//! The nouns of the schema: a file each. A GraphQL type is made from the domain value by hand and
//! resolves what hangs on it through the reader's own loaders.

pub mod agreement;
pub mod alignment;
pub mod alignment_figure;
pub mod attribution;
pub mod budget;
pub mod catalogue;
pub mod component;
pub mod component_report;
pub mod credit;
pub mod dependency;
pub mod explanation;
pub mod exposure;
pub mod figure;
pub mod gap;
pub mod money;
pub mod organization;
pub mod outage;
pub mod problem;
pub mod scenario;
pub mod scorecard;
pub mod series;
pub mod service;
pub mod service_report;
pub mod simulation;
pub mod submission;
pub mod terms;
pub mod trend;
pub mod viewer;
pub mod word;
