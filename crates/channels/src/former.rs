//! The end of what was known of a channel whose name has passed to another one.

use channel_sources::ChannelName;
use jiff::Timestamp;
use serde::Deserialize;
use store::{Key, RawItem, Record, StoreError, Table, TransactError, Write};

use crate::channel::{Channel, Follower, partition};
use crate::day::{ChannelDay, Progress};

/// Items removed in one transaction.
const AT_ONCE: usize = 100;

/// Removes everything that was collected under a name, page by page; may be done again. A day of which a part is still to come was
/// counted as ordered, so it stays, with nothing in it, and all its parts are to come.
pub(crate) async fn remove(table: &Table, channel: &ChannelName, now: Timestamp) -> Result<(), StoreError> {
    let pk = partition(channel);
    let mut after = None;
    loop {
        let (items, next) = table.some(&pk, after.as_deref()).await?;
        let mut writes: Vec<Write> = items.iter().filter_map(|item| end_of(item, now)).collect();
        while !writes.is_empty() {
            let rest = writes.split_off(writes.len().min(AT_ONCE));
            match table.transact(std::mem::replace(&mut writes, rest), None).await {
                Ok(()) => {}
                Err(TransactError::Conflict { .. }) => return Err(StoreError::Conflict),
                Err(TransactError::Store(error)) => return Err(error),
            }
        }
        if next.is_none() {
            return Ok(());
        }
        after = next;
    }
}

/// What becomes of an item; `None` for what is of the name's followers.
fn end_of(item: &RawItem, now: Timestamp) -> Option<Write> {
    if item.kind == Channel::KIND || item.kind == Follower::KIND {
        return None;
    }
    let day = (item.kind == ChannelDay::KIND).then(|| ChannelDay::deserialize(&item.fields).ok());
    match day.flatten().filter(|day| !day.is_settled()) {
        Some(open) => Some(Write::put(&emptied(open, now))),
        None => Some(Write::delete(Key::new(&item.key.pk, &item.key.sk))),
    }
}

fn emptied(open: ChannelDay, now: Timestamp) -> ChannelDay {
    let waiting = Progress::Waiting {
        tries: 0,
        not_before: now,
        why: None,
    };
    let parts = open.parts.into_keys().map(|part| (part, waiting.clone())).collect();
    ChannelDay {
        parts,
        ..ChannelDay::empty(open.channel, open.day)
    }
}
