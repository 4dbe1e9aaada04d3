//! How the columns of a foreign file become outage rows: a mapping file, or the standard columns.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;

use super::outage::RawOutage;
use super::template::{Piece, pieces};
use crate::vocabulary::{Problem, ProblemCode};
use crate::words;

/// The columns of a file that needs no mapping, all but the first two and `externalId` optional.
pub const STANDARD_COLUMNS: &[&str] = &[
    "component",
    "start",
    "end",
    "loss",
    "planned",
    "source",
    "externalId",
    "revision",
    "note",
];

words! {
    /// What happens to a row that the mapping does not want.
    pub enum Unwanted {
        /// It is a problem of the row: the default.
        Reject = "REJECT",
        /// It is left out and counted as skipped.
        Skip = "SKIP",
    }
}

/// The JSON Schema of a mapping file, for editors; published as `docs/import-mapping.schema.json`.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(MappingDocument).to_value()
}

/// How the columns of a foreign file become outage rows.
///
/// Each field is a template: `{name}` stands for the cell of that column, everything else for itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MappingDocument {
    /// The format of this file: 1.
    pub mapping: u32,
    /// The template of each field.
    pub fields: Fields,
    /// What the component field says, and the code of the component that is meant. Absent: the field
    /// says the code itself.
    #[serde(default)]
    pub components: Option<BTreeMap<String, String>>,
    /// What happens to rows whose component is not in the list.
    #[serde(default = "reject")]
    pub other_components: Unwanted,
    /// What happens to rows without an end: KEEP takes them as outages that last.
    #[serde(default = "keep")]
    pub open_ended: OpenEnded,
}

words! {
    /// What happens to rows without an end.
    pub enum OpenEnded {
        /// They are outages that last: the default.
        Keep = "KEEP",
        /// They are left out and counted as skipped.
        Skip = "SKIP",
    }
}

fn reject() -> Unwanted {
    Unwanted::Reject
}

fn keep() -> OpenEnded {
    OpenEnded::Keep
}

/// The template of each field of an outage row.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fields {
    /// The component: its code, or what `components` lists.
    pub component: String,
    /// When it began: RFC 3339 with an offset.
    pub start: String,
    /// When it ended: RFC 3339 with an offset, or empty.
    #[serde(default)]
    pub end: String,
    /// How much was lost: a decimal above 0 and at most 1, `unknown`, or empty for 1.
    #[serde(default)]
    pub loss: String,
    /// `true`, `false`, or empty for false.
    #[serde(default)]
    pub planned: String,
    /// The system that it was recorded in.
    pub source: String,
    /// Its reference there, unique per supplier and source.
    pub external_id: String,
    /// From 1, or empty for 1.
    #[serde(default)]
    pub revision: String,
    /// Words for people.
    #[serde(default)]
    pub note: String,
}

/// A mapping that fits the columns of a file.
#[derive(Clone, Debug)]
pub struct Mapping {
    document: MappingDocument,
    columns: HashMap<String, usize>,
}

/// What a mapping makes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mapped {
    /// An outage row, still to be checked.
    Row(RawOutage),
    /// A row that the mapping leaves out.
    Skipped,
    /// A row that cannot be read.
    Bad(Problem),
}

impl MappingDocument {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// What is wrong with it, with the line.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let document: Self = serde_saphyr::from_str(text).map_err(|error| {
            let problem = Problem::new(
                ProblemCode::BadDocument,
                error.without_snippet().to_string(),
            )
            .with_hint("docs/import.md describes the mapping file");
            match error.location() {
                Some(location) => problem.on_line(location.line()),
                None => problem,
            }
        })?;
        if document.mapping != 1 {
            return Err(
                Problem::new(ProblemCode::OutOfRange, "this format is not known")
                    .at(["mapping"])
                    .with_given(document.mapping.to_string())
                    .with_expected("1"),
            );
        }
        Ok(document)
    }

    /// The mapping of a file with some of [`STANDARD_COLUMNS`].
    fn standard(header: &[String]) -> Self {
        let field = |name: &str| {
            if header.iter().any(|column| column == name) {
                format!("{{{name}}}")
            } else {
                String::new()
            }
        };
        Self {
            mapping: 1,
            fields: Fields {
                component: field("component"),
                start: field("start"),
                end: field("end"),
                loss: field("loss"),
                planned: field("planned"),
                source: field("source"),
                external_id: field("externalId"),
                revision: field("revision"),
                note: field("note"),
            },
            components: None,
            other_components: Unwanted::Reject,
            open_ended: OpenEnded::Keep,
        }
    }
}

impl Mapping {
    /// The mapping for a file with these columns: the given one, or that of the standard columns.
    ///
    /// # Errors
    /// `BAD_HEADER` when a column is missing, doubled or not known.
    pub fn new(header: &[String], document: Option<MappingDocument>) -> Result<Self, Problem> {
        let mut columns = HashMap::new();
        for (position, name) in header.iter().enumerate() {
            if columns.insert(name.clone(), position).is_some() {
                return Err(bad_header(
                    header,
                    &format!("the column {name:?} stands there twice"),
                ));
            }
        }
        let Some(document) = document else {
            let required = ["component", "start", "externalId"];
            let missing = required.iter().find(|name| !columns.contains_key(**name));
            let unknown = header
                .iter()
                .find(|name| !STANDARD_COLUMNS.contains(&name.as_str()));
            return match (missing, unknown) {
                (Some(missing), _) => Err(bad_header(
                    header,
                    &format!("the column {missing:?} is missing"),
                )),
                (None, Some(unknown)) => Err(bad_header(
                    header,
                    &format!("the column {unknown:?} is not known"),
                )),
                (None, None) => Ok(Self {
                    document: MappingDocument::standard(header),
                    columns,
                }),
            };
        };
        let mapping = Self { document, columns };
        match mapping.unknown_column() {
            Some(name) => Err(Problem::new(
                ProblemCode::BadHeader,
                format!("the mapping uses the column {name:?}, which the file does not have"),
            )
            .with_given(header.join(","))
            .with_hint("correct the name between braces in the mapping file")),
            None => Ok(mapping),
        }
    }

    fn unknown_column(&self) -> Option<String> {
        let Fields {
            component,
            start,
            end,
            loss,
            planned,
            source,
            external_id,
            revision,
            note,
        } = &self.document.fields;
        [
            component,
            start,
            end,
            loss,
            planned,
            source,
            external_id,
            revision,
            note,
        ]
        .into_iter()
        .flat_map(|template| pieces(template))
        .find_map(|piece| match piece {
            Piece::Column(name) if !self.columns.contains_key(name) => Some(name.to_owned()),
            Piece::Column(_) | Piece::Text(_) => None,
        })
    }

    /// What the mapping makes of the row with these cells, which stood on `line` of the file.
    /// `source` fills in where the file names no source.
    #[must_use]
    pub fn row(&self, cells: &[&str], line: u64, source: Option<&str>) -> Mapped {
        let fields = &self.document.fields;
        let fill = |template: &str| {
            let text = self.fill(template, cells);
            (!text.is_empty()).then_some(text)
        };
        let bad = |code, field: &str, given: String, expected: &str| {
            let problem = Problem::new(code, format!("the {field} cannot be read"))
                .at([field])
                .on_line(line)
                .with_given(given)
                .with_expected(expected);
            Mapped::Bad(problem)
        };
        let named = fill(&fields.component);
        let component = match (&self.document.components, named) {
            (Some(known), Some(named)) => match known.get(&named) {
                Some(code) => Some(code.clone()),
                None if self.document.other_components == Unwanted::Skip => return Mapped::Skipped,
                None => {
                    let expected = "a component that the mapping lists";
                    return bad(ProblemCode::UnknownReference, "component", named, expected);
                }
            },
            (_, named) => named,
        };
        let end = fill(&fields.end);
        if end.is_none() && self.document.open_ended == OpenEnded::Skip {
            return Mapped::Skipped;
        }
        let planned = match fill(&fields.planned).as_deref() {
            None => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(other) => {
                let given = other.to_owned();
                return bad(ProblemCode::BadField, "planned", given, "true or false");
            }
        };
        let revision = match fill(&fields.revision) {
            None => None,
            Some(text) => match text.parse() {
                Ok(revision) => Some(revision),
                Err(_) => return bad(ProblemCode::BadNumber, "revision", text, "a whole number"),
            },
        };
        Mapped::Row(RawOutage {
            line: Some(line),
            component,
            start: fill(&fields.start),
            end,
            loss: fill(&fields.loss),
            planned,
            source: fill(&fields.source).or_else(|| source.map(str::to_owned)),
            external_id: fill(&fields.external_id),
            revision,
            note: fill(&fields.note),
        })
    }

    fn fill(&self, template: &str, cells: &[&str]) -> String {
        let filled = pieces(template).map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Column(name) => self
                .columns
                .get(name)
                .and_then(|at| cells.get(*at))
                .map_or("", |cell| cell.trim()),
        });
        filled.collect()
    }
}

fn bad_header(header: &[String], message: &str) -> Problem {
    Problem::new(ProblemCode::BadHeader, message)
        .on_line(1)
        .with_given(header.join(","))
        .with_expected(STANDARD_COLUMNS.join(","))
        .with_hint("name the columns so, or give a mapping file with --mapping")
}

#[cfg(test)]
#[path = "mapping_tests.rs"]
mod tests;
