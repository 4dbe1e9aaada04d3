//! Do the promised times and hours of suppliers carry the promise to the customer?

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::agreement::alignment::{
    ChainStep, DueAlignment, HoursCoverage, TimeChain, TimeCommitment,
};
use federation::report::explain;
use federation::time::Calendar;

use super::calculate;
use super::given::{self, GivenCalendarInput};
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::model::word::{AlignmentStatus, ChainStepKind};
use crate::graphql::period::PeriodInput;
use crate::graphql::scalar::DateTime;

/// The most steps of a chain.
const STEPS_MAX: usize = 1_000;

/// The most calendars that are compared with the customer's.
const CALENDARS_MAX: usize = 20;

/// The times of a chain of parties against one promise.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateTimeChainInput {
    /// The time that the customer is promised, in seconds.
    target_seconds: i64,
    /// What each step may take, at most 1,000 of them, one after the other.
    steps: Vec<ChainStepInput>,
}

/// One step of a chain: what a party may take.
#[derive(Clone, Debug, InputObject)]
pub struct ChainStepInput {
    /// The label of the party.
    party: String,
    /// What for.
    kind: ChainStepKind,
    /// How long, in seconds.
    seconds: i64,
}

/// Agreed hours of suppliers against those of the customer.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateHoursCoverageInput {
    /// The customer's agreed hours.
    customer: GivenCalendarInput,
    /// The suppliers' agreed hours, 1 to 20 of them.
    suppliers: Vec<SupplierHoursInput>,
    /// The period over which they are compared, at most ten years.
    period: PeriodInput,
    /// The zone that the period is read in; that of the customer's calendar when absent.
    zone: Option<String>,
}

/// The agreed hours of a supplier.
#[derive(Clone, Debug, InputObject)]
pub struct SupplierHoursInput {
    /// Its label.
    supplier: String,
    /// Its agreed hours.
    calendar: GivenCalendarInput,
}

/// One report under two promises of time.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateDueAlignmentInput {
    /// When it was reported.
    reported_at: DateTime,
    /// What the customer is promised.
    customer: TimeCommitmentInput,
    /// What the supplier promises.
    supplier: TimeCommitmentInput,
}

/// A promised time in agreed hours.
#[derive(Clone, Debug, InputObject)]
pub struct TimeCommitmentInput {
    /// The agreed hours.
    calendar: GivenCalendarInput,
    /// The promised seconds of them.
    target_seconds: i64,
}

/// The times of a chain together.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedTimeChain {
    /// Whether they are within the promise.
    status: AlignmentStatus,
    /// What the steps may take together, in seconds.
    total_seconds: i64,
    /// What the promise leaves beyond that, in seconds; below zero when they take too long.
    slack_seconds: i64,
    /// How it was calculated.
    explanation: Calculation,
}

/// The customer's agreed hours that suppliers' hours leave open.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedHoursCoverage {
    /// ALIGNED when no supplier leaves any open, else MISALIGNED.
    status: AlignmentStatus,
    /// The customer's agreed hours in the period, in seconds.
    customer_seconds: i64,
    /// What each supplier leaves open, in the order given.
    suppliers: Vec<UncoveredHours>,
    /// The seconds outside the hours of every supplier.
    uncovered_by_all_seconds: i64,
    /// How it was calculated.
    explanation: Calculation,
}

/// What one supplier leaves open of the customer's hours.
#[derive(Clone, Debug, SimpleObject)]
pub struct UncoveredHours {
    /// The label of the supplier.
    supplier: String,
    /// The customer's agreed hours outside its own, in seconds.
    uncovered_seconds: i64,
}

/// When a supplier and the integrator must have done what was reported at one instant.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedDueAlignment {
    /// ALIGNED when the supplier is due no later than the customer was promised.
    status: AlignmentStatus,
    /// When the customer was promised it. Null for never.
    customer_due_at: Option<DateTime>,
    /// When the supplier promised it. Null for never.
    supplier_due_at: Option<DateTime>,
    /// From the report until the supplier is due, on the wall, in seconds.
    supplier_elapsed_seconds: Option<i64>,
    /// How it was calculated.
    explanation: Calculation,
}

impl CalculatedTimeChain {
    fn of(input: CalculateTimeChainInput) -> Result<Self, Error> {
        let CalculateTimeChainInput {
            target_seconds,
            steps,
        } = input;
        let at = Place::input();
        let target_seconds = at.field("targetSeconds").seconds(target_seconds)?;
        let steps_at = at.field("steps");
        steps_at.at_most(&steps, STEPS_MAX)?;
        let mut read = Vec::with_capacity(steps.len());
        for (number, step) in steps.iter().enumerate() {
            let at = steps_at.item(number);
            read.push(ChainStep {
                party: at.field("party").label(&step.party)?,
                kind: step.kind.into(),
                seconds: at.field("seconds").seconds(step.seconds)?,
            });
        }
        let chain = TimeChain::of(&read, target_seconds);
        let page = explain::time_chain(&read, target_seconds, &chain);
        let TimeChain {
            total_seconds,
            slack_seconds,
            status,
        } = chain;
        Ok(Self {
            status: status.into(),
            total_seconds,
            slack_seconds,
            explanation: (&page).into(),
        })
    }
}

impl CalculatedHoursCoverage {
    fn of(input: CalculateHoursCoverageInput) -> Result<Self, Error> {
        let CalculateHoursCoverageInput {
            customer,
            suppliers,
            period,
            zone,
        } = input;
        let at = Place::input();
        let customer = customer.read(&at.field("customer"))?;
        let zone = match zone {
            Some(name) => given::zone(&name, &at.field("zone"))?,
            None => customer.zone,
        };
        let period = given::period(period, zone, &at.field("period"))?;
        let suppliers_at = at.field("suppliers");
        suppliers_at.some(&suppliers, CALENDARS_MAX)?;
        let mut read: Vec<(String, Calendar)> = Vec::with_capacity(suppliers.len());
        for (number, supplier) in suppliers.into_iter().enumerate() {
            let at = suppliers_at.item(number);
            let label = at.field("supplier").label(&supplier.supplier)?;
            read.push((label, supplier.calendar.read(&at.field("calendar"))?));
        }
        let named = read.iter().map(|(label, hours)| (label.clone(), hours));
        let coverage = HoursCoverage::of(period, &customer, named);
        let page = explain::hours_coverage(period, &coverage);
        let HoursCoverage {
            customer_seconds,
            uncovered_seconds,
            uncovered_by_all_seconds,
            status,
        } = coverage;
        let uncovered = uncovered_seconds.into_iter();
        Ok(Self {
            status: status.into(),
            customer_seconds,
            suppliers: uncovered
                .map(|(supplier, uncovered_seconds)| UncoveredHours {
                    supplier,
                    uncovered_seconds,
                })
                .collect(),
            uncovered_by_all_seconds,
            explanation: (&page).into(),
        })
    }
}

impl CalculatedDueAlignment {
    fn of(input: CalculateDueAlignmentInput) -> Result<Self, Error> {
        let CalculateDueAlignmentInput {
            reported_at,
            customer,
            supplier,
        } = input;
        let at = Place::input();
        let reported_at = reported_at.instant();
        let read = |given: TimeCommitmentInput, at: Place| -> Result<(Calendar, i64), Error> {
            let calendar = given.calendar.read(&at.field("calendar"))?;
            let seconds = at.field("targetSeconds").seconds(given.target_seconds)?;
            Ok((calendar, seconds))
        };
        let customer = read(customer, at.field("customer"))?;
        let supplier = read(supplier, at.field("supplier"))?;
        let commitments = [&customer, &supplier].map(|(calendar, target_seconds)| TimeCommitment {
            calendar,
            target_seconds: *target_seconds,
        });
        let [customer, supplier] = &commitments;
        let due = DueAlignment::of(reported_at, customer, supplier);
        let page = explain::due_alignment(reported_at, customer, supplier, &due);
        let DueAlignment {
            customer_due_at,
            supplier_due_at,
            supplier_elapsed_seconds,
            status,
        } = due;
        Ok(Self {
            status: status.into(),
            customer_due_at: customer_due_at.map(Into::into),
            supplier_due_at: supplier_due_at.map(Into::into),
            supplier_elapsed_seconds,
            explanation: (&page).into(),
        })
    }
}

/// Alignment of times, piece by piece (ISO/IEC 20000-1, 8.3.4.1).
#[derive(Default)]
pub struct TimeAlignments;

#[Object]
impl TimeAlignments {
    /// Whether the times of a chain of parties are within one promise.
    async fn time_chain(
        &self,
        #[graphql(desc = "The promise and the steps.")] input: CalculateTimeChainInput,
    ) -> Result<CalculatedTimeChain> {
        Ok(calculate(input, CalculatedTimeChain::of).await?)
    }

    /// What suppliers' hours leave open of the customer's.
    async fn hours_coverage(
        &self,
        #[graphql(desc = "The calendars and the period.")] input: CalculateHoursCoverageInput,
    ) -> Result<CalculatedHoursCoverage> {
        Ok(calculate(input, CalculatedHoursCoverage::of).await?)
    }

    /// Whether a supplier is due before the customer is.
    async fn due_alignment(
        &self,
        #[graphql(desc = "The report and both promises.")] input: CalculateDueAlignmentInput,
    ) -> Result<CalculatedDueAlignment> {
        Ok(calculate(input, CalculatedDueAlignment::of).await?)
    }
}
