//! A poller's first look at the table: every active watch, page after page, into the index.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use booking::watch::{ACTIVE, Watch};
use booking::watch_index::WatchIndex;
use serde_json::{Value, json};
use store::{Record, Stored, Table};

use crate::crowd::Crowd;
use crate::feeds::Feeds;
use crate::figures::tell;
use crate::{memory, wire};

/// Items in a page: what fits into DynamoDB's megabyte.
const PAGE: usize = 1_200;

/// Measures it with so many watches.
pub async fn measure(size: usize) -> anyhow::Result<()> {
    let feeds = Feeds::fetch().await?;
    let mut crowd = Crowd::new(feeds.today, feeds.now);
    let sample: Vec<Value> = (0..PAGE)
        .map(|_| item(&crowd.member(&feeds.warehouses, size)))
        .collect();
    let told = AtomicUsize::new(0);
    let table = Table::new(
        wire::dynamodb(move |_| {
            let first = told.fetch_add(PAGE, Ordering::Relaxed);
            page(&sample, first, size)
        }),
        "bench".to_owned(),
    );
    let before = memory::most_resident_mib();
    let begun = Instant::now();
    let mut index = WatchIndex::default();
    let mut after = None;
    loop {
        let page = table.work_page::<Watch>(ACTIVE, after.as_deref(), PAGE).await?;
        page.records.iter().for_each(|watch| index.apply(watch));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let took = begun.elapsed();
    let after = memory::most_resident_mib();
    tell(&json!({
        "row": "load", "watches": index.len(), "took_ms": took.as_millis(),
        "most_mib": before.zip(after).map(|(before, after)| after - before),
    }))?;
    Ok(())
}

/// A watch as DynamoDB writes it.
fn item(watch: &Stored<Watch>) -> Value {
    let record = serde_json::to_value(&watch.record).unwrap_or_default();
    let mut item = attribute(&record)["M"].take();
    let key = watch.record.key();
    let work = watch.record.work();
    item["pk"] = json!({ "S": key.pk });
    item["sk"] = json!({ "S": key.sk });
    item["wpk"] = json!({ "S": ACTIVE });
    item["wsk"] = json!({ "S": work.map(|work| work.wsk) });
    item["kind"] = json!({ "S": Watch::KIND });
    item["v"] = json!({ "N": watch.version.to_string() });
    item
}

fn attribute(value: &Value) -> Value {
    match value {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(truth) => json!({ "BOOL": truth }),
        Value::Number(number) => json!({ "N": number.to_string() }),
        Value::String(text) => json!({ "S": text }),
        Value::Array(list) => json!({ "L": list.iter().map(attribute).collect::<Vec<_>>() }),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), attribute(value)));
            json!({ "M": fields.collect::<serde_json::Map<_, _>>() })
        }
    }
}

/// A page of the list: the samples under other names.
fn page(sample: &[Value], first: usize, size: usize) -> String {
    let count = PAGE.min(size - first.min(size));
    let items: Vec<String> = sample[..count]
        .iter()
        .enumerate()
        .map(|(n, item)| {
            let mut item = item.clone();
            item["id"] = json!({ "S": format!("bench{:05}", first + n) });
            item.to_string()
        })
        .collect();
    let more = if first + count < size {
        r#","LastEvaluatedKey":{"pk":{"S":"x"},"wsk":{"S":"x"}}"#
    } else {
        ""
    };
    format!(r#"{{"Count":{count},"Items":[{}]{more}}}"#, items.join(","))
}
