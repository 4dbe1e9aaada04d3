//! Which of the two media types of GraphQL over HTTP the answer has.

use actix_web::http::header::{ACCEPT, HeaderMap};

use crate::error::{Error, ErrorCode};

/// A media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: the HTTP status tells what became of the request.
    GraphqlResponse,
    /// `application/json`: a well-formed GraphQL request is answered with 200, whatever became of
    /// it.
    Json,
}

impl Media {
    /// The value of the header `Content-Type`.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    fn subtype(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "graphql-response+json",
            Self::Json => "json",
        }
    }
}

/// The media type that the client prefers; `application/json` when it does not say.
pub(super) fn negotiate(headers: &HeaderMap) -> Result<Media, Error> {
    let mut ranges = Vec::new();
    for value in headers.get_all(ACCEPT) {
        let value = value.to_str().unwrap_or("");
        ranges.extend(value.split(',').filter_map(Range::parse));
    }
    if !headers.contains_key(ACCEPT) {
        return Ok(Media::Json);
    }
    let (modern, legacy) = (
        Range::best(&ranges, Media::GraphqlResponse),
        Range::best(&ranges, Media::Json),
    );
    match (modern, legacy) {
        ((0, _), (0, _)) => Err(Error::of(ErrorCode::NotAcceptable)),
        // Both alike: the modern one only when it is named.
        ((m, named), (l, _)) if m > l || (m == l && named == Specificity::Exact) => {
            Ok(Media::GraphqlResponse)
        }
        _ => Ok(Media::Json),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Specificity {
    Any,
    Application,
    Exact,
}

/// One range of an `Accept` header.
#[derive(Debug)]
struct Range {
    subtype: Option<String>,
    specificity: Specificity,
    /// Quality in thousandths.
    quality: u16,
}

impl Range {
    /// A range that could match; `None` for other types, other charsets and what is no range.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let (specificity, subtype) = match (kind.to_ascii_lowercase().as_str(), subtype) {
            ("*", "*") => (Specificity::Any, None),
            ("application", "*") => (Specificity::Application, None),
            ("application", name) => (Specificity::Exact, Some(name.to_ascii_lowercase())),
            _ => return None,
        };
        let mut quality = 1_000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=')?;
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => quality = thousandths(value.trim())?,
                "charset" if !is_utf8(value) => return None,
                _ => {}
            }
        }
        Some(Self {
            subtype,
            specificity,
            quality,
        })
    }

    /// The quality that the most specific range gives to `media`.
    fn best(ranges: &[Self], media: Media) -> (u16, Specificity) {
        ranges
            .iter()
            .filter(|range| {
                range
                    .subtype
                    .as_deref()
                    .is_none_or(|s| s == media.subtype())
            })
            .max_by_key(|range| (range.specificity, range.quality))
            .map_or((0, Specificity::Any), |range| {
                (range.quality, range.specificity)
            })
    }
}

/// Whether the value of a `charset` parameter means UTF-8.
pub(super) fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// A quality value (RFC 9110, 12.4.2) in thousandths, so that no float is compared.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let lawful = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let fraction: u16 = format!("{fraction:0<3}").parse().ok().filter(|_| lawful)?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{ACCEPT, HeaderMap, HeaderValue};

    use super::{Media, negotiate};

    #[track_caller]
    fn check(accept: &[&'static str], expect: Option<Media>) {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(ACCEPT, HeaderValue::from_static(value));
        }
        assert_eq!(negotiate(&headers).ok(), expect, "{accept:?}");
    }

    #[test]
    fn the_client_chooses() {
        let (modern, json) = (Some(Media::GraphqlResponse), Some(Media::Json));
        check(&[], json);
        check(&["*/*"], json);
        check(&["application/*"], json);
        check(&["application/json"], json);
        check(&["application/graphql-response+json"], modern);
        check(
            &["application/graphql-response+json; charset=utf-8"],
            modern,
        );
        check(
            &["application/graphql-response+json, application/json"],
            modern,
        );
        check(
            &["application/json, application/graphql-response+json"],
            modern,
        );
        check(
            &["application/json", "application/graphql-response+json"],
            modern,
        );
        check(&["application/json, */*;q=0.1"], json);
        check(
            &["application/graphql-response+json;q=0.5, application/json;q=0.75"],
            json,
        );
        check(&["APPLICATION/JSON;Charset=\"UTF-8\""], json);
        check(&["text/html, */*;q=0.8"], json);
    }

    #[test]
    fn what_matches_neither_is_not_acceptable() {
        check(&["text/html"], None);
        check(&["application/json;q=0"], None);
        check(&["application/json;charset=latin1"], None);
        check(&[""], None);
        check(&["application/json;q=1.5"], None);
    }
}
