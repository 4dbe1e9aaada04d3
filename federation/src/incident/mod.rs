//! What happened to components: outages, and the maintenance that was planned.

mod maintenance;
mod outage;

pub use maintenance::{MaintenanceSubject, MaintenanceWindow};
pub use outage::{Effect, Outage};
