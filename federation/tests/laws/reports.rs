//! A whole report does not depend on how its facts were told: a small service model over a month with
//! a clock change, two agreement versions, two trees, maintenance, and time that nobody covers.

use chrono::{DateTime, Weekday};
use chrono_tz::Tz;
use federation::agreement::{
    Agreement, AgreementKind, AgreementStatus, AgreementSubject, AgreementVersion, DegradationRule,
    MaintenanceTerms, MissingDataRule, Terms,
};
use federation::incident::{Effect, MaintenanceSubject, MaintenanceWindow, Outage};
use federation::model::{NamedCalendar, Service, ServiceComponent, ServiceModel};
use federation::party::{Organization, OrganizationKind};
use federation::report::{Caveat, CaveatCode, Facts, ServiceReport, service_report};
use federation::time::{Calendar, Effective, Instant, Interval, PeriodSpec, WeeklyWindow};
use federation::topology::{Gate, Node, Topology};
use federation::vocabulary::{
    AgreementId, AgreementVersionId, CalendarId, ComponentId, MaintenanceWindowId, OutageId,
    ServiceId, SubmissionId, Text, TopologyId,
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::sameness::{Telling, any_telling, check_same, pieces};
use crate::scene::{any_loss, component, gate_of, supplier, weighted_terms};

const HOUR: i64 = 3_600;
const CUSTOMER: u128 = 90;
const INTEGRATOR: u128 = 91;
const MARCH: PeriodSpec = PeriodSpec::Month {
    year: 2026,
    month: 3,
};

/// Hours after the first one of February 2026 in UTC; March begins in Berlin at the 671st.
fn hour(number: i64) -> Instant {
    let first = Instant::parse("2026-02-01T00:00:00Z").expect("an instant");
    first.plus_seconds(number * HOUR)
}

fn text(words: &str) -> Text {
    Text::parse(words, 40).expect("a text")
}

fn service() -> ServiceId {
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

fn model() -> ServiceModel {
    use AgreementKind::{Sla, UnderpinningContract};
    use DegradationRule::{AsDown, AsUp, Weighted};
    use MissingDataRule::{CountAsDown, CountAsFailure, Indeterminate};
    let parts = |numbers: &[u128]| {
        AgreementSubject::Components(numbers.iter().copied().map(component).collect())
    };
    let sla = [
        (
            effective(0, Some(1_100)),
            1,
            terms("95", Weighted, Indeterminate),
        ),
        (effective(1_100, None), 2, terms("97.5", AsUp, CountAsDown)),
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

fn outage(id: OutageId, of: ComponentId, during: (i64, Option<i64>), effect: Effect) -> Outage {
    let instant = Instant::from_unix_seconds;
    Outage {
        id,
        component: of,
        supplier: supplier(1),
        start: instant(during.0),
        end: during.1.map(instant),
        effect,
        planned: false,
        source: text("monitor"),
        external_id: text(&id.0.to_string()),
        revision: 1,
        note: None,
        submission: SubmissionId(Uuid::nil()),
        recorded_at: DateTime::UNIX_EPOCH,
    }
}

fn any_outages() -> impl Strategy<Value = Vec<Outage>> {
    let effect = prop_oneof![
        1 => Just(Effect::Unknown),
        5 => any_loss().prop_map(Effect::Lost),
    ];
    let end = prop::option::weighted(0.9, 1..90i64);
    let row = (0..5u128, 640..1_450i64, end, effect);
    prop::collection::vec(row, 0..14).prop_map(|rows| {
        let outages = rows
            .into_iter()
            .zip(0..)
            .map(|((of, start, length, effect), number)| {
                let end = length.map(|hours| hour(start + hours).unix_seconds());
                let during = (hour(start).unix_seconds(), end);
                outage(
                    OutageId(Uuid::from_u128(number)),
                    component(of),
                    during,
                    effect,
                )
            });
        outages.collect()
    })
}

/// The outages in other words; what has no end lasts until `now` in every period that ends later,
/// so it is cut no later than the earliest end that a period of the report has.
fn told(outages: &[Outage], telling: &Telling, now: Instant) -> Vec<Outage> {
    let lasts_until = now.min(hour(1_414)).unix_seconds();
    let told = telling.iter().enumerate().flat_map(|place| {
        let row = &outages[place.1.0];
        let during = (row.start.unix_seconds(), row.end.map(Instant::unix_seconds));
        let pieces = pieces(place, row.id, during, lasts_until, HOUR);
        let pieces = pieces.into_iter();
        pieces.map(|(id, start, end)| outage(id, row.component, (start, end), row.effect))
    });
    told.collect()
}

/// What a reader is told beside the figures. An outage without an end is named as often as it was
/// told, so of those only whose they are is compared.
fn caveats(caveats: &[Caveat]) -> (Vec<String>, std::collections::BTreeSet<Option<ComponentId>>) {
    let is_open = |caveat: &&Caveat| caveat.code == CaveatCode::OutageOpen;
    let mut others: Vec<String> = caveats
        .iter()
        .filter(|caveat| !is_open(caveat))
        .map(|caveat| format!("{caveat:?}"))
        .collect();
    others.sort();
    let open = caveats
        .iter()
        .filter(is_open)
        .map(|caveat| caveat.component);
    (others, open.collect())
}

fn check_same_report(one: &ServiceReport, other: &ServiceReport) -> Result<(), TestCaseError> {
    check_same(&one.assessment, &other.assessment)?;
    prop_assert_eq!(one.status, other.status);
    prop_assert_eq!(one.policy, other.policy);
    prop_assert_eq!(&one.agreements, &other.agreements);
    prop_assert_eq!(&one.uncovered, &other.uncovered);
    prop_assert_eq!(&one.windows, &other.windows);
    prop_assert_eq!(&one.explanation, &other.explanation);
    prop_assert_eq!(&one.owners, &other.owners);
    prop_assert_eq!(caveats(&one.caveats), caveats(&other.caveats));
    prop_assert_eq!(one.components.len(), other.components.len());
    for (one, other) in one.components.iter().zip(&other.components) {
        prop_assert_eq!(
            (&one.component, one.agreement),
            (&other.component, other.agreement)
        );
        check_same(&one.assessment, &other.assessment)?;
        prop_assert_eq!(&one.windows, &other.windows);
        prop_assert_eq!(&one.explanation, &other.explanation);
        prop_assert_eq!(caveats(&one.caveats), caveats(&other.caveats));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn facts_told_otherwise_make_the_same_report(
        (outages, telling) in any_outages().prop_flat_map(|outages| {
            let count = outages.len();
            (Just(outages), any_telling(count))
        }),
        now in prop_oneof![Just(2_000i64), 600..1_500i64],
    ) {
        let model = model();
        let as_of = hour(now);
        let report = |outages: &[Outage]| {
            let facts = Facts { outages, as_of };
            service_report(&model, service(), MARCH, facts).expect("there is such a service")
        };
        let one = report(&outages);
        // Four promised components, each a report of its own.
        prop_assert_eq!(one.components.len(), 4);
        check_same_report(&one, &report(&told(&outages, &telling, as_of)))?;
    }

    /// In another order the same facts make the same report to the last letter, outages by start.
    #[test]
    fn the_order_of_facts_is_none_of_the_report(
        (outages, shuffled) in any_outages().prop_flat_map(|outages| {
            (Just(outages.clone()), Just(outages).prop_shuffle())
        }),
        now in 600..1_500i64,
    ) {
        let model = model();
        let report = |outages: &[Outage]| {
            let facts = Facts { outages, as_of: hour(now) };
            service_report(&model, service(), MARCH, facts).expect("there is such a service")
        };
        let (one, other) = (report(&outages), report(&shuffled));
        prop_assert_eq!(format!("{one:?}"), format!("{other:?}"));
        prop_assert!(one.assessment.outages.is_sorted_by_key(|used| one.outages[&used.outage].start));
    }
}
