//! Everything the sandbox knows, one lock a part; no lock is held across an await.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{broadcast, watch};

use crate::channels::book::Channels;
use crate::clock::{Clock, Setting, system_ms};
use crate::faults::Faults;
use crate::gateway::ledger::Gateway;
use crate::ledger::Ledger;
use crate::news::News;
use crate::telegram::outbox::Outbox;
use crate::telegram::state::Telegram;
use crate::timeline::Timeline;
use crate::wb::state::Wildberries;

/// What readiness waits for until the start script says otherwise.
pub const WAITING_FOR_STACK: &str = "the stack to be deployed";

/// The whole world outside the bot.
pub struct World {
    /// The time it is here.
    pub clock: Clock,
    /// Every call received.
    pub ledger: Mutex<Ledger>,
    /// What is arranged to go wrong.
    pub faults: Mutex<Faults>,
    /// Chats, messages, files, the webhook's setting.
    pub telegram: Mutex<Telegram>,
    /// Updates on their way to the bot.
    pub outbox: Outbox,
    /// Sellers, the board of slots, rate buckets.
    pub wb: Mutex<Wildberries>,
    /// Bookings made.
    pub gateway: Mutex<Gateway>,
    /// Channels of Telegram, and the sources that tell of them.
    pub channels: Mutex<Channels>,
    /// What the start script still waits for.
    pub waiting_for: Mutex<Option<String>>,
    /// What the functions logged.
    pub timeline: Mutex<Timeline>,
    /// Calls, log lines and changes as they come, for listeners.
    pub events: broadcast::Sender<News>,
    /// Told whenever the clock, the webhook or the queue changed: whoever waits looks again.
    pub stirred: watch::Sender<u64>,
    /// True once the sandbox is going down.
    pub closing: watch::Sender<bool>,
}

impl World {
    /// A fresh world for this bot.
    pub fn new(bot_token: String, fault_seed: u64, clock: Setting) -> Self {
        Self {
            clock: Clock::new(clock),
            ledger: Mutex::new(Ledger::default()),
            faults: Mutex::new(Faults::new(fault_seed)),
            telegram: Mutex::new(Telegram::new(bot_token)),
            outbox: Outbox::new(system_ms() / 1000),
            wb: Mutex::new(Wildberries::seeded()),
            gateway: Mutex::new(Gateway::new(system_ms() / 1000)),
            channels: Mutex::new(Channels::default()),
            waiting_for: Mutex::new(Some(WAITING_FOR_STACK.to_owned())),
            timeline: Mutex::new(Timeline::default()),
            events: broadcast::Sender::new(1024),
            stirred: watch::Sender::new(0),
            closing: watch::Sender::new(false),
        }
    }

    /// Tells the listeners something.
    pub fn tell(&self, news: News) {
        // Nobody listening is the usual case.
        let _listeners = self.events.send(news);
    }

    /// Wakes everything that waits for a change.
    pub fn stir(&self) {
        self.stirred.send_modify(|times| *times = times.wrapping_add(1));
    }

    /// Chats, ledger, faults, clock, bookings, channels and board back to the beginning.
    /// The webhook, the commands and the issued sellers stay; so do the counters of ids,
    /// because the bot outside remembers ids it has seen.
    pub fn reset(&self) {
        self.clock.set(Setting::default());
        lock(&self.ledger).clear();
        lock(&self.timeline).clear();
        lock(&self.faults).clear();
        lock(&self.telegram).reset();
        self.outbox.clear();
        lock(&self.wb).reset();
        lock(&self.gateway).reset();
        *lock(&self.channels) = Channels::at_first(self.clock.now_ms());
        self.stir();
    }
}

/// Locks a part; a panic elsewhere does not make the part unreadable.
pub fn lock<T>(part: &Mutex<T>) -> MutexGuard<'_, T> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}
