//! The error budget of a report, and how fast it burns.

use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};
use federation::evaluation;
use federation::report as domain;
use federation::vocabulary::OrganizationId;

use super::explanation::Calculation;
use super::organization::Organization;
use super::word::BudgetState;
use crate::graphql::loader;
use crate::graphql::scalar::{Date, DateTime, Ratio, RationalNumber, TimeInterval};

/// The error budget of a report.
#[derive(Clone, Debug)]
pub struct ErrorBudget(pub domain::BudgetReport);

/// What a promise allows to be lost over the period, in agreed service time less exclusions, and what
/// of it is used: of a service seen by the integrator, auditors and its customer, of a component by
/// whoever sees its report.
#[Object]
impl ErrorBudget {
    /// Whether there is a budget at all.
    async fn state(&self) -> BudgetState {
        self.0.whole.state.into()
    }

    /// The service time that has a target, less exclusions, in seconds.
    async fn base_seconds(&self) -> i64 {
        self.0.base_seconds
    }

    /// The budget of the whole period: base x (1 - promised availability), in seconds. It is the
    /// downtime that the promise allows.
    async fn budget_seconds(&self) -> RationalNumber {
        (&self.0.whole.budget_seconds).into()
    }

    /// What of it is used, in seconds: the downtime in that base, as if nothing more happened.
    /// Unknown time is used only where the agreement counts it as down.
    async fn used_seconds(&self) -> RationalNumber {
        (&self.0.used_seconds).into()
    }

    /// What of it is left, in seconds; below zero when overspent.
    async fn remaining_seconds(&self) -> RationalNumber {
        (&self.0.whole.remaining_seconds).into()
    }

    /// Used / budget. Null without a budget.
    async fn consumed(&self) -> Option<Ratio> {
        self.0.whole.consumed.as_ref().map(Into::into)
    }

    /// Remaining / budget; below zero when overspent. Null without a budget.
    async fn remaining(&self) -> Option<Ratio> {
        self.0.whole.remaining.as_ref().map(Into::into)
    }

    /// The budget of the time until now. Null unless the period is open.
    async fn to_date(&self) -> Option<ErrorBudgetToDate> {
        self.0.to_date.as_ref().map(Into::into)
    }

    /// Who used it, by the report's own attribution policy, of those whose share the reader may see;
    /// under FULL the shares do not sum. For a component, its supplier. Empty when only a part of the
    /// service time has a target.
    async fn consumed_by(&self) -> Vec<BudgetConsumption> {
        self.0.consumed_by.iter().map(Into::into).collect()
    }

    /// The first instant by which more was lost than the whole budget. Null while it can be kept.
    async fn breach_certain_at(&self) -> Option<DateTime> {
        self.0.breach_certain_at.map(Into::into)
    }

    /// What was left at the end of each local day of the period that is over, by date.
    async fn burn_down(&self) -> Vec<BurnDownPoint> {
        self.0.burn_down().into_iter().map(Into::into).collect()
    }

    /// How it came to be.
    async fn explanation(&self) -> Calculation {
        (&self.0.explanation).into()
    }
}

/// The error budget of the part of an open period that is over.
#[derive(Clone, Debug, SimpleObject)]
pub struct ErrorBudgetToDate {
    /// Now, when it was computed.
    as_of: DateTime,
    /// The service time until now that has a target, less exclusions, in seconds.
    base_seconds: i64,
    /// What the promise allows of it, in seconds.
    budget_seconds: RationalNumber,
    /// What was lost of it, in seconds.
    used_seconds: RationalNumber,
    /// What is left, in seconds; below zero when overspent.
    remaining_seconds: RationalNumber,
    /// Used / budget. Null without a budget.
    consumed: Option<Ratio>,
}

impl From<&domain::BudgetToDate> for ErrorBudgetToDate {
    fn from(to_date: &domain::BudgetToDate) -> Self {
        let domain::BudgetToDate {
            as_of,
            base_seconds,
            used_seconds,
            budget,
        } = to_date;
        Self {
            as_of: (*as_of).into(),
            base_seconds: *base_seconds,
            budget_seconds: (&budget.budget_seconds).into(),
            used_seconds: used_seconds.into(),
            remaining_seconds: (&budget.remaining_seconds).into(),
            consumed: budget.consumed.as_ref().map(Into::into),
        }
    }
}

/// What one supplier used of an error budget.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct BudgetConsumption {
    /// Its share of the downtime, in seconds.
    seconds: RationalNumber,
    /// Its share / budget. Null without a budget.
    of_budget: Option<Ratio>,
    #[graphql(skip)]
    supplier: OrganizationId,
}

impl From<&domain::Consumption> for BudgetConsumption {
    fn from(consumption: &domain::Consumption) -> Self {
        let domain::Consumption {
            supplier,
            seconds,
            of_budget,
        } = consumption;
        Self {
            seconds: seconds.into(),
            of_budget: of_budget.as_ref().map(Into::into),
            supplier: *supplier,
        }
    }
}

#[ComplexObject]
impl BudgetConsumption {
    /// The supplier.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.supplier).await
    }
}

/// What is left of an error budget at the end of a local day.
#[derive(Clone, Debug, SimpleObject)]
pub struct BurnDownPoint {
    /// The local date in the agreement's zone.
    date: Date,
    /// Its end, or the end of the period on its last date.
    at: DateTime,
    /// What was used from the start of the period until then, in seconds.
    used_seconds: RationalNumber,
    /// The whole budget less that, in seconds; below zero when overspent.
    remaining_seconds: RationalNumber,
}

impl From<domain::BurnDownPoint> for BurnDownPoint {
    fn from(point: domain::BurnDownPoint) -> Self {
        let domain::BurnDownPoint {
            date,
            at,
            used_seconds,
            remaining_seconds,
        } = point;
        Self {
            date: Date(date),
            at: at.into(),
            used_seconds: (&used_seconds).into(),
            remaining_seconds: (&remaining_seconds).into(),
        }
    }
}

/// How fast the error budget of a calendar month burns at an instant: 1 uses it up exactly in a
/// month. Of a service seen by the integrator, auditors and its customer, of a component by whoever
/// sees its report.
#[derive(Clone, Debug, SimpleObject)]
pub struct BurnAlerts {
    /// The instant.
    at: DateTime,
    /// The code of the agreement whose target it is.
    agreement: String,
    /// The number of its version in force then.
    version: u32,
    /// The target in force then.
    target: Ratio,
    /// The calendar month of the agreement's zone whose budget it is.
    month: TimeInterval,
    /// Whether somebody should be called: any of the alerts says so.
    call: bool,
    /// The usual four alerts, from the fastest burn on.
    alerts: Vec<BurnAlert>,
    /// How it came to be.
    explanation: Calculation,
}

/// Two windows that must both burn faster than a threshold before somebody is called: the long one
/// says that it matters, the short one that it goes on.
#[derive(Clone, Debug, SimpleObject)]
pub struct BurnAlert {
    /// The burn rate that both windows must exceed.
    threshold: RationalNumber,
    /// The long window.
    long: BurnWindow,
    /// The short window.
    short: BurnWindow,
    /// Whether both burn faster.
    call: bool,
}

/// What was measured in a window that ends at the instant.
#[derive(Clone, Debug, SimpleObject)]
pub struct BurnWindow {
    /// Its length in seconds.
    window_seconds: i64,
    /// Agreed service time less exclusions in it, in seconds.
    base_seconds: i64,
    /// Downtime in that, in seconds, weighted by loss.
    downtime_seconds: RationalNumber,
    /// (downtime / base) / (1 - promised availability). Null without service time, or when nothing
    /// may be lost.
    rate: Option<RationalNumber>,
}

impl From<&domain::BurnReport> for BurnAlerts {
    fn from(report: &domain::BurnReport) -> Self {
        let call = report.page();
        let domain::BurnReport {
            at,
            agreement,
            version,
            target,
            month,
            alerts,
            explanation,
        } = report;
        Self {
            at: (*at).into(),
            agreement: agreement.to_string(),
            version: *version,
            target: target.fraction().into(),
            month: (*month).into(),
            call,
            alerts: alerts.iter().map(Into::into).collect(),
            explanation: explanation.into(),
        }
    }
}

impl From<&domain::AlertReading> for BurnAlert {
    fn from(reading: &domain::AlertReading) -> Self {
        let domain::AlertReading { alert, measured } = reading;
        let evaluation::BurnAlert {
            long_seconds,
            short_seconds,
            threshold,
        } = alert;
        let evaluation::MeasuredBurn { long, short, page } = measured;
        Self {
            threshold: threshold.into(),
            long: BurnWindow::new(*long_seconds, long),
            short: BurnWindow::new(*short_seconds, short),
            call: *page,
        }
    }
}

impl BurnWindow {
    fn new(window_seconds: i64, burn: &evaluation::WindowBurn) -> Self {
        let evaluation::WindowBurn {
            agreed_seconds,
            downtime_seconds,
            rate,
        } = burn;
        Self {
            window_seconds,
            base_seconds: *agreed_seconds,
            downtime_seconds: downtime_seconds.into(),
            rate: rate.as_ref().map(Into::into),
        }
    }
}
