//! Telemetr.

use channel_sources::{Period, SourceError, Span};
use serde_json::json;

use super::common::Story;
use super::{broken, made, name, telemetr, told};

#[tokio::test]
async fn it_tells_the_same_story_and_what_is_left() {
    let story = Story::begin().await;
    let (service, channel) = (telemetr(&story), name("ryad_postavok"));
    let world = told(&story, "ryad_postavok").await;
    let stat = service.stat(&channel).await.unwrap();
    assert_eq!(
        stat.value.subscribers.unwrap().value,
        world["members"].as_u64().unwrap()
    );
    assert_eq!(stat.quota.unwrap().remaining, Some(99_999));
    let posts = service.posts(&channel, 0).await.unwrap().value;
    assert_eq!((posts.posts.len(), posts.skipped), (50, 0));
    let span = Span {
        from: "2026-11-15T00:00:00Z".parse().unwrap(),
        to: "2026-11-20T09:00:00Z".parse().unwrap(),
    };
    let days = service.subscribers(&channel, Period::Day, span).await.unwrap().value;
    assert_eq!(days.len(), 6);
    assert_eq!(days[5].figure.value as u64, world["members"].as_u64().unwrap());
    assert_eq!(
        service.limits().await.unwrap().unwrap().remaining,
        Some(99_997),
        "asking for it is free"
    );
}

#[tokio::test]
async fn every_refusal_has_its_meaning() {
    let story = Story::begin().await;
    let (service, channel) = (telemetr(&story), name("ryad_postavok"));
    for (fault, expected) in [
        (json!({"kind": "empty", "times": 1}), "not_ready"),
        (json!({"kind": 429, "retry_after_s": 5, "times": 1}), "limited"),
        (json!({"kind": 500, "times": 1}), "unavailable"),
        (json!({"kind": 403, "times": 1}), "not_covered"),
        (json!({"kind": "lost_answer", "times": 1}), "unavailable"),
        (json!({"quota_left": 0}), "quota"),
        (json!({"subscribed": false}), "no_subscription"),
        (json!({"token_revoked": true}), "unauthorized"),
    ] {
        broken(&story, "telemetr", fault.clone()).await;
        assert_eq!(service.stat(&channel).await.unwrap_err().name(), expected, "{fault}");
    }
    let healed = story
        .http
        .delete(story.url("/control/sources/telemetr/fault"))
        .send()
        .await
        .unwrap();
    assert_eq!(healed.status(), 200);
    assert!(service.stat(&channel).await.is_ok());
    assert!(!story.get("/control/calls").await.to_string().contains("tele-secret"));
}

#[tokio::test]
async fn no_package_is_status_429_with_code_0() {
    let story = Story::begin().await;
    broken(&story, "telemetr", json!({"subscribed": false})).await;
    let url = story.url("/telemetr/v1/limits");
    let answer = super::http().get(url).bearer_auth("tele-secret").send().await.unwrap();
    assert_eq!(answer.status(), 429);
    let body: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(
        (&body["status"], &body["response"]["code"]),
        (&json!("error"), &json!(0))
    );
}

#[tokio::test]
async fn an_unknown_channel_can_be_added() {
    let story = Story::begin().await;
    made(&story, json!({"name": "novichok", "tracked": false})).await;
    let (service, channel) = (telemetr(&story), name("novichok"));
    assert_eq!(service.stat(&channel).await.unwrap_err(), SourceError::NotTracked);
    service.add(&channel).await.unwrap();
    story.advance(20 * 60).await;
    assert!(service.stat(&channel).await.is_ok());
}
