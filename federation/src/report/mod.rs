//! Figures put together for a reader: assembled from the model and the facts, explained, and
//! redacted to what the reader may see. Imperfect data is never an error here: it is a caveat.

mod alignment;
mod alignment_words;
mod assemble;
mod budget;
mod burn;
mod caveat;
mod credits;
pub mod explain;
mod explanation;
mod frame;
mod gaps;
mod in_force;
mod maintenance;
mod redact;
mod scorecard;
mod series;
pub mod simulation;
mod survey;
mod trend;
mod uncovered;

pub use alignment::{AlignmentQuestion, AlignmentReport, StatedFinding, alignment_report};
pub use assemble::{
    ComponentReport, Facts, Needs, PeriodStatus, Selection, ServiceReport, component_report,
    needs_of_component, needs_of_service, selected_service_report, service_report,
};
pub use budget::{BudgetReport, BudgetToDate, BurnDownPoint, Consumption};
pub use burn::{AlertReading, BurnReport, burn_of_component, burn_of_service, burn_period};
pub use caveat::{Caveat, CaveatCode};
pub use credits::{
    CreditExposure, CreditLevel, CreditLine, CreditMonth, CreditScore, CreditStatement,
    CreditStatus, CreditTotal, ExposureMonth, ExposureTotal, RecoveredUnder, StatementOf,
    SupplierExposure, credit_exposure, credit_statement, needs_of_credit_exposure,
    needs_of_credit_statement, visible_exposure, visible_statement,
};
pub use explanation::{Explanation, ExplanationStep, Unit};
pub use frame::{ServiceFrame, ServiceOutages, service_frame};
pub use gaps::{GapReport, MaintenanceGap, UncoveredService, UnpromisedDependency, Watermelon};
pub use in_force::{AgreementUse, stretch_of_service};
pub use maintenance::WindowUse;
pub use redact::{
    AttributionView, DowntimeView, Downtimes, Figures, VisibleServiceReport, may_read_over,
    may_read_series, redact, redact_series, redact_trend,
};
pub use scorecard::{IntegratorMeasure, IntegratorScorecard, MeasureState, ScorecardMeasure};
pub use series::{SeriesPoint, SeriesStep, availability_series};
pub use survey::{
    MonthSurvey, OwnComponent, ServiceSurvey, SurveyedAlignment, needs_of_survey, survey,
};
pub use trend::{ServiceTrend, TREND_MONTHS_MAX, TrendBasis, TrendMonth, TrendSpan, service_trend};
pub use uncovered::{UncoveredReason, UncoveredStretch, UncoveredTime};
