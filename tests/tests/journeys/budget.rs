//! Error budgets and burn on reports: the worked numbers of the domain, and who is told.

use serde_json::{Value, json};
use tests::harness::actor::Actor;
use tests::harness::database::on_both;

use crate::worked::filled;

const BUDGET: &str = "\
query($service: String!, $period: PeriodInput!, $scenario: ServiceScenarioInput!) {
  simulateServiceReport(service: $service, period: $period, scenario: $scenario) { after {
    promise { allowedDowntimeSeconds { decimal } }
    errorBudget { state baseSeconds budgetSeconds { decimal } usedSeconds { decimal }
      remainingSeconds { decimal } consumed { percent } remaining { percent } breachCertainAt
      toDate { asOf baseSeconds budgetSeconds { decimal } usedSeconds { decimal }
        remainingSeconds { decimal } consumed { percent } }
      consumedBy { supplier { code } seconds { decimal } ofBudget { percent } }
      burnDown { date at remainingSeconds { decimal } }
      explanation { formula steps { text value } } } } }
}";

async fn budget(actor: &Actor<'_>, service: &str, scenario: Value) -> Value {
    let period = json!({"month": "2026-04"});
    let variables = json!({"service": service, "period": period, "scenario": scenario});
    let answer = actor.query(BUDGET, variables).await;
    answer
        .at("/simulateServiceReport/after/errorBudget")
        .clone()
}

/// C14: 216 minutes for three suppliers in a row, of which 225 are used.
#[tokio::test]
async fn a_budget_is_used_up_by_those_who_failed() {
    on_both(async |database| {
        let app = filled(database).await;
        for actor in [app.integrator(), app.auditor(), app.customer("bank")] {
            let scenario = json!({"attributionPolicy": "SPLIT_EQUAL"});
            let budget = budget(&actor, "chain", scenario).await;
            assert_eq!(budget["state"], "OK");
            assert_eq!(budget["budgetSeconds"]["decimal"], "12960.000000");
            assert_eq!(budget["usedSeconds"]["decimal"], "13500.000000");
            assert_eq!(budget["remainingSeconds"]["decimal"], "-540.000000");
            assert_eq!(budget["consumed"]["percent"], "104.166666");
            assert_eq!(budget["toDate"], Value::Null);
            let consumed = budget["consumedBy"].as_array().expect("suppliers");
            let core = json!({"supplier": {"code": "core"}, "seconds": {"decimal": "2700.000000"},
                "ofBudget": {"percent": "20.833333"}});
            assert_eq!((consumed.len(), &consumed[2]), (3, &core));
            assert_eq!(consumed[0]["seconds"]["decimal"], "5400.000000");
            assert_eq!(consumed[0]["ofBudget"]["percent"], "41.666666");
            // 180 minutes on the tenth, 45 on the twentieth: 36 of them were left.
            assert_eq!(budget["breachCertainAt"], "2026-04-20T09:36:01Z");
            let points = budget["burnDown"].as_array().expect("points");
            assert_eq!(points.len(), 30);
            let left = |day: usize| points[day - 1]["remainingSeconds"]["decimal"].clone();
            let expect = ["12960.000000", "2160.000000", "2160.000000", "-540.000000"];
            assert_eq!([left(9), left(10), left(19), left(30)], expect);
            assert_eq!(points[29]["date"], "2026-04-30");
            assert_eq!(points[29]["at"], "2026-05-01T00:00:00Z");
            let steps = budget["explanation"]["steps"].as_array().expect("steps");
            assert!(
                steps
                    .iter()
                    .any(|step| step["text"] == "remaining" && step["value"] == "-540")
            );
        }
    })
    .await;
}

/// C14: with hours the budget is of agreed hours; 43.2 minutes around the clock are 13.2 in them.
#[tokio::test]
async fn a_budget_is_of_agreed_hours_less_exclusions() {
    on_both(async |database| {
        let app = filled(database).await;
        let actor = app.integrator();
        let whole = budget(&actor, "watermelon", json!({})).await;
        assert_eq!(whole["budgetSeconds"]["decimal"], "2592.000000");
        let office = json!({"calendar": {"code": "office-london"}});
        let office = budget(&actor, "watermelon", office).await;
        assert_eq!(office["budgetSeconds"]["decimal"], "792.000000");
        assert_eq!(office["baseSeconds"], 13_200 * 60);
        assert_eq!(office["consumed"]["percent"], "0.000000");
        // The excluded time leaves the budget too.
        let flip = budget(&actor, "flip", json!({})).await;
        assert_eq!(flip["budgetSeconds"]["decimal"], "2419.200000");
        let certain = budget(&actor, "chain", json!({"targetPercent": "100"})).await;
        assert_eq!(
            (&certain["state"], &certain["consumed"]),
            (&json!("NO_BUDGET"), &Value::Null)
        );
    })
    .await;
}

/// C10 and C14: on the third of April, an hour was lost of two days, and of the whole month.
#[tokio::test]
async fn an_open_period_has_a_budget_to_date() {
    on_both(async |database| {
        let app = filled(database).await;
        app.set_clock("2026-04-03T00:00:00Z");
        let budget = budget(&app.integrator(), "open", json!({})).await;
        assert_eq!(budget["budgetSeconds"]["decimal"], "2592.000000");
        assert_eq!(budget["remainingSeconds"]["decimal"], "-1008.000000");
        assert_eq!(budget["breachCertainAt"], "2026-04-01T12:43:13Z");
        let to_date = json!({
            "asOf": "2026-04-03T00:00:00Z", "baseSeconds": 2_880 * 60,
            "budgetSeconds": {"decimal": "172.800000"}, "usedSeconds": {"decimal": "3600.000000"},
            "remainingSeconds": {"decimal": "-3427.200000"}, "consumed": {"percent": "2083.333333"}});
        assert_eq!(budget["toDate"], to_date);
        let points = budget["burnDown"].as_array().expect("points");
        let dates: Vec<_> = points.iter().map(|point| &point["date"]).collect();
        assert_eq!(dates, ["2026-04-01", "2026-04-02"]);
    })
    .await;
}

const BURN: &str = "\
query($service: String!, $at: DateTime) { service(code: $service) { burnAlerts(at: $at) {
  at agreement version call target { percent } month { seconds }
  alerts { call threshold { decimal } long { ...Window } short { ...Window } }
  explanation { formula steps { text value source } } } } }
fragment Window on BurnWindow { windowSeconds baseSeconds downtimeSeconds { decimal } rate { decimal } }";

/// Thresholds 14.4, 6, 3 and 1 of a month of 30 days; the fast alert stops with the outage, the slow
/// ones go on.
#[tokio::test]
async fn a_burn_calls_while_it_goes_on() {
    on_both(async |database| {
        let app = filled(database).await;
        let at = async |service: &str, at: &str| {
            let variables = json!({"service": service, "at": at});
            let answer = app.integrator().query(BURN, variables).await;
            answer.at("/service/burnAlerts").clone()
        };
        let calls = |burn: &Value| {
            let alerts = burn["alerts"].as_array().expect("alerts");
            let calls: Vec<bool> = alerts
                .iter()
                .filter_map(|alert| alert["call"].as_bool())
                .collect();
            calls
        };
        let before = at("open", "2026-04-01T12:00:00Z").await;
        assert_eq!(
            (calls(&before), &before["call"]),
            (vec![false; 4], &json!(false))
        );
        let thresholds = before["alerts"].as_array().expect("alerts").iter();
        let thresholds: Vec<_> = thresholds
            .map(|alert| &alert["threshold"]["decimal"])
            .collect();
        assert_eq!(
            thresholds,
            ["14.400000", "6.000000", "3.000000", "1.000000"]
        );
        let during = at("open", "2026-04-01T13:00:00Z").await;
        assert_eq!(
            (calls(&during), &during["call"]),
            (vec![true; 4], &json!(true))
        );
        let long = json!({"windowSeconds": 3600, "baseSeconds": 3600,
            "downtimeSeconds": {"decimal": "3600.000000"}, "rate": {"decimal": "1000.000000"}});
        assert_eq!(during["alerts"][0]["long"], long);
        let after = at("open", "2026-04-01T13:40:00Z").await;
        assert_eq!(calls(&after), [false, false, true, true]);
        let later = at("open", "2026-04-02T13:00:00Z").await;
        assert_eq!(calls(&later), [false; 4]);
        assert_eq!(later["alerts"][3]["long"]["rate"]["decimal"], "13.888888");

        // Monday 09:00 in Berlin: the day before was a Sunday, with no hours to burn in.
        let office = at("office", "2026-03-30T09:00:00+02:00").await;
        assert_eq!(office["alerts"][2]["long"]["baseSeconds"], 3_600);
        assert_eq!(office["alerts"][2]["long"]["rate"]["decimal"], "200.000000");
        assert_eq!(office["month"]["seconds"], 44_580 * 60);
        assert_eq!(at("chain", "2025-06-01T00:00:00Z").await, Value::Null);

        let ahead = json!({"service": "open", "at": "2026-05-01T00:00:01Z"});
        let ahead = app.integrator().query(BURN, ahead).await;
        assert_eq!(ahead.reasons(), ["BAD_USER_INPUT"]);
    })
    .await;
}

/// A supplier learns its own budget and nothing that tells what the customer was promised.
#[tokio::test]
async fn suppliers_are_told_of_their_own_budgets_only() {
    on_both(async |database| {
        let app = filled(database).await;
        let document = "{ service(code: \"chain\") { burnAlerts { call } \
            report(period: {month: \"2026-04\"}) { errorBudget { state } \
            components { component { code } errorBudget { budgetSeconds { decimal } \
            usedSeconds { decimal } consumedBy { supplier { code } } burnDown { date } } } } } \
            component(code: \"chain-a\") { agreements { burnAlerts(at: \"2026-04-10T12:00:00Z\") \
            { call agreement } } } }";
        let answer = app.supplier("acme").ask(document).await;
        assert_eq!(answer.at("/service/burnAlerts"), &Value::Null);
        assert_eq!(answer.at("/service/report/errorBudget"), &Value::Null);
        let own = answer
            .at("/service/report/components")
            .as_array()
            .expect("components");
        assert_eq!(
            (own.len(), &own[0]["component"]["code"]),
            (1, &json!("chain-a"))
        );
        // 0.2 percent of 43,200 minutes, and its own two hours.
        let budget = &own[0]["errorBudget"];
        assert_eq!(budget["budgetSeconds"]["decimal"], "5184.000000");
        assert_eq!(budget["usedSeconds"]["decimal"], "7200.000000");
        assert_eq!(
            budget["consumedBy"],
            json!([{"supplier": {"code": "acme"}}])
        );
        assert_eq!(budget["burnDown"].as_array().map(Vec::len), Some(30));
        let burn = answer.at("/component/agreements/0/burnAlerts");
        assert_eq!(burn, &json!({"call": true, "agreement": "uc-chain-a"}));

        let customer = app.customer("bank").ask(document).await;
        assert_eq!(customer.at("/service/report/errorBudget/state"), "OK");
        assert_eq!(customer.at("/service/burnAlerts/call"), false);
        assert_eq!(customer.at("/component/agreements"), &json!([]));
        // Without the agreement's scope the promise is not to be worked out either.
        let narrow = app
            .customer("bank")
            .with_scopes("catalogue:read report:read");
        let narrow = narrow
            .ask(
                "{ service(code: \"chain\") { burnAlerts { call } \
            report(period: {month: \"2026-04\"}) { errorBudget { state } } } }",
            )
            .await;
        assert_eq!(narrow.at("/service/burnAlerts"), &Value::Null);
        assert_eq!(narrow.at("/service/report/errorBudget"), &Value::Null);
    })
    .await;
}
