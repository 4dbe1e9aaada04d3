//! THE ONE TABLE: what each role may read and do. Everything that guards a door asks here.
//!
//! Deny by default: a cell that a reader of this page cannot find is `Nothing`. The matches have no
//! wildcard, so a new role, subject or deed does not build until its line is written.

use super::{Role, Scope, Scopes};
use crate::words;

words! {
    /// What can be read.
    pub enum Subject {
        /// Whether supplier agreements carry a customer agreement: it tells what suppliers promised,
        /// to whom they promised it and for how much. A lead supplier sees nothing of it either, not
        /// even its own chain: that stands beside the customer's terms and its rivals'.
        Alignment = "ALIGNMENT",
        /// Customer-facing service level agreements.
        CustomerAgreement = "CUSTOMER_AGREEMENT",
        /// Agreements between the integrator and its suppliers, and between suppliers.
        SupplierAgreement = "SUPPLIER_AGREEMENT",
        /// Service components.
        Component = "COMPONENT",
        /// A component judged under its supplier's own agreement.
        ComponentReport = "COMPONENT_REPORT",
        /// What a missed credit-bearing level costs the integrator, and what of it suppliers bear.
        CreditExposure = "CREDIT_EXPOSURE",
        /// What an agreement gives back for missed months.
        CreditStatement = "CREDIT_STATEMENT",
        /// A component's report under another target, calendar or exclusions, or without some of its
        /// own outages.
        ComponentSimulation = "COMPONENT_SIMULATION",
        /// The tree of gates and components of a service.
        DependencyTree = "DEPENDENCY_TREE",
        /// When, how much and by which components a service was down.
        DowntimeInterval = "DOWNTIME_INTERVAL",
        /// How lost time is shared among suppliers.
        Attribution = "ATTRIBUTION",
        /// How well the integrator itself does.
        IntegratorScorecard = "INTEGRATOR_SCORECARD",
        /// Planned maintenance.
        MaintenanceWindow = "MAINTENANCE_WINDOW",
        /// Organizations.
        Organization = "ORGANIZATION",
        /// Outages as submitted.
        Outage = "OUTAGE",
        /// Services.
        Service = "SERVICE",
        /// The end-to-end figure and verdict of a service.
        ServiceReport = "SERVICE_REPORT",
        /// The end-to-end report of a service under another target, calendar or exclusions.
        ServiceSimulation = "SERVICE_SIMULATION",
        /// Batches of performance data.
        Submission = "SUBMISSION",
        /// The end-to-end report of a service with another dependency tree, or without outages or
        /// components of suppliers.
        SupplySimulation = "SUPPLY_SIMULATION",
        /// Downtime that no supplier's agreement covers, and what else nobody promises.
        UncoveredTime = "UNCOVERED_TIME",
    }
}

words! {
    /// How far a role may read a subject.
    pub enum Extent {
        /// Not at all: it looks as if there were none.
        Nothing = "NOTHING",
        /// What belongs to the reader's own organization.
        Own = "OWN",
        /// What the reader's organization takes part in: for a supplier the services that its
        /// components support, for a customer what its services are made of.
        Related = "RELATED",
        /// All of it.
        Everything = "EVERYTHING",
    }
}

words! {
    /// What can be done that changes something.
    pub enum Deed {
        /// Change the service model by a catalogue.
        ApplyCatalogue = "APPLY_CATALOGUE",
        /// Revoke access tokens before their end, and see which are revoked.
        RevokeToken = "REVOKE_TOKEN",
        /// Submit performance data for a supplier.
        SubmitPerformance = "SUBMIT_PERFORMANCE",
    }
}

words! {
    /// What becomes of a line for a token that is narrowed to services.
    pub enum Narrowed {
        /// What belongs to these services is left; the rest looks as if there were none.
        ToServices = "TO_SERVICES",
        /// Nothing is left: it cannot be told apart by service.
        Withheld = "WITHHELD",
    }
}

/// How far `role` may read `subject`, before its scopes narrow it.
#[must_use]
pub fn may_read(role: Role, subject: Subject) -> Extent {
    match role {
        Role::Auditor | Role::Integrator | Role::Operator => Extent::Everything,
        Role::Customer => match subject {
            Subject::Organization
            | Subject::Component
            | Subject::Outage
            | Subject::MaintenanceWindow
            | Subject::Attribution => Extent::Related,
            Subject::CustomerAgreement
            | Subject::CreditStatement
            | Subject::Service
            | Subject::ServiceReport
            | Subject::ServiceSimulation
            | Subject::DependencyTree
            | Subject::DowntimeInterval => Extent::Own,
            Subject::Alignment
            | Subject::IntegratorScorecard
            | Subject::SupplierAgreement
            | Subject::ComponentReport
            | Subject::CreditExposure
            | Subject::ComponentSimulation
            | Subject::SupplySimulation
            | Subject::Submission
            | Subject::UncoveredTime => Extent::Nothing,
        },
        Role::Supplier => match subject {
            Subject::Organization | Subject::Service | Subject::ServiceReport => Extent::Related,
            Subject::SupplierAgreement
            | Subject::Component
            | Subject::ComponentReport
            | Subject::CreditStatement
            | Subject::ComponentSimulation
            | Subject::MaintenanceWindow
            | Subject::Outage
            | Subject::Submission
            | Subject::Attribution => Extent::Own,
            // What would have been without another's outages tells when they were.
            Subject::Alignment
            | Subject::CreditExposure
            | Subject::CustomerAgreement
            | Subject::IntegratorScorecard
            | Subject::DependencyTree
            | Subject::DowntimeInterval
            | Subject::ServiceSimulation
            | Subject::SupplySimulation
            | Subject::UncoveredTime => Extent::Nothing,
        },
    }
}

/// How far `role` may do `deed`: for itself, for everyone, or not at all.
#[must_use]
pub fn may_do(role: Role, deed: Deed) -> Extent {
    match (role, deed) {
        (
            Role::Auditor | Role::Customer,
            Deed::ApplyCatalogue | Deed::RevokeToken | Deed::SubmitPerformance,
        )
        | (Role::Supplier, Deed::ApplyCatalogue | Deed::RevokeToken) => Extent::Nothing,
        (Role::Supplier, Deed::SubmitPerformance) => Extent::Own,
        (
            Role::Integrator | Role::Operator,
            Deed::ApplyCatalogue | Deed::RevokeToken | Deed::SubmitPerformance,
        ) => Extent::Everything,
    }
}

/// What a token that is narrowed to services may still read of `subject`. A component belongs to the
/// services that any of its dependency trees holds it for, and with it its outages and windows; an
/// agreement to the service that it is about, or to those that all of its components belong to.
#[must_use]
pub fn narrowed(subject: Subject) -> Narrowed {
    match subject {
        // A batch has rows of all services, an exposure counts on agreements about several, and the
        // integrator is judged over everything that it runs.
        Subject::CreditExposure | Subject::IntegratorScorecard | Subject::Submission => {
            Narrowed::Withheld
        }
        Subject::Alignment
        | Subject::Attribution
        | Subject::Component
        | Subject::ComponentReport
        | Subject::ComponentSimulation
        | Subject::CreditStatement
        | Subject::CustomerAgreement
        | Subject::DependencyTree
        | Subject::DowntimeInterval
        | Subject::MaintenanceWindow
        | Subject::Organization
        | Subject::Outage
        | Subject::Service
        | Subject::ServiceReport
        | Subject::ServiceSimulation
        | Subject::SupplierAgreement
        | Subject::SupplySimulation
        | Subject::UncoveredTime => Narrowed::ToServices,
    }
}

/// What a token that is narrowed to services may still do of `deed`.
#[must_use]
pub fn narrowed_deed(deed: Deed) -> Narrowed {
    match deed {
        Deed::ApplyCatalogue | Deed::RevokeToken => Narrowed::Withheld,
        Deed::SubmitPerformance => Narrowed::ToServices,
    }
}

/// The scope that a token must carry to read `subject`.
#[must_use]
pub fn scope_to_read(subject: Subject) -> Scope {
    match subject {
        Subject::Alignment | Subject::CustomerAgreement | Subject::SupplierAgreement => {
            Scope::AgreementRead
        }
        Subject::Component
        | Subject::DependencyTree
        | Subject::Organization
        | Subject::Service
        | Subject::MaintenanceWindow => Scope::CatalogueRead,
        Subject::Outage | Subject::Submission => Scope::PerformanceRead,
        Subject::ComponentReport
        | Subject::CreditExposure
        | Subject::CreditStatement
        | Subject::ComponentSimulation
        | Subject::DowntimeInterval
        | Subject::Attribution
        | Subject::IntegratorScorecard
        | Subject::ServiceReport
        | Subject::ServiceSimulation
        | Subject::SupplySimulation
        | Subject::UncoveredTime => Scope::ReportRead,
    }
}

/// The scope that a token must carry to do `deed`.
#[must_use]
pub fn scope_to_do(deed: Deed) -> Scope {
    match deed {
        Deed::ApplyCatalogue => Scope::CatalogueWrite,
        Deed::RevokeToken => Scope::TokenRevoke,
        Deed::SubmitPerformance => Scope::PerformanceWrite,
    }
}

/// The whole matrix as a page that a service integration manager can read and sign.
#[must_use]
pub fn matrix() -> String {
    let cells = |cell: &dyn Fn(Role) -> Extent| -> String {
        Role::ALL
            .iter()
            .map(|role| format!(" {} |", cell(*role)))
            .collect()
    };
    let roles: String = Role::ALL.iter().map(|role| format!(" {role} |")).collect();
    let mut page = format!(
        "| | scope | narrowed |{roles}\n|---|---|---|{}",
        "---|".repeat(Role::ALL.len())
    );
    for subject in Subject::ALL {
        let row = cells(&|role| may_read(role, *subject));
        let (scope, narrowed) = (scope_to_read(*subject), narrowed(*subject));
        page += &format!("\n| read {subject} | {scope} | {narrowed} |{row}");
    }
    for deed in Deed::ALL {
        let row = cells(&|role| may_do(role, *deed));
        let (scope, narrowed) = (scope_to_do(*deed), narrowed_deed(*deed));
        page += &format!("\n| {deed} | {scope} | {narrowed} |{row}");
    }
    page
}

/// The grammar of scopes, and which scopes each role has at most, as part of the same page.
#[must_use]
pub fn grammar() -> String {
    let mut page = String::from(
        "## Scopes\n\n\
         The claim `scope` of a token is a text of words separated by single blanks (RFC 8693, 4.2). \
         A word is a noun, a colon and a verb, in small letters: `scope = word *( SP word )`, \
         `word = noun \":\" verb`. The words of the list below are all there are, besides `service:` \
         and the code of a service, which gives no leave and narrows all of it to that service. \
         They are compared byte by byte: there is no wildcard, no prefix and no hierarchy, so `report:write` does not \
         include `report:read`. A word that is not on the list gives no leave and is no error: a \
         token may carry scopes of other servers. A token without `scope` may do nothing but ask who \
         it is (`viewer`) and use the `calculator`.\n\n\
         What counts is what is in all of these: the scopes that the token says, those that the \
         settings let its issuer give (`scopes` of the issuer), and what the role of the token may \
         do at all. `viewer { scopes reads { subject extent } deeds { deed extent } }` says what is \
         left.\n\n\
         | scope | reads | does | in the bundle of |\n|---|---|---|---|\n",
    );
    for scope in Scope::ALL {
        let subjects = Subject::ALL
            .iter()
            .filter(|subject| scope_to_read(**subject) == *scope)
            .map(|subject| subject.as_str());
        let deeds = Deed::ALL
            .iter()
            .filter(|deed| scope_to_do(**deed) == *scope)
            .map(|deed| deed.as_str());
        let roles = Role::ALL
            .iter()
            .filter(|role| Scopes::bundle(**role).contains(*scope))
            .map(|role| role.as_str());
        page += &format!(
            "| {scope} | {} | {} | {} |\n",
            subjects.collect::<Vec<_>>().join(", "),
            deeds.collect::<Vec<_>>().join(", "),
            roles.collect::<Vec<_>>().join(", ")
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::{Deed, Scope, Subject, scope_to_do, scope_to_read};

    #[test]
    fn every_scope_opens_a_door() {
        for scope in Scope::ALL {
            let reads = Subject::ALL.iter().any(|s| scope_to_read(*s) == *scope);
            let does = Deed::ALL.iter().any(|deed| scope_to_do(*deed) == *scope);
            assert!(reads || does, "{scope}");
        }
    }

    #[test]
    fn the_policy_matrix() {
        insta::assert_snapshot!("policy_matrix", super::matrix());
    }
}
