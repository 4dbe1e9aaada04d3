//! Credits of a version, and what holds for all of its terms.

use super::{BASE, Expected, changes, check, check_against, model, only_problem, plan_from};
use crate::agreement::credit::{CreditRegime, CreditTerms, MeasurementSort};
use crate::agreement::{PauseMatrix, Priority, PriorityMatrix, Terms, WorkloadMeasure};
use crate::model::ServiceModel;
use crate::vocabulary::{Ratio, Rational};

/// Sound credits in flow form, to be edited.
const CREDITS: &str = "{sort: CRITICAL_SERVICE_LEVEL, chargePerMonth: {amount: '20000.00', currency: EUR}, \
tiers: [{atOrAbovePercent: 99, belowPercent: 99.9, creditPercent: 10}, {belowPercent: 99, creditPercent: 30}]}";
const TIERS: &str = "tiers: [{atOrAbovePercent: 99, belowPercent: 99.9, creditPercent: 10}, {belowPercent: 99, creditPercent: 30}]";
const POINTS: &str = "points: {bands: [{atOrAbovePercent: 98, belowPercent: 99, severity: MINOR, points: 1}, \
{belowPercent: 98, severity: SEVERE, points: 3}], repeatFactor: 2, percentPerPoint: 0.5}";
pub(super) const TICKETS: &str = "{times: [{priority: P1, responseMinutes: 15, resolutionMinutes: 240}, {priority: P2, resolutionMinutes: 480}], \
compliancePercent: 90, sample: {minSample: 10, allowedMisses: 1}, reopenMinutes: 60, handoff: {ackMinutes: 15, decisionMinutes: 20}}";

/// The base with `more` fields of the signed version of the SLA, on lines from 36 on.
pub(super) fn with(more: &str) -> String {
    let maintenance = "maintenance: {noticeHours: 72, capMinutesPerMonth: 480}\n";
    BASE.replace(maintenance, &format!("{maintenance}        {more}\n"))
}

fn with_credits(old: &str, new: &str) -> String {
    assert_eq!(CREDITS.matches(old).count(), 1, "{old:?} must stand once");
    with(&format!("credits: {}", CREDITS.replace(old, new)))
}

fn terms(text: &str) -> Terms {
    let model = model(text);
    let mut agreements = model.agreements.values();
    let sla = agreements.find(|agreement| agreement.code.as_str() == "sla");
    sla.expect("the base has it").versions[0].terms.clone()
}

fn credits(text: &str) -> CreditTerms {
    terms(text).credits.expect("credits")
}

/// Problems of the credits, by their path below the version.
#[track_caller]
fn check_credits(old: &str, new: &str, expect: &[(&str, &str)]) {
    let below = |path: &str| format!("agreements.0.versions.0.{path}");
    let paths: Vec<String> = expect.iter().map(|(_, path)| below(path)).collect();
    let expect: Vec<Expected<'_>> = expect
        .iter()
        .zip(&paths)
        .map(|((code, _), path)| (*code, 36, path.as_str()))
        .collect();
    check(&with_credits(old, new), &expect);
}

#[test]
fn sound_terms_are_read_exactly() {
    let read = credits(&with(&format!("credits: {CREDITS}")));
    assert_eq!(read.sort, MeasurementSort::CriticalServiceLevel);
    assert_eq!(read.charge_per_month.to_string(), "20000.00 EUR");
    assert_eq!(
        (read.at_risk, read.earn_back_months),
        (Ratio::whole(), None)
    );
    let CreditRegime::Tiers(bands) = read.regime else {
        panic!("tiers");
    };
    let second = &bands.as_slice()[1];
    assert_eq!(second.at_or_above, None);
    assert_eq!(second.below, Rational::new(99, 100));
    assert_eq!(second.meaning.percent(), Rational::whole(30));

    let read = credits(&with_credits(
        TIERS,
        &format!("{POINTS}, atRiskPercent: 7.5, earnBackMonths: 3"),
    ));
    assert_eq!(read.at_risk.percent(), Rational::new(15, 2));
    assert_eq!(read.earn_back_months.map(u16::from), Some(3));
    assert!(matches!(
        read.regime,
        CreditRegime::Points {
            repeat_factor: 2,
            ..
        }
    ));

    let pool = "pool: {allocationOfPoolPercent: 50, creditAllocationPercent: 40}";
    let read = credits(&with_credits(TIERS, pool));
    assert!(matches!(read.regime, CreditRegime::Pool { .. }));

    let read = terms(&with(&format!(
        "tickets: {TICKETS}\n        workloadLimits: [{{measure: HANDOFFS, perMonth: 0}}, \
         {{measure: INCIDENTS, perMonth: 400}}]"
    )));
    let tickets = read.tickets.expect("tickets");
    assert_eq!(tickets.times[&Priority::P1].response_seconds, Some(900));
    assert_eq!(tickets.times[&Priority::P2].response_seconds, None);
    assert_eq!(tickets.sample.allowed_misses, Some(1));
    assert_eq!(tickets.reopen_seconds, Some(3_600));
    assert_eq!(
        tickets.handoff.map(|targets| targets.decision_seconds),
        Some(1_200)
    );
    assert_eq!(tickets.pauses, PauseMatrix::default());
    assert_eq!(tickets.priorities, PriorityMatrix::default());
    let measures: Vec<WorkloadMeasure> = read.workload_limits.iter().map(|l| l.measure).collect();
    assert_eq!(
        measures,
        [WorkloadMeasure::Incidents, WorkloadMeasure::Handoffs]
    );

    let none = terms(&with("tickets: {pauses: []}"))
        .tickets
        .expect("tickets");
    assert_eq!(
        none.pauses.entries().count(),
        0,
        "an empty list stops nothing"
    );
}

#[test]
fn money_is_checked() {
    let amount = "credits.chargePerMonth.amount";
    let currency = "credits.chargePerMonth.currency";
    check_credits("'20000.00'", "'20000.001'", &[("BAD_NUMBER", amount)]);
    check_credits("'20000.00'", "'20.000,00'", &[("BAD_NUMBER", amount)]);
    check_credits("'20000.00'", "0", &[("OUT_OF_RANGE", amount)]);
    check_credits("'20000.00'", "-5", &[("OUT_OF_RANGE", amount)]);
    check_credits(
        "'20000.00'",
        "1000000000000.01",
        &[("OUT_OF_RANGE", amount)],
    );
    check_credits("EUR", "EURO", &[("BAD_CURRENCY", currency)]);
    check_credits("EUR", "XAU", &[("BAD_CURRENCY", currency)]);
    let yen = with_credits("'20000.00', currency: EUR", "'20000.5', currency: JPY");
    let problem = only_problem(&yen, &ServiceModel::default());
    assert_eq!(
        problem.expected.as_deref(),
        Some("at most 0 decimals for JPY")
    );
    let lower = only_problem(&with_credits("EUR", "eur"), &ServiceModel::default());
    assert_eq!(lower.hint.as_deref(), Some("write EUR"));
    let dinars = credits(&with_credits(
        "'20000.00', currency: EUR",
        "0.125, currency: KWD",
    ));
    assert_eq!(dinars.charge_per_month.minor(), 125);
}

#[test]
fn exactly_one_regime_is_given() {
    check_credits(&format!(", {TIERS}"), "", &[("REQUIRED", "credits")]);
    check_credits(
        TIERS,
        &format!("{TIERS}, {POINTS}"),
        &[("BAD_FIELD", "credits")],
    );
    check_credits(TIERS, "tiers: []", &[("REQUIRED", "credits.tiers")]);
    let bandless = POINTS
        .replace("[{atOr", "[]#")
        .split('#')
        .next()
        .map(|head| format!("{head}, repeatFactor: 2, percentPerPoint: 0.5}}"));
    let bandless = bandless.expect("a text");
    check_credits(TIERS, &bandless, &[("REQUIRED", "credits.points.bands")]);
}

#[test]
fn bands_hold_values_of_their_own_below_the_promise() {
    let tier = |at: usize| format!("credits.tiers.{at}");
    check_credits(
        "belowPercent: 99.9,",
        "belowPercent: 99.95,",
        &[("BAD_BAND", "credits.tiers.0.belowPercent")],
    );
    check_credits(
        "{belowPercent: 99,",
        "{belowPercent: 99.5,",
        &[("BAD_BAND", &tier(1))],
    );
    check_credits(
        "atOrAbovePercent: 99,",
        "atOrAbovePercent: 99.9,",
        &[("BAD_BAND", &tier(0))],
    );
    check_credits(
        "atOrAbovePercent: 99,",
        "atOrAbovePercent: 101,",
        &[("OUT_OF_RANGE", "credits.tiers.0.atOrAbovePercent")],
    );
    check_credits(
        "creditPercent: 30",
        "creditPercent: 100.1",
        &[("OUT_OF_RANGE", "credits.tiers.1.creditPercent")],
    );
    check_credits(
        "creditPercent: 30",
        "creditPercent: -1",
        &[("OUT_OF_RANGE", "credits.tiers.1.creditPercent")],
    );
    check_credits(
        "creditPercent: 30",
        "creditPercent: a third",
        &[("BAD_NUMBER", "credits.tiers.1.creditPercent")],
    );
    check_credits(
        "creditPercent: 30",
        "creditPercent: 0.1234567891",
        &[("BAD_NUMBER", "credits.tiers.1.creditPercent")],
    );
    // Between the bands may be a gap: it scores nothing.
    check_credits("{belowPercent: 99,", "{belowPercent: 98,", &[]);
    let over = POINTS.replace("belowPercent: 99,", "belowPercent: 99.91,");
    check_credits(
        TIERS,
        &over,
        &[("BAD_BAND", "credits.points.bands.0.belowPercent")],
    );
    let clash = POINTS.replace("atOrAbovePercent: 98", "atOrAbovePercent: 97.9");
    check_credits(TIERS, &clash, &[("BAD_BAND", "credits.points.bands.1")]);
}

#[test]
fn other_numbers_of_credits_have_a_range() {
    let more = |more: &str| format!("{TIERS}, {more}");
    check_credits(
        TIERS,
        &more("earnBackMonths: 0"),
        &[("OUT_OF_RANGE", "credits.earnBackMonths")],
    );
    check_credits(
        TIERS,
        &more("earnBackMonths: 13"),
        &[("OUT_OF_RANGE", "credits.earnBackMonths")],
    );
    check_credits(
        TIERS,
        &more("atRiskPercent: 101"),
        &[("OUT_OF_RANGE", "credits.atRiskPercent")],
    );
    check_credits(
        "CRITICAL_SERVICE_LEVEL",
        "CRITICAL",
        &[("BAD_FIELD", "credits.sort")],
    );
    let points = |old: &str, new: &str| POINTS.replace(old, new);
    check_credits(
        TIERS,
        &points("repeatFactor: 2", "repeatFactor: 0"),
        &[("OUT_OF_RANGE", "credits.points.repeatFactor")],
    );
    check_credits(
        TIERS,
        &points("points: 3", "points: 1001"),
        &[("OUT_OF_RANGE", "credits.points.bands.1.points")],
    );
    check_credits(
        TIERS,
        &points("MINOR", "SMALL"),
        &[("BAD_FIELD", "credits.points.bands.0.severity")],
    );
    check_credits(
        TIERS,
        "pool: {allocationOfPoolPercent: 50, creditAllocationPercent: 101}",
        &[("OUT_OF_RANGE", "credits.pool.creditAllocationPercent")],
    );
    let only_reports = with(&format!("credits: {CREDITS}"))
        .replace("        availabilityTargetPercent: 99.9\n", "");
    check(
        &only_reports,
        &[(
            "REQUIRED",
            30,
            "agreements.0.versions.0.availabilityTargetPercent",
        )],
    );
}

#[test]
fn what_was_signed_about_money_and_tickets_stays() {
    let version = "agreements.0.versions.0";
    let path = |path: &str| format!("{version}.{path}");
    let before = model(&with(&format!(
        "credits: {CREDITS}\n        tickets: {TICKETS}"
    )));
    let both = |credits: &str, tickets: &str| {
        with(&format!("credits: {credits}\n        tickets: {tickets}"))
    };
    check_against(&before, &both(CREDITS, TICKETS), &[]);
    let dearer = CREDITS.replace("20000", "20001");
    check_against(
        &before,
        &both(&dearer, TICKETS),
        &[(
            "SIGNED_VERSION_CHANGED",
            36,
            &path("credits.chargePerMonth"),
        )],
    );
    let milder = CREDITS.replace("creditPercent: 30", "creditPercent: 20");
    check_against(
        &before,
        &both(&milder, TICKETS),
        &[("SIGNED_VERSION_CHANGED", 36, &path("credits.tiers"))],
    );
    let slower = TICKETS.replace("resolutionMinutes: 240", "resolutionMinutes: 300");
    check_against(
        &before,
        &both(CREDITS, &slower),
        &[("SIGNED_VERSION_CHANGED", 37, &path("tickets.times"))],
    );
    let limit = "workloadLimits: [{measure: CHANGES, perMonth: 12}]";
    check_against(
        &model(BASE),
        &with(limit),
        &[("SIGNED_VERSION_CHANGED", 36, &path("workloadLimits"))],
    );
}

#[test]
fn a_plan_tells_the_terms_of_a_draft() {
    let text = BASE.replace(
        "{version: 2, status: DRAFT,",
        &format!(
            "{{version: 2, status: DRAFT, availabilityTargetPercent: 99.9, credits: {CREDITS}, \
             tickets: {TICKETS}, workloadLimits: [{{measure: INCIDENTS, perMonth: 400}}],"
        ),
    );
    let plan = plan_from(&text, &model(BASE)).expect("a plan");
    let told = changes(&plan);
    for part in [
        "credits.chargePerMonth: - > 20000.00 EUR",
        "credits.tiers: - > 99 to 99.9: 10; below 99: 30",
        "credits.atRiskPercent: - > 100",
        "tickets.times: - > P1 15/240; P2 -/480",
        "tickets.handoff.ackMinutes: - > 15",
        "workloadLimits: - > INCIDENTS 400",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let pointed = text.replace(TIERS, POINTS);
    let again = plan_from(&pointed, &plan.after).expect("a plan");
    assert_eq!(
        changes(&again),
        "UPDATE AGREEMENT_VERSION uc/2 [credits.tiers: 99 to 99.9: 10; below 99: 30 > -; \
         credits.points: - > 98 to 99: MINOR 1; below 98: SEVERE 3; repeat factor 2; 0.5 percent per point]"
    );
}
