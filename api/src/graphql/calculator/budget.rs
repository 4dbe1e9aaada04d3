//! Error budgets, and how fast they burn.

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::evaluation::{self as domain, Burn, BurnAlert, WindowBurn};
use federation::report::explain;
use federation::time::{Instant, Interval, IntervalSet};

use super::calculate;
use super::given::{self, GivenCalendarInput};
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::BudgetState;
use crate::graphql::scalar::{DateTime, Ratio, RatioInput, RationalInput, RationalNumber};

/// The most outages of a service.
const OUTAGES_MAX: usize = 1_000;

/// The most alerts that are measured at once.
const ALERTS_MAX: usize = 10;

/// The longest window and period of a budget, in seconds: a year.
const WINDOW_SECONDS_MAX: i64 = 366 * 86_400;

/// The period of a budget where none is given, in seconds: 30 days.
const BUDGET_PERIOD_SECONDS: i64 = 30 * 86_400;

/// What a target allows to be lost, and what of it was.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateErrorBudgetInput {
    /// Agreed service time less exclusions, in seconds.
    base_seconds: i64,
    /// The availability that is promised.
    target: RatioInput,
    /// What was lost, in seconds, not below 0.
    used_seconds: RationalInput,
}

/// Bad out of all.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateBurnInput {
    /// Bad seconds or events, not below 0.
    bad: RationalInput,
    /// All of them.
    total: i64,
    /// The share of good ones that is promised.
    target: RatioInput,
}

/// A part of a budget that is used up within a window.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateBurnThresholdInput {
    /// The part of the budget.
    budget_part: RatioInput,
    /// The period of the budget in seconds, at most a year.
    period_seconds: i64,
    /// The window in seconds, at most a year.
    window_seconds: i64,
}

/// Outages measured by alerts at an instant.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateBurnAlertsInput {
    /// The agreed hours: only they count. Around the clock in UTC when absent.
    calendar: Option<GivenCalendarInput>,
    /// The availability that is promised.
    target: RatioInput,
    /// Now: the windows end then.
    as_of: DateTime,
    /// When the service was down, at most 1,000; they may overlap.
    outages: Vec<DownInput>,
    /// The alerts, at most 10; the usual four when absent: 1 h and 5 min at 2 %, 6 h and 30 min at
    /// 5 %, 1 d and 2 h at 10 %, 3 d and 6 h at 10 % of the budget.
    alerts: Option<Vec<BurnAlertInput>>,
    /// The period of the budget that the usual four are for, in seconds; 30 days when absent.
    #[graphql(default_with = "BUDGET_PERIOD_SECONDS")]
    period_seconds: i64,
}

/// A stretch in which the service was down.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct DownInput {
    /// When it began.
    start: DateTime,
    /// When it ended, not before its start. Absent while it lasts.
    end: Option<DateTime>,
}

/// Two windows that must both burn too fast before somebody is called.
#[derive(Clone, Debug, InputObject)]
pub struct BurnAlertInput {
    /// The long window in seconds, at most a year.
    long_seconds: i64,
    /// The short window in seconds, at most a year.
    short_seconds: i64,
    /// The burn rate that both must exceed.
    threshold: RationalInput,
}

/// An error budget.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedErrorBudget {
    /// base x (1 - target), in seconds.
    budget_seconds: RationalNumber,
    /// What is left, in seconds; below zero when overspent.
    remaining_seconds: RationalNumber,
    /// Used / budget. Null without a budget.
    consumed: Option<Ratio>,
    /// Remaining / budget. Null without a budget.
    remaining: Option<Ratio>,
    /// Whether there is a budget at all.
    state: BudgetState,
    /// How it was calculated.
    explanation: Calculation,
}

/// How fast a budget burns: 1 uses it up exactly at the end of its period.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedBurn {
    /// Bad / total. Null of none.
    error_rate: Option<Ratio>,
    /// Error rate / (1 - target). Null of none, or when nothing may be lost.
    burn: Option<RationalNumber>,
    /// How it was calculated.
    explanation: Calculation,
}

/// The burn rate that uses up a part of a budget within a window.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedBurnThreshold {
    /// Part x period / window. Null for a window of no length.
    burn: Option<RationalNumber>,
    /// How it was calculated.
    explanation: Calculation,
}

/// Alerts measured at an instant.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedBurnAlerts {
    /// Whether any of them calls somebody.
    page: bool,
    /// The alerts in their order.
    alerts: Vec<CalculatedBurnAlert>,
}

/// One alert measured.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedBurnAlert {
    /// The burn rate that both windows must exceed.
    threshold: RationalNumber,
    /// The long window: it says that it matters.
    long: CalculatedWindowBurn,
    /// The short window: it says that it goes on.
    short: CalculatedWindowBurn,
    /// Whether somebody should be called: both burn strictly faster than the threshold.
    page: bool,
    /// How it was calculated.
    explanation: Calculation,
}

/// The burn of a window.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedWindowBurn {
    /// Its length on the wall, in seconds.
    window_seconds: i64,
    /// Agreed hours in it, in seconds.
    agreed_seconds: i64,
    /// Downtime within them, in seconds.
    downtime_seconds: RationalNumber,
    /// The burn rate. Null without hours, or when nothing may be lost.
    burn: Option<RationalNumber>,
}

impl CalculatedWindowBurn {
    fn new(window_seconds: i64, burn: &WindowBurn) -> Self {
        let WindowBurn {
            agreed_seconds,
            downtime_seconds,
            rate,
        } = burn;
        Self {
            window_seconds,
            agreed_seconds: *agreed_seconds,
            downtime_seconds: downtime_seconds.into(),
            burn: rate.as_ref().map(Into::into),
        }
    }
}

impl CalculatedErrorBudget {
    fn of(input: CalculateErrorBudgetInput) -> Result<Self, Error> {
        let at = Place::input();
        let base_seconds = at.field("baseSeconds").seconds(input.base_seconds)?;
        let target = given::target(&input.target, &at.field("target"))?;
        let used = given::amount(&input.used_seconds, &at.field("usedSeconds"))?;
        let budget = domain::ErrorBudget::of(base_seconds, &target, &used);
        let page = explain::error_budget(base_seconds, &target, &used, &budget);
        let domain::ErrorBudget {
            budget_seconds,
            remaining_seconds,
            consumed,
            remaining,
            state,
        } = budget;
        Ok(Self {
            budget_seconds: (&budget_seconds).into(),
            remaining_seconds: (&remaining_seconds).into(),
            consumed: consumed.as_ref().map(Into::into),
            remaining: remaining.as_ref().map(Into::into),
            state: state.into(),
            explanation: (&page).into(),
        })
    }
}

impl CalculatedBurn {
    fn of(input: CalculateBurnInput) -> Result<Self, Error> {
        let at = Place::input();
        let bad = given::amount(&input.bad, &at.field("bad"))?;
        let target = given::target(&input.target, &at.field("target"))?;
        at.field("total").count(input.total)?;
        let burn = Burn::of(&bad, input.total, &target);
        let page = explain::burn(&bad, input.total, &target, &burn);
        let Burn { error_rate, rate } = burn;
        Ok(Self {
            error_rate: error_rate.as_ref().map(Into::into),
            burn: rate.as_ref().map(Into::into),
            explanation: (&page).into(),
        })
    }
}

fn window(given: i64, at: &Place) -> Result<i64, Error> {
    at.between(given, 0, WINDOW_SECONDS_MAX, "seconds")
}

impl CalculatedBurnThreshold {
    fn of(input: CalculateBurnThresholdInput) -> Result<Self, Error> {
        let at = Place::input();
        let part = given::ratio(&input.budget_part, &at.field("budgetPart"))?;
        let period_seconds = window(input.period_seconds, &at.field("periodSeconds"))?;
        let window_seconds = window(input.window_seconds, &at.field("windowSeconds"))?;
        let burn = domain::burn_threshold(&part, period_seconds, window_seconds);
        let page = explain::burn_threshold(&part, period_seconds, window_seconds, burn.as_ref());
        Ok(Self {
            burn: burn.as_ref().map(Into::into),
            explanation: (&page).into(),
        })
    }
}

impl CalculatedBurnAlerts {
    fn of(input: CalculateBurnAlertsInput) -> Result<Self, Error> {
        let CalculateBurnAlertsInput {
            calendar,
            target,
            as_of,
            outages,
            alerts,
            period_seconds,
        } = input;
        let at = Place::input();
        let calendar = GivenCalendarInput::or_always(calendar, &at.field("calendar"))?;
        let target = given::target(&target, &at.field("target"))?;
        let period_seconds = window(period_seconds, &at.field("periodSeconds"))?;
        let down = down(&outages, &at.field("outages"))?;
        let alerts = match alerts {
            Some(alerts) => own_alerts(&alerts, &at.field("alerts"))?,
            None => BurnAlert::usual(period_seconds),
        };
        let now = as_of.instant();
        let measured = alerts.iter().map(|alert| {
            let measured = alert.measure(&calendar, &target, &down, now);
            let page = explain::burn_alert(now, &target, alert, &measured);
            CalculatedBurnAlert {
                threshold: (&alert.threshold).into(),
                long: CalculatedWindowBurn::new(alert.long_seconds, &measured.long),
                short: CalculatedWindowBurn::new(alert.short_seconds, &measured.short),
                page: measured.page,
                explanation: (&page).into(),
            }
        });
        let alerts: Vec<CalculatedBurnAlert> = measured.collect();
        Ok(Self {
            page: alerts.iter().any(|alert| alert.page),
            alerts,
        })
    }
}

fn down(outages: &[DownInput], at: &Place) -> Result<IntervalSet, Error> {
    at.at_most(outages, OUTAGES_MAX)?;
    let mut stretches = Vec::with_capacity(outages.len());
    for (number, outage) in outages.iter().enumerate() {
        let start = outage.start.instant();
        let end = match outage.end {
            Some(end) => given::end_after(start, end, &at.item(number).field("end"))?,
            None => Instant::END,
        };
        stretches.push(Interval::new(start, end));
    }
    Ok(stretches.into_iter().collect())
}

fn own_alerts(alerts: &[BurnAlertInput], at: &Place) -> Result<Vec<BurnAlert>, Error> {
    at.some(alerts, ALERTS_MAX)?;
    let mut read = Vec::with_capacity(alerts.len());
    for (number, alert) in alerts.iter().enumerate() {
        let at = at.item(number);
        read.push(BurnAlert {
            long_seconds: window(alert.long_seconds, &at.field("longSeconds"))?,
            short_seconds: window(alert.short_seconds, &at.field("shortSeconds"))?,
            threshold: given::amount(&alert.threshold, &at.field("threshold"))?,
        });
    }
    Ok(read)
}

/// Error budgets.
#[derive(Default)]
pub struct Budgets;

#[Object]
impl Budgets {
    /// What a target allows to be lost, and what of it is left.
    async fn error_budget(
        &self,
        #[graphql(desc = "Base, target and what was lost.")] input: CalculateErrorBudgetInput,
    ) -> Result<CalculatedErrorBudget> {
        Ok(calculate(input, CalculatedErrorBudget::of).await?)
    }

    /// How fast a budget burns.
    async fn burn(
        &self,
        #[graphql(desc = "Bad, all, and the target.")] input: CalculateBurnInput,
    ) -> Result<CalculatedBurn> {
        Ok(calculate(input, CalculatedBurn::of).await?)
    }

    /// The burn rate that uses up a part of a budget within a window.
    async fn burn_threshold(
        &self,
        #[graphql(desc = "Part, period and window.")] input: CalculateBurnThresholdInput,
    ) -> Result<CalculatedBurnThreshold> {
        Ok(calculate(input, CalculatedBurnThreshold::of).await?)
    }

    /// Whether outages burn the budget fast enough to call somebody.
    async fn burn_alerts(
        &self,
        #[graphql(desc = "The outages, the target and the alerts.")]
        input: CalculateBurnAlertsInput,
    ) -> Result<CalculatedBurnAlerts> {
        Ok(calculate(input, CalculatedBurnAlerts::of).await?)
    }
}
