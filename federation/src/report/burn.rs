//! How fast a promise's error budget burns at an instant, and whether somebody should be called.

use super::assemble::{ComponentReport, Facts, component_report, service_report};
use super::explanation::{Explanation, Unit, shown};
use super::in_force::AgreementUse;
use crate::agreement::Target;
use crate::authority::{Extent, Reach, Subject};
use crate::evaluation::{Assessment, BurnAlert, MeasuredBurn};
use crate::model::ServiceModel;
use crate::time::{Instant, Interval, PeriodSpec, months};
use crate::vocabulary::{AgreementId, Code, ComponentId, ServiceId};

/// How far the longest window reaches back, in seconds.
const LONGEST_WINDOW_SECONDS: i64 = 259_200;

/// How fast the budget of a calendar month burns at an instant. Made of the promise and of when
/// there was downtime, so for readers of both only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurnReport {
    /// The instant.
    pub at: Instant,
    /// The agreement whose target it is.
    pub agreement: Code,
    /// The number of its version in force then.
    pub version: u32,
    /// The target in force then.
    pub target: Target,
    /// The calendar month of the agreement's zone whose budget it is.
    pub month: Interval,
    /// The usual four alerts, from the fastest burn on.
    pub alerts: Vec<AlertReading>,
    /// How it came to be.
    pub explanation: Explanation,
}

/// An alert with what was measured for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertReading {
    /// The alert.
    pub alert: BurnAlert,
    /// What was measured.
    pub measured: MeasuredBurn,
}

impl BurnReport {
    /// Whether somebody should be called: any alert says so.
    #[must_use]
    pub fn page(&self) -> bool {
        self.alerts.iter().any(|alert| alert.measured.page)
    }
}

/// The stretch whose facts tell the burn at `at`: that of the longest window.
#[must_use]
pub fn burn_period(at: Instant) -> PeriodSpec {
    PeriodSpec::Between(Interval::new(at.plus_seconds(-LONGEST_WINDOW_SECONDS), at))
}

/// The burn of a service at `facts.as_of`, as `reach` may see it; `None` when it may not see the
/// promise or the downtime, or no target is in force then.
#[must_use]
pub fn burn_of_service(
    model: &ServiceModel,
    service: ServiceId,
    facts: Facts<'_>,
    reach: &Reach,
) -> Option<BurnReport> {
    let hidden = |subject| reach.extent(subject) == Extent::Nothing;
    if hidden(Subject::CustomerAgreement) || hidden(Subject::DowntimeInterval) {
        return None;
    }
    let report = service_report(model, service, burn_period(facts.as_of), facts)?;
    burn(&report.assessment, &report.agreements, facts.as_of)
}

/// The burn of a component under an agreement at `facts.as_of`, for readers of its report; `None`
/// when the agreement does not promise it, or no target is in force then.
#[must_use]
pub fn burn_of_component(
    model: &ServiceModel,
    agreement: AgreementId,
    component: ComponentId,
    facts: Facts<'_>,
) -> Option<BurnReport> {
    let period = burn_period(facts.as_of);
    let ComponentReport {
        assessment,
        agreements,
        ..
    } = component_report(model, agreement, component, period, facts)?;
    burn(&assessment, &agreements, facts.as_of)
}

fn burn(assessment: &Assessment, agreements: &[AgreementUse], at: Instant) -> Option<BurnReport> {
    let last_second = at.plus_seconds(-1);
    let used = agreements
        .iter()
        .find(|used| used.interval.contains(last_second))?;
    let target = used.target.clone()?;
    let month = *months(Interval::new(last_second, at), used.zone).first()?;
    let base = assessment.service_time.base();
    let readings = BurnAlert::usual(month.seconds()).into_iter().map(|alert| {
        let measured = alert.measure_lost(base, &assessment.downtimes, &target, at);
        AlertReading { alert, measured }
    });
    let mut report = BurnReport {
        at,
        agreement: used.code.clone(),
        version: used.version,
        month,
        alerts: readings.collect(),
        explanation: Explanation::by(
            "burn = (downtime / base) / (1 - promised availability), in agreed hours less \
             exclusions; an alert calls when both its windows burn faster than its threshold = \
             part of the budget x month / long window",
        ),
        target,
    };
    report.explanation = report.explain();
    Some(report)
}

impl BurnReport {
    fn explain(&self) -> Explanation {
        let source = format!("{} version {}", self.agreement, self.version);
        let mut page = self
            .explanation
            .clone()
            .step(
                "promised availability",
                &self.target,
                Unit::Percent,
                &source,
            )
            .step(
                "month",
                self.month.seconds(),
                Unit::Seconds,
                &self.month.to_string(),
            );
        for AlertReading { alert, measured } in &self.alerts {
            let threshold = shown(&alert.threshold);
            let name = format!(
                "threshold of {} s / {} s",
                alert.long_seconds, alert.short_seconds
            );
            page = page.step(&name, threshold, Unit::Count, "budget, month and window");
            let windows = [
                (alert.long_seconds, &measured.long),
                (alert.short_seconds, &measured.short),
            ];
            for (seconds, burn) in windows {
                let rate = burn.rate.as_ref().map_or_else(|| "none".to_owned(), shown);
                let source = format!(
                    "{} s of downtime in {} s of base",
                    shown(&burn.downtime_seconds),
                    burn.agreed_seconds
                );
                page = page.step(
                    &format!("burn over {seconds} s"),
                    rate,
                    Unit::Count,
                    &source,
                );
            }
        }
        let call = if self.page() { "yes" } else { "no" };
        page.step("somebody should be called", call, Unit::Word, "any alert")
    }
}
