//! Service credits: what an agreement gives back for a missed level (C13). Every step is exact; an
//! amount is rounded once, at the last one.
//!
//! | file | what lives in it |
//! |---|---|
//! | `band` | half-open bands of the exact value, and tiers of percentages on them |
//! | `points` | service points, with the factor for repeated failures |
//! | `pool` | the at-risk amount that credits share |
//! | `apportion` | an amount among lines, and passing a credit through to suppliers |
//! | `recovery` | one event is paid once; relief; earn-back |
//! | `terms` | what an agreement says about all of it |

mod apportion;
mod band;
mod points;
mod pool;
mod recovery;
mod terms;

pub use apportion::{
    CreditAllocation, CreditExposure, PassedThrough, WeightedLine, apportion, pass_through,
};
pub use band::{Band, BandError, Bands, CreditTiers, TierCredit};
pub use points::{KpiFailure, KpiFailureSeverity, KpiPeriod, PointsRegime, PointsScore};
pub use pool::{AllocationOfPool, AtRiskAmount, PoolCredit, PoolLine, cap_at_risk};
pub use recovery::{
    CreditClaim, CreditPeriod, MeasurementSort, Recovery, Relief, earn_back, recover,
};
pub use terms::{CreditRegime, CreditTerms};

use crate::vocabulary::MoneyError;

/// Why a credit cannot be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditError {
    /// The amounts do not make an amount.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// An amount is to be apportioned, but no line has any weight.
    #[error("no line has any weight to apportion by")]
    NoWeight,
    /// A weight below zero.
    #[error("a weight is below zero")]
    NegativeWeight,
}
