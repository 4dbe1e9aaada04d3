//! Do the agreements with the suppliers carry the one with the customer (C6)? Asked before it is
//! signed, and whenever one of them changes.
//!
//! | file | what lives in it |
//! |---|---|
//! | `availability` | the promised percentages through the dependency tree, and the inverse |
//! | `hours` | agreed hours against agreed hours, and due instants |
//! | `time_chain` | the times of a chain of parties against one promise |
//! | `finding` | what else does not fit, each in its own unit |

mod availability;
mod finding;
mod hours;
mod time_chain;

pub use availability::{AvailabilityAlignment, RequiredEach, required_each};
pub use finding::{
    AlignmentFinding, AlignmentFindingKind, Underpinning, UnderpinningTerms, findings,
};
pub use hours::{DueAlignment, HoursCoverage, TimeCommitment};
pub use time_chain::{ChainStep, ChainStepKind, TimeChain};

use crate::words;

words! {
    /// Whether supplier agreements carry a customer agreement, from best to worst.
    pub enum AlignmentStatus {
        /// They carry it even if everything falls as badly as it can.
        Aligned = "ALIGNED",
        /// They carry it only if failures fall favourably.
        AtRisk = "AT_RISK",
        /// They do not carry it.
        Misaligned = "MISALIGNED",
    }
}
