//! How well tickets find their way, over several of them.

use std::collections::BTreeMap;

use async_graphql::{InputObject, Object, Result, SimpleObject};
use federation::handoff::{self as domain, RejectionRate, Routing};
use federation::report::explain;
use federation::vocabulary::OrganizationId;

use super::calculate;
use super::custody_facts::GivenTicketInput;
use super::label::Labels;
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::explanation::Calculation;
use crate::graphql::scalar::Ratio;

/// The most tickets.
const TICKETS_MAX: usize = 500;

/// The most parties of the first line.
const FIRST_LINE_MAX: usize = 100;

/// Tickets with their handoffs.
#[derive(Clone, Debug, InputObject)]
pub struct CalculateRoutingInput {
    /// The tickets, 1 to 500.
    tickets: Vec<GivenTicketInput>,
    /// The labels of the parties that are the first line, at most 100.
    first_line: Vec<String>,
}

/// How well tickets find their way.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedRouting {
    /// Tickets that were resolved.
    resolved: u64,
    /// Those that the first line resolved itself.
    resolved_by_first_line: u64,
    /// Resolved by the first line / resolved. Null of none.
    push_to_front: Option<Ratio>,
    /// Tickets whose first offer has an outcome.
    first_offers: u64,
    /// Those whose first offer was taken, and not given back.
    first_offers_accepted: u64,
    /// First offers taken / first offers. Null of none.
    first_time_right: Option<Ratio>,
    /// The refusals that each sender met with: upheld ones were sent wrongly.
    rejections_by_sender: Vec<CalculatedRejectionRate>,
    /// The refusals that each receiver made.
    rejections_by_receiver: Vec<CalculatedRejectionRate>,
    /// How it was calculated.
    explanation: Calculation,
}

/// The refusals of one party.
#[derive(Clone, Debug, SimpleObject)]
pub struct CalculatedRejectionRate {
    /// Its label.
    party: String,
    /// All refusals.
    rejections: u64,
    /// Those that were upheld; undecided ones are not.
    upheld: u64,
    /// Upheld / all.
    valid: Option<Ratio>,
}

fn rates(
    rates: &BTreeMap<OrganizationId, RejectionRate>,
    parties: &Labels,
) -> Vec<CalculatedRejectionRate> {
    let rate = |(party, rate): (&OrganizationId, &RejectionRate)| CalculatedRejectionRate {
        party: parties.name(*party),
        rejections: rate.rejections,
        upheld: rate.upheld,
        valid: rate.valid().as_ref().map(Into::into),
    };
    rates.iter().map(rate).collect()
}

impl CalculatedRouting {
    fn of(input: CalculateRoutingInput) -> Result<Self, Error> {
        let at = Place::input();
        let (tickets_at, line_at) = (at.field("tickets"), at.field("firstLine"));
        tickets_at.some(&input.tickets, TICKETS_MAX)?;
        line_at.at_most(&input.first_line, FIRST_LINE_MAX)?;
        let mut parties = Labels::default();
        let mut ledgers = Vec::with_capacity(input.tickets.len());
        for (number, ticket) in input.tickets.into_iter().enumerate() {
            let ticket = ticket.read(&mut parties, &tickets_at.item(number))?;
            ledgers.push(ticket.ledger);
        }
        let mut first_line = std::collections::BTreeSet::new();
        for (number, party) in input.first_line.iter().enumerate() {
            let at = line_at.item(number);
            let label = at.label(party)?;
            let known = parties.known(&label).ok_or_else(|| {
                let hint = "name only parties that opened, sent or were to receive a ticket";
                at.refuse(&label, "a party of the tickets", hint)
            })?;
            first_line.insert(known);
        }
        let routing = domain::routing(&ledgers, &first_line);
        let page = explain::routing(ledgers.len(), &routing);
        let (push_to_front, first_time_right) =
            (routing.push_to_front(), routing.first_time_right());
        let Routing {
            resolved,
            resolved_by_first_line,
            first_offers,
            first_offers_accepted,
            rejections_by_sender,
            rejections_by_receiver,
        } = routing;
        Ok(Self {
            resolved,
            resolved_by_first_line,
            push_to_front: push_to_front.as_ref().map(Into::into),
            first_offers,
            first_offers_accepted,
            first_time_right: first_time_right.as_ref().map(Into::into),
            rejections_by_sender: rates(&rejections_by_sender, &parties),
            rejections_by_receiver: rates(&rejections_by_receiver, &parties),
            explanation: (&page).into(),
        })
    }
}

/// Routing of tickets.
#[derive(Default)]
pub struct Routings;

#[Object]
impl Routings {
    /// How well several tickets found their way.
    async fn routing(
        &self,
        #[graphql(desc = "The tickets and the first line.")] input: CalculateRoutingInput,
    ) -> Result<CalculatedRouting> {
        Ok(calculate(input, CalculatedRouting::of).await?)
    }
}
