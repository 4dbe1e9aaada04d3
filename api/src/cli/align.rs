//! `concordat align`: whether the agreements with suppliers carry a customer agreement.

use clap::Args;
use federation::time::Instant;
use serde_json::{Value, json};

use super::installation::{ask, block_on, open};
use super::{Exit, Failure, Terminal, align_page};
use crate::settings::Settings;

/// Which agreement.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    concordat align sla-payments\n  \
    concordat align sla-payments --agreement-version 3 --at 2027-01-01T00:00:00Z\n  \
    concordat align sla-payments --check --quiet\n\n\
    Exit codes with --check: 0 ALIGNED, 8 AT_RISK, 9 MISALIGNED.")]
pub struct AlignArgs {
    /// The code of the customer agreement
    pub agreement: String,
    /// The number of its version, a draft too; the latest when absent
    #[arg(long, value_name = "NUMBER")]
    pub agreement_version: Option<u32>,
    /// Align it with what is in force at this instant, such as 2026-10-01T00:00:00Z; when absent now,
    /// or the start of the version while that is not in force
    #[arg(long, value_name = "INSTANT", value_parser = Instant::parse)]
    pub at: Option<Instant>,
    /// End with 8 when the agreement is AT_RISK and with 9 when it is MISALIGNED
    #[arg(long)]
    pub check: bool,
}

/// Runs `concordat align`.
pub(super) fn run(
    args: &AlignArgs,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let variables = json!({
        "agreement": args.agreement,
        "version": args.agreement_version,
        "at": args.at,
    });
    let answer = block_on(async {
        let app = open(settings).await?;
        ask(&app, include_str!("align.graphql"), variables).await
    })?;
    let agreement = &answer["agreement"];
    if agreement["alignment"].is_null() {
        let message = format!("{} is not about a service", args.agreement);
        return Err(Failure::usage(message).with_help("name a service level agreement"));
    }
    terminal.print(agreement, &align_page::page(agreement))?;
    Ok(match args.check {
        true => exit(&agreement["alignment"]["status"]),
        false => Exit::Ok,
    })
}

fn exit(status: &Value) -> Exit {
    match status.as_str() {
        Some("ALIGNED") => Exit::Ok,
        Some("AT_RISK") => Exit::AtRisk,
        _ => Exit::Misaligned,
    }
}
