//! `concordat simulate`: a service's report as it is beside what it would have been.

use std::path::PathBuf;

use clap::Args;
use federation::agreement::{AttributionPolicy, DegradationRule, MissingDataRule};
use federation::time::PeriodSpec;
use serde_json::{Map, Value, json};

use super::installation::{ask, block_on, open};
use super::report::period_input;
use super::{Exit, Failure, Terminal, simulation_page};
use crate::settings::Settings;

/// What is asked.
pub(crate) const DOCUMENT: &str = include_str!("simulate.graphql");

/// Which report, and what is to be different about it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    concordat simulate ticketing 2025-10 --target 98.5 --policy FIRST_CAUSE\n  \
    concordat simulate ticketing 2025-10 --without-supplier cloudgoose --no-exclusions\n  \
    concordat simulate ticketing 2025-10 --scenario scenario.json --json")]
pub struct SimulateArgs {
    /// The code of the service
    pub service: String,
    /// A month 2026-10, quarter 2026-Q4 or year 2026 of the agreement's zone, or two instants with a
    /// slash between them
    #[arg(value_parser = PeriodSpec::parse)]
    pub period: PeriodSpec,
    /// Promise this availability, in percent
    #[arg(long, value_name = "PERCENT")]
    pub target: Option<String>,
    /// Agree to the hours of this calendar
    #[arg(long, value_name = "CODE")]
    pub calendar: Option<String>,
    /// Share the downtime by SHAPLEY, SPLIT_EQUAL, FIRST_CAUSE or FULL
    #[arg(long)]
    pub policy: Option<AttributionPolicy>,
    /// Count partial losses AS_UP, WEIGHTED or AS_DOWN
    #[arg(long, value_name = "RULE")]
    pub degradation: Option<DegradationRule>,
    /// Count unknown time by INDETERMINATE, COUNT_AS_DOWN or COUNT_AS_FAILURE
    #[arg(long, value_name = "RULE")]
    pub missing_data: Option<MissingDataRule>,
    /// Exclude no maintenance
    #[arg(long)]
    pub no_exclusions: bool,
    /// Ask for this notice, in hours
    #[arg(long, value_name = "HOURS")]
    pub notice_hours: Option<i64>,
    /// Exclude at most so much a month, in minutes
    #[arg(long, value_name = "MINUTES")]
    pub cap_minutes: Option<i64>,
    /// Exclude without a cap
    #[arg(long)]
    pub no_cap: bool,
    /// Leave a maintenance window out, by its reference; may be repeated
    #[arg(long, value_name = "REFERENCE")]
    pub without_window: Vec<String>,
    /// Put a version of an agreement in force, as CODE=NUMBER; may be repeated
    #[arg(long, value_name = "CODE=NUMBER", value_parser = version)]
    pub agreement_version: Vec<(String, u32)>,
    /// Use the dependency tree in force at this instant
    #[arg(long, value_name = "INSTANT")]
    pub tree_at: Option<String>,
    /// Take the components of this supplier out of the tree; may be repeated
    #[arg(long, value_name = "CODE")]
    pub without_supplier: Vec<String>,
    /// Let the components of this supplier never fail; may be repeated
    #[arg(long, value_name = "CODE")]
    pub without_outages_of: Vec<String>,
    /// Leave an outage out, by its global identifier; may be repeated
    #[arg(long, value_name = "ID")]
    pub without_outage: Vec<String>,
    /// Take the rest from this file: a JSON object as the schema's ServiceScenarioInput
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
}

fn version(text: &str) -> Result<(String, u32), String> {
    let wrong = || format!("{text:?} is not CODE=NUMBER");
    let (code, number) = text.split_once('=').ok_or_else(wrong)?;
    Ok((code.to_owned(), number.parse().map_err(|_| wrong())?))
}

/// Runs `concordat simulate`.
pub(super) fn run(
    args: &SimulateArgs,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let variables = json!({
        "service": args.service,
        "period": period_input(args.period),
        "scenario": scenario(args)?,
    });
    let answer = block_on(async {
        let app = open(settings).await?;
        ask(&app, DOCUMENT, variables).await
    })?;
    let simulation = &answer["simulateServiceReport"];
    if simulation["after"].is_object() {
        terminal.print(simulation, &simulation_page::page(simulation))?;
        return Ok(Exit::Ok);
    }
    if terminal.json {
        terminal.print(simulation, "")?;
    } else {
        eprintln!("{}", simulation_page::problems(simulation));
    }
    Ok(Exit::Failed)
}

/// The scenario as the schema takes it: the file, and over it what the flags say.
fn scenario(args: &SimulateArgs) -> Result<Value, Failure> {
    let mut scenario = match &args.scenario {
        Some(path) => {
            let bad = |error: &dyn std::error::Error| {
                let failure = Failure::caused(Exit::Usage, "BAD_FILE", error);
                failure.with_help(format!("is {} a JSON object?", path.display()))
            };
            let bytes = std::fs::read(path).map_err(|error| bad(&error))?;
            crate::json::parse_object(&bytes).map_err(|error| bad(&error))?
        }
        None => Map::new(),
    };
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            scenario.insert(name.to_owned(), value);
        }
    };
    let listed = |items: &[String]| (!items.is_empty()).then(|| json!(items));
    set(
        "targetPercent",
        args.target.as_ref().map(|target| json!(target)),
    );
    set(
        "calendar",
        args.calendar.as_ref().map(|code| json!({"code": code})),
    );
    set(
        "attributionPolicy",
        args.policy.map(|policy| json!(policy.as_str())),
    );
    set(
        "degradation",
        args.degradation.map(|rule| json!(rule.as_str())),
    );
    set(
        "missingData",
        args.missing_data.map(|rule| json!(rule.as_str())),
    );
    set("exclusions", exclusions(args));
    let versions = args.agreement_version.iter();
    let versions: Vec<Value> = versions
        .map(|(code, number)| json!({"agreement": code, "version": number}))
        .collect();
    set(
        "agreementVersions",
        (!versions.is_empty()).then(|| json!(versions)),
    );
    set(
        "topology",
        args.tree_at.as_ref().map(|at| json!({"inForceAt": at})),
    );
    set("withoutSuppliers", listed(&args.without_supplier));
    set("withoutOutagesOf", listed(&args.without_outages_of));
    set("withoutOutages", listed(&args.without_outage));
    Ok(Value::Object(scenario))
}

fn exclusions(args: &SimulateArgs) -> Option<Value> {
    let mut change = Map::new();
    if args.no_exclusions {
        change.insert("none".to_owned(), json!(true));
    }
    if args.no_cap {
        change.insert("noCap".to_owned(), json!(true));
    }
    if let Some(hours) = args.notice_hours {
        change.insert("noticeHours".to_owned(), json!(hours));
    }
    if let Some(minutes) = args.cap_minutes {
        change.insert("capMinutesPerMonth".to_owned(), json!(minutes));
    }
    if !args.without_window.is_empty() {
        change.insert("leftOut".to_owned(), json!(args.without_window));
    }
    (!change.is_empty()).then_some(Value::Object(change))
}
