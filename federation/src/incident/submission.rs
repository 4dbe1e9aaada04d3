//! A batch of performance data that a supplier submitted, as it was received.

use chrono::{DateTime, Utc};

use crate::vocabulary::{OrganizationId, SubmissionId, Text};
use crate::words;

/// What is known of a received batch: who sent it, under which key, and how its rows fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its identifier.
    pub id: SubmissionId,
    /// The supplier whose data it is.
    pub supplier: OrganizationId,
    /// The key under which it may be repeated without being counted twice, unique per supplier.
    pub idempotency_key: Text,
    /// The digest of what was sent: the same key with another fingerprint is a conflict.
    pub fingerprint: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// Who sent it: the subject of the token.
    pub submitted_by: Text,
    /// What happens to the good rows beside a bad one.
    pub mode: SubmissionMode,
    /// How many rows were stored.
    pub accepted: u32,
    /// How many rows were already there with the same content.
    pub duplicate: u32,
    /// How many rows were refused.
    pub rejected: u32,
}

impl Submission {
    /// The longest idempotency key, in characters.
    pub const IDEMPOTENCY_KEY_LENGTH_MAX: usize = 255;
    /// The longest name of a sender, in characters.
    pub const SUBMITTED_BY_LENGTH_MAX: usize = 200;
}

words! {
    /// What happens to the good rows of a batch beside a bad one.
    pub enum SubmissionMode {
        /// All rows or none. The default.
        Atomic = "ATOMIC",
        /// The good rows are stored, the bad ones refused.
        BestEffort = "BEST_EFFORT",
    }
}
