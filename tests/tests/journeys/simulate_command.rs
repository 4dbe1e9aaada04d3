//! `concordat simulate` and `concordat report --explain`, as people type them.

use serde_json::json;
use tests::harness::database::{TestDatabase, on_both};
use tests::harness::program::Installation;

use crate::command_line::installed;
use crate::import::ROWS;

/// An hour of the network, and a degradation of the hosting that counts as up.
fn filled(database: &TestDatabase) -> Installation {
    let installation = installed(database);
    let file = installation.file("april.csv", ROWS);
    let imported = installation.run(&["import", "outages", &file]);
    assert_eq!(imported.code, 3);
    installation
}

const SIMULATE: [&str; 3] = ["simulate", "portal", "2026-04"];

#[tokio::test]
async fn a_simulation_is_printed_side_by_side() {
    on_both(async |database| {
        let installation = filled(database);
        let run = |more: &[&str]| installation.run(&[&SIMULATE, more].concat());
        let nothing = run(&[]).ok().out;
        assert!(nothing.contains("Assumed\n  nothing\n"), "{nothing}");
        let text = run(&[
            "--target",
            "99.8",
            "--policy",
            "FULL",
            "--without-outages-of",
            "acme",
        ])
        .ok()
        .out;
        let row = |name: &str| {
            let found = text
                .lines()
                .find(|line| line.trim_start().starts_with(name));
            let words: Vec<&str> = found.expect(name).split_whitespace().collect();
            words.join(" ")
        };
        assert_eq!(row("verdict"), "verdict BREACHED MET changed");
        assert_eq!(
            row("availability"),
            "availability in % 99.861111 % 100.000000 % +0.138888"
        );
        assert_eq!(row("downtime"), "downtime 3,600 s 0 s -3,600 s");
        assert_eq!(row("budget left"), "budget left -1,008 s 5,184 s +6,192 s");
        assert_eq!(row("Who"), "Who caused it SHAPLEY FULL");
        for assumed in ["99.8 % is promised", "no component of acme fails"] {
            assert!(text.contains(assumed), "{text}");
        }

        let json = run(&["--degradation", "AS_DOWN", "--json"]).ok().json();
        assert_eq!(
            json["after"]["availability"]["downtimeSeconds"]["decimal"],
            "5400.000000"
        );
        assert_eq!(
            json["difference"]["downtimeSeconds"]["decimal"],
            "1800.000000"
        );
        assert_eq!(json["changes"][0]["assumption"], "DEGRADATION");
        let tree = json!({"topology": {"tree": {"gate": "PARALLEL",
            "children": [{"component": "net"}, {"component": "host"}]}}});
        let file = installation.file("scenario.json", tree.to_string());
        let json = run(&[
            "--scenario",
            &file,
            "--missing-data",
            "COUNT_AS_DOWN",
            "--json",
        ]);
        let json = json.ok().json();
        assert_eq!(json["after"]["verdict"], "MET");
        assert_eq!(json["changes"].as_array().map(Vec::len), Some(2));
        for flags in [
            &[
                "--calendar",
                "always",
                "--no-exclusions",
                "--without-supplier",
                "bolt",
            ][..],
            &[
                "--notice-hours",
                "5",
                "--cap-minutes",
                "60",
                "--agreement-version",
                "sla-portal=1",
            ],
            &["--tree-at", "2026-04-01T00:00:00Z", "--no-cap"],
        ] {
            assert!(!run(flags).ok().out.contains("  nothing\n"), "{flags:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_scenario_that_cannot_be_is_refused() {
    on_both(async |database| {
        let installation = filled(database);
        let run = |more: &[&str]| installation.run(&[&SIMULATE, more].concat());
        let flags = ["--without-supplier", "amce", "--target", "101"];
        let refused = run(&flags).with_code(1);
        assert_eq!(refused.out, "");
        let expect = "error[UNKNOWN_REFERENCE]: scenario.withoutSuppliers.0: there is no supplier \
            with this code that you may see, given amce\nhelp: did you mean acme?\n";
        assert!(refused.err.starts_with(expect), "{}", refused.err);
        assert!(
            refused
                .err
                .contains("error[OUT_OF_RANGE]: scenario.targetPercent: ")
        );
        let json = run(&[&flags[..], &["--json"]].concat()).with_code(1).json();
        assert_eq!(json["problems"][0]["code"], "UNKNOWN_REFERENCE");
        let none = installation
            .run(&["simulate", "nothing", "2026-04"])
            .with_code(1);
        assert!(none.err.starts_with("error[NOT_FOUND]: "), "{}", none.err);
        let wrong = installation.file("wrong.json", "[]");
        for wrong in [
            &["--policy", "FAIR"][..],
            &["--agreement-version", "sla-portal"],
            &["--scenario", &wrong],
            &["--scenario", "no-such-file.json"],
            &["--target", "much"],
        ] {
            assert_eq!(run(wrong).with_code(2).out, "", "{wrong:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_explanation_shows_rows_steps_and_budget() {
    on_both(async |database| {
        let installation = filled(database);
        let explain = ["report", "portal", "2026-04", "--explain"];
        let page = installation.run(&explain).ok().out;
        for expect in [
            "End to end, under sla-portal v1",
            "net, under uc-acme v1",
            "  Rows used\n      net 2026-04-10T10:00:00Z until 2026-04-10T11:00:00Z, loss 1, desk INC-1,",
            "  Rows left out\n      host 2026-04-10T10:00:00Z until 2026-04-10T11:30:00Z, loss 0.5, desk INC-2,",
            "  Error budget\n",
            "   5. remaining = -1,008 s  [budget - used]\n",
            "  budget         3,600 s of 2,592 s used (138.888888 %)\n",
        ] {
            assert!(page.contains(expect), "{expect} in {page}");
        }
        assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
        let json = installation.run(&[&explain[..], &["--json"]].concat()).ok().json();
        let budget = &json["report"]["errorBudget"];
        assert_eq!(budget["burnDown"].as_array().map(Vec::len), Some(30));
        assert_eq!(budget["explanation"]["steps"][2]["text"], "budget");
        assert_eq!(json["report"]["explanation"]["inputs"][0]["standing"], "COUNTED");
    })
    .await;
}
