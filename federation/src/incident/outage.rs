//! A stretch in which a component was not fully there, or in which nobody knows whether it was.

use chrono::{DateTime, Utc};

use crate::time::Instant;
use crate::vocabulary::{ComponentId, Loss, OrganizationId, OutageId, SubmissionId, Text};

/// One revision of an outage of one component, as its supplier submitted it.
///
/// The natural key is supplier, source and external identifier; a correction is a higher revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Its identifier, the same through all revisions.
    pub id: OutageId,
    /// The component.
    pub component: ComponentId,
    /// The supplier that delivers the component and answers for the row.
    pub supplier: OrganizationId,
    /// When it began.
    pub start: Instant,
    /// When it ended; `None` while it lasts.
    pub end: Option<Instant>,
    /// What it did to the component.
    pub effect: Effect,
    /// Whether the supplier had planned it.
    pub planned: bool,
    /// The system that it was recorded in.
    pub source: Text,
    /// Its reference in that system.
    pub external_id: Text,
    /// 1 for the first account of it, higher for each correction.
    pub revision: u32,
    /// Words for people.
    pub note: Option<Text>,
    /// The submission that brought this revision.
    pub submission: SubmissionId,
    /// When this revision was recorded here.
    pub recorded_at: DateTime<Utc>,
}

impl Outage {
    /// The longest source name, in characters.
    pub const SOURCE_LENGTH_MAX: usize = 64;
    /// The longest external identifier, in characters.
    pub const EXTERNAL_ID_LENGTH_MAX: usize = 200;
    /// The longest note, in characters.
    pub const NOTE_LENGTH_MAX: usize = 2_000;
}

/// What an outage did to its component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// So much of it was lost: more than nothing, at most everything.
    Lost(Loss),
    /// Its state is not known: unknown time, which widens every figure to bounds.
    Unknown,
}
