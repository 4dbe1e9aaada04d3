//! `concordat import`: performance data from files.
//!
//! A file is read once, row by row, and submitted in batches per supplier. A batch is known by its
//! content, so an import that was interrupted goes on by being started again.

mod file;
mod progress;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, Subcommand};
use federation::authority::Mandate;
use federation::incident::SubmissionMode;
use federation::intake::envelope::{ROWS_MAX, fingerprint};
use federation::intake::mapping::Mapped;
use federation::intake::outage::RawOutage;
use federation::intake::submission::{RowOutcome, RowStatus};
use federation::model::ServiceModel;
use federation::vocabulary::{Problem, ProblemCode};
use serde::Serialize;
use serde_json::json;

use self::file::Rows;
use self::progress::Progress;
use super::installation::{OPERATOR, block_on, open};
use super::{Exit, Failure, Terminal};
use crate::app::App;
use crate::error::Error;
use crate::settings::Settings;
use crate::workflow::submit::{self, Answer, Batch};

/// The most problems that are told one by one.
const PROBLEMS_TOLD_MAX: usize = 100;

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Import outages from CSV
    #[command(after_help = "Examples:\n  \
        concordat import outages october.csv\n  \
        concordat import outages status-page.csv.gz --mapping mapping.yaml --dry-run\n  \
        zcat outages.csv.gz | concordat import outages - --source desk\n\n\
        Columns without a mapping: component,start,end,loss,planned,source,externalId,revision,note.\n\
        Exit code 3: some rows were rejected; the others are stored.")]
    Outages(OutagesArgs),
}

/// Which file, and how it is read.
#[derive(Debug, Args)]
pub struct OutagesArgs {
    /// A CSV file with a header, also packed with gzip; - reads standard input
    pub file: PathBuf,
    /// How the columns become outages: a YAML file, see docs/import.md
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// The source system of rows that name none
    #[arg(long)]
    pub source: Option<String>,
    /// Say what would happen, and store nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What became of a file.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    dry_run: bool,
    rows: u64,
    accepted: u64,
    duplicate: u64,
    rejected: u64,
    skipped: u64,
    batches: u64,
    batches_known: u64,
    interrupted: bool,
    problems: Vec<Problem>,
}

/// Runs `concordat import`.
pub(super) fn run(
    command: &ImportCommand,
    quiet: bool,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let ImportCommand::Outages(args) = command;
    let rows = Rows::open(args, terminal.input)?;
    let summary = block_on(async {
        let app = open(settings).await?;
        let stop = stop_flag();
        let mut import = Import {
            model: app.store.service_model().await?,
            app,
            dry_run: args.dry_run,
            pending: BTreeMap::new(),
            summary: Summary {
                dry_run: args.dry_run,
                ..Summary::default()
            },
            progress: Progress::new(quiet, rows.length()),
        };
        import.take(rows, &stop).await?;
        import.progress.finish();
        // Batches are per supplier, and what cannot be read is found before them.
        import.summary.problems.sort_by_key(|problem| problem.line);
        Ok(import.summary)
    })?;
    tell(&summary, terminal)?;
    Ok(match () {
        () if summary.interrupted => Exit::Failed,
        () if summary.rejected > 0 => Exit::SomeRejected,
        () => Exit::Ok,
    })
}

/// A flag that Ctrl-C raises: the batch that is being stored is finished first.
fn stop_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = flag.clone();
    actix_web::rt::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            raised.store(true, Ordering::Relaxed);
        }
    });
    flag
}

struct Import {
    app: Arc<App>,
    model: Arc<ServiceModel>,
    dry_run: bool,
    /// The rows that wait for their batch to be full, by the code of their supplier.
    pending: BTreeMap<String, Vec<RawOutage>>,
    summary: Summary,
    progress: Progress,
}

impl Import {
    async fn take(&mut self, mut rows: Rows<'_>, stop: &AtomicBool) -> Result<(), Failure> {
        while let Some(mapped) = rows.next() {
            if stop.load(Ordering::Relaxed) {
                self.summary.interrupted = true;
                return Ok(());
            }
            self.summary.rows += 1;
            match mapped {
                Mapped::Skipped => self.summary.skipped += 1,
                Mapped::Bad(problem) => self.reject(problem),
                Mapped::Row(row) => self.sort(row).await?,
            }
            self.progress.at(rows.position(), &self.summary);
        }
        let rest = std::mem::take(&mut self.pending);
        for (supplier, rows) in rest {
            self.submit(supplier, rows).await?;
        }
        Ok(())
    }

    /// Puts a row to the batch of the supplier that delivers its component.
    async fn sort(&mut self, row: RawOutage) -> Result<(), Failure> {
        let Some(supplier) = self.supplier(&row) else {
            let given = row.component.clone().unwrap_or_default();
            let mut problem =
                Problem::new(ProblemCode::UnknownReference, "no component has this code")
                    .at(["component"])
                    .with_given(given)
                    .with_hint("apply a catalogue that defines it, or map it with --mapping");
            problem.line = row.line;
            self.reject(problem);
            return Ok(());
        };
        let batch = self.pending.entry(supplier.clone()).or_default();
        batch.push(row);
        if batch.len() == ROWS_MAX {
            let rows = std::mem::take(batch);
            self.submit(supplier, rows).await?;
        }
        Ok(())
    }

    fn supplier(&self, row: &RawOutage) -> Option<String> {
        let code = row.component.as_deref()?.trim();
        let component = self
            .model
            .components
            .values()
            .find(|c| c.code.as_str() == code)?;
        let supplier = self.model.organizations.get(&component.supplier)?;
        Some(supplier.code.to_string())
    }

    async fn submit(&mut self, supplier: String, rows: Vec<RawOutage>) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let mode = SubmissionMode::BestEffort;
        let batch = Batch {
            idempotency_key: format!("import {}", fingerprint(mode, &rows)),
            supplier: Some(supplier),
            mode,
            rows,
        };
        let mandate = Mandate::operator();
        let answer = if self.dry_run {
            submit::dry_run(&self.app, &mandate, OPERATOR, batch).await?
        } else {
            submit::outages(&self.app, &mandate, OPERATOR, batch).await?
        };
        match answer {
            Answer::Recorded {
                submission,
                replayed,
            } => {
                let outcomes: Vec<RowOutcome> =
                    serde_json::from_str(&submission.outcomes).map_err(Error::internal)?;
                self.summary.batches += 1;
                self.summary.batches_known += u64::from(replayed);
                outcomes.into_iter().for_each(|outcome| self.count(outcome));
            }
            Answer::Refused(problems) => problems.into_iter().for_each(|p| self.reject(p)),
        }
        Ok(())
    }

    fn count(&mut self, outcome: RowOutcome) {
        match outcome.status {
            RowStatus::Accepted => self.summary.accepted += 1,
            RowStatus::Duplicate => self.summary.duplicate += 1,
            RowStatus::Rejected | RowStatus::NotStored => {
                self.summary.rejected += 1;
                self.summary.problems.extend(outcome.problems);
            }
        }
    }

    fn reject(&mut self, problem: Problem) {
        self.summary.rejected += 1;
        self.summary.problems.push(problem);
    }
}

fn tell(summary: &Summary, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
    if !terminal.json {
        for problem in summary.problems.iter().take(PROBLEMS_TOLD_MAX) {
            eprintln!("{problem}");
        }
        if summary.problems.len() > PROBLEMS_TOLD_MAX {
            let more = summary.problems.len() - PROBLEMS_TOLD_MAX;
            eprintln!("and {more} more; --json lists them all");
        }
        if summary.interrupted {
            eprintln!("interrupted: start the same command again, and it goes on where it stopped");
        }
    }
    let verb = if summary.dry_run {
        "would be accepted"
    } else {
        "accepted"
    };
    let known = match summary.batches_known {
        0 => String::new(),
        known => format!(
            "; {known} of {} batches had been imported before",
            summary.batches
        ),
    };
    let text = format!(
        "{} rows: {} {verb}, {} duplicate, {} rejected, {} skipped{known}",
        summary.rows, summary.accepted, summary.duplicate, summary.rejected, summary.skipped
    );
    terminal.print(&json!(summary), &text)?;
    Ok(())
}
