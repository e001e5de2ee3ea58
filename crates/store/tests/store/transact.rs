//! Several writes or none.

use store::{Record, StoreError, TransactError, Write};

use crate::parcel::{Parcel, parcel};
use crate::world::{Fault, World, at};

async fn versions(world: &World, numbers: impl IntoIterator<Item = u32>) -> Vec<Option<u64>> {
    let mut versions = Vec::new();
    for number in numbers {
        let stored = world.table.get::<Parcel>(&parcel("Elm", number).key()).await.unwrap();
        versions.push(stored.map(|stored| stored.version));
    }
    versions
}

fn cancelled(reasons: &[&str]) -> Fault {
    let reasons: Vec<String> = reasons
        .iter()
        .map(|code| format!(r#"{{"Code":"{code}","Message":"so it is"}}"#))
        .collect();
    Fault::Refused(
        400,
        format!(
            r#"{{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"cancelled","CancellationReasons":[{}]}}"#,
            reasons.join(",")
        ),
    )
}

#[tokio::test]
async fn all_kinds_of_writes_happen_together() {
    let world = World::new().await;
    for number in 1..=3 {
        world.table.insert(&parcel("Elm", number)).await.unwrap();
    }
    let writes = vec![
        Write::insert(&parcel("Elm", 10)),
        Write::replace(&parcel("Elm", 1), 1),
        Write::delete(parcel("Elm", 2).key()),
        Write::check_version::<Parcel>(parcel("Elm", 3).key(), 1),
        Write::put(&parcel("Elm", 4)),
    ];
    world.table.transact(writes, None).await.unwrap();
    assert_eq!(
        versions(&world, [10, 1, 2, 3, 4]).await,
        [Some(1), Some(2), None, Some(1), Some(1)]
    );
}

#[tokio::test]
async fn one_failed_condition_stops_them_all_and_is_named() {
    let world = World::new().await;
    world.table.insert(&parcel("Elm", 1)).await.unwrap();
    world.table.insert(&parcel("Elm", 2)).await.unwrap();
    let writes = vec![
        Write::put(&parcel("Elm", 9)),
        Write::insert(&parcel("Elm", 1)),
        Write::check_version::<Parcel>(parcel("Elm", 2).key(), 1),
        Write::replace(&parcel("Elm", 3), 1),
    ];
    let result = world.table.transact(writes, None).await;
    assert_eq!(result, Err(TransactError::Conflict { failed: vec![1, 3] }));
    assert_eq!(versions(&world, [9, 1, 2, 3]).await, [None, Some(1), Some(1), None]);
}

#[tokio::test]
async fn an_expired_item_gives_way_in_a_transaction_too() {
    let world = World::new().await;
    let short = Parcel {
        forget_at: Some(at(60)),
        ..parcel("Elm", 1)
    };
    world.table.insert(&short).await.unwrap();
    let write = |now| vec![Write::insert_over_expired(&short, now)];
    let early = world.table.transact(write(at(59)), None).await;
    assert_eq!(early, Err(TransactError::Conflict { failed: vec![0] }));
    world.table.transact(write(at(60)), None).await.unwrap();
}

#[tokio::test]
async fn a_repetition_with_the_same_token_is_not_written_twice() {
    let world = World::new().await;
    let long = "attempt:0198c0de-0000-7000-8000-000000000001:settle:confirmed";
    for (number, token) in [(1, "short"), (2, long)] {
        let insert = || vec![Write::insert(&parcel("Elm", number))];
        world.table.transact(insert(), Some(token)).await.unwrap();
        world.table.transact(insert(), Some(token)).await.unwrap();
        assert_eq!(versions(&world, [number]).await, [Some(1)]);
    }
    let other = world
        .table
        .transact(vec![Write::insert(&parcel("Elm", 3))], Some(long))
        .await;
    assert_eq!(
        other,
        Err(TransactError::Conflict { failed: Vec::new() }),
        "the token belongs to another content"
    );
    assert_eq!(versions(&world, [3]).await, [None]);
}

#[tokio::test]
async fn a_lost_answer_is_no_conflict() {
    let world = World::new().await;
    world.fail([Fault::LostAnswer]);
    world
        .table
        .transact(vec![Write::insert(&parcel("Elm", 1))], None)
        .await
        .unwrap();
    assert_eq!(versions(&world, [1]).await, [Some(1)]);
}

#[tokio::test]
async fn another_transaction_is_waited_for_but_not_for_ever() {
    let world = World::new().await;
    let write = || vec![Write::insert(&parcel("Elm", 1)), Write::put(&parcel("Elm", 2))];
    world.fail(vec![cancelled(&["None", "TransactionConflict"]); 2]);
    world.table.transact(write(), None).await.unwrap();

    world.fail(vec![cancelled(&["TransactionConflict", "None"]); 6]);
    let busy = world.table.transact(write(), None).await;
    assert_eq!(
        busy,
        Err(StoreError::Unavailable("TransactionConflict".to_owned()).into())
    );
}

#[tokio::test]
async fn a_failed_condition_outweighs_a_busy_item() {
    let world = World::new().await;
    world.fail([cancelled(&["TransactionConflict", "ConditionalCheckFailed", "None"])]);
    let result = world.table.transact(vec![Write::put(&parcel("Elm", 1))], None).await;
    assert_eq!(result, Err(TransactError::Conflict { failed: vec![1] }));
    world.fail([cancelled(&["None", "ValidationError"])]);
    let result = world.table.transact(vec![Write::put(&parcel("Elm", 1))], None).await;
    assert_eq!(
        result,
        Err(StoreError::Failed("ValidationError: so it is".to_owned()).into())
    );
}

#[tokio::test]
async fn nothing_and_too_much_never_reach_the_table() {
    let world = World::new().await;
    world.operations();
    world.table.transact(Vec::new(), None).await.unwrap();
    let many = (0..101).map(|number| Write::put(&parcel("Elm", number))).collect();
    assert!(matches!(
        world.table.transact(many, None).await,
        Err(TransactError::Store(StoreError::Failed(_)))
    ));
    assert!(world.operations().is_empty());
}
