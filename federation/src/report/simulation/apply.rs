//! A scenario applied: the service model and the facts as they would have been.

use uuid::Uuid;

use super::prune::prune;
use super::scenario::{AddedWindow, ExclusionChange, Scenario, ScenarioCalendar, Simulated};
use crate::agreement::{
    Agreement, AgreementStatus, AgreementSubject, AgreementVersion, MaintenanceTerms, Terms,
};
use crate::incident::{MaintenanceSubject, MaintenanceWindow};
use crate::model::{NamedCalendar, ServiceModel};
use crate::time::{Effective, Instant};
use crate::topology::Topology;
use crate::vocabulary::{
    AgreementId, CalendarId, Code, MaintenanceWindowId, ServiceId, Text, TopologyId,
};

/// The code of hours that a scenario made up.
const GIVEN_CALENDAR: &str = "simulated";

/// An identifier that no stored row has: those are made of time and chance.
fn made_up<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

impl Scenario {
    /// The model as it would have been.
    #[must_use]
    pub fn model(&self, model: &ServiceModel, of: Simulated) -> ServiceModel {
        let mut changed = model.clone();
        for (agreement, version) in &self.versions {
            if let Some(agreement) = changed.agreements.get_mut(agreement) {
                always(agreement, *version);
            }
        }
        let calendar = self.calendar_of(&mut changed);
        for agreement in changed.agreements.values_mut() {
            if is_own(of, agreement.id, &agreement.subject) {
                for version in &mut agreement.versions {
                    version.calendar = calendar.unwrap_or(version.calendar);
                    self.change_terms(&mut version.terms);
                }
            }
        }
        self.change_windows(&mut changed, of);
        if let Simulated::Service(service) = of {
            self.change_trees(&mut changed, service);
        }
        changed
    }

    fn calendar_of(&self, model: &mut ServiceModel) -> Option<CalendarId> {
        match self.calendar.as_ref()? {
            ScenarioCalendar::Existing(id) => Some(*id),
            ScenarioCalendar::Given(calendar) => {
                let id = made_up(1);
                let named = NamedCalendar {
                    id,
                    code: GIVEN_CALENDAR.parse::<Code>().ok()?,
                    calendar: calendar.clone(),
                };
                model.calendars.insert(id, named);
                Some(id)
            }
        }
    }

    fn change_terms(&self, terms: &mut Terms) {
        if let Some(target) = &self.target {
            terms.availability_target = Some(target.clone());
        }
        terms.attribution = self.attribution.unwrap_or(terms.attribution);
        terms.degradation = self.degradation.unwrap_or(terms.degradation);
        terms.missing_data = self.missing_data.unwrap_or(terms.missing_data);
        match &self.exclusions {
            None => {}
            Some(ExclusionChange::Nothing) => terms.maintenance = None,
            Some(ExclusionChange::Changed(change)) => {
                let (notice, cap) = (change.notice_seconds, change.cap_seconds_per_month);
                if terms.maintenance.is_none() && notice.is_none() && cap.is_none() {
                    return;
                }
                let agreed = terms.maintenance.unwrap_or(MaintenanceTerms {
                    notice_seconds: 0,
                    cap_seconds_per_month: None,
                });
                terms.maintenance = Some(MaintenanceTerms {
                    notice_seconds: notice.unwrap_or(agreed.notice_seconds),
                    cap_seconds_per_month: cap.unwrap_or(agreed.cap_seconds_per_month),
                });
            }
        }
    }

    fn change_windows(&self, model: &mut ServiceModel, of: Simulated) {
        let Some(ExclusionChange::Changed(change)) = &self.exclusions else {
            return;
        };
        let left_out = &change.left_out;
        let windows = &mut model.maintenance_windows;
        windows.retain(|id, _| !left_out.contains(id));
        for (added, number) in change.added.iter().zip(1_u32..) {
            if let Some(window) = window(*added, number, of) {
                windows.insert(window.id, window);
            }
        }
    }

    fn change_trees(&self, model: &mut ServiceModel, service: ServiceId) {
        if let Some(topology) = &self.topology {
            model.topologies.retain(|_, old| old.service != service);
            let id: TopologyId = made_up(1);
            let root = topology.root.clone();
            let effective = Effective {
                from: Instant::from_unix_seconds(i64::MIN),
                to: None,
            };
            model.topologies.insert(
                id,
                Topology {
                    id,
                    service,
                    effective,
                    root,
                },
            );
        }
        if self.without_components_of.is_empty() {
            return;
        }
        let ServiceModel {
            topologies,
            components,
            ..
        } = model;
        topologies.retain(|_, topology| {
            if topology.service != service {
                return true;
            }
            let kept = prune(&topology.root, &|component| {
                components
                    .get(&component)
                    .is_some_and(|found| self.without_components_of.contains(&found.supplier))
            });
            if let Some(kept) = kept {
                topology.root = kept;
                true
            } else {
                false
            }
        });
    }
}

/// Whether an agreement is one whose terms are changed.
fn is_own(of: Simulated, agreement: AgreementId, subject: &AgreementSubject) -> bool {
    match of {
        Simulated::Service(service) => *subject == AgreementSubject::Service(service),
        Simulated::Component(own, _) => agreement == own,
    }
}

/// One version in force whenever any bound before; by its own dates when none ever did.
fn always(agreement: &mut Agreement, version: u32) {
    let wanted = agreement.versions.iter().find(|one| one.version == version);
    let Some(wanted) = wanted.cloned() else {
        return;
    };
    let mut bound: Vec<Effective> = agreement
        .versions
        .iter()
        .filter(|one| one.binds())
        .map(|one| one.effective)
        .collect();
    if bound.is_empty() {
        bound.push(wanted.effective);
    }
    bound.sort_by_key(|effective| effective.from);
    bound.dedup_by(|later, earlier| {
        let follows = earlier.to.is_none_or(|to| to >= later.from);
        if follows {
            earlier.to = earlier.to.zip(later.to).map(|(a, b)| a.max(b));
        }
        follows
    });
    let stretches = bound.into_iter().map(|effective| AgreementVersion {
        status: AgreementStatus::Signed,
        effective,
        ..wanted.clone()
    });
    agreement.versions = stretches.collect();
}

fn window(added: AddedWindow, number: u32, of: Simulated) -> Option<MaintenanceWindow> {
    let AddedWindow {
        component,
        interval,
    } = added;
    let reference = format!("simulated {number}");
    let id: MaintenanceWindowId = made_up(u128::from(number));
    Some(MaintenanceWindow {
        id,
        reference: Text::parse(&reference, MaintenanceWindow::REFERENCE_LENGTH_MAX).ok()?,
        subject: match (component, of) {
            (Some(component), _) | (None, Simulated::Component(_, component)) => {
                MaintenanceSubject::Component(component)
            }
            (None, Simulated::Service(service)) => MaintenanceSubject::Service(service),
        },
        interval,
        approved: true,
        notified_at: Some(Instant::from_unix_seconds(i64::MIN)),
    })
}
