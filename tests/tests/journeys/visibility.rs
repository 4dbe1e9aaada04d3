//! Nobody reads a row beyond their reach: not in a list, a count, a page's edge, by identifier, by
//! code, nor by asking for what never was.

use std::collections::BTreeSet;

use api::store::{
    AgreementFilter, ComponentFilter, OrganizationFilter, OutageFilter, PageRequest, ServiceFilter,
    Store, SubmissionFilter, View,
};
use federation::authority::{Actor, Mandate, Reach, Role, Scopes};
use federation::time::Interval;
use tests::harness::database::on_both;
use uuid::Uuid;

use crate::small_world::{
    COMPONENT_A, COMPONENT_B, COMPONENT_SUB, CONTRACT_A, CONTRACT_B, CUSTOMER, INTEGRATOR,
    OTHER_CUSTOMER, OTHER_SERVICE, OTHER_SLA, SERVICE, SLA, SUB_OF_A, SUBCONTRACT, SUPPLIER_A,
    SUPPLIER_B, apply, code, id, model, outage, reach, second, submit, text,
};

const OUTAGE_A: u128 = 1_001;
const OUTAGE_B: u128 = 1_002;
const OUTAGE_SUB: u128 = 1_003;
const BATCH_A: u128 = 901;
const BATCH_B: u128 = 902;
const BATCH_SUB: u128 = 903;

/// A number that nothing has.
const ABSENT: u128 = 99_999;

async fn fill(store: &Store) {
    apply(store, &model()).await;
    for (batch, number, supplier, component) in [
        (BATCH_A, OUTAGE_A, SUPPLIER_A, COMPONENT_A),
        (BATCH_B, OUTAGE_B, SUPPLIER_B, COMPONENT_B),
        (BATCH_SUB, OUTAGE_SUB, SUB_OF_A, COMPONENT_SUB),
    ] {
        let row = outage(number, (supplier, component), 0, 1);
        submit(store, batch, supplier, [row]).await;
    }
}

fn set(numbers: &[u128]) -> BTreeSet<Uuid> {
    numbers.iter().map(|number| id(*number)).collect()
}

/// Everything that some reader can see, by identifier, asked in every way there is.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    organizations: BTreeSet<Uuid>,
    components: BTreeSet<Uuid>,
    services: BTreeSet<Uuid>,
    agreements: BTreeSet<Uuid>,
    outages: BTreeSet<Uuid>,
    submissions: BTreeSet<Uuid>,
    topologies: BTreeSet<Uuid>,
    windows: BTreeSet<Uuid>,
    calendars: BTreeSet<Uuid>,
}

/// Reads a noun in pages, counts it, and asks for each by identifier and by code; all must agree.
macro_rules! look {
    ($view:ident, $model:ident.$map:ident, $filter:ident,
     $page:ident, $count:ident, $by_id:ident, $by_ids:ident, $by_code:ident) => {{
        let filter = $filter::default();
        let page = $view
            .$page(&PageRequest::first(100), &filter)
            .await
            .expect("a page");
        assert!(!page.has_previous && !page.has_next);
        let seen: BTreeSet<Uuid> = page.items.iter().map(|item| item.value.id.into()).collect();
        let count = $view.$count(&filter).await.expect("a count");
        assert_eq!(count, seen.len() as u64);
        for value in $model.$map.values() {
            let expect = seen.contains(&value.id.into()).then(|| value.clone());
            let found = $view.$by_id(value.id).await.expect("an answer");
            assert_eq!(found, expect, "by identifier");
            let found = $view.$by_code(&value.code).await.expect("an answer");
            assert_eq!(found, expect, "by code");
        }
        let ids: Vec<_> = $model.$map.keys().copied().chain([id(ABSENT)]).collect();
        let found = $view.$by_ids(&ids).await.expect("an answer");
        assert_eq!(
            found
                .iter()
                .map(|value| value.id.into())
                .collect::<BTreeSet<Uuid>>(),
            seen
        );
        assert_eq!($view.$by_id(id(ABSENT)).await.expect("an answer"), None);
        assert_eq!(
            $view.$by_code(&code("absent")).await.expect("an answer"),
            None
        );
        let narrow = $view
            .$page(&PageRequest::first(1), &filter)
            .await
            .expect("a page");
        assert_eq!(
            narrow.has_next,
            seen.len() > 1,
            "an edge tells of nobody else's rows"
        );
        seen
    }};
}

async fn look(view: &View) -> Seen {
    let model = model();
    let mut seen = Seen {
        organizations: look!(
            view,
            model.organizations,
            OrganizationFilter,
            organizations,
            count_organizations,
            organization,
            organizations_by_id,
            organization_by_code
        ),
        components: look!(
            view,
            model.components,
            ComponentFilter,
            components,
            count_components,
            component,
            components_by_id,
            component_by_code
        ),
        services: look!(
            view,
            model.services,
            ServiceFilter,
            services,
            count_services,
            service,
            services_by_id,
            service_by_code
        ),
        agreements: look!(
            view,
            model.agreements,
            AgreementFilter,
            agreements,
            count_agreements,
            agreement,
            agreements_by_id,
            agreement_by_code
        ),
        ..Seen::default()
    };
    look_at_outages(view, &mut seen).await;
    look_at_submissions(view, &mut seen).await;
    browse(view, &mut seen).await;
    seen
}

/// What the service model holds that this reader can browse: no more than the lists do.
async fn browse(view: &View, seen: &mut Seen) {
    let browsed = view.service_model().await.expect("a model");
    let ids = |ids: Vec<Uuid>| ids.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(
        ids(browsed.organizations.into_keys().map(Into::into).collect()),
        seen.organizations
    );
    assert_eq!(
        ids(browsed.components.into_keys().map(Into::into).collect()),
        seen.components
    );
    assert_eq!(
        ids(browsed.services.into_keys().map(Into::into).collect()),
        seen.services
    );
    assert_eq!(
        ids(browsed.agreements.into_keys().map(Into::into).collect()),
        seen.agreements
    );
    seen.topologies = ids(browsed.topologies.into_keys().map(Into::into).collect());
    seen.windows = ids(browsed
        .maintenance_windows
        .into_keys()
        .map(Into::into)
        .collect());
    seen.calendars = ids(browsed.calendars.into_keys().map(Into::into).collect());
}

async fn look_at_outages(view: &View, seen: &mut Seen) {
    let filter = OutageFilter::default();
    let page = view
        .outages(&PageRequest::first(100), &filter)
        .await
        .expect("a page");
    seen.outages = page.items.iter().map(|item| item.value.id.into()).collect();
    assert!(!page.has_previous && !page.has_next);
    assert_eq!(
        view.count_outages(&filter).await.expect("a count"),
        seen.outages.len() as u64
    );
    let all = [COMPONENT_A, COMPONENT_B, COMPONENT_SUB].map(id);
    let span = Interval::new(second(0), second(600));
    let touching = view.outages_touching(&all, span).await.expect("an answer");
    let touching: BTreeSet<Uuid> = touching
        .into_iter()
        .map(|outage| outage.id.into())
        .collect();
    assert_eq!(touching, seen.outages);
    for number in [OUTAGE_A, OUTAGE_B, OUTAGE_SUB, ABSENT] {
        let visible = seen.outages.contains(&id(number));
        let found = view.outage(id(number)).await.expect("an answer");
        assert_eq!(found.is_some(), visible);
        let revisions = view.outage_revisions(id(number)).await.expect("an answer");
        assert_eq!(revisions.len(), usize::from(visible));
    }
    // A filter by somebody else's identifiers opens nothing.
    for supplier in [SUPPLIER_A, SUPPLIER_B, SUB_OF_A] {
        let of_supplier = OutageFilter {
            supplier: Some(id(supplier)),
            components: Some(all.to_vec()),
            span: Some(span),
            current_only: true,
        };
        let page = view
            .outages(&PageRequest::last(9), &of_supplier)
            .await
            .expect("a page");
        assert!(
            page.items
                .iter()
                .all(|item| seen.outages.contains(&item.value.id.into()))
        );
    }
}

async fn look_at_submissions(view: &View, seen: &mut Seen) {
    let filter = SubmissionFilter::default();
    let page = view
        .submissions(&PageRequest::first(100), &filter)
        .await
        .expect("a page");
    seen.submissions = page.items.iter().map(|item| item.value.id.into()).collect();
    assert_eq!(
        view.count_submissions(&filter).await.expect("a count"),
        seen.submissions.len() as u64
    );
    for (number, supplier) in [
        (BATCH_A, SUPPLIER_A),
        (BATCH_B, SUPPLIER_B),
        (BATCH_SUB, SUB_OF_A),
        (ABSENT, SUPPLIER_A),
    ] {
        let visible = seen.submissions.contains(&id(number));
        let found = view.submission(id(number)).await.expect("an answer");
        assert_eq!(found.is_some(), visible);
        let key = text(&format!("key-{number}"));
        let found = view
            .submission_by_key(id(supplier), &key)
            .await
            .expect("an answer");
        assert_eq!(found.is_some(), visible);
    }
}

async fn check(store: &Store, role: Role, organization: u128, expect: Seen) {
    let view = store.view(reach(role, organization));
    assert_eq!(look(&view).await, expect, "{role} {organization}");
}

#[tokio::test]
async fn a_supplier_sees_its_part_and_nothing_of_its_rivals() {
    on_both(async |database| {
        let store = database.store().await;
        fill(&store).await;
        let a = Seen {
            organizations: set(&[INTEGRATOR, SUPPLIER_A, SUB_OF_A]),
            components: set(&[COMPONENT_A]),
            services: set(&[SERVICE]),
            agreements: set(&[CONTRACT_A, SUBCONTRACT]),
            outages: set(&[OUTAGE_A]),
            submissions: set(&[BATCH_A]),
            topologies: set(&[]),
            windows: set(&[501]),
            calendars: set(&[401]),
        };
        check(&store, Role::Supplier, SUPPLIER_A, a).await;
        let b = Seen {
            organizations: set(&[INTEGRATOR, SUPPLIER_B]),
            components: set(&[COMPONENT_B]),
            services: set(&[SERVICE, OTHER_SERVICE]),
            agreements: set(&[CONTRACT_B]),
            outages: set(&[OUTAGE_B]),
            submissions: set(&[BATCH_B]),
            topologies: set(&[]),
            windows: set(&[502]),
            calendars: set(&[401]),
        };
        check(&store, Role::Supplier, SUPPLIER_B, b).await;
        let sub = Seen {
            organizations: set(&[INTEGRATOR, SUPPLIER_A, SUB_OF_A]),
            components: set(&[COMPONENT_SUB]),
            services: set(&[]),
            agreements: set(&[SUBCONTRACT]),
            outages: set(&[OUTAGE_SUB]),
            submissions: set(&[BATCH_SUB]),
            topologies: set(&[]),
            windows: set(&[]),
            calendars: set(&[401]),
        };
        check(&store, Role::Supplier, SUB_OF_A, sub).await;
        // One that the model does not know, but whose token is good.
        let stranger = Seen {
            organizations: set(&[INTEGRATOR]),
            ..Seen::default()
        };
        check(&store, Role::Supplier, ABSENT, stranger).await;
    })
    .await;
}

#[tokio::test]
async fn a_customer_sees_its_own_services_and_others_see_all() {
    on_both(async |database| {
        let store = database.store().await;
        fill(&store).await;
        let customer = Seen {
            organizations: set(&[INTEGRATOR, CUSTOMER, SUPPLIER_A, SUPPLIER_B]),
            components: set(&[COMPONENT_A, COMPONENT_B]),
            services: set(&[SERVICE]),
            agreements: set(&[SLA]),
            outages: set(&[OUTAGE_A, OUTAGE_B]),
            submissions: set(&[]),
            topologies: set(&[211]),
            windows: set(&[501, 502]),
            calendars: set(&[401]),
        };
        check(&store, Role::Customer, CUSTOMER, customer).await;
        let other = Seen {
            organizations: set(&[INTEGRATOR, OTHER_CUSTOMER, SUPPLIER_B]),
            components: set(&[COMPONENT_B]),
            services: set(&[OTHER_SERVICE]),
            agreements: set(&[OTHER_SLA]),
            outages: set(&[OUTAGE_B]),
            submissions: set(&[]),
            topologies: set(&[212]),
            windows: set(&[502, 503]),
            calendars: set(&[401]),
        };
        check(&store, Role::Customer, OTHER_CUSTOMER, other).await;
        check(&store, Role::Integrator, INTEGRATOR, everything()).await;
        check(&store, Role::Auditor, INTEGRATOR, everything()).await;
    })
    .await;
}

fn everything() -> Seen {
    Seen {
        organizations: set(&[
            INTEGRATOR,
            CUSTOMER,
            OTHER_CUSTOMER,
            SUPPLIER_A,
            SUPPLIER_B,
            SUB_OF_A,
        ]),
        components: set(&[COMPONENT_A, COMPONENT_B, COMPONENT_SUB]),
        services: set(&[SERVICE, OTHER_SERVICE]),
        agreements: set(&[SLA, OTHER_SLA, CONTRACT_A, CONTRACT_B, SUBCONTRACT]),
        outages: set(&[OUTAGE_A, OUTAGE_B, OUTAGE_SUB]),
        submissions: set(&[BATCH_A, BATCH_B, BATCH_SUB]),
        topologies: set(&[211, 212]),
        windows: set(&[501, 502, 503]),
        calendars: set(&[401, 402, 403]),
    }
}

#[tokio::test]
async fn without_a_scope_there_is_nothing() {
    on_both(async |database| {
        let store = database.store().await;
        fill(&store).await;
        for actor in [
            Actor::Auditor,
            Actor::Integrator(id(INTEGRATOR)),
            Actor::Supplier(id(SUPPLIER_A)),
            Actor::Customer(id(CUSTOMER)),
        ] {
            let bare: Reach = Mandate::new(actor, Scopes::default()).reach();
            assert_eq!(look(&store.view(bare)).await, Seen::default(), "{actor:?}");
            let narrow = Mandate::new(actor, Scopes::parse("agreement:read")).reach();
            let seen = look(&store.view(narrow)).await;
            assert!(!seen.agreements.is_empty() && !seen.calendars.is_empty());
            let rest = Seen {
                agreements: BTreeSet::new(),
                calendars: BTreeSet::new(),
                ..seen
            };
            assert_eq!(rest, Seen::default(), "{actor:?}");
        }
    })
    .await;
}
