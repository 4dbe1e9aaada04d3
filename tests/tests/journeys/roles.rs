//! Every role at every door: what the policy table says is what the API gives, no more and no less.
//! The expectations are taken from the table itself, so that the two cannot drift apart.

use std::collections::BTreeSet;

use federation::authority::policy::{may_do, may_read, scope_to_do, scope_to_read};
use federation::authority::{Deed, Extent, Role, Scope, Scopes, Subject};
use serde_json::{Value, json};
use tests::harness::actor::Actor;
use tests::harness::app::TestApp;
use tests::harness::database::{TestDatabase, on_both};

use crate::catalogues::{SMALL, with_credits};
use crate::simulation_reach::SIMULATIONS;

/// Planned work of each rival, and on the service that both support.
const WINDOWS: &str = "\
catalogue: 1
maintenanceWindows:
  - {reference: CHG-A, component: net, start: 2026-04-05T02:00:00Z, end: 2026-04-05T06:00:00Z, approved: true}
  - {reference: CHG-B, component: host, start: 2026-04-06T02:00:00Z, end: 2026-04-06T06:00:00Z, approved: true}
  - {reference: CHG-S, service: portal, start: 2026-04-07T02:00:00Z, end: 2026-04-07T06:00:00Z, approved: true}
";

pub(crate) async fn filled(database: &TestDatabase) -> TestApp {
    let app = TestApp::with_catalogue(database, &with_credits()).await;
    app.apply_as_operator(WINDOWS).await;
    let rows = [("acme", "net"), ("bolt", "host"), ("cage", "rack")];
    for (number, (supplier, component)) in rows.into_iter().enumerate() {
        let row = json!({
            "component": component,
            "start": format!("2026-04-1{number}T10:00:00Z"),
            "end": format!("2026-04-1{number}T11:00:00Z"),
            "source": "desk",
            "externalId": supplier,
        });
        let input = json!({"idempotencyKey": supplier, "rows": [row]});
        let answer = app.supplier(supplier).submit(input).await;
        assert_eq!(answer.at("/submitOutages/submission/counts/accepted"), 1);
    }
    app
}

/// One actor for each role that a token can have.
pub(crate) fn actors(app: &TestApp) -> [(Role, Actor<'_>); 4] {
    [
        (Role::Auditor, app.auditor()),
        (Role::Customer, app.customer("bank")),
        (Role::Integrator, app.integrator()),
        (Role::Supplier, app.supplier("acme")),
    ]
}

/// A list at the root with the field that finds one of it by its code, and what it reads.
struct Door {
    list: &'static str,
    by_code: Option<&'static str>,
    subjects: &'static [Subject],
}

const DOORS: &[Door] = &[
    Door {
        list: "agreements",
        by_code: Some("agreement"),
        subjects: &[Subject::CustomerAgreement, Subject::SupplierAgreement],
    },
    Door {
        list: "components",
        by_code: Some("component"),
        subjects: &[Subject::Component],
    },
    Door {
        list: "outages",
        by_code: None,
        subjects: &[Subject::Outage],
    },
    Door {
        list: "services",
        by_code: Some("service"),
        subjects: &[Subject::Service],
    },
    Door {
        list: "submissions",
        by_code: None,
        subjects: &[Subject::Submission],
    },
    Door {
        list: "suppliers",
        by_code: Some("supplier"),
        subjects: &[Subject::Organization],
    },
];

/// What the journeys about alignment and about gaps look at, with its field of the query.
const ELSEWHERE: &[(Subject, Option<&str>)] = &[
    (Subject::Alignment, None),
    // Seen by the parties of each agreement: the journey `credits`.
    (Subject::CreditStatement, None),
    (Subject::IntegratorScorecard, Some("integratorScorecard")),
    (Subject::UncoveredTime, Some("gaps")),
];

impl Door {
    /// The widest extent of what it reads.
    fn extent(&self, role: Role) -> Extent {
        let wide = |subject: &Subject| may_read(role, *subject);
        let extents: Vec<Extent> = self.subjects.iter().map(wide).collect();
        if extents.iter().all(|extent| *extent == Extent::Everything) {
            Extent::Everything
        } else {
            let partly = extents
                .into_iter()
                .find(|extent| *extent != Extent::Nothing);
            partly.unwrap_or(Extent::Nothing)
        }
    }

    /// Identifier and code of everything on the list.
    async fn rows(&self, actor: &Actor<'_>) -> Vec<(String, Option<String>)> {
        let code = if self.by_code.is_some() { "code" } else { "" };
        let document = format!(
            "{{ {}(first: 100) {{ totalCount nodes {{ id {code} }} }} }}",
            self.list
        );
        let answer = actor.ask(&document).await;
        let list = answer.at(&format!("/{}", self.list));
        let nodes = list["nodes"].as_array().expect("nodes");
        assert_eq!(list["totalCount"], nodes.len());
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let row = |node: &Value| (text(&node["id"]).expect("an id"), text(&node["code"]));
        nodes.iter().map(row).collect()
    }

    async fn check(&self, app: &TestApp) {
        let all = self.rows(&app.integrator()).await;
        assert!(all.len() > 1);
        for (role, actor) in actors(app) {
            let seen = self.rows(&actor).await;
            let extent = self.extent(role);
            match extent {
                Extent::Everything => assert_eq!(seen, all, "{role} {}", self.list),
                Extent::Nothing => assert_eq!(seen, [], "{role} {}", self.list),
                Extent::Own | Extent::Related => {
                    assert!(!seen.is_empty(), "{role} {}", self.list);
                    assert!(seen.len() < all.len(), "{role} {}", self.list);
                }
            }
            for (id, code) in &all {
                let visible = seen.iter().any(|(seen, _)| seen == id);
                let node = format!("{{ found: node(id: \"{id}\") {{ id }} }}");
                let by_code = self.by_code.zip(code.as_ref());
                let by_code = by_code.map(|(field, code)| {
                    format!("{{ found: {field}(code: \"{code}\") {{ id }} }}")
                });
                for document in [Some(node), by_code].into_iter().flatten() {
                    let answer = actor.ask(&document).await;
                    if visible {
                        assert_eq!(answer.at("/found/id"), id.as_str(), "{role} {document}");
                    } else {
                        assert_eq!(answer.reasons(), ["NOT_FOUND"], "{role} {document}");
                        assert_eq!(answer.json["data"], json!({"found": null}));
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn every_root_field_gives_what_the_policy_says() {
    on_both(async |database| {
        let app = filled(database).await;
        for door in DOORS {
            door.check(&app).await;
        }
        // A new root field needs a line here.
        let known: BTreeSet<&str> = DOORS
            .iter()
            .flat_map(|door| [Some(door.list), door.by_code])
            .flatten()
            .chain(["calculator", "node", "nodes", "viewer"])
            .chain(SIMULATIONS.iter().map(|(_, field, _)| *field))
            .chain(ELSEWHERE.iter().filter_map(|(_, root)| *root))
            .collect();
        let answer = app
            .auditor()
            .ask("{ __schema { queryType { fields { name } } } }")
            .await;
        let fields = answer
            .at("/__schema/queryType/fields")
            .as_array()
            .expect("fields");
        let served: BTreeSet<&str> = fields
            .iter()
            .filter_map(|field| field["name"].as_str())
            .collect();
        assert_eq!(served, known);
    })
    .await;
}

/// What a report shows, each with its line in the policy; the marks are empty or null when nothing
/// of it may be seen.
const PARTS: &[(Subject, &str)] = &[
    (Subject::ServiceReport, "/report/availability/ratio"),
    (Subject::CustomerAgreement, "/report/promise"),
    (Subject::CustomerAgreement, "/report/errorBudget"),
    (Subject::DowntimeInterval, "/burnAlerts"),
    (Subject::CustomerAgreement, "/report/agreements"),
    (Subject::CustomerAgreement, "/agreements"),
    (Subject::DependencyTree, "/dependencyTree"),
    (Subject::Component, "/components"),
    (Subject::DowntimeInterval, "/report/downtimes"),
    (
        Subject::DowntimeInterval,
        "/report/availability/breachCertainAt",
    ),
    (Subject::Attribution, "/report/attribution"),
    (Subject::ComponentReport, "/report/components"),
    (Subject::CreditExposure, "/report/creditExposure"),
    (Subject::UncoveredTime, "/report/uncovered"),
    (
        Subject::MaintenanceWindow,
        "/report/explanation/maintenance",
    ),
    (Subject::Outage, "/report/explanation/inputs"),
];

#[tokio::test]
async fn every_part_of_a_report_is_as_visible_as_the_policy_says() {
    on_both(async |database| {
        let app = filled(database).await;
        let document = "{ service(code: \"portal\") { agreements { code } dependencyTree { path } \
            components { code } report(period: {month: \"2026-04\"}) { verdict agreements { code } \
            availability { ratio { percent } breachCertainAt } promise { baseSeconds } \
            errorBudget { baseSeconds burnDown { date } } \
            downtimes { loss } attribution { othersSeconds { decimal } shares { supplier { code } } } \
            components { component { code } } uncovered { downtimeSeconds { decimal } } \
            creditExposure { totals { owed { minor } } } \
            explanation { maintenance { reference } inputs { outage { externalId } } } } \
            burnAlerts(at: \"2026-04-11T10:30:00Z\") { call } } }";
        let integrator = app.integrator().ask(document).await;
        for (role, actor) in actors(&app) {
            let answer = actor.ask(document).await;
            for (subject, pointer) in PARTS {
                let part = answer.at("/service").pointer(pointer).expect("a part");
                let whole = integrator.at("/service").pointer(pointer).expect("a part");
                let empty = *part == Value::Null || *part == json!([]);
                match may_read(role, *subject) {
                    Extent::Nothing => assert!(empty, "{role} {pointer}: {part}"),
                    Extent::Everything => assert_eq!(part, whole, "{role} {pointer}"),
                    Extent::Own | Extent::Related => assert!(!empty, "{role} {pointer}"),
                }
            }
            // Figure and verdict are the same for everyone who sees the service.
            let same = "/service/report/availability/ratio/percent";
            assert_eq!(answer.at(same), integrator.at(same));
            assert_eq!(answer.at("/service/report/verdict"), "BREACHED");
            // Of two suppliers, the total of the others would be the rival's own figure.
            let others = answer.at("/service/report/attribution/othersSeconds");
            assert_eq!(others, &Value::Null, "{role}");
        }
        let parts = PARTS.iter().map(|(subject, _)| *subject);
        let doors = DOORS.iter().flat_map(|door| door.subjects).copied();
        let elsewhere = ELSEWHERE.iter().map(|(subject, _)| *subject);
        let simulations = SIMULATIONS.iter().map(|(subject, _, _)| *subject);
        let looked_at = parts.chain(doors).chain(simulations).chain(elsewhere);
        let covered: BTreeSet<&str> = looked_at.map(Subject::as_str).collect();
        let all: BTreeSet<&str> = Subject::ALL
            .iter()
            .map(|subject| subject.as_str())
            .collect();
        assert_eq!(covered, all, "every line of the policy is looked at");
    })
    .await;
}

#[tokio::test]
async fn without_the_scope_every_door_says_which() {
    on_both(async |database| {
        let app = filled(database).await;
        for door in DOORS {
            let lacking = scope_to_read(door.subjects[0]);
            let others: Scopes = Scope::ALL
                .iter()
                .copied()
                .filter(|scope| *scope != lacking)
                .collect();
            for (role, actor) in actors(&app) {
                let narrow = actor.with_scopes(&others.to_string());
                let by_code = door
                    .by_code
                    .map(|field| format!("{{ {field}(code: \"x\") {{ id }} }}"));
                let list = format!("{{ {} {{ nodes {{ id }} }} }}", door.list);
                for document in [Some(list), by_code].into_iter().flatten() {
                    let answer = narrow.ask(&document).await;
                    assert_eq!(
                        answer.reasons(),
                        ["INSUFFICIENT_SCOPE"],
                        "{role} {document}"
                    );
                    assert!(answer.body.contains(lacking.as_str()), "{}", answer.body);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_mutation_does_what_the_policy_says() {
    on_both(async |database| {
        let app = filled(database).await;
        for (role, actor) in actors(&app) {
            for deed in Deed::ALL {
                // For oneself where there is a self, for another supplier, and without the scope.
                let lacking = scope_to_do(*deed);
                let others: Scopes = Scope::ALL
                    .iter()
                    .copied()
                    .filter(|scope| *scope != lacking)
                    .collect();
                let narrow = actor.clone().with_scopes(&others.to_string());
                let mut reasons = Vec::new();
                for (who, supplier) in [(&actor, "acme"), (&actor, "bolt"), (&narrow, "acme")] {
                    let answer = match deed {
                        Deed::ApplyCatalogue => who.catalogue("APPLY", "catalogue: 1\n").await,
                        Deed::RevokeToken => {
                            let mutation = "mutation { revokeToken(input: {issuer: \"nobody\", \
                                tokenId: \"t\"}) { problems { code } } }";
                            who.ask(mutation).await
                        }
                        Deed::SubmitPerformance => {
                            let input =
                                json!({"idempotencyKey": "k", "supplier": supplier, "rows": []});
                            who.submit(input).await
                        }
                    };
                    reasons.push(answer.reasons().join(" "));
                }
                let expect = match may_do(role, *deed) {
                    Extent::Nothing | Extent::Related => ["FORBIDDEN"; 3],
                    Extent::Own => ["", "FORBIDDEN", "INSUFFICIENT_SCOPE"],
                    Extent::Everything => ["", "", "INSUFFICIENT_SCOPE"],
                };
                assert_eq!(reasons, expect, "{role} {deed}");
            }
        }
    })
    .await;
}

/// A lead supplier answers for its sub-supplier's component in an agreement of its own: the
/// sub-supplier sees how the component did under the subcontract, and nothing of the other.
#[tokio::test]
async fn a_sub_supplier_does_not_see_what_its_lead_promised() {
    on_both(async |database| {
        let app = TestApp::with_catalogue(database, SMALL).await;
        app.apply_as_operator(
            "catalogue: 1\nservices:\n- code: vault\n  name: Vault\n  customer: bank\n  topologies:\n  \
             - {effectiveFrom: 2026-01-01T00:00:00Z, tree: {component: rack}}\nagreements:\n\
             - {code: uc-lead, name: Lead, kind: UNDERPINNING_CONTRACT, provider: acme, customer: hub, \
             components: [rack], versions: [{version: 1, status: SIGNED, effectiveFrom: \
             2026-01-01T00:00:00Z, calendar: always, availabilityTargetPercent: 98.7}]}\n",
        )
        .await;
        let document = "{ service(code: \"vault\") { report(period: {month: \"2026-04\"}) { \
            components { agreements { code } promise { target { percent } } } } } \
            component(code: \"rack\") { agreements { agreement { code } } } }";
        let of = async |actor: Actor<'_>| {
            let answer = actor.ask(document).await;
            assert_eq!(answer.status, 200);
            let reports = answer.at("/service/report/components").as_array().expect("reports");
            let code = |report: &Value| report["agreements"][0]["code"].as_str().map(str::to_owned);
            let mut codes: Vec<String> = reports.iter().filter_map(code).collect();
            codes.sort();
            (codes, answer.body)
        };
        assert_eq!(of(app.integrator()).await.0, ["uc-cage", "uc-lead"]);
        let (codes, body) = of(app.supplier("cage")).await;
        assert_eq!(codes, ["uc-cage"]);
        assert!(!body.contains("uc-lead") && !body.contains("98.7"), "{body}");
    })
    .await;
}
