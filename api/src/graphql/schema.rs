//! The schema as one value, and what travels with each request.

use std::sync::Arc;

use async_graphql::{EmptySubscription, Schema};

use super::loader::{Loaders, OutageRevisions};
use super::mutation::Mutation;
use super::query::Query;
use crate::app::App;
use crate::auth::Caller;

/// The schema of Concordat.
pub type ConcordatSchema = Schema<Query, Mutation, EmptySubscription>;

/// The schema over `app`. Documents are bounded before execution, by the guard of the transport.
#[must_use]
pub fn schema(app: Arc<App>) -> ConcordatSchema {
    build().data(app).finish()
}

/// The schema language of the whole schema, as it is checked in.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items();
    build().finish().sdl_with_options(options)
}

fn build() -> async_graphql::SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query, Mutation::default(), EmptySubscription)
}

/// Attaches to a request who sent it, with loaders of its own.
#[must_use]
pub fn request_data(
    app: &App,
    caller: Caller,
    request: async_graphql::Request,
) -> async_graphql::Request {
    let view = app.store.view(caller.mandate.reach());
    request
        .data(Loaders::new(view.clone()))
        .data(OutageRevisions::new(view))
        .data(caller)
}
