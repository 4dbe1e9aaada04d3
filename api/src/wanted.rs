//! Whether the work of a request is still wanted: nobody waits any more for one whose client went
//! away or whose time is up. Long computations and the database look here from time to time.
//!
//! No clock is read: whoever waits gives up by dropping, at a deadline or when the connection ends.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

tokio::task_local! {
    static CURRENT: Work;
}

type Hook = Box<dyn FnOnce(Uuid) + Send>;

/// The work for one request. Clones are the same work.
#[derive(Clone)]
pub struct Work {
    shared: Arc<Shared>,
}

struct Shared {
    request_id: Uuid,
    given_up: AtomicBool,
    at_give_up: Mutex<Option<Hook>>,
}

impl Work {
    /// Work that is wanted, for the request of this name.
    #[must_use]
    pub fn new(request_id: Uuid) -> Self {
        Self {
            shared: Arc::new(Shared {
                request_id,
                given_up: AtomicBool::new(false),
                at_give_up: Mutex::new(None),
            }),
        }
    }

    /// The work that the running task does; none outside of requests.
    #[must_use]
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// The request that it is for.
    #[must_use]
    pub fn request_id(&self) -> Uuid {
        self.shared.request_id
    }

    /// Whether somebody still waits for it.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        !self.shared.given_up.load(Ordering::Relaxed)
    }

    /// Does `work` as this, and gives it up when it is dropped before its end.
    pub async fn carry_out<T>(&self, work: impl Future<Output = T>) -> T {
        let mut unfinished = Unfinished(Some(self));
        let value = self.within(work).await;
        unfinished.0 = None;
        value
    }

    /// Does `work` as a part of this.
    pub async fn within<T>(&self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self.clone(), work).await
    }

    /// Has `hook` called when this is given up: one hook, the first. It gets the request's name.
    pub fn at_give_up(&self, hook: impl FnOnce(Uuid) + Send + 'static) {
        let mut at_give_up = lock(&self.shared.at_give_up);
        if at_give_up.is_none() {
            *at_give_up = Some(Box::new(hook));
        }
    }

    fn give_up(&self) {
        self.shared.given_up.store(true, Ordering::Relaxed);
        let hook = lock(&self.shared.at_give_up).take();
        if let Some(hook) = hook {
            hook(self.shared.request_id);
        }
    }
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Work")
            .field("request_id", &self.shared.request_id)
            .field("is_wanted", &self.is_wanted())
            .finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the work up when it is dropped while it still holds it.
struct Unfinished<'w>(Option<&'w Work>);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(work) = self.0 {
            work.give_up();
        }
    }
}

/// Starts a task that belongs to the work of the running one.
pub fn spawn<F>(future: F) -> tokio::task::JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    match Work::current() {
        Some(work) => tokio::spawn(async move { work.within(future).await }),
        None => tokio::spawn(future),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::FutureExt as _;
    use uuid::Uuid;

    use super::{Work, spawn};

    #[tokio::test]
    async fn work_that_ends_was_wanted_and_work_that_is_dropped_is_not() {
        let hooks = Arc::new(AtomicUsize::new(0));
        let count = || {
            let hooks = hooks.clone();
            move |_: Uuid| {
                hooks.fetch_add(1, Ordering::Relaxed);
            }
        };
        let work = Work::new(Uuid::nil());
        work.at_give_up(count());
        work.carry_out(async {}).await;
        assert!(work.is_wanted());
        assert_eq!(hooks.load(Ordering::Relaxed), 0);

        let work = Work::new(Uuid::nil());
        work.at_give_up(count());
        work.at_give_up(count());
        assert!(
            work.carry_out(std::future::pending::<()>())
                .now_or_never()
                .is_none()
        );
        assert!(!work.is_wanted());
        assert_eq!(hooks.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn tasks_know_whose_work_they_are() {
        assert!(Work::current().is_none());
        let name = Uuid::from_u128(7);
        let work = Work::new(name);
        let of_task = async || spawn(async { Work::current() }).await.expect("a task");
        assert!(of_task().await.is_none());
        let found = work.carry_out(of_task()).await.expect("its work");
        assert_eq!(found.request_id(), name);
    }
}
