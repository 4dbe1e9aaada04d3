//! `concordat schema`: the schema language that front-end teams generate their types from.

use clap::Subcommand;
use serde_json::json;

use super::{Exit, Failure, Terminal};
use crate::graphql::sdl;

/// What can be done with the schema.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum SchemaCommand {
    /// Print the GraphQL schema language
    #[command(after_help = "Example: concordat schema print > schema.graphql")]
    Print,
}

/// Runs `concordat schema`.
pub(super) fn run(command: SchemaCommand, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    match command {
        SchemaCommand::Print => {
            let sdl = sdl();
            terminal.print(&json!({"sdl": sdl}), &sdl)?;
            Ok(Exit::Ok)
        }
    }
}
