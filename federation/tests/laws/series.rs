//! The series of a service against the reports of the same months, and its points against sums.

use std::collections::BTreeMap;

use chrono::{TimeZone, Utc};
use federation::agreement::{
    Agreement, AgreementKind, AgreementStatus, AgreementSubject, AgreementVersion, DegradationRule,
    MaintenanceTerms, MissingDataRule, Terms,
};
use federation::evaluation::{LostTimes, Verdict};
use federation::incident::{
    Effect, MaintenanceSubject, MaintenanceWindow, Outage, OutageFact, OutageRegister,
};
use federation::model::{NamedCalendar, Service, ServiceModel};
use federation::report::{
    Facts, SeriesStep, ServiceOutages, availability_series, service_frame, service_report,
};
use federation::time::{Calendar, Effective, Instant, Interval, PeriodSpec, WeeklyWindow};
use federation::topology::{Gate, Node, Topology};
use federation::vocabulary::{
    AgreementId, AgreementVersionId, CalendarId, Code, MaintenanceWindowId, OutageId, ServiceId,
    SubmissionId, Text, TopologyId,
};
use uuid::Uuid;

use crate::scene::{component, gate_of, loss, supplier, weighted_terms};

const SERVICE: ServiceId = ServiceId(Uuid::from_u128(1));

fn at(text: &str) -> Instant {
    Instant::parse(text).expect("an instant of the test")
}

fn code(text: &str) -> Code {
    text.parse().expect("a code of the test")
}

fn text(text: &str) -> Text {
    Text::parse(text, 200).expect("a text of the test")
}

fn calendar(number: u128, calendar: Calendar) -> (CalendarId, NamedCalendar) {
    let id = CalendarId(Uuid::from_u128(number));
    let code = code(&format!("calendar-{number}"));
    (id, NamedCalendar { id, code, calendar })
}

fn version(number: u128, from: &str, to: Option<&str>, terms: Terms) -> AgreementVersion {
    AgreementVersion {
        id: AgreementVersionId(Uuid::from_u128(number)),
        version: number as u32,
        status: AgreementStatus::Signed,
        effective: Effective {
            from: at(from),
            to: to.map(at),
        },
        calendar: CalendarId(Uuid::from_u128(number)),
        terms,
    }
}

fn topology(number: u128, from: &str, to: Option<&str>, root: Node) -> (TopologyId, Topology) {
    let id = TopologyId(Uuid::from_u128(number));
    let effective = Effective {
        from: at(from),
        to: to.map(at),
    };
    let topology = Topology {
        id,
        service: SERVICE,
        effective,
        root,
    };
    (id, topology)
}

/// Two years of a service: office hours in Berlin with maintenance, then New York around the clock,
/// and a gap without an agreement; two trees.
fn model() -> ServiceModel {
    let weekdays = [
        chrono::Weekday::Mon,
        chrono::Weekday::Wed,
        chrono::Weekday::Sat,
    ];
    let office = Calendar {
        weekly: Some(vec![
            WeeklyWindow::new(weekdays, "07:30", "19:00").expect("a window"),
        ]),
        ..Calendar::around_the_clock(chrono_tz::Europe::Berlin)
    };
    let new_york = Calendar::around_the_clock(chrono_tz::America::New_York);
    let terms = |degradation, missing_data, target| Terms {
        degradation,
        missing_data,
        ..weighted_terms(target)
    };
    let maintained = Terms {
        maintenance: Some(MaintenanceTerms {
            notice_seconds: 3_600,
            cap_seconds_per_month: Some(6 * 3_600),
        }),
        ..terms(
            DegradationRule::Weighted,
            MissingDataRule::Indeterminate,
            Some("90"),
        )
    };
    let as_failure = terms(
        DegradationRule::AsUp,
        MissingDataRule::CountAsFailure,
        Some("98"),
    );
    let as_down = terms(DegradationRule::AsDown, MissingDataRule::CountAsDown, None);
    let agreement = Agreement {
        id: AgreementId(Uuid::from_u128(1)),
        code: code("sla"),
        name: text("The service"),
        kind: AgreementKind::Sla,
        provider: supplier(1),
        customer: supplier(2),
        subject: AgreementSubject::Service(SERVICE),
        versions: vec![
            version(
                1,
                "2025-01-10T00:00:00Z",
                Some("2025-09-17T12:00:00Z"),
                maintained,
            ),
            version(
                2,
                "2025-09-17T12:00:00Z",
                Some("2026-03-31T22:00:00Z"),
                as_failure,
            ),
            version(3, "2026-06-11T00:00:00Z", None, as_down),
        ],
    };
    let windows = (0..40u128).map(|number| {
        let start = at("2025-02-01T08:00:00Z").plus_seconds(number as i64 * 5 * 86_400);
        let id = MaintenanceWindowId(Uuid::from_u128(number));
        let window = MaintenanceWindow {
            id,
            reference: text("window"),
            subject: match number % 2 {
                0 => MaintenanceSubject::Service(SERVICE),
                _ => MaintenanceSubject::Component(component(number % 5)),
            },
            interval: Interval::new(start, start.plus_seconds(5_000)),
            approved: number % 7 != 0,
            notified_at: Some(start.plus_seconds(-7_200)),
        };
        (id, window)
    });
    let nested = Node::Gate {
        gate: Gate::Serial,
        children: vec![
            Node::Component(component(0)),
            gate_of(Gate::KOfN(2), [1, 2, 3]),
            gate_of(Gate::Parallel, [3, 4]),
        ],
    };
    let service = Service {
        id: SERVICE,
        code: code("service"),
        name: text("Service"),
        customer: supplier(2),
    };
    ServiceModel {
        calendars: [
            calendar(1, office.clone()),
            calendar(2, new_york),
            calendar(3, office),
        ]
        .into(),
        services: [(SERVICE, service)].into(),
        topologies: [
            topology(
                1,
                "2025-01-01T00:00:00Z",
                Some("2025-08-20T06:00:00Z"),
                nested,
            ),
            topology(
                2,
                "2025-08-20T06:00:00Z",
                None,
                gate_of(Gate::Serial, [0, 2, 4]),
            ),
        ]
        .into(),
        agreements: [(agreement.id, agreement)].into(),
        maintenance_windows: windows.collect(),
        ..ServiceModel::default()
    }
}

fn outages() -> Vec<Outage> {
    let mut seed = 3u64;
    let mut random = |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let first = at("2024-12-20T00:00:00Z");
    let recorded_at = Utc.with_ymd_and_hms(2026, 11, 22, 0, 0, 0).single();
    let outages = (0..400u128).map(|number| {
        let start = first.plus_seconds(random(730 * 86_400) as i64);
        let effect = match random(8) {
            0 => Effect::Unknown,
            1 | 2 => Effect::Lost(loss("0.3")),
            _ => Effect::Lost(federation::vocabulary::Loss::FULL),
        };
        Outage {
            id: OutageId(Uuid::from_u128(number)),
            component: component(u128::from(random(5))),
            supplier: supplier(1),
            start,
            end: (number > 1).then(|| start.plus_seconds(60 + random(90_000) as i64)),
            effect,
            planned: false,
            source: text("monitoring"),
            external_id: text(&number.to_string()),
            revision: 1,
            note: None,
            submission: SubmissionId(Uuid::from_u128(1)),
            recorded_at: recorded_at.expect("an instant"),
        }
    });
    outages.collect()
}

fn series(
    register: &OutageRegister,
    by: SeriesStep,
    as_of: &str,
) -> Vec<federation::report::SeriesPoint> {
    let span = Interval::new(at("2024-12-31T11:00:00Z"), at("2027-01-01T11:00:00Z"));
    let around = Interval::new(at("2024-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z"));
    let model = model();
    let frame = service_frame(&model, SERVICE, around).expect("the service");
    let kept = frame.rollup(register);
    let [made, read] = [None, Some(&kept)].map(|rollup| {
        let outages = ServiceOutages { register, rollup };
        let points = availability_series(&model, SERVICE, outages, span, by, at(as_of));
        points.expect("the service")
    });
    assert_eq!(
        made, read,
        "the kept days say the same as a rollup made for the stretch"
    );
    read
}

#[track_caller]
fn check_reports(by: SeriesStep, as_of: &str, whole: impl Fn(&str) -> bool) {
    let outages: Vec<OutageFact> = outages().iter().map(OutageFact::from).collect();
    let (model, register) = (model(), outages.iter().copied().collect());
    let mut verdicts = BTreeMap::new();
    let points = series(&register, by, as_of);
    for point in points.iter().filter(|point| whole(&point.period)) {
        let period = PeriodSpec::parse(&point.period).expect("a period");
        let facts = Facts {
            outages: &outages,
            as_of: at(as_of),
        };
        let report = service_report(&model, SERVICE, period, facts).expect("the service");
        let assessed = report.assessment;
        assert_eq!(point.interval, assessed.period, "{}", point.period);
        assert_eq!(point.lost.base_seconds, assessed.figure.base_seconds);
        assert_eq!(
            point.downtime_seconds, assessed.figure.downtime_seconds,
            "{}",
            point.period
        );
        assert_eq!(point.availability, assessed.figure.availability);
        assert_eq!(point.state, assessed.figure.state);
        assert_eq!(point.lower, assessed.bounds.lower);
        assert_eq!(point.upper, assessed.bounds.upper);
        assert_eq!(point.verdict, assessed.verdict);
        let required = assessed.promise.and_then(|promise| promise.required);
        assert_eq!(point.required, required);
        *verdicts.entry(point.verdict).or_insert(0) += 1;
    }
    if by == SeriesStep::Month {
        assert_eq!(verdicts.values().sum::<i32>(), 24);
        for seen in [None, Some(Verdict::Breached), Some(Verdict::Indeterminate)] {
            assert!(verdicts.contains_key(&seen), "{seen:?} in {verdicts:?}");
        }
    }
}

#[test]
fn a_series_says_what_the_reports_of_its_periods_say() {
    for as_of in [
        "2026-11-22T05:00:00Z",
        "2025-10-05T03:00:00Z",
        "2027-06-01T00:00:00Z",
    ] {
        let known = |period: &str| period.starts_with("2025") || period.starts_with("2026");
        check_reports(SeriesStep::Month, as_of, known);
        check_reports(SeriesStep::Quarter, as_of, known);
        check_reports(SeriesStep::Year, as_of, known);
    }
}

#[test]
fn days_weeks_and_rollups_add_up_to_the_whole() {
    let register: OutageRegister = outages().iter().map(OutageFact::from).collect();
    // All of it in one zone: where that changes, hours between two periods can be in none of them.
    let span = Interval::new(at("2025-01-01T05:00:00Z"), at("2025-09-09T01:02:03Z"));
    let model = model();
    let frame = service_frame(&model, SERVICE, span).expect("the service");
    for as_of in [at("2025-07-24T18:00:00Z"), at("2026-01-01T00:00:00Z")] {
        let whole = frame.end_to_end().lost_within(&register, span, Some(as_of));
        let rollup = frame.rollup(&register);
        assert_eq!(rollup.lost_within(&register, span, Some(as_of)), whole);
        assert!(whole.uncertain_seconds > 0 && whole.counted < whole.worst);
        for by in SeriesStep::ALL {
            let outages = ServiceOutages {
                register: &register,
                rollup: None,
            };
            let points = availability_series(&model, SERVICE, outages, span, *by, as_of);
            let points = points.expect("the service");
            let sum: LostTimes = points.iter().map(|point| point.lost).sum();
            assert_eq!(sum, whole, "{by}");
        }
    }
}

#[test]
fn periods_are_named_as_people_write_them() {
    let register = OutageRegister::new();
    let label = |by| {
        series(&register, by, "2026-01-01T00:00:00Z")[1]
            .period
            .clone()
    };
    assert_eq!(label(SeriesStep::Day), "2025-01-01");
    assert_eq!(label(SeriesStep::Week), "2025-W02");
    assert_eq!(label(SeriesStep::Month), "2025-01");
    assert_eq!(label(SeriesStep::Quarter), "2025-Q1");
    assert_eq!(label(SeriesStep::Year), "2025");
}
