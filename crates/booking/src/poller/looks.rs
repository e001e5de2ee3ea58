//! Good looks at the board, summed up for the day's figures: how often Wildberries was really looked at.

use accounts::speed::{Scope, Seen, SpeedDay};
use jiff::{SignedDuration, Timestamp};
use store::{Counts, StoreError};

use super::Poller;

/// How often the sum is written down. What a poller that dies has not written is lost, which figures can bear.
const WRITTEN_EVERY: SignedDuration = SignedDuration::from_secs(60);
/// The part of the service's day that the one poller counts in.
const PLACE: Scope = Scope::Service(0);

/// Looks since the sum was last written down.
#[derive(Debug)]
pub(super) struct Looks {
    seen: Seen,
    written_at: Timestamp,
}

impl Looks {
    /// None yet.
    pub fn since(now: Timestamp) -> Self {
        Self {
            seen: Seen::default(),
            written_at: now,
        }
    }

    /// Notes a look so many milliseconds after the one before.
    pub fn add(&mut self, after_ms: u32) {
        self.seen.looks += 1;
        self.seen.looking_ms = self.seen.looking_ms.saturating_add(after_ms);
    }

    fn is_due(&self, now: Timestamp) -> bool {
        now.duration_since(self.written_at) >= WRITTEN_EVERY
    }

    /// Takes out the sum, if there is anything to write.
    fn take(&mut self, now: Timestamp) -> Option<Counts> {
        self.written_at = now;
        let seen = std::mem::take(&mut self.seen);
        (seen.looks > 0).then(|| SpeedDay::count(PLACE, &seen, now))
    }
}

impl Poller {
    /// Writes the looks and what the keys asked since the last time into the day's figures. Called at a shift's end; in between once a minute by itself.
    ///
    /// # Errors
    /// Those of the table. The looks are not written again then: nobody knows whether they were.
    pub async fn write_figures(&mut self) -> Result<(), StoreError> {
        let now = self.services.clock.now();
        self.tally.write(&self.services.table, now).await;
        match self.looks.take(now) {
            Some(counts) => self.services.table.count(counts).await,
            None => Ok(()),
        }
    }

    /// The same, if it is time. Figures never hold up a tick.
    pub(super) async fn write_due_figures(&mut self) {
        if !self.looks.is_due(self.services.clock.now()) {
            return;
        }
        if let Err(error) = self.write_figures().await {
            tracing::warn!(error = %error, "poller.figures: a minute's looks at the board could not be counted");
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn looks_are_written_once_a_minute_and_nothing_is_written_for_none() {
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        let mut looks = Looks::since(at(0));
        assert!(!looks.is_due(at(59)) && looks.is_due(at(60)));
        assert_eq!(looks.take(at(60)), None);
        looks.add(1_000);
        looks.add(1_500);
        let expected = Seen {
            looks: 2,
            looking_ms: 2_500,
            ..Seen::default()
        };
        assert!(!looks.is_due(at(119)));
        assert_eq!(looks.take(at(120)), Some(SpeedDay::count(PLACE, &expected, at(120))));
        assert_eq!(looks.take(at(121)), None, "written once");
    }
}
