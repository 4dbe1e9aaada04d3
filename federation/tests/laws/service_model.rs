//! A small service model for laws about whole reports: a month with a clock change, two agreement
//! versions, two trees, maintenance, and a component that nobody promised.

use chrono::Weekday;
use chrono_tz::Tz;
use federation::agreement::{
    Agreement, AgreementKind, AgreementStatus, AgreementSubject, AgreementVersion, DegradationRule,
    MaintenanceTerms, MissingDataRule, Terms,
};
use federation::incident::{MaintenanceSubject, MaintenanceWindow};
use federation::model::{NamedCalendar, Service, ServiceComponent, ServiceModel};
use federation::party::{Organization, OrganizationKind};
use federation::time::{Calendar, Effective, Instant, Interval, PeriodSpec, WeeklyWindow};
use federation::topology::{Gate, Node, Topology};
use federation::vocabulary::{
    AgreementId, AgreementVersionId, CalendarId, MaintenanceWindowId, ServiceId, Text, TopologyId,
};
use uuid::Uuid;

use crate::scene::{component, gate_of, supplier, weighted_terms};

/// The hour of the month at which the customer's second version begins, which counts as up what is
/// only degraded.
pub(crate) const SECOND_VERSION: i64 = 1_100;
/// The hour at which March ends in Berlin.
pub(crate) const MARCH_END: i64 = 1_414;

pub(crate) const HOUR: i64 = 3_600;
const CUSTOMER: u128 = 90;
const INTEGRATOR: u128 = 91;
pub(crate) const MARCH: PeriodSpec = PeriodSpec::Month {
    year: 2026,
    month: 3,
};

/// Hours after the first one of February 2026 in UTC; March begins in Berlin at the 671st.
pub(crate) fn hour(number: i64) -> Instant {
    let first = Instant::parse("2026-02-01T00:00:00Z").expect("an instant");
    first.plus_seconds(number * HOUR)
}

pub(crate) fn text(words: &str) -> Text {
    Text::parse(words, 40).expect("a text")
}

pub(crate) fn service() -> ServiceId {
    ServiceId(Uuid::from_u128(1))
}

/// From one hour on, until another or for good.
fn effective(from: i64, to: Option<i64>) -> Effective {
    Effective {
        from: hour(from),
        to: to.map(hour),
    }
}

fn agreement(
    number: u128,
    kind: AgreementKind,
    (provider, customer): (u128, u128),
    subject: AgreementSubject,
    versions: &[(Effective, u128, Terms)],
) -> (AgreementId, Agreement) {
    let versions = versions
        .iter()
        .zip(1u32..)
        .map(|((effective, calendar, terms), version)| AgreementVersion {
            id: AgreementVersionId(Uuid::from_u128(number * 10 + u128::from(version))),
            version,
            status: AgreementStatus::Signed,
            effective: *effective,
            calendar: CalendarId(Uuid::from_u128(*calendar)),
            terms: terms.clone(),
        });
    let id = AgreementId(Uuid::from_u128(number));
    let agreement = Agreement {
        id,
        code: format!("a{number}").parse().expect("a code"),
        name: text("Promise"),
        kind,
        provider: supplier(provider),
        customer: supplier(customer),
        subject,
        versions: versions.collect(),
    };
    (id, agreement)
}

fn terms(target: &str, degradation: DegradationRule, missing_data: MissingDataRule) -> Terms {
    Terms {
        degradation,
        missing_data,
        maintenance: Some(MaintenanceTerms {
            notice_seconds: 48 * HOUR,
            cap_seconds_per_month: Some(6 * HOUR),
        }),
        ..weighted_terms(Some(target))
    }
}

fn window(number: u128, subject: MaintenanceSubject, start: i64, notice: i64) -> MaintenanceWindow {
    MaintenanceWindow {
        id: MaintenanceWindowId(Uuid::from_u128(number)),
        reference: text(&format!("change {number}")),
        subject,
        interval: Interval::new(hour(start), hour(start + 5)),
        approved: true,
        notified_at: Some(hour(start - notice)),
    }
}

fn organizations() -> impl Iterator<Item = Organization> {
    let suppliers = (1..=3).map(|number| (number, OrganizationKind::ServiceProvider));
    let others = [
        (CUSTOMER, OrganizationKind::Customer),
        (INTEGRATOR, OrganizationKind::ServiceIntegrator),
    ];
    suppliers.chain(others).map(|(number, kind)| Organization {
        id: supplier(number),
        code: format!("o{number}").parse().expect("a code"),
        name: text("Somebody"),
        kind,
        provider_type: None,
        subcontracted_to: None,
    })
}

/// The first supplier delivers components 0 and 1, the second 2 and 3, the third 4 without an
/// agreement.
fn components() -> impl Iterator<Item = ServiceComponent> {
    [1, 1, 2, 2, 3]
        .into_iter()
        .zip(0..)
        .map(|(of, number)| ServiceComponent {
            id: component(number),
            code: format!("c{number}").parse().expect("a code"),
            name: text("Part"),
            supplier: supplier(of),
        })
}

fn calendars() -> [NamedCalendar; 2] {
    let zone: Tz = "Europe/Berlin".parse().expect("a zone");
    let days = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sun,
    ];
    let office = WeeklyWindow::new(days, "01:30", "18:00").expect("a window");
    let always = Calendar::around_the_clock(zone);
    let office = Calendar {
        weekly: Some(vec![office]),
        ..always.clone()
    };
    [(1, always), (2, office)].map(|(number, calendar)| NamedCalendar {
        id: CalendarId(Uuid::from_u128(number)),
        code: format!("k{number}").parse().expect("a code"),
        calendar,
    })
}

fn topologies() -> [Topology; 2] {
    let tree = |redundant: Gate| Node::Gate {
        gate: Gate::Serial,
        children: vec![
            Node::Component(component(0)),
            gate_of(redundant, [1, 2, 3]),
            gate_of(Gate::Parallel, [3, 4]),
        ],
    };
    let in_force = [
        (1, effective(0, Some(1_000)), tree(Gate::KOfN(2))),
        (2, effective(1_000, None), tree(Gate::Parallel)),
    ];
    in_force.map(|(number, effective, root)| Topology {
        id: TopologyId(Uuid::from_u128(number)),
        service: service(),
        effective,
        root,
    })
}

pub(crate) fn model() -> ServiceModel {
    use AgreementKind::{Sla, UnderpinningContract};
    use DegradationRule::{AsDown, AsUp, Weighted};
    use MissingDataRule::{CountAsDown, CountAsFailure, Indeterminate};
    let parts = |numbers: &[u128]| {
        AgreementSubject::Components(numbers.iter().copied().map(component).collect())
    };
    let sla = [
        (
            effective(0, Some(SECOND_VERSION)),
            1,
            terms("95", Weighted, Indeterminate),
        ),
        (
            effective(SECOND_VERSION, None),
            2,
            terms("97.5", AsUp, CountAsDown),
        ),
    ];
    let first = [(effective(0, None), 2, terms("98", AsUp, CountAsFailure))];
    let second = [(
        effective(700, Some(1_200)),
        1,
        terms("99", AsDown, Indeterminate),
    )];
    let windows = [
        window(1, MaintenanceSubject::Service(service()), 800, 100),
        window(2, MaintenanceSubject::Component(component(0)), 803, 50),
        window(3, MaintenanceSubject::Component(component(2)), 900, 10),
    ];
    ServiceModel {
        organizations: organizations().map(|o| (o.id, o)).collect(),
        calendars: calendars().map(|c| (c.id, c)).into(),
        components: components().map(|c| (c.id, c)).collect(),
        services: [(
            service(),
            Service {
                id: service(),
                code: "pay".parse().expect("a code"),
                name: text("Payments"),
                customer: supplier(CUSTOMER),
            },
        )]
        .into(),
        topologies: topologies().map(|t| (t.id, t)).into(),
        agreements: [
            agreement(
                1,
                Sla,
                (INTEGRATOR, CUSTOMER),
                AgreementSubject::Service(service()),
                &sla,
            ),
            agreement(
                2,
                UnderpinningContract,
                (1, INTEGRATOR),
                parts(&[0, 1]),
                &first,
            ),
            agreement(
                3,
                UnderpinningContract,
                (2, INTEGRATOR),
                parts(&[2, 3]),
                &second,
            ),
        ]
        .into(),
        maintenance_windows: windows.map(|w| (w.id, w)).into(),
    }
}
