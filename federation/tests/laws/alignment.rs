//! Alignment: worked numbers, laws of what would be required, and every further finding of C6.

use std::num::NonZeroU16;

use chrono_tz::Tz;
use federation::agreement::alignment::{
    AlignmentFinding, AlignmentFindingKind, AlignmentStatus, AvailabilityAlignment, ChainStep,
    ChainStepKind, TimeChain, Underpinning, UnderpinningTerms, findings, required_each,
};
use federation::agreement::{
    Agreement, AgreementKind, AgreementStatus, AgreementSubject, AgreementVersion,
    MaintenanceTerms, Target,
};
use federation::evaluation::{UnderpinningReport, underpinning};
use federation::model::{NamedCalendar, ServiceComponent, ServiceModel};
use federation::party::{Organization, OrganizationKind, ProviderType};
use federation::time::{Calendar, Effective, Interval};
use federation::topology::{Gate, Topology};
use federation::vocabulary::{
    AgreementId, AgreementVersionId, CalendarId, Ratio, Rational, ServiceId, Text, TopologyId,
};
use proptest::prelude::*;
use uuid::Uuid;

use crate::scene::{component, gate_of, supplier, tick, ticks, weighted_terms};

fn target(percent: &str) -> Target {
    Target::from_percent(percent).expect("a target of the test")
}

fn serial(percents: &[&str], customer: &str) -> AvailabilityAlignment {
    let promises = percents.iter().zip(0..).map(|(percent, number)| {
        let fraction = target(percent).fraction().clone();
        (component(number), Ratio::new(fraction).expect("a ratio"))
    });
    let tree = gate_of(Gate::Serial, 0..percents.len() as u128);
    AvailabilityAlignment::of(
        &target(customer),
        &tree,
        &promises.collect(),
        Some(43_200 * 60),
    )
}

#[track_caller]
fn check(customer: &str, percents: &[&str], product: &str, expect: AlignmentStatus) {
    let aligned = serial(percents, customer);
    let exact = aligned.product.expect("a product") * Rational::whole(100);
    assert_eq!(exact.exact_decimal().as_deref(), Some(product));
    assert_eq!(aligned.status, expect);
}

#[test]
fn c6_availability() {
    let three = ["99.9", "99.7", "99.8"];
    check("99.5", &three, "99.4010994", AlignmentStatus::Misaligned);
    let gap = serial(&three, "99.5");
    assert_eq!(
        gap.product_gap.map(|gap| gap.percent_truncated()),
        Some("0.098900".into())
    );
    let minutes = gap.product_gap_seconds.expect("seconds") * Rational::new(1, 60);
    assert_eq!(minutes.truncated(1), "42.7");
    let exactly = ["99.95", "99.9", "99.9"];
    check("99.75", &exactly, "99.75019995", AlignmentStatus::Aligned);
    check("99.7501", &exactly, "99.75019995", AlignmentStatus::AtRisk);
}

#[track_caller]
fn check_required(percent: &str, count: u16, worst: &str, product: &str) {
    let count = NonZeroU16::new(count).expect("suppliers");
    let each = required_each(&target(percent), count);
    let shown = [&each.worst_case, &each.product].map(Rational::percent_truncated);
    assert_eq!(shown, [worst, product]);
}

#[test]
fn c6_required_of_each() {
    check_required("99.9", 3, "99.966666", "99.966656");
    check_required("100", 3, "100.000000", "100.000000");
    check_required("99.9", 1, "99.900000", "99.900000");
    check_required("0.000001", 500, "99.800000", "96.382903");
}

#[test]
fn c6_times_of_a_chain() {
    let step = |party, kind, minutes: i64| ChainStep {
        party,
        kind,
        seconds: minutes * 60,
    };
    let steps = [
        step("desk", ChainStepKind::Work, 30),
        step("A", ChainStepKind::Ack, 15),
        step("A", ChainStepKind::Work, 120),
        step("B", ChainStepKind::Ack, 15),
        step("B", ChainStepKind::Work, 120),
    ];
    let chain = TimeChain::of(&steps, 240 * 60);
    assert_eq!(
        (chain.total_seconds, chain.slack_seconds),
        (300 * 60, -60 * 60)
    );
    assert_eq!(chain.status, AlignmentStatus::Misaligned);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// What is required is enough, and a millionth of a percent less is not.
    #[test]
    fn what_is_required_is_enough_and_not_too_much(
        millionths in 1..=100_000_000u32, count in 1..8u16
    ) {
        let target = Target::from_fraction(Rational::new(millionths, 100_000_000)).expect("a target");
        let each = required_each(&target, NonZeroU16::new(count).expect("suppliers"));
        let product = |part: &Rational| (0..count).fold(Rational::one(), |all, _| all * part.clone());
        prop_assert!(target.is_met_by(&product(&each.product)));
        let less = each.product.clone() - Rational::new(1, 100_000_000);
        prop_assert!(!target.is_met_by(&product(&less)));
        let lost = (Rational::one() - each.worst_case.clone()) * Rational::whole(count);
        prop_assert_eq!(&(Rational::one() - lost), target.fraction());
        prop_assert!(each.worst_case >= less);
    }
}

fn maintenance(notice_hours: i64, cap_hours: Option<i64>) -> Option<MaintenanceTerms> {
    Some(MaintenanceTerms {
        notice_seconds: notice_hours * 3_600,
        cap_seconds_per_month: cap_hours.map(|hours| hours * 3_600),
    })
}

fn terms(from: i64, to: Option<i64>, maintenance: Option<MaintenanceTerms>) -> UnderpinningTerms {
    UnderpinningTerms {
        agreement: AgreementId(Uuid::from_u128(7)),
        effective: Effective {
            from: tick(from),
            to: to.map(tick),
        },
        has_target: true,
        maintenance,
        zone: Tz::UTC,
    }
}

#[track_caller]
fn check_findings(
    customer: &UnderpinningTerms,
    supplier_terms: UnderpinningTerms,
    expect: &[AlignmentFinding],
) {
    // Two components under the same agreement are one finding.
    let underpinnings = [0, 1].map(|number| Underpinning {
        component: component(number),
        supplier: supplier(1),
        promised: Some(supplier_terms.clone()),
    });
    assert_eq!(findings(customer, &underpinnings), expect);
}

#[test]
fn c6_further_findings_in_their_own_units() {
    let agreement = AgreementId(Uuid::from_u128(7));
    let customer = terms(0, Some(1_000), maintenance(48, Some(8)));
    check_findings(&customer, customer.clone(), &[]);
    check_findings(&customer, terms(-5, None, None), &[]);
    let open = terms(0, None, None);
    let expires = |uncovered_seconds| AlignmentFinding::ExpiresEarlier {
        agreement,
        expires_at: tick(900),
        uncovered_seconds,
    };
    check_findings(&customer, terms(0, Some(900), None), &[expires(Some(100))]);
    check_findings(&open, terms(0, Some(900), None), &[expires(None)]);
    let begins = AlignmentFinding::BeginsLater {
        agreement,
        begins_at: tick(30),
        uncovered_seconds: 30,
    };
    check_findings(&customer, terms(30, None, None), &[begins]);
    let excess = |hours: Option<i64>| AlignmentFinding::MaintenanceNotBackToBack {
        agreement,
        excess_seconds_per_month: hours.map(|hours| hours * 3_600),
    };
    check_findings(
        &customer,
        terms(0, None, maintenance(48, Some(9))),
        &[excess(Some(1))],
    );
    check_findings(
        &customer,
        terms(0, None, maintenance(48, None)),
        &[excess(None)],
    );
    check_findings(
        &open,
        terms(0, None, maintenance(48, Some(2))),
        &[excess(Some(2))],
    );
    let unlimited = terms(0, None, maintenance(48, None));
    check_findings(&unlimited, unlimited.clone(), &[]);
    let notice = AlignmentFinding::NoticeShorter {
        agreement,
        missing_seconds: 24 * 3_600,
    };
    check_findings(
        &customer,
        terms(0, None, maintenance(24, Some(8))),
        &[notice],
    );
    let zone = Tz::Europe__Berlin;
    let elsewhere = UnderpinningTerms {
        zone,
        has_target: false,
        ..open.clone()
    };
    let zones = AlignmentFinding::ZoneDiffers {
        agreement,
        zone,
        customer_zone: Tz::UTC,
    };
    check_findings(
        &customer,
        elsewhere,
        &[AlignmentFinding::NoTarget { agreement }, zones],
    );
}

const CUSTOMER: u128 = 90;
const INTEGRATOR: u128 = 91;

fn organization(number: u128, kind: OrganizationKind, lead: Option<u128>) -> Organization {
    Organization {
        id: supplier(number),
        code: format!("o{number}").parse().expect("a code"),
        name: Text::parse("Somebody", 20).expect("a name"),
        kind,
        provider_type: (kind == OrganizationKind::ServiceProvider)
            .then_some(ProviderType::External),
        subcontracted_to: lead.map(supplier),
    }
}

/// An agreement of one signed version for good, or of two that follow on each other.
fn agreement(
    number: u128,
    (provider, customer): (u128, u128),
    subject: AgreementSubject,
    percent: &str,
    ends: &[Option<i64>],
) -> Agreement {
    let from = [0].into_iter().chain(ends.iter().flatten().copied());
    let versions = from
        .zip(ends)
        .zip(1u32..)
        .map(|((from, to), version)| AgreementVersion {
            id: AgreementVersionId(Uuid::from_u128(number * 10 + u128::from(version))),
            version,
            status: AgreementStatus::Signed,
            effective: Effective {
                from: tick(from),
                to: to.map(tick),
            },
            calendar: CalendarId(Uuid::from_u128(1)),
            terms: weighted_terms(Some(percent)),
        });
    Agreement {
        id: AgreementId(Uuid::from_u128(number)),
        code: format!("a{number}").parse().expect("a code"),
        name: Text::parse("Promise", 20).expect("a name"),
        kind: AgreementKind::UnderpinningContract,
        provider: supplier(provider),
        customer: supplier(customer),
        subject,
        versions: versions.collect(),
    }
}

/// Components 0 and 1 of supplier 0, and 2 of its sub-supplier 1, in series for one service.
fn model(agreements: Vec<Agreement>) -> ServiceModel {
    let provider = OrganizationKind::ServiceProvider;
    let organizations = [
        organization(0, provider, None),
        organization(1, provider, Some(0)),
    ];
    let components = [(0, 0), (1, 0), (2, 1)].map(|(number, of)| ServiceComponent {
        id: component(number),
        code: format!("c{number}").parse().expect("a code"),
        name: Text::parse("Part", 20).expect("a name"),
        supplier: supplier(of),
    });
    let topology = Topology {
        id: TopologyId(Uuid::from_u128(1)),
        service: ServiceId(Uuid::from_u128(1)),
        effective: Effective {
            from: tick(0),
            to: None,
        },
        root: gate_of(Gate::Serial, 0..3),
    };
    let calendar = NamedCalendar {
        id: CalendarId(Uuid::from_u128(1)),
        code: "always".parse().expect("a code"),
        calendar: Calendar::around_the_clock(Tz::UTC),
    };
    ServiceModel {
        organizations: organizations.map(|o| (o.id, o)).into(),
        components: components.map(|c| (c.id, c)).into(),
        topologies: [(topology.id, topology)].into(),
        calendars: [(calendar.id, calendar)].into(),
        agreements: agreements.into_iter().map(|a| (a.id, a)).collect(),
        ..ServiceModel::default()
    }
}

fn report(underpinned_by: Vec<Agreement>) -> UnderpinningReport {
    let service = AgreementSubject::Service(ServiceId(Uuid::from_u128(1)));
    let sla = agreement(1, (INTEGRATOR, CUSTOMER), service, "99.7", &[Some(500)]);
    let span: Interval = ticks(0, 100);
    let model = model(underpinned_by);
    underpinning(&model, &sla, &sla.versions[0], tick(10), span).expect("about a service")
}

#[track_caller]
fn check_report(
    agreements: Vec<Agreement>,
    kinds: &[AlignmentFindingKind],
    unpromised: &[u128],
    expect: AlignmentStatus,
) {
    let report = report(agreements);
    let found: Vec<_> = report.findings.iter().map(AlignmentFinding::kind).collect();
    assert_eq!(found, kinds);
    assert_eq!(report.status, expect);
    let missing = report.availability.expect("a target and a tree").unpromised;
    assert_eq!(missing, unpromised.iter().copied().map(component).collect());
}

#[test]
fn c6_out_of_the_service_model() {
    use AlignmentFindingKind::{
        AvailabilityNotCarried, ExpiresEarlier, MissingAgreement, SubSupplierNotCovered,
    };
    let parts = |numbers: &[u128]| {
        AgreementSubject::Components(numbers.iter().copied().map(component).collect())
    };
    let lead = |percent, ends: &[Option<i64>]| {
        agreement(2, (0, INTEGRATOR), parts(&[0, 1, 2]), percent, ends)
    };
    let sub = agreement(3, (1, 0), parts(&[2]), "99.9", &[None]);
    let good = vec![lead("99.9", &[None]), sub.clone()];
    check_report(good, &[], &[], AlignmentStatus::Aligned);
    let weak = vec![lead("99.8999", &[None]), sub.clone()];
    check_report(
        weak,
        &[AvailabilityNotCarried],
        &[],
        AlignmentStatus::AtRisk,
    );
    // Versions that follow on each other are one promise.
    let renewed = vec![lead("99.9", &[Some(300), Some(900)]), sub.clone()];
    check_report(renewed, &[], &[], AlignmentStatus::Aligned);
    let ending = vec![lead("99.9", &[Some(300)]), sub.clone()];
    check_report(ending, &[ExpiresEarlier], &[], AlignmentStatus::Misaligned);
    let uncovered = vec![lead("99.9", &[None])];
    check_report(
        uncovered,
        &[SubSupplierNotCovered],
        &[],
        AlignmentStatus::Misaligned,
    );
    // What the sub-supplier promises its lead supplier is no promise to the integrator.
    let partial = agreement(2, (0, INTEGRATOR), parts(&[0, 1]), "99.99", &[None]);
    check_report(
        vec![partial, sub],
        &[AvailabilityNotCarried, MissingAgreement],
        &[2],
        AlignmentStatus::Misaligned,
    );
}

#[test]
fn a_service_without_a_tree_is_carried_by_nothing() {
    let service = ServiceId(Uuid::from_u128(2));
    let subject = AgreementSubject::Service(service);
    let sla = agreement(1, (INTEGRATOR, CUSTOMER), subject, "99.7", &[None]);
    let (at, span) = (tick(10), ticks(0, 100));
    let report = underpinning(&model(Vec::new()), &sla, &sla.versions[0], at, span);
    let report = report.expect("about a service");
    assert_eq!(
        report.findings,
        [AlignmentFinding::NoDependencyTree { service }]
    );
    assert_eq!(report.status, AlignmentStatus::Misaligned);
}
