//! Tokens minted and explained at a desk with a clock of its own.

use chrono::{DateTime, TimeDelta};
use clap::Parser as _;

use super::{life, run};
use crate::cli::{Cli, Command, Exit, Failure, Terminal};
use crate::clock::FixedClock;
use crate::settings::Settings;

struct Desk {
    settings: Settings,
    clock: FixedClock,
    _directory: tempfile::TempDir,
}

fn desk() -> Desk {
    let directory = tempfile::tempdir().expect("a folder");
    Desk {
        settings: Settings {
            data_directory: directory.path().to_owned(),
            development_issuer: true,
            ..Settings::default()
        },
        clock: FixedClock::at(DateTime::from_timestamp(1_780_000_000, 0).expect("an instant")),
        _directory: directory,
    }
}

impl Desk {
    fn type_in(&self, line: &str, mut input: &[u8]) -> Result<(Exit, String), Failure> {
        let words = ["concordat", "token"].into_iter().chain(line.split(' '));
        let cli = Cli::try_parse_from(words).map_err(|e| Failure::usage(e.to_string()))?;
        let Command::Token(command) = cli.command else {
            panic!("another command")
        };
        let mut out = Vec::new();
        let mut terminal = Terminal {
            input: &mut input,
            out: &mut out,
            clock: &self.clock,
            json: cli.global.json,
        };
        let exit = run(&command, &self.settings, &mut terminal)?;
        Ok((exit, String::from_utf8(out).expect("UTF-8")))
    }

    #[track_caller]
    fn refused(&self, line: &str, expect: &str) {
        let failure = self.type_in(line, b"").expect_err("refused");
        assert!(failure.to_string().contains(expect), "{failure}");
        assert_eq!(failure.exit(), Exit::Usage);
    }
}

#[test]
fn a_minted_token_is_accepted_until_it_ends() {
    let desk = desk();
    let line = "mint --role supplier --organization acme --life 1h";
    let (_, token) = desk.type_in(line, b"").expect("minted");
    let (exit, told) = desk
        .type_in("inspect", token.as_bytes())
        .expect("explained");
    assert_eq!(exit, Exit::Ok, "{told}");
    assert!(
        told.contains("exp: 1780003600 (2026-05-28T21:26:40Z)"),
        "{told}"
    );
    let looked_at = "accepted, as far as it was looked at: there is no database";
    assert!(told.contains(looked_at), "{told}");
    assert!(told.contains("PASSED    SIGNATURE"), "{told}");
    desk.clock
        .set(DateTime::from_timestamp(1_780_007_200, 0).expect("an instant"));
    let line = format!("inspect {}", token.trim());
    let (exit, told) = desk.type_in(&line, b"").expect("explained");
    assert_eq!(exit, Exit::NotAllowed);
    assert!(
        told.contains("refused: the token ended 3600 s ago"),
        "{told}"
    );
}

#[test]
fn a_server_without_the_issuer_refuses_and_says_how_to_change_it() {
    let mut desk = desk();
    let (_, object) = desk
        .type_in("mint --role auditor --json", b"")
        .expect("minted");
    let object: serde_json::Value = serde_json::from_str(&object).expect("JSON");
    assert_eq!(object["expiresAt"], "2026-05-29T20:26:40Z");
    let token = object["token"].as_str().expect("a text");
    desk.settings.development_issuer = false;
    let (exit, told) = desk
        .type_in("inspect", token.as_bytes())
        .expect("explained");
    assert_eq!(exit, Exit::NotAllowed);
    assert!(
        told.contains("help: set development_issuer = true"),
        "{told}"
    );
    let (_, told) = desk.type_in("inspect --json", b"x.y").expect("explained");
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["accepted"], false);
    assert!(told["claims"].is_null());
}

#[test]
fn impossible_tokens_are_not_minted() {
    let desk = desk();
    desk.refused("mint --role operator", "no token is made for the operator");
    desk.refused("mint --role boss", "not auditor, customer");
    desk.refused("mint --role supplier", "add --organization");
    desk.refused("mint --role auditor --organization acme", "leave out");
    desk.refused(
        "mint --role auditor --scope reports:read",
        "is none of agreement:read",
    );
    desk.refused("mint --role auditor --life 25h", "at most 86400 s");
    desk.refused("mint --role supplier --organization Acme", "is not a code");
}

#[test]
fn lives_are_a_number_and_a_unit() {
    assert_eq!(life("90m"), Ok(TimeDelta::minutes(90)));
    assert_eq!(life("1d"), Ok(TimeDelta::days(1)));
    for text in [
        "",
        "h",
        "0s",
        "-1h",
        "1.5h",
        "24",
        "1w",
        "99999999999d",
        "1é",
    ] {
        assert!(life(text).is_err(), "{text}");
    }
}
