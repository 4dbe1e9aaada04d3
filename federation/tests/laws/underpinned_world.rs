//! A small world whose customer agreement a lead supplier, its sub-supplier and the integrator's own
//! desk underpin.

use std::collections::BTreeMap;

use federation::agreement::{
    Agreement, AgreementKind, AgreementStatus, AgreementSubject, AgreementVersion, HandoffTargets,
    Priority, Terms, TicketTerms, TimeTargets,
};
use federation::evaluation::{UnderpinningReport, underpinning};
use federation::model::{NamedCalendar, Service, ServiceComponent, ServiceModel};
use federation::party::{Organization, OrganizationKind, ProviderType};
use federation::time::{Calendar, Effective, Instant, PeriodSpec, WeeklyWindow};
use federation::topology::{Gate, Node, Topology};
use federation::vocabulary::{
    AgreementId, AgreementVersionId, CalendarId, Ratio, Rational, ServiceId, Text, TopologyId,
};
use uuid::Uuid;

use crate::scene::{component, gate_of, supplier, weighted_terms};

pub(crate) const CUSTOMER: u128 = 90;
pub(crate) const INTEGRATOR: u128 = 91;
pub(crate) const LEAD: u128 = 1;
pub(crate) const SUB: u128 = 2;

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse(text).expect("an instant of the test")
}

pub(crate) fn ratio(percent: &str) -> Ratio {
    let percent: Rational = percent.parse().expect("a percentage");
    Ratio::from_percent(percent).expect("a ratio")
}

/// A world in which the integrator delivers component 9, the lead supplier component 1, and its
/// sub-supplier component 2.
pub(crate) struct World {
    terms: BTreeMap<u128, Terms>,
    calendars: BTreeMap<u128, u128>,
    root: Node,
}

pub(crate) const SLA: u128 = 100;

impl World {
    /// Agreement 100 + n is about component n; 100 is the customer's, 112 the subcontract about 2.
    pub(crate) fn new(components: &[u128]) -> Self {
        Self {
            terms: BTreeMap::new(),
            calendars: BTreeMap::new(),
            root: gate_of(Gate::Serial, components.iter().copied()),
        }
    }

    pub(crate) fn with(mut self, agreement: u128, terms: Terms) -> Self {
        self.terms.insert(agreement, terms);
        self
    }

    pub(crate) fn office_hours(mut self, agreement: u128) -> Self {
        self.calendars.insert(agreement, 2);
        self
    }

    fn agreement(&self, number: u128, terms: &Terms) -> Agreement {
        let (provider, customer) = match number {
            SLA => (INTEGRATOR, CUSTOMER),
            109 => (INTEGRATOR, INTEGRATOR),
            112 => (SUB, LEAD),
            _ => (LEAD, INTEGRATOR),
        };
        let subject = match number {
            SLA => AgreementSubject::Service(ServiceId(Uuid::from_u128(1))),
            112 => AgreementSubject::Components(vec![component(2)]),
            _ => AgreementSubject::Components(vec![component(number - 100)]),
        };
        Agreement {
            id: AgreementId(Uuid::from_u128(number)),
            code: format!("a{number}").parse().expect("a code"),
            name: Text::parse("Promise", 20).expect("a name"),
            kind: AgreementKind::UnderpinningContract,
            provider: supplier(provider),
            customer: supplier(customer),
            subject,
            versions: vec![AgreementVersion {
                id: AgreementVersionId(Uuid::from_u128(number)),
                version: 1,
                status: AgreementStatus::Signed,
                effective: Effective {
                    from: at("2026-01-01T00:00:00Z"),
                    to: None,
                },
                calendar: CalendarId(Uuid::from_u128(
                    self.calendars.get(&number).copied().unwrap_or(1),
                )),
                terms: terms.clone(),
            }],
        }
    }

    pub(crate) fn model(&self) -> ServiceModel {
        let organization = |number: u128, lead: Option<u128>| Organization {
            id: supplier(number),
            code: format!("o{number}").parse().expect("a code"),
            name: Text::parse("Somebody", 20).expect("a name"),
            kind: OrganizationKind::ServiceProvider,
            provider_type: Some(ProviderType::External),
            subcontracted_to: lead.map(supplier),
        };
        let organizations = [
            organization(LEAD, None),
            organization(SUB, Some(LEAD)),
            organization(INTEGRATOR, None),
        ];
        let components = self.root.components().into_iter().map(|id| {
            let number = id.0.as_u128();
            ServiceComponent {
                id,
                code: format!("c{number}").parse().expect("a code"),
                name: Text::parse("Part", 20).expect("a name"),
                supplier: supplier(match number {
                    2 => SUB,
                    9 => INTEGRATOR,
                    _ => LEAD,
                }),
            }
        });
        let service = Service {
            id: ServiceId(Uuid::from_u128(1)),
            code: "s".parse().expect("a code"),
            name: Text::parse("Service", 20).expect("a name"),
            customer: supplier(CUSTOMER),
        };
        let topology = Topology {
            id: TopologyId(Uuid::from_u128(1)),
            service: service.id,
            effective: Effective {
                from: at("2026-01-01T00:00:00Z"),
                to: None,
            },
            root: self.root.clone(),
        };
        let named = |number: u128, calendar| NamedCalendar {
            id: CalendarId(Uuid::from_u128(number)),
            code: format!("k{number}").parse().expect("a code"),
            calendar,
        };
        let berlin = chrono_tz::Europe::Berlin;
        let calendars = [
            named(1, Calendar::around_the_clock(berlin)),
            named(2, office()),
        ];
        let agreements = self.terms.iter();
        ServiceModel {
            organizations: organizations.map(|o| (o.id, o)).into(),
            calendars: calendars.map(|c| (c.id, c)).into(),
            components: components.map(|c| (c.id, c)).collect(),
            services: [(service.id, service)].into(),
            topologies: [(topology.id, topology)].into(),
            agreements: agreements
                .map(|(number, terms)| self.agreement(*number, terms))
                .map(|a| (a.id, a))
                .collect(),
            ..ServiceModel::default()
        }
    }

    /// The alignment in the week from Monday 16 March 2026, compared over April.
    pub(crate) fn report(&self) -> UnderpinningReport {
        let model = self.model();
        let sla = &model.agreements[&AgreementId(Uuid::from_u128(SLA))];
        let april = PeriodSpec::parse("2026-04").expect("a period");
        let april = april.interval(chrono_tz::Europe::Berlin);
        let monday = at("2026-03-16T00:00:00Z");
        underpinning(&model, sla, &sla.versions[0], monday, april).expect("about a service")
    }
}

/// Monday to Friday, 08:00 to 18:00 in Berlin.
pub(crate) fn office() -> Calendar {
    use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};
    let window = WeeklyWindow::new([Mon, Tue, Wed, Thu, Fri], "08:00", "18:00");
    Calendar {
        weekly: Some(vec![window.expect("a window")]),
        ..Calendar::around_the_clock(chrono_tz::Europe::Berlin)
    }
}

/// An availability, and resolution and acknowledgement in minutes for P1.
pub(crate) fn promise(percent: &str, resolution: Option<i64>, ack: Option<i64>) -> Terms {
    let times = TimeTargets {
        response_seconds: None,
        resolution_seconds: resolution.map(|minutes| minutes * 60),
    };
    Terms {
        tickets: (resolution.is_some() || ack.is_some()).then(|| TicketTerms {
            times: [(Priority::P1, times)].into(),
            handoff: ack.map(|minutes| HandoffTargets {
                ack_seconds: minutes * 60,
                decision_seconds: minutes * 60,
            }),
            ..TicketTerms::default()
        }),
        ..weighted_terms(Some(percent))
    }
}
