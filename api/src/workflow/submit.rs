//! A batch of outages comes in: permitted, checked, decided against what is stored, saved, answered.

use std::collections::HashMap;

use entities::outage::RecordedOutage;
use federation::authority::{Extent, Mandate, Subject, SubmitPerformance};
use federation::incident::{Outage, Submission, SubmissionMode};
use federation::intake::envelope::{ROWS_MAX, check_envelope, fingerprint};
use federation::intake::ground::Ground;
use federation::intake::outage::{CheckedOutage, RawOutage};
use federation::intake::submission::{CheckedBatch, Decision, OutageName, OutcomeCounts};
use federation::model::ServiceModel;
use federation::time::Instant;
use federation::vocabulary::{OrganizationId, OutageId, Problem, ProblemCode, SubmissionId, Text};
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, ErrorCode};
use crate::store::SubmittedBatch;

/// A batch as it was given.
#[derive(Debug)]
pub struct Batch {
    /// By which a repetition is known.
    pub idempotency_key: String,
    /// The code of the supplier whose data it is; the submitter's own when absent.
    pub supplier: Option<String>,
    /// What happens when some rows are refused.
    pub mode: SubmissionMode,
    /// The rows.
    pub rows: Vec<RawOutage>,
}

/// What became of a batch.
#[derive(Debug)]
pub enum Answer {
    /// It was recorded, now or before.
    Recorded {
        /// The batch with an outcome per row.
        submission: SubmittedBatch,
        /// Whether it had been recorded before.
        replayed: bool,
    },
    /// It was refused as a whole and left no trace.
    Refused(Vec<Problem>),
}

/// Submits a batch for `mandate`; `submitted_by` is kept with it.
///
/// # Errors
/// `FORBIDDEN` or `INSUFFICIENT_SCOPE` when the mandate does not permit it, and faults of the store.
pub async fn outages(
    app: &App,
    mandate: &Mandate,
    submitted_by: &str,
    batch: Batch,
) -> Result<Answer, Error> {
    submit(app, mandate, submitted_by, batch, Ending::Commit).await
}

/// What submitting the batch would be answered, without storing anything.
///
/// # Errors
/// As [`outages`].
pub async fn dry_run(
    app: &App,
    mandate: &Mandate,
    submitted_by: &str,
    batch: Batch,
) -> Result<Answer, Error> {
    submit(app, mandate, submitted_by, batch, Ending::RollBack).await
}

/// Whether what was decided is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Commit,
    RollBack,
}

async fn submit(
    app: &App,
    mandate: &Mandate,
    submitted_by: &str,
    batch: Batch,
    ending: Ending,
) -> Result<Answer, Error> {
    let model = app.store.service_model().await?;
    let supplier = match supplier_of(&batch, mandate, &model)? {
        Ok(supplier) => supplier,
        Err(problem) => return Ok(Answer::Refused(vec![problem])),
    };
    let pass = mandate.permit(SubmitPerformance { supplier })?;
    let key = match check_envelope(&batch.idempotency_key, batch.rows.len(), ROWS_MAX) {
        Ok(key) => key,
        Err(problems) => return Ok(Answer::Refused(problems)),
    };
    let submitted_by = Text::parse(submitted_by, Submission::SUBMITTED_BY_LENGTH_MAX)
        .map_err(|error| Error::of(ErrorCode::TokenInvalid).because(error))?;
    let now = app.clock.now();
    let ground = ground(&model, supplier, mandate, Instant::from(now));
    let checked = CheckedBatch::check(&batch.rows, &ground);
    let fingerprint = fingerprint(batch.mode, &batch.rows);

    let tx = app.store.write(&pass).await?;
    if let Some(earlier) = tx.submission_by_key(&key).await? {
        return Ok(replay(earlier, &fingerprint, &key));
    }
    let checked = match mandate.reach().services() {
        Some(services) => {
            let within = model.components_of(services);
            let stored = tx.current_outages_by_key(&checked.names()).await?;
            let taken = stored.into_iter().filter(|(_, recorded)| {
                // Of another service: nothing that this token may take the place of.
                !within.contains(&recorded.outage.component)
            });
            checked.refusing(&taken.map(|(name, _)| name).collect())
        }
        None => checked,
    };
    let known = tx.known_outages(&checked.names()).await?;
    let Decision { outcomes, accepted } = checked.decide(&known, batch.mode);
    let counts = OutcomeCounts::of(&outcomes);
    let submission = Submission {
        id: SubmissionId(app.clock.fresh_id()),
        supplier,
        idempotency_key: key,
        fingerprint,
        received_at: now,
        submitted_by,
        mode: batch.mode,
        accepted: count(counts.accepted),
        duplicate: count(counts.duplicate),
        rejected: count(counts.rejected),
    };
    let outages = lodge(app, accepted, &submission);
    let outcomes = serde_json::to_string(&outcomes).map_err(Error::internal)?;
    if ending == Ending::Commit {
        tx.save_submission(&submission, &outcomes, &outages).await?;
        tx.commit().await?;
    }
    Ok(Answer::Recorded {
        submission: SubmittedBatch {
            submission,
            outcomes,
        },
        replayed: false,
    })
}

/// What the rows are checked on. For a token that is narrowed to services there are only their
/// components.
fn ground<'m>(
    model: &'m ServiceModel,
    supplier: OrganizationId,
    mandate: &Mandate,
    now: Instant,
) -> Ground<'m> {
    let reach = mandate.reach();
    let sees_every_component = reach.extent(Subject::Component) == Extent::Everything;
    let ground = Ground::new(model, supplier, sees_every_component, now);
    match reach.services() {
        Some(services) => ground.narrowed_to(&model.components_of(services)),
        None => ground,
    }
}

/// A batch has at most [`ROWS_MAX`] rows, which fits.
fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// The supplier that the batch is for. A code that names nobody is a problem of the batch for those
/// who may submit for anyone; for everyone else another supplier than their own is forbidden, be it
/// there or not.
fn supplier_of(
    batch: &Batch,
    mandate: &Mandate,
    model: &ServiceModel,
) -> Result<Result<OrganizationId, Problem>, Error> {
    let own = mandate.actor().organization();
    let Some(code) = &batch.supplier else {
        return own.map(Ok).ok_or_else(|| {
            Error::new(
                ErrorCode::BadUserInput,
                "whose data is it? name the supplier",
            )
        });
    };
    let reach = mandate.reach();
    let within = reach
        .services()
        .map(|services| model.components_of(services));
    let delivers = |supplier: OrganizationId| match &within {
        Some(within) => {
            let of = |id| model.components.get(id).map(|component| component.supplier);
            within.iter().filter_map(of).any(|of| of == supplier)
        }
        None => true,
    };
    let named = model.organizations.values().find(|organization| {
        organization.code.as_str() == code
            && (own == Some(organization.id) || delivers(organization.id))
    });
    match named {
        Some(organization) => Ok(Ok(organization.id)),
        None => {
            // Nobody is refused as another, and told only to those who may submit for anyone.
            let nobody = OrganizationId(Uuid::nil());
            let _anyone = mandate.permit(SubmitPerformance { supplier: nobody })?;
            let problem = Problem::new(
                ProblemCode::UnknownReference,
                "no organization has this code",
            )
            .at(["supplier"])
            .with_given(code)
            .with_hint("apply a catalogue that defines the supplier first");
            Ok(Err(problem))
        }
    }
}

fn replay(earlier: SubmittedBatch, fingerprint: &str, key: &Text) -> Answer {
    if earlier.submission.fingerprint == fingerprint {
        return Answer::Recorded {
            submission: earlier,
            replayed: true,
        };
    }
    let problem = Problem::new(
        ProblemCode::IdempotencyKeyReused,
        "another batch was submitted with this key",
    )
    .at(["idempotencyKey"])
    .with_given(key.as_str())
    .with_hint("use a fresh key for each batch; the earlier one stands as it was answered");
    Answer::Refused(vec![problem])
}

/// The rows as they are stored. Revisions of one outage share its identifier, also when the batch is
/// the first to name it.
fn lodge(
    app: &App,
    accepted: Vec<(CheckedOutage, Option<OutageId>)>,
    submission: &Submission,
) -> Vec<RecordedOutage> {
    let mut identifiers: HashMap<OutageName, OutageId> = HashMap::new();
    let rows = accepted.into_iter().map(|(row, known)| {
        let id = *identifiers
            .entry(row.name())
            .or_insert_with(|| known.unwrap_or_else(|| OutageId(app.clock.fresh_id())));
        let content_digest = row.content_digest();
        let CheckedOutage {
            component,
            start,
            end,
            effect,
            planned,
            source,
            external_id,
            revision,
            note,
        } = row;
        let outage = Outage {
            id,
            component,
            supplier: submission.supplier,
            start,
            end,
            effect,
            planned,
            source,
            external_id,
            revision,
            note,
            submission: submission.id,
            recorded_at: submission.received_at,
        };
        RecordedOutage {
            outage,
            content_digest,
        }
    });
    rows.collect()
}
