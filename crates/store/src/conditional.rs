//! The conditional put under every "only if".

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use backon::Retryable;
use jiff::Timestamp;

use crate::record::{Item, number, text};
use crate::schema::{MARK, PK, TTL, VERSION};
use crate::{StoreError, Table, calls};

/// A condition on the item as it is now, with the names and values it speaks of.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub expression: String,
    pub names: HashMap<String, String>,
    pub values: HashMap<String, AttributeValue>,
}

/// What became of a conditional put.
pub(crate) enum Put {
    Written,
    /// The condition failed; the item that stood in the way.
    Refused(Item),
}

impl Condition {
    /// There is no such item.
    pub fn absent() -> Self {
        Self::of("attribute_not_exists(#pk)", [("#pk", PK)], [])
    }

    /// There is no such item, or it has expired by `now`.
    pub fn absent_or_expired(now: Timestamp) -> Self {
        Self::of(
            "attribute_not_exists(#pk) OR #ttl <= :now",
            [("#pk", PK), ("#ttl", TTL)],
            [(":now", number(now.as_second()))],
        )
    }

    /// The item has this version.
    pub fn version(version: u64) -> Self {
        Self::of("#v = :v", [("#v", VERSION)], [(":v", number(version))])
    }

    /// Any condition.
    pub fn of<const N: usize, const M: usize>(
        expression: &str,
        names: [(&str, &str); N],
        values: [(&str, AttributeValue); M],
    ) -> Self {
        Self {
            expression: expression.to_owned(),
            names: names
                .into_iter()
                .map(|(name, attribute)| (name.to_owned(), attribute.to_owned()))
                .collect(),
            values: values
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }

    /// The names, unless there are none: DynamoDB refuses an empty map.
    pub fn names(&self) -> Option<HashMap<String, String>> {
        (!self.names.is_empty()).then(|| self.names.clone())
    }

    /// The values, unless there are none: DynamoDB refuses an empty map.
    pub fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }
}

impl Table {
    /// Puts the item if the condition holds. The SDK repeats a put whose answer was lost, and then the condition fails
    /// on our own first try: the mark tells that apart from somebody else's item.
    pub(crate) async fn put_if(&self, mut item: Item, condition: &Condition) -> Result<Put, StoreError> {
        let mark = text(format!("{:016x}", rand::random::<u64>()));
        item.insert(MARK.to_owned(), mark.clone());
        let put = || {
            let call = self
                .client()
                .put_item()
                .table_name(self.name())
                .set_item(Some(item.clone()))
                .condition_expression(&condition.expression)
                .set_expression_attribute_names(condition.names())
                .set_expression_attribute_values(condition.values())
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
                .send();
            calls::observe("PutItem", call)
        };
        let error = match put.retry(calls::contention_backoff()).when(calls::is_contended).await {
            Ok(_) => return Ok(Put::Written),
            Err(error) => error,
        };
        let Some(PutItemError::ConditionalCheckFailedException(failure)) = error.as_service_error() else {
            return Err(calls::store_error(error));
        };
        let standing = failure.item().cloned().unwrap_or_default();
        if standing.get(MARK) == Some(&mark) {
            return Ok(Put::Written);
        }
        Ok(Put::Refused(standing))
    }
}
