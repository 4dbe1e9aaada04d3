//! The simulations that can be asked for in the world of rivals: for the crawl that looks for leaks,
//! and to see that what one rival does changes no byte of another's.

use tests::harness::database::on_both;

use crate::crawler::{Root, Schema, VARIANTS};
use crate::interference::meddle;
use crate::rivals::world;

/// Services with what is assumed of them.
const OF_SERVICES: &[(&str, &str, &str)] = &[
    (
        "cnry_xsvc_service",
        "2026-05",
        "targetPercent: \"90\", attributionPolicy: FULL, exclusions: {none: true}",
    ),
    (
        "cnry_xsvc_service",
        "2026-04",
        "calendar: {hours: {zone: \"Europe/Berlin\", weekly: [{days: [MON, SUN], start: \"00:00\", end: \"24:00\"}]}}",
    ),
    ("cnry_xsvc_service", "2026-04", "targetPercent: \"0\""),
    (
        "cnry_xsvc_service",
        "2026-04",
        "topology: {inForceAt: \"2026-04-15T00:00:00Z\"}",
    ),
    ("cnry_shared_service", "2026-04", "degradation: AS_DOWN"),
    ("cnry_ysvc_service", "2026-04", "missingData: COUNT_AS_DOWN"),
];

/// Agreements and components with what is assumed of them.
const OF_COMPONENTS: &[(&str, &str, &str, &str)] = &[
    (
        "cnry_adeal_uc",
        "cnry_a_comp",
        "2026-05",
        "targetPercent: \"90\", degradation: WEIGHTED, agreementVersion: 1",
    ),
    (
        "cnry_adeal_uc",
        "cnry_a_comp",
        "2026-04",
        "calendar: {code: \"always\"}, exclusions: {noticeHours: 0, leftOut: [\"cnry_a_window\"]}",
    ),
    (
        "cnry_adeal_uc",
        "cnry_a_comp",
        "2026-04",
        "targetPercent: \"0\"",
    ),
    (
        "cnry_ddeal_uc",
        "cnry_d_comp",
        "2026-04",
        "exclusions: {none: true}",
    ),
    (
        "cnry_b_uc",
        "cnry_b_comp",
        "2026-04",
        "missingData: COUNT_AS_FAILURE",
    ),
    (
        "cnry_b_sub_uc",
        "cnry_b_sub_comp",
        "2026-04",
        "targetPercent: \"1\"",
    ),
];

/// All of them as fields of the query; the first of each sort is asked for whole.
pub(crate) fn roots() -> Vec<Root> {
    let services = OF_SERVICES.iter().zip(0..);
    let services = services.map(|((service, month, scenario), number)| Root {
        field: "simulateServiceReport",
        arguments: format!(
            "(service: \"{service}\", period: {{month: \"{month}\"}}, scenario: {{{scenario}}})"
        ),
        whole: number == 0,
    });
    let components = OF_COMPONENTS.iter().zip(0..);
    let components = components.map(|((agreement, component, month, scenario), number)| Root {
        field: "simulateComponentReport",
        arguments: format!(
            "(agreement: \"{agreement}\", component: \"{component}\", \
             period: {{month: \"{month}\"}}, scenario: {{{scenario}}})"
        ),
        whole: number == 0,
    });
    services.chain(components).collect()
}

/// Rival b fails, corrects, withdraws, keeps silent, plans and signs: the simulations of a, and those
/// of the customer whose service is made without b, stay as they are to the byte.
#[tokio::test]
async fn what_b_does_changes_no_byte_of_a_simulation() {
    on_both(async |database| {
        let app = world(database).await;
        let schema = Schema::of(&app.integrator()).await;
        let readers = [app.supplier("cnry_a_org"), app.customer("cnry_x_org")];
        let everything = async |variant: usize| {
            let (mut answers, mut simulated) = (Vec::new(), 0);
            for root in roots() {
                for document in schema.documents(&root, variant, &[]) {
                    for reader in &readers {
                        let answer = reader.ask(&document).await;
                        assert_eq!(answer.status, 200, "{}", answer.body);
                        simulated += usize::from(answer.json["data"][root.field].is_object());
                        answers.push((document.clone(), answer.without_request_id()));
                    }
                }
            }
            assert!(simulated > 5, "{simulated} of {}", answers.len());
            answers
        };
        let mut before = Vec::new();
        for variant in 0..VARIANTS {
            before.push(everything(variant).await);
        }
        for round in 0..6 {
            meddle(&app, round).await;
            let after = everything(round % VARIANTS).await;
            for ((document, before), (_, after)) in before[round % VARIANTS].iter().zip(&after) {
                assert_eq!(before, after, "round {round}: {document}");
            }
        }
    })
    .await;
}
