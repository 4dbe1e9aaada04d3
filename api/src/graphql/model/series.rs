//! The availability of a service over time.

use async_graphql::SimpleObject;
use federation::report as domain;
use federation::vocabulary::Rational;

use super::component_report::PeriodStatus;
use super::figure::{FigureState, Verdict};
use crate::graphql::scalar::{Ratio, RationalNumber, TimeInterval};

/// The availability of a service in one calendar period: the same figures as a report of that period
/// has, and the same for everyone who may see it.
#[derive(Clone, Debug, SimpleObject)]
pub struct AvailabilityPoint {
    /// The period: `2026-04-10`, `2026-W15`, `2026-04`, `2026-Q2` or `2026`.
    period: String,
    /// Its stretch, as far as it lies in the stretch asked for.
    interval: TimeInterval,
    /// How settled the figure is: while the period is OPEN it holds if nothing more happens.
    status: PeriodStatus,
    /// Whether the figure has a value.
    state: FigureState,
    /// The availability. Null unless the state is OK.
    availability: Option<Ratio>,
    /// The availability if all unknown time was down. Null without service time.
    lower: Option<Ratio>,
    /// The availability if all unknown time was up. Null without service time.
    upper: Option<Ratio>,
    /// Agreed service time less exclusions, in seconds: what the availability is a share of.
    base_seconds: i64,
    /// Downtime outside exclusions in seconds, weighted by loss; of known outages only when the
    /// figure is bounded.
    downtime_seconds: RationalNumber,
    /// Seconds of the base for which unknown states leave the figure open.
    unknown_seconds: i64,
    /// The part of the base for which the figure is known: (base - unknown) / base. Null without
    /// service time. Which reports were due and did not come is not part of it.
    completeness: Option<Ratio>,
    /// The availability that was promised, pooled over the service time that has a target. Null
    /// without a target, and for suppliers.
    target: Option<Ratio>,
    /// Whether the figure reaches the target. Null without one.
    verdict: Option<Verdict>,
}

impl AvailabilityPoint {
    /// A point of a series with how settled it is.
    pub fn new(point: &domain::SeriesPoint, status: domain::PeriodStatus) -> Self {
        let domain::SeriesPoint {
            period,
            interval,
            lost,
            downtime_seconds,
            state,
            availability,
            lower,
            upper,
            required,
            verdict,
        } = point;
        let ratio = |value: &Option<Rational>| value.as_ref().map(Ratio::from);
        let (base, unknown) = (lost.base_seconds, lost.uncertain_seconds);
        let completeness = Rational::whole(base - unknown).checked_div(&Rational::whole(base));
        Self {
            period: period.clone(),
            interval: (*interval).into(),
            status: status.into(),
            state: (*state).into(),
            availability: ratio(availability),
            lower: ratio(lower),
            upper: ratio(upper),
            base_seconds: base,
            downtime_seconds: downtime_seconds.into(),
            unknown_seconds: unknown,
            completeness: ratio(&completeness),
            target: ratio(required),
            verdict: verdict.map(Into::into),
        }
    }
}
