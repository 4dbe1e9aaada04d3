//! How fast the end-to-end figure of a service is, against the same question as PostgreSQL
//! multiranges and against a sweep with nothing around it; and what a changed outage costs.
//!
//! `cargo run --release -p benchmark -- --outages 100000`

mod comparison;
mod refresh;

use std::error::Error;
use std::io::Write;

use benchmark::measure::{duration, median, percentile, ratio};
use benchmark::world::{Size, World};
use clap::Parser;
use serde_json::{Value, json};

use crate::comparison::{Comparison, paired};
use crate::refresh::Refresh;

/// Measures the end-to-end sweep; PostgreSQL is started for it and removed again.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many outages the ways are compared on; may be given more than once.
    #[arg(long, value_name = "COUNT", default_value = "100000")]
    outages: Vec<usize>,
    /// How many outages a changed one is measured among; may be given more than once.
    #[arg(long, value_name = "COUNT", default_values = ["10000", "100000", "1000000"])]
    refresh: Vec<usize>,
    /// How many rounds over all services; each asks in every way, one after the other.
    #[arg(long, default_value = "5")]
    rounds: usize,
    /// What everything is invented from.
    #[arg(long, default_value = "20261122")]
    seed: u64,
    /// Prints JSON instead of tables.
    #[arg(long)]
    json: bool,
}

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
    let rate = arguments.refresh.iter().copied().max().unwrap_or(1);
    let longer = |outages| Size::at_rate(outages, rate);
    let (longer, denser) = (
        measure_refreshes(&arguments, longer)?,
        measure_refreshes(&arguments, Size::of)?,
    );
    let text = match arguments.json {
        true => serde_json::to_string_pretty(&json!({
            "comparisons": comparisons.iter().map(Comparison::to_json).collect::<Vec<_>>(),
            "refreshes_in_longer_history": to_json(&longer),
            "refreshes_in_denser_history": to_json(&denser),
        }))?,
        false => [
            compared(&comparisons),
            refreshed("a longer history, equally dense", &longer),
            refreshed("a denser history, equally long", &denser),
        ]
        .join("\n\n"),
    };
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

fn measure_refreshes(
    arguments: &Arguments,
    size: impl Fn(usize) -> Size,
) -> Result<Vec<Refresh>, Box<dyn Error>> {
    let sizes = arguments.refresh.iter().map(|outages| size(*outages));
    let worlds = sizes.map(|size| World::new(arguments.seed, size));
    worlds
        .map(|world| Refresh::measure(&world, arguments.seed))
        .collect()
}

fn to_json(refreshes: &[Refresh]) -> Vec<Value> {
    refreshes.iter().map(Refresh::to_json).collect()
}

fn compared(comparisons: &[Comparison]) -> String {
    let titles = [
        "outages",
        "what",
        "SQL multiranges",
        "sweep",
        "bare sweep",
        "rollup",
        "SQL / sweep",
        "sweep / bare sweep",
        "SQL / rollup",
    ];
    let mut lines = vec![
        row(titles.map(str::to_owned)),
        row(titles.map(|_| "---".to_owned())),
    ];
    for comparison in comparisons {
        for (what, times) in comparison.rows() {
            lines.push(row([
                comparison.outages.to_string(),
                what,
                duration(median(&times.sql)),
                duration(median(&times.sweep)),
                duration(median(&times.bare_sweep)),
                duration(median(&times.rollup)),
                paired(&times.sql, &times.sweep),
                paired(&times.sweep, &times.bare_sweep),
                paired(&times.sql, &times.rollup),
            ]));
        }
    }
    lines.push(String::new());
    for comparison in comparisons {
        let all = median(&comparison.by_round().sweep);
        let each = all / u64::try_from(comparison.stretches.max(1)).unwrap_or(1);
        lines.push(format!(
            "{} outages are sorted and loaded in {}; the sweeps of all services read {} stretches, {} \
             each.",
            comparison.outages,
            duration(comparison.load),
            comparison.stretches,
            duration(each),
        ));
    }
    lines.join("\n")
}

fn refreshed(what: &str, refreshes: &[Refresh]) -> String {
    let titles = [
        what,
        "days",
        "an outage of the last week: median",
        "p99",
        "median to the first",
        "an outage anywhere: median",
        "p99",
        "median to the first",
        "all rollups built",
    ];
    let mut lines = vec![
        row(titles.map(str::to_owned)),
        row(titles.map(|_| "---".to_owned())),
    ];
    for refresh in refreshes {
        let cells = |times: fn(&Refresh) -> &Vec<u64>| {
            let first = refreshes.first().map_or(1, |first| median(times(first)));
            [
                duration(median(times(refresh))),
                duration(percentile(times(refresh), 99)),
                ratio(median(times(refresh)), first),
            ]
        };
        let [week, week_p99, week_ratio] = cells(|refresh| &refresh.last_week);
        let [any, any_p99, any_ratio] = cells(|refresh| &refresh.anywhere);
        lines.push(row([
            format!("{} outages", refresh.outages),
            refresh.days.to_string(),
            week,
            week_p99,
            week_ratio,
            any,
            any_p99,
            any_ratio,
            duration(refresh.build),
        ]));
    }
    lines.join("\n")
}

fn row<const CELLS: usize>(cells: [String; CELLS]) -> String {
    format!("| {} |", cells.join(" | "))
}
