//! `concordat token`: access tokens of the issuer on this machine, and why a token is refused.

use std::io::Read as _;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use clap::{Args, Subcommand};
use federation::authority::{Role, Scopes};
use federation::vocabulary::Code;
use serde_json::{Map, Value, json};

use super::{Exit, Failure, Terminal};
use crate::auth::jwt::UnverifiedParts;
use crate::auth::{DevelopmentIssuer, MintRequest, TokenFault, Verifier};
use crate::settings::Settings;
use crate::startup;

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token with the key of this machine, for trying things out
    #[command(after_help = "Examples:\n  \
        concordat token mint --role supplier --organization acme\n  \
        concordat token mint --role integrator --organization hub --scope report:read --life 1h")]
    Mint(MintArgs),
    /// Explain what a token says, and why it is refused
    #[command(after_help = "Example: concordat token inspect < token.jwt")]
    Inspect(InspectArgs),
}

/// What the token is to say.
#[derive(Debug, Args)]
pub struct MintArgs {
    /// The part its bearer plays: auditor, customer, integrator or supplier
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// The code of the organization it is played for
    #[arg(long)]
    pub organization: Option<Code>,
    /// What it gives leave to, separated by blanks; all that makes sense for the role if absent.
    /// With `service:CODE` among it, for that service only
    #[arg(long, value_parser = scopes)]
    pub scope: Option<Scopes>,
    /// How long it is valid: a number and s, m, h or d
    #[arg(long, default_value = "24h", value_parser = life)]
    pub life: TimeDelta,
    /// Whom it speaks for
    #[arg(long, default_value = "developer")]
    pub subject: String,
}

/// Which token to explain.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The token; read from standard input if absent
    pub token: Option<String>,
}

/// Runs `concordat token`.
pub(super) fn run(
    command: &TokenCommand,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    match command {
        TokenCommand::Mint(args) => mint(args, settings, terminal),
        TokenCommand::Inspect(args) => inspect(args, settings, terminal),
    }
}

fn mint(
    args: &MintArgs,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let MintArgs {
        role,
        organization,
        scope,
        life,
        subject,
    } = args;
    if organization.is_some() != role.organization_kind().is_some() {
        let (message, help) = if organization.is_some() {
            (
                "is not played for an organization",
                "leave out --organization",
            )
        } else {
            ("is played for an organization", "add --organization <code>")
        };
        return Err(Failure::usage(format!("the role {role} {message}")).with_help(help));
    }
    let longest = TimeDelta::seconds(settings.token.life_seconds_max.into());
    if *life > longest {
        let message = format!("a token may live at most {} s", longest.num_seconds());
        return Err(Failure::usage(message).with_help("give a shorter --life"));
    }
    let request = MintRequest {
        role: *role,
        organization: organization.clone(),
        scopes: scope.clone().unwrap_or_else(|| Scopes::bundle(*role)),
        life: *life,
        subject: subject.clone(),
    };
    let issuer = DevelopmentIssuer::open(&settings.data_directory)?;
    let token = issuer.mint(&request, &settings.audience, terminal.clock);
    if !settings.development_issuer {
        tracing::warn!("a server accepts this token only with development_issuer = true");
    }
    let object = json!({
        "token": token,
        "role": role,
        "organization": organization,
        "scope": request.scopes.to_string(),
        "expiresAt": instant(terminal.clock.now() + *life),
    });
    terminal.print(&object, &token)?;
    Ok(Exit::Ok)
}

fn inspect(
    args: &InspectArgs,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let token = match &args.token {
        Some(token) => token.clone(),
        None => {
            let mut text = String::new();
            // One byte more than is read anyway tells that it is too long.
            let limit = Verifier::TOKEN_BYTES_MAX as u64 + 1_024;
            (&mut *terminal.input)
                .take(limit)
                .read_to_string(&mut text)?;
            text
        }
    };
    let token = token.trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    let parts = Verifier::read(token);
    let verdict = startup::verifier(settings)?.verify(token, terminal.clock.now());
    let (header, claims) = match parts {
        Ok(UnverifiedParts { header, claims }) => (Some(header), Some(claims)),
        Err(_) => (None, None),
    };
    let mut text = String::new();
    for (name, part) in [("header", &header), ("claims", &claims)] {
        if let Some(part) = part {
            text += &format!("{name}\n");
            text += &describe(part);
        }
    }
    let fault = verdict.as_ref().err();
    text += &match fault {
        None => "accepted\n".to_owned(),
        Some(fault) => format!("refused: {fault}\n"),
    };
    if let Some(help) = fault.and_then(|fault| help(fault, settings)) {
        text += &format!("help: {help}\n");
    }
    let object = json!({
        "accepted": fault.is_none(),
        "fault": fault.map(TokenFault::to_string),
        "header": header,
        "claims": claims,
    });
    terminal.print(&object, &text)?;
    Ok(if fault.is_none() {
        Exit::Ok
    } else {
        Exit::NotAllowed
    })
}

/// One line a member; instants also as people write them.
fn describe(part: &Map<String, Value>) -> String {
    let mut text = String::new();
    for (name, value) in part {
        text += &format!("  {name}: {value}");
        let is_instant = matches!(name.as_str(), "exp" | "iat" | "nbf");
        let seconds = value.as_i64().filter(|_| is_instant);
        if let Some(at) = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)) {
            text += &format!(" ({})", instant(at));
        }
        text += "\n";
    }
    text
}

fn help(fault: &TokenFault, settings: &Settings) -> Option<&'static str> {
    let of_this_machine = json!(DevelopmentIssuer::NAME).to_string();
    match fault {
        TokenFault::UnknownIssuer(name)
            if *name == of_this_machine && !settings.development_issuer =>
        {
            Some("set development_issuer = true to accept tokens of this machine's own key")
        }
        TokenFault::UnknownIssuer(_) => Some("add the issuer to the setting `issuers`"),
        TokenFault::WrongAudience(_) => Some("the setting `audience` says what aud must name"),
        _ => None,
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn role(word: &str) -> Result<Role, String> {
    match Role::from_str(&word.to_ascii_uppercase()) {
        Ok(Role::Operator) => Err("no token is made for the operator".to_owned()),
        Ok(role) => Ok(role),
        Err(_) => Err("not auditor, customer, integrator or supplier".to_owned()),
    }
}

fn scopes(words: &str) -> Result<Scopes, String> {
    Scopes::from_str(words).map_err(|unknown| unknown.to_string())
}

fn life(text: &str) -> Result<TimeDelta, String> {
    let lawful = "not a number of at least 1 and s, m, h or d, such as 24h";
    let unit = text.chars().last().ok_or(lawful)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(lawful.to_owned()),
    };
    let count: u32 = text[..text.len() - 1].parse().map_err(|_| lawful)?;
    if count == 0 {
        return Err(lawful.to_owned());
    }
    TimeDelta::try_seconds(i64::from(count) * seconds).ok_or_else(|| lawful.to_owned())
}

#[cfg(test)]
mod tests {
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
        assert!(told.ends_with("accepted\n"), "{told}");
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
}
