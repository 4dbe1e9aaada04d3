//! Where the availability of a service is going, as each role may read it.

use serde_json::{Value, json};
use tests::harness::actor::{Actor, Answer};
use tests::harness::database::on_both;

use crate::series::{POINT, filled, texts};

/// The trend of the service `pay`.
pub(crate) async fn trend(actor: &Actor<'_>, arguments: &str) -> Answer {
    let document = format!(
        "{{ service(code: \"pay\") {{ trend{arguments} {{ basis state pointsUsed nextMonth forecast \
         target {{ percent }} leastSquares {{ ...Line }} theilSen {{ ...Line }} \
         points {{ used point {{ {POINT} }} }} caveats {{ code message seconds }} \
         explanation {{ formula steps {{ text value unit source }} }} }} }} }} \
         fragment Line on TrendLine {{ slope {{ percent }} intercept {{ percent }} \
         next {{ percent numerator denominator }} }}"
    );
    actor.ask(&document).await
}

/// The worked numbers of the domain: -0.020857 points a month, next 99.828667, Theil-Sen -0.02.
#[tokio::test]
async fn a_trend_says_where_six_months_lead() {
    on_both(async |database| {
        let app = filled(database).await;
        for reader in [app.integrator(), app.auditor(), app.customer("bank")] {
            let answer = trend(&reader, "(months: 6, basis: ENDED)").await;
            let trend = answer.at("/service/trend");
            assert_eq!(
                (&trend["state"], &trend["pointsUsed"]),
                (&json!("OK"), &json!(6))
            );
            let points = trend["points"].as_array().expect("points");
            assert_eq!(
                texts(points, "/point/availability/percent"),
                [
                    "99.950000",
                    "99.930000",
                    "99.920000",
                    "99.900000",
                    "99.860000",
                    "99.850000"
                ]
            );
            assert_eq!(texts(points, "/point/status"), ["PROVISIONAL"; 6]);
            assert_eq!(
                texts(points, "/point/completeness/percent"),
                ["100.000000"; 6]
            );
            assert_eq!(trend["leastSquares"]["slope"]["percent"], "-0.020857");
            assert_eq!(trend["leastSquares"]["next"]["percent"], "99.828666");
            assert_eq!(trend["theilSen"]["slope"]["percent"], "-0.020000");
            assert_eq!(trend["nextMonth"], "2026-05");
            assert_eq!(trend["target"]["percent"], "99.850000");
            assert_eq!(trend["forecast"], "FORECAST_BREACH");
            assert_eq!(trend["caveats"][0]["code"], "PERIOD_NOT_FROZEN");
            let steps = trend["explanation"]["steps"].as_array().expect("steps");
            assert_eq!(
                texts(steps, "/value")[..6],
                ["6", "6", "15", "55", "599.410000", "1498.160000"]
            );
            let last = steps.last().expect("steps");
            assert_eq!(
                (&last["value"], &last["unit"]),
                (&json!("FORECAST_BREACH"), &json!("WORD"))
            );
        }

        let answer = trend(&app.supplier("acme"), "(months: 6, basis: ENDED)").await;
        let own = answer.at("/service/trend");
        assert_eq!(own["leastSquares"]["next"]["percent"], "99.828666");
        assert_eq!(
            (&own["target"], &own["forecast"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(own["points"][0]["point"]["target"], Value::Null);
        assert!(!answer.body.contains("FORECAST") && !answer.body.contains("promise"));
    })
    .await;
}

#[tokio::test]
async fn a_trend_that_cannot_be_says_so() {
    on_both(async |database| {
        let app = filled(database).await;
        let customer = app.customer("bank");
        // No month is frozen: the contractual trend does not exist yet.
        let frozen = trend(&customer, "").await;
        let frozen = frozen.at("/service/trend");
        assert_eq!(frozen["basis"], "FROZEN");
        assert_eq!(frozen["state"], "TOO_FEW_POINTS");
        assert_eq!(
            (&frozen["pointsUsed"], &frozen["forecast"]),
            (&json!(0), &Value::Null)
        );
        let points = frozen["points"].as_array().expect("points");
        assert_eq!(points.len(), 12);
        assert!(points.iter().all(|point| point["used"] == false));
        assert_eq!(frozen["caveats"][0]["code"], "PERIOD_NOT_FROZEN");

        let two = trend(&customer, "(months: 2, basis: ENDED)").await;
        let two = two.at("/service/trend");
        assert_eq!(
            (&two["state"], &two["pointsUsed"]),
            (&json!("TOO_FEW_POINTS"), &json!(2))
        );
        assert_eq!(
            (&two["leastSquares"], &two["theilSen"]),
            (&Value::Null, &Value::Null)
        );

        // A month that is not over keeps its place and is not used.
        let open = trend(&customer, "(months: 4, until: \"2026-05\", basis: ENDED)").await;
        let open = open.at("/service/trend");
        assert_eq!(open["pointsUsed"], 3);
        assert_eq!(open["points"][3]["point"]["status"], "OPEN");
        assert_eq!(open["nextMonth"], "2026-06");
        let codes = texts(open["caveats"].as_array().expect("caveats"), "/code");
        assert_eq!(codes, ["PERIOD_NOT_FROZEN", "PERIOD_OPEN"]);

        for months in ["0", "121", "-1"] {
            let refused = trend(&customer, &format!("(months: {months})")).await;
            assert_eq!(refused.reasons(), ["BAD_USER_INPUT"], "{}", refused.body);
        }
        let decade = trend(&customer, "(months: 120, basis: ENDED)").await;
        assert_eq!(
            decade.at("/service/trend/points").as_array().map(Vec::len),
            Some(120)
        );
    })
    .await;
}
