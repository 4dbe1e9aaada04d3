//! Agreements, their versions, and maintenance windows.

use super::{BASE, check, check_edit, check_more, model, only_problem};
use crate::agreement::{Target, Terms};
use crate::model::ServiceModel;

#[test]
fn targets_are_exact() {
    let target = |text: &str| {
        let model = model(&BASE.replace("99.9\n", &format!("{text}\n")));
        terms(&model).availability_target
    };
    let percent = |text: &str| Target::from_percent(text).ok();
    assert_eq!(target("99.9"), percent("99.9"));
    assert_eq!(target("\"99.9\""), percent("99.9"));
    assert_eq!(target("99.900"), percent("99.9"));
    assert_eq!(target("99.999999999"), percent("99.999999999"));
    assert_eq!(target("100"), percent("100"));
    assert_eq!(target("~"), None);
}

fn terms(model: &ServiceModel) -> Terms {
    let sla = model
        .agreements
        .values()
        .find(|agreement| agreement.code.as_str() == "sla")
        .expect("the base has it");
    sla.versions[0].terms.clone()
}

#[test]
fn targets_have_a_range() {
    let path = "agreements.0.versions.0.availabilityTargetPercent";
    let edit = |target: &str, code: &str| {
        check(
            &BASE.replace("99.9\n", &format!("{target}\n")),
            &[(code, 34, path)],
        );
    };
    edit("0", "OUT_OF_RANGE");
    edit("-1", "OUT_OF_RANGE");
    edit("100.000000001", "OUT_OF_RANGE");
    edit("99.9999999999", "BAD_NUMBER");
    edit("99,9", "BAD_NUMBER");
    edit("'99.9 %'", "BAD_NUMBER");
    edit("9.99e1", "BAD_NUMBER");
    edit(".nan", "BAD_NUMBER");
    let hint = |target: &str| {
        let text = BASE.replace("99.9\n", &format!("{target}\n"));
        only_problem(&text, &ServiceModel::default()).hint
    };
    assert_eq!(hint("99,9").as_deref(), Some("write 99.9"));
    assert_eq!(hint("'99.9 %'").as_deref(), Some("write 99.9"));
}

#[test]
fn maintenance_terms_have_a_range() {
    let edit = |terms: &str, expect: &[super::Expected<'_>]| {
        check(
            &BASE.replace("noticeHours: 72, capMinutesPerMonth: 480", terms),
            expect,
        );
    };
    let notice = "agreements.0.versions.0.maintenance.noticeHours";
    let cap = "agreements.0.versions.0.maintenance.capMinutesPerMonth";
    edit("noticeHours: 0", &[]);
    edit("noticeHours: 8784, capMinutesPerMonth: 44700", &[]);
    edit("noticeHours: -1", &[("OUT_OF_RANGE", 35, notice)]);
    edit("noticeHours: 8785", &[("OUT_OF_RANGE", 35, notice)]);
    edit(
        "noticeHours: 99999999999999999999",
        &[("OUT_OF_RANGE", 35, notice)],
    );
    edit("noticeHours: 1.5", &[("BAD_NUMBER", 35, notice)]);
    edit(
        "noticeHours: 72, capMinutesPerMonth: -5",
        &[("OUT_OF_RANGE", 35, cap)],
    );
    edit(
        "noticeHours: 72, capMinutesPerMonth: 44701",
        &[("OUT_OF_RANGE", 35, cap)],
    );
}

#[test]
fn version_numbers_and_calendars_are_checked() {
    let versions = |text: &str| BASE.replace("{version: 2, status: DRAFT,", text);
    let path = "agreements.1.versions.1.version";
    check(
        &versions("{version: 0, status: DRAFT,"),
        &[("OUT_OF_RANGE", 44, path)],
    );
    check(
        &versions("{version: v2, status: DRAFT,"),
        &[("BAD_NUMBER", 44, path)],
    );
    check(
        &versions("{version: 1, status: DRAFT,"),
        &[("DUPLICATE_CODE", 44, path)],
    );
    check(
        &versions("{version: 10000, status: DRAFT,"),
        &[("OUT_OF_RANGE", 44, path)],
    );
    check(
        &versions("{version: 2, status: TERMINATED,"),
        &[
            (
                "OVERLAPPING_VERSIONS",
                44,
                "agreements.1.versions.1.effectiveFrom",
            ),
            ("REQUIRED", 44, "agreements.1.versions.1.effectiveTo"),
        ],
    );
    check(
        &BASE.replace("calendar: office", "calendar: ofice"),
        &[("UNKNOWN_REFERENCE", 33, "agreements.0.versions.0.calendar")],
    );
}

/// An agreement beside the base; its fields begin on line 3.
fn agreement(fields: &str) -> String {
    format!("agreements:\n- {{code: new, name: New, {fields}}}\n")
}

#[test]
fn agreements_have_the_right_subject() {
    let sla = "kind: SLA, provider: meridian, customer: bank";
    let ola = "kind: OLA, provider: leadco, customer: meridian";
    let service = "agreements.0.service";
    let components = "agreements.0.components";
    check_more(&agreement(&format!("{sla}, service: payments")), &[]);
    check_more(&agreement(sla), &[("REQUIRED", 3, service)]);
    check_more(
        &agreement(&format!("{sla}, components: [wan]")),
        &[("BAD_FIELD", 3, components), ("REQUIRED", 3, service)],
    );
    check_more(&agreement(&format!("{ola}, components: [host]")), &[]);
    check_more(&agreement(&format!("{ola}, components: [host, cage]")), &[]);
    check_more(&agreement(ola), &[("REQUIRED", 3, components)]);
    check_more(
        &agreement(&format!("{ola}, components: []")),
        &[("REQUIRED", 3, components)],
    );
    check_more(
        &agreement(&format!("{ola}, components: [host], service: payments")),
        &[("BAD_FIELD", 3, service)],
    );
    check_more(
        &agreement(&format!("{ola}, components: [host, cage, host]")),
        &[("DUPLICATE_CODE", 3, "agreements.0.components.2")],
    );
    check_more(
        &agreement(&format!("{ola}, components: [host, hots]")),
        &[("UNKNOWN_REFERENCE", 3, "agreements.0.components.1")],
    );
}

#[test]
fn agreements_have_the_right_parties() {
    let provider = "agreements.0.provider";
    let customer = "agreements.0.customer";
    let sla = |provider: &str, customer: &str| {
        agreement(&format!(
            "kind: SLA, provider: {provider}, customer: {customer}, service: payments"
        ))
    };
    check_more(&sla("leadco", "bank"), &[("WRONG_PARTY", 3, provider)]);
    check_more(&sla("meridian", "leadco"), &[("WRONG_PARTY", 3, customer)]);
    let uc = |provider: &str, customer: &str, component: &str| {
        agreement(&format!(
            "kind: UNDERPINNING_CONTRACT, provider: {provider}, customer: {customer}, components: [{component}]"
        ))
    };
    check_more(&uc("leadco", "meridian", "host"), &[]);
    check_more(
        &uc("leadco", "bank", "host"),
        &[("WRONG_PARTY", 3, customer)],
    );
    check_more(
        &uc("leadco", "northnet", "host"),
        &[("WRONG_PARTY", 3, customer)],
    );
    check_more(
        &uc("leadco", "meridian", "wan"),
        &[("WRONG_PARTY", 3, "agreements.0.components.0")],
    );
    check_more(&uc("rack", "leadco", "cage"), &[]);
    check_more(&uc("rack", "meridian", "cage"), &[]);
    check_more(
        &uc("rack", "leadco", "host"),
        &[("WRONG_PARTY", 3, "agreements.0.components.0")],
    );
    check_more(
        &uc("leadco", "rack", "host"),
        &[("WRONG_PARTY", 3, customer)],
    );
}

#[test]
fn binding_versions_of_an_agreement_do_not_overlap() {
    let path = "agreements.1.versions.1.effectiveFrom";
    let overlap = [("OVERLAPPING_VERSIONS", 44, path)];
    check(&BASE.replace("status: DRAFT", "status: SIGNED"), &overlap);
    let ended = BASE
        .replace("status: DRAFT", "status: SIGNED")
        .replace(
            "{version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z,",
            "{version: 1, status: TERMINATED, effectiveFrom: 2026-01-01T00:00:00Z, effectiveTo: 2027-01-01T00:00:00Z,",
        );
    check(&ended, &[]);
    check(
        &ended.replace(
            "effectiveTo: 2027-01-01T00:00:00Z",
            "effectiveTo: 2027-01-01T00:00:01Z",
        ),
        &overlap,
    );
    let text = BASE.replace("status: DRAFT", "status: SIGNED");
    let message = only_problem(&text, &ServiceModel::default()).message;
    assert_eq!(
        message,
        "two versions of one agreement are in force together: uc version 1 and uc version 2, from \
         2027-01-01T00:00:00Z (the other one is on line 43)"
    );
}

#[test]
fn two_agreements_do_not_promise_the_same_at_once() {
    let version = |status: &str, from: &str| {
        format!(
            "versions: [{{version: 1, status: {status}, effectiveFrom: {from}, calendar: always}}]"
        )
    };
    let sla = "kind: SLA, provider: meridian, customer: bank, service: payments";
    let path = "agreements.0.versions.0.effectiveFrom";
    let overlap = [("OVERLAPPING_VERSIONS", 3, path)];
    let signed = version("SIGNED", "2030-01-01T00:00:00Z");
    check_more(&agreement(&format!("{sla}, {signed}")), &overlap);
    let draft = version("DRAFT", "2030-01-01T00:00:00Z");
    check_more(&agreement(&format!("{sla}, {draft}")), &[]);
    let ola = "kind: OLA, provider: northnet, customer: meridian, components: [wan]";
    check_more(&agreement(&format!("{ola}, {signed}")), &overlap);
    let other = "kind: OLA, provider: leadco, customer: meridian, components: [host, cage]";
    check_more(&agreement(&format!("{other}, {signed}")), &[]);
    // One problem, however many components two agreements share.
    check_more(
        &format!(
            "{}- {{code: newer, name: Newer, {other}, {signed}}}\n",
            agreement(&format!("{other}, {signed}"))
        ),
        &[(
            "OVERLAPPING_VERSIONS",
            4,
            "agreements.1.versions.0.effectiveFrom",
        )],
    );
    // The same component for another customer is another promise.
    let rack = "kind: OLA, provider: rack, customer: leadco, components: [cage]";
    check_more(
        &format!(
            "{}- {{code: newer, name: Newer, {rack}, {signed}}}\n",
            agreement(&format!("{other}, {signed}"))
        ),
        &[],
    );
}

#[test]
fn maintenance_windows_are_windows() {
    let more = |fields: &str| format!("maintenanceWindows:\n- {{reference: X, {fields}}}\n");
    let time = "start: 2026-05-01T00:00:00Z, end: 2026-05-01T02:00:00Z, approved: true";
    let path = |field: &str| format!("maintenanceWindows.0{field}");
    check_more(&more(&format!("component: wan, {time}")), &[]);
    check_more(&more(&format!("service: payments, {time}")), &[]);
    check_more(&more(time), &[("BAD_WINDOW", 3, &path(""))]);
    check_more(
        &more(&format!("component: wan, service: payments, {time}")),
        &[("BAD_WINDOW", 3, &path(".service"))],
    );
    check_more(
        &more(&format!("component: lan, {time}")),
        &[("UNKNOWN_REFERENCE", 3, &path(".component"))],
    );
    // Late notice is data, not a mistake.
    check_more(
        &more(&format!(
            "component: wan, {time}, notifiedAt: 2026-06-01T00:00:00Z"
        )),
        &[],
    );
    check_more(
        &more(&format!("component: wan, {time}, notifiedAt: 2026-06-01")),
        &[("BAD_TIMESTAMP", 3, &path(".notifiedAt"))],
    );
    check_more(
        &more(
            "component: wan, start: 2026-05-01T00:00:00Z, end: 2026-05-01T00:00:00Z, approved: true",
        ),
        &[("REVERSED_INTERVAL", 3, &path(".end"))],
    );
    check_more(
        &more(&format!("component: wan, {}", time.replace("true", "yes"))),
        &[("BAD_FIELD", 3, &path(".approved"))],
    );
    let twice = format!(
        "{}- {{reference: ' X ', component: wan, {time}}}\n",
        more(&format!("component: wan, {time}"))
    );
    check_more(
        &twice,
        &[("DUPLICATE_CODE", 4, "maintenanceWindows.1.reference")],
    );
    let apart = format!(
        "{}- {{reference: X, service: payments, {time}}}\n",
        more(&format!("component: wan, {time}"))
    );
    check_more(&apart, &[]);
}

#[test]
fn a_window_may_move() {
    check_edit(
        "end: 2026-04-05T06:00:00Z",
        "end: 2026-04-05T07:00:00Z",
        &[],
    );
}
