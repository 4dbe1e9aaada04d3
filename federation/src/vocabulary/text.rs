//! Free text that people wrote: names, notes, foreign references.

use std::fmt;

/// Text that both databases keep unchanged: not blank, trimmed, without control characters.
///
/// U+0000 passes SQLite and poisons a PostgreSQL batch; the other control characters, and the
/// invisible marks that reorder or hide text, have no business in a name or reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but blanks.
    #[error("is empty")]
    Empty,
    /// Longer than allowed.
    #[error("has {length} characters, at most {length_max} are allowed")]
    TooLong {
        /// Its length in characters.
        length: usize,
        /// The limit in characters.
        length_max: usize,
    },
    /// A control or invisible formatting character.
    #[error("contains the character U+{codepoint:04X} at position {position}")]
    BadCharacter {
        /// The character.
        codepoint: u32,
        /// Its position, counted in characters from 0.
        position: usize,
    },
}

impl Text {
    /// Parses a name or reference of at most `length_max` characters.
    ///
    /// # Errors
    /// [`TextError`] when it is blank, too long, or holds a control or hidden character.
    pub fn parse(text: &str, length_max: usize) -> Result<Self, TextError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(TextError::Empty);
        }
        let length = trimmed.chars().count();
        if length > length_max {
            return Err(TextError::TooLong { length, length_max });
        }
        match trimmed.chars().enumerate().find(|(_, c)| is_hidden(*c)) {
            Some((position, c)) => Err(TextError::BadCharacter {
                codepoint: u32::from(c),
                position,
            }),
            None => Ok(Self(trimmed.to_owned())),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Text, TextError};

    #[track_caller]
    fn check(text: &str, expect: Result<&str, TextError>) {
        assert_eq!(
            Text::parse(text, 10).map(Text::into_string),
            expect.map(str::to_owned)
        );
    }

    #[test]
    fn hidden_characters_are_refused_and_blanks_trimmed() {
        check(" Zürich ✨ ", Ok("Zürich ✨"));
        check("", Err(TextError::Empty));
        check(" \t", Err(TextError::Empty));
        check(
            "a\u{0}b",
            Err(TextError::BadCharacter {
                codepoint: 0,
                position: 1,
            }),
        );
        check(
            "a\u{202E}b",
            Err(TextError::BadCharacter {
                codepoint: 0x202E,
                position: 1,
            }),
        );
        check(
            "12345678901",
            Err(TextError::TooLong {
                length: 11,
                length_max: 10,
            }),
        );
    }
}
