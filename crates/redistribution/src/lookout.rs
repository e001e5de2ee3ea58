//! One look of the lookout: read what changed, ask the gateway what may be moved, compare, queue.
//!
//! The clock that calls it, the lease and the hand-over live in the function; this is the step. Quotas are the same for all sellers, so
//! one look serves every rule; it is paid by the shops that have rules, in turn.

mod ask;
mod jobs;
mod shops;

use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use queue::{Fifo, QueueError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::{StoreError, Stored, Table, WorkKey};
use telegram::UserId;
use vault::Vault;
use wildberries::{Gateway, NmId, Quota, SellerId};

use self::shops::Shops;
use crate::ids::RuleId;
use crate::offices::OfficeList;
use crate::openings::Openings;
use crate::rule::{self, Rule, RuleState};
use crate::windows::Schedule;

/// The lookout's lease; its note is a [`LookNote`].
pub const LOOKOUT_LEASE: &str = "redistributor";

/// Changes this much older than the last look are read again: writers take their time, clocks differ, and the index follows the table.
const OVERLAP: SignedDuration = SignedDuration::from_secs(20);
/// After so long without a good look what is open may have closed and opened in between: it counts as another opening.
const LONGEST_GAP: SignedDuration = SignedDuration::from_secs(5);
/// How old the stored list of warehouses may be.
const OFFICES_KEPT: SignedDuration = SignedDuration::from_hours(12);

/// What the lookout works with.
#[derive(Debug, Clone)]
pub struct LookoutServices {
    /// The table.
    pub table: Table,
    /// Opens seller keys.
    pub vault: Vault,
    /// Knows what may be moved.
    pub gateway: Gateway,
    /// Jobs for the mover.
    pub moves: Fifo,
    /// News for owners of refused keys.
    pub notifications: Fifo,
    /// The time.
    pub clock: Clock,
    /// When to look closely.
    pub schedule: Schedule,
    /// Pause between two close looks; it is also how long a shop waits at least that asked just now.
    pub pause: Duration,
    /// Longest wait for one answer while quotas are looked at closely: in that time they may be gone.
    pub answer_within: Duration,
    /// Version of the program.
    pub version: String,
}

/// What the next holder needs to know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookNote {
    /// When the lookout last worked.
    pub at: Timestamp,
    /// The last good answer about quotas.
    pub good_at: Option<Timestamp>,
    /// What went wrong since, if something did.
    #[serde(default)]
    pub trouble: Option<String>,
    /// The shop whose key was refused since then.
    #[serde(default)]
    refused: Option<SellerId>,
    /// Rules that wait.
    pub rules: usize,
    /// The quotas as last seen.
    pub openings: Openings,
    /// The shops' turns.
    #[serde(default)]
    shops: Shops,
    /// Version of the program.
    pub version: String,
}

/// What a look did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether the gateway was asked.
    pub asked: bool,
    /// Whether anything may be moved; `None` without a good answer.
    pub open: Option<bool>,
    /// Rules that wait.
    pub rules: usize,
    /// Jobs queued to ask for stock to be moved.
    pub jobs: usize,
    /// What went wrong at the gateway.
    pub error: Option<String>,
}

/// A look that has to be repeated; nothing it saw is lost.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The table.
    #[error("the table failed: {0}")]
    Store(#[from] StoreError),
    /// The queue of jobs.
    #[error("jobs could not be queued: {0}")]
    Queue(#[from] QueueError),
}

/// Tells one rule from another.
type RuleKey = (UserId, RuleId);

/// The lookout between two looks.
#[derive(Debug)]
pub struct Lookout {
    services: LookoutServices,
    rules: BTreeMap<RuleKey, Stored<Rule>>,
    /// How far the table has been read; `None` before the first time.
    read_at: Option<Timestamp>,
    shops: Shops,
    openings: Openings,
    good_at: Option<Timestamp>,
    trouble: Option<String>,
    /// The shop whose key was put aside since the last good answer.
    refused: Option<SellerId>,
    looked_at: Timestamp,
    /// Whether this lookout has asked at all: outside the opening hours once is enough.
    has_asked: bool,
    /// Versions of rules that were queued, and in which opening.
    queued: BTreeMap<RuleKey, (u64, i64)>,
    /// When rules were last looked after.
    tended: BTreeMap<RuleKey, Timestamp>,
    /// When each shop's stock was last ordered to be read, and of which cards.
    stock_ordered: BTreeMap<SellerId, (Timestamp, BTreeSet<NmId>)>,
    offices: Option<OfficeList>,
}

impl Lookout {
    /// A lookout that knows nothing yet; [`Lookout::refresh`] loads it.
    pub fn new(services: LookoutServices) -> Self {
        let now = services.clock.now();
        Self {
            services,
            rules: BTreeMap::new(),
            read_at: None,
            shops: Shops::default(),
            openings: Openings::default(),
            good_at: None,
            trouble: None,
            refused: None,
            looked_at: now,
            has_asked: false,
            queued: BTreeMap::new(),
            tended: BTreeMap::new(),
            stock_ordered: BTreeMap::new(),
            offices: None,
        }
    }

    /// Reads what changed since the last time (everything, the first time). A standby does this to be ready.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn refresh(&mut self) -> Result<(), StoreError> {
        let (table, now) = (&self.services.table, self.services.clock.now());
        let since = self.read_at.map(|at| WorkKey::time_order(at - OVERLAP, ""));
        let lately = WorkKey::time_order(self.read_at.unwrap_or(now) - OVERLAP, "");
        let (active, inactive) = tokio::try_join!(
            table.work::<Rule>(rule::ACTIVE, since.as_deref()),
            table.work::<Rule>(rule::INACTIVE, Some(&lately)),
        )?;
        for stored in active.into_iter().chain(inactive) {
            self.take_note(stored);
        }
        self.read_at = Some(now);
        Ok(())
    }

    /// Begins to hold the lease: takes over the last holder's view of the quotas and the shops' turns.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn take_over(&mut self, note: Option<&LookNote>) -> Result<(), LookError> {
        self.offices = self
            .services
            .table
            .get::<OfficeList>(&OfficeList::table_key())
            .await?
            .map(|stored| stored.record);
        if let Some(note) = note {
            self.openings = note.openings.clone();
            self.good_at = note.good_at;
            self.trouble.clone_from(&note.trouble);
            self.refused.clone_from(&note.refused);
            self.shops.inherit(&note.shops);
        }
        Ok(())
    }

    /// Whether quotas are looked at closely now, or soon enough that it is not worth going home.
    pub fn is_on_watch(&self) -> bool {
        let now = self.services.clock.now();
        let schedule = &self.services.schedule;
        schedule.is_looking(now) || schedule.is_looking(now + SignedDuration::from_mins(1))
    }

    /// One look.
    ///
    /// # Errors
    /// See [`LookError`].
    pub async fn step(&mut self) -> Result<Look, LookError> {
        self.refresh().await?;
        let now = self.services.clock.now();
        self.looked_at = now;
        let look = self.look(now).await?;
        self.tend(now).await?;
        Ok(look)
    }

    async fn look(&mut self, now: Timestamp) -> Result<Look, LookError> {
        let mut look = Look {
            rules: self.waiting().count(),
            ..Look::default()
        };
        if look.rules == 0 {
            return Ok(look);
        }
        let is_close = self.services.schedule.is_looking(now);
        if is_close {
            self.order_stock(now).await?;
        } else if self.has_asked {
            return Ok(look);
        }
        let good_before = self.good_at;
        if let Some(quotas) = self.ask(&mut look, now, is_close).await? {
            let seen_at = self.services.clock.now();
            if is_close && good_before.is_none_or(|at| seen_at.duration_since(at) > LONGEST_GAP) {
                self.openings.forget();
            }
            self.openings.see(&quotas, seen_at);
            look.open = Some(self.openings.is_anything_open());
            look.jobs = self.queue_moves(&quotas, seen_at).await?;
            self.note_offices(&quotas, seen_at).await?;
        }
        Ok(look)
    }

    /// What the next holder needs to know.
    pub fn note(&self) -> LookNote {
        LookNote {
            at: self.looked_at,
            good_at: self.good_at,
            trouble: self.trouble.clone(),
            refused: self.refused.clone(),
            rules: self.waiting().count(),
            openings: self.openings.clone(),
            shops: self.shops.clone(),
            version: self.services.version.clone(),
        }
    }

    fn waiting(&self) -> impl Iterator<Item = &Stored<Rule>> {
        waiting(&self.rules)
    }

    fn take_note(&mut self, stored: Stored<Rule>) {
        let id = key_of(&stored.record);
        // The overlap brings old news again.
        if self.rules.get(&id).is_some_and(|known| known.version > stored.version) {
            return;
        }
        if stored.record.is_active() {
            self.rules.insert(id, stored);
        } else {
            self.rules.remove(&id);
            self.queued.remove(&id);
            self.tended.remove(&id);
        }
    }

    async fn note_offices(&mut self, quotas: &[Quota], now: Timestamp) -> Result<(), LookError> {
        if quotas.is_empty() {
            return Ok(());
        }
        let list = OfficeList::of(quotas, now);
        let is_known = self
            .offices
            .as_ref()
            .is_some_and(|known| known.offices == list.offices && now.duration_since(known.at) < OFFICES_KEPT);
        if !is_known {
            self.services.table.put(&list).await?;
            self.offices = Some(list);
        }
        Ok(())
    }
}

fn waiting(rules: &BTreeMap<RuleKey, Stored<Rule>>) -> impl Iterator<Item = &Stored<Rule>> {
    let all = rules.values();
    all.filter(|rule| rule.record.state == RuleState::Waiting)
}

fn key_of(rule: &Rule) -> RuleKey {
    (rule.user, rule.id.clone())
}
