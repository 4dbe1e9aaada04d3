//! A small service integration: an integrator, two customers, the rival suppliers A and B, and a
//! sub-supplier of A. Every shape that a row can take occurs in it.

use std::collections::BTreeMap;

use api::store::{CatalogueChange, RecordedOutage, Store, SubmittedBatch};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc, Weekday};
use federation::agreement::{
    Agreement, AgreementKind, AgreementStatus, AgreementSubject, AgreementVersion,
    AttributionPolicy, DegradationRule, MaintenanceTerms, MissingDataRule, Target, Terms,
};
use federation::authority::{
    Actor, ApplyCatalogue, Mandate, Pass, Reach, Role, Scopes, SubmitPerformance,
};
use federation::incident::{
    Effect, MaintenanceSubject, MaintenanceWindow, Outage, Submission, SubmissionMode,
};
use federation::model::{NamedCalendar, Service, ServiceComponent, ServiceModel};
use federation::party::{Organization, OrganizationKind, ProviderType};
use federation::time::{Calendar, Effective, Instant, Interval, WeeklyWindow};
use federation::topology::{Gate, Node, Topology};
use federation::vocabulary::{
    Code, ComponentId, Loss, OrganizationId, OutageId, Rational, SubmissionId, Text,
};
use tests::harness::database::TestDatabase;
use uuid::Uuid;

use crate::small_terms;

/// Identifiers by number: the hundreds say of what kind.
pub(crate) fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number).into()
}

pub(crate) const INTEGRATOR: u128 = 1;
pub(crate) const CUSTOMER: u128 = 2;
pub(crate) const OTHER_CUSTOMER: u128 = 3;
pub(crate) const SUPPLIER_A: u128 = 4;
pub(crate) const SUPPLIER_B: u128 = 5;
pub(crate) const SUB_OF_A: u128 = 6;
pub(crate) const COMPONENT_A: u128 = 101;
pub(crate) const COMPONENT_B: u128 = 102;
pub(crate) const COMPONENT_SUB: u128 = 103;
/// Supplier and component of an outage of A's, and of one of B's.
pub(crate) const OF_A: (u128, u128) = (SUPPLIER_A, COMPONENT_A);
pub(crate) const OF_B: (u128, u128) = (SUPPLIER_B, COMPONENT_B);
pub(crate) const SERVICE: u128 = 201;
pub(crate) const OTHER_SERVICE: u128 = 202;
pub(crate) const SLA: u128 = 301;
pub(crate) const OTHER_SLA: u128 = 302;
pub(crate) const CONTRACT_A: u128 = 303;
pub(crate) const CONTRACT_B: u128 = 304;
pub(crate) const SUBCONTRACT: u128 = 305;

pub(crate) fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

pub(crate) fn text(text: &str) -> Text {
    Text::parse(text, 200).expect("a text")
}

pub(crate) fn second(offset: i64) -> Instant {
    Instant::parse("2026-04-01T00:00:00Z")
        .expect("an instant")
        .plus_seconds(offset)
}

pub(crate) fn moment(micros: i64) -> DateTime<Utc> {
    second(0).to_utc() + TimeDelta::microseconds(micros)
}

fn organization(number: u128, name: &str, kind: OrganizationKind) -> Organization {
    Organization {
        id: id(number),
        code: code(name),
        name: text(&format!("{name} GmbH ✨ Zürich")),
        kind,
        provider_type: (kind == OrganizationKind::ServiceProvider)
            .then_some(ProviderType::External),
        subcontracted_to: (number == SUB_OF_A).then(|| id(SUPPLIER_A)),
    }
}

fn component(number: u128, name: &str, supplier: u128) -> ServiceComponent {
    ServiceComponent {
        id: id(number),
        code: code(name),
        name: text(name),
        supplier: id(supplier),
    }
}

fn service(number: u128, name: &str, customer: u128) -> Service {
    Service {
        id: id(number),
        code: code(name),
        name: text(name),
        customer: id(customer),
    }
}

fn leaf(number: u128) -> Node {
    Node::Component(id(number))
}

fn topology(number: u128, service: u128, root: Node) -> Topology {
    Topology {
        id: id(number),
        service: id(service),
        effective: Effective {
            from: second(0),
            to: None,
        },
        root,
    }
}

/// A service level agreement about a service, or a contract about components.
fn agreement(
    number: u128,
    name: &str,
    kind: AgreementKind,
    (provider, customer): (u128, u128),
    subject: AgreementSubject,
) -> Agreement {
    let version = |version: u32, status, terms| AgreementVersion {
        id: id(number * 10 + u128::from(version)),
        version,
        status,
        effective: Effective {
            from: second(0),
            to: (version == 1).then(|| second(86_400)),
        },
        calendar: id(401),
        terms,
    };
    let bare = Terms::default();
    let full = Terms {
        availability_target: Target::from_fraction(Rational::new(9_999, 10_000)).ok(),
        degradation: DegradationRule::Weighted,
        missing_data: MissingDataRule::CountAsFailure,
        attribution: AttributionPolicy::FirstCause,
        maintenance: Some(MaintenanceTerms {
            notice_seconds: 5 * 86_400,
            cap_seconds_per_month: Some(28_800),
        }),
        credits: Some(small_terms::credits(number)),
        tickets: Some(small_terms::tickets()),
        workload_limits: small_terms::workload_limits(),
    };
    Agreement {
        id: id(number),
        code: code(name),
        name: text(name),
        kind,
        provider: id(provider),
        customer: id(customer),
        subject,
        versions: vec![
            version(1, AgreementStatus::Terminated, bare),
            version(2, AgreementStatus::Signed, full),
        ],
    }
}

fn calendars() -> [NamedCalendar; 3] {
    let named = |number, name, zone, weekly, closed: &[(i32, u32, u32)]| NamedCalendar {
        id: id(number),
        code: code(name),
        calendar: Calendar {
            zone,
            weekly,
            closed_dates: closed
                .iter()
                .filter_map(|(year, month, day)| NaiveDate::from_ymd_opt(*year, *month, *day))
                .collect(),
        },
    };
    let windows = vec![
        WeeklyWindow::new([Weekday::Mon, Weekday::Fri], "08:00", "18:00").expect("a window"),
        WeeklyWindow::new([Weekday::Sat], "22:00", "24:00").expect("a window"),
    ];
    [
        named(401, "around-the-clock", chrono_tz::UTC, None, &[]),
        named(
            402,
            "office",
            chrono_tz::Europe::Berlin,
            Some(windows),
            &[(2026, 12, 25), (2026, 1, 1)],
        ),
        named(403, "never", chrono_tz::Asia::Kolkata, Some(vec![]), &[]),
    ]
}

fn windows() -> [MaintenanceWindow; 3] {
    let window = |number, subject, notified_at| MaintenanceWindow {
        id: id(number),
        reference: text(&format!("CHG-{number}")),
        subject,
        interval: Interval::new(second(3_600), second(7_200)),
        approved: number != 501,
        notified_at,
    };
    [
        window(501, MaintenanceSubject::Component(id(COMPONENT_A)), None),
        window(
            502,
            MaintenanceSubject::Component(id(COMPONENT_B)),
            Some(second(0)),
        ),
        window(
            503,
            MaintenanceSubject::Service(id(OTHER_SERVICE)),
            Some(second(0)),
        ),
    ]
}

fn map<K: Ord, V>(values: impl IntoIterator<Item = V>, key: fn(&V) -> K) -> BTreeMap<K, V> {
    values
        .into_iter()
        .map(|value| (key(&value), value))
        .collect()
}

fn organizations() -> [Organization; 6] {
    use OrganizationKind::{Customer, ServiceIntegrator, ServiceProvider};
    [
        organization(INTEGRATOR, "integrator", ServiceIntegrator),
        organization(CUSTOMER, "customer", Customer),
        organization(OTHER_CUSTOMER, "other-customer", Customer),
        organization(SUPPLIER_A, "supplier.a", ServiceProvider),
        organization(SUPPLIER_B, "supplier-b", ServiceProvider),
        organization(SUB_OF_A, "sub-of-a", ServiceProvider),
    ]
}

/// The customer's service needs A and B; the other customer's needs B alone.
fn topologies() -> [Topology; 2] {
    let gate = |gate, children| Node::Gate { gate, children };
    let redundant = gate(
        Gate::KOfN(2),
        vec![leaf(COMPONENT_A), leaf(COMPONENT_B), leaf(COMPONENT_A)],
    );
    let root = gate(
        Gate::Serial,
        vec![
            leaf(COMPONENT_B),
            gate(Gate::Parallel, vec![redundant, leaf(COMPONENT_A)]),
            leaf(COMPONENT_A),
        ],
    );
    [
        topology(211, SERVICE, root),
        topology(212, OTHER_SERVICE, leaf(COMPONENT_B)),
    ]
}

fn agreements() -> [Agreement; 5] {
    use AgreementKind::{Ola, Sla, UnderpinningContract};
    let service = |number| AgreementSubject::Service(id(number));
    let component = |number| AgreementSubject::Components(vec![id(number)]);
    let (with_customer, with_other) = ((INTEGRATOR, CUSTOMER), (INTEGRATOR, OTHER_CUSTOMER));
    let (from_a, from_b) = ((SUPPLIER_A, INTEGRATOR), (SUPPLIER_B, INTEGRATOR));
    let sub = (SUB_OF_A, SUPPLIER_A);
    [
        agreement(SLA, "sla", Sla, with_customer, service(SERVICE)),
        agreement(
            OTHER_SLA,
            "other-sla",
            Sla,
            with_other,
            service(OTHER_SERVICE),
        ),
        agreement(
            CONTRACT_A,
            "contract-a",
            UnderpinningContract,
            from_a,
            component(COMPONENT_A),
        ),
        agreement(
            CONTRACT_B,
            "contract-b",
            Ola,
            from_b,
            component(COMPONENT_B),
        ),
        agreement(
            SUBCONTRACT,
            "subcontract",
            UnderpinningContract,
            sub,
            component(COMPONENT_SUB),
        ),
    ]
}

/// The service model of the small world.
pub(crate) fn model() -> ServiceModel {
    let components = [
        component(COMPONENT_A, "component-a", SUPPLIER_A),
        component(COMPONENT_B, "component-b", SUPPLIER_B),
        component(COMPONENT_SUB, "component-sub", SUB_OF_A),
    ];
    let services = [
        service(SERVICE, "service", CUSTOMER),
        service(OTHER_SERVICE, "other-service", OTHER_CUSTOMER),
    ];
    ServiceModel {
        organizations: map(organizations(), |value| value.id),
        calendars: map(calendars(), |value| value.id),
        components: map(components, |value| value.id),
        services: map(services, |value| value.id),
        topologies: map(topologies(), |value| value.id),
        agreements: map(agreements(), |value| value.id),
        maintenance_windows: map(windows(), |value| value.id),
    }
}

pub(crate) fn reach(role: Role, organization: u128) -> Reach {
    let actor = Actor::new(role, Some(id(organization))).expect("an actor");
    Mandate::new(actor, Scopes::bundle(role)).reach()
}

pub(crate) fn may_apply() -> Pass<ApplyCatalogue> {
    Mandate::operator()
        .permit(ApplyCatalogue)
        .expect("leave to apply")
}

pub(crate) fn may_submit(supplier: u128) -> Pass<SubmitPerformance> {
    let supplier: OrganizationId = id(supplier);
    Mandate::new(Actor::Supplier(supplier), Scopes::bundle(Role::Supplier))
        .permit(SubmitPerformance { supplier })
        .expect("leave to submit")
}

pub(crate) fn change(planned_at: u64) -> CatalogueChange {
    CatalogueChange {
        planned_at,
        digest: format!("sha256:{planned_at}"),
        applied_at: moment(1_000_001),
        applied_by: "operator".to_owned(),
        changes: r#"[{"quoted":"\u0000"}]"#.to_owned(),
    }
}

/// Writes `after` over what is stored, and gives the number of the revision.
pub(crate) async fn apply(store: &Store, after: &ServiceModel) -> u64 {
    let pass = may_apply();
    let tx = store.write(&pass).await.expect("a transaction");
    let before = tx.numbered_model().await.expect("the model");
    let number = tx
        .save_model(&before.model, after, change(before.number))
        .await
        .expect("it is saved");
    tx.commit().await.expect("it is committed");
    number
}

/// An outage that begins at `start` and lasts 600 seconds.
pub(crate) fn outage(
    number: u128,
    (supplier, component): (u128, u128),
    start: i64,
    revision: u32,
) -> RecordedOutage {
    RecordedOutage {
        outage: Outage {
            id: id::<OutageId>(number),
            component: id::<ComponentId>(component),
            supplier: id(supplier),
            start: second(start),
            end: Some(second(start + 600)),
            effect: Effect::Lost(Loss::FULL),
            planned: false,
            source: text("monitoring"),
            external_id: text(&format!("INC-{number}")),
            revision,
            note: None,
            submission: id::<SubmissionId>(1),
            recorded_at: moment(1),
        },
        content_digest: format!("sha256:{number}/{revision}"),
    }
}

pub(crate) fn batch(number: u128, supplier: u128) -> SubmittedBatch {
    SubmittedBatch {
        submission: Submission {
            id: id(number),
            supplier: id(supplier),
            idempotency_key: text(&format!("key-{number}")),
            fingerprint: format!("sha256:{number}"),
            received_at: moment(i64::try_from(number).expect("a small number")),
            submitted_by: text("machine@example.org"),
            mode: SubmissionMode::BestEffort,
            accepted: 1,
            duplicate: 2,
            rejected: 3,
        },
        outcomes: r#"[{"given":"a\u0000b"}]"#.to_owned(),
    }
}

/// Submits `outages` of `supplier` as batch `number`.
pub(crate) async fn submit(
    store: &Store,
    number: u128,
    supplier: u128,
    outages: impl IntoIterator<Item = RecordedOutage>,
) {
    let batch = batch(number, supplier);
    let outages: Vec<RecordedOutage> = outages
        .into_iter()
        .map(|mut recorded| {
            recorded.outage.submission = batch.submission.id;
            recorded
        })
        .collect();
    let pass = may_submit(supplier);
    let tx = store.write(&pass).await.expect("a transaction");
    tx.save_submission(&batch.submission, &batch.outcomes, &outages)
        .await
        .expect("it is saved");
    tx.commit().await.expect("it is committed");
}

/// A store that knows the small world.
pub(crate) async fn started(database: &TestDatabase) -> Store {
    let store = database.store().await;
    apply(&store, &model()).await;
    store
}

pub(crate) fn everything() -> Reach {
    Reach::of_the_computation()
}
