//! One outage row, as it was given and as it is once checked, with the digest of what it says.

use sha2::{Digest, Sha256};

use crate::incident::Effect;
use crate::time::Instant;
use crate::vocabulary::{ComponentId, Text};

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
    /// The name that its supplier knows the outage by: source and external identifier.
    #[must_use]
    pub fn name(&self) -> (Text, Text) {
        (self.source.clone(), self.external_id.clone())
    }

    /// A SHA-256 digest, in hex, of everything that the row says beside its revision: two accounts
    /// with the same digest say the same.
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
        let effect = match effect {
            Effect::Lost(loss) => loss.to_string(),
            Effect::Unknown => "unknown".to_owned(),
        };
        let end = end.map(|end| end.to_string()).unwrap_or_default();
        let note = note.as_ref().map(Text::as_str).unwrap_or_default();
        // No field can hold a line feed: texts have no control characters.
        let canonical = format!(
            "outage 1\n{component}\n{start}\n{end}\n{effect}\n{planned}\n{source}\n{external_id}\n\
             {note}"
        );
        Sha256::digest(canonical.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
