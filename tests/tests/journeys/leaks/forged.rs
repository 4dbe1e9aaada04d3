//! Identifiers and codes that are not what they seem: another's, nobody's, and such as were made up.
//! For the reader all of them are the same.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;
use tests::harness::actor::Actor;
use tests::harness::app::TestApp;
use tests::harness::database::TestDatabase;

use crate::interference::absent;
use crate::rivals::{Known, harvest};

/// The letters that a global identifier can begin with, and one that it cannot.
const NOUNS: &[u8] = b"acousbz";

/// Identifiers made from a true one, none of which is that of anything a may see.
fn forgeries(id: &str) -> Vec<String> {
    let bytes = URL_SAFE_NO_PAD.decode(id).expect("an identifier");
    let other = NOUNS.iter().filter(|letter| **letter != bytes[0]);
    let mut forged: Vec<String> = other
        .map(|letter| URL_SAFE_NO_PAD.encode([&[*letter], &bytes[1..]].concat()))
        .collect();
    let uuid = uuid::Uuid::from_slice(&bytes[1..]).expect("a UUID");
    forged.extend([
        id.to_owned(),
        uuid.to_string(),
        format!("{}{uuid}", char::from(bytes[0])),
        STANDARD.encode(&bytes),
        format!("{id}="),
        format!("{id}{id}"),
        id[..id.len() - 2].to_owned(),
        id.to_lowercase(),
        URL_SAFE_NO_PAD.encode(uuid.to_string()),
        URL_SAFE_NO_PAD.encode(id),
        URL_SAFE_NO_PAD.encode([&bytes[..], &[0]].concat()),
    ]);
    forged
}

/// What a cannot see, in the world.
pub(super) async fn hidden(app: &TestApp, reader: &Actor<'_>) -> Vec<Known> {
    let mut hidden = Vec::new();
    for known in harvest(app).await {
        let document = format!("{{ node(id: \"{}\") {{ id }} }}", known.id);
        if reader.ask(&document).await.json["data"]["node"].is_null() {
            hidden.push(known);
        }
    }
    assert!(hidden.len() > 10, "{}", hidden.len());
    hidden
}

/// Row 75: a forged identifier is answered as one that nothing has.
pub(super) async fn identifiers(app: &TestApp, _: &TestDatabase) {
    let a = app.supplier("cnry_a_org");
    let node = |id: &str| format!("{{ node(id: {}) {{ id __typename }} }}", json!(id));
    let mut tried = 0;
    for known in hidden(app, &a).await.iter().step_by(3) {
        let expect = a.ask(&node(&absent(&known.id))).await.without_request_id();
        for forged in forgeries(&known.id) {
            let answer = a.ask(&node(&forged)).await;
            assert_eq!(answer.without_request_id(), expect, "{forged}");
            let nodes = format!("{{ nodes(ids: [{}]) {{ id }} }}", json!(forged));
            let answer = a.ask(&nodes).await;
            assert_eq!(answer.json["data"], json!({"nodes": [null]}), "{forged}");
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
}
