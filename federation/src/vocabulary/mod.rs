//! The words that every other room speaks: identifiers, codes, exact numbers and problems.

mod code;
mod id;
mod loss;
mod money;
mod problem;
mod ratio;
mod rational;
mod text;
mod word;

pub use code::{Code, CodeError};
pub use id::{
    AgreementId, AgreementVersionId, CalendarId, ComponentId, HandoffId, MaintenanceWindowId,
    OrganizationId, OutageId, ServiceId, SubmissionId, TopologyId,
};
pub use loss::{Loss, LossError};
pub use money::{Currency, CurrencyError, Money, MoneyError};
pub use problem::{Problem, ProblemCode, documentation as problem_documentation};
pub use ratio::{Ratio, RatioError};
pub use rational::{Rational, RationalError};
pub use text::{Text, TextError};
pub use word::UnknownWord;
