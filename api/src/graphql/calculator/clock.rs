//! Clocks: agreed hours between start and end, less the pauses that count; and audits of pauses.

use std::collections::BTreeSet;

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::agreement::{self as agreement, PauseMatrix};
use federation::evaluation::clock::{
    AuditLimits, AuditedPause, ClockQuestion, ClockReading, ClockTarget, Pause, SlaClock,
    audit_pauses,
};
use federation::report::explain;
use federation::time::{Calendar, Instant, IntervalSet};

use super::calculate;
use super::given::{self, GivenCalendarInput};
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::{ClockKind, ClockSide, ClockState, PauseFlag, PauseReason};
use crate::graphql::scalar::{DateTime, Ratio, RatioInput};

/// The most pauses of a clock.
const PAUSES_MAX: usize = 1_000;

/// The most pauses that are audited: each is looked at on its own.
const AUDITED_MAX: usize = 100;

/// A clock: of a response or resolution, of any promise in agreed hours.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateClockInput {
    /// The agreed hours.
    calendar: GivenCalendarInput,
    /// When it began.
    start: DateTime,
    /// When it ended. Absent while it runs; then `asOf` must be given.
    stop: Option<DateTime>,
    /// For a clock that runs: now. Ignored once it has ended.
    as_of: Option<DateTime>,
    /// The promised time in seconds of agreed hours, at most. Absent: nothing is promised.
    target_seconds: Option<i64>,
    /// The stretches in which work paused, at most 1,000; they may overlap.
    #[graphql(default)]
    pauses: Vec<GivenPauseInput>,
    /// Which pauses stop it. Absent: none does.
    stopped_by: Option<StoppedByInput>,
}

/// Which pauses stop a clock. Exactly one of the fields.
#[derive(Clone, Debug, async_graphql::OneofObject)]
pub enum StoppedByInput {
    /// Those with one of these reasons, as the agreement lists them.
    Reasons(Vec<PauseReason>),
    /// Those that the default pause matrix says.
    Matrix(MatrixClockInput),
}

/// A clock as the pause matrix knows it.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct MatrixClockInput {
    /// What it is for.
    kind: ClockKind,
    /// Whose promise it measures.
    side: ClockSide,
}

/// A stretch in which work paused.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct GivenPauseInput {
    /// When it began.
    start: DateTime,
    /// When it ended, not before its start. Absent while it lasts.
    end: Option<DateTime>,
    /// Why.
    reason: PauseReason,
    /// Whether an entry of the customer's ended it; only an audit looks at it.
    #[graphql(default = true)]
    ended_by_customer: bool,
}

/// A clock whose pauses are audited.
#[derive(Clone, Debug, InputObject)]
pub struct CalculatePauseAuditInput {
    /// The clock, with at most 100 pauses.
    clock: CalculateClockInput,
    /// The last part of the target in which opening a pause is remarkable; one tenth when absent.
    late_part: Option<RatioInput>,
    /// The share of paused time above which a clock is remarkable; one half when absent.
    share_max: Option<RatioInput>,
}

/// A clock as it was given, ready to be read.
pub(super) struct GivenClock {
    pub(super) calendar: Calendar,
    pub(super) started_at: Instant,
    pub(super) question: ClockQuestion,
    target: ClockTarget,
    allowed: BTreeSet<agreement::PauseReason>,
    pauses: Vec<Pause>,
    audited: Vec<AuditedPause>,
}

impl GivenClock {
    /// The clock, with time in which it counted as resolved.
    pub(super) fn clock(&self, resolved: IntervalSet) -> SlaClock<'_> {
        SlaClock {
            calendar: &self.calendar,
            started_at: self.started_at,
            target: self.target,
            allowed: self.allowed.clone(),
            pauses: &self.pauses,
            resolved,
        }
    }
}

impl CalculateClockInput {
    /// The clock that is meant.
    pub(super) fn read(self, at: &Place) -> Result<GivenClock, Error> {
        let Self {
            calendar,
            start,
            stop,
            as_of,
            target_seconds,
            pauses,
            stopped_by,
        } = self;
        let started_at = start.instant();
        let question = match (stop, as_of) {
            (Some(stop), _) => {
                ClockQuestion::Ended(given::end_after(started_at, stop, &at.field("stop"))?)
            }
            (None, Some(now)) => {
                ClockQuestion::Open(given::end_after(started_at, now, &at.field("asOf"))?)
            }
            (None, None) => {
                return Err(at.refuse(
                    "neither stop nor asOf",
                    "one of them",
                    "give stop for a clock that ended, and asOf for one that runs",
                ));
            }
        };
        let target = target_seconds
            .map(|seconds| at.field("targetSeconds").seconds(seconds))
            .transpose()?;
        let audited = read_pauses(&pauses, &at.field("pauses"))?;
        Ok(GivenClock {
            calendar: calendar.read(&at.field("calendar"))?,
            started_at,
            question,
            target: target.map_or(ClockTarget::NoTarget, ClockTarget::Within),
            allowed: stopped_by.map_or_else(BTreeSet::new, StoppedByInput::reasons),
            pauses: audited.iter().map(|audited| audited.pause).collect(),
            audited,
        })
    }
}

fn read_pauses(given: &[GivenPauseInput], at: &Place) -> Result<Vec<AuditedPause>, Error> {
    at.at_most(given, PAUSES_MAX)?;
    let mut pauses = Vec::with_capacity(given.len());
    for (number, pause) in given.iter().enumerate() {
        let GivenPauseInput {
            start,
            end,
            reason,
            ended_by_customer,
        } = *pause;
        let start = start.instant();
        let end_at = at.item(number).field("end");
        let end = end.map(|end| given::end_after(start, end, &end_at));
        pauses.push(AuditedPause {
            pause: Pause {
                start,
                end: end.transpose()?,
                reason: reason.into(),
            },
            ended_by_customer,
        });
    }
    Ok(pauses)
}

impl StoppedByInput {
    fn reasons(self) -> BTreeSet<agreement::PauseReason> {
        match self {
            Self::Reasons(reasons) => reasons.into_iter().map(Into::into).collect(),
            Self::Matrix(MatrixClockInput { kind, side }) => {
                PauseMatrix::default().reasons(kind.into(), side.into())
            }
        }
    }
}

/// What a clock shows.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedClock {
    /// Seconds on the wall, hours or not.
    wall_seconds: i64,
    /// Agreed hours between start and end, in seconds.
    business_seconds: i64,
    /// Those of them inside pauses that stop the clock; overlapping ones count once.
    paused_seconds: i64,
    /// Agreed hours less the paused ones: what the target is about.
    net_seconds: i64,
    /// How it stands. Net time equal to the target is within it.
    state: ClockState,
    /// How far net time is over the target, in seconds; 0 within it or without one.
    overrun_seconds: i64,
    /// The first instant at which net time equals the target, ended or not, with all pauses given.
    /// Null when it never comes, as while a pause has no end, or without a target.
    deadline: Option<DateTime>,
    /// Since when it is breached: the deadline of a breached clock. Null otherwise.
    breached_at: Option<DateTime>,
    /// Paused time as a part of the agreed hours. Null when there were none.
    pause_share: Option<Ratio>,
    /// How it was calculated.
    explanation: Calculation,
}

impl CalculatedClock {
    /// A reading with its explanation.
    pub(super) fn new(
        reading: &ClockReading,
        explanation: &federation::report::Explanation,
    ) -> Self {
        let ClockReading {
            wall_seconds,
            business_seconds,
            paused_seconds,
            net_seconds,
            state,
            overrun_seconds,
            deadline,
            pause_share,
        } = reading;
        Self {
            wall_seconds: *wall_seconds,
            business_seconds: *business_seconds,
            paused_seconds: *paused_seconds,
            net_seconds: *net_seconds,
            state: (*state).into(),
            overrun_seconds: *overrun_seconds,
            deadline: deadline.map(Into::into),
            breached_at: deadline.filter(|_| *overrun_seconds > 0).map(Into::into),
            pause_share: pause_share.as_ref().map(Into::into),
            explanation: explanation.into(),
        }
    }

    fn of(input: CalculateClockInput) -> Result<Self, Error> {
        let given = input.read(&Place::input())?;
        let clock = given.clock(IntervalSet::new());
        let reading = clock.read(given.question);
        let page = explain::clock(&clock, given.question, &reading);
        Ok(Self::new(&reading, &page))
    }
}

/// The pauses of a clock that look as if they were made for the target: a flag asks a question, it
/// decides nothing.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedPauseAudit {
    /// All flags of the clock.
    flags: Vec<PauseFlag>,
    /// The flags of each pause, in the order given; a pause that stops nothing has none.
    by_pause: Vec<AuditedPauseFlags>,
    /// Paused time as a part of the agreed hours. Null without hours.
    pause_share: Option<Ratio>,
    /// How it was calculated.
    explanation: Calculation,
}

/// The flags of one pause.
#[derive(Clone, Debug, SimpleObject)]
pub struct AuditedPauseFlags {
    /// Its place in the list given, from 0.
    index: usize,
    /// Its flags.
    flags: Vec<PauseFlag>,
}

impl CalculatedPauseAudit {
    fn of(input: CalculatePauseAuditInput) -> Result<Self, Error> {
        let CalculatePauseAuditInput {
            clock,
            late_part,
            share_max,
        } = input;
        let at = Place::input();
        let given = clock.read(&at.field("clock"))?;
        let pauses_at = at.field("clock").field("pauses");
        pauses_at.at_most(&given.audited, AUDITED_MAX)?;
        let mut limits = AuditLimits::default();
        if let Some(part) = late_part {
            limits.late_part = given::ratio(&part, &at.field("latePart"))?;
        }
        if let Some(share) = share_max {
            limits.share_max = given::ratio(&share, &at.field("shareMax"))?;
        }
        let clock = given.clock(IntervalSet::new());
        let audit = audit_pauses(&clock, &given.audited, given.question, &limits);
        let reading = clock.read(given.question);
        let flagged = audit.by_pause.iter().enumerate();
        Ok(Self {
            flags: audit.flags.iter().copied().map(Into::into).collect(),
            by_pause: flagged
                .map(|(index, flags)| AuditedPauseFlags {
                    index,
                    flags: flags.iter().copied().map(Into::into).collect(),
                })
                .collect(),
            pause_share: audit.pause_share.as_ref().map(Into::into),
            explanation: (&explain::pause_audit(&limits, &reading, &audit)).into(),
        })
    }
}

/// A reason that stops a clock.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct PauseMatrixEntry {
    /// The reason.
    reason: PauseReason,
    /// What the clock is for.
    kind: ClockKind,
    /// Whose promise it measures.
    side: ClockSide,
}

/// Clocks, and their pauses.
#[derive(Default)]
pub struct Clocks;

#[Object]
impl Clocks {
    /// One clock read against one target: net, paused and agreed time, state and deadline.
    async fn clock(
        &self,
        #[graphql(desc = "The clock.")] input: CalculateClockInput,
    ) -> Result<CalculatedClock> {
        Ok(calculate(input, CalculatedClock::of).await?)
    }

    /// The pauses of a clock that are remarkable.
    async fn pause_audit(
        &self,
        #[graphql(desc = "The clock and the limits.")] input: CalculatePauseAuditInput,
    ) -> Result<CalculatedPauseAudit> {
        Ok(calculate(input, CalculatedPauseAudit::of).await?)
    }

    /// The default pause matrix: which reason stops whose clock where an agreement does not say
    /// otherwise. What is not listed stops nothing.
    async fn pause_matrix(&self) -> Vec<PauseMatrixEntry> {
        let matrix = PauseMatrix::default();
        let mut entries = Vec::new();
        for reason in agreement::PauseReason::ALL {
            for kind in agreement::ClockKind::ALL {
                for side in agreement::ClockSide::ALL {
                    if matrix.stops(*reason, *kind, *side) {
                        entries.push(PauseMatrixEntry {
                            reason: (*reason).into(),
                            kind: (*kind).into(),
                            side: (*side).into(),
                        });
                    }
                }
            }
        }
        entries
    }
}
