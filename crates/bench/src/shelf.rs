//! A table in memory at the client's edge: single items by their key and lists of one partition, which is all a conversation reads.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use serde_json::{Value, json};
use store::Table;

use crate::wire;

/// Items by partition and sort key, written out.
#[derive(Default)]
struct Items {
    partitions: HashMap<String, BTreeMap<String, String>>,
    reads: usize,
}

/// The table and what it counts.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Mutex<Items>>);

impl Shelf {
    /// The table over this shelf.
    pub fn table(&self) -> Table {
        let items = self.0.clone();
        let client =
            wire::dynamodb(move |request| items.lock().unwrap_or_else(PoisonError::into_inner).answer(request));
        Table::new(client, "bench".to_owned())
    }

    /// How often it was read since the last time.
    pub fn reads(&self) -> usize {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).reads)
    }
}

impl Items {
    fn answer(&mut self, request: &HttpRequest) -> String {
        let operation = request.headers().get("x-amz-target").unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default();
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        match operation.rsplit('.').next() {
            Some("GetItem") => self.get(&body["Key"]),
            Some("Query") => self.list(&body["ExpressionAttributeValues"]),
            Some("PutItem") => self.put(&body["Item"]),
            _ => "{}".to_owned(),
        }
    }

    fn get(&mut self, key: &Value) -> String {
        self.reads += 1;
        let partition = self.partitions.get(text(&key["pk"]));
        match partition.and_then(|partition| partition.get(text(&key["sk"]))) {
            Some(item) => format!(r#"{{"Item":{item}}}"#),
            None => "{}".to_owned(),
        }
    }

    fn list(&mut self, values: &Value) -> String {
        self.reads += 1;
        let prefix = text(&values[":prefix"]);
        let partition = self.partitions.get(text(&values[":pk"]));
        let items: Vec<&str> = partition
            .into_iter()
            .flat_map(|partition| partition.range(prefix.to_owned()..))
            .take_while(|(sort, _)| sort.starts_with(prefix))
            .map(|(_, item)| item.as_str())
            .collect();
        format!(r#"{{"Count":{},"Items":[{}]}}"#, items.len(), items.join(","))
    }

    fn put(&mut self, item: &Value) -> String {
        let (partition, sort) = (text(&item["pk"]).to_owned(), text(&item["sk"]).to_owned());
        let partition = self.partitions.entry(partition).or_default();
        partition.insert(sort, item.to_string());
        json!({}).to_string()
    }
}

/// The text of an attribute.
fn text(attribute: &Value) -> &str {
    attribute["S"].as_str().unwrap_or_default()
}
