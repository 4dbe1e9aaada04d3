//! The text of a document before it is parsed: its length, its words and signs, the nesting of its
//! brackets. The parser calls itself at every bracket, so their depth is bounded before it starts.

use super::{DocumentLimits, over};
use crate::error::{Error, ErrorCode};

/// The deepest nesting of brackets of any kind: what the parser takes for selections.
const NESTING_MAX: usize = 64;

/// Checks length, words and nesting in one pass over the text.
pub(super) fn check(document: &str, limits: &DocumentLimits) -> Result<(), Error> {
    if document.len() > limits.document_bytes_max {
        return Err(over(
            ErrorCode::QueryTooLarge,
            "bytes of the document",
            document.len(),
            limits.document_bytes_max,
        ));
    }
    let (mut tokens, mut nesting) = (0_usize, 0_usize);
    let mut rest = document.as_bytes();
    while let Some((token, tail)) = next(rest) {
        rest = tail;
        tokens += 1;
        if tokens > limits.document_tokens_max {
            return Err(over(
                ErrorCode::QueryTooManyTokens,
                "words and signs of the document",
                format!("more than {}", limits.document_tokens_max),
                limits.document_tokens_max,
            ));
        }
        match token {
            b'{' | b'(' | b'[' => nesting += 1,
            b'}' | b')' | b']' => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        if nesting > NESTING_MAX {
            return Err(over(
                ErrorCode::QueryTooDeep,
                "nested brackets",
                format!("more than {NESTING_MAX}"),
                NESTING_MAX,
            ));
        }
    }
    Ok(())
}

/// The first byte of the next token, and the text behind it; `None` at the end. What is no token of
/// GraphQL counts byte by byte, and the parser will refuse it.
fn next(mut text: &[u8]) -> Option<(u8, &[u8])> {
    loop {
        match text {
            [] => return None,
            [b' ' | b'\t' | b'\n' | b'\r' | b',', tail @ ..] => text = tail,
            [0xEF, 0xBB, 0xBF, tail @ ..] => text = tail,
            [b'#', ..] => text = after(text, |byte| byte != b'\n' && byte != b'\r'),
            [b'"', b'"', b'"', tail @ ..] => return Some((b'"', block_string(tail))),
            [b'"', tail @ ..] => return Some((b'"', string(tail))),
            [b'.', b'.', b'.', tail @ ..] => return Some((b'.', tail)),
            [first, tail @ ..] if is_word(*first) || *first == b'-' => {
                return Some((*first, after(tail, is_word)));
            }
            [first, tail @ ..] => return Some((*first, tail)),
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn after(text: &[u8], skipped: impl Fn(u8) -> bool) -> &[u8] {
    let length = text.iter().take_while(|byte| skipped(**byte)).count();
    &text[length..]
}

fn string(mut text: &[u8]) -> &[u8] {
    loop {
        match text {
            [] | [b'\n' | b'\r', ..] => return text,
            [b'\\', _, tail @ ..] => text = tail,
            [b'"', tail @ ..] => return tail,
            [_, tail @ ..] => text = tail,
        }
    }
}

fn block_string(mut text: &[u8]) -> &[u8] {
    loop {
        match text {
            [] => return text,
            [b'\\', b'"', b'"', b'"', tail @ ..] => text = tail,
            [b'"', b'"', b'"', tail @ ..] => return tail,
            [_, tail @ ..] => text = tail,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::next;

    #[track_caller]
    fn check(text: &str, tokens: usize) {
        let mut rest = text.as_bytes();
        let mut count = 0;
        while let Some((_, tail)) = next(rest) {
            rest = tail;
            count += 1;
        }
        assert_eq!(count, tokens, "{text}");
    }

    #[test]
    fn words_and_signs_are_counted_as_graphql_counts_them() {
        check("", 0);
        check(" ,\t\u{FEFF}# {{{ comment\r", 0);
        check("query Q($a: [Int!]! = [1, -2]) { a(b: $a) ...F }", 28);
        check(r#"{ a(b: "x \" } {{{ ", c: """ " \""" {{{ """) }"#, 11);
        check("{ \"open\n{", 3);
        check("€", 3);
    }
}
