//! Wildberries as a poller meets it: keys, limits, the feed.
#![allow(clippy::unwrap_used)]

mod common;

use std::io::Read;

use common::Story;
use reqwest::Response;
use serde_json::{Value, json};

const FEED: &str = "/wb/common/api/tariffs/v1/acceptance/coefficients";

async fn ask(story: &Story, path: &str, key: &str) -> Response {
    story
        .http
        .get(story.url(path))
        .header("Authorization", key)
        .send()
        .await
        .unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_key_opens_the_hosts_in_both_forms() {
    let story = Story::begin().await;
    let issued = story
        .control(
            "wb/sellers",
            json!({"name": "ИП Слотов", "sid": "00000000-0000-4000-8000-000000000001"}),
        )
        .await;
    let key = issued["token"].as_str().unwrap();
    assert_eq!(key.split('.').count(), 3);
    let info: Value = ask(&story, "/wb/common/api/v1/seller-info", key)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!((&info["name"], &info["sid"]), (&json!("ИП Слотов"), &issued["sid"]));
    for path in ["/wb/common/ping", "/wb/supplies/ping"] {
        let response = ask(&story, path, &format!("Bearer {key}")).await;
        assert_eq!(
            (response.status().as_u16(), header(&response, "x-ratelimit-remaining")),
            (200, "2")
        );
        let body: Value = response.json().await.unwrap();
        assert_eq!(body, json!({"TS": "2026-11-20T12:00:00+03:00", "Status": "OK"}));
    }
    let calls = story.get("/control/calls?target=wb").await;
    assert_eq!(calls[0]["key"], key[key.len() - 4..]);
    assert!(!calls.to_string().contains(key));
}

#[tokio::test]
async fn a_key_is_withdrawn_alone_and_the_shops_others_stay_good() {
    let story = Story::begin().await;
    let sid = "0a0a0a0a-0000-4000-8000-000000000001";
    let (first, second) = (
        story.key(json!({"sid": sid})).await,
        story.key(json!({"sid": sid})).await,
    );
    story.control("wb/withdraw", json!({"token": first})).await;
    for (key, status) in [(&first, 401), (&second, 200)] {
        let response = ask(&story, &format!("{FEED}?warehouseIDs=507"), key).await;
        assert_eq!(response.status(), status);
    }
    let third = story.key(json!({"sid": sid})).await;
    for (key, status) in [(&first, 401), (&third, 200)] {
        assert_eq!(ask(&story, "/wb/supplies/ping", key).await.status(), status);
    }
}

#[tokio::test]
async fn a_key_that_is_not_good_is_refused_for_its_reason() {
    let story = Story::begin().await;
    let good = story.key(json!({})).await;
    let expired = story.key(json!({"expires_in_s": 0})).await;
    let revoked = story.key(json!({"revoked": true})).await;
    let test = story.key(json!({"acc": 2})).await;
    let empty = story.key(json!({"scopes": ["read_only"]})).await;
    let content = story.key(json!({"scopes": ["content"]})).await;
    let broke = story.key(json!({"payment_required": true})).await;
    let invented = format!("{}AAAA", &good[..good.len() - 4]);
    for (key, status, detail) in [
        ("", 401, "empty Authorization"),
        ("abc", 401, "malformed"),
        (&invented, 401, "token"),
        (&expired, 401, "expired"),
        (&revoked, 401, "withdrawn"),
        (&test, 401, "test token"),
        (&empty, 403, "scope is not allowed for this resource"),
        (&broke, 402, "insufficient funds"),
        (&content, 200, ""),
    ] {
        let response = ask(&story, &format!("{FEED}?warehouseIDs=507"), key).await;
        assert_eq!(response.status(), status, "{detail}");
        assert_ne!(header(&response, "x-ratelimit-remaining"), "");
        let body: Value = response.json().await.unwrap();
        assert!(
            detail.is_empty() || body["detail"].as_str().unwrap().contains(detail),
            "{body}"
        );
    }
    let response = ask(&story, "/wb/supplies/ping", &content).await;
    assert_eq!(response.status(), 403, "the supplies host wants the supplies category");
    assert_eq!(ask(&story, "/wb/common/api/v1/nothing", &good).await.status(), 404);
}

#[tokio::test]
async fn the_feed_is_asked_six_times_a_minute_by_one_seller() {
    let story = Story::begin().await;
    let sid = "00000000-0000-4000-8000-000000000001";
    let first = story.key(json!({"sid": sid})).await;
    let second = story.key(json!({"sid": sid})).await;
    for left in (0..6).rev() {
        let response = ask(&story, &format!("{FEED}?warehouseIDs=507"), &first).await;
        assert_eq!(header(&response, "x-ratelimit-remaining"), left.to_string());
    }
    let response = ask(&story, FEED, &second).await;
    assert_eq!(response.status(), 429);
    let figures = ["retry", "limit", "reset"].map(|name| header(&response, &format!("x-ratelimit-{name}")).to_owned());
    assert_eq!(figures, ["10", "6", "60"]);
    assert_eq!(header(&response, "x-ratelimit-remaining"), "");
    assert_eq!(response.json::<Value>().await.unwrap()["title"], "too many requests");
    story.advance(10).await;
    assert_eq!(ask(&story, FEED, &second).await.status(), 200);
    let base = story.key(json!({"acc": 1})).await;
    assert_eq!(ask(&story, FEED, &base).await.status(), 200);
    story.advance(3_000).await;
    let response = ask(&story, FEED, &base).await;
    assert_eq!(
        (response.status().as_u16(), header(&response, "x-ratelimit-retry")),
        (429, "600")
    );
}

#[tokio::test]
async fn the_feed_shows_the_board_packed_and_filtered() {
    let story = Story::begin().await;
    let key = story.key(json!({})).await;
    let opened = story.control("wb/slots", json!([
        {"warehouseID": 507, "date": "2026-11-21", "boxTypeID": 2, "coefficient": 0},
        {"warehouseID": 507, "date": "2026-11-22T00:00:00Z", "coefficient": 1.5},
        {"warehouseID": 999001, "warehouseName": "Новый", "date": "2026-12-03", "boxTypeID": 5, "coefficient": 20, "allowUnload": false}
    ])).await;
    assert_eq!(opened[0]["opened_at_ms"], 1_795_165_200_000_i64);
    assert_eq!(
        (&opened[1]["boxTypeID"], &opened[2]["opened_at_ms"]),
        (&Value::Null, &Value::Null)
    );
    let response = story
        .http
        .get(story.url(FEED))
        .header("Authorization", &key)
        .header("Accept-Encoding", "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(header(&response, "content-encoding"), "gzip");
    let packed = response.bytes().await.unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed[..])
        .read_to_string(&mut text)
        .unwrap();
    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(rows.len(), (120 * 3 + 4) * 14 + 3 * 14);
    let open: Vec<&Value> = rows.iter().filter(|row| row["coefficient"] != -1).collect();
    assert_eq!(open.len(), 3);
    assert_eq!((open[1].get("boxTypeID"), &open[1]["coefficient"]), (None, &json!(1.5)));
    assert_eq!(
        (&open[2]["warehouseName"], &open[2]["allowUnload"]),
        (&json!("Новый"), &json!(false))
    );
    let calls = story.get("/control/calls?target=wb").await;
    assert_eq!(
        calls[0]["response"]["rows"],
        rows.len(),
        "the ledger tells the size only"
    );
    assert_eq!(
        ask(&story, &format!("{FEED}?warehouseIDs=5,x"), &key).await.status(),
        400
    );
    assert_eq!(
        ask(&story, &format!("{FEED}?warehouseIDs=5"), &key)
            .await
            .text()
            .await
            .unwrap(),
        "null"
    );
    let shown = story.get("/control/wb/feed?open=1").await;
    assert_eq!(
        (shown["rows"].as_array().unwrap().len(), &shown["state"]),
        (2, &json!("live"))
    );
}

#[tokio::test]
async fn the_board_moves_with_the_days_and_refuses_other_days() {
    let story = Story::begin().await;
    let slot = |date: &str| json!({"warehouseID": 507, "date": date, "boxTypeID": 2, "coefficient": 1});
    story.control("wb/slots", slot("2026-11-20")).await;
    for date in ["2026-11-19", "2026-12-04", "tomorrow"] {
        assert_eq!(story.try_control("wb/slots", slot(date)).await.0, 400, "{date}");
    }
    story.advance(24 * 3600).await;
    assert_eq!(
        story.get("/control/wb/feed?open=1").await["rows"],
        json!([]),
        "yesterday fell off"
    );
    story.control("wb/slots", slot("2026-12-04")).await;
    let bad = json!({"warehouseID": 507, "date": "2026-12-04", "coefficient": -2});
    assert_eq!(story.try_control("wb/slots", bad).await.0, 400);
}

#[tokio::test]
async fn the_feed_can_be_switched_off_and_empty() {
    let story = Story::begin().await;
    let key = story.key(json!({})).await;
    story.control("wb/feed", json!({"state": "disabled"})).await;
    let response = ask(&story, FEED, &key).await;
    assert_eq!(
        (response.status().as_u16(), header(&response, "x-ratelimit-remaining")),
        (404, "5")
    );
    let body: Value = response.json().await.unwrap();
    assert!(body["detail"].as_str().unwrap().contains("temporarily disabled"));
    story.control("wb/feed", json!({"state": "live", "body": "null"})).await;
    assert_eq!(ask(&story, FEED, &key).await.text().await.unwrap(), "null");
    assert_eq!(story.try_control("wb/feed", json!({"state": "sleepy"})).await.0, 400);
}
