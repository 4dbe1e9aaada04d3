//! The grammar of the scopes that a token carries: what its bearer was given leave to do, and for
//! which services.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::Role;
use crate::vocabulary::Code;
use crate::words;

/// What a word begins with that narrows to a service; its code follows.
const SERVICE: &str = "service:";

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

/// A set of scopes, for all services or for some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    leave: BTreeSet<Scope>,
    /// The codes of the services that it is narrowed to; `None` for all of them.
    services: Option<BTreeSet<Code>>,
}

/// A word that is no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{given:?} is none of {}, or service: and the code of a service",
    known()
)]
pub struct ScopesError {
    /// The word.
    pub given: String,
}

fn known() -> String {
    let words: Vec<&str> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    words.join(", ")
}

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
    /// a token may carry them, and they give no leave here. A word `service:` with a code narrows
    /// all of them to that service, and further ones to these services together. One whose code is
    /// none narrows too, to nothing: what takes leave away is never ignored.
    #[must_use]
    pub fn parse(claim: &str) -> Self {
        let mut scopes = Self::default();
        for word in claim.split(' ') {
            if let Some(code) = word.strip_prefix(SERVICE) {
                let services = scopes.services.get_or_insert_default();
                services.extend(code.parse::<Code>().ok());
            } else if let Ok(scope) = word.parse() {
                scopes.leave.insert(scope);
            }
        }
        scopes
    }

    /// The same scopes for these services only.
    #[must_use]
    pub fn narrowed_to(self, services: impl IntoIterator<Item = Code>) -> Self {
        Self {
            services: Some(services.into_iter().collect()),
            ..self
        }
    }

    /// Those that are also in `most`, for the services that both are for.
    #[must_use]
    pub fn within(&self, most: &Self) -> Self {
        let services = match (&self.services, &most.services) {
            (Some(own), Some(most)) => Some(own.intersection(most).cloned().collect()),
            (Some(some), None) | (None, Some(some)) => Some(some.clone()),
            (None, None) => None,
        };
        Self {
            leave: self.leave.intersection(&most.leave).copied().collect(),
            services,
        }
    }

    /// Whether `scope` is among them.
    #[must_use]
    pub fn contains(&self, scope: Scope) -> bool {
        self.leave.contains(&scope)
    }

    /// The scopes in alphabetical order, without what they are narrowed to.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.leave.iter().copied()
    }

    /// The codes of the services that they are narrowed to; `None` for all services.
    #[must_use]
    pub fn services(&self) -> Option<&BTreeSet<Code>> {
        self.services.as_ref()
    }

    /// The words of the claim: the scopes in alphabetical order, then the services. Narrowed to
    /// nothing, `service:` alone.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let leave = self.iter().map(|scope| scope.to_string());
        let services = self.services.iter().flat_map(|services| {
            let nothing = services.is_empty().then(|| SERVICE.to_owned());
            nothing
                .into_iter()
                .chain(services.iter().map(|code| format!("{SERVICE}{code}")))
        });
        leave.chain(services).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self {
            leave: scopes.into_iter().collect(),
            services: None,
        }
    }
}

impl FromStr for Scopes {
    type Err = ScopesError;

    /// Reads what somebody asks a token for: here a word that is not known is a mistake.
    fn from_str(words: &str) -> Result<Self, ScopesError> {
        let is_known = |word: &str| match word.strip_prefix(SERVICE) {
            Some(code) => code.parse::<Code>().is_ok(),
            None => word.parse::<Scope>().is_ok(),
        };
        let unknown = words.split_whitespace().find(|word| !is_known(word));
        match unknown {
            Some(given) => Err(ScopesError {
                given: given.to_owned(),
            }),
            None => {
                let words: Vec<&str> = words.split_whitespace().collect();
                Ok(Self::parse(&words.join(" ")))
            }
        }
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().join(" "))
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
        for claim in ["report:read service:b service:a", "service:", "service:a"] {
            let scopes = Scopes::parse(claim);
            assert_eq!(Scopes::parse(&scopes.to_string()), scopes, "{claim}");
        }
    }

    #[track_caller]
    fn narrowed(claim: &str, expect: Option<&[&str]>) {
        let scopes = Scopes::parse(claim);
        let services: Option<Vec<&str>> = scopes
            .services()
            .map(|services| services.iter().map(|code| code.as_str()).collect());
        assert_eq!(services.as_deref(), expect, "{claim}");
    }

    #[test]
    fn services_narrow_and_a_bad_one_narrows_to_nothing() {
        narrowed("report:read", None);
        narrowed("", None);
        narrowed("services:a", None);
        narrowed("service:a", Some(&["a"]));
        narrowed(
            "service:b report:read service:a service:b",
            Some(&["a", "b"]),
        );
        narrowed("service:", Some(&[]));
        narrowed("service:no code", Some(&["no"]));
        narrowed("service:UPPER CASE!", Some(&[]));
        narrowed("service:* service:a", Some(&["a"]));
    }

    #[test]
    fn a_ceiling_takes_leave_away_and_never_gives_any() {
        let within = |said: &str, most: &str| {
            let scopes = Scopes::parse(said).within(&Scopes::parse(most));
            scopes.words().join(" ")
        };
        let both = "agreement:read report:read";
        assert_eq!(within(both, "report:read catalogue:read"), "report:read");
        assert_eq!(
            within("report:read service:a", both),
            "report:read service:a"
        );
        assert_eq!(
            within("report:read", "report:read service:a"),
            "report:read service:a"
        );
        let (ab, bc) = (
            "report:read service:a service:b",
            "report:read service:b service:c",
        );
        assert_eq!(within(ab, bc), "report:read service:b");
        assert_eq!(within("report:read service:a", bc), "report:read service:");
    }

    #[test]
    fn who_asks_for_a_scope_is_told_of_a_slip() {
        let asked: Result<Scopes, _> = "  report:read\tservice:a ".parse();
        assert_eq!(asked, Ok(Scopes::parse("report:read service:a")));
        for slip in ["report:reed", "service:", "service:a/b", "Service:a"] {
            assert!(slip.parse::<Scopes>().is_err(), "{slip}");
        }
    }
}
