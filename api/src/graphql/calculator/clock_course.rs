//! A clock through its ticket's life: changed targets, and reopenings.

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::evaluation::clock::{
    ClockQuestion, ClockTarget, Reopening, TargetInForce, TargetReading, read_course, reopen,
};
use federation::report::explain;
use federation::time::{Calendar, IntervalSet};

use super::calculate;
use super::clock::{CalculateClockInput, CalculatedClock};
use super::given::{self, GivenCalendarInput};
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::ClockState;
use crate::graphql::scalar::DateTime;

/// The most targets that a clock was held to.
const TARGETS_MAX: usize = 10;

/// The most reopenings of a ticket.
const REOPENINGS_MAX: usize = 100;

/// A clock that was held to several targets: its priority or agreement changed in mid-ticket.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateClockCourseInput {
    /// The clock; its own target is not looked at.
    clock: CalculateClockInput,
    /// The targets, 1 to 10.
    targets: Vec<TargetInForceInput>,
}

/// What a clock was held to from an instant on.
#[derive(Clone, Debug, InputObject)]
pub struct TargetInForceInput {
    /// From when on; the earliest one holds from the start, whatever stands here.
    from: DateTime,
    /// The promised time in seconds of agreed hours, at most. Absent: nothing was promised then.
    target_seconds: Option<i64>,
    /// The agreed hours that it is measured in; those of the clock when absent.
    calendar: Option<GivenCalendarInput>,
}

/// A clock of a ticket that was opened again.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateReopenedClockInput {
    /// The clock, until its last end.
    clock: CalculateClockInput,
    /// When the ticket was resolved and opened again, at most 100.
    reopenings: Vec<ReopeningInput>,
    /// Reopened within so many seconds, the same clock goes on.
    window_seconds: i64,
}

/// A ticket that was resolved, and opened again.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct ReopeningInput {
    /// When it was resolved.
    resolved_at: DateTime,
    /// When it was opened again, not before.
    reopened_at: DateTime,
}

/// A clock against every target that it was held to.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedClockCourse {
    /// The targets in the order of their dates; one from after the end never applied.
    readings: Vec<CalculatedTargetReading>,
    /// The reading that rules: of the last target that applied.
    ruling: Option<CalculatedTargetReading>,
    /// How it was calculated.
    explanation: Calculation,
}

/// A clock read against one of the targets that it was held to. Each applies from the original
/// start, with all pauses kept.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedTargetReading {
    /// The target in seconds. Null without one.
    target_seconds: Option<i64>,
    /// When it was replaced. Null for the one that rules.
    replaced_at: Option<DateTime>,
    /// Net seconds when it was replaced. Null for the one that rules.
    net_seconds_when_replaced: Option<i64>,
    /// How the clock stood when it was replaced. Null for the one that rules.
    state_when_replaced: Option<ClockState>,
    /// Net seconds of the whole clock in its hours.
    net_seconds: i64,
    /// How the whole clock stands under it.
    state: ClockState,
    /// How far net time is over it, in seconds.
    overrun_seconds: i64,
    /// Its deadline. Null when it never comes.
    deadline: Option<DateTime>,
}

impl From<&TargetReading> for CalculatedTargetReading {
    fn from(reading: &TargetReading) -> Self {
        let TargetReading {
            target,
            replaced_at,
            when_replaced,
            whole,
        } = reading;
        let then = when_replaced.as_ref();
        Self {
            target_seconds: match target {
                ClockTarget::Within(seconds) => Some(*seconds),
                ClockTarget::BestEffort | ClockTarget::NoTarget => None,
            },
            replaced_at: replaced_at.map(Into::into),
            net_seconds_when_replaced: then.map(|then| then.net_seconds),
            state_when_replaced: then.map(|then| then.state.into()),
            net_seconds: whole.net_seconds,
            state: whole.state.into(),
            overrun_seconds: whole.overrun_seconds,
            deadline: whole.deadline.map(Into::into),
        }
    }
}

impl CalculatedClockCourse {
    fn of(input: CalculateClockCourseInput) -> Result<Self, Error> {
        let CalculateClockCourseInput { clock, targets } = input;
        let at = Place::input();
        let given = clock.read(&at.field("clock"))?;
        let targets_at = at.field("targets");
        targets_at.some(&targets, TARGETS_MAX)?;
        let mut held: Vec<(DateTime, ClockTarget, Calendar)> = Vec::new();
        for (number, target) in targets.into_iter().enumerate() {
            let TargetInForceInput {
                from,
                target_seconds,
                calendar,
            } = target;
            let at = targets_at.item(number);
            let seconds = target_seconds
                .map(|seconds| at.field("targetSeconds").seconds(seconds))
                .transpose()?;
            let calendar = match calendar {
                Some(calendar) => calendar.read(&at.field("calendar"))?,
                None => given.calendar.clone(),
            };
            let target = seconds.map_or(ClockTarget::NoTarget, ClockTarget::Within);
            held.push((from, target, calendar));
        }
        let in_force = held.iter().map(|(from, target, calendar)| TargetInForce {
            from: from.instant(),
            target: *target,
            calendar,
        });
        let clock = given.clock(IntervalSet::new());
        let readings = read_course(&clock, &in_force.collect::<Vec<_>>(), given.question);
        let page = explain::clock_course(&clock, given.question, &readings);
        Ok(Self {
            ruling: readings.last().map(Into::into),
            readings: readings.iter().map(Into::into).collect(),
            explanation: (&page).into(),
        })
    }
}

/// A clock of a ticket that was opened again.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedReopenedClock {
    /// The clock, without the time in which the ticket was resolved.
    clock: CalculatedClock,
    /// Seconds on the wall in which the ticket was resolved and the clock went on.
    resolved_seconds: i64,
    /// When the clock ended because the ticket was opened again too late. Null when it was not.
    ended_at: Option<DateTime>,
    /// How it was calculated.
    explanation: Calculation,
}

impl CalculatedReopenedClock {
    fn of(input: CalculateReopenedClockInput) -> Result<Self, Error> {
        let CalculateReopenedClockInput {
            clock,
            reopenings,
            window_seconds,
        } = input;
        let at = Place::input();
        let mut given = clock.read(&at.field("clock"))?;
        let window_seconds = at.field("windowSeconds").seconds(window_seconds)?;
        let reopenings_at = at.field("reopenings");
        reopenings_at.at_most(&reopenings, REOPENINGS_MAX)?;
        let mut read = Vec::with_capacity(reopenings.len());
        for (number, reopening) in reopenings.into_iter().enumerate() {
            let ReopeningInput {
                resolved_at,
                reopened_at,
            } = reopening;
            let at = reopenings_at.item(number);
            let resolved_at = resolved_at.instant();
            let first = given.started_at;
            if resolved_at < first {
                return Err(at.field("resolvedAt").refuse(
                    resolved_at,
                    format!("an instant from the start {first} on"),
                    "a ticket is resolved after it was opened",
                ));
            }
            read.push(Reopening {
                resolved_at,
                reopened_at: given::end_after(resolved_at, reopened_at, &at.field("reopenedAt"))?,
            });
        }
        let reopened = reopen(&read, window_seconds);
        if let Some(ended_at) = reopened.ended_at {
            given.question = ClockQuestion::Ended(ended_at);
        }
        let clock = given.clock(reopened.resolved.clone());
        let reading = clock.read(given.question);
        let page = explain::clock(&clock, given.question, &reading);
        Ok(Self {
            clock: CalculatedClock::new(&reading, &page),
            resolved_seconds: reopened.resolved.seconds(),
            ended_at: reopened.ended_at.map(Into::into),
            explanation: (&explain::reopened_clock(window_seconds, &reopened, page)).into(),
        })
    }
}

/// Clocks through changes.
#[derive(Default)]
pub struct ClockCourses;

#[Object]
impl ClockCourses {
    /// A clock whose target changed in mid-ticket: the verdict under every target.
    async fn clock_course(
        &self,
        #[graphql(desc = "The clock and its targets.")] input: CalculateClockCourseInput,
    ) -> Result<CalculatedClockCourse> {
        Ok(calculate(input, CalculatedClockCourse::of).await?)
    }

    /// A clock whose ticket was opened again.
    async fn reopened_clock(
        &self,
        #[graphql(desc = "The clock and the reopenings.")] input: CalculateReopenedClockInput,
    ) -> Result<CalculatedReopenedClock> {
        Ok(calculate(input, CalculatedReopenedClock::of).await?)
    }
}
