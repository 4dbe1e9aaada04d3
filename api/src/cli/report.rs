//! `concordat report`: the end-to-end report of a service in the terminal.

use clap::Args;
use federation::agreement::AttributionPolicy;
use federation::time::PeriodSpec;
use serde_json::{Value, json};

use super::installation::{ask, block_on, open};
use super::{Exit, Failure, Terminal, report_page};
use crate::graphql::model::credit::is_stated;
use crate::settings::Settings;

/// What is asked.
pub(crate) const DOCUMENT: &str = include_str!("report.graphql");

/// Which report.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    concordat report payments 2026-10\n  \
    concordat report payments 2026-Q4 --explain\n  \
    concordat report payments 2026-10-01T00:00:00Z/2026-10-08T00:00:00Z --json")]
pub struct ReportArgs {
    /// The code of the service
    pub service: String,
    /// A month 2026-10, quarter 2026-Q4 or year 2026 of the agreement's zone, or two instants with a
    /// slash between them
    #[arg(value_parser = PeriodSpec::parse)]
    pub period: PeriodSpec,
    /// Show how every figure came to be
    #[arg(long)]
    pub explain: bool,
    /// Share the downtime by SHAPLEY, SPLIT_EQUAL, FIRST_CAUSE or FULL instead of the agreement's own
    /// policy
    #[arg(long)]
    pub policy: Option<AttributionPolicy>,
}

/// Runs `concordat report`.
pub(super) fn run(
    args: &ReportArgs,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let variables = json!({
        "service": args.service,
        "period": period_input(args.period),
        "policy": args.policy.map(AttributionPolicy::as_str),
        "explain": args.explain,
        "credits": is_stated(args.period),
    });
    let answer = block_on(async {
        let app = open(settings).await?;
        ask(&app, DOCUMENT, variables).await
    })?;
    let service = &answer["service"];
    terminal.print(service, &report_page::page(service))?;
    Ok(Exit::Ok)
}

/// The period as the schema takes it.
pub(super) fn period_input(period: PeriodSpec) -> Value {
    match period {
        PeriodSpec::Month { .. } => json!({"month": period.to_string()}),
        PeriodSpec::Quarter { .. } => json!({"quarter": period.to_string()}),
        PeriodSpec::Year { year } => json!({"year": year}),
        PeriodSpec::Between(interval) => {
            json!({"between": {"from": interval.start, "to": interval.end}})
        }
    }
}
