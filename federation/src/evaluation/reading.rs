//! How the agreement reads the facts: which loss each recorded outage counts with, and when.

use super::Question;
use crate::agreement::{MissingDataRule, Terms};
use crate::incident::{Effect, OutageFact};
use crate::time::{Instant, Interval};
use crate::topology::Condition;
use crate::vocabulary::Loss;

/// What unknown time and partial losses are taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As the agreement counts them: the figure itself, and the upper bound.
    Counted,
    /// As the agreement counts them, but with partial losses as recorded.
    Recorded,
    /// Unknown time is up, whatever the agreement says of it.
    KnownOnly,
    /// Unknown time is down: the lower bound.
    Worst,
}

/// The terms over all time: those of each part from its start until the start of the next, and those
/// of the first part before. Between parts there is no agreed service time, only runs to follow.
pub(super) struct TermsOverTime<'a> {
    terms: Vec<(Interval, &'a Terms)>,
    /// Where outages without an end are taken to end.
    open_end: Instant,
}

impl<'a> TermsOverTime<'a> {
    pub(super) fn new(question: &Question<'a>) -> Self {
        let mut starts: Vec<(Instant, &Terms)> = question
            .parts
            .iter()
            .map(|part| (part.interval.start, part.terms))
            .collect();
        starts.sort_by_key(|(start, _)| *start);
        if let Some(first) = starts.first_mut() {
            first.0 = Instant::MIN;
        }
        let ends = starts.iter().skip(1).map(|(start, _)| *start);
        let ends = ends.chain([Instant::MAX]);
        let terms = starts
            .iter()
            .zip(ends)
            .map(|((start, terms), end)| (Interval::new(*start, end), *terms));
        let period_end = question.period.end;
        Self {
            terms: terms.collect(),
            open_end: question.as_of.map_or(period_end, |now| now.min(period_end)),
        }
    }

    /// When an outage holds: until now, or the end of the period, while it lasts.
    pub(super) fn interval(&self, fact: &OutageFact) -> Interval {
        Interval::new(fact.start, fact.end.unwrap_or(self.open_end))
    }

    /// The conditions that one outage comes to, cut where other terms begin.
    pub(super) fn conditions(
        &self,
        fact: &OutageFact,
        reading: Reading,
    ) -> impl Iterator<Item = Condition> + '_ {
        let whole = self.interval(fact);
        let OutageFact {
            outage,
            component,
            effect,
            ..
        } = *fact;
        let first = self
            .terms
            .partition_point(|(during, _)| during.end <= whole.start);
        let during = self.terms[first..].iter();
        during
            .map_while(move |(during, terms)| Some((during.intersect(whole)?, terms)))
            .map(move |(interval, terms)| Condition {
                component,
                outage,
                interval,
                loss: reading.loss(effect, terms),
            })
            .filter(|condition| !condition.loss.is_none())
    }

    /// The conditions that all outages come to.
    pub(super) fn all_conditions(&self, facts: &[OutageFact], reading: Reading) -> Vec<Condition> {
        let conditions = facts.iter().flat_map(|fact| self.conditions(fact, reading));
        conditions.collect()
    }
}

impl Reading {
    fn loss(self, effect: Effect, terms: &Terms) -> Loss {
        let counts_as_down = terms.missing_data == MissingDataRule::CountAsDown;
        match (effect, self) {
            (Effect::Lost(loss), Self::Recorded) => loss,
            (Effect::Lost(loss), _) => terms.degradation.apply(loss),
            (Effect::Unknown, Self::Worst) => Loss::FULL,
            (Effect::Unknown, Self::Counted | Self::Recorded) if counts_as_down => Loss::FULL,
            (Effect::Unknown, _) => Loss::NONE,
        }
    }
}
