//! Seller keys through the chat: every verdict, the list, renaming, removing.

use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Seller, World};

#[tokio::test]
async fn a_key_that_cannot_serve_is_refused_with_the_next_step() {
    let world = World::start().await;
    let anna = world.seller(1);
    let refusals = [
        (
            json!({ "expires_in_s": -86_400 }),
            "⌛ Срок этого ключа закончился 17.11.2026",
        ),
        (json!({ "acc": 2 }), "🧪 Это ключ для тестового контура"),
        (json!({ "test": true }), "🧪 Это ключ для тестового контура"),
        (
            json!({ "scopes": ["content", "prices"] }),
            "📦 У этого ключа нет доступа к поставкам",
        ),
        (json!({ "revoked": true }), "⛔ Wildberries не принял этот ключ"),
        (
            json!({ "payment_required": true }),
            "💳 Wildberries ответил, что доступ к API",
        ),
    ];
    for (differing, verdict) in refusals {
        let key = anna.adds_a_key_with(differing).await;
        assert!(
            anna.last_text().await.starts_with(verdict),
            "{}",
            anna.last_text().await
        );
        assert!(anna.sees("🔑 Мои ключи").await);
        assert!(
            is_gone(anna, &key).await,
            "even a refused key does not stay in the chat: {verdict}"
        );
    }
    let damaged = anna.key_of(json!({})).await;
    anna.writes(&format!("{}AAAA", &damaged[..damaged.len() - 4])).await;
    assert!(anna.last_text().await.starts_with("⛔ Wildberries не принял этот ключ"));
    anna.writes(&format!("eyJ.{}.xyz", "A".repeat(150))).await;
    assert!(anna.last_text().await.starts_with("Это не похоже на ключ API"));
    anna.writes("/keys").await;
    assert!(anna.last_text().await.contains("Ключей пока нет"), "nothing was stored");
    world.telegram_was_never_refused().await;
}

async fn is_gone(anna: Seller<'_>, key: &str) -> bool {
    anna.chat()
        .await
        .iter()
        .all(|message| !message.to_string().contains(&key[..60]))
}

#[tokio::test]
async fn a_key_that_can_only_do_less_is_taken_with_a_warning() {
    let world = World::start().await;
    let accepted = [
        (json!({ "scopes": ["supplies", "read_only"] }), "Ключ только для чтения"),
        (json!({ "acc": 1 }), "Это базовый ключ"),
        (json!({ "acc": 3 }), "Это персональный ключ"),
        (json!({ "acc": null }), "В ключе не указан тип"),
    ];
    for (user, (differing, warning)) in (1..).zip(accepted) {
        let anna = world.seller(user);
        anna.adds_a_key_with(differing).await;
        let text = anna.last_text().await;
        assert!(text.contains("✅ Ключ добавлен") && text.contains(warning), "{text}");
        assert!(
            anna.sees("🎯 Создать наблюдение").await,
            "{warning}: it can do something"
        );
    }
    let boris = world.seller(9);
    boris.adds_a_key().await;
    assert!(!boris.last_text().await.contains('⚠'), "a service key is just right");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn when_wildberries_cannot_answer_the_key_is_not_stored_and_may_come_again() {
    let world = World::start().await;
    let anna = world.seller(1);
    let troubles = [
        (
            json!({ "target": "wb", "kind": "429", "count": 1, "retry_after_s": 20 }),
            "просит подождать 20 с",
        ),
        (
            json!({ "target": "wb", "kind": "500" }),
            "Wildberries сейчас не отвечает",
        ),
        (
            json!({ "target": "wb", "kind": "reset" }),
            "Wildberries сейчас не отвечает",
        ),
    ];
    for (fault, verdict) in troubles {
        world.faults(fault).await;
        let key = anna.adds_a_key().await;
        assert!(anna.last_text().await.contains(verdict), "{}", anna.last_text().await);
        assert!(is_gone(anna, &key).await);
        world.mend().await;
    }
    anna.adds_a_key().await;
    assert!(anna.last_text().await.contains("✅ Ключ добавлен"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn the_same_key_twice_and_a_sixth_one_are_refused() {
    let world = World::start().await;
    let anna = world.seller(1);
    let first = anna.adds_a_key().await;
    anna.writes(&first).await;
    assert!(
        anna.last_text()
            .await
            .starts_with("🔑 Этот ключ уже добавлен, он называется «Shop 1»")
    );
    for _ in 2..=5 {
        // Wildberries lets a shop ping three times in half a minute.
        world.passes(SignedDuration::from_secs(30)).await;
        anna.adds_a_key().await;
    }
    world.passes(SignedDuration::from_secs(30)).await;
    let sixth = anna.adds_a_key().await;
    assert!(
        anna.last_text().await.starts_with("У вас уже 5 ключей"),
        "{}",
        anna.last_text().await
    );
    anna.writes("/keys").await;
    let list = anna.last_text().await;
    assert!(list.starts_with("🔑 Ключи Wildberries: 5 из 5"), "{list}");
    assert!(!anna.sees("➕ Добавить ключ").await, "there is no room for one more");
    for name in ["Shop 1 (", "Shop 1 2 (", "Shop 1 5 ("] {
        assert!(list.contains(name), "keys of one name are told apart: {list}");
    }
    anna.presses("Shop 1 5").await;
    anna.presses("🗑 Удалить").await;
    anna.presses("🗑 Да, удалить").await;
    world.passes(SignedDuration::from_secs(30)).await;
    anna.writes(&sixth).await;
    assert!(anna.last_text().await.contains("✅ Ключ добавлен"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn the_list_shows_keys_masked_with_what_they_can_do() {
    let world = World::start().await;
    let anna = world.seller(1);
    let full = anna.adds_a_key().await;
    let soon = anna
        .adds_a_key_with(json!({ "expires_in_s": 3 * 86_400 + 60, "scopes": ["supplies", "read_only"] }))
        .await;
    anna.writes("/keys").await;
    let list = anna.last_text().await;
    let line = |key: &str| format!("(…{})", &key[key.len() - 4..]);
    assert!(list.contains(&line(&full)) && list.contains(&line(&soon)), "{list}");
    assert!(list.contains("Действует до 17.05.2027\n✅ Может бронировать"), "{list}");
    assert!(
        list.contains("⏰ Действует до 21.11.2026, истекает через 3 дня\n👀 Только чтение"),
        "{list}"
    );
    world.passes(SignedDuration::from_hours(80)).await;
    anna.writes("/keys").await;
    let list = anna.last_text().await;
    assert!(list.contains("Действовал до 21.11.2026\n⛔ Срок закончился"), "{list}");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_key_gets_another_name_if_the_name_will_do() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.adds_a_key().await;
    anna.writes("/keys").await;
    anna.presses("Shop 1").await;
    anna.presses("✏️ Переименовать").await;
    for bad in ["ж".repeat(41), "две\nстроки".to_owned()] {
        anna.writes(&bad).await;
        assert!(
            anna.last_text().await.starts_with("Такое название не подойдёт"),
            "{bad}"
        );
    }
    anna.writes("  Основной <b>магазин</b> & Ко  ").await;
    assert!(anna.last_text().await.starts_with("🔑 Основной <b>магазин</b> & Ко\n"));
    assert_eq!(anna.read("Как назвать ключ").await, 0, "the question has gone");
    anna.writes("ещё раз").await;
    assert!(
        anna.last_text().await.contains("Здесь помогут кнопки"),
        "nobody asks for a name any more"
    );

    anna.presses("↩️ К списку").await;
    anna.presses("Основной").await;
    anna.presses("✏️ Переименовать").await;
    anna.presses("✖️ Отмена").await;
    assert_eq!(anna.last_toast().await, "Название ключа не изменилось");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn removing_a_key_asks_first_says_what_stops_and_can_be_undone_by_adding_it_again() {
    let mut world = World::with_a_key().await;
    world.seller(1).watches(507, 2, 5, "2026-11-25", "2026-11-25").await;
    world.tick().await;
    world.seller(1).watches(507, 5, 5, "2026-11-25", "2026-11-26").await;
    world.tick().await;
    let anna = world.seller(1);
    let spare = anna.adds_a_key().await;

    anna.writes("/keys").await;
    anna.presses("Shop 1 2").await;
    anna.presses("🗑 Удалить").await;
    assert!(anna.last_text().await.contains("Наблюдения от этого не остановятся"));
    anna.presses("↩️ Оставить").await;
    anna.presses("🗑 Удалить").await;
    anna.presses_twice("🗑 Да, удалить").await;
    assert_eq!(anna.toasts().await[2..], ["Ключ удалён", "Этого ключа уже нет"]);

    anna.presses("Shop 1").await;
    anna.presses("🗑 Удалить").await;
    assert!(anna.last_text().await.contains("остановятся 2 работающих наблюдения"));
    anna.presses("🗑 Да, удалить").await;
    assert_eq!(anna.last_toast().await, "Ключ удалён. На паузе: 2 наблюдения");
    world.opens(507, "2026-11-25", 2, 0.0).await;
    assert_eq!(world.tick().await.jobs, 0);

    let anna = world.seller(1);
    anna.writes(&spare).await;
    let told = anna.last_text().await;
    assert!(told.contains("✅ Ключ добавлен"), "{told}");
    assert!(
        told.contains("Снова работает то, что ждало ключа этого магазина: 2"),
        "{told}"
    );
    assert_eq!(world.look().await.jobs, 1);
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn keys_are_their_owners_alone() {
    let world = World::with_a_key().await;
    let (anna, boris) = (world.seller(1), world.seller(2));
    anna.writes("/keys").await;
    let show = anna.labelled().await[0].1.clone();
    boris.writes("/start").await;
    let message = boris.last_id().await;
    for data in [show.clone(), show.replace("show", "yes"), show.replace("show", "name")] {
        boris.presses_data(message, &data).await;
        assert_eq!(boris.last_toast().await, "Этого ключа уже нет", "{data}");
    }
    anna.presses_data(anna.last_id().await, &show).await;
    assert!(
        anna.last_text().await.contains("Магазин: Shop 1"),
        "Anna's key is still there"
    );
    let texts: Vec<Value> = boris.chat().await;
    assert!(texts.iter().all(|m| !m.to_string().contains("Shop 1")));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_base_key_may_be_added_twice_a_day_though_its_shop_may_be_asked_for_only_once() {
    let world = World::start().await;
    let anna = world.seller(1);
    let shop = json!({ "sid": "00000000-0000-4000-8000-000000000077", "name": "Base shop", "acc": 1 });
    anna.writes(&anna.key_of(shop.clone()).await).await;
    assert!(anna.last_text().await.contains("Магазин: Base shop"));
    anna.writes(&anna.key_of(shop).await).await;
    let told = anna.last_text().await;
    assert!(
        told.contains("Ключ добавлен") && told.contains("Магазин: Base shop"),
        "{told}"
    );
}
