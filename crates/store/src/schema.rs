//! Names in the table, and the table itself for tests.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType,
};

use crate::StoreError;
use crate::calls;

/// The partition key of the table.
pub const PK: &str = "pk";
/// The sort key of the table.
pub const SK: &str = "sk";
/// The partition key of the index of work.
pub const WORK_PK: &str = "wpk";
/// The sort key of the index of work.
pub const WORK_SK: &str = "wsk";
/// The index of work; it projects every attribute.
pub const WORK_INDEX: &str = "work";
/// When an item expires, in unix seconds. DynamoDB removes it some time later, so every read checks again.
pub const TTL: &str = "ttl";
/// The version of an item, 1 when new.
pub const VERSION: &str = "v";
/// The kind of an item: its record's [`KIND`](crate::Record::KIND).
pub const KIND: &str = "kind";
/// The mark of the conditional write that wrote the item: it tells our own earlier try from somebody else's.
pub const MARK: &str = "mark";

/// The names a record's own fields may not have.
pub const RESERVED: [&str; 8] = [PK, SK, WORK_PK, WORK_SK, TTL, VERSION, KIND, MARK];

/// Makes the table with its index, on demand. For tests: in the stack infra/data.yaml makes it, with TTL on [`TTL`].
///
/// # Errors
/// [`StoreError::Failed`] when the table exists already.
pub async fn create_table(client: &Client, name: &str) -> Result<(), StoreError> {
    let index = GlobalSecondaryIndex::builder()
        .index_name(WORK_INDEX)
        .set_key_schema(Some(key_schema(WORK_PK, WORK_SK)))
        .projection(Projection::builder().projection_type(ProjectionType::All).build())
        .build()
        .expect("the index has a name and keys");
    let call = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some([PK, SK, WORK_PK, WORK_SK].map(text_attribute).to_vec()))
        .set_key_schema(Some(key_schema(PK, SK)))
        .global_secondary_indexes(index)
        .send();
    calls::observe("CreateTable", call).await.map_err(calls::store_error)?;
    Ok(())
}

fn text_attribute(name: &str) -> AttributeDefinition {
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build()
        .expect("the attribute has a name and a type")
}

fn key_schema(partition: &str, sort: &str) -> Vec<KeySchemaElement> {
    [(partition, KeyType::Hash), (sort, KeyType::Range)]
        .into_iter()
        .map(|(name, kind)| {
            KeySchemaElement::builder()
                .attribute_name(name)
                .key_type(kind)
                .build()
                .expect("the key has a name and a kind")
        })
        .collect()
}
