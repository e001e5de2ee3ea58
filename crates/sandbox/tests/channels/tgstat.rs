//! TGStat.

use std::time::Duration;

use channel_sources::{Added, Period, Series, SourceError, Span};
use serde_json::json;

use super::common::Story;
use super::{broken, made, name, quiet, tgstat, told};

#[tokio::test]
async fn it_tells_the_same_story_as_the_world() {
    let story = Story::begin().await;
    let (service, channel) = (tgstat(&story), name("ryad_postavok"));
    let world = told(&story, "ryad_postavok").await;
    let known = service.channel(&channel).await.unwrap();
    assert_eq!(
        known.telegram_id.unwrap(),
        -1_000_000_000_000 - world["chat_id"].as_i64().unwrap()
    );
    assert_eq!(
        (known.red_label, known.black_label),
        (false, false),
        "an empty list is no restriction"
    );
    assert!(service.channel(&name("top_seller_club")).await.unwrap().red_label);
    let stat = service.stat(&channel).await.unwrap();
    assert_eq!(stat.subscribers.unwrap().value, world["members"].as_u64().unwrap());
    let reach = stat.average_reach.unwrap().value as f64;
    assert!((stat.err_percent.unwrap().value - reach / 124.80).abs() < 0.1);
    assert!(stat.ad_reach_12h.unwrap().value < stat.ad_reach_24h.unwrap().value);
    assert!(stat.ad_reach_24h.unwrap().value < stat.ad_reach_48h.unwrap().value);
    let page = service.posts(&channel, None, 0).await.unwrap();
    assert_eq!((page.posts.len(), page.skipped), (50, 0));
    let newest = &world["posts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["service"].is_null())
        .unwrap();
    assert_eq!(
        (json!(page.posts[0].id.0), json!(page.posts[0].views.unwrap().value)),
        (newest["id"].clone(), newest["views"].clone())
    );
    let beyond = service.posts(&channel, None, 900).await.unwrap();
    assert_eq!(
        (beyond.posts.len(), beyond.total),
        (0, Some(0)),
        "an empty page is a list"
    );
}

#[tokio::test]
async fn series_and_references_are_read() {
    let story = Story::begin().await;
    let (service, channel) = (tgstat(&story), name("ryad_postavok"));
    quiet(&story, "tihiy_ryad").await;
    let mentions = service.mentions(&channel, None, 0).await.unwrap();
    let by_hand = mentions
        .iter()
        .find(|one| one.link == "https://t.me/tihiy_ryad/3")
        .unwrap();
    let by = by_hand.channel.as_ref().unwrap();
    assert_eq!(
        (by.name.as_ref(), by.title.as_deref()),
        (Some(&name("tihiy_ryad")), Some("Тихий ряд"))
    );
    assert!(!service.forwards(&channel, None, 0).await.unwrap().is_empty());
    assert!(service.mentions(&name("tihiy_ryad"), None, 0).await.unwrap().is_empty());
    for series in [
        Series::Subscribers,
        Series::Views,
        Series::AverageReach,
        Series::Err,
        Series::Err24,
        Series::Er,
    ] {
        let days = service.series(&channel, series, Period::Day, None).await.unwrap();
        assert_eq!(days.len(), 11, "{series:?}: ten days and the one that lasts");
    }
    let span = Span {
        from: "2026-11-19T00:00:00Z".parse().unwrap(),
        to: "2026-11-20T09:00:00Z".parse().unwrap(),
    };
    let hours = service
        .series(&channel, Series::Subscribers, Period::Hour, Some(span))
        .await
        .unwrap();
    assert_eq!(hours.len(), 34);
    let refused = service
        .series(&channel, Series::Views, Period::Hour, None)
        .await
        .unwrap_err();
    assert_eq!(refused.name(), "refused", "views are not told by the hour");
}

#[tokio::test]
async fn every_error_has_its_meaning() {
    let story = Story::begin().await;
    let (service, channel) = (tgstat(&story), name("ryad_postavok"));
    for (code, expected) in [
        ("empty_token", "unauthorized"),
        ("token_invalid", "unauthorized"),
        ("wrong_method", "refused"),
        ("wrong_method_type", "refused"),
        ("flood_control_10", "limited"),
        ("flood_control_60", "limited"),
        ("no_active_subscription", "no_subscription"),
        ("quota_requests_reached", "quota"),
        ("quota_channel_reached", "quota"),
        ("quota_keywords_reached", "quota"),
        ("quota_callback_objects_reached", "quota"),
        ("quota_foreign_channel", "not_covered"),
        ("outdated_statistics", "not_ready"),
        ("channel_not_found", "not_tracked"),
        ("param country required", "refused"),
    ] {
        broken(&story, "tgstat", json!({"kind": "error", "error": code, "times": 1})).await;
        assert_eq!(service.stat(&channel).await.unwrap_err().name(), expected, "{code}");
    }
    broken(&story, "tgstat", json!({"kind": 502, "times": 1})).await;
    assert_eq!(service.stat(&channel).await.unwrap_err().name(), "unavailable");
    assert!(service.stat(&channel).await.is_ok());
}

#[tokio::test]
async fn quotas_tokens_and_subscriptions_run_out() {
    let story = Story::begin().await;
    let (service, channel) = (tgstat(&story), name("ryad_postavok"));
    broken(
        &story,
        "tgstat",
        json!({"quota_limit": 100, "quota_left": 2, "channels_limit": 1}),
    )
    .await;
    service.stat(&channel).await.unwrap();
    let other = service.stat(&name("tihiy_sklad")).await.unwrap_err();
    assert_eq!(
        other,
        SourceError::Quota {
            said: "quota_channel_reached".to_owned()
        }
    );
    let usage = service.usage().await.unwrap();
    assert_eq!(
        (usage[0].requests.unwrap().remaining(), usage[0].channels.unwrap().spent),
        (0, 1)
    );
    assert_eq!(
        service.stat(&channel).await.unwrap_err(),
        SourceError::Quota {
            said: "quota_requests_reached".to_owned()
        }
    );
    broken(&story, "tgstat", json!({"subscribed": false})).await;
    assert_eq!(service.stat(&channel).await.unwrap_err().name(), "no_subscription");
    broken(&story, "tgstat", json!({"token_revoked": true})).await;
    assert_eq!(service.stat(&channel).await.unwrap_err(), SourceError::Unauthorized);
    let calls = story.get("/control/calls?target=tgstat").await;
    assert_eq!(calls[0]["query"]["token"], "***", "{calls}");
    assert!(
        !calls.to_string().contains("stat-secret"),
        "the token is never written down"
    );
}

#[tokio::test]
async fn an_unknown_channel_is_followed_twenty_minutes_after_it_was_asked_for() {
    let story = Story::begin().await;
    made(&story, json!({"name": "novichok", "tracked": false})).await;
    let (service, channel) = (tgstat(&story), name("novichok"));
    assert_eq!(service.stat(&channel).await.unwrap_err(), SourceError::NotTracked);
    let pending = Added::Pending {
        retry: Duration::from_secs(1200),
    };
    assert_eq!(service.add(&channel).await.unwrap(), pending);
    assert_eq!(service.add(&channel).await.unwrap(), pending);
    story.advance(20 * 60 - 1).await;
    assert_eq!(service.stat(&channel).await.unwrap_err(), SourceError::NotTracked);
    story.advance(1).await;
    assert!(service.stat(&channel).await.is_ok());
    assert!(matches!(
        service.add(&channel).await.unwrap(),
        Added::Known { service_id: Some(_) }
    ));
    assert_eq!(
        service.add(&name("nobody_here")).await.unwrap_err(),
        SourceError::NotTracked
    );
}
