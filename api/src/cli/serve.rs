//! `concordat serve`: the server.

use std::net::SocketAddr;

use super::installation::{block_on, open_to_serve};
use super::{Exit, Failure};
use crate::app::App;
use crate::settings::Settings;
use crate::startup::{self, Parts};

/// Runs `concordat serve`.
pub(super) fn run(settings: &Settings) -> Result<Exit, Failure> {
    block_on(async {
        let app = open_to_serve(settings).await?;
        // Before it listens, so that the first report does not wait for it.
        app.store.load_outages().await?;
        let announce = |addresses: &[SocketAddr]| announce(settings, &app, addresses);
        startup::run(settings, Parts::of(&app), announce).await?;
        Ok(Exit::Ok)
    })
}

fn announce(settings: &Settings, app: &App, addresses: &[SocketAddr]) {
    for address in addresses {
        eprintln!("GraphQL    http://{address}/graphql");
    }
    let limits = &settings.limits;
    eprintln!("Database   {}", settings.database_url.masked());
    eprintln!("Durability {}", app.store.describe());
    eprintln!(
        "Limits     body {} B, document {} B, depth {}, request {} ms",
        limits.body_bytes_max,
        limits.document_bytes_max,
        limits.query_depth_max,
        limits.request_timeout_ms
    );
}
