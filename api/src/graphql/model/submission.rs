//! Submissions: batches of performance data, and what became of every row.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use federation::incident as domain;
use federation::intake::submission as intake;

use super::organization::Organization;
use super::problem::Problem;
use super::word::{RowStatus, SubmissionMode};
use crate::error::Error;
use crate::graphql::context::Asker;
use crate::graphql::loader;
use crate::graphql::node::{Noun, global_id};
use crate::graphql::scalar::DateTime;
use crate::store::SubmittedBatch;

/// A batch of performance data that was received. Seen by the supplier whose data it is, the
/// integrator and auditors.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Submission {
    /// Global identifier.
    pub(in crate::graphql) id: ID,
    /// The key by which a repetition of the batch is known.
    idempotency_key: String,
    /// When it was recorded.
    received_at: DateTime,
    /// Whom the token spoke for that brought it.
    submitted_by: String,
    /// What was to happen when some rows are refused.
    mode: SubmissionMode,
    /// How many rows met which fate.
    counts: OutcomeCounts,
    #[graphql(skip)]
    domain: domain::Submission,
    #[graphql(skip)]
    outcomes: Option<String>,
}

impl From<SubmittedBatch> for Submission {
    fn from(batch: SubmittedBatch) -> Self {
        let SubmittedBatch {
            submission,
            outcomes,
        } = batch;
        Self {
            outcomes: Some(outcomes),
            ..submission.into()
        }
    }
}

impl From<domain::Submission> for Submission {
    /// Without the outcomes, which are read when they are asked for.
    fn from(submission: domain::Submission) -> Self {
        let domain::Submission {
            id,
            supplier: _,
            idempotency_key,
            fingerprint: _,
            received_at,
            submitted_by,
            mode,
            accepted,
            duplicate,
            rejected,
        } = &submission;
        Self {
            id: global_id(Noun::Submission, *id),
            idempotency_key: idempotency_key.to_string(),
            received_at: DateTime(*received_at),
            submitted_by: submitted_by.to_string(),
            mode: (*mode).into(),
            counts: OutcomeCounts {
                received: accepted + duplicate + rejected,
                accepted: *accepted,
                duplicate: *duplicate,
                rejected: *rejected,
            },
            domain: submission,
            outcomes: None,
        }
    }
}

#[ComplexObject]
impl Submission {
    /// The supplier whose data it is.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.domain.supplier).await
    }

    /// What became of each row, in the order of the batch.
    async fn outcomes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only rows with problems.", default)] only_problems: bool,
    ) -> Result<Vec<RowOutcome>> {
        let stored = match &self.outcomes {
            Some(outcomes) => outcomes.clone(),
            None => {
                let stored = Asker::of(ctx)?.view().submission(self.domain.id).await?;
                stored.map_or_else(|| "[]".to_owned(), |batch| batch.outcomes)
            }
        };
        let outcomes: Vec<intake::RowOutcome> =
            serde_json::from_str(&stored).map_err(Error::internal)?;
        let wanted = |outcome: &intake::RowOutcome| !only_problems || !outcome.problems.is_empty();
        Ok(outcomes
            .into_iter()
            .filter(wanted)
            .map(Into::into)
            .collect())
    }
}

/// How many rows met which fate: accepted, duplicate and rejected add up to received.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct OutcomeCounts {
    /// Rows in the batch.
    received: u32,
    /// Rows stored.
    accepted: u32,
    /// Rows that were there already, which is no failure.
    duplicate: u32,
    /// Rows refused, with those that an ATOMIC batch left out for another row's sake.
    rejected: u32,
}

/// What became of one row of a batch.
#[derive(Clone, Debug, SimpleObject)]
pub struct RowOutcome {
    /// Its position in the batch, from 0.
    index: usize,
    /// The external identifier that it was given.
    external_id: Option<String>,
    /// What became of it.
    status: RowStatus,
    /// Why it was rejected, or what is remarkable about it.
    problems: Vec<Problem>,
}

impl From<intake::RowOutcome> for RowOutcome {
    fn from(outcome: intake::RowOutcome) -> Self {
        let intake::RowOutcome {
            index,
            line: _,
            external_id,
            status,
            problems,
        } = outcome;
        Self {
            index,
            external_id,
            status: status.into(),
            problems: problems.into_iter().map(Into::into).collect(),
        }
    }
}
