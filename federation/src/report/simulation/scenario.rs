//! What a scenario changes: the same facts under other agreements, another tree, or with something
//! left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::{AttributionPolicy, DegradationRule, MissingDataRule, Target};
use crate::time::{Calendar, Instant, Interval};
use crate::topology::Node;
use crate::vocabulary::{
    AgreementId, CalendarId, ComponentId, MaintenanceWindowId, OrganizationId, OutageId, ServiceId,
};

/// What is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simulated {
    /// A service, end to end: the terms changed are those of its customer's agreements.
    Service(ServiceId),
    /// A component under one agreement: the terms changed are those of that agreement.
    Component(AgreementId, ComponentId),
}

/// Everything that is to be different; what is absent stays as it was. The default changes nothing.
///
/// Several changes combine: first agreement versions are exchanged, then single terms of whatever
/// version is in force; first the tree is exchanged, then components are taken out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// The version of an agreement that is in force whenever any version of it binds.
    pub versions: BTreeMap<AgreementId, u32>,
    /// The availability that is promised.
    pub target: Option<Target>,
    /// The agreed hours.
    pub calendar: Option<ScenarioCalendar>,
    /// How lost time is shared.
    pub attribution: Option<AttributionPolicy>,
    /// How a partial loss counts.
    pub degradation: Option<DegradationRule>,
    /// How unknown time counts.
    pub missing_data: Option<MissingDataRule>,
    /// Which maintenance is excluded.
    pub exclusions: Option<ExclusionChange>,
    /// The dependency tree, in force all the time.
    pub topology: Option<ScenarioTopology>,
    /// Suppliers whose components are taken out of the tree.
    pub without_components_of: BTreeSet<OrganizationId>,
    /// Suppliers whose components never fail.
    pub without_outages_of: BTreeSet<OrganizationId>,
    /// Outages that never were.
    pub without_outages: BTreeSet<OutageId>,
}

/// The agreed hours of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioCalendar {
    /// Those of a calendar of the model.
    Existing(CalendarId),
    /// Others.
    Given(Calendar),
}

/// The dependency tree of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioTopology {
    /// The tree.
    pub root: Node,
    /// The instant at which it is in force in truth; `None` when it was made up.
    pub in_force_at: Option<Instant>,
}

/// Which maintenance a scenario excludes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExclusionChange {
    /// None at all.
    Nothing,
    /// As agreed, but for this.
    Changed(ChangedExclusions),
}

/// What is different about excluded maintenance. An agreement that excludes none begins to as soon
/// as a notice or a cap is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedExclusions {
    /// How long before its start a window must have been notified, in seconds.
    pub notice_seconds: Option<i64>,
    /// The most excluded seconds in a calendar month; `Some(None)` lifts the cap.
    pub cap_seconds_per_month: Option<Option<i64>>,
    /// Further windows, approved and announced in time.
    pub added: Vec<AddedWindow>,
    /// Windows that never were.
    pub left_out: BTreeSet<MaintenanceWindowId>,
}

/// A further maintenance window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddedWindow {
    /// The component that is maintained; `None` for what is simulated as a whole.
    pub component: Option<ComponentId>,
    /// The planned stretch.
    pub interval: Interval,
}

impl Scenario {
    /// Whether nothing is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the outages of a component count.
    pub(super) fn counts(&self, supplier: Option<OrganizationId>, outage: OutageId) -> bool {
        let never_fails = supplier.is_some_and(|id| self.without_outages_of.contains(&id));
        !never_fails && !self.without_outages.contains(&outage)
    }
}
