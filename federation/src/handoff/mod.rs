//! Handoffs of tickets between organizations, and who held a ticket when: one custody ledger with
//! the same numbers for everyone (C9).
//!
//! | file | what lives in it |
//! |---|---|
//! | `state` | a handoff from offer to outcome |
//! | `event` | what can happen to it |
//! | `custody` | the ledger: custody and transit, without gap or overlap |
//! | `hours` | the hours and pauses in which time counts for a party |
//! | `attribution` | whose time a transit is, by policy |
//! | `clock` | acknowledging and deciding in time |
//! | `chain` | hops, ping-pong and revisits |
//! | `routing` | how well tickets find their way, over many of them |

mod attribution;
mod chain;
mod clock;
mod custody;
mod event;
mod hours;
mod routing;
mod state;

pub use attribution::{AttributionStatus, CustodyPolicy, CustodyShares};
pub use chain::{CustodyChain, LoopLimits};
pub use clock::HandoffReading;
pub use custody::{CustodyError, CustodyLedger, CustodySegment, Holding, TicketEnd};
pub use event::{HandoffError, HandoffEvent, HandoffEventKind};
pub use hours::{CustodyHours, CustodyPause};
pub use routing::{RejectionRate, Routing, routing};
pub use state::{Handoff, HandoffOutcome, HandoffState, Rejection};
