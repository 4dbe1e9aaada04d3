//! Figures put together for a reader: assembled from the model and the facts, explained, and
//! redacted to what the reader may see. Imperfect data is never an error here: it is a caveat.

mod assemble;
mod caveat;
mod credits;
mod explanation;
mod in_force;
mod maintenance;
mod redact;
mod uncovered;

pub use assemble::{
    ComponentReport, Facts, Needs, PeriodStatus, ServiceReport, component_report,
    needs_of_component, needs_of_service, service_report,
};
pub use caveat::{Caveat, CaveatCode};
pub use credits::{
    CreditExposure, CreditLevel, CreditLine, CreditMonth, CreditScore, CreditStatement,
    CreditStatus, CreditTotal, ExposureMonth, ExposureTotal, RecoveredUnder, StatementOf,
    SupplierExposure, credit_exposure, credit_statement, needs_of_credit_exposure,
    needs_of_credit_statement, visible_exposure, visible_statement,
};
pub use explanation::{Explanation, ExplanationStep, Unit};
pub use in_force::AgreementUse;
pub use maintenance::WindowUse;
pub use redact::{AttributionView, DowntimeView, Downtimes, Figures, VisibleServiceReport, redact};
pub use uncovered::{UncoveredReason, UncoveredStretch, UncoveredTime};
