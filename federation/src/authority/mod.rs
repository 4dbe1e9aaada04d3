//! Who may do and see what. The matrix is one table in [`policy`]; only this room makes a
//! [`Pass`] (to write) or a [`Reach`] (to read), and both have private fields.

mod actor;
mod mandate;
mod pass;
pub mod policy;
mod reach;
mod revocation;
mod scope;

pub use actor::{Actor, Role};
pub use mandate::{Mandate, Refusal};
pub use pass::{Action, ApplyCatalogue, Pass, RevokeToken, SubmitPerformance};
pub use policy::{Deed, Extent, Narrowed, Subject};
pub use reach::Reach;
pub use revocation::{RevocationList, RevokedTokens, TokenMarks, TokenRevocation};
pub use scope::{Scope, Scopes, ScopesError};
