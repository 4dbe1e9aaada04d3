//! What one service lost by local day, so that a figure over many days is a sum.

use chrono_tz::Tz;

use super::{EndToEnd, JudgedTimes, LostTimes};
use crate::incident::{ComponentLosses, OutageRegister};
use crate::time::{Instant, Interval, day_edges};
use crate::vocabulary::ComponentId;

/// What one service lost on every local day of its period.
///
/// In its days an outage without an end runs on until the period ends. Whoever reads says what time
/// it is: days that were over by then are read from here, the rest is swept anew, so that an outage
/// that goes on costs nothing while it does.
#[derive(Clone, Debug)]
pub struct ServiceRollup {
    end_to_end: EndToEnd,
    /// Where each day begins, and where the last one ends. A day in which an agreement version begins
    /// or ends is cut there.
    edges: Vec<Instant>,
    days: Vec<Day>,
}

/// A local day, or a piece of one, under one agreement version.
#[derive(Clone, Copy, Debug, Default)]
struct Day {
    /// The number of the version's part; none where no agreement is in force.
    part: Option<usize>,
    lost: LostTimes,
}

impl ServiceRollup {
    /// Sweeps the whole period once; the days are those of `zone`, the first and last one cut to the
    /// period.
    #[must_use]
    pub fn new(end_to_end: EndToEnd, zone: Tz, register: &OutageRegister) -> Self {
        let period = end_to_end.period();
        let mut edges = day_edges(period, zone);
        let parts = end_to_end.parts().filter_map(|part| part.intersect(period));
        edges.extend(parts.flat_map(|part| [part.start, part.end]));
        edges.sort_unstable();
        edges.dedup();
        let mut rollup = Self {
            days: vec![Day::default(); edges.len().saturating_sub(1)],
            edges,
            end_to_end,
        };
        rollup.refill(register);
        rollup
    }

    /// How the service is read.
    #[must_use]
    pub fn end_to_end(&self) -> &EndToEnd {
        &self.end_to_end
    }

    /// Each day with what was lost on it, outages without an end running on.
    pub fn days(&self) -> impl Iterator<Item = (Interval, LostTimes)> {
        let edges = self.edges.windows(2);
        let days = edges.map(|edge| Interval::new(edge[0], edge[1]));
        days.zip(self.days.iter().map(|day| day.lost))
    }

    /// What was lost within `span`, with outages without an end running until `as_of`: the same as
    /// [`EndToEnd::lost_within`], but swept only where days are cut or not over.
    #[must_use]
    pub fn lost_within(
        &self,
        register: &OutageRegister,
        span: Interval,
        as_of: Option<Instant>,
    ) -> LostTimes {
        let (days, cuts) = self.days_within(span, as_of);
        let sweep = |span| self.end_to_end.lost_within(register, span, as_of);
        let whole: LostTimes = days.iter().map(|day| day.lost).sum();
        whole + cuts.into_iter().flatten().map(sweep).sum()
    }

    /// What was lost within `span`, and what that makes of the promise: the same as
    /// [`EndToEnd::judged_within`], but swept only where days are cut or not over.
    #[must_use]
    pub fn judged_within(
        &self,
        register: &OutageRegister,
        span: Interval,
        as_of: Option<Instant>,
    ) -> JudgedTimes {
        let (days, cuts) = self.days_within(span, as_of);
        let mut lost = vec![LostTimes::default(); self.end_to_end.parts().len()];
        for day in days {
            if let Some(part) = day.part {
                lost[part] += day.lost;
            }
        }
        for cut in cuts.into_iter().flatten() {
            let swept = self.end_to_end.lost_by_part(register, cut, as_of);
            lost.iter_mut()
                .zip(swept)
                .for_each(|(all, more)| *all += more);
        }
        self.end_to_end.judge(&lost, span)
    }

    /// The whole days of `span` that were over by `as_of`, and what of it lies before and after them.
    fn days_within(
        &self,
        span: Interval,
        as_of: Option<Instant>,
    ) -> (&[Day], [Option<Interval>; 2]) {
        let over = as_of.map_or(span.end, |now| now.min(span.end));
        let first = self.edges.partition_point(|edge| *edge < span.start);
        let last = self.edges.partition_point(|edge| *edge <= over);
        // From the edge numbered `first` until the one before `last` there are whole days.
        if last < first + 2 {
            return (&[], [Some(span), None]);
        }
        let before = Interval::new(span.start, self.edges[first]);
        let after = Interval::new(self.edges[last - 1], span.end);
        let cuts = [before, after].map(|cut| (!cut.is_empty()).then_some(cut));
        (&self.days[first..last - 1], cuts)
    }

    /// Sweeps the whole period anew.
    pub(super) fn refill(&mut self, register: &OutageRegister) {
        let Self {
            end_to_end,
            edges,
            days,
        } = self;
        for (day, edge) in days.iter_mut().zip(edges.windows(2)) {
            let span = Interval::new(edge[0], edge[1]);
            *day = Day {
                part: end_to_end.parts().position(|part| part.contains(edge[0])),
                lost: LostTimes::of_base(end_to_end.base().seconds_within(span)),
            };
        }
        let mut by_day = ByDay::new(edges, days);
        end_to_end.sweep(register, end_to_end.period(), None, |_, piece, level| {
            by_day.each(piece, |lost, seconds| lost.lose(level, seconds));
        });
    }

    /// Follows a change of one component within `span`: what it went through before is told by
    /// `changed`, what it goes through now stands in the register.
    pub(super) fn follow(
        &mut self,
        register: &OutageRegister,
        changed: (ComponentId, ComponentLosses<'_>),
        span: Interval,
    ) {
        let mut by_day = ByDay::new(&self.edges, &mut self.days);
        let end_to_end = &self.end_to_end;
        end_to_end.sweep_change(register, changed, span, |piece, before, now| {
            by_day.each(piece, |lost, seconds| {
                lost.regain(before, seconds);
                lost.lose(now, seconds);
            });
        });
    }
}

/// Days on the way through time.
struct ByDay<'a> {
    edges: &'a [Instant],
    days: &'a mut [Day],
    /// The day that was last written to.
    day: usize,
}

impl<'a> ByDay<'a> {
    fn new(edges: &'a [Instant], days: &'a mut [Day]) -> Self {
        Self {
            edges,
            days,
            day: 0,
        }
    }

    /// Changes every day that has seconds of `piece`.
    #[inline]
    fn each(&mut self, piece: Interval, mut change: impl FnMut(&mut LostTimes, i64)) {
        let Self { edges, days, day } = self;
        let mut from = piece.start;
        while from < piece.end {
            if from < edges[*day] || edges[*day + 1] <= from {
                *day = edges.partition_point(|edge| *edge <= from) - 1;
            }
            let until = piece.end.min(edges[*day + 1]);
            change(&mut days[*day].lost, Interval::new(from, until).seconds());
            from = until;
        }
    }
}
