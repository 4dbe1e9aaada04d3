//! The current outages, and the rollups of the services that were asked about last.

use std::collections::VecDeque;

use chrono::{Datelike as _, NaiveDate};
use federation::evaluation::{ServiceRollup, ServiceRollups};
use federation::incident::{OutageFact, OutageRegister};
use federation::report::ServiceOutages;
use federation::time::{Instant, Interval};
use federation::vocabulary::ServiceId;

/// The most services of which a rollup is kept. Two years of one take about 100 kB.
const SERVICES_MAX: usize = 1_000;

/// The longest period of a rollup that is kept: what trends and series of ten years ask for.
const PERIOD_SECONDS_MAX: i64 = 13 * 366 * 86_400;

/// The outages, with rollups that are made when a service is first asked about, and follow every
/// change from then on.
#[derive(Debug, Default)]
pub(super) struct KeptRollups {
    rollups: ServiceRollups,
    /// The number of the catalogue revision whose service model the rollups were made from.
    catalogue: u64,
    /// The services with a rollup, the one that was added first at the front.
    order: VecDeque<ServiceId>,
}

impl KeptRollups {
    pub(super) fn new(register: OutageRegister) -> Self {
        Self {
            rollups: ServiceRollups::new(register),
            ..Self::default()
        }
    }

    pub(super) fn register(&self) -> &OutageRegister {
        self.rollups.register()
    }

    /// Enters outages in the place of what was known of them.
    pub(super) fn extend(&mut self, facts: Vec<OutageFact>) {
        self.rollups.extend(facts);
    }

    /// The outages, with the rollup of `service` as the catalogue with this number has it.
    pub(super) fn of_service(&self, catalogue: u64, service: ServiceId) -> ServiceOutages<'_> {
        let rollup = self.rollups.service(service);
        ServiceOutages {
            register: self.rollups.register(),
            rollup: rollup.filter(|_| self.catalogue == catalogue),
        }
    }

    /// Keeps a rollup that was made from this register and the catalogue with this number, unless a
    /// later catalogue is known here.
    pub(super) fn keep(&mut self, catalogue: u64, service: ServiceId, rollup: ServiceRollup) {
        if catalogue < self.catalogue {
            return;
        }
        if catalogue > self.catalogue {
            self.rollups.forget_services();
            self.order.clear();
            self.catalogue = catalogue;
        }
        self.order.retain(|kept| *kept != service);
        self.order.push_back(service);
        if self.order.len() > SERVICES_MAX
            && let Some(first) = self.order.pop_front()
        {
            self.rollups.remove_service(first);
        }
        self.rollups.add_service(service, rollup);
    }
}

/// The period of a rollup that answers questions about `span`, and about what `kept` answers: whole
/// calendar years, with a day around them for the zones. `None` when that is too long to be kept.
pub(super) fn kept_period(span: Interval, kept: Option<Interval>) -> Option<Interval> {
    let year = |at: Instant| at.to_utc().year();
    let new_year = |year| {
        let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
        Some(Instant::from(first.and_hms_opt(0, 0, 0)?.and_utc()))
    };
    let start = new_year(year(span.start))?.plus_seconds(-86_400);
    let end = new_year(year(span.end) + 1)?.plus_seconds(86_400);
    let period = kept.map_or(Interval::new(start, end), |kept| {
        Interval::new(start.min(kept.start), end.max(kept.end))
    });
    (period.seconds() <= PERIOD_SECONDS_MAX).then_some(period)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use federation::evaluation::{EndToEnd, ServiceRollup};
    use federation::incident::OutageRegister;
    use federation::time::{Instant, Interval};
    use federation::vocabulary::ServiceId;
    use uuid::Uuid;

    use super::{KeptRollups, SERVICES_MAX, kept_period};

    fn span(start: &str, end: &str) -> Interval {
        let at = |text: &str| Instant::parse(&format!("{text}:00:00Z")).expect("an instant");
        Interval::new(at(start), at(end))
    }

    fn empty() -> ServiceRollup {
        let week = span("2026-01-01T00", "2026-01-08T00");
        ServiceRollup::new(
            EndToEnd::new(week, &[], &[]),
            Tz::UTC,
            &OutageRegister::new(),
        )
    }

    fn service(number: usize) -> ServiceId {
        ServiceId(Uuid::from_u128(number as u128))
    }

    #[test]
    fn a_rollup_is_kept_for_whole_years_and_grows_with_what_is_asked() {
        let month = span("2026-03-31T22", "2026-04-30T22");
        let year = span("2025-12-31T00", "2027-01-02T00");
        assert_eq!(kept_period(month, None), Some(year));
        let earlier = span("2023-12-31T23", "2024-12-31T23");
        let both = span("2022-12-31T00", "2027-01-02T00");
        assert_eq!(kept_period(earlier, Some(year)), Some(both));
        assert_eq!(
            kept_period(span("2001-01-01T00", "2026-01-01T00"), None),
            None
        );
    }

    #[test]
    fn rollups_of_another_catalogue_are_not_read() {
        let mut kept = KeptRollups::new(OutageRegister::new());
        let has = |kept: &KeptRollups, catalogue, number| {
            let outages = kept.of_service(catalogue, service(number));
            outages.rollup.is_some()
        };
        kept.keep(3, service(1), empty());
        assert!(has(&kept, 3, 1) && !has(&kept, 2, 1) && !has(&kept, 4, 1));
        kept.keep(2, service(2), empty());
        assert!(
            !has(&kept, 2, 2) && !has(&kept, 3, 2),
            "an older catalogue's is not kept"
        );
        kept.keep(4, service(2), empty());
        assert!(
            has(&kept, 4, 2) && !has(&kept, 4, 1),
            "a newer one's takes the place of all"
        );
    }

    #[test]
    fn so_many_are_kept_and_the_first_goes() {
        let mut kept = KeptRollups::new(OutageRegister::new());
        for number in 0..=SERVICES_MAX {
            kept.keep(1, service(number), empty());
        }
        let has = |number| kept.of_service(1, service(number)).rollup.is_some();
        assert!(!has(0) && has(1) && has(SERVICES_MAX));
    }
}
