//! The one alphabetical registry of typed identifiers. Every identifier is a UUIDv7 made by the
//! caller, so that no two kinds can be mixed up and none needs a database sequence.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }

        impl From<$name> for Uuid {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// An agreement through all its versions.
    AgreementId,
    /// One version of an agreement.
    AgreementVersionId,
    /// A calendar of agreed service hours.
    CalendarId,
    /// A service component that one supplier delivers.
    ComponentId,
    /// A handoff of a ticket from one organization to another.
    HandoffId,
    /// A planned maintenance window.
    MaintenanceWindowId,
    /// A customer, service integrator or supplier.
    OrganizationId,
    /// An outage through all its revisions.
    OutageId,
    /// A service that customers receive.
    ServiceId,
    /// A batch of performance data that a supplier submitted.
    SubmissionId,
    /// One effective-dated dependency tree of a service.
    TopologyId,
}
