//! What happened to components: outages, the submissions that told of them, and the maintenance
//! that was planned.

mod loss_history;
mod maintenance;
mod outage;
mod outage_fact;
mod outage_tree;
mod register;
mod submission;

pub use loss_history::{ComponentLosses, LossHistory, LossReader, LossStretch, Stretches};
pub use maintenance::{MaintenanceSubject, MaintenanceWindow};
pub use outage::{Effect, Outage};
pub use outage_fact::OutageFact;
pub use register::{ComponentOutages, OutageRegister};
pub use submission::{Submission, SubmissionMode};
