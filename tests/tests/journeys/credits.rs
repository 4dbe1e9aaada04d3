//! Credits from a catalogue and submitted outages to what every role is told of them.

use federation::authority::policy::may_read;
use federation::authority::{Extent, Role, Subject};
use serde_json::{Value, json};
use tests::harness::actor::{Actor, Answer};
use tests::harness::app::TestApp;
use tests::harness::database::{TestDatabase, on_both};

use crate::catalogues::with_credits;

/// An hour of the network and an hour of the hosting, one after the other: two hours of April are
/// 99.72 %.
async fn filled(database: &TestDatabase) -> TestApp {
    let app = TestApp::with_catalogue(database, &with_credits()).await;
    app.set_clock("2026-05-10T00:00:00Z");
    for (supplier, component, start, end) in [
        (
            "acme",
            "net",
            "2026-04-10T10:00:00Z",
            "2026-04-10T11:00:00Z",
        ),
        (
            "bolt",
            "host",
            "2026-04-11T10:00:00Z",
            "2026-04-11T11:00:00Z",
        ),
    ] {
        let row = json!({
            "component": component, "start": start, "end": end, "source": "desk",
            "externalId": supplier,
        });
        let input = json!({"idempotencyKey": supplier, "rows": [row]});
        let answer = app.supplier(supplier).submit(input).await;
        assert_eq!(answer.at("/submitOutages/submission/counts/accepted"), 1);
    }
    app
}

const STATEMENT: &str = "months { month status credit { amount currency } atRisk { amount } \
    lines { verdict status component { code } service { code } score { tier { percent } } \
    credit { minor } explanation { formula steps { text value unit source } } } } \
    totals { credit { amount } net { amount } atWorst { amount } } caveats { code }";

async fn report(actor: &Actor<'_>, service: &str, month: &str) -> Answer {
    let document = format!(
        "{{ service(code: \"{service}\") {{ report(period: {{month: \"{month}\"}}) {{ \
         creditStatement {{ {STATEMENT} }} creditExposure {{ months {{ owed {{ amount }} \
         recoverable {{ amount }} netExposure {{ amount }} policy suppliers {{ supplier {{ code }} \
         share {{ amount }} givenBack {{ amount }} recoverable {{ amount }} under {{ relief counted \
         agreement {{ code version }} component {{ code }} credit {{ amount }} }} }} }} totals {{ \
         netExposure {{ amount }} }} }} }} }} }}"
    );
    actor.ask(&document).await
}

async fn statement(actor: &Actor<'_>, agreement: &str, month: &str) -> Answer {
    let document = format!(
        "{{ agreement(code: \"{agreement}\") {{ creditStatement(period: {{month: \"{month}\"}}) {{ \
         {STATEMENT} }} }} }}"
    );
    actor.ask(&document).await
}

#[tokio::test]
async fn the_integrator_sees_what_is_owed_and_what_comes_back() {
    on_both(async |database| {
        let app = filled(database).await;
        let answer = report(&app.integrator(), "portal", "2026-04").await;
        let month = answer.at("/service/report/creditStatement/months/0");
        assert_eq!(month["month"], "2026-04");
        assert_eq!(month["status"], "DUE");
        assert_eq!(
            month["credit"],
            json!({"amount": "2000.00", "currency": "EUR"})
        );
        let line = &month["lines"][0];
        assert_eq!(line["verdict"], "BREACHED");
        assert_eq!(line["service"]["code"], "portal");
        assert_eq!(line["score"]["tier"]["percent"], "10.000000");
        let steps = line["explanation"]["steps"].as_array().expect("steps");
        assert_eq!(steps[0]["value"], "20000.00 EUR");
        assert_eq!(steps[0]["unit"], "MONEY");
        assert_eq!(steps[0]["source"], "sla-portal version 1");

        let month = answer.at("/service/report/creditExposure/months/0");
        let amounts = ["owed", "recoverable", "netExposure"].map(|name| &month[name]["amount"]);
        assert_eq!(amounts, ["2000.00", "500.00", "1500.00"]);
        let acme = &month["suppliers"][0];
        assert_eq!(acme["supplier"]["code"], "acme");
        let amounts = ["share", "givenBack", "recoverable"].map(|name| &acme[name]["amount"]);
        assert_eq!(amounts, ["1000.00", "500.00", "500.00"]);
        let under = json!([{"relief": null, "counted": true, "agreement": {"code": "uc-acme",
            "version": 1}, "component": {"code": "net"}, "credit": {"amount": "500.00"}}]);
        assert_eq!(acme["under"], under);
        let bolt = &month["suppliers"][1];
        assert_eq!(
            (&bolt["share"]["amount"], &bolt["under"]),
            (&json!("1000.00"), &json!([]))
        );

        // May is not over, and nothing happened in it.
        let answer = report(&app.integrator(), "portal", "2026-05").await;
        let month = answer.at("/service/report/creditStatement/months/0");
        assert_eq!(
            (&month["status"], &month["credit"]["amount"]),
            (&json!("PENDING"), &json!("0.00"))
        );
        let caveat = answer.at("/service/report/creditStatement/caveats/0/code");
        assert_eq!(caveat, "PERIOD_OPEN");
        // No credits are agreed for the store.
        let answer = report(&app.integrator(), "store", "2026-04").await;
        assert_eq!(
            answer.at("/service/report/creditStatement/months"),
            &json!([])
        );
        assert_eq!(
            answer.at("/service/report/creditExposure/totals"),
            &json!([])
        );
    })
    .await;
}

#[tokio::test]
async fn everyone_sees_the_credits_of_their_own_agreements_and_no_others() {
    on_both(async |database| {
        let app = filled(database).await;
        let everything = report(&app.integrator(), "portal", "2026-04").await;
        let of =
            |answer: &Answer, part: &str| answer.at(&format!("/service/report/{part}")).clone();
        let auditor = report(&app.auditor(), "portal", "2026-04").await;
        let customer = report(&app.customer("bank"), "portal", "2026-04").await;
        let supplier = report(&app.supplier("acme"), "portal", "2026-04").await;
        let statement_of_all = of(&everything, "creditStatement");
        assert_eq!(of(&auditor, "creditStatement"), statement_of_all);
        assert_eq!(of(&customer, "creditStatement"), statement_of_all);
        assert_eq!(of(&supplier, "creditStatement"), Value::Null);
        assert_eq!(
            of(&auditor, "creditExposure"),
            of(&everything, "creditExposure")
        );
        assert_eq!(of(&customer, "creditExposure"), Value::Null);
        assert_eq!(of(&supplier, "creditExposure"), Value::Null);
        assert_eq!(
            may_read(Role::Supplier, Subject::CreditStatement),
            Extent::Own
        );
        assert!(!supplier.body.contains("20000"), "the customer's charge");

        let own = statement(&app.supplier("acme"), "uc-acme", "2026-04").await;
        let month = own.at("/agreement/creditStatement/months/0");
        assert_eq!(month["credit"]["amount"], "500.00");
        assert_eq!(month["lines"][0]["component"]["code"], "net");
        let same = statement(&app.integrator(), "uc-acme", "2026-04").await;
        assert_eq!(own.at("/agreement"), same.at("/agreement"));
        for (actor, agreement) in [
            (app.supplier("bolt"), "uc-acme"),
            (app.supplier("cage"), "uc-acme"),
            (app.supplier("acme"), "sla-portal"),
            (app.customer("bank"), "uc-acme"),
            (app.customer("shop"), "sla-portal"),
        ] {
            let answer = statement(&actor, agreement, "2026-04").await;
            assert_eq!(answer.reasons(), ["NOT_FOUND"], "{agreement}");
        }
        // A customer finds its own agreement by its code too.
        let own = statement(&app.customer("bank"), "sla-portal", "2026-04").await;
        assert_eq!(own.at("/agreement/creditStatement"), &statement_of_all);
    })
    .await;
}

#[tokio::test]
async fn a_statement_needs_the_scope_of_reports_and_a_period_of_three_years_at_most() {
    on_both(async |database| {
        let app = filled(database).await;
        let narrow = app.integrator().with_scopes("agreement:read");
        let answer = statement(&narrow, "uc-acme", "2026-04").await;
        assert_eq!(answer.reasons(), ["INSUFFICIENT_SCOPE"]);
        let document = "{ agreement(code: \"uc-acme\") { creditStatement(period: {between: {from: \
            \"2020-01-01T00:00:00Z\", to: \"2026-01-01T00:00:00Z\"}}) { asOf } } }";
        let answer = app.integrator().ask(document).await;
        assert_eq!(answer.reasons(), ["BAD_USER_INPUT"]);
    })
    .await;
}
