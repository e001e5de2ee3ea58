//! Numbers that only grow: many workers add to them at once, and none has to read them first.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, Update};
use backon::Retryable;
use jiff::Timestamp;

use crate::record::{key_item, number, text};
use crate::schema::{KIND, RESERVED, TTL, VERSION};
use crate::{Key, Record, StoreError, Table, calls};

/// What is added to an item of counters; the item comes into being with the first addition.
///
/// The item is read as the record it belongs to, whose counters therefore need a default, and whose other fields are [`set`](Self::set)
/// with every addition.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    key: Key,
    kind: &'static str,
    sets: BTreeMap<String, AttributeValue>,
    adds: BTreeMap<String, i64>,
    expires_at: Option<Timestamp>,
}

impl Counts {
    /// Nothing yet, to be added to the record `T` at `key`.
    pub fn of<T: Record>(key: Key) -> Self {
        Self {
            key,
            kind: T::KIND,
            sets: BTreeMap::new(),
            adds: BTreeMap::new(),
            expires_at: None,
        }
    }

    /// Adds `n` to a counter. Nothing is written for a zero.
    pub fn add(mut self, counter: impl Into<String>, n: i64) -> Self {
        *self.adds.entry(counter.into()).or_default() += n;
        self
    }

    /// Sets a text field.
    pub fn set(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.sets.insert(field.into(), text(value));
        self
    }

    /// Sets a field that is a whole number.
    pub fn set_number(mut self, field: impl Into<String>, value: i64) -> Self {
        self.sets.insert(field.into(), number(value));
        self
    }

    /// The item expires at this moment.
    pub fn until(mut self, at: Timestamp) -> Self {
        self.expires_at = Some(at);
        self
    }

    /// Whether nothing would be added.
    pub fn is_empty(&self) -> bool {
        self.adds.values().all(|n| *n == 0)
    }

    /// As an update of one item.
    ///
    /// # Errors
    /// A field with a reserved name.
    pub(crate) fn into_update(self, table: &str) -> Result<Update, StoreError> {
        let fields = self.sets.keys().chain(self.adds.keys());
        if let Some(name) = fields.clone().find(|name| RESERVED.contains(&name.as_str())) {
            return Err(StoreError::Failed(format!(
                "a counter's field `{name}` has a reserved name"
            )));
        }
        let mut update = Update::builder().table_name(table).set_key(Some(key_item(&self.key)));
        let (mut sets, mut adds) = (Vec::new(), vec!["#version :one".to_owned()]);
        update = update
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_names("#kind", KIND)
            .expression_attribute_values(":kind", text(self.kind));
        sets.push("#kind = :kind".to_owned());
        if let Some(at) = self.expires_at {
            update = update
                .expression_attribute_names("#ttl", TTL)
                .expression_attribute_values(":ttl", number(at.as_second()));
            sets.push("#ttl = :ttl".to_owned());
        }
        for (n, (field, value)) in self.sets.into_iter().enumerate() {
            update = update
                .expression_attribute_names(format!("#s{n}"), field)
                .expression_attribute_values(format!(":s{n}"), value);
            sets.push(format!("#s{n} = :s{n}"));
        }
        for (n, (field, by)) in self.adds.into_iter().filter(|(_, by)| *by != 0).enumerate() {
            update = update
                .expression_attribute_names(format!("#a{n}"), field)
                .expression_attribute_values(format!(":a{n}"), number(by));
            adds.push(format!("#a{n} :a{n}"));
        }
        update
            .update_expression(format!("SET {} ADD {}", sets.join(", "), adds.join(", ")))
            .build()
            .map_err(|error| StoreError::Failed(error.to_string()))
    }
}

impl Table {
    /// Adds to counters. An answer that is lost leaves open whether it was added; where that matters, let the addition be part of a
    /// transaction ([`Write::count`](crate::Write::count)).
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn count(&self, counts: Counts) -> Result<(), StoreError> {
        if counts.is_empty() {
            return Ok(());
        }
        let update = counts.into_update(self.name())?;
        let add = || {
            let call = self
                .client()
                .update_item()
                .table_name(self.name())
                .set_key(Some(update.key().clone()))
                .update_expression(update.update_expression())
                .set_expression_attribute_names(update.expression_attribute_names().cloned())
                .set_expression_attribute_values(update.expression_attribute_values().cloned())
                .send();
            calls::observe("UpdateItem", call)
        };
        add.retry(calls::contention_backoff())
            .when(calls::is_contended)
            .await
            .map_err(calls::store_error)?;
        Ok(())
    }
}
