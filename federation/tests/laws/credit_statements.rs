//! Credit statements of real agreements: the worked numbers of C13, and what is open
//! or unknown.

use federation::report::{CreditMonth, CreditStatus};

use crate::credit_scene::{AWS, Down, Scene, down};

pub(crate) const APRIL: &str = "2026-04-01T00:00:00Z";
pub(crate) const MAY: &str = "2026-05-01T00:00:00Z";
pub(crate) const JUNE: &str = "2026-06-01T00:00:00Z";
/// Seconds of April and June, and of May.
pub(crate) const SHORT: i64 = 2_592_000;
const LONG: i64 = 2_678_400;

/// So many thousandths of a percent of a month are lost.
pub(crate) fn lost(month: i64, thousandths: i64) -> i64 {
    month / 100_000 * thousandths
}

pub(crate) fn minor(months: &[CreditMonth]) -> Vec<i64> {
    months.iter().map(|month| month.credit.minor()).collect()
}

#[track_caller]
fn check_tier(thousandths_lost: i64, expect_euros: i64) {
    let scene = Scene {
        outages: vec![down("host", APRIL, lost(SHORT, thousandths_lost))],
        ..Scene::default()
    };
    let months = scene.months("sla", "2026-04");
    assert_eq!(minor(&months), [expect_euros * 100]);
    let due = expect_euros > 0;
    let status = if due {
        CreditStatus::Due
    } else {
        CreditStatus::NotDue
    };
    assert_eq!(months[0].status, status);
    assert_eq!(months[0].at_worst, months[0].credit);
}

#[test]
fn c13_a_tiers_of_an_agreement() {
    check_tier(200, 2_000);
    check_tier(1_500, 6_000);
    check_tier(6_000, 20_000);
    check_tier(10, 0);
    // 99.99 and 99.0 and 95.0 exactly: bands are half-open on the exact value.
    check_tier(1_000, 2_000);
    check_tier(5_000, 6_000);
}

/// A pool of a tenth of 100,000.
pub(crate) fn pooled(regime: &str) -> String {
    format!(
        "availabilityTargetPercent: 99.9, credits: {{sort: CRITICAL_SERVICE_LEVEL, \
         chargePerMonth: {{amount: 100000, currency: EUR}}, {regime}, atRiskPercent: 10}}"
    )
}

pub(crate) fn lines(month: &CreditMonth) -> Vec<i64> {
    month.lines.iter().map(|line| line.credit.minor()).collect()
}

#[test]
fn c13_b_the_pool_and_its_cap() {
    let scene = Scene {
        net: pooled("pool: {allocationOfPoolPercent: 50, creditAllocationPercent: 40}"),
        outages: vec![down("net", APRIL, lost(SHORT, 200))],
        ..Scene::default()
    };
    assert_eq!(minor(&scene.months("uc-net", "2026-04")), [200_000]);

    // 2,000, 3,000 and 6,000 of a charge of 100,000 are 11,000 where 10,000 are at risk.
    let tiers = "tiers: [{atOrAbovePercent: 99, belowPercent: 99.9, creditPercent: 2}, \
                 {atOrAbovePercent: 98, belowPercent: 99, creditPercent: 3}, \
                 {belowPercent: 98, creditPercent: 6}]";
    let scene = Scene {
        net: pooled(tiers),
        outages: vec![
            down("net", APRIL, lost(SHORT, 500)),
            down("spare", APRIL, lost(SHORT, 2_500)),
            down("third", APRIL, lost(SHORT, 1_500)),
        ],
        ..Scene::default()
    };
    let months = scene.months("uc-net", "2026-04");
    assert_eq!(lines(&months[0]), [181_818, 545_455, 272_727]);
    assert_eq!(
        (months[0].credit.minor(), months[0].capped),
        (1_000_000, true)
    );
    let explained = &months[0].explanation.steps;
    let shown: Vec<&str> = explained.iter().map(|step| step.value.as_str()).collect();
    assert_eq!(
        shown,
        [
            "100000.00 EUR",
            "10000.00 EUR",
            "11000.00 EUR",
            "10000.00 EUR"
        ]
    );
    assert_eq!(explained[1].source, "uc-net version 1");
}

const POINTS: &str = "availabilityTargetPercent: 99, credits: {sort: CRITICAL_SERVICE_LEVEL, \
chargePerMonth: {amount: 100000, currency: EUR}, points: {bands: [\
{atOrAbovePercent: 98, belowPercent: 99, severity: MINOR, points: 1}, \
{atOrAbovePercent: 97, belowPercent: 98, severity: SERIOUS, points: 2}, \
{atOrAbovePercent: 96, belowPercent: 97, severity: SEVERE, points: 3}, \
{belowPercent: 96, severity: BELOW_THRESHOLD, points: 4}], repeatFactor: 2, percentPerPoint: 0.5}}";

#[track_caller]
fn check_points(outages: Vec<Down>, period: &str, expect: &[u64]) {
    let scene = Scene {
        sla: POINTS.to_owned(),
        outages,
        ..Scene::default()
    };
    let months = scene.months("sla", period);
    let points = months.iter().map(|month| month.lines[0].score.as_ref());
    let points: Vec<u64> = points
        .map(|score| score.and_then(|s| s.points).unwrap_or(0))
        .collect();
    assert_eq!(points, expect, "{period}");
    let euros: Vec<i64> = expect
        .iter()
        .map(|points| *points as i64 * 50_000)
        .collect();
    assert_eq!(minor(&months), euros);
}

#[test]
fn c13_c_points_and_repeats() {
    let two = vec![
        down("net", APRIL, lost(SHORT, 1_500)),
        down("net", MAY, lost(LONG, 3_500)),
    ];
    check_points(
        two.clone(),
        "2026-04-01T00:00:00Z/2026-06-01T00:00:00Z",
        &[1, 6],
    );
    // May alone: the month before lies before the period.
    check_points(two, "2026-05", &[6]);
    let three = vec![
        down("host", APRIL, lost(SHORT, 3_500)),
        down("net", MAY, lost(LONG, 1_500)),
        down("net", JUNE, lost(SHORT, 3_500)),
    ];
    check_points(three, "2026-Q2", &[3, 2, 6]);
    // Between 98.9 and 99 lies 98.95: it belongs to the band that begins at 98.
    check_points(
        vec![down("net", APRIL, lost(SHORT, 1_050))],
        "2026-04",
        &[1],
    );
    check_points(
        vec![down("net", APRIL, lost(SHORT, 1_000))],
        "2026-04",
        &[0],
    );
}

#[track_caller]
fn check_earn_back(as_of: &'static str, outages: Vec<Down>, expect: &[i64]) {
    let scene = Scene {
        sla: AWS.replace("}]}", "}], earnBackMonths: 2}"),
        outages,
        as_of,
        ..Scene::default()
    };
    let statement = scene.statement("sla", "2026-Q2");
    let returned = statement
        .months
        .iter()
        .map(|month| month.earned_back.minor());
    assert_eq!(returned.collect::<Vec<_>>(), expect);
    let total = statement.totals[0];
    assert_eq!(
        total.net.minor(),
        total.credit.minor() - expect.iter().sum::<i64>()
    );
}

#[test]
fn c13_d_credits_are_earned_back_by_later_months_that_are_over() {
    let miss = |start| down("net", start, lost(SHORT, 200));
    check_earn_back("2026-12-01T00:00:00Z", vec![miss(APRIL)], &[200_000, 0, 0]);
    check_earn_back(
        "2026-12-01T00:00:00Z",
        vec![miss(APRIL), miss(JUNE)],
        &[0, 0, 200_000],
    );
    // June is not over yet, though nothing happened in it so far.
    check_earn_back("2026-06-30T23:59:59Z", vec![miss(APRIL)], &[0, 0, 0]);
    check_earn_back("2026-07-01T00:00:00Z", vec![miss(APRIL)], &[200_000, 0, 0]);
    let unknown = Down {
        known: false,
        ..miss(MAY)
    };
    check_earn_back(
        "2026-12-01T00:00:00Z",
        vec![miss(APRIL), unknown],
        &[0, 0, 0],
    );
}

#[test]
fn key_measurements_are_listed_and_cost_nothing() {
    let scene = Scene {
        sla: POINTS.replace("CRITICAL_SERVICE_LEVEL", "KEY_MEASUREMENT"),
        outages: vec![down("net", APRIL, lost(SHORT, 3_500))],
        ..Scene::default()
    };
    let months = scene.months("sla", "2026-04");
    let line = &months[0].lines[0];
    assert_eq!(line.status, CreditStatus::ReportedOnly);
    assert_eq!(line.score.as_ref().and_then(|score| score.points), Some(3));
    assert_eq!(
        (months[0].credit.minor(), months[0].at_worst.minor()),
        (0, 0)
    );
}

fn unknown(seconds: i64) -> Down {
    Down {
        known: false,
        ..down("net", "2026-04-20T00:00:00Z", seconds)
    }
}

#[test]
fn what_is_not_decided_is_pending_and_owes_nothing_yet() {
    let check = |outages: Vec<Down>, as_of, status, credit: i64, at_worst: i64| {
        let scene = Scene {
            outages,
            as_of,
            ..Scene::default()
        };
        let months = scene.months("sla", "2026-04");
        assert_eq!(months[0].status, status);
        assert_eq!(months[0].credit.minor(), credit * 100);
        assert_eq!(months[0].at_worst.minor(), at_worst * 100);
    };
    let after = "2026-12-01T00:00:00Z";
    let known = |thousandths| down("net", APRIL, lost(SHORT, thousandths));
    // Unknown time decides whether the promise was missed.
    check(
        vec![unknown(lost(SHORT, 200))],
        after,
        CreditStatus::Pending,
        0,
        2_000,
    );
    // A miss is certain, and unknown time decides how far it goes.
    let both = vec![known(200), unknown(lost(SHORT, 1_500))];
    check(both, after, CreditStatus::Due, 2_000, 6_000);
    // Nothing is known of the month at all.
    let nothing = Down {
        known: false,
        ..down("net", APRIL, SHORT)
    };
    check(vec![nothing], after, CreditStatus::Pending, 0, 20_000);
    // The month is not over, though the miss is certain.
    let early = "2026-04-15T00:00:00Z";
    check(vec![known(200)], early, CreditStatus::Pending, 0, 2_000);
    check(vec![], early, CreditStatus::Pending, 0, 0);
}

#[test]
fn failing_to_report_owes_what_the_worst_would() {
    let scene = Scene {
        sla: format!("missingData: COUNT_AS_FAILURE, {AWS}"),
        outages: vec![unknown(lost(SHORT, 1_500))],
        ..Scene::default()
    };
    let months = scene.months("sla", "2026-04");
    assert_eq!(
        (months[0].status, months[0].credit.minor()),
        (CreditStatus::Due, 600_000)
    );
    // Nobody was down, so nobody has a share of it.
    let exposure = scene.exposure("2026-04").expect("amounts");
    let month = &exposure.months[0];
    assert_eq!(
        (month.owed.minor(), month.net_exposure.minor()),
        (600_000, 600_000)
    );
    assert!(
        month
            .suppliers
            .iter()
            .all(|supplier| supplier.share.minor() == 0)
    );
}

#[test]
fn a_month_partly_in_force_charges_its_part() {
    let late = format!(
        "- {{code: late, name: Late, kind: SLA, provider: hub, customer: bank, service: portal, \
         versions: [{{version: 1, status: SIGNED, effectiveFrom: 2026-04-16T00:00:00Z, calendar: \
         always, {AWS}}}]}}"
    );
    let scene = Scene {
        sla: format!("effectiveTo: 2026-04-16T00:00:00Z, {AWS}"),
        more: late,
        outages: vec![down("net", "2026-04-20T00:00:00Z", 86_400)],
        ..Scene::default()
    };
    // Half of April is charged. A day of its 30 is lost, 96.67 %: the month is judged whole.
    let months = scene.months("late", "2026-04");
    assert_eq!(months[0].charge.minor(), 1_000_000);
    assert_eq!(minor(&months), [300_000]);
    assert_eq!(minor(&scene.months("late", "2026-03")), Vec::<i64>::new());
    // The agreement that ended in the middle of April decides no credit of it.
    assert_eq!(minor(&scene.months("sla", "2026-04")), Vec::<i64>::new());
    assert_eq!(minor(&scene.months("sla", "2026-03")), [0]);
}
