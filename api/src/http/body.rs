//! A request body, read with a limit that holds while reading, a deadline, and at most gzip.

use std::io::Read as _;
use std::time::Duration;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::Payload;
use futures_util::StreamExt as _;

use super::negotiation::is_utf8;
use crate::error::{Error, ErrorCode};

/// What a body may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct BodyLimits {
    /// The most bytes, as sent and after unpacking.
    pub bytes_max: usize,
    /// How long it may take to arrive.
    pub read_timeout: Duration,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
}

/// Reads a JSON body: checks its media type, then takes at most the allowed bytes in the allowed
/// time, and unpacks at most as many.
pub(super) async fn read_json(
    headers: &HeaderMap,
    payload: Payload,
    limits: BodyLimits,
) -> Result<Vec<u8>, Error> {
    check_media_type(headers)?;
    let packing = packing(headers)?;
    let too_large = || Error::of(ErrorCode::PayloadTooLarge);
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limits.bytes_max as u64) {
        return Err(too_large());
    }
    let arriving = collect(payload, limits.bytes_max);
    let body = tokio::time::timeout(limits.read_timeout, arriving)
        .await
        .map_err(|_| Error::of(ErrorCode::RequestTimeout))??;
    match packing {
        Packing::None => Ok(body),
        Packing::Gzip => unpack(&body, limits.bytes_max),
    }
}

async fn collect(mut payload: Payload, bytes_max: usize) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|cause| {
            Error::new(ErrorCode::BadJson, "the body broke off before its end").because(cause)
        })?;
        if body.len() + chunk.len() > bytes_max {
            return Err(Error::of(ErrorCode::PayloadTooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Unpacks at most one byte more than allowed, so that a bomb stops where the limit is.
fn unpack(packed: &[u8], bytes_max: usize) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    flate2::read::MultiGzDecoder::new(packed)
        .take(bytes_max as u64 + 1)
        .read_to_end(&mut body)
        .map_err(|cause| Error::new(ErrorCode::BadJson, "the body is not gzip").because(cause))?;
    if body.len() > bytes_max {
        return Err(Error::of(ErrorCode::PayloadTooLarge));
    }
    Ok(body)
}

/// Only `application/json`, in UTF-8: anything that a form of a foreign web page could send is
/// refused.
fn check_media_type(headers: &HeaderMap) -> Result<(), Error> {
    let mut values = headers.get_all(CONTENT_TYPE);
    let unsupported = || Error::of(ErrorCode::UnsupportedMediaType);
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(unsupported());
    };
    let mut parts = value.to_str().map_err(|_| unsupported())?.split(';');
    let media = parts.next().unwrap_or("").trim();
    let charset_is_utf8 = parts.all(|parameter| match parameter.split_once('=') {
        Some((name, charset)) if name.trim().eq_ignore_ascii_case("charset") => is_utf8(charset),
        _ => true,
    });
    if media.eq_ignore_ascii_case("application/json") && charset_is_utf8 {
        Ok(())
    } else {
        Err(unsupported())
    }
}

fn packing(headers: &HeaderMap) -> Result<Packing, Error> {
    let mut values = headers.get_all(CONTENT_ENCODING);
    match (values.next().map(|value| value.as_bytes()), values.next()) {
        (None | Some(b"identity"), None) => Ok(Packing::None),
        (Some(b"gzip" | b"x-gzip"), None) => Ok(Packing::Gzip),
        _ => Err(Error::of(ErrorCode::UnsupportedMediaType)),
    }
}
