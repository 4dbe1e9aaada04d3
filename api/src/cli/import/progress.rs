//! How far an import is: a bar on a terminal, else a line now and then, always on stderr.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Summary;

/// How long a log stays silent between two lines.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// How far an import is.
pub(super) struct Progress {
    bar: ProgressBar,
    lines: bool,
    begun: Instant,
    told: Instant,
    length: Option<u64>,
}

impl Progress {
    /// Progress through a file of `length` bytes, where that is known.
    pub(super) fn new(quiet: bool, length: Option<u64>) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = match length {
            Some(length) => ProgressBar::new(length),
            None => ProgressBar::no_length(),
        };
        let template = "import {wide_bar} {percent}%  ETA {eta}  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if quiet || !terminal {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let begun = Instant::now();
        Self {
            bar,
            lines: !quiet && !terminal,
            begun,
            told: begun,
            length,
        }
    }

    /// Tells that so many bytes were read and so many rows dealt with.
    pub(super) fn at(&mut self, bytes: u64, summary: &Summary) {
        // Asking for the time at every row would cost more than the row.
        if !summary.rows.is_multiple_of(256) {
            return;
        }
        self.bar.set_position(bytes);
        let elapsed_ms = self.begun.elapsed().as_millis().max(1);
        let per_second = u128::from(summary.rows) * 1_000 / elapsed_ms;
        let message = format!(
            "{} rows  {per_second} rows/s  rejected {}",
            summary.rows, summary.rejected
        );
        if self.lines && self.told.elapsed() >= LINE_EVERY {
            self.told = Instant::now();
            match self.length.filter(|length| *length > 0) {
                Some(length) => eprintln!("import {}%  {message}", bytes * 100 / length),
                None => eprintln!("import {message}"),
            }
        }
        self.bar.set_message(message);
    }

    /// The import is over.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
