//! Scenarios as clients write them: what is to be different, by codes and plain values.

use async_graphql::{ID, InputObject, OneofObject};
use federation::intake::scenario::{
    RawAddedWindow, RawCalendar, RawExclusions, RawGate, RawHours, RawNode, RawScenario,
    RawTopology, RawVersion, RawWindow,
};

use super::dependency::GateKind;
use super::word::{AttributionPolicy, DegradationRule, MissingDataRule, Weekday};
use crate::graphql::scalar::{Date, DateTime, Decimal};

/// What is to be different about an end-to-end report; what is absent stays as it is, and the empty
/// scenario changes nothing. Terms are those of the customer's agreements about the service, in
/// force or not. The fields `topology`, `withoutSuppliers`, `withoutOutagesOf` and `withoutOutages`
/// are for the integrator and auditors.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ServiceScenarioInput {
    /// The availability that is promised, in percent: above 0, at most 100.
    target_percent: Option<Decimal>,
    /// The agreed hours; a period is read in their zone.
    calendar: Option<CalendarChoice>,
    /// How lost time is shared among suppliers.
    attribution_policy: Option<AttributionPolicy>,
    /// How a partial loss counts.
    degradation: Option<DegradationRule>,
    /// How unknown time counts.
    missing_data: Option<MissingDataRule>,
    /// Which maintenance is excluded.
    exclusions: Option<ExclusionsInput>,
    /// Versions of agreements to be in force whenever the agreement binds, at most 100: drafts too.
    /// Single terms of this scenario hold over them.
    #[graphql(default)]
    agreement_versions: Vec<AgreementVersionChoice>,
    /// The dependency tree, in force all the time.
    topology: Option<TopologyChoice>,
    /// Codes of suppliers, at most 100, whose components are taken out of the tree. A gate with fewer
    /// children needs as many of them as before, at most all; one without children falls away.
    #[graphql(default)]
    without_suppliers: Vec<String>,
    /// Codes of suppliers, at most 100, whose components never fail.
    #[graphql(default)]
    without_outages_of: Vec<String>,
    /// Global identifiers of outages that never were, at most 100.
    #[graphql(default)]
    without_outages: Vec<ID>,
}

/// What is to be different about a component's report under one agreement; what is absent stays as
/// it is, and the empty scenario changes nothing.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ComponentScenarioInput {
    /// The availability that is promised, in percent: above 0, at most 100.
    target_percent: Option<Decimal>,
    /// The agreed hours; a period is read in their zone.
    calendar: Option<CalendarChoice>,
    /// How a partial loss counts.
    degradation: Option<DegradationRule>,
    /// How unknown time counts.
    missing_data: Option<MissingDataRule>,
    /// Which maintenance is excluded.
    exclusions: Option<ExclusionsInput>,
    /// The number of the version of the agreement to be in force whenever it binds: a draft too.
    /// Single terms of this scenario hold over it.
    agreement_version: Option<u32>,
    /// Global identifiers of outages that never were, at most 100.
    #[graphql(default)]
    without_outages: Vec<ID>,
}

/// Agreed hours: exactly one of the fields.
#[derive(Clone, Debug, OneofObject)]
pub enum CalendarChoice {
    /// The code of a calendar that the reader may see.
    Code(String),
    /// Hours made up.
    Hours(CalendarHoursInput),
}

/// Agreed hours that no calendar has.
#[derive(Clone, Debug, InputObject)]
pub struct CalendarHoursInput {
    /// The IANA time zone of the local times, such as `Europe/Berlin`, or `UTC`.
    zone: String,
    /// The weekly windows, at most 100. Null is around the clock, an empty list is never.
    weekly: Option<Vec<WeeklyWindowInput>>,
    /// Local dates without service.
    #[graphql(default)]
    closed_dates: Vec<Date>,
}

/// A local window that begins on each of some weekdays.
#[derive(Clone, Debug, InputObject)]
pub struct WeeklyWindowInput {
    /// The weekdays that it begins on.
    days: Vec<Weekday>,
    /// Local start, HH:MM.
    start: String,
    /// Local end, HH:MM up to 24:00; not after the start means the next date.
    end: String,
}

/// What is to be different about excluded maintenance. An agreement that excludes none begins to as
/// soon as a notice or a cap is given.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ExclusionsInput {
    /// Whether nothing is excluded at all; then nothing else may be given.
    #[graphql(default)]
    none: bool,
    /// How long before its start a window must have been notified, in hours, 0 to 8784.
    notice_hours: Option<i64>,
    /// The most excluded minutes in a calendar month, 0 to 44640.
    cap_minutes_per_month: Option<i64>,
    /// Whether there is no cap.
    #[graphql(default)]
    no_cap: bool,
    /// Further windows, approved and announced in time, at most 100.
    #[graphql(default)]
    added: Vec<AddedWindowInput>,
    /// References of maintenance windows that never were, at most 100.
    #[graphql(default)]
    left_out: Vec<String>,
}

/// A further maintenance window, at most a year long.
#[derive(Clone, Debug, InputObject)]
pub struct AddedWindowInput {
    /// The code of the component that is maintained. Absent for what is simulated as a whole.
    component: Option<String>,
    /// Its first second.
    start: DateTime,
    /// The first second after it.
    end: DateTime,
}

/// A version of an agreement.
#[derive(Clone, Debug, InputObject)]
pub struct AgreementVersionChoice {
    /// The code of an agreement about the service or about components.
    agreement: String,
    /// The number of the version.
    version: u32,
}

/// A dependency tree: exactly one of the fields.
#[derive(Clone, Debug, OneofObject)]
pub enum TopologyChoice {
    /// The tree of the service in force at this instant.
    InForceAt(DateTime),
    /// A tree made up of existing components, each at most once.
    Tree(TreeNodeInput),
}

/// A node of a dependency tree: either a component, or a gate over children.
#[derive(Clone, Debug, InputObject)]
pub struct TreeNodeInput {
    /// The code of the component. Absent for a gate.
    component: Option<String>,
    /// How many children are needed. Absent for a component.
    gate: Option<GateKind>,
    /// For K_OF_N: how many children are needed.
    k: Option<i64>,
    /// The children of a gate. A tree has at most 500 nodes, and 16 gates on top of each other.
    #[graphql(default)]
    children: Vec<TreeNodeInput>,
}

impl ServiceScenarioInput {
    /// The scenario, and the global identifiers of the outages in it, which are still to be found.
    pub fn parts(self) -> (RawScenario, Vec<ID>) {
        let Self {
            target_percent,
            calendar,
            attribution_policy,
            degradation,
            missing_data,
            exclusions,
            agreement_versions,
            topology,
            without_suppliers,
            without_outages_of,
            without_outages,
        } = self;
        let version = |choice: AgreementVersionChoice| RawVersion {
            agreement: Some(choice.agreement),
            version: choice.version.into(),
        };
        let raw = RawScenario {
            agreement_versions: agreement_versions.into_iter().map(version).collect(),
            target_percent: target_percent.map(|Decimal(text)| text),
            calendar: calendar.map(Into::into),
            attribution: attribution_policy.map(Into::into),
            degradation: degradation.map(Into::into),
            missing_data: missing_data.map(Into::into),
            exclusions: exclusions.map(Into::into),
            topology: topology.map(Into::into),
            without_suppliers,
            without_outages_of,
            without_outages: Vec::new(),
        };
        (raw, without_outages)
    }
}

impl ComponentScenarioInput {
    /// The scenario, and the global identifiers of the outages in it, which are still to be found.
    pub fn parts(self) -> (RawScenario, Vec<ID>) {
        let Self {
            target_percent,
            calendar,
            degradation,
            missing_data,
            exclusions,
            agreement_version,
            without_outages,
        } = self;
        let version = |version: u32| RawVersion {
            agreement: None,
            version: version.into(),
        };
        let raw = RawScenario {
            agreement_versions: agreement_version.map(version).into_iter().collect(),
            target_percent: target_percent.map(|Decimal(text)| text),
            calendar: calendar.map(Into::into),
            degradation: degradation.map(Into::into),
            missing_data: missing_data.map(Into::into),
            exclusions: exclusions.map(Into::into),
            ..RawScenario::default()
        };
        (raw, without_outages)
    }
}

impl From<CalendarChoice> for RawCalendar {
    fn from(choice: CalendarChoice) -> Self {
        let hours = match choice {
            CalendarChoice::Code(code) => return Self::Code(code),
            CalendarChoice::Hours(hours) => hours,
        };
        let CalendarHoursInput {
            zone,
            weekly,
            closed_dates,
        } = hours;
        let window = |window: WeeklyWindowInput| RawWindow {
            days: window.days.into_iter().map(Into::into).collect(),
            start: window.start,
            end: window.end,
        };
        Self::Hours(RawHours {
            zone,
            weekly: weekly.map(|windows| windows.into_iter().map(window).collect()),
            closed_dates: closed_dates.into_iter().map(|Date(date)| date).collect(),
        })
    }
}

impl From<ExclusionsInput> for RawExclusions {
    fn from(given: ExclusionsInput) -> Self {
        let ExclusionsInput {
            none,
            notice_hours,
            cap_minutes_per_month,
            no_cap,
            added,
            left_out,
        } = given;
        let window = |window: AddedWindowInput| RawAddedWindow {
            component: window.component,
            start: window.start.instant(),
            end: window.end.instant(),
        };
        Self {
            none,
            notice_hours,
            cap_minutes_per_month,
            no_cap,
            added: added.into_iter().map(window).collect(),
            left_out,
        }
    }
}

impl From<TopologyChoice> for RawTopology {
    fn from(choice: TopologyChoice) -> Self {
        match choice {
            TopologyChoice::InForceAt(at) => Self::InForceAt(at.instant()),
            TopologyChoice::Tree(tree) => Self::Tree(tree.into()),
        }
    }
}

impl From<TreeNodeInput> for RawNode {
    fn from(node: TreeNodeInput) -> Self {
        let TreeNodeInput {
            component,
            gate,
            k,
            children,
        } = node;
        Self {
            component,
            gate: gate.map(|gate| match gate {
                GateKind::Serial => RawGate::Serial,
                GateKind::Parallel => RawGate::Parallel,
                GateKind::KOfN => RawGate::KOfN,
            }),
            k,
            children: children.into_iter().map(Into::into).collect(),
        }
    }
}
