//! The same facts by month, quarter, year and between two instants; while a period is open; under a
//! supplier's own agreement; and periods that are none.

use serde_json::{Value, json};
use tests::harness::database::on_both;

use crate::reading::Report;
use crate::worked::filled;

/// Numerators and denominators are summed, percentages never averaged.
#[tokio::test]
async fn months_quarters_years_and_stretches() {
    on_both(async |database| {
        let app = filled(database).await;
        app.set_clock("2027-02-01T00:00:00Z");
        let of = async |service, period| Report::of(&app, service, period).await;

        let february = of("quarter", json!({"month": "2026-02"})).await;
        february.check(("99", "100"), "99.000000", "BREACHED");
        let quarter = of("quarter", json!({"quarter": "2026-Q1"})).await;
        quarter.check(("2243", "2250"), "99.688888", "BREACHED");
        assert_eq!(quarter.at("/availability/agreedSeconds"), 129_600 * 60);
        assert_eq!(quarter.at("/period/label"), "2026-Q1");
        let year = of("quarter", json!({"year": 2026})).await;
        year.check(("9118", "9125"), "99.923287", "MET");
        assert_eq!(year.at("/availability/agreedSeconds"), 365 * 86_400);
        assert_eq!(year.at("/period/label"), "2026");
        assert_eq!(year.at("/status"), "PROVISIONAL");

        let day = json!({"from": "2026-04-10T00:00:00Z", "to": "2026-04-11T02:00:00+02:00"});
        let day = of("chain", json!({"between": day})).await;
        day.check(("7", "8"), "87.500000", "BREACHED")
            .minutes(1_440, 0, 180);
        // Clipped at both ends.
        let inside = json!({"from": "2026-04-10T11:30:00Z", "to": "2026-04-10T12:30:00Z"});
        let inside = of("chain", json!({"between": inside})).await;
        inside
            .check(("0", "1"), "0.000000", "BREACHED")
            .minutes(60, 0, 60);
        let second = json!({"from": "2026-04-10T09:59:59Z", "to": "2026-04-10T10:00:00Z"});
        let second = of("chain", json!({"between": second})).await;
        second.check(("1", "1"), "100.000000", "MET");
        // A local quarter of office hours: Berlin changes its clock inside it.
        let office = of("office", json!({"quarter": "2026-Q1"})).await;
        office
            .check(("639", "640"), "99.843750", "MET")
            .minutes(38_400, 0, 60);
    })
    .await;
}

/// To date, and what it will be if nothing more happens; and when the breach became certain.
#[tokio::test]
async fn an_open_period_is_told_twice() {
    on_both(async |database| {
        let app = filled(database).await;
        app.set_clock("2026-04-03T00:00:00Z");
        let report = Report::april(&app, "open").await;
        report
            .check(("719", "720"), "99.861111", "BREACHED")
            .minutes(43_200, 0, 60);
        assert_eq!(report.at("/status"), "OPEN");
        assert_eq!(report.at("/asOf"), "2026-04-03T00:00:00Z");
        let to_date = json!({
            "asOf": "2026-04-03T00:00:00Z",
            "ratio": {"numerator": "47", "denominator": "48", "percent": "97.916666"},
            "agreedSeconds": 172_800,
            "downtimeSeconds": {"decimal": "3600.000000"},
            "breachCertain": true,
        });
        assert_eq!(report.at("/availability/toDate"), &to_date);
        // 43.2 minutes are allowed: the second after them.
        assert_eq!(
            report.at("/availability/breachCertainAt"),
            "2026-04-01T12:43:13Z"
        );
        assert_eq!(
            report.at("/promise/allowedDowntimeSeconds/decimal"),
            "2592.000000"
        );
        let open = json!([{"code": "PERIOD_OPEN", "seconds": 2_419_200}]);
        assert_eq!(report.at("/caveats"), &open);

        // A quarter has room for an hour.
        let quarter = Report::of(&app, "open", json!({"quarter": "2026-Q2"})).await;
        quarter.check(("2183", "2184"), "99.954212", "MET");
        assert_eq!(quarter.at("/availability/breachCertainAt"), &Value::Null);
        assert_eq!(quarter.at("/availability/toDate/breachCertain"), false);

        let next = Report::of(&app, "open", json!({"month": "2026-05"})).await;
        assert_eq!(next.at("/status"), "OPEN");
        assert_eq!(
            next.at("/availability/toDate/ratio"),
            &Value::Null,
            "not begun"
        );
        assert_eq!(next.at("/availability/toDate/agreedSeconds"), 0);

        app.set_clock("2026-05-01T00:00:00Z");
        let over = Report::april(&app, "open").await;
        over.check(("719", "720"), "99.861111", "BREACHED");
        assert_eq!(over.at("/status"), "PROVISIONAL");
        assert_eq!(over.at("/availability/toDate"), &Value::Null);
    })
    .await;
}

/// A component under its supplier's own agreement: by the component and by the agreement, for the
/// integrator and for the supplier, the same.
#[tokio::test]
async fn a_component_is_judged_under_its_own_agreement() {
    on_both(async |database| {
        let app = filled(database).await;
        let fields = "component { code } report(period: {month: \"2026-04\"}) { \
            component { code } period { zone } status verdict agreements { code version } \
            availability { ratio { numerator denominator percent } agreedSeconds \
            downtimeSeconds { decimal } } promise { target { percent } } \
            caveats { code } explanation { leftOut { standing outage { externalId } } } }";
        let by_component =
            format!("{{ component(code: \"part-time\") {{ agreements {{ agreement {{ code }} {fields} }} }} }}");
        let by_agreement =
            format!("{{ agreement(code: \"uc-part-time\") {{ components {{ agreement {{ code }} {fields} }} }} }}");
        let expect = json!([{
            "agreement": {"code": "uc-part-time"},
            "component": {"code": "part-time"},
            "report": {
                "component": {"code": "part-time"},
                "period": {"zone": "Europe/London"},
                "status": "PROVISIONAL",
                "verdict": "MET",
                "agreements": [{"code": "uc-part-time", "version": 1}],
                "availability": {
                    "ratio": {"numerator": "1", "denominator": "1", "percent": "100.000000"},
                    "agreedSeconds": 792_000,
                    "downtimeSeconds": {"decimal": "0.000000"},
                },
                "promise": {"target": {"percent": "99.900000"}},
                "caveats": [],
                "explanation": {"leftOut": [
                    {"standing": "OUTSIDE_SERVICE_TIME", "outage": {"externalId": "INC-18"}},
                ]},
            },
        }]);
        for reader in [app.integrator(), app.auditor(), app.supplier("bolt")] {
            let answer = reader.ask(&by_component).await;
            assert_eq!(answer.at("/component/agreements"), &expect);
            let answer = reader.ask(&by_agreement).await;
            assert_eq!(answer.at("/agreement/components"), &expect);
        }
        for stranger in [app.customer("bank"), app.supplier("acme")] {
            let answer = stranger.ask(&by_agreement).await;
            assert_eq!(answer.reasons(), ["NOT_FOUND"]);
        }
    })
    .await;
}

/// By literal and by variable, every period that is none is the asker's mistake.
#[tokio::test]
async fn a_bad_period_is_bad_user_input() {
    on_both(async |database| {
        let app = filled(database).await;
        let integrator = app.integrator();
        let by_variable = "query($p: PeriodInput!) { service(code: \"chain\") \
            { report(period: $p) { verdict } } }";
        for (literal, value) in bad_periods() {
            let by_literal = format!(
                "{{ service(code: \"chain\") {{ report(period: {literal}) {{ verdict }} }} }}"
            );
            let answer = integrator.ask(&by_literal).await;
            assert_eq!(
                answer.error_codes(),
                ["BAD_USER_INPUT"],
                "{literal}: {}",
                answer.body
            );
            let answer = integrator.query(by_variable, json!({"p": value})).await;
            assert_eq!(
                answer.error_codes(),
                ["BAD_USER_INPUT"],
                "{value}: {}",
                answer.body
            );
        }
        // Not exactly one: that does not fit the schema, or is no value for it.
        for neither in [
            json!({}),
            json!({"month": "2026-04", "year": 2_026}),
            Value::Null,
        ] {
            let answer = integrator.query(by_variable, json!({"p": neither})).await;
            let codes = answer.error_codes();
            let refused = ["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"];
            assert!(
                codes.len() == 1 && refused.contains(&codes[0]),
                "{neither}: {}",
                answer.body
            );
            assert!(answer.json["data"].is_null());
        }
    })
    .await;
}

fn bad_periods() -> Vec<(&'static str, Value)> {
    let between = |from: &str, to: &str| json!({"between": {"from": from, "to": to}});
    vec![
        ("{month: \"2026-13\"}", json!({"month": "2026-13"})),
        ("{month: \"2026-1\"}", json!({"month": "2026-1"})),
        ("{month: \"2026-Q1\"}", json!({"month": "2026-Q1"})),
        ("{month: 202604}", json!({"month": 202_604})),
        ("{quarter: \"2026-Q5\"}", json!({"quarter": "2026-Q5"})),
        ("{quarter: \"2026-04\"}", json!({"quarter": "2026-04"})),
        ("{year: 1999}", json!({"year": 1_999})),
        ("{year: 2100}", json!({"year": 2_100})),
        ("{year: -2026}", json!({"year": -2_026})),
        (
            "{between: {from: \"2026-04-11T00:00:00Z\", to: \"2026-04-10T00:00:00Z\"}}",
            between("2026-04-11T00:00:00Z", "2026-04-10T00:00:00Z"),
        ),
        (
            "{between: {from: \"2026-04-11T00:00:00Z\", to: \"2026-04-11T02:00:00+02:00\"}}",
            between("2026-04-11T00:00:00Z", "2026-04-11T02:00:00+02:00"),
        ),
        (
            "{between: {from: \"2010-01-01T00:00:00Z\", to: \"2026-01-01T00:00:00Z\"}}",
            between("2010-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ),
        (
            "{between: {from: \"2026-04-10T00:00:00\", to: \"2026-04-11T00:00:00Z\"}}",
            between("2026-04-10T00:00:00", "2026-04-11T00:00:00Z"),
        ),
    ]
}
