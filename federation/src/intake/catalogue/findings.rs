//! Where a value stands in a document, and the problems that are found on the way through it.

use super::scalar::Field;
use crate::vocabulary::{Problem, ProblemCode};

/// The way to a value and its line; line 0 is a line that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    path: Vec<String>,
    line: u64,
}

impl Place {
    /// The document itself.
    pub(super) fn root() -> Self {
        Self {
            path: Vec::new(),
            line: 0,
        }
    }

    /// The entry at `index` of a section.
    pub(super) fn entry(section: &str, index: usize, line: u64) -> Self {
        Self {
            path: vec![section.to_owned(), index.to_string()],
            line,
        }
    }

    /// One step further in: a field name or a list position, on its line.
    pub(super) fn step(&self, step: impl ToString, line: u64) -> Self {
        let mut path = Vec::with_capacity(self.path.len() + 1);
        path.extend_from_slice(&self.path);
        path.push(step.to_string());
        Self { path, line }
    }

    /// A field that was not given: it would stand in this place.
    pub(super) fn absent(&self, field: &str) -> Self {
        self.step(field, self.line)
    }

    /// A scalar field of this place.
    pub(super) fn field<'d, Form>(&self, name: &str, field: &'d Field<Form>) -> Given<'d> {
        Given {
            text: &field.value.text,
            place: self.step(name, field.line),
        }
    }

    /// A scalar of the list at this place.
    pub(super) fn item<'d, Form>(&self, index: usize, field: &'d Field<Form>) -> Given<'d> {
        Given {
            text: &field.value.text,
            place: self.step(index, field.line),
        }
    }

    /// The line, where it is known.
    pub(super) fn line(&self) -> Option<u64> {
        (self.line > 0).then_some(self.line)
    }

    /// The way to the value.
    pub(super) fn path(&self) -> &[String] {
        &self.path
    }

    /// A problem with what stands here.
    pub(super) fn problem(&self, code: ProblemCode, message: impl Into<String>) -> Problem {
        let mut problem = Problem::new(code, message);
        problem.path.clone_from(&self.path);
        problem.line = self.line();
        problem
    }
}

/// A text that was given, and where.
#[derive(Clone, Debug)]
pub(super) struct Given<'d> {
    /// The text.
    pub(super) text: &'d str,
    /// Where it stands.
    pub(super) place: Place,
}

impl Given<'_> {
    /// A problem with the text.
    pub(super) fn problem(&self, code: ProblemCode, message: impl Into<String>) -> Problem {
        self.place.problem(code, message).with_given(self.text)
    }
}

/// The problems of one document.
#[derive(Debug)]
pub(super) struct Findings {
    problems: Vec<Problem>,
    beyond: usize,
    comparisons_left: usize,
}

impl Findings {
    /// The most problems that are reported one by one.
    pub(super) const PROBLEMS_MAX: usize = 1_000;
    /// The most pairs of words that are compared for "did you mean", so that a document full of
    /// misspelt codes costs no more time than a sound one.
    const COMPARISONS_MAX: usize = 50_000;
    /// The longest word that is compared, in bytes.
    const WORD_LENGTH_MAX: usize = 64;

    /// Nothing found yet.
    pub(super) fn new() -> Self {
        Self {
            problems: Vec::new(),
            beyond: 0,
            comparisons_left: Self::COMPARISONS_MAX,
        }
    }

    /// Takes down a problem.
    pub(super) fn add(&mut self, problem: Problem) {
        if self.is_full() {
            self.beyond += 1;
        } else {
            self.problems.push(problem);
        }
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether further problems are only counted: no hint is worth its time any more.
    pub(super) fn is_full(&self) -> bool {
        self.problems.len() >= Self::PROBLEMS_MAX
    }

    /// The problems in the order of the document.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems;
        problems.sort_by(|a, b| {
            (a.line, &a.path, a.code, &a.message).cmp(&(b.line, &b.path, b.code, &b.message))
        });
        if self.beyond > 0 {
            let message = format!("{} more problems are not listed", self.beyond);
            problems.push(
                Problem::new(ProblemCode::TooLong, message).with_hint("mend the listed ones first"),
            );
        }
        problems
    }

    /// The candidate that `given` most resembles, if any is close: a third of its letters may
    /// differ. Letter case is not a difference.
    pub(super) fn nearest<'c>(
        &mut self,
        given: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        if given.len() > Self::WORD_LENGTH_MAX || self.is_full() {
            return None;
        }
        let given = given.to_lowercase();
        let distance_max = given.chars().count().div_ceil(3);
        let mut best: Option<(usize, &str)> = None;
        for candidate in candidates {
            if candidate.len().abs_diff(given.len()) > distance_max {
                continue;
            }
            if self.comparisons_left == 0 {
                break;
            }
            self.comparisons_left -= 1;
            let distance = strsim::osa_distance(&given, &candidate.to_lowercase());
            if distance <= distance_max && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    /// Takes down a problem with the hint "did you mean", when a candidate is close.
    pub(super) fn add_with_nearest<'c>(
        &mut self,
        problem: Problem,
        given: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) {
        let problem = match self.nearest(given, candidates) {
            Some(candidate) => problem.with_hint(format!("did you mean {candidate}?")),
            None => problem,
        };
        self.add(problem);
    }
}
