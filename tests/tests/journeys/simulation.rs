//! What would have been: the worked examples of the domain reached from each other by a scenario,
//! asked over GraphQL, with nothing stored.

use serde_json::{Value, json};
use tests::harness::app::TestApp;
use tests::harness::database::on_both;

use crate::worked::filled;

const SERVICE: &str = "\
query($service: String!, $scenario: ServiceScenarioInput!) {
  simulateServiceReport(service: $service, period: {month: \"2026-04\"}, scenario: $scenario) {
    problems { code path message }
    before { ...Report } after { ...Report }
    difference { availabilityPoints { decimal } lowerPoints { decimal } upperPoints { decimal }
      agreedSeconds excludedSeconds baseSeconds downtimeSeconds { decimal } breaks verdictBefore
      verdictAfter shares { supplier { code } beforeSeconds { decimal } afterSeconds { decimal }
      seconds { decimal } } budgetSeconds { decimal } budgetRemainingSeconds { decimal } differs }
    changes { assumption text } explanation { formula steps { text value unit source } }
  }
}
fragment Report on ServiceReport {
  asOf status verdict period { label zone interval { start end } } agreements { code version calendar }
  availability { state ratio { numerator denominator percent } lower { percent } upper { percent }
    agreedSeconds excludedSeconds unknownSeconds downtimeSeconds { decimal } breaks breachCertainAt }
  promise { target { percent } baseSeconds allowedDowntimeSeconds { decimal } }
  errorBudget { budgetSeconds { decimal } usedSeconds { decimal } }
  attribution { policy othersSeconds { decimal } shares { supplier { code } seconds { decimal } } }
  components { component { code } availability { ratio { percent } } }
  uncovered { downtimeSeconds { decimal } } caveats { code seconds }
  explanation { steps { text value } inputs { outage { externalId } standing }
    leftOut { outage { externalId } standing } maintenance { reference status } }
}";

const COMPONENT: &str = "\
query($agreement: String!, $component: String!, $scenario: ComponentScenarioInput!) {
  simulateComponentReport(agreement: $agreement, component: $component,
    period: {month: \"2026-04\"}, scenario: $scenario) {
    problems { code path message }
    before { availability { ratio { percent } agreedSeconds } verdict }
    after { availability { ratio { percent } agreedSeconds } verdict }
    difference { availabilityPoints { decimal } agreedSeconds differs shares { seconds { decimal } } }
    changes { text }
  }
}";

struct Simulation(Value);

impl Simulation {
    async fn of(app: &TestApp, service: &str, scenario: Value) -> Self {
        let variables = json!({"service": service, "scenario": scenario});
        let answer = app.integrator().query(SERVICE, variables).await;
        let simulation = answer.at("/simulateServiceReport").clone();
        assert_eq!(simulation["problems"], json!([]));
        Self(simulation)
    }

    #[track_caller]
    fn at(&self, pointer: &str) -> &Value {
        match self.0.pointer(pointer) {
            Some(value) => value,
            None => panic!("nothing at {pointer} of {:#}", self.0),
        }
    }

    /// Percent and verdict after, and the downtime then in minutes.
    #[track_caller]
    fn check(&self, percent: &str, verdict: &str, downtime_minutes: i64) -> &Self {
        assert_eq!(self.at("/after/availability/ratio/percent"), percent);
        assert_eq!(self.at("/after/verdict"), verdict);
        let seconds = format!("{}.000000", downtime_minutes * 60);
        let given = self.at("/after/availability/downtimeSeconds/decimal");
        assert_eq!(given, &json!(seconds));
        self
    }

    /// The suppliers' minutes after, by supplier.
    #[track_caller]
    fn shared(&self, expect: &[(&str, i64)]) -> &Self {
        let shares = self.at("/after/attribution/shares").as_array();
        let mut given: Vec<(String, String)> = shares
            .expect("shares")
            .iter()
            .map(|share| {
                let text = |value: &Value| value.as_str().expect("a text").to_owned();
                let seconds = text(&share["seconds"]["decimal"]);
                (text(&share["supplier"]["code"]), seconds)
            })
            .collect();
        given.sort();
        let expect: Vec<_> = expect
            .iter()
            .map(|(code, minutes)| ((*code).to_owned(), format!("{}.000000", minutes * 60)))
            .collect();
        assert_eq!(given, expect);
        self
    }
}

/// The empty scenario differs in nothing; the report before is the plain report, whatever is assumed.
#[tokio::test]
async fn nothing_assumed_is_nothing_changed() {
    on_both(async |database| {
        let app = filled(database).await;
        let plain = SERVICE
            .replace(
                "simulateServiceReport(service: $service, period: {month: \"2026-04\"}, scenario: $scenario)",
                "service(code: $service)",
            )
            .split_once("before {")
            .map(|_| {
                let (_, fragment) = SERVICE.split_once("fragment").expect("a fragment");
                format!(
                    "query($service: String!) {{ service(code: $service) {{ \
                     report(period: {{month: \"2026-04\"}}) {{ ...Report }} }} }} fragment{fragment}"
                )
            })
            .expect("a document");
        for service in ["chain", "redundant", "planned", "unknown", "weighted", "watermelon"] {
            let variables = json!({"service": service});
            let report = app.integrator().query(&plain, variables).await;
            let report = report.at("/service/report").clone();
            for empty in [json!({}), json!({"exclusions": {}, "withoutSuppliers": []})] {
                let simulation = Simulation::of(&app, service, empty).await;
                assert_eq!(simulation.at("/before"), &report);
                assert_eq!(simulation.at("/after"), &report);
                assert_eq!(simulation.at("/difference/differs"), false);
                assert_eq!(simulation.at("/changes"), &json!([]));
            }
            let all = json!({"targetPercent": "50", "withoutOutagesOf": ["acme", "bolt", "core"]});
            let simulation = Simulation::of(&app, service, all).await;
            assert_eq!(simulation.at("/before"), &report);
            simulation.check("100.000000", "MET", 0);
            assert_eq!(simulation.at("/difference/differs"), true);
        }
    })
    .await;
}

/// C3: the same 225 minutes under other policies, and without one of the suppliers.
#[tokio::test]
async fn shares_and_outages_can_be_assumed_away() {
    on_both(async |database| {
        let app = filled(database).await;
        let by = async |policy: &str| {
            Simulation::of(&app, "chain", json!({"attributionPolicy": policy})).await
        };
        let split = by("SPLIT_EQUAL").await;
        split.check("99.479166", "BREACHED", 225);
        split.shared(&[("acme", 90), ("bolt", 90), ("core", 45)]);
        let first = by("FIRST_CAUSE").await;
        first.check("99.479166", "BREACHED", 225);
        first.shared(&[("acme", 120), ("bolt", 60), ("core", 45)]);
        assert_eq!(
            first.at("/difference/availabilityPoints/decimal"),
            "0.000000"
        );
        let moved = first.at("/difference/shares").as_array().expect("shares");
        let of = |code: &str| {
            let found = moved.iter().find(|share| share["supplier"]["code"] == code);
            found.expect("a share")["seconds"]["decimal"].clone()
        };
        assert_eq!(
            [of("acme"), of("bolt"), of("core")],
            ["1800.000000", "-1800.000000", "0.000000"]
        );
        let full = by("FULL").await;
        full.shared(&[("acme", 120), ("bolt", 120), ("core", 45)]);

        let without = Simulation::of(&app, "chain", json!({"withoutOutagesOf": ["acme"]})).await;
        without.check("99.618055", "MET", 165);
        without.shared(&[("acme", 0), ("bolt", 120), ("core", 45)]);
        assert_eq!(
            without.at("/difference/downtimeSeconds/decimal"),
            "-3600.000000"
        );
        assert_eq!(without.at("/difference/verdictBefore"), "BREACHED");
        assert_eq!(
            without.at("/difference/budgetRemainingSeconds/decimal"),
            "3600.000000"
        );
        assert_eq!(without.at("/difference/budgetSeconds/decimal"), "0.000000");
        assert_eq!(without.at("/changes/0/text"), "no component of acme fails");

        let outages = "{ component(code: \"chain-c\") { outages { nodes { id } } } }";
        let answer = app.integrator().ask(outages).await;
        let id = answer.at("/component/outages/nodes/0/id");
        let one = Simulation::of(&app, "chain", json!({"withoutOutages": [id]})).await;
        one.check("99.583333", "MET", 180);
        assert_eq!(one.at("/difference/breaks"), -1);
    })
    .await;
}

/// C4: the redundant service without its second host, and without all that one supplier delivers.
#[tokio::test]
async fn trees_can_be_assumed() {
    on_both(async |database| {
        let app = filled(database).await;
        let component = |code: &str| json!({"component": code});
        let nodes = json!({"gate": "K_OF_N", "k": 2, "children":
            [component("n1"), component("n2"), component("n3")]});
        let tree = json!({"gate": "SERIAL", "children": [component("network"), component("h1"), nodes]});
        let without_h2 = Simulation::of(&app, "redundant", json!({"topology": {"tree": tree}})).await;
        without_h2.check("99.583333", "MET", 180);
        assert_eq!(without_h2.at("/difference/downtimeSeconds/decimal"), "5400.000000");
        assert_eq!(
            without_h2.at("/changes/0/text"),
            "another dependency tree is in force all the time: all of (network, h1, 2 of (n1, n2, n3))"
        );

        // Bolt delivers h2 and n2: one host is left, and both other nodes are needed.
        let scenario = json!({"withoutSuppliers": ["bolt"]});
        let without_bolt = Simulation::of(&app, "redundant", scenario).await;
        without_bolt.check("99.444444", "BREACHED", 240);
        without_bolt.shared(&[("acme", 240), ("core", 0)]);
        let texts = without_bolt.at("/changes").as_array().expect("changes");
        let texts: Vec<_> = texts.iter().filter_map(|change| change["text"].as_str()).collect();
        let from = "in the tree from 2026-01-01T00:00:00Z, the";
        assert_eq!(texts, [
            "the tree holds no component of bolt",
            &format!("{from} PARALLEL gate /1 needs 1 of 1 children instead of 1 of 2"),
            &format!("{from} K_OF_N gate /2 needs 2 of 2 children instead of 2 of 3"),
        ]);
        let own = without_bolt.at("/after/components").as_array().expect("components");
        assert_eq!(own.len(), 4);

        let same = json!({"topology": {"inForceAt": "2026-04-15T00:00:00Z"}});
        let same = Simulation::of(&app, "redundant", same).await;
        assert_eq!(same.at("/difference/differs"), false);
    })
    .await;
}

/// C1: who is green and who is red is a matter of hours.
#[tokio::test]
async fn hours_can_be_assumed() {
    on_both(async |database| {
        let app = filled(database).await;
        let days = ["MON", "TUE", "WED", "THU", "FRI"];
        let hours = json!({"hours": {"zone": "Europe/London",
            "weekly": [{"days": days, "start": "08:00", "end": "18:00"}]}});
        for calendar in [json!({"code": "office-london"}), hours] {
            let office = Simulation::of(&app, "watermelon", json!({"calendar": calendar})).await;
            office.check("100.000000", "MET", 0);
            assert_eq!(office.at("/after/availability/agreedSeconds"), 13_200 * 60);
            assert_eq!(office.at("/before/availability/ratio/percent"), "99.444444");
            assert_eq!(
                office.at("/difference/availabilityPoints/decimal"),
                "0.555555"
            );
            assert_eq!(
                office.at("/after/uncovered/downtimeSeconds/decimal"),
                "0.000000"
            );
        }
        let variables = json!({"agreement": "uc-part-time", "component": "part-time",
            "scenario": {"calendar": {"code": "always"}}});
        for actor in [app.integrator(), app.auditor(), app.supplier("bolt")] {
            let answer = actor.query(COMPONENT, variables.clone()).await;
            let own = answer.at("/simulateComponentReport");
            assert_eq!(
                own["before"]["availability"]["ratio"]["percent"],
                "100.000000"
            );
            assert_eq!(
                own["after"]["availability"]["ratio"]["percent"],
                "99.444444"
            );
            assert_eq!(own["after"]["verdict"], "BREACHED");
            assert_eq!(
                own["difference"]["availabilityPoints"]["decimal"],
                "-0.555555"
            );
            assert_eq!(own["difference"]["agreedSeconds"], (43_200 - 13_200) * 60);
            assert_eq!(own["difference"]["shares"], json!([]));
        }
    })
    .await;
}

/// C2, C5, C10: exclusions, degradation and unknown time, one example made of the other.
#[tokio::test]
async fn terms_can_be_assumed() {
    on_both(async |database| {
        let app = filled(database).await;
        let exclusions = async |service: &str, change: Value| {
            Simulation::of(&app, service, json!({"exclusions": change})).await
        };
        let none = exclusions("planned", json!({"none": true})).await;
        none.check("99.861111", "BREACHED", 60);
        assert_eq!(none.at("/difference/excludedSeconds"), -14_400);
        let left_out = exclusions("planned", json!({"leftOut": ["CHG-1"]})).await;
        left_out.check("99.861111", "BREACHED", 60);
        let late = exclusions("late", json!({"noticeHours": 0})).await;
        late.check("99.930167", "MET", 30);
        let window = json!({"start": "2026-04-10T02:00:00Z", "end": "2026-04-10T06:00:00Z"});
        let added = exclusions("unapproved", json!({"added": [window]})).await;
        added.check("99.930167", "MET", 30);
        // This agreement excludes nothing, until a notice is agreed.
        let still = exclusions("not-back-to-back", json!({"added": [window]})).await;
        still.check("99.444444", "BREACHED", 240);
        let back = exclusions("not-back-to-back", json!({"noticeHours": 72})).await;
        back.check("100.000000", "MET", 0);
        let uncapped = exclusions("capped", json!({"noCap": true})).await;
        uncapped.check("100.000000", "MET", 0);
        let capped = exclusions("capped", json!({"capMinutesPerMonth": 240})).await;
        capped.check("99.162011", "BREACHED", 360);

        let down = json!({"missingData": "COUNT_AS_DOWN"});
        Simulation::of(&app, "unknown", down)
            .await
            .check("96.620370", "BREACHED", 1_460);
        let degraded = Simulation::of(&app, "weighted", json!({"degradation": "AS_DOWN"})).await;
        degraded.check("99.675925", "BREACHED", 140);
        let target = Simulation::of(&app, "chain", json!({"targetPercent": "99.4"})).await;
        target.check("99.479166", "MET", 225);
        assert_eq!(
            target.at("/difference/budgetSeconds/decimal"),
            "2592.000000"
        );
        assert_eq!(
            target.at("/changes/0"),
            &json!({
            "assumption": "AVAILABILITY_TARGET", "text": "99.4 % is promised"})
        );
        let steps = target.at("/explanation/steps").as_array().expect("steps");
        assert!(
            steps
                .iter()
                .any(|step| step["text"] == "difference in points")
        );
    })
    .await;
}
