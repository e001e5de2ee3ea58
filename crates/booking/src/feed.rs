//! How Wildberries' feed is doing: what the poller notes with every tick and what `/health` and the cards show.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use wildberries::{ProfileBudget, SellerId, WbError};

use crate::announcements::Announcements;

/// Name of the poller's lease, and so of the note that travels with it.
pub const POLLER_LEASE: &str = "slot-poller";

/// Answers rarer than this are called slow.
const SLOW: SignedDuration = SignedDuration::from_secs(3);
/// After this long without a tick nobody polls.
pub(crate) const STALE: SignedDuration = SignedDuration::from_secs(15);
/// Failures in a row after which the feed is left alone for a while.
const FAILURES_TO_REST: u32 = 5;
/// How often a switched-off feed is asked whether it is back.
const DISABLED_PROBE: SignedDuration = SignedDuration::from_secs(60);
const LONGEST_REST: SignedDuration = SignedDuration::from_secs(60);
/// Weight of the newest interval in the moving average.
const NEWEST: f64 = 0.2;

/// What the feed was last seen to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedCondition {
    /// Nothing is known yet.
    Unknown,
    /// Answers come.
    Live,
    /// Wildberries switched the method off ("temporarily disabled").
    Disabled,
    /// It cannot be reached or does not answer sensibly.
    Failing,
    /// No seller key is there to ask with.
    NoKeys,
}

impl FeedCondition {
    /// Its name in ids and logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Live => "live",
            Self::Disabled => "disabled",
            Self::Failing => "failing",
            Self::NoKeys => "no_keys",
        }
    }
}

/// The feed's health, kept by the poller and handed from holder to holder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedHealth {
    /// What it was last seen to do.
    pub condition: FeedCondition,
    /// Since when.
    pub since: Timestamp,
    /// Last good answer.
    pub last_good_at: Option<Timestamp>,
    /// Average distance of good answers while somebody watches, ms.
    pub interval_ms: Option<u64>,
    /// Whether somebody watched at the last good answer.
    busy: bool,
    failures: u32,
    not_before: Option<Timestamp>,
}

impl FeedHealth {
    /// Nothing known at `now`.
    pub fn unknown(now: Timestamp) -> Self {
        Self {
            condition: FeedCondition::Unknown,
            since: now,
            last_good_at: None,
            interval_ms: None,
            busy: false,
            failures: 0,
            not_before: None,
        }
    }

    /// Whether the feed may be asked at `now`: it is left alone for a while after many failures or when switched off.
    pub fn may_ask(&self, now: Timestamp) -> bool {
        self.not_before.is_none_or(|until| now >= until)
    }

    /// Notes a good answer. `busy` says whether somebody watches: only the distance between two such answers is an achieved interval,
    /// which is given back in milliseconds.
    pub fn good(&mut self, now: Timestamp, busy: bool) -> Option<u32> {
        let last = self.last_good_at.filter(|_| busy && self.busy);
        let distance = last.map(|last| u32::try_from(now.duration_since(last).as_millis().max(0)).unwrap_or(u32::MAX));
        if let Some(distance) = distance.map(f64::from) {
            let average = self
                .interval_ms
                .map_or(distance, |old| old as f64 * (1.0 - NEWEST) + distance * NEWEST);
            self.interval_ms = Some(average.round() as u64);
        }
        self.enter(FeedCondition::Live, now);
        self.last_good_at = Some(now);
        self.busy = busy;
        self.failures = 0;
        self.not_before = None;
        distance
    }

    /// Notes that nobody polled for a while: the distance to the next answer is no achieved interval.
    pub fn was_left_alone(&mut self) {
        self.busy = false;
    }

    /// Notes a bad answer. What concerns one key alone (refused, over its budget) says nothing of the feed.
    pub fn bad(&mut self, error: &WbError, now: Timestamp) {
        match error {
            WbError::Disabled => {
                self.enter(FeedCondition::Disabled, now);
                self.not_before = Some(now + DISABLED_PROBE);
            }
            WbError::Unauthorized | WbError::PaymentRequired | WbError::Forbidden { .. } | WbError::RateLimited(_) => {}
            WbError::NotFound
            | WbError::BadRequest { .. }
            | WbError::Server { .. }
            | WbError::Timeout
            | WbError::Network(_)
            | WbError::Unreadable { .. } => self.failed(now),
        }
    }

    /// Notes that there is no key to ask with.
    pub fn no_keys(&mut self, now: Timestamp) {
        self.enter(FeedCondition::NoKeys, now);
    }

    fn failed(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= FAILURES_TO_REST {
            self.enter(FeedCondition::Failing, now);
            let doublings = (self.failures - FAILURES_TO_REST).min(6);
            let rest = SignedDuration::from_secs(2 << doublings).min(LONGEST_REST);
            self.not_before = Some(now + rest);
        }
    }

    fn enter(&mut self, condition: FeedCondition, now: Timestamp) {
        if self.condition != condition {
            self.condition = condition;
            self.since = now;
        }
    }
}

/// What the holder of the poller's lease notes with every heartbeat: its state for the next holder, and for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PollerNote {
    /// Last completed tick.
    pub last_tick_at: Timestamp,
    /// The feed.
    pub feed: FeedHealth,
    /// Shops whose keys are in the pool.
    pub profiles: usize,
    /// Active watches.
    pub watches: usize,
    /// Watches unchanged since then have met the board.
    pub matched_at: Timestamp,
    /// Shops that may not be asked freely: what is left of their budget, how long they rest. The others are left out.
    pub shops: BTreeMap<SellerId, ShopNote>,
    /// What people were told of the feed.
    #[serde(default)]
    pub announcements: Announcements,
    /// Version of the poller's program.
    pub version: String,
}

/// What the next holder must know of a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopNote {
    /// What is left of its request budget.
    pub budget: ProfileBudget,
    /// Until when it is left alone.
    pub rest_until: Option<Timestamp>,
}

impl ShopNote {
    /// Whether there is nothing to know at `now`.
    pub fn is_free(&self, now: Timestamp) -> bool {
        let whole = self.budget.available(now) == self.budget.budget().capacity;
        whole && self.rest_until.is_none_or(|until| until <= now)
    }
}

/// The feed in the words that users and `/health` get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedState {
    /// Checked every second or so.
    Live,
    /// Checked, but rarely: few shops share the work.
    Slow,
    /// Switched off by Wildberries.
    Disabled,
    /// Not answering.
    Failing,
    /// No keys to ask with.
    NoKeys,
    /// Not asked yet, or the poller is down.
    Unknown,
}

/// The feed as shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FeedView {
    /// State.
    pub state: FeedState,
    /// Last good answer.
    pub last_good_at: Option<Timestamp>,
    /// Achieved interval, ms.
    pub interval_ms: Option<u64>,
}

impl FeedView {
    /// What to show at `now` of a note, if there is one. A note that nobody renews says nothing about the feed.
    pub fn of(note: Option<&PollerNote>, now: Timestamp) -> Self {
        let Some(note) = note else {
            return Self {
                state: FeedState::Unknown,
                last_good_at: None,
                interval_ms: None,
            };
        };
        let feed = &note.feed;
        // While somebody watches, an answer that is awaited makes the interval longer than those that came.
        let awaited_ms = feed.last_good_at.filter(|_| note.watches > 0);
        let awaited_ms = awaited_ms.and_then(|at| u64::try_from(now.duration_since(at).as_millis()).ok());
        let interval_ms = feed.interval_ms.map(|average| average.max(awaited_ms.unwrap_or(0)));
        let slow = interval_ms
            .or(awaited_ms)
            .is_some_and(|ms| i128::from(ms) > SLOW.as_millis());
        let state = match feed.condition {
            _ if now.duration_since(note.last_tick_at) > STALE => FeedState::Unknown,
            FeedCondition::Live if slow => FeedState::Slow,
            FeedCondition::Live => FeedState::Live,
            FeedCondition::Disabled => FeedState::Disabled,
            FeedCondition::Failing => FeedState::Failing,
            FeedCondition::NoKeys => FeedState::NoKeys,
            FeedCondition::Unknown => FeedState::Unknown,
        };
        Self {
            state,
            last_good_at: feed.last_good_at,
            interval_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn five_failures_rest_the_feed_and_one_good_answer_ends_it() {
        let mut feed = FeedHealth::unknown(at(0));
        for second in 0..4 {
            feed.bad(&WbError::Timeout, at(second));
            assert!(feed.may_ask(at(second)), "a few failures are weather");
        }
        feed.bad(&WbError::Server { status: 503 }, at(4));
        assert_eq!((feed.condition, feed.since), (FeedCondition::Failing, at(4)));
        assert!(!feed.may_ask(at(5)) && feed.may_ask(at(6)));
        for _ in 0..20 {
            feed.bad(&WbError::Timeout, at(10));
        }
        assert!(
            !feed.may_ask(at(69)) && feed.may_ask(at(70)),
            "the rest never grows over a minute"
        );
        feed.good(at(80), true);
        assert!(feed.may_ask(at(80)) && feed.condition == FeedCondition::Live);
    }

    #[test]
    fn a_switched_off_feed_is_probed_once_a_minute() {
        let mut feed = FeedHealth::unknown(at(0));
        feed.bad(&WbError::Disabled, at(0));
        assert!(!feed.may_ask(at(59)) && feed.may_ask(at(60)));
        feed.bad(&WbError::Disabled, at(60));
        assert_eq!(feed.since, at(0), "still the same spell");
    }

    #[test]
    fn the_interval_is_measured_only_while_somebody_watches() {
        let mut feed = FeedHealth::unknown(at(0));
        feed.good(at(0), true);
        feed.good(at(1), true);
        assert_eq!(feed.interval_ms, Some(1000));
        feed.good(at(61), false);
        feed.good(at(71), true);
        assert_eq!(feed.interval_ms, Some(1000), "an idle minute is no slow feed");
        feed.good(at(81), true);
        assert_eq!(feed.interval_ms, Some(2800));
    }

    #[test]
    fn a_night_without_a_poller_is_no_interval() {
        let mut feed = FeedHealth::unknown(at(0));
        feed.good(at(0), true);
        feed.good(at(1), true);
        feed.was_left_alone();
        feed.good(at(30_000), true);
        feed.good(at(30_001), true);
        assert_eq!(feed.interval_ms, Some(1000));
    }

    #[test]
    fn a_note_that_nobody_renews_says_nothing() {
        let mut feed = FeedHealth::unknown(at(0));
        feed.good(at(0), true);
        let note = PollerNote {
            last_tick_at: at(0),
            feed,
            profiles: 1,
            watches: 1,
            matched_at: at(0),
            shops: BTreeMap::new(),
            announcements: Announcements::default(),
            version: "1".into(),
        };
        assert_eq!(FeedView::of(Some(&note), at(2)).state, FeedState::Live);
        assert_eq!(
            FeedView::of(Some(&note), at(15)).state,
            FeedState::Slow,
            "somebody waits for an answer"
        );
        assert_eq!(FeedView::of(Some(&note), at(16)).state, FeedState::Unknown);
        assert_eq!(FeedView::of(None, at(0)).state, FeedState::Unknown);
    }
}
