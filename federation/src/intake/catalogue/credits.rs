//! What a version gives back for a missed availability, read and checked.

use std::num::NonZeroU16;
use std::str::FromStr;

use super::findings::{Findings, Given, Place};
use super::scalar::{Field, List, Located, PartForm, PercentForm};
use super::terms::{AmountEntry, CreditsEntry, FailureEntry, PointsEntry, PoolEntry, TierEntry};
use super::values;
use crate::agreement::Target;
use crate::agreement::credit::{Band, BandError, Bands, CreditRegime, CreditTerms, KpiFailure};
use crate::vocabulary::{Currency, Money, ProblemCode, Ratio, Rational};

/// The largest charge of a month, in whole units of its currency.
const CHARGE_MAX: i64 = 1_000_000_000_000;
/// The longest earn-back: a year.
const EARN_BACK_MONTHS_MAX: i64 = 12;
/// The most points of a failure.
const POINTS_MAX: i64 = 1_000;
/// The largest factor for a repeat failure.
const REPEAT_FACTOR_MAX: i64 = 100;
/// The most decimals of a percentage.
const PERCENT_DECIMALS_MAX: usize = 9;

/// The credits of a version; `target` is its promised availability, `None` when that is wrong.
pub(super) fn read(
    given: &Located<CreditsEntry>,
    version: &Place,
    target: Option<&Option<Target>>,
    findings: &mut Findings,
) -> Option<CreditTerms> {
    let place = version.step("credits", given.line);
    let entry = &given.value;
    if let Some(None) = target {
        let message = "an agreement with credits promises an availability";
        let problem = version
            .absent("availabilityTargetPercent")
            .problem(ProblemCode::Required, message);
        findings.add(problem.with_hint("add the target that a miss is measured by"));
    }
    let target = target.and_then(Option::as_ref);
    let sort = values::word(&place.field("sort", &entry.sort), findings);
    let charge = charge(&entry.charge_per_month, &place, findings);
    let regime = regime(entry, &place, target, findings);
    let at_risk = match &entry.at_risk_percent {
        None => Some(Ratio::whole()),
        Some(field) => part(&place.field("atRiskPercent", field), findings),
    };
    let earn_back = match &entry.earn_back_months {
        None => Some(None),
        Some(field) => {
            let given = place.field("earnBackMonths", field);
            values::whole(&given, (1, EARN_BACK_MONTHS_MAX), findings)
                .and_then(|months| NonZeroU16::new(u16::try_from(months).ok()?))
                .map(Some)
        }
    };
    Some(CreditTerms {
        sort: sort?,
        charge_per_month: charge?,
        regime: regime?,
        at_risk: at_risk?,
        earn_back_months: earn_back?,
    })
}

fn charge(given: &Located<AmountEntry>, place: &Place, findings: &mut Findings) -> Option<Money> {
    let place = place.step("chargePerMonth", given.line);
    let currency = currency(&place.field("currency", &given.value.currency), findings);
    let given = place.field("amount", &given.value.amount);
    let Ok(amount) = Rational::from_str(given.text) else {
        let problem = given.problem(ProblemCode::BadNumber, "the amount is not a plain decimal");
        findings.add(problem.with_expected("a decimal such as 20000.00"));
        return None;
    };
    if amount <= Rational::zero() || amount > Rational::whole(CHARGE_MAX) {
        let problem = given.problem(ProblemCode::OutOfRange, "the amount is out of range");
        findings.add(problem.with_expected(format!("above 0 and at most {CHARGE_MAX}")));
        return None;
    }
    let currency = currency?;
    let minor = amount * Rational::whole(10i64.pow(currency.decimals()));
    let whole = Money::rounded(&minor, currency).ok();
    let exact = whole.filter(|whole| whole.exact() == minor);
    if exact.is_none() {
        let decimals = currency.decimals();
        let message = "the amount has more decimals than its currency";
        let problem = given.problem(ProblemCode::BadNumber, message);
        findings.add(problem.with_expected(format!("at most {decimals} decimals for {currency}")));
    }
    exact
}

fn currency(given: &Given<'_>, findings: &mut Findings) -> Option<Currency> {
    let error = match given.text.parse::<Currency>() {
        Ok(currency) => return Some(currency),
        Err(error) => error,
    };
    let problem = given.problem(ProblemCode::BadCurrency, error.to_string());
    let upper = given.text.trim().to_uppercase();
    findings.add(match upper.parse::<Currency>() {
        Ok(currency) => problem.with_hint(format!("write {currency}")),
        Err(_) => problem,
    });
    None
}

/// Exactly one of tiers, points and pool.
fn regime(
    entry: &CreditsEntry,
    place: &Place,
    target: Option<&Target>,
    findings: &mut Findings,
) -> Option<CreditRegime> {
    let given = [
        entry.tiers.as_ref().map(|_| "tiers"),
        entry.points.as_ref().map(|_| "points"),
        entry.pool.as_ref().map(|_| "pool"),
    ];
    let given: Vec<&str> = given.into_iter().flatten().collect();
    if given.len() != 1 {
        let (code, message) = match given.as_slice() {
            [] => (
                ProblemCode::Required,
                "the credits do not say how a miss becomes money".to_owned(),
            ),
            several => (
                ProblemCode::BadField,
                format!("the credits have {} at once", several.join(" and ")),
            ),
        };
        let problem = place.problem(code, message);
        findings.add(problem.with_expected("exactly one of tiers, points and pool"));
    }
    let tiers = match &entry.tiers {
        None => None,
        Some(_) => tiers(&entry.tiers, place, target, findings).map(CreditRegime::Tiers),
    };
    let points = entry
        .points
        .as_ref()
        .map(|points| self::points(points, place, target, findings));
    let pool = entry
        .pool
        .as_ref()
        .map(|pool| self::pool(pool, place, findings));
    let found = tiers.or(points.flatten()).or(pool.flatten());
    found.filter(|_| given.len() == 1)
}

fn tiers(
    given: &List<TierEntry>,
    place: &Place,
    target: Option<&Target>,
    findings: &mut Findings,
) -> Option<Bands<Ratio>> {
    let list = place.absent("tiers");
    let mut found = Vec::new();
    for (index, item) in given.iter().flatten().enumerate() {
        let place = list.step(index, item.line);
        let TierEntry {
            at_or_above_percent,
            below_percent,
            credit_percent,
        } = &item.value;
        let ends = ends(
            at_or_above_percent.as_ref(),
            below_percent,
            &place,
            target,
            findings,
        );
        let credit = part(&place.field("creditPercent", credit_percent), findings);
        found.push((place, ends.zip(credit)));
    }
    bands(found, &list, findings)
}

fn points(
    given: &Located<PointsEntry>,
    place: &Place,
    target: Option<&Target>,
    findings: &mut Findings,
) -> Option<CreditRegime> {
    let place = place.step("points", given.line);
    let PointsEntry {
        bands: given_bands,
        repeat_factor,
        percent_per_point,
    } = &given.value;
    let list = place.absent("bands");
    let mut found = Vec::new();
    for (index, item) in given_bands.iter().enumerate() {
        let place = list.step(index, item.line);
        let FailureEntry {
            at_or_above_percent,
            below_percent,
            severity,
            points,
        } = &item.value;
        let ends = ends(
            at_or_above_percent.as_ref(),
            below_percent,
            &place,
            target,
            findings,
        );
        let severity = values::word(&place.field("severity", severity), findings);
        let points = small(&place.field("points", points), (0, POINTS_MAX), findings);
        let failure = severity
            .zip(points)
            .map(|(severity, points)| KpiFailure { severity, points });
        found.push((place, ends.zip(failure)));
    }
    let bands = bands(found, &list, findings);
    let factor = place.field("repeatFactor", repeat_factor);
    let factor = small(&factor, (1, REPEAT_FACTOR_MAX), findings);
    let per_point = part(&place.field("percentPerPoint", percent_per_point), findings);
    Some(CreditRegime::Points {
        bands: bands?,
        repeat_factor: factor?,
        part_per_point: per_point?,
    })
}

fn pool(
    given: &Located<PoolEntry>,
    place: &Place,
    findings: &mut Findings,
) -> Option<CreditRegime> {
    let place = place.step("pool", given.line);
    let PoolEntry {
        allocation_of_pool_percent,
        credit_allocation_percent,
    } = &given.value;
    let of_pool = place.field("allocationOfPoolPercent", allocation_of_pool_percent);
    let of_pool = part(&of_pool, findings);
    let of_allocation = place.field("creditAllocationPercent", credit_allocation_percent);
    let of_allocation = part(&of_allocation, findings);
    Some(CreditRegime::Pool {
        of_pool: of_pool?,
        of_allocation: of_allocation?,
    })
}

/// The ends of a band.
type Ends = (Option<Rational>, Rational);

/// The ends of a band as fractions of one; it lies below the promise and holds a value.
fn ends(
    least: Option<&Field<PartForm>>,
    below: &Field<PercentForm>,
    place: &Place,
    target: Option<&Target>,
    findings: &mut Findings,
) -> Option<Ends> {
    let least = match least {
        None => Some(None),
        Some(field) => {
            let given = place.field("atOrAbovePercent", field);
            part(&given, findings).map(|least| Some(least.fraction().clone()))
        }
    };
    let given = place.field("belowPercent", below);
    let below = values::target(&given, findings)?.fraction().clone();
    if let Some(target) = target.filter(|target| below > *target.fraction()) {
        let message = "the band reaches above the promised availability: nothing was missed there";
        let problem = given.problem(ProblemCode::BadBand, message);
        findings.add(problem.with_expected(format!("at most {target}")));
        return None;
    }
    Some((least?, below))
}

/// Bands of which none is empty and no two share a value, the highest first; there is at least one.
fn bands<T>(
    found: Vec<(Place, Option<(Ends, T)>)>,
    list: &Place,
    findings: &mut Findings,
) -> Option<Bands<T>> {
    if found.is_empty() {
        let problem = list.problem(ProblemCode::Required, "the list has no band");
        findings.add(problem.with_hint("add at least one band"));
        return None;
    }
    let mut places = Vec::with_capacity(found.len());
    let mut lawful = Vec::with_capacity(found.len());
    let mut whole = true;
    for (place, band) in found {
        let Some(((at_or_above, below), meaning)) = band else {
            whole = false;
            continue;
        };
        places.push(place);
        lawful.push(Band {
            at_or_above,
            below,
            meaning,
        });
    }
    let error = match Bands::new(lawful) {
        Ok(bands) => return whole.then(|| bands.descending()),
        Err(error) => error,
    };
    let line = |place: &Place| {
        place
            .line()
            .map_or_else(String::new, |line| format!(" on line {line}"))
    };
    match error {
        BandError::Empty { band } => {
            let message = "the band holds no value: it ends no higher than it begins";
            findings.add(places[band].problem(ProblemCode::BadBand, message));
        }
        BandError::Overlap { first, second } => {
            let message = format!(
                "the band shares values with the one{}",
                line(&places[first])
            );
            let problem = places[second].problem(ProblemCode::BadBand, message);
            findings.add(problem.with_hint("let one band end below where the next one begins"));
        }
    }
    None
}

/// A part of a whole, in percent from 0 to 100.
fn part(given: &Given<'_>, findings: &mut Findings) -> Option<Ratio> {
    let decimals = given.text.split_once('.').map_or(0, |(_, rest)| rest.len());
    let percent = Rational::from_str(given.text)
        .ok()
        .filter(|_| decimals <= PERCENT_DECIMALS_MAX);
    let (code, message) = match percent.map(Ratio::from_percent) {
        Some(Ok(part)) => return Some(part),
        Some(Err(_)) => (ProblemCode::OutOfRange, "the percentage is out of range"),
        None => (
            ProblemCode::BadNumber,
            "the percentage is not a plain decimal with at most 9 decimals",
        ),
    };
    findings.add(
        given
            .problem(code, message)
            .with_expected("a decimal from 0 to 100"),
    );
    None
}

fn small(given: &Given<'_>, range: (i64, i64), findings: &mut Findings) -> Option<u32> {
    values::whole(given, range, findings).and_then(|number| u32::try_from(number).ok())
}
