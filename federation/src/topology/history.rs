//! What happened to each component: overlapping conditions made one loss over time, with its runs.

use std::collections::BinaryHeap;

use crate::time::{Instant, Interval};
use crate::vocabulary::{ComponentId, Loss, OutageId};

/// A stretch in which an outage takes so much of a component.
///
/// The loss is the effective one: what the agreement's degradation rule makes of the recorded loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Condition {
    /// The component.
    pub component: ComponentId,
    /// The outage it comes from.
    pub outage: OutageId,
    /// When it holds.
    pub interval: Interval,
    /// What it takes.
    pub loss: Loss,
}

/// A stretch in which the loss of one component stays the same and is not none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) interval: Interval,
    pub(super) loss: Loss,
    /// When the run began: the maximal stretch of touching steps that this one is part of.
    pub(super) run_start: Instant,
}

/// From `at` on, the component with the number `component` has `loss`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    pub(super) at: Instant,
    pub(super) component: usize,
    pub(super) loss: Loss,
}

/// The losses over time of numbered components, not cut by any period.
#[derive(Clone, Debug, Default)]
pub(super) struct Histories {
    components: Vec<ComponentId>,
    steps: Vec<Vec<Step>>,
}

impl Histories {
    /// The histories of `components`, given in ascending order, under all `conditions`; conditions of
    /// other components are ignored. Where several hold at once the largest loss counts (C5).
    pub(super) fn new(components: Vec<ComponentId>, conditions: &[Condition]) -> Self {
        let mut entries: Vec<(usize, Interval, Loss)> = conditions
            .iter()
            .filter(|condition| !condition.interval.is_empty() && !condition.loss.is_none())
            .filter_map(|condition| {
                let number = components.binary_search(&condition.component).ok()?;
                Some((number, condition.interval, condition.loss))
            })
            .collect();
        entries.sort_unstable();
        let mut steps = vec![Vec::new(); components.len()];
        for entries in entries.chunk_by(|a, b| a.0 == b.0) {
            if let Some(steps) = steps.get_mut(entries[0].0) {
                *steps = steps_of(entries);
            }
        }
        Self { components, steps }
    }

    /// How many components there are; their numbers are the smaller ones.
    pub(super) fn count(&self) -> usize {
        self.components.len()
    }

    /// The component with this number.
    pub(super) fn component(&self, number: usize) -> ComponentId {
        self.components[number]
    }

    /// The number of a component, when it is one of these.
    pub(super) fn number(&self, component: ComponentId) -> Option<usize> {
        self.components.binary_search(&component).ok()
    }

    /// What component `number` is going through at `at`.
    pub(super) fn step_at(&self, number: usize, at: Instant) -> Option<&Step> {
        let steps = self.steps.get(number)?;
        let next = steps.partition_point(|step| step.interval.end <= at);
        steps.get(next).filter(|step| step.interval.contains(at))
    }

    /// Every change after the start and before the end of `span`, by time and then by number.
    pub(super) fn changes(&self, span: Interval) -> Vec<Change> {
        let mut changes = Vec::new();
        for (component, steps) in self.steps.iter().enumerate() {
            let first = steps.partition_point(|step| step.interval.end <= span.start);
            let mut steps = steps[first..].iter().peekable();
            while let Some(step) = steps.next() {
                if step.interval.start >= span.end {
                    break;
                }
                let mut change = |at, loss| {
                    if span.start < at && at < span.end {
                        changes.push(Change {
                            at,
                            component,
                            loss,
                        });
                    }
                };
                change(step.interval.start, step.loss);
                if steps
                    .peek()
                    .is_none_or(|next| next.interval.start > step.interval.end)
                {
                    change(step.interval.end, Loss::NONE);
                }
            }
        }
        changes.sort_unstable();
        changes
    }
}

/// One component's entries, sorted by start, as steps: at each instant the largest loss.
fn steps_of(entries: &[(usize, Interval, Loss)]) -> Vec<Step> {
    let mut steps = Vec::with_capacity(entries.len());
    let mut open: BinaryHeap<(Loss, Instant)> = BinaryHeap::new();
    let mut now = entries[0].1.start;
    for (_, interval, loss) in entries {
        pass(&mut open, &mut steps, &mut now, Some(interval.start));
        open.push((*loss, interval.end));
    }
    pass(&mut open, &mut steps, &mut now, None);
    steps
}

/// Lets time pass from `now` to `until`, or until nothing is open, writing down the steps.
fn pass(
    open: &mut BinaryHeap<(Loss, Instant)>,
    steps: &mut Vec<Step>,
    now: &mut Instant,
    until: Option<Instant>,
) {
    while let Some(&(loss, end)) = open.peek() {
        if end <= *now {
            open.pop();
            continue;
        }
        let stop = until.map_or(end, |until| until.min(end));
        if stop <= *now {
            return;
        }
        write_step(steps, Interval::new(*now, stop), loss);
        *now = stop;
    }
    *now = until.unwrap_or(*now);
}

fn write_step(steps: &mut Vec<Step>, interval: Interval, loss: Loss) {
    let touching = steps
        .last_mut()
        .filter(|last| last.interval.end == interval.start);
    let run_start = match touching {
        Some(last) if last.loss == loss => {
            last.interval.end = interval.end;
            return;
        }
        Some(last) => last.run_start,
        None => interval.start,
    };
    steps.push(Step {
        interval,
        loss,
        run_start,
    });
}
