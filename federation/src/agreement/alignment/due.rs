//! The worst moment to report something: where a chain of promises, each in its own hours, is due
//! latest beside what the customer was promised.

use super::{AlignmentStatus, TimeCommitment};
use crate::time::{Instant, Interval, IntervalSet};

/// The report of a stretch after which a chain is due latest beside the customer's promise (C6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorstDue {
    /// When it is reported; of several such instants the last.
    pub reported_at: Instant,
    /// When the customer was promised it; `None` for never.
    pub customer_due_at: Option<Instant>,
    /// When the chain has promised it; `None` for never.
    pub chain_due_at: Option<Instant>,
    /// From the report until the chain is due, on the wall, in seconds.
    pub elapsed_seconds: Option<i64>,
    /// How much later than promised to the customer the chain is due, in seconds; at most 0 when in
    /// time, `None` when one of them never is.
    pub late_seconds: Option<i64>,
    /// Aligned when the chain is due no later than the customer was promised.
    pub status: AlignmentStatus,
}

impl WorstDue {
    /// The worst report within `span`; `None` for an empty span.
    ///
    /// It is exact to the second. Both due instants never go back when the report comes later, and as
    /// functions of it they are straight lines with slope 0 or 1 between few instants: where hours
    /// begin or end at the report, or at the end of a step. These are found by going back from every
    /// such edge through the steps before it, and the difference is largest at one of them, or a
    /// second beside it.
    #[must_use]
    pub fn of(
        span: Interval,
        customer: &TimeCommitment<'_>,
        chain: &[TimeCommitment<'_>],
    ) -> Option<Self> {
        if span.is_empty() {
            return None;
        }
        let (promised, chained) = (
            Steps::of(span, std::slice::from_ref(customer)),
            Steps::of(span, chain),
        );
        let last = span.end.plus_seconds(-1);
        let mut reports = vec![span.start, last];
        for turn in promised.turns.iter().chain(&chained.turns) {
            reports.extend([-1, 0, 1].map(|beside| turn.plus_seconds(beside)));
        }
        reports.retain(|at| span.contains(*at));
        let dues = reports.into_iter().map(|at| {
            let (customer_due_at, chain_due_at) = (promised.due_at(at), chained.due_at(at));
            Self::at(at, customer_due_at, chain_due_at)
        });
        dues.max_by_key(Self::rank)
    }

    fn at(
        reported_at: Instant,
        customer_due_at: Option<Instant>,
        chain_due_at: Option<Instant>,
    ) -> Self {
        let since = |due: Instant, from: Instant| due.unix_seconds() - from.unix_seconds();
        let late_seconds = chain_due_at
            .zip(customer_due_at)
            .map(|(chain, customer)| since(chain, customer));
        let in_time = match (late_seconds, customer_due_at) {
            (Some(late), _) => late <= 0,
            (None, promised) => promised.is_none(),
        };
        Self {
            reported_at,
            customer_due_at,
            chain_due_at,
            elapsed_seconds: chain_due_at.map(|due| since(due, reported_at)),
            late_seconds,
            status: match in_time {
                true => AlignmentStatus::Aligned,
                false => AlignmentStatus::Misaligned,
            },
        }
    }

    /// Whether the chain is due earlier beside the promise than another.
    #[must_use]
    pub fn is_earlier_than(&self, other: &Self) -> bool {
        let later = |due: &Self| {
            let (never, late, _) = due.rank();
            (never, late)
        };
        later(self) < later(other)
    }

    /// By what the worst is the worst: a chain that is never due is later than any other.
    fn rank(&self) -> (bool, Option<i64>, Instant) {
        let never = self.status == AlignmentStatus::Misaligned && self.late_seconds.is_none();
        (never, self.late_seconds, self.reported_at)
    }
}

/// Commitments one after the other, over the reports of a span.
struct Steps {
    steps: Vec<Step>,
    /// The reports at which the due instant changes its course.
    turns: Vec<Instant>,
}

struct Step {
    hours: IntervalSet,
    seconds: i64,
    /// Whether the hours reach to what is due for the last report.
    comes: bool,
}

impl Steps {
    fn of(span: Interval, commitments: &[TimeCommitment<'_>]) -> Self {
        let mut steps = Self {
            steps: Vec::with_capacity(commitments.len()),
            turns: Vec::new(),
        };
        // What the reports of the span become after the steps so far.
        let mut reached = span;
        for commitment in commitments {
            let due = |at| commitment.due_at(at);
            let until = due(reached.end);
            let end = until.unwrap_or(reached.end).plus_seconds(1);
            let step = Step {
                hours: commitment.calendar.hours(Interval::new(span.start, end)),
                seconds: commitment.target_seconds,
                comes: until.is_some(),
            };
            let begins = edges_within(&step.hours, reached);
            steps.turn_at(begins);
            let next = due(reached.start)
                .zip(until)
                .map(|(start, end)| Interval::new(start, end));
            let ends = next.map(|next| edges_within(&step.hours, next));
            steps.steps.push(step);
            let Some((next, ends)) = next.zip(ends) else {
                return steps;
            };
            steps.turn_at(ends);
            reached = next;
        }
        steps
    }

    /// Goes back from instants after the steps so far to the reports that lead there.
    fn turn_at(&mut self, edges: Vec<Instant>) {
        for edge in edges {
            let report = self
                .steps
                .iter()
                .rev()
                .try_fold(edge, |at, step| step.back(at));
            self.turns.extend(report);
        }
    }

    fn due_at(&self, report: Instant) -> Option<Instant> {
        self.steps
            .iter()
            .try_fold(report, |at, step| step.due_at(at))
    }
}

fn edges_within(hours: &IntervalSet, span: Interval) -> Vec<Instant> {
    let (from, to) = (span.start, span.end.plus_seconds(1));
    let edges = hours.iter().flat_map(|open| [open.start, open.end]);
    edges.filter(|edge| from <= *edge && *edge <= to).collect()
}

impl Step {
    fn due_at(&self, at: Instant) -> Option<Instant> {
        if self.seconds <= 0 {
            return Some(at);
        }
        if !self.comes {
            return None;
        }
        let all = self.hours.as_slice();
        let first = all.partition_point(|open| open.end <= at);
        let mut left = self.seconds;
        for open in &all[first..] {
            let from = open.start.max(at);
            let seconds = Interval::new(from, open.end).seconds();
            if left <= seconds {
                return Some(from.plus_seconds(left));
            }
            left -= seconds;
        }
        None
    }

    /// The first instant from which the step reaches `due`; `None` before the span.
    fn back(&self, due: Instant) -> Option<Instant> {
        if self.seconds <= 0 {
            return Some(due);
        }
        let all = self.hours.as_slice();
        let mut left = self.seconds;
        for open in all[..all.partition_point(|open| open.start < due)]
            .iter()
            .rev()
        {
            let end = open.end.min(due);
            let seconds = Interval::new(open.start, end).seconds();
            if left < seconds {
                return Some(end.plus_seconds(-left));
            }
            if left == seconds {
                return Some(open.start);
            }
            left -= seconds;
        }
        None
    }
}
