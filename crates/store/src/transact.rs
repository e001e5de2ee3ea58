//! Several writes or none.

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, ConditionCheck, Delete, Put, TransactWriteItem};
use backon::Retryable;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::conditional::Condition;
use crate::record::{Item, encode, key_item};
use crate::{Counts, Key, Record, StoreError, Table, TransactError, calls};

/// DynamoDB's limit for one transaction.
const MOST_WRITES: usize = 100;
/// DynamoDB's limit for a client token, in characters.
const LONGEST_TOKEN: usize = 36;

/// One write of a transaction.
#[derive(Debug, Clone)]
pub struct Write(Action);

#[derive(Debug, Clone)]
enum Action {
    Put {
        item: Result<Item, StoreError>,
        condition: Option<Condition>,
    },
    Delete {
        key: Key,
    },
    Check {
        key: Key,
        condition: Condition,
    },
    Count(Counts),
}

impl Write {
    /// A new record with version 1; its key must be free.
    pub fn insert<T: Record>(record: &T) -> Self {
        Self::put_if(record, 1, Some(Condition::absent()))
    }

    /// A new record with version 1; an item that has expired by `now` counts as absent.
    pub fn insert_over_expired<T: Record>(record: &T, now: Timestamp) -> Self {
        Self::put_if(record, 1, Some(Condition::absent_or_expired(now)))
    }

    /// A record over whatever is there, with version 1.
    pub fn put<T: Record>(record: &T) -> Self {
        Self::put_if(record, 1, None)
    }

    /// A record over the version that was read; it gets the next version.
    pub fn replace<T: Record>(record: &T, version: u64) -> Self {
        Self::put_if(record, version + 1, Some(Condition::version(version)))
    }

    /// Removes an item; one that is not there is fine.
    pub fn delete(key: Key) -> Self {
        Self(Action::Delete { key })
    }

    /// Writes nothing, but the record must still have this version.
    pub fn check_version<T: Record>(key: Key, version: u64) -> Self {
        Self(Action::Check {
            key,
            condition: Condition::version(version),
        })
    }

    /// Adds to counters.
    pub fn count(counts: Counts) -> Self {
        Self(Action::Count(counts))
    }

    fn put_if<T: Record>(record: &T, version: u64, condition: Option<Condition>) -> Self {
        Self(Action::Put {
            item: encode(record, version),
            condition,
        })
    }

    fn into_item(self, table: &str) -> Result<TransactWriteItem, StoreError> {
        let built = match self.0 {
            Action::Count(counts) => Ok(TransactWriteItem::builder().update(counts.into_update(table)?)),
            Action::Put { item, condition } => Put::builder()
                .table_name(table)
                .set_item(Some(item?))
                .set_condition_expression(condition.as_ref().map(|condition| condition.expression.clone()))
                .set_expression_attribute_names(condition.as_ref().and_then(Condition::names))
                .set_expression_attribute_values(condition.as_ref().and_then(Condition::values))
                .build()
                .map(|put| TransactWriteItem::builder().put(put)),
            Action::Delete { key } => Delete::builder()
                .table_name(table)
                .set_key(Some(key_item(&key)))
                .build()
                .map(|delete| TransactWriteItem::builder().delete(delete)),
            Action::Check { key, condition } => ConditionCheck::builder()
                .table_name(table)
                .set_key(Some(key_item(&key)))
                .condition_expression(&condition.expression)
                .set_expression_attribute_names(condition.names())
                .set_expression_attribute_values(condition.values())
                .build()
                .map(|check| TransactWriteItem::builder().condition_check(check)),
        };
        Ok(built.map_err(|error| StoreError::Failed(error.to_string()))?.build())
    }
}

impl Table {
    /// Writes all or nothing; at most 100 writes, each to another item. With a `token` a repetition within ten minutes
    /// is recognised and not written twice. An empty list does nothing.
    ///
    /// # Errors
    /// [`TransactError::Conflict`] names the writes whose condition failed. Another transaction on the same items is
    /// waited for a moment; then it is [`StoreError::Unavailable`].
    pub async fn transact(&self, writes: Vec<Write>, token: Option<&str>) -> Result<(), TransactError> {
        if writes.is_empty() {
            return Ok(());
        }
        if writes.len() > MOST_WRITES {
            return Err(StoreError::Failed(format!("{} writes in one transaction", writes.len())).into());
        }
        let items = writes
            .into_iter()
            .map(|write| write.into_item(self.name()))
            .collect::<Result<Vec<_>, _>>()?;
        let token = token.map(client_token);
        let transact = || {
            let call = self
                .client()
                .transact_write_items()
                .set_transact_items(Some(items.clone()))
                .set_client_request_token(token.clone())
                .send();
            calls::observe("TransactWriteItems", call)
        };
        transact
            .retry(calls::contention_backoff())
            .when(is_contended)
            .await
            .map_err(transact_error)?;
        Ok(())
    }
}

/// The token itself when it is short enough, else its digest: callers build tokens of ids and need not count characters.
fn client_token(token: &str) -> String {
    if (1..=LONGEST_TOKEN).contains(&token.len()) {
        return token.to_owned();
    }
    hex::encode(&Sha256::digest(token)[..LONGEST_TOKEN / 2])
}

fn transact_error(error: SdkError<TransactWriteItemsError, HttpResponse>) -> TransactError {
    let Some(service) = error.as_service_error() else {
        return calls::store_error(error).into();
    };
    match service {
        TransactWriteItemsError::IdempotentParameterMismatchException(_) => {
            TransactError::Conflict { failed: Vec::new() }
        }
        TransactWriteItemsError::TransactionCanceledException(cancelled) => {
            cancellation(cancelled.cancellation_reasons())
        }
        _ => calls::store_error(error).into(),
    }
}

fn cancellation(reasons: &[CancellationReason]) -> TransactError {
    let failed: Vec<usize> = (0..reasons.len())
        .filter(|&at| code(&reasons[at]) == "ConditionalCheckFailed")
        .collect();
    if !failed.is_empty() {
        return TransactError::Conflict { failed };
    }
    let Some(reason) = reasons.iter().find(|reason| code(reason) != "None") else {
        return StoreError::Unavailable("the transaction was cancelled without a reason".to_owned()).into();
    };
    if NOT_NOW.contains(&code(reason)) {
        return StoreError::Unavailable(code(reason).to_owned()).into();
    }
    StoreError::Failed(format!(
        "{}: {}",
        code(reason),
        reason.message().unwrap_or("no message")
    ))
    .into()
}

/// Reasons that pass by themselves.
const NOT_NOW: [&str; 3] = [
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
];

fn is_contended(error: &SdkError<TransactWriteItemsError, HttpResponse>) -> bool {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
        return calls::is_contended(error);
    };
    let reasons = cancelled.cancellation_reasons();
    let passes = reasons.iter().any(|reason| NOT_NOW.contains(&code(reason)));
    let stays = reasons
        .iter()
        .any(|reason| code(reason) != "None" && !NOT_NOW.contains(&code(reason)));
    passes && !stays
}

fn code(reason: &CancellationReason) -> &str {
    reason.code().unwrap_or("None")
}
