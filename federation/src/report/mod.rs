//! Figures put together for a reader: assembled from the model and the facts, explained, and
//! redacted to what the reader may see. Imperfect data is never an error here: it is a caveat.

mod assemble;
mod budget;
mod burn;
mod caveat;
mod explanation;
mod in_force;
mod maintenance;
mod redact;
pub mod simulation;
mod uncovered;

pub use assemble::{
    ComponentReport, Facts, Needs, PeriodStatus, ServiceReport, component_report,
    needs_of_component, needs_of_service, service_report,
};
pub use budget::{BudgetReport, BudgetToDate, BurnDownPoint, Consumption};
pub use burn::{AlertReading, BurnReport, burn_of_component, burn_of_service, burn_period};
pub use caveat::{Caveat, CaveatCode};
pub use explanation::{Explanation, ExplanationStep, Unit};
pub use in_force::AgreementUse;
pub use maintenance::WindowUse;
pub use redact::{AttributionView, DowntimeView, Downtimes, Figures, VisibleServiceReport, redact};
pub use uncovered::{UncoveredReason, UncoveredStretch, UncoveredTime};
