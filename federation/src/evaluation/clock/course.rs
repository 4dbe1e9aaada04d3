//! A clock through its ticket's life: changed targets, and reopenings.

use super::{ClockQuestion, ClockReading, ClockTarget, SlaClock};
use crate::time::{Calendar, Instant, Interval, IntervalSet};

/// What a clock was held to from an instant on: by its priority, or by its agreement.
#[derive(Clone, Copy, Debug)]
pub struct TargetInForce<'a> {
    /// From when on; the first one holds from the start, whatever stands here.
    pub from: Instant,
    /// The target.
    pub target: ClockTarget,
    /// The agreed hours that it is measured in.
    pub calendar: &'a Calendar,
}

/// A clock read against one of the targets that it was held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetReading {
    /// The target.
    pub target: ClockTarget,
    /// When it was replaced; `None` for the one that rules at the end.
    pub replaced_at: Option<Instant>,
    /// How the clock stood under it when it was replaced; `None` for the one that rules.
    pub when_replaced: Option<ClockReading>,
    /// The whole clock under it.
    pub whole: ClockReading,
}

/// Reads a clock against every target that it was held to, in the order of their dates.
///
/// Each applies from the original start with all pauses kept; the last one that came before the end
/// rules, and the verdicts under the others are stored beside it (C7). A target from after the end
/// never applied.
#[must_use]
pub fn read_course(
    clock: &SlaClock<'_>,
    targets: &[TargetInForce<'_>],
    question: ClockQuestion,
) -> Vec<TargetReading> {
    let mut applied: Vec<TargetInForce<'_>> = targets.to_vec();
    applied.sort_by_key(|target| target.from);
    let later = applied
        .iter()
        .skip(1)
        .filter(|target| target.from <= question.until())
        .count();
    applied.truncate(later + 1);
    let replaced = applied
        .iter()
        .skip(1)
        .map(|next| Some(next.from))
        .chain([None]);
    let readings = applied.iter().zip(replaced).map(|(held, replaced_at)| {
        let clock = SlaClock {
            target: held.target,
            calendar: held.calendar,
            ..clock.clone()
        };
        TargetReading {
            target: held.target,
            replaced_at,
            when_replaced: replaced_at.map(|at| clock.read(ClockQuestion::Open(at))),
            whole: clock.read(question),
        }
    });
    readings.collect()
}

/// A ticket that was resolved, and opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reopening {
    /// When it was resolved.
    pub resolved_at: Instant,
    /// When it was opened again.
    pub reopened_at: Instant,
}

/// What reopenings make of a clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reopened {
    /// The time that counted as resolved although the clock went on: neither pause nor work.
    pub resolved: IntervalSet,
    /// The end of the clock, when a ticket was opened again too late: that begins another clock.
    pub ended_at: Option<Instant>,
}

/// The rule for reopened tickets: within `window_seconds` of being resolved the same clock goes on,
/// without the time in between; later, it has ended when the ticket was resolved (C7).
#[must_use]
pub fn reopen(reopenings: &[Reopening], window_seconds: i64) -> Reopened {
    let mut reopenings = reopenings.to_vec();
    reopenings.sort_by_key(|reopening| reopening.resolved_at);
    let mut outcome = Reopened::default();
    for reopening in reopenings {
        let resolved = Interval::new(reopening.resolved_at, reopening.reopened_at);
        if resolved.seconds() > window_seconds {
            outcome.ended_at = Some(reopening.resolved_at);
            break;
        }
        outcome.resolved.append(resolved);
    }
    outcome
}
