//! Who talks to a server: every role with a token of its own, and nobody at all; and what is
//! answered.

use api::auth::MintRequest;
use chrono::TimeDelta;
use federation::authority::{Role, Scopes};
use federation::vocabulary::Code;
use serde_json::{Value, json};

use super::app::TestApp;

/// The code that the integrator has in every catalogue of the journeys.
pub const INTEGRATOR: &str = "hub";

/// Someone who sends requests to a server.
#[derive(Clone)]
pub struct Actor<'a> {
    app: &'a TestApp,
    token: Option<MintRequest>,
    expired: bool,
}

impl TestApp {
    /// A member of the integrator, whose code is [`INTEGRATOR`].
    #[must_use]
    pub fn integrator(&self) -> Actor<'_> {
        self.actor(Role::Integrator, Some(INTEGRATOR))
    }

    /// A machine of the supplier with this code.
    #[must_use]
    pub fn supplier(&self, code: &str) -> Actor<'_> {
        self.actor(Role::Supplier, Some(code))
    }

    /// A member of the customer with this code.
    #[must_use]
    pub fn customer(&self, code: &str) -> Actor<'_> {
        self.actor(Role::Customer, Some(code))
    }

    /// An auditor.
    #[must_use]
    pub fn auditor(&self) -> Actor<'_> {
        self.actor(Role::Auditor, None)
    }

    /// Someone without a token.
    #[must_use]
    pub fn anonymous(&self) -> Actor<'_> {
        Actor {
            app: self,
            token: None,
            expired: false,
        }
    }

    /// Someone whose token says this role and organization, with all scopes of the role.
    ///
    /// # Panics
    /// When `organization` cannot be a code.
    #[must_use]
    pub fn actor(&self, role: Role, organization: Option<&str>) -> Actor<'_> {
        let organization: Option<Code> = organization.map(|code| code.parse().expect("a code"));
        let party = organization.as_ref().map_or("all", Code::as_str);
        Actor {
            app: self,
            token: Some(MintRequest {
                role,
                scopes: Scopes::bundle(role),
                life: TimeDelta::hours(1),
                subject: format!("{role} of {party}").to_lowercase(),
                organization,
            }),
            expired: false,
        }
    }

    /// Sends a document with these `Authorization` headers and reads the whole answer.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn ask_as(&self, credentials: &[String], document: &str, variables: Value) -> Answer {
        let body = json!({"query": document, "variables": variables});
        let mut request = self
            .client
            .post(&self.url)
            .header("accept", "application/graphql-response+json")
            .json(&body);
        for value in credentials {
            request = request.header("authorization", value);
        }
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let body = response.text().await.expect("a whole answer");
        // A head that is too large is refused before anything can be told of it.
        let json = match body.as_str() {
            "" => Value::Null,
            body => serde_json::from_str(body).expect("JSON"),
        };
        Answer {
            status,
            headers,
            body,
            json,
        }
    }
}

impl Actor<'_> {
    /// The same with these scopes only, separated by blanks.
    #[must_use]
    pub fn with_scopes(mut self, scopes: &str) -> Self {
        if let Some(token) = &mut self.token {
            token.scopes = Scopes::parse(scopes);
        }
        self
    }

    /// The same with tokens that were good until an hour ago.
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.expired = true;
        self
    }

    /// Sends a document with variables and reads the whole answer.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn query(&self, document: &str, variables: Value) -> Answer {
        let token = self.token.as_ref().map(|token| match self.expired {
            false => self.app.mint(token),
            true => self.app.mint_earlier(token, token.life * 2),
        });
        let credentials: Vec<String> = token
            .iter()
            .map(|token| format!("Bearer {token}"))
            .collect();
        self.app.ask_as(&credentials, document, variables).await
    }

    /// Sends a document without variables.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn ask(&self, document: &str) -> Answer {
        self.query(document, json!({})).await
    }

    /// Plans or applies a catalogue.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn catalogue(&self, mode: &str, document: &str) -> Answer {
        let mutation = "mutation($input: ApplyCatalogueInput!) { applyCatalogue(input: $input) { \
            applied changes { action kind code fields { field before after } } \
            problems { code message hint path line given expected } } }";
        let input = json!({"document": document, "mode": mode});
        self.query(mutation, json!({"input": input})).await
    }

    /// Submits a batch of outages; the input is that of the mutation.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn submit(&self, input: Value) -> Answer {
        let mutation = "mutation($input: SubmitOutagesInput!) { submitOutages(input: $input) { \
            replayed problems { code message hint path line given expected } \
            submission { id idempotencyKey receivedAt submittedBy mode \
            counts { received accepted duplicate rejected } supplier { code } \
            outcomes { index externalId status problems { code message hint path line given \
            expected } } } } }";
        self.query(mutation, json!({"input": input})).await
    }
}

/// What a server answered, to the byte.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers, each as `name: value`.
    pub headers: Vec<String>,
    /// The body as it came.
    pub body: String,
    /// The body as it reads.
    pub json: Value,
}

impl Answer {
    /// The data of an answer without an error.
    ///
    /// # Panics
    /// When there is an error.
    #[must_use]
    #[track_caller]
    pub fn data(&self) -> &Value {
        assert!(self.json["errors"].is_null(), "{}", self.body);
        &self.json["data"]
    }

    /// What stands at a JSON pointer in the data of an answer without an error.
    ///
    /// # Panics
    /// When there is an error, or nothing stands there.
    #[must_use]
    #[track_caller]
    pub fn at(&self, pointer: &str) -> &Value {
        match self.data().pointer(pointer) {
            Some(value) => value,
            None => panic!("nothing at {pointer} of {}", self.body),
        }
    }

    /// `extensions.code` of every error.
    #[must_use]
    pub fn error_codes(&self) -> Vec<&str> {
        self.of_errors("/extensions/code")
    }

    /// `extensions.reason` of every error: the finer code.
    #[must_use]
    pub fn reasons(&self) -> Vec<&str> {
        self.of_errors("/extensions/reason")
    }

    fn of_errors(&self, pointer: &str) -> Vec<&str> {
        let errors = self.json["errors"].as_array();
        let of = |error| Value::pointer(error, pointer)?.as_str();
        errors.into_iter().flatten().filter_map(of).collect()
    }

    /// Everything that came, but for what differs between any two requests: their names and dates,
    /// and the order of the headers.
    #[must_use]
    pub fn without_request_id(&self) -> String {
        let same =
            |header: &&String| !header.starts_with("x-request-id:") && !header.starts_with("date:");
        let mut headers: Vec<&String> = self.headers.iter().filter(same).collect();
        // The web framework sends them in any order.
        headers.sort();
        let mut text = format!("{}\n{headers:?}\n{}", self.status, self.body);
        for error in self.json["errors"].as_array().into_iter().flatten() {
            if let Some(id) = error
                .pointer("/extensions/requestId")
                .and_then(Value::as_str)
            {
                text = text.replace(id, "");
            }
        }
        text
    }
}
