//! Downtime of a service that no supplier's agreement with the integrator covers: owned by nobody.

use std::collections::BTreeMap;

use super::in_force::{Wanted, in_force, parts};
use crate::evaluation::Assessment;
use crate::model::ServiceModel;
use crate::time::{Interval, IntervalSet};
use crate::topology::Node;
use crate::vocabulary::{ComponentId, Loss, Rational};
use crate::words;

words! {
    /// Why no agreement covers a component then.
    pub enum UncoveredReason {
        /// No agreement with the integrator about the component was in force.
        NoAgreement = "NO_AGREEMENT",
        /// It lay outside the hours that the supplier agreed to.
        OutsideSupplierHours = "OUTSIDE_SUPPLIER_HOURS",
        /// The supplier may exclude its maintenance then; the customer's agreement does not.
        MaintenanceNotBackToBack = "MAINTENANCE_NOT_BACK_TO_BACK",
    }
}

/// A stretch of downtime that one component stands behind without an agreement covering it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncoveredStretch {
    /// The stretch.
    pub interval: Interval,
    /// The component.
    pub component: ComponentId,
    /// Why it is not covered.
    pub reason: UncoveredReason,
}

/// Downtime of a service that no supplier's agreement covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncoveredTime {
    /// Downtime in seconds, weighted as the service's downtime is, for which no component behind it
    /// was covered.
    pub downtime_seconds: Rational,
    /// The seconds of that time by reason. Seconds with several components behind them can have
    /// several reasons, so these need not sum.
    pub seconds_by_reason: BTreeMap<UncoveredReason, i64>,
    /// Where it lies, by time.
    pub stretches: Vec<UncoveredStretch>,
}

/// How the agreements with the integrator cover a component over a span.
struct Cover {
    in_force: IntervalSet,
    agreed: IntervalSet,
    base: IntervalSet,
}

impl Cover {
    fn of(model: &ServiceModel, component: ComponentId, span: Interval) -> Self {
        let tree = Node::Component(component);
        let versions = in_force(model, Wanted::PromisedToTheIntegrator(component), span);
        let (parts, _) = parts(model, &versions, &|span| vec![(span, &tree)]);
        let agreed: IntervalSet = parts.iter().flat_map(|part| part.hours.iter()).collect();
        let excluded: IntervalSet = parts.iter().flat_map(|part| part.excluded.iter()).collect();
        Self {
            in_force: versions.iter().map(|version| version.interval).collect(),
            base: agreed.subtract(&excluded),
            agreed,
        }
    }

    /// The stretches of `seconds`, which lie outside the base, with the reason for each.
    fn reasons(&self, seconds: &IntervalSet) -> [(UncoveredReason, IntervalSet); 3] {
        let promised = seconds.intersect(&self.in_force);
        [
            (
                UncoveredReason::NoAgreement,
                seconds.subtract(&self.in_force),
            ),
            (
                UncoveredReason::OutsideSupplierHours,
                promised.subtract(&self.agreed),
            ),
            (
                UncoveredReason::MaintenanceNotBackToBack,
                promised.intersect(&self.agreed),
            ),
        ]
    }
}

/// The uncovered part of the downtime of `assessment`.
pub(super) fn uncovered(model: &ServiceModel, assessment: &Assessment) -> UncoveredTime {
    let mut covers: BTreeMap<ComponentId, Cover> = BTreeMap::new();
    let mut lost = Rational::zero();
    let mut by_reason: BTreeMap<UncoveredReason, Vec<Interval>> = BTreeMap::new();
    let mut stretches = Vec::new();
    for downtime in &assessment.downtimes {
        let mut behind: BTreeMap<ComponentId, IntervalSet> = BTreeMap::new();
        for cause in assessment.causes(downtime.interval) {
            let seconds = behind.entry(cause.component).or_default();
            *seconds = seconds.union(&IntervalSet::from(cause.interval));
        }
        let mut open = IntervalSet::from(downtime.interval);
        for (component, seconds) in &behind {
            let cover = covers
                .entry(*component)
                .or_insert_with(|| Cover::of(model, *component, assessment.period));
            open = open.subtract(&seconds.intersect(&cover.base));
        }
        lost += &weighted(downtime.loss, open.seconds());
        for (component, seconds) in &behind {
            for (reason, seconds) in covers[component].reasons(&seconds.intersect(&open)) {
                stretches.extend(seconds.iter().map(|interval| UncoveredStretch {
                    interval,
                    component: *component,
                    reason,
                }));
                by_reason.entry(reason).or_default().extend(seconds.iter());
            }
        }
    }
    by_reason.retain(|_, stretches| !stretches.is_empty());
    let seconds =
        |stretches: Vec<Interval>| stretches.into_iter().collect::<IntervalSet>().seconds();
    stretches.sort_by_key(|stretch| (stretch.interval, stretch.component));
    UncoveredTime {
        downtime_seconds: lost,
        seconds_by_reason: by_reason
            .into_iter()
            .map(|(r, all)| (r, seconds(all)))
            .collect(),
        stretches,
    }
}

fn weighted(loss: Loss, seconds: i64) -> Rational {
    loss.to_rational() * Rational::whole(seconds)
}
