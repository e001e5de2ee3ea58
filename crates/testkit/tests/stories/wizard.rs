//! The wizard that makes a watch, pressed by hand.

use jiff::SignedDuration;
use serde_json::json;
use testkit::{Seller, World};

/// Presses these buttons one after another.
async fn press_all(anna: Seller<'_>, buttons: &[&str]) {
    for button in buttons {
        anna.presses(button).await;
    }
}

#[tokio::test]
async fn a_whole_walk_ends_with_a_running_watch() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.writes("/watch").await;
    assert!(
        anna.last_text()
            .await
            .starts_with("🎯 Новое наблюдение\nШаг 1 из 6 · Как занимаем слот")
    );
    anna.presses("🤖 Бронировать автоматически").await;
    assert!(
        anna.last_text()
            .await
            .starts_with("🎯 Новое наблюдение\nШаг 2 из 6 · Склады")
    );
    assert!(!anna.sees("Дальше").await, "not before a warehouse is ticked");
    anna.writes("коле").await;
    anna.presses("Коледино").await;
    anna.writes("электро").await;
    anna.presses("Электросталь").await;
    press_all(anna, &["Дальше", "Короба", "QR-поставка", "Дальше", "×7"]).await;
    anna.presses_day("2026-11-30").await;
    anna.presses_day("2026-12-04").await;
    press_all(anna, &["✅ Готово", "🔁 Ловить дальше"]).await;
    let summary = anna.last_text().await;
    for fact in [
        "🤖 Бронируем автоматически",
        "📦 Склады: Коледино, Электросталь",
        "🗃 Тип: Короба, QR-поставка с коробами",
        "💰 Коэффициент: до ×7",
        "📅 Даты: 30.11.2026 — 04.12.2026",
        "🔑 Ключ: Shop 1 (…",
        "🏁 Ловить и после первой брони",
        "Более поздние дни начнём проверять",
        "📡 Лента WB: отвечает",
        "🎟 Осталось: 2 бесплатные брони",
    ] {
        assert!(summary.contains(fact), "{fact} is missing in {summary}");
    }
    anna.presses("✅ Запустить").await;
    assert_eq!(anna.last_toast().await, "Готово! Наблюдение работает");
    assert!(anna.last_text().await.contains("🟢 Ждём подходящий слот"));
    assert_eq!(world.watches_of(1).await.len(), 1);
    let shown = anna.read("Коледино").await;
    assert_eq!(shown, 1, "the wizard lived in one message, which is the card now");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn warehouses_are_found_however_they_are_spelt() {
    let mut world = World::with_a_key().await;
    world
        .control("wb/slots", json!({ "warehouseID": 777001, "date": "2026-11-25", "boxTypeID": 2, "coefficient": -1, "warehouseName": "Берёзовка Новая" }))
        .await;
    world.seller(1).watches(507, 2, 0, "2026-11-25", "2026-11-25").await;
    world.tick().await;
    let anna = world.seller(1);
    at_the_warehouses(anna).await;
    for query in ["березовка", "БЕРЁЗОВ", "новая  берёзовка", "777001"] {
        anna.writes(query).await;
        assert!(
            anna.last_text().await.contains(": 1 склад."),
            "{query}: {}",
            anna.last_text().await
        );
        assert!(anna.sees("Берёзовка Новая").await, "{query}");
    }
    anna.writes("Тридевятое царство").await;
    assert!(
        anna.last_text()
            .await
            .contains("«Тридевятое царство» ничего не нашлось")
    );
    assert_eq!(
        anna.read("Новое наблюдение").await,
        1,
        "the wizard moved along instead of multiplying"
    );
    anna.presses("🔎 Показать все склады").await;
    assert!(anna.sees("1/16").await);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn the_pager_leads_through_all_warehouses_and_no_further() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    at_the_warehouses(anna).await;
    let mut seen = std::collections::BTreeSet::new();
    for page in 1..=15 {
        assert!(anna.sees(&format!("{page}/15")).await);
        seen.extend(
            anna.labelled()
                .await
                .into_iter()
                .filter(|(_, data)| data.starts_with("w:wh:")),
        );
        if page < 15 {
            anna.presses("»").await;
        }
    }
    assert_eq!(seen.len(), 120);
    assert!(!anna.sees("»").await);
    let wizard = anna.last_id().await;
    anna.presses_data(wizard, "w:page:99").await;
    anna.presses("15/15").await;
    assert!(anna.sees("15/15").await, "there is no page behind the last");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn at_most_thirty_warehouses_fit() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    at_the_warehouses(anna).await;
    let wizard = anna.last_id().await;
    let mut warehouses = Vec::new();
    for page in 0..4 {
        anna.presses_data(wizard, &format!("w:page:{page}")).await;
        warehouses.extend(anna.labelled().await.into_iter().map(|(_, data)| data));
    }
    warehouses.retain(|data| data.starts_with("w:wh:"));
    for warehouse in &warehouses[..30] {
        anna.presses_data(wizard, warehouse).await;
    }
    assert!(anna.toasts().await.is_empty());
    anna.presses_data(wizard, &warehouses[30]).await;
    assert_eq!(anna.last_toast().await, "В одном наблюдении не больше 30 складов");
    assert!(anna.last_text().await.contains("Выбрано 30 из 30"));
    anna.presses_data(wizard, &warehouses[0]).await;
    assert!(
        anna.last_text().await.contains("Выбрано 29 из 30"),
        "one can be taken back"
    );
    world.telegram_was_never_refused().await;
}

/// Goes as far as the list of warehouses.
async fn at_the_warehouses(anna: Seller<'_>) {
    anna.writes("/watch").await;
    anna.presses("w:way:gateway").await;
}

/// Goes as far as the calendar.
async fn at_the_calendar(anna: Seller<'_>) {
    at_the_warehouses(anna).await;
    anna.writes("507").await;
    press_all(anna, &["w:wh:507", "w:next:wh", "w:box:2", "w:next:box", "w:max:0"]).await;
    assert!(anna.last_text().await.contains("Даты поставки"));
}

#[tokio::test]
async fn the_calendar_reaches_over_the_new_year() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    at_the_calendar(anna).await;
    assert!(anna.sees("Ноябрь 2026").await && anna.sees("•18").await);
    assert!(!anna.sees("‹").await, "the past is not offered");
    press_all(anna, &["›", "cal:day:2026:12:30"]).await;
    assert!(anna.sees("[30").await && anna.last_text().await.contains("Теперь выберите последний день"));
    press_all(anna, &["›", "cal:day:2027:1:2"]).await;
    assert!(anna.sees("Январь 2027").await && anna.sees("·1·").await && anna.sees("2]").await);
    anna.presses("‹").await;
    assert!(anna.sees("[30").await && anna.sees("·31·").await);
    press_all(anna, &["✅ Готово", "🏁 До первой брони"]).await;
    assert!(anna.last_text().await.contains("📅 Даты: 30.12.2026 — 02.01.2027"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn odd_presses_on_the_calendar_are_explained() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    at_the_calendar(anna).await;
    let wizard = anna.last_id().await;
    for (data, note) in [
        ("cal:day:2026:11:17", "Этот день уже прошёл"),
        ("cal:day:2027:11:17", "Так далеко вперёд выбрать нельзя"),
        ("cal:done:2026:11:0", "Сначала выберите первый и последний день"),
    ] {
        let before = anna.chat().await;
        anna.presses_data(wizard, data).await;
        assert_eq!(anna.last_toast().await, note);
        assert_eq!(anna.chat().await, before, "{note} changes nothing");
    }
    anna.presses_day("2026-11-25").await;
    anna.presses_day("2026-11-20").await;
    assert_eq!(
        anna.last_toast().await,
        "Этот день раньше начала: теперь он первый. Выберите последний"
    );
    assert!(anna.sees("[20").await);
    anna.presses_day("2026-11-20").await;
    assert!(anna.sees("[20]").await, "the same day twice is one day");
    anna.presses("Пн").await;
    anna.presses("Ноябрь 2026").await;
    assert!(anna.sees("[20]").await, "what is no day does nothing");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn every_step_can_be_gone_back_from_and_keeps_its_answer() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    anna.adds_a_key_with(json!({ "name": "Другой магазин", "sid": "" }))
        .await;
    anna.writes("/watch").await;
    anna.presses("w:way:gateway").await;
    assert!(anna.last_text().await.contains("Шаг 2 из 7 · Ключ\n"));
    anna.presses("Другой магазин").await;
    anna.writes("507").await;
    press_all(anna, &["w:wh:507", "w:next:wh", "w:box:2", "w:next:box", "w:max:0"]).await;
    anna.chooses_days("2026-11-25", "2026-11-26").await;
    anna.presses("🏁 До первой брони").await;
    let summary = anna.last_text().await;
    assert!(summary.contains("🔑 Ключ: Другой магазин (…"), "{summary}");
    for step in [
        "Когда остановиться",
        "Даты поставки",
        "Коэффициент приёмки",
        "Тип поставки",
        "Склады",
        "Ключ",
        "Как занимаем слот",
    ] {
        anna.presses("↩️ Назад").await;
        assert!(
            anna.last_text().await.contains(step),
            "{step}: {}",
            anna.last_text().await
        );
    }
    press_all(anna, &["Дальше"; 5]).await;
    press_all(anna, &["✅ Готово", "Дальше"]).await;
    assert_eq!(anna.last_text().await, summary, "nothing had to be chosen again");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn an_impatient_finger_makes_one_watch() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    for _ in 0..2 {
        anna.writes("/watch").await;
    }
    anna.presses_twice("w:way:gateway").await;
    anna.writes("507").await;
    let wizard = anna.last_id().await;
    anna.presses("w:wh:507").await;
    anna.presses_twice("w:wh:507").await;
    anna.presses_twice("w:next:wh").await;
    anna.presses("w:box:2").await;
    anna.presses_twice("w:box:2").await;
    anna.presses_twice("w:next:box").await;
    anna.presses_twice("w:max:5").await;
    anna.presses_twice("›").await;
    anna.presses_twice("‹").await;
    anna.presses_twice("cal:day:2026:11:25").await;
    anna.presses_twice("✅ Готово").await;
    anna.presses_twice("w:mode:first").await;
    anna.presses_twice("w:make").await;
    for data in ["w:make", "w:next:wh", "w:wh:507", "w:cancel", "cal:done:2026:11:0"] {
        anna.presses_data(wizard, data).await;
    }
    let watches = world.watches_of(1).await;
    assert_eq!(watches.len(), 1);
    assert_eq!(
        (watches[0].from.to_string(), watches[0].to.to_string()),
        ("2026-11-25".into(), "2026-11-25".into())
    );
    assert!(
        anna.last_text().await.contains("🟢 Ждём"),
        "the card stayed: {}",
        anna.last_text().await
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn without_a_list_of_warehouses_the_wizard_waits_for_it() {
    let mut world = World::start().await;
    world.seller(1).adds_a_key().await;
    world.seller(1).writes("/watch").await;
    world.seller(1).presses("w:way:gateway").await;
    assert!(world.seller(1).last_text().await.contains("Списка складов пока нет"));
    world.seller(1).presses("🔄 Обновить").await;
    assert_eq!(world.seller(1).last_toast().await, "Списка складов пока нет");
    world.seller(1).writes("Коледино").await;
    assert!(world.seller(1).last_text().await.contains("нужны кнопки"));
    world.tick().await;
    world.seller(1).presses("🔄 Обновить").await;
    assert_eq!(world.seller(1).read("Отметьте склады").await, 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn without_a_key_that_works_there_is_nothing_to_choose() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/watch").await;
    assert!(anna.last_text().await.contains("нужен ключ API вашего магазина"));
    anna.adds_a_key().await;
    world.passes(SignedDuration::from_hours(24 * 200)).await;
    anna.writes("/watch").await;
    assert!(
        anna.last_text()
            .await
            .contains("Ни один из ваших ключей сейчас не работает")
    );
    anna.presses("➕ Добавить ключ").await;
    assert!(anna.last_text().await.contains("Отправьте ключ API"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn days_that_pass_while_the_wizard_is_open_are_chosen_anew() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    at_the_calendar(anna).await;
    anna.presses_day("2026-11-18").await;
    anna.presses_day("2026-11-19").await;
    press_all(anna, &["✅ Готово", "🏁 До первой брони"]).await;
    world.passes(SignedDuration::from_hours(18)).await;
    anna.presses("✅ Запустить").await;
    assert_eq!(anna.last_toast().await, "Этот шаг нужно выбрать заново");
    assert!(anna.last_text().await.contains("Даты поставки") && anna.sees("•19").await);
    assert!(world.watches_of(1).await.is_empty());
    world.telegram_was_never_refused().await;
}
