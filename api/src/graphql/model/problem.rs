//! What is wrong with an input, as data of the payload.

use async_graphql::SimpleObject;

/// One thing that is wrong with an input.
#[derive(Clone, Debug, SimpleObject)]
pub struct Problem {
    /// The kind of problem, from a closed list (docs/problems.md). Programs branch on this.
    code: String,
    /// What is wrong, in one sentence for people; may change.
    message: String,
    /// What to do about it.
    hint: Option<String>,
    /// The way to the value: field names and list positions from 0.
    path: Vec<String>,
    /// The line of the document, counted from 1, where there is one.
    line: Option<u64>,
    /// The value that was given, cut to a readable length.
    given: Option<String>,
    /// What would have been accepted.
    expected: Option<String>,
}

impl From<federation::vocabulary::Problem> for Problem {
    fn from(problem: federation::vocabulary::Problem) -> Self {
        let federation::vocabulary::Problem {
            code,
            message,
            hint,
            path,
            line,
            given,
            expected,
        } = problem;
        Self {
            code: code.as_str().to_owned(),
            message,
            hint,
            path,
            line,
            given,
            expected,
        }
    }
}
