//! Maintenance that was announced beforehand.

use crate::time::{Instant, Interval};
use crate::vocabulary::{ComponentId, MaintenanceWindowId, ServiceId, Text};

/// A planned maintenance window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenanceWindow {
    /// Its identifier.
    pub id: MaintenanceWindowId,
    /// Its reference, unique among the windows of its subject.
    pub reference: Text,
    /// What is maintained.
    pub subject: MaintenanceSubject,
    /// The planned stretch.
    pub interval: Interval,
    /// Whether the other party of the agreement approved it.
    pub approved: bool,
    /// When the other party was told; `None` when it never was.
    pub notified_at: Option<Instant>,
}

impl MaintenanceWindow {
    /// The longest reference, in characters.
    pub const REFERENCE_LENGTH_MAX: usize = 200;
}

/// What a maintenance window is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MaintenanceSubject {
    /// One component of a supplier.
    Component(ComponentId),
    /// A whole service, as announced to its customer.
    Service(ServiceId),
}
