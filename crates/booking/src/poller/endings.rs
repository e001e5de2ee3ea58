//! Keys that end soon: their owners are warned in time.

use std::collections::BTreeMap;

use accounts::seller_key::KeyRecord;
use jiff::{SignedDuration, Timestamp};
use store::Stored;
use telegram::UserId;

use super::{Poller, TickError};
use crate::ids::KeyId;
use crate::job::{BookingJob, WarnOfEnd};

/// How often all keys are looked through.
const LOOKED_EVERY: SignedDuration = SignedDuration::from_secs(60);
/// How long a warning that was ordered is left to the booker before it is ordered again.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);

/// The keys whose end has not been announced.
#[derive(Debug, Default)]
pub(super) struct Endings {
    keys: BTreeMap<(UserId, KeyId), Ending>,
    looked_at: Option<Timestamp>,
}

#[derive(Debug)]
struct Ending {
    key: Stored<KeyRecord>,
    /// The last warning that was ordered, and when.
    ordered: Option<(u8, Timestamp)>,
}

impl Endings {
    /// Takes in a key as read from the table; an older version than the one known changes nothing.
    pub fn apply(&mut self, stored: &Stored<KeyRecord>) {
        let name = (stored.record.user, stored.record.id.clone());
        let ordered = match self.keys.get(&name) {
            Some(known) if known.key.version >= stored.version => return,
            Some(known) => known.ordered,
            None => None,
        };
        // A key whose end was told stays in the table; there is nothing left to say of it.
        if stored.record.is_over() {
            self.keys.remove(&name);
            return;
        }
        let mut key = stored.clone();
        key.record.sealed = None;
        self.keys.insert(name, Ending { key, ordered });
    }

    /// Whether it is time to look through them.
    fn is_time(&self, now: Timestamp) -> bool {
        self.looked_at.is_none_or(|at| now.duration_since(at) >= LOOKED_EVERY)
    }

    /// The warnings to order.
    fn due(&self, now: Timestamp) -> Vec<WarnOfEnd> {
        self.keys
            .values()
            .filter_map(|ending| {
                let key = &ending.key.record;
                let days = key.warning_due(now)?;
                let waits = |(ordered, at): (u8, Timestamp)| ordered == days && now.duration_since(at) < PATIENCE;
                let is_ordered = ending.ordered.is_some_and(waits);
                (!is_ordered).then(|| WarnOfEnd {
                    user: key.user,
                    key: key.id.clone(),
                    days,
                    at: now,
                })
            })
            .collect()
    }

    /// Notes that these were ordered.
    fn ordered(&mut self, warnings: &[WarnOfEnd], now: Timestamp) {
        self.looked_at = Some(now);
        for warning in warnings {
            if let Some(ending) = self.keys.get_mut(&(warning.user, warning.key.clone())) {
                ending.ordered = Some((warning.days, now));
            }
        }
    }
}

impl Poller {
    /// Orders the owners of keys that end soon to be warned.
    pub(super) async fn warn_of_ends(&mut self) -> Result<(), TickError> {
        let now = self.services.clock.now();
        if !self.endings.is_time(now) {
            return Ok(());
        }
        let warnings = self.endings.due(now);
        self.queue(warnings.iter().cloned().map(BookingJob::Warn), now).await?;
        self.endings.ordered(&warnings, now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::samples::{key, now};

    fn ending(hours: i64, version: u64, warned: Option<u8>) -> Stored<KeyRecord> {
        let record = KeyRecord {
            expires_at: now() + SignedDuration::from_hours(hours),
            warned,
            ..key(1)
        };
        Stored { record, version }
    }

    fn look(endings: &mut Endings, now: Timestamp) -> Vec<u8> {
        let warnings = endings.due(now);
        endings.ordered(&warnings, now);
        warnings.iter().map(|warning| warning.days).collect()
    }

    #[test]
    fn a_warning_is_ordered_once_an_hour_until_the_key_says_that_it_was_given() {
        let after = |minutes| now() + SignedDuration::from_mins(minutes);
        let mut endings = Endings::default();
        endings.apply(&ending(72, 1, Some(14)));
        assert_eq!(look(&mut endings, after(0)), [3]);
        assert!(look(&mut endings, after(1)).is_empty() && look(&mut endings, after(59)).is_empty());
        assert_eq!(look(&mut endings, after(61)), [3], "the booker has not come to it");
        endings.apply(&ending(72, 2, Some(3)));
        endings.apply(&ending(72, 1, Some(14)));
        assert!(
            look(&mut endings, after(200)).is_empty(),
            "an older version read late changes nothing"
        );
        assert_eq!(look(&mut endings, after(72 * 60)), [0]);
    }

    #[test]
    fn a_key_whose_end_was_told_is_forgotten() {
        let mut endings = Endings::default();
        endings.apply(&ending(-1, 1, Some(0)));
        assert!(endings.keys.is_empty());
    }
}
