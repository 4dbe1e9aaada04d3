//! The error budget of a report: what the promise allows to be lost over the period, what of it is
//! used, by whom, and day by day (C14).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::assemble::ComponentReport;
use super::explanation::{Explanation, Unit, shown};
use super::in_force::AgreementUse;
use crate::agreement::Target;
use crate::evaluation::{Assessment, Downtime, ErrorBudget};
use crate::time::{Instant, Interval, IntervalSet, local_date, start_of_date};
use crate::topology::LostTime;
use crate::vocabulary::{OrganizationId, Rational};

/// The error budget of a service, or of one component, over the period of its report.
#[derive(Clone, Debug)]
pub struct BudgetReport {
    /// The service time that has a target, less exclusions, in seconds: what the budget is of.
    pub base_seconds: i64,
    /// What of it was lost, in seconds; a degraded second counts as the agreement counts it, and
    /// unknown time only where it counts as down.
    pub used_seconds: Rational,
    /// The budget of the whole period, as if nothing more happened.
    pub whole: ErrorBudget,
    /// The budget of the time until now; `None` unless now lies before the end of the period.
    pub to_date: Option<BudgetToDate>,
    /// Who used it up, the visible ones only; empty when only a part of the service time has a
    /// target, for then the shares of the downtime are not shares of the budget.
    pub consumed_by: Vec<Consumption>,
    /// The first instant by which more was lost than the whole budget, known outages counting.
    pub breach_certain_at: Option<Instant>,
    /// How it came to be.
    pub explanation: Explanation,
    course: Course,
}

/// The budget of the part of an open period that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetToDate {
    /// Now.
    pub as_of: Instant,
    /// The service time until now that has a target, less exclusions, in seconds.
    pub base_seconds: i64,
    /// What of it was lost, in seconds.
    pub used_seconds: Rational,
    /// What the promise allows of it.
    pub budget: ErrorBudget,
}

/// What one supplier used of a budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumption {
    /// The supplier.
    pub supplier: OrganizationId,
    /// Its share of the downtime, in seconds.
    pub seconds: Rational,
    /// Its share / budget; `None` without a budget.
    pub of_budget: Option<Rational>,
}

/// What is left of a budget at the end of a local day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurnDownPoint {
    /// The local date.
    pub date: NaiveDate,
    /// Its end, or the end of the period on its last date.
    pub at: Instant,
    /// What was used from the start of the period until then, in seconds.
    pub used_seconds: Rational,
    /// The whole budget less that, in seconds; below zero when overspent.
    pub remaining_seconds: Rational,
}

/// What is needed to follow a budget day by day.
#[derive(Clone, Debug)]
struct Course {
    period: Interval,
    zone: Tz,
    until: Instant,
    /// The lost time inside the base that has a target, in time order.
    lost: Vec<Downtime>,
}

/// The stretches that have a target, each with what it allows.
struct Promised<'a> {
    parts: Vec<(IntervalSet, &'a Target)>,
}

impl<'a> Promised<'a> {
    fn new(base: &IntervalSet, agreements: &'a [AgreementUse]) -> Self {
        let parts = agreements.iter().filter_map(|used| {
            let target = used.target.as_ref()?;
            Some((base.clip(used.interval), target))
        });
        Self {
            parts: parts.collect(),
        }
    }

    /// The budget of what lies within `span`, with the seconds that it is of.
    fn budget(&self, span: Interval, used: &Rational) -> Option<(i64, ErrorBudget)> {
        let (mut base_seconds, mut promised) = (0, Rational::zero());
        for (base, target) in &self.parts {
            let seconds = base.seconds_within(span);
            base_seconds += seconds;
            promised += &(target.fraction().clone() * Rational::whole(seconds));
        }
        // Without any service time every target leaves the same: nothing.
        let target = match promised.checked_div(&Rational::whole(base_seconds)) {
            Some(pooled) => Target::from_fraction(pooled).ok()?,
            None => (*self.parts.first()?.1).clone(),
        };
        Some((base_seconds, ErrorBudget::of(base_seconds, &target, used)))
    }

    /// The lost time inside it, in time order.
    fn lost(&self, downtimes: &[Downtime]) -> Vec<Downtime> {
        let base: IntervalSet = self
            .parts
            .iter()
            .flat_map(|(base, _)| base.iter())
            .collect();
        let pieces = downtimes.iter().flat_map(|downtime| {
            let pieces = base.pieces_within(downtime.interval);
            pieces.map(|interval| Downtime {
                interval,
                loss: downtime.loss,
            })
        });
        pieces.collect()
    }
}

impl BudgetReport {
    /// The budget of an assessment under the `agreements` in force; `None` when none of them has a
    /// target. `shares` are the visible shares of the downtime.
    #[must_use]
    pub(super) fn of(
        assessment: &Assessment,
        agreements: &[AgreementUse],
        zone: Tz,
        shares: Option<&BTreeMap<OrganizationId, Rational>>,
    ) -> Option<Self> {
        let period = assessment.period;
        let base = assessment.service_time.base();
        let promised = Promised::new(base, agreements);
        let lost = promised.lost(&assessment.downtimes);
        let used_seconds = lost_until(&lost, period.end);
        let (base_seconds, whole) = promised.budget(period, &used_seconds)?;
        let as_of = assessment.to_date.as_ref().map(|to_date| to_date.as_of);
        let to_date = as_of.and_then(|as_of| {
            let used_seconds = lost_until(&lost, as_of);
            let span = Interval::new(period.start, as_of.max(period.start));
            let (base_seconds, budget) = promised.budget(span, &used_seconds)?;
            Some(BudgetToDate {
                as_of,
                base_seconds,
                used_seconds,
                budget,
            })
        });
        let shares = shares.filter(|_| base_seconds == base.seconds());
        let mut budget = Self {
            consumed_by: consumption(shares, &whole.budget_seconds),
            breach_certain_at: assessment.breach_certain_at,
            explanation: Explanation::by(
                "budget = base x (1 - promised availability); remaining = budget - used; \
                 consumed = used / budget",
            ),
            course: Course {
                period,
                zone,
                until: as_of.unwrap_or(period.end),
                lost,
            },
            base_seconds,
            used_seconds,
            whole,
            to_date,
        };
        budget.explanation = budget.explain(&promised, agreements);
        Some(budget)
    }

    /// What is left at the end of each local day of the period that is over.
    #[must_use]
    pub fn burn_down(&self) -> Vec<BurnDownPoint> {
        let Course {
            period,
            zone,
            until,
            lost,
        } = &self.course;
        let (mut points, mut used) = (Vec::new(), LostTime::NONE);
        let mut rest = lost.iter().copied().peekable();
        let mut from = period.start;
        let mut date = local_date(*zone, period.start);
        while let Some(next) = date.succ_opt().filter(|_| from < period.end) {
            let at = start_of_date(*zone, next).min(period.end);
            if at > *until {
                break;
            }
            while let Some(downtime) = rest.peek_mut() {
                let end = downtime.interval.end.min(at);
                let piece = Interval::new(downtime.interval.start, end);
                if piece.is_empty() {
                    break;
                }
                used += LostTime::of(downtime.loss, piece.seconds());
                downtime.interval.start = end;
                if downtime.interval.is_empty() {
                    rest.next();
                }
            }
            if at > from {
                let used_seconds = used.to_seconds();
                points.push(BurnDownPoint {
                    date,
                    at,
                    remaining_seconds: self.whole.budget_seconds.clone() - used_seconds.clone(),
                    used_seconds,
                });
                from = at;
            }
            date = next;
        }
        points
    }

    fn explain(&self, promised: &Promised<'_>, agreements: &[AgreementUse]) -> Explanation {
        let mut page = self.explanation.clone();
        let with_target = agreements.iter().filter(|used| used.target.is_some());
        for (used, (base, target)) in with_target.zip(&promised.parts) {
            let source = format!("{} version {}, {}", used.code, used.version, used.interval);
            page = page
                .step("base", base.seconds(), Unit::Seconds, &source)
                .step("promised availability", target, Unit::Percent, &source);
        }
        let budget = &self.whole;
        page = page
            .step(
                "budget",
                shown(&budget.budget_seconds),
                Unit::Seconds,
                "the steps above",
            )
            .step(
                "used: downtime in that base",
                shown(&self.used_seconds),
                Unit::Seconds,
                "outages and the degradation rule",
            )
            .step(
                "remaining",
                shown(&budget.remaining_seconds),
                Unit::Seconds,
                "budget - used",
            );
        page = match &budget.consumed {
            Some(part) => {
                let percent = part.percent_truncated();
                page.step("consumed", percent, Unit::Percent, "used / budget")
            }
            None => page.step("consumed", budget.state, Unit::Word, "nothing may be lost"),
        };
        if let Some(to_date) = &self.to_date {
            let source = format!("the base until {}", to_date.as_of);
            let (allowed, used) = (&to_date.budget.budget_seconds, &to_date.used_seconds);
            page = page
                .step("budget to date", shown(allowed), Unit::Seconds, &source)
                .step("used to date", shown(used), Unit::Seconds, &source);
        }
        page
    }
}

/// The seconds lost before `at`.
fn lost_until(lost: &[Downtime], at: Instant) -> Rational {
    let before = lost.iter().filter_map(|downtime| {
        let piece = Interval::new(downtime.interval.start, downtime.interval.end.min(at));
        (!piece.is_empty()).then(|| LostTime::of(downtime.loss, piece.seconds()))
    });
    before.sum::<LostTime>().to_seconds()
}

/// The consumption by supplier, the largest first.
fn consumption(
    shares: Option<&BTreeMap<OrganizationId, Rational>>,
    budget_seconds: &Rational,
) -> Vec<Consumption> {
    let shares = shares.into_iter().flatten();
    let mut consumed: Vec<Consumption> = shares
        .map(|(supplier, seconds)| Consumption {
            supplier: *supplier,
            seconds: seconds.clone(),
            of_budget: seconds.checked_div(budget_seconds),
        })
        .collect();
    consumed.sort_by(|a, b| b.seconds.cmp(&a.seconds).then(a.supplier.cmp(&b.supplier)));
    consumed
}

impl ComponentReport {
    /// Its error budget; `None` without a target. What is used of it, its supplier used.
    #[must_use]
    pub fn budget(&self) -> Option<BudgetReport> {
        let downtime = self.assessment.figure.downtime_seconds.clone();
        let own = BTreeMap::from([(self.component.supplier, downtime)]);
        BudgetReport::of(&self.assessment, &self.agreements, self.zone, Some(&own))
    }
}
