//! Availability over a service time: how much was lost, how often, and what that makes.

use num_traits::ToPrimitive;

use super::{FigureState, ServiceTime};
use crate::time::{Instant, Interval, IntervalSet};
use crate::topology::{LostTime, Timeline};
use crate::vocabulary::{Loss, Rational};

/// The availability of a service, with all that it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Agreed service time in seconds.
    pub agreed_seconds: i64,
    /// Excluded agreed service time in seconds.
    pub excluded_seconds: i64,
    /// Agreed service time less exclusions, in seconds: the denominator.
    pub base_seconds: i64,
    /// The time lost inside the base, in seconds; a degraded second can count in part.
    pub downtime_seconds: Rational,
    /// (base - downtime) / base (C2); `None` unless the state is [`FigureState::Ok`].
    pub availability: Option<Rational>,
    /// What sort of figure it is.
    pub state: FigureState,
    /// Runs of loss on the clock that touch the base for some time: closed hours and exclusions do
    /// not split one.
    pub breaks: u64,
    /// Mean time to restore service in seconds: downtime / breaks; `None` without a break.
    pub mtrs_seconds: Option<Rational>,
    /// Mean time between failures in seconds: (base - downtime) / breaks; `None` without a break.
    pub mtbf_seconds: Option<Rational>,
}

impl Figure {
    /// The figure of a timeline over a service time that lies inside its span (C2, C3).
    #[must_use]
    pub fn measure(timeline: &Timeline<'_>, time: &ServiceTime) -> Self {
        let base = time.base();
        let base_seconds = base.seconds();
        let downtime = timeline.lost_within(base).to_seconds();
        let down = timeline.down();
        let touching = down.iter().filter(|run| base.seconds_within(*run) > 0);
        let breaks = touching.count() as u64;
        let per_break = |seconds: Rational| seconds.checked_div(&Rational::whole(breaks));
        let availability = availability(base_seconds, &downtime);
        Self {
            agreed_seconds: time.agreed().seconds(),
            excluded_seconds: time.excluded().seconds(),
            base_seconds,
            state: match availability {
                Some(_) => FigureState::Ok,
                None => FigureState::NoServiceTime,
            },
            availability,
            breaks,
            mtrs_seconds: per_break(downtime.clone()),
            mtbf_seconds: per_break(Rational::whole(base_seconds) - downtime.clone()),
            downtime_seconds: downtime,
        }
    }
}

/// (base - downtime) / base (C2); `None` when there is no base.
#[must_use]
pub(super) fn availability(base_seconds: i64, downtime_seconds: &Rational) -> Option<Rational> {
    let base = Rational::whole(base_seconds);
    (base.clone() - downtime_seconds.clone()).checked_div(&base)
}

/// One availability under a strict rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrictFigure {
    /// The time lost, in seconds.
    pub downtime_seconds: Rational,
    /// The availability; `None` without service time.
    pub availability: Option<Rational>,
}

/// What the same losses make under each degradation rule (C5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrictFigures {
    /// Seconds of base with a service loss between none and full.
    pub degraded_seconds: i64,
    /// Every degraded second counts with its loss.
    pub weighted: StrictFigure,
    /// Degraded counts as up.
    pub as_up: StrictFigure,
    /// Degraded counts as down.
    pub as_down: StrictFigure,
}

impl StrictFigures {
    /// The three figures of a timeline composed of losses as they were recorded.
    ///
    /// A gate's loss is one of its children's, by rank; so a rule that keeps the order of losses
    /// gives the same whether it is applied to the components or to the service.
    #[must_use]
    pub fn measure(recorded: &Timeline<'_>, base: &IntervalSet) -> Self {
        let base_seconds = base.seconds();
        let (mut degraded_seconds, mut full_seconds) = (0, 0);
        for (piece, segment) in recorded.pieces(base) {
            if segment.loss.is_full() {
                full_seconds += piece.seconds();
            } else {
                degraded_seconds += piece.seconds();
            }
        }
        let figure = |downtime_seconds: Rational| StrictFigure {
            availability: availability(base_seconds, &downtime_seconds),
            downtime_seconds,
        };
        Self {
            degraded_seconds,
            weighted: figure(recorded.lost_within(base).to_seconds()),
            as_up: figure(Rational::whole(full_seconds)),
            as_down: figure(Rational::whole(full_seconds + degraded_seconds)),
        }
    }
}

/// A stretch of base in which the service lost the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Downtime {
    /// The stretch.
    pub interval: Interval,
    /// What the service lost; never none.
    pub loss: Loss,
}

/// The lost time inside `base` in time order; stretches that touch and lost the same are one.
#[must_use]
pub fn downtimes(timeline: &Timeline<'_>, base: &IntervalSet) -> Vec<Downtime> {
    let mut downtimes: Vec<Downtime> = Vec::new();
    for (interval, segment) in timeline.pieces(base) {
        match downtimes.last_mut() {
            Some(last) if last.interval.end == interval.start && last.loss == segment.loss => {
                last.interval.end = interval.end;
            }
            _ => downtimes.push(Downtime {
                interval,
                loss: segment.loss,
            }),
        }
    }
    downtimes
}

/// The first instant by which so much of `base` was lost that `required` can no longer be reached
/// (C10); `None` when it still could be at the end.
#[must_use]
pub fn breach_certain_at(
    timeline: &Timeline<'_>,
    base: &IntervalSet,
    required: &Rational,
) -> Option<Instant> {
    let billion = i128::from(Loss::FULL.billionths());
    let missing = Rational::one() - required.clone();
    let allowed = missing * Rational::whole(base.seconds()) * Rational::whole(billion);
    // Lost time is a whole number of billionths, so the allowance may be cut to one.
    let allowed = (allowed.numerator() / allowed.denominator()).to_i128()?;
    let mut lost = LostTime::NONE;
    for (piece, segment) in timeline.pieces(base) {
        let after = lost + LostTime::of(segment.loss, piece.seconds());
        if after.billionths() > allowed {
            let left = allowed - lost.billionths();
            let seconds = left.div_euclid(i128::from(segment.loss.billionths())) + 1;
            return Some(
                piece
                    .start
                    .plus_seconds(i64::try_from(seconds).ok()?.max(0)),
            );
        }
        lost = after;
    }
    None
}
