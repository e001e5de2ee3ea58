//! Watches that missed openings and were not told of the last: the word is ordered when its time has come.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use store::Stored;
use telegram::UserId;

use super::{Poller, TickError};
use crate::ids::WatchId;
use crate::job::{BookingJob, TellUntold};
use crate::watch::Watch;

/// How long a word that was ordered is left to the booker before it is ordered again.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What is yet to be told, by its watch.
#[derive(Debug, Default)]
pub(super) struct Words {
    waiting: BTreeMap<WatchId, Word>,
}

#[derive(Debug)]
struct Word {
    user: UserId,
    version: u64,
    due_at: Timestamp,
}

impl Words {
    /// Takes in a watch as read from the table; an older version than the one known changes nothing.
    pub fn apply(&mut self, stored: &Stored<Watch>) {
        let Stored { record: watch, version } = stored;
        if self
            .waiting
            .get(&watch.id)
            .is_some_and(|known| known.version >= *version)
        {
            return;
        }
        match watch.missed.due_at().filter(|_| watch.is_running()) {
            Some(due_at) => {
                let word = Word {
                    user: watch.user,
                    version: *version,
                    due_at,
                };
                self.waiting.insert(watch.id.clone(), word);
            }
            None => {
                self.waiting.remove(&watch.id);
            }
        }
    }

    /// The words to order.
    fn due(&self, now: Timestamp) -> Vec<TellUntold> {
        let due = self.waiting.iter().filter(|(_, word)| word.due_at <= now);
        due.map(|(watch, word)| TellUntold {
            user: word.user,
            watch: watch.clone(),
            at: now,
        })
        .collect()
    }

    /// Notes that these were ordered.
    fn ordered(&mut self, words: &[TellUntold], now: Timestamp) {
        for word in words {
            if let Some(waiting) = self.waiting.get_mut(&word.watch) {
                waiting.due_at = now + PATIENCE;
            }
        }
    }
}

impl Poller {
    /// Orders sellers to be told what their watches missed.
    pub(super) async fn tell_untold(&mut self) -> Result<(), TickError> {
        let now = self.services.clock.now();
        let words = self.words.due(now);
        self.queue(words.iter().cloned().map(BookingJob::Untold), now).await?;
        self.words.ordered(&words, now);
        Ok(())
    }
}
