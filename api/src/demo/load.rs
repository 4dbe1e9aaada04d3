//! Loading the demo through the workflows, as its operator.

use std::fmt;

use federation::authority::Mandate;
use federation::intake::submission::{RowOutcome, RowStatus};
use federation::vocabulary::Problem;

use super::history::history;
use super::{CATALOGUE, SEED, SUBMITTED_BY};
use crate::app::App;
use crate::workflow::{catalogue, submit};

/// What there is after loading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Organizations.
    pub organizations: usize,
    /// Services.
    pub services: usize,
    /// Components.
    pub components: usize,
    /// Agreements.
    pub agreements: usize,
    /// Batches of outages.
    pub batches: usize,
    /// Of the batches, those that had been recorded before.
    pub replayed: usize,
    /// Rows stored, now or before.
    pub accepted: usize,
    /// Rows that said nothing new.
    pub duplicate: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            organizations,
            services,
            components,
            agreements,
            batches,
            replayed,
            accepted,
            duplicate,
        } = self;
        write!(
            f,
            "{organizations} organizations, {services} services, {components} components, \
             {agreements} agreements; {accepted} outage rows accepted and {duplicate} duplicate in \
             {batches} batches"
        )?;
        match replayed {
            0 => Ok(()),
            _ => write!(f, ", {replayed} of which were there already"),
        }
    }
}

/// Why the demo could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The catalogue was refused.
    #[error("the catalogue of the demo is refused: {}", listed(.0))]
    Catalogue(Vec<Problem>),
    /// A batch was refused as a whole.
    #[error("the batch {key} of the demo is refused: {}", listed(.problems))]
    Batch {
        /// Its idempotency key.
        key: String,
        /// Why.
        problems: Vec<Problem>,
    },
    /// Rows of a batch were rejected.
    #[error("{} rows of the batch {key} of the demo are rejected, such as: {}",
        .rows.len(), .rows.iter().find(|row| !row.problems.is_empty()).map_or_else(String::new, told))]
    Rows {
        /// The idempotency key of the batch.
        key: String,
        /// What became of those rows.
        rows: Vec<RowOutcome>,
    },
    /// A row of a recorded batch cannot be read back.
    #[error("what became of the batch {key} cannot be read")]
    Outcomes {
        /// The idempotency key of the batch.
        key: String,
        /// Why.
        source: serde_json::Error,
    },
    /// A workflow failed; its causes are in the log.
    #[error("the demo cannot be loaded: {0}")]
    Workflow(crate::error::Error),
}

impl From<crate::error::Error> for Error {
    fn from(error: crate::error::Error) -> Self {
        error.log();
        Self::Workflow(error)
    }
}

fn listed(problems: &[Problem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

fn told(row: &RowOutcome) -> String {
    let name = row.external_id.as_deref().unwrap_or("a row without a name");
    format!("{name}: {}", listed(&row.problems))
}

/// Loads the demo of [`SEED`]. Loading it again changes nothing.
///
/// # Errors
/// [`Error`] when anything of it is not taken: also when another model or another year is there
/// that it contradicts, and when the clock has not reached the end of the year.
pub async fn load(app: &App) -> Result<Summary, Error> {
    load_seeded(app, SEED).await
}

/// Loads the demo with the year of another seed.
///
/// # Errors
/// As [`load`].
pub async fn load_seeded(app: &App, seed: u64) -> Result<Summary, Error> {
    let mandate = Mandate::operator();
    let mut summary = apply_catalogue(app, &mandate).await?;
    for batch in history(seed) {
        submit_batch(app, &mandate, batch, &mut summary).await?;
    }
    Ok(summary)
}

async fn apply_catalogue(app: &App, mandate: &Mandate) -> Result<Summary, Error> {
    let plan = match catalogue::apply(app, mandate, SUBMITTED_BY, CATALOGUE).await? {
        catalogue::Answer::Planned { plan, .. } => plan,
        catalogue::Answer::Refused(problems) => return Err(Error::Catalogue(problems)),
    };
    let model = plan.after;
    Ok(Summary {
        organizations: model.organizations.len(),
        services: model.services.len(),
        components: model.components.len(),
        agreements: model.agreements.len(),
        ..Summary::default()
    })
}

async fn submit_batch(
    app: &App,
    mandate: &Mandate,
    batch: submit::Batch,
    summary: &mut Summary,
) -> Result<(), Error> {
    let key = batch.idempotency_key.clone();
    let (submission, replayed) = match submit::outages(app, mandate, SUBMITTED_BY, batch).await? {
        submit::Answer::Recorded {
            submission,
            replayed,
        } => (submission, replayed),
        submit::Answer::Refused(problems) => return Err(Error::Batch { key, problems }),
    };
    let outcomes: Vec<RowOutcome> = match serde_json::from_str(&submission.outcomes) {
        Ok(outcomes) => outcomes,
        Err(source) => return Err(Error::Outcomes { key, source }),
    };
    summary.batches += 1;
    summary.replayed += usize::from(replayed);
    let mut rejected = Vec::new();
    for outcome in outcomes {
        match outcome.status {
            RowStatus::Accepted => summary.accepted += 1,
            RowStatus::Duplicate => summary.duplicate += 1,
            RowStatus::Rejected | RowStatus::NotStored => rejected.push(outcome),
        }
    }
    if rejected.is_empty() {
        Ok(())
    } else {
        Err(Error::Rows {
            key,
            rows: rejected,
        })
    }
}
