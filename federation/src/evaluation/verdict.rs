//! What a figure says about a promise.

use crate::vocabulary::Rational;
use crate::words;

words! {
    /// Whether a target was met.
    pub enum Verdict {
        /// The exact value meets the target, whatever unknown time was.
        Met = "MET",
        /// The exact value misses the target, whatever unknown time was.
        Breached = "BREACHED",
        /// Unknown time decides: the target lies between the bounds.
        Indeterminate = "INDETERMINATE",
        /// There is nothing to judge: no service time, or nothing known about it.
        NoData = "NO_DATA",
        /// The target does not apply, for example below an agreed smallest sample.
        NotApplicable = "NOT_APPLICABLE",
    }
}

words! {
    /// What sort of figure it is.
    pub enum FigureState {
        /// One exact value.
        Ok = "OK",
        /// Unknown time leaves a lower and an upper value that differ.
        Bounded = "BOUNDED",
        /// No agreed service time is left to divide by.
        NoServiceTime = "NO_SERVICE_TIME",
        /// Nothing is known about any of the service time.
        NoData = "NO_DATA",
    }
}

/// The verdict on an exact value: met when it is at least the target (C0), `None` without a target.
#[must_use]
pub fn judge(value: Option<&Rational>, target: Option<&Rational>) -> Option<Verdict> {
    judge_bounds(value.zip(value), target)
}

/// The verdict on a lower and an upper value (C10), `None` without a target.
#[must_use]
pub fn judge_bounds(
    bounds: Option<(&Rational, &Rational)>,
    target: Option<&Rational>,
) -> Option<Verdict> {
    let target = target?;
    Some(match bounds {
        None => Verdict::NoData,
        Some((lower, _)) if lower >= target => Verdict::Met,
        Some((_, upper)) if upper < target => Verdict::Breached,
        Some(_) => Verdict::Indeterminate,
    })
}

#[cfg(test)]
mod tests {
    use super::{Verdict, judge_bounds};
    use crate::vocabulary::Rational;

    #[track_caller]
    fn check(bounds: Option<(&str, &str)>, target: Option<&str>, expect: Option<Verdict>) {
        let read = |text: &str| -> Rational { text.parse().expect("a number of the test") };
        let bounds = bounds.map(|(lower, upper)| (read(lower), read(upper)));
        let bounds = bounds.as_ref().map(|(lower, upper)| (lower, upper));
        assert_eq!(judge_bounds(bounds, target.map(read).as_ref()), expect);
    }

    #[test]
    fn a_target_between_the_bounds_is_never_green() {
        check(Some(("0.99", "0.99")), Some("0.99"), Some(Verdict::Met));
        check(
            Some(("0.98", "0.99")),
            Some("0.99"),
            Some(Verdict::Indeterminate),
        );
        check(
            Some(("0.97", "0.98")),
            Some("0.99"),
            Some(Verdict::Breached),
        );
        check(None, Some("0.99"), Some(Verdict::NoData));
        check(Some(("0.97", "0.98")), None, None);
        check(None, None, None);
    }
}
