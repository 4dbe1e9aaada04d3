//! Availability figures: the same for a service end to end and for a component alone.

use async_graphql::{Enum, SimpleObject};
use federation::evaluation as domain;
use federation::report::Figures;

use crate::graphql::scalar::{DateTime, Ratio, RationalNumber, TimeInterval};

/// Whether a figure has a value.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureState {
    /// It has one exact value.
    Ok,
    /// It lies between bounds, because the state of components was not known for some time.
    Bounded,
    /// There is no agreed service time outside exclusions: nothing to divide by.
    NoServiceTime,
    /// Nothing is known of the agreed service time.
    NoData,
}

impl From<domain::FigureState> for FigureState {
    fn from(state: domain::FigureState) -> Self {
        match state {
            domain::FigureState::Ok => Self::Ok,
            domain::FigureState::Bounded => Self::Bounded,
            domain::FigureState::NoServiceTime => Self::NoServiceTime,
            domain::FigureState::NoData => Self::NoData,
        }
    }
}

/// Whether a promise was kept.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The exact value is at or above the target.
    Met,
    /// It is below.
    Breached,
    /// The target lies between the bounds: unknown time decides. Never shown as met.
    Indeterminate,
    /// There is nothing to judge.
    NoData,
    /// The agreement's own rule says not to judge.
    NotApplicable,
}

impl From<domain::Verdict> for Verdict {
    fn from(verdict: domain::Verdict) -> Self {
        match verdict {
            domain::Verdict::Met => Self::Met,
            domain::Verdict::Breached => Self::Breached,
            domain::Verdict::Indeterminate => Self::Indeterminate,
            domain::Verdict::NoData => Self::NoData,
            domain::Verdict::NotApplicable => Self::NotApplicable,
        }
    }
}

/// An availability and what it is made of:
/// (agreed - excluded - downtime) / (agreed - excluded), downtime counted only outside exclusions.
#[derive(Clone, Debug, SimpleObject)]
pub struct AvailabilityFigure {
    /// The stretch that it is about.
    interval: TimeInterval,
    /// Whether it has a value.
    state: FigureState,
    /// The availability. Null unless the state is OK.
    ratio: Option<Ratio>,
    /// The availability if all unknown time was down. Null without service time.
    lower: Option<Ratio>,
    /// The availability if all unknown time was up. Null without service time.
    upper: Option<Ratio>,
    /// The availability of the time that is known. Null when nothing is known.
    known_only: Option<Ratio>,
    /// Agreed service time, in seconds.
    agreed_seconds: i64,
    /// Agreed service time taken out by counted maintenance, in seconds.
    excluded_seconds: i64,
    /// Seconds of agreed, not excluded time in which unknown states make a difference.
    unknown_seconds: i64,
    /// Downtime outside exclusions in seconds, weighted by loss; of known outages only when the
    /// figure is bounded.
    downtime_seconds: RationalNumber,
    /// How many separate runs of loss touched the agreed service time.
    breaks: u64,
    /// Mean time to restore service in seconds: downtime / breaks. Null without a break.
    mtrs_seconds: Option<RationalNumber>,
    /// Mean time between failures in seconds: uptime / breaks. Null without a break.
    mtbf_seconds: Option<RationalNumber>,
    /// What the recorded losses make under each degradation rule.
    degradation: DegradationFigures,
    /// The figure so far. Null unless the period is open.
    to_date: Option<FigureToDate>,
    /// The instant by which the promise could no longer be kept whatever follows. Null while it can,
    /// and for readers who do not see the promise or when the service was down.
    breach_certain_at: Option<DateTime>,
}

/// The figure of an open period until now.
#[derive(Clone, Debug, SimpleObject)]
pub struct FigureToDate {
    /// Now, when it was computed.
    as_of: DateTime,
    /// The availability so far. Null when it has no value or is bounded.
    ratio: Option<Ratio>,
    /// Agreed service time so far, in seconds.
    agreed_seconds: i64,
    /// Agreed service time taken out by counted maintenance so far, in seconds.
    excluded_seconds: i64,
    /// Downtime so far in seconds, weighted by loss.
    downtime_seconds: RationalNumber,
    /// Whether the full period breaches even without another outage. Null without a target, and for
    /// readers who may not see it.
    breach_certain: Option<bool>,
}

/// What the recorded losses make under each degradation rule.
#[derive(Clone, Debug, SimpleObject)]
pub struct DegradationFigures {
    /// Seconds in which something but not everything was lost.
    degraded_seconds: i64,
    /// Each degraded second counted with its loss.
    weighted: StrictFigure,
    /// A degraded second counted as up.
    as_up: StrictFigure,
    /// A degraded second counted as down.
    as_down: StrictFigure,
}

/// A downtime and the availability it makes.
#[derive(Clone, Debug, SimpleObject)]
pub struct StrictFigure {
    /// Downtime in seconds.
    downtime_seconds: RationalNumber,
    /// The availability. Null without service time.
    ratio: Option<Ratio>,
}

impl From<&domain::StrictFigure> for StrictFigure {
    fn from(figure: &domain::StrictFigure) -> Self {
        let domain::StrictFigure {
            downtime_seconds,
            availability,
        } = figure;
        Self {
            downtime_seconds: downtime_seconds.into(),
            ratio: availability.as_ref().map(Into::into),
        }
    }
}

impl From<&domain::StrictFigures> for DegradationFigures {
    fn from(figures: &domain::StrictFigures) -> Self {
        let domain::StrictFigures {
            degraded_seconds,
            weighted,
            as_up,
            as_down,
        } = figures;
        Self {
            degraded_seconds: *degraded_seconds,
            weighted: weighted.into(),
            as_up: as_up.into(),
            as_down: as_down.into(),
        }
    }
}

impl From<&domain::ToDate> for FigureToDate {
    fn from(to_date: &domain::ToDate) -> Self {
        let domain::ToDate {
            as_of,
            figure,
            breach_certain,
        } = to_date;
        Self {
            as_of: (*as_of).into(),
            ratio: figure.availability.as_ref().map(Into::into),
            agreed_seconds: figure.agreed_seconds,
            excluded_seconds: figure.excluded_seconds,
            downtime_seconds: (&figure.downtime_seconds).into(),
            breach_certain: *breach_certain,
        }
    }
}

impl From<&Figures> for AvailabilityFigure {
    fn from(figures: &Figures) -> Self {
        let Figures {
            interval,
            figure,
            bounds,
            unknown_seconds,
            promise: _,
            verdict: _,
            to_date,
            breach_certain_at,
            strict,
        } = figures;
        let ratio =
            |value: &Option<federation::vocabulary::Rational>| value.as_ref().map(Ratio::from);
        let seconds =
            |value: &Option<federation::vocabulary::Rational>| value.as_ref().map(Into::into);
        Self {
            interval: (*interval).into(),
            state: figure.state.into(),
            ratio: ratio(&figure.availability),
            lower: ratio(&bounds.lower),
            upper: ratio(&bounds.upper),
            known_only: ratio(&bounds.known_only),
            agreed_seconds: figure.agreed_seconds,
            excluded_seconds: figure.excluded_seconds,
            unknown_seconds: *unknown_seconds,
            downtime_seconds: (&figure.downtime_seconds).into(),
            breaks: figure.breaks,
            mtrs_seconds: seconds(&figure.mtrs_seconds),
            mtbf_seconds: seconds(&figure.mtbf_seconds),
            degradation: strict.into(),
            to_date: to_date.as_ref().map(Into::into),
            breach_certain_at: breach_certain_at.map(Into::into),
        }
    }
}

/// What was promised, and what that allows.
#[derive(Clone, Debug, SimpleObject)]
pub struct Promise {
    /// The availability that was promised: the target, or with several versions in force their
    /// targets pooled over their service time. Null when no service time has a target.
    target: Option<Ratio>,
    /// The service time that has a target, less exclusions, in seconds.
    base_seconds: i64,
    /// The downtime in seconds that the promise allows: base x (1 - target).
    allowed_downtime_seconds: Option<RationalNumber>,
}

impl From<&domain::Promise> for Promise {
    fn from(promise: &domain::Promise) -> Self {
        use federation::vocabulary::Rational;

        let domain::Promise {
            required,
            base_seconds,
            lower: _,
            upper: _,
        } = promise;
        let allowed = required
            .as_ref()
            .map(|required| (Rational::one() - required.clone()) * Rational::whole(*base_seconds));
        Self {
            target: required.as_ref().map(Into::into),
            base_seconds: *base_seconds,
            allowed_downtime_seconds: allowed.as_ref().map(Into::into),
        }
    }
}
