//! From the admins' room: users are shut out and let in again.

use accounts::audit::Act;
use booking::watch::{Watch, WatchState};
use serde_json::json;
use store::Users;
use telegram::UserId;
use testkit::{ADMIN, World};

use crate::admin::{acts, admin};

async fn only_watch(world: &World, user: i64) -> Watch {
    let mut watches = booking::watches::list(&world.table, UserId(user)).await.unwrap();
    assert_eq!(watches.len(), 1);
    watches.remove(0).record
}

#[tokio::test]
async fn a_user_who_is_shut_out_books_nothing_and_comes_back_to_what_rests() {
    let world = World::watching().await;
    let boss = admin(&world);
    boss.writes("/admin").await;
    boss.presses("adm:find").await;
    boss.writes("not an id").await;
    boss.writes("1").await;
    assert!(
        boss.last_text().await.contains("Пользователь 1"),
        "{}",
        boss.last_text().await
    );
    boss.presses("🚫").await;
    assert!(
        !Users::new(world.table.clone()).load(1).await.unwrap().unwrap().banned,
        "asked first"
    );
    boss.presses_twice("adm:ban:1:yes").await;
    assert!(boss.last_text().await.contains("Доступ закрыт"));
    assert!(matches!(only_watch(&world, 1).await.state, WatchState::Paused { .. }));
    let before = world.seller(1).bot_texts().await.len();
    world.seller(1).writes("hello").await;
    assert_eq!(world.seller(1).bot_texts().await.len(), before);
    boss.presses("✅ Открыть").await;
    boss.presses("adm:in:1:yes").await;
    assert!(!Users::new(world.table.clone()).load(1).await.unwrap().unwrap().banned);
    assert!(matches!(only_watch(&world, 1).await.state, WatchState::Paused { .. }));
    let done = acts(&world).await;
    assert!(
        done.contains(&(Act::Banned, "1".into())) && done.contains(&(Act::Unbanned, "1".into())),
        "{done:?}"
    );
}

#[tokio::test]
async fn an_admin_cannot_be_shut_out() {
    let world = World::start().await;
    let boss = admin(&world);
    boss.writes("/admin").await;
    boss.presses_data(boss.last_id().await, &format!("adm:ban:{ADMIN}:yes"))
        .await;
    assert!(boss.last_toast().await.contains("Администратору"));
    assert_eq!(acts(&world).await, []);
}

#[tokio::test]
async fn nothing_is_booked_for_who_was_shut_out_while_a_watch_was_busy() {
    let mut world = World::watching().await;
    // As if the watch had been in the middle of a booking when its owner was shut out: nobody could pause it.
    let users = store::Users::new(world.table.clone());
    assert!(users.set_banned(1, true).await.unwrap());
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.look().await;
    world.settles().await;
    assert!(world.bookings().await.is_empty());
    world.opens(507, "2026-11-26", 2, 1.0).await;
    world.look().await;
    world.settles().await;
    assert!(world.bookings().await.is_empty());
}

#[tokio::test]
async fn who_is_shut_out_is_charged_no_more_and_may_still_ask_about_money() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/buy").await;
    anna.presses("buy:month").await;
    let link = anna.links().await.pop().expect("a link to subscribe by");
    let paid = world.control("users/1/pay", json!({ "invoice_link": link })).await;
    assert_eq!(paid["ok"], true, "{paid}");
    let boss = admin(&world);
    boss.writes("/admin").await;
    boss.presses_data(boss.last_id().await, "adm:ban:1").await;
    boss.presses_twice("adm:ban:1:yes").await;
    let subscription = world.ask("telegram/payments").await[0]["subscription"].clone();
    assert_eq!(subscription["stopped_by"], "bot", "{subscription}");
    anna.writes("/menu").await;
    assert!(anna.last_text().await.contains("Доступ к боту закрыт"));
    anna.writes("/paysupport").await;
    assert!(anna.last_text().await.contains("Помощь с оплатой"));
    anna.writes("/terms").await;
    assert!(anna.last_text().await.contains("Условия оплаты"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_subscription_that_telegram_would_not_end_is_ended_later_from_the_card_or_by_its_owner() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/buy").await;
    anna.presses("buy:month").await;
    let link = anna.links().await.pop().expect("a link to subscribe by");
    world.control("users/1/pay", json!({ "invoice_link": link })).await;
    let boss = admin(&world);
    boss.writes("/admin").await;
    boss.presses_data(boss.last_id().await, "adm:ban:1").await;
    world
        .control(
            "faults",
            json!({ "target": "telegram", "kind": "500", "count": 1, "method": "editUserStarSubscription" }),
        )
        .await;
    boss.presses("adm:ban:1:yes").await;
    assert!(
        boss.last_text().await.contains("Подписка не отменена"),
        "{}",
        boss.last_text().await
    );
    anna.writes("/paysupport").await;
    assert!(anna.sees("bill:stop").await);
    boss.presses("✖️").await;
    assert!(!boss.last_text().await.contains("Подписка не отменена"));
    anna.writes("/paysupport").await;
    assert!(!anna.sees("bill:stop").await);
    let subscription = world.ask("telegram/payments").await[0]["subscription"].clone();
    assert_eq!(subscription["stopped_by"], "bot", "{subscription}");
}

#[tokio::test]
async fn shutting_out_somebody_nobody_knows_says_so_and_is_noted() {
    let world = World::start().await;
    let boss = admin(&world);
    boss.writes("/admin").await;
    boss.presses_data(boss.last_id().await, "adm:ban:77:yes").await;
    assert!(
        boss.last_text().await.contains("Доступ не закрыт"),
        "{}",
        boss.last_text().await
    );
    assert_eq!(acts(&world).await, [(Act::Banned, "77".into())]);
}
