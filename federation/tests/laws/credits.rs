//! Credits: worked numbers, and the laws of money: lines sum to the total, nobody gets a unit more
//! than fair, and a worse figure never costs less.

use federation::agreement::Target;
use federation::agreement::credit::{
    AtRiskAmount, Band, Bands, CreditClaim, CreditError, CreditTiers, KpiFailure,
    KpiFailureSeverity, KpiPeriod, MeasurementSort, PointsRegime, PoolLine, Relief, WeightedLine,
    apportion, pass_through, recover,
};
use federation::vocabulary::{Currency, Money, Ratio, Rational};
use proptest::prelude::*;

fn euro() -> Currency {
    "EUR".parse().expect("a currency")
}

fn euros(amount: i64) -> Money {
    Money::new(amount * 100, euro())
}

fn percent(text: &str) -> Ratio {
    Ratio::from_percent(text.parse().expect("a number")).expect("a percentage")
}

fn bands<T: Clone>(ends: &[(&str, &str, T)]) -> Bands<T> {
    let fraction = |text: &str| percent(text).fraction().clone();
    let bands = ends.iter().map(|(least, below, meaning)| Band {
        at_or_above: (!least.is_empty()).then(|| fraction(least)),
        below: fraction(below),
        meaning: meaning.clone(),
    });
    Bands::new(bands.collect()).expect("lawful bands")
}

/// The tiers of a cloud's compute service.
fn cloud_tiers(cap: Option<&str>) -> CreditTiers {
    CreditTiers {
        bands: bands(&[
            ("99", "99.99", percent("10")),
            ("95", "99", percent("30")),
            ("", "95", percent("100")),
        ]),
        cap: cap.map(percent),
    }
}

#[track_caller]
fn check_tier(availability: &str, cap: Option<&str>, expect: i64) {
    let value = percent(availability).fraction().clone();
    let credit = cloud_tiers(cap)
        .credit(Some(&value), euros(20_000))
        .expect("a credit");
    assert_eq!(credit.credit, euros(expect), "{availability}");
}

#[test]
fn c13_a_tiers() {
    check_tier("99.80", None, 2_000);
    check_tier("98.5", None, 6_000);
    check_tier("94", None, 20_000);
    check_tier("94", Some("50"), 10_000);
    check_tier("99.99", None, 0);
}

#[track_caller]
fn check_pool(lines: &[(&str, &str)], expect_minor: &[i64]) {
    let pool = AtRiskAmount {
        invoice: euros(100_000),
        part: percent("10"),
    };
    let lines = lines.iter().map(|(of_pool, of_allocation)| PoolLine {
        id: (),
        of_pool: percent(of_pool),
        of_allocation: percent(of_allocation),
    });
    let credits = pool.allocate(&lines.collect::<Vec<_>>()).expect("credits");
    let minor: Vec<i64> = credits
        .lines
        .iter()
        .map(|line| line.credit.minor())
        .collect();
    assert_eq!(minor, expect_minor);
}

#[test]
fn c13_b_pool() {
    check_pool(&[("50", "40")], &[200_000]);
    let eleven_thousand = [("50", "40"), ("100", "60"), ("100", "30")];
    check_pool(&eleven_thousand, &[181_818, 545_455, 272_727]);
}

fn points_regime() -> PointsRegime {
    let failure = |severity, points| KpiFailure { severity, points };
    PointsRegime {
        target: Target::from_percent("99").expect("a target"),
        bands: bands(&[
            ("98", "99", failure(KpiFailureSeverity::Minor, 1)),
            ("97", "98", failure(KpiFailureSeverity::Serious, 2)),
            ("96", "97", failure(KpiFailureSeverity::Severe, 3)),
            ("", "96", failure(KpiFailureSeverity::BelowThreshold, 4)),
        ]),
        repeat_factor: 2,
        part_per_point: percent("0.5"),
    }
}

#[track_caller]
fn check_points(percents: &[&str], expect: &[u64]) {
    let periods = percents.iter().map(|value| KpiPeriod {
        value: (!value.is_empty()).then(|| percent(value).fraction().clone()),
        charge: euros(100_000),
    });
    let scores = points_regime()
        .score(&periods.collect::<Vec<_>>())
        .expect("scores");
    let points: Vec<u64> = scores.iter().map(|score| score.points).collect();
    assert_eq!(points, expect);
    for score in scores {
        assert_eq!(score.credit, euros(score.points as i64 * 500));
        assert_eq!(score.points == 0, score.severity.is_none());
    }
}

#[test]
fn c13_c_points() {
    check_points(&["98.5", "96.5"], &[1, 6]);
    check_points(&["96.5", "98.5", "96.5"], &[3, 2, 6]);
    // Between "98.9" and "99" there is no hole.
    check_points(&["98.95"], &[1]);
    check_points(&["98.5", "", "98.5"], &[1, 0, 1]);
    check_points(&["95", "95", "95"], &[4, 8, 8]);
}

fn claim(sort: MeasurementSort, relief: Option<Relief>, amount: i64) -> CreditClaim<()> {
    CreditClaim {
        level: (),
        sort,
        relief,
        credit: euros(amount),
    }
}

#[test]
fn c13_d_one_event_is_paid_once_by_who_is_liable() {
    let critical = MeasurementSort::CriticalServiceLevel;
    let claims = [
        claim(critical, None, 2_000),
        claim(critical, None, 3_000),
        claim(MeasurementSort::KeyMeasurement, None, 9_000),
        claim(critical, Some(Relief::CausedByCustomer), 8_000),
        claim(critical, Some(Relief::CausedByAnotherSupplier), 7_000),
    ];
    let recovery = recover(&claims, euro()).expect("one currency");
    assert_eq!((recovery.claim, recovery.counted), (Some(1), euros(3_000)));
    let nothing = recover(&claims[2..], euro()).expect("one currency");
    assert_eq!(
        (nothing.claim, nothing.counted),
        (None, Money::none(euro()))
    );
}

fn lines(weights: &[Rational]) -> Vec<WeightedLine<usize>> {
    let weights = weights.iter().cloned().enumerate();
    weights
        .map(|(id, weight)| WeightedLine { id, weight })
        .collect()
}

#[test]
fn what_has_no_weight_is_not_apportioned() {
    let zero = lines(&[Rational::zero(), Rational::zero()]);
    assert_eq!(apportion(euros(1), &zero), Err(CreditError::NoWeight));
    assert_eq!(apportion(euros(1), &lines(&[])), Err(CreditError::NoWeight));
    assert!(apportion(euros(0), &zero).is_ok());
    let negative = lines(&[Rational::whole(2), Rational::whole(-1)]);
    assert_eq!(
        apportion(euros(1), &negative),
        Err(CreditError::NegativeWeight)
    );
}

fn any_weights() -> impl Strategy<Value = Vec<Rational>> {
    let weight = (0..40i64, 1..7i64).prop_map(|(n, d)| Rational::new(n, d));
    prop::collection::vec(weight, 1..7)
}

/// The units handed out one by one, each to the line that misses most: the slow way.
fn one_by_one(total: i64, weights: &[Rational]) -> Vec<i64> {
    let sum: Rational = weights.iter().cloned().sum();
    let fair: Vec<Rational> = weights
        .iter()
        .map(|weight| {
            (weight.clone() * Rational::whole(total))
                .checked_div(&sum)
                .expect("weight")
        })
        .collect();
    let mut given = vec![0i64; weights.len()];
    for _ in 0..total {
        let missing = |at: usize| fair[at].clone() - Rational::whole(given[at]);
        let whole_first = (0..given.len()).find(|at| missing(*at) >= Rational::one());
        let most = (0..given.len())
            .rev()
            .max_by(|a, b| missing(*a).cmp(&missing(*b)));
        given[whole_first.or(most).expect("a line")] += 1;
    }
    given
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn parts_sum_to_the_total_and_are_fair(weights in any_weights(), total in 0..400i64) {
        prop_assume!(weights.iter().any(|weight| !weight.is_zero()));
        let parts = apportion(Money::new(total, euro()), &lines(&weights)).expect("parts");
        let minor: Vec<i64> = parts.iter().map(|part| part.amount.minor()).collect();
        prop_assert_eq!(minor.iter().sum::<i64>(), total);
        prop_assert_eq!(&minor, &one_by_one(total, &weights));
        for (units, weight) in minor.iter().zip(&weights) {
            prop_assert!(!weight.is_zero() || *units == 0);
        }
        // A credit taken back is apportioned so that it sums, too.
        let back = apportion(Money::new(-total, euro()), &lines(&weights)).expect("parts");
        prop_assert_eq!(back.iter().map(|part| part.amount.minor()).sum::<i64>(), -total);
    }

    #[test]
    fn what_is_passed_through_and_what_is_left_is_the_credit(
        weights in any_weights(), total in 0..400i64,
        caps in prop::collection::vec(prop::option::of(0..120i64), 7),
    ) {
        prop_assume!(weights.iter().any(|weight| !weight.is_zero()));
        let capped = lines(&weights).into_iter().zip(&caps);
        let capped: Vec<_> = capped
            .map(|(line, cap)| (line, cap.map(|minor| Money::new(minor, euro()))))
            .collect();
        let passed = pass_through(Money::new(total, euro()), &capped).expect("parts");
        prop_assert_eq!(passed.recoverable.minor() + passed.net_exposure.minor(), total);
        prop_assert!(passed.net_exposure.minor() >= 0);
        let uncapped = caps[..weights.len()].iter().all(Option::is_none);
        prop_assert!(!uncapped || passed.net_exposure.minor() == 0);
    }

    #[test]
    fn a_pool_is_never_overdrawn(
        invoice in 0..1_000_000i64, at_risk in 0..=100i64,
        drawn in prop::collection::vec((0..=100i64, 0..=100i64), 0..6),
    ) {
        let part = |hundredths| Ratio::new(Rational::new(hundredths, 100)).expect("a part");
        let pool = AtRiskAmount { invoice: Money::new(invoice, euro()), part: part(at_risk) };
        let lines = drawn.iter().map(|(of_pool, of_allocation)| PoolLine {
            id: (), of_pool: part(*of_pool), of_allocation: part(*of_allocation),
        });
        let credits = pool.allocate(&lines.collect::<Vec<_>>()).expect("credits");
        let sum: i64 = credits.lines.iter().map(|line| line.credit.minor()).sum();
        prop_assert_eq!(sum, credits.total.minor());
        let limit = Rational::new(invoice * at_risk, 100);
        prop_assert!(Rational::whole(sum) <= limit + Rational::new(1, 2));
        let alone: i64 = drawn.iter().map(|(a, b)| a * b).sum();
        prop_assert_eq!(credits.capped, alone > 10_000 && invoice * at_risk > 0);
        for line in &credits.lines {
            prop_assert!(Rational::whole(line.credit.minor()) < line.uncapped.clone() + Rational::one());
        }
    }

    #[test]
    fn less_availability_never_costs_less(
        one in 0..=10_000i64, other in 0..=10_000i64, charge in 0..100_000i64
    ) {
        let credit = |tenthousandths: i64| {
            let value = Rational::new(tenthousandths, 10_000);
            let charge = Money::new(charge, euro());
            cloud_tiers(None).credit(Some(&value), charge).expect("a credit").credit.minor()
        };
        prop_assert!(credit(one.min(other)) >= credit(one.max(other)));
    }
}
