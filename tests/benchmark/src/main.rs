//! How fast the end-to-end figure of a service is, against the same question as PostgreSQL
//! multiranges and against a sweep with nothing around it; and what a changed outage costs.
//!
//! `cargo run --release -p benchmark -- --outages 100000`

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;

use benchmark::bare_sweep::BareSweep;
use benchmark::measure::{duration, median, percentile, ratio, timed};
use benchmark::multiranges::{Multiranges, statement};
use benchmark::world::{Chance, HISTORY, Size, World, YEAR};
use clap::Parser;
use federation::evaluation::{EndToEnd, ServiceRollup, ServiceRollups};
use federation::incident::{OutageFact, OutageRegister};
use federation::vocabulary::ServiceId;
use serde_json::{Value, json};
use uuid::Uuid;

/// Measures the end-to-end sweep; PostgreSQL is started for it and removed again.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many outages the three are compared on; may be given more than once.
    #[arg(long, value_name = "COUNT", default_value = "100000")]
    outages: Vec<usize>,
    /// How many outages a changed one is measured among; may be given more than once.
    #[arg(long, value_name = "COUNT", default_values = ["10000", "100000", "1000000"])]
    refresh: Vec<usize>,
    /// How many rounds over all services; each asks all three, one after the other.
    #[arg(long, default_value = "5")]
    rounds: usize,
    /// What everything is invented from.
    #[arg(long, default_value = "20261122")]
    seed: u64,
    /// Prints JSON instead of tables.
    #[arg(long)]
    json: bool,
}

/// How often a sweep is repeated to be timed.
const REPEATS: usize = 21;
/// How many outages are changed.
const CHANGES: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut comparisons = Vec::new();
    for outages in &arguments.outages {
        let world = World::new(arguments.seed, Size::of(*outages));
        comparisons.push(runtime.block_on(Comparison::measure(&world, arguments.rounds))?);
    }
    let mut refreshes = Vec::new();
    for outages in &arguments.refresh {
        let world = World::new(arguments.seed, Size::of(*outages));
        refreshes.push(Refresh::measure(&world, arguments.seed)?);
    }
    let text = match arguments.json {
        true => serde_json::to_string_pretty(&json!({
            "comparisons": comparisons.iter().map(Comparison::to_json).collect::<Vec<_>>(),
            "refreshes": refreshes.iter().map(Refresh::to_json).collect::<Vec<_>>(),
        }))?,
        false => tables(&comparisons, &refreshes),
    };
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

/// The three ways to the same seconds, in nanoseconds: one entry per service and round.
struct Comparison {
    outages: usize,
    services: usize,
    stretches: usize,
    load: u64,
    sql: Vec<u64>,
    sweep: Vec<u64>,
    bare: Vec<u64>,
}

/// What is compared, with the times of each way, measured together.
struct Row {
    what: String,
    sql: Vec<u64>,
    sweep: Vec<u64>,
    bare: Vec<u64>,
}

impl Comparison {
    async fn measure(world: &World, rounds: usize) -> Result<Self, Box<dyn Error>> {
        let (load, register) = timed(|| world.register());
        let down = world.down_by_component();
        let mut database = Multiranges::load(&world.outages).await?;
        let services: Vec<(String, EndToEnd, BareSweep)> = (0..world.services.len())
            .map(|number| {
                let tree = &world.services[number];
                let end_to_end = world.end_to_end(number, HISTORY);
                (statement(tree), end_to_end, BareSweep::new(tree, &down))
            })
            .collect();
        let seconds = |end_to_end: &EndToEnd| {
            let lost = end_to_end.lost_within(&register, YEAR, None);
            lost.counted.to_seconds()
        };
        for (number, (sql, end_to_end, bare)) in services.iter().enumerate() {
            let expected = database.down_seconds(sql, YEAR).await?;
            let swept = seconds(end_to_end);
            let plain = bare.down_seconds(YEAR);
            if swept != federation::vocabulary::Rational::whole(expected) || plain != expected {
                let said = format!("SQL {expected} s, sweep {swept} s, bare sweep {plain} s");
                return Err(format!("service {number}: {said}").into());
            }
        }
        let mut comparison = Self {
            outages: world.outages.len(),
            services: services.len(),
            stretches: world
                .services
                .iter()
                .map(|tree| {
                    let own = tree.components();
                    let sets = own.iter().filter_map(|component| down.get(component));
                    sets.map(|set| set.pieces_within(YEAR).count())
                        .sum::<usize>()
                })
                .sum(),
            load,
            sql: Vec::new(),
            sweep: Vec::new(),
            bare: Vec::new(),
        };
        for _ in 0..rounds {
            for (sql, end_to_end, bare) in &services {
                let start = std::time::Instant::now();
                database.down_seconds(sql, YEAR).await?;
                comparison.sql.push(benchmark::measure::nanoseconds(start));
                let sweep = repeated(|| end_to_end.lost_within(&register, YEAR, None));
                comparison.sweep.push(sweep);
                comparison.bare.push(repeated(|| bare.down_seconds(YEAR)));
            }
        }
        Ok(comparison)
    }

    /// Median ratio of what was measured together.
    fn paired(whole: &[u64], part: &[u64]) -> (u64, u64) {
        let mut pairs: Vec<(u64, u64)> = whole.iter().copied().zip(part.iter().copied()).collect();
        pairs.sort_by(|(a, b), (c, d)| {
            (u128::from(*a) * u128::from(*d)).cmp(&(u128::from(*c) * u128::from(*b)))
        });
        pairs.get(pairs.len() / 2).copied().unwrap_or_default()
    }

    /// The time for all services, by round.
    fn by_round(&self, times: &[u64]) -> Vec<u64> {
        times
            .chunks(self.services)
            .map(|round| round.iter().sum())
            .collect()
    }

    fn rows(&self) -> [Row; 2] {
        let all = |times: &[u64]| self.by_round(times);
        [
            Row {
                what: "one service".to_owned(),
                sql: self.sql.clone(),
                sweep: self.sweep.clone(),
                bare: self.bare.clone(),
            },
            Row {
                what: format!("all {} services", self.services),
                sql: all(&self.sql),
                sweep: all(&self.sweep),
                bare: all(&self.bare),
            },
        ]
    }

    fn to_json(&self) -> Value {
        let rows = self.rows().map(
            |Row {
                 what,
                 sql,
                 sweep,
                 bare,
             }| {
                let (sql_pair, bare_pair) =
                    (Self::paired(&sql, &sweep), Self::paired(&sweep, &bare));
                json!({
                    "what": what,
                    "sql_ns": median(&sql),
                    "sweep_ns": median(&sweep),
                    "bare_sweep_ns": median(&bare),
                    "sql_by_sweep": ratio(sql_pair.0, sql_pair.1),
                    "sweep_by_bare_sweep": ratio(bare_pair.0, bare_pair.1),
                })
            },
        );
        json!({
            "outages": self.outages,
            "services": self.services,
            "load_ns": self.load,
            "stretches_of_all_services": self.stretches,
            "rows": rows,
        })
    }
}

/// The median time of one run, in nanoseconds.
fn repeated<T>(mut work: impl FnMut() -> T) -> u64 {
    let times: Vec<u64> = (0..REPEATS)
        .map(|_| timed(|| std::hint::black_box(work())).0)
        .collect();
    median(&times)
}

/// What one changed outage costs: the register and the rollups of all services that it touches.
struct Refresh {
    outages: usize,
    build: u64,
    services: usize,
    changes: Vec<u64>,
}

impl Refresh {
    fn measure(world: &World, seed: u64) -> Result<Self, Box<dyn Error>> {
        let mut rollups = ServiceRollups::new(world.register());
        let (build, ()) = timed(|| {
            for (number, rollup) in rollups_of(world, rollups.register()) {
                rollups.add_service(number, rollup);
            }
        });
        let mut chance = Chance::of(seed);
        let mut facts = world.outages.clone();
        let mut changes = Vec::with_capacity(CHANGES);
        for change in 0..CHANGES + CHANGES / 10 {
            let place = usize::try_from(chance.below(facts.len() as u64))?;
            let changed = changed(facts[place], &mut chance);
            facts[place] = changed;
            let (time, earlier) = timed(|| rollups.put(changed));
            // The first ones find nothing in the processor's caches that a running server has there.
            if change >= CHANGES / 10 {
                changes.push(time);
            }
            if earlier.is_none() {
                return Err("an outage was not in the register".into());
            }
        }
        let anew: OutageRegister = facts.into_iter().collect();
        let anew = rollups_of(world, &anew);
        for (service, rollup) in &anew {
            let kept = rollups.service(*service).ok_or("no such service")?;
            if !kept.days().eq(rollup.days()) {
                return Err(
                    format!("the rollup of {service} is not what it is from nothing").into(),
                );
            }
        }
        Ok(Self {
            outages: world.outages.len(),
            build,
            services: anew.len(),
            changes,
        })
    }

    fn to_json(&self) -> Value {
        json!({
            "outages": self.outages,
            "services": self.services,
            "build_all_ns": self.build,
            "median_ns": median(&self.changes),
            "p99_ns": percentile(&self.changes, 99),
        })
    }
}

fn rollups_of(world: &World, register: &OutageRegister) -> BTreeMap<ServiceId, ServiceRollup> {
    let services = (0..world.services.len()).map(|number| {
        let rollup = ServiceRollup::new(
            world.end_to_end(number, HISTORY),
            chrono_tz::Europe::Berlin,
            register,
        );
        (ServiceId(Uuid::from_u128(number as u128)), rollup)
    });
    services.collect()
}

/// The outage with another end, every other time also with another start.
fn changed(fact: OutageFact, chance: &mut Chance) -> OutageFact {
    let length = 1 + chance.below(3_600);
    let moved = chance.below(2) * chance.below(3_600);
    let start = fact.start.plus_seconds(moved.cast_signed());
    OutageFact {
        start,
        end: Some(start.plus_seconds(length.cast_signed())),
        revision: fact.revision + 1,
        ..fact
    }
}

fn tables(comparisons: &[Comparison], refreshes: &[Refresh]) -> String {
    let mut lines = vec![
        "End-to-end downtime over 12 months, in memory; medians of paired rounds".to_owned(),
        String::new(),
        "| outages | what | SQL multiranges | sweep | bare sweep | SQL / sweep | sweep / bare |"
            .to_owned(),
        "|---|---|---|---|---|---|---|".to_owned(),
    ];
    for comparison in comparisons {
        for Row {
            what,
            sql,
            sweep,
            bare,
        } in comparison.rows()
        {
            let by_sql = Comparison::paired(&sql, &sweep);
            let by_bare = Comparison::paired(&sweep, &bare);
            lines.push(format!(
                "| {} | {what} | {} | {} | {} | {} | {} |",
                comparison.outages,
                duration(median(&sql)),
                duration(median(&sweep)),
                duration(median(&bare)),
                ratio(by_sql.0, by_sql.1),
                ratio(by_bare.0, by_bare.1),
            ));
        }
    }
    lines.push(String::new());
    lines.push(
        "Refresh of the register and of every rollup by day after one changed outage".to_owned(),
    );
    lines.push(String::new());
    lines.push("| outages | median | p99 | median to the first |".to_owned());
    lines.push("|---|---|---|---|".to_owned());
    let first = refreshes.first().map_or(1, |first| median(&first.changes));
    for refresh in refreshes {
        let own = median(&refresh.changes);
        lines.push(format!(
            "| {} | {} | {} | {} |",
            refresh.outages,
            duration(own),
            duration(percentile(&refresh.changes, 99)),
            ratio(own, first),
        ));
    }
    lines.push(String::new());
    for comparison in comparisons {
        lines.push(format!(
            "{} outages are sorted and loaded in {}; the {} services merge {} stretches of their \
             components in the 12 months, {} each.",
            comparison.outages,
            duration(comparison.load),
            comparison.services,
            comparison.stretches,
            duration(
                median(&comparison.by_round(&comparison.sweep))
                    / u64::try_from(comparison.stretches.max(1)).unwrap_or(1)
            ),
        ));
    }
    for refresh in refreshes {
        lines.push(format!(
            "Rollups of {} services over 24 months with {} outages are built in {}.",
            refresh.services,
            refresh.outages,
            duration(refresh.build),
        ));
    }
    lines.join("\n")
}
