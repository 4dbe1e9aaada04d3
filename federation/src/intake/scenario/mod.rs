//! A scenario comes in: codes become what they stand for, within what the reader may see, and
//! whatever cannot be simulated becomes a problem with the way to it.

mod hours;
mod raw;
mod supply;

use std::collections::{BTreeMap, BTreeSet};

pub use raw::{
    RawAddedWindow, RawCalendar, RawExclusions, RawGate, RawHours, RawNode, RawOutageName,
    RawScenario, RawTopology, RawVersion, RawWindow,
};

use crate::agreement::{AgreementSubject, Target, TargetError};
use crate::model::ServiceModel;
use crate::report::simulation::{
    AddedWindow, ChangedExclusions, ExclusionChange, Scenario, Simulated,
};
use crate::time::Interval;
use crate::vocabulary::{AgreementId, Code, MaintenanceWindowId, Problem, ProblemCode};

/// The most items of a list of a scenario.
pub const ITEMS_MAX: usize = 100;
/// The most closed dates of made-up hours.
pub const CLOSED_DATES_MAX: usize = 5_000;
/// The longest notice, in hours: a year.
const NOTICE_HOURS_MAX: i64 = 8_784;
/// The largest cap, in minutes: a month of 31 days.
const CAP_MINUTES_MAX: i64 = 44_640;
/// The longest made-up maintenance window, in seconds: a year.
const WINDOW_SECONDS_MAX: i64 = 366 * 86_400;

/// The scenario that `raw` means for a reader who may see `visible` of the service model.
///
/// # Errors
/// Every problem, each with the way to it from `scenario` on. What the reader may not see is not
/// told apart from what is not there.
pub fn check(
    raw: &RawScenario,
    visible: &ServiceModel,
    of: Simulated,
) -> Result<Scenario, Vec<Problem>> {
    let mut check = Check {
        visible,
        of,
        problems: Vec::new(),
    };
    let exclusions = raw.exclusions.as_ref();
    let without_components_of = check.suppliers("withoutSuppliers", &raw.without_suppliers);
    let without_outages_of = check.suppliers("withoutOutagesOf", &raw.without_outages_of);
    let scenario = Scenario {
        versions: check.versions(&raw.agreement_versions),
        target: check.target(raw.target_percent.as_deref()),
        calendar: check.calendar(raw.calendar.as_ref()),
        attribution: raw.attribution,
        degradation: raw.degradation,
        missing_data: raw.missing_data,
        exclusions: exclusions.map(|given| check.exclusions(given)),
        topology: check.topology(raw.topology.as_ref()),
        without_outages: check.outages(&raw.without_outages),
        without_components_of,
        without_outages_of,
    };
    check.contradictions(raw, &scenario);
    if check.problems.is_empty() {
        Ok(scenario)
    } else {
        Err(check.problems)
    }
}

struct Check<'a> {
    visible: &'a ServiceModel,
    of: Simulated,
    problems: Vec<Problem>,
}

/// The way to a value of the scenario.
fn way(steps: &[&str]) -> Vec<String> {
    let all = ["scenario"].iter().chain(steps);
    all.map(ToString::to_string).collect()
}

impl Check<'_> {
    fn add(&mut self, problem: Problem, path: Vec<String>) {
        self.problems.push(problem.at(path));
    }

    /// A code that names nothing that the reader may see; near ones are suggested among those.
    fn unknown<'c>(
        &mut self,
        what: &str,
        given: &str,
        path: Vec<String>,
        codes: impl Iterator<Item = &'c str>,
    ) {
        let message = format!("there is no {what} with this code that you may see");
        let problem = Problem::new(ProblemCode::UnknownReference, message).with_given(given);
        let distance_max = given.chars().count().div_ceil(3);
        let near = codes
            .filter(|_| given.len() <= Code::LENGTH_MAX)
            .map(|code| (strsim::osa_distance(given, code), code))
            .filter(|(distance, _)| *distance <= distance_max)
            .min();
        let problem = match near {
            Some((_, code)) => problem.with_hint(format!("did you mean {code}?")),
            None => problem,
        };
        self.add(problem, path);
    }

    /// Whether a list is no longer than it may be.
    fn bounded(&mut self, count: usize, count_max: usize, path: Vec<String>) -> bool {
        if count > count_max {
            let message = format!("the list has {count} items");
            let problem = Problem::new(ProblemCode::TooLong, message);
            self.add(
                problem.with_expected(format!("at most {count_max} items")),
                path,
            );
        }
        count <= count_max
    }

    fn repeated(&mut self, given: &str, path: Vec<String>) {
        let message = "the same stands in the list before";
        let problem = Problem::new(ProblemCode::DuplicateCode, message).with_given(given);
        self.add(problem.with_hint("name it once"), path);
    }

    fn target(&mut self, given: Option<&str>) -> Option<Target> {
        let given = given?;
        let error = match Target::from_percent(given) {
            Ok(target) => return Some(target),
            Err(error) => error,
        };
        let code = match error {
            TargetError::NotDecimal | TargetError::TooPrecise => ProblemCode::BadNumber,
            TargetError::OutOfRange => ProblemCode::OutOfRange,
        };
        let problem = Problem::new(code, format!("the target {error}"))
            .with_given(given)
            .with_expected("a decimal above 0 and at most 100, with at most 9 decimals");
        self.add(problem, way(&["targetPercent"]));
        None
    }

    fn versions(&mut self, given: &[RawVersion]) -> BTreeMap<AgreementId, u32> {
        let mut versions = BTreeMap::new();
        if !self.bounded(given.len(), ITEMS_MAX, way(&["agreementVersions"])) {
            return versions;
        }
        for (index, version) in given.iter().enumerate() {
            let found = self.version(index, version);
            if let Some((agreement, number)) = found
                && versions.insert(agreement, number).is_some()
            {
                let path = way(&["agreementVersions", &index.to_string()]);
                self.repeated(version.agreement.as_deref().unwrap_or_default(), path);
            }
        }
        versions
    }

    fn version(&mut self, index: usize, given: &RawVersion) -> Option<(AgreementId, u32)> {
        let index = index.to_string();
        let visible = self.visible;
        let agreement = match (&given.agreement, self.of) {
            (None, Simulated::Component(own, _)) => visible.agreements.get(&own)?,
            (code, _) => {
                let code = code.as_deref().unwrap_or_default();
                let of = self.of;
                let usable = |subject: &AgreementSubject| match (of, subject) {
                    (Simulated::Service(service), AgreementSubject::Service(own)) => {
                        *own == service
                    }
                    (Simulated::Service(_), AgreementSubject::Components(_)) => true,
                    (Simulated::Component(..), _) => false,
                };
                let usable = visible
                    .agreements
                    .values()
                    .filter(|agreement| usable(&agreement.subject));
                let Some(found) = usable.clone().find(|found| found.code.as_str() == code) else {
                    let codes = usable.map(|agreement| agreement.code.as_str());
                    let path = way(&["agreementVersions", &index, "agreement"]);
                    self.unknown("agreement that the report rests on", code, path, codes);
                    return None;
                };
                found
            }
        };
        let version = agreement
            .versions
            .iter()
            .find(|version| i64::from(version.version) == given.version);
        if version.is_none() {
            let path = match given.agreement {
                Some(_) => way(&["agreementVersions", &index, "version"]),
                None => way(&["agreementVersion"]),
            };
            let message = "the agreement has no version with this number";
            let problem = Problem::new(ProblemCode::UnknownReference, message);
            self.add(problem.with_given(given.version.to_string()), path);
        }
        version.map(|version| (agreement.id, version.version))
    }

    fn whole(&mut self, given: i64, most: i64, path: Vec<String>) -> Option<i64> {
        if (0..=most).contains(&given) {
            return Some(given);
        }
        let problem = Problem::new(ProblemCode::OutOfRange, "the number is out of range")
            .with_given(given.to_string())
            .with_expected(format!("a whole number from 0 to {most}"));
        self.add(problem, path);
        None
    }

    fn exclusions(&mut self, given: &RawExclusions) -> ExclusionChange {
        let RawExclusions {
            none,
            notice_hours,
            cap_minutes_per_month,
            no_cap,
            added,
            left_out,
        } = given;
        let plain = RawExclusions {
            none: *none,
            ..RawExclusions::default()
        };
        if *none && *given != plain {
            let message = "nothing is excluded, and yet something is to be excluded otherwise";
            let problem = Problem::new(ProblemCode::Contradiction, message);
            let problem = problem.with_hint("leave none out, or everything else");
            self.add(problem, way(&["exclusions", "none"]));
        }
        if *no_cap && cap_minutes_per_month.is_some() {
            let message = "there is no cap, and yet one is given";
            let problem = Problem::new(ProblemCode::Contradiction, message);
            self.add(problem, way(&["exclusions", "noCap"]));
        }
        let notice = notice_hours.and_then(|hours| {
            self.whole(hours, NOTICE_HOURS_MAX, way(&["exclusions", "noticeHours"]))
        });
        let cap = cap_minutes_per_month.and_then(|minutes| {
            let path = way(&["exclusions", "capMinutesPerMonth"]);
            self.whole(minutes, CAP_MINUTES_MAX, path)
        });
        let changed = ChangedExclusions {
            notice_seconds: notice.map(|hours| hours * 3_600),
            cap_seconds_per_month: match (no_cap, cap) {
                (true, _) => Some(None),
                (false, Some(minutes)) => Some(Some(minutes * 60)),
                (false, None) => None,
            },
            added: self.added(added),
            left_out: self.left_out(left_out),
        };
        match none {
            true => ExclusionChange::Nothing,
            false => ExclusionChange::Changed(changed),
        }
    }

    fn added(&mut self, given: &[RawAddedWindow]) -> Vec<AddedWindow> {
        if !self.bounded(given.len(), ITEMS_MAX, way(&["exclusions", "added"])) {
            return Vec::new();
        }
        let mut windows = Vec::new();
        for (index, window) in given.iter().enumerate() {
            let index = index.to_string();
            let interval = Interval::new(window.start, window.end);
            if interval.is_empty() || interval.seconds() > WINDOW_SECONDS_MAX {
                let message = "the window is not a stretch of at most a year";
                let problem = Problem::new(ProblemCode::BadWindow, message);
                let problem = problem.with_given(interval.to_string());
                self.add(problem, way(&["exclusions", "added", &index]));
                continue;
            }
            let path = way(&["exclusions", "added", &index, "component"]);
            let component = match &window.component {
                None => None,
                Some(code) => match self.component(code, path) {
                    Some(component) => Some(component),
                    None => continue,
                },
            };
            windows.push(AddedWindow {
                component,
                interval,
            });
        }
        windows
    }

    fn left_out(&mut self, given: &[String]) -> BTreeSet<MaintenanceWindowId> {
        let mut windows = BTreeSet::new();
        if !self.bounded(given.len(), ITEMS_MAX, way(&["exclusions", "leftOut"])) {
            return windows;
        }
        for (index, reference) in given.iter().enumerate() {
            let all = self.visible.maintenance_windows.values();
            let named = all.filter(|window| window.reference.as_str() == reference);
            let named: Vec<_> = named.map(|window| window.id).collect();
            if named.is_empty() {
                let message = "there is no maintenance window with this reference that you may see";
                let problem = Problem::new(ProblemCode::UnknownReference, message);
                let path = way(&["exclusions", "leftOut", &index.to_string()]);
                self.add(problem.with_given(reference), path);
            }
            windows.extend(named);
        }
        windows
    }
}
