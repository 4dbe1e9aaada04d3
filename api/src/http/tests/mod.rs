//! The doors seen from the street: a listening server, raw bytes over a socket, and a table.

mod document;
mod leaving;
mod rows;
mod small;
mod transport;

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, LazyLock, mpsc};
use std::time::Duration;

use actix_web::web;
use async_graphql::Schema;
use chrono::{DateTime, TimeDelta, Utc};
use federation::authority::{RevocationList, Role, Scopes};
use federation::party::OrganizationKind;
use federation::vocabulary::{Code, OrganizationId};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::Value;
use uuid::Uuid;

use self::small::{Greeting, Mutation, Query, Ticks};
use super::Readiness;
use crate::auth::{DevelopmentIssuer, Directory, MintRequest, Revocations, Unavailable};
use crate::clock::{Clock, FixedClock};
use crate::settings::{Limits, Settings};
use crate::startup::{self, Parts};

struct Organizations;

impl Directory for Organizations {
    fn organization<'a>(
        &'a self,
        code: &'a Code,
    ) -> BoxFuture<'a, Result<Option<(OrganizationId, OrganizationKind)>, Unavailable>> {
        let id = OrganizationId(Uuid::from_u128(1));
        let found = match code.as_str() {
            "acme" => Ok(Some((id, OrganizationKind::ServiceProvider))),
            "broken" => Err(Unavailable("no connection".into())),
            _ => Ok(None),
        };
        async { found }.boxed()
    }
}

impl Revocations for Organizations {
    fn list(&self, _: DateTime<Utc>) -> BoxFuture<'_, Result<Arc<RevocationList>, Unavailable>> {
        async { Ok(Arc::default()) }.boxed()
    }
}

struct Database;

impl Readiness for Database {
    fn check(&self) -> BoxFuture<'_, Result<(), Box<dyn std::error::Error + Send + Sync>>> {
        async { Ok(()) }.boxed()
    }
}

/// A server at a free port, with its own key and a clock that stands still.
struct Server {
    address: SocketAddr,
    issuer: DevelopmentIssuer,
    clock: FixedClock,
}

const NOW: i64 = 1_780_000_000;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW, 0).expect("an instant")
}

fn limits() -> Limits {
    Limits {
        read_timeout_ms: 2_000,
        request_timeout_ms: 500,
        // The clock stands still, so nothing spent comes back.
        subject_cost_burst_max: u64::MAX,
        organization_cost_burst_max: u64::MAX,
        ..Limits::default()
    }
}

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    leaving::keep_log();
    let directory = tempfile::tempdir().expect("a folder");
    let issuer = DevelopmentIssuer::open(directory.path()).expect("a key");
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let settings = settings(directory.path());
        let served = runtime().block_on(async {
            let bound = startup::bind(&settings, parts())?;
            tell.send(bound.addresses()[0]).expect("someone waits");
            // The key is read, and a static server never ends.
            drop(directory);
            bound.run(std::future::pending()).await
        });
        served.expect("served");
    });
    Server {
        address: told.recv().expect("an address"),
        issuer,
        clock: FixedClock::at(now()),
    }
});

fn settings(data_directory: &Path) -> Settings {
    Settings {
        listen: "127.0.0.1:0".parse().expect("an address"),
        data_directory: data_directory.to_owned(),
        development_issuer: true,
        cors_origins: vec!["https://dash.example".to_owned()],
        limits: limits(),
        ..Settings::default()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().expect("a runtime")
}

fn parts() -> Parts<Schema<Query, Mutation, Ticks>> {
    let schema = Schema::build(Query, Mutation, Ticks).finish();
    Parts {
        sdl: schema.sdl(),
        executor: schema,
        attach: Arc::new(|request, caller| {
            request.data(Greeting(format!("hello {}", caller.subject)))
        }),
        directory: Arc::new(Organizations),
        revocations: Arc::new(Organizations),
        readiness: Arc::new(Database),
        clock: Arc::new(FixedClock::at(now())),
        routes: Arc::new(|config| {
            config.route("/panics", web::get().to(panics));
            config.route("/typed/{number}", web::get().to(typed));
        }),
    }
}

async fn panics() -> &'static str {
    panic!("SELECT secret FROM payroll")
}

async fn typed(number: web::Path<u8>) -> String {
    number.to_string()
}

impl Server {
    fn token(&self, organization: &str) -> String {
        let request = MintRequest {
            role: Role::Supplier,
            organization: organization.parse().ok(),
            scopes: Scopes::bundle(Role::Supplier),
            life: TimeDelta::hours(1),
            subject: "machine-7".to_owned(),
        };
        self.issuer
            .mint(&request, "concordat", &self.clock as &dyn Clock)
    }

    /// Sends raw bytes and reads until the server closes.
    fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // The server may answer and close before it has read everything.
        let _written = stream.write_all(bytes);
        Answer::read(stream)
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        let patience = Some(Duration::from_secs(60));
        stream.set_read_timeout(patience).expect("set");
        stream
    }
}

/// A request to be changed line by line.
#[derive(Clone)]
struct Ask {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Ask {
    fn new(method: &'static str, path: impl Into<String>) -> Self {
        let path = path.into();
        let headers = vec![
            ("Host", "test".to_owned()),
            ("Connection", "close".to_owned()),
        ];
        Self {
            method,
            path,
            headers,
            body: Vec::new(),
        }
    }

    /// A lawful POST of a query, by a supplier.
    fn post(body: impl AsRef<[u8]>) -> Self {
        let mut ask = Self::new("POST", "/graphql")
            .with("Authorization", format!("Bearer {}", SERVER.token("acme")))
            .with("Content-Type", "application/json")
            .with("Accept", "application/graphql-response+json");
        ask.body = body.as_ref().to_vec();
        ask
    }

    /// A lawful POST of a document.
    fn document(document: &str) -> Self {
        Self::post(serde_json::json!({"query": document}).to_string())
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(given, _)| *given != name);
        self
    }

    fn instead(self, name: &'static str, value: impl Into<String>) -> Self {
        self.without(name).with(name, value)
    }

    fn method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// The request line and the headers, with the length of the body unless it is chunked.
    fn head(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        let chunked = self
            .headers
            .iter()
            .any(|(name, _)| *name == "Transfer-Encoding");
        if !chunked && self.method != "GET" {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        (head + "\r\n").into_bytes()
    }

    fn send(&self) -> Answer {
        SERVER.send(&[self.head(), self.body.clone()].concat())
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Value,
}

impl Answer {
    fn read(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => bytes.extend_from_slice(&buffer[..length]),
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
                Err(error) => panic!("the server does not close: {error}"),
            }
        }
        Self::parse(&String::from_utf8(bytes).expect("UTF-8"))
    }

    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a whole head");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers: BTreeMap<_, _> = headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self {
            status: status.and_then(|code| code.parse().ok()).expect("a status"),
            headers,
            body: serde_json::from_str(body).unwrap_or(Value::Null),
        }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn error(&self, name: &str) -> &str {
        self.body["errors"][0]["extensions"][name]
            .as_str()
            .unwrap_or("")
    }

    /// Checks the status, the reason, and what every error has.
    #[track_caller]
    fn is(&self, status: u16, reason: &str) -> &Self {
        assert_eq!(
            (self.status, self.error("reason")),
            (status, reason),
            "{self:?}"
        );
        assert!(!self.error("code").is_empty(), "{self:?}");
        assert_eq!(
            self.error("requestId"),
            self.header("x-request-id"),
            "{self:?}"
        );
        assert!(self.body.get("data").is_none(), "{self:?}");
        assert!(!self.body.to_string().contains("payroll"), "{self:?}");
        self
    }

    #[track_caller]
    fn is_fine(&self, data: Value) -> &Self {
        assert_eq!(self.status, 200, "{self:?}");
        assert_eq!(self.body["data"], data, "{self:?}");
        assert!(self.body.get("errors").is_none(), "{self:?}");
        self
    }
}
