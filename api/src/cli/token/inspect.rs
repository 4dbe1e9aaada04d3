//! `concordat token inspect`: what a token says, and every check of it in order up to the first that
//! fails.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::{Map, Value, json};

use super::instant;
use crate::app::App;
use crate::auth::jwt::UnverifiedParts;
use crate::auth::{
    Authenticator, Check, DevelopmentIssuer, NoCaller, TokenFault, TrustedIssuer, Verifier,
};
use crate::cli::installation::{block_on, open};
use crate::cli::{Exit, Failure, Terminal};
use crate::settings::Settings;
use crate::startup;

/// Which token to explain.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The token; read from standard input if absent
    pub token: Option<String>,
}

/// What became of a token.
struct Verdict {
    refused: Option<NoCaller>,
    /// The checks that were made, but for the one that failed.
    made: &'static [Check],
    /// Why the others were not made, when it is not because one failed.
    unmade: Option<String>,
    /// Where the keys of its issuer come from.
    keys: Option<String>,
}

/// Runs `concordat token inspect`.
pub(super) fn run(
    args: &InspectArgs,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let token = read(args, terminal)?;
    let token = token.trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    let (header, claims) = match Verifier::read(token) {
        Ok(UnverifiedParts { header, claims }) => (Some(header), Some(claims)),
        Err(_) => (None, None),
    };
    let verifier = startup::verifier(settings)?;
    let issuer = claims
        .as_ref()
        .and_then(|claims| claims.get("iss")?.as_str())
        .and_then(|name| verifier.issuers().find(name));
    let about_issuer = issuer.map(describe_issuer);
    let verdict = block_on(judge(token, verifier, settings, terminal.clock.now()))?;
    let mut text = String::new();
    for (name, part) in [("header", &header), ("claims", &claims)] {
        if let Some(part) = part {
            text += &format!("{name}\n{}", describe(part));
        }
    }
    if let Some(issuer) = &about_issuer {
        text += &format!("issuer\n{}", describe(issuer));
    }
    let checks = verdict.checks();
    text += "checks\n";
    for (check, outcome) in &checks {
        text += &format!(
            "  {outcome:<9} {:<16} {}\n",
            check.as_str(),
            check.meaning()
        );
    }
    text += &verdict.conclusion(settings);
    let object = json!({
        "accepted": verdict.refused.is_none(),
        "fault": verdict.refused.as_ref().map(NoCaller::to_string),
        "code": verdict.refused.as_ref().map(|refused| refused.code().reason()),
        "unmade": verdict.unmade,
        "keys": verdict.keys,
        "header": header,
        "claims": claims,
        "issuer": about_issuer,
        "checks": checks
            .iter()
            .map(|(check, outcome)| json!({"check": check.as_str(), "outcome": outcome}))
            .collect::<Vec<_>>(),
    });
    terminal.print(&object, &text)?;
    Ok(match verdict.refused {
        None => Exit::Ok,
        Some(NoCaller::Unavailable(_) | NoCaller::Token(TokenFault::KeysUnavailable(_))) => {
            Exit::Unavailable
        }
        Some(_) => Exit::NotAllowed,
    })
}

fn read(args: &InspectArgs, terminal: &mut Terminal<'_>) -> Result<String, Failure> {
    if let Some(token) = &args.token {
        return Ok(token.clone());
    }
    let mut text = String::new();
    // More than is read anyway tells that it is too long.
    let limit = Verifier::TOKEN_BYTES_MAX as u64 + 1_024;
    (&mut *terminal.input)
        .take(limit)
        .read_to_string(&mut text)?;
    Ok(text)
}

/// Judges as a server does; without a database, as far as the token and its issuer go.
async fn judge(
    token: &str,
    verifier: Verifier,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<Verdict, Failure> {
    let verified = verifier.verify(token, now).await;
    let keys = verifier.issuers().iter().find_map(|issuer| {
        let cache = issuer.key_cache()?;
        let known = cache.known()?;
        Some(format!("{known} from {}", cache.address()))
    });
    let verdict = |refused, made, unmade| Verdict {
        refused,
        made,
        unmade,
        keys,
    };
    if let Err(fault) = verified {
        return Ok(verdict(Some(fault.into()), Check::ALL, None));
    }
    match database(settings).await {
        Ok(app) => {
            let clock = app.clock.clone();
            let authenticator = Authenticator::new(verifier, app.clone(), app, clock);
            let refused = authenticator.judge(token, now).await.err();
            Ok(verdict(refused, Check::ALL, None))
        }
        Err(why) => Ok(verdict(None, Check::OF_THE_TOKEN, Some(why))),
    }
}

/// The application, when its database is there: an explanation makes none.
async fn database(settings: &Settings) -> Result<Arc<App>, String> {
    let url = settings.database_url.expose();
    if let Some(path) = url.strip_prefix("sqlite://") {
        let path = path.split('?').next().unwrap_or(path);
        if !Path::new(path).is_file() {
            return Err(format!("there is no database {path}"));
        }
    }
    open(settings).await.map_err(|failure| failure.to_string())
}

impl Verdict {
    /// Each check with what became of it.
    fn checks(&self) -> Vec<(Check, &'static str)> {
        let failed = self.refused.as_ref().and_then(NoCaller::check);
        let outcome = |check: &Check| {
            let outcome = match failed {
                Some(failed) if *check == failed => "FAILED",
                Some(failed) if *check > failed => "NOT_MADE",
                _ if !self.made.contains(check) => "NOT_MADE",
                _ => "PASSED",
            };
            (*check, outcome)
        };
        Check::ALL.iter().map(outcome).collect()
    }

    fn conclusion(&self, settings: &Settings) -> String {
        let mut text = match (&self.refused, &self.unmade) {
            (None, None) => "accepted\n".to_owned(),
            (None, Some(why)) => {
                format!("accepted, as far as it was looked at: {why}\n")
            }
            (Some(refused), _) => format!("refused: {refused}\n"),
        };
        if let Some(keys) = &self.keys {
            text += &format!("keys: {keys}\n");
        }
        let fault = match &self.refused {
            Some(NoCaller::Token(fault)) => Some(fault),
            _ => None,
        };
        if let Some(help) = fault.and_then(|fault| help(fault, settings)) {
            text += &format!("help: {help}\n");
        }
        text
    }
}

/// What the settings say of an issuer.
fn describe_issuer(issuer: &TrustedIssuer) -> Map<String, Value> {
    let algorithms = issuer.algorithms().iter().map(|alg| alg.as_str());
    let object = json!({
        "audience": issuer.audience(),
        "algorithms": algorithms.collect::<Vec<_>>(),
        "keys": issuer.key_cache().map_or("settings", |cache| cache.address()),
        "speaksFor": issuer.speaks_for(),
        "scopes": issuer.scopes().map(ToString::to_string),
        "lifeSecondsMax": issuer.life_seconds_max(),
    });
    match object {
        Value::Object(members) => members,
        _ => Map::new(),
    }
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
        TokenFault::KeysUnavailable(_) => {
            Some("can this machine reach the address? jwks_url and discovery say what is asked")
        }
        TokenFault::UnknownKey(_) => Some("does the issuer publish the key that it signs with?"),
        TokenFault::OutsideBinding { .. } => {
            Some("leave the claim out, or have another issuer speak for that party")
        }
        TokenFault::AlgorithmNotAllowed(_) => {
            Some("the setting `algorithms` of the issuer says which are allowed")
        }
        _ => None,
    }
}
