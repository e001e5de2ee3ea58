//! When the table does not answer as it should.

use store::{Record, StoreError};

use crate::parcel::{Parcel, parcel};
use crate::world::{Fault, World};

#[tokio::test]
async fn our_own_write_whose_answer_was_lost_is_no_conflict() {
    let world = World::new().await;
    world.fail([Fault::LostAnswer]);
    world.table.insert(&parcel("Elm", 1)).await.unwrap();
    world.fail([Fault::LostAnswer]);
    assert_eq!(world.table.replace(&parcel("Elm", 1), 1).await, Ok(2));
    assert_eq!(
        world.operations(),
        ["CreateTable", "PutItem", "PutItem", "PutItem", "PutItem"]
    );
    assert_eq!(
        world
            .table
            .get::<Parcel>(&parcel("Elm", 1).key())
            .await
            .unwrap()
            .unwrap()
            .version,
        2
    );
}

#[tokio::test]
async fn failures_are_told_by_meaning() {
    let world = World::new().await;
    let key = parcel("Elm", 1).key();
    for (fault, times) in [
        (Fault::code(400, "ThrottlingException"), 3),
        (Fault::code(400, "ProvisionedThroughputExceededException"), 3),
        (Fault::code(500, "InternalServerError"), 3),
        (Fault::Refused(503, "<html>busy</html>".to_owned()), 3),
    ] {
        world.fail(vec![fault.clone(); times]);
        let read = world.table.get::<Parcel>(&key).await;
        assert!(
            matches!(read, Err(StoreError::Unavailable(_))),
            "{fault:?} gave {read:?}"
        );
    }
    world.fail([Fault::code(400, "ValidationException")]);
    let read = world.table.get::<Parcel>(&key).await;
    assert_eq!(
        read,
        Err(StoreError::Failed("ValidationException: not today".to_owned()))
    );
    world.fail([Fault::code(400, "ThrottlingException")]);
    assert_eq!(
        world.table.get::<Parcel>(&key).await,
        Ok(None),
        "one throttled request is tried again"
    );
}

#[tokio::test]
async fn a_single_write_waits_for_a_transaction_on_the_same_item() {
    let world = World::new().await;
    world.fail(vec![Fault::code(400, "TransactionConflictException"); 2]);
    world.table.insert(&parcel("Elm", 1)).await.unwrap();
    world.fail(vec![Fault::code(400, "TransactionConflictException"); 40]);
    assert_eq!(
        world.table.put(&parcel("Elm", 1)).await,
        Err(StoreError::Unavailable("TransactionConflictException".to_owned()))
    );
}
