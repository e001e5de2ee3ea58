//! Users and their dialogs.

use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::join;
use store::{DialogRecord, Dialogs, User, Users};

use crate::world::{World, at};

#[tokio::test]
async fn a_user_is_made_at_first_sight_and_known_after() {
    let world = World::new().await;
    let users = Users::new(world.table.clone());
    assert_eq!(users.load(42).await, Ok(None));
    let user = User {
        id: 42,
        chat: 42,
        language: None,
        language_code: None,
        created_at: at(0),
        blocked: false,
        banned: false,
    };
    assert_eq!(users.seen(42, 42, None, at(0)).await, Ok(user.clone()));
    world.operations();
    assert_eq!(users.seen(42, 42, None, at(99)).await, Ok(user.clone()));
    assert_eq!(world.operations(), ["GetItem"], "nothing new, nothing written");
    assert_eq!(users.load(42).await, Ok(Some(user)));
}

#[tokio::test]
async fn a_user_who_blocked_the_bot_comes_back() {
    let world = World::new().await;
    let users = Users::new(world.table);
    users.seen(42, 42, None, at(0)).await.unwrap();
    users.set_language(42, Some("en")).await.unwrap();
    users.set_blocked(42, true).await.unwrap();
    let user = users.load(42).await.unwrap().unwrap();
    assert_eq!((user.blocked, user.language.as_deref()), (true, Some("en")));
    let user = users.seen(42, 42, None, at(9)).await.unwrap();
    assert_eq!(
        (user.blocked, user.language.as_deref(), user.created_at),
        (false, Some("en"), at(0))
    );
    users.set_language(42, None).await.unwrap();
    assert_eq!(users.load(42).await.unwrap().unwrap().language, None);
}

#[tokio::test]
async fn the_chosen_language_goes_before_the_reported_one() {
    let world = World::new().await;
    let users = Users::new(world.table);
    let user = users.seen(42, 42, Some("en"), at(0)).await.unwrap();
    assert_eq!(user.language_or_code(), Some("en"));
    users.set_language(42, Some("ru")).await.unwrap();
    let user = users.seen(42, 42, Some("de"), at(1)).await.unwrap();
    assert_eq!(
        (user.language_or_code(), user.language_code.as_deref()),
        (Some("ru"), Some("de"))
    );
    let user = users.seen(42, 42, None, at(2)).await.unwrap();
    assert_eq!(
        user.language_code.as_deref(),
        Some("de"),
        "a silent app changes nothing"
    );
}

#[tokio::test]
async fn nobody_is_made_by_a_setting() {
    let world = World::new().await;
    let users = Users::new(world.table);
    users.set_blocked(7, true).await.unwrap();
    users.set_language(7, Some("en")).await.unwrap();
    assert_eq!(users.load(7).await, Ok(None));
}

#[tokio::test]
async fn two_changes_at_once_both_hold() {
    let world = World::new().await;
    let users = Users::new(world.table);
    for round in 0..10 {
        users.seen(round, round, None, at(0)).await.unwrap();
        let (language, blocked) = join(users.set_language(round, Some("en")), users.set_blocked(round, true)).await;
        language.unwrap();
        blocked.unwrap();
        let user = users.load(round).await.unwrap().unwrap();
        assert_eq!((user.blocked, user.language.as_deref()), (true, Some("en")));
    }
}

#[tokio::test]
async fn a_deletion_takes_everything_but_that_somebody_is_shut_out() {
    let world = World::new().await;
    let users = Users::new(world.table.clone());
    assert_eq!(users.forget(7).await, Ok(false), "nobody");
    users.seen(42, 43, Some("de"), at(9)).await.unwrap();
    users.set_language(42, Some("en")).await.unwrap();
    users.set_banned(42, true).await.unwrap();
    for _ in 0..2 {
        assert_eq!(users.forget(42).await, Ok(true));
        let kept = users.load(42).await.unwrap().unwrap();
        assert!(kept.banned && kept.is_forgotten());
        assert_eq!((kept.chat, kept.language_or_code()), (42, None));
    }
    assert!(users.seen(42, 42, Some("de"), at(99)).await.unwrap().banned);
    users.set_banned(42, false).await.unwrap();
    assert_eq!(users.forget(42).await, Ok(false));
    assert_eq!(users.load(42).await, Ok(None));
}

#[tokio::test]
async fn who_is_shut_out_while_everything_is_deleted_stays_shut_out() {
    let world = World::new().await;
    let users = Users::new(world.table.clone());
    for round in 0..20 {
        users.seen(round, round, None, at(9)).await.unwrap();
        let (banned, forgotten) = join(users.set_banned(round, true), users.forget(round)).await;
        let (is_told, stays) = (banned.unwrap(), forgotten.unwrap());
        let left = users.load(round).await.unwrap();
        assert_eq!(
            left.is_some_and(|user| user.banned),
            is_told,
            "what the operator was told holds"
        );
        assert!(is_told || !stays);
    }
}

fn dialog(state: &str, seconds: i64) -> DialogRecord {
    DialogRecord {
        user: 42,
        module: "booking".to_owned(),
        state: state.to_owned(),
        message_id: Some(7),
        updated_at: at(seconds),
    }
}

#[tokio::test]
async fn a_dialog_goes_on_until_it_is_ended_or_a_day_old() {
    let world = World::new().await;
    let dialogs = Dialogs::new(world.table);
    assert_eq!(dialogs.load(42, at(0)).await, Ok(None));
    dialogs.save(&dialog(r#"{"step":1}"#, 0)).await.unwrap();
    dialogs.save(&dialog(r#"{"step":2}"#, 10)).await.unwrap();
    let day = 24 * 3600;
    assert_eq!(
        dialogs.load(42, at(9 + day)).await,
        Ok(Some(dialog(r#"{"step":2}"#, 10)))
    );
    assert_eq!(dialogs.load(42, at(10 + day)).await, Ok(None));
    assert_eq!(dialogs.load(43, at(10)).await, Ok(None));
    dialogs.clear(42).await.unwrap();
    assert_eq!(dialogs.load(42, at(10)).await, Ok(None));
}

#[tokio::test]
async fn a_dialog_that_cannot_be_read_does_not_hold_its_user() {
    let world = World::new().await;
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let item = world
        .client
        .put_item()
        .table_name("test")
        .item("pk", text("USER#42"))
        .item("sk", text("DIALOG"));
    item.item("kind", text("dialog"))
        .item("v", AttributeValue::N("1".to_owned()))
        .send()
        .await
        .unwrap();
    assert_eq!(Dialogs::new(world.table).load(42, at(0)).await, Ok(None));
}
