//! The world as a whole: kept between runs, reset, ready.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Bot, NOON, Story};
use sandbox::{Config, Sandbox, StartError};
use serde_json::{Value, json};

#[tokio::test]
async fn the_world_outlives_a_restart() {
    let file = std::env::temp_dir().join(format!("sandbox-state-{}.json", std::process::id()));
    let config = || Config {
        state_file: Some(file.clone()),
        ..Config::default()
    };
    let story = Story::begin_with(config()).await;
    story.control("clock", json!({"now": NOON, "frozen": true})).await;
    let key = story.key(json!({"name": "ИП Память"})).await;
    story.control("users/7/text", json!({"text": "помнишь?"})).await;
    story.bot("sendMessage", json!({"chat_id": 7, "text": "да"})).await;
    story
        .control(
            "wb/slots",
            json!({"warehouseID": 507, "date": "2026-11-21", "coefficient": 1.5}),
        )
        .await;
    let sid = "00000000-0000-4000-8000-000000000009";
    let mover = story.key(json!({"sid": sid})).await;
    let socks = json!({"nmId": 1, "chrtId": 10, "barcode": "46000018", "warehouseId": 507, "quantity": 30});
    story.control("wb/stocks", json!({"sid": sid, "items": [socks]})).await;
    let quotas =
        json!([{"officeID": 507, "srcQuota": 20, "dstQuota": 0}, {"officeID": 686, "srcQuota": 0, "dstQuota": 9}]);
    story
        .control("gateway/quotas", json!({"quotas": quotas, "open": true}))
        .await;
    let carry = |story: &Story| {
        let request = story.http.post(story.url("/gateway/api/v1/redistribution/requests"));
        let wish = json!({"nmID": 1, "srcOfficeID": 507, "items": [{"dstOfficeID": 686, "chrtID": 10, "count": 7}]});
        request
            .bearer_auth(&mover)
            .header("Idempotency-Key", "a")
            .json(&wish)
            .send()
    };
    let moved: Value = carry(&story).await.unwrap().json().await.unwrap();
    assert_eq!(moved["accepted"][0]["count"], 7);
    let book = |story: &Story| {
        let request = story.http.post(story.url("/gateway/api/v1/bookings")).bearer_auth(&key);
        request
            .header("Idempotency-Key", "a")
            .json(&json!({"warehouseID": 507, "date": "2026-11-21"}))
            .send()
    };
    let first: Value = book(&story).await.unwrap().json().await.unwrap();
    story.running.stop().await.unwrap();

    let story = Story::begin_with(config()).await;
    let messages = story.get("/control/chats/7/messages").await;
    assert_eq!(
        (&messages[0]["text"], &messages[1]["text"]),
        (&json!("помнишь?"), &json!("да"))
    );
    assert_eq!(
        story.get("/control/wb/feed?open=1").await["rows"][0]["coefficient"],
        1.5
    );
    let again: Value = book(&story).await.unwrap().json().await.unwrap();
    assert_eq!(
        again, first,
        "the attempt still has its answer, and the key is still good"
    );
    let moved_again: Value = carry(&story).await.unwrap().json().await.unwrap();
    assert_eq!(moved_again, moved, "nothing is moved twice");
    let left = &story.get("/control/gateway/quotas").await["left"];
    assert_eq!((&left[0]["srcQuota"], &left[1]["dstQuota"]), (&json!(13), &json!(2)));
    let stock = story.get(&format!("/control/wb/stocks?sid={sid}")).await;
    assert_eq!(
        (&stock["items"][0]["quantity"], &stock["items"][1]["quantity"]),
        (&json!(23), &json!(7))
    );
    let bot = Bot::listening(Vec::new()).await;
    story.bot("setWebhook", json!({"url": bot.url})).await;
    assert_eq!(
        bot.seen(1).await[0]["message"]["text"],
        "помнишь?",
        "what waited is still delivered"
    );
    assert!(
        story.get("/control/calls").await[0]["seq"].as_u64() > Some(2),
        "numbering goes on"
    );
    story.running.stop().await.unwrap();

    std::fs::write(&file, "{").unwrap();
    let refused = Sandbox::start(config()).await;
    assert!(matches!(refused, Err(StartError::State(_))));
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn a_taken_port_is_a_clear_message() {
    let story = Story::begin().await;
    let taken = story.running.base_url().replace("http://", "").parse().unwrap();
    let refused = Sandbox::start(Config {
        listen: taken,
        ..Config::default()
    })
    .await
    .expect_err("taken");
    assert!(refused.to_string().contains("SANDBOX_PORT"), "{refused}");
}

#[tokio::test]
async fn a_reset_keeps_the_webhook_the_commands_the_sellers_and_the_counters() {
    let story = Story::begin().await;
    let bot = Bot::listening(Vec::new()).await;
    story.bot("setWebhook", json!({"url": bot.url})).await;
    story
        .bot(
            "setMyCommands",
            json!({"commands": [{"command": "start", "description": "x"}]}),
        )
        .await;
    let sid = "00000000-0000-4000-8000-000000000001";
    let key = story.key(json!({"sid": sid, "revoked": true})).await;
    let before = story.control("users/7/text", json!({"text": "one"})).await;
    story
        .control(
            "wb/slots",
            json!({"warehouseID": 507, "date": "2026-11-21", "coefficient": 1}),
        )
        .await;
    story.control("faults", json!({"target": "wb", "kind": "reset"})).await;
    story.control("reset", json!({})).await;
    assert_eq!(story.get("/control/calls").await, json!([]));
    assert_eq!(story.get("/control/chats").await, json!([]));
    assert_eq!(story.get("/control/clock").await["frozen"], false);
    assert_eq!(story.get("/control/wb/feed?open=1").await["rows"], json!([]));
    let ping = story
        .http
        .get(story.url("/wb/common/ping"))
        .bearer_auth(&key)
        .send()
        .await
        .unwrap();
    assert_eq!(ping.status(), 200, "no fault, not revoked");
    assert_eq!(story.bot("getMyCommands", json!({})).await.as_array().unwrap().len(), 1);
    let after = story.control("users/7/text", json!({"text": "two"})).await;
    assert_eq!((&after["delivered"], &after["message_id"]), (&json!(true), &json!(2)));
    assert!(after["update_id"].as_i64() > before["update_id"].as_i64());
}

#[tokio::test]
async fn readiness_waits_for_the_script_and_for_the_webhook() {
    let story = Story::begin().await;
    let ready = || async {
        let response = story.http.get(story.url("/control/ready")).send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    assert_eq!(
        ready().await,
        (503, json!({"ready": false, "waiting_for": "the stack to be deployed"}))
    );
    assert_eq!(story.try_control("ready", json!({"waiting_for": null})).await.0, 503);
    assert_eq!(ready().await.1["waiting_for"], "the webhook to be set");
    story.bot("setWebhook", json!({"url": "http://127.0.0.1:9/none"})).await;
    assert_eq!(ready().await, (200, json!({"ready": true})));
}

#[tokio::test]
async fn the_clock_is_moved_stopped_and_set_free() {
    let story = Story::begin().await;
    assert_eq!(story.get("/control/clock").await["now"], "2026-11-20T09:00:00Z");
    let moved = story.control("clock", json!({"advance_s": 0.5})).await;
    assert_eq!(moved["now_ms"], 1_795_165_200_500_i64);
    assert_eq!(
        story.control("clock", json!({"frozen": false})).await["moscow_date"],
        "2026-11-20"
    );
    let system = story.control("clock", json!({"system": true})).await;
    assert_eq!((&system["offset_ms"], &system["frozen"]), (&json!(0), &json!(false)));
    for wrong in [json!({}), json!({"now": "soon"}), json!({"advance_s": "1"}), json!([1])] {
        assert_eq!(story.try_control("clock", wrong).await.0, 400);
    }
}

#[tokio::test]
async fn calls_are_told_since_a_number_by_target_and_as_they_come() {
    let story = Story::begin().await;
    let mut events = story.http.get(story.url("/control/events")).send().await.unwrap();
    story.call("getMe", json!({})).await;
    story.http.get(story.url("/wb/common/ping")).send().await.unwrap();
    let all = story.get("/control/calls").await;
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(story.get("/control/calls?since=1").await[0]["target"], "wb");
    assert_eq!(
        story
            .get("/control/calls?target=telegram")
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let mut heard = String::new();
    while !heard.contains("\"target\":\"wb\"") {
        heard.push_str(&String::from_utf8_lossy(&events.chunk().await.unwrap().unwrap()));
    }
    assert!(heard.contains("event: call") && heard.contains("getMe"));
    let lost = story.http.get(story.url("/control/nothing")).send().await.unwrap();
    assert_eq!(lost.status(), 404);
}
