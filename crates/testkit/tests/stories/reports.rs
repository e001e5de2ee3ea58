//! Reports about channels: once for a period, with pictures, whatever breaks.

use channels::errands::{ChannelErrand, ChartJob, Period, ReportJob};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use reports::wishes::{Change, ReportWishes};
use serde_json::{Value, json};
use telegram::{ChatId, Language, Topic, UserId};
use testkit::{Cut, REPORTS, World};

use crate::channel_samples::{follows, lived, name, ordered, posted};

const WEEK: (Date, Date) = (date(2026, 10, 25), date(2026, 11, 17));

/// Seller 1 follows a channel with a past.
async fn world() -> World {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    follows(&world, 1, "seller_calm").await;
    lived(&world, "seller_calm", WEEK, &[date(2026, 11, 12)]).await;
    for (id, day) in [(1, 10), (2, 11), (3, 13)] {
        posted(&world, "seller_calm", id, date(2026, 11, day), 100 * u64::from(id)).await;
    }
    world
}

fn weekly() -> Value {
    json!({ "task": "reports", "period": "week", "at": "2026-11-16T04:00:00Z" })
}

fn asked(world: &World) -> ChannelErrand {
    ChannelErrand::Report(ReportJob {
        user: UserId(1),
        chat: ChatId(1),
        period: Period::Week,
        day: date(2026, 11, 18),
        asked_at: Some(world.hands.now()),
    })
}

async fn photos(world: &World, user: i64) -> usize {
    let chat = world.seller(user).chat().await;
    chat.iter().filter(|message| message["photo"].is_array()).count()
}

async fn reports(world: &World, user: i64) -> usize {
    world.seller(user).read("📑 Отчёт за").await
}

#[tokio::test]
async fn a_weekly_report_comes_once_however_often_the_schedule_fires() {
    let world = world().await;
    world.seller(2).writes("/start").await;
    for _ in 0..2 {
        world.reporter_is_due(weekly()).await;
        world.cloud.queues.duplicate(REPORTS);
        world.settles().await;
        world.passes(SignedDuration::from_mins(10)).await;
    }
    assert_eq!(reports(&world, 1).await, 1);
    assert_eq!(photos(&world, 1).await, 5);
    insta::assert_snapshot!("weekly_report", world.seller(1).last_text().await);
    assert_eq!(
        world.seller(2).bot_texts().await.len(),
        1,
        "who follows no channel is not written to"
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn who_wants_none_gets_none_until_asked() {
    let world = world().await;
    ReportWishes::change(&world.table, UserId(1), Change::Send(Period::Week, false))
        .await
        .unwrap();
    world.reporter_is_due(weekly()).await;
    world.settles().await;
    assert_eq!(reports(&world, 1).await, 0);

    let muted = accounts::preferences::Preferences {
        muted: [Topic::Report].into(),
        ..accounts::preferences::Preferences::none(UserId(1))
    };
    world.table.insert(&muted).await.unwrap();
    ReportWishes::change(&world.table, UserId(1), Change::Send(Period::Week, true))
        .await
        .unwrap();
    world.reporter_is_due(weekly()).await;
    world.settles().await;
    assert_eq!(reports(&world, 1).await, 0, "muted");

    ordered(&world, asked(&world)).await;
    world.settles().await;
    assert_eq!(reports(&world, 1).await, 1, "what is asked for comes");
}

#[tokio::test]
async fn a_report_comes_whole_and_once_wherever_its_worker_dies() {
    for call in (0..60).step_by(2) {
        // On one side of a call and on the other, in turn.
        let cut = if call % 4 == 0 { Cut::Before } else { Cut::After };
        let world = World::start().await;
        world.seller(1).writes("/start").await;
        follows(&world, 1, "seller_calm").await;
        lived(&world, "seller_calm", (date(2026, 11, 17), date(2026, 11, 17)), &[]).await;
        ordered(&world, asked(&world)).await;
        world.cloud.fuse.set(call, cut);
        let crashed = world.reports_until_crash().await.is_err();
        world.cloud.fuse.reset();
        world.passes(SignedDuration::from_mins(3)).await;
        world.settles().await;
        assert_eq!(reports(&world, 1).await, 1, "call {call}, {cut:?}");
        assert!(photos(&world, 1).await <= 4, "call {call}, {cut:?}");
        if !crashed {
            return;
        }
    }
    panic!("a report takes more calls than were tried");
}

#[tokio::test]
async fn pictures_that_telegram_does_not_take_are_excused_and_the_words_come() {
    let world = world().await;
    world
        .faults(json!({ "target": "telegram", "kind": "500", "method": "sendMediaGroup" }))
        .await;
    ordered(&world, asked(&world)).await;
    for _ in 0..6 {
        world.reports().await;
        world.passes(SignedDuration::from_mins(3)).await;
    }
    world.settles().await;
    assert_eq!((reports(&world, 1).await, photos(&world, 1).await), (1, 0));
    assert_eq!(world.seller(1).read("Картинки к отчёту не получились").await, 1);
}

#[tokio::test]
async fn pictures_of_which_telegram_does_not_say_whether_they_arrived_are_told_of() {
    for (kind, arrived) in [("lost_answer", 5), ("reset", 0)] {
        let world = world().await;
        world
            .faults(json!({ "target": "telegram", "kind": kind, "method": "sendMediaGroup" }))
            .await;
        ordered(&world, asked(&world)).await;
        let chart = ChannelErrand::Chart(ChartJob {
            user: UserId(1),
            chat: ChatId(1),
            language: Language::Ru,
            channels: vec![name("seller_calm")],
            from: date(2026, 11, 11),
            to: date(2026, 11, 17),
            at: world.hands.now(),
        });
        world.reports().await;
        ordered(&world, chart).await;
        world.reports().await;
        world.mend().await;
        world.settles().await;
        // The chart is an album of two.
        let arrived = if arrived > 0 { arrived + 2 } else { 0 };
        assert_eq!(
            (reports(&world, 1).await, photos(&world, 1).await),
            (1, arrived),
            "{kind}"
        );
        let seller = world.seller(1);
        assert_eq!(
            seller
                .read("Картинки к отчёту отправлены, но Telegram не подтвердил")
                .await,
            1,
            "{kind}"
        );
        assert_eq!(
            seller.read("График отправлен, но Telegram не подтвердил").await,
            1,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_chart_of_more_days_than_are_drawn_says_which_are() {
    let world = world().await;
    let chart = ChannelErrand::Chart(ChartJob {
        user: UserId(1),
        chat: ChatId(1),
        language: Language::Ru,
        channels: vec![name("seller_calm")],
        from: date(2023, 11, 19),
        to: date(2026, 11, 17),
        at: world.hands.now(),
    });
    ordered(&world, chart).await;
    world.settles().await;
    let chat = world.seller(1).chat().await;
    let caption = chat.iter().find_map(|message| message["caption"].as_str()).unwrap();
    assert!(caption.ends_with("17 ноября 2024 – 17 ноября 2026"), "{caption}");
}

#[tokio::test]
async fn a_long_report_says_how_far_it_is_in_one_message() {
    let world = world().await;
    for n in 0..7 {
        follows(&world, 1, &format!("another_{n}")).await;
    }
    ordered(&world, asked(&world)).await;
    world.settles().await;
    assert_eq!(reports(&world, 1).await, 1);
    assert_eq!(world.seller(1).read("✅ Отчёт готов").await, 1);
    assert_eq!(world.seller(1).read("⏳").await, 0, "the message has changed");
    assert_eq!(world.seller(1).read("Сравнение").await, 1);
}

#[tokio::test]
async fn a_chart_shows_the_channels_that_are_followed() {
    let world = world().await;
    let chart = |channels: &[&str]| {
        ChannelErrand::Chart(ChartJob {
            user: UserId(1),
            chat: ChatId(1),
            language: Language::Ru,
            channels: channels.iter().map(|channel| name(channel)).collect(),
            from: date(2026, 11, 11),
            to: date(2026, 11, 17),
            at: world.hands.now(),
        })
    };
    ordered(&world, chart(&["seller_calm"])).await;
    world.settles().await;
    assert_eq!(photos(&world, 1).await, 2);
    world.passes(SignedDuration::from_secs(5)).await;
    let chart = ChannelErrand::Chart(ChartJob {
        user: UserId(1),
        chat: ChatId(1),
        language: Language::Ru,
        channels: vec![name("not_mine")],
        from: date(2026, 11, 11),
        to: date(2026, 11, 17),
        at: world.hands.now(),
    });
    ordered(&world, chart).await;
    world.settles().await;
    assert_eq!(photos(&world, 1).await, 2);
    assert_eq!(world.seller(1).read("рисовать нечего").await, 1);
    world.telegram_was_never_refused().await;
}
