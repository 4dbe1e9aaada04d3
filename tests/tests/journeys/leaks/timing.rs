//! Whether the time that an answer takes tells another's row from one that never was. Measured in
//! the long form, printed, and not asserted: a clock is no judge of a test.

use std::time::Instant;

use tests::harness::database::on_both;

use super::forged::hidden;
use super::is_long;
use crate::interference::absent;
use crate::rivals::world;

const PAIRS: usize = 2_000;

/// The two-sided p of Mann and Whitney for two samples of the same distribution, by the normal
/// approximation, which holds for samples of thousands.
#[expect(
    clippy::float_arithmetic,
    reason = "a statistic about times, and no contractual figure"
)]
fn mann_whitney(one: &[f64], other: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = one.iter().map(|time| (*time, true)).collect();
    all.extend(other.iter().map(|time| (*time, false)));
    all.sort_by(|left, right| left.0.total_cmp(&right.0));
    let rank_sum: f64 = (1..)
        .zip(&all)
        .filter(|(_, (_, of_one))| *of_one)
        .map(|(rank, _)| f64::from(rank))
        .sum();
    let (n, m) = (one.len() as f64, other.len() as f64);
    let u = rank_sum - n * (n + 1.0) / 2.0;
    let deviation = (n * m * (n + m + 1.0) / 12.0).sqrt();
    let z = ((u - n * m / 2.0) / deviation).abs();
    // Abramowitz and Stegun 7.1.26: the complementary error function to 1.5e-7.
    let x = z / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = [
        1.061_405_429,
        -1.453_152_027,
        1.421_413_741,
        -0.284_496_736,
        0.254_829_592,
    ];
    let polynomial = series.iter().fold(0.0, |sum, factor| sum * t + factor) * t;
    polynomial * (-x * x).exp()
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[test]
fn the_test_of_mann_and_whitney_knows_its_numbers() {
    let one: Vec<f64> = (0..1_000).map(f64::from).collect();
    let moved: Vec<f64> = one.iter().map(|time| time + 200.0).collect();
    assert!(mann_whitney(&one, &moved) < 1e-9);
    let near: Vec<f64> = one.iter().map(|time| time + 0.5).collect();
    assert!(mann_whitney(&one, &near) > 0.9);
}

#[tokio::test]
async fn the_time_of_an_answer_tells_nothing() {
    if !is_long() {
        return;
    }
    on_both(async |database| {
        let app = world(database).await;
        let a = app.supplier("cnry_a_org");
        let hidden = hidden(&app, &a).await;
        let mut times = [Vec::new(), Vec::new()];
        for pair in 0..PAIRS {
            let id = &hidden[pair % hidden.len()].id;
            let names = [id.clone(), absent(id)];
            // In turn the one and the other first.
            for side in [pair % 2, 1 - pair % 2] {
                let document = format!("{{ node(id: \"{}\") {{ id }} }}", names[side]);
                let start = Instant::now();
                let answer = a.ask(&document).await;
                times[side].push(start.elapsed().as_secs_f64() * 1_000.0);
                assert_eq!(answer.reasons(), ["NOT_FOUND"]);
            }
        }
        let p = mann_whitney(&times[0], &times[1]);
        let [mut foreign, mut absent] = times;
        let (foreign, absent) = (median(&mut foreign), median(&mut absent));
        println!(
            "{PAIRS} pairs on {:?}: another's {foreign:.3} ms, nobody's {absent:.3} ms at the median, \
             {:.3} ms apart, p = {p:.3}",
            database.flavour,
            (foreign - absent).abs()
        );
    })
    .await;
}
