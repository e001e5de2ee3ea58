//! From the admins' room: a word to everybody.

use std::time::Duration;

use accounts::audit::Act;
use accounts::errands::Errand;
use aws_lambda_events::sqs::SqsBatchResponse;
use jiff::SignedDuration;
use office::broadcast::{Broadcaster, Sent};
use queue::{Envelope, Fifo};
use serde_json::json;
use store::Users;
use testkit::{ADMIN, NOTIFICATIONS, REPORTS, World};

use crate::admin::{acts, admin, people};

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

async fn writes_to_all(world: &World, text: &str) {
    let boss = admin(world);
    boss.writes("/admin").await;
    boss.presses("adm:cast").await;
    boss.writes(text).await;
    boss.presses("📣 Отправить").await;
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
