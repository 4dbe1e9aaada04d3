//! The error budget of a target, and how fast it burns (C14).

use super::Downtime;
use crate::agreement::Target;
use crate::time::{Calendar, Instant, Interval, IntervalSet};
use crate::topology::LostTime;
use crate::vocabulary::{Loss, Ratio, Rational};
use crate::words;

words! {
    /// Whether there is a budget at all.
    pub enum BudgetState {
        /// There is one.
        Ok = "OK",
        /// A target of 100 % or no service time leaves none.
        NoBudget = "NO_BUDGET",
    }
}

/// What a target allows to be lost, and what of it is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorBudget {
    /// base x (1 - target), in seconds.
    pub budget_seconds: Rational,
    /// What is left, in seconds; below zero when overspent.
    pub remaining_seconds: Rational,
    /// Used / budget; `None` without a budget.
    pub consumed: Option<Rational>,
    /// Remaining / budget; `None` without a budget.
    pub remaining: Option<Rational>,
    /// Whether there is a budget at all.
    pub state: BudgetState,
}

impl ErrorBudget {
    /// The budget of `base_seconds` of agreed service time, of which `used_seconds` were lost.
    #[must_use]
    pub fn of(base_seconds: i64, target: &Target, used_seconds: &Rational) -> Self {
        let budget_seconds = Rational::whole(base_seconds) * allowed(target);
        let remaining_seconds = budget_seconds.clone() - used_seconds.clone();
        let consumed = used_seconds.checked_div(&budget_seconds);
        Self {
            remaining: remaining_seconds.checked_div(&budget_seconds),
            state: match consumed {
                Some(_) => BudgetState::Ok,
                None => BudgetState::NoBudget,
            },
            consumed,
            budget_seconds,
            remaining_seconds,
        }
    }
}

/// The part of the time that a target allows to be lost.
fn allowed(target: &Target) -> Rational {
    Rational::one() - target.fraction().clone()
}

/// How fast a budget burns: 1 uses it up exactly at the end of its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burn {
    /// Bad / total; `None` of none.
    pub error_rate: Option<Rational>,
    /// Error rate / (1 - target); `None` of none, or when nothing is allowed to be lost.
    pub rate: Option<Rational>,
}

impl Burn {
    /// The burn of `bad` out of `total`, seconds or requests.
    #[must_use]
    pub fn of(bad: &Rational, total: i64, target: &Target) -> Self {
        let error_rate = bad.checked_div(&Rational::whole(total));
        let rate = error_rate
            .as_ref()
            .and_then(|rate| rate.checked_div(&allowed(target)));
        Self { error_rate, rate }
    }
}

/// The burn rate that uses up `part` of the budget of a period within a window; `None` for a window
/// of no length.
#[must_use]
pub fn burn_threshold(part: &Ratio, period_seconds: i64, window_seconds: i64) -> Option<Rational> {
    let whole_period = part.fraction().clone() * Rational::whole(period_seconds);
    whole_period.checked_div(&Rational::whole(window_seconds))
}

/// Two windows that must both burn too fast before somebody is called: the long one says that it
/// matters, the short one that it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurnAlert {
    /// The long window in seconds.
    pub long_seconds: i64,
    /// The short window in seconds.
    pub short_seconds: i64,
    /// The burn rate that both must exceed.
    pub threshold: Rational,
}

/// Long and short window in seconds, and percent of the budget: the usual four alerts (C14).
const USUAL_ALERTS: &[(i64, i64, i64)] = &[
    (3_600, 300, 2),
    (21_600, 1_800, 5),
    (86_400, 7_200, 10),
    (259_200, 21_600, 10),
];

impl BurnAlert {
    /// The usual four alerts for a budget over `period_seconds`, from the fastest burn on.
    #[must_use]
    pub fn usual(period_seconds: i64) -> Vec<Self> {
        let alerts = USUAL_ALERTS
            .iter()
            .map(|(long_seconds, short_seconds, percent)| Self {
                long_seconds: *long_seconds,
                short_seconds: *short_seconds,
                threshold: Rational::new(percent * period_seconds, 100 * long_seconds),
            });
        alerts.collect()
    }

    /// Measures both windows before `now`. Only agreed hours count in them; `down` is when the
    /// service was down, and what still is may last beyond `now`.
    #[must_use]
    pub fn measure(
        &self,
        calendar: &Calendar,
        target: &Target,
        down: &IntervalSet,
        now: Instant,
    ) -> MeasuredBurn {
        let longest = self.long_seconds.max(self.short_seconds);
        let hours = calendar.hours(Interval::new(now.plus_seconds(-longest), now));
        let whole = |interval| Downtime {
            interval,
            loss: Loss::FULL,
        };
        let downtimes: Vec<Downtime> = down.iter().map(whole).collect();
        self.measure_lost(&hours, &downtimes, target, now)
    }

    /// Measures both windows before `now` on the lost time of a service: `base` is its agreed time
    /// less exclusions, and a degraded second counts with its loss.
    #[must_use]
    pub fn measure_lost(
        &self,
        base: &IntervalSet,
        downtimes: &[Downtime],
        target: &Target,
        now: Instant,
    ) -> MeasuredBurn {
        let window = |seconds: i64| {
            let span = Interval::new(now.plus_seconds(-seconds), now);
            let within = downtimes.iter().filter_map(|downtime| {
                let interval = downtime.interval.intersect(span)?;
                Some(LostTime::of(downtime.loss, base.seconds_within(interval)))
            });
            let downtime_seconds = within.sum::<LostTime>().to_seconds();
            let agreed_seconds = base.seconds_within(span);
            WindowBurn {
                rate: Burn::of(&downtime_seconds, agreed_seconds, target).rate,
                agreed_seconds,
                downtime_seconds,
            }
        };
        let (long, short) = (window(self.long_seconds), window(self.short_seconds));
        let over = |burn: &WindowBurn| burn.rate.as_ref().is_some_and(|r| *r > self.threshold);
        MeasuredBurn {
            page: over(&long) && over(&short),
            long,
            short,
        }
    }
}

/// The burn of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowBurn {
    /// Agreed hours in it, in seconds.
    pub agreed_seconds: i64,
    /// Downtime within them, in seconds; a degraded second can count in part.
    pub downtime_seconds: Rational,
    /// The burn rate; `None` without hours, or when nothing is allowed to be lost.
    pub rate: Option<Rational>,
}

/// The burn of two windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredBurn {
    /// The long window.
    pub long: WindowBurn,
    /// The short window.
    pub short: WindowBurn,
    /// Whether somebody should be called: both burn strictly faster than the threshold.
    pub page: bool,
}
