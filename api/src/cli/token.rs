//! `concordat token`: access tokens of the issuer on this machine, why a token is refused, and taking
//! tokens back.

mod inspect;
mod revoke;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use clap::{Args, Subcommand};
use federation::authority::{Role, Scopes};
use federation::vocabulary::Code;
use serde_json::json;

use super::{Exit, Failure, Terminal};
use crate::auth::{DevelopmentIssuer, MintRequest};
use crate::settings::Settings;

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token with the key of this machine, for trying things out
    #[command(after_help = "Examples:\n  \
        concordat token mint --role supplier --organization acme\n  \
        concordat token mint --role integrator --organization hub --scope report:read --life 1h")]
    Mint(MintArgs),
    /// Explain what a token says, and why it is refused: every check in its order
    #[command(after_help = "Example: concordat token inspect < token.jwt\n\n\
        Keys of an issuer that publishes them are fetched. Revocations and organizations are looked \
        up when the database is there.")]
    Inspect(inspect::InspectArgs),
    /// Revoke a token, or all tokens of a subject, before their end
    #[command(after_help = "Examples:\n  \
        concordat token revoke --issuer https://id.example --jti 7f3c --reason leaked\n  \
        concordat token revoke --issuer https://id.example --subject machine-7\n\n\
        Running servers refuse it within a minute. Nothing takes a revocation back; a new token \
        takes the place of the old one.")]
    Revoke(revoke::RevokeArgs),
    /// List what is revoked, until the last token concerned has ended
    Revocations,
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

/// Runs `concordat token`.
pub(super) fn run(
    command: &TokenCommand,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    match command {
        TokenCommand::Mint(args) => mint(args, settings, terminal),
        TokenCommand::Inspect(args) => inspect::run(args, settings, terminal),
        TokenCommand::Revoke(args) => revoke::revoke(args, settings, terminal),
        TokenCommand::Revocations => revoke::list(settings, terminal),
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
