//! One clock read against one target.

use std::collections::BTreeSet;

use super::Pause;
use crate::agreement::PauseReason;
use crate::time::{Calendar, Instant, Interval, IntervalSet};
use crate::vocabulary::Rational;
use crate::words;

words! {
    /// How a clock stands.
    pub enum ClockState {
        /// It runs, within its target.
        Running = "RUNNING",
        /// An allowed pause stops it, within its target.
        Stopped = "STOPPED",
        /// Work is promised, but no time: it measures without a verdict.
        BestEffort = "BEST_EFFORT",
        /// Nothing is promised: it measures without a verdict.
        NoTarget = "NO_TARGET",
        /// It ended within its target.
        Met = "MET",
        /// It went over its target, ended or not.
        Breached = "BREACHED",
    }
}

/// What a clock is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClockTarget {
    /// At most so many seconds net.
    Within(i64),
    /// Best effort.
    BestEffort,
    /// Nothing.
    NoTarget,
}

/// Until when a clock is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClockQuestion {
    /// It ended then.
    Ended(Instant),
    /// It has not ended by now.
    Open(Instant),
}

impl ClockQuestion {
    /// Up to where time counts.
    #[must_use]
    pub fn until(self) -> Instant {
        match self {
            Self::Ended(at) | Self::Open(at) => at,
        }
    }
}

/// Everything that a clock depends on, but for until when it is read.
#[derive(Clone, Debug)]
pub struct SlaClock<'a> {
    /// The agreed hours.
    pub calendar: &'a Calendar,
    /// When it began.
    pub started_at: Instant,
    /// What it is held to.
    pub target: ClockTarget,
    /// The reasons that stop it.
    pub allowed: BTreeSet<PauseReason>,
    /// All pauses, allowed or not, in any order; they may overlap.
    pub pauses: &'a [Pause],
    /// Time in which the ticket counted as resolved before it was reopened: neither pause nor work.
    pub resolved: IntervalSet,
}

/// What a clock shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// Seconds on the wall, hours or not.
    pub wall_seconds: i64,
    /// Agreed hours in seconds.
    pub business_seconds: i64,
    /// Agreed hours in seconds inside allowed pauses; overlapping ones count once.
    pub paused_seconds: i64,
    /// Agreed hours in seconds less the paused ones: what the target is about.
    pub net_seconds: i64,
    /// How it stands.
    pub state: ClockState,
    /// How far net time is over the target, in seconds; 0 within it or without one.
    pub overrun_seconds: i64,
    /// The first instant at which net time equals the target, ended or not, given all pauses known;
    /// `None` when it never comes, as while a pause has no end, or without a target.
    pub deadline: Option<Instant>,
    /// Paused time as a part of the agreed hours; `None` when there were none.
    pub pause_share: Option<Rational>,
}

impl SlaClock<'_> {
    /// Reads the clock (C7): net = agreed hours between start and end, less those in the union of
    /// allowed pauses. Net time equal to the target is within it.
    #[must_use]
    pub fn read(&self, question: ClockQuestion) -> ClockReading {
        let until = question.until();
        let span = Interval::new(self.started_at, until);
        let business = self.calendar.hours(span).subtract(&self.resolved);
        let stopped = self.stopped();
        let business_seconds = business.seconds();
        let paused_seconds = business.intersect(&stopped).seconds();
        let net_seconds = business_seconds - paused_seconds;
        let (overrun_seconds, deadline) = match self.target {
            ClockTarget::Within(seconds) => {
                let out = stopped.union(&self.resolved);
                let deadline = self.calendar.reach(self.started_at, seconds, &out);
                ((net_seconds - seconds).max(0), deadline)
            }
            ClockTarget::BestEffort | ClockTarget::NoTarget => (0, None),
        };
        ClockReading {
            wall_seconds: span.seconds(),
            business_seconds,
            paused_seconds,
            net_seconds,
            state: self.state(question, overrun_seconds, stopped.contains(until)),
            overrun_seconds,
            deadline,
            pause_share: Rational::whole(paused_seconds)
                .checked_div(&Rational::whole(business_seconds)),
        }
    }

    /// Net seconds until an instant.
    #[must_use]
    pub fn net_seconds_until(&self, until: Instant) -> i64 {
        let business = self.calendar.hours(Interval::new(self.started_at, until));
        business
            .subtract(&self.resolved)
            .subtract(&self.stopped())
            .seconds()
    }

    /// The union of the allowed pauses.
    fn stopped(&self) -> IntervalSet {
        let allowed = self
            .pauses
            .iter()
            .filter(|pause| self.allowed.contains(&pause.reason));
        allowed.map(|pause| pause.interval()).collect()
    }

    fn state(&self, question: ClockQuestion, overrun_seconds: i64, stopped: bool) -> ClockState {
        match (self.target, question) {
            (ClockTarget::BestEffort, _) => ClockState::BestEffort,
            (ClockTarget::NoTarget, _) => ClockState::NoTarget,
            (ClockTarget::Within(_), _) if overrun_seconds > 0 => ClockState::Breached,
            (ClockTarget::Within(_), ClockQuestion::Ended(_)) => ClockState::Met,
            (ClockTarget::Within(_), ClockQuestion::Open(_)) if stopped => ClockState::Stopped,
            (ClockTarget::Within(_), ClockQuestion::Open(_)) => ClockState::Running,
        }
    }
}
