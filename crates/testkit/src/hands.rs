//! The clock's hands, turned by the story.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use clock::{Clock, Time};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Turns a clock by hand.
#[derive(Debug, Clone)]
pub struct Hands(Arc<Dial>);

#[derive(Debug)]
struct Dial {
    now_ms: watch::Sender<i64>,
    /// Until when somebody sleeps by this clock, milliseconds, and a number for each.
    sleeping: Mutex<BTreeSet<(i64, u64)>>,
    numbers: AtomicU64,
}

/// Somebody who sleeps; not any more when it is dropped.
struct Sleeper<'a> {
    dial: &'a Dial,
    place: (i64, u64),
}

impl Hands {
    /// A clock standing at `start`.
    pub fn at(start: Timestamp) -> Self {
        Self(Arc::new(Dial {
            now_ms: watch::Sender::new(start.as_millisecond()),
            sleeping: Mutex::default(),
            numbers: AtomicU64::new(0),
        }))
    }

    /// What the clock shows.
    pub fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// Moves the hands forward.
    pub fn forward(&self, by: SignedDuration) {
        self.0.now_ms.send_modify(|now| *now += by.as_millis() as i64);
    }

    /// Moves the hands to where the first of those who sleep by them wants to wake; says whether anybody does.
    pub fn wake_the_first(&self) -> bool {
        let first = self.0.sleeping().first().map(|(at, _)| *at);
        if let Some(at) = first {
            self.0.now_ms.send_modify(|now| *now = at.max(*now));
        }
        first.is_some()
    }

    /// The clock, for the code under test.
    pub fn clock(&self) -> Clock {
        Clock::of(self.clone())
    }
}

impl Time for Hands {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn until(&self, at: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            let _sleeper = self.0.sleep(at);
            self.0.shows(at).await;
        })
    }

    fn deadline(&self, at: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.0.shows(at))
    }
}

impl Dial {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(*self.now_ms.borrow()).expect("a time within reach")
    }

    fn sleeping(&self) -> std::sync::MutexGuard<'_, BTreeSet<(i64, u64)>> {
        self.sleeping.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn shows(&self, at: Timestamp) {
        let mut shown = self.now_ms.subscribe();
        // It ends with the sender only, which is this dial's.
        let _ = shown.wait_for(|now| *now >= at.as_millisecond()).await;
    }

    fn sleep(&self, at: Timestamp) -> Sleeper<'_> {
        let place = (at.as_millisecond(), self.numbers.fetch_add(1, Ordering::Relaxed));
        self.sleeping().insert(place);
        Sleeper { dial: self, place }
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        self.dial.sleeping().remove(&self.place);
    }
}
