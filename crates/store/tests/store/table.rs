//! Single records.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError};

use crate::parcel::{Parcel, parcel};
use crate::world::{World, at};

#[tokio::test]
async fn a_record_comes_back_as_it_went() {
    let World { table, .. } = World::new().await;
    let sent = Parcel {
        content: Some("чай 🍵".to_owned()),
        forget_at: Some(at(60)),
        ..parcel("Elm", 1)
    };
    table.insert(&sent).await.unwrap();
    let stored = table.get::<Parcel>(&sent.key()).await.unwrap().unwrap();
    assert_eq!(stored.record, sent);
    assert_eq!(stored.version, 1);
}

#[tokio::test]
async fn the_item_has_the_attributes_the_schema_names() {
    let World { table, client, .. } = World::new().await;
    let sent = Parcel {
        forget_at: Some(at(60)),
        ..parcel("Elm", 7)
    };
    table.insert(&sent).await.unwrap();
    let item = client
        .scan()
        .table_name("test")
        .send()
        .await
        .unwrap()
        .items
        .unwrap()
        .remove(0);
    let text = |name: &str| item[name].as_s().unwrap().as_str();
    let number = |name: &str| item[name].as_n().unwrap().parse::<i64>().unwrap();
    assert_eq!(
        (text("pk"), text("sk"), text("kind")),
        ("STREET#Elm", "PARCEL#000007", "parcel")
    );
    assert_eq!((text("wpk"), text("wsk")), ("DELIVER", "000007"));
    assert_eq!((number("v"), number("ttl")), (1, at(60).as_second()));
    assert_eq!(text("street"), "Elm");
}

#[tokio::test]
async fn nothing_is_found_where_nothing_is() {
    let World { table, .. } = World::new().await;
    assert_eq!(
        table.get::<Parcel>(&Key::new("STREET#Elm", "PARCEL#000001")).await,
        Ok(None)
    );
    table.delete(&Key::new("STREET#Elm", "PARCEL#000001")).await.unwrap();
}

#[tokio::test]
async fn a_key_is_given_once() {
    let World { table, .. } = World::new().await;
    table.insert(&parcel("Elm", 1)).await.unwrap();
    let other = Parcel {
        content: Some("books".to_owned()),
        ..parcel("Elm", 1)
    };
    assert_eq!(table.insert(&other).await, Err(StoreError::Conflict));
    assert_eq!(
        table.get::<Parcel>(&other.key()).await.unwrap().unwrap().record,
        parcel("Elm", 1)
    );
    table.delete(&other.key()).await.unwrap();
    table.insert(&other).await.unwrap();
}

#[tokio::test]
async fn the_same_insert_by_two_people_has_one_winner() {
    let World { table, .. } = World::new().await;
    table.insert(&parcel("Elm", 1)).await.unwrap();
    assert_eq!(table.insert(&parcel("Elm", 1)).await, Err(StoreError::Conflict));
}

#[tokio::test]
async fn a_second_editor_is_told_that_he_is_late() {
    let World { table, .. } = World::new().await;
    table.insert(&parcel("Elm", 1)).await.unwrap();
    let read = table.get::<Parcel>(&parcel("Elm", 1).key()).await.unwrap().unwrap();
    let first = Parcel {
        content: Some("first".to_owned()),
        ..read.record.clone()
    };
    let second = Parcel {
        content: Some("second".to_owned()),
        ..read.record
    };
    assert_eq!(table.replace(&first, read.version).await, Ok(2));
    assert_eq!(table.replace(&second, read.version).await, Err(StoreError::Conflict));
    assert_eq!(table.replace(&second, 2).await, Ok(3));
    assert_eq!(
        table.replace(&parcel("Oak", 9), 1).await,
        Err(StoreError::Conflict),
        "nothing there to replace"
    );
}

#[tokio::test]
async fn put_asks_nobody_and_starts_the_version_anew() {
    let World { table, .. } = World::new().await;
    table.insert(&parcel("Elm", 1)).await.unwrap();
    table.replace(&parcel("Elm", 1), 1).await.unwrap();
    let last = Parcel {
        content: Some("last".to_owned()),
        ..parcel("Elm", 1)
    };
    table.put(&last).await.unwrap();
    let stored = table.get::<Parcel>(&last.key()).await.unwrap().unwrap();
    assert_eq!((stored.record, stored.version), (last, 1));
}

#[tokio::test]
async fn an_expired_record_is_not_there_for_whoever_asks_for_live_ones() {
    let World { table, .. } = World::new().await;
    let short = Parcel {
        forget_at: Some(at(60)),
        ..parcel("Elm", 1)
    };
    table.insert(&short).await.unwrap();
    assert!(table.get_live::<Parcel>(&short.key(), at(59)).await.unwrap().is_some());
    assert_eq!(table.get_live::<Parcel>(&short.key(), at(60)).await, Ok(None));
    assert!(table.get::<Parcel>(&short.key()).await.unwrap().is_some());

    assert_eq!(
        table.insert_over_expired(&short, at(59)).await,
        Err(StoreError::Conflict)
    );
    let next = Parcel {
        forget_at: Some(at(120)),
        ..short
    };
    table.insert_over_expired(&next, at(60)).await.unwrap();
    assert_eq!(
        table
            .get_live::<Parcel>(&next.key(), at(60))
            .await
            .unwrap()
            .unwrap()
            .record,
        next
    );
}

#[tokio::test]
async fn a_record_without_an_end_never_expires() {
    let World { table, .. } = World::new().await;
    table.insert(&parcel("Elm", 1)).await.unwrap();
    assert_eq!(
        table.insert_over_expired(&parcel("Elm", 1), Timestamp::MAX).await,
        Err(StoreError::Conflict)
    );
}

#[tokio::test]
async fn fields_of_a_later_time_are_ignored_and_missing_ones_are_none() {
    let World { table, client, .. } = World::new().await;
    table.insert(&parcel("Elm", 1)).await.unwrap();
    client
        .update_item()
        .table_name("test")
        .key("pk", AttributeValue::S("STREET#Elm".to_owned()))
        .key("sk", AttributeValue::S("PARCEL#000001".to_owned()))
        .update_expression("SET colour = :red REMOVE content")
        .expression_attribute_values(":red", AttributeValue::S("red".to_owned()))
        .send()
        .await
        .unwrap();
    let stored = table.get::<Parcel>(&parcel("Elm", 1).key()).await.unwrap().unwrap();
    assert_eq!(stored.record, parcel("Elm", 1));
}

#[derive(Serialize, Deserialize)]
struct Greedy {
    ttl: u32,
}

impl Record for Greedy {
    const KIND: &'static str = "greedy";

    fn key(&self) -> Key {
        Key::new("GREEDY", "GREEDY")
    }
}

#[tokio::test]
async fn a_field_with_a_reserved_name_is_a_mistake_told_at_once() {
    let World { table, .. } = World::new().await;
    let Err(StoreError::Failed(why)) = table.put(&Greedy { ttl: 1 }).await else {
        panic!("it was stored")
    };
    assert!(why.contains("`ttl`"), "{why}");
}

fn any_parcel() -> impl Strategy<Value = Parcel> {
    let end = prop::option::of((0..4_000_000_000i64).prop_map(|second| Timestamp::from_second(second).unwrap()));
    (
        any::<String>(),
        0..1_000_000u32,
        any::<Option<String>>(),
        any::<bool>(),
        end,
    )
        .prop_map(|(street, number, content, delivered, forget_at)| Parcel {
            street,
            number,
            content,
            delivered,
            forget_at,
        })
}

#[test]
fn any_record_comes_back_as_it_went() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    proptest!(ProptestConfig::with_cases(64), |(sent in any_parcel())| {
        let got = runtime.block_on(async {
            world.table.put(&sent).await.unwrap();
            world.table.get::<Parcel>(&sent.key()).await.unwrap().unwrap()
        });
        prop_assert_eq!(got.record, sent);
    });
}
