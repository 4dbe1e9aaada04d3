//! What a resolver knows: who asks, through which reach, and what time it is for this request.

use std::sync::Arc;

use async_graphql::Context;
use federation::authority::{Extent, Reach, Subject};
use federation::model::ServiceModel;
use federation::time::Instant;

use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, ErrorCode};
use crate::store::View;

/// The one who asks, with everything a resolver needs to answer.
#[derive(Clone)]
pub struct Asker<'a> {
    app: &'a Arc<App>,
    caller: &'a Caller,
    reach: Reach,
}

impl<'a> Asker<'a> {
    /// The asker of this request.
    ///
    /// # Errors
    /// `TOKEN_MISSING` when nobody was authenticated: no field answers without a caller.
    pub fn of(ctx: &Context<'a>) -> Result<Self, Error> {
        let app = ctx
            .data_opt::<Arc<App>>()
            .ok_or_else(|| Error::of(ErrorCode::NotReady))?;
        let caller = ctx
            .data_opt::<Caller>()
            .ok_or_else(|| Error::of(ErrorCode::TokenMissing))?;
        Ok(Self {
            app,
            caller,
            reach: caller.mandate.reach(),
        })
    }

    /// The application.
    pub fn app(&self) -> &'a Arc<App> {
        self.app
    }

    /// Who was authenticated.
    pub fn caller(&self) -> &'a Caller {
        self.caller
    }

    /// How far the asker may read.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// The rows that the asker may see.
    pub fn view(&self) -> View {
        self.app.store.view(self.reach.clone())
    }

    /// How far the asker may read `subject`.
    ///
    /// # Errors
    /// `INSUFFICIENT_SCOPE` when its token lacks the scope.
    pub fn demand(&self, subject: Subject) -> Result<Extent, Error> {
        self.reach.demand(subject).map_err(Into::into)
    }

    /// The whole service model, for looking up what a visible row refers to. It knows more than
    /// the asker may see: nothing of it may be shown that the reach does not reach.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn service_model(&self) -> Result<Arc<ServiceModel>, Error> {
        Ok(self.app.store.service_model().await?)
    }

    /// The present second.
    pub fn now(&self) -> Instant {
        Instant::from(self.app.clock.now())
    }

    /// The name of a list as cursors are bound to it: the same list of another asker is another.
    pub(super) fn bind(&self, list: &str) -> String {
        let organization = self
            .reach
            .organization()
            .map(|id| id.to_string())
            .unwrap_or_default();
        format!("{} {organization} {list}", self.reach.role())
    }
}
