//! The service model: everything a report needs to know that is not a fact of performance.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::{Agreement, AgreementSubject};
use crate::incident::MaintenanceWindow;
use crate::party::Organization;
use crate::time::{Calendar, Instant};
use crate::topology::Topology;
use crate::vocabulary::{
    AgreementId, CalendarId, Code, ComponentId, MaintenanceWindowId, OrganizationId, ServiceId,
    Text, TopologyId,
};

/// A calendar with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCalendar {
    /// Its identifier.
    pub id: CalendarId,
    /// Its code, unique among calendars.
    pub code: Code,
    /// The hours.
    pub calendar: Calendar,
}

/// A service component: what one supplier delivers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceComponent {
    /// Its identifier.
    pub id: ComponentId,
    /// Its code, unique among components.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// The organization that delivers it.
    pub supplier: OrganizationId,
}

/// A service that a customer receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its identifier.
    pub id: ServiceId,
    /// Its code, unique among services.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// The customer that receives it.
    pub customer: OrganizationId,
}

/// All of it, by identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceModel {
    /// The organizations.
    pub organizations: BTreeMap<OrganizationId, Organization>,
    /// The calendars.
    pub calendars: BTreeMap<CalendarId, NamedCalendar>,
    /// The components.
    pub components: BTreeMap<ComponentId, ServiceComponent>,
    /// The services.
    pub services: BTreeMap<ServiceId, Service>,
    /// The dependency trees; those of one service are never in force together.
    pub topologies: BTreeMap<TopologyId, Topology>,
    /// The agreements with all their versions.
    pub agreements: BTreeMap<AgreementId, Agreement>,
    /// The planned maintenance.
    pub maintenance_windows: BTreeMap<MaintenanceWindowId, MaintenanceWindow>,
}

impl ServiceModel {
    /// The agreements about `service`, by identifier.
    #[must_use]
    pub fn agreements_about_service(&self, service: ServiceId) -> Vec<AgreementId> {
        self.agreements_with(|subject| *subject == AgreementSubject::Service(service))
    }

    /// The agreements that promise `component`, by identifier.
    #[must_use]
    pub fn agreements_about_component(&self, component: ComponentId) -> Vec<AgreementId> {
        self.agreements_with(|subject| match subject {
            AgreementSubject::Components(components) => components.contains(&component),
            AgreementSubject::Service(_) => false,
        })
    }

    fn agreements_with(&self, about: impl Fn(&AgreementSubject) -> bool) -> Vec<AgreementId> {
        let agreements = self
            .agreements
            .values()
            .filter(|agreement| about(&agreement.subject));
        agreements.map(|agreement| agreement.id).collect()
    }

    /// What the services with these codes are made of, or were: the components in any of their
    /// dependency trees.
    #[must_use]
    pub fn components_of(&self, services: &BTreeSet<Code>) -> BTreeSet<ComponentId> {
        let named = |topology: &&Topology| {
            let service = self.services.get(&topology.service);
            service.is_some_and(|service| services.contains(&service.code))
        };
        let trees = self.topologies.values().filter(named);
        trees.flat_map(|tree| tree.root.components()).collect()
    }

    /// The dependency tree of `service` that is in force at `at`.
    #[must_use]
    pub fn topology_at(&self, service: ServiceId, at: Instant) -> Option<&Topology> {
        self.topologies
            .values()
            .find(|topology| topology.service == service && topology.effective.contains(at))
    }
}
