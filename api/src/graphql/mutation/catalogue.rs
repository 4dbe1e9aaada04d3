//! Planning and applying a catalogue.

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};

use crate::graphql::context::Asker;
use crate::graphql::model::catalogue::CatalogueChange;
use crate::graphql::model::problem::Problem;
use crate::workflow::catalogue::{self, Answer};

/// Whether a catalogue is only looked at or takes effect.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatalogueMode {
    /// Say what would change, and change nothing.
    Plan,
    /// Change it: all of it or nothing.
    Apply,
}

/// A catalogue to plan or apply.
#[derive(Debug, InputObject)]
pub struct ApplyCatalogueInput {
    /// The catalogue as YAML or JSON text, of the form that docs/catalogue.schema.json describes.
    document: String,
    /// Whether it takes effect.
    mode: CatalogueMode,
}

/// What a catalogue changes, or why it was refused.
#[derive(Debug, SimpleObject)]
pub struct ApplyCataloguePayload {
    /// Whether it took effect.
    applied: bool,
    /// What changes, or has changed: every thing that the document describes.
    changes: Vec<CatalogueChange>,
    /// What is wrong with the document, with lines. When there is anything, nothing was changed.
    problems: Vec<Problem>,
}

/// Changing the service model.
#[derive(Default)]
pub struct CatalogueMutation;

#[Object]
impl CatalogueMutation {
    /// Plans or applies a catalogue: organizations, calendars, components, services with their
    /// dependency trees, agreements, maintenance windows. What it does not mention stays as it is;
    /// applying it twice changes nothing. Needs the scope catalogue:write and the role INTEGRATOR.
    async fn apply_catalogue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The catalogue, and whether it takes effect.")] input: ApplyCatalogueInput,
    ) -> Result<ApplyCataloguePayload> {
        let asker = Asker::of(ctx)?;
        let ApplyCatalogueInput { document, mode } = input;
        let caller = asker.caller();
        let answer = match mode {
            CatalogueMode::Plan => catalogue::plan(asker.app(), &caller.mandate, &document).await?,
            CatalogueMode::Apply => {
                catalogue::apply(asker.app(), &caller.mandate, &caller.subject, &document).await?
            }
        };
        Ok(match answer {
            Answer::Planned { plan, applied } => ApplyCataloguePayload {
                applied,
                changes: plan.changes.into_iter().map(Into::into).collect(),
                problems: Vec::new(),
            },
            Answer::Refused(problems) => ApplyCataloguePayload {
                applied: false,
                changes: Vec::new(),
                problems: problems.into_iter().map(Into::into).collect(),
            },
        })
    }
}
