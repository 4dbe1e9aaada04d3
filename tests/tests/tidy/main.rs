//! The tidy test keeps the rooms: what may stand where, checked on the source itself.

mod floors;

use std::fs;
use std::path::{Path, PathBuf};

/// The longest source file without a written reason, in lines.
const FILE_LINES_MAX: usize = 400;

/// Files that may be longer, each with its reason.
const LONGER: &[(&str, &str)] = &[
    (
        "tests/tests/journeys/small_world.rs",
        "one invented world, which is read as a whole",
    ),
    (
        "tests/tests/journeys/visibility.rs",
        "one table of who sees what, which is read as a whole",
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_owned()
}

/// Every Rust source below `folder`, with its path from the root and its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort();
    assert!(!found.is_empty(), "{folder} has sources");
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("readable source");
            let name = path
                .strip_prefix(root())
                .expect("below the root")
                .display()
                .to_string();
            (name, text)
        })
        .collect()
}

/// Lines of code without comments: what a rule about code looks at.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.starts_with("//"))
}

#[track_caller]
fn forbid(folder: &str, words: &[&str], allowed: &[&str], why: &str) {
    let mut offences = Vec::new();
    for (name, text) in sources(folder) {
        if allowed.iter().any(|path| name.starts_with(path)) {
            continue;
        }
        for (line, code) in code_lines(&text) {
            if let Some(word) = words.iter().find(|word| code.contains(**word)) {
                offences.push(format!("{name}:{line}: {word}"));
            }
        }
    }
    assert!(offences.is_empty(), "{why}\n{}", offences.join("\n"));
}

#[test]
fn federation_touches_nothing() {
    let outside = [
        "sea_orm",
        "sqlx",
        "actix",
        "async_graphql",
        "tokio",
        "reqwest",
        "std::fs",
        "std::net",
    ];
    forbid(
        "federation/src",
        &outside,
        &[],
        "federation is pure: no database, no web, no files",
    );
    forbid(
        "federation/src",
        &["async fn", "async move", ".await"],
        &[],
        "federation is synchronous",
    );
}

#[test]
fn the_clock_and_chance_have_one_place() {
    let words = [
        "Utc::now",
        "SystemTime::now",
        "Local::now",
        "Uuid::now_v7",
        "Uuid::new_v4",
    ];
    for folder in ["api/src", "entities/src", "federation/src", "migration/src"] {
        forbid(
            folder,
            &words,
            &["api/src/clock.rs"],
            "time and randomness are arguments",
        );
    }
}

#[test]
fn selects_live_in_entities_and_store() {
    let words = [
        "::find()",
        "find_by_id",
        "QuerySelect",
        "Statement::from",
        "insert_many",
        "query_all",
    ];
    forbid(
        "api/src",
        &words,
        &["api/src/store/"],
        "rows are read and written in the store",
    );
    forbid("federation/src", &words, &[], "federation knows no rows");
}

#[test]
fn migrations_know_no_crate_of_ours() {
    forbid(
        "migration/src",
        &["entities::", "federation::", "api::"],
        &[],
        "a migration is frozen history",
    );
}

#[test]
fn the_storeys_depend_downward() {
    forbid(
        "entities/src",
        &["api::"],
        &[],
        "entities does not know api",
    );
    forbid(
        "federation/src",
        &["api::", "entities::", "migration::"],
        &[],
        "federation is the ground",
    );
    forbid(
        "entities/src",
        &["actix", "async_graphql"],
        &[],
        "entities knows no web",
    );
}

/// The rooms of federation, from the ground up: each imports only from rooms before it.
const ROOMS: &[&str] = &[
    "vocabulary",
    "time",
    "party",
    "incident",
    "topology",
    "agreement",
    "model",
    "handoff",
    "evaluation",
    "authority",
    "report",
    "intake",
];

#[test]
fn rooms_of_federation_import_downward() {
    let mut offences = Vec::new();
    for (name, text) in sources("federation/src") {
        let room = name
            .trim_start_matches("federation/src/")
            .split(['/', '.'])
            .next()
            .unwrap_or("");
        let Some(height) = ROOMS.iter().position(|known| *known == room) else {
            assert_eq!(room, "lib", "{name} is in a room that ROOMS does not list");
            continue;
        };
        for above in &ROOMS[height + 1..] {
            for (line, code) in code_lines(&text) {
                if code.contains(&format!("crate::{above}")) {
                    offences.push(format!("{name}:{line}: {room} imports from {above}"));
                }
            }
        }
    }
    assert!(
        offences.is_empty(),
        "imports run downward only\n{}",
        offences.join("\n")
    );
}

#[test]
fn every_file_says_what_lives_in_it() {
    let mut offences = Vec::new();
    for folder in [
        "api/src",
        "entities/src",
        "federation/src",
        "migration/src",
        "tests",
    ] {
        for (name, text) in sources(folder) {
            if !text.starts_with("//!") {
                offences.push(name);
            }
        }
    }
    assert!(
        offences.is_empty(),
        "a file opens with //!\n{}",
        offences.join("\n")
    );
}

#[test]
fn files_stay_short() {
    let mut offences = Vec::new();
    for folder in [
        "api/src",
        "entities/src",
        "federation/src",
        "migration/src",
        "tests",
    ] {
        for (name, text) in sources(folder) {
            let lines = text.lines().count();
            let excused = LONGER
                .iter()
                .any(|(longer, reason)| *longer == name && !reason.is_empty());
            if lines > FILE_LINES_MAX && !excused {
                offences.push(format!("{name}: {lines} lines"));
            }
        }
    }
    assert!(
        offences.is_empty(),
        "over {FILE_LINES_MAX} lines: split, or write the reason\n{}",
        offences.join("\n")
    );
}

#[test]
fn nothing_is_left_over() {
    // Spelled in pieces, so that this file does not find itself.
    let words = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
        concat!("FIX", "ME"),
        concat!("#[ig", "nore"),
    ];
    for folder in ["api", "entities", "federation", "migration", "tests"] {
        forbid(folder, &words, &[], "unfinished work has no place on main");
    }
}

#[test]
fn rooms_have_siam_names() {
    let bad = [
        "utils", "util", "common", "helpers", "helper", "manager", "misc",
    ];
    let mut offences = Vec::new();
    for folder in ["api/src", "entities/src", "federation/src", "migration/src"] {
        for (name, _) in sources(folder) {
            if name.split(['/', '.']).any(|part| bad.contains(&part)) {
                offences.push(name);
            }
        }
    }
    assert!(
        offences.is_empty(),
        "a name says what it is\n{}",
        offences.join("\n")
    );
}

#[test]
fn every_dependency_says_why() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace manifest");
    let section = manifest
        .split("[workspace.dependencies]")
        .nth(1)
        .expect("dependencies");
    let section = section.split("\n[").next().expect("its end");
    let silent: Vec<&str> = section
        .lines()
        .filter(|line| line.contains(" = ") && !line.starts_with('#'))
        .filter(|line| !line.contains("path = "))
        .filter(|line| {
            line.rsplit_once(" # ")
                .is_none_or(|(_, why)| why.trim().len() < 10)
        })
        .collect();
    assert!(
        silent.is_empty(),
        "a dependency says why it is here\n{}",
        silent.join("\n")
    );
}
