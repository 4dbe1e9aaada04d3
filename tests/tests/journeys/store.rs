//! What is written comes back, once, in order, and only when it was committed.

use std::time::Instant as Stopwatch;

use api::store::{
    AgreementFilter, CodeKey, Conflict, DatabaseKind, OrganizationFilter, OutageFilter,
    PageRequest, Paged, Store, StoreError, StoreOptions, SubmissionFilter,
};
use federation::authority::{Reach, Role};
use federation::incident::Effect;
use federation::model::ServiceModel;
use federation::party::Organization;
use federation::time::Interval;
use federation::vocabulary::{Loss, Text};
use tests::harness::database::{Flavour, TestDatabase, on_both};

use crate::small_world::{
    COMPONENT_A, COMPONENT_B, CUSTOMER, SERVICE, SUPPLIER_A, SUPPLIER_B, apply, batch, change,
    code, id, may_apply, may_submit, model, moment, outage, reach, second, submit, text,
};

const OF_A: (u128, u128) = (SUPPLIER_A, COMPONENT_A);
const OF_B: (u128, u128) = (SUPPLIER_B, COMPONENT_B);

/// A store that knows the small world.
async fn started(database: &TestDatabase) -> Store {
    let store = database.store().await;
    apply(&store, &model()).await;
    store
}

fn everything() -> Reach {
    Reach::of_the_computation()
}

#[tokio::test]
async fn the_service_model_comes_back_as_it_was_written() {
    on_both(async |database| {
        let store = database.store().await;
        assert_eq!(store.catalogue_number().await.expect("a number"), 0);
        assert_eq!(
            *store.service_model().await.expect("a model"),
            ServiceModel::default()
        );

        assert_eq!(apply(&store, &model()).await, 1);
        assert_eq!(*store.service_model().await.expect("a model"), model());
        let view = store.view(everything());
        assert_eq!(view.service_model().await.expect("a model"), model());

        let one = store.service_model().await.expect("a model");
        let two = store.service_model().await.expect("a model");
        assert!(
            std::sync::Arc::ptr_eq(&one, &two),
            "kept while nothing changes"
        );
    })
    .await;
}

/// Changes of every kind: what is gone, what is new, what moved.
fn changed() -> ServiceModel {
    let mut after = model();
    let organization = after
        .organizations
        .get_mut(&id(SUPPLIER_B))
        .expect("supplier B");
    organization.name = text("Renamed");
    organization.subcontracted_to = Some(id(9));
    let mut lead = organization.clone();
    (lead.id, lead.code, lead.subcontracted_to) = (id(9), code("new-lead"), None);
    after.organizations.insert(lead.id, lead);
    let topology = after.topologies.remove(&id(211)).expect("the tree");
    let mut later = topology.clone();
    later.id = id(213);
    later.effective.from = second(86_400);
    later.root = federation::topology::Node::Component(id(COMPONENT_A));
    after.topologies.insert(later.id, later);
    let contract = after.agreements.get_mut(&id(303)).expect("the contract");
    contract.versions.remove(0);
    contract.versions[0].terms.availability_target = None;
    contract.subject = federation::agreement::AgreementSubject::Components(vec![id(101), id(103)]);
    after.maintenance_windows.remove(&id(502));
    after
}

#[tokio::test]
async fn exactly_the_differences_are_written() {
    on_both(async |database| {
        let store = started(database).await;
        let first = store.service_model().await.expect("a model");
        assert_eq!(apply(&store, &changed()).await, 2);
        assert_eq!(*store.service_model().await.expect("a model"), changed());
        assert_ne!(*first, changed(), "who holds the old one keeps it");

        // What facts refer to is never deleted, whatever the catalogue leaves out.
        let mut thin = changed();
        thin.organizations.remove(&id(SUPPLIER_B));
        thin.components.remove(&id(COMPONENT_B));
        thin.services.remove(&id(SERVICE));
        thin.agreements.remove(&id(303));
        thin.calendars.remove(&id(402));
        assert_eq!(apply(&store, &thin).await, 3);
        assert_eq!(*store.service_model().await.expect("a model"), changed());
    })
    .await;
}

#[tokio::test]
async fn concurrent_catalogue_writers_follow_one_another() {
    on_both(async |database| {
        let store = database.store().await;
        let other = database.store().await;
        let model = model();
        let (one, two) = tokio::join!(apply(&store, &model), apply(&other, &model));
        assert_eq!(one + two, 3, "revision 1 and revision 2");
        assert_eq!(*store.service_model().await.expect("a model"), model);

        let pass = may_apply();
        let tx = store.write(&pass).await.expect("a transaction");
        let stale = tx
            .save_model(&ServiceModel::default(), &model, change(1))
            .await;
        assert!(
            matches!(
                stale,
                Err(StoreError::Conflict(Conflict::CatalogueMoved {
                    expected: 1,
                    found: 2
                }))
            ),
            "{stale:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_code_that_is_taken_is_a_conflict() {
    on_both(async |database| {
        let store = started(database).await;
        let mut after = model();
        let mut twin = after.organizations[&id(CUSTOMER)].clone();
        twin.id = id(8);
        after.organizations.insert(twin.id, twin);
        let pass = may_apply();
        let tx = store.write(&pass).await.expect("a transaction");
        let refused = tx.save_model(&model(), &after, change(1)).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict(Conflict::CatalogueTaken))),
            "{refused:?}"
        );
        drop(tx);
        assert_eq!(*store.service_model().await.expect("a model"), model());
    })
    .await;
}

#[tokio::test]
async fn work_is_committed_whole_or_not_at_all() {
    on_both(async |database| {
        let store = database.store().await;
        let pass = may_apply();
        let after = &model();
        let number = store
            .writing(&pass, |tx| {
                Box::pin(async move {
                    let before = tx.numbered_model().await?;
                    tx.save_model(&before.model, after, change(before.number))
                        .await
                })
            })
            .await
            .expect("it is done");
        assert_eq!(number, 1);
        let failed: Result<(), StoreError> = store
            .writing(&pass, |tx| {
                Box::pin(async move {
                    tx.save_model(after, &changed(), change(1)).await?;
                    Err(Conflict::CatalogueTaken.into())
                })
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(*store.service_model().await.expect("a model"), *after);
    })
    .await;
}

#[tokio::test]
async fn outages_and_submissions_come_back_as_they_were_written() {
    on_both(async |database| {
        let store = started(database).await;
        let mut lasting = outage(1_001, OF_A, 0, 1);
        lasting.outage.end = None;
        lasting.outage.effect = Effect::Unknown;
        let mut partial = outage(1_002, OF_A, 100, u32::MAX);
        partial.outage.effect = Effect::Lost(Loss::from_billionths(1).expect("a loss"));
        partial.outage.planned = true;
        partial.outage.note = Some(text("Café 東京 'quoted' \"too\""));
        let full = outage(1_003, OF_A, 200, 1);
        submit(
            &store,
            900,
            SUPPLIER_A,
            [lasting.clone(), partial.clone(), full.clone()],
        )
        .await;

        let view = store.view(everything());
        let page = view
            .outages(&PageRequest::first(10), &OutageFilter::default())
            .await
            .expect("a page");
        let mut expect = [full, partial, lasting].map(|recorded| recorded.outage);
        for outage in &mut expect {
            outage.submission = id(900);
        }
        assert_eq!(
            page.items
                .iter()
                .map(|item| &item.value)
                .collect::<Vec<_>>(),
            expect.iter().collect::<Vec<_>>()
        );
        assert_eq!(
            view.outage(id(1_001)).await.expect("an answer").as_ref(),
            expect.last()
        );

        let batch = batch(900, SUPPLIER_A);
        let page = view
            .submissions(&PageRequest::first(10), &SubmissionFilter::default())
            .await
            .expect("a page");
        assert_eq!(page.items[0].value, batch.submission);
        let found = view.submission(id(900)).await.expect("an answer");
        assert_eq!(found.as_ref(), Some(&batch));
        let found = view
            .submission_by_key(id(SUPPLIER_A), &text("key-900"))
            .await
            .expect("an answer");
        assert_eq!(found, Some(batch));
    })
    .await;
}

#[tokio::test]
async fn the_highest_revision_is_current_in_whatever_order_they_come() {
    on_both(async |database| {
        let store = started(database).await;
        let revision = |revision| outage(1_001, OF_A, i64::from(revision), revision);
        submit(&store, 900, SUPPLIER_A, [revision(2)]).await;
        submit(&store, 901, SUPPLIER_A, [revision(1)]).await;
        submit(&store, 902, SUPPLIER_A, [revision(4), revision(3)]).await;

        let view = store.view(everything());
        let current = view
            .outage(id(1_001))
            .await
            .expect("an answer")
            .expect("it is there");
        assert_eq!((current.revision, current.start), (4, second(4)));
        let all = view.outage_revisions(id(1_001)).await.expect("an answer");
        assert_eq!(
            all.iter().map(|outage| outage.revision).collect::<Vec<_>>(),
            [1, 2, 3, 4]
        );
        let current_only = OutageFilter {
            current_only: true,
            ..OutageFilter::default()
        };
        assert_eq!(view.count_outages(&current_only).await.expect("a count"), 1);
        assert_eq!(
            view.count_outages(&OutageFilter::default())
                .await
                .expect("a count"),
            4
        );

        let pass = may_submit(SUPPLIER_A);
        let tx = store.write(&pass).await.expect("a transaction");
        let names = [
            (text("monitoring"), text("INC-1001")),
            (text("monitoring"), text("INC-1002")),
            (text("another"), text("INC-1001")),
        ];
        let known = tx.known_outages(&names).await.expect("an answer");
        assert_eq!(known.len(), 1);
        let known = &known[&names[0]];
        assert_eq!((known.id, known.current_revision()), (id(1_001), 4));
        assert_eq!(known.digests[&3], "sha256:1001/3");
        let current = tx.current_outages_by_key(&names).await.expect("an answer");
        assert_eq!(current.len(), 1);
        assert_eq!(current[&names[0]].outage.revision, 4);
    })
    .await;
}

#[track_caller]
fn check_conflict(outcome: Result<(), StoreError>, expect: Conflict) {
    match outcome {
        Err(StoreError::Conflict(conflict)) => assert_eq!(conflict, expect),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_stored_once_or_is_not_ones_own_is_refused() {
    on_both(async |database| {
        let store = started(database).await;
        submit(&store, 900, SUPPLIER_A, [outage(1_001, OF_A, 0, 1)]).await;
        let pass = may_submit(SUPPLIER_A);
        let refuse = async |batch: api::store::SubmittedBatch, outages: &[_]| {
            let tx = store.write(&pass).await.expect("a transaction");
            tx.save_submission(&batch.submission, &batch.outcomes, outages)
                .await
        };
        let mut repeated = batch(901, SUPPLIER_A);
        repeated.submission.idempotency_key = text("key-900");
        check_conflict(refuse(repeated, &[]).await, Conflict::SubmissionKeyTaken);
        check_conflict(
            refuse(batch(901, SUPPLIER_B), &[]).await,
            Conflict::ForeignSubmission,
        );
        let of = |number, subject, revision| {
            let mut recorded = outage(number, subject, 0, revision);
            recorded.outage.submission = id(901);
            recorded
        };
        check_conflict(
            refuse(
                batch(901, SUPPLIER_A),
                &[of(1_002, OF_A, 1), of(1_003, OF_B, 1)],
            )
            .await,
            Conflict::ForeignOutage { index: 1 },
        );
        check_conflict(
            refuse(batch(901, SUPPLIER_A), &[outage(1_002, OF_A, 0, 1)]).await,
            Conflict::ForeignOutage { index: 0 },
        );
        check_conflict(
            refuse(batch(901, SUPPLIER_A), &[of(1_001, OF_A, 1)]).await,
            Conflict::RevisionTaken,
        );
        // Nothing of it stays, and the same key is free for another supplier.
        let view = store.view(everything());
        assert_eq!(
            view.count_submissions(&SubmissionFilter::default())
                .await
                .expect("a count"),
            1
        );
        let mut other = batch(901, SUPPLIER_B);
        other.submission.idempotency_key = text("key-900");
        let pass = may_submit(SUPPLIER_B);
        let tx = store.write(&pass).await.expect("a transaction");
        assert!(
            tx.submission_by_key(&text("key-900"))
                .await
                .expect("an answer")
                .is_none()
        );
        tx.save_submission(&other.submission, &other.outcomes, &[])
            .await
            .expect("it is saved");
        assert_eq!(
            tx.submission_by_key(&text("key-900"))
                .await
                .expect("an answer"),
            Some(other)
        );
    })
    .await;
}

#[tokio::test]
async fn outages_touch_half_open_spans() {
    on_both(async |database| {
        let store = started(database).await;
        let mut lasting = outage(1_004, OF_A, 50, 1);
        lasting.outage.end = None;
        submit(
            &store,
            900,
            SUPPLIER_A,
            [
                outage(1_001, OF_A, 0, 1),
                outage(1_002, OF_A, 600, 1),
                outage(1_003, OF_A, 1_200, 1),
                lasting,
            ],
        )
        .await;
        submit(&store, 901, SUPPLIER_B, [outage(1_005, OF_B, 600, 1)]).await;
        let view = store.view(everything());
        let touching = async |components: &[_], from, to| {
            let span = Interval::new(second(from), second(to));
            let outages = view
                .outages_touching(components, span)
                .await
                .expect("an answer");
            outages
                .into_iter()
                .map(|outage| outage.id)
                .collect::<Vec<_>>()
        };
        let a = [id(COMPONENT_A)];
        assert_eq!(touching(&a, 600, 1_200).await, [id(1_004), id(1_002)]);
        assert_eq!(
            touching(&a, 599, 1_201).await,
            [1_001, 1_004, 1_002, 1_003].map(id)
        );
        assert_eq!(touching(&a, -10, 0).await, []);
        assert_eq!(touching(&a, 90_000, 90_001).await, [id(1_004)]);
        assert_eq!(touching(&[], 0, 90_000).await, []);
        // More components than one list of a query carries.
        let many: Vec<_> = (100_000..140_000).map(id).chain(a).collect();
        assert_eq!(touching(&many, 600, 1_200).await, [id(1_004), id(1_002)]);
        let too_many = OutageFilter {
            components: Some(many),
            ..OutageFilter::default()
        };
        let refused = view.count_outages(&too_many).await;
        assert!(
            matches!(refused, Err(StoreError::TooMany { .. })),
            "{refused:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn pages_meet_every_row_once_in_both_directions() {
    on_both(async |database| {
        let store = started(database).await;
        // Equal starts and equal outages in several revisions: the order must still be total.
        let rows = (0..25u32)
            .map(|n| outage(1_000 + u128::from(n / 2), OF_A, i64::from(n / 6), 1 + n % 2));
        submit(&store, 900, SUPPLIER_A, rows).await;
        let view = store.view(everything());
        let filter = OutageFilter::default();
        let whole = view
            .outages(&PageRequest::first(100), &filter)
            .await
            .expect("a page");
        assert_eq!(
            (whole.items.len(), whole.has_previous, whole.has_next),
            (25, false, false)
        );

        let mut forwards = Vec::new();
        let mut request = PageRequest::first(4);
        for step in 0.. {
            let page = view.outages(&request, &filter).await.expect("a page");
            assert_eq!(page.has_previous, step > 0);
            if step == 2 {
                // Later and earlier rows than the page: neither shifts what follows.
                let early = outage(3_000, OF_A, -1_000, 1);
                submit(
                    &store,
                    901,
                    SUPPLIER_A,
                    [outage(2_000, OF_A, 5_000, 1), early],
                )
                .await;
            }
            let last = page.items.last().expect("an item").key.clone();
            let has_next = page.has_next;
            forwards.extend(page.items);
            if !has_next {
                break;
            }
            request = PageRequest::first(4).after(last);
        }
        assert_eq!(forwards.pop().expect("the early one").value.id, id(3_000));
        assert_eq!(forwards, whole.items);

        let mut backwards = Vec::new();
        let mut request = PageRequest::last(4);
        for step in 0.. {
            let page = view.outages(&request, &filter).await.expect("a page");
            assert_eq!(page.has_next, step > 0);
            let first = page.items[0].key.clone();
            let has_previous = page.has_previous;
            backwards.splice(0..0, page.items);
            if !has_previous {
                break;
            }
            request = PageRequest::last(4).before(first);
        }
        assert_eq!(backwards.len(), 27);
        assert_eq!(backwards[1..26], whole.items);
        let between = PageRequest::first(100)
            .after(whole.items[3].key.clone())
            .before(whole.items[9].key.clone());
        let page = view.outages(&between, &filter).await.expect("a page");
        assert_eq!(page.items, whole.items[4..9]);
        assert!(page.has_previous && page.has_next);
    })
    .await;
}

#[tokio::test]
async fn codes_are_ordered_byte_by_byte_and_submissions_by_receipt() {
    on_both(async |database| {
        let store = started(database).await;
        let view = store.view(everything());
        let page = view
            .organizations(&PageRequest::first(10), &OrganizationFilter::default())
            .await
            .expect("a page");
        let codes: Vec<_> = page
            .items
            .iter()
            .map(|item| item.value.code.as_str())
            .collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        assert_eq!((codes.len(), &codes), (6, &sorted));
        let key: CodeKey = page.items[1].key.clone();
        assert_eq!(key, page.items[1].value.key());
        let cursor = serde_json::to_string(&key).expect("a cursor");
        let key: <Organization as Paged>::Key = serde_json::from_str(&cursor).expect("a key");
        let rest = view
            .organizations(
                &PageRequest::first(2).after(key),
                &OrganizationFilter::default(),
            )
            .await
            .expect("a page");
        assert_eq!(rest.items, page.items[2..4]);
        let agreements = view
            .agreements(&PageRequest::last(2), &AgreementFilter::default())
            .await
            .expect("a page");
        assert_eq!(agreements.items.len(), 2);
        assert_eq!(agreements.items[1].value, model().agreements[&id(305)]);

        for (number, micros) in [
            (901, 100_000),
            (902, 100_001),
            (903, 1_000_000),
            (904, 100_000),
        ] {
            let mut batch = batch(number, SUPPLIER_A);
            batch.submission.received_at = moment(micros);
            let pass = may_submit(SUPPLIER_A);
            let tx = store.write(&pass).await.expect("a transaction");
            tx.save_submission(&batch.submission, "[]", &[])
                .await
                .expect("it is saved");
            tx.commit().await.expect("it is committed");
        }
        let mut found = Vec::new();
        let mut request = PageRequest::first(1);
        loop {
            let filter = SubmissionFilter::default();
            let page = view.submissions(&request, &filter).await.expect("a page");
            found.push(page.items[0].value.id);
            if !page.has_next {
                break;
            }
            request = PageRequest::first(1).after(page.items[0].key.clone());
        }
        assert_eq!(found, [903, 902, 901, 904].map(id));
    })
    .await;
}

#[tokio::test]
async fn fifty_thousand_outages_fit_one_submission() {
    on_both(async |database| {
        let store = started(database).await;
        let rows: Vec<_> = (0..50_000u32)
            .map(|n| outage(100_000 + u128::from(n), OF_A, i64::from(n) * 60, 1))
            .collect();
        let names: Vec<_> = rows
            .iter()
            .map(|row| (row.outage.source.clone(), row.outage.external_id.clone()))
            .collect();
        let start = Stopwatch::now();
        submit(&store, 900, SUPPLIER_A, rows).await;
        println!(
            "{:?}: 50,000 outages in {:?}",
            database.flavour,
            start.elapsed()
        );
        let view = store.view(reach(Role::Supplier, SUPPLIER_A));
        let count = view
            .count_outages(&OutageFilter::default())
            .await
            .expect("a count");
        assert_eq!(count, 50_000);
        let start = Stopwatch::now();
        let span = Interval::new(second(0), second(10_000_000));
        let all = view
            .outages_touching(&[id(COMPONENT_A)], span)
            .await
            .expect("an answer");
        assert_eq!(all.len(), 50_000);
        println!("{:?}: read in {:?}", database.flavour, start.elapsed());
        let start = Stopwatch::now();
        let pass = may_submit(SUPPLIER_A);
        let tx = store.write(&pass).await.expect("a transaction");
        assert_eq!(
            tx.known_outages(&names).await.expect("an answer").len(),
            50_000
        );
        println!("{:?}: known in {:?}", database.flavour, start.elapsed());
        drop(tx);
        let start = Stopwatch::now();
        let corrections =
            (0..50_000u32).map(|n| outage(100_000 + u128::from(n), OF_A, i64::from(n) * 60, 2));
        submit(&store, 901, SUPPLIER_A, corrections).await;
        println!(
            "{:?}: 50,000 corrections in {:?}",
            database.flavour,
            start.elapsed()
        );
        let count = view
            .count_outages(&OutageFilter::default())
            .await
            .expect("a count");
        assert_eq!(count, 100_000);
        let all = view
            .outages_touching(&[id(COMPONENT_A)], span)
            .await
            .expect("an answer");
        assert!(all.len() == 50_000 && all.iter().all(|outage| outage.revision == 2));
    })
    .await;
}

#[tokio::test]
async fn suppliers_write_side_by_side_and_each_after_itself() {
    on_both(async |database| {
        let store = started(database).await;
        let batches = (0..12u128).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let subject = if n % 2 == 0 { OF_A } else { OF_B };
                let row = outage(
                    1_000 + n % 2,
                    subject,
                    0,
                    1 + u32::try_from(n).expect("small"),
                );
                submit(&store, 900 + n, subject.0, [row]).await;
            })
        });
        for batch in batches.collect::<Vec<_>>() {
            batch.await.expect("it is done");
        }
        let view = store.view(everything());
        let current_only = OutageFilter {
            current_only: true,
            ..OutageFilter::default()
        };
        assert_eq!(view.count_outages(&current_only).await.expect("a count"), 2);
        assert_eq!(
            view.count_outages(&OutageFilter::default())
                .await
                .expect("a count"),
            12
        );
    })
    .await;
}

#[tokio::test]
async fn a_write_that_is_not_committed_leaves_nothing() {
    on_both(async |database| {
        let store = started(database).await;
        let pass = may_submit(SUPPLIER_A);
        let tx = store.write(&pass).await.expect("a transaction");
        let batch = batch(900, SUPPLIER_A);
        tx.save_submission(&batch.submission, "[]", &[])
            .await
            .expect("it is saved");
        drop(tx);
        submit(&store, 900, SUPPLIER_A, []).await;
    })
    .await;
}

#[tokio::test]
async fn durability_is_in_force_and_said() {
    let setting = |store: &Store, name| {
        let found = store
            .durability()
            .settings
            .iter()
            .find(|(setting, _)| *setting == name);
        found.map(|(_, value)| value.clone()).expect("a setting")
    };
    let database = TestDatabase::migrated(Flavour::Sqlite).await;
    let store = database.store().await;
    assert_eq!(setting(&store, "journal_mode"), "wal");
    assert_eq!(setting(&store, "synchronous"), "FULL");
    assert_eq!(setting(&store, "foreign_keys"), "1");
    assert_eq!(setting(&store, "busy_timeout"), "5000");
    assert!(store.durability().survives_power_loss());
    let relaxed = StoreOptions {
        relaxed_durability: true,
        ..StoreOptions::default()
    };
    let relaxed = Store::open(&database.url, &relaxed)
        .await
        .expect("it opens");
    assert_eq!(setting(&relaxed, "synchronous"), "NORMAL");
    assert!(!relaxed.durability().survives_power_loss());

    let database = TestDatabase::migrated(Flavour::Postgres).await;
    let store = database.store().await;
    assert_eq!(store.durability().kind, DatabaseKind::Postgres);
    assert_eq!(setting(&store, "fsync"), "off");
    assert!(store.describe().contains("may take acknowledged writes"));
    assert!(
        !format!("{store:?}").contains("postgres:"),
        "no address in Debug"
    );
}

#[tokio::test]
async fn a_database_in_memory_serves_too() {
    let store = Store::open("sqlite::memory:", &StoreOptions::default())
        .await
        .expect("it opens");
    store.migrate().await.expect("it migrates");
    apply(&store, &model()).await;
    assert_eq!(*store.service_model().await.expect("a model"), model());
    assert_eq!(store.durability().kind, DatabaseKind::SqliteMemory);
    assert!(!store.durability().survives_power_loss());
}

#[tokio::test]
async fn addresses_and_failures_tell_no_secrets() {
    let open = async |url: &str| {
        Store::open(url, &StoreOptions::default())
            .await
            .expect_err("it is refused")
    };
    let refused = open("mysql://root:secret@localhost/x").await;
    assert!(matches!(refused, StoreError::Address { .. }), "{refused:?}");
    let refused = open("postgres://root:secret@[::bad/x").await;
    assert!(matches!(refused, StoreError::Address { .. }), "{refused:?}");
    let refused = open("sqlite:///no/such/directory/x.db").await;
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    assert_eq!(refused.to_string(), "the database is not available");
    let refused = open("postgres://root:secret@127.0.0.1:1/x").await;
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    assert!(!format!("{refused:?}").contains("secret"));
}

/// The databases part ways on U+0000: SQLite keeps it, PostgreSQL refuses the whole batch. So no
/// text can hold one.
#[test]
fn a_null_character_cannot_arrive() {
    assert!(Text::parse("a\u{0}b", 10).is_err());
    assert!("a\u{0}b".parse::<federation::vocabulary::Code>().is_err());
}
