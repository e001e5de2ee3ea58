//! From the admins' room: payments are given back.

use accounts::audit::Act;
use accounts::balance::Balance;
use billing::payments_of;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use telegram::UserId;
use testkit::{ADMIN, World};

use crate::admin::{acts, admin};

async fn balance(world: &World) -> Balance {
    let stored = world.table.get::<Balance>(&Balance::key_of(UserId(1))).await.unwrap();
    stored.map_or_else(|| Balance::trial(UserId(1), 2), |stored| stored.record)
}

async fn until(world: &World) -> Timestamp {
    balance(world).await.unlimited_until.expect("a time without limit")
}

/// Subscribes; gives the payment's number.
async fn subscribes(world: &World) -> String {
    let anna = world.seller(1);
    anna.writes("/buy").await;
    anna.presses("buy:month").await;
    let link = anna.links().await.pop().expect("a link to subscribe by");
    let paid = world.control("users/1/pay", json!({ "invoice_link": link })).await;
    paid["charge_id"].as_str().expect("a charge").to_owned()
}

/// Shows the admin what is known of this.
async fn looks_for(world: &World, typed: &str) {
    let boss = admin(world);
    boss.writes("/admin").await;
    boss.presses("adm:pay").await;
    boss.writes(typed).await;
}

/// The word of a payment for ten bookings, as Telegram brings it.
fn paid_update(update_id: u64, user: i64, charge: &str) -> Value {
    json!({ "update_id": update_id, "message": {
        "message_id": 9_000 + update_id % 1_000, "date": 1_795_327_200,
        "from": { "id": user, "is_bot": false, "first_name": "Анна", "language_code": "ru" },
        "chat": { "id": user, "type": "private", "first_name": "Анна" },
        "successful_payment": {
            "currency": "XTR", "total_amount": 250, "invoice_payload": format!("b1:10:250:{user}:0"),
            "telegram_payment_charge_id": charge, "provider_payment_charge_id": "",
        },
    } })
}

fn day(at: Timestamp) -> String {
    let date = at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(3))).date();
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

#[tokio::test]
async fn a_payment_is_given_back_once_and_only_after_asking() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/buy").await;
    anna.presses("buy:pack:10:250").await;
    let paid = world
        .control("users/1/pay", json!({ "message_id": anna.last_id().await }))
        .await;
    let charge = paid["charge_id"].as_str().expect("a charge").to_owned();
    let boss = admin(&world);
    boss.writes("/admin").await;
    boss.presses("adm:pay").await;
    boss.writes("no-such-charge").await;
    assert!(boss.last_text().await.contains("Такого платежа нет"));
    boss.writes(&charge).await;
    assert!(
        boss.last_text().await.contains("После возврата на балансе будет 2"),
        "{}",
        boss.last_text().await
    );
    boss.presses_twice("adm:refund:yes").await;
    assert!(
        boss.last_text().await.contains("Деньги возвращены"),
        "{}",
        boss.last_text().await
    );
    let balance = world.table.get::<Balance>(&Balance::key_of(UserId(1))).await.unwrap();
    assert_eq!(balance.unwrap().record.left, 2);
    assert!(acts(&world).await.contains(&(Act::RefundOrdered, charge)));
}

#[tokio::test]
async fn of_several_paid_months_an_earlier_one_is_given_back_and_everybody_is_told_the_same_end() {
    let world = World::start().await;
    let anna = world.seller(1);
    let first = subscribes(&world).await;
    for _ in 0..2 {
        let renewed = world.control("users/1/renew", json!({ "charge_id": first })).await;
        assert_eq!(renewed["ok"], true, "{renewed}");
    }
    let before = until(&world).await;
    world.passes(SignedDuration::from_hours(24 * 10)).await;
    looks_for(&world, &first).await;
    let boss = admin(&world);
    let after = before - SignedDuration::from_hours(24 * 20);
    let card = boss.last_text().await;
    assert!(card.contains(&format!("идёт до {}", day(before))), "{card}");
    assert!(
        card.contains(&format!("После возврата он будет до {}", day(after))),
        "{card}"
    );
    boss.presses_twice("adm:refund:yes").await;
    let told = boss.last_text().await;
    assert!(
        told.contains(&format!("Безлимит у пользователя теперь до {}", day(after))),
        "{told}"
    );
    let left = until(&world).await;
    assert!(
        left.duration_since(after).abs() < SignedDuration::from_secs(60),
        "{left} for {after}"
    );
    world.notifies().await;
    assert_eq!(anna.read("↩️ Возврат: 1500 ⭐️").await, 1);
    let receipt = anna.last_text().await;
    assert!(receipt.contains(&format!("Безлимит до {}", day(after))), "{receipt}");
    assert!(!receipt.contains("закончился"), "{receipt}");
    anna.writes("/balance").await;
    assert!(anna.last_text().await.contains(&format!("Безлимит до {}", day(after))));
    // Telegram's own word of it, again and later, takes nothing more.
    world.passes(SignedDuration::from_hours(24)).await;
    world.settles().await;
    assert_eq!(until(&world).await, left);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_month_that_is_over_takes_nothing_with_it() {
    let world = World::start().await;
    let first = subscribes(&world).await;
    world.control("users/1/renew", json!({ "charge_id": first })).await;
    let before = until(&world).await;
    world.passes(SignedDuration::from_hours(24 * 31)).await;
    looks_for(&world, &first).await;
    let boss = admin(&world);
    assert!(
        boss.last_text().await.contains("возврат его не сократит"),
        "{}",
        boss.last_text().await
    );
    boss.presses("adm:refund:yes").await;
    assert_eq!(until(&world).await, before);
}

#[tokio::test]
async fn a_subscription_that_outlived_its_refund_is_ended_from_the_same_card() {
    let world = World::start().await;
    let first = subscribes(&world).await;
    world
        .faults(json!([{ "target": "telegram", "kind": "500", "method": "editUserStarSubscription" }]))
        .await;
    looks_for(&world, &first).await;
    let boss = admin(&world);
    boss.presses("adm:refund:yes").await;
    let said = boss.last_text().await;
    assert!(
        said.contains("Деньги возвращены") && said.contains("Подписка не отменена"),
        "{said}"
    );
    let subscription = || async { world.ask("telegram/payments").await[0]["subscription"]["stopped_by"].clone() };
    assert_eq!(subscription().await, Value::Null);
    world.mend().await;
    boss.presses("✖️ Отменить подписку").await;
    let said = boss.last_text().await;
    assert!(
        said.contains("уже был возвращён") && !said.contains("Подписка не отменена"),
        "{said}"
    );
    assert_eq!(subscription().await, "bot");
    assert!(!boss.sees("adm:refund:yes").await);
}

#[tokio::test]
async fn a_payment_whose_word_was_lost_is_given_back_by_its_payers_id_and_its_number() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/buy").await;
    anna.presses("buy:pack:10:250").await;
    let order = json!({ "message_id": anna.last_id().await, "lose": true });
    let paid = world.control("users/1/pay", order).await;
    let charge = paid["charge_id"].as_str().expect("a charge").to_owned();
    let stars = || async { world.ask("users/1/stars").await["stars"].as_i64().unwrap() };
    let before = stars().await;
    looks_for(&world, &charge).await;
    let boss = admin(&world);
    assert!(
        boss.last_text().await.contains("Такого платежа нет"),
        "{}",
        boss.last_text().await
    );
    boss.writes("1").await;
    assert!(boss.last_text().await.contains("Боту об этой оплате не сообщили"));
    assert_eq!((stars().await, acts(&world).await), (before, Vec::new()), "asked first");
    boss.presses_twice("adm:refund:yes").await;
    assert!(
        boss.last_text().await.contains("Telegram вернул звёзды"),
        "{}",
        boss.last_text().await
    );
    assert_eq!(stars().await, before + 250);
    world.settles().await;
    let done = acts(&world).await;
    for act in [Act::RefundOrdered, Act::PaymentRefunded] {
        assert!(done.contains(&(act, charge.clone())), "{act:?} in {done:?}");
    }
    // The lost word is found after all: nothing is credited for what was given back.
    world
        .control(&format!("telegram/payments/{charge}/deliver"), json!({}))
        .await;
    world.settles().await;
    let payments = payments_of(&world.table, UserId(1)).await.unwrap();
    assert_eq!(
        (payments.len(), payments[0].stands(), balance(&world).await.left),
        (1, false, 2)
    );
    assert_eq!(
        (anna.read("↩️ Возврат: 250").await, anna.read("Оплата получена").await),
        (1, 0)
    );
}

#[tokio::test]
async fn nothing_is_given_back_to_who_did_not_pay() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/buy").await;
    anna.presses("buy:pack:10:250").await;
    let order = json!({ "message_id": anna.last_id().await, "lose": true });
    let charge = world.control("users/1/pay", order).await["charge_id"]
        .as_str()
        .unwrap()
        .to_owned();
    looks_for(&world, &format!("2 {charge}")).await;
    let boss = admin(&world);
    boss.presses("adm:refund:yes").await;
    assert!(
        boss.last_text().await.contains("Telegram отказал"),
        "{}",
        boss.last_text().await
    );
    assert_eq!(world.ask("telegram/payments").await[0]["state"], "paid");
}

#[tokio::test]
async fn payments_without_a_number_are_credited_to_nobody_and_wait_for_an_admin() {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    world.seller(ADMIN).writes("/start").await;
    for update_id in [910_001, 910_001, 910_002] {
        assert_eq!(world.update(&paid_update(update_id, 1, "")).await.status, 200);
    }
    while world.cloud.queues.len(testkit::NOTIFICATIONS) > 0 {
        world.notifies().await;
    }
    assert_eq!(balance(&world).await.left, 2);
    assert_eq!(
        world.seller(1).read("⚠️ Получили 250 ⭐️, но не поняли, за что").await,
        2
    );
    let boss = admin(&world);
    assert_eq!(boss.read("❗️ Платёж без назначения: 250 ⭐️ от пользователя 1").await, 2);
    boss.writes("/admin").await;
    assert!(boss.last_text().await.contains("Платежей без назначения: 2"));
    boss.presses("adm:pay").await;
    assert!(boss.last_text().await.contains("no-number-update-910002"));
    boss.writes("no-number-update-910001").await;
    assert!(!boss.sees("adm:refund:yes").await, "Telegram knows no such number");
    boss.presses("✔️ Разобрано").await;
    assert!(boss.last_text().await.contains("отмечен как разобранный"));
    boss.writes("/admin").await;
    assert!(boss.last_text().await.contains("Платежей без назначения: 1"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn one_payment_told_of_two_users_is_credited_once_and_the_second_reads_why() {
    let world = World::start().await;
    for id in [1, 2, ADMIN] {
        world.seller(id).writes("/start").await;
    }
    for (update_id, user) in [(910_001, 1), (910_002, 2), (910_003, 2)] {
        assert_eq!(world.update(&paid_update(update_id, user, "stx1")).await.status, 200);
    }
    while world.cloud.queues.len(testkit::NOTIFICATIONS) > 0 {
        world.notifies().await;
    }
    assert_eq!(balance(&world).await.left, 12);
    assert_eq!(payments_of(&world.table, UserId(2)).await.unwrap(), []);
    assert_eq!(world.seller(2).read("уже записан на другого человека").await, 1);
    assert_eq!(
        admin(&world).read("❗️ Один платёж назван у двух пользователей").await,
        1
    );
}
