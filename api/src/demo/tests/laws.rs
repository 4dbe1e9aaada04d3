//! What holds for every service and every month, and for loading as such.

use std::collections::BTreeSet;

use federation::agreement::AttributionPolicy;
use federation::authority::Mandate;
use federation::report::VisibleServiceReport;
use federation::vocabulary::Rational;

use super::super::history::{self, SUPPLIERS};
use super::super::{CATALOGUE, Error, SEED, load_seeded};
use super::{DEMO, INTEGRATOR, SERVICES, Summary, fresh_app, load, now};
use crate::clock::FixedClock;
use crate::store::OutageFilter;

const SUMMING: [AttributionPolicy; 3] = [
    AttributionPolicy::Shapley,
    AttributionPolicy::SplitEqual,
    AttributionPolicy::FirstCause,
];

fn shares(report: &VisibleServiceReport, policy: AttributionPolicy) -> Rational {
    report.attribution[&policy].shares.values().cloned().sum()
}

/// What adds up over parts of a period: agreed, excluded, unknown, downtime.
fn sums(report: &VisibleServiceReport) -> (i64, i64, i64, Rational) {
    let figure = &report.figures.figure;
    (
        figure.agreed_seconds,
        figure.excluded_seconds,
        report.figures.unknown_seconds,
        figure.downtime_seconds.clone(),
    )
}

#[test]
fn the_summing_policies_sum_to_the_downtime() {
    for service in SERVICES {
        for month in 1..=12 {
            let report = DEMO.report(service, &format!("2025-{month:02}"));
            let downtime = &report.figures.figure.downtime_seconds;
            for policy in SUMMING {
                assert_eq!(
                    &shares(&report, policy),
                    downtime,
                    "{service} {month} {policy}"
                );
            }
            assert!(&shares(&report, AttributionPolicy::Full) >= downtime);
        }
    }
}

#[track_caller]
fn check_parts(service: &str, whole: &str, parts: &[String]) {
    let reports: Vec<_> = parts
        .iter()
        .map(|part| DEMO.report(service, part))
        .collect();
    let whole = DEMO.report(service, whole);
    let mut total = (0, 0, 0, Rational::zero());
    for part in &reports {
        let (agreed, excluded, unknown, downtime) = sums(part);
        total.0 += agreed;
        total.1 += excluded;
        total.2 += unknown;
        total.3 += &downtime;
    }
    assert_eq!(sums(&whole), total, "{service}");
    for policy in AttributionPolicy::ALL {
        let of_parts: Rational = reports.iter().map(|part| shares(part, *policy)).sum();
        assert_eq!(shares(&whole, *policy), of_parts, "{service} {policy}");
    }
}

#[test]
fn a_quarter_is_the_sum_of_its_months_and_the_year_of_its_quarters() {
    for service in SERVICES {
        for quarter in 1..=4 {
            let months = (0..3).map(|month| format!("2025-{:02}", quarter * 3 - 2 + month));
            check_parts(
                service,
                &format!("2025-Q{quarter}"),
                &months.collect::<Vec<_>>(),
            );
        }
        let quarters = (1..=4).map(|quarter| format!("2025-Q{quarter}"));
        check_parts(service, "2025", &quarters.collect::<Vec<_>>());
    }
}

#[test]
fn the_summary_says_what_there_is() {
    let expected = Summary {
        organizations: 8,
        services: 3,
        components: 11,
        agreements: 8,
        batches: 60,
        replayed: 0,
        accepted: 362,
        duplicate: 1,
    };
    assert_eq!(DEMO.loaded, expected);
}

#[tokio::test]
async fn loading_again_changes_nothing() {
    let (_folder, app) = fresh_app(FixedClock::at(now())).await;
    let first = load(&app).await.expect("loaded");
    let view = app.store.view(Mandate::operator().reach());
    let count = async || {
        view.count_outages(&OutageFilter::default())
            .await
            .expect("counted")
    };
    let (rows, catalogue) = (count().await, app.store.catalogue_number().await);
    let again = load(&app).await.expect("loaded again");
    let expected = Summary {
        replayed: first.batches,
        ..first
    };
    assert_eq!(again, expected);
    assert_eq!(count().await, rows);
    let same = app.store.catalogue_number().await.expect("a number");
    assert_eq!(catalogue.expect("a number"), same);
}

#[tokio::test]
async fn another_year_over_this_one_is_refused() {
    let (_folder, app) = fresh_app(FixedClock::at(now())).await;
    load(&app).await.expect("loaded");
    let error = load_seeded(&app, SEED + 1).await.expect_err("refused");
    assert!(matches!(error, Error::Batch { .. }), "{error:?}");
    assert!(
        error.to_string().contains("IDEMPOTENCY_KEY_REUSED"),
        "{error}"
    );
}

#[tokio::test]
async fn a_clock_inside_the_year_is_refused() {
    let june = "2025-06-01T00:00:00Z".parse().expect("an instant");
    let (_folder, app) = fresh_app(FixedClock::at(june)).await;
    let error = load(&app).await.expect_err("refused");
    assert!(matches!(error, Error::Rows { .. }), "{error:?}");
    assert!(error.to_string().contains("FUTURE_TIMESTAMP"), "{error}");
}

#[test]
fn a_seed_is_a_year() {
    let rows = |seed| -> Vec<_> {
        let batches = history::history(seed).into_iter();
        batches
            .map(|batch| (batch.idempotency_key, batch.rows))
            .collect()
    };
    assert_eq!(rows(SEED), rows(SEED));
    assert_ne!(rows(SEED), rows(SEED + 1));
    let keys = |seed| -> BTreeSet<_> { rows(seed).into_iter().map(|(key, _)| key).collect() };
    assert_eq!(keys(SEED).len(), 60);
    assert_eq!(keys(SEED), keys(SEED + 1));
}

#[test]
fn every_other_year_loads_too() {
    for seed in 0..3 {
        let loaded = DEMO.runtime.block_on(async {
            let (_folder, app) = fresh_app(FixedClock::at(now())).await;
            load_seeded(&app, seed).await
        });
        let loaded = loaded.expect("loaded");
        assert!((200..600).contains(&loaded.accepted), "{loaded}");
    }
}

#[test]
fn the_suppliers_are_those_of_the_catalogue() {
    let model = DEMO.runtime.block_on(DEMO.app.store.service_model());
    let model = model.expect("a model");
    let delivered: BTreeSet<_> = model
        .components
        .values()
        .map(|component| {
            let supplier = &model.organizations[&component.supplier];
            (supplier.code.as_str(), component.code.as_str())
        })
        .collect();
    let reported: BTreeSet<_> = SUPPLIERS
        .iter()
        .flat_map(|supplier| {
            supplier
                .components
                .iter()
                .map(|code| (supplier.code, *code))
        })
        .collect();
    assert_eq!(delivered, reported);
    assert_eq!(SUPPLIERS.len(), 5);
    assert!(CATALOGUE.contains(INTEGRATOR));
}
