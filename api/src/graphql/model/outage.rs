//! Outages as suppliers submitted them.

use async_graphql::{ComplexObject, Context, ID, InputObject, Result, SimpleObject};
use federation::authority::Subject;
use federation::incident::Effect;
use federation::time::{Instant, Interval};
use federation::vocabulary::ComponentId;

use super::component::Component;
use super::organization::Organization;
use crate::graphql::connection::{Connection, PageArguments, list};
use crate::graphql::loader;
use crate::graphql::node::{Noun, global_id};
use crate::graphql::scalar::{DateTime, Decimal};
use crate::store::{OutageFilter as StoreFilter, View};

/// A page of outages.
pub type OutageConnection = Connection<Outage>;

/// The current revision of an outage of one component. Seen by the supplier that submitted it, the
/// integrator, auditors, and customers whose services depend on the component.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Outage {
    /// Global identifier, the same through all revisions.
    pub(in crate::graphql) id: ID,
    /// When it began.
    start: DateTime,
    /// When it ended. Null while it lasts.
    end: Option<DateTime>,
    /// Its length in seconds. Null while it lasts.
    duration_seconds: Option<i64>,
    /// How much of the component was lost, above 0 and at most 1. Null when the state of the
    /// component is not known then: unknown time, which widens every figure to bounds.
    loss: Option<Decimal>,
    /// Whether the supplier had planned it.
    planned: bool,
    /// The system that it was recorded in.
    source: String,
    /// Its reference in that system, unique per supplier and source.
    external_id: String,
    /// 1 for the first account of it, higher for each correction.
    revision: u32,
    /// Words for people.
    note: Option<String>,
    /// When this revision was recorded here.
    recorded_at: DateTime,
    #[graphql(skip)]
    domain: federation::incident::Outage,
}

impl From<federation::incident::Outage> for Outage {
    fn from(domain: federation::incident::Outage) -> Self {
        let loss = match domain.effect {
            Effect::Lost(loss) => Some(Decimal(loss.to_string())),
            Effect::Unknown => None,
        };
        Self {
            id: global_id(Noun::Outage, domain.id),
            start: domain.start.into(),
            end: domain.end.map(Into::into),
            duration_seconds: domain
                .end
                .map(|end| Interval::new(domain.start, end).seconds()),
            loss,
            planned: domain.planned,
            source: domain.source.to_string(),
            external_id: domain.external_id.to_string(),
            revision: domain.revision,
            note: domain.note.as_ref().map(ToString::to_string),
            recorded_at: DateTime(domain.recorded_at),
            domain,
        }
    }
}

#[ComplexObject]
impl Outage {
    /// The component.
    async fn component(&self, ctx: &Context<'_>) -> Result<Option<Component>> {
        loader::component(ctx, self.domain.component).await
    }

    /// The supplier that delivers the component.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        loader::organization(ctx, self.domain.supplier).await
    }
}

/// Which outages: those that touch the stretch from `from` until `to`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct OutageFilter {
    /// Only outages that were still going on at or after this instant.
    from: Option<DateTime>,
    /// Only outages that had begun before this instant.
    to: Option<DateTime>,
}

/// The page of outages that the reader may see, of all components or of some.
pub async fn connect(
    ctx: &Context<'_>,
    page: PageArguments,
    filter: OutageFilter,
    components: Option<Vec<ComponentId>>,
) -> Result<OutageConnection> {
    let OutageFilter { from, to } = filter;
    let span = (from.is_some() || to.is_some()).then(|| {
        Interval::new(
            from.map_or(Instant::FIRST, DateTime::instant),
            to.map_or(Instant::END, DateTime::instant),
        )
    });
    let filter = StoreFilter {
        components,
        supplier: None,
        span,
        current_only: true,
    };
    let name = format!("outages {filter:?}");
    let read = async |view: &View, at: &_| view.outages(at, &filter).await;
    let count = async |view: &View| view.count_outages(&filter).await;
    list(ctx, &name, Subject::Outage, page, read, count).await
}
