//! Custody, transit and ping-pong of one ticket.

use std::collections::BTreeMap;

use federation::agreement::HandoffTargets;
use federation::handoff::{
    CustodyHours, CustodyLedger, CustodyPause, CustodyPolicy, Handoff, HandoffEvent,
    HandoffReading, HandoffState, Holding, TicketEnd,
};
use federation::time::Instant;
use federation::vocabulary::{HandoffId, OrganizationId, Text};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::forms::{calendar, instant, integer, interval, list, optional_instant, text};
use crate::run_family;

#[test]
fn handoffs_cases() {
    run_family("handoffs", answer);
}

/// Identifiers for the names of a case, in the order of the alphabet.
struct Names(Vec<String>);

impl Names {
    fn of(input: &Value) -> Self {
        let handoffs = list(&input["handoffs"]).iter();
        let named = handoffs.flat_map(|handoff| [&handoff["from"], &handoff["to"]]);
        let paused = list(&input["pauses"]).iter().map(|pause| &pause["party"]);
        let all = named.chain(paused).chain([&input["opened_by"]]);
        let calendars = input["calendars"].as_object().expect("an object").keys();
        let mut names: Vec<String> = all
            .filter_map(|name| name.as_str().map(str::to_owned))
            .chain(calendars.cloned())
            .collect();
        names.sort();
        names.dedup();
        Self(names)
    }

    fn party(&self, name: &str) -> OrganizationId {
        let at = self
            .0
            .iter()
            .position(|known| known == name)
            .expect("a party of the case");
        OrganizationId(Uuid::from_u128(at as u128))
    }

    fn name(&self, party: OrganizationId) -> &str {
        &self.0[party.0.as_u128() as usize]
    }

    fn seconds(&self, by_party: &BTreeMap<OrganizationId, i64>) -> Map<String, Value> {
        let named = by_party.iter();
        named
            .map(|(party, seconds)| (self.name(*party).to_owned(), json!(seconds)))
            .collect()
    }
}

fn handoff(value: &Value, number: usize, names: &Names) -> Handoff {
    let mut handoff = Handoff {
        id: HandoffId(Uuid::from_u128(number as u128)),
        sender: names.party(text(&value["from"])),
        receiver: names.party(text(&value["to"])),
        offered_at: instant(&value["offered_at"]),
        state: HandoffState::Offered,
    };
    let at = |name: &str| optional_instant(&value[name]);
    let reason = || Text::parse("not ours", 20).expect("a text");
    let rejected = |at: Instant| HandoffEvent::Reject {
        at,
        reason: reason(),
        evidence: None,
    };
    let ruled = |upheld: bool| HandoffEvent::Rule {
        at: Instant::END,
        upheld,
    };
    let events = [
        at("acknowledged_at").map(|at| HandoffEvent::Acknowledge { at }),
        at("accepted_at").map(|at| HandoffEvent::Accept { at }),
        at("rejected_at").map(rejected),
        value["rejection_upheld"].as_bool().map(ruled),
    ];
    for event in events.into_iter().flatten() {
        handoff = handoff.transition(event).expect("a lawful event");
    }
    handoff
}

fn answer(input: &Value) -> Value {
    let names = Names::of(input);
    let rows = list(&input["handoffs"]);
    let handoffs = rows
        .iter()
        .enumerate()
        .map(|(number, row)| handoff(row, number, &names));
    let end = match optional_instant(&input["resolved_at"]) {
        Some(at) => TicketEnd::Resolved(at),
        None => TicketEnd::Open(instant(&input["as_of"])),
    };
    let opened_by = names.party(text(&input["opened_by"]));
    let handoffs: Vec<_> = handoffs.collect();
    let ledger = CustodyLedger::of(instant(&input["opened_at"]), opened_by, end, &handoffs);
    let ledger = ledger.expect("a lawful ticket");
    let hours = hours(input, &names);
    let targets = HandoffTargets {
        ack_seconds: integer(&input["ack_target_seconds"]),
        decision_seconds: integer(&input["decision_target_seconds"]),
    };
    let readings = ledger.read_clocks(targets, &hours);
    let judged = |met: fn(&HandoffReading) -> Option<bool>| -> Vec<bool> {
        readings.iter().filter_map(met).collect()
    };
    let (ack, decision) = (judged(|r| r.ack_met), judged(|r| r.decision_met));
    let met = |judged: &[bool]| judged.iter().filter(|met| **met).count();
    let id = |handoff: HandoffId| text(&rows[handoff.0.as_u128() as usize]["id"]);
    let clocks = readings.iter().map(|reading| {
        json!({
            "id": id(reading.handoff),
            "outcome": reading.outcome,
            "ack_seconds": reading.ack_seconds,
            "ack_met": reading.ack_met,
            "decision_seconds": reading.decision_seconds,
            "decision_met": reading.decision_met,
        })
    });
    let chain = ledger.chain();
    let holders = chain.holders.iter().map(|party| names.name(*party));
    json!({
        "total_seconds": ledger.total_seconds(),
        "segments": segments(&ledger, &names, &id),
        "attribution": attribution(&ledger, &names, &hours),
        "handoffs": clocks.collect::<Vec<Value>>(),
        "ack_met": met(&ack),
        "ack_judged": ack.len(),
        "decision_met": met(&decision),
        "decision_judged": decision.len(),
        "custody_chain": holders.collect::<Vec<_>>(),
        "hops": chain.hops,
        "rejections": chain.rejections,
        "ping_pong": chain.ping_pong,
        "ping_pong_with_rejected_visits": chain.ping_pong_with_rejected_visits,
        "revisits": chain.revisits,
    })
}

fn hours(input: &Value, names: &Names) -> CustodyHours {
    let calendars = input["calendars"].as_object().expect("an object").iter();
    let pauses = list(&input["pauses"]).iter().map(|pause| CustodyPause {
        party: pause["party"].as_str().map(|name| names.party(name)),
        interval: interval(pause),
    });
    CustodyHours {
        calendars: calendars
            .map(|(name, value)| (names.party(name), calendar(value)))
            .collect(),
        pauses: pauses.collect(),
    }
}

fn segments<'a>(
    ledger: &CustodyLedger,
    names: &Names,
    id: &impl Fn(HandoffId) -> &'a str,
) -> Vec<Value> {
    let segments = ledger.segments().iter().map(|segment| {
        let (kind, party, handoff) = match segment.holding {
            Holding::Custody { party } => ("CUSTODY", Some(names.name(party)), None),
            Holding::Transit { handoff, .. } => ("TRANSIT", None, Some(id(handoff))),
        };
        json!({
            "kind": kind,
            "party": party,
            "handoff": handoff,
            "start": segment.interval.start.to_string(),
            "end": segment.interval.end.to_string(),
            "seconds": segment.interval.seconds(),
        })
    });
    segments.collect()
}

fn attribution(ledger: &CustodyLedger, names: &Names, hours: &CustodyHours) -> Map<String, Value> {
    let policies = CustodyPolicy::ALL.iter().map(|policy| {
        let shares = ledger.shares(*policy, hours);
        let form = json!({
            "wall": names.seconds(&shares.wall),
            "wall_transit": shares.wall_transit,
            "counted": names.seconds(&shares.counted),
            "counted_transit": shares.counted_transit,
        });
        (policy.to_string(), form)
    });
    policies.collect()
}
