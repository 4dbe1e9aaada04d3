//! Versions below which a dependency is known to be unsafe, checked on the lock file: advisory
//! databases lack some of these.

use std::fs;

/// A crate, the first version that is good, and what is wrong with those below.
const FLOORS: &[(&str, &str, &str)] = &[
    (
        "actix-http",
        "3.12.1",
        "request smuggling by Content-Length and Transfer-Encoding",
    ),
    (
        "async-graphql",
        "7.0.10",
        "CVE-2024-47614: directive overload",
    ),
    (
        "h2",
        "0.3.26",
        "RUSTSEC-2024-0332: a flood of CONTINUATION frames",
    ),
    (
        "jsonwebtoken",
        "10.3.0",
        "CVE-2026-25537: a text in exp or nbf skips the check",
    ),
    (
        "rustls",
        "0.23.18",
        "RUSTSEC-2024-0399: a panic in the acceptor",
    ),
    (
        "sqlx",
        "0.8.1",
        "RUSTSEC-2024-0363: casts that overflow in the protocol",
    ),
    ("time", "0.3.47", "a denial of service by RFC 2822 dates"),
];

/// Crates that must not come back, each with the reason.
const GONE: &[(&str, &str)] = &[
    ("rsa", "RUSTSEC-2023-0071: a timing side channel"),
    ("openssl", "one TLS stack, and none of the system"),
    ("serde_yaml", "unmaintained"),
];

/// Name and version of every locked crate.
fn locked() -> Vec<(String, Vec<u64>)> {
    let lock = fs::read_to_string(super::root().join("Cargo.lock")).expect("the lock file");
    let value = |block: &str, key: &str| {
        let start = format!("{key} = \"");
        let line = block
            .lines()
            .find_map(|line| line.strip_prefix(start.as_str()))?;
        line.strip_suffix('"').map(str::to_owned)
    };
    let blocks = lock.split("[[package]]").skip(1);
    let named = blocks.filter_map(|block| Some((value(block, "name")?, value(block, "version")?)));
    named
        .map(|(name, version)| (name, numbers(&version)))
        .collect()
}

fn numbers(version: &str) -> Vec<u64> {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    release
        .split('.')
        .map(|part| part.parse().expect("a number"))
        .collect()
}

#[test]
fn dependencies_are_above_their_floors() {
    let locked = locked();
    assert!(locked.len() > 100, "{}", locked.len());
    for (name, floor, why) in FLOORS {
        let found: Vec<_> = locked.iter().filter(|(locked, _)| locked == name).collect();
        assert!(!found.is_empty(), "{name} is gone: take its floor out");
        for (_, version) in found {
            assert!(
                *version >= numbers(floor),
                "{name} {version:?} < {floor}: {why}"
            );
        }
    }
    for (name, why) in GONE {
        assert!(
            !locked.iter().any(|(locked, _)| locked == name),
            "{name}: {why}"
        );
    }
}
