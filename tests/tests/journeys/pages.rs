//! Pages meet every row once, in both directions, while others write.

use api::store::{
    AgreementFilter, CodeKey, OrganizationFilter, OutageFilter, PageRequest, Paged,
    SubmissionFilter,
};
use federation::party::Organization;
use tests::harness::database::on_both;

use crate::small_world::{
    OF_A, SUPPLIER_A, batch, everything, id, may_submit, model, moment, outage, started, submit,
};

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
