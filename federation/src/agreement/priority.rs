//! Priority from impact and urgency, by the table of an agreement.

use std::collections::BTreeMap;

use crate::words;

words! {
    /// How much is hit: the impact of an incident.
    pub enum Impact {
        /// Much.
        High = "HIGH",
        /// Some.
        Medium = "MEDIUM",
        /// Little.
        Low = "LOW",
    }
}

words! {
    /// How soon it hurts: the urgency of an incident.
    pub enum Urgency {
        /// At once.
        High = "HIGH",
        /// Soon.
        Medium = "MEDIUM",
        /// Later.
        Low = "LOW",
    }
}

words! {
    /// The order in which tickets are worked on.
    pub enum Priority {
        /// First.
        P1 = "P1",
        /// Second.
        P2 = "P2",
        /// Third.
        P3 = "P3",
        /// Fourth.
        P4 = "P4",
        /// Last.
        P5 = "P5",
    }
}

/// The priority of every impact and urgency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriorityMatrix(BTreeMap<(Impact, Urgency), Priority>);

/// A pair that a table of priorities leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no priority for impact {impact} and urgency {urgency}")]
pub struct MissingPriority {
    /// The impact.
    pub impact: Impact,
    /// The urgency.
    pub urgency: Urgency,
}

impl PriorityMatrix {
    /// The table of an agreement; of entries for the same pair the last one holds.
    ///
    /// # Errors
    /// [`MissingPriority`] when a pair has none.
    pub fn new(
        entries: impl IntoIterator<Item = (Impact, Urgency, Priority)>,
    ) -> Result<Self, MissingPriority> {
        let entries = entries.into_iter();
        let table: BTreeMap<_, _> = entries
            .map(|(impact, urgency, priority)| ((impact, urgency), priority))
            .collect();
        for (impact, urgency) in pairs() {
            if !table.contains_key(&(impact, urgency)) {
                return Err(MissingPriority { impact, urgency });
            }
        }
        Ok(Self(table))
    }

    /// The priority of a pair.
    #[must_use]
    pub fn priority(&self, impact: Impact, urgency: Urgency) -> Priority {
        // Every pair is there: `new` sees to it.
        let found = self.0.get(&(impact, urgency));
        found.copied().unwrap_or(Priority::P5)
    }

    /// Every pair with its priority, by impact and then by urgency.
    pub fn entries(&self) -> impl Iterator<Item = (Impact, Urgency, Priority)> + '_ {
        let table = self.0.iter();
        table.map(|((impact, urgency), priority)| (*impact, *urgency, *priority))
    }
}

impl Default for PriorityMatrix {
    /// The table where an agreement has none of its own (C8).
    fn default() -> Self {
        Self(
            pairs()
                .map(|(impact, urgency)| ((impact, urgency), usual(impact, urgency)))
                .collect(),
        )
    }
}

fn usual(impact: Impact, urgency: Urgency) -> Priority {
    match (impact, urgency) {
        (Impact::High, Urgency::High) => Priority::P1,
        (Impact::High, Urgency::Medium) | (Impact::Medium, Urgency::High) => Priority::P2,
        (Impact::High, Urgency::Low)
        | (Impact::Medium, Urgency::Medium)
        | (Impact::Low, Urgency::High) => Priority::P3,
        (Impact::Medium, Urgency::Low) | (Impact::Low, Urgency::Medium) => Priority::P4,
        (Impact::Low, Urgency::Low) => Priority::P5,
    }
}

fn pairs() -> impl Iterator<Item = (Impact, Urgency)> {
    let impacts = Impact::ALL.iter().copied();
    impacts.flat_map(|impact| Urgency::ALL.iter().map(move |urgency| (impact, *urgency)))
}

/// The priority of a ticket by the agreement, beside the one its supplier gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalisedPriority {
    /// By the agreement's table.
    pub agreed: Priority,
    /// In the supplier's own words.
    pub of_supplier: Option<crate::vocabulary::Text>,
}

#[cfg(test)]
mod tests {
    use super::{Impact, MissingPriority, Priority, PriorityMatrix, Urgency, pairs};

    #[test]
    fn a_table_of_an_agreement_is_whole() {
        let flat = |skip: usize| {
            pairs()
                .skip(skip)
                .map(|(impact, urgency)| (impact, urgency, Priority::P2))
        };
        let matrix = PriorityMatrix::new(flat(0)).expect("a whole table");
        assert_eq!(matrix.priority(Impact::Low, Urgency::Low), Priority::P2);
        let (impact, urgency) = (Impact::High, Urgency::High);
        let missing = MissingPriority { impact, urgency };
        assert_eq!(PriorityMatrix::new(flat(1)), Err(missing));
    }
}
