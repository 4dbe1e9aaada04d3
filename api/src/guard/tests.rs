//! What the engine alone does with hostile documents, shown on the pinned version: the reason for
//! this room. Should one of these tests fail after an update of the engine, it has become better.

use async_graphql::parser::parse_query;
use async_graphql::{EmptyMutation, EmptySubscription, Object, Request, Schema};
use futures_util::FutureExt as _;

use super::{DocumentLimits, admit};
use crate::settings::Limits;

struct Query;

#[Object]
impl Query {
    async fn a(&self) -> Option<Query> {
        None
    }
}

fn schema() -> Schema<Query, EmptyMutation, EmptySubscription> {
    Schema::build(Query, EmptyMutation, EmptySubscription)
        .limit_depth(5)
        .limit_complexity(5)
        .limit_directives(5)
        .finish()
}

fn bomb(fragments: usize) -> String {
    let mut text = String::from("{...f0}");
    for n in 0..fragments {
        let inner = n + 1;
        text += &format!(" fragment f{n} on Query {{...f{inner} ...f{inner}}}");
    }
    text + &format!(" fragment f{fragments} on Query {{a{{__typename}}}}")
}

/// The nanoseconds of processor time that this thread has had.
#[cfg(target_os = "linux")]
fn processor_time() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("statistics");
    let first = text.split(' ').next().expect("a figure");
    first.parse().expect("a number")
}

/// The least of a few runs: another thread can only make a run longer.
#[cfg(target_os = "linux")]
fn engine_time(fragments: usize) -> u64 {
    let schema = schema();
    let document = parse_query(bomb(fragments)).expect("GraphQL");
    let run = || {
        let mut request = Request::new("");
        request.set_parsed_query(document.clone());
        let before = processor_time();
        let answer = schema.execute(request).now_or_never().expect("at once");
        assert!(answer.is_err(), "its limits refuse it, afterwards");
        processor_time() - before
    };
    (0..3).map(|_| run()).min().expect("a run")
}

/// Eight more fragments are 256 times the visits; eight times the time would be too much already.
#[cfg(target_os = "linux")]
#[test]
fn the_engine_alone_walks_a_fragment_bomb_exponentially() {
    let (few, many) = (engine_time(8), engine_time(16));
    assert!(
        many > 8 * few,
        "{few} ns, then {many} ns: the engine has become better"
    );
}

#[test]
fn the_engine_alone_executes_a_flood_of_typenames() {
    let flood = |count: usize| format!("{{{}}}", "__typename ".repeat(count));
    let unbounded = Schema::new(Query, EmptyMutation, EmptySubscription);
    let executed = unbounded.execute(flood(100_000)).now_or_never();
    assert!(executed.expect("at once").is_ok(), "without a limit");
    let limits = DocumentLimits::from(&Limits::default());
    let refused = admit(&flood(100_000), &limits).expect_err("refused");
    assert_eq!(refused.error.code().reason(), "QUERY_TOO_LARGE");
    let refused = admit(&flood(5_000), &limits).expect_err("refused");
    assert_eq!(refused.error.code().reason(), "QUERY_TOO_MANY_TOKENS");
    let directives = format!("{{a {}}}", "@include(if: true)".repeat(500));
    let refused = admit(&directives, &limits).expect_err("refused");
    assert_eq!(refused.error.code().reason(), "QUERY_TOO_MANY_TOKENS");
}

/// The work is counted in what is looked at, which a clock need not see: see `expansion` and `cost`.
#[test]
fn this_room_refuses_the_bomb() {
    let limits = DocumentLimits::from(&Limits::default());
    let refused = admit(&bomb(29), &limits).expect_err("refused");
    assert_eq!(refused.error.code().reason(), "QUERY_TOO_COMPLEX");
    let inside_a_flood = format!("{{{}}}", "...f0 ".repeat(600)) + &bomb(8)[7..];
    let refused = admit(&inside_a_flood, &limits).expect_err("refused");
    assert_eq!(refused.error.code().reason(), "QUERY_TOO_COMPLEX");
}
