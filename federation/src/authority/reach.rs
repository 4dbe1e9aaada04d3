//! What may be read, as a value: every read in the store asks for one.

use std::collections::BTreeSet;

use super::policy::{self, Extent, Narrowed, Subject};
use super::{Actor, Mandate, Refusal, Role, Scopes};
use crate::vocabulary::{Code, OrganizationId};

/// How far someone may read. Only this room makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    actor: Actor,
    scopes: Scopes,
    computes: bool,
}

impl Reach {
    pub(super) fn new(actor: Actor, scopes: Scopes) -> Self {
        Self {
            actor,
            scopes,
            computes: false,
        }
    }

    /// The reach under which figures are computed. An end-to-end figure is made of every supplier's
    /// facts, whoever asks; what the asker may see of it is decided afterwards by its own reach
    /// ([`crate::report`]). Nothing read under this reach may be shown before that.
    #[must_use]
    pub fn of_the_computation() -> Self {
        Self {
            computes: true,
            ..Mandate::operator().reach()
        }
    }

    /// Whether it is the reach of the computation, and nobody's own.
    #[must_use]
    pub fn is_of_the_computation(&self) -> bool {
        self.computes
    }

    /// How far `subject` may be read, within the services that it may be narrowed to. Without the
    /// scope it is nothing.
    #[must_use]
    pub fn extent(&self, subject: Subject) -> Extent {
        if !self.scopes.contains(policy::scope_to_read(subject)) {
            return Extent::Nothing;
        }
        match (self.scopes.services(), policy::narrowed(subject)) {
            (Some(_), Narrowed::Withheld) => Extent::Nothing,
            (Some(_), Narrowed::ToServices) | (None, _) => {
                policy::may_read(self.actor.role(), subject)
            }
        }
    }

    /// The codes of the services that it is narrowed to, whatever the extents say; `None` for all
    /// services.
    #[must_use]
    pub fn services(&self) -> Option<&BTreeSet<Code>> {
        self.scopes.services()
    }

    /// How far `subject` may be read, or the scope that is lacking. Whether the role may read it at
    /// all is not told apart from its absence.
    ///
    /// # Errors
    /// [`Refusal::InsufficientScope`] when the token lacks the scope for it.
    pub fn demand(&self, subject: Subject) -> Result<Extent, Refusal> {
        let scope = policy::scope_to_read(subject);
        if self.scopes.contains(scope) {
            Ok(self.extent(subject))
        } else {
            Err(Refusal::InsufficientScope(scope))
        }
    }

    /// The role of the reader.
    #[must_use]
    pub fn role(&self) -> Role {
        self.actor.role()
    }

    /// The organization of the reader: what `OWN` and `RELATED` refer to.
    #[must_use]
    pub fn organization(&self) -> Option<OrganizationId> {
        self.actor.organization()
    }
}
