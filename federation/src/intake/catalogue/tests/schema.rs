//! The JSON Schema that the types generate tells good catalogues from bad ones.

use serde_json::Value;

use super::super::json_schema;
use super::{BASE, EXAMPLE};

fn value(text: &str) -> Value {
    serde_saphyr::from_str(text).expect("the text is YAML")
}

#[test]
fn the_schema_accepts_the_catalogues_that_the_parser_accepts() {
    let schema = jsonschema::validator_for(&json_schema()).expect("the schema is one");
    for text in [
        EXAMPLE,
        BASE,
        "catalogue: 1",
        r#"{"catalogue": 1, "services": null}"#,
    ] {
        let faults: Vec<String> = schema
            .iter_errors(&value(text))
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert_eq!(faults, Vec::<String>::new());
    }
}

#[track_caller]
fn check_refused(old: &str, new: &str) {
    let schema = jsonschema::validator_for(&json_schema()).expect("the schema is one");
    assert!(BASE.contains(old), "{old:?}");
    assert!(
        !schema.is_valid(&value(&BASE.replacen(old, new, 1))),
        "{new:?}"
    );
}

#[test]
fn the_schema_refuses_broken_catalogues() {
    check_refused("catalogue: 1", "catalogue: 2");
    check_refused("code: meridian", "code: Meridian");
    check_refused("name: Bank", "nmae: Bank");
    check_refused("kind: CUSTOMER", "kind: CLIENT");
    check_refused("zone: UTC", "zone: EST");
    check_refused("days: [MON, FRI]", "days: []");
    check_refused("'08:00'", "8");
    check_refused(
        "{component: wan}",
        "{component: wan, gate: SERIAL, children: []}",
    );
    check_refused("{component: wan}", "{}");
    check_refused("service: payments", "components: [wan]");
    check_refused("components: [wan]", "service: payments");
    check_refused("status: SIGNED", "status: signed");
    check_refused("version: 1", "version: 0");
    check_refused("99.9", "100.1");
    check_refused("99.9", "'99,9'");
    check_refused("noticeHours: 72", "noticeHours: -1");
    let terms = |terms: &str| format!("calendar: always, {terms}}}\n");
    let sort = "credits: {sort: KEY_MEASUREMENT, chargePerMonth: {amount: 5, currency: EUR}";
    let refused = |new: &str| check_refused("calendar: always}\n", &terms(new));
    refused(&format!("{sort}}}"));
    refused(&format!(
        "{sort}, tiers: [], pool: {{allocationOfPoolPercent: 1, creditAllocationPercent: 1}}}}"
    ));
    refused("tickets: {times: [{priority: P1}]}");
    refused("workloadLimits: [{measure: LUNCHES, perMonth: 1}]");
    check_refused(
        "component: wan, start",
        "component: wan, service: payments, start",
    );
    check_refused("approved: true", "approved: maybe");
}
