//! Items and the records they hold.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use crate::schema::{KIND, PK, RESERVED, SK, TTL, VERSION, WORK_PK, WORK_SK};
use crate::{Key, StoreError, WorkKey};

/// The attributes of an item, as the SDK has them.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Something kept in the table. Its fields become attributes; their names must not be among
/// [`RESERVED`](crate::schema::RESERVED). Fields added later are `Option` or have a default, so that older items stay readable.
pub trait Record: Serialize + DeserializeOwned + Send + Sync {
    /// The kind of item, one word, never changed: an item of another kind is not read as this one.
    const KIND: &'static str;

    /// Where it lives.
    fn key(&self) -> Key;

    /// Its place in the index of work, while it is work.
    fn work(&self) -> Option<WorkKey> {
        None
    }

    /// When it stops to exist. Whole seconds count: a record is expired from the second in which this moment falls.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }
}

/// A record as it was read, with the version to [`replace`](crate::Table::replace) it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// What was stored.
    pub record: T,
    /// The version of the item, counted from 1.
    pub version: u64,
}

impl<T: Record> Stored<T> {
    /// False when the record has expired by `now` and only waits to be removed.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.record
            .expires_at()
            .is_none_or(|at| at.as_second() > now.as_second())
    }
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn key_item(key: &Key) -> Item {
    Item::from([(PK.to_owned(), text(&key.pk)), (SK.to_owned(), text(&key.sk))])
}

/// The item of a record.
pub(crate) fn encode<T: Record>(record: &T, version: u64) -> Result<Item, StoreError> {
    let key = record.key();
    let failed = |why: String| StoreError::Failed(format!("{} cannot be stored as {}: {why}", T::KIND, key));
    let mut item: Item = to_item(record).map_err(|error| failed(error.to_string()))?;
    if let Some(name) = RESERVED.iter().find(|name| item.contains_key(**name)) {
        return Err(failed(format!("its field `{name}` has a reserved name")));
    }
    item.extend(key_item(&key));
    item.insert(KIND.to_owned(), text(T::KIND));
    item.insert(VERSION.to_owned(), number(version));
    if let Some(work) = record.work() {
        item.insert(WORK_PK.to_owned(), text(work.wpk));
        item.insert(WORK_SK.to_owned(), text(work.wsk));
    }
    if let Some(at) = record.expires_at() {
        item.insert(TTL.to_owned(), number(at.as_second()));
    }
    Ok(item)
}

/// The record of an item.
pub(crate) fn decode<T: Record>(mut item: Item) -> Result<Stored<T>, StoreError> {
    let key = describe_key(&item);
    let corrupt = |why: String| StoreError::Corrupt { key: key.clone(), why };
    let kind = kind_of(&item).unwrap_or_default();
    if kind != T::KIND {
        return Err(corrupt(format!("it is of the kind `{kind}`, not `{}`", T::KIND)));
    }
    let version = item
        .get(VERSION)
        .and_then(|value| value.as_n().ok())
        .and_then(|value| value.parse().ok())
        .ok_or_else(|| corrupt("it has no version".to_owned()))?;
    item.retain(|name, _| !RESERVED.contains(&name.as_str()));
    let record = from_item(item).map_err(|error| corrupt(error.to_string()))?;
    Ok(Stored { record, version })
}

pub(crate) fn kind_of(item: &Item) -> Option<&str> {
    item.get(KIND).and_then(|value| value.as_s().ok()).map(String::as_str)
}

fn describe_key(item: &Item) -> String {
    let part = |name| {
        item.get(name)
            .and_then(|value| value.as_s().ok())
            .map_or("?", String::as_str)
    };
    format!("{} / {}", part(PK), part(SK))
}
