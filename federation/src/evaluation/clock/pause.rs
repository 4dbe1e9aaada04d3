//! A stretch in which work on a ticket paused.

use crate::agreement::PauseReason;
use crate::time::{Instant, Interval};

/// A stretch in which work paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pause {
    /// When it began.
    pub start: Instant,
    /// When it ended; `None` while it lasts.
    pub end: Option<Instant>,
    /// Why.
    pub reason: PauseReason,
}

impl Pause {
    /// The stretch; one without end lasts until [`Instant::END`].
    #[must_use]
    pub fn interval(self) -> Interval {
        Interval::new(self.start, self.end.unwrap_or(Instant::END))
    }
}
