//! Which planned maintenance an agreement version takes out of its agreed service time.
//!
//! Maintenance of a component is no maintenance of a service as long as redundancy carries it. So
//! the counted windows of components go through the dependency tree like losses do, and only the
//! time at which they alone would take the service down is excluded from its agreement.

use super::in_force::InForce;
use crate::agreement::{AgreementSubject, ExclusionWindow, WindowStatus};
use crate::incident::{MaintenanceSubject, MaintenanceWindow};
use crate::model::ServiceModel;
use crate::time::{Interval, IntervalSet, months};
use crate::topology::{Condition, Node, compose};
use crate::vocabulary::{ComponentId, Loss, MaintenanceWindowId, OutageId, Text};

/// What became of a maintenance window under an agreement version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowUse {
    /// The window.
    pub window: MaintenanceWindowId,
    /// Its reference.
    pub reference: Text,
    /// What is maintained.
    pub subject: MaintenanceSubject,
    /// The planned stretch.
    pub interval: Interval,
    /// What the agreement makes of it.
    pub status: WindowStatus,
    /// Its seconds that were taken out of the agreed service time of the report.
    pub excluded_seconds: i64,
    /// Its seconds in the agreed service time of the report that were not taken out.
    pub kept_seconds: i64,
}

/// The excluded time of a version within its interval, and what became of each window there.
pub(super) fn excluded_time<'a>(
    model: &ServiceModel,
    version: &InForce<'a>,
    trees: &dyn Fn(Interval) -> Vec<(Interval, &'a Node)>,
) -> (IntervalSet, Vec<WindowUse>) {
    let Some(terms) = &version.version.terms.maintenance else {
        return (IntervalSet::new(), Vec::new());
    };
    // The cap is one of whole calendar months, so that reports over parts of a month tile.
    let buckets = months(version.interval, version.calendar.zone);
    let Some(span) = buckets.first().zip(buckets.last()) else {
        return (IntervalSet::new(), Vec::new());
    };
    let span = Interval::new(span.0.start, span.1.end);
    let Some(in_force) = version.version.effective.within(span) else {
        return (IntervalSet::new(), Vec::new());
    };
    let trees = trees(span);
    let looked_at: Vec<(&MaintenanceWindow, WindowStatus)> = model
        .maintenance_windows
        .values()
        .filter(|window| window.interval.intersect(span).is_some())
        .filter(|window| concerns(window.subject, version, &trees))
        .map(|window| {
            let MaintenanceWindow {
                id: _,
                reference: _,
                subject: _,
                interval,
                approved,
                notified_at,
            } = window;
            let window_terms = ExclusionWindow {
                interval: *interval,
                approved: *approved,
                notified_at: *notified_at,
            };
            (window, terms.status(&window_terms))
        })
        .collect();
    let candidates = candidates(&looked_at, version, &trees, span);
    let agreed = version.calendar.hours(in_force);
    let excluded = terms
        .grant(&candidates, &agreed, &buckets)
        .excluded
        .clip(version.interval);
    let agreed = agreed.clip(version.interval);
    let uses = looked_at
        .into_iter()
        .filter(|(window, _)| window.interval.intersect(version.interval).is_some())
        .map(|(window, status)| {
            let excluded_seconds = match status {
                WindowStatus::Counted => excluded.seconds_within(window.interval),
                WindowStatus::NotApproved | WindowStatus::LateNotice => 0,
            };
            WindowUse {
                window: window.id,
                reference: window.reference.clone(),
                subject: window.subject,
                interval: window.interval,
                status,
                excluded_seconds,
                kept_seconds: agreed.seconds_within(window.interval) - excluded_seconds,
            }
        })
        .collect();
    (excluded, uses)
}

/// Whether a window is one that the version's agreement looks at.
fn concerns(
    subject: MaintenanceSubject,
    version: &InForce<'_>,
    trees: &[(Interval, &Node)],
) -> bool {
    let in_trees = |component: &ComponentId| {
        trees
            .iter()
            .any(|(_, tree)| tree.components().contains(component))
    };
    match (subject, &version.agreement.subject) {
        (MaintenanceSubject::Service(service), AgreementSubject::Service(own)) => service == *own,
        (MaintenanceSubject::Service(_), AgreementSubject::Components(_)) => false,
        (MaintenanceSubject::Component(component), _) => in_trees(&component),
    }
}

/// The time that the counted windows ask for: that of the subject itself, and that in which the
/// components under maintenance would take it down through the trees.
fn candidates(
    windows: &[(&MaintenanceWindow, WindowStatus)],
    version: &InForce<'_>,
    trees: &[(Interval, &Node)],
    span: Interval,
) -> IntervalSet {
    let counted = windows
        .iter()
        .filter(|(_, status)| *status == WindowStatus::Counted);
    let (mut whole, mut conditions) = (IntervalSet::new(), Vec::new());
    for (window, _) in counted {
        match window.subject {
            MaintenanceSubject::Service(_) => {
                whole = whole.union(&IntervalSet::from(window.interval));
            }
            MaintenanceSubject::Component(component) => conditions.push(Condition {
                component,
                // A sweep wants to know which event a loss came from; here it is the window.
                outage: OutageId(window.id.into()),
                interval: window.interval,
                loss: Loss::FULL,
            }),
        }
    }
    let through_the_trees = compose(trees, &conditions, span).down();
    whole
        .union(&through_the_trees)
        .clip(version.version.effective.within(span).unwrap_or(span))
}
