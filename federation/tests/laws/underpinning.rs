//! Alignment out of a whole service model: the worked numbers of C6.

use federation::agreement::alignment::{
    AlignmentFinding, AlignmentStatus, CreditCover, TimeCommitment, WorstDue,
};
use federation::agreement::credit::{Band, Bands, CreditRegime, CreditTerms, MeasurementSort};
use federation::agreement::{ClockKind, Priority, Terms, TimeTargets};
use federation::report::{AlignmentQuestion, Explanation, ExplanationStep, alignment_report};
use federation::time::{Calendar, Interval};
use federation::vocabulary::{AgreementId, Money, Rational};
use uuid::Uuid;

use crate::scene::{component, supplier};
use crate::underpinned_world::{INTEGRATOR, LEAD, SLA, SUB, World, at, office, promise, ratio};

#[track_caller]
fn check_availability(customer: &str, percents: [&str; 3], expect: AlignmentStatus, gap: &str) {
    let mut world = World::new(&[1, 3, 4]).with(SLA, promise(customer, None, None));
    for (agreement, percent) in [101, 103, 104].into_iter().zip(percents) {
        world = world.with(agreement, promise(percent, None, None));
    }
    let report = world.report();
    assert_eq!(report.status, expect);
    let availability = report.availability.expect("a target and a tree");
    assert_eq!(availability.status, expect);
    let product = availability.product_gap.expect("a product");
    assert_eq!(product.percent_truncated(), gap);
    match &report.findings[..] {
        [] => assert_eq!(expect, AlignmentStatus::Aligned),
        [AlignmentFinding::AvailabilityNotCarried { status, .. }] => assert_eq!(*status, expect),
        others => panic!("{others:?}"),
    }
}

#[test]
fn c6_availability_out_of_a_model() {
    use AlignmentStatus::{Aligned, AtRisk, Misaligned};
    let weak = ["99.9", "99.7", "99.8"];
    check_availability("99.5", weak, Misaligned, "0.098900");
    let exact = ["99.95", "99.9", "99.9"];
    check_availability("99.75", exact, Aligned, "0.000000");
    check_availability("99.7501", exact, AtRisk, "0.000000");
}

/// Desk 30, A 120, two acknowledgements of 15, B 120: 300 minutes against 240.
#[test]
fn c6_chain_out_of_a_model() {
    let world = World::new(&[1, 2, 9])
        .with(SLA, promise("99", Some(240), None))
        .with(101, promise("99.9", Some(120), Some(15)))
        .with(102, promise("99.9", Some(120), Some(15)))
        .with(112, promise("99.9", Some(120), Some(15)))
        .with(109, promise("99.9", Some(30), None));
    let report = world.report();
    let [time] = &report.times[..] else {
        panic!("{:?}", report.times);
    };
    assert_eq!(time.component, component(2));
    let minutes: Vec<_> = time.steps.iter().map(|step| step.seconds / 60).collect();
    assert_eq!(minutes, [30, 15, 120, 15, 120]);
    let parties: Vec<_> = time
        .steps
        .iter()
        .map(|step| step.party.organization)
        .collect();
    assert_eq!(parties, [INTEGRATOR, LEAD, LEAD, SUB, SUB].map(supplier));
    assert_eq!(time.chain.total_seconds, 300 * 60);
    assert!(time.complete);
    // One finding for the chain, and none of hours: around the clock they add nothing.
    let too_long = AlignmentFinding::ChainTooLong {
        component: component(2),
        clock: ClockKind::Resolution,
        priority: Priority::P1,
        excess_seconds: 60 * 60,
    };
    assert_eq!(report.findings, [too_long]);
    assert_eq!(report.status, AlignmentStatus::Misaligned);
    let (_, due) = time.latest.expect("a due instant");
    assert_eq!(
        (due.late_seconds, due.elapsed_seconds),
        (Some(3_600), Some(18_000))
    );

    let enough = world.with(SLA, promise("99", Some(300), None)).report();
    assert_eq!(
        enough.status,
        AlignmentStatus::Aligned,
        "{:?}",
        enough.findings
    );
}

/// Four office hours reported on Friday at 18:00 are due on Monday at noon, 66 hours later.
#[test]
fn c6_due_instants_out_of_a_model() {
    let world = World::new(&[1])
        .with(SLA, promise("99", Some(480), None))
        .with(101, promise("99.9", Some(240), Some(0)))
        .office_hours(101);
    let report = world.report();
    let (_, due) = report.times[0].latest.expect("a due instant");
    assert_eq!(due.reported_at, at("2026-03-20T17:00:00Z"));
    assert_eq!(due.chain_due_at, Some(at("2026-03-23T11:00:00Z")));
    assert_eq!(due.elapsed_seconds, Some(66 * 3_600));
    assert_eq!(due.late_seconds, Some(58 * 3_600));
    assert_eq!(report.times[0].chain.status, AlignmentStatus::Aligned);
    let kinds: Vec<_> = report
        .findings
        .iter()
        .map(|found| found.kind().as_str())
        .collect();
    assert_eq!(kinds, ["HOURS_NOT_COVERED", "DUE_TOO_LATE"]);
    // Wednesday is before the weekend: the same hours of that evening are due on the next day.
    let office = office();
    let commitment = |seconds, calendar| TimeCommitment {
        calendar,
        target_seconds: seconds,
    };
    let around = Calendar::around_the_clock(chrono_tz::UTC);
    let day = Interval::new(at("2026-03-18T00:00:00Z"), at("2026-03-19T00:00:00Z"));
    let (customer, chain) = (commitment(28_800, &around), [commitment(14_400, &office)]);
    let due = WorstDue::of(day, &customer, &chain).expect("a day");
    assert_eq!(due.elapsed_seconds, Some(18 * 3_600));
}

#[test]
fn what_is_promised_by_nobody_is_found() {
    let kinds = |world: World| -> Vec<&'static str> {
        let report = world.report();
        let found = report.findings.iter();
        found.map(|found| found.kind().as_str()).collect()
    };
    let silent = World::new(&[1])
        .with(SLA, promise("99", Some(240), None))
        .with(101, promise("99.9", None, None));
    assert!(!silent.report().times[0].complete);
    assert_eq!(kinds(silent), ["NO_HANDOFF_TARGET", "NO_TIME_TARGET"]);
    // A subcontract without times leaves the chain open, and one that is missing too.
    let lead = || {
        World::new(&[2])
            .with(SLA, promise("99", Some(240), None))
            .with(102, promise("99.9", Some(100), Some(10)))
    };
    let subcontract = lead().with(112, promise("99.9", None, Some(10)));
    assert_eq!(kinds(subcontract), ["NO_TIME_TARGET"]);
    assert_eq!(kinds(lead()), ["SUB_SUPPLIER_NOT_COVERED"]);
    assert!(!lead().report().times[0].complete);
}

/// The desk answers the customer where it promises to, else who promises the component.
#[test]
fn the_first_who_takes_it_up_responds() {
    let response = |minutes: i64, ack: Option<i64>| {
        let mut terms = promise("99.9", Some(60), ack);
        if let Some(tickets) = &mut terms.tickets {
            let times = tickets.times.get_mut(&Priority::P1).expect("P1");
            *times = TimeTargets {
                response_seconds: Some(minutes * 60),
                resolution_seconds: None,
            };
        }
        terms
    };
    let length = |world: World| {
        let report = world.report();
        assert_eq!(report.times[0].clock, ClockKind::Response);
        report.times[0].chain.total_seconds / 60
    };
    let supplier_only = World::new(&[1])
        .with(SLA, response(30, None))
        .with(101, response(20, Some(15)));
    assert_eq!(length(supplier_only), 35);
    let desk = World::new(&[1, 9])
        .with(SLA, response(30, None))
        .with(101, response(20, Some(15)))
        .with(109, response(5, None));
    assert_eq!(length(desk), 5);
}

fn at_risk(minor: i64, currency: &str, percent: &str) -> CreditTerms {
    let band = Band {
        below: Rational::one(),
        at_or_above: Some(Rational::zero()),
        meaning: ratio("10"),
    };
    CreditTerms {
        sort: MeasurementSort::CriticalServiceLevel,
        charge_per_month: Money::new(minor, currency.parse().expect("a currency")),
        regime: CreditRegime::Tiers(Bands::new(vec![band]).expect("bands")),
        at_risk: ratio(percent),
        earn_back_months: None,
    }
}

#[test]
fn money_at_risk_is_compared_in_each_currency() {
    let with = |percent: &str, credits: Option<CreditTerms>| Terms {
        credits,
        ..promise(percent, None, None)
    };
    let world = |supplier: Option<CreditTerms>| {
        World::new(&[1])
            .with(SLA, with("99", Some(at_risk(5_000_000, "EUR", "20"))))
            .with(101, with("99.9", supplier))
    };
    let uncovered = |supplier| -> (Vec<(String, String)>, AlignmentStatus) {
        let report = world(supplier).report();
        let shown = |cover: &CreditCover| {
            let minor = cover.uncovered_minor().truncated(0);
            (cover.currency.to_string(), minor)
        };
        (report.credits.iter().map(shown).collect(), report.status)
    };
    let eur = |minor: &str| ("EUR".to_owned(), minor.to_owned());
    let none = (vec![eur("1000000")], AlignmentStatus::AtRisk);
    assert_eq!(uncovered(None), none);
    let part = (vec![eur("700000")], AlignmentStatus::AtRisk);
    assert_eq!(uncovered(Some(at_risk(3_000_000, "EUR", "10"))), part);
    let whole = (vec![eur("0")], AlignmentStatus::Aligned);
    assert_eq!(uncovered(Some(at_risk(10_000_000, "EUR", "10"))), whole);
    // No exchange rates: dollars cover no euros. A key measurement puts nothing at risk.
    let dollars = (
        vec![eur("1000000"), ("USD".to_owned(), "0".to_owned())],
        AlignmentStatus::AtRisk,
    );
    assert_eq!(uncovered(Some(at_risk(90_000_000, "USD", "100"))), dollars);
    let key = CreditTerms {
        sort: MeasurementSort::KeyMeasurement,
        ..at_risk(90_000_000, "EUR", "100")
    };
    assert_eq!(uncovered(Some(key)), none);
}

/// Every step of the explanation can be recomputed by hand: it says what, how much, and which clause
/// of which version of which agreement says so.
#[test]
fn an_alignment_explains_itself() {
    let credits = |percent: &str, resolution, ack, at_risk_percent| Terms {
        credits: Some(at_risk(1_000_000, "EUR", at_risk_percent)),
        ..promise(percent, Some(resolution), ack)
    };
    let world = World::new(&[1, 9])
        .with(SLA, credits("99.95", 240, None, "20"))
        .with(101, credits("99.9", 220, Some(15), "5"))
        .with(109, promise("99.9", Some(30), None));
    let question = AlignmentQuestion {
        at: Some(at("2026-03-16T00:00:00Z")),
        ..AlignmentQuestion::default()
    };
    let sla = AgreementId(Uuid::from_u128(SLA));
    let report = alignment_report(&world.model(), sla, question, at("2026-05-01T00:00:00Z"));
    let report = report.expect("about a service");
    assert_eq!(report.period.to_string(), "2026-03");
    let lines = |explanation: &Explanation| -> Vec<String> {
        let step = |step: &ExplanationStep| {
            format!(
                "{} = {} {} [{}]",
                step.text, step.value, step.unit, step.source
            )
        };
        explanation.steps.iter().map(step).collect()
    };
    let availability = report
        .availability_explanation
        .expect("a target and a tree");
    assert_eq!(
        lines(&availability),
        [
            "promised availability of c1 = 99.9 PERCENT [a101 version 1]",
            "promised availability of c9 = 99.9 PERCENT [a109 version 1]",
            "worst = 99.800000 PERCENT [the promises above through the dependency tree]",
            "product = 99.800100 PERCENT [the promises above through the dependency tree]",
            "target = 99.95 PERCENT [a100 version 1, availability target]",
            "gap of the worst case = 0.150000 PERCENT [target less the above]",
            "gap of the product = 0.149900 PERCENT [target less the above]",
            "status = MISALIGNED WORD [the steps above]",
        ]
    );
    let whole = lines(&report.explanation);
    for expect in [
        "RESOLUTION of P1 that the customer is promised = 14400 SECONDS [a100 version 1, time targets]",
        "o91 works at most = 1800 SECONDS [a109 version 1, time targets]",
        "o1 acknowledges within = 900 SECONDS [a101 version 1, handoff targets]",
        "o1 works at most = 13200 SECONDS [a101 version 1, time targets]",
        "the longest chain together = 15900 SECONDS [the steps above]",
        "from then until the chain is due, on the wall = 15900 SECONDS [calendars of the chain to c1]",
        "credits of a month that the customer may be owed, at most = 2000.00 EUR MONEY [a100 version 1, credits]",
        "CHAIN_TOO_LONG: the RESOLUTION times of P1 of the chain to c1 add up to 1500 s more than the \
         customer is promised = 1500 SECONDS [a100 version 1, time targets]",
        "CREDITS_NOT_COVERED: the customer may be owed 1500.00 EUR a month more than the suppliers may \
         owe = 1500.00 EUR MONEY [a100 version 1, credits]",
        "status = MISALIGNED WORD [the findings above]",
    ] {
        assert!(
            whole.iter().any(|line| line == expect),
            "{expect} in {whole:#?}"
        );
    }
    let remedies: Vec<&str> = report
        .findings
        .iter()
        .map(|of| of.remedy.as_str())
        .collect();
    assert!(remedies.contains(&"have suppliers put 1500.00 EUR a month more at risk"));
}
