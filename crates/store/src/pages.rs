//! Long lists page by page, and everything in a partition as it is.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use serde_dynamo::aws_sdk_dynamodb_1::from_item;
use serde_json::Value;

use crate::record::{Item, decode, key_item, kind_of, text};
use crate::schema::{PK, RESERVED, SK};
use crate::table::all_pages;
use crate::{Key, Record, StoreError, Stored, Table, calls};

/// Items of every kind read at once.
const RAW_PAGE: i32 = 500;

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The records, in the order that was asked for.
    pub records: Vec<Stored<T>>,
    /// The sort key to go on after; `None` at the end.
    pub next: Option<String>,
}

/// An item as it is, of whatever kind.
#[derive(Debug, Clone, PartialEq)]
pub struct RawItem {
    /// Where it lives.
    pub key: Key,
    /// Its kind.
    pub kind: String,
    /// Its own fields, without the table's.
    pub fields: Value,
}

impl Table {
    /// At most `limit` items of a partition whose sort keys start with `sk_prefix`, newest (last) first, those before the sort key
    /// `before` if given. Records of other kinds are passed over, so a page may be shorter than `limit` with more to come.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub async fn newest<T: Record>(
        &self,
        pk: &str,
        sk_prefix: &str,
        before: Option<&str>,
        limit: usize,
    ) -> Result<Page<T>, StoreError> {
        let start = before.map(|sk| key_item(&Key::new(pk, sk)));
        let call = self
            .partition(pk)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :prefix)")
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":prefix", text(sk_prefix))
            .scan_index_forward(false)
            .set_exclusive_start_key(start)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send();
        let page = calls::observe("Query", call).await.map_err(calls::store_error)?;
        let after = page.last_evaluated_key.filter(|key| !key.is_empty());
        let next = after.and_then(|key| key.get(SK)?.as_s().ok().cloned());
        let mine = page.items.unwrap_or_default().into_iter();
        let records = mine
            .filter(|item| kind_of(item) == Some(T::KIND))
            .map(decode)
            .collect::<Result<_, _>>()?;
        Ok(Page { records, next })
    }

    /// All records of this kind in a partition whose sort keys are from `from` to `to`, both included, in their order.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub async fn between<T: Record>(&self, pk: &str, from: &str, to: &str) -> Result<Vec<Stored<T>>, StoreError> {
        let query = self
            .partition(pk)
            .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":to", text(to));
        let items = all_pages(query).await?.into_iter();
        items
            .filter(|item| kind_of(item) == Some(T::KIND))
            .map(decode)
            .collect()
    }

    /// Everything in a partition, of every kind.
    ///
    /// # Errors
    /// Only those of the connection, and [`StoreError::Corrupt`] for an item that is no JSON.
    pub async fn everything(&self, pk: &str) -> Result<Vec<RawItem>, StoreError> {
        let query = self.partition(pk).key_condition_expression("#pk = :pk");
        all_pages(query).await?.into_iter().map(raw).collect()
    }

    /// Some of a partition, of every kind, in the order of the sort keys, those after `after` if given; with the sort key to go on after,
    /// `None` at the end. At most a megabyte is read.
    ///
    /// # Errors
    /// As [`everything`](Self::everything).
    pub async fn some(&self, pk: &str, after: Option<&str>) -> Result<(Vec<RawItem>, Option<String>), StoreError> {
        let call = self
            .partition(pk)
            .key_condition_expression("#pk = :pk")
            .set_exclusive_start_key(after.map(|sk| key_item(&Key::new(pk, sk))))
            .limit(RAW_PAGE)
            .send();
        let page = calls::observe("Query", call).await.map_err(calls::store_error)?;
        let last = page.last_evaluated_key.filter(|key| !key.is_empty());
        let next = last.and_then(|key| key.get(SK)?.as_s().ok().cloned());
        let items = page.items.unwrap_or_default().into_iter();
        Ok((items.map(raw).collect::<Result<_, _>>()?, next))
    }

    fn partition(&self, pk: &str) -> QueryFluentBuilder {
        self.client()
            .query()
            .table_name(self.name())
            .consistent_read(true)
            .expression_attribute_names("#pk", PK)
            .expression_attribute_values(":pk", text(pk))
    }
}

fn raw(mut item: Item) -> Result<RawItem, StoreError> {
    let part = |name| {
        let value = item.get(name).and_then(|value| value.as_s().ok());
        value.cloned().unwrap_or_default()
    };
    let key = Key::new(part(PK), part(SK));
    let kind = kind_of(&item).unwrap_or_default().to_owned();
    item.retain(|name, _| !RESERVED.contains(&name.as_str()));
    let fields = from_item(item).map_err(|error| StoreError::Corrupt {
        key: key.to_string(),
        why: error.to_string(),
    })?;
    Ok(RawItem { key, kind, fields })
}
