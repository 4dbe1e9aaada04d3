//! What the store says to the database of its readers, and what it says of a database that does not
//! listen.

use api::settings::{DatabaseUrl, Settings};
use api::store::{RowSecurity, Store, StoreError, StoreOptions};
use tests::harness::database::{Flavour, TestDatabase};

use crate::row_security_world::{INTEGRATOR, LEAD, PAUL, run, uuid};
use crate::small_world::{apply, model};

/// A policy that lets rows through for exactly one word and organization: so it is seen what a
/// transaction of the store has said.
#[tokio::test]
async fn the_store_says_whose_reach_it_has() {
    use federation::authority::{Actor, Mandate, Reach, Role, Scopes};
    use federation::vocabulary::OrganizationId;
    let database = TestDatabase::migrated(Flavour::Postgres).await;
    let store = database.store().await;
    apply(&store, &model()).await;
    let id = |number: u32| OrganizationId(uuid(number).parse().expect("an identifier"));
    let reach = |actor: Actor| Mandate::new(actor, Scopes::bundle(Role::Operator)).reach();
    let readers: [(&str, Option<u32>, Reach); 6] = [
        ("AUDITOR", None, reach(Actor::Auditor)),
        ("COMPUTATION", None, Reach::of_the_computation()),
        ("CUSTOMER", Some(PAUL), reach(Actor::Customer(id(PAUL)))),
        (
            "INTEGRATOR",
            Some(INTEGRATOR),
            reach(Actor::Integrator(id(INTEGRATOR))),
        ),
        ("OPERATOR", None, Mandate::operator().reach()),
        ("SUPPLIER", Some(LEAD), reach(Actor::Supplier(id(LEAD)))),
    ];
    let administrator = database.connection().await;
    for (word, organization, _) in &readers {
        let organization = organization.map_or("NULL".to_owned(), |id| format!("'{}'", uuid(id)));
        let only = format!(
            "ALTER POLICY reads ON organizations USING (concordat_role() = '{word}' \
             AND concordat_organization() IS NOT DISTINCT FROM {organization}::uuid)"
        );
        run(&administrator, &only).await;
        for (said, _, reach) in &readers {
            let view = store.view(reach.clone());
            let filter = api::store::OrganizationFilter::default();
            let counted = view.count_organizations(&filter).await.expect("a count");
            assert_eq!(counted > 0, said == word, "{said} for {word}");
            let model = view.service_model().await.expect("a model");
            assert_eq!(
                !model.organizations.is_empty(),
                said == word,
                "{said} for {word}"
            );
        }
    }
}

#[tokio::test]
async fn a_role_that_bypasses_it_is_told_and_can_be_refused() {
    let database = TestDatabase::migrated(Flavour::Postgres).await;
    let held = database.store().await;
    assert_eq!(
        held.row_security().await.expect("told"),
        RowSecurity::Forced
    );
    held.require_row_security().await.expect("in force");
    assert!(held.describe().ends_with("; row level security is forced"));

    let bypassing = Store::open(&database.superuser_url, &StoreOptions::default())
        .await
        .expect("it opens");
    let told = bypassing.describe();
    assert!(
        told.ends_with("row level security is void: the database role postgres bypasses it"),
        "{told}"
    );
    let refused = bypassing.require_row_security().await;
    assert!(
        matches!(
            refused,
            Err(StoreError::RowSecurity(RowSecurity::Bypassed { .. }))
        ),
        "{refused:?}"
    );

    run(
        &database.connection().await,
        "ALTER TABLE outages NO FORCE ROW LEVEL SECURITY",
    )
    .await;
    let refused = held.require_row_security().await.expect_err("refused");
    assert_eq!(
        refused.to_string(),
        "row level security is required, but the database has this: \
         row level security is not forced on outages"
    );

    let sqlite = TestDatabase::migrated(Flavour::Sqlite).await;
    let refused = sqlite.store().await.require_row_security().await;
    assert!(
        matches!(refused, Err(StoreError::RowSecurity(RowSecurity::Absent))),
        "{refused:?}"
    );
    let settings = Settings {
        database_url: DatabaseUrl::new(&sqlite.url),
        row_level_security_required: true,
        ..Settings::default()
    };
    let clock = std::sync::Arc::new(api::clock::FixedClock::at(chrono::DateTime::UNIX_EPOCH));
    let seal = api::graphql::Seal::new(&[7; 32]);
    let opened = api::app::App::open(&settings, clock, seal).await;
    assert!(opened.is_err(), "SQLite has none");
}
