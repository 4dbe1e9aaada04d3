//! What the command line prints of the demo: readable in a terminal of 100 columns, and the same as
//! the page that documents it shows.

use async_graphql::{Request, Variables};
use federation::authority::Role;
use serde_json::{Value, json};

use super::{DEMO, INTEGRATOR, SERVICES};
use crate::cli::page::COLUMNS;
use crate::cli::{report, report_page, simulate, simulation_page};

fn ask(document: &str, variables: Value) -> Value {
    let request = Request::new(document).variables(Variables::from_json(variables));
    let answer = DEMO.send(Role::Auditor, INTEGRATOR, request);
    assert!(answer["errors"].is_null(), "{answer:#}");
    answer["data"].clone()
}

fn explained(service: &str, month: &str) -> String {
    let variables = json!({"service": service, "period": {"month": month}, "explain": true});
    report_page::page(&ask(report::DOCUMENT, variables)["service"])
}

fn simulated(service: &str, month: &str, scenario: &Value) -> String {
    let variables = json!({"service": service, "period": {"month": month}, "scenario": scenario});
    simulation_page::page(&ask(simulate::DOCUMENT, variables)["simulateServiceReport"])
}

#[test]
fn every_page_fits_a_terminal() {
    let scenario = json!({"targetPercent": "99.123456789", "attributionPolicy": "FULL",
        "exclusions": {"noticeHours": 48}});
    for service in SERVICES {
        for month in ["2025-02", "2025-06", "2025-09", "2025-10", "2026-02"] {
            for page in [
                explained(service, month),
                simulated(service, month, &scenario),
            ] {
                for line in page.lines() {
                    assert!(line.chars().count() <= COLUMNS, "{line}");
                }
            }
        }
    }
}

/// Every step, row and window of the answer stands on the page, with those of each component.
#[test]
fn an_explanation_leaves_nothing_out() {
    let variables =
        json!({"service": "ticketing", "period": {"month": "2025-10"}, "explain": true});
    let answer = ask(report::DOCUMENT, variables);
    let report = &answer["service"]["report"];
    let page = report_page::page(&answer["service"]);
    // Words in their order, wherever lines break.
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let components = report["components"].as_array().expect("components");
    let mut looked_at = 0;
    for part in components.iter().chain([report]) {
        let (explanation, budget) = (&part["explanation"], &part["errorBudget"]);
        let steps = [explanation, &budget["explanation"]].map(|of| of["steps"].as_array());
        for step in steps.into_iter().flatten().flatten() {
            for field in ["text", "source"] {
                let text = step[field].as_str().expect("a text");
                assert!(page.contains(text), "{text}");
            }
        }
        for list in ["inputs", "leftOut"] {
            for used in explanation[list].as_array().expect("rows") {
                let outage = &used["outage"];
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let (id, start) = (text(&outage["externalId"]), text(&outage["start"]));
                let standing = text(&used["standing"]);
                assert!(page.contains(&id) && page.contains(&start) && page.contains(&standing));
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 20, "{looked_at}");
}

const PAGE: &str = "docs/explain.md";

fn documentation() -> String {
    let block = |command: &str, printed: String| {
        format!("```console\n$ {command}\n{}\n```\n", printed.trim_end())
    };
    let scenario = json!({"targetPercent": "99", "attributionPolicy": "FIRST_CAUSE",
        "withoutOutagesOf": ["wirewren"], "exclusions": {"none": true}});
    format!(
        "# How a figure came to be, and what would have been\n\n\
         <!-- Generated; UPDATE_DOCS=1 cargo test --workspace writes it. -->\n\n\
         Both pages are of the demo's data, read on 2026-02-01. The same as JSON: `--json`. In the \
         schema: `ServiceReport.explanation`, `ServiceReport.errorBudget`, \
         `Query.simulateServiceReport` and `Query.simulateComponentReport`.\n\n\
         ## The whole calculation\n\n{}\n## The same facts under other assumptions\n\n\
         Nothing is stored by it, and the figures are made by the same engine as those of any \
         report. Each reader simulates what is its own: [who may do what](policy.md).\n\n{}",
        block(
            "concordat report claims 2025-10 --explain",
            explained("claims", "2025-10")
        ),
        block(
            "concordat simulate ticketing 2025-10 --target 99 --policy FIRST_CAUSE \\\n    \
             --without-outages-of wirewren --no-exclusions",
            simulated("ticketing", "2025-10", &scenario)
        ),
    )
}

#[test]
fn the_page_shows_what_is_printed() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(PAGE);
    let generated = documentation();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &generated).expect("docs can be written");
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == generated,
        "{PAGE} is out of date: UPDATE_DOCS=1 cargo test --workspace"
    );
}
