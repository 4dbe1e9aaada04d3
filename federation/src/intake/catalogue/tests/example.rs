//! The published example is sound, and its plan reads well.

use super::{BASE, EXAMPLE, changes, model, plan_from, shown};
use crate::agreement::AgreementSubject;
use crate::model::ServiceModel;
use crate::vocabulary::Problem;

fn planned(text: &str, current: &ServiceModel) -> super::Plan {
    plan_from(text, current).unwrap_or_else(|problems: Vec<Problem>| panic!("{}", shown(&problems)))
}

#[test]
fn the_example_is_sound() {
    let plan = planned(EXAMPLE, &ServiceModel::default());
    let after = &plan.after;
    assert_eq!(after.organizations.len(), 7);
    assert_eq!(after.calendars.len(), 4);
    assert_eq!(after.components.len(), 9);
    assert_eq!(after.services.len(), 2);
    assert_eq!(after.topologies.len(), 3);
    assert_eq!(after.agreements.len(), 6);
    assert_eq!(after.maintenance_windows.len(), 3);
    let summary = plan.summary();
    assert_eq!((summary.updated, summary.unchanged), (0, 0));
    assert_eq!(summary.created, plan.changes.len());
    assert_eq!(summary.created, 42);
}

#[test]
fn a_catalogue_in_json_is_the_same() {
    let value: serde_json::Value = serde_saphyr::from_str(BASE).expect("YAML");
    assert_eq!(model(&value.to_string()), model(BASE));
}

#[test]
fn a_plan_names_everything_new() {
    let text = "\
catalogue: 1
services:
- code: cards
  name: Cards
  customer: bank
  topologies:
  - effectiveFrom: 2026-01-01T00:00:00+01:00
    tree:
      gate: SERIAL
      children:
      - component: wan
      - {gate: K_OF_N, k: 1, children: [{component: host}, {component: cage}]}
      - {gate: PARALLEL, children: [{component: host}, {component: cage}]}
calendars:
- {code: shop, zone: UTC, weekly: [{days: [SAT, SUN], start: '22:00', end: '06:00'}], closedDates: [2026-12-25, 2026-01-01]}
maintenanceWindows:
- {reference: CHG-2, service: cards, start: 2026-04-05T02:00:00Z, end: 2026-04-05T06:00:00Z, approved: false}
";
    assert_eq!(
        changes(&planned(text, &model(BASE))),
        "\
CREATE CALENDAR shop [zone: - > UTC; weekly: - > SAT SUN 22:00-06:00; closedDates: - > 2026-01-01, 2026-12-25]
CREATE SERVICE cards [name: - > Cards; customer: - > bank]
CREATE TOPOLOGY cards@2025-12-31T23:00:00Z [effectiveFrom: - > 2025-12-31T23:00:00Z; tree: - > \
SERIAL(wan, K_OF_N 1(host, cage), PARALLEL(host, cage))]
CREATE MAINTENANCE_WINDOW service/cards/CHG-2 [start: - > 2026-04-05T02:00:00Z; end: - > \
2026-04-05T06:00:00Z; approved: - > false]"
    );
}

#[test]
fn a_plan_names_what_becomes_different() {
    let text = BASE
        .replace("name: NorthNet", "name: NorthNet plc")
        .replace(
            "{component: wan}, {component: host}",
            "{component: host}, {component: wan}",
        )
        .replace(
            "status: DRAFT,",
            "status: DRAFT, availabilityTargetPercent: 99.95, maintenance: {noticeHours: 24},",
        )
        .replace(
            "approved: true",
            "approved: true, notifiedAt: 2026-04-01T09:00:00+02:00",
        );
    let plan = planned(&text, &model(BASE));
    assert_eq!(
        changes(&plan),
        "\
UPDATE ORGANIZATION northnet [name: NorthNet > NorthNet plc]
UPDATE TOPOLOGY payments@2026-01-01T00:00:00Z [tree: SERIAL(wan, host) > SERIAL(host, wan)]
UPDATE AGREEMENT_VERSION uc/2 [availabilityTargetPercent: - > 99.95; maintenance.noticeHours: - > 24]
UPDATE MAINTENANCE_WINDOW component/wan/CHG-1 [notifiedAt: - > 2026-04-01T07:00:00Z]"
    );
    let summary = plan.summary();
    assert_eq!((summary.created, summary.updated), (0, 4));
    assert_eq!(summary.unchanged + 4, plan.changes.len());
}

#[test]
fn what_a_catalogue_does_not_name_stays() {
    let current = model(BASE);
    let plan = planned("catalogue: 1", &current);
    assert_eq!(plan.after, current);
    assert!(plan.changes.is_empty());
    // A new version joins those that the file leaves out.
    let text = "\
catalogue: 1
agreements:
- code: uc
  name: Network
  kind: UNDERPINNING_CONTRACT
  provider: northnet
  customer: meridian
  components: [wan]
  versions:
  - {version: 3, status: DRAFT, effectiveFrom: 2028-01-01T00:00:00Z, calendar: office}
";
    let plan = planned(text, &current);
    let agreement = plan
        .after
        .agreements
        .values()
        .find(|agreement| agreement.code.as_str() == "uc")
        .expect("it is there");
    let numbers: Vec<u32> = agreement
        .versions
        .iter()
        .map(|version| version.version)
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(plan.summary().created, 1);
}

#[test]
fn components_of_a_subject_ascend() {
    let model = model(EXAMPLE);
    for agreement in model.agreements.values() {
        if let AgreementSubject::Components(components) = &agreement.subject {
            assert!(components.is_sorted(), "{}", agreement.code);
        }
    }
}

#[test]
fn the_digest_is_that_of_the_text() {
    let plan = planned("catalogue: 1", &ServiceModel::default());
    assert_eq!(
        plan.digest,
        "bfb100a2a3c2fc62a37b5c8a437429efe929193503281c356ed695aa1f10364c"
    );
}
