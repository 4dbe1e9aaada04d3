//! Who may see what of credits: a statement is seen by the parties of its agreement, an exposure by
//! nobody but the integrator and who sees everything.

use super::exposure::CreditExposure;
use super::statement::{CreditStatement, StatementOf};
use crate::authority::{Extent, Reach, Subject};

/// The statement as `reach` may see it, whose agreement or service it may see: `None` when nothing
/// of it. Customers see what they get, and suppliers what agreements give back that they are a party
/// of: whoever does not see customers' agreements sees no statement of a service, not even that it
/// is empty.
#[must_use]
pub fn visible_statement(statement: CreditStatement, reach: &Reach) -> Option<CreditStatement> {
    match (reach.extent(Subject::CreditStatement), statement.of) {
        (Extent::Nothing, _) => None,
        (Extent::Everything, _) => Some(statement),
        (Extent::Own | Extent::Related, StatementOf::Service(_))
            if reach.extent(Subject::CustomerAgreement) == Extent::Nothing =>
        {
            None
        }
        (Extent::Own | Extent::Related, StatementOf::Service(_) | StatementOf::Agreement(_)) => {
            let organization = reach.organization()?;
            let mut months = statement.months.iter();
            let all = months.all(|month| month.parties.contains(&organization));
            all.then_some(statement)
        }
    }
}

/// The exposure as `reach` may see it: whole or not at all.
#[must_use]
pub fn visible_exposure(exposure: CreditExposure, reach: &Reach) -> Option<CreditExposure> {
    match reach.extent(Subject::CreditExposure) {
        Extent::Everything => Some(exposure),
        Extent::Nothing | Extent::Own | Extent::Related => None,
    }
}
