//! An agreement is aligned with what underpins it: nothing but the service model is needed.

use federation::authority::{Extent, Reach, Subject};
use federation::report::{AlignmentQuestion, AlignmentReport, alignment_report};
use federation::time::Instant;
use federation::vocabulary::AgreementId;

use crate::app::App;
use crate::blocking::blocking;
use crate::error::Error;

/// The alignment of an agreement; `None` when `reach` may not see it, when there is no such version,
/// or when the agreement is not about a service.
///
/// # Errors
/// Faults of the store.
pub async fn of_agreement(
    app: &App,
    reach: &Reach,
    agreement: AgreementId,
    question: AlignmentQuestion,
) -> Result<Option<AlignmentReport>, Error> {
    match reach.extent(Subject::Alignment) {
        Extent::Nothing | Extent::Own | Extent::Related => return Ok(None),
        Extent::Everything => {}
    }
    let model = app.store.service_model().await?;
    let now = Instant::from(app.clock.now());
    blocking(move |_| alignment_report(&model, agreement, question, now)).await
}
