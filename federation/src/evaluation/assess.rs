//! The whole assessment of a service, or of one component, over a period: the one entry for reports.

use std::collections::{BTreeMap, BTreeSet};

use super::availability::{availability, breach_certain_at, downtimes};
use super::causes::Causes;
use super::reading::{Reading, TermsOverTime};
use super::{
    Bounds, Cause, Downtime, Figure, FigureState, OutageUse, Question, ServiceTime, StrictFigures,
    Verdict, differing_seconds, judge_bounds,
};
use crate::agreement::{AttributionPolicy, DegradationRule, MissingDataRule};
use crate::incident::Effect;
use crate::time::{Instant, Interval, IntervalSet};
use crate::topology::{Attribution, Shares, Timeline, compose};
use crate::vocabulary::{ComponentId, Rational};

/// Everything that a report says about availability.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The period.
    pub period: Interval,
    /// Agreed, excluded and base time within it.
    pub service_time: ServiceTime,
    /// The figure of the full period, as if nothing more happened. When unknown time leaves it
    /// bounded, downtime, breaks, shares and downtimes are those of the upper bound.
    pub figure: Figure,
    /// What the figure lies between under the agreement's rule for missing data; both bounds are the
    /// figure where the rule leaves nothing open.
    pub bounds: Bounds,
    /// The seconds of base at which unknown time makes a difference, whatever the agreement makes of
    /// them.
    pub unknown: IntervalSet,
    /// What was promised; `None` without a target.
    pub promise: Option<Promise>,
    /// Whether the promise was kept; `None` without one.
    pub verdict: Option<Verdict>,
    /// The figure so far; `None` unless now lies before the end of the period.
    pub to_date: Option<ToDate>,
    /// The first instant by which the promise could no longer be kept, known outages counting.
    pub breach_certain_at: Option<Instant>,
    /// What the losses would make under each degradation rule.
    pub strict: StrictFigures,
    /// The downtime of each supplier, by each policy asked for.
    pub shares: BTreeMap<AttributionPolicy, Shares>,
    /// The part of the downtime that was too entangled to be shared by counting, in seconds.
    pub uncounted_seconds: Rational,
    /// The lost time inside the base, in time order.
    pub downtimes: Vec<Downtime>,
    /// What became of every outage, in the order given.
    pub outages: Vec<OutageUse>,
    causes: Causes,
}

impl Assessment {
    /// The outages that made a difference in `stretch`, each with its part of it, by component and
    /// time. Asked per stretch, because many outages can lie behind many stretches.
    #[must_use]
    pub fn causes(&self, stretch: Interval) -> Vec<Cause> {
        self.causes.behind(stretch)
    }
}

/// The targets of the agreement versions in force, pooled over their service time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The availability that was promised: the sum of base x target over the sum of base (G2);
    /// `None` when no service time has a target.
    pub required: Option<Rational>,
    /// The service time in seconds that has a target, less exclusions: what the verdict is about.
    pub base_seconds: i64,
    /// The availability of that time if unknown time was down.
    pub lower: Option<Rational>,
    /// The availability of that time if unknown time was up.
    pub upper: Option<Rational>,
}

/// The figure of an open period until now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToDate {
    /// Now.
    pub as_of: Instant,
    /// The figure with the period ending now.
    pub figure: Figure,
    /// Whether the full period breaches even without another outage; `None` without a promise.
    pub breach_certain: Option<bool>,
}

/// Answers a question (C0 to C5, C10). Pure: the same facts in any order give the same answer.
#[must_use]
pub fn assess(question: &Question<'_>) -> Assessment {
    let views = Views::new(question);
    let time = service_time(question);
    let base = time.base();
    let counted = &views.counted;
    let open = views.open().intersect(base);
    let figure = figure_of(counted, &time, &open);
    let judged = Judged::new(question, &views, &open, &time);
    let attribution = Attribution::new(counted, base, question.owners);
    let conditions = views
        .terms
        .all_conditions(question.outages, Reading::Counted);
    let causes = Causes::new(attribution.relevant_seconds(), conditions);
    let in_trees: BTreeSet<ComponentId> = question
        .topology
        .iter()
        .filter(|(interval, _)| interval.intersect(question.period).is_some())
        .flat_map(|(_, node)| node.components())
        .collect();
    let uses = question.outages.iter().map(|fact| {
        let in_tree = in_trees.contains(&fact.component);
        causes.outage_use(fact, &views.terms, &time, question.period, in_tree)
    });
    Assessment {
        period: question.period,
        bounds: Bounds::measure(views.worst(), counted, base),
        unknown: differing_seconds(views.worst(), views.known_only()).intersect(base),
        verdict: judged.verdict,
        breach_certain_at: judged.breach_certain_at(counted),
        to_date: to_date(question, &views, &time, &open, &judged),
        promise: judged.promise,
        strict: StrictFigures::measure(views.recorded(), base),
        shares: shares(&attribution, question.policies),
        uncounted_seconds: attribution.uncounted_seconds(),
        downtimes: downtimes(counted, base),
        outages: uses.collect(),
        figure,
        causes,
        service_time: time,
    }
}

fn shares(
    attribution: &Attribution<'_>,
    policies: &[AttributionPolicy],
) -> BTreeMap<AttributionPolicy, Shares> {
    let by_policy = policies.iter().map(|policy| {
        let shares = match policy {
            AttributionPolicy::Shapley => attribution.shapley(),
            AttributionPolicy::SplitEqual => attribution.split_equal(),
            AttributionPolicy::FirstCause => attribution.first_cause(),
            AttributionPolicy::Full => attribution.full(),
        };
        (*policy, shares)
    });
    by_policy.collect()
}

/// The service time of all parts together.
fn service_time(question: &Question<'_>) -> ServiceTime {
    let mut agreed = IntervalSet::new();
    let mut excluded = IntervalSet::new();
    for part in &question.parts {
        if let Some(during) = part.interval.intersect(question.period) {
            let hours = part.hours.clip(during);
            excluded = excluded.union(&part.excluded.intersect(&hours));
            agreed = agreed.union(&hours);
        }
    }
    ServiceTime::new(agreed, &excluded)
}

/// The measured figure, without a value where unknown time leaves it open.
fn figure_of(counted: &Timeline<'_>, time: &ServiceTime, open: &IntervalSet) -> Figure {
    let mut figure = Figure::measure(counted, time);
    let open_seconds = open.intersect(time.base()).seconds();
    if open_seconds > 0 {
        figure.availability = None;
        figure.state = if open_seconds == figure.base_seconds {
            FigureState::NoData
        } else {
            FigureState::Bounded
        };
    }
    figure
}

fn to_date(
    question: &Question<'_>,
    views: &Views<'_>,
    time: &ServiceTime,
    open: &IntervalSet,
    judged: &Judged,
) -> Option<ToDate> {
    let as_of = question.as_of.filter(|now| *now < question.period.end)?;
    let promise = judged.promise.as_ref();
    let full = promise.and_then(|promise| promise.upper.as_ref().zip(promise.required.as_ref()));
    Some(ToDate {
        as_of,
        figure: figure_of(&views.counted, &time.until(as_of), open),
        breach_certain: full.map(|(upper, required)| upper < required),
    })
}

/// The timelines that the readings of the facts make; composed only where they differ.
struct Views<'a> {
    terms: TermsOverTime<'a>,
    counted: Timeline<'a>,
    recorded: Option<Timeline<'a>>,
    known_only: Option<Timeline<'a>>,
    worst: Option<Timeline<'a>>,
}

impl<'a> Views<'a> {
    fn new(question: &Question<'a>) -> Self {
        let terms = TermsOverTime::new(question);
        let view = |reading| {
            let conditions = terms.all_conditions(question.outages, reading);
            compose(&question.topology, &conditions, question.period)
        };
        let effects = || question.outages.iter().map(|fact| fact.effect);
        let unknown = effects().any(|effect| effect == Effect::Unknown);
        let partial = effects().any(|effect| matches!(effect, Effect::Lost(l) if !l.is_full()));
        let every = |holds: &dyn Fn(&crate::agreement::Terms) -> bool| {
            question.parts.iter().all(|part| holds(part.terms))
        };
        let weighted = every(&|terms| terms.degradation == DegradationRule::Weighted);
        let counts_down =
            |terms: &crate::agreement::Terms| terms.missing_data == MissingDataRule::CountAsDown;
        let all_down = every(&counts_down);
        let none_down = every(&|terms| !counts_down(terms));
        Self {
            counted: view(Reading::Counted),
            recorded: (partial && !weighted).then(|| view(Reading::Recorded)),
            known_only: (unknown && !none_down).then(|| view(Reading::KnownOnly)),
            worst: (unknown && !all_down).then(|| view(Reading::Worst)),
            terms,
        }
    }

    fn recorded(&self) -> &Timeline<'a> {
        self.recorded.as_ref().unwrap_or(&self.counted)
    }

    fn known_only(&self) -> &Timeline<'a> {
        self.known_only.as_ref().unwrap_or(&self.counted)
    }

    fn worst(&self) -> &Timeline<'a> {
        self.worst.as_ref().unwrap_or(&self.counted)
    }

    /// The seconds at which unknown time still leaves the figure open.
    fn open(&self) -> IntervalSet {
        differing_seconds(self.worst(), &self.counted)
    }
}

/// The service time that has a target, against that target.
struct Judged {
    base: IntervalSet,
    promise: Option<Promise>,
    verdict: Option<Verdict>,
}

impl Judged {
    fn new(
        question: &Question<'_>,
        views: &Views<'_>,
        open: &IntervalSet,
        time: &ServiceTime,
    ) -> Self {
        let mut base = IntervalSet::new();
        let mut promised_seconds = Rational::zero();
        let (mut has_target, mut failed_to_report) = (false, false);
        for part in &question.parts {
            let Some(target) = &part.terms.availability_target else {
                continue;
            };
            has_target = true;
            let own = time.base().clip(part.interval);
            promised_seconds += &(target.fraction().clone() * Rational::whole(own.seconds()));
            failed_to_report |= part.terms.missing_data == MissingDataRule::CountAsFailure
                && !open.intersect(&own).is_empty();
            base = base.union(&own);
        }
        if !has_target {
            return Self {
                base,
                promise: None,
                verdict: None,
            };
        }
        let base_seconds = base.seconds();
        let lost = |timeline: &Timeline<'_>| timeline.lost_within(&base).to_seconds();
        let promise = Promise {
            required: promised_seconds.checked_div(&Rational::whole(base_seconds)),
            base_seconds,
            lower: availability(base_seconds, &lost(views.worst())),
            upper: availability(base_seconds, &lost(&views.counted)),
        };
        let anything_known = open.intersect(&base).seconds() < base_seconds;
        let bounds = promise.lower.as_ref().zip(promise.upper.as_ref());
        let verdict = match &promise.required {
            Some(_) if failed_to_report => Some(Verdict::Breached),
            Some(required) => judge_bounds(bounds.filter(|_| anything_known), Some(required)),
            None => Some(Verdict::NoData),
        };
        Self {
            base,
            promise: Some(promise),
            verdict,
        }
    }

    fn breach_certain_at(&self, counted: &Timeline<'_>) -> Option<Instant> {
        let required = self.promise.as_ref()?.required.as_ref()?;
        breach_certain_at(counted, &self.base, required)
    }
}
