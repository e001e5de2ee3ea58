//! Token buckets shared by processes that do not see each other.
//!
//! A bucket is kept as one number: the moment at which it will be full again. Taking a token moves that moment by the
//! time one token takes to refill. So takers change the number in place, without reading it first, and many may take
//! at once without getting in each other's way.

use std::time::Duration;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use backon::Retryable;
use jiff::Timestamp;

use crate::conditional::Condition;
use crate::record::{Item, key_item, number, text};
use crate::schema::{KIND, TTL};
use crate::{Key, StoreError, Table, calls};

/// The moment at which the bucket will be full again, in unix microseconds.
const FULL_AT: &str = "full_at_us";
/// Nobody takes before this moment, in unix microseconds.
const BLOCKED_UNTIL: &str = "blocked_until_us";
/// How long an idle bucket is kept, in seconds: it is full and says nothing.
const KEEP_S: i64 = 24 * 3600;
/// How often a take is tried against others who take at the same moment.
const TRIES: u32 = 10;

/// The size and speed of a bucket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BucketSpec {
    /// How many tokens a full bucket has, at least 1.
    pub capacity: u32,
    /// How many tokens come back in a second, more than 0.
    pub refill_per_second: f64,
}

/// The answer to a taker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// A token was taken: go ahead.
    Ready,
    /// No token yet; ask again after this long.
    Wait(Duration),
}

/// How a bucket stands for whoever would take from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// How many tokens can be taken now.
    pub tokens: u32,
    /// When there will be one more; `None` for a full bucket.
    pub next_at: Option<Timestamp>,
}

/// The buckets in the table, by name.
#[derive(Debug, Clone)]
pub struct Buckets {
    table: Table,
}

/// A bucket as it stands.
struct Level {
    full_at: i64,
    blocked_until: i64,
}

/// One conditional update.
struct Update {
    expression: &'static str,
    condition: Condition,
}

impl Buckets {
    /// The buckets of this table.
    pub fn new(table: Table) -> Self {
        Self { table }
    }

    /// Takes one token; a bucket nobody knows is full. Over any stretch of `t` seconds no more than
    /// `capacity + refill_per_second * t` takers get one. A token whose answer was lost is gone.
    ///
    /// # Errors
    /// [`StoreError::Failed`] for a bucket that could never give a token.
    pub async fn take(&self, name: &str, spec: BucketSpec, now: Timestamp) -> Result<Take, StoreError> {
        let refill_us = spec.refill_us()?;
        let now_us = now.as_microsecond();
        // With this much still to refill there is exactly one token left.
        let fullest_us = refill_us.saturating_mul(i64::from(spec.capacity) - 1);
        let mut update = from_full(now_us, refill_us);
        for _ in 0..TRIES {
            let Err(standing) = self.update(name, update).await? else {
                return Ok(Take::Ready);
            };
            let level = Level::of(&standing);
            let ready_at = level.blocked_until.max(level.full_at.saturating_sub(fullest_us));
            if ready_at > now_us {
                return Ok(Take::Wait(Duration::from_micros(ready_at.abs_diff(now_us))));
            }
            update = if level.full_at < now_us {
                from_full(now_us, refill_us)
            } else {
                from_partly_full(now_us, refill_us, fullest_us)
            };
        }
        Err(StoreError::Unavailable(format!(
            "too many take from the bucket {name} at once"
        )))
    }

    /// How the bucket stands at `now`, with nothing taken.
    ///
    /// # Errors
    /// [`StoreError::Failed`] for a bucket that could never give a token.
    pub async fn look(&self, name: &str, spec: BucketSpec, now: Timestamp) -> Result<Stand, StoreError> {
        let refill_us = spec.refill_us()?;
        let call = self
            .table
            .client()
            .get_item()
            .table_name(self.table.name())
            .set_key(Some(key_item(&key_of(name))))
            .consistent_read(true)
            .send();
        let output = calls::observe("GetItem", call).await.map_err(calls::store_error)?;
        let level = Level::of(&output.item.unwrap_or_default());
        Ok(level.stand(spec.capacity, refill_us, now.as_microsecond()))
    }

    /// Nobody gets a token before `until`: somebody was told to wait that long. An earlier block never shortens a later one.
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn block_until(&self, name: &str, until: Timestamp) -> Result<(), StoreError> {
        let until_us = until.as_microsecond();
        let condition = Condition::of(
            "attribute_not_exists(#blocked) OR #blocked < :until",
            [("#blocked", BLOCKED_UNTIL), ("#kind", KIND), ("#ttl", TTL)],
            // Kept for a month: the bucket may take longer to fill than the block lasts.
            [
                (":until", number(until_us)),
                (":kind", text("bucket")),
                (":ttl", number(until.as_second() + 30 * KEEP_S)),
            ],
        );
        let expression = "SET #blocked = :until, #kind = :kind, #ttl = :ttl";
        // A refusal means that a later block stands.
        self.update(name, Update { expression, condition }).await.map(|_| ())
    }

    /// Runs the update; `Ok(Err(item))` is the item whose state its condition refused.
    async fn update(&self, name: &str, update: Update) -> Result<Result<(), Item>, StoreError> {
        let key = key_item(&key_of(name));
        let send = || {
            let call = self
                .table
                .client()
                .update_item()
                .table_name(self.table.name())
                .set_key(Some(key.clone()))
                .update_expression(update.expression)
                .condition_expression(&update.condition.expression)
                .set_expression_attribute_names(update.condition.names())
                .set_expression_attribute_values(update.condition.values())
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
                .send();
            calls::observe("UpdateItem", call)
        };
        let error = match send.retry(calls::contention_backoff()).when(calls::is_contended).await {
            Ok(_) => return Ok(Ok(())),
            Err(error) => error,
        };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failure)) => {
                Ok(Err(failure.item().cloned().unwrap_or_default()))
            }
            _ => Err(calls::store_error(error)),
        }
    }
}

impl BucketSpec {
    /// How long one token takes to come back, in microseconds; rounded up, so never too fast.
    fn refill_us(self) -> Result<i64, StoreError> {
        let refill_us = (1_000_000.0 / self.refill_per_second).ceil();
        // A year for one token is as good as never.
        if self.capacity == 0 || !(1.0..=3.2e13).contains(&refill_us) {
            return Err(StoreError::Failed(format!("no bucket can be like this: {self:?}")));
        }
        Ok(refill_us as i64)
    }
}

impl Level {
    fn of(item: &Item) -> Self {
        let read = |name| {
            item.get(name)
                .and_then(|value| value.as_n().ok()?.parse().ok())
                .unwrap_or(i64::MIN)
        };
        Self {
            full_at: read(FULL_AT),
            blocked_until: read(BLOCKED_UNTIL),
        }
    }

    /// What a taker would find at `now_us`.
    fn stand(&self, capacity: u32, refill_us: i64, now_us: i64) -> Stand {
        let missing_us = self.full_at.saturating_sub(now_us).max(0);
        let missing = missing_us / refill_us + i64::from(missing_us % refill_us > 0);
        let tokens = u32::try_from(i64::from(capacity) - missing).unwrap_or_default();
        let is_blocked = self.blocked_until > now_us;
        // With one token less missing than now there is one more to take; of an empty bucket that is the first.
        let still_missing = if is_blocked || tokens == 0 {
            i64::from(capacity) - 1
        } else {
            missing - 1
        };
        let next_us = self.full_at.saturating_sub(refill_us.saturating_mul(still_missing));
        let next_us = if is_blocked {
            next_us.max(self.blocked_until)
        } else {
            next_us
        };
        Stand {
            tokens: if is_blocked { 0 } else { tokens },
            next_at: (is_blocked || missing > 0)
                .then(|| Timestamp::from_microsecond(next_us).unwrap_or(Timestamp::MAX)),
        }
    }
}

fn key_of(name: &str) -> Key {
    Key::new(format!("BUCKET#{name}"), "BUCKET")
}

const NOT_BLOCKED: &str = "(attribute_not_exists(#blocked) OR #blocked <= :now)";

/// Takes the first token of a full bucket.
fn from_full(now_us: i64, refill_us: i64) -> Update {
    let mut condition = Condition::of(
        &format!("{NOT_BLOCKED} AND (attribute_not_exists(#full) OR #full < :now)"),
        [
            ("#blocked", BLOCKED_UNTIL),
            ("#full", FULL_AT),
            ("#kind", KIND),
            ("#ttl", TTL),
        ],
        [
            (":now", number(now_us)),
            (":full", number(now_us + refill_us)),
            (":kind", text("bucket")),
        ],
    );
    condition
        .values
        .insert(":ttl".to_owned(), number(forget_at(now_us + refill_us)));
    Update {
        expression: "SET #full = :full, #kind = :kind, #ttl = :ttl",
        condition,
    }
}

/// Takes a token of a bucket that is not full and not empty.
fn from_partly_full(now_us: i64, refill_us: i64, fullest_us: i64) -> Update {
    let last_us = now_us.saturating_add(fullest_us);
    let mut condition = Condition::of(
        &format!("{NOT_BLOCKED} AND #full BETWEEN :now AND :last"),
        [("#blocked", BLOCKED_UNTIL), ("#full", FULL_AT), ("#ttl", TTL)],
        [
            (":now", number(now_us)),
            (":last", number(last_us)),
            (":refill", number(refill_us)),
        ],
    );
    condition
        .values
        .insert(":ttl".to_owned(), number(forget_at(last_us.saturating_add(refill_us))));
    Update {
        expression: "SET #full = #full + :refill, #ttl = :ttl",
        condition,
    }
}

fn forget_at(full_at_us: i64) -> i64 {
    full_at_us / 1_000_000 + KEEP_S
}
