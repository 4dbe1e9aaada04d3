//! A wish to revoke tokens, as it was typed, becomes one that can be stored.

use crate::authority::RevokedTokens;
use crate::time::Instant;
use crate::vocabulary::{Problem, ProblemCode};

/// Which tokens are to be revoked, as it was given.
#[derive(Clone, Debug, Default)]
pub struct RawRevocation {
    /// The issuer.
    pub issuer: String,
    /// The `jti` of one token.
    pub token_id: Option<String>,
    /// Or the `sub` of all tokens of a subject.
    pub subject: Option<String>,
    /// The last second in which those were issued.
    pub issued_until: Option<Instant>,
    /// Why.
    pub reason: Option<String>,
}

/// The longest name of an issuer, subject or token, in bytes: as long as in a token.
pub const NAME_BYTES_MAX: usize = 255;

/// The longest reason, in bytes.
pub const REASON_BYTES_MAX: usize = 2_000;

/// What to revoke: `issued_until` is `latest` where none is given, and never later. The issuer must
/// be one of `trusted`: a misspelt one would revoke nothing, in silence.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(
    raw: &RawRevocation,
    trusted: &[String],
    latest: Instant,
) -> Result<RevokedTokens, Vec<Problem>> {
    let RawRevocation {
        issuer,
        token_id,
        subject,
        issued_until,
        reason,
    } = raw;
    let mut problems = Vec::new();
    if !trusted.contains(issuer) {
        problems.push(
            Problem::new(ProblemCode::UnknownReference, "the issuer is not trusted")
                .at(["issuer"])
                .with_given(issuer)
                .with_expected(trusted.join(" or ")),
        );
    }
    check(reason.as_deref(), "reason", REASON_BYTES_MAX, &mut problems);
    check(
        token_id.as_deref(),
        "tokenId",
        NAME_BYTES_MAX,
        &mut problems,
    );
    check(subject.as_deref(), "subject", NAME_BYTES_MAX, &mut problems);
    let until = issued_until.unwrap_or(latest);
    if until > latest {
        problems.push(
            Problem::new(
                ProblemCode::FutureTimestamp,
                "tokens that are not issued yet cannot be revoked",
            )
            .at(["issuedUntil"])
            .with_given(until.to_string())
            .with_expected(format!("at most {latest}")),
        );
    }
    let tokens = match (token_id, subject) {
        (Some(token_id), None) if issued_until.is_none() => Some(RevokedTokens::Token {
            token_id: token_id.clone(),
        }),
        (None, Some(subject)) => Some(RevokedTokens::Subject {
            subject: subject.clone(),
            issued_until: until,
        }),
        _ => None,
    };
    match tokens {
        Some(tokens) if problems.is_empty() => Ok(tokens),
        Some(_) => Err(problems),
        None => {
            let why = "name one token, or one subject and perhaps issuedUntil";
            problems.push(Problem::new(ProblemCode::Required, why).at(["tokenId"]));
            Err(problems)
        }
    }
}

fn check(text: Option<&str>, field: &str, bytes_max: usize, problems: &mut Vec<Problem>) {
    let Some(text) = text else { return };
    let problem = if text.is_empty() {
        Problem::new(ProblemCode::Required, "the text is empty")
    } else if text.len() > bytes_max {
        Problem::new(ProblemCode::TooLong, "the text is too long")
            .with_expected(format!("at most {bytes_max} bytes"))
    } else if text.chars().any(char::is_control) {
        Problem::new(
            ProblemCode::BadCharacter,
            "the text holds a control character",
        )
    } else {
        return;
    };
    problems.push(problem.at([field]).with_given(text));
}

#[cfg(test)]
mod tests {
    use super::{RawRevocation, parse};
    use crate::authority::RevokedTokens;
    use crate::time::Instant;

    const LATEST: Instant = Instant::from_unix_seconds(1_780_000_000);

    fn raw(token_id: Option<&str>, subject: Option<&str>) -> RawRevocation {
        RawRevocation {
            issuer: "https://id.example".to_owned(),
            token_id: token_id.map(str::to_owned),
            subject: subject.map(str::to_owned),
            ..RawRevocation::default()
        }
    }

    fn codes(raw: &RawRevocation) -> Vec<&'static str> {
        let trusted = ["https://id.example".to_owned()];
        let problems = parse(raw, &trusted, LATEST).expect_err("refused");
        problems
            .iter()
            .map(|problem| problem.code.as_str())
            .collect()
    }

    #[test]
    fn one_token_or_one_subject_of_a_trusted_issuer() {
        let trusted = ["https://id.example".to_owned()];
        assert_eq!(
            parse(&raw(None, Some("m")), &trusted, LATEST),
            Ok(RevokedTokens::Subject {
                subject: "m".to_owned(),
                issued_until: LATEST,
            })
        );
        assert!(parse(&raw(Some("t"), None), &trusted, LATEST).is_ok());
        assert_eq!(codes(&raw(None, None)), ["REQUIRED"]);
        assert_eq!(codes(&raw(Some("t"), Some("m"))), ["REQUIRED"]);
        assert_eq!(codes(&raw(Some(""), None)), ["REQUIRED"]);
        assert_eq!(codes(&raw(Some("a\0b"), None)), ["BAD_CHARACTER"]);
        assert_eq!(codes(&raw(None, Some(&"x".repeat(256)))), ["TOO_LONG"]);
        let elsewhere = RawRevocation {
            issuer: "https://id.example/".to_owned(),
            ..raw(Some("t"), None)
        };
        assert_eq!(codes(&elsewhere), ["UNKNOWN_REFERENCE"]);
        let later = RawRevocation {
            issued_until: Some(LATEST.plus_seconds(1)),
            ..raw(None, Some("m"))
        };
        assert_eq!(codes(&later), ["FUTURE_TIMESTAMP"]);
        let timed_token = RawRevocation {
            issued_until: Some(LATEST),
            ..raw(Some("t"), None)
        };
        assert_eq!(codes(&timed_token), ["REQUIRED"]);
    }
}
