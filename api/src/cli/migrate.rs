//! `concordat migrate`: the schema of the database.

use clap::Subcommand;
use serde_json::json;

use super::installation::block_on;
use super::{Exit, Failure, Terminal};
use crate::app::open_store;
use crate::settings::Settings;

/// What can be done with the schema.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum MigrateCommand {
    /// Bring the schema up to date; there is no way back but a backup
    #[command(after_help = "Example: concordat migrate up --database postgres://user@host/name")]
    Up,
    /// Say which migrations are applied and which are not
    Status,
}

/// Runs `concordat migrate`.
pub(super) fn run(
    command: MigrateCommand,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let status = block_on(async {
        let store = open_store(settings).await?;
        Ok(match command {
            MigrateCommand::Up => store.migrate().await?,
            MigrateCommand::Status => store.schema_status().await?,
        })
    })?;
    let mut text = format!("database {}\n", settings.database_url.masked());
    for name in &status.applied {
        text += &format!("applied  {name}\n");
    }
    for name in &status.pending {
        text += &format!("pending  {name}\n");
    }
    terminal.print(
        &json!({"applied": status.applied, "pending": status.pending}),
        &text,
    )?;
    Ok(Exit::Ok)
}
