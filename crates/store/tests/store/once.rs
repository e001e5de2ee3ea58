//! Something with an id is done once.

use std::time::Duration;

use futures::future::join_all;
use store::{Begin, Once};

use crate::world::{Fault, World, at};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn it_is_begun_once_and_then_done() {
    let world = World::new().await;
    let once = Once::new(world.table, "update", DAY);
    assert_eq!(once.begin("7", at(0), at(30)).await, Ok(Begin::Fresh));
    assert_eq!(once.begin("7", at(1), at(31)).await, Ok(Begin::InProgress));
    once.finish("7", Some("sent"), at(2)).await.unwrap();
    assert_eq!(
        once.begin("7", at(3), at(33)).await,
        Ok(Begin::Done(Some("sent".to_owned())))
    );
    assert_eq!(once.begin("8", at(3), at(33)).await, Ok(Begin::Fresh));
}

#[tokio::test]
async fn scopes_do_not_meet() {
    let world = World::new().await;
    assert_eq!(
        Once::new(world.table.clone(), "update", DAY)
            .begin("7", at(0), at(30))
            .await,
        Ok(Begin::Fresh)
    );
    assert_eq!(
        Once::new(world.table, "notification", DAY)
            .begin("7", at(0), at(30))
            .await,
        Ok(Begin::Fresh)
    );
}

#[tokio::test]
async fn a_dead_one_is_replaced_after_its_time() {
    let world = World::new().await;
    let once = Once::new(world.table, "update", DAY);
    assert_eq!(once.begin("7", at(0), at(30)).await, Ok(Begin::Fresh));
    assert_eq!(once.begin("7", at(29), at(59)).await, Ok(Begin::InProgress));
    assert_eq!(once.begin("7", at(30), at(60)).await, Ok(Begin::Fresh));
    assert_eq!(
        once.begin("7", at(31), at(61)).await,
        Ok(Begin::InProgress),
        "now it is the second one's"
    );
    once.finish("7", None, at(32)).await.unwrap();
    assert_eq!(
        once.begin("7", at(3600), at(3630)).await,
        Ok(Begin::Done(None)),
        "what is done does not time out"
    );
}

#[tokio::test]
async fn what_is_done_is_forgotten_in_the_end() {
    let world = World::new().await;
    let once = Once::new(world.table, "update", DAY);
    once.begin("7", at(0), at(30)).await.unwrap();
    once.finish("7", None, at(5)).await.unwrap();
    assert_eq!(
        once.begin("7", at(5 + 24 * 3600 - 1), at(100_000)).await,
        Ok(Begin::Done(None))
    );
    assert_eq!(once.begin("7", at(5 + 24 * 3600), at(100_000)).await, Ok(Begin::Fresh));
}

#[tokio::test]
async fn a_claim_given_back_may_be_taken_at_once_but_what_is_done_stays() {
    let world = World::new().await;
    let once = Once::new(world.table, "update", DAY);
    once.begin("7", at(0), at(30)).await.unwrap();
    once.release("7").await.unwrap();
    assert_eq!(once.begin("7", at(1), at(31)).await, Ok(Begin::Fresh));
    once.finish("7", None, at(2)).await.unwrap();
    once.release("7").await.unwrap();
    once.release("never begun").await.unwrap();
    assert_eq!(once.begin("7", at(3), at(33)).await, Ok(Begin::Done(None)));
}

#[tokio::test]
async fn of_many_at_once_one_begins() {
    let world = World::new().await;
    let once = Once::new(world.table, "update", DAY);
    let begins = join_all((0..20).map(|_| once.begin("7", at(0), at(30)))).await;
    assert_eq!(begins.iter().filter(|begin| **begin == Ok(Begin::Fresh)).count(), 1);
    assert_eq!(
        begins.iter().filter(|begin| **begin == Ok(Begin::InProgress)).count(),
        19
    );
}

#[tokio::test]
async fn our_own_claim_whose_answer_was_lost_is_ours() {
    let world = World::new().await;
    let once = Once::new(world.table.clone(), "update", DAY);
    world.fail([Fault::LostAnswer]);
    assert_eq!(once.begin("7", at(0), at(30)).await, Ok(Begin::Fresh));
}

#[tokio::test]
async fn only_ones_own_claim_is_made_longer_or_given_back() {
    let world = World::new().await;
    let once = Once::new(world.table.clone(), "slot", DAY);
    assert_eq!(once.begin("7", at(0), at(30)).await, Ok(Begin::Fresh));
    world.fail([Fault::LostAnswer]);
    assert_eq!(once.extend("7", at(30), at(60), at(5)).await, Ok(true));
    assert_eq!(once.begin("7", at(59), at(89)).await, Ok(Begin::InProgress));
    assert_eq!(
        once.extend("7", at(30), at(90), at(5)).await,
        Ok(false),
        "that claim is over"
    );

    // Somebody else takes it when its time is over, and the first one comes back.
    assert_eq!(once.begin("7", at(60), at(90)).await, Ok(Begin::Fresh));
    assert_eq!(once.extend("7", at(60), at(120), at(61)).await, Ok(false));
    once.give_back("7", at(60)).await.unwrap();
    assert_eq!(once.begin("7", at(62), at(92)).await, Ok(Begin::InProgress));
    once.give_back("7", at(90)).await.unwrap();
    assert_eq!(once.begin("7", at(63), at(93)).await, Ok(Begin::Fresh));
}
