//! `/mydata` gives everything stored about a user; `/forget` ends it, whatever is under way and wherever it crashes.

use std::collections::BTreeSet;
use std::time::Duration;

use accounts::audit::{Act, AuditLine};
use accounts::balance::Balance;
use jiff::SignedDuration;
use serde_json::{Value, json};
use telegram::UserId;
use testkit::{Cut, World};

/// More calls than a deletion makes.
const MOST_CALLS: u32 = 120;

/// Kinds of what is stored about user 1.
async fn kinds(world: &World) -> BTreeSet<String> {
    let items = world.table.everything("USER#1").await.unwrap();
    items.into_iter().map(|item| item.kind).collect()
}

/// How often user 1 did this, by the trail.
async fn acts(world: &World, act: Act) -> usize {
    let month = AuditLine::partition(world.hands.now());
    let lines = world.table.list::<AuditLine>(&month, "").await.unwrap();
    lines
        .iter()
        .filter(|line| line.record.act == act && line.record.who == UserId(1))
        .count()
}

async fn forgets_everything(world: &World) {
    let anna = world.seller(1);
    anna.writes("/forget").await;
    anna.presses("forget:on").await;
    anna.writes("удалить").await;
}

fn typed(update_id: u64, text: &str) -> Value {
    json!({ "update_id": update_id, "message": {
        "message_id": 9_000, "date": 1_795_327_200, "text": text,
        "from": { "id": 1, "is_bot": false, "first_name": "Анна", "language_code": "ru" },
        "chat": { "id": 1, "type": "private", "first_name": "Анна" }
    } })
}

/// Nothing is left but what is kept, and what ends by itself and holds no secret.
async fn all_is_gone(world: &World, when: &str) {
    for item in world.table.everything("USER#1").await.unwrap() {
        match item.kind.as_str() {
            // A word that comes again after all was done, because only the note of it was lost, makes a profile as any word does.
            "balance" | "payment" | "subscription" | "user" => {}
            "watch" => assert_eq!(item.fields["state"]["state"], "deleted", "{when}: {item:?}"),
            "seller_key" => {
                assert_eq!(item.fields["state"], "removed", "{when}");
                assert!(item.fields["sealed"].is_null(), "{when}: a secret was left");
            }
            other => panic!("{when}: a {other} was left at {}", item.key),
        }
    }
}

#[tokio::test]
async fn the_document_holds_everything_but_secrets() {
    let mut world = World::start().await;
    let token = world.seller(1).adds_a_key().await;
    world.tick().await;
    let anna = world.seller(1);
    anna.watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.tick().await;
    world.tick().await;
    world.settles().await;
    let anna = world.seller(1);
    anna.writes("/mydata").await;
    let chat = anna.chat().await;
    let sent = chat.last().unwrap();
    assert_eq!(sent["document"]["file_name"], "my-data-2026-11-18.json");
    let id = sent["document"]["file_id"].as_str().unwrap();
    let bytes = world
        .telegram()
        .download(id, 1_000_000, Duration::from_secs(10))
        .await
        .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let records = document["records"].as_object().unwrap();
    let told: BTreeSet<String> = records.keys().cloned().collect();
    assert!(told.is_superset(&kinds(&world).await), "{told:?}");
    assert_eq!(records["seller_key"][0]["name"], "Shop 1");
    assert_eq!(records["booking"].as_array().unwrap().len(), 1);
    assert!(!text.contains("\"sealed\"") && !text.contains(&token));
    assert!(document["notes"].to_string().contains("журнал важных действий"));
    assert_eq!(acts(&world, Act::DataExported).await, 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn nothing_is_deleted_without_the_word() {
    let world = World::watching().await;
    let anna = world.seller(1);
    let before = kinds(&world).await;
    anna.writes("/forget").await;
    assert!(anna.last_text().await.contains("платежи с чеками и баланс"));
    anna.writes("УДАЛИТЬ").await;
    assert_eq!(kinds(&world).await, before, "the word alone means nothing");
    anna.presses("forget:on").await;
    anna.writes("да").await;
    assert!(anna.last_text().await.starts_with("Ничего не удалено"));
    anna.writes("/cancel").await;
    anna.writes("УДАЛИТЬ").await;
    assert!(
        kinds(&world)
            .await
            .is_superset(&BTreeSet::from(["watch", "seller_key", "operation"].map(str::to_owned)))
    );
    assert_eq!(acts(&world, Act::Forgotten).await, 0);
}

#[tokio::test]
async fn whoever_comes_back_has_nothing_of_before_and_no_new_trial() {
    let mut world = World::watching().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.tick().await;
    world.settles().await;
    world.seller(1).watches(507, 2, 5, "2026-11-27", "2026-11-28").await;
    world.tick().await;
    forgets_everything(&world).await;
    let anna = world.seller(1);
    assert!(
        anna.last_text().await.starts_with("🗑 Готово"),
        "{}",
        anna.last_text().await
    );
    all_is_gone(&world, "after the word").await;
    assert_eq!(
        kinds(&world).await,
        BTreeSet::from(["balance", "seller_key", "watch"].map(str::to_owned))
    );
    assert_eq!(
        (acts(&world, Act::Forgotten).await, acts(&world, Act::KeyRemoved).await),
        (1, 1)
    );

    // The poller has seen the end of the watch and of the key.
    world.opens(507, "2026-11-27", 2, 1.0).await;
    world.tick().await;
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);

    let anna = world.seller(1);
    anna.writes("/start").await;
    anna.writes("/history").await;
    assert!(anna.last_text().await.contains("Здесь пока пусто"));
    let balance = world.table.get::<Balance>(&Balance::key_of(UserId(1))).await.unwrap();
    assert_eq!(balance.unwrap().record.left, 1, "one of two was used before");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_job_that_is_on_its_way_ends_without_harm() {
    let mut world = World::watching().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.tick().await;
    forgets_everything(&world).await;
    world.settles().await;
    assert!(world.cloud.queues.are_empty());
    assert_eq!(world.bookings().await.len(), 0, "what was not begun is not begun");
    let balance = world.table.get::<Balance>(&Balance::key_of(UserId(1))).await.unwrap();
    assert!(balance.is_none_or(|stored| (stored.record.left, stored.record.reserved) == (2, 0)));
}

#[tokio::test]
async fn a_subscription_is_not_charged_again_and_what_is_paid_stays() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/buy").await;
    anna.presses("buy:month").await;
    let link = anna.links().await.pop().expect("a link to subscribe by");
    let paid = world.control("users/1/pay", json!({ "invoice_link": link })).await;
    assert_eq!(paid["ok"], true, "{paid}");
    forgets_everything(&world).await;
    assert_eq!(
        world.ask("telegram/payments").await[0]["subscription"]["stopped_by"],
        "bot"
    );
    let kept = kinds(&world).await;
    assert!(
        kept.contains("payment") && kept.contains("balance") && !kept.contains("user"),
        "{kept:?}"
    );
    anna.writes("/start").await;
    anna.writes("/balance").await;
    let balance = world.table.get::<Balance>(&Balance::key_of(UserId(1))).await.unwrap();
    assert!(balance.unwrap().record.is_unlimited(world.hands.now()));
}

#[tokio::test]
async fn nobody_is_told_that_all_is_gone_while_a_subscription_goes_on() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/buy").await;
    anna.presses("buy:month").await;
    let link = anna.links().await.pop().expect("a link to subscribe by");
    world.control("users/1/pay", json!({ "invoice_link": link })).await;
    world
        .faults(json!([{ "target": "telegram", "kind": "500", "method": "editUserStarSubscription" }]))
        .await;
    forgets_everything(&world).await;
    assert!(anna.last_text().await.starts_with("Удаление не закончено"));
    world.mend().await;
    anna.writes("УДАЛИТЬ").await;
    assert!(anna.last_text().await.starts_with("🗑 Готово"));
    assert_eq!(
        world.ask("telegram/payments").await[0]["subscription"]["stopped_by"],
        "bot"
    );
}

#[tokio::test]
async fn the_webhook_dies_at_every_call_and_the_same_word_comes_to_the_same_end() {
    for (call, cut) in (0..MOST_CALLS).flat_map(|call| [Cut::Before, Cut::After].map(|cut| (call, cut))) {
        let world = World::watching().await;
        let anna = world.seller(1);
        anna.writes("/forget").await;
        anna.presses("forget:on").await;
        let word = typed(900_000, "УДАЛИТЬ");
        world.cloud.fuse.set(call, cut);
        let survived = tokio::select! {
            answer = world.update(&word) => answer.status == 200,
            () = world.cloud.fuse.blown() => false,
        };
        world.cloud.fuse.reset();
        world.passes(SignedDuration::from_secs(60)).await;
        let when = format!("cut {cut:?} call {call}");
        assert_eq!(world.update(&word).await.status, 200, "{when}");
        all_is_gone(&world, &when).await;
        assert!(anna.read("🗑 Готово").await >= 1, "{when}");
        if survived {
            assert!(call > 15, "a deletion makes more than {call} calls");
            return;
        }
    }
    panic!("the deletion never ends");
}

#[tokio::test]
async fn nobody_loses_a_key_while_it_is_asked_what_came_of_a_booking() {
    let mut world = World::watching().await;
    world.gateway_says(1, "pending").await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.tick().await;
    world.books().await;
    forgets_everything(&world).await;
    assert!(
        world
            .seller(1)
            .last_text()
            .await
            .contains("прямо сейчас делается бронь"),
        "{}",
        world.seller(1).last_text().await
    );
    assert!(kinds(&world).await.contains("user"), "nothing is gone but the watch");
    let number = world.bookings().await[0]["bookingID"].as_str().unwrap().to_owned();
    world
        .control(&format!("gateway/bookings/{number}"), json!({ "status": "confirmed" }))
        .await;
    world.passes(SignedDuration::from_secs(90)).await;
    world.settles().await;
    assert_eq!(world.seller(1).read("🎉 ПОСТАВКА ПОЙМАНА!").await, 1);
    world.seller(1).writes("УДАЛИТЬ").await;
    assert!(world.seller(1).last_text().await.starts_with("🗑 Готово"));
    all_is_gone(&world, "after the booking").await;
}

#[tokio::test]
async fn a_booking_nobody_could_settle_does_not_keep_a_user_here() {
    let mut world = World::watching().await;
    world.gateway_says(1, "pending").await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.tick().await;
    world.books().await;
    world.passes(SignedDuration::from_mins(3)).await;
    forgets_everything(&world).await;
    assert!(world.seller(1).last_text().await.starts_with("🗑 Готово"));
    world.passes(SignedDuration::from_mins(20)).await;
    world.settles().await;
    assert!(world.cloud.queues.are_empty());
}
