//! A watch as the index keeps it: a million of them have to fit into a small function's memory.

use std::collections::HashSet;

use jiff::Timestamp;
use telegram::UserId;
use wildberries::{SellerId, WarehouseId};

use super::wishes::Wish;
use crate::board::{Cell, OpenCell, OpeningId};
use crate::ids::{AttemptId, WatchId};
use crate::watch::Watch;

#[derive(Debug)]
pub(super) struct Entry {
    pub id: WatchId,
    pub version: u64,
    pub user: UserId,
    pub seller: SellerId,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
    pub ready_at: Timestamp,
    pub warehouses: Box<[WarehouseId]>,
    pub wish: Wish,
    pub round: u32,
    past: Option<Box<Past>>,
}

/// What most watches have nothing of.
#[derive(Debug, Default)]
struct Past {
    caught: Vec<Cell>,
    avoided: Vec<(Cell, OpeningId)>,
    /// What it was offered in this round; a job takes its own time, and the watch changes meanwhile.
    offered: HashSet<(Cell, OpeningId)>,
    /// The attempt that holds it, if one does.
    attempt: Option<AttemptId>,
}

impl Entry {
    /// The watch, which may be offered something from `ready_at` on. `before` is what was known of it until now.
    pub fn new(watch: &Watch, version: u64, ready_at: Timestamp, before: Option<Self>) -> Self {
        let mut entry = Self {
            id: watch.id.clone(),
            version,
            user: watch.user,
            seller: watch.seller.clone(),
            created_at: watch.created_at,
            changed_at: watch.changed_at,
            ready_at,
            warehouses: watch.warehouses.iter().map(|warehouse| warehouse.id).collect(),
            wish: Wish::of(watch),
            round: watch.round,
            past: None,
        };
        let offered = before
            .filter(|before| before.round == watch.round)
            .and_then(|before| before.past)
            .map(|past| past.offered)
            .unwrap_or_default();
        let attempt = watch.held_by().cloned();
        if !watch.caught.is_empty() || !watch.avoided.is_empty() || !offered.is_empty() || attempt.is_some() {
            entry.past = Some(Box::new(Past {
                caught: watch.caught.clone(),
                avoided: watch.avoided.clone(),
                offered,
                attempt,
            }));
        }
        entry
    }

    /// The attempt that holds it, if one does.
    pub fn attempt(&self) -> Option<&AttemptId> {
        self.past.as_ref()?.attempt.as_ref()
    }

    /// Whether an open cell that suits it may be offered to it now.
    pub fn may_be_offered(&self, open: &OpenCell, now: Timestamp) -> bool {
        let opening = (open.cell, open.opening);
        self.ready_at <= now
            && self.past.as_ref().is_none_or(|past| {
                past.attempt.is_none()
                    && !past.caught.contains(&open.cell)
                    && !past.avoided.contains(&opening)
                    && !past.offered.contains(&opening)
            })
    }

    /// Notes that it was offered this opening.
    pub fn note_offer(&mut self, open: &OpenCell) {
        let past = self.past.get_or_insert_default();
        past.offered.insert((open.cell, open.opening));
    }
}
