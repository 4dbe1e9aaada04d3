//! The real `concordat`, run as a child process in a folder of its own.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread::JoinHandle;

use serde_json::Value;
use tempfile::TempDir;

use super::database::TestDatabase;

/// An installation: a folder, and a database.
pub struct Installation {
    folder: TempDir,
    database: String,
}

/// A server that runs until it is stopped or dropped.
pub struct Running {
    child: Child,
    /// Where GraphQL is answered.
    pub url: String,
    log: Option<JoinHandle<String>>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code.
    pub code: i32,
    /// What it printed.
    pub out: String,
    /// What it said beside.
    pub err: String,
}

impl Installation {
    /// An installation on `database`.
    ///
    /// # Panics
    /// When its folder cannot be made.
    #[must_use]
    pub fn on(database: &TestDatabase) -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary directory"),
            database: database.url.clone(),
        }
    }

    /// Writes a file into the folder and gives its path.
    ///
    /// # Panics
    /// When it cannot be written.
    #[must_use]
    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    }

    /// Runs `concordat` with these arguments.
    ///
    /// # Panics
    /// When the program is not there or does not start.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    /// Runs `concordat` with these arguments and this input.
    ///
    /// # Panics
    /// When the program is not there or does not start.
    #[must_use]
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self.command(arguments).spawn().expect("concordat starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // A program that does not read may end before everything is written.
        let _unread = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("concordat ends");
        Ended {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Installation {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("CONCORDAT_DATABASE_URL", &self.database)
            .env("CONCORDAT_DATA_DIRECTORY", self.data())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs `concordat serve` at a free port, with these settings of the environment beside.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn serve(&self, settings: &[(&str, &str)]) -> Running {
        let mut command = self.command(&["serve"]);
        command.env("CONCORDAT_LISTEN", "127.0.0.1:0");
        command.envs(settings.iter().copied());
        let mut child = command.spawn().expect("concordat starts");
        let stderr = child.stderr.take().expect("a pipe");
        let (tell, told) = mpsc::channel();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            for line in BufReader::new(stderr).lines() {
                let line = line.expect("UTF-8");
                if let Some(url) = line.strip_prefix("GraphQL    ") {
                    // Nobody waits any more when there are several addresses.
                    let _heard = tell.send(url.to_owned());
                }
                log.push_str(&line);
                log.push('\n');
            }
            log
        });
        let url = told.recv().expect("the server says where it listens");
        Running {
            child,
            url,
            log: Some(log),
        }
    }

    /// What lies in the files of keys, line by line: nobody else may be told.
    ///
    /// # Panics
    /// When a file cannot be read.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.data()).expect("a folder");
        let mut secrets = Vec::new();
        for file in files {
            let bytes = std::fs::read(file.expect("a file").path()).unwrap_or_default();
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            let lines = text.lines().filter(|line| line.len() > 20);
            secrets.extend(
                lines
                    .filter(|line| !line.contains("---"))
                    .map(str::to_owned),
            );
        }
        secrets
    }
}

impl Running {
    /// Stops the server and gives everything that it logged.
    ///
    /// # Panics
    /// When it cannot be stopped.
    #[must_use]
    pub fn stop(mut self) -> String {
        self.child.kill().expect("stopped");
        self.child.wait().expect("ended");
        let log = self.log.take().expect("stopped once");
        log.join().expect("the log is read")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _stopped = self.child.kill();
        let _ended = self.child.wait();
    }
}

impl Ended {
    /// Ended well.
    ///
    /// # Panics
    /// When it did not.
    #[must_use]
    #[track_caller]
    pub fn ok(self) -> Self {
        self.with_code(0)
    }

    /// Ended with this exit code.
    ///
    /// # Panics
    /// When it did not.
    #[must_use]
    #[track_caller]
    pub fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    /// The one JSON object that it printed.
    ///
    /// # Panics
    /// When it printed something else.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_str(&self.out) {
            Ok(value @ Value::Object(_)) => value,
            _ => panic!("not one JSON object: {}\n{}", self.out, self.err),
        }
    }
}

/// The program beside this test, from the same source: `cargo test` builds the library for the
/// tests, and not the program, so that is asked for here, once.
///
/// # Panics
/// When it is not there.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let test = std::env::current_exe().expect("the path of this test");
        // target/<profile>/deps/<test>
        let folder = test.parent().and_then(Path::parent).expect("a profile");
        if let Some(cargo) = std::env::var_os("CARGO") {
            build(&cargo, folder);
        }
        let program = folder.join(format!("concordat{}", std::env::consts::EXE_SUFFIX));
        assert!(
            program.is_file(),
            "{} is missing: run the tests by cargo, or cargo build --workspace first",
            program.display()
        );
        program
    })
}

fn build(cargo: &OsStr, folder: &Path) {
    let profile = match folder.file_name().and_then(OsStr::to_str) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let target = folder.parent().expect("a target folder");
    let built = Command::new(cargo)
        .args(["build", "--workspace", "--bins", "--offline", "--quiet"])
        .args(["--profile", profile, "--target-dir"])
        .arg(target)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "concordat does not build"
    );
}
