//! The one `Authorization` header of a request.

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

use crate::error::{Error, ErrorCode};

/// The token of the one header `Authorization: Bearer <token>`.
pub(super) fn bearer(headers: &HeaderMap) -> Result<&str, Error> {
    let mut values = headers.get_all(AUTHORIZATION);
    let invalid = || Error::of(ErrorCode::TokenInvalid);
    let value = match (values.next(), values.next()) {
        (None, _) => return Err(Error::of(ErrorCode::TokenMissing)),
        (Some(value), None) => value.to_str().map_err(|_| invalid())?,
        (Some(_), Some(_)) => return Err(invalid()),
    };
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() => {
            Ok(token)
        }
        _ => Err(invalid()),
    }
}
