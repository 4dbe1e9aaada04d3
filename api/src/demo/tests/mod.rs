//! The demo loaded into SQLite and asked, as its readers would ask.

use std::sync::{Arc, LazyLock};

use async_graphql::{Request, Variables};
use chrono::{DateTime, TimeDelta, Utc};
use federation::authority::{Actor, Mandate, Role, Scopes};
use federation::report::{ComponentReport, Selection, VisibleServiceReport};
use federation::time::PeriodSpec;
use federation::vocabulary::OrganizationId;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

use super::{CUSTOMERS, INTEGRATOR, SERVICES, Summary, load};
use crate::app::{App, Trust};
use crate::auth::Caller;
use crate::auth::KnownRevocations;
use crate::clock::{Clock, FixedClock};
use crate::graphql::{ConcordatSchema, Seal, request_data, schema};
use crate::settings::Settings;
use crate::store::{Store, StoreOptions};
use crate::workflow;

mod headline;
mod laws;
mod pages;
mod readme;
mod stories;

/// The demo in a database of its own.
struct Demo {
    runtime: Runtime,
    app: Arc<App>,
    schema: ConcordatSchema,
    loaded: Summary,
    _folder: TempDir,
}

/// Loaded once, on a clock at 2026-02-01T00:00:00Z, for all tests that only read.
static DEMO: LazyLock<Demo> = LazyLock::new(|| Demo::on(FixedClock::at(now())));

fn now() -> DateTime<Utc> {
    "2026-02-01T00:00:00Z".parse().expect("an instant")
}

/// An application over an empty database.
async fn fresh_app(clock: impl Clock + 'static) -> (TempDir, Arc<App>) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("demo.db").display());
    let options = StoreOptions {
        relaxed_durability: true,
        ..StoreOptions::default()
    };
    let store = Store::open(&url, &options).await.expect("opened");
    store.migrate().await.expect("migrated");
    let app = Arc::new(App {
        store,
        clock: Arc::new(clock),
        seal: Seal::new(&[7; 32]),
        row_security_required: false,
        trust: Trust::of(&Settings::default()),
        revocations: KnownRevocations::default(),
    });
    (folder, app)
}

fn period(text: &str) -> PeriodSpec {
    PeriodSpec::parse(text).expect("a period")
}

impl Demo {
    fn on(clock: impl Clock + 'static) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let (folder, app) = runtime.block_on(fresh_app(clock));
        let loaded = runtime.block_on(load(&app)).expect("loaded");
        Self {
            runtime,
            schema: schema(app.clone()),
            app,
            loaded,
            _folder: folder,
        }
    }

    fn organization(&self, code: &str) -> OrganizationId {
        let model = self.runtime.block_on(self.app.store.service_model());
        let model = model.expect("a model");
        let mut all = model.organizations.values();
        let found = all.find(|organization| organization.code.as_str() == code);
        found.expect("an organization of the demo").id
    }

    fn mandate(&self, role: Role, organization: &str) -> Mandate {
        let organization = self.organization(organization);
        let actor = Actor::new(role, Some(organization)).expect("an actor");
        Mandate::new(actor, Scopes::bundle(role))
    }

    /// The report of a service as the operator sees it: everything.
    fn report(&self, service: &str, text: &str) -> VisibleServiceReport {
        let found = async {
            let model = self.app.store.service_model().await.expect("a model");
            let mut services = model.services.values();
            let service = services.find(|found| found.code.as_str() == service);
            let service = service.expect("a service of the demo").id;
            let reach = Mandate::operator().reach();
            let whole = Selection::everything();
            workflow::report::of_service(&self.app, &reach, service, period(text), &whole).await
        };
        let found = self.runtime.block_on(found).expect("computed");
        found.expect("the operator sees every service")
    }

    /// The answer to the first question, asked by `role` for `organization`.
    fn ask(&self, role: Role, organization: &str, variables: Value) -> Value {
        let request = Request::new(super::headline::QUERY);
        self.send(
            role,
            organization,
            request.variables(Variables::from_json(variables)),
        )
    }

    /// The answer to a document, asked by `role` for `organization`.
    fn answer(&self, role: Role, organization: &str, document: &str) -> Value {
        self.send(role, organization, Request::new(document))
    }

    fn send(&self, role: Role, organization: &str, request: Request) -> Value {
        let caller = Caller {
            mandate: self.mandate(role, organization),
            issuer: "test".to_owned(),
            subject: "test".to_owned(),
            organization: organization.parse().ok(),
            token_id: "test".to_owned(),
            expires_at: now() + TimeDelta::hours(1),
            request_id: Uuid::from_u128(1),
        };
        let request = request_data(&self.app, caller, request);
        let answer = self.runtime.block_on(self.schema.execute(request));
        serde_json::to_value(answer).expect("JSON")
    }

    /// The component reports of a service report under the agreement with this code.
    fn under<'r>(
        &self,
        report: &'r VisibleServiceReport,
        component: &str,
        agreement: &str,
    ) -> &'r ComponentReport {
        let mut reports = report.components.iter();
        let found = reports.find(|own| {
            own.component.code.as_str() == component
                && own
                    .agreements
                    .iter()
                    .any(|used| used.code.as_str() == agreement)
        });
        found.expect("a component report")
    }
}
