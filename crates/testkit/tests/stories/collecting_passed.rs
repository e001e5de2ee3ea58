//! A name that has passed to another channel, and somebody wants to follow that one.

use channels::calendar::{begins, day_over_at};
use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::history;
use channels::state::Past;
use collecting::coverage::Coverage;
use jiff::civil::date;
use serde_json::json;
use testkit::World;

use crate::collecting::{comes, day, name, night, posts, state};

/// A channel that was followed and collected; then its name passed to another one.
async fn passed(world: &World) -> i64 {
    let first = json!({ "name": "one_name", "kind": "growth", "members": 12_345, "days": 60, "title": "Прежний" });
    world.control("channels", first).await;
    world.seller(1).writes("/add @one_name").await;
    let collector = world.collector();
    world.collects(&collector).await;
    for n in [19, 20] {
        comes(world, &format!("2026-11-{n}T02:00:00Z")).await;
        night(world, &collector).await;
    }
    assert!(posts(world, "one_name").await.len() > 100);
    world.http_delete(&world.outside("/control/channels/one_name")).await;
    let other = json!({ "name": "one_name", "kind": "empty", "members": 500, "title": "Новый", "days": 2, "posts": [
        { "text": "первый", "at": "2026-11-19T09:00:00Z" }, { "text": "второй", "at": "2026-11-19T10:00:00Z" },
    ] });
    world.control("channels", other).await;
    world.ask("channels/one_name").await["chat_id"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn when_nobody_follows_the_former_channel_the_new_one_begins_with_nothing_of_it() {
    let world = World::start().await;
    let number = passed(&world).await;
    let anna = world.seller(1);
    anna.writes("/add @one_name").await;
    world.collects(&world.collector()).await;
    world.settles().await;
    assert!(
        anna.last_text().await.contains("имя теперь у другого канала"),
        "whoever still follows is told: {}",
        anna.last_text().await
    );
    anna.writes("/remove @one_name").await;
    anna.presses("🗑 Да, убрать").await;
    anna.writes("/add @one_name").await;

    let days = history::days(&world.table, &name("one_name"), date(2026, 1, 1), date(2026, 12, 31)).await;
    assert_eq!(days.unwrap(), []);
    assert_eq!(posts(&world, "one_name").await, []);
    let collector = world.collector();
    world.collects(&collector).await;
    world.settles().await;
    assert!(
        anna.last_text().await.contains("история прочитана"),
        "{}",
        anna.last_text().await
    );
    let read = posts(&world, "one_name").await;
    assert!(
        read.iter()
            .all(|post| post.post.posted_at >= begins(date(2026, 11, 18)))
    );
    let now = state(&world, "one_name").await;
    assert_eq!((now.chat_id, now.trouble), (Some(number), None));
    assert_eq!(now.members.unwrap().value, 500);
    assert!(matches!(now.past, Past::Read { whole: true, .. }), "{:?}", now.past);
    let coverage = Coverage::load(&world.table, &name("one_name")).await.unwrap();
    assert_eq!(coverage.chat_id, Some(number));

    comes(&world, "2026-11-21T02:00:00Z").await;
    night(&world, &collector).await;
    let collected = day(&world, "one_name", date(2026, 11, 20)).await;
    assert_eq!((collected.members.unwrap().value, collected.posts), (500, Some(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_others_follow_the_former_channel_the_new_one_is_not_added_and_told_why() {
    let world = World::start().await;
    passed(&world).await;
    let known = posts(&world, "one_name").await.len();
    let boris = world.seller(2);
    boris.writes("/add @one_name").await;
    let told = boris.last_text().await;
    assert!(told.contains("перешло к другому каналу"), "{told}");
    let stored = world.table.get::<Channel>(&Channel::key_of(&name("one_name"))).await;
    assert_eq!(stored.unwrap().unwrap().record.followers, 1);
    assert_eq!(
        posts(&world, "one_name").await.len(),
        known,
        "nothing of the former is lost"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_was_open_when_its_channel_ended_is_begun_anew_and_counted_once() {
    let world = World::start().await;
    passed(&world).await;
    let collector = world.collector();
    comes(&world, "2026-11-21T02:00:00Z").await;
    let down = json!({ "kind": "status", "status": 500 });
    world.control("sources/all", down).await;
    night(&world, &collector).await;
    let on = day_over_at(world.hands.now());
    assert!(!day(&world, "one_name", on).await.is_settled());
    for source in ["bot_api", "preview"] {
        world.mend_source(source).await;
    }
    let anna = world.seller(1);
    anna.writes("/remove @one_name").await;
    anna.presses("🗑 Да, убрать").await;
    anna.writes("/add @one_name").await;
    let fresh: ChannelDay = day(&world, "one_name", on).await;
    assert_eq!((fresh.members, fresh.posts, fresh.is_settled()), (None, None, false));
    comes(&world, "2026-11-21T04:20:00Z").await;
    crate::collecting_doubts::pulse(&world, &collector).await;
    assert_eq!(day(&world, "one_name", on).await.members.unwrap().value, 500);
    let run = crate::collecting::run(&world, on).await;
    assert_eq!((run.ordered, run.over()), (1, 1), "{run:?}");
}
