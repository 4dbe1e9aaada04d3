//! The credit statement of an agreement, or of whatever agreements a service is promised under:
//! months, their lines, and totals by currency.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::judged::{Judge, Judgeable, Judged};
use super::month::{CalendarMonth, ending_in, looked_at};
use super::score::{Charged, CreditScore, CreditStatus, Scored, bearing};
use super::told;
use crate::agreement::AgreementSubject;
use crate::agreement::credit::{
    AllocationOfPool, CreditPeriod, CreditTerms, MeasurementSort, cap_at_risk, earn_back,
};
use crate::evaluation::Verdict;
use crate::model::ServiceModel;
use crate::report::in_force::{InForce, Wanted, in_force, resolve};
use crate::report::{
    AgreementUse, Caveat, CaveatCode, Explanation, Facts, Needs, needs_of_component,
    needs_of_service,
};
use crate::time::{Instant, Interval, PeriodSpec};
use crate::vocabulary::{
    AgreementId, ComponentId, Currency, Money, MoneyError, OrganizationId, Rational, ServiceId,
};

/// Whose credits a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementOf {
    /// One agreement.
    Agreement(AgreementId),
    /// The customer's agreements about a service, whichever is in force.
    Service(ServiceId),
}

/// A level that is judged alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CreditLevel {
    /// A service, end to end.
    Service(ServiceId),
    /// A component under the agreement alone.
    Component(ComponentId),
}

/// What agreements give back for the months that end in a period.
#[derive(Clone, Debug)]
pub struct CreditStatement {
    /// Whose credits.
    pub of: StatementOf,
    /// The period asked for.
    pub period: PeriodSpec,
    /// The zone that it was read in.
    pub zone: Tz,
    /// The stretch that it is.
    pub interval: Interval,
    /// Now, when it was computed.
    pub as_of: Instant,
    /// The months that have begun and for which credits are agreed, in time order.
    pub months: Vec<CreditMonth>,
    /// The sums of the months, one for each currency in the order of their codes.
    pub totals: Vec<CreditTotal>,
    /// What a reader must know beside it.
    pub caveats: Vec<Caveat>,
    /// How the totals came to be.
    pub explanation: Explanation,
}

/// The credits of one calendar month.
#[derive(Clone, Debug)]
pub struct CreditMonth {
    /// The month.
    pub month: PeriodSpec,
    /// The stretch that it is in the agreement's zone.
    pub interval: Interval,
    /// The agreement version that decides it: the one in force at its end.
    pub agreement: AgreementUse,
    /// Who promises and who is promised to.
    pub parties: [OrganizationId; 2],
    /// Whether a miss costs money at all.
    pub sort: MeasurementSort,
    /// The charge of the part of the month in which the agreement was in force.
    pub charge: Money,
    /// The most that the credits of the month take together.
    pub at_risk: Money,
    /// What became of them: PENDING while a line is, else DUE when something is due.
    pub status: CreditStatus,
    /// Whether the lines were scaled down to the at-risk amount.
    pub capped: bool,
    /// What they come to: the sum of the lines.
    pub credit: Money,
    /// What they would come to at worst: the sum of the lines.
    pub at_worst: Money,
    /// What is returned of them: the sum of the lines.
    pub earned_back: Money,
    /// One line for each level, components by code.
    pub lines: Vec<CreditLine>,
    /// How the credit of the month came to be.
    pub explanation: Explanation,
}

/// The credit of one level in one month.
#[derive(Clone, Debug)]
pub struct CreditLine {
    /// The level.
    pub level: CreditLevel,
    /// Whether its promise was kept; `None` without one.
    pub verdict: Option<Verdict>,
    /// The availability if unknown time was down; `None` without service time.
    pub lower: Option<Rational>,
    /// The availability if unknown time was up; `None` without service time.
    pub upper: Option<Rational>,
    /// Downtime in seconds, of known outages.
    pub downtime_seconds: Rational,
    /// What became of the credit.
    pub status: CreditStatus,
    /// How the miss scores; `None` unless it is certain.
    pub score: Option<CreditScore>,
    /// The credit, its part of what the month gives back.
    pub credit: Money,
    /// What it would be at worst; the credit itself where nothing is open.
    pub at_worst: Money,
    /// What is returned of it, because the next months met the promise.
    pub earned_back: Money,
    /// How it came to be.
    pub explanation: Explanation,
}

/// Sums of months in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreditTotal {
    /// The credits of the months.
    pub credit: Money,
    /// What is returned of them.
    pub earned_back: Money,
    /// What remains to be given back.
    pub net: Money,
    /// What the months would come to at worst, before anything is earned back.
    pub at_worst: Money,
}

/// The credit statement of a period; `None` when there is no such agreement or service.
///
/// # Errors
/// [`MoneyError::TooLarge`] when amounts come to more than 64 bits of minor units.
pub fn credit_statement(
    model: &ServiceModel,
    of: StatementOf,
    period: PeriodSpec,
    facts: Facts<'_>,
) -> Result<Option<CreditStatement>, MoneyError> {
    let Some(wanted) = wanted(model, of) else {
        return Ok(None);
    };
    let (interval, zone) = resolve(model, wanted, period);
    let mut judge = Judge::new(model, facts);
    let mut months = Vec::new();
    for month in ending_in(interval, zone, Some(facts.as_of)) {
        months.extend(credit_month(&mut judge, of, month, zone)?);
    }
    let totals = totals(&months)?;
    let caveats = caveats(model, wanted, interval, &months, facts);
    Ok(Some(CreditStatement {
        of,
        period,
        zone,
        interval,
        as_of: facts.as_of,
        explanation: told::totals(&months, &totals),
        months,
        totals,
        caveats,
    }))
}

/// What is looked for in the model; `None` when it is not there.
fn wanted(model: &ServiceModel, of: StatementOf) -> Option<Wanted> {
    match of {
        StatementOf::Service(service) => {
            model.services.get(&service)?;
            Some(Wanted::Service(service))
        }
        StatementOf::Agreement(agreement) => match &model.agreements.get(&agreement)?.subject {
            AgreementSubject::Service(service) => Some(Wanted::Service(*service)),
            AgreementSubject::Components(components) => {
                Some(Wanted::Component(agreement, *components.first()?))
            }
        },
    }
}

/// The facts that the statement of a period needs; `None` when there is nothing to state.
#[must_use]
pub fn needs_of_credit_statement(
    model: &ServiceModel,
    of: StatementOf,
    period: PeriodSpec,
) -> Option<Needs> {
    let wanted = wanted(model, of)?;
    let (interval, zone) = resolve(model, wanted, period);
    let looked_at = looked_at(interval, zone, earn_back_months_max(model, of))?;
    let period = PeriodSpec::Between(looked_at);
    let needs = match (of, wanted) {
        (_, Wanted::Service(service)) => vec![needs_of_service(model, service, period)?],
        (StatementOf::Agreement(agreement), _) => levels_of(model, agreement)
            .into_iter()
            .filter_map(|level| match level {
                CreditLevel::Component(component) => {
                    needs_of_component(model, agreement, component, period)
                }
                CreditLevel::Service(_) => None,
            })
            .collect(),
        (StatementOf::Service(_), _) => Vec::new(),
    };
    joined(needs)
}

/// Everything that any of `needs` asks for.
pub(super) fn joined(needs: Vec<Needs>) -> Option<Needs> {
    needs.into_iter().reduce(|one, other| Needs {
        components: one.components.union(&other.components).copied().collect(),
        span: Interval::new(
            one.span.start.min(other.span.start),
            one.span.end.max(other.span.end),
        ),
    })
}

/// The longest earn-back of any version.
fn earn_back_months_max(model: &ServiceModel, of: StatementOf) -> u16 {
    let agreements = match of {
        StatementOf::Agreement(agreement) => vec![agreement],
        StatementOf::Service(service) => model.agreements_about_service(service),
    };
    let versions = agreements
        .iter()
        .filter_map(|id| model.agreements.get(id))
        .flat_map(|agreement| &agreement.versions);
    let months = versions.filter_map(|version| version.terms.credits.as_ref()?.earn_back_months);
    months.map(u16::from).max().unwrap_or(0)
}

/// The levels of an agreement, components by code: identifiers differ from one installation to the
/// next, and neither the order of an answer nor a unit left over in rounding must.
fn levels_of(model: &ServiceModel, agreement: AgreementId) -> Vec<CreditLevel> {
    match model
        .agreements
        .get(&agreement)
        .map(|agreement| &agreement.subject)
    {
        None => Vec::new(),
        Some(AgreementSubject::Service(service)) => vec![CreditLevel::Service(*service)],
        Some(AgreementSubject::Components(components)) => {
            let mut components = components.clone();
            components.sort_by_key(|id| model.components.get(id).map(|component| &component.code));
            components.into_iter().map(CreditLevel::Component).collect()
        }
    }
}

/// A level with what is known of its month.
struct Level {
    level: CreditLevel,
    judged: Judged,
    scored: Scored,
}

/// The credits of a month; `None` when none are agreed for it, or it has not begun.
pub(super) fn credit_month(
    judge: &mut Judge<'_>,
    of: StatementOf,
    month: CalendarMonth,
    zone: Tz,
) -> Result<Option<CreditMonth>, MoneyError> {
    let model = judge.model;
    let interval = month.interval(zone);
    let Some(wanted) = wanted(model, of) else {
        return Ok(None);
    };
    let versions = in_force(model, wanted, interval);
    let Some((decides, terms)) = deciding(&versions, of) else {
        return Ok(None);
    };
    let charge = charge(&versions, decides, terms, interval);
    let charged = Charged {
        terms,
        missing_data: decides.version.terms.missing_data,
        at_risk: terms.at_risk.fraction().clone() * charge.clone(),
        charge,
    };
    let agreement = decides.agreement.id;
    let mut levels = Vec::new();
    for level in levels_of(model, agreement) {
        let judgeable = judgeable(agreement, level);
        let Some(judged) = judge.month(judgeable, month, zone) else {
            return Ok(None);
        };
        let before = judge.month(judgeable, month.plus(-1), zone);
        let scored = charged.score(&judged, before.as_ref());
        levels.push(Level {
            level,
            judged,
            scored,
        });
    }
    let currency = terms.charge_per_month.currency();
    let take = |side: fn(&Scored) -> Option<&CreditScore>| {
        let lines = levels.iter().map(|level| {
            let uncapped = bearing(terms.sort, side(&level.scored));
            (level.level, uncapped)
        });
        cap_at_risk(&charged.at_risk, currency, lines.collect())
    };
    let due = take(|scored| scored.decided.as_ref())?;
    let worst = take(|scored| scored.at_worst.as_ref())?;
    let mut returned = Vec::with_capacity(levels.len());
    for (level, line) in levels.iter().zip(&due.lines) {
        let judgeable = judgeable(agreement, level.level);
        returned.push(earned_back(
            judge,
            judgeable,
            (month, zone),
            terms,
            line.credit,
        ));
    }
    let used = AgreementUse::from(decides);
    let parties = [decides.agreement.provider, decides.agreement.customer];
    let frame = Frame {
        month,
        interval,
        used,
        parties,
        charged,
    };
    frame.month(levels, &due, &worst, &returned).map(Some)
}

fn judgeable(agreement: AgreementId, level: CreditLevel) -> Judgeable {
    match level {
        CreditLevel::Service(service) => Judgeable::Service(service),
        CreditLevel::Component(component) => Judgeable::Component(agreement, component),
    }
}

/// The version in force at the end of the month, when it is one that is asked about and has credits.
fn deciding<'v, 'a>(
    versions: &'v [InForce<'a>],
    of: StatementOf,
) -> Option<(&'v InForce<'a>, &'a CreditTerms)> {
    let last = versions.last()?;
    let asked = match of {
        StatementOf::Agreement(agreement) => last.agreement.id == agreement,
        StatementOf::Service(_) => true,
    };
    let terms = last.version.terms.credits.as_ref()?;
    asked.then_some((last, terms))
}

/// The charge of the part of the month in which the agreement is in force, exactly.
fn charge(
    versions: &[InForce<'_>],
    decides: &InForce<'_>,
    terms: &CreditTerms,
    month: Interval,
) -> Rational {
    let own = versions
        .iter()
        .filter(|version| version.agreement.id == decides.agreement.id);
    let seconds: i64 = own.map(|version| version.interval.seconds()).sum();
    let whole = terms.charge_per_month.exact();
    let part = Rational::whole(seconds).checked_div(&Rational::whole(month.seconds()));
    part.map_or_else(Rational::zero, |part| part * whole)
}

/// What is returned of the credit of a month: all of it when the months agreed for that are over and
/// met the promise of the level, else nothing.
fn earned_back(
    judge: &mut Judge<'_>,
    level: Judgeable,
    (month, zone): (CalendarMonth, Tz),
    terms: &CreditTerms,
    credit: Money,
) -> Money {
    let nothing = Money::none(credit.currency());
    let Some(months) = terms.earn_back_months.filter(|_| credit.minor() > 0) else {
        return nothing;
    };
    let mut series = vec![CreditPeriod { met: false, credit }];
    for later in 1..=i32::from(months.get()) {
        let met = judge.month(level, month.plus(later), zone);
        series.push(CreditPeriod {
            met: met.is_some_and(|judged| judged.is_met()),
            credit: nothing,
        });
    }
    earn_back(&series, months)
        .first()
        .copied()
        .unwrap_or(nothing)
}

/// What the lines of a month have in common.
pub(super) struct Frame<'a> {
    pub(super) month: CalendarMonth,
    pub(super) interval: Interval,
    pub(super) used: AgreementUse,
    pub(super) parties: [OrganizationId; 2],
    pub(super) charged: Charged<'a>,
}

impl Frame<'_> {
    fn month(
        self,
        levels: Vec<Level>,
        due: &AllocationOfPool<CreditLevel>,
        worst: &AllocationOfPool<CreditLevel>,
        returned: &[Money],
    ) -> Result<CreditMonth, MoneyError> {
        let currency = due.total.currency();
        let sides = due.lines.iter().zip(&worst.lines).zip(returned);
        let lines: Vec<CreditLine> = levels
            .into_iter()
            .zip(sides)
            .map(|(level, ((due, worst), returned))| {
                let amounts = [due.credit, worst.credit, *returned];
                self.line(level, amounts)
            })
            .collect();
        let earned_back = Money::sum(returned.iter().copied(), currency)?;
        let is = |status| lines.iter().any(|line: &CreditLine| line.status == status);
        let status = match self.charged.terms.sort {
            MeasurementSort::KeyMeasurement => CreditStatus::ReportedOnly,
            MeasurementSort::CriticalServiceLevel if is(CreditStatus::Pending) => {
                CreditStatus::Pending
            }
            MeasurementSort::CriticalServiceLevel if is(CreditStatus::Due) => CreditStatus::Due,
            MeasurementSort::CriticalServiceLevel => CreditStatus::NotDue,
        };
        Ok(CreditMonth {
            explanation: told::month(&self, due, worst, earned_back),
            month: self.month.spec(),
            interval: self.interval,
            parties: self.parties,
            sort: self.charged.terms.sort,
            charge: Money::rounded(&self.charged.charge, currency)?,
            at_risk: Money::rounded(&self.charged.at_risk, currency)?,
            agreement: self.used,
            status,
            capped: due.capped,
            credit: due.total,
            at_worst: worst.total,
            earned_back,
            lines,
        })
    }

    fn line(&self, level: Level, [credit, at_worst, earned_back]: [Money; 3]) -> CreditLine {
        let Level {
            level,
            judged,
            scored,
        } = level;
        let explanation = told::line(self, &judged, &scored, [credit, at_worst, earned_back]);
        CreditLine {
            level,
            verdict: judged.verdict,
            lower: judged.lower,
            upper: judged.upper,
            downtime_seconds: judged.downtime_seconds,
            status: scored.status,
            score: scored.decided,
            credit,
            at_worst,
            earned_back,
            explanation,
        }
    }
}

/// The sums of months, by currency: amounts of two currencies are never added.
fn totals(months: &[CreditMonth]) -> Result<Vec<CreditTotal>, MoneyError> {
    let by_currency: BTreeMap<&str, Currency> = months
        .iter()
        .map(|month| (month.credit.currency().code(), month.credit.currency()))
        .collect();
    let total = |currency: Currency| {
        let own = || {
            months
                .iter()
                .filter(|month| month.credit.currency() == currency)
        };
        let credit = Money::sum(own().map(|month| month.credit), currency)?;
        let earned_back = Money::sum(own().map(|month| month.earned_back), currency)?;
        Ok(CreditTotal {
            credit,
            earned_back,
            net: credit.minus(earned_back)?,
            at_worst: Money::sum(own().map(|month| month.at_worst), currency)?,
        })
    };
    by_currency.into_values().map(total).collect()
}

fn caveats(
    model: &ServiceModel,
    wanted: Wanted,
    interval: Interval,
    months: &[CreditMonth],
    facts: Facts<'_>,
) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    if facts.as_of < interval.end {
        let left = Interval::new(facts.as_of.max(interval.start), interval.end).seconds();
        caveats.push(Caveat::period_open(facts.as_of, left));
    }
    let changed: BTreeSet<String> = months
        .iter()
        .filter(|month| in_force(model, wanted, month.interval).len() > 1)
        .map(|month| month.month.to_string())
        .collect();
    if !changed.is_empty() {
        let changed: Vec<String> = changed.into_iter().collect();
        let message = format!(
            "More than one agreement version is in force in {}: the one in force at the end of a \
             month decides its credit.",
            changed.join(", ")
        );
        caveats.push(Caveat::new(CaveatCode::AgreementChanged, message));
    }
    caveats
}
