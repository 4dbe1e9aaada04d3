//! Which announced maintenance an agreement takes out of its agreed service time.

use super::MaintenanceTerms;
use crate::time::{Instant, Interval, IntervalSet};
use crate::words;

/// A maintenance window as an agreement looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExclusionWindow {
    /// The planned stretch, as announced.
    pub interval: Interval,
    /// Whether the other party approved it.
    pub approved: bool,
    /// When the other party was told; `None` when it never was.
    pub notified_at: Option<Instant>,
}

words! {
    /// What an agreement makes of a maintenance window.
    pub enum WindowStatus {
        /// Approved and announced in time: its agreed service time is excluded, up to the cap.
        Counted = "COUNTED",
        /// Not approved: its downtime counts. Said first, whatever the notice was.
        NotApproved = "NOT_APPROVED",
        /// Approved, but announced too late or never: its downtime counts.
        LateNotice = "LATE_NOTICE",
    }
}

/// What an agreement excludes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exclusions {
    /// The status of every window, in the order given.
    pub statuses: Vec<WindowStatus>,
    /// Agreed service seconds inside the counted windows, before the cap.
    pub uncapped_seconds: i64,
    /// The excluded seconds, after the cap.
    pub excluded: IntervalSet,
}

impl MaintenanceTerms {
    /// What one window counts as: approved, and notified no later than the agreed notice before the
    /// start as it was announced (C2).
    #[must_use]
    pub fn status(&self, window: &ExclusionWindow) -> WindowStatus {
        let latest = window
            .interval
            .start
            .plus_seconds(self.notice_seconds.saturating_neg());
        if !window.approved {
            WindowStatus::NotApproved
        } else if window.notified_at.is_some_and(|at| at <= latest) {
            WindowStatus::Counted
        } else {
            WindowStatus::LateNotice
        }
    }

    /// The excluded time: the union of the counted windows, cut to the `agreed` service time and
    /// consumed in time order up to the cap of each bucket (C2).
    ///
    /// The buckets, in time order and apart from each other, are the stretches that each have a cap
    /// of their own: whole calendar months, so that reports over parts of them tile. `agreed` must
    /// then be the agreed time of the whole buckets. Time outside every bucket is not excluded.
    #[must_use]
    pub fn exclude(
        &self,
        windows: &[ExclusionWindow],
        agreed: &IntervalSet,
        buckets: &[Interval],
    ) -> Exclusions {
        let statuses: Vec<WindowStatus> = windows.iter().map(|w| self.status(w)).collect();
        let counted: IntervalSet = windows
            .iter()
            .zip(&statuses)
            .filter(|(_, status)| **status == WindowStatus::Counted)
            .map(|(window, _)| window.interval)
            .collect();
        let granted = self.grant(&counted, agreed, buckets);
        Exclusions {
            statuses,
            ..granted
        }
    }

    /// What the agreement grants of `wanted` maintenance that it counts: as [`Self::exclude`], for
    /// time that need not come from windows one by one. The statuses are empty.
    #[must_use]
    pub fn grant(
        &self,
        wanted: &IntervalSet,
        agreed: &IntervalSet,
        buckets: &[Interval],
    ) -> Exclusions {
        let candidates = wanted.intersect(agreed);
        let mut exclusions = Exclusions::default();
        for bucket in buckets {
            let wanted = candidates.clip(*bucket);
            exclusions.uncapped_seconds += wanted.seconds();
            let granted = match self.cap_seconds_per_month {
                Some(cap_seconds) => wanted.take_first(cap_seconds),
                None => wanted,
            };
            granted
                .iter()
                .for_each(|part| exclusions.excluded.append(part));
        }
        exclusions
    }
}

#[cfg(test)]
mod tests {
    use super::{ExclusionWindow, WindowStatus};
    use crate::agreement::MaintenanceTerms;
    use crate::time::{Instant, Interval, IntervalSet};

    fn hours(start: i64, end: i64) -> Interval {
        Interval::new(hour(start), hour(end))
    }

    fn hour(at: i64) -> Instant {
        Instant::from_unix_seconds(at * 3_600)
    }

    #[track_caller]
    fn check_status(approved: bool, notified_hour: Option<i64>, expect: WindowStatus) {
        let terms = MaintenanceTerms {
            notice_seconds: 48 * 3_600,
            cap_seconds_per_month: None,
        };
        let window = ExclusionWindow {
            interval: hours(100, 104),
            approved,
            notified_at: notified_hour.map(hour),
        };
        assert_eq!(terms.status(&window), expect);
    }

    #[test]
    fn approval_is_looked_at_before_notice() {
        check_status(true, Some(52), WindowStatus::Counted);
        check_status(true, Some(53), WindowStatus::LateNotice);
        check_status(true, None, WindowStatus::LateNotice);
        check_status(false, Some(0), WindowStatus::NotApproved);
        check_status(false, None, WindowStatus::NotApproved);
    }

    #[track_caller]
    fn check_cap(cap_hours: Option<i64>, buckets: &[Interval], expect: &[Interval]) {
        let terms = MaintenanceTerms {
            notice_seconds: 0,
            cap_seconds_per_month: cap_hours.map(|hours| hours * 3_600),
        };
        let windows = [hours(2, 6), hours(4, 8), hours(20, 30)].map(|interval| ExclusionWindow {
            interval,
            approved: true,
            notified_at: Some(hour(0)),
        });
        let agreed = IntervalSet::from(hours(0, 48));
        let exclusions = terms.exclude(&windows, &agreed, buckets);
        assert_eq!(exclusions.excluded.as_slice(), expect);
        assert_eq!(exclusions.uncapped_seconds, 16 * 3_600);
    }

    #[test]
    fn each_bucket_has_its_own_cap() {
        let (all, halves) = ([hours(0, 48)], [hours(0, 24), hours(24, 48)]);
        check_cap(None, &all, &[hours(2, 8), hours(20, 30)]);
        check_cap(None, &halves, &[hours(2, 8), hours(20, 30)]);
        check_cap(Some(8), &all, &[hours(2, 8), hours(20, 22)]);
        check_cap(
            Some(8),
            &halves,
            &[hours(2, 8), hours(20, 22), hours(24, 30)],
        );
        check_cap(Some(0), &halves, &[]);
        check_cap(Some(-1), &halves, &[]);
    }
}
