//! Response and resolution clocks: agreed hours between start and stop, less the pauses that the
//! agreement allows (C7).
//!
//! | file | what lives in it |
//! |---|---|
//! | `pause` | a stretch in which work paused |
//! | `reading` | one clock read against one target |
//! | `course` | a clock through changed targets and reopenings |
//! | `audit` | pauses that look as if they were made for the target |

mod audit;
mod course;
mod pause;
mod reading;

pub use audit::{AuditLimits, AuditedPause, PauseAudit, PauseFlag, audit_pauses};
pub use course::{Reopened, Reopening, TargetInForce, TargetReading, read_course, reopen};
pub use pause::Pause;
pub use reading::{ClockQuestion, ClockReading, ClockState, ClockTarget, SlaClock};
