//! Tokens that were taken back before their end, and the list that a token is looked up in.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::time::Instant;

/// A decision that tokens of an issuer are accepted no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRevocation {
    /// The exact name of the issuer.
    pub issuer: String,
    /// Which of its tokens.
    pub tokens: RevokedTokens,
    /// Why, in words for people.
    pub reason: Option<String>,
    /// When it was decided.
    pub revoked_at: DateTime<Utc>,
    /// By whom.
    pub revoked_by: String,
}

/// Which tokens of an issuer are accepted no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevokedTokens {
    /// One token.
    Token {
        /// Its name: `jti`.
        token_id: String,
    },
    /// All tokens of one subject up to an instant.
    Subject {
        /// The subject: `sub`.
        subject: String,
        /// The last second in which they were issued: `iat`.
        issued_until: Instant,
    },
}

/// What a revocation is looked up by: the part of a token that says which one it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenMarks<'t> {
    /// The exact name of its issuer.
    pub issuer: &'t str,
    /// Its name: `jti`.
    pub token_id: &'t str,
    /// Whom it speaks for: `sub`.
    pub subject: &'t str,
    /// When it was issued: `iat`.
    pub issued_at: Instant,
}

impl RevokedTokens {
    /// Whether everything that `other` revokes of the same token or subject is revoked by this.
    #[must_use]
    pub fn reach_as_far_as(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Subject {
                    issued_until: own, ..
                },
                Self::Subject {
                    issued_until: of_other,
                    ..
                },
            ) => own >= of_other,
            _ => true,
        }
    }
}

impl TokenRevocation {
    /// When every token that it covers has ended: nothing needs it from then on. The longest life of
    /// a token and the difference that clocks may have are in seconds.
    #[must_use]
    pub fn needed_until(&self, life_seconds_max: i64, leeway_seconds: i64) -> DateTime<Utc> {
        // A token may be issued `leeway` ahead of this server's clock, and outlives its end by it.
        let last_issue = match &self.tokens {
            RevokedTokens::Token { .. } => self.revoked_at + TimeDelta::seconds(leeway_seconds),
            RevokedTokens::Subject { issued_until, .. } => issued_until.to_utc(),
        };
        last_issue + TimeDelta::seconds(life_seconds_max.saturating_add(leeway_seconds))
    }
}

/// Every revocation in force, found by issuer and name.
#[derive(Clone, Debug, Default)]
pub struct RevocationList(HashMap<String, OfIssuer>);

#[derive(Clone, Debug, Default)]
struct OfIssuer {
    tokens: HashMap<String, TokenRevocation>,
    subjects: HashMap<String, TokenRevocation>,
}

impl RevocationList {
    /// The revocation that covers a token; `None` when none does.
    #[must_use]
    pub fn covering(&self, token: TokenMarks<'_>) -> Option<&TokenRevocation> {
        let of_issuer = self.0.get(token.issuer)?;
        let of_subject = || {
            let revocation = of_issuer.subjects.get(token.subject)?;
            match &revocation.tokens {
                RevokedTokens::Subject { issued_until, .. } => {
                    (token.issued_at <= *issued_until).then_some(revocation)
                }
                RevokedTokens::Token { .. } => None,
            }
        };
        of_issuer.tokens.get(token.token_id).or_else(of_subject)
    }
}

impl FromIterator<TokenRevocation> for RevocationList {
    /// Of several for one subject the one that reaches furthest counts.
    fn from_iter<I: IntoIterator<Item = TokenRevocation>>(revocations: I) -> Self {
        let mut list = Self::default();
        for revocation in revocations {
            let of_issuer = list.0.entry(revocation.issuer.clone()).or_default();
            match revocation.tokens.clone() {
                RevokedTokens::Token { token_id } => {
                    of_issuer.tokens.insert(token_id, revocation);
                }
                RevokedTokens::Subject { subject, .. } => {
                    let known = of_issuer.subjects.get(&subject);
                    let reaches =
                        |known: &TokenRevocation| known.tokens.reach_as_far_as(&revocation.tokens);
                    if !known.is_some_and(reaches) {
                        of_issuer.subjects.insert(subject, revocation);
                    }
                }
            }
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{RevocationList, RevokedTokens, TokenMarks, TokenRevocation};
    use crate::time::Instant;

    const NOW: i64 = 1_780_000_000;

    fn revocation(issuer: &str, tokens: RevokedTokens) -> TokenRevocation {
        TokenRevocation {
            issuer: issuer.to_owned(),
            tokens,
            reason: None,
            revoked_at: DateTime::from_timestamp(NOW, 0).expect("an instant"),
            revoked_by: "operator".to_owned(),
        }
    }

    fn token(issuer: &str, token_id: &str) -> TokenRevocation {
        let token_id = token_id.to_owned();
        revocation(issuer, RevokedTokens::Token { token_id })
    }

    fn subject(issuer: &str, subject: &str, seconds: i64) -> TokenRevocation {
        let tokens = RevokedTokens::Subject {
            subject: subject.to_owned(),
            issued_until: Instant::from_unix_seconds(seconds),
        };
        revocation(issuer, tokens)
    }

    #[test]
    fn a_token_is_covered_by_its_name_or_by_its_subject_and_time() {
        let list: RevocationList = [
            token("a", "t-1"),
            subject("a", "m", NOW),
            // The one that reaches further counts, whatever their order.
            subject("a", "m", NOW - 5),
            subject("b", "t-1", NOW),
        ]
        .into_iter()
        .collect();
        let covered = |issuer: &str, token_id: &str, subject: &str, issued_at: i64| {
            let token = TokenMarks {
                issuer,
                token_id,
                subject,
                issued_at: Instant::from_unix_seconds(issued_at),
            };
            list.covering(token).is_some()
        };
        assert!(covered("a", "t-1", "n", NOW + 9));
        assert!(!covered("a", "t-2", "n", NOW - 9));
        assert!(covered("a", "t-2", "m", NOW));
        assert!(!covered("a", "t-2", "m", NOW + 1));
        assert!(!covered("b", "t-1", "m", NOW), "another issuer's token");
        assert!(!covered("c", "t-1", "m", NOW));
        assert!(!covered("a", "T-1", "M", NOW), "compared byte by byte");
    }

    #[test]
    fn a_revocation_is_needed_until_the_last_token_it_covers_has_ended() {
        let until =
            |revocation: TokenRevocation| revocation.needed_until(86_400, 30).timestamp() - NOW;
        // Issued 30 s ahead of this clock at most, and accepted 30 s past its end.
        assert_eq!(until(token("a", "t-1")), 86_460);
        assert_eq!(until(subject("a", "m", NOW - 100)), 86_330);
    }
}
