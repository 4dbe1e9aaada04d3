//! The integrator reads what the worked examples of the domain come to, exactly: through GraphQL,
//! from the rows that suppliers sent.

use serde_json::{Value, json};
use tests::harness::database::on_both;

use crate::reading::Report;
use crate::worked::filled;

/// Network AND (H1 OR H2) AND 2-of-3: 30 minutes of the pair, 60 of the group, and 20 inside them.
#[tokio::test]
async fn redundancy_counts_only_what_the_service_lost() {
    on_both(async |database| {
        let app = filled(database).await;
        let report = Report::april(&app, "redundant").await;
        report
            .check(("479", "480"), "99.791666", "MET")
            .minutes(43_200, 0, 90);
        assert_eq!(report.at("/availability/breaks"), 2);
        assert_eq!(report.at("/status"), "PROVISIONAL");
        assert_eq!(report.at("/asOf"), "2026-05-01T00:00:00Z");
        let april = json!({"label": "2026-04", "zone": "UTC", "interval": {
            "start": "2026-04-01T00:00:00Z", "end": "2026-05-01T00:00:00Z", "seconds": 2_592_000}});
        assert_eq!(report.at("/period"), &april);
        let downtimes = report.at("/downtimes").as_array().expect("downtimes");
        let total: i64 = downtimes
            .iter()
            .map(|downtime| downtime["interval"]["seconds"].as_i64().expect("seconds"))
            .sum();
        assert_eq!(total, 90 * 60);
        assert_eq!(downtimes[0]["interval"]["start"], "2026-04-05T03:30:00Z");
        let own = report.at("/components").as_array().expect("components");
        let percents: Vec<_> = own
            .iter()
            .map(|of| {
                let code = of["component"]["code"].as_str().expect("a code");
                (
                    code,
                    of["availability"]["ratio"]["percent"]
                        .as_str()
                        .expect("a percent"),
                )
            })
            .collect();
        for expect in [
            ("h1", "99.722222"),
            ("n3", "100.000000"),
            ("network", "99.953703"),
        ] {
            assert!(percents.contains(&expect), "{expect:?} in {percents:?}");
        }
        assert_eq!(percents.len(), 6);
    })
    .await;
}

/// Excluded time leaves the denominator too; late, unapproved and excess windows are downtime.
#[tokio::test]
async fn maintenance_is_taken_out_of_both_sides() {
    on_both(async |database| {
        let app = filled(database).await;
        let report = Report::april(&app, "planned").await;
        report.check(("1431", "1432"), "99.930167", "MET").minutes(43_200, 240, 30);
        let used = json!([{"reference": "CHG-1", "status": "COUNTED", "excludedSeconds": 14_400, "keptSeconds": 0}]);
        assert_eq!(report.at("/explanation/maintenance"), &used);

        for (service, status) in [("late", "LATE_NOTICE"), ("unapproved", "NOT_APPROVED")] {
            let report = Report::april(&app, service).await;
            report.check(("719", "720"), "99.861111", "BREACHED").minutes(43_200, 0, 60);
            assert_eq!(report.at("/explanation/maintenance/0/status"), status);
            assert_eq!(report.caveats(), ["MAINTENANCE_NOT_EXCLUDED"]);
        }

        // With the numerator alone it would be 99.902777 and met.
        let flip = Report::april(&app, "flip").await;
        flip.check(("959", "960"), "99.895833", "BREACHED").minutes(43_200, 2_880, 42);
        assert_eq!(flip.at("/promise/baseSeconds"), 2_419_200);
        assert_eq!(flip.at("/promise/allowedDowntimeSeconds/decimal"), "2419.200000");

        let capped = Report::april(&app, "capped").await;
        capped.check(("355", "356"), "99.719101", "BREACHED").minutes(43_200, 480, 120);
        let used = json!([{"reference": "CHG-5", "status": "COUNTED", "excludedSeconds": 28_800, "keptSeconds": 7_200}]);
        assert_eq!(capped.at("/explanation/maintenance"), &used);

        // What the supplier may exclude and the customer's agreement does not is nobody's.
        let report = Report::april(&app, "not-back-to-back").await;
        report.check(("179", "180"), "99.444444", "BREACHED").minutes(43_200, 0, 240);
        assert_eq!(report.at("/uncovered/downtimeSeconds/decimal"), "14400.000000");
        assert_eq!(report.at("/uncovered/stretches/0/reason"), "MAINTENANCE_NOT_BACK_TO_BACK");
        assert_eq!(report.at("/components/0/availability/ratio/percent"), "100.000000");
    })
    .await;
}

/// The union counts, 225 minutes in two breaks, and every policy but FULL shares exactly that.
#[tokio::test]
async fn overlapping_outages_count_once_and_are_shared_out() {
    on_both(async |database| {
        let app = filled(database).await;
        let april = json!({"month": "2026-04"});
        for (policy, shares, sums) in [
            ("SHAPLEY", [("acme", 90), ("bolt", 90), ("core", 45)], true),
            (
                "SPLIT_EQUAL",
                [("acme", 90), ("bolt", 90), ("core", 45)],
                true,
            ),
            (
                "FIRST_CAUSE",
                [("acme", 120), ("bolt", 60), ("core", 45)],
                true,
            ),
            ("FULL", [("acme", 120), ("bolt", 120), ("core", 45)], false),
        ] {
            let report = Report::by_policy(&app, "chain", april.clone(), json!(policy)).await;
            report
                .check(("191", "192"), "99.479166", "BREACHED")
                .minutes(43_200, 0, 225);
            assert_eq!(report.at("/attribution/policy"), policy);
            assert_eq!(report.at("/attribution/sumsToDowntime"), sums);
            assert_eq!(report.at("/attribution/othersSeconds"), &Value::Null);
            let mut given = report.shares();
            given.sort_unstable();
            let expect =
                shares.map(|(supplier, minutes)| (supplier, format!("{}.000000", minutes * 60)));
            let given: Vec<_> = given
                .iter()
                .map(|(s, seconds)| (*s, (*seconds).to_owned()))
                .collect();
            assert_eq!(given, expect, "{policy}");
        }
        let report = Report::of(&app, "chain", april).await;
        assert_eq!(
            report.at("/attribution/policy"),
            "SHAPLEY",
            "the agreement's own"
        );
        assert_eq!(report.at("/availability/breaks"), 2);
        assert_eq!(
            report.at("/availability/mtrsSeconds/decimal"),
            "6750.000000"
        );
        assert_eq!(
            report.at("/availability/mtbfSeconds/decimal"),
            "1289250.000000"
        );
    })
    .await;
}

/// Office hours through the change to summer time: 22 days of ten hours.
#[tokio::test]
async fn hours_and_periods_are_local() {
    on_both(async |database| {
        let app = filled(database).await;
        let march = json!({"month": "2026-03"});
        let office = Report::of(&app, "office", march.clone()).await;
        office
            .check(("219", "220"), "99.545454", "MET")
            .minutes(13_200, 0, 60);
        assert_eq!(office.at("/period/zone"), "Europe/Berlin");
        assert_eq!(office.at("/period/interval/start"), "2026-02-28T23:00:00Z");
        assert_eq!(office.at("/period/interval/end"), "2026-03-31T22:00:00Z");
        assert_eq!(office.at("/period/interval/seconds"), 44_580 * 60);
        assert_eq!(office.at("/agreements/0/calendar"), "office-berlin");

        // One outage, two agreements: March in New York is April in Berlin.
        let none = Report::of(&app, "in-berlin", march.clone()).await;
        none.check(("1", "1"), "100.000000", "MET")
            .minutes(44_580, 0, 0);
        let march = Report::of(&app, "in-new-york", march).await;
        march
            .check(("742", "743"), "99.865410", "BREACHED")
            .minutes(44_580, 0, 60);
        let april = Report::april(&app, "in-berlin").await;
        april
            .check(("719", "720"), "99.861111", "BREACHED")
            .minutes(43_200, 0, 60);
        let none = Report::april(&app, "in-new-york").await;
        none.check(("1", "1"), "100.000000", "MET")
            .minutes(43_200, 0, 0);
    })
    .await;
}

/// A day nobody reported about: bounds, and a verdict that does not pretend.
#[tokio::test]
async fn unknown_time_makes_bounds() {
    on_both(async |database| {
        let app = filled(database).await;
        let report = Report::april(&app, "unknown").await;
        assert_eq!(report.at("/availability/state"), "BOUNDED");
        assert_eq!(report.at("/availability/ratio"), &Value::Null);
        assert_eq!(report.at("/verdict"), "INDETERMINATE");
        assert_eq!(report.at("/availability/unknownSeconds"), 86_400);
        for (bound, numerator, denominator, percent) in [
            ("lower", "2087", "2160", "96.620370"),
            ("upper", "2159", "2160", "99.953703"),
            ("knownOnly", "2087", "2088", "99.952107"),
        ] {
            let expect =
                json!({"numerator": numerator, "denominator": denominator, "percent": percent});
            assert_eq!(report.at(&format!("/availability/{bound}")), &expect);
        }
        assert_eq!(report.caveats(), ["UNKNOWN_TIME"]);

        let down = Report::april(&app, "unknown-is-down").await;
        down.check(("2087", "2160"), "96.620370", "BREACHED")
            .minutes(43_200, 0, 1_460);
        let failure = Report::april(&app, "unknown-is-failure").await;
        assert_eq!(
            failure.at("/verdict"),
            "BREACHED",
            "even above its target of 90 %"
        );
    })
    .await;
}

/// 30 minutes whole, then 110 at a half: one set of facts, three agreements.
#[tokio::test]
async fn degradation_counts_as_agreed() {
    on_both(async |database| {
        let app = filled(database).await;
        let weighted = Report::april(&app, "weighted").await;
        weighted.check(("8623", "8640"), "99.803240", "BREACHED").minutes(43_200, 0, 85);
        let up = Report::april(&app, "as-up").await;
        up.check(("1439", "1440"), "99.930555", "MET").minutes(43_200, 0, 30);
        assert_eq!(up.caveats(), ["DEGRADATION_NOT_COUNTED"]);
        let down = Report::april(&app, "as-down").await;
        down.check(("2153", "2160"), "99.675925", "BREACHED").minutes(43_200, 0, 140);
        let figures = json!({
            "degradedSeconds": 6_600,
            "weighted": {"downtimeSeconds": {"decimal": "5100.000000"}, "ratio": {"percent": "99.803240"}},
            "asUp": {"downtimeSeconds": {"decimal": "1800.000000"}, "ratio": {"percent": "99.930555"}},
            "asDown": {"downtimeSeconds": {"decimal": "8400.000000"}, "ratio": {"percent": "99.675925"}},
        });
        for report in [weighted, up, down] {
            assert_eq!(report.at("/availability/degradation"), &figures, "beside each figure");
        }
    })
    .await;
}

/// Every supplier green, the service red.
#[tokio::test]
async fn uncovered_downtime_is_shown() {
    on_both(async |database| {
        let app = filled(database).await;
        let report = Report::april(&app, "watermelon").await;
        report
            .check(("179", "180"), "99.444444", "BREACHED")
            .minutes(43_200, 0, 240);
        let own = report.at("/components/0");
        assert_eq!(own["availability"]["ratio"]["percent"], "100.000000");
        assert_eq!(own["availability"]["agreedSeconds"], 13_200 * 60);
        assert_eq!(own["verdict"], "MET");
        let uncovered = json!({"downtimeSeconds": {"decimal": "14400.000000"}, "stretches": [{
            "interval": {"start": "2026-04-11T10:00:00Z", "end": "2026-04-11T14:00:00Z"},
            "reason": "OUTSIDE_SUPPLIER_HOURS", "component": {"code": "part-time"}}]});
        assert_eq!(report.at("/uncovered"), &uncovered);

        let report = Report::april(&app, "nobodys").await;
        assert_eq!(
            report.at("/uncovered/downtimeSeconds/decimal"),
            "600.000000"
        );
        assert_eq!(report.at("/uncovered/stretches/0/reason"), "NO_AGREEMENT");
        assert_eq!(report.at("/components"), &json!([]));
        assert_eq!(report.caveats(), ["COMPONENT_WITHOUT_AGREEMENT"]);
    })
    .await;
}

/// A supplier sees its own share, and the others only as a total of at least two; never a total of
/// liabilities, which would tell who failed with whom.
#[tokio::test]
async fn a_supplier_sees_its_own_share_and_the_total_of_others() {
    on_both(async |database| {
        let app = filled(database).await;
        let document = "query($policy: AttributionPolicy) { service(code: \"chain\") \
            { report(period: {month: \"2026-04\"}) { availability { downtimeSeconds { decimal } } \
            attribution(policy: $policy) { othersSeconds { decimal } shares { supplier { code } \
            seconds { decimal } ofDowntime { percent } } } } } }";
        for (policy, own, percent, others) in [
            ("SHAPLEY", "5400.000000", "40.000000", Some("8100.000000")),
            (
                "FIRST_CAUSE",
                "7200.000000",
                "53.333333",
                Some("6300.000000"),
            ),
            ("FULL", "7200.000000", "53.333333", None),
        ] {
            let variables = json!({"policy": policy});
            let answer = app.supplier("acme").query(document, variables).await;
            let share = json!({"supplier": {"code": "acme"}, "seconds": {"decimal": own},
                "ofDowntime": {"percent": percent}});
            let others = others.map(|seconds| json!({"decimal": seconds}));
            assert_eq!(
                answer.at("/service/report/attribution"),
                &json!({"othersSeconds": others, "shares": [share]}),
                "{policy}"
            );
        }
    })
    .await;
}

/// Before anything was agreed there is nothing to divide by, and that is said.
#[tokio::test]
async fn without_an_agreement_there_is_no_service_time() {
    on_both(async |database| {
        let app = filled(database).await;
        let report = Report::of(&app, "chain", json!({"month": "2025-06"})).await;
        assert_eq!(report.at("/availability/state"), "NO_SERVICE_TIME");
        assert_eq!(report.at("/availability/ratio"), &Value::Null);
        assert_eq!(report.at("/availability/agreedSeconds"), 0);
        assert_eq!(report.at("/verdict"), &Value::Null);
        let caveats = report.caveats();
        for expect in ["AGREEMENT_MISSING", "TOPOLOGY_MISSING"] {
            assert!(caveats.contains(&expect), "{caveats:?}");
        }
    })
    .await;
}
