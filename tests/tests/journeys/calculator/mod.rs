//! The calculator: the acceptance cases of all families over HTTP, what it refuses, and that it is
//! the same for everyone. No row is read, so one database is enough for the cases.

mod asked;
mod credits;
mod evaluation;
mod explained;
mod forms;
mod handoffs;
pub(crate) mod inputs;
mod many;
mod promises;
mod refused;
mod time;
mod worked;

use tests::harness::app::TestApp;
use tests::harness::database::{Flavour, TestDatabase};

use asked::{Form, run_family};

async fn run(family: &str, forms: &[(&str, Form)]) {
    let database = TestDatabase::migrated(Flavour::Sqlite).await;
    let app = TestApp::start(&database).await;
    run_family(&app.auditor().with_scopes(""), family, forms).await;
}

macro_rules! families {
    ($($test:ident: $family:literal by $forms:expr;)+) => {$(
        #[tokio::test]
        async fn $test() {
            run($family, &$forms).await;
        }
    )+};
}

families! {
    aggregates_cases: "aggregates" by many::aggregates();
    alignment_cases: "alignment" by promises::alignment();
    attribution_cases: "attribution" by evaluation::attribution();
    availability_cases: "availability" by evaluation::availability();
    budget_cases: "budget" by promises::budget();
    calendar_cases: "calendar" by time::calendars();
    clocks_cases: "clocks" by time::clocks();
    credits_cases: "credits" by credits::credits();
    degradation_cases: "degradation" by evaluation::degradation();
    exclusions_cases: "exclusions" by evaluation::exclusions();
    handoffs_cases: "handoffs" by handoffs::handoffs();
    percent_only_cases: "percent_only" by many::percent_only();
    topology_cases: "topology" by evaluation::topology();
    trend_cases: "trend" by many::trend();
    unknown_cases: "unknown" by evaluation::unknown();
}
