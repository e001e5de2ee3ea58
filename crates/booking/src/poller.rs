//! One tick of the poller: refresh what changed, ask Wildberries once, compare, match, queue.
//!
//! The clock that calls it once a second, the lease and the hand-over live in the function; this is the step, and it is the same
//! for one watch and for a million: what it does follows what has opened and what has changed.

mod ask;
mod endings;
mod jobs;
mod looks;
mod offers;
mod refresh;
mod untold;

use std::time::Duration;

use accounts::key_load::Tally;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use queue::{Fifo, QueueError};
use store::{Lease, StoreError, Stored, Table};
use vault::Vault;
use wildberries::{Api, Feed, SellerId};

use self::endings::Endings;
use self::looks::Looks;
use self::offers::Offers;
use self::refresh::Changes;
use self::untold::Words;
use crate::announcements::Announcements;
use crate::board::{Board, Difference};
use crate::clock::Clock;
use crate::directory::Directory;
use crate::feed::{FeedHealth, PollerNote, STALE};
use crate::pool::Pool;
use crate::snapshot::{Snapshot, SnapshotError};
use crate::watch::{self, Watch};
use crate::watch_index::WatchIndex;

/// Watches read at once while all of them are loaded.
const PAGE: usize = 1_000;
/// A board older than this is not shown to a new watch: what it says may long be gone.
const BOARD_FRESH: SignedDuration = SignedDuration::from_secs(60);
/// Watches changed this long before the last holder last matched may not have met the board: it may have read of them later.
const HAND_OVER_OVERLAP: SignedDuration = SignedDuration::from_secs(10);

/// Figures the poller goes by.
#[derive(Debug, Clone)]
pub struct PollerRules {
    /// Longest wait for the feed's answer.
    pub answer_within: Duration,
    /// How often the feed is asked while nobody watches.
    pub idle_interval: SignedDuration,
}

impl Default for PollerRules {
    fn default() -> Self {
        Self {
            answer_within: Duration::from_secs(5),
            idle_interval: SignedDuration::from_secs(60),
        }
    }
}

/// What the poller works with.
#[derive(Debug, Clone)]
pub struct PollerServices {
    /// The table.
    pub table: Table,
    /// Opens seller keys.
    pub vault: Vault,
    /// The feed.
    pub api: Api,
    /// Jobs for the booker.
    pub bookings: Fifo,
    /// News for owners of refused keys.
    pub notifications: Fifo,
    /// The time.
    pub clock: Clock,
    /// Figures.
    pub rules: PollerRules,
    /// Version of the program, for `/health`.
    pub version: String,
}

/// The poller between two ticks.
#[derive(Debug)]
pub struct Poller {
    services: PollerServices,
    changes: Changes,
    index: WatchIndex,
    offers: Offers,
    pool: Pool,
    board: Board,
    board_at: Option<Timestamp>,
    /// Version of the stored board's record, the fence against an older holder; `None` while none is stored.
    stored: Option<u64>,
    directory: Option<Directory>,
    feed: FeedHealth,
    last_tick_at: Timestamp,
    /// Watches unchanged since then have met the board; what changed later may not have.
    matched_at: Timestamp,
    /// Whether the last answer was empty though the board is not.
    was_empty: bool,
    /// The shop that was refused since the last good answer, if one was.
    refused: Option<SellerId>,
    /// What people were told of the feed.
    announcements: Announcements,
    /// Good looks that have yet to be counted.
    looks: Looks,
    /// What the keys asked, yet to be counted.
    tally: Tally,
    /// Keys whose owners have to be warned of their end.
    endings: Endings,
    /// Watches whose sellers have to be told what was missed.
    words: Words,
    /// Watches whose last day was before this one have been ordered to close.
    closed_before: Date,
}

/// What a tick did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tick {
    /// Whether Wildberries was asked.
    pub asked: bool,
    /// Rows of the answer, if there was a good one.
    pub rows: Option<usize>,
    /// Cells that opened or became cheaper.
    pub openings: usize,
    /// Jobs queued.
    pub jobs: usize,
    /// What went wrong with the feed.
    pub feed_error: Option<&'static str>,
}

/// A tick that has to be repeated; nothing it saw is lost.
#[derive(Debug, thiserror::Error)]
pub enum TickError {
    /// The table.
    #[error("the table failed: {0}")]
    Store(#[from] StoreError),
    /// The queue of booking jobs.
    #[error("booking jobs could not be queued: {0}")]
    Queue(#[from] QueueError),
    /// The stored board.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// Another holder has stored a board: this one is no longer the holder.
    #[error("another poller has taken over")]
    Fenced,
}

impl Poller {
    /// A poller that knows nothing yet; [`Poller::refresh`] loads it.
    pub fn new(services: PollerServices) -> Self {
        let now = services.clock.now();
        Self {
            services,
            changes: Changes::since(now),
            index: WatchIndex::default(),
            offers: Offers::default(),
            pool: Pool::default(),
            board: Board::default(),
            board_at: None,
            stored: None,
            directory: None,
            feed: FeedHealth::unknown(now),
            last_tick_at: now,
            matched_at: Timestamp::UNIX_EPOCH,
            was_empty: false,
            refused: None,
            announcements: Announcements::default(),
            looks: Looks::since(now),
            tally: Tally::default(),
            endings: Endings::default(),
            words: Words::default(),
            closed_before: Date::MIN,
        }
    }

    /// Reads what changed since the last time (everything, the first time). A standby does this to be ready.
    pub async fn refresh(&mut self) -> Result<(), StoreError> {
        let now = self.services.clock.now();
        if self.changes.is_at_the_beginning() {
            self.load().await?;
            self.changes.loaded(now);
        }
        let news = self.changes.read(&self.services.table, now).await?;
        for watch in &news.watches {
            self.take_note(watch);
        }
        for key in news.keys {
            self.endings.apply(&key);
            self.pool.apply(key, now);
        }
        Ok(())
    }

    /// Loads every active watch, page by page: what is in memory is the index and one page, not the list beside it.
    async fn load(&mut self) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let table = &self.services.table;
            let page = table.work_page::<Watch>(watch::ACTIVE, after.as_deref(), PAGE).await?;
            for watch in &page.records {
                self.take_note(watch);
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }

    fn take_note(&mut self, watch: &Stored<Watch>) {
        self.index.apply(watch);
        self.offers.apply(watch);
        self.words.apply(watch);
    }

    /// Begins to hold the lease: takes over the last holder's board, budgets and view of the feed.
    pub async fn take_over(&mut self, lease: &Lease, note: Option<&PollerNote>) -> Result<(), TickError> {
        let (table, now) = (&self.services.table, self.services.clock.now());
        if let Some(stored) = table.get::<Snapshot>(&Snapshot::table_key()).await? {
            if stored.record.fence > lease.fence {
                return Err(TickError::Fenced);
            }
            self.stored = Some(stored.version);
            match stored.record.unpack() {
                Ok(board) => {
                    self.board = board;
                    self.board_at = Some(stored.record.taken_at);
                }
                // Every open cell will be an opening: watches that go on are offered it, and may lose it, once more.
                Err(error) => {
                    tracing::error!(error = %error, "poller.snapshot_unreadable: starting from an empty board");
                    self.board = Board::restore(stored.record.board_version, []);
                }
            }
        }
        self.directory = table.get::<Directory>(&Directory::table_key()).await?.map(|d| d.record);
        if let Some(note) = note {
            self.feed = note.feed.clone();
            self.announcements = note.announcements;
            if now.duration_since(note.last_tick_at) > STALE {
                self.feed.was_left_alone();
            }
            self.pool.inherit(&note.shops, now);
            self.matched_at = note.matched_at;
            self.last_tick_at = note.last_tick_at;
            self.index.settled_before(note.matched_at - HAND_OVER_OVERLAP);
        }
        Ok(())
    }

    /// One tick, as the holder of the lease.
    pub async fn step(&mut self, lease: &Lease) -> Result<Tick, TickError> {
        self.refresh().await?;
        let mut tick = Tick::default();
        match self.ask(&mut tick).await? {
            Some(feed) => self.take_in(&feed, lease, &mut tick).await?,
            None => self.meet_standing_board(&mut tick).await?,
        }
        self.close_passed().await?;
        self.warn_of_ends().await?;
        self.tell_untold().await?;
        self.announce().await?;
        self.write_due_figures().await;
        self.last_tick_at = self.services.clock.now();
        Ok(tick)
    }

    /// How old the last good answer of the feed is; `None` before the first.
    pub fn feed_age(&self, now: Timestamp) -> Option<SignedDuration> {
        self.feed.last_good_at.map(|at| now.duration_since(at))
    }

    /// How many keys share the work of asking.
    pub fn active_keys(&self) -> usize {
        self.pool.keys()
    }

    /// How many offers sellers have not answered yet.
    pub fn open_offers(&self) -> usize {
        self.offers.len()
    }

    /// What the next holder and `/health` need to know.
    pub fn note(&self) -> PollerNote {
        PollerNote {
            last_tick_at: self.last_tick_at,
            feed: self.feed.clone(),
            profiles: self.pool.len(),
            watches: self.index.len() + self.offers.len(),
            matched_at: self.matched_at,
            shops: self.pool.notes(self.services.clock.now()),
            announcements: self.announcements,
            version: self.services.version.clone(),
        }
    }

    /// Compares a good answer with the board, queues what matches, and only then believes the new board.
    async fn take_in(&mut self, feed: &Feed, lease: &Lease, tick: &mut Tick) -> Result<(), TickError> {
        let now = self.services.clock.now();
        // One empty answer closes nothing: it happens, and believing it would make everything an opening a second later.
        let is_empty = feed.rows.is_empty() && !self.board.is_empty();
        if is_empty && !std::mem::replace(&mut self.was_empty, is_empty) {
            tracing::warn!("feed.empty: Wildberries' board came without rows, it is asked once more");
            return Ok(());
        }
        self.was_empty = is_empty;
        let (board, difference) = self.board.advance(&feed.rows);
        tick.rows = Some(feed.rows.len());
        tick.openings = difference.openings.len();
        tick.jobs = self.queue_matches(&difference, &board, now).await?;
        self.follow_offers(Some(&board), now).await?;
        if difference.changed {
            self.store_board(&board, lease, now).await?;
        }
        self.store_directory(feed, now).await?;
        self.board = board;
        self.board_at = Some(now);
        Ok(())
    }

    /// Without a new answer, new and changed watches still meet the board as it stands, if it is fresh.
    async fn meet_standing_board(&mut self, tick: &mut Tick) -> Result<(), TickError> {
        let now = self.services.clock.now();
        if self.board_at.is_some_and(|at| now.duration_since(at) <= BOARD_FRESH) {
            let board = std::mem::take(&mut self.board);
            let queued = self.queue_matches(&Difference::default(), &board, now).await;
            let followed = self.follow_offers(Some(&board), now).await;
            self.board = board;
            tick.jobs = queued?;
            return followed;
        }
        self.follow_offers(None, now).await
    }

    async fn store_board(&mut self, board: &Board, lease: &Lease, now: Timestamp) -> Result<(), TickError> {
        let snapshot = Snapshot::pack(board, lease.fence, now)?;
        let table = &self.services.table;
        let stored = match self.stored {
            Some(version) => table.replace(&snapshot, version).await,
            None => table.insert(&snapshot).await.map(|()| 1),
        };
        match stored {
            Ok(version) => {
                self.stored = Some(version);
                Ok(())
            }
            Err(StoreError::Conflict) => Err(TickError::Fenced),
            Err(error) => Err(error.into()),
        }
    }

    async fn store_directory(&mut self, feed: &Feed, now: Timestamp) -> Result<(), TickError> {
        if feed.warehouses.is_empty() {
            return Ok(());
        }
        let directory = Directory::from_feed(&feed.warehouses, now);
        if self
            .directory
            .as_ref()
            .is_none_or(|known| known.warehouses != directory.warehouses)
        {
            self.services.table.put(&directory).await?;
            self.directory = Some(directory);
        }
        Ok(())
    }
}
