//! The promised percentages through the dependency tree, and what each supplier would have to promise.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use super::AlignmentStatus;
use crate::agreement::Target;
use crate::topology::{Node, PercentBounds};
use crate::vocabulary::{ComponentId, Ratio, Rational};

/// What the suppliers' promises make of the customer's target (C6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AvailabilityAlignment {
    /// The availability if every promise is just kept and failures fall as badly as they can.
    pub worst: Rational,
    /// The availability if every promise is just kept and failures are independent; `None` when a
    /// promise is missing.
    pub product: Option<Rational>,
    /// Aligned when the worst case reaches the target, at risk when only the product does.
    pub status: AlignmentStatus,
    /// How far the worst case is below the target; 0 when it is not.
    pub worst_gap: Rational,
    /// How far the product is below the target; 0 when it is not.
    pub product_gap: Option<Rational>,
    /// That gap in seconds of the agreed service time, where that is known.
    pub product_gap_seconds: Option<Rational>,
    /// The components that nothing is promised about.
    pub unpromised: BTreeSet<ComponentId>,
}

impl AvailabilityAlignment {
    /// Aligns the promises about the components of a tree with a target; `agreed_seconds` is the
    /// agreed service time to tell the gap in.
    #[must_use]
    pub fn of(
        target: &Target,
        tree: &Node,
        promises: &BTreeMap<ComponentId, Ratio>,
        agreed_seconds: Option<i64>,
    ) -> Self {
        let bounds = PercentBounds::of(tree, promises);
        let gap =
            |value: &Rational| (target.fraction().clone() - value.clone()).max(Rational::zero());
        let product_gap = bounds.independent.as_ref().map(gap);
        let by_product = bounds
            .independent
            .as_ref()
            .is_some_and(|product| target.is_met_by(product));
        Self {
            status: match target.is_met_by(&bounds.worst) {
                true => AlignmentStatus::Aligned,
                false if by_product => AlignmentStatus::AtRisk,
                false => AlignmentStatus::Misaligned,
            },
            worst_gap: gap(&bounds.worst),
            product_gap_seconds: product_gap
                .clone()
                .zip(agreed_seconds)
                .map(|(gap, seconds)| gap * Rational::whole(seconds)),
            product_gap,
            worst: bounds.worst,
            product: bounds.independent,
            unpromised: bounds.unknown,
        }
    }
}

/// What each of several equal suppliers in series would have to promise (C6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredEach {
    /// Enough even in the worst case: 1 - (1 - target) / count.
    pub worst_case: Rational,
    /// Enough if failures are independent: the smallest percentage with six decimals, here as a
    /// fraction, whose power reaches the target.
    pub product: Rational,
}

/// What each of `count` equal suppliers in series would have to promise for `target`. The root of
/// the product is searched among integers, so that it is exact.
#[must_use]
pub fn required_each(target: &Target, count: NonZeroU16) -> RequiredEach {
    /// One in a count of millionths of a percent.
    const WHOLE: u32 = 100_000_000;
    let power = |parts: u32| Rational::new(parts, WHOLE).pow(count.get().into());
    let (mut below, mut reaches) = (0, WHOLE);
    while reaches - below > 1 {
        let middle = below + (reaches - below) / 2;
        if target.is_met_by(&power(middle)) {
            reaches = middle;
        } else {
            below = middle;
        }
    }
    let missing = Rational::one() - target.fraction().clone();
    RequiredEach {
        worst_case: Rational::one() - missing * Rational::new(1, count.get()),
        product: Rational::new(reaches, WHOLE),
    }
}
