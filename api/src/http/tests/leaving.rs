//! Clients that go away, and what the log says of everyone: nothing that is secret.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::transport::HELLO;
use super::{Ask, SERVER};

/// Everything that any test of this program has logged, down to the finest.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

static STARTED: AtomicUsize = AtomicUsize::new(0);
static DROPPED: AtomicUsize = AtomicUsize::new(0);

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
        log.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Logs into memory from now on.
pub(super) fn keep_log() {
    let kept = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(|| Log)
        .with_ansi(false)
        .try_init();
    kept.expect("the only log");
}

fn logged() -> String {
    let log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&log).into_owned()
}

/// Work that never ends, and says when it is given up.
pub(super) async fn watched() -> i32 {
    struct Watch;
    impl Drop for Watch {
        fn drop(&mut self) {
            DROPPED.fetch_add(1, Ordering::SeqCst);
        }
    }
    let _watch = Watch;
    STARTED.fetch_add(1, Ordering::SeqCst);
    std::future::pending().await
}

/// Waits until a count is reached; a test that waits in vain never ends.
fn wait(count: &AtomicUsize, least: usize) {
    while count.load(Ordering::SeqCst) < least {
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn row_22_the_work_of_a_client_that_goes_away_is_dropped_without_a_fault() {
    let body = json!({"query": "query Leaving{watched}"}).to_string();
    let ask = Ask::post(body).with("X-Padding", "goes-away");
    let mut stream = SERVER.connect();
    stream.write_all(&ask.head()).expect("written");
    stream.write_all(&ask.body).expect("written");
    wait(&STARTED, 1);
    drop(stream);
    wait(&DROPPED, 1);
    Ask::post(HELLO).send().is_fine(json!({"hello": "world"}));
    // The time of a request that runs out is logged, by its code; one that left is not.
    let log = logged();
    let faults = log
        .lines()
        .filter(|line| line.contains("EXECUTION_TIMEOUT"));
    let of_this = faults.filter(|line| line.contains("watched") || line.contains("Leaving"));
    assert_eq!(of_this.count(), 0);
}

#[test]
fn no_token_is_ever_logged() {
    let token = SERVER.token("acme");
    let forged = format!("{token}forged");
    for given in [&token, &forged] {
        let value = format!("Bearer {given}");
        Ask::post(HELLO).instead("Authorization", value).send();
        let basic = format!("Basic {given}");
        Ask::post("{").instead("Authorization", basic).send();
        let get = Ask::post("").method("GET").without("Content-Type");
        get.at(&format!("/graphql?query={{hello}}&access_token={given}"))
            .send();
    }
    let signature = token.rsplit('.').next().expect("a signature");
    let log = logged();
    assert!(log.contains("a token was refused"), "the log is kept");
    assert!(!log.contains(signature), "a token stands in the log");
}
