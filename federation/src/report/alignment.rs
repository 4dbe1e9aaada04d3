//! The alignment of a customer agreement as it is shown before it is signed: what does not fit in
//! words, what would mend it, and how every figure came to be.

use chrono::Datelike;
use chrono_tz::Tz;

use super::alignment_words::{self, Names};
use super::explanation::{Explanation, Unit};
use crate::agreement::AgreementStatus;
use crate::agreement::alignment::{AlignmentFinding, AvailabilityAlignment, ChainStepKind};
use crate::evaluation::{TimeAlignment, UnderpinningReport, underpinning};
use crate::model::ServiceModel;
use crate::time::{Instant, Interval, PeriodSpec, local_date};
use crate::vocabulary::{AgreementId, Code, OrganizationId, Rational};

/// Whether supplier agreements carry a version of a customer agreement, put into words.
#[derive(Clone, Debug)]
pub struct AlignmentReport {
    /// The customer agreement.
    pub agreement: AgreementId,
    /// Its code.
    pub code: Code,
    /// The number of the version.
    pub version: u32,
    /// Whether the version binds.
    pub version_status: AgreementStatus,
    /// The instant whose tree and supplier agreements were looked at.
    pub at: Instant,
    /// The period over which agreed hours were compared.
    pub period: PeriodSpec,
    /// The zone that it was read in: that of the version's calendar.
    pub zone: Tz,
    /// The stretch that it is.
    pub interval: Interval,
    /// The figures.
    pub underpinning: UnderpinningReport,
    /// What does not fit, in words.
    pub findings: Vec<StatedFinding>,
    /// How the status came to be.
    pub explanation: Explanation,
    /// How the percentages came to be; `None` without any.
    pub availability_explanation: Option<Explanation>,
}

/// A finding in words.
#[derive(Clone, Debug)]
pub struct StatedFinding {
    /// The finding.
    pub finding: AlignmentFinding,
    /// Whose promise it is about: who promises, or would have to; `None` when it is not one's.
    pub supplier: Option<OrganizationId>,
    /// What the agreement says or should say something about.
    pub clause: &'static str,
    /// The agreement version that it is from, or else the customer's.
    pub source: String,
    /// How far it is from fitting and what that counts; `None` where it is no quantity, or one
    /// without limit.
    pub gap: Option<(String, Unit)>,
    /// What does not fit.
    pub message: String,
    /// What would mend it.
    pub remedy: String,
}

/// What is asked about a customer agreement.
#[derive(Clone, Copy, Debug, Default)]
pub struct AlignmentQuestion {
    /// The number of the version; the latest when absent.
    pub version: Option<u32>,
    /// Which instant's tree and supplier agreements: when absent now, or the start of the version
    /// while that is not in force.
    pub at: Option<Instant>,
    /// Over what agreed hours are compared: when absent the month of that instant.
    pub period: Option<PeriodSpec>,
}

/// The alignment of an agreement; `None` when there is none, no such version, or when it is not
/// about a service.
#[must_use]
pub fn alignment_report(
    model: &ServiceModel,
    agreement: AgreementId,
    question: AlignmentQuestion,
    now: Instant,
) -> Option<AlignmentReport> {
    let agreement = model.agreements.get(&agreement)?;
    let version = match question.version {
        Some(number) => agreement.versions.iter().find(|of| of.version == number)?,
        None => agreement.versions.last()?,
    };
    let zone = model.calendars.get(&version.calendar)?.calendar.zone;
    let at = question
        .at
        .unwrap_or(match version.effective.contains(now) {
            true => now,
            false => version.effective.from,
        });
    let period = question.period.unwrap_or_else(|| month_of(at, zone));
    let interval = period.interval(zone);
    let underpinning = underpinning(model, agreement, version, at, interval)?;
    let names = Names {
        model,
        agreement,
        version,
        at,
    };
    let findings: Vec<StatedFinding> = underpinning
        .findings
        .iter()
        .map(|finding| alignment_words::state(&names, finding))
        .collect();
    let availability = underpinning.availability.as_ref();
    Some(AlignmentReport {
        agreement: agreement.id,
        code: agreement.code.clone(),
        version: version.version,
        version_status: version.status,
        at,
        period,
        zone,
        interval,
        explanation: explain(&names, &underpinning, &findings),
        availability_explanation: availability
            .map(|availability| explain_availability(&names, &underpinning, availability)),
        findings,
        underpinning,
    })
}

/// The calendar month of `zone` that `at` lies in.
pub(super) fn month_of(at: Instant, zone: Tz) -> PeriodSpec {
    let date = local_date(zone, at);
    PeriodSpec::Month {
        year: date.year(),
        month: date.month(),
    }
}

fn explain(
    names: &Names<'_>,
    report: &UnderpinningReport,
    findings: &[StatedFinding],
) -> Explanation {
    let own = names.own();
    let mut page = Explanation::by(
        "status = the worst of all findings; MISALIGNED when something is promised by nobody or is \
         not enough, AT_RISK when it is enough only if things fall favourably, ALIGNED when there is \
         no finding",
    )
    .step("the instant whose agreements count", names.at, Unit::Instant, &own);
    let hours = &report.hours;
    page = page.step(
        "agreed hours of the customer in the period",
        hours.customer_seconds,
        Unit::Seconds,
        &format!("{own}, calendar"),
    );
    for (component, seconds) in &hours.uncovered_seconds {
        let text = format!(
            "of them outside the supplier's hours for {}",
            names.component(*component)
        );
        let source = format!("{}, calendar", names.promise_of(report, *component));
        page = page.step(&text, seconds, Unit::Seconds, &source);
    }
    for time in &report.times {
        page = explain_time(page, names, time);
    }
    for credit in &report.credits {
        let source = "credit terms of the suppliers' agreements, each once";
        page = page
            .step(
                "credits of a month that the customer may be owed, at most",
                alignment_words::money(&credit.customer_minor, credit.currency),
                Unit::Money,
                &format!("{own}, credits"),
            )
            .step(
                "credits of a month that the suppliers may owe, at most",
                alignment_words::money(&credit.suppliers_minor, credit.currency),
                Unit::Money,
                source,
            );
    }
    for stated in findings {
        let status = || (stated.finding.status().to_string(), Unit::Word);
        let (value, unit) = stated.gap.clone().unwrap_or_else(status);
        let source = format!("{}, {}", stated.source, stated.clause);
        let text = format!("{}: {}", stated.finding.kind(), stated.message);
        page = page.step(&text, value, unit, &source);
    }
    page.step("status", report.status, Unit::Word, "the findings above")
}

fn explain_time(mut page: Explanation, names: &Names<'_>, time: &TimeAlignment) -> Explanation {
    let (clock, priority) = (time.clock, time.priority);
    page = page.step(
        &format!("{clock} of {priority} that the customer is promised"),
        time.target_seconds,
        Unit::Seconds,
        &format!("{}, time targets", names.own()),
    );
    for step in &time.steps {
        let who = names.organization(step.party.organization);
        let (text, clause) = match step.kind {
            ChainStepKind::Work => (format!("{who} works at most"), "time targets"),
            ChainStepKind::Ack => (format!("{who} acknowledges within"), "handoff targets"),
        };
        let agreement = names.version(step.party.agreement, step.party.version);
        let source = format!("{agreement}, {clause}");
        page = page.step(&text, step.seconds, Unit::Seconds, &source);
    }
    page = page.step(
        "the longest chain together",
        time.chain.total_seconds,
        Unit::Seconds,
        "the steps above",
    );
    if let Some((component, due)) = &time.latest {
        let source = format!("calendars of the chain to {}", names.component(*component));
        page = page.step(
            "the worst instant of seven days to report it",
            due.reported_at,
            Unit::Instant,
            &source,
        );
        if let Some(elapsed) = due.elapsed_seconds {
            let text = "from then until the chain is due, on the wall";
            page = page.step(text, elapsed, Unit::Seconds, &source);
        }
    }
    page
}

fn explain_availability(
    names: &Names<'_>,
    report: &UnderpinningReport,
    availability: &AvailabilityAlignment,
) -> Explanation {
    let mut page = Explanation::by(
        "worst = 1 - the sharp Frechet bound of the unavailability, gate by gate; product = the \
         availability if components fail independently, a FORECAST; ALIGNED when worst >= target, \
         AT_RISK when only product >= target, else MISALIGNED",
    );
    for component in &report.components {
        let promise = report.promises.get(component);
        let target = promise.and_then(|promise| promise.availability.as_ref());
        let text = format!("promised availability of {}", names.component(*component));
        let source = names.promise_of(report, *component);
        page = match target {
            Some(target) => page.step(&text, target, Unit::Percent, &source),
            None => page.step(&text, "none", Unit::Word, &source),
        };
    }
    let tree = "the promises above through the dependency tree";
    let percent = |value: &Rational| value.percent_truncated();
    page = page.step("worst", percent(&availability.worst), Unit::Percent, tree);
    page = match &availability.product {
        Some(product) => page.step("product", percent(product), Unit::Percent, tree),
        None => page.step("product", "none", Unit::Word, "a promise is missing"),
    };
    if let Some(target) = &names.version.terms.availability_target {
        let source = format!("{}, availability target", names.own());
        page = page.step("target", target, Unit::Percent, &source);
    }
    let gaps = [
        ("gap of the worst case", Some(&availability.worst_gap)),
        ("gap of the product", availability.product_gap.as_ref()),
    ];
    for (text, gap) in gaps {
        if let Some(gap) = gap {
            page = page.step(text, percent(gap), Unit::Percent, "target less the above");
        }
    }
    page.step("status", availability.status, Unit::Word, "the steps above")
}
