//! The table is in order, every line of it is reached by a test, and no cause gets out.

use federation::authority::{Refusal, Role, Scope};
use uuid::Uuid;

use super::{Error, ErrorCode};

#[test]
fn reasons_are_alphabetical_and_unique() {
    let names: Vec<_> = ErrorCode::ALL
        .iter()
        .map(|code| format!("{code:?}"))
        .collect();
    assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
    let mut reasons: Vec<_> = ErrorCode::ALL.iter().map(|code| code.reason()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    assert_eq!(reasons.len(), ErrorCode::ALL.len());
}

fn tests_of(source: &'static str) -> Option<&'static str> {
    source.split_once("\nmod tests {").map(|(_, tests)| tests)
}

#[test]
fn every_code_is_reached_by_a_test() {
    let tests = [
        Some(include_str!("tests.rs")),
        tests_of(include_str!("../guard/budget.rs")),
        tests_of(include_str!("../guard/expansion.rs")),
        tests_of(include_str!("../guard/gate.rs")),
        Some(include_str!("../guard/cost/tests.rs")),
        Some(include_str!("../auth/tests/mod.rs")),
        Some(include_str!("../auth/tests/tokens.rs")),
        Some(include_str!("../auth/tests/callers.rs")),
        tests_of(include_str!("../http/origin.rs")),
        Some(include_str!("../http/tests/mod.rs")),
        Some(include_str!("../http/tests/rows.rs")),
        Some(include_str!("../http/tests/transport.rs")),
        Some(include_str!("../http/tests/document.rs")),
    ];
    let text: String = tests.into_iter().flatten().collect();
    let missing: Vec<_> = ErrorCode::ALL
        .iter()
        .map(|code| code.reason())
        .filter(|reason| !text.contains(&format!("\"{reason}\"")))
        .collect();
    assert!(missing.is_empty(), "no test reaches {missing:?}");
}

#[test]
fn a_refusal_names_the_scope_and_nothing_else() {
    let error = Error::from(Refusal::InsufficientScope(Scope::ReportRead));
    assert_eq!(error.code().reason(), "INSUFFICIENT_SCOPE");
    assert_eq!(error.to_string(), "the token lacks the scope report:read");
    let error = Error::from(Refusal::Forbidden(Role::Supplier));
    assert_eq!(error.code().reason(), "FORBIDDEN");
}

#[test]
fn the_cause_is_for_the_log_only() {
    let cause = std::io::Error::other("password=hunter2");
    let error = Error::internal(cause);
    assert_eq!(error.chain(), "password=hunter2");
    let body = error.body(Uuid::nil()).to_string();
    assert!(!body.contains("hunter2"), "{body}");
    assert!(body.contains("\"INTERNAL_SERVER_ERROR\""), "{body}");
}
