//! Reading a stored value back, and saying which one is bad when it cannot be read.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, SubsecRound, Utc};
use federation::time::{Effective, Instant};
use federation::vocabulary::{Code, Text};

/// A stored row that means nothing, or a value that no row can hold.
///
/// For the log: it names rows, which a client must not learn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("table {table}, row {row}: column {column} {reason}")]
pub struct RowError {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The identifier of the row.
    pub row: String,
    /// What is wrong with the value.
    pub reason: String,
}

/// The row that is being read.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) table: &'static str,
    pub(crate) id: &'a dyn Display,
}

impl Row<'_> {
    pub(crate) fn bad(self, column: &'static str, reason: impl Display) -> RowError {
        RowError {
            table: self.table,
            column,
            row: self.id.to_string(),
            reason: reason.to_string(),
        }
    }

    pub(crate) fn read<T: FromStr<Err: Display>>(
        self,
        column: &'static str,
        stored: &str,
    ) -> Result<T, RowError> {
        stored.parse().map_err(|error| self.bad(column, error))
    }

    pub(crate) fn code(self, stored: &str) -> Result<Code, RowError> {
        self.read("code", stored)
    }

    /// A text of any length: how long one may be was judged when it came in.
    pub(crate) fn text(self, column: &'static str, stored: &str) -> Result<Text, RowError> {
        Text::parse(stored, usize::MAX).map_err(|error| self.bad(column, error))
    }

    pub(crate) fn count(self, column: &'static str, stored: i64) -> Result<u32, RowError> {
        u32::try_from(stored).map_err(|_| self.bad(column, "is not an unsigned 32-bit number"))
    }
}

pub(crate) fn effective(from_second: i64, to_second: Option<i64>) -> Effective {
    Effective {
        from: Instant::from_unix_seconds(from_second),
        to: to_second.map(Instant::from_unix_seconds),
    }
}

/// Cut to the microsecond, which is what both databases keep.
pub(crate) fn recorded(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}
