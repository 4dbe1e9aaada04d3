//! Four ways to the same seconds, timed beside each other.

use std::error::Error;
use std::time::Instant;

use benchmark::bare_sweep::BareSweep;
use benchmark::measure::{median, nanoseconds, ratio, timed};
use benchmark::multiranges::{Multiranges, statement};
use benchmark::world::{HISTORY, World, YEAR};
use federation::evaluation::{EndToEnd, ServiceRollup};
use federation::vocabulary::Rational;
use serde_json::{Value, json};

/// How often what takes microseconds is repeated to be timed.
const REPEATS: usize = 21;

/// The end-to-end downtime of every service over 12 months.
pub(crate) struct Comparison {
    pub(crate) outages: usize,
    pub(crate) services: usize,
    /// The stretches of their components within the 12 months.
    pub(crate) stretches: usize,
    /// How long the register took to sort and load.
    pub(crate) load: u64,
    pub(crate) times: Times,
}

/// Nanoseconds: what stands at the same place was measured together.
#[derive(Clone, Default)]
pub(crate) struct Times {
    pub(crate) sql: Vec<u64>,
    pub(crate) sweep: Vec<u64>,
    pub(crate) bare_sweep: Vec<u64>,
    pub(crate) rollup: Vec<u64>,
}

/// A service made ready for each way.
struct Prepared {
    sql: String,
    end_to_end: EndToEnd,
    bare_sweep: BareSweep,
    rollup: ServiceRollup,
}

impl Comparison {
    /// Checks that all ways give the same seconds for all services, and times them.
    pub(crate) async fn measure(world: &World, rounds: usize) -> Result<Self, Box<dyn Error>> {
        let (load, register) = timed(|| world.register());
        let down = world.down_by_component();
        let mut database = Multiranges::load(&world.outages).await?;
        let services = world
            .services
            .iter()
            .enumerate()
            .map(|(number, tree)| Prepared {
                sql: statement(tree),
                end_to_end: world.end_to_end(number, HISTORY),
                bare_sweep: BareSweep::new(tree, &down),
                rollup: ServiceRollup::new(
                    world.end_to_end(number, HISTORY),
                    chrono_tz::Europe::Berlin,
                    &register,
                ),
            });
        let services: Vec<Prepared> = services.collect();
        for (number, service) in services.iter().enumerate() {
            let expected = database.down_seconds(&service.sql, YEAR).await?;
            let swept = service.end_to_end.lost_within(&register, YEAR, None);
            let summed = service.rollup.lost_within(&register, YEAR, None);
            let [swept, summed] = [swept, summed].map(|lost| lost.counted.to_seconds());
            let plain = service.bare_sweep.down_seconds(YEAR);
            let right = Rational::whole(expected);
            if swept != right || summed != right || plain != expected {
                let said =
                    format!("{expected} by SQL, {swept} by the sweep, {summed} by the rollup");
                return Err(format!("service {number}: {said}, {plain} by the bare sweep").into());
            }
        }
        let mut times = Times::default();
        for _ in 0..rounds {
            for service in &services {
                let start = Instant::now();
                database.down_seconds(&service.sql, YEAR).await?;
                times.sql.push(nanoseconds(start));
                let sweep = || service.end_to_end.lost_within(&register, YEAR, None);
                times.sweep.push(repeated(sweep));
                times
                    .bare_sweep
                    .push(repeated(|| service.bare_sweep.down_seconds(YEAR)));
                let rollup = || service.rollup.lost_within(&register, YEAR, None);
                times.rollup.push(repeated(rollup));
            }
        }
        let stretches = world.services.iter().flat_map(|tree| tree.components());
        let stretches = stretches.filter_map(|component| down.get(&component));
        Ok(Self {
            outages: world.outages.len(),
            services: services.len(),
            stretches: stretches.map(|set| set.pieces_within(YEAR).count()).sum(),
            load,
            times,
        })
    }

    /// What is told of it: one service, and all of them in a row.
    pub(crate) fn rows(&self) -> [(String, Times); 2] {
        [
            ("one service".to_owned(), self.times.clone()),
            (format!("all {} services", self.services), self.by_round()),
        ]
    }

    /// The times for all services, by round.
    pub(crate) fn by_round(&self) -> Times {
        let sums = |times: &[u64]| -> Vec<u64> {
            let rounds = times.chunks(self.services);
            rounds.map(|round| round.iter().sum()).collect()
        };
        let Times {
            sql,
            sweep,
            bare_sweep,
            rollup,
        } = &self.times;
        Times {
            sql: sums(sql),
            sweep: sums(sweep),
            bare_sweep: sums(bare_sweep),
            rollup: sums(rollup),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let rows = self.rows().map(|(what, times)| {
            json!({
                "what": what,
                "sql_ns": median(&times.sql),
                "sweep_ns": median(&times.sweep),
                "bare_sweep_ns": median(&times.bare_sweep),
                "rollup_ns": median(&times.rollup),
                "sql_by_sweep": paired(&times.sql, &times.sweep),
                "sql_by_rollup": paired(&times.sql, &times.rollup),
                "sweep_by_bare_sweep": paired(&times.sweep, &times.bare_sweep),
            })
        });
        json!({
            "outages": self.outages,
            "services": self.services,
            "load_ns": self.load,
            "stretches_of_all_services": self.stretches,
            "rows": rows,
        })
    }
}

/// The median ratio of what was measured together.
pub(crate) fn paired(whole: &[u64], part: &[u64]) -> String {
    let mut pairs: Vec<(u64, u64)> = whole.iter().copied().zip(part.iter().copied()).collect();
    pairs.sort_by_key(|(whole, part)| u128::from(*whole) * 1_000_000 / u128::from((*part).max(1)));
    let (whole, part) = pairs.get(pairs.len() / 2).copied().unwrap_or_default();
    ratio(whole, part)
}

/// The median time of one run.
fn repeated<T>(mut work: impl FnMut() -> T) -> u64 {
    let times: Vec<u64> = (0..REPEATS)
        .map(|_| timed(|| std::hint::black_box(work())).0)
        .collect();
    median(&times)
}
