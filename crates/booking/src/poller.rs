//! One tick of the poller: refresh what changed, ask Wildberries once, compare, match, queue.
//!
//! The clock that calls it once a second, the lease and the hand-over live in the function; this is the step, and it is the same
//! for one watch and for a million: what it does follows what has opened and what has changed.

mod offers;
mod refresh;

use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use queue::{Envelope, Fifo, QueueError};
use store::{Lease, StoreError, Stored, Table};
use vault::Vault;
use wildberries::{Api, Feed, SellerId, WbError};

use self::offers::Offers;
use self::refresh::Changes;
use crate::announcements::Announcements;
use crate::board::{Board, Difference};
use crate::clock::{Clock, moscow_date};
use crate::directory::Directory;
use crate::feed::{FeedHealth, PollerNote, STALE};
use crate::job::{Announce, BookSlot, BookingJob, CloseWatch};
use crate::keys;
use crate::pool::Pool;
use crate::seller_key::KeyRecord;
use crate::snapshot::{Snapshot, SnapshotError};
use crate::watch_index::WatchIndex;

/// A board older than this is not shown to a new watch: what it says may long be gone.
const BOARD_FRESH: SignedDuration = SignedDuration::from_secs(60);
/// How long a shop is left alone that was refused together with others.
const SHORT_REST: SignedDuration = SignedDuration::from_secs(30);
/// How long a shop is left alone whose key cannot be opened or is refused for a reason that does not pass at once.
const LONG_REST: SignedDuration = SignedDuration::from_hours(1);
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
            closed_before: Date::MIN,
        }
    }

    /// Reads what changed since the last time (everything, the first time). A standby does this to be ready.
    pub async fn refresh(&mut self) -> Result<(), StoreError> {
        let now = self.services.clock.now();
        let news = self.changes.read(&self.services.table, now).await?;
        for watch in &news.watches {
            self.index.apply(watch);
            self.offers.apply(watch);
        }
        for key in news.keys {
            self.pool.apply(key, now);
        }
        Ok(())
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
        self.announce().await?;
        self.last_tick_at = self.services.clock.now();
        Ok(tick)
    }

    /// How old the last good answer of the feed is; `None` before the first.
    pub fn feed_age(&self, now: Timestamp) -> Option<SignedDuration> {
        self.feed.last_good_at.map(|at| now.duration_since(at))
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

    /// Orders a look at every offer that is due for one.
    async fn follow_offers(&mut self, board: Option<&Board>, now: Timestamp) -> Result<(), TickError> {
        let looks = self.offers.due(board, now);
        let jobs = looks.iter().map(|(_, look)| BookingJob::Follow(look.clone()));
        self.queue(jobs, now).await?;
        self.offers.queued(looks);
        Ok(())
    }

    /// Once in a Moscow day (and at the beginning of a shift) orders watches to close whose last day has passed.
    async fn close_passed(&mut self) -> Result<(), TickError> {
        let now = self.services.clock.now();
        let today = moscow_date(now);
        if self.closed_before == today {
            return Ok(());
        }
        let passed = self.index.passed(today).map(|(user, watch)| {
            BookingJob::Close(CloseWatch {
                user,
                watch: watch.clone(),
                today,
            })
        });
        let jobs: Vec<_> = passed.collect();
        self.queue(jobs, now).await?;
        self.closed_before = today;
        Ok(())
    }

    /// Has those who watch told what the feed does, when that is worth a message.
    async fn announce(&mut self) -> Result<(), TickError> {
        let now = self.services.clock.now();
        let Some(news) = self.announcements.due(&self.feed, now) else {
            return Ok(());
        };
        self.queue([BookingJob::Announce(Announce { news, after: None })], now)
            .await?;
        self.announcements.told(&news, now);
        Ok(())
    }

    async fn queue(&self, jobs: impl IntoIterator<Item = BookingJob>, now: Timestamp) -> Result<usize, TickError> {
        let envelopes: Vec<_> = jobs
            .into_iter()
            .map(|job| {
                let trace = job.subject();
                Envelope::new(job, trace, now.as_millisecond())
            })
            .collect();
        if !envelopes.is_empty() {
            self.services.bookings.send(&envelopes).await?;
        }
        Ok(envelopes.len())
    }

    /// Queues a job for every match, and an order to settle for every attempt that seems lost.
    async fn queue_matches(
        &mut self,
        difference: &Difference,
        board: &Board,
        now: Timestamp,
    ) -> Result<usize, TickError> {
        let slots: Vec<BookSlot> = self
            .index
            .matches(&difference.openings, board, now)
            .iter()
            .map(|found| found.job(now))
            .collect();
        let books = slots.iter().cloned().map(BookingJob::Book);
        let settles = self.index.stuck(now).into_iter().map(BookingJob::Settle);
        let jobs = self.queue(books.chain(settles), now).await?;
        for slot in &slots {
            tracing::info!(trace_id = %slot.attempt, attempt = %slot.attempt, watch = %slot.watch, cell = %slot.open.cell,
                coefficient = %slot.open.coefficient, "slot.queued: an open cell suits a watch");
        }
        self.index.queued(&slots, now);
        self.matched_at = now;
        Ok(jobs)
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

    /// Asks Wildberries, if it is time, allowed, and somebody's budget is ready.
    async fn ask(&mut self, tick: &mut Tick) -> Result<Option<Feed>, TickError> {
        let now = self.services.clock.now();
        if !self.feed.may_ask(now) || self.is_idle(now) {
            return Ok(None);
        }
        if !self.pool.is_manned(now) {
            self.feed.no_keys(now);
            return Ok(None);
        }
        let Some(key) = self.pool.choose(now).cloned() else {
            return Ok(None);
        };
        let seller = key.record.seller.clone();
        let secret = match keys::open(&self.services.vault, &key.record).await {
            Ok(secret) => secret,
            Err(error) => {
                tracing::error!(key = %key.record.id, error = %error, "key.unreadable: a stored key cannot be opened, its shop is left alone");
                self.pool.rest(&seller, now + LONG_REST);
                return Ok(None);
            }
        };
        self.pool.asked(&seller, now);
        tick.asked = true;
        match self
            .services
            .api
            .coefficients(&secret, self.services.rules.answer_within)
            .await
        {
            Ok(feed) => {
                if let Some(remaining) = feed.remaining {
                    self.pool.remaining(&seller, remaining, now);
                }
                if feed.skipped > 0 {
                    tracing::warn!(
                        skipped = feed.skipped,
                        rows = feed.rows.len(),
                        "feed.skipped: rows of Wildberries' board could not be read"
                    );
                }
                self.feed.good(self.services.clock.now(), !self.nobody_watches());
                self.refused = None;
                Ok(Some(feed))
            }
            Err(error) => {
                tick.feed_error = Some(error.name());
                self.react(&error, key, &seller).await?;
                Ok(None)
            }
        }
    }

    /// While nobody watches, the feed is asked rarely: enough for the list of warehouses and the state of the feed.
    fn is_idle(&self, now: Timestamp) -> bool {
        self.nobody_watches()
            && self
                .feed
                .last_good_at
                .is_some_and(|last| now.duration_since(last) < self.services.rules.idle_interval)
    }

    fn nobody_watches(&self) -> bool {
        self.index.is_empty() && self.offers.len() == 0
    }

    async fn react(&mut self, error: &WbError, key: Stored<KeyRecord>, seller: &SellerId) -> Result<(), TickError> {
        let now = self.services.clock.now();
        self.feed.bad(error, now);
        match error {
            WbError::RateLimited(limit) => self.pool.limited(seller, *limit, now),
            WbError::Forbidden { .. } | WbError::PaymentRequired => self.pool.rest(seller, now + LONG_REST),
            // A second shop refused before anybody had a good answer: it is Wildberries, not the keys.
            WbError::Unauthorized if self.refused.as_ref().is_some_and(|shop| shop != seller) => {
                self.feed.bad(&WbError::Server { status: 401 }, now);
                self.pool.rest(seller, now + SHORT_REST);
            }
            WbError::Unauthorized => {
                self.refused = Some(seller.clone());
                let PollerServices {
                    table, notifications, ..
                } = &self.services;
                let owner = key.record.user;
                let id = key.record.id.clone();
                let trace = format!("key-{id}");
                keys::refuse(table, notifications, key, &trace, now).await?;
                self.pool.forget(owner, &id, now);
            }
            _ => {}
        }
        Ok(())
    }
}
