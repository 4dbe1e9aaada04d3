//! Credits by tiers, one payment for one event, and earning back.

use std::num::NonZeroU16;

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::agreement::credit::{self as domain, CreditClaim, CreditPeriod, TierCredit};
use federation::report::explain;
use federation::vocabulary::{Currency, Money};

use super::calculate;
use super::credit_terms::{CreditTierInput, tiers};
use super::given;
use super::money::{CalculatedMoney, GivenMoneyInput, currency, minor, refused};
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::{MeasurementSort, Relief};
use crate::graphql::scalar::{BigInt, Ratio, RatioInput};

/// The most events, credits of an event, and periods.
const LINES_MAX: usize = 1_000;

/// The most credits of all events together.
const CLAIMS_MAX: usize = 1_000;

/// A credit by tiers.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateCreditTiersInput {
    /// The availability that was reached. Absent: there was no service time, and no credit.
    availability: Option<RatioInput>,
    /// The tiers, at most 50; no two share a value.
    tiers: Vec<CreditTierInput>,
    /// The charge that the credit is a part of.
    charge: GivenMoneyInput,
    /// The most that is given back, as a part of the charge. Absent: all of it may be.
    cap: Option<RatioInput>,
}

/// Events that are each paid once.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateNoDoubleRecoveryInput {
    /// The currency of all credits, an ISO 4217 code.
    currency: String,
    /// The events, at most 1,000, with at most 1,000 credits together.
    events: Vec<CreditEventInput>,
}

/// An event with the credits that missed levels claim for it.
#[derive(Clone, Debug, InputObject)]
pub struct CreditEventInput {
    /// Its label.
    event: String,
    /// What is claimed.
    claims: Vec<CreditClaimInput>,
}

/// A credit that a missed level claims for an event.
#[derive(Clone, Debug, InputObject)]
pub struct CreditClaimInput {
    /// The label of the level.
    level: String,
    /// The credit in minor units, not below 0.
    credit_minor: BigInt,
    /// Whether missing the level costs money.
    #[graphql(default_with = "MeasurementSort::CriticalServiceLevel")]
    sort: MeasurementSort,
    /// Why the supplier is not liable. Absent: it is.
    relief: Option<Relief>,
}

/// Periods of which a credit is returned after better ones.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateEarnBackInput {
    /// The currency of all credits, an ISO 4217 code.
    currency: String,
    /// A credit is returned when the next so many periods met the level, 1 to 1,000.
    periods: i64,
    /// The periods that follow on each other, at most 1,000.
    series: Vec<CreditPeriodInput>,
}

/// A period of a level with the credit that it bore.
#[derive(Clone, Debug, InputObject)]
pub struct CreditPeriodInput {
    /// Whether the level was met.
    met: bool,
    /// The credit in minor units, not below 0.
    credit_minor: BigInt,
}

/// What tiers give back.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedTierCredit {
    /// The place of the tier in the list given, from 0. Null when none applies.
    tier: Option<usize>,
    /// The part of the charge before the cap.
    part: Ratio,
    /// The credit: the part, at most the cap, of the charge; rounded once, half to even.
    credit: CalculatedMoney,
    /// How it was calculated.
    explanation: Calculation,
}

/// Events each paid once: the largest credit that counts, never their sum.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedRecovery {
    /// The events in the order given.
    events: Vec<RecoveredEvent>,
    /// What is paid for all of them.
    total: CalculatedMoney,
    /// How it was calculated.
    explanation: Calculation,
}

/// What is paid for an event.
#[derive(Clone, Debug, SimpleObject)]
pub struct RecoveredEvent {
    /// Its label.
    event: String,
    /// The place of the claim that is paid, from 0, the first of equal ones. Null when none is.
    claim: Option<usize>,
    /// The amount.
    counted: CalculatedMoney,
}

/// What is returned of credits.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedEarnBack {
    /// What is returned of the credit of each period, in the order given.
    returned: Vec<CalculatedMoney>,
    /// All of it.
    total: CalculatedMoney,
    /// How it was calculated.
    explanation: Calculation,
}

impl CalculatedTierCredit {
    fn of(input: CalculateCreditTiersInput) -> Result<Self, Error> {
        let CalculateCreditTiersInput {
            availability,
            tiers: given_tiers,
            charge,
            cap,
        } = input;
        let at = Place::input();
        let availability = availability
            .map(|given| given::share(&given, &at.field("availability")))
            .transpose()?;
        let tiers = tiers(&given_tiers, cap.as_ref(), &at)?;
        let charge = charge.read(&at.field("charge"))?;
        let found = tiers.credit(availability.as_ref(), charge);
        let found = found.map_err(|error| refused(error, &at))?;
        let page = explain::credit_tiers(&tiers, availability.as_ref(), charge, &found);
        let TierCredit { tier, part, credit } = found;
        Ok(Self {
            tier,
            part: part.fraction().into(),
            credit: credit.into(),
            explanation: (&page).into(),
        })
    }
}

fn claims(
    given: &[CreditClaimInput],
    currency: Currency,
    at: &Place,
) -> Result<Vec<CreditClaim<String>>, Error> {
    let mut claims = Vec::with_capacity(given.len());
    for (number, claim) in given.iter().enumerate() {
        let CreditClaimInput {
            level,
            credit_minor,
            sort,
            relief,
        } = claim;
        let at = at.item(number);
        claims.push(CreditClaim {
            level: at.field("level").label(level)?,
            sort: (*sort).into(),
            relief: relief.map(Into::into),
            credit: minor(credit_minor, currency, &at.field("creditMinor"))?,
        });
    }
    Ok(claims)
}

impl CalculatedRecovery {
    fn of(input: CalculateNoDoubleRecoveryInput) -> Result<Self, Error> {
        let at = Place::input();
        let currency = currency(&input.currency, &at.field("currency"))?;
        let events_at = at.field("events");
        events_at.at_most(&input.events, LINES_MAX)?;
        let all: Vec<&CreditClaimInput> = input.events.iter().flat_map(|e| &e.claims).collect();
        events_at.at_most(&all, CLAIMS_MAX)?;
        let mut events = Vec::with_capacity(input.events.len());
        for (number, event) in input.events.iter().enumerate() {
            let at = events_at.item(number);
            let label = at.field("event").label(&event.event)?;
            let claims = claims(&event.claims, currency, &at.field("claims"))?;
            let recovery = domain::recover(&claims, currency);
            let recovery = recovery.map_err(|error| refused(error, &at))?;
            events.push((label, claims, recovery));
        }
        let counted = events.iter().map(|(_, _, recovery)| recovery.counted);
        let total = Money::sum(counted, currency).map_err(|error| refused(error, &at))?;
        let page = explain::no_double_recovery(&events, total);
        let recovered = events.into_iter().map(|(event, _, recovery)| {
            let domain::Recovery { claim, counted } = recovery;
            RecoveredEvent {
                event,
                claim,
                counted: counted.into(),
            }
        });
        Ok(Self {
            events: recovered.collect(),
            total: total.into(),
            explanation: (&page).into(),
        })
    }
}

impl CalculatedEarnBack {
    fn of(input: CalculateEarnBackInput) -> Result<Self, Error> {
        let at = Place::input();
        let currency = currency(&input.currency, &at.field("currency"))?;
        let periods = at
            .field("periods")
            .between(input.periods, 1, 1_000, "periods")?;
        let periods = u16::try_from(periods).ok().and_then(NonZeroU16::new);
        let periods = periods.unwrap_or(NonZeroU16::MIN);
        let series_at = at.field("series");
        series_at.at_most(&input.series, LINES_MAX)?;
        let mut series = Vec::with_capacity(input.series.len());
        for (number, period) in input.series.iter().enumerate() {
            let credit_at = series_at.item(number).field("creditMinor");
            series.push(CreditPeriod {
                met: period.met,
                credit: minor(&period.credit_minor, currency, &credit_at)?,
            });
        }
        let returned = domain::earn_back(&series, periods);
        let total = Money::sum(returned.iter().copied(), currency);
        let total = total.map_err(|error| refused(error, &at))?;
        let page = explain::earn_back(periods.get(), &series, &returned, total);
        Ok(Self {
            returned: returned.into_iter().map(Into::into).collect(),
            total: total.into(),
            explanation: (&page).into(),
        })
    }
}

/// Credits.
#[derive(Default)]
pub struct Credits;

#[Object]
impl Credits {
    /// A credit by the tier of an availability.
    async fn credit_tiers(
        &self,
        #[graphql(desc = "The availability, the tiers and the charge.")]
        input: CalculateCreditTiersInput,
    ) -> Result<CalculatedTierCredit> {
        Ok(calculate(input, CalculatedTierCredit::of).await?)
    }

    /// What is paid for events of which several levels claim a credit.
    async fn no_double_recovery(
        &self,
        #[graphql(desc = "The events and their credits.")] input: CalculateNoDoubleRecoveryInput,
    ) -> Result<CalculatedRecovery> {
        Ok(calculate(input, CalculatedRecovery::of).await?)
    }

    /// What is returned of credits after better periods.
    async fn earn_back(
        &self,
        #[graphql(desc = "The periods with their credits.")] input: CalculateEarnBackInput,
    ) -> Result<CalculatedEarnBack> {
        Ok(calculate(input, CalculatedEarnBack::of).await?)
    }
}
