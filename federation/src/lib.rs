//! What service integration and management means: pure, exact, total and deterministic.
//!
//! Nothing here reads a clock, draws a random number, opens a socket or knows a database: time and
//! fresh identifiers are arguments. Rooms import only from the rooms listed above them.
//!
//! | room | what lives in it |
//! |---|---|
//! | [`vocabulary`] | typed identifiers, codes, exact rationals, losses, problems |
//! | [`time`] | instants, interval sets, calendars, periods |
//! | [`party`] | the organizations: customer, service integrator, suppliers |
//! | [`incident`] | what happened: outages, their register in memory, planned maintenance |
//! | [`topology`] | gates of components, composition through them, attribution, percentage bounds |
//! | [`agreement`] | agreements, their versions, terms and exclusions; alignment; credits |
//! | [`model`] | the service model: all that a report knows besides facts |
//! | [`handoff`] | tickets between organizations: states, custody ledger, clocks |
//! | [`evaluation`] | facts under an agreement become figures and verdicts; clocks, budgets, trends |
//! | [`authority`] | who may do and see what: the one policy table |
//! | [`report`] | figures put together, explained, and redacted for a reader |
//! | [`intake`] | outside words become facts or problems |

pub mod agreement;
pub mod authority;
pub mod evaluation;
pub mod handoff;
pub mod incident;
pub mod intake;
pub mod model;
pub mod party;
pub mod report;
pub mod time;
pub mod topology;
pub mod vocabulary;
