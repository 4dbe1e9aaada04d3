//! Takes the guards away, one at a time, and demands that the leak tests turn red:
//! `cargo run -p tests --bin guard-mutants [words of the mutants]`.
//!
//! It works in a copy of the workspace with a target folder of its own
//! (`CONCORDAT_MUTANTS_FOLDER`, or a folder beside the temporary files), into which all mutants are
//! built at once; first none is at work, and the tests are green. On SQLite alone: a second wall of
//! the other database must not hide that the first is gone.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use serde_json::Value;
use tests::mutants::{MUTANTS, mutated};

/// The tests that must notice.
const TESTS: &[&str] = &[
    "leaks::crossing",
    "leaks::nobody",
    "leaks::writes",
    "identity::an_issuer_of_one",
    "identity_rows::",
    "narrowing::",
    "simulation_reach::",
    "tokens::",
    "visibility::",
];

/// The workspace with every mutant built in. What is unchanged keeps its time, and what is built of
/// it.
fn copy(root: &Path, folder: &Path) -> std::io::Result<()> {
    let mutated = mutated(root).map_err(std::io::Error::other)?;
    std::fs::create_dir_all(folder)?;
    for part in [
        "api",
        "docs",
        "entities",
        "federation",
        "migration",
        "tests",
    ] {
        copy_folder(&root.join(part), &folder.join(part), &|path| {
            let name = path.strip_prefix(root).ok()?.to_str()?;
            mutated.get(name).map(|source| source.clone().into_bytes())
        })?;
    }
    for file in ["Cargo.toml", "Cargo.lock", "README.md", ".clippy.toml"] {
        std::fs::copy(root.join(file), folder.join(file))?;
    }
    Ok(())
}

fn copy_folder(
    from: &Path,
    to: &Path,
    mutated: &dyn Fn(&Path) -> Option<Vec<u8>>,
) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target, mutated)?;
            continue;
        }
        let bytes = match mutated(&entry.path()) {
            Some(bytes) => bytes,
            None => std::fs::read(entry.path())?,
        };
        if bytes != std::fs::read(&target).unwrap_or_default() {
            std::fs::write(&target, bytes)?;
        }
    }
    Ok(())
}

/// Builds the tests in `folder`, and gives the program, or what is wrong.
fn build(folder: &Path) -> std::io::Result<Result<PathBuf, String>> {
    let built = Command::new("cargo")
        .args(["test", "--offline", "--no-run", "-p", "tests"])
        .args(["--test", "journeys", "--message-format", "json"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()?;
    let messages = String::from_utf8_lossy(&built.stdout);
    let messages = messages.lines().map(serde_json::from_str::<Value>);
    let mut error = String::from_utf8_lossy(&built.stderr).into_owned();
    for message in messages.filter_map(Result::ok) {
        let name = message.pointer("/target/name").and_then(Value::as_str);
        if let (Some("journeys"), Some(program)) = (name, message["executable"].as_str()) {
            return Ok(Ok(program.into()));
        }
        if message.pointer("/message/level").and_then(Value::as_str) == Some("error") {
            error = message["message"]["rendered"].to_string();
        }
    }
    Ok(Err(error))
}

/// Runs the tests until one fails, with this mutant at work: the test, and what it said.
fn run(program: &Path, number: Option<usize>) -> std::io::Result<Option<String>> {
    let mut child = Command::new(program)
        .arg("--nocapture")
        .args(TESTS)
        .env("CONCORDAT_TEST_DATABASE", "sqlite")
        .env(
            "CONCORDAT_MUTANT",
            number.map_or(String::new(), |number| number.to_string()),
        )
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let stderr = child.stderr.take().map(BufReader::new);
    let said = std::thread::spawn(move || {
        let lines = stderr.into_iter().flat_map(|stderr| stderr.lines());
        lines.map_while(Result::ok).collect::<Vec<_>>()
    });
    let mut failed = None;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            if let Some(test) = line?.strip_suffix(" ... FAILED") {
                failed = Some(test.trim_start_matches("test ").to_owned());
                break;
            }
        }
    }
    if failed.is_some() {
        child.kill()?;
    }
    let status = child.wait()?;
    let said = said.join().unwrap_or_default();
    Ok(match failed {
        Some(test) => Some(format!("{test} {}", why(&said))),
        None if status.success() => None,
        None => Some(format!("{status} {}", why(&said))),
    })
}

/// The first thing that a test said when it failed: where, and what.
fn why(said: &[String]) -> String {
    let panic = said.iter().position(|line| line.contains("panicked at "));
    let lines = panic.map(|at| said.iter().skip(at).take(4));
    let words: Vec<&str> = lines
        .into_iter()
        .flatten()
        .map(|line| line.trim())
        .collect();
    let text = words.join(" ");
    let place = text
        .split_once("panicked at ")
        .map_or("", |(_, place)| place);
    place.chars().take(240).collect()
}

/// The numbers of the mutants whose words were given; all when none were.
fn chosen() -> Vec<usize> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mutants = MUTANTS.iter().enumerate().filter(|(_, mutant)| {
        words.is_empty() || words.iter().any(|word| mutant.what.contains(word.as_str()))
    });
    mutants.map(|(number, _)| number).collect()
}

fn main() -> std::io::Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()?;
    let folder = std::env::var_os("CONCORDAT_MUTANTS_FOLDER").map_or_else(
        || std::env::temp_dir().join("concordat-mutants"),
        PathBuf::from,
    );
    copy(&root, &folder)?;
    let program = match build(&folder)? {
        Ok(program) => program,
        Err(why) => {
            println!("does not build: {why}");
            return Ok(ExitCode::FAILURE);
        }
    };
    if let Some(why) = run(&program, None)? {
        println!("red with every guard: {why}");
        return Ok(ExitCode::FAILURE);
    }
    println!("with every guard the tests are green");
    let mutants = chosen();
    let mut red = 0;
    for number in &mutants {
        let started = Instant::now();
        let what = MUTANTS[*number].what;
        let ended = run(&program, Some(*number))?;
        let seconds = started.elapsed().as_secs();
        match ended {
            Some(why) => {
                red += 1;
                println!("red       {seconds:>4} s  {what}: {why}");
            }
            None => println!("SURVIVES  {seconds:>4} s  {what}"),
        }
    }
    println!("{red}/{} mutants turn the tests red", mutants.len());
    Ok(match red == mutants.len() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
