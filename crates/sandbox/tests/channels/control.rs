//! What the world's maker can do to channels.

use std::time::{Duration, Instant};

use channel_sources::ForwardedFrom;
use sandbox::Config;
use serde_json::{Value, json};

use super::common::{NOON, Story};
use super::{bot_api, made, name, preview, quiet, told};

#[tokio::test]
async fn a_thousand_channels_are_made_at_once_and_each_can_be_read() {
    let story = Story::begin().await;
    let answer = made(&story, json!({"count": 1_000, "kind": "growth", "prefix": "bench_"})).await;
    assert_eq!(
        (&answer["first"], &answer["last"]),
        (&json!("bench_0001"), &json!("bench_1000"))
    );
    let page = preview(&story).page(&name("bench_0777"), None).await.unwrap();
    assert!(super::pages::is_full(&page.posts), "{} posts", page.posts.len());
    assert_eq!(story.get("/control/channels?limit=3&q=bench_").await["count"], 1_000);
    let (status, body) = story
        .try_control("channels", json!({"count": 1, "prefix": "bench_"}))
        .await;
    assert_eq!((status, body["error"].is_string()), (409, true));
}

#[tokio::test]
async fn what_is_published_is_read_with_all_that_belongs_to_it() {
    let story = Story::begin().await;
    quiet(&story, "tihiy_ryad").await;
    let published = story
        .control(
            "channels/tihiy_ryad/posts",
            json!({"text": "Скидки < 5 % & @lenta_marketa, [здесь](https://t.me/marzha_i_tochka/7) #wb 🔥", "media": ["photo", "photo", "video"],
                "forward": {"title": "Скрытый"}, "reply_to": 3, "author": "Ирина"}),
        )
        .await;
    assert_eq!(published["id"], 5);
    let page = preview(&story).page(&name("tihiy_ryad"), None).await.unwrap();
    let post = page.posts.last().unwrap();
    assert_eq!(
        (post.id.0, post.views.unwrap().value),
        (5, 1),
        "whoever posts has seen it"
    );
    assert_eq!(post.album.iter().map(|id| id.0).collect::<Vec<_>>(), [6, 7]);
    assert_eq!(
        post.text.as_ref().unwrap().beginning,
        "Скидки < 5 % & @lenta_marketa, здесь #wb 🔥"
    );
    assert_eq!(post.mentions.len(), 2);
    assert_eq!((post.hashtags.len(), post.author.as_deref()), (1, Some("Ирина")));
    assert_eq!(post.reply_to.as_ref().unwrap().post.unwrap().0, 3);
    assert_eq!(
        post.forwarded_from,
        Some(ForwardedFrom {
            name: "Скрытый".to_owned(),
            place: None
        })
    );
    let next = story
        .control("channels/tihiy_ryad/posts", json!({"text": "Следующий"}))
        .await;
    assert_eq!(next["id"], 8, "an album takes a number for each of its items");
    for wrong in [
        json!({}),
        json!({"text": "a", "at": "2027-01-01T00:00:00Z"}),
        json!({"media": ["voice", "poll"]}),
    ] {
        assert_eq!(story.try_control("channels/tihiy_ryad/posts", wrong).await.0, 400);
    }
    let older = json!({"text": "a", "at": "2026-11-01T00:00:00Z"});
    assert_eq!(story.try_control("channels/tihiy_ryad/posts", older).await.0, 409);
}

#[tokio::test]
async fn counters_move_from_now_on_and_posts_go() {
    let story = Story::begin().await;
    quiet(&story, "tihiy_ryad").await;
    let channel = name("tihiy_ryad");
    let count = async || bot_api(&story).member_count(&channel).await.unwrap().value;
    story
        .control("channels/tihiy_ryad/counters", json!({"members": -268}))
        .await;
    assert_eq!(count().await, 11_110_000);
    story
        .control("channels/tihiy_ryad/counters", json!({"set_members": 700}))
        .await;
    assert_eq!(
        (
            count().await,
            told(&story, "tihiy_ryad").await["members_day_ago"].as_u64()
        ),
        (700, Some(11_110_268))
    );
    story
        .control(
            "channels/tihiy_ryad/counters",
            json!({"post": 2, "set_views": 321, "edit": "Исправлено"}),
        )
        .await;
    story
        .control("channels/tihiy_ryad/counters", json!({"post": 3, "delete": true}))
        .await;
    let posts = preview(&story).page(&channel, None).await.unwrap().posts;
    assert_eq!(posts.iter().map(|post| post.id.0).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!((posts[1].views.unwrap().value, posts[1].edited), (321, true));
    assert_eq!(posts[1].text.as_ref().unwrap().beginning, "Исправлено");
    for (path, wrong, status) in [
        ("channels/tihiy_ryad/counters", json!({"views": 5}), 400),
        ("channels/tihiy_ryad/counters", json!({"post": 3, "views": 5}), 404),
        ("channels/nobody/counters", json!({"members": 5}), 404),
        ("channels", json!({"name": "a b"}), 409),
        ("sources/moon/fault", json!({"kind": "tiny"}), 404),
        ("sources/tgstat/fault", json!({"kind": "tiny"}), 400),
        ("sources/preview/fault", json!({"kind": "tiny", "rate": 2}), 400),
    ] {
        let (got, body) = story.try_control(path, wrong.clone()).await;
        assert_eq!(
            (got, body["error"].is_string()),
            (status, true),
            "{path} {wrong}: {body}"
        );
    }
}

#[tokio::test]
async fn pages_follow_the_clock_both_ways() {
    let story = Story::begin().await;
    let views = async |id: &Value| {
        let world = told(&story, "ryad_postavok").await;
        let rows = world["posts"].as_array().unwrap().clone();
        rows.iter()
            .find(|row| row["id"] == *id)
            .map(|row| row["views"].as_u64().unwrap())
    };
    let before = told(&story, "ryad_postavok").await;
    let id = before["posts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["service"].is_null())
        .unwrap()["id"]
        .clone();
    let then = views(&id).await.unwrap();
    story.advance(2 * 86_400).await;
    assert!(views(&id).await.unwrap() > then);
    let later = told(&story, "ryad_postavok").await;
    assert!(later["members"].as_u64() > before["members"].as_u64());
    assert!(later["posts"][0]["id"].as_u64() > before["posts"][0]["id"].as_u64());
    story.control("clock", json!({"now": NOON})).await;
    assert_eq!(told(&story, "ryad_postavok").await, before, "the past is as it was");
}

#[tokio::test]
async fn answers_come_late_where_they_are_told_to() {
    let story = Story::begin().await;
    story.control("sources/all/fault", json!({"delay_ms": 200})).await;
    let started = Instant::now();
    preview(&story).page(&name("ryad_postavok"), None).await.unwrap();
    bot_api(&story).member_count(&name("ryad_postavok")).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(400));
    let sources = story.get("/control/sources").await;
    assert!(
        sources["sources"]
            .as_array()
            .unwrap()
            .iter()
            .all(|source| source["delay_ms"] == 200)
    );
}

#[tokio::test]
async fn a_rate_falls_the_same_way_for_the_same_seed() {
    let story = Story::begin().await;
    let run = async |seed: u64| {
        story
            .http
            .delete(story.url("/control/sources/preview/fault"))
            .send()
            .await
            .unwrap();
        story
            .control(
                "sources/preview/fault",
                json!({"kind": "tiny", "rate": 0.4, "seed": seed}),
            )
            .await;
        let read = preview(&story);
        let mut fell = Vec::new();
        for _ in 0..24 {
            fell.push(read.landing(&name("ryad_postavok")).await.is_err());
        }
        fell
    };
    let first = run(7).await;
    assert_eq!(first, run(7).await);
    assert_ne!(first, run(8).await);
    assert!(first.contains(&true) && first.contains(&false));
}

#[tokio::test]
async fn channels_outlive_a_restart() {
    let path = std::env::temp_dir().join(format!("sandbox-channels-{}.json", std::process::id()));
    let config = || Config {
        state_file: Some(path.clone()),
        start_clock: Some(NOON.parse().unwrap()),
        ..Config::default()
    };
    let story = Story::begin_with(config()).await;
    quiet(&story, "tihiy_ryad").await;
    story
        .control("channels/tihiy_ryad/counters", json!({"members": 5}))
        .await;
    let before = told(&story, "tihiy_ryad").await;
    story.running.stop().await.unwrap();
    let story = Story::begin_with(config()).await;
    assert_eq!(told(&story, "tihiy_ryad").await, before);
    story.control("reset", json!({})).await;
    assert_eq!(
        story.get("/control/channels").await["count"],
        6,
        "the first handful is back"
    );
    std::fs::remove_file(path).unwrap();
}
