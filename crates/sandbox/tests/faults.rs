//! Arranged faults, seen from the other end of the connection.
#![allow(clippy::unwrap_used)]

mod common;

use common::Story;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Everything a raw client receives until the connection closes.
async fn raw(story: &Story, request: &str) -> String {
    let address = story.running.base_url().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut received = String::new();
    // A closed or a reset connection: either is an end without an answer.
    let _ended = stream.read_to_string(&mut received).await;
    received
}

fn post(path: &str, headers: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn a_lost_answer_is_a_booking_made_and_a_closed_connection() {
    let story = Story::begin().await;
    let key = story.key(json!({})).await;
    story
        .control(
            "wb/slots",
            json!({"warehouseID": 507, "date": "2026-11-21", "coefficient": 0}),
        )
        .await;
    story
        .control(
            "faults",
            json!({"target": "gateway", "kind": "lost_answer", "count": 1, "method": "POST"}),
        )
        .await;
    let headers = format!("Authorization: Bearer {key}\r\nIdempotency-Key: a1\r\n");
    let request = post(
        "/gateway/api/v1/bookings",
        &headers,
        r#"{"warehouseID":507,"date":"2026-11-21"}"#,
    );
    assert_eq!(raw(&story, &request).await, "", "not a byte of answer");
    assert_eq!(story.get("/control/gateway/bookings").await[0]["idempotencyKey"], "a1");
    let url = story.url("/gateway/api/v1/bookings?idempotencyKey=a1");
    let settled: Value = story
        .http
        .get(url)
        .bearer_auth(&key)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(settled["status"], "confirmed");
    let calls = story.get("/control/calls?target=gateway").await;
    assert_eq!(
        (&calls[0]["fault"], &calls[0]["status"]),
        (&json!("lost_answer"), &json!(201))
    );
}

#[tokio::test]
async fn a_reset_does_nothing_and_says_nothing() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "hi"})).await;
    story
        .control(
            "faults",
            json!([{"target": "telegram", "kind": "reset", "count": 1, "method": "sendMessage"}]),
        )
        .await;
    let request = post("/telegram/bot42:sandbox/sendMessage", "", r#"{"chat_id":7,"text":"a"}"#);
    assert_eq!(raw(&story, &request).await, "");
    assert_eq!(
        story.get("/control/chats/7/messages").await.as_array().unwrap().len(),
        1
    );
    story.bot("sendMessage", json!({"chat_id": 7, "text": "a"})).await;
    let calls = story.get("/control/calls").await;
    assert_eq!((&calls[0]["fault"], &calls[0]["status"]), (&json!("reset"), &json!(0)));
    assert_eq!(calls[1].get("fault"), None);
}

#[tokio::test]
async fn a_timeout_holds_the_connection_until_the_client_leaves() {
    let story = Story::begin().await;
    story
        .control("faults", json!({"target": "telegram", "kind": "timeout", "count": 1}))
        .await;
    let address = story.running.base_url().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(post("/telegram/bot42:sandbox/getMe", "", "{}").as_bytes())
        .await
        .unwrap();
    // The ledger knows of the call as soon as it is held.
    while story.get("/control/calls").await.as_array().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    let mut byte = [0];
    let nothing = stream.try_read(&mut byte).expect_err("neither answered nor closed");
    assert_eq!(nothing.kind(), std::io::ErrorKind::WouldBlock);
    // Stopping does not wait for held connections.
    story.running.stop().await.unwrap();
    assert_eq!(stream.read(&mut byte).await.unwrap_or(0), 0, "closed without an answer");
}

#[tokio::test]
async fn errors_have_each_targets_own_shape() {
    let story = Story::begin().await;
    let key = story.key(json!({})).await;
    for kind in [json!(429), json!("500")] {
        for target in ["telegram", "wb", "gateway"] {
            story
                .control(
                    "faults",
                    json!({"target": target, "kind": kind, "count": 1, "retry_after_s": 7}),
                )
                .await;
        }
        let status: u16 = kind.as_str().map_or(429, |_| 500);
        let (code, body) = story.call("getMe", json!({})).await;
        assert_eq!((code, &body["error_code"]), (status, &json!(status)));
        let ask = |path: &str| story.http.get(story.url(path)).bearer_auth(&key).send();
        let response = ask("/wb/common/ping").await.unwrap();
        assert_eq!(response.status(), status);
        if status == 429 {
            assert_eq!(body["parameters"]["retry_after"], 7);
            assert_eq!(response.headers()["x-ratelimit-retry"], "7");
        }
        let response = ask("/gateway/api/v1/slots").await.unwrap();
        assert_eq!(response.status(), status);
        assert!(response.json::<Value>().await.unwrap()["error"].is_string());
    }
    assert_eq!(story.get("/control/faults").await["faults"], json!([]));
    assert_eq!(story.call("getMe", json!({})).await.0, 200);
}

#[tokio::test]
async fn wrong_faults_are_refused_and_a_slow_answer_still_comes() {
    let story = Story::begin().await;
    for wrong in [
        json!({"target": "telegram"}),
        json!({"target": "moon", "kind": "reset"}),
        json!({"target": "wb", "kind": "reset", "rate": 2}),
    ] {
        let (status, body) = story.try_control("faults", wrong).await;
        assert_eq!((status, body["error"].is_string()), (400, true));
    }
    story
        .control("faults", json!({"target": "telegram", "kind": "slow", "delay_ms": 1}))
        .await;
    assert_eq!(story.call("getMe", json!({})).await.0, 200);
    assert_eq!(story.get("/control/calls").await[0]["fault"], "slow");
    let cleared = story.http.delete(story.url("/control/faults")).send().await.unwrap();
    assert_eq!(cleared.json::<Value>().await.unwrap(), json!({"faults": []}));
}
