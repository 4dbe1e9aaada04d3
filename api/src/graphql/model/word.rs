//! The closed lists of the domain as GraphQL enums, spelled as the domain spells them; each converts
//! both ways, and a word that the domain gains does not build until it stands here.

mod agreement;
mod authority;
mod credit;
mod party;
mod report;
mod ticket;

pub use agreement::{
    AgreementKind, AgreementStatus, AlignmentFindingKind, AlignmentStatus, AttributionPolicy,
    ChainStepKind, DegradationRule, MissingDataRule, Weekday, WindowStatus,
};
pub use authority::{Deed, Extent, Subject};
pub use credit::{CreditStatus, KpiFailureSeverity, MeasurementSort, Relief, VerdictStanding};
pub use party::{OrganizationKind, ProviderType, Role};
pub use report::{
    BudgetState, IntegratorMeasure, MeasureState, OutageStanding, RowStatus, SeriesStep,
    SubmissionMode, TrendBasis, TrendForecast, TrendState, WindowEdge,
};
pub use ticket::{
    AttributionStatus, ClockKind, ClockSide, ClockState, CustodyPolicy, HandoffEventKind,
    HandoffOutcome, Impact, PauseFlag, PauseReason, PercentileMethod, Priority, Urgency,
    WorkloadMeasure,
};
