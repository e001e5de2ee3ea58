//! The same update many times, broken ones, foreign ones, and a table that is away.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testkit::World;

fn written(update_id: u64, text: &str) -> Value {
    json!({ "update_id": update_id, "message": {
        "message_id": 5_000 + update_id, "date": 1_795_327_200, "text": text,
        "from": { "id": 1, "is_bot": false, "first_name": "Анна", "language_code": "ru" },
        "chat": { "id": 1, "type": "private", "first_name": "Анна" }
    } })
}

/// Lets the same update arrive so many times, ten at once each time; counts the answers by status.
async fn arrives(world: &World, update: &Value, times: usize) -> BTreeMap<i64, usize> {
    let mut statuses = BTreeMap::new();
    for _ in 0..times / 10 {
        let (a, b, c, d, e) = tokio::join!(
            async { (world.update(update).await, world.update(update).await) },
            async { (world.update(update).await, world.update(update).await) },
            async { (world.update(update).await, world.update(update).await) },
            async { (world.update(update).await, world.update(update).await) },
            async { (world.update(update).await, world.update(update).await) },
        );
        for answer in [a, b, c, d, e].into_iter().flat_map(|(one, two)| [one, two]) {
            *statuses.entry(answer.status).or_default() += 1;
        }
    }
    statuses
}

#[tokio::test]
async fn an_update_that_arrives_a_thousand_times_is_handled_once() {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    let before = world.calls("telegram").await.len();
    let statuses = arrives(&world, &written(900_001, "/help"), 1_000).await;
    assert_eq!(
        statuses.keys().filter(|status| ![200, 503].contains(*status)).count(),
        0,
        "{statuses:?}"
    );
    assert!(statuses[&200] > 900, "{statuses:?}");
    assert_eq!(world.calls("telegram").await.len(), before + 1);
    assert_eq!(world.seller(1).read("Команды").await, 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_key_that_arrives_a_hundred_times_is_added_once() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    let key = anna.key_of(json!({ "name": "Shop 1", "acc": 4 })).await;
    let pings = world.calls("wb").await.len();
    arrives(&world, &written(900_001, &key), 100).await;
    assert_eq!(
        world.calls("wb").await.len(),
        pings + 2,
        "one ping, one look at the shop's name"
    );
    assert_eq!(anna.bot_texts().await.len(), 2);
    anna.writes("/keys").await;
    assert!(anna.last_text().await.contains("1 из 5"));
}

#[tokio::test]
async fn what_is_new_to_this_program_is_accepted_and_ignored() {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    let calls = world.calls("telegram").await.len();
    let person = json!({ "id": 1, "is_bot": false, "first_name": "Анна" });
    let kinds = [
        json!({ "edited_message": written(1, "/start")["message"] }),
        json!({ "channel_post": { "message_id": 1, "chat": { "id": -5, "type": "channel" }, "date": 1, "text": "/start" } }),
        json!({ "message_reaction": { "chat": { "id": 1 }, "new_reaction": [] } }),
        json!({ "business_connection": { "id": "x", "user": person } }),
        json!({ "something_from_next_year": { "from": person, "text": "/start" } }),
        json!({ "message": { "message_id": "no number" } }),
        json!({ "callback_query": {} }),
        json!({}),
    ];
    for (number, mut update) in kinds.into_iter().enumerate() {
        update["update_id"] = json!(900_000 + number);
        assert_eq!(world.update(&update).await.status, 200, "{update}");
    }
    assert_eq!(world.calls("telegram").await.len(), calls);

    let mut odd = written(900_100, "/help");
    odd["message"]["entities"] = json!([
        { "type": "bot_command", "offset": 0, "length": 5 },
        { "type": "hologram", "offset": 0, "length": 5, "depth": { "m": 3 } },
        "no object"
    ]);
    odd["message"]["from"]["is_immortal"] = json!(true);
    odd["message"]["hologram"] = json!([1, 2]);
    assert_eq!(world.update(&odd).await.status, 200);
    assert_eq!(
        world.seller(1).read("Команды").await,
        1,
        "an unknown entity loses no message"
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn broken_bodies_are_dropped_and_foreign_ones_turned_away() {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    let calls = world.calls("telegram").await.len();
    let deep = "[".repeat(5_000);
    for body in [
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"/start\"",
        "{\"update_id\":\"x\"}",
        "{\"update_id\":1.5}",
        "\u{0}",
        &deep,
    ] {
        let answer = world.posts(body, "local-secret").await;
        assert_eq!(answer.status, 200, "{:.40}: it will not become readable", body);
    }
    for secret in ["", "local-secre", "local-secret ", "LOCAL-SECRET", "guess"] {
        let answer = world.posts(&written(900_001, "/start").to_string(), secret).await;
        assert_eq!(answer.status, 401, "«{secret}»");
    }
    assert_eq!(world.calls("telegram").await.len(), calls);
    assert_eq!(
        world.update(&written(900_001, "/help")).await.status,
        200,
        "the real one is not taken for a repetition"
    );
    assert_eq!(world.seller(1).read("Команды").await, 1);
}

#[tokio::test]
async fn while_the_table_is_away_updates_are_sent_back_and_handled_once_it_is_there() {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    for (number, part) in (0..).zip(["", "PROFILE", "ONCE#UPDATE", "KEY#"]) {
        let update = written(900_000 + number, "/keys");
        world.cloud.outage.begin(part);
        for _ in 0..3 {
            let answer = world.update(&update).await;
            assert_eq!(
                (answer.status, answer.retry_after.as_deref()),
                (503, Some("2")),
                "«{part}»"
            );
        }
        world.cloud.outage.end();
        assert_eq!(world.update(&update).await.status, 200, "«{part}»");
        assert_eq!(world.update(&update).await.status, 200);
        assert_eq!(
            world.seller(1).read("Ключей пока нет").await,
            number as usize + 1,
            "«{part}»"
        );
    }
    world.cloud.outage.begin("");
    let (status, health) = world.health().await;
    assert_eq!((status, &health["table"]), (503, &json!("unavailable")));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn two_presses_at_the_same_moment_make_one_watch() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.writes("/watch").await;
    anna.presses("w:way:gateway").await;
    anna.writes("507").await;
    for button in ["w:wh:507", "w:next:wh", "w:box:2", "w:next:box", "w:max:5"] {
        anna.presses(button).await;
    }
    anna.presses_day("2026-11-25").await;
    anna.presses_day("2026-11-25").await;
    anna.presses("✅ Готово").await;
    anna.presses("w:mode:first").await;
    let wizard = anna.last_id().await;
    let press = |update_id: u64| {
        json!({ "update_id": update_id, "callback_query": {
            "id": update_id.to_string(), "chat_instance": "1", "data": "w:make",
            "from": { "id": 1, "is_bot": false, "first_name": "Анна", "language_code": "ru" },
            "message": { "message_id": wizard, "date": 1_795_327_200, "chat": { "id": 1, "type": "private" }, "text": "…" }
        } })
    };
    let (one, two) = (press(900_001), press(900_002));
    let (first, second) = tokio::join!(world.update(&one), world.update(&two));
    for (answer, update) in [(first, &one), (second, &two)] {
        // Who was overtaken is asked to come again.
        if answer.status == 503 {
            assert_eq!(world.update(update).await.status, 200);
        }
    }
    assert_eq!(world.watches_of(1).await.len(), 1);
    assert!(anna.last_text().await.contains("🟢 Ждём"), "{}", anna.last_text().await);
}
