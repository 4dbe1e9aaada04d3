//! The words that every other room speaks: identifiers, codes, exact numbers and problems.

mod code;
mod id;
mod loss;
mod problem;
mod rational;
mod text;
mod word;

pub use code::{Code, CodeError};
pub use id::{
    AgreementId, AgreementVersionId, CalendarId, ComponentId, MaintenanceWindowId, OrganizationId,
    OutageId, ServiceId, SubmissionId, TopologyId,
};
pub use loss::{Loss, LossError};
pub use problem::{Problem, ProblemCode, documentation as problem_documentation};
pub use rational::{Rational, RationalError};
pub use text::{Text, TextError};
pub use word::UnknownWord;
