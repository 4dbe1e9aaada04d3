//! Keys that an issuer publishes: rotated, withdrawn, unreachable; and how seldom it is asked.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, join_all};
use serde_json::json;
use tokio::sync::Semaphore;

use super::{claims, ed_jwk, header, now, token, with};
use crate::auth::fetch::{FetchError, FetchKeys, Published};
use crate::auth::key_cache::KeyCache;
use crate::auth::keys::KeySet;
use crate::auth::{SigningAlgorithm, TokenFault};

/// An issuer that publishes keys by these names, or does not answer.
struct Publisher {
    names: Mutex<Option<Vec<String>>>,
    max_age: Option<TimeDelta>,
    /// What the clock showed at each fetch.
    asked: Mutex<Vec<DateTime<Utc>>>,
    clock: Mutex<DateTime<Utc>>,
    /// An answer leaves only with a permit of this.
    gate: Arc<Semaphore>,
}

impl FetchKeys for Publisher {
    fn fetch(&self) -> BoxFuture<'static, Result<Published, FetchError>> {
        let at = *self.clock.lock().expect("the clock");
        self.asked.lock().expect("the list").push(at);
        let names = self.names.lock().expect("the names").clone();
        let (gate, max_age) = (self.gate.clone(), self.max_age);
        async move {
            let _permit = gate.acquire().await.expect("never closed");
            let names = names.ok_or_else(|| FetchError {
                address: "https://id.example/jwks".to_owned(),
                why: "answered 500".to_owned(),
            })?;
            let keys: Vec<_> = names
                .iter()
                .map(|name| with(ed_jwk(), json!({"kid": name})))
                .collect();
            Ok(Published {
                keys: KeySet::of_jwks(&json!({"keys": keys})).expect("keys"),
                max_age,
            })
        }
        .boxed()
    }

    fn address(&self) -> &str {
        "https://id.example/jwks"
    }
}

/// A cache over a publisher, and a clock that both see.
struct Desk {
    publisher: Arc<Publisher>,
    cache: KeyCache,
}

impl Desk {
    fn new(names: &[&str]) -> Self {
        Self::with_max_age(names, None)
    }

    fn with_max_age(names: &[&str], max_age: Option<i64>) -> Self {
        let publisher = Arc::new(Publisher {
            names: Mutex::default(),
            max_age: max_age.map(TimeDelta::seconds),
            asked: Mutex::default(),
            clock: Mutex::new(now()),
            gate: Arc::new(Semaphore::new(1_000)),
        });
        let cache = KeyCache::new(publisher.clone(), TimeDelta::hours(1));
        let desk = Self { publisher, cache };
        desk.publish(names);
        desk
    }

    fn publish(&self, names: &[&str]) {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        *self.publisher.names.lock().expect("the names") = Some(names);
    }

    fn fail(&self) {
        *self.publisher.names.lock().expect("the names") = None;
    }

    fn pass(&self, milliseconds: i64) {
        *self.publisher.clock.lock().expect("the clock") += TimeDelta::milliseconds(milliseconds);
    }

    fn now(&self) -> DateTime<Utc> {
        *self.publisher.clock.lock().expect("the clock")
    }

    fn fetches(&self) -> usize {
        self.publisher.asked.lock().expect("the list").len()
    }

    /// What becomes of a token with this `kid` now.
    async fn judge(&self, kid: &str) -> Result<(), TokenFault> {
        let keys = self.cache.keys(Some(kid), self.now()).await?;
        keys.key(Some(kid), SigningAlgorithm::EdDsa).map(|_| ())
    }

    async fn status(&self, kid: &str) -> u16 {
        match self.judge(kid).await {
            Ok(()) => 200,
            Err(fault) => fault.code().status(),
        }
    }
}

/// Lets fetches that nobody waits for end.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn unknown_key_ids_make_one_fetch_in_ten_seconds_at_most() {
    let desk = Desk::new(&["k"]);
    let mut refused = 0;
    for number in 0..100_000 {
        let status = desk.status(&format!("unknown-{number}")).await;
        refused += usize::from(status == 401);
        assert_eq!(desk.status("k").await, 200, "the known key goes on");
        desk.pass(1);
    }
    settle().await;
    let asked = desk.publisher.asked.lock().expect("the list").clone();
    let closest = asked.windows(2).map(|pair| pair[1] - pair[0]).min();
    println!(
        "100,000 unknown key ids within 100 s: {refused} refused by {} fetches, {} s apart at least",
        asked.len(),
        closest.unwrap_or_default().num_seconds()
    );
    assert_eq!(refused, 100_000);
    assert!(asked.len() <= 10, "{asked:?}");
    assert!(closest >= Some(TimeDelta::seconds(10)), "{asked:?}");
}

#[tokio::test]
async fn those_who_need_a_fetch_wait_for_the_one_that_runs() {
    let desk = Arc::new(Desk::new(&["old"]));
    assert_eq!(desk.status("old").await, 200);
    desk.pass(10_000);
    desk.publish(&["old", "new"]);
    let all = u32::try_from(desk.publisher.gate.available_permits()).expect("a number");
    let shut = desk.publisher.gate.clone();
    let closed = shut.acquire_many(all).await.expect("the gate");
    let waiting: Vec<_> = (0..100)
        .map(|_| {
            let desk = desk.clone();
            tokio::spawn(async move { desk.status("new").await })
        })
        .collect();
    settle().await;
    assert_eq!(desk.fetches(), 2, "the first, and one for all hundred");
    assert_eq!(
        desk.status("old").await,
        200,
        "a known key waits for nobody"
    );
    // Whoever began it goes away: the others are served all the same.
    waiting[0].abort();
    settle().await;
    drop(closed);
    let statuses = join_all(waiting.into_iter().skip(1)).await;
    assert!(
        statuses.iter().all(|status| matches!(status, Ok(200))),
        "{statuses:?}"
    );
    assert_eq!(desk.fetches(), 2);
}

#[tokio::test]
async fn a_withdrawn_key_is_refused_within_a_minute() {
    for step in [1_000, 7_000, 29_000, 59_000] {
        let desk = Desk::new(&["kept", "withdrawn"]);
        assert_eq!(desk.status("withdrawn").await, 200);
        desk.publish(&["kept"]);
        let mut accepted_until = 0;
        for at in (step..=120_000).step_by(usize::try_from(step).expect("a number")) {
            desk.pass(step);
            if desk.status("withdrawn").await == 200 {
                accepted_until = at;
            }
            settle().await;
            assert_eq!(desk.status("kept").await, 200);
        }
        println!("a token every {step} ms: withdrawn key last accepted after {accepted_until} ms");
        assert!(accepted_until < 60_000, "{accepted_until} ms");
    }
    // Nobody came for long: the first token is judged by fresh keys.
    let desk = Desk::new(&["kept", "withdrawn"]);
    assert_eq!(desk.status("withdrawn").await, 200);
    desk.publish(&["kept"]);
    desk.pass(60_000);
    assert_eq!(desk.status("withdrawn").await, 401);
    // An issuer that withdraws all its keys is believed.
    desk.publish(&[]);
    desk.pass(60_000);
    assert_eq!(desk.status("kept").await, 401);
}

#[tokio::test]
async fn known_keys_go_on_while_the_issuer_is_down_and_not_for_ever() {
    let desk = Desk::new(&["k"]);
    assert_eq!(desk.status("k").await, 200);
    desk.fail();
    for _ in 0..59 {
        desk.pass(60_000);
        assert_eq!(desk.status("k").await, 200);
        // Whether this one is forged nobody can say.
        assert_eq!(desk.status("other").await, 503);
    }
    desk.pass(60_000);
    assert_eq!(desk.status("k").await, 503, "an hour is the limit");
    let fault = desk.judge("k").await.expect_err("refused");
    assert_eq!(fault.code().reason(), "AUTH_UNAVAILABLE");
    assert!(fault.to_string().contains("answered 500"), "{fault}");
    desk.publish(&["k"]);
    assert_eq!(desk.status("k").await, 503, "asked a moment ago");
    desk.pass(10_000);
    assert_eq!(desk.status("k").await, 200);
    assert_eq!(desk.status("other").await, 401);
    assert!(desk.fetches() <= 63, "{}", desk.fetches());
}

#[tokio::test]
async fn an_issuer_that_is_down_at_the_start_is_asked_again() {
    let desk = Desk::new(&["k"]);
    desk.fail();
    desk.cache.refresh(desk.now()).await;
    assert_eq!(desk.status("k").await, 503);
    assert_eq!(desk.fetches(), 1, "asked once in ten seconds");
    desk.publish(&["k"]);
    desk.pass(10_000);
    desk.cache.refresh(desk.now()).await;
    assert_eq!(desk.status("k").await, 200);
    assert_eq!(desk.fetches(), 2);
}

#[tokio::test]
async fn an_issuer_may_ask_for_sooner_refreshes_and_not_for_later_ones() {
    for (max_age, refreshed_after) in [
        (None, 30),
        (Some(0), 10),
        (Some(20), 20),
        (Some(86_400), 30),
    ] {
        let desk = Desk::with_max_age(&["k"], max_age);
        desk.cache.refresh(desk.now()).await;
        let mut seconds = 0;
        while desk.fetches() == 1 {
            desk.pass(1_000);
            seconds += 1;
            desk.cache.refresh(desk.now()).await;
        }
        assert_eq!(seconds, refreshed_after, "{max_age:?}");
    }
}

#[tokio::test]
async fn keys_rotated_ahead_of_use_are_never_refused_even_under_a_flood() {
    // An issuer that publishes a key a minute before it signs by it, as it should; strangers keep
    // the one fetch of every ten seconds busy all the time.
    let desk = Desk::new(&["key-0", "key-1"]);
    let mut false_refusals = 0;
    for rotation in 0..50 {
        let name = |number: usize| format!("key-{number}");
        desk.publish(&[&name(rotation), &name(rotation + 1)]);
        for _ in 0..60 {
            desk.pass(1_000);
            assert_eq!(desk.status("stranger").await, 401);
            false_refusals += usize::from(desk.status(&name(rotation)).await != 200);
            settle().await;
        }
    }
    println!("50 rotations under a flood: {false_refusals} false refusals");
    assert_eq!(false_refusals, 0);
}

#[tokio::test]
async fn a_token_of_a_fetched_key_is_verified() {
    use crate::auth::{TrustedIssuers, Verifier};
    use crate::settings::IssuerSettings;
    let settings = IssuerSettings {
        issuer: "https://id.example".to_owned(),
        jwks_url: Some("http://127.0.0.1:1/jwks".to_owned()),
        ..IssuerSettings::default()
    };
    let issuers = TrustedIssuers::from_settings(&[settings], "concordat", &super::POLICY);
    let verifier = Verifier::new(issuers.expect("issuers"), super::POLICY);
    let fault = verifier.verify(&token(&header(), &claims()), now()).await;
    let fault = fault.expect_err("nobody answers");
    assert_eq!(fault.code().status(), 503);
    assert!(fault.to_string().contains("127.0.0.1:1/jwks"), "{fault}");
}
