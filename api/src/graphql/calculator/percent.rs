//! What availability percentages alone say about a service, without the times of outages.

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::evaluation::judge_bounds;
use federation::report::explain;
use federation::topology::PercentBounds;
use federation::vocabulary::Ratio as DomainRatio;

use super::calculate;
use super::given;
use super::place::Place;
use super::tree::GivenTreeInput;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::figure::Verdict;
use crate::graphql::scalar::{Ratio, RatioInput};

/// A tree of components of which only percentages are known.
#[derive(Clone, Debug, InputObject)]
pub struct CalculatePercentOnlyInput {
    /// The tree; each component stands in it once and carries its availability.
    tree: GivenTreeInput,
    /// The availability that is promised. Absent: nothing is judged.
    target: Option<RatioInput>,
}

/// What percentages alone say: a range, never a measurement.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedPercentBounds {
    /// The least it can have been: the failures fell as badly as they could.
    worst: Ratio,
    /// The most it can have been: the failures fell as well as they could.
    best: Ratio,
    /// A FORECAST that assumes that components fail independently of each other. Not a measurement,
    /// and no ground for a verdict.
    independent_forecast: Option<Ratio>,
    /// Whether the target is met: INDETERMINATE where it lies between worst and best. Null without a
    /// target.
    verdict: Option<Verdict>,
    /// How it was calculated.
    explanation: Calculation,
}

impl CalculatedPercentBounds {
    fn of(input: CalculatePercentOnlyInput) -> Result<Self, Error> {
        let CalculatePercentOnlyInput { tree, target } = input;
        let at = Place::input();
        let tree = tree.read_promised(&at.field("tree"))?;
        let target = target
            .map(|target| given::ratio(&target, &at.field("target")))
            .transpose()?;
        let target = target.as_ref().map(DomainRatio::fraction);
        let bounds = PercentBounds::of(&tree.root, &tree.availabilities());
        let verdict = judge_bounds(Some((&bounds.worst, &bounds.best)), target);
        let page = explain::percent_bounds(&tree.promised, &bounds, target, verdict);
        let PercentBounds {
            worst,
            best,
            independent,
            sharp: _,
            unknown: _,
        } = bounds;
        Ok(Self {
            worst: (&worst).into(),
            best: (&best).into(),
            independent_forecast: independent.as_ref().map(Into::into),
            verdict: verdict.map(Into::into),
            explanation: (&page).into(),
        })
    }
}

/// Percentages without times.
#[derive(Default)]
pub struct Percentages;

#[Object]
impl Percentages {
    /// The range of a service's availability when only percentages of its components are known.
    async fn percent_only(
        &self,
        #[graphql(desc = "The tree and the target.")] input: CalculatePercentOnlyInput,
    ) -> Result<CalculatedPercentBounds> {
        Ok(calculate(input, CalculatedPercentBounds::of).await?)
    }
}
