//! A batch of outage rows against what is already there: which row is new, which says nothing new,
//! and which contradicts. The decision is pure; the store only carries it out.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::ground::Ground;
use super::outage::{CheckedOutage, RawOutage};
use crate::incident::SubmissionMode;
use crate::vocabulary::{OutageId, Problem, ProblemCode, Text};
use crate::words;

words! {
    /// What became of a row.
    pub enum RowStatus {
        /// It is stored.
        Accepted = "ACCEPTED",
        /// The same was there already: nothing to do, and no failure.
        Duplicate = "DUPLICATE",
        /// It is not stored; its problems say why.
        Rejected = "REJECTED",
        /// Nothing is wrong with it, but an ATOMIC batch was refused for another row.
        NotStored = "NOT_STORED",
    }
}

/// What became of one row of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowOutcome {
    /// Its position in the batch, from 0.
    pub index: usize,
    /// Its line in the file, from 1, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The external identifier that it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// What became of it.
    pub status: RowStatus,
    /// Why it was rejected, or what is remarkable about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// How many rows met which fate; `received` is always the sum of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeCounts {
    /// Rows in the batch.
    pub received: usize,
    /// Rows stored.
    pub accepted: usize,
    /// Rows that were there already.
    pub duplicate: usize,
    /// Rows refused, with those that an ATOMIC batch left out for another row's sake.
    pub rejected: usize,
}

impl OutcomeCounts {
    /// Counts `outcomes`.
    ///
    /// # Panics
    /// When accepted, duplicate and rejected do not add up to received: a fault of this room.
    #[must_use]
    pub fn of(outcomes: &[RowOutcome]) -> Self {
        let mut counts = Self {
            received: outcomes.len(),
            ..Self::default()
        };
        for outcome in outcomes {
            match outcome.status {
                RowStatus::Accepted => counts.accepted += 1,
                RowStatus::Duplicate => counts.duplicate += 1,
                RowStatus::Rejected | RowStatus::NotStored => counts.rejected += 1,
            }
        }
        assert_eq!(
            counts.accepted + counts.duplicate + counts.rejected,
            counts.received
        );
        counts
    }
}

/// The name that a supplier knows an outage by: its source system and its reference there.
pub type OutageName = (Text, Text);

/// What is stored of an outage, as far as a new account of it is judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownOutage {
    /// Its identifier.
    pub id: OutageId,
    /// The content digest of every stored revision.
    pub digests: BTreeMap<u32, String>,
}

impl KnownOutage {
    /// The highest stored revision, which is the current one; 0 when none is.
    #[must_use]
    pub fn current_revision(&self) -> u32 {
        self.digests.keys().next_back().copied().unwrap_or_default()
    }
}

/// Rows that were checked one by one and against each other, not yet against what is stored.
#[derive(Debug)]
pub struct CheckedBatch {
    rows: Vec<Result<CheckedOutage, RowOutcome>>,
    lines: Vec<Option<u64>>,
}

/// What to store for a batch, and what to answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Decision {
    /// One outcome per row, in the order of the batch.
    pub outcomes: Vec<RowOutcome>,
    /// The rows to store: the identifier of the outage that a row corrects, or `None` for a new one.
    pub accepted: Vec<(CheckedOutage, Option<OutageId>)>,
}

impl CheckedBatch {
    /// Checks every row, and the rows against each other.
    #[must_use]
    pub fn check(raw: &[RawOutage], ground: &Ground<'_>) -> Self {
        let lines = raw.iter().map(|row| row.line).collect();
        let mut rows: Vec<Result<CheckedOutage, RowOutcome>> = raw
            .iter()
            .enumerate()
            .map(|(index, row)| {
                ground.check(row).map_err(|problems| RowOutcome {
                    index,
                    line: row.line,
                    external_id: row.external_id.clone(),
                    status: RowStatus::Rejected,
                    problems,
                })
            })
            .collect();
        for (index, verdict) in verdicts_within(&rows) {
            if let Ok(row) = &rows[index] {
                rows[index] = Err(RowOutcome {
                    index,
                    line: raw[index].line,
                    external_id: Some(row.external_id.as_str().to_owned()),
                    status: verdict.0,
                    problems: vec![located(verdict.1, raw[index].line)],
                });
            }
        }
        Self { rows, lines }
    }

    /// The names to look up before [`CheckedBatch::decide`].
    #[must_use]
    pub fn names(&self) -> Vec<OutageName> {
        self.rows
            .iter()
            .flatten()
            .map(CheckedOutage::name)
            .collect()
    }

    /// Refuses the rows with these names: they stand for outages that the sender does not reach, and
    /// may not take the place of.
    #[must_use]
    pub fn refusing(mut self, taken: &HashSet<OutageName>) -> Self {
        for (index, (row, line)) in self.rows.iter_mut().zip(&self.lines).enumerate() {
            let name = match row {
                Ok(row) => row.name(),
                Err(_) => continue,
            };
            if taken.contains(&name) {
                let problem = Problem::new(
                    ProblemCode::Conflict,
                    "the outage with this reference is not of the services that the token is for",
                )
                .at(["externalId"])
                .with_given(name.1.as_str())
                .with_hint("name another reference, or submit with a token for its service");
                *row = Err(RowOutcome {
                    index,
                    line: *line,
                    external_id: Some(name.1.as_str().to_owned()),
                    status: RowStatus::Rejected,
                    problems: vec![located(problem, *line)],
                });
            }
        }
        self
    }

    /// Decides what to store, given what is known of every name that exists.
    #[must_use]
    pub fn decide(
        self,
        known: &HashMap<OutageName, KnownOutage>,
        mode: SubmissionMode,
    ) -> Decision {
        let mut accepted = Vec::new();
        let mut outcomes = Vec::with_capacity(self.rows.len());
        for (index, (row, line)) in self.rows.into_iter().zip(self.lines).enumerate() {
            let row = match row {
                Ok(row) => row,
                Err(outcome) => {
                    outcomes.push(outcome);
                    continue;
                }
            };
            let earlier = known.get(&row.name());
            let (status, problem) = against_known(&row, earlier);
            outcomes.push(RowOutcome {
                index,
                line,
                external_id: Some(row.external_id.as_str().to_owned()),
                status,
                problems: problem
                    .map(|problem| located(problem, line))
                    .into_iter()
                    .collect(),
            });
            if status == RowStatus::Accepted {
                accepted.push((row, earlier.map(|outage| outage.id)));
            }
        }
        let refused = outcomes
            .iter()
            .any(|outcome| outcome.status == RowStatus::Rejected);
        if refused && mode == SubmissionMode::Atomic {
            accepted.clear();
            for outcome in &mut outcomes {
                if outcome.status == RowStatus::Accepted {
                    outcome.status = RowStatus::NotStored;
                }
            }
        }
        Decision { outcomes, accepted }
    }
}

fn located(problem: Problem, line: Option<u64>) -> Problem {
    match line {
        Some(line) => problem.on_line(line),
        None => problem,
    }
}

type Verdicts = Vec<(usize, (RowStatus, Problem))>;

/// Rows that share a name and revision: the equal ones after the first are duplicates, unlike ones
/// contradict each other and all fall. Several revisions of one outage may come in one batch.
fn verdicts_within(rows: &[Result<CheckedOutage, RowOutcome>]) -> Verdicts {
    let mut alike: HashMap<(OutageName, u32), Vec<usize>> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        if let Ok(row) = row {
            alike
                .entry((row.name(), row.revision))
                .or_default()
                .push(index);
        }
    }
    let mut verdicts = Vec::new();
    for indexes in alike.into_values().filter(|indexes| indexes.len() > 1) {
        let digests: Vec<String> = indexes
            .iter()
            .filter_map(|&index| rows[index].as_ref().ok().map(CheckedOutage::content_digest))
            .collect();
        let agree = digests.windows(2).all(|pair| pair[0] == pair[1]);
        let first = indexes[0];
        for index in indexes {
            if !agree {
                verdicts.push((index, contradiction_in_batch()));
            } else if index != first {
                verdicts.push((index, repeated_in_batch(first)));
            }
        }
    }
    verdicts
}

fn stale(newer: u32) -> (RowStatus, Problem) {
    let problem = Problem::new(
        ProblemCode::StaleRevision,
        "a newer revision of this row exists",
    )
    .at(["revision"])
    .with_expected(format!("a revision above {newer}"))
    .with_hint("to correct the row, send it with a higher revision");
    (RowStatus::Rejected, problem)
}

fn contradiction_in_batch() -> (RowStatus, Problem) {
    let problem = Problem::new(
        ProblemCode::ConflictInBatch,
        "another row of this batch has the same source, external identifier and revision, and says \
         something else",
    )
    .at(["externalId"])
    .with_hint("keep the true row, or give the later account a higher revision");
    (RowStatus::Rejected, problem)
}

fn repeated_in_batch(first: usize) -> (RowStatus, Problem) {
    let problem = Problem::new(
        ProblemCode::DuplicateInBatch,
        format!("row {first} of this batch says the same"),
    )
    .at(["externalId"]);
    (RowStatus::Duplicate, problem)
}

fn against_known(row: &CheckedOutage, known: Option<&KnownOutage>) -> (RowStatus, Option<Problem>) {
    let Some(known) = known else {
        return (RowStatus::Accepted, None);
    };
    let highest = known
        .digests
        .keys()
        .next_back()
        .copied()
        .unwrap_or_default();
    match known.digests.get(&row.revision) {
        Some(digest) if *digest == row.content_digest() => (RowStatus::Duplicate, None),
        Some(_) => {
            let problem = Problem::new(
                ProblemCode::Conflict,
                format!(
                    "revision {} of this row was stored with other content",
                    row.revision
                ),
            )
            .at(["externalId"])
            .with_hint(format!(
                "to correct it, send it with revision {}",
                highest + 1
            ));
            (RowStatus::Rejected, Some(problem))
        }
        None if row.revision < highest => {
            let (status, problem) = stale(highest);
            (status, Some(problem))
        }
        None => (RowStatus::Accepted, None),
    }
}

#[cfg(test)]
#[path = "submission_tests.rs"]
mod tests;
