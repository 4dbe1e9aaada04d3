//! The algebra of sets of seconds.

use super::Interval;

/// A set of seconds: sorted, non-empty, disjoint intervals that do not touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntervalSet(Vec<Interval>);
