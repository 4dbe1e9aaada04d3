//! The log is the operator's, and tells no secret: a real server at its most talkative, asked by good
//! tokens and by bad ones, writes no token, no part of one, and no key. It tells who was denied what.

use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};
use tests::harness::database::{Flavour, TestDatabase};
use tests::harness::program::Installation;

use crate::command_line::installed;

/// The parts of a token that are worth something: what is signed, and the signature.
fn parts(token: &str) -> Vec<String> {
    let mut parts: Vec<String> = token.split('.').skip(1).map(str::to_owned).collect();
    // Longer than a shortened form would show.
    parts.extend(token.split('.').skip(1).map(|part| part[..20].to_owned()));
    parts.push(token.to_owned());
    parts
}

fn token(installation: &Installation, role: &str, organization: Option<&str>) -> String {
    let mut arguments = vec!["token", "mint", "--json", "--role", role];
    arguments.extend(
        organization
            .iter()
            .flat_map(|code| ["--organization", *code]),
    );
    let minted = installation.run(&arguments).ok().json();
    minted["token"].as_str().expect("a token").to_owned()
}

async fn ask(client: &Client, url: &str, token: &str, document: &str, variables: Value) -> String {
    let request = client
        .post(url)
        .header("accept", "application/graphql-response+json")
        .bearer_auth(token)
        .json(&json!({"query": document, "variables": variables}));
    let response = request.send().await.expect("an answer");
    let headers = format!("{:?}", response.headers());
    let body = response.text().await.expect("a body");
    format!("{headers}\n{body}")
}

#[tokio::test]
async fn the_log_tells_no_secret() {
    let database = TestDatabase::migrated(Flavour::Sqlite).await;
    let installation = installed(&database);
    let running = installation.serve(&[
        ("CONCORDAT_DEVELOPMENT_ISSUER", "true"),
        ("CONCORDAT_LOG__LEVEL", "trace"),
    ]);
    let client = Client::builder()
        .timeout(Duration::from_secs(30))
        .build()
        .expect("a client");
    let acme = token(&installation, "supplier", Some("acme"));
    let hub = token(&installation, "integrator", Some("hub"));
    let (head, signature) = acme.rsplit_once('.').expect("a token");
    let forged = format!("{head}.{}", signature.chars().rev().collect::<String>());
    let mut secrets: Vec<String> = [&acme, &hub, &forged]
        .into_iter()
        .flat_map(|of| parts(of))
        .collect();
    secrets.push("cnry_secret_note".to_owned());
    let submit =
        "mutation($input: SubmitOutagesInput!) { submitOutages(input: $input) { replayed } }";
    let row = json!({"component": "net", "start": "2026-04-10T10:00:00Z", "source": "s",
        "externalId": "1", "note": "cnry_secret_note"});
    let mut answers = Vec::new();
    for bearer in [&acme, &hub, &forged] {
        for document in [
            "{ viewer { subject role } services { nodes { code report(period: {month: \"2026-04\"}) \
             { verdict } } } }",
            "{ service(code: \"nowhere\") { id } }",
            "mutation { applyCatalogue(input: {mode: PLAN, document: \"catalogue: 1\"}) { applied } }",
            "{ surprise }",
            "{",
        ] {
            answers.push(ask(&client, &running.url, bearer, document, json!({})).await);
        }
        let input = json!({"idempotencyKey": "k", "rows": [row]});
        answers.push(
            ask(
                &client,
                &running.url,
                bearer,
                submit,
                json!({"input": input}),
            )
            .await,
        );
    }
    assert!(answers[0].contains("\"SUPPLIER\"") && answers[12].contains("TOKEN_INVALID"));
    let log = running.stop();
    assert!(
        log.lines().count() > 20 && log.contains("answered"),
        "{log}"
    );
    let denied: Vec<&str> = log.lines().filter(|line| line.contains("denied")).collect();
    let [denied] = denied[..] else {
        panic!("the supplier alone may not apply a catalogue: {denied:#?}");
    };
    for part in ["FORBIDDEN", "applyCatalogue", "SUPPLIER", "acme"] {
        assert!(denied.contains(part), "{part} in {denied}");
    }
    // What the command line says beside the token that it was asked for.
    let inspected = installation.run(&["token", "inspect", &acme]);
    let said = format!("{}{}", inspected.out, inspected.err);
    for (name, text) in [("the log", &log), ("token inspect", &said)] {
        for secret in &secrets {
            assert!(
                !text.contains(secret.as_str()),
                "{name} holds {secret}: {text}"
            );
        }
    }
    for answer in &answers {
        let told = secrets
            .iter()
            .find(|secret| answer.contains(secret.as_str()));
        assert_eq!(told, None, "{answer}");
    }
    for key in installation.secrets() {
        assert!(!log.contains(&key) && !said.contains(&key));
    }
    println!(
        "{} lines of log, {} secrets, none told",
        log.lines().count(),
        secrets.len()
    );
}
