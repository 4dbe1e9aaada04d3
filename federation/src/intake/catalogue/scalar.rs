//! The leaves of a catalogue: a scalar as its text, with the line it stands on.
//!
//! A leaf is read as text and given its meaning later, so that every misspelt word and impossible
//! date of a document is reported at once, and so that `99.9` never passes through a float.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_saphyr::Spanned;

/// A value and the line on which it is written, counted from 1.
///
/// A value that comes out of a YAML alias has the line of its anchor, where it would be mended.
#[derive(Debug)]
pub(super) struct Located<T> {
    /// The value.
    pub(super) value: T,
    /// Its line.
    pub(super) line: u64,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned { value, defined, .. } = Spanned::deserialize(deserializer)?;
        Ok(Self {
            value,
            line: defined.line(),
        })
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// The text of a scalar that is meant to be a `Form`: quoted or plain, exactly as it was written.
pub(super) struct Scalar<Form> {
    /// The text, not yet checked.
    pub(super) text: String,
    form: PhantomData<fn() -> Form>,
}

impl<Form> fmt::Debug for Scalar<Form> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl<'de, Form> Deserialize<'de> for Scalar<Form> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self {
            text: String::deserialize(deserializer)?,
            form: PhantomData,
        })
    }
}

impl<Form: JsonSchema> JsonSchema for Scalar<Form> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Form::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        Form::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Form::json_schema(generator)
    }
}

/// A located scalar.
pub(super) type Field<Form> = Located<Scalar<Form>>;

/// A list that may be left out; left out, empty and null are the same.
pub(super) type List<T> = Option<Vec<Located<T>>>;

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident $schema:tt)+) => {$(
        $(#[$doc])*
        pub(super) enum $name {}

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )+};
}

forms! {
    /// A code, as [`crate::vocabulary::Code`] reads it.
    CodeForm { "type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,63}$" }
    /// A name or reference for people.
    TextForm { "type": "string", "minLength": 1, "maxLength": 200 }
    /// An instant with an offset from UTC.
    InstantForm { "type": "string", "format": "date-time" }
    /// A calendar date.
    DateForm { "type": "string", "format": "date" }
    /// A local time of day.
    TimeForm { "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$" }
    /// An IANA time zone.
    ZoneForm { "type": "string", "pattern": "^UTC$|/" }
    /// A percentage, exact: as a quoted decimal or as a plain number.
    PercentForm { "anyOf": [
        { "type": "string", "pattern": "^[0-9]+([.][0-9]{1,9})?$" },
        { "type": "number", "exclusiveMinimum": 0, "maximum": 100 }
    ] }
    /// True or false.
    FlagForm { "type": "boolean" }
    /// The version of the format.
    FormatForm { "const": 1 }
    /// How many children a gate needs.
    NeededForm { "type": "integer", "minimum": 1, "maximum": 500 }
    /// The number of an agreement version.
    VersionForm { "type": "integer", "minimum": 1, "maximum": 9999 }
    /// Hours of notice.
    NoticeForm { "type": "integer", "minimum": 0, "maximum": 8784 }
    /// Minutes in a month.
    CapForm { "type": "integer", "minimum": 0, "maximum": 44700 }
    /// A part of a whole in percent, exact: as a quoted decimal or as a plain number.
    PartForm { "anyOf": [
        { "type": "string", "pattern": "^[0-9]+([.][0-9]{1,9})?$" },
        { "type": "number", "minimum": 0, "maximum": 100 }
    ] }
    /// An amount of money, exact: as a quoted decimal or as a plain number.
    AmountForm { "anyOf": [
        { "type": "string", "pattern": "^[0-9]{1,13}([.][0-9]{1,4})?$" },
        { "type": "number", "exclusiveMinimum": 0, "maximum": 1_000_000_000_000_i64 }
    ] }
    /// A currency of ISO 4217.
    CurrencyForm { "type": "string", "pattern": "^[A-Z]{3}$" }
    /// Months without a miss that a credit is earned back with.
    EarnBackForm { "type": "integer", "minimum": 1, "maximum": 12 }
    /// Service points.
    PointsForm { "type": "integer", "minimum": 0, "maximum": 1000 }
    /// What the points of a repeat failure are multiplied with.
    RepeatFactorForm { "type": "integer", "minimum": 1, "maximum": 100 }
    /// A promised time in minutes.
    MinutesForm { "type": "integer", "minimum": 1, "maximum": 527040 }
    /// A smallest sample.
    MinSampleForm { "type": "integer", "minimum": 1, "maximum": 1000000 }
    /// Misses among few tickets.
    AllowedMissesForm { "type": "integer", "minimum": 0, "maximum": 1000000 }
    /// How much work in a month.
    PerMonthForm { "type": "integer", "minimum": 0, "maximum": 1_000_000_000 }
}
