//! Credits as canonical JSON in a column of `agreement_versions`, and how such JSON is read at all.
//! Fractions are written `n/d` in lowest terms. What is read back must be written as this file
//! writes it: an unknown field, a value out of range or another spelling is a [`RowError`].

use std::num::NonZeroU16;

use federation::agreement::credit::{
    Band, Bands, CreditRegime, CreditTerms, KpiFailure, KpiFailureSeverity, MeasurementSort,
};
use federation::vocabulary::{Money, Ratio, Rational};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::row::{Row, RowError};

/// Why a stored text means nothing.
pub(crate) type Reason = String;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredCredits {
    sort: MeasurementSort,
    charge_minor: i64,
    currency: String,
    regime: StoredRegime,
    at_risk: String,
    earn_back_months: Option<NonZeroU16>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum StoredRegime {
    Tiers(Vec<StoredTier>),
    #[serde(rename_all = "camelCase")]
    Points {
        bands: Vec<StoredFailure>,
        repeat_factor: u32,
        part_per_point: String,
    },
    #[serde(rename_all = "camelCase")]
    Pool {
        of_pool: String,
        of_allocation: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredTier {
    at_or_above: Option<String>,
    below: String,
    credit: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StoredFailure {
    at_or_above: Option<String>,
    below: String,
    severity: KpiFailureSeverity,
    points: u32,
}

/// Reads a column, and refuses what would not be written like that.
pub(crate) fn read<S: DeserializeOwned, T>(
    row: Row<'_>,
    column: &'static str,
    text: &str,
    raise: impl FnOnce(S) -> Result<T, Reason>,
    lower: impl FnOnce(&T) -> String,
) -> Result<T, RowError> {
    let stored: S = serde_json::from_str(text).map_err(|error| row.bad(column, error))?;
    let value = raise(stored).map_err(|reason| row.bad(column, reason))?;
    if lower(&value) == text {
        Ok(value)
    } else {
        Err(row.bad(column, "is not written as it would be"))
    }
}

pub(crate) fn fraction(text: &str) -> Result<Rational, Reason> {
    let refused = || format!("{text:?} is not a fraction n/d");
    let (numerator, denominator) = text.split_once('/').ok_or_else(refused)?;
    let whole = |text: &str| text.parse::<i64>().map_err(|_| refused());
    match whole(denominator)? {
        denominator if denominator > 0 => Ok(Rational::new(whole(numerator)?, denominator)),
        _ => Err(refused()),
    }
}

fn ratio(text: &str) -> Result<Ratio, Reason> {
    Ratio::new(fraction(text)?).map_err(|error| error.to_string())
}

pub(crate) fn written(fraction: &Rational) -> String {
    format!("{}/{}", fraction.numerator(), fraction.denominator())
}

/// One band of any regime, still as text.
type StoredBand<T> = (Option<String>, String, T);

fn bands<T>(stored: Vec<StoredBand<T>>) -> Result<Bands<T>, Reason> {
    let band = |(at_or_above, below, meaning): StoredBand<T>| {
        Ok(Band {
            at_or_above: at_or_above.as_deref().map(fraction).transpose()?,
            below: fraction(&below)?,
            meaning,
        })
    };
    let bands = stored
        .into_iter()
        .map(band)
        .collect::<Result<_, Reason>>()?;
    Bands::new(bands).map_err(|error| error.to_string())
}

fn raise_credits_stored(stored: StoredCredits) -> Result<CreditTerms, Reason> {
    let StoredCredits {
        sort,
        charge_minor,
        currency,
        regime,
        at_risk,
        earn_back_months,
    } = stored;
    if charge_minor < 0 {
        return Err("has a charge below zero".to_owned());
    }
    let currency = currency.parse().map_err(|error| format!("{error}"))?;
    Ok(CreditTerms {
        sort,
        charge_per_month: Money::new(charge_minor, currency),
        regime: raise_regime(regime)?,
        at_risk: ratio(&at_risk)?,
        earn_back_months,
    })
}

fn raise_regime(stored: StoredRegime) -> Result<CreditRegime, Reason> {
    Ok(match stored {
        StoredRegime::Tiers(tiers) => {
            let tier = |tier: StoredTier| {
                let credit = ratio(&tier.credit)?;
                Ok((tier.at_or_above, tier.below, credit))
            };
            let tiers = tiers.into_iter().map(tier).collect::<Result<_, Reason>>()?;
            CreditRegime::Tiers(bands(tiers)?)
        }
        StoredRegime::Points {
            bands: failures,
            repeat_factor,
            part_per_point,
        } => {
            let failure = |failure: StoredFailure| {
                let StoredFailure {
                    at_or_above,
                    below,
                    severity,
                    points,
                } = failure;
                (at_or_above, below, KpiFailure { severity, points })
            };
            CreditRegime::Points {
                bands: bands(failures.into_iter().map(failure).collect())?,
                repeat_factor,
                part_per_point: ratio(&part_per_point)?,
            }
        }
        StoredRegime::Pool {
            of_pool,
            of_allocation,
        } => CreditRegime::Pool {
            of_pool: ratio(&of_pool)?,
            of_allocation: ratio(&of_allocation)?,
        },
    })
}

/// The credits of a column.
pub(crate) fn raise_credits(
    row: Row<'_>,
    text: Option<&str>,
) -> Result<Option<CreditTerms>, RowError> {
    text.map(|text| read(row, "credits", text, raise_credits_stored, lower_credits))
        .transpose()
}

/// The column of credits.
pub(crate) fn lower_credits(terms: &CreditTerms) -> String {
    let CreditTerms {
        sort,
        charge_per_month,
        regime,
        at_risk,
        earn_back_months,
    } = terms;
    let regime = match regime {
        CreditRegime::Tiers(bands) => {
            let tiers = bands.as_slice().iter().map(|band| StoredTier {
                at_or_above: band.at_or_above.as_ref().map(written),
                below: written(&band.below),
                credit: written(band.meaning.fraction()),
            });
            StoredRegime::Tiers(tiers.collect())
        }
        CreditRegime::Points {
            bands,
            repeat_factor,
            part_per_point,
        } => {
            let failures = bands.as_slice().iter().map(|band| StoredFailure {
                at_or_above: band.at_or_above.as_ref().map(written),
                below: written(&band.below),
                severity: band.meaning.severity,
                points: band.meaning.points,
            });
            StoredRegime::Points {
                bands: failures.collect(),
                repeat_factor: *repeat_factor,
                part_per_point: written(part_per_point.fraction()),
            }
        }
        CreditRegime::Pool {
            of_pool,
            of_allocation,
        } => StoredRegime::Pool {
            of_pool: written(of_pool.fraction()),
            of_allocation: written(of_allocation.fraction()),
        },
    };
    json(&StoredCredits {
        sort: *sort,
        charge_minor: charge_per_month.minor(),
        currency: charge_per_month.currency().code().to_owned(),
        regime,
        at_risk: written(at_risk.fraction()),
        earn_back_months: *earn_back_months,
    })
}

/// The text of a stored shape: structs of texts and numbers always have one.
pub(crate) fn json(stored: &impl Serialize) -> String {
    serde_json::to_string(stored).unwrap_or_default()
}
