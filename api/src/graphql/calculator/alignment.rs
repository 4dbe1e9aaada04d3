//! Do the promised percentages of suppliers carry the promise to the customer? Piece by piece, before
//! anything is signed.

use std::num::NonZeroU16;

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::agreement::alignment::{self as domain, AvailabilityAlignment};
use federation::report::explain;

use super::calculate;
use super::given;
use super::place::Place;
use super::tree::GivenTreeInput;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::AlignmentStatus;
use crate::graphql::scalar::{Ratio, RatioInput, RationalNumber};

/// The most suppliers in series of the inverse.
const COUNT_MAX: i64 = 500;

/// Promised percentages against the customer's target.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateAvailabilityAlignmentInput {
    /// The availability that the customer is promised.
    target: RatioInput,
    /// The tree; each component stands in it once and carries the percentage promised about it.
    tree: GivenTreeInput,
    /// The agreed service time in seconds, to tell the gap in. Absent: it is told in percent only.
    agreed_seconds: Option<i64>,
}

/// Equal suppliers in series.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateRequiredEachInput {
    /// The availability that the customer is promised.
    target: RatioInput,
    /// How many suppliers, 1 to 500.
    count: i64,
}

/// What the suppliers' promises make of the customer's target.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedAvailabilityAlignment {
    /// Whether they carry it: ALIGNED even in the worst case, AT_RISK only if failures are
    /// independent, else MISALIGNED.
    status: AlignmentStatus,
    /// The availability if every promise is just kept and failures fall as badly as they can.
    worst: Ratio,
    /// The availability if every promise is just kept and failures are independent: a FORECAST.
    product: Option<Ratio>,
    /// How far the worst case is below the target; 0 when it is not.
    worst_gap: Ratio,
    /// How far the product is below the target; 0 when it is not.
    product_gap: Option<Ratio>,
    /// That gap in seconds of the agreed service time. Null when that is not given.
    product_gap_seconds: Option<RationalNumber>,
    /// How it was calculated.
    explanation: Calculation,
}

/// What each of equal suppliers in series would have to promise.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedRequiredEach {
    /// Enough even in the worst case: 1 - (1 - target) / count.
    worst_case: Ratio,
    /// Enough if failures are independent: the smallest percentage with six decimals whose power
    /// reaches the target. A FORECAST.
    product: Ratio,
    /// How it was calculated.
    explanation: Calculation,
}

impl CalculatedAvailabilityAlignment {
    fn of(input: CalculateAvailabilityAlignmentInput) -> Result<Self, Error> {
        let CalculateAvailabilityAlignmentInput {
            target,
            tree,
            agreed_seconds,
        } = input;
        let at = Place::input();
        let target = given::target(&target, &at.field("target"))?;
        let tree = tree.read_promised(&at.field("tree"))?;
        let agreed_seconds = agreed_seconds
            .map(|seconds| at.field("agreedSeconds").seconds(seconds))
            .transpose()?;
        let promises = tree.availabilities();
        let aligned = AvailabilityAlignment::of(&target, &tree.root, &promises, agreed_seconds);
        let page =
            explain::availability_alignment(&target, &tree.promised, &aligned, agreed_seconds);
        let AvailabilityAlignment {
            worst,
            product,
            status,
            worst_gap,
            product_gap,
            product_gap_seconds,
            unpromised: _,
        } = aligned;
        Ok(Self {
            status: status.into(),
            worst: (&worst).into(),
            product: product.as_ref().map(Into::into),
            worst_gap: (&worst_gap).into(),
            product_gap: product_gap.as_ref().map(Into::into),
            product_gap_seconds: product_gap_seconds.as_ref().map(Into::into),
            explanation: (&page).into(),
        })
    }
}

impl CalculatedRequiredEach {
    fn of(input: CalculateRequiredEachInput) -> Result<Self, Error> {
        let at = Place::input();
        let target = given::target(&input.target, &at.field("target"))?;
        let count_at = at.field("count");
        let count = count_at.between(input.count, 1, COUNT_MAX, "suppliers")?;
        let count = u16::try_from(count).ok().and_then(NonZeroU16::new);
        let count = count.unwrap_or(NonZeroU16::MIN);
        let each = domain::required_each(&target, count);
        let page = explain::required_each(&target, count.get(), &each);
        let domain::RequiredEach {
            worst_case,
            product,
        } = each;
        Ok(Self {
            worst_case: (&worst_case).into(),
            product: (&product).into(),
            explanation: (&page).into(),
        })
    }
}

/// Alignment, piece by piece (ISO/IEC 20000-1, 8.3.4.1).
#[derive(Default)]
pub struct Alignments;

#[Object]
impl Alignments {
    /// Whether promised percentages carry the customer's target.
    async fn availability_alignment(
        &self,
        #[graphql(desc = "The target and the tree.")] input: CalculateAvailabilityAlignmentInput,
    ) -> Result<CalculatedAvailabilityAlignment> {
        Ok(calculate(input, CalculatedAvailabilityAlignment::of).await?)
    }

    /// What each of equal suppliers in series would have to promise.
    async fn required_each(
        &self,
        #[graphql(desc = "The target and the number.")] input: CalculateRequiredEachInput,
    ) -> Result<CalculatedRequiredEach> {
        Ok(calculate(input, CalculatedRequiredEach::of).await?)
    }
}
