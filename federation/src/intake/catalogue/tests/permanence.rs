//! What cannot change once it is there, and what can.

use super::{BASE, changes, check_against, check_edit, model, only_problem, plan_from};
use crate::model::ServiceModel;

/// The base model after an edit of its text.
fn edited(old: &str, new: &str) -> ServiceModel {
    assert_eq!(BASE.matches(old).count(), 1, "{old:?} must stand once");
    model(&BASE.replace(old, new))
}

#[test]
fn identities_do_not_change() {
    check_edit(
        "supplier: northnet",
        "supplier: leadco",
        &[("IMMUTABLE_FIELD", 12, "components.0.supplier")],
    );
    check_edit(
        "{code: northnet, name: NorthNet, kind: SERVICE_PROVIDER, providerType: EXTERNAL}",
        "{code: northnet, name: NorthNet, kind: CUSTOMER}",
        &[
            ("IMMUTABLE_FIELD", 5, "organizations.2.kind"),
            ("WRONG_PARTY", 12, "components.0.supplier"),
        ],
    );
    check_edit(
        "kind: UNDERPINNING_CONTRACT",
        "kind: OLA",
        &[("IMMUTABLE_FIELD", 38, "agreements.1.kind")],
    );
    check_edit(
        "provider: northnet",
        "provider: leadco",
        &[("IMMUTABLE_FIELD", 39, "agreements.1.provider")],
    );
    let other = "organizations: [{code: shop, name: Shop, kind: CUSTOMER}]\nservices: [{code: \
                 payments, name: Payments, customer: shop}]\n";
    super::check_more(other, &[("IMMUTABLE_FIELD", 3, "services.0.customer")]);
    let current = model(BASE);
    let text = BASE.replace("supplier: northnet", "supplier: leadco");
    let problem = only_problem(&text, &current);
    assert_eq!(problem.given.as_deref(), Some("leadco"));
    assert_eq!(problem.expected.as_deref(), Some("northnet"));
}

#[test]
fn the_subject_of_an_sla_does_not_change() {
    let more = "services: [{code: cards, name: Cards, customer: bank}]\nagreements:\n- {code: sla, \
                name: Payments, kind: SLA, provider: meridian, customer: bank, service: cards}\n";
    super::check_more(more, &[("IMMUTABLE_FIELD", 4, "agreements.0.service")]);
}

#[test]
fn other_fields_change_freely() {
    check_edit("name: NorthNet", "name: NorthNet plc", &[]);
    check_edit(
        "{code: rack, name: Rack, kind: SERVICE_PROVIDER, providerType: EXTERNAL",
        "{code: rack, name: Rack, kind: SERVICE_PROVIDER, providerType: INTERNAL",
        &[],
    );
    check_edit(", subcontractedTo: leadco", "", &[]);
    check_edit(
        "{component: wan}, {component: host}",
        "{component: host}",
        &[],
    );
}

#[test]
fn the_components_of_a_signed_agreement_do_not_change() {
    let wider = "components: [wan, lan]";
    let lan = "  - {code: wan, name: Network, supplier: northnet}\n  - {code: lan, name: Lan, supplier: northnet}\n";
    let text = BASE
        .replace("  - {code: wan, name: Network, supplier: northnet}\n", lan)
        .replace("components: [wan]", wider);
    check_against(
        &model(BASE),
        &text,
        &[("SIGNED_VERSION_CHANGED", 42, "agreements.1.components")],
    );
    // As long as all versions are drafts they may.
    let unsigned = |text: &str| {
        text.replace(
            "{version: 1, status: SIGNED, effectiveFrom",
            "{version: 1, status: DRAFT, effectiveFrom",
        )
    };
    check_against(&model(&unsigned(BASE)), &unsigned(&text), &[]);
}

#[test]
fn what_was_signed_does_not_change() {
    let path = |field: &str| format!("agreements.0.versions.0.{field}");
    let signed = |old: &str, new: &str, line: u64, field: &str| {
        check_edit(old, new, &[("SIGNED_VERSION_CHANGED", line, &path(field))]);
    };
    signed("calendar: office", "calendar: always", 33, "calendar");
    signed(
        "Percent: 99.9",
        "Percent: 99.8",
        34,
        "availabilityTargetPercent",
    );
    signed(
        "        availabilityTargetPercent: 99.9\n",
        "",
        30,
        "availabilityTargetPercent",
    );
    signed(
        "calendar: office",
        "calendar: office\n        degradation: WEIGHTED",
        34,
        "degradation",
    );
    signed(
        "calendar: office",
        "calendar: office\n        missingData: COUNT_AS_DOWN",
        34,
        "missingData",
    );
    signed(
        "calendar: office",
        "calendar: office\n        attributionPolicy: FULL",
        34,
        "attributionPolicy",
    );
    signed(
        "noticeHours: 72",
        "noticeHours: 24",
        35,
        "maintenance.noticeHours",
    );
    signed(
        "capMinutesPerMonth: 480",
        "capMinutesPerMonth: 481",
        35,
        "maintenance.capMinutesPerMonth",
    );
    signed(
        ", capMinutesPerMonth: 480",
        "",
        35,
        "maintenance.capMinutesPerMonth",
    );
    check_edit(
        "        effectiveFrom: 2026-01-01T00:00:00Z\n        calendar",
        "        effectiveFrom: 2026-02-01T00:00:00Z\n        calendar",
        &[("SIGNED_VERSION_CHANGED", 32, &path("effectiveFrom"))],
    );
    // Other words for the same are no change.
    check_edit("Percent: 99.9", "Percent: '99.900'", &[]);
    check_edit(
        "calendar: office",
        "calendar: office\n        degradation: AS_UP",
        &[],
    );
    check_edit(
        "        effectiveFrom: 2026-01-01T00:00:00Z\n        calendar",
        "        effectiveFrom: 2026-01-01T01:00:00+01:00\n        calendar",
        &[],
    );
}

const SLA: &str = "        status: SIGNED\n        effectiveFrom: 2026-01-01T00:00:00Z\n";

fn sla(status: &str, to: &str) -> String {
    SLA.replace("SIGNED\n", &format!("{status}\n{to}"))
}

#[test]
fn a_signed_version_may_end_and_be_terminated() {
    let to = "        effectiveTo: 2027-01-01T00:00:00Z\n";
    let status = "agreements.0.versions.0.status";
    let refused = [("SIGNED_VERSION_CHANGED", 31, status)];
    check_edit(SLA, &sla("SIGNED", to), &[]);
    check_edit(SLA, &sla("TERMINATED", to), &[]);
    check_edit(
        SLA,
        &sla("TERMINATED", ""),
        &[("REQUIRED", 30, "agreements.0.versions.0.effectiveTo")],
    );
    check_edit(SLA, &sla("DRAFT", ""), &refused);
    let terminated = edited(SLA, &sla("TERMINATED", to));
    check_against(
        &terminated,
        &BASE.replace(SLA, &sla("SIGNED", to)),
        &refused,
    );
    check_against(&terminated, &BASE.replace(SLA, &sla("DRAFT", to)), &refused);
    let sooner = to.replace("2027", "2026-06").replace("-06-01-01", "-06-01");
    check_against(
        &terminated,
        &BASE.replace(SLA, &sla("TERMINATED", &sooner)),
        &[],
    );
    let hint = |text: &str| only_problem(text, &model(BASE)).hint;
    assert_eq!(
        hint(&BASE.replace("Percent: 99.9", "Percent: 99.8")).as_deref(),
        Some("end this version with effectiveTo, and add the next version with the new terms")
    );
}

#[test]
fn a_draft_changes_freely_and_is_signed() {
    let draft =
        "{version: 2, status: DRAFT, effectiveFrom: 2027-01-01T00:00:00Z, calendar: always}";
    check_edit(draft, &draft.replace("2027", "2028"), &[]);
    check_edit(draft, &draft.replace("always", "office"), &[]);
    let one = "{version: 1, status: SIGNED, effectiveFrom: 2026-01-01T00:00:00Z, calendar: always}";
    let text = BASE
        .replace(draft, &draft.replace("DRAFT", "SIGNED"))
        .replace(
            one,
            &one.replace("00Z,", "00Z, effectiveTo: 2027-01-01T00:00:00Z,"),
        );
    check_against(&model(BASE), &text, &[]);
}

#[test]
fn a_calendar_in_use_keeps_its_hours() {
    let hint = "define a calendar with a new code, and use it in the next version of the agreement";
    check_edit(
        "zone: Europe/Berlin",
        "zone: Europe/Paris",
        &[("SIGNED_VERSION_CHANGED", 10, "calendars.1.zone")],
    );
    check_edit(
        "end: '18:00'",
        "end: '17:00'",
        &[("SIGNED_VERSION_CHANGED", 10, "calendars.1.weekly")],
    );
    check_edit(
        "{code: always, zone: UTC}",
        "{code: always, zone: UTC, weekly: []}",
        &[("SIGNED_VERSION_CHANGED", 9, "calendars.0.weekly")],
    );
    let problem = only_problem(&BASE.replace("Europe/Berlin", "Europe/Paris"), &model(BASE));
    assert_eq!(problem.hint.as_deref(), Some(hint));
    // Holidays come and go.
    let holidays = "{code: always, zone: UTC, closedDates: [2026-12-25]}";
    check_edit("{code: always, zone: UTC}", holidays, &[]);
    check_against(&edited("{code: always, zone: UTC}", holidays), BASE, &[]);
    // A calendar that nothing signed uses may change.
    let current = edited(
        "components:\n",
        "  - {code: idle, zone: UTC}\ncomponents:\n",
    );
    check_against(
        &current,
        "catalogue: 1\ncalendars: [{code: idle, zone: Asia/Tokyo}]",
        &[],
    );
}

#[test]
fn old_agreements_outlive_a_change_of_the_chain() {
    // leadco promised the cage of its sub-supplier; then rack leaves leadco.
    let contract = "\
agreements:
- code: hosting
  name: Hosting
  kind: OLA
  provider: leadco
  customer: meridian
  components: [cage]
";
    let current = match plan_from(&format!("catalogue: 1\n{contract}"), &model(BASE)) {
        Ok(plan) => plan.after,
        Err(problems) => panic!("{}", super::shown(&problems)),
    };
    let leaves = format!(
        "catalogue: 1\norganizations:\n- {{code: rack, name: Rack, kind: SERVICE_PROVIDER, \
         providerType: EXTERNAL}}\n{contract}"
    );
    let plan = plan_from(&leaves, &current).expect("the agreement is as it was");
    assert_eq!(
        changes(&plan),
        "UPDATE ORGANIZATION rack [subcontractedTo: leadco > -]"
    );
}
