//! How the figures of a clock came to be.

use super::{Explanation, FORMULA, row};
use crate::evaluation::clock::{
    AuditLimits, ClockQuestion, ClockReading, ClockTarget, PauseAudit, Reopened, SlaClock,
    TargetReading,
};

const BY: &str = "net = agreed hours from the start until the end, less those in the union of the \
                  pauses whose reason stops the clock; a target is met when net <= target; the \
                  deadline is the first instant at which net equals the target";

/// A clock read against one target (C7).
#[must_use]
pub fn clock(clock: &SlaClock<'_>, question: ClockQuestion, reading: &ClockReading) -> Explanation {
    let end = match question {
        ClockQuestion::Ended(_) => "the clock ended",
        ClockQuestion::Open(_) => "the clock is read as of",
    };
    let page = Explanation::by(BY)
        .instant("the clock began", Some(clock.started_at), "start")
        .instant(end, Some(question.until()), "stop or as-of instant")
        .seconds(
            "on the wall, hours or not",
            reading.wall_seconds,
            "the two steps above",
        );
    let page = match clock.resolved.seconds() {
        0 => page,
        resolved => page.seconds(
            "on the wall, resolved before it was reopened: neither pause nor work",
            resolved,
            "reopenings",
        ),
    };
    let zone = format!("calendar in {}", clock.calendar.zone);
    let page = page
        .seconds(
            "agreed hours between start and end",
            reading.business_seconds,
            &zone,
        )
        .word(
            "reasons that stop the clock",
            row(&clock.allowed),
            "agreed list, or the default pause matrix",
        )
        .seconds(
            "agreed hours inside pauses with such a reason; overlapping ones count once",
            reading.paused_seconds,
            "pauses",
        );
    against_target(page, clock.target, reading)
}

fn against_target(page: Explanation, target: ClockTarget, reading: &ClockReading) -> Explanation {
    let page = match target {
        ClockTarget::Within(seconds) => page.seconds("target, at most", seconds, "target"),
        ClockTarget::BestEffort => page.word("target", "best effort", "target"),
        ClockTarget::NoTarget => page.word("target", "none", "target"),
    };
    page.seconds(
        "net = agreed hours - paused",
        reading.net_seconds,
        "the steps above",
    )
    .seconds(
        "overrun = net - target, at least 0",
        reading.overrun_seconds,
        "the steps above",
    )
    .percent(
        "paused share = paused / agreed hours",
        reading.pause_share.as_ref(),
        "the steps above",
    )
    .instant(
        "deadline, with all pauses known",
        reading.deadline,
        "calendar, pauses and target",
    )
    .word("state", reading.state, FORMULA)
}

/// A clock through the targets that it was held to, in the order of their dates.
#[must_use]
pub fn clock_course(
    clock: &SlaClock<'_>,
    question: ClockQuestion,
    readings: &[TargetReading],
) -> Explanation {
    let page = Explanation::by(
        "each target applies from the original start, with all pauses kept; the last one that came \
         before the end rules, and the verdicts under the others stand beside it; for each: net = \
         agreed hours - paused, met when net <= target",
    )
    .instant("the clock began", Some(clock.started_at), "start")
    .instant(
        "it is read until",
        Some(question.until()),
        "stop or as-of instant",
    )
    .word(
        "reasons that stop the clock",
        row(&clock.allowed),
        "agreed list, or the default pause matrix",
    );
    page.each(readings, |page, at, reading| {
        let source = match reading.replaced_at {
            Some(replaced) => format!("targets[{at}], replaced at {replaced}"),
            None => format!("targets[{at}], which rules"),
        };
        let page = match reading.when_replaced.as_ref() {
            Some(then) => page
                .seconds("net when it was replaced", then.net_seconds, &source)
                .word("state when it was replaced", then.state, &source),
            None => page,
        };
        let page = page.seconds("agreed hours", reading.whole.business_seconds, &source);
        let page = page.seconds("paused in them", reading.whole.paused_seconds, &source);
        against_target(page, reading.target, &reading.whole)
    })
}

/// A clock that went on when its ticket was reopened soon enough.
#[must_use]
pub fn reopened_clock(
    window_seconds: i64,
    reopened: &Reopened,
    clock_page: Explanation,
) -> Explanation {
    let page = Explanation::by(
        "a ticket reopened within the window continues its clock, without the time in which it was \
         resolved; reopened later, its clock ended when it was resolved. Then: net = agreed hours \
         - paused, met when net <= target",
    )
    .seconds(
        "window for reopening, at most",
        window_seconds,
        "reopening rule",
    );
    let page = match reopened.ended_at {
        Some(at) => page.instant("reopened too late, so ended at", Some(at), "reopenings"),
        None => page.word("reopened too late", "never", "reopenings"),
    };
    page.then(clock_page)
}

/// Pauses that are remarkable.
#[must_use]
pub fn pause_audit(
    limits: &AuditLimits,
    reading: &ClockReading,
    audit: &PauseAudit,
) -> Explanation {
    Explanation::by(
        "OPENED_LATE: opened when net was in the last part of the target, but not over it. \
         ENDED_WITHOUT_CUSTOMER: waiting for the customer ended without an entry of the customer's. \
         LARGE_SHARE: paused / agreed hours above the limit",
    )
    .percent(
        "the last part of the target",
        Some(limits.late_part.fraction()),
        "limits",
    )
    .percent(
        "the largest share that is not remarkable",
        Some(limits.share_max.fraction()),
        "limits",
    )
    .seconds(
        "agreed hours between start and end",
        reading.business_seconds,
        "calendar",
    )
    .seconds(
        "agreed hours inside pauses that stop the clock",
        reading.paused_seconds,
        "pauses",
    )
    .each(&audit.by_pause, |page, at, flags| {
        page.word("flags of the pause", row(flags), &format!("pauses[{at}]"))
    })
    .percent(
        "paused share = paused / agreed hours",
        audit.pause_share.as_ref(),
        "the steps above",
    )
    .word("flags", row(&audit.flags), FORMULA)
}
