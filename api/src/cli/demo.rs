//! `concordat demo`: an invented year, served, with a token for each role and a first answer.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use clap::Args;
use federation::authority::{Role, Scopes};
use serde_json::{Value, json};

use super::installation::{block_on, open_to_serve};
use super::{Exit, Failure, Terminal};
use crate::auth::{DevelopmentIssuer, MintRequest};
use crate::clock::{Clock as _, SystemClock};
use crate::demo::{self, headline};
use crate::settings::{DatabaseUrl, Settings};
use crate::startup::{self, stop_signal};

/// How long the tokens of the demo are valid, in hours.
const TOKEN_LIFE_HOURS: i64 = 24;

/// What the demo does.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  concordat demo\n  concordat demo --check\n  \
    concordat demo --seed 7"
)]
pub struct DemoArgs {
    /// Ask the headline query as integrator, as supplier and as customer, print the answers, and end
    #[arg(long)]
    pub check: bool,
    /// Generate another year: the same seed gives the same one
    #[arg(long, default_value_t = demo::SEED)]
    pub seed: u64,
}

/// Someone of the demo, with a token.
struct Person {
    role: Role,
    organization: Option<&'static str>,
    token: String,
}

/// The files of a demo; gone when it is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, Failure> {
        let folder =
            std::env::temp_dir().join(format!("concordat-demo-{}", SystemClock.fresh_id()));
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Left-overs in the folder for temporary files harm nobody.
        let _removed = fs::remove_dir_all(&self.0);
    }
}

/// Runs `concordat demo`. `own_database` says that the operator named a database for it.
pub(super) fn run(
    args: &DemoArgs,
    own_database: bool,
    settings: &Settings,
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let scratch = Scratch::new()?;
    let settings = settings_of(args, own_database, settings, &scratch.0);
    block_on(async {
        let app = open_to_serve(&settings).await?;
        eprintln!("Making a year (seed {})", args.seed);
        let summary = demo::load_seeded(&app, args.seed)
            .await
            .map_err(|error| Failure::caused(Exit::Failed, "DEMO_FAILED", &error))?;
        eprintln!("{summary}");
        let people = people(&settings)?;
        let bound = startup::bind(&settings, startup::Parts::of(&app))?;
        let address = bound
            .addresses()
            .first()
            .copied()
            .unwrap_or(settings.listen);
        let url = format!("http://{address}/graphql");
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        let stop = async move {
            // Dropping the sender ends the server as well.
            let _ended = ended.await;
        };
        let server = actix_web::rt::spawn(bound.run(stop));
        let told = tell(args, &url, &people, terminal).await;
        if told.is_ok() && !args.check {
            eprintln!("Serving until Ctrl-C");
            stop_signal()?.await;
        }
        drop(end);
        server
            .await
            .map_err(|error| Failure::caused(Exit::Failed, "SERVER_FAILED", &error))??;
        told
    })
}

/// The settings of the demo: a database of its own, tokens made on this machine, and any port when
/// the usual one is taken.
fn settings_of(
    args: &DemoArgs,
    own_database: bool,
    settings: &Settings,
    folder: &Path,
) -> Settings {
    let mut settings = settings.clone();
    settings.data_directory = folder.to_owned();
    settings.development_issuer = true;
    if !own_database {
        let database = folder.join("demo.db");
        settings.database_url = DatabaseUrl::new(format!("sqlite://{}", database.display()));
    }
    let taken = TcpListener::bind(settings.listen).is_err();
    if args.check || taken {
        settings.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    }
    settings
}

/// The roles of the demo, each with a token.
fn people(settings: &Settings) -> Result<Vec<Person>, Failure> {
    let issuer = DevelopmentIssuer::open(&settings.data_directory)?;
    let supplier = demo::history::SUPPLIERS
        .first()
        .map(|supplier| supplier.code);
    let cast = [
        (Role::Integrator, Some(demo::INTEGRATOR)),
        (Role::Supplier, supplier),
        (Role::Customer, demo::CUSTOMERS.first().copied()),
        (Role::Auditor, None),
    ];
    let person = |(role, organization): (Role, Option<&'static str>)| {
        let request = MintRequest {
            role,
            organization: organization.and_then(|code| code.parse().ok()),
            scopes: Scopes::bundle(role),
            life: TimeDelta::hours(TOKEN_LIFE_HOURS),
            subject: format!("demo-{}", role.as_str().to_lowercase()),
        };
        let token = issuer.mint(&request, &settings.audience, &SystemClock);
        Person {
            role,
            organization,
            token,
        }
    };
    Ok(cast.into_iter().map(person).collect())
}

/// Prints where the demo is, who can ask, and what they are answered.
async fn tell(
    args: &DemoArgs,
    url: &str,
    people: &[Person],
    terminal: &mut Terminal<'_>,
) -> Result<Exit, Failure> {
    let asking = if args.check { 3 } else { 1 };
    let client = reqwest::Client::new();
    let mut answers = Vec::new();
    for person in people.iter().take(asking) {
        answers.push((person, ask(&client, url, person).await?));
    }
    let mut text =
        format!("GraphQL  {url}\n\nTokens, valid {TOKEN_LIFE_HOURS} h, for this demo only\n");
    for person in people {
        let organization = person.organization.unwrap_or("-");
        text += &format!(
            "  {:<10} {organization:<14} {}\n",
            person.role, person.token
        );
    }
    text += &format!("\nThe headline query\n{}\n", headline::QUERY.trim_end());
    for (person, answer) in &answers {
        text += &format!("\nAsked as {}\n{answer:#}\n", person.role);
    }
    let object = json!({
        "url": url,
        "tokens": people.iter().map(|person| json!({
            "role": person.role,
            "organization": person.organization,
            "token": person.token,
        })).collect::<Vec<_>>(),
        "query": headline::QUERY,
        "answers": answers.iter().map(|(person, answer)| json!({
            "role": person.role,
            "answer": answer,
        })).collect::<Vec<_>>(),
    });
    terminal.print(&object, &text)?;
    Ok(Exit::Ok)
}

async fn ask(client: &reqwest::Client, url: &str, person: &Person) -> Result<Value, Failure> {
    let failed = |error: reqwest::Error| Failure::caused(Exit::Failed, "DEMO_FAILED", &error);
    let request = client
        .post(url)
        .bearer_auth(&person.token)
        .json(&json!({"query": headline::QUERY}));
    let answer: Value = request
        .send()
        .await
        .map_err(failed)?
        .json()
        .await
        .map_err(failed)?;
    match answer["errors"].as_array() {
        Some(errors) if !errors.is_empty() => {
            let message = format!("the headline query failed as {}: {answer}", person.role);
            Err(Failure::new(Exit::Failed, "DEMO_FAILED", message))
        }
        _ => Ok(answer["data"].clone()),
    }
}
