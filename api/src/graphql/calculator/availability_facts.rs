//! What an availability rests on, as a query gives it: hours, maintenance, outages, suppliers.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::{Enum, InputObject};
use federation::agreement::{self as agreement, ExclusionWindow, Exclusions, MaintenanceTerms};
use federation::evaluation::OutageFact;
use federation::incident::Effect;
use federation::time::{Calendar, Interval, IntervalSet, months};
use federation::topology::Condition;
use federation::vocabulary::{ComponentId, Loss, OrganizationId, OutageId};
use uuid::Uuid;

use super::given;
use super::label::Labels;
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::word::{DegradationRule, MissingDataRule};
use crate::graphql::period::InstantRangeInput;
use crate::graphql::scalar::{DateTime, Decimal};

/// The most outages.
const OUTAGES_MAX: usize = 1_000;

/// The most maintenance windows.
const WINDOWS_MAX: usize = 200;

/// The most suppliers.
const SUPPLIERS_MAX: usize = 50;

/// The most components of all suppliers together.
const COMPONENTS_MAX: usize = 1_000;

/// An outage, or a stretch in which the state of a component is not known.
#[derive(Clone, Debug, InputObject)]
pub struct GivenOutageInput {
    /// The label of the component. One that is not in the tree does not count, and is said so.
    component: String,
    /// When it began.
    start: DateTime,
    /// When it ended, not before its start. Absent: it lasts until now, at most until the period
    /// ends.
    end: Option<DateTime>,
    /// How much of the component was lost, above 0 and at most 1, with at most 9 decimals; 1 when
    /// absent.
    loss: Option<Decimal>,
    /// Whether the state of the component is not known then, rather than lost.
    #[graphql(default)]
    unknown: bool,
}

/// The maintenance that an agreement takes out of the agreed service time.
#[derive(Clone, Debug, InputObject)]
pub struct GivenMaintenanceInput {
    /// How long before its start a window must have been notified, in seconds.
    notice_seconds: i64,
    /// The most excluded seconds. Absent: without limit.
    cap_seconds: Option<i64>,
    /// How often the cap is granted.
    #[graphql(default_with = "CapBucket::CalendarMonth")]
    cap_per: CapBucket,
    /// The windows, at most 200; they may overlap.
    windows: Vec<GivenMaintenanceWindowInput>,
}

/// How often the cap on excluded maintenance is granted.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapBucket {
    /// Once in each calendar month of the zone that the period is read in.
    CalendarMonth,
    /// Once in the period.
    Period,
}

/// A maintenance window as it was announced.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct GivenMaintenanceWindowInput {
    /// The planned stretch.
    during: InstantRangeInput,
    /// Whether the other party approved it.
    approved: bool,
    /// When the other party was told. Absent: never.
    notified_at: Option<DateTime>,
}

/// A supplier with the components that it delivers.
#[derive(Clone, Debug, InputObject)]
pub struct GivenSupplierInput {
    /// Its label.
    supplier: String,
    /// The labels of its components, each of one supplier only.
    components: Vec<String>,
}

/// The recorded facts.
pub(super) fn outages(
    given: &[GivenOutageInput],
    components: &mut Labels,
    at: &Place,
) -> Result<Vec<OutageFact>, Error> {
    at.at_most(given, OUTAGES_MAX)?;
    let mut facts = Vec::with_capacity(given.len());
    for (number, outage) in given.iter().enumerate() {
        let at = at.item(number);
        let start = outage.start.instant();
        let end_at = at.field("end");
        let end = outage.end.map(|end| given::end_after(start, end, &end_at));
        facts.push(OutageFact {
            outage: OutageId(Uuid::from_u128(number as u128)),
            component: components.id(at.field("component").label(&outage.component)?),
            start,
            end: end.transpose()?,
            effect: effect(outage, &at)?,
            revision: 1,
        });
    }
    Ok(facts)
}

fn effect(outage: &GivenOutageInput, at: &Place) -> Result<Effect, Error> {
    let loss_at = at.field("loss");
    match (&outage.loss, outage.unknown) {
        (None, true) => Ok(Effect::Unknown),
        (None, false) => Ok(Effect::Lost(Loss::FULL)),
        (Some(given), true) => Err(loss_at.refuse(
            &given.0,
            "no loss of an unknown state",
            "leave out the loss, or unknown",
        )),
        (Some(given), false) => {
            let expected = "above 0 and at most 1, with at most 9 decimals";
            let hint = "give 1 for an outage, and less for a degradation";
            let refused = || loss_at.refuse(&given.0, expected, hint);
            let loss: Loss = given.0.parse().map_err(|_| refused())?;
            match loss.is_none() {
                true => Err(refused()),
                false => Ok(Effect::Lost(loss)),
            }
        }
    }
}

/// Lost time as a degradation rule counts it, for the nodes of a tree.
pub(super) fn conditions(
    facts: &[OutageFact],
    rule: agreement::DegradationRule,
    open_until: federation::time::Instant,
) -> Vec<Condition> {
    let lost = facts.iter().filter_map(|fact| match fact.effect {
        Effect::Unknown => None,
        Effect::Lost(loss) => Some(Condition {
            component: fact.component,
            outage: fact.outage,
            interval: Interval::new(fact.start, fact.end.unwrap_or(open_until)),
            loss: rule.apply(loss),
        }),
    });
    lost.collect()
}

/// Who delivers each component.
pub(super) type Owners = BTreeMap<ComponentId, OrganizationId>;

/// The suppliers of components, each of which must be in the tree or in an outage.
pub(super) fn suppliers(
    given: &[GivenSupplierInput],
    components: &Labels,
    at: &Place,
) -> Result<(Labels, Owners), Error> {
    at.at_most(given, SUPPLIERS_MAX)?;
    let all: Vec<&String> = given.iter().flat_map(|s| &s.components).collect();
    at.at_most(&all, COMPONENTS_MAX)?;
    let (mut labels, mut owners) = (Labels::default(), BTreeMap::new());
    let mut seen = BTreeSet::new();
    for (number, supplier) in given.iter().enumerate() {
        let at = at.item(number);
        let label = at.field("supplier").label(&supplier.supplier)?;
        let owner: OrganizationId = labels.id(label);
        for (number, component) in supplier.components.iter().enumerate() {
            let at = at.field("components").item(number);
            let label = at.label(component)?;
            if !seen.insert(label.clone()) {
                let hint = "give every component to one supplier";
                return Err(at.refuse(label, "a component of one supplier only", hint));
            }
            let id = components.known(&label).ok_or_else(|| {
                let hint = "name it in the tree first; labels are compared letter by letter";
                at.refuse(&label, "a component of the tree or of an outage", hint)
            })?;
            owners.insert(id, owner);
        }
    }
    Ok((labels, owners))
}

/// Maintenance as it was read: the terms, and what they exclude.
#[derive(Default)]
pub(super) struct GivenMaintenance {
    pub(super) terms: Option<MaintenanceTerms>,
    pub(super) exclusions: Exclusions,
}

impl GivenMaintenanceInput {
    /// What is excluded of the agreed hours of a period.
    pub(super) fn read(
        &self,
        calendar: &Calendar,
        period: Interval,
        zone: chrono_tz::Tz,
        at: &Place,
    ) -> Result<GivenMaintenance, Error> {
        let windows_at = at.field("windows");
        windows_at.at_most(&self.windows, WINDOWS_MAX)?;
        let cap_at = at.field("capSeconds");
        let cap = self.cap_seconds.map(|seconds| cap_at.seconds(seconds));
        let terms = MaintenanceTerms {
            notice_seconds: at.field("noticeSeconds").seconds(self.notice_seconds)?,
            cap_seconds_per_month: cap.transpose()?,
        };
        let mut windows = Vec::with_capacity(self.windows.len());
        for (number, window) in self.windows.iter().enumerate() {
            let during_at = windows_at.item(number).field("during");
            windows.push(ExclusionWindow {
                interval: given::stretch(window.during, &during_at)?,
                approved: window.approved,
                notified_at: window.notified_at.map(DateTime::instant),
            });
        }
        let buckets = match self.cap_per {
            CapBucket::Period => vec![period],
            CapBucket::CalendarMonth => months(period, zone),
        };
        let agreed: IntervalSet = buckets
            .iter()
            .flat_map(|bucket| calendar.hours(*bucket).iter().collect::<Vec<_>>())
            .collect();
        Ok(GivenMaintenance {
            terms: Some(terms),
            exclusions: terms.exclude(&windows, &agreed, &buckets),
        })
    }
}

/// The rule of the domain.
pub(super) fn degradation(rule: DegradationRule) -> agreement::DegradationRule {
    match rule {
        DegradationRule::AsUp => agreement::DegradationRule::AsUp,
        DegradationRule::Weighted => agreement::DegradationRule::Weighted,
        DegradationRule::AsDown => agreement::DegradationRule::AsDown,
    }
}

/// The rule of the domain.
pub(super) fn missing_data(rule: MissingDataRule) -> agreement::MissingDataRule {
    match rule {
        MissingDataRule::Indeterminate => agreement::MissingDataRule::Indeterminate,
        MissingDataRule::CountAsDown => agreement::MissingDataRule::CountAsDown,
        MissingDataRule::CountAsFailure => agreement::MissingDataRule::CountAsFailure,
    }
}
