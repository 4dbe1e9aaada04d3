//! What figures are computed from is what the database holds: after whatever order of submissions
//! and corrections, on every server, at every moment, and never an old state when there is a newer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use api::store::{RecordedOutage, Store, StoreError};
use federation::authority::Role;
use federation::incident::{Effect, OutageFact};
use federation::model::ServiceComponent;
use federation::time::Interval;
use federation::vocabulary::{Loss, OutageId};
use sea_orm::{ConnectionTrait, Statement};
use tests::harness::database::{TestDatabase, on_both};
use uuid::Uuid;

use crate::small_world::{
    COMPONENT_A, COMPONENT_B, OF_A, OF_B, SUB_OF_A, SUPPLIER_A, SUPPLIER_B, apply, code,
    everything, id, model, outage, reach, second, started, submit, text,
};

/// Numbers that look drawn, the same ones every time.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// An outage by identifier: revision, component, start, end, billionths of loss.
type Row = (i64, Uuid, i64, Option<i64>, Option<i32>);

/// The highest revision of every outage, read from the table by its own words.
async fn table(database: &TestDatabase) -> BTreeMap<Uuid, Row> {
    let connection = database.connection().await;
    let statement = "SELECT id, revision, component_id, start_second, end_second, loss_billionths \
                     FROM outages ORDER BY id, revision";
    let statement = Statement::from_string(connection.get_database_backend(), statement);
    let rows = connection.query_all_raw(statement).await.expect("rows");
    connection.close().await.expect("it closes");
    let rows = rows.iter().map(|row| {
        let number = |column| row.try_get::<i64>("", column).expect("a number");
        let uuid = |column| row.try_get::<Uuid>("", column).expect("an identifier");
        let values = (
            number("revision"),
            uuid("component_id"),
            number("start_second"),
            row.try_get("", "end_second").expect("an end"),
            row.try_get("", "loss_billionths").expect("a loss"),
        );
        (uuid("id"), values)
    });
    rows.collect()
}

/// The same as `store` keeps it in memory.
async fn memory(store: &Store) -> BTreeMap<Uuid, Row> {
    let facts = facts(store).await.expect("facts");
    let rows = facts.into_iter().map(|fact| {
        let loss = match fact.effect {
            Effect::Unknown => None,
            Effect::Lost(loss) => Some(i32::try_from(loss.billionths()).expect("a loss")),
        };
        let values = (
            i64::from(fact.revision),
            fact.component.into(),
            fact.start.unix_seconds(),
            fact.end.map(federation::time::Instant::unix_seconds),
            loss,
        );
        (fact.outage.into(), values)
    });
    rows.collect()
}

async fn facts(store: &Store) -> Result<Vec<OutageFact>, StoreError> {
    let spares = [SUPPLIER_A, SUPPLIER_B].map(spare_of);
    let components = [COMPONENT_A, COMPONENT_B, spares[0], spares[1]].map(id);
    let ever = Interval::new(second(-1_000_000_000), second(1_000_000_000));
    store
        .view(everything())
        .outage_facts(&components, ever)
        .await
}

/// The component that a supplier delivers besides.
fn spare_of(supplier: u128) -> u128 {
    110 + supplier
}

/// A store that knows the small world, and a second component of each supplier.
async fn started_with_spares(database: &TestDatabase) -> Store {
    let store = database.store().await;
    let mut model = model();
    for supplier in [SUPPLIER_A, SUPPLIER_B] {
        let spare = ServiceComponent {
            id: id(spare_of(supplier)),
            code: code(&format!("spare-{supplier}")),
            name: text("Spare"),
            supplier: id(supplier),
        };
        model.components.insert(spare.id, spare);
    }
    apply(&store, &model).await;
    store
}

/// Some revision of some outage of a supplier; the same draw never gives the same one again.
fn drawn(draw: &mut Draw, (supplier, component): (u128, u128)) -> RecordedOutage {
    let number = 1_000 * (supplier - SUPPLIER_A + 1) + u128::from(draw.below(12));
    // Corrections may move an outage to another component, and come in any order.
    let component = match draw.below(8) {
        0 => spare_of(supplier),
        _ => component,
    };
    let revision = 1 + u32::try_from(draw.below(1_000_000)).expect("small");
    let start = i64::try_from(draw.below(100_000)).expect("small");
    let mut recorded = outage(number, (supplier, component), start, revision);
    let outage = &mut recorded.outage;
    outage.end = match draw.below(6) {
        0 => None,
        1 => Some(outage.start.plus_seconds(1)),
        _ => outage.end,
    };
    outage.effect = match draw.below(4) {
        0 => Effect::Unknown,
        part => Effect::Lost(
            Loss::from_billionths(u32::try_from(part).expect("small")).expect("a loss"),
        ),
    };
    recorded
}

#[tokio::test]
async fn the_outages_in_memory_are_those_of_the_table() {
    on_both(async |database| {
        let writer = started_with_spares(database).await;
        let other = database.store().await;
        assert_eq!(writer.load_outages().await.expect("loaded"), 0);
        let mut draw = Draw::new(7);
        for round in 0..60 {
            let of = [OF_A, OF_B][usize::from(draw.below(2) == 1)];
            let rows: Vec<_> = (0..draw.below(6)).map(|_| drawn(&mut draw, of)).collect();
            let store = match draw.below(3) {
                0 => &other,
                _ => &writer,
            };
            submit(store, 9_000 + round, of.0, rows).await;
            let number = u64::try_from(round + 1).expect("small");
            assert_eq!(writer.submission_number().await.expect("a number"), number);
            // Not after every submission, so that some wait for the ones before them.
            if draw.below(2) == 0 {
                let expect = table(database).await;
                assert_eq!(memory(&writer).await, expect, "round {round}");
                assert_eq!(memory(&other).await, expect, "round {round}");
            }
        }
        let expect = table(database).await;
        assert!(expect.len() > 15, "{}", expect.len());
        for store in [&writer, &other, &database.store().await] {
            assert_eq!(memory(store).await, expect);
            assert_eq!(store.load_outages().await.expect("loaded"), expect.len());
        }
    })
    .await;
}

#[tokio::test]
async fn only_the_computation_reads_them() {
    on_both(async |database| {
        let store = started(database).await;
        submit(&store, 900, SUPPLIER_A, [outage(1_001, OF_A, 0, 1)]).await;
        assert_eq!(facts(&store).await.expect("facts").len(), 1);
        let span = Interval::new(second(0), second(600));
        for reach in [
            reach(Role::Supplier, SUPPLIER_A),
            reach(Role::Supplier, SUB_OF_A),
            reach(Role::Customer, crate::small_world::CUSTOMER),
        ] {
            let view = store.view(reach);
            let facts = view.outage_facts(&[id(COMPONENT_A)], span).await;
            assert_eq!(facts.expect("an answer"), []);
        }
    })
    .await;
}

#[tokio::test]
async fn a_work_that_is_not_committed_has_no_number() {
    on_both(async |database| {
        let store = started(database).await;
        let pass = crate::small_world::may_submit(SUPPLIER_A);
        let batch = crate::small_world::batch(900, SUPPLIER_A);
        let tx = store.write(&pass).await.expect("a transaction");
        let mut row = outage(1_001, OF_A, 0, 1);
        row.outage.submission = id(900);
        tx.save_submission(&batch.submission, "[]", &[row])
            .await
            .expect("it is saved");
        drop(tx);
        assert_eq!(facts(&store).await.expect("facts"), []);
        assert_eq!(store.submission_number().await.expect("a number"), 0);
        submit(&store, 901, SUPPLIER_A, [outage(1_002, OF_A, 0, 1)]).await;
        assert_eq!(facts(&store).await.expect("facts").len(), 1);
        assert_eq!(store.submission_number().await.expect("a number"), 1);
    })
    .await;
}

/// How many outages each batch has.
const BATCH: usize = 5;

/// The number of outages that each batch has in `facts`.
fn by_batch(facts: &[OutageFact]) -> BTreeMap<u128, usize> {
    let mut found = BTreeMap::new();
    for fact in facts {
        let number = Uuid::from(fact.outage).as_u128() - Uuid::from(id::<OutageId>(0)).as_u128();
        *found.entry(number / 10).or_default() += 1;
    }
    found
}

#[tokio::test]
async fn no_batch_is_seen_by_halves_and_none_too_late() {
    on_both(async |database| {
        let writer = started(database).await;
        let other = database.store().await;
        let acknowledged: Arc<Mutex<Vec<u128>>> = Arc::default();
        let writers: Vec<_> = (0..8u128)
            .map(|place| {
                let store = if place % 4 == 3 { &other } else { &writer }.clone();
                let acknowledged = acknowledged.clone();
                tokio::spawn(async move {
                    let of = [OF_A, OF_B][usize::from(place % 2 == 1)];
                    for round in 0..6 {
                        let number = 1_000 + place * 6 + round;
                        let rows = (0..BATCH as u128).map(|n| outage(number * 10 + n, of, 0, 1));
                        submit(&store, number, of.0, rows).await;
                        acknowledged.lock().expect("a lock").push(number);
                    }
                })
            })
            .collect();
        let mut looks = 0;
        while writers.iter().any(|writer| !writer.is_finished()) {
            for store in [&writer, &other] {
                let before = acknowledged.lock().expect("a lock").clone();
                let found = by_batch(&facts(store).await.expect("facts"));
                assert!(found.values().all(|count| *count == BATCH), "{found:?}");
                assert!(before.iter().all(|number| found.contains_key(number)));
                looks += 1;
            }
        }
        for writer in writers {
            writer.await.expect("it is done");
        }
        println!("{looks} looks meanwhile");
        for store in [&writer, &other] {
            let found = by_batch(&facts(store).await.expect("facts"));
            assert_eq!(found.len(), 48);
            assert_eq!(store.submission_number().await.expect("a number"), 48);
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_caught_up_is_not_answered() {
    on_both(async |database| {
        let reader = started(database).await;
        let writer = database.store().await;
        submit(&writer, 900, SUPPLIER_A, [outage(1_001, OF_A, 0, 1)]).await;
        assert_eq!(facts(&reader).await.expect("facts").len(), 1);
        submit(&writer, 901, SUPPLIER_A, [outage(1_002, OF_A, 0, 1)]).await;

        let connection = database.connection().await;
        let run = async |statement: &str| {
            connection
                .execute_unprepared(statement)
                .await
                .expect("the operator may")
        };
        for table in ["outages", "submission_numbers"] {
            run(&format!("ALTER TABLE {table} RENAME TO hidden")).await;
            let refused = facts(&reader).await;
            assert!(
                matches!(refused, Err(StoreError::Database(_))),
                "{refused:?}"
            );
            run(&format!("ALTER TABLE hidden RENAME TO {table}")).await;
        }
        assert_eq!(facts(&reader).await.expect("facts").len(), 2);

        // A database that was set back knows less than the server: it counts, not the memory.
        run("DELETE FROM outages").await;
        run("DELETE FROM submission_numbers WHERE number = 2").await;
        assert_eq!(facts(&reader).await.expect("facts"), []);
    })
    .await;
}
