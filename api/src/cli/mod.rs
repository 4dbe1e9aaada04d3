//! The command line: what people type. Each command has a file; here are the flags that all share,
//! and how every command ends.

pub mod align;
mod align_page;
pub mod catalogue;
pub mod config;
pub mod demo;
mod explanation_page;
pub mod failure;
pub mod import;
mod installation;
pub mod migrate;
pub(crate) mod page;
pub mod report;
mod report_credits;
pub(crate) mod report_page;
pub mod schema;
mod serve;
pub mod simulate;
pub(crate) mod simulation_page;
pub mod terminal;
pub mod token;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::clock::SystemClock;
use crate::settings::{Effective, LogSettings, Sources};
use crate::telemetry;

pub use failure::{Exit, Failure};
pub use terminal::Terminal;

/// Availability that everyone can recompute: agreements, outages and reports of many suppliers.
#[derive(Debug, Parser)]
#[command(name = "concordat", version, propagate_version = true)]
pub struct Cli {
    /// The flags that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check whether the agreements with suppliers carry a customer agreement
    Align(align::AlignArgs),
    /// Plan and apply the service model: parties, services, trees, agreements
    #[command(subcommand)]
    Catalogue(catalogue::CatalogueCommand),
    /// Look at the settings in force
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Serve an invented year, with a token for each role and a first answer
    Demo(demo::DemoArgs),
    /// Import performance data from files
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Bring the schema of the database up to date
    #[command(subcommand)]
    Migrate(migrate::MigrateCommand),
    /// Print the end-to-end report of a service
    Report(report::ReportArgs),
    /// Print the GraphQL schema
    #[command(subcommand)]
    Schema(schema::SchemaCommand),
    /// Serve GraphQL
    #[command(after_help = "Example: concordat serve --database postgres://user@host/name")]
    Serve,
    /// Print a report beside what it would have been under other assumptions
    Simulate(simulate::SimulateArgs),
    /// Make and explain access tokens
    #[command(subcommand)]
    Token(token::TokenCommand),
}

/// The flags that every command takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// Read settings from this file instead of ./concordat.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Use this database, for example sqlite://concordat.db or postgres://user@host/name
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Print results and errors only
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Log more; twice for everything
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Print without colours; so does the variable NO_COLOR
    #[arg(long, global = true)]
    pub no_color: bool,
}

impl Global {
    /// Where settings come from under these flags.
    #[must_use]
    pub fn sources(&self) -> Sources {
        let sources = Sources::of_process(self.config.clone());
        match &self.database {
            Some(url) => sources.with_flag("--database", "database_url", url.clone()),
            None => sources,
        }
    }

    /// What is logged under these flags.
    #[must_use]
    pub fn log(&self, settings: &LogSettings) -> LogSettings {
        let level = match (self.quiet, self.verbose) {
            (true, _) => "error".to_owned(),
            (false, 0) => settings.level.clone(),
            (false, 1) => "debug".to_owned(),
            (false, _) => "trace".to_owned(),
        };
        LogSettings {
            format: settings.format,
            level,
        }
    }

    /// Whether colours may be printed.
    #[must_use]
    pub fn color(&self) -> bool {
        !self.no_color && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
    }
}

/// Reads the command line of this process, does what it says, and tells how it ended.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(help_or_error) => {
            let exit = if help_or_error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Ok
            };
            // A closed pipe is no reason to fail.
            let _printed = help_or_error.print();
            return exit.into();
        }
    };
    let global = cli.global.clone();
    let (mut input, mut out) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut terminal = Terminal {
        input: &mut input,
        out: &mut out,
        clock: &SystemClock,
        json: global.json,
    };
    match run(cli, &mut terminal) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.print(&global, &mut terminal);
            failure.exit().into()
        }
    }
}

fn run(cli: Cli, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
    let effective = Effective::load(&cli.global.sources())?;
    let log = cli.global.log(&effective.settings.log);
    telemetry::start(&log, cli.global.color())?;
    let settings = &effective.settings;
    match cli.command {
        Command::Align(args) => align::run(&args, settings, terminal),
        Command::Catalogue(command) => catalogue::run(&command, settings, terminal),
        Command::Config(command) => config::run(&command, &effective, terminal),
        Command::Demo(args) => demo::run(&args, cli.global.database.is_some(), settings, terminal),
        Command::Import(command) => import::run(&command, cli.global.quiet, settings, terminal),
        Command::Migrate(command) => migrate::run(command, settings, terminal),
        Command::Report(args) => report::run(&args, settings, terminal),
        Command::Schema(command) => schema::run(command, terminal),
        Command::Serve => serve::run(settings),
        Command::Simulate(args) => simulate::run(&args, settings, terminal),
        Command::Token(command) => token::run(&command, settings, terminal),
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::{Cli, Exit, Global};
    use crate::settings::{LogFormat, LogSettings};

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_stand_before_and_behind_the_command() {
        for line in [
            ["concordat", "--json", "config", "show"],
            ["concordat", "config", "show", "--json"],
        ] {
            assert!(Cli::try_parse_from(line).expect("read").global.json);
        }
        let both = ["concordat", "-q", "-v", "config", "show"];
        assert!(Cli::try_parse_from(both).is_err());
    }

    #[test]
    fn flags_say_how_much_is_logged() {
        let settings = LogSettings {
            format: LogFormat::Json,
            level: "warn".to_owned(),
        };
        let level = |quiet, verbose| {
            let global = Global {
                quiet,
                verbose,
                ..Global::default()
            };
            global.log(&settings).level
        };
        assert_eq!(level(false, 0), "warn");
        assert_eq!(level(false, 1), "debug");
        assert_eq!(level(false, 2), "trace");
        assert_eq!(level(true, 0), "error");
    }

    #[test]
    fn each_way_to_end_has_its_number() {
        let ends = [
            Exit::Ok,
            Exit::Failed,
            Exit::Usage,
            Exit::SomeRejected,
            Exit::NotAllowed,
            Exit::Conflict,
            Exit::Unavailable,
            Exit::AtRisk,
            Exit::Misaligned,
        ];
        assert_eq!(ends.map(Exit::number), [0, 1, 2, 3, 4, 5, 6, 8, 9]);
    }
}
