//! The service model comes back as it was written, and the database is what it says it is.

use api::store::{Conflict, DatabaseKind, Store, StoreError, StoreOptions};
use federation::model::ServiceModel;
use federation::vocabulary::Text;
use tests::harness::database::{Flavour, TestDatabase, on_both};

use crate::small_world::{
    COMPONENT_A, COMPONENT_B, CUSTOMER, SERVICE, SUPPLIER_B, apply, change, code, everything, id,
    may_apply, model, second, started, text,
};

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
