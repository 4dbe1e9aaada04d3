//! What one user of a pooled connection has said is gone for the next one, however the one ended; and
//! what saying it costs.

use std::time::{Duration, Instant};

use api::store::{OrganizationFilter, PageRequest, Store, StoreOptions};
use federation::authority::{ApplyCatalogue, Mandate, Reach};
use sea_orm::{Database, EntityTrait, QueryOrder, QuerySelect};
use tests::harness::database::{Flavour, TestDatabase, on_both};

use crate::row_security_world::run;
use crate::small_world::{apply, model};

/// A store with one connection, on a database whose ledger of migrations shows itself only to who has
/// said nothing: `require_schema`, which asks without a transaction, sees what was left behind.
async fn pool_of_one() -> (TestDatabase, Store) {
    let database = TestDatabase::migrated(Flavour::Postgres).await;
    let administrator = database.connection().await;
    apply(&database.store().await, &model()).await;
    run(
        &administrator,
        "ALTER TABLE seaql_migrations ENABLE ROW LEVEL SECURITY; \
         ALTER TABLE seaql_migrations FORCE ROW LEVEL SECURITY; \
         CREATE POLICY reads ON seaql_migrations USING ( \
         coalesce(concordat_role(), '') = '' AND concordat_organization() IS NULL)",
    )
    .await;
    let options = StoreOptions {
        connections_max: 1,
        ..StoreOptions::default()
    };
    let store = Store::open(&database.url, &options).await;
    (database, store.expect("it opens"))
}

#[tokio::test]
async fn nothing_said_is_left_to_the_next() {
    let (database, store) = pool_of_one().await;
    let filter = OrganizationFilter::default();
    let request = PageRequest::first(10);
    store.require_schema().await.expect("nothing said yet");
    let view = store.view(Reach::of_the_computation());
    view.organizations(&request, &filter).await.expect("a page");
    store
        .require_schema()
        .await
        .expect("nothing left of a read");
    view.service_model().await.expect("a model");
    store
        .require_schema()
        .await
        .expect("nothing left of a snapshot");

    // A statement that fails in the middle.
    let administrator = database.connection().await;
    run(&administrator, "ALTER TABLE agreements RENAME TO hidden").await;
    view.service_model().await.expect_err("a table is gone");
    store
        .require_schema()
        .await
        .expect("nothing left of a failure");
    run(&administrator, "ALTER TABLE hidden RENAME TO agreements").await;

    // A write that is given up, and one that is not.
    let pass = Mandate::operator().permit(ApplyCatalogue).expect("a pass");
    drop(store.write(&pass).await.expect("it begins"));
    store
        .require_schema()
        .await
        .expect("nothing left of a write");
    let tx = store.write(&pass).await.expect("it begins");
    tx.commit().await.expect("it ends");
    store
        .require_schema()
        .await
        .expect("nothing left of a commit");
}

/// Given up at any moment: before it began, while it began, while it asked.
#[tokio::test]
async fn nothing_is_left_of_what_was_given_up() {
    let (_database, store) = pool_of_one().await;
    let filter = OrganizationFilter::default();
    let request = PageRequest::first(10);
    let view = store.view(Reach::of_the_computation());
    let (mut given_up, mut ended) = (0, 0);
    for step in 0..600_u64 {
        let reading = view.organizations(&request, &filter);
        match tokio::time::timeout(Duration::from_micros(step * 5), reading).await {
            Ok(page) => {
                page.expect("a page");
                ended += 1;
            }
            Err(_) => given_up += 1,
        }
        store.require_schema().await.expect("nothing left");
    }
    println!("{given_up} reads given up, {ended} ended");
    // By counts of polls instead of time: each await is left once.
    for polls in 1..40 {
        let mut reading = Box::pin(view.organizations(&request, &filter));
        for _ in 0..polls {
            let polled = std::future::poll_fn(|context| {
                std::task::Poll::Ready(reading.as_mut().poll(context))
            });
            if polled.await.is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(reading);
        store.require_schema().await.expect("nothing left");
    }
}

/// Printed, not judged: what a read costs with and without saying whose it is.
#[tokio::test]
async fn what_it_costs() {
    on_both(async |database| {
        const ROUNDS: u32 = 300;
        let (filter, request) = (OrganizationFilter::default(), PageRequest::first(10));
        let mut figures = Vec::new();
        for (how, url) in [
            ("held to its reach", &database.url),
            ("bypassing the policies", &database.superuser_url),
        ] {
            let store = Store::open(url, &StoreOptions::default()).await;
            let store = store.expect("it opens");
            if figures.is_empty() {
                apply(&store, &model()).await;
            }
            let view = store.view(Reach::of_the_computation());
            let round = async || {
                view.organizations(&request, &filter).await.expect("a page");
            };
            round().await;
            let begun = Instant::now();
            for _ in 0..ROUNDS {
                round().await;
            }
            figures.push(format!("{:?} {how}", begun.elapsed() / ROUNDS));
        }
        // As the store asked before there were policies: one statement by itself.
        let plain = Database::connect(match database.flavour {
            Flavour::Sqlite => format!("{}?mode=rwc", database.url),
            Flavour::Postgres => database.superuser_url.clone(),
        });
        let plain = plain.await.expect("it opens");
        let backend = plain.get_database_backend();
        let ask = async || {
            let question = entities::organization::Entity::find()
                .order_by_asc(entities::organization::Column::Code)
                .limit(11);
            question.all(&plain).await.expect("rows");
        };
        ask().await;
        let begun = Instant::now();
        for _ in 0..ROUNDS {
            ask().await;
        }
        figures.push(format!(
            "{:?} without a transaction",
            begun.elapsed() / ROUNDS
        ));
        println!(
            "{backend:?}: a page of organizations: {}",
            figures.join(", ")
        );
    })
    .await;
}
