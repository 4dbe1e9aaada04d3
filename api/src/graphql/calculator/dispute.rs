//! Figures that can still change: disputed downtime, and restated versions.

use std::collections::BTreeSet;

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::evaluation::{
    DisputedDowntime, DisputedFigure, RestatedFigure, RestatedRow, Restatement,
};
use federation::report::explain;

use super::calculate;
use super::credit_terms::{CreditTierInput, tiers};
use super::given::{self, GivenCalendarInput};
use super::money::{CalculatedMoney, GivenMoneyInput, refused};
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::figure::Verdict;
use crate::graphql::model::word::VerdictStanding;
use crate::graphql::period::{InstantRangeInput, PeriodInput};
use crate::graphql::scalar::{Ratio, RatioInput, RationalInput};

/// The most versions of a figure.
const VERSIONS_MAX: usize = 20;

/// The most rows of a version.
const ROWS_MAX: usize = 1_000;

/// Downtime of which a part is disputed.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateDisputedDowntimeInput {
    /// Agreed service time less exclusions, in seconds.
    base_seconds: i64,
    /// Downtime in seconds that nobody disputes, not below 0.
    undisputed_seconds: RationalInput,
    /// Downtime in seconds that is disputed, not below 0.
    disputed_seconds: RationalInput,
    /// The availability that is promised. Absent: nothing is judged.
    target: Option<RatioInput>,
    /// The tiers of credit, at most 50; no two share a value.
    #[graphql(default)]
    tiers: Vec<CreditTierInput>,
    /// The most that is given back, as a part of the charge. Absent: all of it may be.
    cap: Option<RatioInput>,
    /// The charge that the credit is a part of.
    charge: GivenMoneyInput,
}

/// A frozen figure stated anew.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateRestatementInput {
    /// The period, at most ten years.
    period: PeriodInput,
    /// The agreed hours; around the clock in UTC when absent. The period is read in its zone.
    calendar: Option<GivenCalendarInput>,
    /// The availability that is promised. Absent: nothing is judged.
    target: Option<RatioInput>,
    /// The tiers of credit, at most 50; no two share a value.
    #[graphql(default)]
    tiers: Vec<CreditTierInput>,
    /// The most that is given back, as a part of the charge. Absent: all of it may be.
    cap: Option<RatioInput>,
    /// The charge that the credit is a part of.
    charge: GivenMoneyInput,
    /// The versions in their order, 1 to 20.
    versions: Vec<RestatedVersionInput>,
}

/// The rows of downtime that a version of a report had.
#[derive(Clone, Debug, InputObject)]
pub struct RestatedVersionInput {
    /// The rows, at most 1,000; they may overlap.
    rows: Vec<RestatedRowInput>,
}

/// A row of downtime.
#[derive(Clone, Debug, InputObject)]
pub struct RestatedRowInput {
    /// Its label, the same in every version, once in each.
    row: String,
    /// When the service was down.
    down: InstantRangeInput,
}

/// A figure with and without the disputed downtime.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedDispute {
    /// The availability with it. Null without service time.
    as_submitted: Option<Ratio>,
    /// The verdict with it. Null without a target.
    as_submitted_verdict: Option<Verdict>,
    /// The availability without it. Null without service time.
    if_upheld: Option<Ratio>,
    /// The verdict without it. Null without a target.
    if_upheld_verdict: Option<Verdict>,
    /// Whether both verdicts are the same.
    standing: VerdictStanding,
    /// The credit that is due however the dispute ends.
    credit_undisputed: CalculatedMoney,
    /// The credit that is held until it has ended: no more than the dispute is about.
    credit_held: CalculatedMoney,
    /// How it was calculated.
    explanation: Calculation,
}

/// What a restatement changes, from the first version to the last.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedRestatement {
    /// The figure of each version, in the order given.
    versions: Vec<CalculatedVersion>,
    /// The rows that only the last version has, by label.
    added: Vec<String>,
    /// The rows that only the first version has, by label.
    removed: Vec<String>,
    /// The rows that both have, with other times, by label.
    changed: Vec<String>,
    /// The last credit less the first: posted in the current period, the issued invoice stays.
    adjustment: CalculatedMoney,
    /// How it was calculated.
    explanation: Calculation,
}

/// The figure of one version.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedVersion {
    /// Downtime in seconds: rows that overlap count once.
    downtime_seconds: i64,
    /// The availability. Null without service time.
    ratio: Option<Ratio>,
    /// The verdict. Null without a target.
    verdict: Option<Verdict>,
    /// The credit.
    credit: CalculatedMoney,
}

impl CalculatedDispute {
    fn of(input: CalculateDisputedDowntimeInput) -> Result<Self, Error> {
        let at = Place::input();
        let downtime = DisputedDowntime {
            base_seconds: at.field("baseSeconds").seconds(input.base_seconds)?,
            undisputed_seconds: given::amount(
                &input.undisputed_seconds,
                &at.field("undisputedSeconds"),
            )?,
            disputed_seconds: given::amount(&input.disputed_seconds, &at.field("disputedSeconds"))?,
        };
        let target = input
            .target
            .map(|target| given::target(&target, &at.field("target")))
            .transpose()?;
        let tiers = tiers(&input.tiers, input.cap.as_ref(), &at)?;
        let charge = input.charge.read(&at.field("charge"))?;
        let figure = downtime.figure(target.as_ref(), &tiers, charge);
        let figure = figure.map_err(|error| refused(error, &at))?;
        let page = explain::disputed_downtime(&downtime, target.as_ref(), &tiers, charge, &figure);
        let DisputedFigure {
            as_submitted,
            as_submitted_verdict,
            if_upheld,
            if_upheld_verdict,
            standing,
            credit_undisputed,
            credit_held,
        } = figure;
        Ok(Self {
            as_submitted: as_submitted.as_ref().map(Into::into),
            as_submitted_verdict: as_submitted_verdict.map(Into::into),
            if_upheld: if_upheld.as_ref().map(Into::into),
            if_upheld_verdict: if_upheld_verdict.map(Into::into),
            standing: standing.into(),
            credit_undisputed: credit_undisputed.into(),
            credit_held: credit_held.into(),
            explanation: (&page).into(),
        })
    }
}

fn rows(version: &RestatedVersionInput, at: &Place) -> Result<Vec<RestatedRow<String>>, Error> {
    let at = at.field("rows");
    at.at_most(&version.rows, ROWS_MAX)?;
    let mut labels = BTreeSet::new();
    let mut rows = Vec::with_capacity(version.rows.len());
    for (number, row) in version.rows.iter().enumerate() {
        let at = at.item(number);
        let id = at.field("row").label(&row.row)?;
        if !labels.insert(id.clone()) {
            return Err(at.field("row").refuse(
                id,
                "a label that stands in the version once",
                "give every row a label of its own",
            ));
        }
        rows.push(RestatedRow {
            id,
            interval: given::stretch(row.down, &at.field("down"))?,
        });
    }
    Ok(rows)
}

impl CalculatedRestatement {
    fn of(input: CalculateRestatementInput) -> Result<Self, Error> {
        let at = Place::input();
        let calendar = GivenCalendarInput::or_always(input.calendar, &at.field("calendar"))?;
        let period = given::period(input.period, calendar.zone, &at.field("period"))?;
        let base = calendar.hours(period);
        let target = input
            .target
            .map(|target| given::target(&target, &at.field("target")))
            .transpose()?;
        let tiers = tiers(&input.tiers, input.cap.as_ref(), &at)?;
        let charge = input.charge.read(&at.field("charge"))?;
        let versions_at = at.field("versions");
        versions_at.some(&input.versions, VERSIONS_MAX)?;
        let mut versions = Vec::with_capacity(input.versions.len());
        for (number, version) in input.versions.iter().enumerate() {
            versions.push(rows(version, &versions_at.item(number))?);
        }
        let restated = Restatement::of(&base, target.as_ref(), &tiers, charge, &versions);
        let restated = restated.map_err(|error| refused(error, &at))?;
        let page = explain::restatement(&base, target.as_ref(), &tiers, charge, &restated);
        let Restatement {
            versions,
            added,
            removed,
            changed,
            adjustment,
        } = restated;
        Ok(Self {
            versions: versions.iter().map(Into::into).collect(),
            added,
            removed,
            changed,
            adjustment: adjustment.into(),
            explanation: (&page).into(),
        })
    }
}

impl From<&RestatedFigure> for CalculatedVersion {
    fn from(figure: &RestatedFigure) -> Self {
        let RestatedFigure {
            downtime_seconds,
            availability,
            verdict,
            credit,
        } = figure;
        Self {
            downtime_seconds: *downtime_seconds,
            ratio: availability.as_ref().map(Into::into),
            verdict: verdict.map(Into::into),
            credit: (*credit).into(),
        }
    }
}

/// Figures that can still change.
#[derive(Default)]
pub struct Disputes;

#[Object]
impl Disputes {
    /// A figure while a part of its downtime is disputed: both ways at once.
    async fn disputed_downtime(
        &self,
        #[graphql(desc = "The downtime, the target and the tiers.")]
        input: CalculateDisputedDowntimeInput,
    ) -> Result<CalculatedDispute> {
        Ok(calculate(input, CalculatedDispute::of).await?)
    }

    /// A frozen figure stated anew: every version stays, and money is adjusted forward.
    async fn restatement(
        &self,
        #[graphql(desc = "The versions, the target and the tiers.")]
        input: CalculateRestatementInput,
    ) -> Result<CalculatedRestatement> {
        Ok(calculate(input, CalculatedRestatement::of).await?)
    }
}
