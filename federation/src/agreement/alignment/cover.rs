//! The money that a customer agreement puts at risk, and what the agreements underneath put at risk
//! towards the integrator.

use std::collections::BTreeMap;

use super::AlignmentStatus;
use crate::agreement::credit::{CreditTerms, MeasurementSort};
use crate::vocabulary::{Currency, Rational};

/// The credits of a month in one currency, at most, in exact minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditCover {
    /// The currency; Concordat knows no exchange rates.
    pub currency: Currency,
    /// What the customer may be owed.
    pub customer_minor: Rational,
    /// What the suppliers may owe, each agreement once and whole, even when it underpins other
    /// services too.
    pub suppliers_minor: Rational,
}

impl CreditCover {
    /// The covers of every currency that either side has, by the code of the currency.
    #[must_use]
    pub fn of<'t>(
        customer: Option<&CreditTerms>,
        suppliers: impl IntoIterator<Item = &'t CreditTerms>,
    ) -> Vec<Self> {
        let mut covers: BTreeMap<&'static str, Self> = BTreeMap::new();
        let mut cover = |terms: &CreditTerms, of_customer: bool| {
            let currency = terms.charge_per_month.currency();
            let cover = covers.entry(currency.code()).or_insert(Self {
                currency,
                customer_minor: Rational::zero(),
                suppliers_minor: Rational::zero(),
            });
            let side = match of_customer {
                true => &mut cover.customer_minor,
                false => &mut cover.suppliers_minor,
            };
            *side += &at_risk(terms);
        };
        if let Some(terms) = customer {
            cover(terms, true);
        }
        suppliers.into_iter().for_each(|terms| cover(terms, false));
        covers.into_values().collect()
    }

    /// What the integrator would owe out of its own pocket; 0 when the suppliers' part is enough.
    #[must_use]
    pub fn uncovered_minor(&self) -> Rational {
        (self.customer_minor.clone() - self.suppliers_minor.clone()).max(Rational::zero())
    }

    /// At risk when some money is uncovered: the level is carried or not whatever a miss costs.
    #[must_use]
    pub fn status(&self) -> AlignmentStatus {
        match self.uncovered_minor().is_zero() {
            true => AlignmentStatus::Aligned,
            false => AlignmentStatus::AtRisk,
        }
    }
}

/// The at-risk amount of a month; nothing where a miss costs nothing.
fn at_risk(terms: &CreditTerms) -> Rational {
    match terms.sort {
        MeasurementSort::CriticalServiceLevel => {
            terms.charge_per_month.exact() * terms.at_risk.fraction().clone()
        }
        MeasurementSort::KeyMeasurement => Rational::zero(),
    }
}
