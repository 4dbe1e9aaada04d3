//! Facts under an agreement become figures and verdicts.

mod assess;
mod availability;
mod bounds;
mod causes;
pub mod clock;
mod completeness;
mod question;
mod reading;
mod service_time;
mod underpinning;
mod verdict;

pub use assess::{Assessment, Promise, ToDate, assess};
pub use availability::{
    Downtime, Figure, StrictFigure, StrictFigures, breach_certain_at, downtimes,
};
pub use bounds::{Bounds, differing_seconds};
pub use causes::{Cause, OutageStanding, OutageUse};
pub use completeness::{Completeness, Receipt, Slot};
pub use question::{OutageFact, Part, Question};
pub use service_time::ServiceTime;
pub use underpinning::{UnderpinningReport, underpinning};
pub use verdict::{FigureState, Verdict, judge, judge_bounds};
