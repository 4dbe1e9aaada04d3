//! A service model around a tree with outages: one service of one customer, each component under a contract of
//! its own, so that whole reports can be made of it.

use std::collections::BTreeMap;

use federation::agreement::{
    Agreement, AgreementKind, AgreementStatus, AgreementSubject, AgreementVersion,
    MaintenanceTerms, Terms,
};
use federation::incident::{Effect, MaintenanceSubject, MaintenanceWindow, OutageFact};
use federation::model::{NamedCalendar, Service, ServiceComponent, ServiceModel};
use federation::party::{Organization, OrganizationKind, ProviderType};
use federation::report::Facts;
use federation::time::{Calendar, Effective, Instant, Interval, PeriodSpec};
use federation::topology::{Node, Topology};
use federation::vocabulary::{AgreementId, Code, ComponentId, OrganizationId, ServiceId, Text};
use proptest::prelude::*;
use uuid::Uuid;

use crate::scene::{COMPONENTS, PERIOD, any_scene, component, supplier, tick, ticks};

/// The service.
pub(crate) const SERVICE: ServiceId = ServiceId(Uuid::from_u128(500));
/// The agreement with the customer.
pub(crate) const SLA: AgreementId = AgreementId(Uuid::from_u128(600));
const CUSTOMER: OrganizationId = OrganizationId(Uuid::from_u128(401));
const INTEGRATOR: OrganizationId = OrganizationId(Uuid::from_u128(402));

/// What a world is made of.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) tree: Node,
    pub(crate) facts: Vec<OutageFact>,
    pub(crate) owners: BTreeMap<ComponentId, OrganizationId>,
    pub(crate) terms: Terms,
    pub(crate) as_of: Option<Instant>,
}

/// One tree and one version of a scene, every component of which somebody delivers.
pub(crate) fn any_origin(unknown: bool) -> impl Strategy<Value = Origin> {
    any_scene().prop_map(move |scene| {
        let mut facts = scene.facts;
        facts.retain(|fact| unknown || fact.effect != Effect::Unknown);
        let owner = |of: ComponentId| scene.owners.get(&of).copied().unwrap_or(supplier(0));
        Origin {
            tree: scene.trees[0].1.clone(),
            facts,
            owners: (0..COMPONENTS)
                .map(component)
                .map(|of| (of, owner(of)))
                .collect(),
            terms: scene.versions[0].1.clone(),
            as_of: scene.as_of,
        }
    })
}

/// A model with what happened.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) model: ServiceModel,
    pub(crate) outages: Vec<OutageFact>,
    pub(crate) as_of: Instant,
}

/// The period of every report: that of the origin.
pub(crate) fn period() -> PeriodSpec {
    PeriodSpec::Between(ticks(PERIOD.start, PERIOD.end))
}

/// The contract about a component.
pub(crate) fn contract(of: ComponentId) -> AgreementId {
    AgreementId(Uuid::from_u128(700 + of.0.as_u128()))
}

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

fn text(of: &str) -> Text {
    Text::parse(of, 100).expect("a text")
}

fn organization(id: OrganizationId, kind: OrganizationKind) -> Organization {
    let name = format!("org-{}", id.0.as_u128());
    Organization {
        id,
        code: code(&name),
        name: text(&name),
        kind,
        provider_type: (kind == OrganizationKind::ServiceProvider)
            .then_some(ProviderType::External),
        subcontracted_to: None,
    }
}

fn agreement(
    id: AgreementId,
    provider: OrganizationId,
    customer: OrganizationId,
    subject: AgreementSubject,
    terms: &Terms,
) -> Agreement {
    let name = format!("agreement-{}", id.0.as_u128());
    let version = |version: u32, from: i64, to: Option<i64>| AgreementVersion {
        id: Uuid::from_u128(id.0.as_u128() * 10 + u128::from(version)).into(),
        version,
        status: AgreementStatus::Signed,
        effective: Effective {
            from: tick(from),
            to: to.map(tick),
        },
        calendar: Uuid::from_u128(300).into(),
        terms: terms.clone(),
    };
    Agreement {
        id,
        code: code(&name),
        name: text(&name),
        kind: match subject {
            AgreementSubject::Service(_) => AgreementKind::Sla,
            AgreementSubject::Components(_) => AgreementKind::UnderpinningContract,
        },
        provider,
        customer,
        subject,
        versions: vec![version(1, -100, Some(20)), version(2, 20, None)],
    }
}

impl World {
    /// The world of an origin, with planned work on the service and on its first component.
    pub(crate) fn of(origin: &Origin) -> Self {
        let mut model = ServiceModel::default();
        for (id, kind) in [
            (CUSTOMER, OrganizationKind::Customer),
            (INTEGRATOR, OrganizationKind::ServiceIntegrator),
        ]
        .into_iter()
        .chain((0..4).map(|n| (supplier(n), OrganizationKind::ServiceProvider)))
        {
            model.organizations.insert(id, organization(id, kind));
        }
        let calendar = NamedCalendar {
            id: Uuid::from_u128(300).into(),
            code: code("always"),
            calendar: Calendar::around_the_clock(chrono_tz::UTC),
        };
        model.calendars.insert(calendar.id, calendar);
        let service = Service {
            id: SERVICE,
            code: code("service"),
            name: text("service"),
            customer: CUSTOMER,
        };
        model.services.insert(SERVICE, service);
        let topology = Topology {
            id: Uuid::from_u128(550).into(),
            service: SERVICE,
            effective: Effective {
                from: tick(-100),
                to: None,
            },
            root: origin.tree.clone(),
        };
        model.topologies.insert(topology.id, topology);
        let terms = Terms {
            maintenance: Some(MaintenanceTerms {
                notice_seconds: 0,
                cap_seconds_per_month: None,
            }),
            ..origin.terms.clone()
        };
        let about = AgreementSubject::Service(SERVICE);
        let sla = agreement(SLA, INTEGRATOR, CUSTOMER, about, &terms);
        model.agreements.insert(SLA, sla);
        for (of, owner) in &origin.owners {
            add_component(&mut model, *of, *owner, &terms);
        }
        for (number, subject) in [
            (1, MaintenanceSubject::Service(SERVICE)),
            (2, MaintenanceSubject::Component(component(0))),
        ] {
            let start = 10 * i64::from(number);
            let window = MaintenanceWindow {
                id: Uuid::from_u128(800 + u128::from(number as u32)).into(),
                reference: text(&format!("CHG-{number}")),
                subject,
                interval: Interval::new(tick(start), tick(start + 3)),
                approved: true,
                notified_at: Some(tick(-50)),
            };
            model.maintenance_windows.insert(window.id, window);
        }
        let outages = origin.facts.clone();
        Self {
            model,
            outages,
            as_of: origin.as_of.unwrap_or(tick(1_000)),
        }
    }

    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            outages: &self.outages,
            as_of: self.as_of,
        }
    }
}

fn add_component(model: &mut ServiceModel, of: ComponentId, owner: OrganizationId, terms: &Terms) {
    let name = format!("component-{}", of.0.as_u128());
    let found = ServiceComponent {
        id: of,
        code: code(&name),
        name: text(&name),
        supplier: owner,
    };
    model.components.insert(of, found);
    let (id, about) = (contract(of), AgreementSubject::Components(vec![of]));
    let contract = agreement(id, owner, INTEGRATOR, about, terms);
    model.agreements.insert(id, contract);
}
