//! The checks of a token, in the order in which they are made. The first that fails refuses it, and
//! those after it are not made: so the order and the first failing one explain a refusal whole.

macro_rules! checks {
    ($( $name:ident $word:literal $meaning:literal )+) => {
        /// One check.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Check {$(
            #[doc = $meaning]
            $name,
        )+}

        impl Check {
            /// Every check, in the order in which they are made.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its one spelling.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {$(Self::$name => $word),+}
            }

            /// What is checked, in one sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {$(Self::$name => $meaning),+}
            }
        }
    };
}

checks! {
    Size "SIZE" "It is not longer than 8 KiB."
    Form "FORM" "It is three parts of base64url, the first two JSON objects without twins."
    Type "TYPE" "`typ` is at+jwt: it is an access token (RFC 9068)."
    Critical "CRITICAL" "`crit` asks for nothing."
    Algorithm "ALGORITHM" "`alg` is EdDSA, ES256 or RS256."
    KeyId "KEY_ID" "`kid` is a text, or absent."
    Issuer "ISSUER" "`iss` is exactly one of the trusted issuers."
    IssuerAlgorithm "ISSUER_ALGORITHM" "The issuer may sign by `alg`."
    Keys "KEYS" "The issuer's keys can be had."
    Key "KEY" "One of them has this `kid`, and is for `alg`."
    Signature "SIGNATURE" "The signature fits."
    Audience "AUDIENCE" "`aud` names this server."
    Times "TIMES" "`exp`, `iat` and `nbf` are whole seconds, and it is valid now."
    Life "LIFE" "From `iat` to `exp` is not longer than the issuer's tokens may live."
    Role "ROLE" "`role` is one that the issuer may speak for."
    Organization "ORGANIZATION" "`organization` is one that the issuer may speak for."
    Subject "SUBJECT" "`sub` says whom it speaks for."
    TokenId "TOKEN_ID" "`jti` names it."
    Scope "SCOPE" "`scope` is a text of words separated by blanks."
    Revocation "REVOCATION" "It was not revoked."
    Party "PARTY" "The organization is in the catalogue, and of the kind that the role is played for."
}

impl Check {
    /// The checks that need nothing but the token and its issuer.
    pub const OF_THE_TOKEN: &'static [Self] = Self::ALL.split_at(Self::ALL.len() - 2).0;

    /// The check of a claim.
    pub(super) fn of_claim(claim: &str) -> Self {
        match claim {
            "role" => Self::Role,
            "organization" => Self::Organization,
            "sub" => Self::Subject,
            "jti" => Self::TokenId,
            "scope" => Self::Scope,
            _ => Self::Times,
        }
    }
}
