//! The roots of reading.

use async_graphql::{Context, ID, Interface, Object, Result};
use federation::authority::Subject;
use federation::party::OrganizationKind;
use federation::vocabulary::Code;

use super::calculator::Calculator;
use super::connection::{Connection, PageArguments, list};
use super::context::Asker;
use super::loader;
use super::model::agreement::Agreement;
use super::model::component::Component;
use super::model::gap::GapReport;
use super::model::organization::Organization;
use super::model::outage::{self, Outage, OutageConnection, OutageFilter};
use super::model::scorecard::IntegratorScorecard;
use super::model::service::Service;
use super::model::submission::Submission;
use super::model::viewer::Viewer;
use super::node::{Noun, read_global_id};
use super::period::PeriodInput;
use super::simulation::SimulationQuery;
use crate::error::{Error, ErrorCode};
use crate::store::{
    AgreementFilter, ComponentFilter, OrganizationFilter, ServiceFilter, SubmissionFilter, View,
};
use crate::workflow;

/// Anything that can be fetched by its global identifier.
#[derive(Debug, Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "Global identifier."))]
pub enum Node {
    /// An agreement.
    Agreement(Agreement),
    /// A service component.
    Component(Component),
    /// An organization.
    Organization(Organization),
    /// An outage.
    Outage(Outage),
    /// A service.
    Service(Service),
    /// A submission.
    Submission(Submission),
}

type AgreementConnection = Connection<Agreement>;
type ComponentConnection = Connection<Component>;
type OrganizationConnection = Connection<Organization>;
type ServiceConnection = Connection<Service>;
type SubmissionConnection = Connection<Submission>;

/// What makes an organization a supplier.
const SUPPLIER: OrganizationKind = OrganizationKind::ServiceProvider;

/// The roots of reading.
#[derive(Debug)]
pub struct Query;

/// What is said of anything that is not there, or not for the reader: the same words for both.
fn not_found() -> Error {
    Error::new(
        ErrorCode::NotFound,
        "there is nothing here that you may see",
    )
}

async fn fetch(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let Some((noun, uuid)) = read_global_id(id) else {
        return Ok(None);
    };
    let view = Asker::of(ctx)?.view();
    Ok(match noun {
        Noun::Agreement => view
            .agreement(uuid.into())
            .await?
            .map(|row| Node::Agreement(row.into())),
        Noun::Component => loader::component(ctx, uuid.into())
            .await?
            .map(Node::Component),
        Noun::Organization => loader::organization(ctx, uuid.into())
            .await?
            .map(Node::Organization),
        Noun::Outage => view
            .outage(uuid.into())
            .await?
            .map(|row| Node::Outage(row.into())),
        Noun::Service => loader::service(ctx, uuid.into()).await?.map(Node::Service),
        Noun::Submission => view
            .submission(uuid.into())
            .await?
            .map(|row| Node::Submission(row.into())),
    })
}

/// A code as a client wrote it; one that breaks the rules for codes names nothing.
fn code(text: &str) -> Result<Code, Error> {
    text.parse().map_err(|_| not_found())
}

/// What can be read. Lists hold what the reader may see; what it may not see looks as if it were not
/// there.
#[Object]
impl Query {
    /// What would have been.
    #[graphql(flatten)]
    async fn simulation(&self) -> SimulationQuery {
        SimulationQuery
    }

    /// Who the bearer of the token is, and what the token may do.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        Ok(Asker::of(ctx)?.caller().into())
    }

    /// Calculations on facts that the query itself gives, exact and explained. Nothing is stored and
    /// no row of anybody is read, so that the answer is the same for every role; a valid token is
    /// all it needs.
    async fn calculator(&self, ctx: &Context<'_>) -> Result<Calculator> {
        Asker::of(ctx)?;
        Ok(Calculator::default())
    }

    /// Anything by its global identifier. Null with the error NOT_FOUND when there is nothing, or
    /// nothing that the reader may see: the same for both.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global identifier.")] id: ID,
    ) -> Result<Option<Node>> {
        let found = fetch(ctx, &id).await?;
        Ok(Some(found.ok_or_else(not_found)?))
    }

    /// Several things by their global identifiers, at most 100, in the order asked for. Null where
    /// there is nothing that the reader may see.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global identifiers, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > NODES_MAX {
            let message = format!(
                "{} identifiers were asked for; at most {NODES_MAX}",
                ids.len()
            );
            return Err(Error::new(ErrorCode::BadUserInput, message)
                .with_hint("ask in several queries")
                .into());
        }
        let fetches = ids.iter().map(|id| fetch(ctx, id));
        futures_util::future::join_all(fetches)
            .await
            .into_iter()
            .collect()
    }

    /// The services that the reader may see, by code.
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most this many, 1 to 100; 20 when absent.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<ServiceConnection> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let filter = ServiceFilter::default();
        let read = async |view: &View, at: &_| view.services(at, &filter).await;
        let count = async |view: &View| view.count_services(&filter).await;
        list(ctx, "services", Subject::Service, page, read, count).await
    }

    /// A service by its code. Null with the error NOT_FOUND when there is none that the reader may
    /// see.
    async fn service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.", name = "code")] text: String,
    ) -> Result<Option<Service>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::Service)?;
        let found = asker.view().service_by_code(&code(&text)?).await?;
        Ok(Some(found.ok_or_else(not_found)?.into()))
    }

    /// The suppliers that the reader may see, by code: a supplier sees itself, its lead supplier and
    /// its sub-suppliers.
    async fn suppliers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most this many, 1 to 100; 20 when absent.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<OrganizationConnection> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let filter = OrganizationFilter {
            kind: Some(SUPPLIER),
            ..OrganizationFilter::default()
        };
        let read = async |view: &View, at: &_| view.organizations(at, &filter).await;
        let count = async |view: &View| view.count_organizations(&filter).await;
        list(ctx, "suppliers", Subject::Organization, page, read, count).await
    }

    /// A supplier by its code. Null with the error NOT_FOUND when there is none that the reader may
    /// see.
    async fn supplier(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.", name = "code")] text: String,
    ) -> Result<Option<Organization>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::Organization)?;
        let found = asker.view().organization_by_code(&code(&text)?).await?;
        let found = found.filter(|organization| organization.kind == SUPPLIER);
        Ok(Some(found.ok_or_else(not_found)?.into()))
    }

    /// The components that the reader may see, by code.
    async fn components(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most this many, 1 to 100; 20 when absent.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<ComponentConnection> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let filter = ComponentFilter::default();
        let read = async |view: &View, at: &_| view.components(at, &filter).await;
        let count = async |view: &View| view.count_components(&filter).await;
        list(ctx, "components", Subject::Component, page, read, count).await
    }

    /// A component by its code. Null with the error NOT_FOUND when there is none that the reader may
    /// see.
    async fn component(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.", name = "code")] text: String,
    ) -> Result<Option<Component>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::Component)?;
        let found = asker.view().component_by_code(&code(&text)?).await?;
        Ok(Some(found.ok_or_else(not_found)?.into()))
    }

    /// The agreements that the reader may see, by code.
    async fn agreements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most this many, 1 to 100; 20 when absent.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<AgreementConnection> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let filter = AgreementFilter::default();
        let read = async |view: &View, at: &_| view.agreements(at, &filter).await;
        let count = async |view: &View| view.count_agreements(&filter).await;
        list(
            ctx,
            "agreements",
            Subject::SupplierAgreement,
            page,
            read,
            count,
        )
        .await
    }

    /// An agreement by its code. Null with the error NOT_FOUND when there is none that the reader
    /// may see.
    async fn agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.", name = "code")] text: String,
    ) -> Result<Option<Agreement>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::SupplierAgreement)?;
        let found = asker.view().agreement_by_code(&code(&text)?).await?;
        Ok(Some(found.ok_or_else(not_found)?.into()))
    }

    /// What nobody promises over a period of at most a year, of one service or of all (at most 500):
    /// downtime that no agreement covers, dependencies without an agreement, months in which every
    /// supplier was green and the service red. Seen by the integrator and auditors; null with the
    /// error NOT_FOUND for others, and when there is no such service.
    async fn gaps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A month, quarter, year, or from and to.")] period: PeriodInput,
        #[graphql(
            desc = "The code of a service; all of them when absent.",
            name = "service"
        )]
        text: Option<String>,
    ) -> Result<Option<GapReport>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::UncoveredTime)?;
        let period = period.spec_of_a_year()?;
        let service = match text {
            Some(text) => {
                let found = asker.view().service_by_code(&code(&text)?).await?;
                Some(found.ok_or_else(not_found)?.id)
            }
            None => None,
        };
        let (app, reach) = (asker.app(), asker.reach());
        let gaps = workflow::survey::gaps(app, reach, service, period).await?;
        Ok(Some(gaps.ok_or_else(not_found)?.into()))
    }

    /// How well the integrator itself did in a period of at most a year, over all services (at most
    /// 500). Seen by the integrator and auditors; null with the error NOT_FOUND for others.
    async fn integrator_scorecard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A month, quarter, year, or from and to.")] period: PeriodInput,
    ) -> Result<Option<IntegratorScorecard>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::IntegratorScorecard)?;
        let period = period.spec_of_a_year()?;
        let scorecard = workflow::survey::scorecard(asker.app(), asker.reach(), period).await?;
        Ok(Some(scorecard.ok_or_else(not_found)?.into()))
    }

    /// The outages that the reader may see, the latest start first.
    async fn outages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most this many, 1 to 100; 20 when absent.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which outages.")] filter: Option<OutageFilter>,
    ) -> Result<OutageConnection> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        outage::connect(ctx, page, filter.unwrap_or_default(), None).await
    }

    /// The submissions that the reader may see, the latest first.
    async fn submissions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most this many, 1 to 100; 20 when absent.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<SubmissionConnection> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let filter = SubmissionFilter::default();
        let read = async |view: &View, at: &_| view.submissions(at, &filter).await;
        let count = async |view: &View| view.count_submissions(&filter).await;
        list(ctx, "submissions", Subject::Submission, page, read, count).await
    }
}

/// The most identifiers that `nodes` takes.
const NODES_MAX: usize = 100;
