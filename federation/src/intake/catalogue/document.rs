//! What a catalogue file looks like. These types are the parser and, through their doc comments,
//! the published JSON Schema; nothing here knows whether what was written makes sense.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::scalar::{
    CapForm, CodeForm, DateForm, Field, FlagForm, FormatForm, InstantForm, List, Located,
    NeededForm, NoticeForm, PercentForm, TextForm, TimeForm, VersionForm, ZoneForm,
};
use super::terms::{CreditsEntry, TicketsEntry, WorkloadEntry};
use crate::agreement::{
    AgreementKind, AgreementStatus, AttributionPolicy, DegradationRule, MissingDataRule,
};
use crate::party::{OrganizationKind, ProviderType};
use crate::words;

/// A whole service model, or a part of one, in a file: YAML or JSON.
///
/// Every section may be left out, and what a file does not name stays as it is. The order of
/// entries carries no meaning.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Catalogue", title = "Concordat catalogue")]
pub(super) struct Document {
    /// The version of this format: always 1.
    pub(super) catalogue: Field<FormatForm>,
    /// Customers, the one service integrator, and suppliers.
    pub(super) organizations: List<OrganizationEntry>,
    /// Agreed service hours.
    pub(super) calendars: List<CalendarEntry>,
    /// Service components: what one supplier delivers.
    pub(super) components: List<ComponentEntry>,
    /// Services with their dependency trees.
    pub(super) services: List<ServiceEntry>,
    /// Agreements with their versions.
    pub(super) agreements: List<AgreementEntry>,
    /// Planned maintenance.
    pub(super) maintenance_windows: List<WindowEntry>,
}

/// A customer, the service integrator, or a supplier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Organization")]
pub(super) struct OrganizationEntry {
    /// Its code, unique among organizations.
    pub(super) code: Field<CodeForm>,
    /// Its name.
    pub(super) name: Field<TextForm>,
    /// The part it plays; it cannot change later.
    pub(super) kind: Field<OrganizationKind>,
    /// What sort of supplier it is: needed for a SERVICE_PROVIDER, absent for the others.
    pub(super) provider_type: Option<Field<ProviderType>>,
    /// For a sub-supplier: the code of the lead supplier that it is subcontracted to.
    pub(super) subcontracted_to: Option<Field<CodeForm>>,
}

/// Agreed service hours: weekly local windows, closed dates and a time zone.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Calendar")]
pub(super) struct CalendarEntry {
    /// Its code, unique among calendars.
    pub(super) code: Field<CodeForm>,
    /// The IANA time zone that windows and dates are read in: an Area/Location name, or UTC.
    pub(super) zone: Field<ZoneForm>,
    /// The weekly windows. Left out: around the clock. An empty list: never.
    pub(super) weekly: List<WeeklyEntry>,
    /// Local dates without service, whatever window covers them.
    pub(super) closed_dates: Option<Vec<Field<DateForm>>>,
}

/// A local window that begins on each of some weekdays.
///
/// An end that is not after the start lies on the next date: 22:00 to 06:00 runs over midnight.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "WeeklyWindow")]
pub(super) struct WeeklyEntry {
    /// The weekdays that the window begins on.
    #[schemars(length(min = 1))]
    pub(super) days: Vec<Field<Day>>,
    /// Its start, HH:MM.
    pub(super) start: Field<TimeForm>,
    /// Its end, HH:MM, up to 24:00.
    pub(super) end: Field<TimeForm>,
}

words! {
    /// A day of the week.
    pub enum Day {
        /// Monday.
        Mon = "MON",
        /// Tuesday.
        Tue = "TUE",
        /// Wednesday.
        Wed = "WED",
        /// Thursday.
        Thu = "THU",
        /// Friday.
        Fri = "FRI",
        /// Saturday.
        Sat = "SAT",
        /// Sunday.
        Sun = "SUN",
    }
}

/// A service component: what one supplier delivers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Component")]
pub(super) struct ComponentEntry {
    /// Its code, unique among components.
    pub(super) code: Field<CodeForm>,
    /// Its name.
    pub(super) name: Field<TextForm>,
    /// The code of the SERVICE_PROVIDER, or of the SERVICE_INTEGRATOR, that delivers it; it cannot
    /// change later.
    pub(super) supplier: Field<CodeForm>,
}

/// A service that a customer receives.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Service")]
pub(super) struct ServiceEntry {
    /// Its code, unique among services.
    pub(super) code: Field<CodeForm>,
    /// Its name.
    pub(super) name: Field<TextForm>,
    /// The code of the CUSTOMER that receives it; it cannot change later.
    pub(super) customer: Field<CodeForm>,
    /// Its dependency trees; no two are in force at the same instant.
    pub(super) topologies: List<TopologyEntry>,
}

/// A dependency tree with the dates it is in force.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Topology")]
pub(super) struct TopologyEntry {
    /// The first instant in force, with an offset from UTC; it identifies the tree.
    pub(super) effective_from: Field<InstantForm>,
    /// The first instant no longer in force; left out while no end is planned.
    pub(super) effective_to: Option<Field<InstantForm>>,
    /// The root of the tree.
    pub(super) tree: Located<NodeEntry>,
}

/// A component, or a gate over nodes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(
    rename = "Node",
    extend("oneOf" = [
        json!({"required": ["component"]}),
        json!({"required": ["gate", "children"]}),
    ])
)]
pub(super) struct NodeEntry {
    /// The code of a component: a leaf of the tree.
    pub(super) component: Option<Field<CodeForm>>,
    /// How many of the children are needed: all of them, one of them, or k of them.
    pub(super) gate: Option<Field<GateWord>>,
    /// How many children a K_OF_N gate needs.
    pub(super) k: Option<Field<NeededForm>>,
    /// What the gate depends on, in the order in which it is shown.
    pub(super) children: List<NodeEntry>,
}

words! {
    /// How many children of a gate are needed.
    pub enum GateWord {
        /// All of them.
        Serial = "SERIAL",
        /// One of them.
        Parallel = "PARALLEL",
        /// As many as `k` says.
        KOfN = "K_OF_N",
    }
}

/// What one organization promises another about a service or about components.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(
    rename = "Agreement",
    extend("oneOf" = [
        json!({"properties": {"kind": {"const": "SLA"}}, "required": ["service"]}),
        json!({
            "properties": {"kind": {"enum": ["OLA", "UNDERPINNING_CONTRACT"]}},
            "required": ["components"],
        }),
    ])
)]
pub(super) struct AgreementEntry {
    /// Its code, unique among agreements.
    pub(super) code: Field<CodeForm>,
    /// Its name.
    pub(super) name: Field<TextForm>,
    /// What sort of agreement it is; it cannot change later.
    pub(super) kind: Field<AgreementKind>,
    /// The code of the organization that promises; it cannot change later.
    pub(super) provider: Field<CodeForm>,
    /// The code of the organization that is promised to; it cannot change later.
    pub(super) customer: Field<CodeForm>,
    /// For an SLA: the code of the service.
    pub(super) service: Option<Field<CodeForm>>,
    /// For an OLA or UNDERPINNING_CONTRACT: the codes of the provider's components.
    pub(super) components: Option<Vec<Field<CodeForm>>>,
    /// Its versions; no two that bind are in force at the same instant.
    pub(super) versions: List<VersionEntry>,
}

/// One version of an agreement. Once it is signed, only its end may still change.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "AgreementVersion")]
pub(super) struct VersionEntry {
    /// Its number, from 1.
    pub(super) version: Field<VersionForm>,
    /// Whether it binds.
    pub(super) status: Field<AgreementStatus>,
    /// The first instant in force, with an offset from UTC.
    pub(super) effective_from: Field<InstantForm>,
    /// The first instant no longer in force; needed when the version is TERMINATED.
    pub(super) effective_to: Option<Field<InstantForm>>,
    /// The code of the calendar of agreed service hours.
    pub(super) calendar: Field<CodeForm>,
    /// The promised availability in percent, above 0 and at most 100, with at most 9 decimals; it
    /// is read exactly. Left out when the agreement only reports.
    pub(super) availability_target_percent: Option<Field<PercentForm>>,
    /// How a partial loss counts; AS_UP when left out.
    pub(super) degradation: Option<Field<DegradationRule>>,
    /// How unknown time counts; INDETERMINATE when left out.
    pub(super) missing_data: Option<Field<MissingDataRule>>,
    /// How lost time is shared among suppliers; SHAPLEY when left out.
    pub(super) attribution_policy: Option<Field<AttributionPolicy>>,
    /// Which planned maintenance is excluded; none when left out.
    pub(super) maintenance: Option<Located<MaintenanceEntry>>,
    /// What a missed availability gives back; nothing when left out.
    pub(super) credits: Option<Located<CreditsEntry>>,
    /// What is promised about tickets; nothing when left out.
    pub(super) tickets: Option<Located<TicketsEntry>>,
    /// How much work the promises hold for, each measure once; without limit when left out.
    pub(super) workload_limits: List<WorkloadEntry>,
}

/// Which planned maintenance an agreement takes out of the agreed service time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "MaintenanceTerms")]
pub(super) struct MaintenanceEntry {
    /// How many hours before its start a window must have been notified.
    pub(super) notice_hours: Field<NoticeForm>,
    /// The most excluded minutes in a calendar month; without limit when left out.
    pub(super) cap_minutes_per_month: Option<Field<CapForm>>,
}

/// A planned maintenance window of one component or of one service.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(
    rename = "MaintenanceWindow",
    extend("oneOf" = [
        json!({"required": ["component"]}),
        json!({"required": ["service"]}),
    ])
)]
pub(super) struct WindowEntry {
    /// Its reference, unique among the windows of its component or service.
    pub(super) reference: Field<TextForm>,
    /// The code of the component that is maintained.
    pub(super) component: Option<Field<CodeForm>>,
    /// The code of the service that is maintained, as announced to its customer.
    pub(super) service: Option<Field<CodeForm>>,
    /// Its planned start, with an offset from UTC.
    pub(super) start: Field<InstantForm>,
    /// Its planned end, exclusive.
    pub(super) end: Field<InstantForm>,
    /// Whether the other party of the agreement approved it.
    pub(super) approved: Field<FlagForm>,
    /// When the other party was told; left out when it never was.
    pub(super) notified_at: Option<Field<InstantForm>>,
}
