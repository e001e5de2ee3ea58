//! Open offers, followed: what is open for them changes, and the seller's plan has to be asked for.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use store::Stored;

use crate::board::{Board, OpenCell};
use crate::ids::{AttemptId, WatchId};
use crate::job::FollowOffer;
use crate::watch::{Watch, WatchState};

/// How often an offer is looked at when nothing changes on the board. Wildberries allows a shop one question in two seconds, and a
/// shop may have several offers.
const LOOK_EVERY: SignedDuration = SignedDuration::from_secs(5);

/// Changes closer together than this are one change: a price that flickers must not become a stream of edits.
const LOOKS_APART: SignedDuration = SignedDuration::from_secs(2);

/// Watches with an open offer.
#[derive(Debug, Default)]
pub(super) struct Offers {
    open: HashMap<WatchId, Tracked>,
    /// Versions of watches whose offer is over, so that an older change read again does not bring it back.
    over: HashMap<WatchId, u64>,
}

#[derive(Debug)]
struct Tracked {
    version: u64,
    attempt: AttemptId,
    watch: Watch,
    /// The last look that was ordered, and what was open then.
    looked: Option<(Timestamp, Option<Vec<OpenCell>>)>,
}

impl Offers {
    /// Takes in a watch as read from the table; an older version than the one known changes nothing.
    pub fn apply(&mut self, stored: &Stored<Watch>) {
        let Stored { record: watch, version } = stored;
        let known = self.open.get(&watch.id);
        let known_version = known
            .map(|known| known.version)
            .or_else(|| self.over.get(&watch.id).copied());
        if known_version.is_some_and(|known| known >= *version) {
            return;
        }
        let Some(attempt) = watch.offer.clone() else {
            if self.open.remove(&watch.id).is_some() {
                self.over.insert(watch.id.clone(), *version);
            }
            return;
        };
        let looked = known
            .filter(|known| known.attempt == attempt)
            .and_then(|known| known.looked.clone());
        let tracked = Tracked {
            version: *version,
            attempt,
            watch: watch.clone(),
            looked,
        };
        self.over.remove(&watch.id);
        self.open.insert(watch.id.clone(), tracked);
    }

    /// How many are open.
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// The looks that are due: what is open has changed, or the last look was long ago. `board` is `None` when it is not fresh.
    pub fn due(&self, board: Option<&Board>, now: Timestamp) -> Vec<(WatchId, FollowOffer)> {
        let due = self.open.iter().filter_map(|(id, tracked)| {
            let open = board.map(|board| tracked.suits(board));
            tracked.is_due(open.as_ref(), now).then(|| {
                let look = FollowOffer {
                    attempt: tracked.attempt.clone(),
                    open,
                    at: now,
                };
                (id.clone(), look)
            })
        });
        due.collect()
    }

    /// Says that these looks are safely queued.
    pub fn queued(&mut self, looks: Vec<(WatchId, FollowOffer)>) {
        for (id, look) in looks {
            if let Some(tracked) = self.open.get_mut(&id) {
                tracked.looked = Some((look.at, look.open));
            }
        }
    }
}

impl Tracked {
    /// What suits the watch, the cheapest and then the nearest day first; nothing if it no longer runs.
    fn suits(&self, board: &Board) -> Vec<OpenCell> {
        if self.watch.state != WatchState::Watching {
            return Vec::new();
        }
        let warehouses = self.watch.warehouses.iter();
        let mut open: Vec<OpenCell> = warehouses
            .flat_map(|warehouse| board.at(warehouse.id))
            .filter(|open| self.watch.wants(open))
            .collect();
        open.sort_by_key(|open| (open.coefficient, open.cell.date, open.cell));
        open.truncate(crate::offer::MOST_NAMED);
        open
    }

    fn is_due(&self, open: Option<&Vec<OpenCell>>, now: Timestamp) -> bool {
        let Some((at, before)) = &self.looked else { return true };
        let changed = open.is_some() && open != before.as_ref();
        let since = now.duration_since(*at);
        (changed && since >= LOOKS_APART) || since >= LOOK_EVERY
    }
}

#[cfg(test)]
mod tests;
