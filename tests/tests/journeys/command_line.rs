//! What people type: the program itself in a folder of its own, with its exit codes, what it prints
//! for people and what for programs.

use serde_json::Value;
use tests::harness::database::{Flavour, TestDatabase, on_both};
use tests::harness::program::Installation;

use crate::catalogues::SMALL;
use crate::import::ROWS;

/// An installation whose operator has applied the small catalogue.
pub(crate) fn installed(database: &TestDatabase) -> Installation {
    let installation = Installation::on(database);
    let file = installation.file("small.yaml", SMALL);
    let applied = installation.run(&["catalogue", "apply", &file]).ok();
    assert!(
        applied
            .out
            .ends_with("24 created, 0 updated, 0 unchanged\n"),
        "{}",
        applied.out
    );
    installation
}

#[tokio::test]
async fn a_catalogue_is_planned_applied_and_refused() {
    on_both(async |database| {
        let installation = Installation::on(database);
        let file = installation.file("small.yaml", SMALL);
        let planned = installation.run(&["catalogue", "plan", &file]).ok();
        assert!(
            planned.out.contains("+ SERVICE portal\n"),
            "{}",
            planned.out
        );
        assert!(
            planned.out.ends_with("; nothing was changed\n"),
            "{}",
            planned.out
        );
        let planned = installation
            .run(&["catalogue", "plan", &file, "--json"])
            .ok()
            .json();
        assert_eq!(planned["applied"], false);
        assert_eq!(
            planned["changes"][0]["action"], "CREATE",
            "nothing was stored"
        );

        let applied = installation
            .run_with(&["catalogue", "apply", "-", "--json"], SMALL)
            .ok();
        assert_eq!(applied.json()["applied"], true);
        let again = installation.run(&["catalogue", "apply", &file]).ok();
        assert_eq!(again.out, "applied: 0 created, 0 updated, 24 unchanged\n");

        let bad = SMALL.replace("supplier: cage", "supplier: caeg");
        let bad = installation.file("bad.yaml", bad);
        for verb in ["plan", "apply"] {
            let refused = installation.run(&["catalogue", verb, &bad]).with_code(1);
            assert_eq!(refused.out, "");
            assert!(
                refused.err.contains(
                    "error[UNKNOWN_REFERENCE]: line 14, components.2.supplier: there is no \
                     organization with this code"
                ),
                "{}",
                refused.err
            );
            assert!(
                refused
                    .err
                    .contains("(given \"caeg\")\nhelp: did you mean cage?\n")
            );
            assert!(refused.err.ends_with("1 problem; nothing was changed\n"));
            let refused = installation
                .run(&["--json", "catalogue", verb, &bad])
                .with_code(1);
            assert_eq!(refused.json()["problems"][0]["line"], 14);
        }
        for missing in [
            &["catalogue", "apply", "no-such-file.yaml"][..],
            &["catalogue", "apply"],
            &["catalog"],
        ] {
            let refused = installation.run(missing).with_code(2);
            assert_eq!(refused.out, "");
            assert!(refused.err.contains("error"), "{}", refused.err);
        }
        let missing = ["catalogue", "apply", "no-such-file.yaml", "--json"];
        let refused = installation.run(&missing).with_code(2).json();
        assert_eq!(refused["error"]["code"], "BAD_FILE");
    })
    .await;
}

#[tokio::test]
async fn a_report_is_printed_for_people_and_for_programs() {
    on_both(async |database| {
        let installation = installed(database);
        let file = installation.file("april.csv", ROWS);
        let imported = installation.run(&["import", "outages", &file]).with_code(3);
        drop(imported);
        let text = installation.run(&["report", "portal", "2026-04"]).ok().out;
        for expect in [
            "BREACHED",
            "99.861111 %",
            "3,600 s",
            "2,592,000 s",
            "acme",
            "uc-bolt v1",
        ] {
            assert!(text.contains(expect), "{expect} in {text}");
        }
        assert!(!text.contains("INC-1"), "{text}");
        let explained = installation
            .run(&["report", "portal", "2026-04", "--explain"])
            .ok()
            .out;
        for expect in ["INC-1", "INC-2", "COUNTED_AS_UP", "Time zones "] {
            assert!(explained.contains(expect), "{expect} in {explained}");
        }
        let json = installation
            .run(&["report", "portal", "2026-Q2", "--json"])
            .ok()
            .json();
        assert_eq!(json["report"]["period"]["label"], "2026-Q2");
        assert_eq!(
            json["report"]["availability"]["downtimeSeconds"]["decimal"],
            "3600.000000"
        );
        assert_eq!(json["report"]["explanation"], Value::Null);
        let json = installation
            .run(&["report", "portal", "2026-04", "--json", "--policy", "FULL"])
            .ok();
        assert_eq!(json.json()["report"]["attribution"]["policy"], "FULL");
        let none = installation
            .run(&["report", "nothing", "2026-04"])
            .with_code(1);
        assert!(none.err.starts_with("error[NOT_FOUND]: "), "{}", none.err);
        for period in [
            "2026-13",
            "April",
            "2026-04-02T00:00:00Z/2026-04-01T00:00:00Z",
        ] {
            let refused = installation.run(&["report", "portal", period]).with_code(2);
            assert_eq!(refused.out, "");
        }
    })
    .await;
}

/// What is signed just fits; the draft of a little more is at risk, the one after it out of reach.
#[tokio::test]
async fn an_agreement_is_aligned_before_it_is_signed() {
    on_both(async |database| {
        let installation = installed(database);
        let signed = ["align", "sla-portal", "--at", "2026-04-01T00:00:00Z"];
        let page = installation.run(&[&signed[..], &["--check"]].concat()).ok();
        for expect in ["version 1, SIGNED", "ALIGNED", "99.900000 %", "uc-acme v1", "2,592,000 s"] {
            assert!(page.out.contains(expect), "{expect} in {}", page.out);
        }
        let drafts = "catalogue: 1\nagreements:\n- code: sla-portal\n  name: Portal for the bank\n  \
            kind: SLA\n  provider: hub\n  customer: bank\n  service: portal\n  versions:\n  \
            - {version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always, \
            availabilityTargetPercent: 99.9, maintenance: {noticeHours: 0}}\n  \
            - {version: 2, status: DRAFT, effectiveFrom: 2026-06-01T00:00:00Z, calendar: always, \
            availabilityTargetPercent: 99.90001}\n  \
            - {version: 3, status: DRAFT, effectiveFrom: 2026-06-01T00:00:00Z, calendar: always, \
            availabilityTargetPercent: 99.99}\n";
        let file = installation.file("drafts.yaml", drafts);
        drop(installation.run(&["catalogue", "apply", &file]).ok());
        let second = ["align", "sla-portal", "--agreement-version", "2"];
        // Long lines go on in the next.
        let page = installation.run(&second).ok().out;
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = "AT_RISK AVAILABILITY_NOT_CARRIED (0.000010 points): if failures fall badly the \
            promises are 0.000010 points below the target; have the suppliers promise what is \
            required of them, or promise the customer less [sla-portal version 2, availability target]";
        assert!(page.contains(line), "{page}");
        drop(installation.run(&[&second[..], &["--check"]].concat()).with_code(8));
        let third = ["align", "sla-portal", "--check", "--json"];
        let third = installation.run(&third).with_code(9).json();
        assert_eq!(third["alignment"]["version"], 3);
        assert_eq!(third["alignment"]["status"], "MISALIGNED");
        let told = installation.run(&["align", "uc-acme"]).with_code(2);
        assert!(told.err.starts_with("error[BAD_USAGE]: uc-acme is not about a service"), "{}", told.err);
        for (missing, code) in [
            (&["align", "nothing"][..], 1),
            (&["align", "sla-portal", "--agreement-version", "9"], 1),
            (&["align", "sla-portal", "--at", "yesterday"], 2),
            (&["align"], 2),
        ] {
            let refused = installation.run(missing).with_code(code);
            assert_eq!(refused.out, "");
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_is_made_and_explained() {
    on_both(async |database| {
        let installation = Installation::on(database);
        let on = installation.file("on.toml", "development_issuer = true\n");
        // A server knows the organization of a token, and the explanation asks for it as well.
        let catalogue = installation.file("catalogue.yaml", SMALL);
        let _applied = installation.run(&["catalogue", "apply", &catalogue]).ok();
        let mint = [
            "--config",
            &on,
            "token",
            "mint",
            "--role",
            "supplier",
            "--organization",
            "acme",
        ];
        let token = installation.run(&mint).ok().out;
        assert_eq!(token.trim().split('.').count(), 3);
        let inspect = ["--config", &on, "token", "inspect"];
        let told = installation.run_with(&inspect, &token).ok().out;
        for expect in [
            "\"acme\"",
            "\"SUPPLIER\"",
            "performance:write",
            "accepted\n",
        ] {
            assert!(told.contains(expect), "{expect} in {told}");
        }
        let json = installation
            .run(&[&inspect[..], &[token.trim(), "--json"]].concat())
            .ok()
            .json();
        assert_eq!(json["accepted"], true);
        assert_eq!(json["claims"]["organization"], "acme");

        let off = installation
            .run_with(&["token", "inspect"], &token)
            .with_code(4);
        assert!(
            off.out.contains("help: set development_issuer = true"),
            "{}",
            off.out
        );
        let forged = installation
            .run_with(&inspect, &token.replace("eyJ", "eyK"))
            .with_code(4);
        assert!(forged.out.contains("FAILED    FORM"), "{}", forged.out);
        assert!(forged.out.contains("\nrefused: "), "{}", forged.out);
        for bad in [
            &["token", "mint", "--role", "operator"][..],
            &["token", "mint", "--role", "supplier"],
            &[
                "token",
                "mint",
                "--role",
                "auditor",
                "--organization",
                "acme",
            ],
            &["token", "mint", "--role", "auditor", "--life", "2d"],
        ] {
            let refused = installation.run(bad).with_code(2);
            assert_eq!(refused.out, "");
        }
    })
    .await;
}

#[tokio::test]
async fn migrations_settings_and_schema_are_shown() {
    for flavour in [Flavour::Sqlite, Flavour::Postgres] {
        let database = TestDatabase::empty(flavour).await;
        let installation = Installation::on(&database);
        let empty = installation
            .run(&["migrate", "status", "--json"])
            .ok()
            .json();
        let names = |status: &Value, list: &str| status[list].as_array().map_or(0, Vec::len);
        assert_eq!(names(&empty, "applied"), 0);
        let pending = names(&empty, "pending");
        assert!(pending > 10, "{empty}");
        if flavour == Flavour::Postgres {
            // Only an embedded database is migrated without being asked.
            let behind = installation
                .run(&["report", "portal", "2026-04"])
                .with_code(1);
            assert!(
                behind.err.starts_with("error[SCHEMA_BEHIND]: "),
                "{}",
                behind.err
            );
            assert!(
                behind.err.contains("help: concordat migrate up"),
                "{}",
                behind.err
            );
        }
        let up = installation.run(&["migrate", "up", "--json"]).ok().json();
        assert_eq!((names(&up, "applied"), names(&up, "pending")), (pending, 0));
        let status = installation.run(&["migrate", "status"]).ok().out;
        assert_eq!(status.matches("\napplied  ").count(), pending, "{status}");

        let printed = installation.run(&["schema", "print"]).ok().out;
        assert_eq!(printed.trim_end(), api::graphql::sdl().trim_end());

        let shown = installation.run(&["config", "show", "--json"]).ok().json();
        let settings = shown["settings"].as_array().expect("settings");
        let of = |key: &str| {
            settings
                .iter()
                .find(|entry| entry["key"] == key)
                .expect("a setting")
        };
        assert_eq!(of("database_url")["source"], "CONCORDAT_DATABASE_URL");
        assert_eq!(of("audience")["source"], "default");
        let url = "postgres://u:secret@h/d";
        let masked = installation
            .run(&["config", "show", "--database", url])
            .ok()
            .out;
        assert!(
            masked.contains("postgres://u:***@h/d") && !masked.contains("secret"),
            "{masked}"
        );
        let wrong = installation.file("wrong.toml", "listn = 1\n");
        let wrong = installation
            .run(&["config", "show", "--config", &wrong])
            .with_code(2);
        assert!(
            wrong.err.starts_with("error[BAD_SETTINGS]: "),
            "{}",
            wrong.err
        );
    }
}
