//! The calculator: every figure of service integration from facts that the asker gives. It stores
//! nothing and reads no row, so it is the same for every role.
//!
//! A file for each family: its inputs, its results, and the fields that lead from one to the other.
//! Each result carries the explanation that recomputes it. Absent here: every rule; those are in
//! `federation`, which the resolvers only call.

pub mod aggregate;
pub mod alignment;
pub mod alignment_time;
pub mod availability;
pub mod availability_facts;
pub mod availability_figure;
pub mod budget;
pub mod clock;
pub mod clock_course;
pub mod compliance;
pub mod credit;
pub mod credit_share;
pub mod credit_terms;
pub mod custody;
pub mod custody_facts;
pub mod dispute;
pub mod given;
pub mod hours;
mod label;
pub mod money;
pub mod percent;
mod place;
pub mod points;
pub mod reporting;
pub mod routing;
pub mod tree;

use async_graphql::MergedObject;
use tokio::sync::Semaphore;

use crate::blocking::blocking;
use crate::error::Error;

/// Calculations on facts that the query itself gives. Each field takes one input and gives the
/// figures with an explanation whose steps recompute them by hand. Every list has a limit, which its
/// description says. Bad input is the error BAD_USER_INPUT: it names the path in the input, what was
/// given, what was expected, and what to do. The same for every role; a valid token is all it needs.
#[derive(Default, MergedObject)]
pub struct Calculator(
    aggregate::Aggregates,
    alignment::Alignments,
    alignment_time::TimeAlignments,
    availability::Availabilities,
    budget::Budgets,
    clock::Clocks,
    clock_course::ClockCourses,
    compliance::Compliances,
    credit::Credits,
    credit_share::CreditShares,
    custody::Custodies,
    dispute::Disputes,
    hours::Hours,
    percent::Percentages,
    points::Points,
    reporting::Reporting,
    routing::Routings,
);

/// How many calculations run at once, whoever asks: the rest of the machine stays for the reports.
const CALCULATIONS_MAX: usize = 2;

static TURNS: Semaphore = Semaphore::const_new(CALCULATIONS_MAX);

/// Calculates on a thread of its own, in turn.
async fn calculate<I, O>(input: I, with: fn(I) -> Result<O, Error>) -> Result<O, Error>
where
    I: Send + 'static,
    O: Send + 'static,
{
    let turn = TURNS.acquire().await.map_err(Error::internal)?;
    // The turn goes with the work: a request that was given up does not make room for another.
    blocking(move |_| {
        let _turn = turn;
        with(input)
    })
    .await?
}
