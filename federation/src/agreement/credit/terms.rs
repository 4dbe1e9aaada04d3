//! What an agreement says about service credits.

use std::num::NonZeroU16;

use super::{Bands, KpiFailure, MeasurementSort};
use crate::vocabulary::{Money, Ratio};

/// What an agreement gives back for a month in which its availability was missed (C13). An agreement
/// about several components judges each of them alone; what they give back together is at most the
/// at-risk amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditTerms {
    /// Whether a miss costs money at all.
    pub sort: MeasurementSort,
    /// The charge of one month, and the currency of every credit.
    pub charge_per_month: Money,
    /// How a miss becomes a part of the charge.
    pub regime: CreditRegime,
    /// The at-risk amount: the most that the credits of a month take, as a part of the charge.
    pub at_risk: Ratio,
    /// A credit is returned when the next so many months met the promise; `None` when it never is.
    pub earn_back_months: Option<NonZeroU16>,
}

/// How a miss becomes a part of the charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreditRegime {
    /// The part of the charge that the band of the availability says (C13 a).
    Tiers(Bands<Ratio>),
    /// The part of the charge that a point is worth, for each point (C13 c).
    Points {
        /// What a miss scores by how far it goes; an availability in none of them scores nothing.
        bands: Bands<KpiFailure>,
        /// What points are multiplied with when the month before failed too.
        repeat_factor: u32,
        /// The part of the charge that one point gives back.
        part_per_point: Ratio,
    },
    /// A part of the level's allocation of the at-risk amount (C13 b).
    Pool {
        /// The part of the at-risk amount that is allocated to each level.
        of_pool: Ratio,
        /// The part of its allocation that a miss takes.
        of_allocation: Ratio,
    },
}
