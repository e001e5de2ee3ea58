//! Lists and the index of work.

use aws_sdk_dynamodb::types::AttributeValue;
use store::{Record, StoreError};

use crate::parcel::{Parcel, parcel};
use crate::world::World;

#[tokio::test]
async fn a_list_has_one_partition_one_prefix_and_the_order_of_the_keys() {
    let World { table, .. } = World::new().await;
    for (street, number) in [("Elm", 30), ("Elm", 2), ("Oak", 1), ("Elm", 1)] {
        table.insert(&parcel(street, number)).await.unwrap();
    }
    let numbers = async |prefix| {
        let list = table.list::<Parcel>("STREET#Elm", prefix).await.unwrap();
        list.into_iter().map(|stored| stored.record.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers("PARCEL#").await, [1, 2, 30]);
    assert_eq!(numbers("PARCEL#00000").await, [1, 2]);
    assert_eq!(numbers("").await, [1, 2, 30]);
    assert_eq!(numbers("LETTER#").await, Vec::<u32>::new());
}

#[tokio::test]
async fn a_list_goes_on_over_pages() {
    let world = World::new().await;
    let big = "x".repeat(300_000);
    for number in 0..8 {
        let sent = Parcel {
            content: Some(big.clone()),
            ..parcel("Elm", number)
        };
        world.table.insert(&sent).await.unwrap();
    }
    world.operations();
    assert_eq!(
        world.table.list::<Parcel>("STREET#Elm", "PARCEL#").await.unwrap().len(),
        8
    );
    assert_eq!(world.table.work::<Parcel>("DELIVER", None).await.unwrap().len(), 8);
    assert!(
        world.operations().len() >= 6,
        "2.4 MB are three pages of at most 1 MB, twice"
    );
}

#[tokio::test]
async fn work_is_listed_oldest_first_until_it_is_done() {
    let World { table, .. } = World::new().await;
    for (street, number) in [("Elm", 30), ("Oak", 2), ("Elm", 1)] {
        table.insert(&parcel(street, number)).await.unwrap();
    }
    let numbers = async |since| {
        let list = table.work::<Parcel>("DELIVER", since).await.unwrap();
        list.into_iter().map(|stored| stored.record.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(None).await, [1, 2, 30]);
    assert_eq!(numbers(Some("000002")).await, [30], "after, not from");
    let done = Parcel {
        delivered: true,
        ..parcel("Oak", 2)
    };
    table.replace(&done, 1).await.unwrap();
    assert_eq!(numbers(None).await, [1, 30]);
    assert_eq!(table.work::<Parcel>("RETURN", None).await, Ok(Vec::new()));
}

#[tokio::test]
async fn an_item_of_another_kind_or_shape_is_corrupt() {
    let World { table, client, .. } = World::new().await;
    let put = |kind: &str, number: &str| {
        client
            .put_item()
            .table_name("test")
            .item("pk", AttributeValue::S("STREET#Elm".to_owned()))
            .item("sk", AttributeValue::S(format!("PARCEL#{number}")))
            .item("wpk", AttributeValue::S("DELIVER".to_owned()))
            .item("wsk", AttributeValue::S(number.to_owned()))
            .item("kind", AttributeValue::S(kind.to_owned()))
            .item("v", AttributeValue::N("1".to_owned()))
            .send()
    };
    put("letter", "000001").await.unwrap();
    let corrupt = |number: &str, why: &str| {
        Err(StoreError::Corrupt {
            key: format!("STREET#Elm / PARCEL#{number}"),
            why: why.to_owned(),
        })
    };
    assert_eq!(
        table.get::<Parcel>(&parcel("Elm", 1).key()).await,
        corrupt("000001", "it is of the kind `letter`, not `parcel`")
    );
    assert_eq!(
        table.list::<Parcel>("STREET#Elm", "").await,
        Ok(Vec::new()),
        "a list passes other kinds over"
    );

    put("parcel", "000002").await.unwrap();
    table.insert(&parcel("Elm", 3)).await.unwrap();
    assert!(matches!(
        table.get::<Parcel>(&parcel("Elm", 2).key()).await,
        Err(StoreError::Corrupt { .. })
    ));
    assert!(matches!(
        table.list::<Parcel>("STREET#Elm", "").await,
        Err(StoreError::Corrupt { .. })
    ));
    let work = table.work::<Parcel>("DELIVER", None).await.unwrap();
    assert_eq!(work.len(), 1, "work goes on without the bad item");
    assert_eq!(work[0].record.number, 3);
}

#[tokio::test]
async fn the_newest_come_first_page_by_page() {
    let World { table, .. } = World::new().await;
    for number in 1..=5 {
        table.insert(&parcel("Elm", number)).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = table
            .newest::<Parcel>("STREET#Elm", "PARCEL#", before.as_deref(), 2)
            .await
            .unwrap();
        assert!(page.records.len() <= 2);
        seen.extend(page.records.iter().map(|stored| stored.record.number));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
    let part = table
        .between::<Parcel>("STREET#Elm", "PARCEL#000002", "PARCEL#000004")
        .await
        .unwrap();
    assert_eq!(part.iter().map(|p| p.record.number).collect::<Vec<_>>(), [2, 3, 4]);
}

#[tokio::test]
async fn everything_in_a_partition_is_read_without_the_tables_own_fields() {
    let World { table, .. } = World::new().await;
    table.insert(&parcel("Elm", 7)).await.unwrap();
    let all = table.everything("STREET#Elm").await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].kind.as_str(), all[0].key.sk.as_str()),
        ("parcel", "PARCEL#000007")
    );
    let fields = all[0].fields.as_object().unwrap();
    assert_eq!(fields["number"], 7);
    assert!(!fields.contains_key("pk") && !fields.contains_key("v"), "{fields:?}");
}
