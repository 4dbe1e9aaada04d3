//! An agreement between two organizations, through all its versions.

use super::Terms;
use crate::time::{Effective, Instant};
use crate::vocabulary::{
    AgreementId, AgreementVersionId, CalendarId, Code, ComponentId, OrganizationId, ServiceId, Text,
};
use crate::words;

/// What one organization promises another about a service or about components.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its identifier.
    pub id: AgreementId,
    /// Its code, unique among agreements.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// What sort of agreement it is.
    pub kind: AgreementKind,
    /// Who promises.
    pub provider: OrganizationId,
    /// Who is promised to.
    pub customer: OrganizationId,
    /// What it is about.
    pub subject: AgreementSubject,
    /// Its versions, by ascending number; no two are in force at the same instant.
    pub versions: Vec<AgreementVersion>,
}

impl Agreement {
    /// The version in force at `at`: signed or since terminated, never a draft.
    #[must_use]
    pub fn version_at(&self, at: Instant) -> Option<&AgreementVersion> {
        self.versions
            .iter()
            .find(|version| version.binds() && version.effective.contains(at))
    }

    /// How long it binds around `at`, through versions that follow on each other without a gap.
    #[must_use]
    pub fn bound_around(&self, at: Instant) -> Option<Effective> {
        let mut bound = self.version_at(at)?.effective;
        let mut binding: Vec<Effective> = self
            .versions
            .iter()
            .filter(|version| version.binds())
            .map(|version| version.effective)
            .collect();
        binding.sort_by_key(|effective| effective.from);
        for later in &binding {
            if bound.to == Some(later.from) {
                bound.to = later.to;
            }
        }
        for earlier in binding.iter().rev() {
            if earlier.to == Some(bound.from) {
                bound.from = earlier.from;
            }
        }
        Some(bound)
    }
}

/// What an agreement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgreementSubject {
    /// One service, end to end: a service level agreement with a customer.
    Service(ServiceId),
    /// Components of the provider, each of them judged alone, in ascending order of identifiers.
    Components(Vec<ComponentId>),
}

/// One version of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementVersion {
    /// Its identifier.
    pub id: AgreementVersionId,
    /// Its number, from 1.
    pub version: u32,
    /// Whether it binds.
    pub status: AgreementStatus,
    /// When it is in force, once signed.
    pub effective: Effective,
    /// The agreed service hours; their zone is the zone of the agreement's periods.
    pub calendar: CalendarId,
    /// What was agreed.
    pub terms: Terms,
}

impl AgreementVersion {
    /// Whether it binds its parties while it is effective.
    #[must_use]
    pub fn binds(&self) -> bool {
        match self.status {
            AgreementStatus::Draft => false,
            AgreementStatus::Signed | AgreementStatus::Terminated => true,
        }
    }
}

words! {
    /// What sort of agreement it is.
    pub enum AgreementKind {
        /// Service level agreement: the integrator promises a customer a service.
        Sla = "SLA",
        /// Operational level agreement: an internal party promises components.
        Ola = "OLA",
        /// Underpinning contract: an external supplier promises components.
        UnderpinningContract = "UNDERPINNING_CONTRACT",
    }
}

words! {
    /// Whether a version binds.
    pub enum AgreementStatus {
        /// Being negotiated: never used for a figure.
        Draft = "DRAFT",
        /// Signed: used while it is effective; its terms no longer change.
        Signed = "SIGNED",
        /// Ended early: used until its effective end.
        Terminated = "TERMINATED",
    }
}
