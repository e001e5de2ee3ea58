//! An end to everything a user has here.
//!
//! The features end what is theirs first, what works before the keys it works with: what is under way learns of it. Then all that is left goes, but for what must
//! be kept, and the profile goes last. Whoever does it again after a crash finds less to do and comes to the same end.

use std::sync::Arc;

use accounts::audit::{Act, AuditLine};
use accounts::forget::Forget;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use store::{DialogRecord, Key, RawItem, StoreError, Table, User, Users};
use telegram::UserId;

/// Deletions at one moment.
const AT_ONCE: usize = 16;
/// What is kept for as long as money was paid for it: with the balance goes the trial that was used.
const KEPT: [&str; 3] = ["payment", "subscription", "balance"];
/// What ends by itself: names of what was deleted, so that every worker learns of it, and requests to move stock that are under way.
const EXPIRING: [&str; 4] = ["seller_key", "watch", "move_rule", "move_request"];

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forgotten {
    /// All is gone that may go.
    Whole {
        /// How many records, besides what the features ended.
        records: usize,
        /// Whether the user is shut out: of the profile their number and that stay, so that a deletion lets nobody in again.
        shut_out: bool,
    },
    /// A feature could not end what is its own; what was ended before is gone, and doing it again goes on there.
    Unfinished {
        /// Which.
        feature: &'static str,
    },
}

/// Ends everything of the user, `features` in their order first. The dialog in which it was asked for is left to whoever closes it: as
/// long as it is open, the same answer to it does it again.
///
/// # Errors
/// Those of the table.
pub async fn forget(
    table: &Table,
    features: &[Arc<dyn Forget>],
    user: UserId,
    now: Timestamp,
) -> Result<Forgotten, StoreError> {
    // Before anything is gone: there is no deletion without its line.
    let line = AuditLine::new(now, user, Act::Forgotten, user.to_string(), "");
    table.put(&line).await?;
    for feature in features {
        match feature.forget(user, now).await {
            Ok(()) => {}
            Err(error @ (StoreError::Failed(_) | StoreError::Corrupt { .. })) => {
                let feature = feature.name();
                tracing::error!(%error, feature, "forget.unfinished: a feature could not end what a user has in it");
                return Ok(Forgotten::Unfinished { feature });
            }
            Err(error) => return Err(error),
        }
    }
    let (pk, mut records, mut after) = (format!("USER#{user}"), 0, None::<String>);
    loop {
        let (items, next) = table.some(&pk, after.as_deref()).await?;
        let keys = to_delete(items, user);
        records += keys.len();
        stream::iter(keys)
            .map(|key| async move { table.delete(&key).await })
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await?;
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let shut_out = Users::new(table.clone()).forget(user.0).await?;
    tracing::info!(records, shut_out, "forget.done: a user had everything deleted");
    Ok(Forgotten::Whole { records, shut_out })
}

/// Everything but what is kept, what ends by itself, the open dialog, and the profile, which is the last to go.
fn to_delete(items: Vec<RawItem>, user: UserId) -> Vec<Key> {
    let last = [User::key_of(user.0), DialogRecord::key_of(user.0)];
    items
        .into_iter()
        .filter(|item| !KEPT.contains(&item.kind.as_str()) && !EXPIRING.contains(&item.kind.as_str()))
        .map(|item| item.key)
        .filter(|key| !last.contains(key))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_paid_for_and_what_others_still_have_to_see_stays() {
        let item = |kind: &str, sk: &str| RawItem {
            key: Key::new("USER#1", sk),
            kind: kind.to_owned(),
            fields: serde_json::Value::Null,
        };
        let items = vec![
            item("payment", "PAYMENT#1"),
            item("balance", "BALANCE"),
            item("subscription", "SUBSCRIPTION#1"),
            item("seller_key", "KEY#1"),
            item("watch", "WATCH#1"),
            item("move_rule", "MOVE#1"),
            item("move_request", "MOVEREQUEST#1"),
            item("user", "PROFILE"),
            item("dialog", "DIALOG"),
            item("operation", "HISTORY#1"),
            item("what a later version keeps", "X#1"),
        ];
        let gone: Vec<String> = to_delete(items, UserId(1)).into_iter().map(|key| key.sk).collect();
        assert_eq!(gone, ["HISTORY#1", "X#1"]);
    }
}
