//! Outages and submissions come back as they were written, once, and only one's own are taken.

use std::time::Instant as Stopwatch;

use api::store::{Conflict, OutageFilter, PageRequest, StoreError, SubmissionFilter};
use federation::authority::Role;
use federation::incident::Effect;
use federation::time::Interval;
use federation::vocabulary::Loss;
use tests::harness::database::on_both;

use crate::small_world::{
    COMPONENT_A, OF_A, OF_B, SUPPLIER_A, SUPPLIER_B, batch, everything, id, may_submit, outage,
    reach, second, started, submit, text,
};

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
