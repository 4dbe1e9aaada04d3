//! What the real server does at ten times the rate that it holds: it finds that rate, offers it, then
//! ten times as much, then the rate again, and tells what was answered, refused and used.
//!
//! `cargo build --release -p api && cargo run --release -p benchmark --bin overload`

use std::error::Error;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use benchmark::load::{Load, Outcome};
use benchmark::served::{Served, request};
use clap::Parser;
use serde_json::json;

/// How long one line of the course is.
const SLICE: Duration = Duration::from_millis(250);

/// The 99th percentile up to which a rate is held, in microseconds.
const HELD_MICROSECONDS: u64 = 150_000;

/// Measures a server of its own; everything runs on this machine, the generator too.
#[derive(Debug, Parser)]
struct Arguments {
    /// How long each of the three phases is
    #[arg(long, default_value = "10", value_name = "SECONDS")]
    phase: u64,
    /// How many connections there are
    #[arg(long, default_value = "400")]
    connections: usize,
    /// How many times the held rate is offered in the middle
    #[arg(long, default_value = "10")]
    times: u64,
    /// Ask this instead of the demo's headline query
    #[arg(long, value_name = "GRAPHQL")]
    document: Option<String>,
    /// Leave the budgets of subjects as they are by default, so that some are refused with 429
    #[arg(long)]
    budgets: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure(&arguments))
}

async fn measure(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let rich = |name| (name, u64::MAX.to_string());
    let rich = [
        rich("CONCORDAT_LIMITS__SUBJECT_COST_BURST_MAX"),
        rich("CONCORDAT_LIMITS__ORGANIZATION_COST_BURST_MAX"),
    ];
    let served = Arc::new(Served::start(if arguments.budgets { &[] } else { &rich })?);
    let document = arguments.document.as_ref().unwrap_or(&served.headline);
    let body = json!({"query": document}).to_string();
    let requests = served
        .tokens
        .iter()
        .map(|token| request(token, &body, true));
    let load = Load {
        address: served.address,
        requests: Arc::new(requests.collect()),
        connections: arguments.connections,
    };
    let calm = Load {
        connections: 16,
        ..load.clone()
    };
    let mut out = std::io::stdout();
    let peak = calm.peak(Duration::from_secs(3)).await.max(1);
    writeln!(out, "Peak: {peak} answers a second over 16 connections.")?;
    let held = held(&load, peak).await;
    writeln!(
        out,
        "Held: {held} requests a second, none refused, 99 of 100 within {} ms.\n",
        HELD_MICROSECONDS / 1_000
    )?;
    let memory = Memory::watch(&served);
    let phase = Duration::from_secs(arguments.phase);
    let rates = [
        (held, phase),
        (held * arguments.times, phase),
        (held, phase),
    ];
    let slices = load.run(&rates, SLICE).await;
    let each = usize::try_from(phase.as_millis() / SLICE.as_millis())?;
    writeln!(
        out,
        "| offered a second | useful a second | of the peak | 429 | 503 | without Retry-After | broken | unsent | p50 ms | p95 ms | p99 ms |"
    )?;
    writeln!(out, "|{}", " --- |".repeat(11))?;
    for (number, slices) in slices.chunks(each).enumerate().take(3) {
        let sum = sum(slices);
        let seconds = arguments.phase.max(1);
        let useful = sum.useful.count() / seconds;
        let milliseconds = |percent| {
            let tenths = sum.useful.percentile(percent) / 100;
            format!("{}.{}", tenths / 10, tenths % 10)
        };
        writeln!(
            out,
            "| {} | {useful} | {} % | {} | {} | {} | {} | {} | {} | {} | {} |",
            rates[number].0,
            useful * 100 / peak,
            sum.limited,
            sum.overloaded,
            sum.silent,
            sum.broken,
            sum.unsent,
            milliseconds(50),
            milliseconds(95),
            milliseconds(99),
        )?;
    }
    let after = slices.get(2 * each..).unwrap_or_default();
    let calm = |slice: &Outcome| {
        let refused = slice.limited + slice.overloaded + slice.broken + slice.unsent;
        refused == 0 && slice.useful.percentile(99) <= HELD_MICROSECONDS
    };
    let unrest = after.iter().rposition(|slice| !calm(slice));
    let recovery = unrest.map_or(0, |place| place + 1);
    writeln!(
        out,
        "\nBack to the held rate after {} ms. At most {} MiB in use.",
        recovery as u128 * SLICE.as_millis(),
        memory.most_kib() / 1_024
    )?;
    Ok(())
}

/// The largest of a few parts of the peak that the server holds for three seconds.
async fn held(load: &Load, peak: u64) -> u64 {
    for percent in [90, 80, 70, 60, 50, 40, 30, 20] {
        let rate = (peak * percent / 100).max(1);
        let slices = load.run(&[(rate, Duration::from_secs(3))], SLICE).await;
        let sum = sum(&slices);
        if sum.useful.count() == sum.due && sum.useful.percentile(99) <= HELD_MICROSECONDS {
            return rate;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    (peak / 10).max(1)
}

fn sum(slices: &[Outcome]) -> Outcome {
    let mut sum = Outcome::default();
    for slice in slices {
        let Outcome {
            due,
            useful,
            limited,
            overloaded,
            silent,
            broken,
            unsent,
        } = slice;
        sum.due += due;
        sum.useful.merge(useful);
        sum.limited += limited;
        sum.overloaded += overloaded;
        sum.silent += silent;
        sum.broken += broken;
        sum.unsent += unsent;
    }
    sum
}

/// The most memory that the server has in use, looked at ten times a second until this is dropped.
struct Memory {
    most: Arc<AtomicU64>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Memory {
    fn watch(served: &Arc<Served>) -> Self {
        let (most, ended) = (Arc::<AtomicU64>::default(), Arc::<AtomicBool>::default());
        let (seen, over, served) = (most.clone(), ended.clone(), served.clone());
        let thread = std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                seen.fetch_max(served.resident_kib().unwrap_or(0), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        Self {
            most,
            ended,
            thread: Some(thread),
        }
    }

    fn most_kib(&self) -> u64 {
        self.most.load(Ordering::Relaxed)
    }
}

impl Drop for Memory {
    /// The thread holds the server too, which ends with who holds it last.
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}
