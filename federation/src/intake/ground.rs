//! The ground that submitted rows are checked on: whose components there are, and what time it is.

use std::collections::{BTreeSet, HashMap};

use super::outage::{CheckedOutage, RawOutage};
use crate::incident::{Effect, Outage};
use crate::model::ServiceModel;
use crate::time::{Instant, InstantError};
use crate::vocabulary::{
    ComponentId, Loss, LossError, OrganizationId, Problem, ProblemCode, Text, TextError,
};

/// How far a supplier's clock may run ahead of ours, in seconds.
pub const CLOCK_SKEW_SECONDS_MAX: i64 = 300;
/// The highest revision of a row.
pub const REVISION_MAX: i64 = 1_000_000;

/// What the rows of one submission are checked against.
#[derive(Clone, Debug)]
pub struct Ground<'a> {
    components: HashMap<&'a str, (ComponentId, OrganizationId)>,
    supplier: OrganizationId,
    sees_every_component: bool,
    now: Instant,
}

impl<'a> Ground<'a> {
    /// The ground for rows of `supplier`. Only for a submitter that may see every component is a
    /// foreign one told apart from one that does not exist.
    #[must_use]
    pub fn new(
        model: &'a ServiceModel,
        supplier: OrganizationId,
        sees_every_component: bool,
        now: Instant,
    ) -> Self {
        let components = model
            .components
            .values()
            .map(|component| (component.code.as_str(), (component.id, component.supplier)))
            .collect();
        Self {
            components,
            supplier,
            sees_every_component,
            now,
        }
    }

    /// The same ground with these components only: any other looks as if it did not exist.
    #[must_use]
    pub fn narrowed_to(mut self, components: &BTreeSet<ComponentId>) -> Self {
        self.components.retain(|_, (id, _)| components.contains(id));
        self
    }

    fn component(&self, code: &str) -> Result<ComponentId, Problem> {
        match self.components.get(code) {
            Some((id, owner)) if *owner == self.supplier => Ok(*id),
            Some(_) if self.sees_every_component => Err(Problem::new(
                ProblemCode::SupplierMismatch,
                "another supplier delivers this component",
            )
            .with_hint("submit it with the rows of the supplier that delivers it")),
            _ => {
                let problem = Problem::new(
                    ProblemCode::UnknownReference,
                    "the supplier delivers no component with this code",
                );
                Err(match self.nearest(code) {
                    Some(near) => problem.with_hint(format!("did you mean {near:?}?")),
                    None => problem.with_hint("list your components to see their codes"),
                })
            }
        }
    }

    /// The own component whose code is nearest to `code`: others are never suggested.
    fn nearest(&self, code: &str) -> Option<&'a str> {
        self.components
            .iter()
            .filter(|(_, (_, owner))| *owner == self.supplier)
            .map(|(own, _)| (strsim::damerau_levenshtein(own, code), *own))
            .filter(|(distance, own)| *distance <= 1 + own.chars().count() / 4)
            .min()
            .map(|(_, own)| own)
    }

    /// Checks one row against everything but other rows.
    ///
    /// # Errors
    /// Every problem of the row, each with the field as its path.
    pub fn check(&self, raw: &RawOutage) -> Result<CheckedOutage, Vec<Problem>> {
        let mut row = Row {
            line: raw.line,
            problems: Vec::new(),
        };
        let component = row.field("component", &raw.component, |text| {
            self.component(required(text)?)
        });
        let start = row.field("start", &raw.start, |text| self.instant(required(text)?));
        let end = row.field("end", &raw.end, |text| {
            present(text).map(|text| self.instant(text)).transpose()
        });
        let effect = row.field("loss", &raw.loss, effect);
        let source = row.field("source", &raw.source, |text| {
            words(required(text)?, Outage::SOURCE_LENGTH_MAX)
        });
        let external_id = row.field("externalId", &raw.external_id, |text| {
            words(required(text)?, Outage::EXTERNAL_ID_LENGTH_MAX)
        });
        let revision = row.field(
            "revision",
            &raw.revision.map(|number| number.to_string()),
            |_| revision(raw.revision),
        );
        let note = row.field("note", &raw.note, |text| {
            present(text)
                .map(|text| words(text, Outage::NOTE_LENGTH_MAX))
                .transpose()
        });
        row.field("end", &raw.end, |_| in_order(start, end.flatten()));
        let checked = (|| {
            Some(CheckedOutage {
                component: component?,
                start: start?,
                end: end?,
                effect: effect?,
                planned: raw.planned.unwrap_or(false),
                source: source?,
                external_id: external_id?,
                revision: revision?,
                note: note?,
            })
        })();
        match checked {
            Some(checked) if row.problems.is_empty() => Ok(checked),
            _ => Err(row.problems),
        }
    }

    fn instant(&self, text: &str) -> Result<Instant, Problem> {
        let instant = Instant::parse(text).map_err(|error| instant_problem(&error))?;
        let latest = self.now.plus_seconds(CLOCK_SKEW_SECONDS_MAX);
        if instant > latest {
            return Err(Problem::new(
                ProblemCode::FutureTimestamp,
                "the instant lies in the future; an outage is what has happened",
            )
            .with_expected(format!("an instant until {latest}"))
            .with_hint("announce planned work as a maintenance window, and check the clock"));
        }
        Ok(instant)
    }
}

/// The row that is being read, with what is wrong so far.
struct Row {
    line: Option<u64>,
    problems: Vec<Problem>,
}

impl Row {
    /// What `read` makes of a field; a problem is kept with the field's name, value and line.
    fn field<T>(
        &mut self,
        name: &str,
        given: &Option<String>,
        read: impl FnOnce(Option<&str>) -> Result<T, Problem>,
    ) -> Option<T> {
        read(given.as_deref())
            .map_err(|problem| {
                let mut problem = problem.at([name]);
                if let Some(given) = given {
                    problem = problem.with_given(given);
                }
                problem.line = self.line;
                self.problems.push(problem);
            })
            .ok()
    }
}

fn in_order(start: Option<Instant>, end: Option<Instant>) -> Result<(), Problem> {
    match (start, end) {
        (Some(start), Some(end)) if end < start => Err(Problem::new(
            ProblemCode::ReversedInterval,
            "the end lies before the start",
        )
        .with_expected(format!("an instant from {start} on"))
        .with_hint("swap start and end, or leave the end out while the outage lasts")),
        _ => Ok(()),
    }
}

/// The problem that an unreadable instant is.
#[must_use]
pub fn instant_problem(error: &InstantError) -> Problem {
    let (code, hint) = match error {
        InstantError::Naive => (
            ProblemCode::NaiveTimestamp,
            "add the offset: Z for UTC, or such as +02:00",
        ),
        InstantError::Malformed => (
            ProblemCode::BadTimestamp,
            "write it like 2026-04-10T10:00:00Z",
        ),
        InstantError::OutOfRange => (
            ProblemCode::OutOfRange,
            "check the year, and that it is not a count of milliseconds",
        ),
    };
    Problem::new(code, format!("the instant {error}")).with_hint(hint)
}

fn present(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn required(text: Option<&str>) -> Result<&str, Problem> {
    present(text).ok_or_else(|| Problem::new(ProblemCode::Required, "a value is needed here"))
}

fn words(text: &str, length_max: usize) -> Result<Text, Problem> {
    Text::parse(text, length_max).map_err(|error| {
        let code = match error {
            TextError::Empty => ProblemCode::Required,
            TextError::TooLong { .. } => ProblemCode::TooLong,
            TextError::BadCharacter { .. } => ProblemCode::BadCharacter,
        };
        Problem::new(code, format!("the text {error}"))
    })
}

fn effect(text: Option<&str>) -> Result<Effect, Problem> {
    let Some(text) = present(text) else {
        return Ok(Effect::Lost(Loss::FULL));
    };
    if text.eq_ignore_ascii_case("unknown") {
        return Ok(Effect::Unknown);
    }
    let expected = "a decimal above 0 and at most 1, or unknown";
    let loss: Loss = text.parse().map_err(|error: LossError| {
        let code = match error {
            LossError::NotDecimal => ProblemCode::BadNumber,
            LossError::OutOfRange | LossError::TooPrecise => ProblemCode::OutOfRange,
        };
        Problem::new(code, format!("the loss {error}"))
            .with_expected(expected)
            .with_hint("write 1 for all of it lost, 0.3 for three tenths, with a decimal point")
    })?;
    if loss.is_none() {
        return Err(Problem::new(
            ProblemCode::OutOfRange,
            "an outage without loss is no outage",
        )
        .with_expected(expected)
        .with_hint("leave the row out, or withdraw it by a higher revision of zero length"));
    }
    Ok(Effect::Lost(loss))
}

fn revision(given: Option<i64>) -> Result<u32, Problem> {
    let revision = given.unwrap_or(1);
    if (1..=REVISION_MAX).contains(&revision)
        && let Ok(revision) = u32::try_from(revision)
    {
        return Ok(revision);
    }
    Err(
        Problem::new(ProblemCode::OutOfRange, "a revision counts from 1")
            .with_expected(format!("a whole number from 1 to {REVISION_MAX}")),
    )
}
