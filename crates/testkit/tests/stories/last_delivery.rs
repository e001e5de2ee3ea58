//! The last time the queue delivers an errand, while another worker is at it: what was ordered comes, or an apology does, never both.

use std::time::Duration;

use accounts::errands::{Errand, SpeedChart};
use channels::errands::{ChannelErrand, ChartJob, Period, ReportJob};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use queue::{Envelope, Fifo, Job};
use serde_json::json;
use store::{Begin, Buckets, Once};
use telegram::{ChatId, Language, UserId};
use testkit::{REPORTS, World};

use crate::channel_samples::{follows, lived, name, ordered};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const SORRY_REPORT: &str = "Отчёт не получился";

async fn world() -> World {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    follows(&world, 1, "seller_calm").await;
    lived(&world, "seller_calm", (date(2026, 11, 1), date(2026, 11, 17)), &[]).await;
    world
}

fn report(world: &World) -> ChannelErrand {
    ChannelErrand::Report(ReportJob {
        user: UserId(1),
        chat: ChatId(1),
        period: Period::Week,
        day: date(2026, 11, 18),
        asked_at: Some(world.hands.now()),
    })
}

fn chart(world: &World) -> ChannelErrand {
    ChannelErrand::Chart(ChartJob {
        user: UserId(1),
        chat: ChatId(1),
        language: Language::Ru,
        channels: vec![name("seller_calm")],
        from: date(2026, 11, 11),
        to: date(2026, 11, 17),
        at: world.hands.now(),
    })
}

/// All six deliveries, three minutes apart.
async fn six_deliveries(world: &World) {
    for _ in 0..6 {
        world.reports().await;
        world.notifies().await;
        world.passes(SignedDuration::from_mins(3)).await;
    }
}

async fn photos(world: &World) -> usize {
    let chat = world.seller(1).chat().await;
    chat.iter().filter(|message| message["photo"].is_array()).count()
}

#[tokio::test]
async fn a_report_that_another_worker_writes_is_not_excused_and_comes_when_that_one_dies() {
    let world = world().await;
    let errand = report(&world);
    let other = Once::new(world.table.clone(), "CHANNELREPORT", DAY);
    let until = world.hands.now() + SignedDuration::from_mins(25);
    let begun = other.begin(&errand.dedup(), world.hands.now(), until).await.unwrap();
    assert_eq!(begun, Begin::Fresh);
    ordered(&world, errand).await;
    six_deliveries(&world).await;
    assert_eq!(world.seller(1).read(SORRY_REPORT).await, 0);
    // The other one dies without a word: its time is over, and the errand is still there.
    world.passes(SignedDuration::from_mins(10)).await;
    world.settles().await;
    assert_eq!(world.seller(1).read("📑 Отчёт за").await, 1);
    assert_eq!(world.seller(1).read(SORRY_REPORT).await, 0);
}

#[tokio::test]
async fn a_report_that_another_worker_has_sent_meanwhile_comes_once() {
    let world = world().await;
    let errand = report(&world);
    let other = Once::new(world.table.clone(), "CHANNELREPORT", DAY);
    let until = world.hands.now() + SignedDuration::from_mins(25);
    other.begin(&errand.dedup(), world.hands.now(), until).await.unwrap();
    ordered(&world, errand.clone()).await;
    six_deliveries(&world).await;
    other.finish(&errand.dedup(), None, world.hands.now()).await.unwrap();
    world.settles().await;
    assert_eq!(world.seller(1).bot_texts().await.len(), 1, "the other one's is all");
    assert!(world.cloud.queues.are_empty());
}

#[tokio::test]
async fn a_picture_that_another_worker_has_sent_is_not_excused() {
    for is_sent in [true, false] {
        let world = world().await;
        let errand = chart(&world);
        if is_sent {
            let other = Once::new(world.table.clone(), "REPORT", DAY);
            let id = format!("{}-0", errand.dedup());
            other.finish(&id, None, world.hands.now()).await.unwrap();
        }
        // There is no room for a picture in the chat, on any delivery.
        let buckets = Buckets::new(world.table.clone());
        let long = world.hands.now() + SignedDuration::from_hours(2);
        buckets.block_until("chat-1", long).await.unwrap();
        ordered(&world, errand).await;
        six_deliveries(&world).await;
        world.passes(SignedDuration::from_hours(2)).await;
        world.settles().await;
        let sorry = usize::from(!is_sent);
        assert_eq!(
            (world.seller(1).bot_texts().await.len() - 1, photos(&world).await),
            (sorry, 0),
            "{is_sent}"
        );
    }
}

#[tokio::test]
async fn what_was_given_up_with_an_apology_does_not_come_after_it() {
    let world = world().await;
    world
        .faults(json!({ "target": "telegram", "kind": "500", "method": "sendPhoto" }))
        .await;
    let errand = Errand::SpeedChart(SpeedChart {
        user: UserId(1),
        chat: ChatId(1),
        language: Language::Ru,
        at: world.hands.now(),
    });
    let place = async || {
        let reports = Fifo::new(world.cloud.aws.sqs.clone(), world.cloud.queue_url(REPORTS));
        let now: Timestamp = world.hands.now();
        let envelope = Envelope::new(errand.clone(), "story", now.as_millisecond());
        reports.send(&[envelope]).await.unwrap();
    };
    place().await;
    six_deliveries(&world).await;
    world.cloud.queues.lose(REPORTS);
    let texts = world.seller(1).bot_texts().await;
    assert_eq!(texts.len(), 2, "{texts:?}");
    // A slower worker, or somebody who empties the dead-letter queue, finds it given up.
    world.mend().await;
    place().await;
    world.settles().await;
    assert_eq!((world.seller(1).bot_texts().await.len(), photos(&world).await), (2, 0));
    assert_eq!(errand.group(), "1");
}
