//! The admins' room: who sees it, what it shows, and what is done from it.

use std::time::Duration;

use accounts::audit::{Act, AuditLine};
use accounts::balance::Balance;
use accounts::errands::Errand;
use aws_lambda_events::sqs::SqsBatchResponse;
use booking::watch::{Watch, WatchState};
use jiff::SignedDuration;
use office::broadcast::{Broadcaster, Sent};
use queue::{Envelope, Fifo};
use serde_json::json;
use store::{ErrorLine, LastErrors, Users};
use telegram::UserId;
use testkit::{ADMIN, NOTIFICATIONS, REPORTS, Seller, World};

const OVERVIEW: &str = "🛠 Сервис";

fn admin(world: &World) -> Seller<'_> {
    world.seller(ADMIN)
}

async fn acts(world: &World) -> Vec<(Act, String)> {
    let partition = AuditLine::partition(world.hands.now());
    let lines = world.table.list::<AuditLine>(&partition, "").await.unwrap();
    lines
        .into_iter()
        .map(|line| (line.record.act, line.record.what))
        .collect()
}

async fn only_watch(world: &World, user: i64) -> Watch {
    let mut watches = booking::watches::list(&world.table, UserId(user)).await.unwrap();
    assert_eq!(watches.len(), 1);
    watches.remove(0).record
}

/// Does what waits for the reporter, and says what came of each order.
async fn reports(world: &World) -> Vec<Sent> {
    let sqs = &world.cloud.aws.sqs;
    let sender = Broadcaster {
        table: world.table.clone(),
        notifications: Fifo::new(sqs.clone(), world.cloud.queue_url(NOTIFICATIONS)),
        errands: Fifo::new(sqs.clone(), world.cloud.queue_url(REPORTS)),
        pause: Duration::ZERO,
    };
    let mut done = Vec::new();
    while let Some(batch) = world.cloud.queues.batch(REPORTS) {
        for message in &batch.records {
            let body = message.body.as_deref().unwrap();
            let order = Envelope::<Errand>::decode(body).unwrap();
            let Errand::Broadcast(page) = order.job else {
                panic!("{body}");
            };
            done.push(sender.send(&page, "story", world.hands.now()).await.unwrap());
        }
        world.cloud.queues.settle(REPORTS, &batch, &SqsBatchResponse::default());
    }
    done
}

/// The notifier works until nothing waits for it.
async fn delivers(world: &World) {
    while world.cloud.queues.len(NOTIFICATIONS) > 0 {
        world.notifies().await;
    }
}

/// People who have written to the bot once.
async fn people(world: &World, ids: std::ops::Range<i64>) {
    for id in ids {
        world.seller(id).writes("/start").await;
    }
}

async fn writes_to_all(world: &World, text: &str) {
    let boss = admin(world);
    boss.writes("/admin").await;
    boss.presses("adm:cast").await;
    boss.writes(text).await;
    boss.presses("📣 Отправить").await;
}

#[tokio::test]
async fn to_others_the_room_does_not_exist() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/nosuchthing").await;
    let unknown = anna.last_text().await;
    for command in ["admin", "audit"] {
        anna.writes(&format!("/{command}")).await;
        let said = anna.last_text().await;
        assert_eq!(said.replace(command, "nosuchthing"), unknown);
    }
    anna.writes("/help").await;
    assert!(!anna.last_text().await.contains("/admin"));
    admin(&world).writes("/help").await;
    assert!(!admin(&world).last_text().await.contains("/admin"));
    anna.presses_data(anna.last_id().await, "xyz:1").await;
    let stale = anna.last_toast().await;
    for data in ["adm:home", "adm:ban:900:yes", "adm:csv:all", "menu:admin"] {
        anna.presses_data(anna.last_id().await, data).await;
        assert_eq!(anna.last_toast().await, stale, "{data}");
    }
    assert_eq!(acts(&world).await, []);
}

#[tokio::test]
async fn the_overview_tells_how_everything_stands() {
    let world = World::watching().await;
    people(&world, 2..5).await;
    Users::new(world.table.clone()).set_blocked(2, true).await.unwrap();
    admin(&world).writes("/admin").await;
    let text = admin(&world).last_text().await;
    for line in [
        OVERVIEW,
        "Пользователей: 5, сегодня новых: 5",
        "Заблокировали бота: 1, закрыт доступ: 0",
        "Активных слежений: 1",
        "Рабочих ключей: 1",
        "gateway: вызываем",
        "reports: ждут 0, в работе 0",
        "lost: не ответила",
    ] {
        assert!(text.contains(line), "«{line}» in {text}");
    }
    admin(&world).presses("🔄").await;
    world.telegram_was_never_refused().await;
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
async fn everybody_is_told_once_whatever_comes_twice() {
    let world = World::start().await;
    people(&world, 1..131).await;
    let users = Users::new(world.table.clone());
    users.set_blocked(5, true).await.unwrap();
    users.set_banned(6, true).await.unwrap();
    writes_to_all(&world, "Новости сервиса").await;
    world.cloud.queues.duplicate(REPORTS);
    let pages = reports(&world).await;
    assert_eq!(
        pages.iter().filter(|page| matches!(page, Sent::Last(_))).count(),
        1,
        "{pages:?}"
    );
    delivers(&world).await;
    for id in [1, 60, 61, 130] {
        assert_eq!(world.seller(id).read("Новости сервиса").await, 1, "{id}");
    }
    assert_eq!(
        world.seller(5).read("Новости сервиса").await + world.seller(6).read("Новости сервиса").await,
        0
    );
    // 128 people and the admin; the two others were passed over.
    assert_eq!(
        admin(&world)
            .read("✅ Рассылка закончена\nПоставлено в отправку: 129, пропущено: 2.")
            .await,
        1
    );
    assert!(acts(&world).await.iter().any(|(act, _)| *act == Act::Broadcast));
}

#[tokio::test]
async fn a_page_that_was_lost_on_its_way_goes_on_where_it_was_and_a_stop_stops() {
    let world = World::start().await;
    people(&world, 1..131).await;
    writes_to_all(&world, "Новости").await;
    // The first order comes twice: once done, once late.
    let batch = world.cloud.queues.batch(REPORTS).unwrap();
    let first = batch.records[0].body.clone().unwrap();
    let Errand::Broadcast(page) = Envelope::<Errand>::decode(&first).unwrap().job else {
        panic!("{first}");
    };
    let sqs = &world.cloud.aws.sqs;
    let sender = Broadcaster {
        table: world.table.clone(),
        notifications: Fifo::new(sqs.clone(), world.cloud.queue_url(NOTIFICATIONS)),
        errands: Fifo::new(sqs.clone(), world.cloud.queue_url(REPORTS)),
        pause: Duration::ZERO,
    };
    let now = world.hands.now();
    assert_eq!(sender.send(&page, "story", now).await.unwrap(), Sent::Page(60));
    assert_eq!(sender.send(&page, "story", now).await.unwrap(), Sent::HandedOn);
    delivers(&world).await;
    admin(&world).presses("⏹").await;
    world.cloud.queues.settle(REPORTS, &batch, &SqsBatchResponse::default());
    let pages = reports(&world).await;
    assert!(pages.iter().all(|page| *page == Sent::Over), "{pages:?}");
    delivers(&world).await;
    let mut told = 0;
    for id in 1..131 {
        told += world.seller(id).read("Новости").await;
    }
    assert_eq!(told, 60, "a page and no more, once each; the admin came last");
    assert_eq!(admin(&world).read("⏹ Рассылка остановлена").await, 1);
}

#[tokio::test]
async fn a_draft_that_is_given_up_is_sent_to_nobody() {
    let world = World::start().await;
    people(&world, 1..3).await;
    let boss = admin(&world);
    boss.writes("/admin").await;
    boss.presses("adm:cast").await;
    boss.writes("Черновик").await;
    assert!(
        boss.last_text().await.contains("Получателей: 3"),
        "{}",
        boss.last_text().await
    );
    let (message, send) = (boss.last_id().await, boss.labelled().await[0].1.clone());
    boss.presses("adm:no").await;
    boss.presses_data(message, &send).await;
    assert_eq!(reports(&world).await, []);
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
async fn the_trail_is_leafed_through_across_months_filtered_and_taken_out() {
    let world = World::start().await;
    let now = world.hands.now();
    for n in 0..25 {
        // Three lines share a moment at the edge of a page; the oldest are of the month before.
        let at = match n {
            8..=10 => now - SignedDuration::from_secs(800),
            n if n > 20 => now - SignedDuration::from_hours(24 * 20 + n),
            n => now - SignedDuration::from_secs(100 * n),
        };
        let line = AuditLine::new(at, UserId(n % 2 + 1), Act::KeyAdded, format!("key-{n:02}"), "=Shop");
        world.table.put(&line).await.unwrap();
    }
    let boss = admin(&world);
    boss.writes("/audit").await;
    let mut seen = boss.last_text().await;
    while boss.sees("Старше").await {
        boss.presses("Старше").await;
        seen += &boss.last_text().await;
    }
    for n in 0..25 {
        assert_eq!(seen.matches(&format!("key-{n:02}")).count(), 1, "key-{n:02} in {seen}");
    }
    boss.writes("/audit 2").await;
    assert!(boss.last_text().await.contains("key-01") && !boss.last_text().await.contains("key-00"));
    boss.presses("⬇️").await;
    assert!(acts(&world).await.contains(&(Act::AuditExported, "2".into())));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn errors_are_leafed_through_the_newest_first_across_days() {
    let world = World::start().await;
    let now = world.hands.now();
    let lines: Vec<ErrorLine> = (0..15)
        .map(|n| {
            let at = now - SignedDuration::from_hours(3 * n);
            ErrorLine::new(at, "booker", &format!("error.{n:02}: it broke"), Some("t".into()))
        })
        .collect();
    LastErrors::new(world.table.clone()).keep(&lines).await.unwrap();
    let boss = admin(&world);
    boss.writes("/admin").await;
    boss.presses("adm:err").await;
    assert!(boss.last_text().await.contains("error.09") && !boss.last_text().await.contains("error.10"));
    boss.presses("Старше").await;
    assert!(boss.last_text().await.contains("error.14") && !boss.last_text().await.contains("error.09"));
    assert!(!boss.sees("Старше").await);
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

#[tokio::test]
async fn two_broadcasts_are_never_sent_at_once() {
    let world = World::start().await;
    people(&world, 1..3).await;
    writes_to_all(&world, "Первая").await;
    world.passes(SignedDuration::from_secs(1)).await;
    writes_to_all(&world, "Вторая").await;
    assert!(admin(&world).last_toast().await.starts_with("Другая рассылка ещё идёт"));
    reports(&world).await;
    delivers(&world).await;
    assert_eq!(
        (
            world.seller(1).read("Первая").await,
            world.seller(1).read("Вторая").await
        ),
        (1, 0)
    );
    // The draft stands where it was: now it may go.
    let boss = admin(&world);
    let chat = boss.chat().await;
    let draft = chat
        .iter()
        .rev()
        .find(|message| message.to_string().contains("Отправить всем"))
        .unwrap();
    let send = draft["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        .as_str()
        .unwrap()
        .to_owned();
    boss.presses_data(draft["message_id"].as_i64().unwrap(), &send).await;
    reports(&world).await;
    delivers(&world).await;
    assert_eq!(world.seller(1).read("Вторая").await, 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_broadcast_keeps_the_formatting_it_was_written_with() {
    let world = World::start().await;
    people(&world, 1..2).await;
    let boss = admin(&world);
    boss.writes("/admin").await;
    boss.presses("adm:cast").await;
    let written = json!({ "update_id": 900_300, "message": {
        "message_id": 9_300, "date": 1, "text": "Новое 📦 важно: цены",
        "from": { "id": ADMIN, "is_bot": false, "first_name": "Босс", "language_code": "ru" },
        "chat": { "id": ADMIN, "type": "private" },
        "entities": [
            { "type": "bold", "offset": 9, "length": 5 },
            { "type": "text_link", "offset": 16, "length": 4, "url": "https://example.org/prices" },
        ],
    } });
    assert_eq!(world.update(&written).await.status, 200);
    boss.presses("📣 Отправить").await;
    reports(&world).await;
    delivers(&world).await;
    let got = world.seller(1).chat().await.pop().unwrap();
    assert_eq!(got["text"], "Новое 📦 важно: цены");
    let kinds: Vec<_> = got["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["type"].clone())
        .collect();
    assert_eq!(kinds, ["bold", "text_link"]);
    assert_eq!(
        (&got["entities"][0]["offset"], &got["entities"][1]["offset"]),
        (&json!(9), &json!(16))
    );
    world.telegram_was_never_refused().await;
}
