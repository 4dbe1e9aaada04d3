//! Do the agreements with the suppliers carry the one with the customer (C6)? Asked before it is
//! signed, and whenever one of them changes.
//!
//! | file | what lives in it |
//! |---|---|
//! | `availability` | the promised percentages through the dependency tree, and the inverse |
//! | `hours` | agreed hours against agreed hours, and due instants |
//! | `time_chain` | the times of a chain of parties against one promise |
//! | `required` | what suppliers would have to promise |
//! | `due` | the worst moment to report something to a chain |
//! | `cover` | money at risk on either side |
//! | `terms` | dates, maintenance and zones against each other |
//! | `finding` | what does not fit, each in its own unit |

mod availability;
mod cover;
mod due;
mod finding;
mod hours;
mod required;
mod terms;
mod time_chain;

pub use availability::{AvailabilityAlignment, RequiredEach, required_each};
pub use cover::CreditCover;
pub use due::WorstDue;
pub use finding::{AlignmentFinding, AlignmentFindingKind, AlignmentGap};
pub use hours::{DueAlignment, HoursCoverage, TimeCommitment};
pub use required::{RequiredPromise, RequiredPromises};
pub use terms::{Underpinning, UnderpinningTerms, findings};
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
