//! What each hostile document costs the real server in processor time, from the first byte to the
//! last; more than 50 milliseconds, or another answer than the expected one, is a failure.
//!
//! `cargo build --release -p api && cargo run --release -p benchmark --bin hostile`

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use benchmark::hostile::{Hostile, all};
use benchmark::measure::{duration, median};
use benchmark::served::Served;
use clap::Parser;

/// The most processor time that a hostile document may cost, in nanoseconds.
const LIMIT: u64 = 50_000_000;

/// Sends every hostile document to a server of its own.
#[derive(Debug, Parser)]
struct Arguments {
    /// How often each is sent
    #[arg(long, default_value = "5")]
    rounds: usize,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let rich = |name| (name, u64::MAX.to_string());
    let served = Served::start(&[
        rich("CONCORDAT_LIMITS__SUBJECT_COST_BURST_MAX"),
        rich("CONCORDAT_LIMITS__ORGANIZATION_COST_BURST_MAX"),
    ])?;
    let mut out = std::io::stdout();
    writeln!(out, "| hostile | bytes sent | answer | median | most |")?;
    writeln!(out, "| --- | --- | --- | --- | --- |")?;
    let mut failures = 0;
    for hostile in all() {
        let Hostile { name, body, .. } = &hostile;
        let mut times = Vec::new();
        let mut last = served.ask(body)?;
        for _ in 0..arguments.rounds {
            let before = served.processor_time()?;
            last = served.ask(body)?;
            // What is left to do after the answer belongs to it too.
            std::thread::sleep(Duration::from_millis(5));
            times.push(served.processor_time()?.saturating_sub(before));
        }
        let most = times.iter().copied().max().unwrap_or(0);
        let good = (last.status, last.reason.as_str()) == (hostile.status, hostile.reason);
        let verdict = if most <= LIMIT && good { "" } else { " FAILED" };
        failures += usize::from(!verdict.is_empty());
        writeln!(
            out,
            "| {name} | {} | {} {} | {} | {}{verdict} |",
            body.len(),
            last.status,
            last.reason,
            duration(median(&times)),
            duration(most),
        )?;
    }
    writeln!(
        out,
        "\n{failures} failed; {} KiB in use",
        served.resident_kib()?
    )?;
    Ok(if failures == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
