//! Service components: what suppliers deliver.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use federation::authority::Subject;

use super::agreement::ComponentAgreement;
use super::organization::Organization;
use super::outage::{OutageConnection, OutageFilter};
use crate::graphql::connection::PageArguments;
use crate::graphql::context::Asker;
use crate::graphql::loader;
use crate::graphql::node::{Noun, global_id};

/// A service component. A supplier sees its own; a customer those that its services depend on.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, name = "Component")]
pub struct Component {
    /// Global identifier.
    pub(in crate::graphql) id: ID,
    /// The code that files and other systems refer to it by.
    code: String,
    /// Its name.
    name: String,
    #[graphql(skip)]
    domain: federation::model::ServiceComponent,
}

impl From<federation::model::ServiceComponent> for Component {
    fn from(domain: federation::model::ServiceComponent) -> Self {
        let federation::model::ServiceComponent {
            id,
            code,
            name,
            supplier: _,
        } = &domain;
        Self {
            id: global_id(Noun::Component, *id),
            code: code.to_string(),
            name: name.to_string(),
            domain,
        }
    }
}

#[ComplexObject]
impl Component {
    /// The organization that delivers it. Null when the reader may not see it.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.domain.supplier).await
    }

    /// The agreements under which it is promised, each with the component's own reports. Seen by the
    /// integrator, auditors and the parties of the agreement; empty for others.
    async fn agreements(&self, ctx: &Context<'_>) -> Result<Vec<ComponentAgreement>> {
        let asker = Asker::of(ctx)?;
        asker.demand(Subject::SupplierAgreement)?;
        let ids = asker
            .service_model()
            .await?
            .agreements_about_component(self.domain.id);
        let agreements = asker.view().agreements_by_id(&ids).await?;
        Ok(agreements
            .into_iter()
            .map(|agreement| ComponentAgreement::new(agreement, self.domain.clone()))
            .collect())
    }

    /// Its outages, the latest start first. Seen by the supplier that delivers it, the integrator,
    /// auditors, and customers whose services depend on it.
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
        super::outage::connect(
            ctx,
            page,
            filter.unwrap_or_default(),
            Some(vec![self.domain.id]),
        )
        .await
    }
}
