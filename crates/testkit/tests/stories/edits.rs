//! A watch is changed on its card, one answer at a time; its board is on the card, too.

use booking::watch::Watch;
use jiff::SignedDuration;
use testkit::{Seller, World};

async fn change(anna: Seller<'_>, what: &str) {
    anna.writes("/watches").await;
    anna.presses("✏️ Изменить").await;
    anna.presses(what).await;
}

async fn watch(world: &World) -> Watch {
    world.watches_of(1).await.remove(0)
}

#[tokio::test]
async fn other_dates_keep_the_history_and_are_met_with_the_board_at_once() {
    let mut world = World::with_a_key().await;
    world
        .seller(1)
        .watches_with(&[507], 2, 5, "2026-11-24", "2026-11-26", "keep")
        .await;
    world.tick().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.opens(507, "2026-11-28", 2, 1.0).await;
    world.look().await;
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
    let before = watch(&world).await;

    world.passes(SignedDuration::from_secs(5)).await;
    let anna = world.seller(1);
    change(anna, "📅 Даты").await;
    let step = anna.last_text().await;
    assert!(
        step.starts_with(
            "✏️ Изменить наблюдение\nДаты поставки\n\nВыбрано: 24.11.2026 — 26.11.2026. Нажмите «Сохранить»"
        ),
        "{step}"
    );
    anna.presses_day("2026-11-27").await;
    anna.presses_day("2026-11-29").await;
    anna.presses("💾 Сохранить").await;
    assert_eq!(anna.last_toast().await, "Сохранено");
    let card = anna.last_text().await;
    assert!(
        card.contains("📅 Даты: 27.11.2026 — 29.11.2026") && card.contains("🎣 Поймано: 1"),
        "{card}"
    );
    let after = watch(&world).await;
    assert_eq!(
        (&after.id, &after.caught, after.created_at),
        (&before.id, &before.caught, before.created_at)
    );
    assert!(after.seen >= before.seen);

    assert_eq!(world.tick().await.jobs, 1, "the slot of the 28th is open already");
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 2);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn every_answer_can_be_changed_and_each_change_given_up() {
    let world = World::watching().await;
    let anna = world.seller(1);
    change(anna, "📦 Склады").await;
    anna.writes("электро").await;
    anna.presses("Электросталь").await;
    anna.presses("💾 Сохранить").await;
    assert_eq!(anna.last_toast().await, "Сохранено");

    change(anna, "💰 Коэффициент").await;
    anna.presses("×7").await;
    assert!(anna.sees("✅ ×7").await);
    anna.presses("💾 Сохранить").await;

    change(anna, "🗃 Тип коробов").await;
    anna.presses("Монопаллеты").await;
    anna.presses("💾 Сохранить").await;
    let card = anna.last_text().await;
    for fact in ["Электросталь", "💰 Коэффициент: до ×7", "🗃 Тип: Короба, Монопаллеты"]
    {
        assert!(card.contains(fact), "{fact} is missing in {card}");
    }

    let before = watch(&world).await;
    change(anna, "🗃 Тип коробов").await;
    anna.presses("QR-поставка").await;
    anna.presses("✖️ Отмена").await;
    assert_eq!(anna.last_toast().await, "Наблюдение не изменилось");
    change(anna, "📅 Даты").await;
    anna.presses("💾 Сохранить").await;
    assert_eq!(
        anna.last_toast().await,
        "Наблюдение не изменилось",
        "the same is no change"
    );
    change(anna, "💰 Коэффициент").await;
    anna.writes("/cancel").await;
    assert_eq!(anna.last_text().await, "✖️ Наблюдение не изменилось");
    assert_eq!(watch(&world).await, before);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_an_order_fixes_is_not_offered_and_a_forged_press_changes_nothing() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    let order = anna.orders(507).await;
    anna.watches_for_order(order, 5, "2026-11-24", "2026-11-26").await;
    anna.presses("✏️ Изменить").await;
    assert_eq!(anna.buttons().await, ["📅 Даты", "💰 Коэффициент", "↩️ Назад"]);
    let card = anna.last_text().await;
    let id = watch(&world).await.id;
    let message = anna.last_id().await;
    for step in ["wh", "box"] {
        anna.presses_data(message, &format!("ws:edit:{id}:{step}")).await;
        assert_eq!(anna.last_text().await, card);
    }
    let boris = world.seller(2);
    boris.writes("/start").await;
    for data in [format!("ws:edit:{id}"), format!("ws:edit:{id}:day")] {
        boris.presses_data(boris.last_id().await, &data).await;
        assert_eq!(boris.last_toast().await, "Этого наблюдения уже нет");
    }
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_watch_that_ends_while_it_is_changed_stays_as_it_ended() {
    let mut world = World::watching().await;
    change(world.seller(1), "💰 Коэффициент").await;
    let wizard = world.seller(1).last_id().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.look().await;
    world.settles().await;
    world.seller(1).presses_data(wizard, "w:max:7").await;
    world.seller(1).presses_data(wizard, "w:make").await;
    assert_eq!(
        world.seller(1).last_toast().await,
        "Слот уже пойман, наблюдение завершено"
    );
    assert_eq!(watch(&world).await.max, wildberries::Coefficient::whole(5));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn an_offer_that_suits_no_longer_is_withdrawn() {
    let mut world = World::with_a_key().await;
    let order = world.seller(1).orders(507).await;
    world
        .seller(1)
        .watches_for_order(order, 5, "2026-11-24", "2026-11-26")
        .await;
    world.tick().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    assert_eq!(world.seller(1).read("🔔 Слот открыт — подтвердите!").await, 1);
    change(world.seller(1), "💰 Коэффициент").await;
    world.seller(1).presses("0 — бесплатно").await;
    world.seller(1).presses("💾 Сохранить").await;
    assert_eq!(world.seller(1).last_toast().await, "Сохранено");
    world.goes_on(15).await;
    assert_eq!(world.seller(1).read("↩️ Предложение снято").await, 1);
    assert_eq!(watch(&world).await.offer, None);
    world.seller(1).writes("/watches").await;
    assert!(world.seller(1).last_text().await.contains("🟢 Ждём подходящий слот"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn several_warehouses_and_days_make_a_table() {
    let mut world = World::with_a_key().await;
    world
        .seller(1)
        .watches_with(&[507, 120_762], 2, 0, "2026-11-30", "2026-12-03", "keep")
        .await;
    world.opens(507, "2026-11-30", 2, 0.0).await;
    world.opens(120_762, "2026-12-01", 2, 4.0).await;
    world.opens(120_762, "2026-12-01", 5, 0.0).await;
    world.tick().await;
    world.look().await;
    world.seller(1).writes("/watches").await;
    let card = world.seller(1).last_text().await;
    let table = card.split_once("📊 ").map(|(_, rest)| rest).unwrap_or_default();
    let table = table.split_once("\n\n").map(|(table, _)| table).unwrap_or_default();
    insta::assert_snapshot!(table, @r"
Доска WB:
№     1   2
30.11 0*  —
01.12 —  ×4
02.12 ·   ·
03.12 ·   ·
* подходит по цене, — закрыто
");
    assert!(card.contains("📦 Склады: 1) Коледино, 2) Электросталь"), "{card}");
    assert!(card.contains("🔎 Последняя проверка: 09:00:"), "{card}");
    world.telegram_was_never_refused().await;
}
