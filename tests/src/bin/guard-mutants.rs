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

use tests::mutants::{MUTANTS, mutated};

/// The tests that must notice.
const TESTS: &[&str] = &[
    "interference::",
    "leaks::crossing",
    "leaks::nobody",
    "leaks::writes",
    "simulation_reach::",
    "tokens::",
    "visibility::",
];

/// How a run of the tests ended.
enum Ended {
    Green,
    Red(String),
    Broken(String),
}

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

/// Builds the tests in `folder` and runs them until one fails, with this mutant at work.
fn run(folder: &Path, number: Option<usize>) -> std::io::Result<Ended> {
    let mut child = Command::new("cargo")
        .args([
            "test",
            "--offline",
            "-p",
            "tests",
            "--test",
            "journeys",
            "--",
        ])
        .args(TESTS)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CONCORDAT_TEST_DATABASE", "sqlite")
        .env("RUST_BACKTRACE", "0")
        .env(
            "CONCORDAT_MUTANT",
            number.map_or(String::new(), |number| number.to_string()),
        )
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
            let line = line?;
            if let Some(test) = line.strip_suffix(" ... FAILED") {
                failed = Some(test.trim_start_matches("test ").to_owned());
                break;
            }
        }
    }
    if failed.is_some() {
        stop(child.id());
    }
    let status = child.wait()?;
    let said = said.join().unwrap_or_default();
    let error = said.iter().find(|line| line.starts_with("error"));
    Ok(match (failed, error) {
        (Some(test), _) => Ended::Red(test),
        (None, None) if status.success() => Ended::Green,
        (None, error) => Ended::Broken(error.cloned().unwrap_or_default()),
    })
}

/// Stops a cargo that still runs tests, and these first.
fn stop(cargo: u32) {
    // What is not there any more needs no stopping.
    let _children = Command::new("pkill")
        .args(["-P", &cargo.to_string()])
        .status();
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
    match run(&folder, None)? {
        Ended::Green => println!("with every guard the tests are green"),
        Ended::Red(test) => {
            println!("red with every guard: {test}");
            return Ok(ExitCode::FAILURE);
        }
        Ended::Broken(why) => {
            println!("does not build: {why}");
            return Ok(ExitCode::FAILURE);
        }
    }
    let mutants = chosen();
    let mut red = 0;
    for number in &mutants {
        let started = Instant::now();
        let what = MUTANTS[*number].what;
        let ended = run(&folder, Some(*number))?;
        let seconds = started.elapsed().as_secs();
        match ended {
            Ended::Red(test) => {
                red += 1;
                println!("red       {seconds:>4} s  {what}: {test}");
            }
            Ended::Green => println!("SURVIVES  {seconds:>4} s  {what}"),
            Ended::Broken(why) => println!("BROKEN    {seconds:>4} s  {what}: {why}"),
        }
    }
    println!("{red}/{} mutants turn the tests red", mutants.len());
    Ok(match red == mutants.len() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
