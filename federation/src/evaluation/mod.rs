//! Facts under an agreement become figures and verdicts.

mod aggregate;
mod assess;
mod availability;
mod bounds;
mod budget;
mod causes;
pub mod clock;
mod completeness;
mod dispute;
mod end_to_end;
mod lost_times;
mod question;
mod reading;
mod restatement;
mod rollup;
mod rollups;
mod service_time;
mod trend;
mod underpinning;
mod verdict;

pub use crate::incident::OutageFact;
pub use aggregate::{
    Compliance, Met, PercentileMethod, PooledAvailability, PooledPart, Within, percentile,
};
pub use assess::{Assessment, Promise, ToDate, assess};
pub use availability::{
    Downtime, Figure, StrictFigure, StrictFigures, breach_certain_at, downtimes,
};
pub use bounds::{Bounds, differing_seconds};
pub use budget::{
    BudgetState, Burn, BurnAlert, ErrorBudget, MeasuredBurn, WindowBurn, burn_threshold,
};
pub use causes::{Cause, OutageStanding, OutageUse};
pub use completeness::{Completeness, Receipt, Slot};
pub use dispute::{DisputedDowntime, DisputedFigure, VerdictStanding};
pub use end_to_end::{EndToEnd, JudgedTimes};
pub use lost_times::LostTimes;
pub use question::{Part, Question};
pub use restatement::{RestatedFigure, RestatedRow, Restatement};
pub use rollup::ServiceRollup;
pub use rollups::ServiceRollups;
pub use service_time::ServiceTime;
pub use trend::{Trend, TrendForecast, TrendLine, TrendPoint, TrendState, TrendSums};
pub use underpinning::{
    ChainLink, ComponentPromise, TimeAlignment, UnderpinningReport, underpinning,
};
pub use verdict::{FigureState, Verdict, judge, judge_bounds};
