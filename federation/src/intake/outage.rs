//! One submitted outage row: words in, a checked row or everything that is wrong with it out.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

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

/// An outage row as it was given, before anything is known about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawOutage {
    /// The line of the file that it stood on, counted from 1, where there is one.
    pub line: Option<u64>,
    /// The code of the component.
    pub component: Option<String>,
    /// RFC 3339 with an offset.
    pub start: Option<String>,
    /// RFC 3339 with an offset; absent while the outage lasts.
    pub end: Option<String>,
    /// A decimal in (0, 1], or `unknown`; absent means 1.
    pub loss: Option<String>,
    /// Whether it was planned; absent means no.
    pub planned: Option<bool>,
    /// The system that it was recorded in.
    pub source: Option<String>,
    /// Its reference in that system.
    pub external_id: Option<String>,
    /// From 1; absent means 1.
    pub revision: Option<i64>,
    /// Words for people.
    pub note: Option<String>,
}

/// A row that passed every check that needs no other row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedOutage {
    /// The component.
    pub component: ComponentId,
    /// When it began.
    pub start: Instant,
    /// When it ended; `None` while it lasts.
    pub end: Option<Instant>,
    /// What it did to the component.
    pub effect: Effect,
    /// Whether it was planned.
    pub planned: bool,
    /// The system that it was recorded in.
    pub source: Text,
    /// Its reference in that system.
    pub external_id: Text,
    /// From 1.
    pub revision: u32,
    /// Words for people.
    pub note: Option<Text>,
}

impl CheckedOutage {
    /// A SHA-256 digest, in hex, of everything that the row says beside its key and revision: two
    /// accounts with the same digest say the same.
    #[must_use]
    pub fn content_digest(&self) -> String {
        let Self {
            component,
            start,
            end,
            effect,
            planned,
            source,
            external_id,
            revision: _,
            note,
        } = self;
        content_digest(&ContentDigest {
            component: *component,
            start: *start,
            end: *end,
            effect: *effect,
            planned: *planned,
            source,
            external_id,
            note: note.as_ref(),
        })
    }
}

struct ContentDigest<'a> {
    component: ComponentId,
    start: Instant,
    end: Option<Instant>,
    effect: Effect,
    planned: bool,
    source: &'a Text,
    external_id: &'a Text,
    note: Option<&'a Text>,
}

/// The digest of a stored revision's content, equal to [`CheckedOutage::content_digest`] of the row
/// that it came from.
#[must_use]
pub fn digest_of(outage: &Outage) -> String {
    content_digest(&ContentDigest {
        component: outage.component,
        start: outage.start,
        end: outage.end,
        effect: outage.effect,
        planned: outage.planned,
        source: &outage.source,
        external_id: &outage.external_id,
        note: outage.note.as_ref(),
    })
}

fn content_digest(content: &ContentDigest<'_>) -> String {
    let effect = match content.effect {
        Effect::Lost(loss) => loss.to_string(),
        Effect::Unknown => "unknown".to_owned(),
    };
    // No field but the last can hold a line feed: texts have no control characters.
    let canonical = format!(
        "outage 1\n{}\n{}\n{}\n{effect}\n{}\n{}\n{}\n{}",
        content.component,
        content.start,
        content.end.map(|end| end.to_string()).unwrap_or_default(),
        content.planned,
        content.source,
        content.external_id,
        content.note.map(Text::as_str).unwrap_or_default(),
    );
    Sha256::digest(canonical.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

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
        let mut problems = Vec::new();
        let mut note_problem = |field: &str, given: Option<&str>, problem: Problem| {
            let problem = problem.at([field]);
            let problem = match given {
                Some(given) => problem.with_given(given),
                None => problem,
            };
            problems.push(match raw.line {
                Some(line) => problem.on_line(line),
                None => problem,
            });
        };
        macro_rules! field {
            ($name:literal, $given:expr, $outcome:expr) => {
                $outcome
                    .map_err(|problem| note_problem($name, $given, problem))
                    .ok()
            };
        }
        let given = |text: &'_ Option<String>| text.as_deref().map(str::to_owned);
        let component = field!(
            "component",
            raw.component.as_deref(),
            required(raw.component.as_deref()).and_then(|code| self.component(code))
        );
        let start = field!(
            "start",
            raw.start.as_deref(),
            required(raw.start.as_deref()).and_then(|text| self.instant(text))
        );
        let end = field!(
            "end",
            raw.end.as_deref(),
            present(raw.end.as_deref())
                .map(|text| self.instant(text))
                .transpose()
        );
        let effect = field!("loss", raw.loss.as_deref(), effect(raw.loss.as_deref()));
        let source = field!(
            "source",
            raw.source.as_deref(),
            required(raw.source.as_deref()).and_then(|text| words(text, Outage::SOURCE_LENGTH_MAX))
        );
        let external_id = field!(
            "externalId",
            raw.external_id.as_deref(),
            required(raw.external_id.as_deref())
                .and_then(|text| words(text, Outage::EXTERNAL_ID_LENGTH_MAX))
        );
        let revision_given = raw.revision.map(|revision| revision.to_string());
        let revision = field!(
            "revision",
            revision_given.as_deref(),
            revision(raw.revision)
        );
        let note = field!(
            "note",
            raw.note.as_deref(),
            present(raw.note.as_deref())
                .map(|text| words(text, Outage::NOTE_LENGTH_MAX))
                .transpose()
        );
        if let (Some(start), Some(Some(end))) = (start, end)
            && end < start
        {
            let reversed = Problem::new(
                ProblemCode::ReversedInterval,
                "the end lies before the start",
            )
            .with_expected(format!("an instant from {start} on"))
            .with_hint("swap start and end, or leave the end out while the outage lasts");
            note_problem("end", given(&raw.end).as_deref(), reversed);
        }
        match (
            component,
            start,
            end,
            effect,
            source,
            external_id,
            revision,
            note,
        ) {
            (
                Some(component),
                Some(start),
                Some(end),
                Some(effect),
                Some(source),
                Some(external_id),
                Some(revision),
                Some(note),
            ) if problems.is_empty() => Ok(CheckedOutage {
                component,
                start,
                end,
                effect,
                planned: raw.planned.unwrap_or(false),
                source,
                external_id,
                revision,
                note,
            }),
            _ => Err(problems),
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
