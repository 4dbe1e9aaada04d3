//! Rivals who ask at the same moment: what is loaded for one is not what the other is shown.

use futures_util::StreamExt as _;
use futures_util::stream;
use tests::harness::app::TestApp;
use tests::harness::database::{Flavour, TestDatabase};

use super::is_long;

/// Documents whose answers are put together by loaders.
const DOCUMENTS: &[&str] = &[
    "{ outages(first: 9) { totalCount nodes { externalId component { code supplier { code name } } \
     supplier { code } } } }",
    "{ agreements(first: 9) { nodes { code provider { code name } customer { code name } \
     service { code } } } }",
    "{ services(first: 9) { nodes { code customer { code name } components { code supplier { code } \
     } } } viewer { subject organization { code } } }",
    "{ submissions(first: 9) { totalCount nodes { idempotencyKey supplier { code name } } } \
     components(first: 9) { nodes { code supplier { code subcontractedTo { code } } } } }",
];

/// Row 85: pairs of requests by a and b, 32 at once, each answered as if it were alone.
pub(super) async fn pairs(app: &TestApp, database: &TestDatabase) {
    let pairs: usize = match (is_long(), database.flavour) {
        (true, _) => 10_000,
        (false, Flavour::Sqlite) => 500,
        (false, Flavour::Postgres) => 200,
    };
    let readers = [app.supplier("cnry_a_org"), app.supplier("cnry_b_org")];
    let mut alone = Vec::new();
    for document in DOCUMENTS {
        for reader in &readers {
            let answer = reader.ask(document).await;
            let _whole = answer.data();
            alone.push(answer.without_request_id());
        }
    }
    let (readers, alone) = (&readers, &alone);
    let requests = (0..pairs * 2).map(|number| async move {
        // Two neighbours are a pair: the same document by both.
        let document = number / 2 % DOCUMENTS.len();
        let answer = readers[number % 2].ask(DOCUMENTS[document]).await;
        let expect = &alone[document * 2 + number % 2];
        assert_eq!(&answer.without_request_id(), expect, "{number}");
    });
    let done = stream::iter(requests).buffer_unordered(32).count().await;
    assert_eq!(done, pairs * 2);
    println!("{pairs} pairs, 32 requests at once, none mixed");
}
