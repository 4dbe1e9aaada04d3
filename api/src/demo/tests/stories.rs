//! Every story shows up where it should.

use std::collections::BTreeMap;

use federation::agreement::{AttributionPolicy, WindowStatus};
use federation::authority::Reach;
use federation::evaluation::{FigureState, OutageStanding, Verdict};
use federation::report::{CaveatCode, UncoveredReason, VisibleServiceReport};
use federation::vocabulary::Rational;

use super::DEMO;
use crate::store::OutageKey;

/// The caveats with their seconds; one that says no seconds has 0.
fn caveats(report: &VisibleServiceReport) -> Vec<(CaveatCode, i64)> {
    let caveats = report.caveats.iter();
    caveats
        .map(|caveat| (caveat.code, caveat.seconds.unwrap_or(0)))
        .collect()
}

/// The uncovered seconds by reason.
fn uncovered(report: &VisibleServiceReport) -> BTreeMap<UncoveredReason, i64> {
    let uncovered = report.uncovered.as_ref().expect("the operator sees it");
    uncovered.seconds_by_reason.clone()
}

/// What became of the outage with this external identifier and component, and its counted seconds.
#[track_caller]
fn outage(report: &VisibleServiceReport, component: &str, id: &str) -> (OutageStanding, i64) {
    let model = DEMO.runtime.block_on(DEMO.app.store.service_model());
    let model = model.expect("a model");
    let of = |outage: &federation::incident::Outage| {
        model.components[&outage.component].code.as_str() == component
            && outage.external_id.as_str() == id
    };
    let view = DEMO.app.store.view(Reach::of_the_computation());
    let keys: Vec<OutageKey> = report.outages.iter().map(|(fact, _)| fact.into()).collect();
    let rows = DEMO.runtime.block_on(view.outages_by_key(&keys));
    let rows = rows.expect("the words of the outages");
    let named = rows.iter().find(|row| of(row)).expect("the outage");
    let mut found = report.outages.iter();
    let found = found.find(|(fact, _)| fact.outage == named.id);
    let (_, used) = found.expect("the outage is in the report");
    (used.standing, used.counted_seconds)
}

/// What the agreement of the service makes of a maintenance window: status, excluded, kept.
#[track_caller]
fn window(report: &VisibleServiceReport, reference: &str) -> (WindowStatus, i64, i64) {
    let mut found = report.windows.iter();
    let found = found.find(|window| window.reference.as_str() == reference);
    let window = found.expect("the window was looked at");
    (window.status, window.excluded_seconds, window.kept_seconds)
}

fn percent(value: Option<&Rational>) -> String {
    value.map(Rational::percent_truncated).unwrap_or_default()
}

#[test]
fn a_correction_replaces_what_it_corrects() {
    let report = DEMO.report("ticketing", "2025-02");
    // Fifty minutes, not five hours.
    let corrected = (OutageStanding::Counted, 3_000);
    assert_eq!(outage(&report, "wan", "MAJ-0211"), corrected);
    assert_eq!(report.figures.verdict, Some(Verdict::Met));
}

#[test]
fn a_duplicate_counts_once() {
    let report = DEMO.report("claims", "2025-04");
    let counted = (OutageStanding::Counted, 1_500);
    assert_eq!(outage(&report, "sign-on", "MAJ-0415"), counted);
    assert_eq!(DEMO.loaded.duplicate, 1);
}

#[test]
fn the_clock_changes_make_hours_of_their_own() {
    let march = DEMO.report("ticketing", "2025-03");
    assert_eq!(march.figures.figure.agreed_seconds, 743 * 3_600);
    let spring = (OutageStanding::Counted, 3_600);
    assert_eq!(outage(&march, "wan", "MAJ-0330"), spring);
    let october = DEMO.report("ticketing", "2025-10");
    assert_eq!(october.figures.figure.agreed_seconds, 745 * 3_600);
    let autumn = (OutageStanding::Counted, 7_200);
    assert_eq!(outage(&october, "wan", "MAJ-1026"), autumn);
    // Ferries sail until 01:00: the harbour sleeps through both.
    let harbour = DEMO.report("harbour", "2025-10");
    let asleep = (OutageStanding::OutsideServiceTime, 0);
    assert_eq!(outage(&harbour, "wan", "MAJ-1026"), asleep);
    // 21 weekdays of eight and a half hours; the first half hour of summer time is inside.
    let claims = DEMO.report("claims", "2025-03");
    assert_eq!(claims.figures.figure.agreed_seconds, 21 * 30_600);
    let first = (OutageStanding::Counted, 1_800);
    assert_eq!(outage(&claims, "wan-west", "MAJ-0331"), first);
}

#[test]
fn maintenance_that_was_not_approved_is_downtime() {
    let report = DEMO.report("harbour", "2025-03");
    let refused = (WindowStatus::NotApproved, 0, 5_400);
    assert_eq!(window(&report, "CHG-0312"), refused);
    let expected = [(CaveatCode::MaintenanceNotExcluded, 5_400)];
    assert_eq!(caveats(&report), expected);
    let counted = (OutageStanding::Counted, 5_400);
    assert_eq!(outage(&report, "host-a", "CHG-0312"), counted);
}

#[test]
fn maintenance_over_the_cap_is_downtime() {
    let report = DEMO.report("ticketing", "2025-04");
    // Six hours, of which the cap takes four.
    let capped = (WindowStatus::Counted, 14_400, 7_200);
    assert_eq!(window(&report, "CHG-0406"), capped);
    assert!(caveats(&report).contains(&(CaveatCode::MaintenanceNotExcluded, 7_200)));
    let counted = (OutageStanding::Counted, 7_200);
    assert_eq!(outage(&report, "wan", "CHG-0406"), counted);
    // The harbour has no cap, and two hours of it in its service time.
    let report = DEMO.report("harbour", "2025-04");
    let whole = (WindowStatus::Counted, 7_200, 0);
    assert_eq!(window(&report, "CHG-0406"), whole);
    let excluded = (OutageStanding::Excluded, 0);
    assert_eq!(outage(&report, "wan", "CHG-0406"), excluded);
}

#[test]
fn maintenance_announced_late_is_downtime() {
    let report = DEMO.report("claims", "2025-05");
    let late = (WindowStatus::LateNotice, 0, 3_600);
    assert_eq!(window(&report, "CHG-0514"), late);
    let expected = [(CaveatCode::MaintenanceNotExcluded, 3_600)];
    assert_eq!(caveats(&report), expected);
    let own = DEMO.under(&report, "claims-app", "uc-cloudgoose");
    assert_eq!(own.windows[0].status, WindowStatus::LateNotice);
}

#[test]
fn redundancy_carries_maintenance_and_outages() {
    let report = DEMO.report("ticketing", "2025-07");
    let carried = (WindowStatus::Counted, 0, 14_400);
    assert_eq!(window(&report, "CHG-0709"), carried);
    let unnoticed = (OutageStanding::WithoutEffect, 0);
    assert_eq!(outage(&report, "ledger-2", "CHG-0709"), unnoticed);
    // The supplier may take it out of its own time.
    let own = DEMO.under(&report, "ledger-2", "uc-cloudgoose");
    assert_eq!(own.assessment.figure.excluded_seconds, 14_400);
}

#[test]
fn a_second_site_changes_what_an_outage_does() {
    let may = DEMO.report("harbour", "2025-05");
    let alone = (OutageStanding::Counted, 3_600);
    assert_eq!(outage(&may, "host-a", "MAJ-0520"), alone);
    let june = DEMO.report("harbour", "2025-06");
    assert_eq!(caveats(&june), [(CaveatCode::TopologyChanged, 0)]);
    let july = DEMO.report("harbour", "2025-07");
    let carried = (OutageStanding::WithoutEffect, 0);
    assert_eq!(outage(&july, "host-a", "MAJ-0722"), carried);
}

#[test]
fn a_new_version_pools_its_target_with_the_old_one() {
    let report = DEMO.report("harbour", "2025-08");
    assert_eq!(caveats(&report), [(CaveatCode::AgreementChanged, 0)]);
    let promise = report.figures.promise.as_ref().expect("a promise");
    // Fifteen days of 98.5 and sixteen of 99.5. The hour after midnight that each part loses at its
    // end it has at its start, from the day before.
    assert_eq!(promise.base_seconds, (15 + 16) * 72_000);
    assert_eq!(percent(promise.required.as_ref()), "99.016129");
}

#[test]
fn a_watermelon_is_green_outside_and_red_inside() {
    let report = DEMO.report("ticketing", "2025-08");
    assert_eq!(report.figures.verdict, Some(Verdict::Breached));
    for own in &report.components {
        let verdict = own.assessment.verdict;
        assert_eq!(verdict, Some(Verdict::Met), "{}", own.component.code);
    }
    // Four hours and ten minutes of a Saturday, and some small outages.
    let reasons = uncovered(&report);
    assert_eq!(reasons[&UncoveredReason::OutsideSupplierHours], 17_535);
    assert_eq!(reasons[&UncoveredReason::NoAgreement], 2_529);
}

#[test]
fn one_gap_in_the_data_has_two_verdicts() {
    let ticketing = DEMO.report("ticketing", "2025-09");
    assert_eq!(ticketing.figures.figure.state, FigureState::Bounded);
    assert_eq!(ticketing.figures.verdict, Some(Verdict::Indeterminate));
    let bounds = &ticketing.figures.bounds;
    assert_eq!(percent(bounds.lower.as_ref()), "96.580324");
    assert_eq!(percent(bounds.upper.as_ref()), "99.887847");
    // A day less the minutes in which something else was down anyway.
    assert!(caveats(&ticketing).contains(&(CaveatCode::UnknownTime, 85_731)));
    // The harbour's agreement counts its twenty hours as down.
    let harbour = DEMO.report("harbour", "2025-09");
    assert_eq!(harbour.figures.verdict, Some(Verdict::Breached));
    assert_eq!(caveats(&harbour), [(CaveatCode::UnknownTime, 72_000)]);
    assert_eq!(
        percent(harbour.figures.figure.availability.as_ref()),
        "96.228101"
    );
    // And the supplier's own contract makes it a failure to report.
    let own = DEMO.under(&harbour, "wan", "uc-wirewren");
    assert_eq!(own.assessment.verdict, Some(Verdict::Breached));
}

#[test]
fn lost_time_is_shared_by_policy() {
    let report = DEMO.report("ticketing", "2025-10");
    // By hand: 10:00 to 13:00 on 10 October by two, half an hour of a pair, and the rest alone.
    let both = (OutageStanding::Counted, 7_200);
    assert_eq!(outage(&report, "wan", "MAJ-1010"), both);
    assert_eq!(outage(&report, "sign-on", "MAJ-1010"), both);
    let pair = (OutageStanding::Counted, 1_800);
    assert_eq!(outage(&report, "host-a", "MAJ-1005"), pair);
    assert_eq!(outage(&report, "host-b", "MAJ-1005"), pair);
    let seconds = |policy, supplier| {
        let shares = &report.attribution[&policy].shares;
        let share = shares.get(&DEMO.organization(supplier)).expect("a share");
        share.exact_decimal().expect("a decimal")
    };
    // The hour that both were down goes half and half, or whole to the one that failed first.
    let wirewren = AttributionPolicy::ALL
        .iter()
        .map(|policy| seconds(*policy, "wirewren"));
    assert_eq!(
        wirewren.collect::<Vec<_>>(),
        ["14949", "14949", "16749", "16749"]
    );
    let desk = AttributionPolicy::ALL
        .iter()
        .map(|policy| seconds(*policy, "lantern-desk"));
    assert_eq!(desk.collect::<Vec<_>>(), ["8843", "8843", "7043", "10643"]);
}

#[test]
fn what_nobody_promised_is_nobodys() {
    let report = DEMO.report("ticketing", "2025-10");
    let whole = report.figures.interval.seconds();
    assert_eq!(
        caveats(&report),
        [(CaveatCode::ComponentWithoutAgreement, whole)]
    );
    assert_eq!(uncovered(&report)[&UncoveredReason::NoAgreement], 4_634);
}

#[test]
fn maintenance_that_is_not_back_to_back_is_nobodys() {
    let report = DEMO.report("ticketing", "2025-11");
    let late = (WindowStatus::LateNotice, 0, 7_200);
    assert_eq!(window(&report, "CHG-1116"), late);
    assert_eq!(
        uncovered(&report)[&UncoveredReason::MaintenanceNotBackToBack],
        7_200
    );
    let own = DEMO.under(&report, "wan", "uc-wirewren");
    assert_eq!(own.windows[0].status, WindowStatus::Counted);
    assert_eq!(own.assessment.figure.excluded_seconds, 7_200);
    assert_eq!(own.assessment.verdict, Some(Verdict::Met));
}

#[test]
fn an_outage_can_outlast_the_year() {
    let report = DEMO.report("ticketing", "2025-12");
    assert!(caveats(&report).contains(&(CaveatCode::OutageOpen, 0)));
    let own = DEMO.under(&report, "ledger-3", "uc-cloudgoose");
    assert_eq!(own.assessment.verdict, Some(Verdict::Breached));
    // From 30 December 14:20 until the year ends.
    let open = 33 * 3_600 + 40 * 60;
    let lost = own.assessment.figure.downtime_seconds.clone();
    assert!(lost >= Rational::whole(open), "{}", lost.truncated(0));
}

#[test]
fn slow_is_listed_where_it_does_not_count() {
    let report = DEMO.report("claims", "2025-12");
    let slow = (OutageStanding::CountedAsUp, 0);
    assert_eq!(outage(&report, "claims-app", "MAJ-1218"), slow);
    assert!(caveats(&report).contains(&(CaveatCode::DegradationNotCounted, 19_260)));
}
