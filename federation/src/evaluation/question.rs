//! What an assessment is asked: a period, the agreement and tree in force in it, and the facts.

use std::collections::BTreeMap;

use crate::agreement::{AttributionPolicy, Terms};
use crate::incident::OutageFact;
use crate::time::{Instant, Interval, IntervalSet};
use crate::topology::Node;
use crate::vocabulary::{ComponentId, OrganizationId};

/// Everything that an availability depends on. The order of the lists does not matter.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The period that the figures are about.
    pub period: Interval,
    /// Now, when that may lie in the period: outages without an end run until then.
    pub as_of: Option<Instant>,
    /// The agreement versions in force, each within its own interval, apart from each other. Where
    /// there is none there is no agreed service time.
    pub parts: Vec<Part<'a>>,
    /// The trees in force, each within its interval, apart from each other. An agreement about one
    /// component has a tree of that component.
    pub topology: Vec<(Interval, &'a Node)>,
    /// Who delivers each component.
    pub owners: &'a BTreeMap<ComponentId, OrganizationId>,
    /// The facts: one current revision of every outage. Those before the period matter too, for a
    /// run of failing that reaches into it.
    pub outages: &'a [OutageFact],
    /// The policies to share the downtime by.
    pub policies: &'a [AttributionPolicy],
}

/// An agreement version in force for some of the period.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// When it is in force.
    pub interval: Interval,
    /// What it says.
    pub terms: &'a Terms,
    /// Its agreed service time.
    pub hours: IntervalSet,
    /// What it excludes.
    pub excluded: IntervalSet,
}
