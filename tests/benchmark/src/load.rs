//! An open-loop generator: requests are due at fixed instants whether or not the ones before are
//! answered, and their time counts from when they were due, so that a slow server hides nothing.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// The most requests that wait in the generator for a connection; more are not sent.
const WAITING_MAX: usize = 20_000;

/// How many slices each doubling of a duration has: three percent of precision.
const SLICES: u64 = 32;

/// Durations by size, in microseconds, in buckets that are three percent wide.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

impl Histogram {
    /// Counts one.
    pub fn add(&mut self, microseconds: u64) {
        let place = Self::place(microseconds);
        if self.counts.len() <= place {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] += 1;
        self.total += 1;
    }

    /// The microseconds below which `percent` of a hundred lie; 0 for none.
    #[must_use]
    pub fn percentile(&self, percent: u64) -> u64 {
        let rank = (self.total * percent).div_ceil(100);
        let mut seen = 0;
        for (place, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= rank && seen > 0 {
                return Self::value(place as u64);
            }
        }
        0
    }

    /// Counts what `other` counted, too.
    pub fn merge(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
    }

    /// How many were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.total
    }

    fn place(value: u64) -> usize {
        let doublings = u64::from((value / SLICES).checked_ilog2().map_or(0, |log| log + 1));
        let slice = if doublings == 0 {
            value
        } else {
            value >> (doublings - 1)
        };
        let place = doublings * SLICES + slice - if doublings == 0 { 0 } else { SLICES };
        usize::try_from(place).unwrap_or(usize::MAX)
    }

    fn value(place: u64) -> u64 {
        let (doublings, slice) = (place / SLICES, place % SLICES);
        if doublings == 0 {
            slice
        } else {
            (slice + SLICES) << (doublings - 1)
        }
    }
}

/// What became of the requests of some time.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// How many were due.
    pub due: u64,
    /// The times of those that were answered with 200.
    pub useful: Histogram,
    /// Refused with 429.
    pub limited: u64,
    /// Refused with 503.
    pub overloaded: u64,
    /// Refused without saying when to come again.
    pub silent: u64,
    /// Anything else: other answers, broken connections.
    pub broken: u64,
    /// Not sent, because too many waited for a connection.
    pub unsent: u64,
}

impl Outcome {
    fn count(&mut self, answer: Option<(u16, bool)>, microseconds: u64) {
        match answer {
            Some((200, _)) => self.useful.add(microseconds),
            Some((429, says_when)) => {
                self.limited += 1;
                self.silent += u64::from(!says_when);
            }
            Some((503, says_when)) => {
                self.overloaded += 1;
                self.silent += u64::from(!says_when);
            }
            Some(_) | None => self.broken += 1,
        }
    }
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    wake: Notify,
}

#[derive(Default)]
struct Queue {
    due: VecDeque<Instant>,
    slices: Vec<Outcome>,
    ended: bool,
}

fn lock(shared: &Shared) -> std::sync::MutexGuard<'_, Queue> {
    shared.queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A load: where to, what, and over how many connections.
#[derive(Clone, Debug)]
pub struct Load {
    /// Where to.
    pub address: SocketAddr,
    /// Whole requests, sent in turn.
    pub requests: Arc<Vec<Vec<u8>>>,
    /// How many connections there are, each with one request at a time.
    pub connections: usize,
}

impl Load {
    /// Sends `rates`, each so many a second for `each` long, one after the other, and gives what
    /// became of them in slices of `slice`, by when they were due.
    pub async fn run(&self, rates: &[(u64, Duration)], slice: Duration) -> Vec<Outcome> {
        let shared = Arc::new(Shared::default());
        let start = Instant::now();
        let workers: Vec<_> = (0..self.connections)
            .map(|number| {
                let (load, shared) = (self.clone(), shared.clone());
                tokio::spawn(async move { load.connection(number, &shared, start, slice).await })
            })
            .collect();
        let mut phase = start;
        for (rate, length) in rates {
            self.offer(&shared, (phase, *length), *rate, (start, slice))
                .await;
            phase += *length;
        }
        lock(&shared).ended = true;
        shared.wake.notify_waiters();
        for worker in workers {
            shared.wake.notify_waiters();
            let _ended = worker.await;
        }
        std::mem::take(&mut lock(&shared).slices)
    }

    /// Puts requests into the queue as they become due.
    async fn offer(
        &self,
        shared: &Shared,
        (phase, length): (Instant, Duration),
        rate: u64,
        (start, slice): (Instant, Duration),
    ) {
        let total = rate * u64::try_from(length.as_millis()).unwrap_or(0) / 1_000;
        let due_at =
            |number: u64| phase + Duration::from_nanos(number * 1_000_000_000 / rate.max(1));
        let mut sent = 0;
        while sent < total {
            let now = Instant::now();
            let mut added = 0_usize;
            {
                let mut queue = lock(shared);
                while sent < total && due_at(sent) <= now {
                    let place = slice_of(due_at(sent), start, slice);
                    let outcome = queue.slice(place);
                    outcome.due += 1;
                    if queue.due.len() < WAITING_MAX {
                        queue.due.push_back(due_at(sent));
                        added += 1;
                    } else {
                        queue.slice(place).unsent += 1;
                    }
                    sent += 1;
                }
            }
            for _ in 0..added.min(self.connections) {
                shared.wake.notify_one();
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    async fn connection(&self, number: usize, shared: &Shared, start: Instant, slice: Duration) {
        let mut stream = None;
        let mut turn = number;
        loop {
            let (next, ended) = {
                let mut queue = lock(shared);
                (queue.due.pop_front(), queue.ended)
            };
            let Some(due) = next else {
                if ended {
                    return;
                }
                // A wake-up may be lost between looking and waiting: so not for ever.
                let wait = shared.wake.notified();
                let _woken = tokio::time::timeout(Duration::from_millis(5), wait).await;
                continue;
            };
            let request = &self.requests[turn % self.requests.len()];
            turn += 1;
            let was_open = stream.is_some();
            let mut answer = exchange(&mut stream, self.address, request).await;
            if answer.is_none() && was_open {
                // The server closes connections that were idle for a while.
                stream = None;
                answer = exchange(&mut stream, self.address, request).await;
            }
            if answer.is_none() {
                stream = None;
            }
            let microseconds = u64::try_from(due.elapsed().as_micros()).unwrap_or(u64::MAX);
            let place = slice_of(due, start, slice);
            lock(shared).slice(place).count(answer, microseconds);
        }
    }

    /// How many answers a second there are when every connection asks again at once.
    pub async fn peak(&self, length: Duration) -> u64 {
        let start = Instant::now();
        let workers: Vec<_> = (0..self.connections)
            .map(|number| {
                let load = self.clone();
                tokio::spawn(async move {
                    let (mut stream, mut useful) = (None, 0_u64);
                    while start.elapsed() < length {
                        let request = &load.requests[number % load.requests.len()];
                        match exchange(&mut stream, load.address, request).await {
                            Some((200, _)) => useful += 1,
                            Some(_) => {}
                            None => stream = None,
                        }
                    }
                    useful
                })
            })
            .collect();
        let mut useful = 0;
        for worker in workers {
            useful += worker.await.unwrap_or(0);
        }
        useful * 1_000
            / u64::try_from(start.elapsed().as_millis())
                .unwrap_or(1)
                .max(1)
    }
}

impl Queue {
    fn slice(&mut self, place: usize) -> &mut Outcome {
        if self.slices.len() <= place {
            self.slices.resize(place + 1, Outcome::default());
        }
        &mut self.slices[place]
    }
}

fn slice_of(at: Instant, start: Instant, slice: Duration) -> usize {
    let place = at.duration_since(start).as_nanos() / slice.as_nanos().max(1);
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// One request and its answer: the status, and whether it says when to come again. `None` when the
/// connection broke.
async fn exchange(
    stream: &mut Option<TcpStream>,
    address: SocketAddr,
    request: &[u8],
) -> Option<(u16, bool)> {
    if stream.is_none() {
        let fresh = TcpStream::connect(address).await.ok()?;
        fresh.set_nodelay(true).ok()?;
        *stream = Some(fresh);
    }
    let open = stream.as_mut()?;
    open.write_all(request).await.ok()?;
    let mut bytes = Vec::with_capacity(4_096);
    let head = loop {
        if let Some(place) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break place + 4;
        }
        if open.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = std::str::from_utf8(bytes.get(..head)?)
        .ok()?
        .to_ascii_lowercase();
    let status = text.split(' ').nth(1)?.parse().ok()?;
    let header = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let length: usize = header("content-length: ")?.trim().parse().ok()?;
    let says_when = header("retry-after: ").is_some();
    while bytes.len() < head + length {
        if open.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    if header("connection: ").is_some_and(|value| value.trim() == "close") {
        *stream = None;
    }
    Some((status, says_when))
}

#[cfg(test)]
mod tests {
    use super::Histogram;

    #[test]
    fn percentiles_are_three_percent_exact() {
        let mut histogram = Histogram::default();
        for value in 1..=100_000 {
            histogram.add(value);
        }
        for percent in [1_u64, 50, 95, 99, 100] {
            let (exact, given) = (percent * 1_000, histogram.percentile(percent));
            assert!(
                given <= exact && exact - given <= exact / 32 + 1,
                "{percent}: {given}"
            );
        }
        assert_eq!(Histogram::default().percentile(99), 0);
        for value in [0, 1, 31, 32, 33, 63, 64, 1_000_000] {
            let mut one = Histogram::default();
            one.add(value);
            let given = one.percentile(50);
            assert!(
                given <= value && value - given <= value / 32,
                "{value}: {given}"
            );
        }
    }
}
