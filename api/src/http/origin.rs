//! Which web pages may ask: those of the server itself, and those of the origins on its list. Other
//! programs send no `Origin` and are not concerned.

use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};

use crate::error::{Error, ErrorCode};

/// How long a browser may remember what it was told about an origin.
const MAX_AGE_SECONDS: &str = "600";

/// The origins whose web pages may ask, beside the server's own.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    listed: Vec<String>,
}

/// An origin on the list is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "cors_origins: {0:?} is not an origin such as https://dashboard.example or https://dashboard.example:8443"
)]
pub struct BadOrigin(pub String);

/// What the `Origin` header of a request says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// No web page asks, or one of the server's own.
    Here,
    /// A web page of this origin on the list.
    Listed(HeaderValue),
}

impl Origins {
    /// The origins of the settings.
    ///
    /// # Errors
    /// [`BadOrigin`] for a text that is no origin, `*` among them.
    pub fn new(listed: &[String]) -> Result<Self, BadOrigin> {
        let lawful = |origin: &&String| {
            let host = origin
                .strip_prefix("https://")
                .or_else(|| origin.strip_prefix("http://"));
            host.is_some_and(|host| {
                !host.is_empty()
                    && host.bytes().all(|byte| {
                        byte.is_ascii_lowercase()
                            || byte.is_ascii_digit()
                            || matches!(byte, b'.' | b':' | b'-' | b'[' | b']')
                    })
            })
        };
        match listed.iter().find(|origin| !lawful(origin)) {
            Some(bad) => Err(BadOrigin(bad.clone())),
            None => Ok(Self {
                listed: listed.to_vec(),
            }),
        }
    }

    /// Whose web page asks.
    ///
    /// # Errors
    /// `ORIGIN_DENIED` when it is nobody's who may.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<Asked, Error> {
        let mut values = headers.get_all(header::ORIGIN);
        let denied = || Error::of(ErrorCode::OriginDenied);
        let value = match (values.next(), values.next()) {
            (None, _) => return Ok(Asked::Here),
            (Some(value), None) => value,
            (Some(_), Some(_)) => return Err(denied()),
        };
        let origin = value.to_str().map_err(|_| denied())?;
        if self.listed.iter().any(|listed| listed == origin) {
            return Ok(Asked::Listed(value.clone()));
        }
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        match (origin.split_once("://"), host) {
            (Some((_, from)), Some(host)) if from.eq_ignore_ascii_case(host) => Ok(Asked::Here),
            _ => Err(denied()),
        }
    }
}

impl Asked {
    /// Lets the browser show the answer to the page that asked. Caches are told that it is for this
    /// origin only.
    pub(super) fn allow(&self, headers: &mut HeaderMap) {
        if let Self::Listed(origin) = self {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            let exposed = HeaderValue::from_static("retry-after, x-request-id");
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }

    /// The answer to a browser that asks before a page of the list does; `None` for other requests.
    pub(super) fn preflight(&self, method: &Method, headers: &HeaderMap) -> Option<HttpResponse> {
        let asks = headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if !asks || *method != Method::OPTIONS || *self == Self::Here {
            return None;
        }
        let mut answer = HttpResponse::NoContent();
        for (name, value) in [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
            (
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                "accept, authorization, content-encoding, content-type",
            ),
            (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS),
        ] {
            answer.insert_header((name, value));
        }
        Some(answer.finish())
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HOST, HeaderMap, HeaderValue, ORIGIN};

    use super::{Asked, Origins};

    #[track_caller]
    fn check(origins: &[&'static str], expect: Result<bool, &str>) {
        let listed = ["https://dash.example".to_owned()];
        let known = Origins::new(&listed).expect("origins");
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("siam.example:8080"));
        for origin in origins {
            headers.append(ORIGIN, HeaderValue::from_static(origin));
        }
        let given = known.check(&headers);
        let given = given.map(|asked| matches!(asked, Asked::Listed(_)));
        let given = given.map_err(|error| error.code().reason());
        assert_eq!(given, expect, "{origins:?}");
    }

    #[test]
    fn only_listed_origins_and_the_servers_own_may_ask() {
        check(&[], Ok(false));
        check(&["https://dash.example"], Ok(true));
        check(&["https://siam.example:8080"], Ok(false));
        let denied = Err("ORIGIN_DENIED");
        check(&["https://evil.example"], denied);
        check(&["https://dash.example.evil.example"], denied);
        check(&["http://dash.example"], denied);
        check(&["https://siam.example"], denied);
        check(&["null"], denied);
        check(&[""], denied);
        check(&["https://dash.example", "https://evil.example"], denied);
    }

    #[test]
    fn a_list_has_origins_and_no_sign_for_all() {
        for bad in [
            "*",
            "https://*",
            "dash.example",
            "https://",
            "https://a/b",
            "null",
        ] {
            assert!(Origins::new(&[bad.to_owned()]).is_err(), "{bad}");
        }
        assert!(Origins::new(&["http://[::1]:3000".to_owned()]).is_ok());
    }
}
