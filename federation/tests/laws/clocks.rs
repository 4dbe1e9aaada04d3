//! Clocks equal counting minute by minute; changed targets, reopenings and audits in worked numbers.

use std::collections::BTreeSet;

use chrono::Weekday;
use federation::agreement::{ClockKind, ClockSide, PauseMatrix, PauseReason};
use federation::evaluation::clock::{
    AuditLimits, AuditedPause, ClockQuestion, ClockState, ClockTarget, Pause, PauseFlag, Reopening,
    SlaClock, TargetInForce, audit_pauses, read_course, reopen,
};
use federation::time::{Calendar, Instant, Interval, IntervalSet, WeeklyWindow};
use federation::vocabulary::Rational;
use proptest::prelude::*;

const MINUTE: i64 = 60;

fn at(day_and_time: &str) -> Instant {
    let (day, time) = day_and_time.split_once(' ').expect("MM-DD HH:MM");
    Instant::parse(&format!("2026-{day}T{time}:00Z")).expect("an instant of 2026")
}

fn office_hours(zone: &str) -> Calendar {
    let days = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
    ];
    let window = WeeklyWindow::new(days, "09:00", "17:30").expect("a window");
    Calendar {
        weekly: Some(vec![window]),
        ..Calendar::around_the_clock(zone.parse().expect("a zone"))
    }
}

fn waiting(start: &str, end: &str) -> Pause {
    Pause {
        start: at(start),
        end: Some(at(end)),
        reason: PauseReason::WaitingForCustomer,
    }
}

/// The example of C7: P2 in London over a weekend with a clock change, 480 minutes.
fn with_the_example<T>(read: impl FnOnce(&SlaClock<'_>) -> T) -> T {
    let calendar = office_hours("Europe/London");
    let matrix = PauseMatrix::default();
    let pauses = [waiting("03-30 09:00", "03-30 12:00")];
    read(&SlaClock {
        calendar: &calendar,
        started_at: at("03-27 16:00"),
        target: ClockTarget::Within(480 * MINUTE),
        allowed: matrix.reasons(ClockKind::Resolution, ClockSide::CustomerFacing),
        pauses: &pauses,
        resolved: IntervalSet::new(),
    })
}

#[test]
fn c7_over_the_weekend() {
    let reading = with_the_example(|clock| clock.read(ClockQuestion::Ended(at("03-31 09:30"))));
    let minutes = [
        reading.business_seconds,
        reading.paused_seconds,
        reading.net_seconds,
    ];
    assert_eq!(minutes.map(|seconds| seconds / MINUTE), [690, 180, 510]);
    assert_eq!(reading.overrun_seconds, 30 * MINUTE);
    assert_eq!(reading.deadline, Some(at("03-31 09:00")));
    // 89.5 hours on the wall, not 90.5.
    assert_eq!(reading.wall_seconds, 179 * 30 * MINUTE);
    assert_eq!(reading.state, ClockState::Breached);
    assert_eq!(reading.pause_share, Some(Rational::new(180, 690)));
}

#[track_caller]
fn check_audit(pauses: &[(&str, &str, bool)], expect: &[PauseFlag]) {
    let pauses = pauses.iter().map(|(start, end, by_customer)| AuditedPause {
        pause: waiting(start, end),
        ended_by_customer: *by_customer,
    });
    let pauses: Vec<_> = pauses.collect();
    let question = ClockQuestion::Ended(at("03-31 09:30"));
    let limits = AuditLimits::default();
    let audit = with_the_example(|clock| audit_pauses(clock, &pauses, question, &limits));
    assert_eq!(audit.flags, BTreeSet::from_iter(expect.iter().copied()));
}

#[test]
fn c7_audit_of_pauses() {
    check_audit(&[("03-30 09:00", "03-30 12:00", true)], &[]);
    let without_entry = [PauseFlag::EndedWithoutCustomer];
    check_audit(&[("03-30 09:00", "03-30 12:00", false)], &without_entry);
    // Net time has come to 432 of 480 minutes on Monday at 13:42 UTC, to all of them at 14:30.
    let late = [PauseFlag::OpenedLate];
    check_audit(&[("03-30 13:41", "03-30 14:00", true)], &[]);
    check_audit(&[("03-30 13:42", "03-30 14:00", true)], &late);
    check_audit(&[("03-30 14:30", "03-30 15:00", true)], &late);
    check_audit(&[("03-30 14:31", "03-30 15:00", true)], &[]);
    // 345 of 690 minutes is half, one more is over it.
    check_audit(&[("03-30 08:00", "03-30 13:45", true)], &[]);
    check_audit(
        &[("03-30 08:00", "03-30 13:46", true)],
        &[PauseFlag::LargeShare],
    );
    // What is after the end was no pause of this clock.
    check_audit(&[("03-31 10:00", "03-31 11:00", false)], &[]);
}

#[test]
fn a_changed_priority_keeps_start_and_pauses_and_both_verdicts() {
    let calendar = office_hours("Europe/London");
    let held = |from: &str, minutes: i64| TargetInForce {
        from: at(from),
        target: ClockTarget::Within(minutes * MINUTE),
        calendar: &calendar,
    };
    // Listed out of order, and one for after the end.
    let targets = [
        held("03-30 14:00", 240),
        held("03-27 16:00", 600),
        held("04-02 09:00", 1),
    ];
    let question = ClockQuestion::Ended(at("03-31 09:30"));
    let course = with_the_example(|clock| read_course(clock, &targets, question));
    let [first, ruling] = &course[..] else {
        panic!("two targets applied: {course:?}");
    };
    assert_eq!(first.target, ClockTarget::Within(600 * MINUTE));
    assert_eq!(first.replaced_at, Some(at("03-30 14:00")));
    assert_eq!(first.whole.state, ClockState::Met);
    let when_replaced = first.when_replaced.as_ref().expect("it was replaced");
    assert_eq!(when_replaced.state, ClockState::Running);
    assert_eq!(ruling.whole.state, ClockState::Breached);
    assert_eq!(ruling.whole.overrun_seconds, (510 - 240) * MINUTE);
    assert_eq!(ruling.whole.paused_seconds, 180 * MINUTE);
    assert_eq!(ruling.replaced_at, None);
}

#[test]
fn without_a_target_time_is_measured_and_not_judged() {
    for (target, state) in [
        (ClockTarget::BestEffort, ClockState::BestEffort),
        (ClockTarget::NoTarget, ClockState::NoTarget),
    ] {
        let reading = with_the_example(|clock| {
            let clock = SlaClock {
                target,
                ..clock.clone()
            };
            clock.read(ClockQuestion::Ended(at("03-31 09:30")))
        });
        assert_eq!((reading.state, reading.deadline), (state, None));
        assert_eq!(
            (reading.net_seconds, reading.overrun_seconds),
            (510 * MINUTE, 0)
        );
    }
}

#[track_caller]
fn check_reopening(days_max: i64, net_minutes: i64, ended_at: Option<&str>) {
    let reopening = Reopening {
        resolved_at: at("03-30 08:30"),
        reopened_at: at("03-31 08:30"),
    };
    let reopened = reopen(&[reopening], days_max * 86_400);
    assert_eq!(reopened.ended_at, ended_at.map(at));
    let reading = with_the_example(|clock| {
        let clock = SlaClock {
            pauses: &[],
            resolved: reopened.resolved.clone(),
            ..clock.clone()
        };
        clock.read(ClockQuestion::Ended(
            reopened.ended_at.unwrap_or(at("03-31 09:30")),
        ))
    });
    assert_eq!(reading.net_seconds, net_minutes * MINUTE);
    // A day in between is neither work nor pause.
    assert_eq!(reading.business_seconds, reading.net_seconds);
}

#[test]
fn reopening_within_days_goes_on_and_later_begins_anew() {
    // Friday 90 minutes, Monday 30 until it was resolved, Tuesday 60 after it was reopened.
    check_reopening(5, 180, None);
    check_reopening(1, 180, None);
    check_reopening(0, 120, Some("03-30 08:30"));
}

/// Some minutes from the first on, and the reason.
type DrawnPause = (i64, Option<i64>, usize);

fn any_pause() -> impl Strategy<Value = DrawnPause> {
    (
        0..2_500i64,
        prop::option::of(0..900i64),
        0..PauseReason::ALL.len(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn a_reading_equals_counting_minutes(
        started in 0..1_500i64, length in 0..2_000i64, target in 0..700i64, open in any::<bool>(),
        drawn in prop::collection::vec(any_pause(), 0..5), resolved in (0..2_000i64, 0..600i64),
    ) {
        let first = at("10-23 00:00");
        let minute = |number: i64| first.plus_seconds(number * MINUTE);
        let calendar = office_hours("Europe/London");
        let allowed = BTreeSet::from([PauseReason::WaitingForCustomer, PauseReason::AgreedDate]);
        let pauses: Vec<Pause> = drawn
            .iter()
            .map(|(start, length, reason)| Pause {
                start: minute(*start),
                end: length.map(|length| minute(start + length)),
                reason: PauseReason::ALL[*reason],
            })
            .collect();
        let clock = SlaClock {
            calendar: &calendar,
            started_at: minute(started),
            target: ClockTarget::Within(target * MINUTE),
            allowed: allowed.clone(),
            pauses: &pauses,
            resolved: Interval::new(minute(resolved.0), minute(resolved.0 + resolved.1)).into(),
        };
        let until = started + length;
        let end = minute(until);
        let question = if open { ClockQuestion::Open(end) } else { ClockQuestion::Ended(end) };
        let reading = clock.read(question);

        let paused_at = |number: i64| drawn.iter().any(|(start, length, reason)| {
            let ends = length.map_or(i64::MAX, |length| start + length);
            allowed.contains(&PauseReason::ALL[*reason]) && *start <= number && number < ends
        });
        let hours = calendar.hours(Interval::new(first, minute(30_000)));
        let works = |number: &i64| {
            hours.contains(minute(*number)) && !(resolved.0..resolved.0 + resolved.1).contains(number)
        };
        let business = (started..until).filter(works).count() as i64;
        let net = (started..until).filter(works).filter(|n| !paused_at(*n)).count() as i64;
        prop_assert_eq!(reading.business_seconds, business * MINUTE);
        prop_assert_eq!(reading.net_seconds, net * MINUTE);
        prop_assert_eq!(reading.paused_seconds, (business - net) * MINUTE);
        prop_assert_eq!(reading.overrun_seconds, (net - target).max(0) * MINUTE);
        let state = match (net > target, open, paused_at(until)) {
            (true, ..) => ClockState::Breached,
            (false, false, _) => ClockState::Met,
            (false, true, true) => ClockState::Stopped,
            (false, true, false) => ClockState::Running,
        };
        prop_assert_eq!(reading.state, state);
        let mut left = target;
        let deadline = if target == 0 {
            Some(started)
        } else {
            let mut runs = (started..30_000).filter(works).filter(|n| !paused_at(*n));
            let last = runs.find(|_| { left -= 1; left == 0 });
            last.map(|number| number + 1)
        };
        prop_assert_eq!(reading.deadline, deadline.map(minute));
        prop_assert_eq!(clock.net_seconds_until(end), reading.net_seconds);
    }
}
