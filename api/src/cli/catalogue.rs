//! `concordat catalogue`: what a catalogue would change, and changing it.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use federation::authority::Mandate;
use federation::intake::catalogue::{CATALOGUE_BYTES_MAX, ChangeAction, Plan};
use federation::vocabulary::Problem;
use serde_json::json;

use super::installation::{OPERATOR, block_on, open};
use super::{Exit, Failure, Terminal};
use crate::settings::Settings;
use crate::workflow::catalogue::{self, Answer};

/// What can be done with a catalogue.
#[derive(Debug, Subcommand)]
pub enum CatalogueCommand {
    /// Say what a catalogue would change, and change nothing
    #[command(after_help = "Example: concordat catalogue plan catalogue.yaml")]
    Plan(CatalogueArgs),
    /// Change it: all of it or nothing; applying it twice changes nothing
    #[command(after_help = "Example: concordat catalogue apply catalogue.yaml")]
    Apply(CatalogueArgs),
}

/// Which catalogue.
#[derive(Debug, Args)]
pub struct CatalogueArgs {
    /// The catalogue in YAML or JSON; - reads standard input
    pub file: PathBuf,
}

/// Runs `concordat catalogue`.
pub(super) fn run(
    command: &CatalogueCommand,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let (CatalogueCommand::Plan(args) | CatalogueCommand::Apply(args)) = command;
    let document = read(args, terminal)?;
    let answer = block_on(async {
        let app = open(settings).await?;
        let mandate = Mandate::operator();
        Ok(match command {
            CatalogueCommand::Plan(_) => catalogue::plan(&app, &mandate, &document).await?,
            CatalogueCommand::Apply(_) => {
                catalogue::apply(&app, &mandate, OPERATOR, &document).await?
            }
        })
    })?;
    match answer {
        Answer::Planned { plan, applied } => {
            let object = json!({"applied": applied, "changes": plan.changes, "problems": []});
            terminal.print(&object, &describe(&plan, applied))?;
            Ok(Exit::Ok)
        }
        Answer::Refused(problems) => {
            refuse(&problems, terminal)?;
            Ok(Exit::Failed)
        }
    }
}

fn read(args: &CatalogueArgs, terminal: &mut Terminal<'_>) -> Result<String, Failure> {
    let mut text = String::new();
    // One byte more than is allowed, so that a document that is too large is told from a whole one.
    let limit = CATALOGUE_BYTES_MAX as u64 + 1;
    if args.file.as_os_str() == "-" {
        (&mut *terminal.input)
            .take(limit)
            .read_to_string(&mut text)?;
    } else {
        let opened =
            fs::File::open(&args.file).and_then(|f| f.take(limit).read_to_string(&mut text));
        opened.map_err(|error| {
            let failure = Failure::caused(Exit::Usage, "BAD_FILE", &error);
            failure.with_help(format!(
                "can {} be read, and is it UTF-8?",
                args.file.display()
            ))
        })?;
    }
    Ok(text)
}

fn describe(plan: &Plan, applied: bool) -> String {
    let mut text = String::new();
    for change in &plan.changes {
        let sign = match change.action {
            ChangeAction::Create => '+',
            ChangeAction::Update => '~',
            ChangeAction::Unchanged => continue,
        };
        text += &format!("{sign} {} {}\n", change.kind, change.code);
        if change.action == ChangeAction::Update {
            for field in &change.fields {
                let shown =
                    |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
                let (before, after) = (shown(&field.before), shown(&field.after));
                text += &format!("    {}: {before} -> {after}\n", field.field);
            }
        }
    }
    let summary = plan.summary();
    let (verb, next) = if applied {
        ("applied", "")
    } else {
        ("planned", "; nothing was changed")
    };
    text += &format!(
        "{verb}: {} created, {} updated, {} unchanged{next}",
        summary.created, summary.updated, summary.unchanged
    );
    text
}

/// Tells every problem: as the one JSON object, or on stderr.
fn refuse(problems: &[Problem], terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    if terminal.json {
        terminal.print(
            &json!({"applied": false, "changes": [], "problems": problems}),
            "",
        )?;
        return Ok(());
    }
    for problem in problems {
        eprintln!("{problem}");
    }
    let noun = if problems.len() == 1 {
        "problem"
    } else {
        "problems"
    };
    eprintln!("{} {noun}; nothing was changed", problems.len());
    Ok(())
}
