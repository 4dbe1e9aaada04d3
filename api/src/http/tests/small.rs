//! A small schema behind the door: an answer of every kind.

use async_graphql::{Context, Object, Subscription};
use chrono::{DateTime, Utc};
use federation::authority::{Refusal, Role, Scope};
use futures_util::Stream;

use crate::auth::Caller;
use crate::error::Error;

pub(super) struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "world"
    }

    async fn subject(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        Ok(ctx.data::<Caller>()?.subject.clone())
    }

    async fn attached(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        Ok(ctx.data::<Greeting>()?.0.clone())
    }

    async fn again(&self) -> Query {
        Query
    }

    async fn year(&self, at: DateTime<Utc>) -> String {
        at.format("%Y").to_string()
    }

    async fn forbidden(&self) -> Result<Option<i32>, Error> {
        Err(Refusal::Forbidden(Role::Supplier).into())
    }

    async fn unscoped(&self) -> async_graphql::Result<i32> {
        Err(Refusal::InsufficientScope(Scope::ReportRead))?
    }

    async fn leak(&self) -> async_graphql::Result<Option<i32>> {
        Err(std::io::Error::other("SELECT secret FROM payroll"))?
    }

    async fn boom(&self) -> i32 {
        Vec::new()[usize::from(true)]
    }

    async fn forever(&self) -> i32 {
        std::future::pending().await
    }

    async fn watched(&self) -> i32 {
        super::leaving::watched().await
    }
}

pub(super) struct Greeting(pub(super) String);

pub(super) struct Mutation;

#[Object]
impl Mutation {
    async fn add(&self, a: i32, b: i32) -> i32 {
        a + b
    }
}

pub(super) struct Ticks;

#[Subscription]
impl Ticks {
    async fn ticks(&self) -> impl Stream<Item = i32> {
        futures_util::stream::empty()
    }
}
