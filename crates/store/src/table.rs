//! The table: typed reads and writes of single items, and lists.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use backon::Retryable;
use jiff::Timestamp;

use crate::conditional::{Condition, Put};
use crate::record::{Item, decode, encode, key_item, kind_of, text};
use crate::schema::{PK, SK, WORK_INDEX, WORK_PK, WORK_SK};
use crate::{Key, Record, StoreError, Stored, calls};

/// The one table. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Table {
    client: Client,
    name: String,
}

/// A part of the index of work.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkPage<T> {
    /// The records, oldest first.
    pub records: Vec<Stored<T>>,
    /// What to go on after; `None` at the end.
    pub next: Option<String>,
}

impl Table {
    /// The table with this name.
    pub fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    /// Reads one record, strongly consistent. It may have expired: see [`get_live`](Self::get_live).
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the item is of another kind or shape.
    pub async fn get<T: Record>(&self, key: &Key) -> Result<Option<Stored<T>>, StoreError> {
        let call = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key_item(key)))
            .consistent_read(true)
            .send();
        let output = calls::observe("GetItem", call).await.map_err(calls::store_error)?;
        output.item.map(decode).transpose()
    }

    /// Reads one record, unless it has expired by `now`.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_live<T: Record>(&self, key: &Key, now: Timestamp) -> Result<Option<Stored<T>>, StoreError> {
        Ok(self.get(key).await?.filter(|stored| stored.is_live(now)))
    }

    /// Writes a new record with version 1.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when its key is taken, also by an expired item:
    /// see [`insert_over_expired`](Self::insert_over_expired).
    pub async fn insert<T: Record>(&self, record: &T) -> Result<(), StoreError> {
        self.write_if(encode(record, 1)?, &Condition::absent()).await
    }

    /// Writes a new record with version 1; an item that has expired by `now` counts as absent.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when its key is taken by a live item.
    pub async fn insert_over_expired<T: Record>(&self, record: &T, now: Timestamp) -> Result<(), StoreError> {
        self.write_if(encode(record, 1)?, &Condition::absent_or_expired(now))
            .await
    }

    /// Writes a record over whatever is there, with version 1. For records nobody [`replace`](Self::replace)s:
    /// the version starts anew, so a writer who read before would not notice.
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn put<T: Record>(&self, record: &T) -> Result<(), StoreError> {
        let item = encode(record, 1)?;
        let put = || {
            let call = self
                .client
                .put_item()
                .table_name(&self.name)
                .set_item(Some(item.clone()))
                .send();
            calls::observe("PutItem", call)
        };
        put.retry(calls::contention_backoff())
            .when(calls::is_contended)
            .await
            .map_err(calls::store_error)?;
        Ok(())
    }

    /// Writes a record over the version that was read and returns its new version.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the item has another version by now, or is gone.
    pub async fn replace<T: Record>(&self, record: &T, version: u64) -> Result<u64, StoreError> {
        let next = version + 1;
        self.write_if(encode(record, next)?, &Condition::version(version))
            .await?;
        Ok(next)
    }

    /// Removes an item; one that is not there is fine.
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        self.delete_if(key, None).await
    }

    /// Removes an item of the version that was read.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the item has another version by now, or is gone.
    pub async fn delete_version(&self, key: &Key, version: u64) -> Result<(), StoreError> {
        self.delete_if(key, Some(&Condition::version(version))).await
    }

    /// All records of this kind in a partition whose sort key starts with `sk_prefix`, in the order of their sort keys,
    /// strongly consistent. Items of other kinds are passed over. Expired ones are there:
    /// see [`Stored::is_live`].
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when one of them has another shape: a list that quietly misses an item would be worse.
    pub async fn list<T: Record>(&self, pk: &str, sk_prefix: &str) -> Result<Vec<Stored<T>>, StoreError> {
        let mut query = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .expression_attribute_names("#pk", PK)
            .expression_attribute_values(":pk", text(pk));
        query = if sk_prefix.is_empty() {
            query.key_condition_expression("#pk = :pk")
        } else {
            query
                .key_condition_expression("#pk = :pk AND begins_with(#sk, :prefix)")
                .expression_attribute_names("#sk", SK)
                .expression_attribute_values(":prefix", text(sk_prefix))
        };
        all_pages(query)
            .await?
            .into_iter()
            .filter(is_kind::<T>)
            .map(decode)
            .collect()
    }

    /// All records of this kind in one partition of the index of work, oldest first, those after `since` if given.
    /// The index follows the table within a moment, so a record may be there a moment too long or too late.
    /// A record that cannot be read is logged and passed over: one bad item must not stop everybody's work.
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn work<T: Record>(&self, wpk: &str, since: Option<&str>) -> Result<Vec<Stored<T>>, StoreError> {
        let items = all_pages(self.work_query(wpk, since)).await?;
        Ok(items.into_iter().filter(is_kind::<T>).filter_map(readable).collect())
    }

    /// Like [`Table::work`], but at most `limit` of them, and where to go on.
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn work_page<T: Record>(
        &self,
        wpk: &str,
        since: Option<&str>,
        limit: usize,
    ) -> Result<WorkPage<T>, StoreError> {
        let limit = i32::try_from(limit).unwrap_or(i32::MAX);
        let call = self.work_query(wpk, since).limit(limit).send();
        let page = calls::observe("Query", call).await.map_err(calls::store_error)?;
        let after = page.last_evaluated_key.filter(|key| !key.is_empty());
        let next = after.and_then(|key| key.get(WORK_SK)?.as_s().ok().cloned());
        let items = page.items.unwrap_or_default();
        let records = items.into_iter().filter(is_kind::<T>).filter_map(readable).collect();
        Ok(WorkPage { records, next })
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn work_query(&self, wpk: &str, since: Option<&str>) -> QueryFluentBuilder {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(WORK_INDEX)
            .expression_attribute_names("#wpk", WORK_PK)
            .expression_attribute_values(":wpk", text(wpk));
        match since {
            None => query.key_condition_expression("#wpk = :wpk"),
            Some(since) => query
                .key_condition_expression("#wpk = :wpk AND #wsk > :since")
                .expression_attribute_names("#wsk", WORK_SK)
                .expression_attribute_values(":since", text(since)),
        }
    }

    async fn delete_if(&self, key: &Key, condition: Option<&Condition>) -> Result<(), StoreError> {
        let delete = || {
            let call = self
                .client
                .delete_item()
                .table_name(&self.name)
                .set_key(Some(key_item(key)))
                .set_condition_expression(condition.map(|condition| condition.expression.clone()))
                .set_expression_attribute_names(condition.and_then(Condition::names))
                .set_expression_attribute_values(condition.and_then(Condition::values))
                .send();
            calls::observe("DeleteItem", call)
        };
        delete
            .retry(calls::contention_backoff())
            .when(calls::is_contended)
            .await
            .map_err(calls::store_error)?;
        Ok(())
    }

    async fn write_if(&self, item: Item, condition: &Condition) -> Result<(), StoreError> {
        match self.put_if(item, condition).await? {
            Put::Written => Ok(()),
            Put::Refused(_) => Err(StoreError::Conflict),
        }
    }
}

pub(crate) async fn all_pages(query: QueryFluentBuilder) -> Result<Vec<Item>, StoreError> {
    let mut items = Vec::new();
    let mut after = None;
    loop {
        let call = query.clone().set_exclusive_start_key(after).send();
        let page = calls::observe("Query", call).await.map_err(calls::store_error)?;
        items.extend(page.items.unwrap_or_default());
        after = page.last_evaluated_key.filter(|key| !key.is_empty());
        if after.is_none() {
            return Ok(items);
        }
    }
}

fn is_kind<T: Record>(item: &Item) -> bool {
    kind_of(item) == Some(T::KIND)
}

fn readable<T: Record>(item: Item) -> Option<Stored<T>> {
    decode(item)
        .inspect_err(
            |error| tracing::error!(target: "dynamodb", error = %error, "an item of work was passed over: {error}"),
        )
        .ok()
}
