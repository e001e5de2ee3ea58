//! How often Wildberries may be asked, counted as Wildberries counts it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{RateLimit, TokenKind};

/// The longest wait believed, whatever a 429 says: the slowest documented limit is one call in 24 hours.
const LONGEST_WAIT_S: u32 = 24 * 60 * 60;

/// A rate limit: a bucket of `capacity` calls, of which one comes back every `per`.
///
/// Wildberries counts it per seller (all tokens of one seller share it) and per method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Calls that may be made at once when none was made for long.
    pub capacity: u32,
    /// The time in which one call comes back. Serialized in milliseconds.
    #[serde(rename = "per_ms", with = "milliseconds")]
    pub per: Duration,
}

/// What is left of one seller's [`Budget`] for one method. Small, and can be handed over as JSON.
///
/// It only ever errs to the slow side: what Wildberries reports can take calls away, never add them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileBudget {
    budget: Budget,
    /// The moment the bucket will be full again, in unix milliseconds: the whole state, and exact.
    full_at_ms: i64,
}

impl Budget {
    /// `ping`, any token: 3 calls in 30 s.
    pub const PING: Budget = Budget::new(3, 10);
    /// Acceptance coefficients with a personal or service token: 6 a minute.
    pub const FEED: Budget = Budget::new(6, 10);
    /// Acceptance coefficients with a base token: 1 an hour.
    pub const FEED_BASE: Budget = Budget::new(1, 60 * 60);
    /// Seller info with a personal or service token: 1 a minute, 10 at once.
    pub const SELLER_INFO: Budget = Budget::new(10, 60);
    /// Seller info with a base token: 1 in 24 hours.
    pub const SELLER_INFO_BASE: Budget = Budget::new(1, 24 * 60 * 60);
    /// Orders and supplies, all their methods together, with a personal or service token: 30 a minute, 10 at once.
    pub const SUPPLIES: Budget = Budget::new(10, 2);
    /// Orders and supplies with a base token: 2 an hour, one at a time.
    pub const SUPPLIES_BASE: Budget = Budget::new(1, 30 * 60);
    /// Drafts, all their methods together: 30 a minute, 10 at once.
    pub const DRAFTS: Budget = Budget::new(10, 2);
    /// Stock: 3 a minute, one at a time.
    pub const STOCKS: Budget = Budget::new(1, 20);
    /// Any method of Wildberries' test environment: 1 a second.
    pub const TEST: Budget = Budget::new(1, 1);

    const fn new(capacity: u32, per_seconds: u64) -> Self {
        Budget {
            capacity,
            per: Duration::from_secs(per_seconds),
        }
    }

    /// The limit on acceptance coefficients. A token without a label is held to the base limits: asking too rarely
    /// costs time, asking too often blocks the seller.
    pub fn feed(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Personal | TokenKind::Service => Budget::FEED,
            TokenKind::Base | TokenKind::Unlabelled => Budget::FEED_BASE,
            TokenKind::Test => Budget::TEST,
        }
    }

    /// The limit on `ping`, for each host.
    pub fn ping(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Test => Budget::TEST,
            _ => Budget::PING,
        }
    }

    /// The limit on seller info.
    pub fn seller_info(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Personal | TokenKind::Service => Budget::SELLER_INFO,
            TokenKind::Base | TokenKind::Unlabelled => Budget::SELLER_INFO_BASE,
            TokenKind::Test => Budget::TEST,
        }
    }

    /// The limit on orders and supplies.
    pub fn supplies(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Personal | TokenKind::Service => Budget::SUPPLIES,
            TokenKind::Base | TokenKind::Unlabelled => Budget::SUPPLIES_BASE,
            TokenKind::Test => Budget::TEST,
        }
    }

    /// The limit on drafts; `None` for the kinds of token that have none.
    pub fn drafts(kind: TokenKind) -> Option<Self> {
        match kind {
            TokenKind::Personal | TokenKind::Service => Some(Budget::DRAFTS),
            TokenKind::Base | TokenKind::Unlabelled | TokenKind::Test => None,
        }
    }

    /// The limit on stock; `None` for the kinds of token that may not ask for it.
    pub fn stocks(kind: TokenKind) -> Option<Self> {
        match kind {
            TokenKind::Personal | TokenKind::Service => Some(Budget::STOCKS),
            TokenKind::Base | TokenKind::Unlabelled | TokenKind::Test => None,
        }
    }

    fn per_ms(self) -> i64 {
        i64::try_from(self.per.as_millis()).unwrap_or(i64::MAX).max(1)
    }

    /// The time in which `calls` calls come back, in milliseconds.
    fn refill_ms(self, calls: u32) -> i64 {
        self.per_ms().saturating_mul(i64::from(calls))
    }
}

impl ProfileBudget {
    /// A full bucket.
    pub fn new(budget: Budget) -> Self {
        ProfileBudget { budget, full_at_ms: 0 }
    }

    /// The limit this state counts against.
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// The same calls spent, counted against another limit: the seller has a key of another kind now. No more can be missing than
    /// the whole bucket.
    pub fn under(&self, budget: Budget, now: Timestamp) -> Self {
        let empty_until_ms = now.as_millisecond().saturating_add(budget.refill_ms(budget.capacity));
        ProfileBudget {
            budget,
            full_at_ms: self.full_at_ms.min(empty_until_ms),
        }
    }

    /// Calls that can be made now.
    pub fn available(&self, now: Timestamp) -> u32 {
        let missing_ms = self.full_at_ms.saturating_sub(now.as_millisecond());
        if missing_ms <= 0 {
            return self.budget.capacity;
        }
        // A started interval has not brought its call back yet: round up.
        let per_ms = self.budget.per_ms();
        let missing = missing_ms / per_ms + i64::from(missing_ms % per_ms != 0);
        let missing = u32::try_from(missing).unwrap_or(u32::MAX);
        self.budget.capacity.saturating_sub(missing)
    }

    /// Takes one call; false when none is left, and then nothing changes.
    pub fn take(&mut self, now: Timestamp) -> bool {
        if self.available(now) == 0 {
            return false;
        }
        self.full_at_ms = self
            .full_at_ms
            .max(now.as_millisecond())
            .saturating_add(self.budget.per_ms());
        true
    }

    /// Believes `X-Ratelimit-Remaining` when it is lower than our own count: others use the same seller's budget.
    ///
    /// `sent_at` is the moment the call was *sent*; counting from the moment of the answer would lose what came back meanwhile.
    pub fn observe_remaining(&mut self, remaining: u32, sent_at: Timestamp) {
        let missing = self.budget.capacity.saturating_sub(remaining);
        if missing > 0 {
            self.not_full_before(sent_at, self.budget.refill_ms(missing));
        }
    }

    /// Believes a 429: the bucket is empty, and the first call comes back when Wildberries says (after one interval
    /// when it does not say).
    pub fn observe_429(&mut self, limit: RateLimit, now: Timestamp) {
        let first_call_ms = match limit.retry_s {
            Some(seconds) => i64::from(seconds.clamp(1, LONGEST_WAIT_S)) * 1000,
            None => self.budget.per_ms(),
        };
        let rest_ms = self.budget.refill_ms(self.budget.capacity.saturating_sub(1));
        self.not_full_before(now, first_call_ms.saturating_add(rest_ms));
    }

    /// The first moment, not before `now`, at which [`take`](Self::take) succeeds.
    pub fn ready_at(&self, now: Timestamp) -> Timestamp {
        let rest_ms = self.budget.refill_ms(self.budget.capacity.saturating_sub(1));
        let ready_ms = self.full_at_ms.saturating_sub(rest_ms);
        if ready_ms <= now.as_millisecond() {
            return now;
        }
        Timestamp::from_millisecond(ready_ms).unwrap_or(Timestamp::MAX)
    }

    /// How long from `now` until [`take`](Self::take) succeeds; zero when it does now.
    pub fn wait(&self, now: Timestamp) -> Duration {
        let wait: SignedDuration = self.ready_at(now).duration_since(now);
        wait.try_into().unwrap_or_default()
    }

    fn not_full_before(&mut self, now: Timestamp, after_ms: i64) {
        let full_at_ms = now.as_millisecond().saturating_add(after_ms);
        self.full_at_ms = self.full_at_ms.max(full_at_ms);
    }
}

/// A duration as a whole number of milliseconds.
mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
