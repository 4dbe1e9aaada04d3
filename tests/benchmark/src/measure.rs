//! Timing in whole nanoseconds, and words for it.

use std::time::Instant;

/// How long something takes, in nanoseconds, with what it gave.
pub fn timed<T>(work: impl FnOnce() -> T) -> (u64, T) {
    let start = Instant::now();
    let value = work();
    (nanoseconds(start), value)
}

/// The nanoseconds since an instant.
#[must_use]
pub fn nanoseconds(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// The value below which `percent` of a hundred lie; 0 for none.
#[must_use]
pub fn percentile(values: &[u64], percent: usize) -> u64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or(0)
}

/// The middle one.
#[must_use]
pub fn median(values: &[u64]) -> u64 {
    percentile(values, 50)
}

/// How often one goes into another, with two decimals.
#[must_use]
pub fn ratio(whole: u64, part: u64) -> String {
    let hundredths = u128::from(whole) * 100 / u128::from(part.max(1));
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Nanoseconds as people read them: with three digits or more, cut.
#[must_use]
pub fn duration(nanoseconds: u64) -> String {
    match nanoseconds {
        0..10_000 => format!("{nanoseconds} ns"),
        10_000..10_000_000 => format!("{}.{:01} us", nanoseconds / 1_000, nanoseconds / 100 % 10),
        _ => format!(
            "{}.{:01} ms",
            nanoseconds / 1_000_000,
            nanoseconds / 100_000 % 10
        ),
    }
}
