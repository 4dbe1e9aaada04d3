//! Figures about many, budgets and trends: worked numbers, and laws that define them.

use federation::agreement::{SampleRule, Target};
use federation::evaluation::{
    Burn, BurnAlert, Compliance, ErrorBudget, Met, PercentileMethod, PooledAvailability,
    PooledPart, Trend, TrendForecast, TrendLine, TrendPoint, Verdict, Within, burn_threshold,
    percentile,
};
use federation::vocabulary::{Ratio, Rational};
use proptest::prelude::*;

const TIMES: [i64; 10] = [30, 45, 50, 55, 60, 70, 80, 90, 200, 720];

fn number(text: &str) -> Rational {
    text.parse().expect("a number of the test")
}

fn part(text: &str) -> Ratio {
    Ratio::new(number(text)).expect("a part of a whole")
}

fn target(percent: &str) -> Target {
    Target::from_percent(percent).expect("a target of the test")
}

#[track_caller]
fn check_percentile(method: PercentileMethod, at: &str, expect: i64) {
    let value = percentile(&TIMES, &part(at), method);
    assert_eq!(value, Some(Rational::whole(expect)), "{method} {at}");
}

#[test]
fn c8_percentiles() {
    check_percentile(PercentileMethod::NearestRank, "0.5", 60);
    check_percentile(PercentileMethod::NearestRank, "0.9", 200);
    check_percentile(PercentileMethod::NearestRank, "0.95", 720);
    check_percentile(PercentileMethod::Linear, "0.5", 65);
    check_percentile(PercentileMethod::Linear, "0.9", 252);
    check_percentile(PercentileMethod::Linear, "0.95", 486);
}

#[test]
fn c8_pooled_figures() {
    let within = Within::count(&TIMES, 240);
    assert_eq!((within.within, within.total), (9, 10));
    assert_eq!(within.mean, Some(Rational::whole(140)));
    let groups = [
        Met {
            met: 98,
            total: 100,
        },
        Met { met: 5, total: 10 },
    ];
    let pooled = Compliance::pool(&groups, &number("0.9"), SampleRule::default());
    assert_eq!(
        pooled.ratio.map(|ratio| ratio.percent_truncated()),
        Some("93.636363".into())
    );
    let months =
        [(44_640, "0"), (40_320, "403.2"), (44_640, "0")].map(|(minutes, down)| PooledPart {
            agreed_seconds: minutes * 60,
            excluded_seconds: 0,
            downtime_seconds: number(down) * Rational::whole(60),
        });
    let quarter = PooledAvailability::of(&months)
        .availability
        .expect("a value");
    assert_eq!(quarter.percent_truncated(), "99.688888");
}

#[track_caller]
fn check_sample(met: u64, total: u64, allowed_misses: Option<u64>, expect: Verdict) {
    let rule = SampleRule {
        min_sample: Some(10),
        allowed_misses,
    };
    let figure = Compliance::pool(&[Met { met, total }], &number("0.95"), rule);
    assert_eq!(figure.verdict, expect, "{met}/{total} {allowed_misses:?}");
}

#[test]
fn c8_few_cases() {
    check_sample(8, 9, Some(1), Verdict::Met);
    check_sample(7, 9, Some(1), Verdict::Breached);
    check_sample(9, 9, None, Verdict::NotApplicable);
    check_sample(9, 10, Some(1), Verdict::Breached);
    check_sample(10, 10, None, Verdict::Met);
    check_sample(0, 0, Some(1), Verdict::NoData);
}

#[track_caller]
fn check_budget(base_minutes: i64, percent: &str, used_minutes: i64, expect: (&str, &str)) {
    let used = Rational::whole(used_minutes * 60);
    let budget = ErrorBudget::of(base_minutes * 60, &target(percent), &used);
    let minutes = budget.budget_seconds * Rational::new(1, 60);
    let consumed = budget.consumed.expect("a budget").percent_truncated();
    assert_eq!((minutes.truncated(1).as_str(), consumed.as_str()), expect);
}

#[test]
fn c14_budgets() {
    check_budget(43_200, "99.9", 30, ("43.2", "69.444444"));
    check_budget(13_200, "99.9", 0, ("13.2", "0.000000"));
    check_budget(43_200, "99.5", 225, ("216.0", "104.166666"));
}

#[test]
fn c14_burn() {
    let burn = |bad, total| Burn::of(&Rational::whole(bad), total, &target("99.9")).rate;
    assert_eq!(burn(54, 3_600), Some(Rational::whole(15)));
    assert_eq!(burn(6, 300), Some(Rational::whole(20)));
    let month = 30 * 86_400;
    let usual: Vec<String> = BurnAlert::usual(month)
        .iter()
        .map(|alert| alert.threshold.truncated(1))
        .collect();
    assert_eq!(usual, ["14.4", "6.0", "3.0", "1.0"]);
    for alert in BurnAlert::usual(month) {
        let used = alert.threshold.clone() * Rational::new(alert.long_seconds, month);
        let part = Ratio::new(used).expect("a part of the budget");
        let threshold = burn_threshold(&part, month, alert.long_seconds);
        assert_eq!(threshold, Some(alert.threshold));
        assert_eq!(alert.short_seconds * 12, alert.long_seconds);
    }
}

fn frozen(value: Rational) -> TrendPoint {
    TrendPoint {
        value: Some(value),
        settled: true,
    }
}

#[test]
fn c15_six_months() {
    let percents = ["99.95", "99.93", "99.92", "99.90", "99.86", "99.85"];
    let points = percents.map(|percent| frozen(number(percent)));
    let trend = Trend::of(&points, Some(&number("99.85")));
    let squares = trend.least_squares.expect("a trend");
    assert_eq!(squares.slope.truncated(6), "-0.020857");
    assert_eq!(squares.next.truncated(6), "99.828666");
    assert_eq!(trend.theil_sen.expect("a trend").slope, number("-0.02"));
    assert_eq!(trend.forecast, Some(TrendForecast::Breach));
}

/// What a line leaves of the points: at the place, and how far above the line.
fn left(points: &[TrendPoint], line: &TrendLine) -> Vec<(Rational, Rational)> {
    let frozen = points.iter().enumerate().filter(|(_, point)| point.settled);
    let valued = frozen.filter_map(|(at, point)| Some((Rational::whole(at), point.value.clone()?)));
    let left = valued.map(|(x, y)| {
        let on_line = line.intercept.clone() + line.slope.clone() * x.clone();
        (x, y - on_line)
    });
    left.collect()
}

fn any_points() -> impl Strategy<Value = Vec<TrendPoint>> {
    let point = (
        prop::option::weighted(0.9, 0..1_000i64),
        prop::bool::weighted(0.9),
    );
    let point = point.prop_map(|(value, frozen)| TrendPoint {
        value: value.map(|thousandths| Rational::new(thousandths, 1_000)),
        settled: frozen,
    });
    prop::collection::vec(point, 0..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The line of least squares is the only one whose distances, and whose distances weighed by
    /// place, sum to nothing.
    #[test]
    fn least_squares_leaves_nothing_to_tilt(points in any_points()) {
        let trend = Trend::of(&points, None);
        let Some(line) = &trend.least_squares else {
            prop_assert!(trend.points_used < Trend::POINTS_MIN && trend.theil_sen.is_none());
            return Ok(());
        };
        let left = left(&points, line);
        prop_assert_eq!(left.len(), trend.points_used);
        prop_assert!(left.iter().map(|(_, y)| y.clone()).sum::<Rational>().is_zero());
        prop_assert!(left.iter().map(|(x, y)| x.clone() * y.clone()).sum::<Rational>().is_zero());
    }

    /// Around the Theil-Sen line as many points lie above as below, and as many pairs rise over it as
    /// fall under it.
    #[test]
    fn theil_sen_lies_in_the_middle(points in any_points()) {
        let trend = Trend::of(&points, None);
        let Some(line) = &trend.theil_sen else { return Ok(()) };
        let left = left(&points, line);
        let above = left.iter().filter(|(_, y)| *y > Rational::zero()).count();
        let below = left.iter().filter(|(_, y)| y.is_negative()).count();
        prop_assert!(above * 2 <= left.len() && below * 2 <= left.len());
        let pairs = left.iter().enumerate().flat_map(|(at, (_, first))| {
            left[at + 1..].iter().map(move |(_, later)| later.cmp(first))
        });
        let pairs: Vec<_> = pairs.collect();
        let (rise, fall) = (std::cmp::Ordering::Greater, std::cmp::Ordering::Less);
        let count = |wanted| pairs.iter().filter(|found| **found == wanted).count();
        prop_assert!(count(rise) * 2 <= pairs.len() && count(fall) * 2 <= pairs.len());
    }

    /// The nearest rank is the smallest value that enough of them do not exceed; the linear one lies
    /// between values that are next to each other.
    #[test]
    fn percentiles_leave_the_right_part_below(
        values in prop::collection::vec(-50..50i64, 1..20), hundredths in 0..=100u32
    ) {
        let part = Ratio::new(Rational::new(hundredths, 100)).expect("a part");
        let nearest = percentile(&values, &part, PercentileMethod::NearestRank).expect("a value");
        let at_most = |limit: &Rational| values.iter().filter(|v| Rational::whole(**v) <= *limit).count();
        let enough = |count: usize| count * 100 >= hundredths as usize * values.len();
        prop_assert!(enough(at_most(&nearest)));
        let just_below = nearest.clone() - Rational::one();
        let fewer = at_most(&just_below);
        prop_assert!(fewer == 0 || !enough(fewer));
        let linear = percentile(&values, &part, PercentileMethod::Linear).expect("a value");
        let below = values.iter().filter(|v| Rational::whole(**v) < linear).count();
        let position = hundredths as usize * (values.len() - 1);
        prop_assert!(below * 100 < position + 100 && at_most(&linear) * 100 > position);
    }
}
