//! How a command fails: a code, a sentence, what to do, and the number that the shell sees.

use std::error::Error as StdError;
use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use federation::authority::Refusal;
use serde_json::json;

use super::{Global, Terminal};
use crate::auth::development::KeyFileError;
use crate::error::{Error, ErrorCode};
use crate::settings::SettingsError;
use crate::startup::StartupError;
use crate::telemetry::TelemetryError;

/// How a command ended, as the shell sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is done.
    Ok,
    /// It failed.
    Failed,
    /// The command line or the settings cannot be understood.
    Usage,
    /// It is done, but some rows were rejected.
    SomeRejected,
    /// It is not allowed.
    NotAllowed,
    /// What is there contradicts it.
    Conflict,
    /// Something it needs is not there at the moment; the same may work later.
    Unavailable,
    /// A check was asked for, and what was looked at is at risk.
    AtRisk,
    /// A check was asked for, and what was looked at does not hold.
    Misaligned,
}

impl Exit {
    /// The number that the shell sees.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::SomeRejected => 3,
            Self::NotAllowed => 4,
            Self::Conflict => 5,
            Self::Unavailable => 6,
            // 7 is kept for a verification that fails.
            Self::AtRisk => 8,
            Self::Misaligned => 9,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

/// Why a command failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    exit: Exit,
    code: String,
    message: String,
    help: Option<String>,
}

impl Failure {
    /// A failure with a code for programs and a sentence for people.
    #[must_use]
    pub fn new(exit: Exit, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            exit,
            code: code.into(),
            message: message.into(),
            help: None,
        }
    }

    /// The command line asks for something that cannot be.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, "BAD_USAGE", message)
    }

    /// A failure told by an error and everything that caused it.
    #[must_use]
    pub fn caused(exit: Exit, code: impl Into<String>, error: &dyn StdError) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        Self::new(exit, code, message)
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// How the command ended.
    #[must_use]
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// Prints it: to stderr, or as the one JSON object that the caller waits for.
    pub(super) fn print(&self, global: &Global, terminal: &mut Terminal<'_>) {
        // There is nobody left to tell when this cannot be written.
        let _printed = if terminal.json {
            let error = json!({"code": self.code, "message": self.message, "help": self.help});
            terminal.print(&json!({"error": error}), "")
        } else {
            let mut stderr = io::stderr().lock();
            let color = global.color() && stderr.is_terminal();
            let (red, plain) = if color {
                ("\x1b[1;31m", "\x1b[0m")
            } else {
                ("", "")
            };
            let text = self.to_string();
            let rest = text.strip_prefix("error").unwrap_or(&text);
            writeln!(stderr, "{red}error{plain}{rest}")
        };
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}", self.code, self.message)?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self {
            exit: Exit::Usage,
            code: "BAD_SETTINGS".to_owned(),
            message: error.message,
            help: error.hint,
        }
    }
}

impl From<TelemetryError> for Failure {
    fn from(error: TelemetryError) -> Self {
        Self::caused(Exit::Usage, "BAD_SETTINGS", &error)
    }
}

impl From<KeyFileError> for Failure {
    fn from(error: KeyFileError) -> Self {
        Self::caused(Exit::Failed, "BAD_KEY_FILE", &error)
    }
}

impl From<StartupError> for Failure {
    fn from(error: StartupError) -> Self {
        match error {
            StartupError::DevelopmentKey(error) => error.into(),
            StartupError::Issuer(error) => Self::caused(Exit::Usage, "BAD_SETTINGS", &error),
            StartupError::Origin(error) => Self::caused(Exit::Usage, "BAD_SETTINGS", &error),
            StartupError::Listen { .. } => Self::caused(Exit::Unavailable, "CANNOT_LISTEN", &error)
                .with_help("choose another address with the setting `listen`; port 0 takes any"),
            StartupError::Schema(_) | StartupError::Broken(_) => {
                Self::caused(Exit::Failed, "SERVER_FAILED", &error)
            }
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::caused(Exit::Failed, "IO_ERROR", &error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match error.code() {
            code if code.code() == ErrorCode::Forbidden.code() => Exit::NotAllowed,
            code if code.status() == 401 => Exit::NotAllowed,
            code if code.status() == 503 => Exit::Unavailable,
            _ => Exit::Failed,
        };
        Self {
            exit,
            code: error.code().reason().to_owned(),
            message: error.message().to_owned(),
            help: error.hint().map(str::to_owned),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Error::from(refusal).into()
    }
}

#[cfg(test)]
mod tests {
    use super::{Exit, Failure};
    use crate::error::{Error, ErrorCode};
    use crate::settings::SettingsError;

    #[test]
    fn a_failure_reads_like_a_compiler_error() {
        let failure = Failure::usage("two months at once").with_help("give one");
        assert_eq!(
            failure.to_string(),
            "error[BAD_USAGE]: two months at once\nhelp: give one"
        );
    }

    #[test]
    fn what_failed_decides_the_number() {
        let check = |failure: Failure, exit| assert_eq!(failure.exit(), exit);
        check(
            Error::of(ErrorCode::InsufficientScope).into(),
            Exit::NotAllowed,
        );
        check(Error::of(ErrorCode::TokenInvalid).into(), Exit::NotAllowed);
        check(
            Error::of(ErrorCode::AuthUnavailable).into(),
            Exit::Unavailable,
        );
        check(
            Error::of(ErrorCode::InternalServerError).into(),
            Exit::Failed,
        );
        let settings = SettingsError {
            message: "no".to_owned(),
            hint: None,
        };
        check(settings.into(), Exit::Usage);
    }
}
