//! Who is shut out keeps the right to their data: to have it, and to have it deleted. The ban outlives the deletion.

use serde_json::json;
use store::{User, Users};
use testkit::{ADMIN, World};

async fn shuts_out(world: &World) {
    let boss = world.seller(ADMIN);
    boss.writes("/admin").await;
    boss.presses_data(boss.last_id().await, "adm:ban:1:yes").await;
    assert!(profile(world).await.unwrap().banned);
}

async fn profile(world: &World) -> Option<User> {
    Users::new(world.table.clone()).load(1).await.unwrap()
}

async fn keys(world: &World) -> usize {
    let items = world.table.everything("USER#1").await.unwrap();
    items.iter().filter(|item| item.fields["sealed"].is_object()).count()
}

#[tokio::test]
async fn who_is_shut_out_is_told_what_stays_open_and_gets_their_data() {
    let world = World::watching().await;
    shuts_out(&world).await;
    let anna = world.seller(1);
    anna.writes("/menu").await;
    for open in ["/paysupport", "/mydata", "/forget"] {
        assert!(anna.last_text().await.contains(open), "{}", anna.last_text().await);
    }
    anna.writes("/mydata").await;
    let sent = anna.chat().await.pop().unwrap();
    assert_eq!(sent["document"]["file_name"], "my-data-2026-11-18.json");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_deletion_takes_everything_but_the_ban_and_nobody_comes_back_in_by_it() {
    let world = World::watching().await;
    shuts_out(&world).await;
    let anna = world.seller(1);
    anna.writes("/forget").await;
    assert!(anna.last_text().await.contains("если доступ к боту закрыт: ваш id"));
    anna.presses("forget:on").await;
    anna.presses("forget:keep").await;
    anna.writes("УДАЛИТЬ").await;
    assert_eq!(keys(&world).await, 1, "the word alone means nothing");
    anna.writes("/forget").await;
    anna.presses("forget:on").await;
    anna.writes("ладно").await;
    assert!(anna.last_text().await.starts_with("Ничего не удалено"));
    anna.writes("/cancel").await;
    anna.writes("УДАЛИТЬ").await;
    assert_eq!(keys(&world).await, 1, "it was given up");
    anna.writes("/forget").await;
    anna.presses("forget:on").await;
    anna.writes("удалить").await;
    let said = anna.last_text().await;
    assert!(
        said.starts_with("🗑 Готово") && said.contains("по-прежнему закрыт"),
        "{said}"
    );
    assert!(!said.contains("/start"), "{said}");
    let kept = profile(&world).await.unwrap();
    assert!(kept.banned && kept.is_forgotten());
    assert_eq!((kept.language_or_code(), keys(&world).await), (None, 0));

    for again in 0..2 {
        anna.writes("/start").await;
        assert!(
            anna.last_text().await.starts_with("⛔️ Доступ к боту закрыт"),
            "time {again}"
        );
        assert!(profile(&world).await.unwrap().banned);
    }
    let boss = world.seller(ADMIN);
    boss.writes("/admin").await;
    boss.presses("adm:find").await;
    boss.writes("1").await;
    let card = boss.last_text().await;
    assert!(
        card.contains("Удалил все свои данные") && card.contains("🚫 Доступ закрыт"),
        "{card}"
    );
    boss.presses("✅ Открыть").await;
    boss.presses("adm:in:1:yes").await;
    anna.writes("/start").await;
    assert!(anna.last_text().await.starts_with("👋 Здравствуйте!"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_key_is_not_taken_where_the_word_is_asked_for() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    shuts_out(&world).await;
    anna.writes("/forget").await;
    anna.presses("forget:on").await;
    anna.adds_a_key().await;
    assert_eq!(keys(&world).await, 0);
}

#[tokio::test]
async fn the_word_that_comes_again_after_a_crash_lets_nobody_in() {
    let world = World::watching().await;
    shuts_out(&world).await;
    let anna = world.seller(1);
    anna.writes("/forget").await;
    anna.presses("forget:on").await;
    let word = json!({ "update_id": 900_000, "message": {
        "message_id": 9_000, "date": 1_795_327_200, "text": "УДАЛИТЬ",
        "from": { "id": 1, "is_bot": false, "first_name": "Анна", "language_code": "ru" },
        "chat": { "id": 1, "type": "private", "first_name": "Анна" }
    } });
    for call in [20, 30, 40] {
        world.cloud.fuse.set(call, testkit::Cut::After);
        tokio::select! {
            _ = world.update(&word) => {}
            () = world.cloud.fuse.blown() => {}
        };
        world.cloud.fuse.reset();
        world.passes(jiff::SignedDuration::from_secs(60)).await;
        assert!(profile(&world).await.unwrap().banned, "cut after call {call}");
    }
    assert_eq!(world.update(&word).await.status, 200);
    assert!(profile(&world).await.unwrap().banned);
    assert_eq!(keys(&world).await, 0);
}
