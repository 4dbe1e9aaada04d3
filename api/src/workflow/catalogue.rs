//! A catalogue comes in: planned against the model in force, and applied in one transaction.

use std::sync::Arc;

use federation::authority::{ApplyCatalogue, Mandate};
use federation::intake::catalogue::{self, Plan};
use federation::model::ServiceModel;
use federation::vocabulary::Problem;

use crate::app::App;
use crate::blocking::blocking;
use crate::error::Error;
use crate::store::{CatalogueChange, NumberedModel};

/// What became of a catalogue.
#[derive(Debug)]
pub enum Answer {
    /// What it would change, or has changed.
    Planned {
        /// The plan.
        plan: Plan,
        /// Whether it was applied.
        applied: bool,
    },
    /// It was refused and left no trace.
    Refused(Vec<Problem>),
}

/// What applying `document` would change. Nothing is stored.
///
/// # Errors
/// `FORBIDDEN` or `INSUFFICIENT_SCOPE` when the mandate does not permit it, and faults of the store.
pub async fn plan(app: &App, mandate: &Mandate, document: &str) -> Result<Answer, Error> {
    mandate.permit(ApplyCatalogue)?;
    let model = app.store.service_model().await?;
    Ok(match planned(app, document, model).await? {
        Ok(plan) => Answer::Planned {
            plan,
            applied: false,
        },
        Err(problems) => Answer::Refused(problems),
    })
}

/// Plans on a thread of its own: a large document takes its time, and a deeply nested one its stack.
async fn planned(
    app: &App,
    document: &str,
    model: Arc<ServiceModel>,
) -> Result<Result<Plan, Vec<Problem>>, Error> {
    let (document, clock) = (document.to_owned(), app.clock.clone());
    blocking(move |_| catalogue::plan(&document, &model, &mut || clock.fresh_id())).await
}

/// Applies `document`: all of it, or nothing. A document that changes nothing leaves no trace.
///
/// # Errors
/// `FORBIDDEN` or `INSUFFICIENT_SCOPE` when the mandate does not permit it, and faults of the store.
pub async fn apply(
    app: &App,
    mandate: &Mandate,
    applied_by: &str,
    document: &str,
) -> Result<Answer, Error> {
    let pass = mandate.permit(ApplyCatalogue)?;
    let tx = app.store.write(&pass).await?;
    // Planned inside the transaction: what was planned against is what is changed.
    let NumberedModel { number, model } = tx.numbered_model().await?;
    let plan = match planned(app, document, model.clone()).await? {
        Ok(plan) => plan,
        Err(problems) => return Ok(Answer::Refused(problems)),
    };
    if plan.changes_something() {
        let change = CatalogueChange {
            planned_at: number,
            digest: plan.digest.clone(),
            applied_at: app.clock.now(),
            applied_by: applied_by.to_owned(),
            changes: serde_json::to_string(&plan.changes).map_err(Error::internal)?,
        };
        tx.save_model(&model, &plan.after, change).await?;
        tx.commit().await?;
    }
    Ok(Answer::Planned {
        plan,
        applied: true,
    })
}
