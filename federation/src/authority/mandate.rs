//! What someone was given leave to do: an actor and the scopes of its token.

use super::pass::Action;
use super::policy::{self, Deed, Extent, Narrowed};
use super::{Actor, Pass, Reach, Scope, Scopes};

/// An actor with the scopes that its token carries. Everything starts here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    actor: Actor,
    scopes: Scopes,
}

/// Why something was refused. How it is told to the outside is decided at the rim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role may not do it, or not for that organization.
    #[error("the role {0} may not do this")]
    Forbidden(super::Role),
    /// The role may, but the token is narrowed to services, and this is about all of them.
    #[error("the token is narrowed to services, and this is about all of them")]
    Narrowed,
    /// The role may, but the token lacks the scope.
    #[error("the token lacks the scope {0}")]
    InsufficientScope(Scope),
}

impl Mandate {
    /// The mandate of `actor`, narrowed to `scopes`.
    #[must_use]
    pub fn new(actor: Actor, scopes: Scopes) -> Self {
        Self { actor, scopes }
    }

    /// The mandate of the operator at the command line of this installation.
    #[must_use]
    pub fn operator() -> Self {
        Self::new(Actor::Operator, Scopes::bundle(super::Role::Operator))
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// The scopes given.
    #[must_use]
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// What may be read.
    #[must_use]
    pub fn reach(&self) -> Reach {
        Reach::new(self.actor, self.scopes.clone())
    }

    /// How far `deed` may be done. Without the scope it is nothing.
    #[must_use]
    pub fn extent(&self, deed: Deed) -> Extent {
        if self.scopes.contains(policy::scope_to_do(deed)) {
            policy::may_do(self.actor.role(), deed)
        } else {
            Extent::Nothing
        }
    }

    /// Leave to do `action`, or why not.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not do it, or the token lacks the scope for it.
    pub fn permit<A: Action>(&self, action: A) -> Result<Pass<A>, Refusal> {
        let role = self.actor.role();
        let scope = policy::scope_to_do(A::DEED);
        match policy::may_do(role, A::DEED) {
            Extent::Nothing | Extent::Related => return Err(Refusal::Forbidden(role)),
            Extent::Own if action.organization() != self.actor.organization() => {
                return Err(Refusal::Forbidden(role));
            }
            Extent::Own | Extent::Everything => {}
        }
        if !self.scopes.contains(scope) {
            return Err(Refusal::InsufficientScope(scope));
        }
        match (self.scopes.services(), policy::narrowed_deed(A::DEED)) {
            (Some(_), Narrowed::Withheld) => Err(Refusal::Narrowed),
            (Some(_), Narrowed::ToServices) | (None, _) => Ok(Pass::new(self.actor, action)),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Mandate, Refusal};
    use crate::authority::policy::{self, Extent, Narrowed, Subject};
    use crate::authority::{Actor, ApplyCatalogue, Role, Scope, Scopes, SubmitPerformance};
    use crate::vocabulary::OrganizationId;

    const A: OrganizationId = OrganizationId(Uuid::from_u128(1));
    const B: OrganizationId = OrganizationId(Uuid::from_u128(2));

    fn supplier(scopes: Scopes) -> Mandate {
        Mandate::new(Actor::Supplier(A), scopes)
    }

    #[test]
    fn a_supplier_submits_for_itself_only() {
        let mandate = supplier(Scopes::bundle(Role::Supplier));
        assert!(mandate.permit(SubmitPerformance { supplier: A }).is_ok());
        let refused = mandate.permit(SubmitPerformance { supplier: B }).err();
        assert_eq!(refused, Some(Refusal::Forbidden(Role::Supplier)));
        assert!(mandate.permit(ApplyCatalogue).is_err());
    }

    #[test]
    fn a_service_narrows_what_can_be_told_apart_by_service() {
        let all = Scopes::bundle(Role::Integrator);
        let whole = Mandate::new(Actor::Integrator(B), all.clone());
        assert!(whole.permit(ApplyCatalogue).is_ok());
        let narrow = Mandate::new(Actor::Integrator(B), all.narrowed_to([]));
        assert_eq!(narrow.permit(ApplyCatalogue).err(), Some(Refusal::Narrowed));
        assert!(narrow.permit(SubmitPerformance { supplier: A }).is_ok());
        for subject in Subject::ALL {
            let withheld = policy::narrowed(*subject) == Narrowed::Withheld;
            let extent = narrow.reach().extent(*subject);
            assert_eq!(extent == Extent::Nothing, withheld, "{subject}");
            assert_eq!(whole.reach().extent(*subject), Extent::Everything);
        }
    }

    #[test]
    fn a_scope_narrows_and_never_widens() {
        let narrow = supplier(Scopes::parse("report:read"));
        let refused = narrow.permit(SubmitPerformance { supplier: A }).err();
        assert_eq!(
            refused,
            Some(Refusal::InsufficientScope(Scope::PerformanceWrite))
        );
        let greedy = supplier(Scopes::parse("catalogue:write"));
        assert_eq!(
            greedy.permit(ApplyCatalogue).err(),
            Some(Refusal::Forbidden(Role::Supplier))
        );
    }
}
