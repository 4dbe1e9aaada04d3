//! One calendar month of an agreement: which version decides it, what its levels owe together, and
//! what later months return.

use chrono_tz::Tz;

use super::judged::{Judge, Judgeable, Judged};
use super::month::CalendarMonth;
use super::score::{Charged, CreditScore, CreditStatus, Scored, bearing};
use super::statement::{CreditLevel, CreditLine, CreditMonth, StatementOf, wanted};
use super::told;
use crate::agreement::AgreementSubject;
use crate::agreement::credit::{
    AllocationOfPool, CreditPeriod, CreditTerms, MeasurementSort, cap_at_risk, earn_back,
};
use crate::model::ServiceModel;
use crate::report::AgreementUse;
use crate::report::in_force::{InForce, in_force};
use crate::time::Interval;
use crate::vocabulary::{AgreementId, Money, MoneyError, OrganizationId, Rational};

/// The levels of an agreement, components by code: identifiers differ from one installation to the
/// next, and neither the order of an answer nor a unit left over in rounding must.
pub(super) fn levels_of(model: &ServiceModel, agreement: AgreementId) -> Vec<CreditLevel> {
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
