//! A real server as a child process: the demo's invented year, its address and tokens, and what the
//! operating system says of its processor time and memory.

use std::error::Error;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Deserializer, Value};

/// A server that lives as long as this value.
#[derive(Debug)]
pub struct Served {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// The tokens of the demo: integrator, supplier, customer, auditor.
    pub tokens: Vec<String>,
    /// The demo's headline query.
    pub headline: String,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The finer code of the first error, or nothing.
    pub reason: String,
    /// Whether it says when to come again.
    pub says_when: bool,
    /// How many bytes the body had.
    pub bytes: usize,
}

impl Served {
    /// Starts `concordat demo`, which lies beside this program, with these settings in its
    /// environment.
    ///
    /// # Errors
    /// When it is not there or does not start.
    pub fn start(environment: &[(&str, String)]) -> Result<Self, Box<dyn Error>> {
        let own = std::env::current_exe()?;
        let folder = own.parent().ok_or("this program has a folder")?;
        let program: PathBuf = folder.join(format!("concordat{}", std::env::consts::EXE_SUFFIX));
        if !program.is_file() {
            let program = program.display();
            return Err(format!("{program} is missing: cargo build -p api first").into());
        }
        let mut child = Command::new(program)
            .args(["demo", "--json"])
            .env("CONCORDAT_LISTEN", "127.0.0.1:0")
            .env("CONCORDAT_LOG__LEVEL", "error")
            .envs(environment.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let told = child.stdout.take().ok_or("its output")?;
        let told: Option<Result<Value, _>> = Deserializer::from_reader(told).into_iter().next();
        let told = told.ok_or("the demo says where it is")??;
        let text = |pointer: &str| told.pointer(pointer).and_then(Value::as_str);
        let address = text("/url").and_then(|url| url.strip_prefix("http://"));
        let address = address.and_then(|url| url.split('/').next());
        let tokens = told["tokens"].as_array().into_iter().flatten();
        let tokens = tokens.filter_map(|entry| entry["token"].as_str());
        Ok(Self {
            address: address.ok_or("an address")?.parse()?,
            tokens: tokens.map(str::to_owned).collect(),
            headline: text("/query").ok_or("a query")?.to_owned(),
            child,
        })
    }

    /// A whole request with this JSON body, by the first of the tokens.
    #[must_use]
    pub fn request(&self, body: &str, stays: bool) -> Vec<u8> {
        let token = self.tokens.first().map_or("", String::as_str);
        request(token, body, stays)
    }

    /// Sends one request on a connection of its own and waits for the answer.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn ask(&self, body: &str) -> Result<Answer, Box<dyn Error>> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.write_all(&self.request(body, false))?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Ok(Answer::read(&bytes))
    }

    /// The nanoseconds of processor time that all threads of the server have had.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub fn processor_time(&self) -> Result<u64, Box<dyn Error>> {
        let mut total = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let text = fs::read_to_string(task?.path().join("schedstat"))?;
            total += text.split(' ').next().unwrap_or("0").parse::<u64>()?;
        }
        Ok(total)
    }

    /// How much memory the server has in use, in KiB.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub fn resident_kib(&self) -> Result<u64, Box<dyn Error>> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let words = line.ok_or("a line")?.split_whitespace().next();
        Ok(words.unwrap_or("0").parse()?)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// A whole request with this token and JSON body; the connection `stays` or is closed afterwards.
#[must_use]
pub fn request(token: &str, body: &str, stays: bool) -> Vec<u8> {
    let connection = if stays { "keep-alive" } else { "close" };
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: benchmark\r\nConnection: {connection}\r\n\
         Authorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Accept: application/graphql-response+json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

impl Answer {
    /// Reads a whole answer.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let head = head.to_ascii_lowercase();
        let json: Value = serde_json::from_str(body).unwrap_or_default();
        let reason = json.pointer("/errors/0/extensions/reason");
        Self {
            status: status.unwrap_or(0),
            reason: reason.and_then(Value::as_str).unwrap_or("").to_owned(),
            says_when: head.contains("\r\nretry-after: "),
            bytes: body.len(),
        }
    }
}
