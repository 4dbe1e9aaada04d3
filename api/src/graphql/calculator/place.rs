//! Where something stands in an input, and what is said when it cannot be taken.

use std::fmt;

use federation::vocabulary::Text;

use crate::error::{Error, ErrorCode};
use crate::graphql::scalar::BigInt;

/// The longest stretch or target, in seconds: ten years.
pub(super) const SECONDS_MAX: i64 = 10 * 366 * 86_400;

/// The largest count.
const COUNT_MAX: i64 = 1_000_000_000_000;

/// The longest label, in characters.
const LABEL_LENGTH_MAX: usize = 100;

/// The most characters of a given value that a message repeats.
const GIVEN_LENGTH_MAX: usize = 80;

/// The way to a value of the input.
#[derive(Clone, Debug)]
pub(super) struct Place(String);

impl Place {
    /// The argument itself.
    pub(super) fn input() -> Self {
        Self("input".to_owned())
    }

    /// A field of what stands here.
    pub(super) fn field(&self, name: &str) -> Self {
        Self(format!("{}.{name}", self.0))
    }

    /// An element of the list that stands here, from 0.
    pub(super) fn item(&self, at: usize) -> Self {
        Self(format!("{}[{at}]", self.0))
    }

    /// The error of a value that cannot be taken.
    pub(super) fn refuse(
        &self,
        given: impl fmt::Display,
        expected: impl fmt::Display,
        hint: impl Into<String>,
    ) -> Error {
        let given: String = given.to_string().chars().take(GIVEN_LENGTH_MAX).collect();
        let message = format!("{}: given {given}, expected {expected}", self.0);
        Error::new(ErrorCode::BadUserInput, message).with_hint(hint)
    }

    /// An error of this place that says itself what was given and expected.
    pub(super) fn because(&self, error: &Error) -> Error {
        let hint = error.hint().unwrap_or("correct the value");
        let message = format!("{}: {error}", self.0);
        Error::new(ErrorCode::BadUserInput, message).with_hint(hint)
    }

    /// Refuses a list of more than `most` elements.
    pub(super) fn at_most<T>(&self, list: &[T], most: usize) -> Result<(), Error> {
        if list.len() <= most {
            return Ok(());
        }
        let given = format!("{} elements", list.len());
        Err(self.refuse(
            given,
            format!("at most {most}"),
            "split the calculation into several",
        ))
    }

    /// Refuses a list without elements, or with more than `most`.
    pub(super) fn some<T>(&self, list: &[T], most: usize) -> Result<(), Error> {
        if list.is_empty() {
            let expected = format!("1 to {most}");
            return Err(self.refuse("no elements", expected, "give at least one element"));
        }
        self.at_most(list, most)
    }

    /// A number of seconds from 0 to ten years.
    pub(super) fn seconds(&self, given: i64) -> Result<i64, Error> {
        self.between(given, 0, SECONDS_MAX, "seconds")
    }

    /// A whole number from `least` to `most`.
    pub(super) fn between(
        &self,
        given: i64,
        least: i64,
        most: i64,
        what: &str,
    ) -> Result<i64, Error> {
        if (least..=most).contains(&given) {
            return Ok(given);
        }
        Err(self.refuse(
            given,
            format!("{what} from {least} to {most}"),
            "give a whole number in that range",
        ))
    }

    /// A count, not below 0.
    pub(super) fn count(&self, given: i64) -> Result<u64, Error> {
        Ok(self.between(given, 0, COUNT_MAX, "a count")?.unsigned_abs())
    }

    /// A whole number that fits 64 bits.
    pub(super) fn whole(&self, given: &BigInt) -> Result<i64, Error> {
        given.0.parse().map_err(|_| {
            let expected = "a whole number of at most 18 digits";
            self.refuse(&given.0, expected, "give a smaller number")
        })
    }

    /// A label that the asker made up, 1 to 100 characters.
    pub(super) fn label(&self, given: &str) -> Result<String, Error> {
        let label = Text::parse(given, LABEL_LENGTH_MAX).map_err(|error| {
            self.refuse(
                format!("a text that {error}"),
                format!("a label of 1 to {LABEL_LENGTH_MAX} visible characters"),
                "give a short name of your own",
            )
        })?;
        Ok(label.as_str().to_owned())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
