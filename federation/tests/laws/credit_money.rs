//! The laws of money on real agreements: amounts add up, stay below what is at risk, and depend on
//! nothing but what was agreed and what happened.

use federation::vocabulary::Money;
use proptest::prelude::*;

use crate::credit_scene::{Down, Scene, statement_of};
use crate::credit_statements::{APRIL, JUNE, MAY, lines, minor, pooled};

fn any_down() -> impl Strategy<Value = Down> {
    let component = prop::sample::select(vec!["net", "spare", "third", "host"]);
    let start = prop::sample::select(vec![
        APRIL,
        "2026-04-09T11:00:07Z",
        MAY,
        "2026-05-30T12:00:00Z",
        JUNE,
    ]);
    (component, start, 1i64..400_000, prop::bool::weighted(0.8)).prop_map(
        |(component, start, seconds, known)| Down {
            component,
            start,
            seconds,
            known,
        },
    )
}

fn any_scene() -> impl Strategy<Value = Scene> {
    let tiers = "tiers: [{atOrAbovePercent: 99, belowPercent: 99.9, creditPercent: 3.3}, \
                 {atOrAbovePercent: 97, belowPercent: 99, creditPercent: 7.7}, {belowPercent: 97, creditPercent: 9.1}]";
    let pool = "pool: {allocationOfPoolPercent: 70, creditAllocationPercent: 90}";
    let points = "points: {bands: [{atOrAbovePercent: 97, belowPercent: 99.9, severity: MINOR, points: 3}, \
                  {belowPercent: 97, severity: SEVERE, points: 9}], repeatFactor: 3, percentPerPoint: 0.77}";
    let regime = prop::sample::select(vec![tiers, pool, points]);
    let outages = prop::collection::vec(any_down(), 0..8);
    let as_of = prop::sample::select(vec!["2026-12-01T00:00:00Z", "2026-06-10T00:00:00Z"]);
    (regime, outages, as_of).prop_map(|(regime, outages, as_of)| Scene {
        sla: pooled(regime).replace("100000,", "77777.77,"),
        net: pooled(regime)
            .replace("100000,", "12345.67,")
            .replace(", atRiskPercent", ", earnBackMonths: 1, atRiskPercent"),
        host: pooled(regime),
        outages,
        as_of,
        ..Scene::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn money_adds_up(scene in any_scene()) {
        for agreement in ["sla", "uc-net", "uc-host"] {
            let statement = scene.statement(agreement, "2026-Q2");
            let mut sum = 0;
            for month in &statement.months {
                let of_lines: i64 = lines(month).iter().sum();
                prop_assert_eq!(month.credit.minor(), of_lines);
                prop_assert!(month.credit.minor() <= month.at_risk.minor());
                prop_assert!(month.at_worst.minor() <= month.at_risk.minor());
                prop_assert!(month.credit.minor() <= month.at_worst.minor());
                prop_assert!(month.earned_back.minor() <= month.credit.minor());
                sum += month.credit.minor();
            }
            let total = statement.totals.first().map_or(0, |total| total.credit.minor());
            prop_assert_eq!(total, sum);
            // Periods that tile have statements that add up.
            let months = ["2026-04", "2026-05", "2026-06"].map(|month| minor(&scene.months(agreement, month)));
            prop_assert_eq!(months.concat(), minor(&statement.months));
        }
    }

    #[test]
    fn what_is_owed_is_recovered_or_left(scene in any_scene()) {
        let exposure = scene.exposure("2026-Q2").expect("amounts");
        for month in &exposure.months {
            let sum = |of: fn(&federation::report::SupplierExposure) -> Money| -> i64 {
                month.suppliers.iter().map(|supplier| of(supplier).minor()).sum()
            };
            prop_assert_eq!(sum(|one| one.share), month.owed.minor());
            prop_assert_eq!(sum(|one| one.recoverable), month.recoverable.minor());
            prop_assert_eq!(month.owed.minor(), month.recoverable.minor() + month.net_exposure.minor());
            for supplier in &month.suppliers {
                let least = supplier.share.minor().min(supplier.given_back.minor());
                prop_assert_eq!(supplier.recoverable.minor(), least);
            }
        }
    }

    /// Neither the order of outages nor the identifiers of another installation change a unit.
    #[test]
    fn order_and_identifiers_change_nothing(scene in any_scene(), seed in 2u128..1_000_000) {
        let (one, other) = (scene.model(1), scene.model(seed));
        let outages = scene.outages(&one);
        let mut turned = scene.outages(&other);
        turned.reverse();
        for agreement in ["sla", "uc-net"] {
            let of = |model, outages: &[_]| {
                let statement = statement_of(model, outages, scene.as_of, agreement, "2026-Q2");
                statement.months.iter().map(lines).collect::<Vec<_>>()
            };
            prop_assert_eq!(of(&one, &outages), of(&other, &turned));
        }
    }
}
