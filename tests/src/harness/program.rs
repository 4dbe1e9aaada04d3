//! The real `concordat`, run as a child process in a folder of its own.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use super::database::TestDatabase;

/// An installation: a folder, and a database.
pub struct Installation {
    folder: TempDir,
    database: String,
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
        let mut command = Command::new(program());
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("CONCORDAT_DATABASE_URL", &self.database)
            .env("CONCORDAT_DATA_DIRECTORY", self.folder.path().join("data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("concordat starts");
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
