//! Where outside words become facts or problems: parse, don't validate. Inside there is no second
//! check, and nothing imperfect is half taken.

pub mod catalogue;
pub mod envelope;
pub mod ground;
pub mod mapping;
pub mod outage;
pub mod revocation;
pub mod scenario;
pub mod submission;
mod template;
