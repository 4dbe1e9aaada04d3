//! Instants, interval sets, calendars and periods: how much agreed service time there is, exactly.

mod calendar;
mod effective;
mod hours;
mod instant;
mod interval;
mod interval_set;
mod period;
mod reach;
mod zone;

pub use calendar::{Calendar, ClosedDates, WeeklyWindow, WeeklyWindowError};
pub use effective::Effective;
pub use instant::{Instant, InstantError};
pub use interval::Interval;
pub use interval_set::IntervalSet;
pub use period::{PeriodError, PeriodSpec, months};
pub use zone::{WindowEdge, day_edges, local_date, local_instant, start_of_date};

/// The version of the IANA time zone database that every calendar here is computed with.
pub const TIME_ZONE_DATA: &str = chrono_tz::IANA_TZDB_VERSION;
