//! `concordat config`: the settings in force and where each came from.

use clap::Subcommand;
use serde_json::json;

use super::{Exit, Failure, Terminal};
use crate::settings::Effective;

/// What can be done with settings.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print every setting in force and where it came from; secrets are masked
    #[command(after_help = "Example: concordat config show --config production.toml")]
    Show,
}

/// Runs `concordat config`.
pub(super) fn run(
    command: &ConfigCommand,
    effective: &Effective,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    match command {
        ConfigCommand::Show => {
            let entries = effective.entries();
            let width = |text: &dyn Fn(&crate::settings::Entry) -> usize| {
                entries.iter().map(text).max().unwrap_or(0)
            };
            let key_width = width(&|entry| entry.key.len());
            let value_width = width(&|entry| entry.value.to_string().len()).min(48);
            let mut text = String::new();
            for entry in &entries {
                let (key, value, source) = (&entry.key, entry.value.to_string(), &entry.source);
                text += &format!("{key:key_width$} = {value:value_width$}  # {source}\n");
            }
            terminal.print(&json!({"settings": entries}), &text)?;
            Ok(Exit::Ok)
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{ConfigCommand, run};
    use crate::cli::Terminal;
    use crate::clock::FixedClock;
    use crate::settings::{Effective, Sources};

    fn shown(json: bool) -> String {
        let sources = Sources::default();
        let url = "postgres://u:hunter2@h/d".to_owned();
        let sources = sources.with_flag("--database", "database_url", url);
        let effective = Effective::load(&sources).expect("settings");
        let mut out = Vec::new();
        let mut terminal = Terminal {
            input: &mut std::io::empty(),
            out: &mut out,
            clock: &FixedClock::at(DateTime::UNIX_EPOCH),
            json,
        };
        run(&ConfigCommand::Show, &effective, &mut terminal).expect("shown");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn settings_are_shown_with_their_source_and_without_secrets() {
        let text = shown(false);
        assert!(!text.contains("hunter2"), "{text}");
        let line = text.lines().find(|line| line.starts_with("database_url "));
        let line = line.unwrap_or_default();
        assert!(
            line.contains("\"postgres://u:***@h/d\"") && line.ends_with("# --database"),
            "{line}"
        );
        let object: serde_json::Value = serde_json::from_str(&shown(true)).expect("JSON");
        let entries = object["settings"].as_array().expect("a list");
        let listen = entries.iter().find(|entry| entry["key"] == "listen");
        assert_eq!(listen.expect("there")["source"], "default");
    }
}
