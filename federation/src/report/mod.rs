//! Figures put together for a reader: assembled from the model and the facts, explained, and
//! redacted to what the reader may see. Imperfect data is never an error here: it is a caveat.

mod alignment;
mod alignment_words;
mod assemble;
mod caveat;
mod explanation;
mod gaps;
mod in_force;
mod maintenance;
mod redact;
mod scorecard;
mod survey;
mod uncovered;

pub use alignment::{AlignmentQuestion, AlignmentReport, StatedFinding, alignment_report};
pub use assemble::{
    ComponentReport, Facts, Needs, PeriodStatus, ServiceReport, component_report,
    needs_of_component, needs_of_service, service_report,
};
pub use caveat::{Caveat, CaveatCode};
pub use explanation::{Explanation, ExplanationStep, Unit};
pub use gaps::{GapReport, MaintenanceGap, UncoveredService, UnpromisedDependency, Watermelon};
pub use in_force::AgreementUse;
pub use maintenance::WindowUse;
pub use redact::{AttributionView, DowntimeView, Downtimes, Figures, VisibleServiceReport, redact};
pub use scorecard::{IntegratorMeasure, IntegratorScorecard, MeasureState, ScorecardMeasure};
pub use survey::{
    MonthSurvey, OwnComponent, ServiceSurvey, SurveyedAlignment, needs_of_survey, survey,
};
pub use uncovered::{UncoveredReason, UncoveredStretch, UncoveredTime};
