//! Somebody follows channels, looks at them, compares them and leaves them.

use std::sync::{Arc, Mutex};

use analytics::{AnalyticsModule, AnalyticsServices, Introducer};
use channel_sources::{BotApi, Preview};
use channels::calendar::{begins, day_over_at, days, ends};
use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::follow::Channels;
use channels::{ChannelName, Figure, Source};
use jiff::ToSpan;
use queue::Fifo;
use secrecy::SecretString;
use serde_json::json;
use store::StoreError;
use telegram::{ChatId, Input, Language, MessageId, Module, ModuleError, Request, UserId};
use testkit::{COLLECTIONS, Manner, REPORTS, World};

async fn with_channels() -> World {
    let world = World::start().await;
    for (name, title) in [("first_story", "Первый канал"), ("second_story", "Второй канал")] {
        world
            .control("channels", json!({"name": name, "title": title, "kind": "growth"}))
            .await;
    }
    world
}

fn name(text: &str) -> ChannelName {
    text.parse().unwrap()
}

async fn followers(world: &World, channel: &str) -> u32 {
    let stored = world
        .table
        .get::<Channel>(&Channel::key_of(&name(channel)))
        .await
        .unwrap();
    stored.map_or(0, |stored| stored.record.followers)
}

/// A week of days, as the collector would have stored them.
async fn a_week_is_stored(world: &World, channel: &str, first: u64, gain: u64) {
    let to = day_over_at(world.hands.now());
    let mut members = first;
    for day in days(to.saturating_sub(6.days()), to) {
        let record = ChannelDay {
            members: Some(Figure::exact(members, Source::BotApi, ends(day))),
            views: Some(Figure::estimated(1_000, Source::Preview, begins(day))),
            ..ChannelDay::empty(name(channel), day)
        };
        world.table.put(&record).await.unwrap();
        members += gain;
    }
}

#[tokio::test]
async fn a_channel_is_followed_by_name_by_link_and_by_a_forwarded_post() {
    let world = with_channels().await;
    let anna = world.seller(1);
    anna.writes("/add").await;
    assert!(anna.last_text().await.contains("перешлите любой его пост"));
    anna.writes("https://t.me/first_story/12").await;
    assert!(
        anna.last_text().await.contains("Первый канал"),
        "{}",
        anna.last_text().await
    );

    let forwarded = json!({"channel": "second_story", "title": "Второй канал", "post": 7, "text": "новости"});
    world.control("users/1/forward", forwarded).await;
    let offer = anna.last_text().await;
    assert!(offer.contains("Следить за его показателями?"), "{offer}");
    anna.presses("➕ Следить").await;
    assert!(anna.last_text().await.contains("Слежу"));

    anna.writes("/list").await;
    let list = anna.last_text().await;
    assert!(
        list.contains("Первый канал") && list.contains("Второй канал") && list.contains("2 из 20"),
        "{list}"
    );
    assert_eq!(
        (
            followers(&world, "first_story").await,
            followers(&world, "second_story").await
        ),
        (1, 1)
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_is_no_channel_gets_a_sentence_and_nothing_is_lost() {
    let world = with_channels().await;
    world
        .control(
            "channels",
            json!({"name": "closed_story", "kind": "growth", "access": "private"}),
        )
        .await;
    let anna = world.seller(1);
    anna.writes("/add").await;
    for (wrong, answer) in [
        ("привет", "не похоже на имя канала"),
        ("https://t.me/+AbCdEfGh", "приглашение в закрытый канал"),
        ("https://example.com/x", "ведёт не на канал"),
        ("@nobody_has_this_name", "нет. Проверьте имя"),
    ] {
        anna.writes(wrong).await;
        assert!(
            anna.last_text().await.contains(answer),
            "{wrong}: {}",
            anna.last_text().await
        );
    }
    // The question is still open.
    anna.writes("@first_story").await;
    assert!(anna.last_text().await.contains("Слежу"), "{}", anna.last_text().await);
    anna.writes("/stats @second_story").await;
    assert!(anna.last_text().await.contains("вы не следите"));
    anna.writes("/stats @first_story 0").await;
    assert!(anna.last_text().await.contains("от 1 до"));
    anna.writes("/compare @first_story").await;
    assert!(anna.last_text().await.contains("от 2 до 5"));
}

#[tokio::test]
async fn impatient_fingers_follow_once_and_leave_once() {
    let world = with_channels().await;
    let (anna, boris) = (world.seller(1), world.seller(2));
    anna.writes("/add @first_story").await;
    anna.writes("/add @first_story").await;
    assert!(anna.last_text().await.contains("уже следите"));
    boris.writes("/add first_story").await;
    assert_eq!(followers(&world, "first_story").await, 2);

    anna.writes("/remove @first_story").await;
    assert!(anna.last_text().await.contains("Перестать следить"));
    anna.presses_twice("🗑 Да, убрать").await;
    assert_eq!(followers(&world, "first_story").await, 1, "Boris still follows it");
    anna.writes("/list").await;
    assert!(anna.last_text().await.contains("Пока ни одного"));
    boris.writes("/remove @first_story").await;
    boris.presses("🗑 Да, убрать").await;
    assert_eq!(followers(&world, "first_story").await, 0);
    world.telegram_was_never_refused().await;
}

/// The conversation of seller 1, in which cleaning up after a channel fails the first time; tells whether it was still followed each time.
fn that_forgets_badly(world: &World, still_followed: &Arc<Mutex<Vec<bool>>>) -> AnalyticsModule {
    let channels = Channels {
        table: world.table.clone(),
        most: 20,
    };
    let queue = |name| Fifo::new(world.cloud.aws.sqs.clone(), world.cloud.queue_url(name));
    let (followed, seen) = (channels.clone(), still_followed.clone());
    AnalyticsModule::new(AnalyticsServices {
        table: world.table.clone(),
        introducer: Introducer {
            bot_api: BotApi::new(
                reqwest::Client::new(),
                world.outside("/telegram").parse().unwrap(),
                SecretString::from("1:token"),
            ),
            preview: Preview::new(reqwest::Client::new(), world.outside("/tme").parse().unwrap()),
        },
        collections: queue(COLLECTIONS),
        reports: queue(REPORTS),
        after_leave: Arc::new(move |user, channel| {
            let (followed, seen) = (followed.clone(), seen.clone());
            Box::pin(async move {
                let follows = followed.follows(user, &channel).await?;
                let mut seen = seen.lock().unwrap();
                seen.push(follows);
                match seen.len() {
                    1 => Err(StoreError::Unavailable("the table is away".to_owned())),
                    _ => Ok(()),
                }
            })
        }),
        queues: Arc::new(|| Box::pin(async { Vec::new() })),
        channels,
    })
}

#[tokio::test]
async fn a_channel_is_left_first_and_what_hangs_on_it_goes_even_when_the_first_try_failed() {
    let world = with_channels().await;
    world.follows(1, "first_story").await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let module = that_forgets_badly(&world, &seen);
    let press = Request {
        user: UserId(1),
        chat: ChatId(1),
        language: Language::Ru,
        message_id: None,
        now: world.hands.now(),
        trace: "update-1".to_owned(),
        input: Input::Press {
            id: "1".to_owned(),
            message_id: MessageId(1),
            data: "chan:gone:first_story".to_owned(),
        },
        dialog: None,
        entities: Vec::new(),
        busy_elsewhere: false,
    };
    assert!(matches!(module.handle(&press).await, Err(ModuleError::Unavailable(_))));
    assert_eq!(followers(&world, "first_story").await, 0);
    module.handle(&press).await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [false, false],
        "left first, and cleaned up by the second delivery"
    );
    assert_eq!(followers(&world, "first_story").await, 0);
}

#[tokio::test]
async fn a_seller_follows_as_many_channels_as_allowed_and_another_one_after_leaving_one() {
    let world = with_channels().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    for number in 1..=19 {
        world.follows(1, &format!("channel_{number:02}")).await;
    }
    anna.writes("/add @first_story").await;
    assert!(anna.last_text().await.contains("Слежу"), "the twentieth is allowed");
    anna.writes("/add @second_story").await;
    let refused = anna.last_text().await;
    assert!(refused.contains("Вы следите за 20 каналами — это предел"), "{refused}");
    assert_eq!(followers(&world, "second_story").await, 0);
    anna.writes("/add @first_story").await;
    assert!(
        anna.last_text().await.contains("уже следите"),
        "what is followed is no new one"
    );
    anna.writes("/list").await;
    assert!(
        anna.last_text().await.contains("20 из 20"),
        "{}",
        anna.last_text().await
    );

    anna.writes("/remove @channel_07").await;
    anna.presses("🗑 Да, убрать").await;
    anna.writes("/add @second_story").await;
    assert!(anna.last_text().await.contains("Слежу"), "{}", anna.last_text().await);
    assert_eq!(followers(&world, "second_story").await, 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_service_without_a_paid_subscription_is_named_so_and_keeps_nothing_else_from_coming() {
    let world = with_channels().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    world.follows(1, "first_story").await;
    world.control("sources/telemetr", json!({"subscribed": false})).await;
    world
        .control(
            "sources/tgstat",
            json!({"kind": "error", "error": "no_active_subscription"}),
        )
        .await;
    let collector = world.collector_in(Manner {
        with_services: true,
        ..Manner::default()
    });
    world.schedule(&collector, "collect").await;
    world.collects(&collector).await;
    anna.writes("/health").await;
    let health = anna.last_text().await;
    for service in ["TGStat", "Telemetr"] {
        let line = health.lines().find(|line| line.contains(service)).unwrap();
        assert!(line.contains("🔴") && line.contains("нет подписки"), "{health}");
    }
    for source in ["Bot API", "t.me"] {
        let line = health.lines().find(|line| line.contains(source)).unwrap();
        assert!(line.contains("🟢"), "{health}");
    }
    anna.writes("/stats @first_story").await;
    let card = anna.last_text().await;
    assert!(card.contains("точно, Bot API") && !card.contains("TGStat:"), "{card}");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn figures_are_shown_with_their_gaps_and_compared() {
    let world = with_channels().await;
    let anna = world.seller(1);
    anna.writes("/add @first_story").await;
    anna.writes("/add @second_story").await;
    anna.writes("/stats @first_story").await;
    let nothing = anna.last_text().await;
    assert!(
        nothing.contains("Подписчики: нет данных") && nothing.contains("собрано дней: 0 из 7"),
        "{nothing}"
    );

    a_week_is_stored(&world, "first_story", 1_000, 10).await;
    a_week_is_stored(&world, "second_story", 5_000, 0).await;
    anna.writes("/stats @first_story 7").await;
    let card = anna.last_text().await;
    assert!(card.contains("+60, +6,0"), "{card}");
    assert!(card.contains("~7\u{202f}000"), "{card}");
    anna.presses("⭐ Качество").await;
    assert!(anna.last_text().await.contains("Чего не знаем"));

    anna.writes("/compare").await;
    anna.presses("@first_story").await;
    anna.presses("⚖️ Сравнить").await;
    assert_eq!(anna.last_toast().await, "Выберите хотя бы два канала");
    anna.presses("@second_story").await;
    anna.presses("⚖️ Сравнить").await;
    assert!(
        anna.last_text().await.contains("Быстрее всех растёт @first_story"),
        "{}",
        anna.last_text().await
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn health_says_what_is_known_and_claims_nothing_else() {
    let world = with_channels().await;
    let anna = world.seller(1);
    anna.writes("/health").await;
    let health = anna.last_text().await;
    assert!(
        health.contains("ещё не спрашивали") && health.contains("Ночного сбора ещё не было"),
        "{health}"
    );
    world.telegram_was_never_refused().await;
}
