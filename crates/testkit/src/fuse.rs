//! A fuse in the line to the outside world: it blows at the n-th call, and the worker behind it is as good as dead.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::Notify;

/// On which side of the call the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The call never arrives.
    Before,
    /// The call is carried out, its answer never comes back.
    After,
}

/// Counts calls and blows at one of them.
#[derive(Debug, Clone, Default)]
pub struct Fuse(Arc<State>);

#[derive(Debug)]
struct State {
    /// Calls left until it blows; negative when it is not set.
    left: AtomicI64,
    after: std::sync::atomic::AtomicBool,
    blown: Notify,
}

impl Default for State {
    fn default() -> Self {
        Self {
            left: AtomicI64::new(-1),
            after: false.into(),
            blown: Notify::new(),
        }
    }
}

impl Fuse {
    /// Sets it to blow at call number `n`, counted from zero.
    pub fn set(&self, n: u32, cut: Cut) {
        self.0.after.store(cut == Cut::After, Ordering::SeqCst);
        self.0.left.store(n.into(), Ordering::SeqCst);
    }

    /// Unsets it.
    pub fn reset(&self) {
        self.0.left.store(-1, Ordering::SeqCst);
    }

    /// Waits until it blows.
    pub async fn blown(&self) {
        self.0.blown.notified().await;
    }

    /// Lets one call through, or not.
    pub async fn guard<T>(&self, call: impl Future<Output = T>) -> T {
        if self.0.left.load(Ordering::SeqCst) < 0 {
            return call.await;
        }
        if self.0.left.fetch_sub(1, Ordering::SeqCst) != 0 {
            return call.await;
        }
        if self.0.after.load(Ordering::SeqCst) {
            call.await;
        }
        self.0.blown.notify_one();
        pending().await
    }
}
