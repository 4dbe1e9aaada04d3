//! Levels judged month by month, each once: the service end to end, or a component alone under one
//! agreement.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::month::CalendarMonth;
use crate::agreement::AttributionPolicy;
use crate::evaluation::{Assessment, Verdict};
use crate::model::ServiceModel;
use crate::report::{Facts, component_report, service_report};
use crate::time::PeriodSpec;
use crate::vocabulary::{AgreementId, ComponentId, OrganizationId, Rational, ServiceId};

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Judgeable {
    /// A service, end to end.
    Service(ServiceId),
    /// A component alone under an agreement.
    Component(AgreementId, ComponentId),
}

/// A month of a level as the agreement judges it.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    /// Whether the month is not over.
    pub(super) open: bool,
    /// Whether the promise was kept; `None` without one.
    pub(super) verdict: Option<Verdict>,
    /// The availability that was promised something, if unknown time was down.
    pub(super) lower: Option<Rational>,
    /// The same if unknown time was up.
    pub(super) upper: Option<Rational>,
    /// Downtime in seconds, of known outages.
    pub(super) downtime_seconds: Rational,
    /// The policy of the agreement for sharing lost time; that of a component means nothing.
    pub(super) policy: AttributionPolicy,
    /// The downtime of each supplier by that policy, `None` for components of nobody.
    pub(super) shares: BTreeMap<Option<OrganizationId>, Rational>,
    /// Who delivers each component of the trees.
    pub(super) owners: BTreeMap<ComponentId, OrganizationId>,
}

impl Judged {
    /// Whether the month is over and met its promise.
    pub(super) fn is_met(&self) -> bool {
        !self.open && self.verdict == Some(Verdict::Met)
    }

    /// Whether the month is over and missed its promise for certain.
    pub(super) fn is_missed(&self) -> bool {
        !self.open && self.verdict == Some(Verdict::Breached)
    }

    /// Whether the month may turn out to have missed its promise.
    pub(super) fn may_be_missed(&self) -> bool {
        match self.verdict {
            Some(Verdict::Breached | Verdict::Indeterminate) => true,
            Some(Verdict::NoData) => self.lower.is_some(),
            Some(Verdict::Met | Verdict::NotApplicable) | None => false,
        }
    }

    fn new(assessment: &Assessment, facts: Facts<'_>) -> Self {
        let promise = assessment.promise.as_ref();
        Self {
            open: facts.as_of < assessment.period.end,
            verdict: assessment.verdict,
            lower: promise.and_then(|promise| promise.lower.clone()),
            upper: promise.and_then(|promise| promise.upper.clone()),
            downtime_seconds: assessment.figure.downtime_seconds.clone(),
            policy: AttributionPolicy::Shapley,
            shares: BTreeMap::new(),
            owners: BTreeMap::new(),
        }
    }
}

/// Judges levels, and remembers.
pub(super) struct Judge<'a> {
    pub(super) model: &'a ServiceModel,
    pub(super) facts: Facts<'a>,
    judged: BTreeMap<(Judgeable, CalendarMonth), Option<Judged>>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(model: &'a ServiceModel, facts: Facts<'a>) -> Self {
        Self {
            model,
            facts,
            judged: BTreeMap::new(),
        }
    }

    /// The month of a level in the zone of its agreement; `None` for one that has not begun.
    pub(super) fn month(
        &mut self,
        level: Judgeable,
        month: CalendarMonth,
        zone: Tz,
    ) -> Option<Judged> {
        let key = (level, month);
        if let Some(known) = self.judged.get(&key) {
            return known.clone();
        }
        let found = self.judge(level, month, zone);
        self.judged.insert(key, found.clone());
        found
    }

    fn judge(&self, level: Judgeable, month: CalendarMonth, zone: Tz) -> Option<Judged> {
        let interval = month.interval(zone);
        if self.facts.as_of <= interval.start {
            return None;
        }
        let period = PeriodSpec::Between(interval);
        match level {
            Judgeable::Service(service) => {
                let report = service_report(self.model, service, period, self.facts)?;
                let mut judged = Judged::new(&report.assessment, self.facts);
                if let Some(shares) = report.assessment.shares.get(&report.policy) {
                    let suppliers = shares.by_supplier.iter();
                    judged.shares = suppliers
                        .map(|(supplier, seconds)| (Some(*supplier), seconds.clone()))
                        .collect();
                    if !shares.unowned_seconds.is_zero() {
                        judged.shares.insert(None, shares.unowned_seconds.clone());
                    }
                }
                judged.policy = report.policy;
                judged.owners = report.owners;
                Some(judged)
            }
            Judgeable::Component(agreement, component) => {
                let report =
                    component_report(self.model, agreement, component, period, self.facts)?;
                Some(Judged::new(&report.assessment, self.facts))
            }
        }
    }
}
