//! An availability as a query gets it, with all that stands beside it.

use async_graphql::SimpleObject;
use federation::agreement::Exclusions;
use federation::evaluation::{self as domain, Bounds, judge};
use federation::topology::{NodeDowntime, Shares, TreeDowntime};
use federation::vocabulary::{OrganizationId, Rational};

use super::label::Labels;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::figure::{AvailabilityFigure, Promise, Verdict};
use crate::graphql::model::word::AttributionPolicy;
use crate::graphql::model::word::{OutageStanding, WindowStatus};
use crate::graphql::scalar::{Decimal, Ratio, RationalNumber, TimeInterval};

/// The most stretches that a list of an answer holds.
pub(super) const STRETCHES_MAX: usize = 1_000;

/// The availability of a service end to end, from the facts of the query.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedAvailability {
    /// The figures.
    pub(super) figure: AvailabilityFigure,
    /// What was promised, and what that allows. Null without a target.
    pub(super) promise: Option<Promise>,
    /// Whether the promise was kept: INDETERMINATE where unknown time decides. Null without a
    /// target.
    pub(super) verdict: Option<Verdict>,
    /// The verdict under each degradation rule. Null without a target.
    pub(super) by_degradation: Option<DegradationVerdicts>,
    /// What unknown time makes of the downtime.
    pub(super) bounds: CalculatedBounds,
    /// What maintenance takes out of the agreed service time.
    pub(super) exclusions: CalculatedExclusions,
    /// The downtime of each supplier, by each policy.
    pub(super) shares: Vec<CalculatedShares>,
    /// The time that every node of the tree lost inside the base, in preorder; known outages only.
    pub(super) nodes: Vec<CalculatedNode>,
    /// Downtime in seconds if every component were needed: the union of their losses.
    pub(super) all_serial_seconds: RationalNumber,
    /// The sum of the components' own downtimes in seconds, which counts what overlaps twice: wrong
    /// for a report, shown for comparison.
    pub(super) naive_sum_seconds: RationalNumber,
    /// The lost time inside the base in time order, at most the first 1,000 stretches.
    pub(super) downtimes: Vec<CalculatedDowntime>,
    /// What became of every outage, in the order given.
    pub(super) outages: Vec<CalculatedOutageUse>,
    /// How it was calculated.
    pub(super) explanation: Calculation,
}

/// The verdict under each degradation rule.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct DegradationVerdicts {
    /// Each degraded second counted with its loss.
    weighted: Option<Verdict>,
    /// A degraded second counted as up.
    as_up: Option<Verdict>,
    /// A degraded second counted as down.
    as_down: Option<Verdict>,
}

impl DegradationVerdicts {
    /// The three verdicts on a target.
    pub(super) fn new(strict: &domain::StrictFigures, target: &Rational) -> Self {
        let verdict = |figure: &domain::StrictFigure| {
            judge(figure.availability.as_ref(), Some(target)).map(Into::into)
        };
        Self {
            weighted: verdict(&strict.weighted),
            as_up: verdict(&strict.as_up),
            as_down: verdict(&strict.as_down),
        }
    }
}

/// What unknown time makes of the downtime. The availabilities are in the figure.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedBounds {
    /// Seconds of base at which unknown time leaves the figure open.
    uncertain_seconds: i64,
    /// The other seconds of base.
    known_seconds: i64,
    /// Downtime in seconds if unknown time was down.
    lower_downtime_seconds: RationalNumber,
    /// Downtime in seconds if unknown time was up.
    upper_downtime_seconds: RationalNumber,
    /// Downtime in seconds outside the uncertain instants.
    known_downtime_seconds: RationalNumber,
}

impl From<&Bounds> for CalculatedBounds {
    fn from(bounds: &Bounds) -> Self {
        let Bounds {
            uncertain: _,
            uncertain_seconds,
            known_seconds,
            lower_downtime_seconds,
            upper_downtime_seconds,
            known_downtime_seconds,
            lower: _,
            upper: _,
            known_only: _,
        } = bounds;
        Self {
            uncertain_seconds: *uncertain_seconds,
            known_seconds: *known_seconds,
            lower_downtime_seconds: lower_downtime_seconds.into(),
            upper_downtime_seconds: upper_downtime_seconds.into(),
            known_downtime_seconds: known_downtime_seconds.into(),
        }
    }
}

/// What maintenance takes out of the agreed service time.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedExclusions {
    /// What each window counts as, in the order given.
    statuses: Vec<WindowStatus>,
    /// Agreed service seconds inside the counted windows, before the cap.
    uncapped_seconds: i64,
    /// The excluded time of the period after the cap, at most the first 1,000 stretches.
    intervals: Vec<TimeInterval>,
}

impl CalculatedExclusions {
    /// What was excluded of a service time.
    pub(super) fn new(exclusions: &Exclusions, time: &domain::ServiceTime) -> Self {
        let Exclusions {
            statuses,
            uncapped_seconds,
            excluded: _,
        } = exclusions;
        let intervals = time.excluded().iter().take(STRETCHES_MAX);
        Self {
            statuses: statuses.iter().copied().map(Into::into).collect(),
            uncapped_seconds: *uncapped_seconds,
            intervals: intervals.map(Into::into).collect(),
        }
    }
}

/// The downtime of each supplier by a policy.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedShares {
    /// The policy.
    policy: AttributionPolicy,
    /// Whether all shares together are exactly the downtime. Not so under FULL.
    sums_to_downtime: bool,
    /// The suppliers that own a component of the tree.
    suppliers: Vec<CalculatedShare>,
    /// The seconds of components that no supplier owns, taken together as one more player.
    unowned_seconds: RationalNumber,
    /// The part of the downtime in which too many failed at once to be counted: it is split equally.
    uncounted_seconds: RationalNumber,
}

/// The downtime of one supplier.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedShare {
    /// Its label.
    supplier: String,
    /// Its part in seconds.
    seconds: RationalNumber,
    /// Its part of the downtime. Null when there was none.
    of_downtime: Option<Ratio>,
}

impl CalculatedShares {
    /// The shares of a downtime by a policy.
    pub(super) fn new(
        policy: federation::agreement::AttributionPolicy,
        shares: &Shares,
        downtime: &Rational,
        suppliers: &Labels,
    ) -> Self {
        let Shares {
            by_supplier,
            unowned_seconds,
            uncounted_seconds,
        } = shares;
        let share = |(supplier, seconds): (&OrganizationId, &Rational)| CalculatedShare {
            supplier: suppliers.name(*supplier),
            seconds: seconds.into(),
            of_downtime: seconds.checked_div(downtime).as_ref().map(Into::into),
        };
        Self {
            policy: policy.into(),
            sums_to_downtime: shares.total_seconds() == *downtime,
            suppliers: by_supplier.iter().map(share).collect(),
            unowned_seconds: unowned_seconds.into(),
            uncounted_seconds: uncounted_seconds.into(),
        }
    }
}

/// A node of the tree with the time that it lost.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedNode {
    /// The way from the root by child positions: `/` is the root, `/0/1` the second child of the
    /// first.
    path: String,
    /// The label of a component. Null for a gate.
    component: Option<String>,
    /// The integral of its loss inside the base, in seconds.
    downtime_seconds: RationalNumber,
}

impl CalculatedNode {
    /// The nodes of a tree with their labels, both in preorder.
    pub(super) fn all(downtime: &TreeDowntime, labels: &[Option<String>]) -> Vec<Self> {
        let nodes = downtime.nodes.iter().zip(labels);
        let node = |(node, component): (&NodeDowntime, &Option<String>)| Self {
            path: node.path.clone(),
            component: component.clone(),
            downtime_seconds: (&node.lost.to_seconds()).into(),
        };
        nodes.map(node).collect()
    }
}

/// A stretch of lost time.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedDowntime {
    /// The stretch.
    interval: TimeInterval,
    /// What the service lost, above 0 and at most 1.
    loss: Decimal,
}

impl From<&domain::Downtime> for CalculatedDowntime {
    fn from(downtime: &domain::Downtime) -> Self {
        let domain::Downtime { interval, loss } = downtime;
        Self {
            interval: (*interval).into(),
            loss: Decimal(loss.to_string()),
        }
    }
}

/// What became of one outage.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedOutageUse {
    /// Its place in the list given, from 0.
    index: usize,
    /// The label of its component.
    component: String,
    /// Whether it counted, or why not.
    standing: OutageStanding,
    /// Its seconds in agreed service time.
    agreed_seconds: i64,
    /// Its seconds in excluded service time.
    excluded_seconds: i64,
    /// Its seconds of base in which its component made a difference. Seconds that overlap another
    /// outage count for both, so these do not sum to the downtime.
    counted_seconds: i64,
}

impl CalculatedOutageUse {
    /// The use of the outage at `index`.
    pub(super) fn new(index: usize, used: &domain::OutageUse, components: &Labels) -> Self {
        let domain::OutageUse {
            outage: _,
            component,
            standing,
            agreed_seconds,
            excluded_seconds,
            counted_seconds,
        } = used;
        Self {
            index,
            component: components.name(*component),
            standing: (*standing).into(),
            agreed_seconds: *agreed_seconds,
            excluded_seconds: *excluded_seconds,
            counted_seconds: *counted_seconds,
        }
    }
}
