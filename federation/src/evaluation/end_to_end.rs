//! The end-to-end lost time of a service straight from the register of outages: the fast way to the
//! figures that an assessment explains.

use std::collections::BTreeSet;

use super::lost_times::LostTimes;
use super::{Part, Verdict, judge_bounds};
use crate::agreement::{DegradationRule, MissingDataRule, Target};
use crate::incident::{ComponentLosses, LossStretch, OutageRegister};
use crate::time::{Instant, Interval, IntervalSet};
use crate::topology::{Level, Node, SweptTree};
use crate::vocabulary::{ComponentId, Loss, Rational};

/// What a service was promised and depends on over a period, made ready for sweeps.
///
/// It holds no facts: it stays good until an agreement, a calendar, maintenance or a dependency tree
/// changes.
#[derive(Clone, Debug)]
pub struct EndToEnd {
    period: Interval,
    parts: Vec<AgreedPart>,
    trees: Vec<SweptTree>,
    pieces: Vec<Piece>,
    base: IntervalSet,
}

/// The service time of one agreement version.
#[derive(Clone, Debug)]
struct AgreedPart {
    interval: Interval,
    base: IntervalSet,
    target: Option<Target>,
    degradation: DegradationRule,
    missing_data: MissingDataRule,
}

/// A stretch under one agreement version and one tree.
#[derive(Clone, Debug)]
struct Piece {
    interval: Interval,
    part: usize,
    tree: usize,
}

/// Lost time against what was promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedTimes {
    /// What was lost of the whole service time.
    pub lost: LostTimes,
    /// The availability that was promised, pooled over the service time that has a target (G2);
    /// `None` without one.
    pub required: Option<Rational>,
    /// Whether the promise was kept; `None` without a target.
    pub verdict: Option<Verdict>,
}

impl EndToEnd {
    /// Takes the parts of `period` and the trees within it as a [`super::Question`] has them.
    #[must_use]
    pub fn new(period: Interval, parts: &[Part<'_>], topology: &[(Interval, &Node)]) -> Self {
        let mut in_time_order = topology.to_vec();
        in_time_order.sort_by_key(|(interval, _)| *interval);
        let mut trees = Vec::with_capacity(topology.len());
        let mut pieces = Vec::new();
        let mut free_from = period.start;
        for (interval, node) in in_time_order {
            let Some(held) = interval.intersect(Interval::new(free_from, period.end)) else {
                continue;
            };
            free_from = held.end;
            let tree = trees.len();
            trees.push(SweptTree::new(node));
            let within = |part: &Part<'_>| part.interval.intersect(held);
            let own = parts.iter().enumerate();
            pieces.extend(own.filter_map(|(part, agreed)| {
                let interval = within(agreed)?;
                Some(Piece {
                    interval,
                    part,
                    tree,
                })
            }));
        }
        let parts: Vec<AgreedPart> = parts
            .iter()
            .map(|part| AgreedPart::new(part, period))
            .collect();
        Self {
            base: parts.iter().flat_map(|part| part.base.iter()).collect(),
            period,
            parts,
            trees,
            pieces,
        }
    }

    /// The period it was made for.
    #[must_use]
    pub fn period(&self) -> Interval {
        self.period
    }

    /// Whether all of `span` lies in the period it was made for.
    #[must_use]
    pub fn covers(&self, span: Interval) -> bool {
        self.period.start <= span.start && span.end <= self.period.end
    }

    /// The agreed service time less exclusions: the denominator.
    #[must_use]
    pub fn base(&self) -> &IntervalSet {
        &self.base
    }

    /// The components that it depends on at any time of the period.
    #[must_use]
    pub fn components(&self) -> BTreeSet<ComponentId> {
        let components = self.trees.iter().flat_map(SweptTree::components);
        components.copied().collect()
    }

    /// What was lost of the service time within `span`. Outages without an end run until `as_of`, and
    /// until the end of the span without one.
    #[must_use]
    pub fn lost_within(
        &self,
        register: &OutageRegister,
        span: Interval,
        as_of: Option<Instant>,
    ) -> LostTimes {
        let mut lost = LostTimes::of_base(self.base.seconds_within(span));
        self.sweep(register, span, as_of, |_, piece, level| {
            lost.lose(level, piece.seconds())
        });
        lost
    }

    /// What was lost within `span`, and what that makes of the promise.
    #[must_use]
    pub fn judged_within(
        &self,
        register: &OutageRegister,
        span: Interval,
        as_of: Option<Instant>,
    ) -> JudgedTimes {
        self.judge(&self.lost_by_part(register, span, as_of), span)
    }

    /// What was lost of the service time of each part within `span`.
    pub(super) fn lost_by_part(
        &self,
        register: &OutageRegister,
        span: Interval,
        as_of: Option<Instant>,
    ) -> Vec<LostTimes> {
        let parts = self.parts.iter();
        let base = parts.map(|part| LostTimes::of_base(part.base.seconds_within(span)));
        let mut lost: Vec<LostTimes> = base.collect();
        self.sweep(register, span, as_of, |part, piece, level| {
            lost[part].lose(level, piece.seconds());
        });
        lost
    }

    /// What was lost of each part within `span` against what was promised.
    pub(super) fn judge(&self, lost: &[LostTimes], span: Interval) -> JudgedTimes {
        let in_force = self.parts.iter().zip(lost);
        let in_force = in_force.filter(|(part, _)| part.interval.intersect(span).is_some());
        let (required, verdict) = judge(in_force);
        JudgedTimes {
            lost: lost.iter().copied().sum(),
            required,
            verdict,
        }
    }

    /// The stretches of the parts, by their numbers.
    pub(super) fn parts(&self) -> impl ExactSizeIterator<Item = Interval> {
        self.parts.iter().map(|part| part.interval)
    }

    /// Tells of every stretch of the service time within `span` in which something was lost: the
    /// number of its part, the stretch, and what was lost. Not always in time order.
    pub(super) fn sweep(
        &self,
        register: &OutageRegister,
        span: Interval,
        as_of: Option<Instant>,
        mut tell: impl FnMut(usize, Interval, Level),
    ) {
        let lasting_until = as_of.unwrap_or(Instant::MAX);
        for (piece, within) in self.pieces_within(span) {
            let part = &self.parts[piece.part];
            let mut served = part.served_from(within.start);
            let tree = &self.trees[piece.tree];
            let level = |stretch: &LossStretch| part.level(stretch);
            tree.sweep(register, within, lasting_until, level, |lost, level| {
                served.within(lost, |open| tell(piece.part, open, level));
            });
        }
    }

    /// Tells of every stretch of the service time within `span` in which something else was lost when
    /// the component `changed.0` went through what `changed.1` says: the stretch, what was lost then,
    /// and what is lost now. Outages without an end go on.
    pub(super) fn sweep_change(
        &self,
        register: &OutageRegister,
        changed: (ComponentId, ComponentLosses<'_>),
        span: Interval,
        mut tell: impl FnMut(Interval, Level, Level),
    ) {
        for (piece, within) in self.pieces_within(span) {
            let part = &self.parts[piece.part];
            let mut served = part.served_from(within.start);
            let tree = &self.trees[piece.tree];
            let level = |stretch: &LossStretch| part.level(stretch);
            tree.sweep_change(register, changed, within, level, |lost, before, now| {
                served.within(lost, |open| tell(open, before, now));
            });
        }
    }

    fn pieces_within(&self, span: Interval) -> impl Iterator<Item = (&Piece, Interval)> {
        let pieces = self.pieces.iter();
        pieces.filter_map(move |piece| Some((piece, piece.interval.intersect(span)?)))
    }
}

/// The service time of a part, read in time order.
struct Served<'a> {
    base: &'a [Interval],
}

impl Served<'_> {
    /// Tells of the service time within `lost`, which begins no earlier than the one asked for before.
    #[inline]
    fn within(&mut self, lost: Interval, mut tell: impl FnMut(Interval)) {
        while let [open, rest @ ..] = self.base
            && open.end <= lost.start
        {
            self.base = rest;
        }
        let served = self.base.iter().map_while(|open| open.intersect(lost));
        served.for_each(&mut tell);
    }
}

impl AgreedPart {
    fn new(part: &Part<'_>, period: Interval) -> Self {
        let during = part.interval.intersect(period);
        let hours = during.map_or_else(IntervalSet::new, |during| part.hours.clip(during));
        Self {
            interval: part.interval,
            base: hours.subtract(&part.excluded),
            target: part.terms.availability_target.clone(),
            degradation: part.terms.degradation,
            missing_data: part.terms.missing_data,
        }
    }

    /// The service time that ends after `from`.
    fn served_from(&self, from: Instant) -> Served<'_> {
        let base = self.base.as_slice();
        let past = base.partition_point(|open| open.end <= from);
        Served {
            base: &base[past..],
        }
    }

    /// How the agreement reads what a component went through. Both rules keep the order of losses,
    /// so reading the largest of several gives the largest reading.
    #[inline]
    fn level(&self, stretch: &LossStretch) -> Level {
        let known = match stretch.loss.is_full() {
            true => Loss::FULL,
            false => self.degradation.apply(stretch.loss),
        };
        let counts_as_down = self.missing_data == MissingDataRule::CountAsDown;
        let read = |down: bool| if down { Loss::FULL } else { known };
        Level {
            counted: read(stretch.unknown && counts_as_down),
            worst: read(stretch.unknown),
        }
    }
}

/// What the parts promised together, and whether that was kept (C10).
fn judge<'a>(
    parts: impl Iterator<Item = (&'a AgreedPart, &'a LostTimes)>,
) -> (Option<Rational>, Option<Verdict>) {
    let mut promised_seconds = Rational::zero();
    let mut pooled = LostTimes::default();
    let (mut has_target, mut failed_to_report) = (false, false);
    for (part, lost) in parts {
        let Some(target) = &part.target else {
            continue;
        };
        has_target = true;
        promised_seconds += &(target.fraction().clone() * Rational::whole(lost.base_seconds));
        failed_to_report |=
            part.missing_data == MissingDataRule::CountAsFailure && lost.uncertain_seconds > 0;
        pooled += *lost;
    }
    if !has_target {
        return (None, None);
    }
    let required = promised_seconds.checked_div(&Rational::whole(pooled.base_seconds));
    let anything_known = pooled.uncertain_seconds < pooled.base_seconds;
    let bounds = pooled.lower().zip(pooled.upper());
    let bounds = bounds.as_ref().map(|(lower, upper)| (lower, upper));
    let verdict = match &required {
        Some(_) if failed_to_report => Some(Verdict::Breached),
        Some(required) => judge_bounds(bounds.filter(|_| anything_known), Some(required)),
        None => Some(Verdict::NoData),
    };
    (required, verdict)
}
