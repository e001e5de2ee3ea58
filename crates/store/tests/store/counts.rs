//! Counters.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use store::{Counts, Key, Record, StoreError, TransactError, Write};

use crate::parcel::parcel;
use crate::world::World;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Street {
    name: String,
    #[serde(default)]
    letters: u32,
    #[serde(default)]
    parcels: u32,
}

impl Record for Street {
    const KIND: &'static str = "street";

    fn key(&self) -> Key {
        key()
    }
}

fn key() -> Key {
    Key::new("STREET#Elm", "COUNTS")
}

fn counts() -> Counts {
    Counts::of::<Street>(key()).set("name", "Elm")
}

#[tokio::test]
async fn many_add_at_once_and_nothing_is_missed() {
    let World { table, .. } = World::new().await;
    let adding = (0..20).map(|n| table.count(counts().add("letters", 1).add("parcels", n % 2)));
    for added in futures::future::join_all(adding).await {
        added.unwrap();
    }
    let street = table.get::<Street>(&key()).await.unwrap().unwrap();
    assert_eq!((street.record.letters, street.record.parcels), (20, 10));
    assert_eq!(street.version, 20);
}

#[tokio::test]
async fn a_count_belongs_to_its_transaction() {
    let World { table, .. } = World::new().await;
    table.insert(&parcel("Elm", 1)).await.unwrap();
    let again = vec![
        Write::insert(&parcel("Elm", 1)),
        Write::count(counts().add("parcels", 1)),
    ];
    let refused = table.transact(again, None).await;
    assert!(matches!(refused, Err(TransactError::Conflict { .. })), "{refused:?}");
    assert!(table.get::<Street>(&key()).await.unwrap().is_none());
    let first = vec![
        Write::insert(&parcel("Elm", 2)),
        Write::count(
            counts()
                .add("parcels", 1)
                .until(jiff::Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1)),
        ),
    ];
    table.transact(first, None).await.unwrap();
    let street = table.get::<Street>(&key()).await.unwrap().unwrap();
    assert_eq!((street.record.name.as_str(), street.record.parcels), ("Elm", 1));
}

#[tokio::test]
async fn nothing_is_written_for_nothing_and_the_tables_own_fields_are_not_counters() {
    let World { table, .. } = World::new().await;
    table.count(counts().add("parcels", 0)).await.unwrap();
    assert!(table.get::<Street>(&key()).await.unwrap().is_none());
    let odd = table.count(counts().add("v", 1)).await;
    assert!(matches!(odd, Err(StoreError::Failed(_))), "{odd:?}");
}
