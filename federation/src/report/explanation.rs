//! How a figure came to be: enough to recompute it by hand.

use super::in_force::AgreementUse;
use crate::authority::Subject;
use crate::evaluation::{Assessment, FigureState};
use crate::time::TIME_ZONE_DATA;
use crate::vocabulary::Rational;
use crate::words;

words! {
    /// What the value of a step counts.
    pub enum Unit {
        /// Seconds.
        Seconds = "SECONDS",
        /// Percent, cut after six decimals.
        Percent = "PERCENT",
        /// A plain number.
        Count = "COUNT",
        /// A word.
        Word = "WORD",
        /// An instant, RFC 3339 in UTC.
        Instant = "INSTANT",
        /// An amount in the decimals of its currency, with the currency's code.
        Money = "MONEY",
    }
}

/// One step of a calculation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplanationStep {
    /// What is done, in words.
    pub text: String,
    /// What comes out.
    pub value: String,
    /// What the value counts.
    pub unit: Unit,
    /// Where it is from: an agreement version and clause, or the facts.
    pub source: String,
    /// What a reader must be able to read to be shown it; `None` for whoever sees the figure.
    pub needs: Option<Subject>,
}

/// How a figure came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The formula.
    pub formula: String,
    /// The calculation, step by step.
    pub steps: Vec<ExplanationStep>,
    /// The version of the IANA time zone database that calendars were computed with.
    pub time_zone_data: &'static str,
    /// The version of the engine.
    pub engine: &'static str,
}

/// What is explained: a service end to end, or a component alone. They differ in whose agreement it
/// is, and so in who may be shown it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Explained {
    Service,
    Component,
}

impl Explained {
    fn agreement(self) -> Subject {
        match self {
            Self::Service => Subject::CustomerAgreement,
            Self::Component => Subject::SupplierAgreement,
        }
    }

    fn figure(self) -> Subject {
        match self {
            Self::Service => Subject::ServiceReport,
            Self::Component => Subject::ComponentReport,
        }
    }
}

impl Explanation {
    /// An explanation without steps yet.
    #[must_use]
    pub fn by(formula: &str) -> Self {
        Self {
            formula: formula.to_owned(),
            steps: Vec::new(),
            time_zone_data: TIME_ZONE_DATA,
            engine: ENGINE,
        }
    }

    /// The same with one more step, for whoever sees the figure.
    #[must_use]
    pub fn step(mut self, text: &str, value: impl ToString, unit: Unit, source: &str) -> Self {
        self.steps.push(ExplanationStep {
            text: text.to_owned(),
            value: value.to_string(),
            unit,
            source: source.to_owned(),
            needs: None,
        });
        self
    }

    pub(super) fn of(
        explained: Explained,
        assessment: &Assessment,
        agreements: &[AgreementUse],
    ) -> Self {
        let mut page = Page {
            needs: explained.figure(),
            steps: Vec::new(),
        };
        page.service_time(assessment);
        page.downtime(explained, assessment);
        page.figure(assessment);
        page.needs = explained.agreement();
        for agreement in agreements {
            page.agreement(agreement);
        }
        page.promise(assessment);
        Self {
            steps: page.steps,
            ..Self::by(
                "availability = (agreed - excluded - downtime) / (agreed - excluded), downtime \
                 counted only outside the excluded time",
            )
        }
    }
}

/// The version of the engine, as explanations name it.
const ENGINE: &str = concat!("concordat federation ", env!("CARGO_PKG_VERSION"));

struct Page {
    needs: Subject,
    steps: Vec<ExplanationStep>,
}

impl Page {
    fn add(&mut self, text: &str, value: impl ToString, unit: Unit, source: &str) {
        self.steps.push(ExplanationStep {
            text: text.to_owned(),
            value: value.to_string(),
            unit,
            source: source.to_owned(),
            needs: Some(self.needs),
        });
    }

    fn service_time(&mut self, assessment: &Assessment) {
        let figure = &assessment.figure;
        let period = assessment.period;
        self.add(
            "length of the period",
            period.seconds(),
            Unit::Seconds,
            &period.to_string(),
        );
        self.add(
            "agreed service time",
            figure.agreed_seconds,
            Unit::Seconds,
            "calendar",
        );
        self.add(
            "excluded: counted maintenance in agreed service time, up to the cap",
            figure.excluded_seconds,
            Unit::Seconds,
            "maintenance windows",
        );
        self.add(
            "base = agreed - excluded",
            figure.base_seconds,
            Unit::Seconds,
            "the two steps above",
        );
    }

    fn downtime(&mut self, explained: Explained, assessment: &Assessment) {
        let text = match explained {
            Explained::Service => {
                "downtime = loss of the service through its dependency tree, summed over the base"
            }
            Explained::Component => "downtime = loss of the component, summed over the base",
        };
        let seconds = shown(&assessment.figure.downtime_seconds);
        self.add(
            text,
            seconds,
            Unit::Seconds,
            "outages and the degradation rule",
        );
        self.add(
            "breaks",
            assessment.figure.breaks,
            Unit::Count,
            "runs of loss that touch the base",
        );
        let unknown = assessment.unknown.seconds();
        if unknown > 0 {
            self.add(
                "unknown: base in which the state of components was not known and matters",
                unknown,
                Unit::Seconds,
                "unknown stretches and the missing-data rule",
            );
        }
    }

    fn figure(&mut self, assessment: &Assessment) {
        let figure = &assessment.figure;
        match (&figure.availability, figure.state) {
            (Some(availability), _) => {
                self.add(
                    "availability",
                    availability.percent_truncated(),
                    Unit::Percent,
                    "formula",
                );
            }
            (None, state @ (FigureState::NoServiceTime | FigureState::NoData)) => {
                self.add(
                    "availability has no value",
                    state,
                    Unit::Word,
                    "base and unknown time",
                );
            }
            (None, FigureState::Ok | FigureState::Bounded) => {
                let bounds = &assessment.bounds;
                let bound = |value: &Option<Rational>| {
                    value
                        .as_ref()
                        .map_or_else(String::new, Rational::percent_truncated)
                };
                let source = "formula, unknown time counted as down";
                self.add(
                    "lower bound of the availability",
                    bound(&bounds.lower),
                    Unit::Percent,
                    source,
                );
                let source = "formula, unknown time counted as up";
                self.add(
                    "upper bound of the availability",
                    bound(&bounds.upper),
                    Unit::Percent,
                    source,
                );
            }
        }
    }

    fn agreement(&mut self, agreement: &AgreementUse) {
        let source = format!(
            "{} version {}, calendar {} in {}, {}",
            agreement.code,
            agreement.version,
            agreement.calendar,
            agreement.zone,
            agreement.interval
        );
        match &agreement.target {
            Some(target) => self.add("promised availability", target, Unit::Percent, &source),
            None => self.add("no availability was promised", "none", Unit::Word, &source),
        }
    }

    fn promise(&mut self, assessment: &Assessment) {
        if let Some(promise) = &assessment.promise
            && let Some(required) = &promise.required
        {
            let allowed =
                (Rational::one() - required.clone()) * Rational::whole(promise.base_seconds);
            let text = "downtime that the promise allows = base x (1 - promised availability)";
            self.add(text, shown(&allowed), Unit::Seconds, "agreement");
        }
        if let Some(verdict) = assessment.verdict {
            self.needs = match self.needs {
                Subject::SupplierAgreement => Subject::ComponentReport,
                _ => Subject::ServiceReport,
            };
            self.add(
                "verdict: the exact value against the promise, >= is met",
                verdict,
                Unit::Word,
                "availability and agreement",
            );
        }
    }
}

/// Seconds as people read them: exact where that is a short decimal, else cut after six decimals.
pub(super) fn shown(seconds: &Rational) -> String {
    seconds
        .exact_decimal()
        .filter(|text| text.len() <= 20)
        .unwrap_or_else(|| seconds.truncated(6))
}
