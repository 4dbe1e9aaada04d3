//! The short name by which people and files refer to an organization, service, component,
//! calendar or agreement.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code: 1 to 64 characters of `a-z`, `0-9`, `.`, `_` and `-`, beginning with a letter or digit.
///
/// Codes are compared byte by byte; the narrow alphabet leaves no look-alikes and no case trouble.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

/// Why a text is not a [`Code`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{given:?} is not a code: 1 to {} characters of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit",
    Code::LENGTH_MAX
)]
pub struct CodeError {
    /// The refused text, cut to the allowed length.
    pub given: String,
}

impl Code {
    /// The longest code, in characters.
    pub const LENGTH_MAX: usize = 64;

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let lawful = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let well_formed = text.len() <= Self::LENGTH_MAX
            && text.starts_with(lawful)
            && text
                .chars()
                .all(|c| lawful(c) || matches!(c, '.' | '_' | '-'));
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(CodeError {
                given: text.chars().take(Self::LENGTH_MAX).collect(),
            })
        }
    }
}

impl TryFrom<String> for Code {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[track_caller]
    fn check(text: &str, lawful: bool) {
        assert_eq!(text.parse::<Code>().is_ok(), lawful, "{text:?}");
    }

    #[test]
    fn the_alphabet_is_narrow() {
        check("github-actions", true);
        check("0.a_b-c", true);
        check("", false);
        check("-a", false);
        check("Payments", false);
        check("pay ments", false);
        check("päy", false);
        check("a\u{0}", false);
        check(&"a".repeat(64), true);
        check(&"a".repeat(65), false);
    }
}
