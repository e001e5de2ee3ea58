//! The idempotency record: something with an id is done once, also when it is asked for twice.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::conditional::{Condition, Put};
use crate::record::{decode, encode, key_item, number, text};
use crate::schema::{PK, TTL};
use crate::{Key, Record, StoreError, Table, calls};

/// What to do about something that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begin {
    /// Do it: it was never begun, or whoever began it has run out of time.
    Fresh,
    /// Leave it: somebody is at it.
    InProgress,
    /// It is done; what was stored with [`Once::finish`].
    Done(Option<String>),
}

/// Idempotency records of one scope.
#[derive(Debug, Clone)]
pub struct Once {
    table: Table,
    scope: &'static str,
    ttl: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    InProgress,
    Completed,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct OnceRecord {
    scope: String,
    id: String,
    status: Status,
    in_progress_until_ms: i64,
    data: Option<String>,
    forget_at: Timestamp,
}

impl Record for OnceRecord {
    const KIND: &'static str = "once";

    fn key(&self) -> Key {
        key_of(&self.scope, &self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.forget_at)
    }
}

impl Once {
    /// Records of `scope`, forgotten `ttl` after they were last written.
    pub fn new(table: Table, scope: &'static str, ttl: Duration) -> Self {
        Self { table, scope, ttl }
    }

    /// Claims the right to do it until `in_progress_until`. That should be the invocation's deadline: whoever claims it
    /// after that may be sure that the first one is no longer at it.
    ///
    /// # Errors
    /// On [`StoreError::Unavailable`] the claim may have been made; it ends by itself.
    pub async fn begin(&self, id: &str, now: Timestamp, in_progress_until: Timestamp) -> Result<Begin, StoreError> {
        let record = self.record(id, Status::InProgress, in_progress_until, None, now);
        let condition = Condition::of(
            "attribute_not_exists(#pk) OR #ttl <= :now_s OR (#status = :in_progress AND #until <= :now_ms)",
            [
                ("#pk", PK),
                ("#ttl", TTL),
                ("#status", "status"),
                ("#until", "in_progress_until_ms"),
            ],
            [
                (":now_s", number(now.as_second())),
                (":now_ms", number(now.as_millisecond())),
                (":in_progress", text("in_progress")),
            ],
        );
        let Put::Refused(standing) = self.table.put_if(encode(&record, 1)?, &condition).await? else {
            return Ok(Begin::Fresh);
        };
        let standing = decode::<OnceRecord>(standing)?.record;
        Ok(match standing.status {
            Status::InProgress => Begin::InProgress,
            Status::Completed => Begin::Done(standing.data),
        })
    }

    /// Notes that it is done, with what a repetition should know.
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn finish(&self, id: &str, data: Option<&str>, now: Timestamp) -> Result<(), StoreError> {
        self.table
            .put(&self.record(id, Status::Completed, now, data, now))
            .await
    }

    /// Gives the claim back after a failure, so that a repetition may begin at once. What is done stays done.
    ///
    /// # Errors
    /// Only those of the connection; then the claim ends by itself.
    pub async fn release(&self, id: &str) -> Result<(), StoreError> {
        let in_progress = Condition::of(
            "#status = :in_progress",
            [("#status", "status")],
            [(":in_progress", text("in_progress"))],
        );
        self.delete_if(id, in_progress).await
    }

    /// Claims it for longer than the claim that ends at `until`; false when that one is no longer ours, because it was taken
    /// over, given back or done.
    ///
    /// # Errors
    /// On [`StoreError::Unavailable`] either claim may stand.
    pub async fn extend(
        &self,
        id: &str,
        until: Timestamp,
        longer: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let record = self.record(id, Status::InProgress, longer, None, now);
        let put = self.table.put_if(encode(&record, 1)?, &claim_until(until)).await?;
        Ok(matches!(put, Put::Written))
    }

    /// Gives back the claim that ends at `until`, and only that: by now it may be somebody else's.
    ///
    /// # Errors
    /// Only those of the connection; then the claim ends by itself.
    pub async fn give_back(&self, id: &str, until: Timestamp) -> Result<(), StoreError> {
        self.delete_if(id, claim_until(until)).await
    }

    async fn delete_if(&self, id: &str, condition: Condition) -> Result<(), StoreError> {
        let call = self
            .table
            .client()
            .delete_item()
            .table_name(self.table.name())
            .set_key(Some(key_item(&key_of(self.scope, id))))
            .condition_expression(&condition.expression)
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.values())
            .send();
        match calls::observe("DeleteItem", call).await.map_err(calls::store_error) {
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn record(&self, id: &str, status: Status, until: Timestamp, data: Option<&str>, now: Timestamp) -> OnceRecord {
        OnceRecord {
            scope: self.scope.to_owned(),
            id: id.to_owned(),
            status,
            in_progress_until_ms: until.as_millisecond(),
            data: data.map(str::to_owned),
            forget_at: now.checked_add(self.ttl).unwrap_or(Timestamp::MAX),
        }
    }
}

fn key_of(scope: &str, id: &str) -> Key {
    Key::new(format!("ONCE#{scope}#{id}"), "ONCE")
}

/// The claim that ends then: no two claims of the same thing end at the same moment, because one begins where the other is over.
fn claim_until(until: Timestamp) -> Condition {
    Condition::of(
        "#status = :in_progress AND #until = :until_ms",
        [("#status", "status"), ("#until", "in_progress_until_ms")],
        [
            (":in_progress", text("in_progress")),
            (":until_ms", number(until.as_millisecond())),
        ],
    )
}
