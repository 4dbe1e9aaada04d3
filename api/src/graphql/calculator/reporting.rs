//! How complete reports are, and where a figure is going.

use std::collections::BTreeSet;

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::evaluation::{Completeness, Receipt, Slot, Trend, TrendLine, TrendPoint};
use federation::report::explain;
use federation::vocabulary::Ratio as DomainRatio;

use super::calculate;
use super::given;
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::{TrendForecast, TrendState};
use crate::graphql::scalar::{DateTime, Decimal, Ratio, RatioInput};

/// The most expected reports, and the most received ones.
const SLOTS_MAX: usize = 1_000;

/// The most points of a trend: ten years of months.
const POINTS_MAX: usize = 120;

/// Expected and received reports.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateCompletenessInput {
    /// The reports that are expected, at most 1,000, each label once.
    slots: Vec<SlotInput>,
    /// The reports that were received, at most 1,000; one for another slot does not count.
    receipts: Vec<ReceiptInput>,
}

/// A report that is expected.
#[derive(Clone, Debug, InputObject)]
pub struct SlotInput {
    /// Its label.
    slot: String,
    /// By when it must have been received.
    due: DateTime,
}

/// A report that was received. A nil return is one too; none at all is not.
#[derive(Clone, Debug, InputObject)]
pub struct ReceiptInput {
    /// The label of its slot.
    slot: String,
    /// When it was received.
    received_at: DateTime,
}

/// Periods of a figure that follow on each other.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateTrendInput {
    /// The periods, at most 120, in their order.
    points: Vec<TrendPointInput>,
    /// The target that the next period is compared with. Absent: there is no forecast.
    target: Option<RatioInput>,
}

/// A period of a figure.
#[derive(Clone, Debug, InputObject)]
pub struct TrendPointInput {
    /// The figure in percent. Absent when the period has none.
    percent: Option<Decimal>,
    /// Whether the period is frozen: others are left out, but keep their place.
    #[graphql(default = true)]
    frozen: bool,
}

/// How many expected reports came, and how many in time.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedCompleteness {
    /// Reports expected.
    expected: u64,
    /// Reports received, in time or late.
    received: u64,
    /// Reports received no later than due.
    on_time: u64,
    /// Reports received after they were due.
    late: u64,
    /// Reports not received.
    missing: u64,
    /// Received / expected. Null when none was expected.
    completeness: Option<Ratio>,
    /// On time / expected. Null when none was expected.
    timeliness: Option<Ratio>,
    /// How it was calculated.
    explanation: Calculation,
}

/// Two straight lines through the frozen periods of a figure, and what they say about the next one.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedTrend {
    /// Whether there is one.
    state: TrendState,
    /// How many points it was made of.
    points_used: usize,
    /// The line of least squares. Null without a trend.
    least_squares: Option<CalculatedTrendLine>,
    /// The Theil-Sen line, which one outlier barely moves. Null without a trend.
    theil_sen: Option<CalculatedTrendLine>,
    /// Whether the next value on the line of least squares would meet the target: a forecast, never
    /// a verdict. Null without a trend or a target.
    forecast: Option<TrendForecast>,
    /// How it was calculated.
    explanation: Calculation,
}

/// A straight line over the places of the points, counted from 0.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedTrendLine {
    /// The change from one period to the next; in percent it is percentage points.
    slope: Ratio,
    /// The value at place 0.
    intercept: Ratio,
    /// The value one place after the last point; not cut at 100 %.
    next: Ratio,
}

impl From<&TrendLine> for CalculatedTrendLine {
    fn from(line: &TrendLine) -> Self {
        let TrendLine {
            slope,
            intercept,
            next,
        } = line;
        Self {
            slope: slope.into(),
            intercept: intercept.into(),
            next: next.into(),
        }
    }
}

impl CalculatedCompleteness {
    fn of(input: CalculateCompletenessInput) -> Result<Self, Error> {
        let CalculateCompletenessInput { slots, receipts } = input;
        let at = Place::input();
        let (slots_at, receipts_at) = (at.field("slots"), at.field("receipts"));
        slots_at.at_most(&slots, SLOTS_MAX)?;
        receipts_at.at_most(&receipts, SLOTS_MAX)?;
        let mut expected = Vec::with_capacity(slots.len());
        let mut labels = BTreeSet::new();
        for (number, slot) in slots.iter().enumerate() {
            let label_at = slots_at.item(number).field("slot");
            let id = label_at.label(&slot.slot)?;
            if !labels.insert(id.clone()) {
                let hint = "give every slot a label of its own";
                return Err(label_at.refuse(id, "a label that stands in the list once", hint));
            }
            expected.push(Slot {
                id,
                due: slot.due.instant(),
            });
        }
        let mut received = Vec::with_capacity(receipts.len());
        for (number, receipt) in receipts.iter().enumerate() {
            let label_at = receipts_at.item(number).field("slot");
            received.push(Receipt {
                slot: label_at.label(&receipt.slot)?,
                received_at: receipt.received_at.instant(),
            });
        }
        let figure = Completeness::measure(&expected, &received);
        let explanation = (&explain::completeness(&figure)).into();
        let Completeness {
            expected,
            received,
            on_time,
            late,
            missing,
            completeness,
            timeliness,
        } = figure;
        Ok(Self {
            expected,
            received,
            on_time,
            late,
            missing,
            completeness: completeness.as_ref().map(Into::into),
            timeliness: timeliness.as_ref().map(Into::into),
            explanation,
        })
    }
}

impl CalculatedTrend {
    fn of(input: CalculateTrendInput) -> Result<Self, Error> {
        let CalculateTrendInput { points, target } = input;
        let at = Place::input();
        let points_at = at.field("points");
        points_at.at_most(&points, POINTS_MAX)?;
        let mut read = Vec::with_capacity(points.len());
        for (number, point) in points.iter().enumerate() {
            let at = points_at.item(number).field("percent");
            let value = point.percent.as_ref();
            read.push(TrendPoint {
                value: value.map(|value| given::percent(value, &at)).transpose()?,
                settled: point.frozen,
            });
        }
        let target = target
            .map(|target| given::ratio(&target, &at.field("target")))
            .transpose()?;
        let target = target.as_ref().map(DomainRatio::fraction);
        let trend = Trend::of(&read, target);
        let explanation = (&explain::trend(read.len(), target, &trend)).into();
        let Trend {
            points_used,
            state,
            sums: _,
            least_squares,
            theil_sen,
            forecast,
        } = trend;
        Ok(Self {
            state: state.into(),
            points_used,
            least_squares: least_squares.as_ref().map(Into::into),
            theil_sen: theil_sen.as_ref().map(Into::into),
            forecast: forecast.map(Into::into),
            explanation,
        })
    }
}

/// Reports and trends.
#[derive(Default)]
pub struct Reporting;

#[Object]
impl Reporting {
    /// How complete and how timely reports are.
    async fn completeness(
        &self,
        #[graphql(desc = "Expected and received reports.")] input: CalculateCompletenessInput,
    ) -> Result<CalculatedCompleteness> {
        Ok(calculate(input, CalculatedCompleteness::of).await?)
    }

    /// Where a figure is going.
    async fn trend(
        &self,
        #[graphql(desc = "The periods and the target.")] input: CalculateTrendInput,
    ) -> Result<CalculatedTrend> {
        Ok(calculate(input, CalculatedTrend::of).await?)
    }
}
