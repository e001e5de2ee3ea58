//! The room of the watches: cards, states in words, pausing, resuming, deleting.

use jiff::SignedDuration;
use serde_json::json;
use testkit::World;

#[tokio::test]
async fn a_card_says_everything_about_a_watch() {
    let mut world = World::with_a_key().await;
    world
        .seller(1)
        .watches_with(&[507, 120_762], 2, 5, "2026-11-24", "2026-11-26", "keep")
        .await;
    world.tick().await;
    let anna = world.seller(1);
    anna.writes("/watches").await;
    let card = anna.last_text().await;
    for fact in [
        "📋 Наблюдения: работает 1",
        "🟢 Ждём подходящий слот",
        "🤖 Бронируем автоматически",
        "📦 Склады: 1) Коледино, 2) Электросталь",
        "🗃 Тип: Короба",
        "💰 Коэффициент: до ×5",
        "📅 Даты: 24.11.2026 — 26.11.2026",
        "🔑 Ключ: Shop 1 (…",
        "🏁 Ловить и после первой брони",
        "👀 Подходящих слотов открывалось: 0",
        "🎣 Поймано: 0",
        "🕒 Создано: 18.11.2026 09:00 по Москве",
        "📊 Доска WB:\n№     1  2\n24.11 —  —\n25.11 —  —\n26.11 —  —",
        "📡 Лента WB:",
        "🔎 Последняя проверка: 09:00:02, 18.11.2026 по Москве",
    ] {
        assert!(card.contains(fact), "{fact} is missing in {card}");
    }
    assert_eq!(
        anna.buttons().await,
        [
            "⏸ Пауза",
            "✏️ Изменить",
            "🗑 Удалить",
            "🔄 Обновить",
            "🎯 Создать наблюдение"
        ]
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn states_are_told_in_words() {
    let mut world = World::watching().await;
    let state = async |world: &World| {
        world.seller(1).writes("/watches").await;
        let card = world.seller(1).last_text().await;
        card.lines().nth(2).unwrap_or_default().to_owned()
    };
    assert_eq!(state(&world).await, "🟢 Ждём подходящий слот");

    world.gateway_says(1, "pending").await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.tick().await;
    world.books().await;
    assert_eq!(state(&world).await, "⚡ Бронируем слот прямо сейчас");
    assert!(!world.seller(1).sees("⏸ Пауза").await, "it cannot be stopped now");
    let number = world.bookings().await[0]["bookingID"].as_str().unwrap().to_owned();
    world
        .control(&format!("gateway/bookings/{number}"), json!({ "status": "confirmed" }))
        .await;
    world.passes(SignedDuration::from_secs(90)).await;
    world.settles().await;
    assert_eq!(state(&world).await, format!("🎉 Поймано: бронь #{number}"));
    assert_eq!(
        world.seller(1).buttons().await,
        [
            "⏪ Поймать дату раньше",
            "🗑 Удалить",
            "🔄 Обновить",
            "🎯 Создать наблюдение"
        ]
    );

    world.seller(1).watches(507, 5, 5, "2026-11-24", "2026-11-26").await;
    world.seller(1).presses("⏸ Пауза").await;
    assert!(world.seller(1).last_text().await.contains("⏸ На паузе: вы остановили"));
    world.seller(1).presses("▶️ Продолжить").await;
    world.passes(SignedDuration::from_hours(24 * 9)).await;
    assert_eq!(state(&world).await, "⌛ Даты прошли, слот не поймали");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_paused_watch_catches_nothing_until_it_is_resumed() {
    let mut world = World::watching().await;
    world.seller(1).writes("/watches").await;
    world.seller(1).presses_twice("⏸ Пауза").await;
    let toasts = world.seller(1).toasts().await;
    assert_eq!(toasts[1..], ["На паузе", "Наблюдение уже на паузе"]);
    world.opens(507, "2026-11-25", 2, 0.0).await;
    assert_eq!(world.look().await.jobs, 0);
    world.seller(1).presses_twice("▶️ Продолжить").await;
    let toasts = world.seller(1).toasts().await;
    assert_eq!(toasts[3..], ["Наблюдение снова работает", "Наблюдение уже работает"]);
    assert_eq!(world.tick().await.jobs, 1, "the slot that is open already is taken now");
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_deleted_watch_is_gone_after_a_question() {
    let mut world = World::watching().await;
    world.seller(1).writes("/watches").await;
    let card = world.seller(1).last_text().await;
    world.seller(1).presses("🗑 Удалить").await;
    assert!(
        world
            .seller(1)
            .last_text()
            .await
            .starts_with("🗑 Удалить наблюдение?\n\n📦 Коледино")
    );
    world.seller(1).presses("↩️ Оставить").await;
    assert_eq!(world.seller(1).last_text().await, card);
    world.seller(1).presses("🗑 Удалить").await;
    world.seller(1).presses_twice("🗑 Да, удалить").await;
    assert!(world.seller(1).last_text().await.contains("Наблюдений пока нет"));
    let toasts = world.seller(1).toasts().await;
    assert_eq!(toasts[1..], ["Наблюдение удалено", "Этого наблюдения уже нет"]);
    world.opens(507, "2026-11-25", 2, 0.0).await;
    assert_eq!(world.look().await.jobs, 0);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_refresh_that_finds_nothing_new_says_so() {
    let mut world = World::watching().await;
    world.seller(1).writes("/watches").await;
    let older = world.seller(1).last_id().await;
    world.seller(1).writes("/watches").await;
    world.seller(1).presses("🔄 Обновить").await;
    assert_eq!(world.seller(1).last_toast().await, "Без изменений");
    let renew = world
        .seller(1)
        .labelled()
        .await
        .into_iter()
        .find(|(label, _)| label == "🔄 Обновить");
    world.seller(1).presses_data(older, &renew.unwrap().1).await;
    assert_eq!(world.seller(1).toasts().await[1..], ["Без изменений", "Без изменений"]);

    world.opens(507, "2026-11-25", 2, 0.0).await;
    world.look().await;
    world.settles().await;
    let message = world.seller(1).chat().await.iter().rev().nth(1).unwrap()["message_id"]
        .as_i64()
        .unwrap();
    let old = world.seller(1).chat().await.into_iter().rev().nth(1).unwrap();
    let data = old["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
        .as_str()
        .unwrap();
    world.seller(1).presses_data(message, data).await;
    let card = world.seller(1).chat().await.into_iter().rev().nth(1).unwrap();
    assert!(card["text"].as_str().unwrap().contains("🎉 Поймано"), "{card}");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn three_watches_are_turned_like_pages() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    for warehouse in [507, 120_762, 686] {
        anna.watches(warehouse, 2, 5, "2026-11-25", "2026-11-25").await;
        world.passes(SignedDuration::from_secs(1)).await;
    }
    anna.writes("/watches").await;
    assert!(anna.last_text().await.contains("📋 Наблюдения: работают 3"));
    assert!(anna.last_text().await.contains("Новосибирск"), "the newest first");
    for (button, name, place) in [
        ("»", "Электросталь", "2/3"),
        ("»", "Коледино", "3/3"),
        ("«", "Электросталь", "2/3"),
    ] {
        anna.presses(button).await;
        assert!(anna.last_text().await.contains(name), "{}", anna.last_text().await);
        assert!(anna.sees(place).await);
    }
    anna.presses("2/3").await;
    assert_eq!(anna.last_toast().await, "Без изменений");
    anna.presses("⏸ Пауза").await;
    assert!(anna.last_text().await.contains("📋 Наблюдения: работают 2, на паузе 1"));
    anna.presses("🗑 Удалить").await;
    anna.presses("🗑 Да, удалить").await;
    assert!(
        anna.sees("2/2").await && anna.last_text().await.contains("Коледино"),
        "its neighbour takes its place"
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn the_room_speaks_english_too() {
    let mut world = World::watching().await;
    world.seller(1).writes("/lang").await;
    world.seller(1).presses("English").await;
    world.seller(1).writes("/watches").await;
    let card = world.seller(1).last_text().await;
    for fact in [
        "📋 Watches: 1 running",
        "🟢 Waiting for a slot that fits",
        "💰 Coefficient: up to ×5",
        "🏁 Until the first booking",
        "🕒 Created: 18.11.2026 09:00 Moscow time",
        "📡 WB's feed:",
    ] {
        assert!(card.contains(fact), "{fact} is missing in {card}");
    }
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.look().await;
    world.settles().await;
    let caught = world.seller(1).last_text().await;
    assert!(
        caught.starts_with("🎉 SLOT CAUGHT!\n\n📦 Warehouse: Коледино\n📅 Date: 25.11.2026"),
        "{caught}"
    );
    assert_eq!(
        world.seller(1).buttons().await,
        ["⏪ Catch an earlier day", "📋 Open the watch"]
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn watches_are_their_owners_alone() {
    let world = World::watching().await;
    let (anna, boris) = (world.seller(1), world.seller(2));
    anna.writes("/watches").await;
    let pause = anna.labelled().await[0].1.clone();
    boris.writes("/start").await;
    let message = boris.last_id().await;
    for action in ["pause", "show", "del", "yes"] {
        boris.presses_data(message, &pause.replace("pause", action)).await;
        assert_eq!(boris.last_toast().await, "Этого наблюдения уже нет", "{action}");
    }
    boris.presses_data(message, &pause.replace("pause", "open")).await;
    assert!(boris.last_text().await.contains("Этого наблюдения уже нет"));
    anna.writes("/watches").await;
    assert!(anna.last_text().await.contains("🟢 Ждём подходящий слот"));
    world.telegram_was_never_refused().await;
}
