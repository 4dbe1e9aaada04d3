//! What a scenario makes different: the report after it less the report before, made of what the
//! reader of both may see.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::AttributionPolicy;
use crate::evaluation::Verdict;
use crate::report::assemble::ComponentReport;
use crate::report::budget::BudgetReport;
use crate::report::explanation::{Explanation, Unit, shown};
use crate::report::redact::{Figures, VisibleServiceReport};
use crate::vocabulary::{OrganizationId, Rational};

/// Everything of a report that a difference is made of.
#[derive(Clone, Debug)]
pub struct Compared {
    figures: Figures,
    policy: Option<AttributionPolicy>,
    shares: BTreeMap<OrganizationId, Rational>,
    budget: Option<(Rational, Rational)>,
}

/// The report after a scenario less the report before. Zero, or absent on both sides, is no
/// difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportDifference {
    /// Of the availability, as a fraction of one; `None` unless both have a value.
    pub availability: Option<Rational>,
    /// Of the availability if unknown time was down; `None` unless both have a value.
    pub lower: Option<Rational>,
    /// Of the availability if unknown time was up; `None` unless both have a value.
    pub upper: Option<Rational>,
    /// Of the agreed service time, in seconds.
    pub agreed_seconds: i64,
    /// Of the excluded time, in seconds.
    pub excluded_seconds: i64,
    /// Of the base, in seconds.
    pub base_seconds: i64,
    /// Of the downtime, in seconds.
    pub downtime_seconds: Rational,
    /// Of the number of breaks.
    pub breaks: i64,
    /// The verdict before.
    pub verdict_before: Option<Verdict>,
    /// The verdict after.
    pub verdict_after: Option<Verdict>,
    /// The visible shares of the downtime, each report by its own policy; empty for a component.
    pub shares: Vec<ShareDifference>,
    /// Of the error budget, in seconds; `None` unless both have one.
    pub budget_seconds: Option<Rational>,
    /// Of what is left of it, in seconds; `None` unless both have one.
    pub budget_remaining_seconds: Option<Rational>,
}

/// One supplier's share before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareDifference {
    /// The supplier.
    pub supplier: OrganizationId,
    /// Its seconds before.
    pub before: Rational,
    /// Its seconds after.
    pub after: Rational,
}

impl ShareDifference {
    /// After less before, in seconds.
    #[must_use]
    pub fn seconds(&self) -> Rational {
        self.after.clone() - self.before.clone()
    }
}

fn budget_of(budget: Option<&BudgetReport>) -> Option<(Rational, Rational)> {
    let whole = &budget?.whole;
    Some((
        whole.budget_seconds.clone(),
        whole.remaining_seconds.clone(),
    ))
}

impl From<&VisibleServiceReport> for Compared {
    fn from(report: &VisibleServiceReport) -> Self {
        let shares = report.attribution.get(&report.policy);
        Self {
            figures: report.figures.clone(),
            policy: Some(report.policy),
            shares: shares.map_or_else(BTreeMap::new, |view| view.shares.clone()),
            budget: budget_of(report.budget.as_ref()),
        }
    }
}

impl From<&ComponentReport> for Compared {
    fn from(report: &ComponentReport) -> Self {
        Self {
            figures: Figures::from(&report.assessment),
            policy: None,
            shares: BTreeMap::new(),
            budget: budget_of(report.budget().as_ref()),
        }
    }
}

impl ReportDifference {
    /// What is different `after` from `before`.
    #[must_use]
    pub fn between(before: &Compared, after: &Compared) -> Self {
        let less = |a: &Option<Rational>, b: &Option<Rational>| {
            Some(a.as_ref()?.clone() - b.as_ref()?.clone())
        };
        let (old, new) = (&before.figures, &after.figures);
        let (old_bounds, new_bounds) = (&old.bounds, &new.bounds);
        let suppliers: BTreeSet<OrganizationId> = before
            .shares
            .keys()
            .chain(after.shares.keys())
            .copied()
            .collect();
        let share = |shares: &BTreeMap<OrganizationId, Rational>, id: &OrganizationId| {
            shares.get(id).cloned().unwrap_or_else(Rational::zero)
        };
        let shares = suppliers.into_iter().map(|supplier| ShareDifference {
            supplier,
            before: share(&before.shares, &supplier),
            after: share(&after.shares, &supplier),
        });
        let budgets = before.budget.clone().zip(after.budget.clone());
        Self {
            availability: less(&new.figure.availability, &old.figure.availability),
            lower: less(&new_bounds.lower, &old_bounds.lower),
            upper: less(&new_bounds.upper, &old_bounds.upper),
            agreed_seconds: new.figure.agreed_seconds - old.figure.agreed_seconds,
            excluded_seconds: new.figure.excluded_seconds - old.figure.excluded_seconds,
            base_seconds: new.figure.base_seconds - old.figure.base_seconds,
            downtime_seconds: new.figure.downtime_seconds.clone()
                - old.figure.downtime_seconds.clone(),
            breaks: count(new.figure.breaks) - count(old.figure.breaks),
            verdict_before: old.verdict,
            verdict_after: new.verdict,
            shares: shares.collect(),
            budget_seconds: budgets
                .as_ref()
                .map(|(old, new)| new.0.clone() - old.0.clone()),
            budget_remaining_seconds: budgets.map(|(old, new)| new.1 - old.1),
        }
    }

    /// Whether nothing is different.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        let zero = |value: &Option<Rational>| value.as_ref().is_none_or(Rational::is_zero);
        zero(&self.availability)
            && zero(&self.lower)
            && zero(&self.upper)
            && [
                self.agreed_seconds,
                self.excluded_seconds,
                self.base_seconds,
                self.breaks,
            ] == [0; 4]
            && self.downtime_seconds.is_zero()
            && self.verdict_before == self.verdict_after
            && self.shares.iter().all(|share| share.seconds().is_zero())
            && zero(&self.budget_seconds)
            && zero(&self.budget_remaining_seconds)
    }

    /// How the difference came to be, out of the two figures.
    #[must_use]
    pub fn explain(&self, before: &Compared, after: &Compared) -> Explanation {
        let mut page = Explanation::by(
            "difference = figure under the scenario - figure as it is; both by the same engine: \
             availability = (agreed - excluded - downtime) / (agreed - excluded)",
        );
        for (text, compared, source) in [
            ("as it is", before, "the facts and agreements"),
            (
                "under the scenario",
                after,
                "the same, but for the changes of the scenario",
            ),
        ] {
            let figure = &compared.figures.figure;
            let of = |what: &str| format!("{what}, {text}");
            page = page
                .step(&of("agreed"), figure.agreed_seconds, Unit::Seconds, source)
                .step(
                    &of("excluded"),
                    figure.excluded_seconds,
                    Unit::Seconds,
                    source,
                );
            let downtime = shown(&figure.downtime_seconds);
            page = page.step(&of("downtime"), downtime, Unit::Seconds, source);
            page = match &figure.availability {
                Some(value) => {
                    let percent = value.percent_truncated();
                    page.step(&of("availability"), percent, Unit::Percent, "formula")
                }
                None => page.step(
                    &of("availability"),
                    figure.state,
                    Unit::Word,
                    "no one value",
                ),
            };
            if let Some(policy) = compared.policy {
                page = page.step(
                    &of("shares by"),
                    policy,
                    Unit::Word,
                    "agreement or scenario",
                );
            }
        }
        match &self.availability {
            Some(points) => {
                let points = (points.clone() * Rational::whole(100)).truncated(6);
                page.step(
                    "difference in points",
                    points,
                    Unit::Percent,
                    "the steps above",
                )
            }
            None => page,
        }
    }
}

/// Breaks are fewer than there are seconds, which fits.
fn count(breaks: u64) -> i64 {
    i64::try_from(breaks).unwrap_or(i64::MAX)
}
