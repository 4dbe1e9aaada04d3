//! The first question and its answers: the whole one of the integrator, and what of it a supplier
//! and a customer get.

use federation::authority::Role;
use serde_json::{Value, json};

use super::super::headline::{ANSWER, MONTH, QUERY, SERVICE};
use super::{CUSTOMERS, DEMO, Demo, INTEGRATOR};
use crate::clock::SystemClock;
use crate::guard::{self, DocumentLimits};
use crate::settings::Limits;

fn whole() -> Value {
    serde_json::from_str(ANSWER).expect("JSON")
}

/// The report in an answer.
fn report(answer: &mut Value) -> &mut Value {
    &mut answer["data"]["service"]["report"]
}

#[track_caller]
fn check(asked: &Value, expected: &Value) {
    assert!(asked == expected, "asked {asked:#}\nexpected {expected:#}");
}

#[test]
fn the_integrator_sees_everything() {
    check(&DEMO.ask(Role::Integrator, INTEGRATOR, json!({})), &whole());
}

#[test]
fn identifiers_of_another_installation_change_nothing() {
    let demo = Demo::on(SystemClock);
    check(&demo.ask(Role::Integrator, INTEGRATOR, json!({})), &whole());
}

#[test]
fn the_figures_are_those_that_can_be_computed_by_hand() {
    let mut answer = whole();
    let report = report(&mut answer);
    let figure = &report["availability"];
    // 31 days and the hour that October has more.
    assert_eq!(figure["agreedSeconds"], 31 * 86_400 + 3_600);
    assert_eq!(figure["excludedSeconds"], 0);
    assert_eq!(figure["downtimeSeconds"]["decimal"], "30586.000000");
    // 1 - 30,586 / 2,682,000, cut.
    assert_eq!(figure["ratio"]["percent"], "98.859582");
    assert_eq!(figure["lower"], figure["ratio"]);
    assert_eq!(figure["upper"], figure["ratio"]);
    // Half a percent of 2,682,000 seconds.
    assert_eq!(
        report["promise"]["allowedDowntimeSeconds"]["decimal"],
        "13410.000000"
    );
    assert_eq!(report["verdict"], "BREACHED");
    let shares = report["attribution"]["shares"].as_array().expect("shares");
    let shares: Vec<_> = shares
        .iter()
        .map(|share| (&share["supplier"]["name"], &share["seconds"]["decimal"]))
        .map(|(name, seconds)| {
            (
                name.as_str().expect("a name"),
                seconds.as_str().expect("seconds"),
            )
        })
        .collect();
    let expected = [
        ("Wirewren Networks", "14949.000000"),
        ("Lantern & Loom Desk", "8843.000000"),
        ("Tidewhistle Yard IT", "4634.000000"),
        ("Cloudgoose Hosting", "1260.000000"),
        ("Badgercellar Data Rooms", "900.000000"),
    ];
    assert_eq!(shares, expected);
}

#[test]
fn the_money_is_what_can_be_computed_by_hand() {
    let mut answer = whole();
    let month = &report(&mut answer)["creditExposure"]["months"][0];
    // 98.86 % lies in the tier from 98 to 99: a quarter of 48,000.
    assert_eq!(month["owed"]["amount"], "12000.00");
    let suppliers = month["suppliers"].as_array().expect("suppliers");
    let wirewren = suppliers.last().expect("the last by code");
    assert_eq!(wirewren["supplier"]["name"], "Wirewren Networks");
    // 12,000 x 14,949 / 30,586.
    assert_eq!(wirewren["share"]["amount"], "5865.04");
    // Two points for 99.37 %, doubled because it failed to measure in September: 20 % of 26,000.
    assert_eq!(wirewren["givenBack"]["amount"], "5200.00");
    assert_eq!(month["netExposure"]["amount"], "6800.00");
}

#[test]
fn a_supplier_sees_its_own_part_and_the_total_of_the_others() {
    let mut expected = whole();
    let report = report(&mut expected);
    report["promise"] = Value::Null;
    report["creditStatement"] = Value::Null;
    report["creditExposure"] = Value::Null;
    report["uncovered"] = Value::Null;
    report["caveats"] = json!([]);
    let own = |value: &Value| value["supplier"]["name"] == "Wirewren Networks";
    let shares = report["attribution"]["shares"]
        .as_array_mut()
        .expect("shares");
    shares.retain(own);
    // 30,586 less its 14,949.
    report["attribution"]["othersSeconds"] = json!({"decimal": "15637.000000"});
    let components = report["components"].as_array_mut().expect("components");
    components.retain(|component| own(&component["component"]));
    assert_eq!(components.len(), 1);
    check(&DEMO.ask(Role::Supplier, "wirewren", json!({})), &expected);
}

#[test]
fn a_customer_sees_no_contracts_underneath() {
    let mut expected = whole();
    let report = report(&mut expected);
    report["components"] = json!([]);
    report["creditExposure"] = Value::Null;
    report["uncovered"] = Value::Null;
    report["caveats"] = json!([]);
    check(
        &DEMO.ask(Role::Customer, CUSTOMERS[0], json!({})),
        &expected,
    );
}

#[test]
fn who_has_no_part_in_a_service_learns_nothing_of_it() {
    let answers = [
        DEMO.ask(Role::Customer, CUSTOMERS[1], json!({})),
        DEMO.ask(Role::Supplier, "badgercellar", json!({"service": "claims"})),
        DEMO.ask(
            Role::Supplier,
            "badgercellar",
            json!({"service": "no-such-service"}),
        ),
    ];
    for answer in &answers {
        assert_eq!(answer["data"]["service"], Value::Null);
        assert_eq!(answer["errors"], answers[0]["errors"]);
    }
}

#[test]
fn the_question_passes_the_guard() {
    let limits = DocumentLimits::from(&Limits::default());
    assert!(guard::admit(QUERY, &limits).is_ok());
}

#[test]
fn the_defaults_of_the_question_are_the_constants() {
    let variables =
        format!("($service: String! = \"{SERVICE}\", $month: YearMonth! = \"{MONTH}\")");
    assert!(QUERY.contains(&variables), "{QUERY}");
}
