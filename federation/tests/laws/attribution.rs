//! Shares equal the definitions over all sets, and sum to the downtime.

use std::collections::BTreeMap;

use federation::agreement::AttributionPolicy;
use federation::vocabulary::{OrganizationId, Rational};
use proptest::prelude::*;

use crate::oracle;
use crate::scene::{PERIOD, any_scene};

const POLICIES: [AttributionPolicy; 4] = [
    AttributionPolicy::Shapley,
    AttributionPolicy::SplitEqual,
    AttributionPolicy::FirstCause,
    AttributionPolicy::Full,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn shares_equal_the_definitions(scene in any_scene(true)) {
        let assessment = scene.assess();
        let mut expect: [BTreeMap<OrganizationId, Rational>; 4] = Default::default();
        for at in PERIOD.filter(|at| oracle::in_base(&scene, *at)) {
            for (total, shares) in expect.iter_mut().zip(oracle::shares_at(&scene, at)) {
                for (supplier, share) in shares {
                    *total.entry(supplier).or_default() += &share;
                }
            }
        }
        for (policy, expect) in POLICIES.iter().zip(expect) {
            for (supplier, seconds) in &assessment.shares[policy].by_supplier {
                let billionths = expect.get(supplier).cloned().unwrap_or_default();
                let expect = billionths * Rational::new(1, 1_000_000_000);
                prop_assert_eq!(seconds, &expect, "{} of {}", policy, supplier);
            }
        }
    }

    #[test]
    fn shares_sum_to_the_downtime(mut scene in any_scene(true), owned in 0..6usize) {
        // Components that nobody owns are shared out as well.
        scene.owners = scene.owners.into_iter().take(owned).collect();
        let assessment = scene.assess();
        for policy in &POLICIES[..3] {
            let total = assessment.shares[policy].total_seconds();
            prop_assert_eq!(&total, &assessment.figure.downtime_seconds, "{}", policy);
        }
        let full = assessment.shares[&AttributionPolicy::Full].total_seconds();
        prop_assert!(full >= assessment.figure.downtime_seconds);
    }

    #[test]
    fn causes_cover_the_downtime(scene in any_scene(true)) {
        let assessment = scene.assess();
        for downtime in &assessment.downtimes {
            let causes = assessment.causes(downtime.interval);
            let covered: federation::time::IntervalSet =
                causes.iter().map(|cause| cause.interval).collect();
            prop_assert_eq!(covered, downtime.interval.into());
        }
        for used in &assessment.outages {
            let by_stretch = assessment
                .downtimes
                .iter()
                .flat_map(|downtime| assessment.causes(downtime.interval))
                .filter(|cause| cause.outage == used.outage);
            let seconds: i64 = by_stretch.map(|cause| cause.interval.seconds()).sum();
            prop_assert_eq!(seconds, used.counted_seconds);
        }
    }
}
