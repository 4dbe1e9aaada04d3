//! How the figures of single calculations came to be: from the result of a calculation, and what went
//! into it, to steps that a reader recomputes by hand. Nothing is calculated here a second time.
//!
//! | file | what it explains |
//! |---|---|
//! | `aggregate` | percentiles, shares within a target, pools, priorities, workload |
//! | `alignment` | promises against promises |
//! | `availability` | an availability with its bounds, shares and time so far |
//! | `budget` | error budgets and how fast they burn |
//! | `clock` | clocks, changed targets, reopenings, pauses |
//! | `custody` | whose time a ticket was, and how tickets find their way |
//! | `credit` | tiers, points, pools and what is recovered |
//! | `dispute` | disputed and restated figures |
//! | `reporting` | agreed hours, completeness, trends |

mod aggregate;
mod alignment;
mod availability;
mod budget;
mod clock;
mod credit;
mod custody;
mod dispute;
mod reporting;

pub use aggregate::{
    compliance, percent_bounds, percentile, pooled_availability, priority, within, workload,
};
pub use alignment::{
    availability_alignment, due_alignment, hours_coverage, required_each, time_chain,
};
pub use availability::{AvailabilityPage, availability};
pub use budget::{burn, burn_alert, burn_threshold, error_budget};
pub use clock::{clock, clock_course, pause_audit, reopened_clock};
pub use credit::{
    apportion, at_risk_pool, credit_tiers, earn_back, no_double_recovery, pass_through,
    service_points,
};
pub use custody::{CustodyNames, custody, routing};
pub use dispute::{disputed_downtime, restatement};
pub use reporting::{completeness, local_instant, service_hours, trend};

use super::explanation::{Explanation, Unit, shown};
use crate::time::Instant;
use crate::vocabulary::{Money, Rational};

/// The most members of a list that get a step each.
const MEMBERS_MAX: usize = 100;

/// Where a value that only the formula makes is from.
const FORMULA: &str = "formula";

impl Explanation {
    fn seconds(self, text: &str, seconds: i64, source: &str) -> Self {
        self.step(text, seconds, Unit::Seconds, source)
    }

    fn exact_seconds(self, text: &str, seconds: &Rational, source: &str) -> Self {
        self.step(text, shown(seconds), Unit::Seconds, source)
    }

    fn mean_seconds(self, text: &str, seconds: Option<&Rational>, source: &str) -> Self {
        match seconds {
            Some(seconds) => self.exact_seconds(text, seconds, source),
            None => self.word(text, "none", source),
        }
    }

    fn percent(self, text: &str, share: Option<&Rational>, source: &str) -> Self {
        match share {
            Some(share) => self.step(text, share.percent_truncated(), Unit::Percent, source),
            None => self.word(text, "none", source),
        }
    }

    fn count(self, text: &str, count: impl ToString, source: &str) -> Self {
        self.step(text, count, Unit::Count, source)
    }

    fn number(self, text: &str, number: Option<&Rational>, source: &str) -> Self {
        match number {
            Some(number) => self.count(text, shown(number), source),
            None => self.word(text, "none", source),
        }
    }

    fn word(self, text: &str, word: impl ToString, source: &str) -> Self {
        self.step(text, word, Unit::Word, source)
    }

    fn instant(self, text: &str, at: Option<Instant>, source: &str) -> Self {
        match at {
            Some(at) => self.step(text, at, Unit::Instant, source),
            None => self.word(text, "never", source),
        }
    }

    fn money(self, text: &str, amount: Money, source: &str) -> Self {
        self.step(text, amount, Unit::Money, source)
    }

    /// A step or more for each member of a list; of a long list for its first members.
    fn each<T>(self, members: &[T], explain: impl Fn(Self, usize, &T) -> Self) -> Self {
        let listed = members.iter().take(MEMBERS_MAX).enumerate();
        let page = listed.fold(self, |page, (at, member)| explain(page, at, member));
        match members.len().checked_sub(MEMBERS_MAX) {
            None | Some(0) => page,
            Some(more) => page.count("further members, each in the same way", more, "the list"),
        }
    }

    /// The steps of `other` after its own.
    fn then(mut self, other: Self) -> Self {
        self.steps.extend(other.steps);
        self
    }
}

/// Words in a row, or what is said of none.
fn row(words: impl IntoIterator<Item = impl ToString>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| word.to_string()).collect();
    match words.is_empty() {
        true => "none".to_owned(),
        false => words.join(", "),
    }
}
