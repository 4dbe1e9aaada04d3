//! The life of a ticket as a query gives it: handoffs with what happened to each.

use std::collections::BTreeSet;

use async_graphql::InputObject;
use federation::handoff::{
    CustodyError, CustodyLedger, Handoff, HandoffEvent, HandoffState, Rejection, TicketEnd,
};
use federation::vocabulary::{HandoffId, OrganizationId, Text};

use super::given;
use super::label::Labels;
use super::place::Place;
use crate::error::Error;
use crate::graphql::model::word::HandoffEventKind;
use crate::graphql::scalar::DateTime;

/// The most handoffs of a ticket.
pub(super) const HANDOFFS_MAX: usize = 50;

/// The most events of a handoff.
const EVENTS_MAX: usize = 10;

/// A ticket with its handoffs. Parties and handoffs have labels made up by the asker.
#[derive(Clone, Debug, InputObject)]
pub struct GivenTicketInput {
    /// When it was opened.
    opened_at: DateTime,
    /// The label of the party that opened it.
    opened_by: String,
    /// When it was resolved. Absent while it is not; then `asOf` must be given.
    resolved_at: Option<DateTime>,
    /// For a ticket that is not resolved: now. Ignored once it is.
    as_of: Option<DateTime>,
    /// Its handoffs, at most 50. What happened after the end is left out.
    #[graphql(default)]
    handoffs: Vec<GivenHandoffInput>,
}

/// A ticket offered by one party to another. A way back is a handoff of its own.
#[derive(Clone, Debug, InputObject)]
pub struct GivenHandoffInput {
    /// Its label, once in a ticket.
    handoff: String,
    /// The label of the party that offers the ticket.
    from: String,
    /// The label of the party that is to take it.
    to: String,
    /// When it was offered.
    offered_at: DateTime,
    /// What happened to it, in the order of time, at most 10 events.
    #[graphql(default)]
    events: Vec<HandoffEventInput>,
}

/// Something that happened to a handoff.
#[derive(Clone, Debug, InputObject)]
pub struct HandoffEventInput {
    /// What.
    kind: HandoffEventKind,
    /// When.
    at: DateTime,
    /// For REJECT: why, in the words of the receiver.
    reason: Option<String>,
    /// For RULE: whether the rejection was right.
    upheld: Option<bool>,
}

/// A ledger with the label of each handoff.
pub(super) struct GivenTicket {
    pub(super) ledger: CustodyLedger,
    pub(super) handoffs: Labels,
}

impl GivenTicketInput {
    /// The ledger of the ticket; its parties are numbered among `parties`.
    pub(super) fn read(self, parties: &mut Labels, at: &Place) -> Result<GivenTicket, Error> {
        let Self {
            opened_at,
            opened_by,
            resolved_at,
            as_of,
            handoffs,
        } = self;
        let opened_at = opened_at.instant();
        let end = match (resolved_at, as_of) {
            (Some(end), _) => {
                let end = given::end_after(opened_at, end, &at.field("resolvedAt"))?;
                TicketEnd::Resolved(end)
            }
            (None, Some(now)) => {
                TicketEnd::Open(given::end_after(opened_at, now, &at.field("asOf"))?)
            }
            (None, None) => {
                return Err(at.refuse(
                    "neither resolvedAt nor asOf",
                    "one of them",
                    "give resolvedAt for a resolved ticket, and asOf for an open one",
                ));
            }
        };
        let opened_by = parties.id(at.field("openedBy").label(&opened_by)?);
        let handoffs_at = at.field("handoffs");
        handoffs_at.at_most(&handoffs, HANDOFFS_MAX)?;
        let mut labels = Labels::default();
        let mut read = Vec::with_capacity(handoffs.len());
        let mut seen = BTreeSet::new();
        for (number, handoff) in handoffs.iter().enumerate() {
            let at = handoffs_at.item(number);
            let label = at.field("handoff").label(&handoff.handoff)?;
            if !seen.insert(label.clone()) {
                return Err(at.field("handoff").refuse(
                    label,
                    "a label that stands in the ticket once",
                    "give every handoff a label of its own",
                ));
            }
            read.push(handoff.read(labels.id(label), parties, &at)?);
        }
        let ledger = CustodyLedger::of(opened_at, opened_by, end, &read);
        let ledger = ledger.map_err(|error| unlawful(error, &labels, parties, &handoffs_at))?;
        Ok(GivenTicket {
            ledger,
            handoffs: labels,
        })
    }
}

impl GivenHandoffInput {
    fn read(&self, id: HandoffId, parties: &mut Labels, at: &Place) -> Result<Handoff, Error> {
        let mut handoff = Handoff {
            id,
            sender: parties.id(at.field("from").label(&self.from)?),
            receiver: parties.id(at.field("to").label(&self.to)?),
            offered_at: self.offered_at.instant(),
            state: HandoffState::Offered,
        };
        let events_at = at.field("events");
        events_at.at_most(&self.events, EVENTS_MAX)?;
        for (number, event) in self.events.iter().enumerate() {
            let at = events_at.item(number);
            handoff = handoff.transition(event.read(&at)?).map_err(|error| {
                at.refuse(
                    format!("an event where {error}"),
                    "an event that is possible then, not before the one before it",
                    "give the events as they happened, in the order of time",
                )
            })?;
        }
        Ok(handoff)
    }
}

impl HandoffEventInput {
    fn read(&self, place: &Place) -> Result<HandoffEvent, Error> {
        let at = self.at.instant();
        if let (Some(_), false) = (&self.reason, self.kind == HandoffEventKind::Reject) {
            let hint = "leave it out, or give it with REJECT";
            return Err(place.field("reason").refuse("a reason", "none here", hint));
        }
        if let (Some(_), false) = (self.upheld, self.kind == HandoffEventKind::Rule) {
            let hint = "leave it out, or give it with RULE";
            return Err(place.field("upheld").refuse("a ruling", "none here", hint));
        }
        Ok(match self.kind {
            HandoffEventKind::Acknowledge => HandoffEvent::Acknowledge { at },
            HandoffEventKind::Accept => HandoffEvent::Accept { at },
            HandoffEventKind::Reject => HandoffEvent::Reject {
                at,
                reason: self.reason(&place.field("reason"))?,
                evidence: None,
            },
            HandoffEventKind::Return => HandoffEvent::Return { at },
            HandoffEventKind::Withdraw => HandoffEvent::Withdraw { at },
            HandoffEventKind::Expire => HandoffEvent::Expire { at },
            HandoffEventKind::Rule => HandoffEvent::Rule {
                at,
                upheld: self.upheld.ok_or_else(|| {
                    let hint = "say whether the rejection was right";
                    place.field("upheld").refuse("none", "true or false", hint)
                })?,
            },
        })
    }

    fn reason(&self, at: &Place) -> Result<Text, Error> {
        let given = self.reason.as_deref().unwrap_or("no reason given");
        Text::parse(given, Rejection::REASON_LENGTH_MAX).map_err(|error| {
            at.refuse(
                format!("a text that {error}"),
                format!(
                    "at most {} visible characters",
                    Rejection::REASON_LENGTH_MAX
                ),
                "shorten the reason",
            )
        })
    }
}

fn unlawful(error: CustodyError, handoffs: &Labels, parties: &Labels, at: &Place) -> Error {
    let name = |party: OrganizationId| parties.name(party);
    let (handoff, given, expected) = match error {
        CustodyError::NotTheHolder {
            handoff,
            sender,
            holder,
        } => (
            handoff,
            format!(
                "offered by {}, while {} holds it",
                name(sender),
                name(holder)
            ),
            "the holder as sender".to_owned(),
        ),
        CustodyError::ToItself { handoff } => (
            handoff,
            "offered to its sender".to_owned(),
            "another party as receiver".to_owned(),
        ),
        CustodyError::TooEarly {
            handoff,
            offered_at,
        } => (
            handoff,
            format!("offered at {offered_at}"),
            "an offer after the opening, and after the handoff before it was settled".to_owned(),
        ),
    };
    let given = format!("handoff {} {given}", handoffs.name(handoff));
    at.refuse(
        given,
        expected,
        "a ticket is at one place: give every handoff from its holder, one after the other",
    )
}
