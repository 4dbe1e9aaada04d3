//! A scenario as a client wrote it: codes and texts, nothing looked up yet.

use crate::agreement::{AttributionPolicy, DegradationRule, MissingDataRule};
use crate::time::Instant;
use crate::vocabulary::OutageId;

/// Everything that is to be different; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawScenario {
    /// Versions of agreements that are to be in force.
    pub agreement_versions: Vec<RawVersion>,
    /// The promised availability in percent.
    pub target_percent: Option<String>,
    /// The agreed hours.
    pub calendar: Option<RawCalendar>,
    /// How lost time is shared.
    pub attribution: Option<AttributionPolicy>,
    /// How a partial loss counts.
    pub degradation: Option<DegradationRule>,
    /// How unknown time counts.
    pub missing_data: Option<MissingDataRule>,
    /// Which maintenance is excluded.
    pub exclusions: Option<RawExclusions>,
    /// The dependency tree.
    pub topology: Option<RawTopology>,
    /// Codes of suppliers whose components are taken out of the tree.
    pub without_suppliers: Vec<String>,
    /// Codes of suppliers whose components never fail.
    pub without_outages_of: Vec<String>,
    /// Outages that never were.
    pub without_outages: Vec<RawOutageName>,
}

impl RawScenario {
    /// The first field that makes the supply side different: what only those may ask who read
    /// everything.
    #[must_use]
    pub fn supply_field(&self) -> Option<&'static str> {
        [
            (self.topology.is_some(), "topology"),
            (!self.without_suppliers.is_empty(), "withoutSuppliers"),
            (!self.without_outages_of.is_empty(), "withoutOutagesOf"),
            (!self.without_outages.is_empty(), "withoutOutages"),
        ]
        .into_iter()
        .find_map(|(given, name)| given.then_some(name))
    }
}

/// A version of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawVersion {
    /// The code of the agreement; `None` for the one that is simulated.
    pub agreement: Option<String>,
    /// The number of the version.
    pub version: i64,
}

/// Agreed hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawCalendar {
    /// Those of the calendar with this code.
    Code(String),
    /// Others.
    Hours(RawHours),
}

/// Hours that no calendar has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawHours {
    /// The IANA zone.
    pub zone: String,
    /// The weekly windows; `None` is around the clock.
    pub weekly: Option<Vec<RawWindow>>,
    /// Local dates without service.
    pub closed_dates: Vec<chrono::NaiveDate>,
}

/// A weekly window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawWindow {
    /// The days that it begins on.
    pub days: Vec<chrono::Weekday>,
    /// Local start.
    pub start: String,
    /// Local end.
    pub end: String,
}

/// What is different about excluded maintenance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawExclusions {
    /// Nothing is excluded at all.
    pub none: bool,
    /// The notice in hours.
    pub notice_hours: Option<i64>,
    /// The cap in minutes a month.
    pub cap_minutes_per_month: Option<i64>,
    /// There is no cap.
    pub no_cap: bool,
    /// Further windows.
    pub added: Vec<RawAddedWindow>,
    /// References of windows that never were.
    pub left_out: Vec<String>,
}

/// A further maintenance window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawAddedWindow {
    /// The code of the component; `None` for what is simulated as a whole.
    pub component: Option<String>,
    /// Its start.
    pub start: Instant,
    /// Its end.
    pub end: Instant,
}

/// A dependency tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawTopology {
    /// The one of the service in force at an instant.
    InForceAt(Instant),
    /// One that was made up.
    Tree(RawNode),
}

/// A node of a tree: a component, or a gate over children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawNode {
    /// The code of the component.
    pub component: Option<String>,
    /// How many children are needed.
    pub gate: Option<RawGate>,
    /// For K_OF_N: how many.
    pub k: Option<i64>,
    /// The children.
    pub children: Vec<Self>,
}

/// How many children of a gate are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawGate {
    /// All of them.
    Serial,
    /// One of them.
    Parallel,
    /// `k` of them.
    KOfN,
}

/// An outage as it was named, and which one it is, if the reader may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawOutageName {
    /// The name.
    pub given: String,
    /// The outage; `None` when there is none that the reader may see.
    pub found: Option<OutageId>,
}
