//! What a command reads and writes, given to it, so that it can be tested without a terminal.

use std::io::{self, Read, Write};

use serde::Serialize;

use crate::clock::Clock;

/// What a command talks to.
pub struct Terminal<'t> {
    /// What is typed or piped in.
    pub input: &'t mut dyn Read,
    /// Where results go; progress and errors go to stderr.
    pub out: &'t mut dyn Write,
    /// The time.
    pub clock: &'t dyn Clock,
    /// Whether results are printed as one JSON object.
    pub json: bool,
}

impl Terminal<'_> {
    /// Prints a result: the object in JSON, or else the text.
    ///
    /// # Errors
    /// When it cannot be written; a pipe that the reader closed is no error.
    pub fn print(&mut self, object: &impl Serialize, text: &str) -> io::Result<()> {
        let written = if self.json {
            serde_json::to_writer_pretty(&mut *self.out, object)
                .map_err(io::Error::from)
                .and_then(|()| writeln!(self.out))
        } else {
            writeln!(self.out, "{}", text.trim_end())
        };
        match written.and_then(|()| self.out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }
}
