//! Computing on a thread of its own, for as long as somebody waits for the outcome.

use crate::error::{Error, ErrorCode};
use crate::wanted::Work;

/// Runs `compute` on a thread that may be kept busy. It is not begun when nobody waits any more, and
/// asks [`Wanted`] at its longer steps whether to go on.
///
/// # Errors
/// `EXECUTION_TIMEOUT` when nobody waits any more; `INTERNAL_SERVER_ERROR` when it panics.
pub async fn blocking<T: Send + 'static>(
    compute: impl FnOnce(&Wanted) -> T + Send + 'static,
) -> Result<T, Error> {
    let wanted = Wanted(Work::current());
    let work = move || wanted.still().then(|| compute(&wanted));
    let outcome = tokio::task::spawn_blocking(work).await;
    outcome
        .map_err(Error::internal)?
        .ok_or_else(|| Error::of(ErrorCode::ExecutionTimeout))
}

/// Whether a computation is still wanted. Outside of requests it always is.
#[derive(Clone, Debug)]
pub struct Wanted(Option<Work>);

impl Wanted {
    /// Whether somebody still waits for the outcome.
    #[must_use]
    pub fn still(&self) -> bool {
        self.0.as_ref().is_none_or(Work::is_wanted)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::FutureExt as _;
    use uuid::Uuid;

    use super::blocking;
    use crate::wanted::Work;

    #[tokio::test]
    async fn a_computation_learns_that_nobody_waits_any_more() {
        assert!(blocking(|wanted| wanted.still()).await.expect("computed"));
        let work = Work::new(Uuid::nil());
        let (started, starts) = mpsc::channel();
        let (ended, ends) = mpsc::channel();
        let computation = blocking(move |wanted| {
            started.send(()).expect("someone waits");
            // Without end, unless it looks.
            while wanted.still() {
                std::thread::yield_now();
            }
            ended.send(()).expect("someone waits");
        });
        let mut carried_out = Box::pin(work.carry_out(computation));
        assert!((&mut carried_out).now_or_never().is_none());
        starts.recv().expect("it began");
        drop(carried_out);
        ends.recv().expect("it ended");
    }

    #[tokio::test]
    async fn what_nobody_waits_for_is_not_begun() {
        let work = Work::new(Uuid::nil());
        assert!(
            work.carry_out(std::future::pending::<()>())
                .now_or_never()
                .is_none()
        );
        let refused = work.within(blocking(|_| panic!("begun"))).await;
        let error = refused.expect_err("refused");
        assert_eq!(error.code().reason(), "EXECUTION_TIMEOUT");
    }
}
