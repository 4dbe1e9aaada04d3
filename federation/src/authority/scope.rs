//! The grammar of the scopes that a token carries: what its bearer was given leave to do.

use std::collections::BTreeSet;
use std::fmt;

use super::Role;
use crate::words;

words! {
    /// One leave, written `noun:verb`. A scope narrows what a role may do; it never widens it.
    pub enum Scope {
        /// Read agreements and their versions.
        AgreementRead = "agreement:read",
        /// Read organizations, services, components and their dependencies.
        CatalogueRead = "catalogue:read",
        /// Plan and apply a catalogue.
        CatalogueWrite = "catalogue:write",
        /// Read outages and submissions.
        PerformanceRead = "performance:read",
        /// Submit outages.
        PerformanceWrite = "performance:write",
        /// Read reports and what explains them.
        ReportRead = "report:read",
        /// Revoke access tokens.
        TokenRevoke = "token:revoke",
    }
}

/// A set of scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Every scope that makes sense for `role`: what a token gets when nothing narrower is asked.
    #[must_use]
    pub fn bundle(role: Role) -> Self {
        let scopes: &[Scope] = match role {
            Role::Operator | Role::Integrator => Scope::ALL,
            Role::Auditor | Role::Customer => &[
                Scope::AgreementRead,
                Scope::CatalogueRead,
                Scope::PerformanceRead,
                Scope::ReportRead,
            ],
            Role::Supplier => &[
                Scope::AgreementRead,
                Scope::CatalogueRead,
                Scope::PerformanceRead,
                Scope::PerformanceWrite,
                Scope::ReportRead,
            ],
        };
        scopes.iter().copied().collect()
    }

    /// Reads a space-separated `scope` claim (RFC 8693, 4.2). Scopes of other servers are ignored:
    /// a token may carry them, and they give no leave here.
    #[must_use]
    pub fn parse(claim: &str) -> Self {
        claim
            .split(' ')
            .filter_map(|word| word.parse().ok())
            .collect()
    }

    /// Those that are also in `most`.
    #[must_use]
    pub fn within(&self, most: &Self) -> Self {
        Self(self.0.intersection(&most.0).copied().collect())
    }

    /// Whether `scope` is among them.
    #[must_use]
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// The scopes in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.iter().map(Scope::as_str).collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, Scopes};

    #[test]
    fn foreign_and_misspelt_scopes_give_no_leave() {
        let scopes = Scopes::parse("openid report:read report:read:all perf:write  REPORT:READ");
        assert_eq!(scopes.iter().collect::<Vec<_>>(), [Scope::ReportRead]);
    }

    #[test]
    fn display_reads_back() {
        let all: Scopes = Scope::ALL.iter().copied().collect();
        assert_eq!(Scopes::parse(&all.to_string()), all);
    }
}
