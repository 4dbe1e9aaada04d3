//! Pauses that look as if they were made for the target: a flag asks a question, it decides nothing.

use std::collections::BTreeSet;

use super::{ClockQuestion, ClockTarget, Pause, SlaClock};
use crate::agreement::PauseReason;
use crate::vocabulary::{Ratio, Rational};
use crate::words;

words! {
    /// What is remarkable about the pauses of a clock.
    pub enum PauseFlag {
        /// Opened when little of the target was left.
        OpenedLate = "OPENED_LATE",
        /// Waiting for the customer ended without an entry of the customer's.
        EndedWithoutCustomer = "ENDED_WITHOUT_CUSTOMER",
        /// More of the agreed hours was paused than is usual.
        LargeShare = "LARGE_SHARE",
    }
}

/// From where on pauses are remarkable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLimits {
    /// The last part of the target in which opening a pause is remarkable: one tenth by default.
    pub late_part: Ratio,
    /// The share of paused time above which a clock is remarkable: one half by default.
    pub share_max: Ratio,
}

impl Default for AuditLimits {
    fn default() -> Self {
        let part = |denominator: i64| Ratio::new(Rational::new(1, denominator));
        Self {
            late_part: part(10).unwrap_or_else(|_| Ratio::none()),
            share_max: part(2).unwrap_or_else(|_| Ratio::none()),
        }
    }
}

/// A pause with what is known of its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AuditedPause {
    /// The pause.
    pub pause: Pause,
    /// Whether an entry of the customer's ended it.
    pub ended_by_customer: bool,
}

/// The flags of a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PauseAudit {
    /// Paused time as a part of the agreed hours: paused / (paused + net); `None` without hours.
    pub pause_share: Option<Rational>,
    /// The flags of each pause, in the order given; a pause that stops nothing has none.
    pub by_pause: Vec<BTreeSet<PauseFlag>>,
    /// All flags of the clock.
    pub flags: BTreeSet<PauseFlag>,
}

/// Audits the pauses of a clock (C7). They replace the pauses of `clock`.
///
/// A pause is opened late when net time by then had come into the last part of the target, but not
/// over it: after a breach there is nothing left to save.
#[must_use]
pub fn audit_pauses(
    clock: &SlaClock<'_>,
    pauses: &[AuditedPause],
    question: ClockQuestion,
    limits: &AuditLimits,
) -> PauseAudit {
    let plain: Vec<Pause> = pauses.iter().map(|audited| audited.pause).collect();
    let clock = SlaClock {
        pauses: &plain,
        ..clock.clone()
    };
    let pause_share = clock.read(question).pause_share;
    let mut by_pause = Vec::with_capacity(pauses.len());
    for audited in pauses {
        let pause = audited.pause;
        let mut flags = BTreeSet::new();
        if clock.allowed.contains(&pause.reason) && pause.start < question.until() {
            if opened_late(&clock, pause, limits) {
                flags.insert(PauseFlag::OpenedLate);
            }
            let waited = pause.reason == PauseReason::WaitingForCustomer;
            let ended = pause.end.is_some_and(|end| end <= question.until());
            if waited && ended && !audited.ended_by_customer {
                flags.insert(PauseFlag::EndedWithoutCustomer);
            }
        }
        by_pause.push(flags);
    }
    let mut flags: BTreeSet<PauseFlag> = by_pause.iter().flatten().copied().collect();
    if pause_share
        .as_ref()
        .is_some_and(|share| share > limits.share_max.fraction())
    {
        flags.insert(PauseFlag::LargeShare);
    }
    PauseAudit {
        pause_share,
        by_pause,
        flags,
    }
}

fn opened_late(clock: &SlaClock<'_>, pause: Pause, limits: &AuditLimits) -> bool {
    let ClockTarget::Within(target_seconds) = clock.target else {
        return false;
    };
    let early_part = limits.late_part.complement().fraction().clone();
    let net = Rational::whole(clock.net_seconds_until(pause.start));
    let target = Rational::whole(target_seconds);
    net >= early_part * target.clone() && net <= target && target_seconds > 0
}
