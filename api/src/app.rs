//! What the whole process shares: the store, the clock and the seal of cursors.

use std::sync::Arc;

use crate::clock::Clock;
use crate::graphql::Seal;
use crate::store::Store;

/// What every request and command works with.
pub struct App {
    /// Where rows live.
    pub store: Store,
    /// Where time and fresh identifiers come from.
    pub clock: Arc<dyn Clock>,
    /// What seals cursors.
    pub seal: Seal,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}
