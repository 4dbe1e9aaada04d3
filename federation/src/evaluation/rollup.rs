//! What one service lost by local day, so that a figure over many days is a sum.

use chrono_tz::Tz;

use super::{EndToEnd, LostTimes};
use crate::incident::OutageRegister;
use crate::time::{Instant, Interval, IntervalSet, day_edges};

/// What one service lost on every local day of its period.
///
/// In its days an outage without an end runs on until the period ends. Whoever reads says what time
/// it is: days that were over by then are read from here, the rest is swept anew, so that an outage
/// that goes on costs nothing while it does.
#[derive(Clone, Debug)]
pub struct ServiceRollup {
    end_to_end: EndToEnd,
    /// Where each day begins, and where the last one ends.
    edges: Vec<Instant>,
    days: Vec<LostTimes>,
}

impl ServiceRollup {
    /// Sweeps the whole period once; the days are those of `zone`, the first and last one cut to the
    /// period.
    #[must_use]
    pub fn new(end_to_end: EndToEnd, zone: Tz, register: &OutageRegister) -> Self {
        let period = end_to_end.period();
        let edges = day_edges(period, zone);
        let days = edges.windows(2).map(|edge| {
            let day = Interval::new(edge[0], edge[1]);
            LostTimes::of_base(end_to_end.base().seconds_within(day))
        });
        let mut rollup = Self {
            days: days.collect(),
            edges,
            end_to_end,
        };
        rollup.add(register, &period.into());
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
        days.zip(self.days.iter().copied())
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
        let sweep = |span| self.end_to_end.lost_within(register, span, as_of);
        let over = as_of.map_or(span.end, |now| now.min(span.end));
        let first = self.edges.partition_point(|edge| *edge < span.start);
        let last = self.edges.partition_point(|edge| *edge <= over);
        // From the edge numbered `first` until the one before `last` there are whole days.
        if last < first + 2 {
            return sweep(span);
        }
        let (from, until) = (self.edges[first], self.edges[last - 1]);
        let whole: LostTimes = self.days[first..last - 1].iter().copied().sum();
        let before = Interval::new(span.start, from);
        let after = Interval::new(until, span.end);
        let rest = [before, after].into_iter().filter(|cut| !cut.is_empty());
        whole + rest.map(sweep).sum()
    }

    /// Counts in what is lost in `seconds` by the outages of the register.
    pub(super) fn add(&mut self, register: &OutageRegister, seconds: &IntervalSet) {
        self.count(register, seconds, |day, lost| *day += lost);
    }

    /// Counts out what is lost in `seconds` by the outages of the register.
    pub(super) fn subtract(&mut self, register: &OutageRegister, seconds: &IntervalSet) {
        self.count(register, seconds, |day, lost| *day -= lost);
    }

    fn count(
        &mut self,
        register: &OutageRegister,
        seconds: &IntervalSet,
        change: impl Fn(&mut LostTimes, LostTimes),
    ) {
        let Self {
            end_to_end,
            edges,
            days,
        } = self;
        let mut day = 0;
        for span in seconds.pieces_within(end_to_end.period()) {
            end_to_end.sweep(register, span, None, |_, piece, level| {
                let mut from = piece.start;
                while from < piece.end {
                    if from < edges[day] || edges[day + 1] <= from {
                        day = edges.partition_point(|edge| *edge <= from) - 1;
                    }
                    let until = piece.end.min(edges[day + 1]);
                    let mut lost = LostTimes::default();
                    lost.lose(level, Interval::new(from, until).seconds());
                    change(&mut days[day], lost);
                    from = until;
                }
            });
        }
    }
}
