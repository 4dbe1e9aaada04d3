//! What an operator types beside the daily work: tokens, migrations, settings, the schema.

use serde_json::Value;
use tests::harness::database::{Flavour, TestDatabase, on_both};
use tests::harness::program::Installation;

#[tokio::test]
async fn a_token_is_made_and_explained() {
    on_both(async |database| {
        let installation = Installation::on(database);
        let on = installation.file("on.toml", "development_issuer = true\n");
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
        assert!(forged.out.starts_with("refused: "), "{}", forged.out);
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
