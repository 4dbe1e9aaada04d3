//! The log: structured events to stderr, as text for people or as JSON for programs. Tokens,
//! bodies and query strings are never logged, so there is nothing to mask.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, LogSettings};

/// Why the log cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `log.level` is not a level or a list of directives.
    #[error("log.level {level:?} cannot be read: {why}")]
    BadLevel {
        /// What was given.
        level: String,
        /// What is wrong with it.
        why: String,
    },
    /// A log was started before.
    #[error("the log is started already")]
    Started,
}

/// Starts the log of this process, and writes panics into it.
///
/// # Errors
/// [`TelemetryError`] when the level cannot be read or a log was started before.
pub fn start(settings: &LogSettings, color: bool) -> Result<(), TelemetryError> {
    let filter = filter(&settings.level)?;
    let events = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = match settings.format {
        LogFormat::Text => {
            let color = color && std::io::stderr().is_terminal();
            events.with_ansi(color).with_target(false).try_init()
        }
        LogFormat::Json => events.json().flatten_event(true).try_init(),
    };
    started.map_err(|_| TelemetryError::Started)?;
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Ok(())
}

fn filter(level: &str) -> Result<EnvFilter, TelemetryError> {
    EnvFilter::builder()
        .parse(level)
        .map_err(|error| TelemetryError::BadLevel {
            level: level.to_owned(),
            why: error.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn levels_and_directives_are_read() {
        for level in ["info", "warn,api=debug", "off"] {
            assert!(filter(level).is_ok(), "{level}");
        }
        let error = filter("info,api=loud").expect_err("refused");
        assert!(error.to_string().contains("log.level"), "{error}");
    }
}
