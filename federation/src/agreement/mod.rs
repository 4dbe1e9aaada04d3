//! What was agreed: agreements, their versions and their terms.

mod agreement;
mod terms;

pub use agreement::{
    Agreement, AgreementKind, AgreementStatus, AgreementSubject, AgreementVersion,
};
pub use terms::{
    AttributionPolicy, DegradationRule, MaintenanceTerms, MissingDataRule, Target, TargetError,
    Terms,
};
