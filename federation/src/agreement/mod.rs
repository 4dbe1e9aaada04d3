//! What was agreed: agreements, their versions and their terms.

#[expect(
    clippy::module_inception,
    reason = "the room and its chief noun share the name"
)]
mod agreement;
pub mod alignment;
pub mod credit;
mod degradation;
mod exclusion;
mod pause;
mod priority;
mod terms;
mod ticket;

pub use agreement::{
    Agreement, AgreementKind, AgreementStatus, AgreementSubject, AgreementVersion,
};
pub use exclusion::{ExclusionWindow, Exclusions, WindowStatus};
pub use pause::{ClockKind, ClockSide, PauseMatrix, PauseReason, StoppedClock};
pub use priority::{
    Impact, MissingPriority, NormalisedPriority, Priority, PriorityMatrix, Urgency,
};
pub use terms::{
    AttributionPolicy, DegradationRule, MaintenanceTerms, MissingDataRule, Target, TargetError,
    Terms,
};
pub use ticket::{
    HandoffTargets, SampleRule, TicketTerms, TimeTargets, WorkloadLimit, WorkloadMeasure,
};
