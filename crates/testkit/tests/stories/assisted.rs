//! Assisted catches: the slot opens, the seller is offered it, plans in the portal, and Wildberries' word is the proof.

use booking::watch::{PauseReason, WatchState};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Seller, World};

/// What must hold in the end: catches are conserved, nothing was booked by us, Telegram had no complaints.
async fn conclude(world: &World, left: i64, caught: u32) {
    assert_eq!(world.balance(1).await, Some((left, 0, caught)));
    assert!(world.booking_requests().await.is_empty());
    assert_eq!(world.seller(1).read(Seller::CAUGHT).await, caught as usize);
    assert!(world.watches_of(1).await.iter().all(|watch| watch.offer.is_none()));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_slot_opens_is_offered_planned_and_proved() {
    let (mut world, order) = World::waiting().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    let offer = world
        .seller(1)
        .last_text()
        .await
        .replace(&order.to_string(), "34597755");
    insta::assert_snapshot!(offer, @r"
    🔔 Слот открыт — подтвердите!

    📦 Склад: Коледино
    📅 Дата: 25 ноября 2026, ср
    🗃 Тип: Короба
    💰 Коэффициент: ×1
    🧾 Заказ №34597755

    Нажмите кнопку, выберите эту дату и запланируйте поставку. Слот могут занять раньше. Мы спрашиваем Wildberries, и как только поставка будет запланирована, напишем. Ждём до 09:30 по Москве.
    ");
    let links = links(&world).await;
    assert_eq!(
        links,
        [format!(
            "https://seller.wildberries.ru/supplies-management/all-supplies/supply-detail?preorderId={order}&supplyId"
        )]
    );

    world.goes_on(6).await;
    assert_eq!(
        world.seller(1).read(Seller::CAUGHT).await,
        0,
        "nothing is claimed before Wildberries says so"
    );
    let supply = world.seller(1).plans(order, "2026-11-25").await;
    world.goes_on(6).await;
    let texts = world.seller(1).bot_texts().await;
    assert!(texts[texts.len() - 2].starts_with("✅ Слот подтверждён"), "{texts:#?}");
    insta::assert_snapshot!(texts[texts.len() - 1].replace(&supply.to_string(), "26596368"), @r"
    🎉 ПОСТАВКА ПОЙМАНА!

    📦 Склад: Коледино
    📅 Дата: 25.11.2026
    ⏰ Время: уточняется
    🔑 API ключ: Shop 1

    Детали брони: #26596368
    ⚡ Скорость: 0,00 с от обнаружения до предложения, 11,0 с до подтверждения
    ");
    let watch = &world.watches_of(1).await[0];
    assert!(matches!(watch.state, WatchState::Caught { .. }), "{watch:?}");
    assert_eq!((watch.seen, watch.caught.len()), (1, 1));
    world.goes_on(10).await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn a_closed_slot_is_told_in_place_and_the_next_one_is_offered_by_itself() {
    let (mut world, order) = World::offered().await;
    world.closes(507, "2026-11-25", 2).await;
    world.looks_and_settles().await;
    assert_eq!(
        (
            world.seller(1).read(Seller::OFFER).await,
            world.seller(1).read(Seller::CLOSED).await
        ),
        (0, 1)
    );
    world.minutes_go_on(2).await;
    assert_eq!(
        world.seller(1).read("Мы спросили Wildberries и после закрытия").await,
        1
    );
    assert_eq!(world.balance(1).await, Some((2, 0, 0)), "the catch is back");
    assert_eq!(world.watches_of(1).await[0].state, WatchState::Watching);

    world.opens(507, "2026-11-26", 2, 2.0).await;
    world.looks_and_settles().await;
    assert_eq!(
        (
            world.seller(1).read(Seller::OFFER).await,
            world.seller(1).read(Seller::CLOSED).await
        ),
        (1, 1)
    );
    world.seller(1).plans(order, "2026-11-26").await;
    world.goes_on(6).await;
    assert_eq!(world.watches_of(1).await[0].seen, 2);
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn a_seller_who_confirms_in_the_moment_of_closing_has_the_slot() {
    let (mut world, order) = World::offered().await;
    world.seller(1).plans(order, "2026-11-25").await;
    world.closes(507, "2026-11-25", 2).await;
    world.looks_and_settles().await;
    world.goes_on(6).await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn a_slot_that_reopens_while_the_old_offer_is_still_followed_rings_again() {
    let (mut world, order) = World::offered().await;
    world.closes(507, "2026-11-25", 2).await;
    world.looks_and_settles().await;
    world.goes_on(15).await;
    world.opens(507, "2026-11-25", 2, 0.0).await;
    world.looks_and_settles().await;
    assert_eq!(
        (
            world.seller(1).read(Seller::OFFER).await,
            world.seller(1).read(Seller::CLOSED).await
        ),
        (1, 1)
    );
    assert!(world.seller(1).last_text().await.contains("бесплатно"));
    world.seller(1).plans(order, "2026-11-25").await;
    world.goes_on(6).await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn further_openings_change_the_one_offer_in_its_place() {
    let (mut world, order) = World::offered().await;
    let message = world.seller(1).last_id().await;
    world.opens(507, "2026-11-26", 2, 0.0).await;
    world.looks_and_settles().await;
    world.goes_on(2).await;
    let text = world.seller(1).last_text().await;
    assert_eq!(world.seller(1).last_id().await, message, "no second offer: {text}");
    assert!(
        text.contains("📅 Дата: 26 ноября 2026"),
        "the cheaper one leads: {text}"
    );
    assert!(
        text.contains("Открыто и это:\n• Коледино, 25.11.2026, короба — ×1"),
        "{text}"
    );

    world.closes(507, "2026-11-26", 2).await;
    world.looks_and_settles().await;
    world.goes_on(2).await;
    assert!(world.seller(1).last_text().await.contains("📅 Дата: 25 ноября 2026"));
    world.seller(1).plans(order, "2026-11-25").await;
    world.goes_on(6).await;
    assert_eq!(world.watches_of(1).await[0].seen, 2);
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn several_openings_at_once_make_one_offer() {
    let (mut world, _) = World::waiting().await;
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        world.opens(507, day, 2, 1.0).await;
    }
    world.looks_and_settles().await;
    world.goes_on(2).await;
    assert_eq!(world.seller(1).read(Seller::OFFER).await, 1);
    assert_eq!(world.balance(1).await, Some((1, 1, 0)));
    assert_eq!(world.watches_of(1).await[0].seen, 3);
}

#[tokio::test]
async fn an_offer_nobody_answers_ends_and_is_not_made_again() {
    let (mut world, _) = World::offered().await;
    world.minutes_go_on(31).await;
    assert_eq!(world.seller(1).read("⌛ Время предложения вышло").await, 1);
    world.minutes_go_on(3).await;
    assert_eq!(
        world.seller(1).read(Seller::OFFER).await,
        0,
        "the same opening is not offered twice"
    );

    world.opens(507, "2026-11-26", 2, 1.0).await;
    world.looks_and_settles().await;
    let text = world.seller(1).last_text().await;
    assert!(text.starts_with(Seller::OFFER) && !text.contains("25.11"), "{text}");
}

#[tokio::test]
async fn an_unwanted_slot_is_skipped_by_a_button() {
    let (mut world, _) = World::offered().await;
    world.seller(1).presses_twice("⏭").await;
    assert_eq!(world.seller(1).last_toast().await, "Хорошо, ждём следующий слот");
    world.settles().await;
    assert_eq!(world.seller(1).read("⏭ Слот пропущен").await, 1);
    world.goes_on(12).await;
    assert_eq!(world.seller(1).read(Seller::OFFER).await, 0);
    conclude(&world, 2, 0).await;
}

#[tokio::test]
async fn nobody_skips_anothers_offer() {
    let (world, _) = World::offered().await;
    let chat = world.seller(1).chat().await;
    let buttons = chat.last().unwrap()["reply_markup"]["inline_keyboard"].clone();
    let skip = buttons[1][0]["callback_data"].as_str().unwrap().to_owned();
    world.seller(2).writes("/start").await;
    let message = world.seller(2).last_id().await;
    world.seller(2).presses_data(message, &skip).await;
    world.settles().await;
    assert_eq!(world.seller(1).read(Seller::OFFER).await, 1);
}

#[tokio::test]
async fn an_order_planned_otherwise_ends_the_watch_and_costs_nothing() {
    let (mut world, order) = World::offered().await;
    world.opens(507, "2026-11-20", 2, 9.0).await;
    world.seller(1).plans(order, "2026-11-20").await;
    world.goes_on(6).await;
    assert_eq!(
        world
            .seller(1)
            .read("✅ Заказ уже запланирован\n\n📦 Склад: Коледино\n📅 Дата: 20.11.2026")
            .await,
        1
    );
    assert!(matches!(world.watches_of(1).await[0].state, WatchState::Caught { .. }));
    conclude(&world, 2, 0).await;
}

#[tokio::test]
async fn an_order_that_is_gone_stops_the_watch() {
    let (mut world, order) = World::offered().await;
    world.control(&format!("wb/orders/{order}/cancel"), json!({})).await;
    world.goes_on(6).await;
    assert_eq!(
        world.seller(1).read("🧾 Заказа больше нет").await,
        0,
        "one 404 may be a lagging copy"
    );
    world.goes_on(14).await;
    assert_eq!(world.seller(1).read("🧾 Заказа больше нет").await, 1);
    assert_eq!(
        world.watches_of(1).await[0].state,
        WatchState::Paused(PauseReason::OrderGone)
    );
    conclude(&world, 2, 0).await;
}

#[tokio::test]
async fn a_watch_paused_or_deleted_takes_its_offer_back() {
    for (presses, state) in [
        (vec!["ws:pause"], WatchState::Paused(PauseReason::ByUser)),
        (vec!["ws:del", "ws:yes"], WatchState::Deleted),
    ] {
        let (mut world, order) = World::offered().await;
        world.seller(1).writes("/watches").await;
        for press in presses {
            world.seller(1).presses(&format!("{press}:watchorder")).await;
        }
        world.goes_on(2).await;
        assert_eq!(world.seller(1).read("↩️ Предложение снято").await, 1);
        let stored = world
            .table
            .list::<booking::watch::Watch>("USER#1", "WATCH#")
            .await
            .unwrap();
        assert_eq!(stored[0].record.state, state);
        // What the seller does at the portal is the seller's own from now on.
        world.seller(1).plans(order, "2026-11-25").await;
        world.goes_on(12).await;
        conclude(&world, 2, 0).await;
    }
}

#[tokio::test]
async fn a_draft_is_proved_by_the_supply_it_became_and_each_supply_proves_one() {
    let mut world = World::start().await;
    let token = world.seller(1).adds_a_key().await;
    world.tick().await;
    let mut drafts = Vec::new();
    for name in ["draftone", "drafttwo"] {
        let draft = world.seller(1).drafts(&token).await;
        world.seller(1).waits_with_draft(name, &draft).await;
        drafts.push(draft);
    }
    world.goes_on(1).await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    assert_eq!(world.seller(1).read(Seller::OFFER).await, 2);
    assert!(links(&world).await[0].ends_with(&format!("goods?draftID={}", drafts[1])));

    let first = world.seller(1).plans_draft(&drafts[0], 507, "2026-11-25").await;
    world.goes_on(12).await;
    assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 1, "one supply is one catch");
    let second = world.seller(1).plans_draft(&drafts[1], 507, "2026-11-25").await;
    world.goes_on(12).await;
    assert_eq!(world.seller(1).read(&format!("Детали брони: #{first}")).await, 1);
    assert_eq!(world.seller(1).read(&format!("Детали брони: #{second}")).await, 1);
    conclude(&world, 0, 2).await;
}

#[tokio::test]
async fn while_wildberries_says_nothing_the_offer_stands_and_the_plan_is_found_later() {
    let (mut world, order) = World::waiting().await;
    world
        .faults(json!({ "target": "wb", "kind": "500", "method": "/api/v1/supplies" }))
        .await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    assert_eq!(world.seller(1).read(Seller::OFFER).await, 1);
    world.seller(1).plans(order, "2026-11-25").await;
    world.closes(507, "2026-11-25", 2).await;
    world.minutes_go_on(5).await;
    assert_eq!(
        world.seller(1).read(Seller::CLOSED).await,
        1,
        "closed, but nobody knows yet: {:?}",
        world.seller(1).last_text().await
    );
    assert_eq!(world.balance(1).await, Some((1, 1, 0)));
    world.mend().await;
    world.goes_on(6).await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn a_key_that_only_reads_is_enough_and_a_base_key_asks_twice_an_hour() {
    for (differing, minutes) in [
        (json!({ "scopes": ["supplies", "read_only"] }), 1),
        (json!({ "acc": 1 }), 40),
    ] {
        let mut world = World::start().await;
        world.seller(1).adds_a_key_with(differing.clone()).await;
        // Others' keys look at the board.
        world.seller(2).adds_a_key().await;
        let order = world.seller(1).orders(507).await;
        world.seller(1).waits_with_order(order).await;
        world.goes_on(1).await;
        world.opens(507, "2026-11-25", 2, 1.0).await;
        world.looks_and_settles().await;
        world.goes_on(2).await;
        world.seller(1).plans(order, "2026-11-25").await;
        world.minutes_go_on(minutes).await;
        let asked = world.supply_requests().await;
        assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 1, "{differing}: {asked:#?}");
        assert!(
            asked.iter().all(|call| call["status"] != 429),
            "limits are kept: {asked:#?}"
        );
    }
}

#[tokio::test]
async fn a_key_refused_while_an_offer_is_open_hands_over_to_the_shops_other_key() {
    let mut world = World::start().await;
    let first = world.seller(1).adds_a_key().await;
    world.passes(SignedDuration::from_secs(1)).await;
    world.seller(1).adds_a_key().await;
    let order = world.seller(1).orders(507).await;
    world.seller(1).waits_with_order(order).await;
    world.goes_on(1).await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    world.gateway_refuses(&first);
    world.goes_on(12).await;
    assert_eq!(world.seller(1).read("🔑 Wildberries отклонил ключ").await, 1);
    world.seller(1).plans(order, "2026-11-25").await;
    world.goes_on(12).await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn an_offer_survives_the_pollers_hand_over() {
    let (mut world, order) = World::offered().await;
    world.poller_dies();
    world.passes(SignedDuration::from_secs(4)).await;
    world.seller(1).plans(order, "2026-11-25").await;
    world.goes_on(6).await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn without_catches_a_watch_says_so_instead_of_offering() {
    let (mut world, order) = World::waiting().await;
    let spent = accounts::balance::Balance {
        left: 0,
        ..accounts::balance::Balance::trial(telegram::UserId(1), 0)
    };
    world.table.insert(&spent).await.unwrap();
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    assert_eq!(world.seller(1).read(Seller::OFFER).await, 0);
    assert_eq!(world.seller(1).read("🔔 Слот открылся, но брони закончились").await, 1);
    let watch = world.watches_of(1).await.remove(0);
    assert_eq!((watch.state, watch.offer), (WatchState::Watching, None));
    let order_page = format!("preorderId={order}");
    assert!(links(&world).await.iter().any(|link| link.contains(&order_page)));
}

/// The links under the last message.
async fn links(world: &World) -> Vec<String> {
    let chat = world.seller(1).chat().await;
    let rows = chat.last().unwrap()["reply_markup"]["inline_keyboard"]
        .as_array()
        .cloned()
        .unwrap();
    let buttons = rows.iter().flat_map(|row| row.as_array().cloned().unwrap());
    buttons
        .filter_map(|button: Value| button["url"].as_str().map(str::to_owned))
        .collect()
}

/// A job that says "not wanted" for somebody else changes nothing, and does not stand in the owner's way.
#[tokio::test]
async fn anothers_word_against_an_offer_neither_ends_it_nor_swallows_its_owners() {
    let (mut world, _) = World::offered().await;
    let attempt = world.watches_of(1).await[0].offer.clone().unwrap();
    let jobs = queue::Fifo::new(world.cloud.aws.sqs.clone(), world.cloud.queue_url(testkit::BOOKINGS));
    for user in [2, 1] {
        let skip = booking::job::SkipOffer {
            attempt: attempt.clone(),
            user: telegram::UserId(user),
        };
        let job = booking::job::BookingJob::Skip(skip);
        let now = world.hands.now().as_millisecond();
        jobs.send(&[queue::Envelope::new(job, "story", now)]).await.unwrap();
        world.goes_on(1).await;
        let is_open = world.watches_of(1).await[0].offer.is_some();
        assert_eq!(is_open, user == 2, "user {user}");
    }
    conclude(&world, 2, 0).await;
}
