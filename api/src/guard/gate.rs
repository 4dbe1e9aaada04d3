//! How many requests are inside the server at once: so many are executed, so many more are read or
//! wait, and the next one is refused at the door, before anything of it is looked at.
//!
//! Nothing here knows what a request means. A request leaves by being dropped, wherever it ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, ErrorCode};
use crate::settings;

/// The share of the executions that expensive requests may take together: one in so many.
const EXPENSIVE_SHARE: usize = 4;

/// The door of a server that is never fuller than it can bear.
#[derive(Clone, Debug)]
pub struct Gate {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    inside: AtomicUsize,
    inside_max: usize,
    executions: Arc<Semaphore>,
    expensive: Arc<Semaphore>,
    wait: Duration,
}

impl Gate {
    /// A door for as many as `limits` allow.
    #[must_use]
    pub fn new(limits: &settings::Limits) -> Self {
        let executions = limits.executions_max.clamp(1, Semaphore::MAX_PERMITS);
        let expensive = (executions / EXPENSIVE_SHARE).max(1);
        Self {
            shared: Arc::new(Shared {
                inside: AtomicUsize::new(0),
                inside_max: executions.saturating_add(limits.waiting_max),
                executions: Arc::new(Semaphore::new(executions)),
                expensive: Arc::new(Semaphore::new(expensive)),
                wait: Duration::from_millis(limits.waiting_timeout_ms),
            }),
        }
    }

    /// Lets a request in.
    ///
    /// # Errors
    /// `OVERLOADED` when as many are inside as may be.
    pub fn come_in(&self) -> Result<Inside, Error> {
        let inside = self.shared.inside.fetch_add(1, Ordering::Relaxed);
        let counted = Inside { gate: self.clone() };
        if inside >= self.shared.inside_max {
            return Err(Error::of(ErrorCode::Overloaded));
        }
        Ok(counted)
    }
}

/// A request that was let in, until it is dropped.
#[derive(Debug)]
pub struct Inside {
    gate: Gate,
}

impl Inside {
    /// Waits until the request may be executed: first come, first served, but the expensive ones
    /// leave most of the turns to the others.
    ///
    /// # Errors
    /// `OVERLOADED` when its turn does not come in time.
    pub async fn turn(&self, is_expensive: bool) -> Result<Turn, Error> {
        let shared = &self.gate.shared;
        let turn = async {
            let expensive = match is_expensive {
                true => Some(shared.expensive.clone().acquire_owned().await),
                false => None,
            };
            let expensive = expensive.transpose().map_err(Error::internal)?;
            let execution = shared.executions.clone().acquire_owned().await;
            Ok(Turn {
                _execution: execution.map_err(Error::internal)?,
                _expensive: expensive,
            })
        };
        match tokio::time::timeout(shared.wait, turn).await {
            Ok(turn) => turn,
            Err(_) => Err(Error::of(ErrorCode::Overloaded)),
        }
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.gate.shared.inside.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The leave to execute one request, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _execution: OwnedSemaphorePermit,
    _expensive: Option<OwnedSemaphorePermit>,
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::{Gate, Inside, Turn};
    use crate::error::Error;
    use crate::settings::Limits;

    fn gate(executions_max: usize, waiting_max: usize) -> Gate {
        Gate::new(&Limits {
            executions_max,
            waiting_max,
            waiting_timeout_ms: 0,
            ..Limits::default()
        })
    }

    fn reason<T>(outcome: Result<T, Error>) -> &'static str {
        outcome.map_or_else(|error| error.code().reason(), |_| "let in")
    }

    async fn turns(gate: &Gate, count: usize, is_expensive: bool) -> Vec<(Inside, Turn)> {
        let mut turns = Vec::new();
        for _ in 0..count {
            let inside = gate.come_in().expect("room");
            let turn = inside.turn(is_expensive).await.expect("a turn");
            turns.push((inside, turn));
        }
        turns
    }

    #[test]
    fn the_door_is_shut_while_as_many_are_inside_as_may_be() {
        let gate = gate(2, 3);
        let inside: Vec<_> = (0..5).map(|_| gate.come_in().expect("room")).collect();
        for _ in 0..1_000 {
            assert_eq!(reason(gate.come_in()), "OVERLOADED");
        }
        drop(inside.into_iter().next());
        assert_eq!(reason(gate.come_in()), "let in");
    }

    #[tokio::test]
    async fn a_turn_that_does_not_come_in_time_is_refused_and_leaves_nothing_behind() {
        let gate = gate(2, 10);
        let taken = turns(&gate, 2, false).await;
        let inside = gate.come_in().expect("room");
        assert_eq!(reason(inside.turn(false).await), "OVERLOADED");
        drop(taken);
        let again = turns(&gate, 2, false).await;
        assert_eq!(reason(inside.turn(false).await), "OVERLOADED");
        drop(again);
        assert_eq!(reason(inside.turn(false).await), "let in");
    }

    #[tokio::test]
    async fn expensive_requests_leave_most_turns_to_the_others() {
        let gate = gate(8, 10);
        let _expensive = turns(&gate, 2, true).await;
        let inside = gate.come_in().expect("room");
        assert_eq!(reason(inside.turn(true).await), "OVERLOADED");
        let _cheap = turns(&gate, 6, false).await;
        assert_eq!(reason(inside.turn(false).await), "OVERLOADED");
    }

    #[tokio::test]
    async fn who_goes_away_while_waiting_makes_room() {
        let gate = Gate::new(&Limits {
            executions_max: 1,
            waiting_max: 1,
            waiting_timeout_ms: 60_000,
            ..Limits::default()
        });
        let _taken = turns(&gate, 1, false).await;
        {
            let inside = gate.come_in().expect("room");
            let mut waiting = Box::pin(inside.turn(false));
            assert!((&mut waiting).now_or_never().is_none());
            assert_eq!(reason(gate.come_in()), "OVERLOADED");
        }
        assert_eq!(reason(gate.come_in()), "let in");
    }
}
