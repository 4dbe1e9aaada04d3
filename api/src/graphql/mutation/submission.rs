//! Submitting outages.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use federation::intake::outage::RawOutage;

use crate::graphql::context::Asker;
use crate::graphql::model::problem::Problem;
use crate::graphql::model::submission::Submission;
use crate::graphql::model::word::SubmissionMode;
use crate::workflow::submit::{self, Answer, Batch};

/// A batch of outages of one supplier.
#[derive(Debug, InputObject)]
pub struct SubmitOutagesInput {
    /// A fresh text for each batch, 1 to 255 characters; the same one when the batch is repeated,
    /// which then gets the first answer again.
    idempotency_key: String,
    /// The code of the supplier whose data it is; the caller's own organization when absent. Another
    /// one needs the role INTEGRATOR.
    supplier: Option<String>,
    /// ATOMIC stores nothing unless every row can be stored; BEST_EFFORT stores what can be.
    #[graphql(default_with = "SubmissionMode::Atomic")]
    mode: SubmissionMode,
    /// The rows, 1 to 10,000. Each gets an outcome of its own.
    rows: Vec<OutageInput>,
}

/// One outage of one component. Instants and the loss are texts, so that a bad one is a problem of
/// its row and not of the whole request.
#[derive(Debug, InputObject)]
pub struct OutageInput {
    /// The code of the component.
    component: String,
    /// When it began: RFC 3339 with an offset.
    start: String,
    /// When it ended: RFC 3339 with an offset, not before the start. Absent while it lasts.
    end: Option<String>,
    /// How much of the component was lost: a decimal above 0 and at most 1, or `unknown` when the
    /// state of the component is not known then. Absent means 1.
    loss: Option<String>,
    /// Whether it was planned. Absent means no.
    planned: Option<bool>,
    /// The system that it was recorded in, at most 64 characters.
    source: String,
    /// Its reference there, at most 200 characters. Supplier, source and externalId are the key.
    external_id: String,
    /// From 1, which is what absent means; a correction has a higher one.
    revision: Option<i64>,
    /// Words for people, at most 2,000 characters.
    note: Option<String>,
}

impl From<OutageInput> for RawOutage {
    fn from(input: OutageInput) -> Self {
        let OutageInput {
            component,
            start,
            end,
            loss,
            planned,
            source,
            external_id,
            revision,
            note,
        } = input;
        Self {
            line: None,
            component: Some(component),
            start: Some(start),
            end,
            loss,
            planned,
            source: Some(source),
            external_id: Some(external_id),
            revision,
            note,
        }
    }
}

/// What became of a batch.
#[derive(Debug, SimpleObject)]
pub struct SubmitOutagesPayload {
    /// The batch as it was recorded, with an outcome per row. Null when the batch as a whole was
    /// refused; then `problems` say why. An ATOMIC batch with a rejected row is recorded with its
    /// outcomes and stores no outage.
    submission: Option<Submission>,
    /// Whether this is the first answer again, for a batch that was received before.
    replayed: bool,
    /// What is wrong with the batch as a whole.
    problems: Vec<Problem>,
}

/// Submitting performance data.
#[derive(Default)]
pub struct SubmissionMutation;

#[Object]
impl SubmissionMutation {
    /// Submits outages of one supplier. Stored once, however often it is sent: the batch is known by
    /// its idempotency key, and each row by supplier, source and externalId. Needs the scope
    /// performance:write and the role SUPPLIER (for itself) or INTEGRATOR (for any supplier).
    async fn submit_outages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The batch.")] input: SubmitOutagesInput,
    ) -> Result<SubmitOutagesPayload> {
        let SubmitOutagesInput {
            idempotency_key,
            supplier,
            mode,
            rows,
        } = input;
        let asker = Asker::of(ctx)?;
        let batch = Batch {
            idempotency_key,
            supplier,
            mode: mode.into(),
            rows: rows.into_iter().map(Into::into).collect(),
        };
        let caller = asker.caller();
        let answer = submit::outages(asker.app(), &caller.mandate, &caller.subject, batch).await?;
        Ok(match answer {
            Answer::Recorded {
                submission,
                replayed,
            } => SubmitOutagesPayload {
                submission: Some(submission.into()),
                replayed,
                problems: Vec::new(),
            },
            Answer::Refused(problems) => SubmitOutagesPayload {
                submission: None,
                replayed: false,
                problems: problems.into_iter().map(Into::into).collect(),
            },
        })
    }
}
