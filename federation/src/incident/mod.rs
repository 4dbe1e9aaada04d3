//! What happened to components: outages, the submissions that told of them, and the maintenance
//! that was planned.

mod maintenance;
mod outage;
mod submission;

pub use maintenance::{MaintenanceSubject, MaintenanceWindow};
pub use outage::{Effect, Outage};
pub use submission::{Submission, SubmissionMode};
