//! Taking slots.

use serde_json::{Value, json};

use crate::common::Story;

async fn book(story: &Story, key: &str, attempt: &str, body: Value) -> (u16, Value) {
    let request = story
        .http
        .post(story.url("/gateway/api/v1/bookings"))
        .bearer_auth(key)
        .json(&body);
    let request = if attempt.is_empty() {
        request
    } else {
        request.header("Idempotency-Key", attempt)
    };
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn read(story: &Story, key: &str, path: &str) -> (u16, Value) {
    let response = story
        .http
        .get(story.url(&format!("/gateway/{path}")))
        .bearer_auth(key)
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn wish() -> Value {
    json!({"warehouseID": 507, "date": "2026-11-21", "boxTypeID": 2})
}

async fn open(story: &Story) {
    story
        .control(
            "wb/slots",
            json!({"warehouseID": 507, "date": "2026-11-21", "boxTypeID": 2, "coefficient": 1}),
        )
        .await;
}

#[tokio::test]
async fn an_open_slot_is_booked_once_per_attempt_and_can_be_asked_for() {
    let story = Story::begin().await;
    let key = story.key(json!({"sid": "00000000-0000-4000-8000-000000000001"})).await;
    assert_eq!(book(&story, &key, "a1", wish()).await.0, 409, "it is closed");
    open(&story).await;
    assert_eq!(
        book(&story, &key, "a1", wish()).await.0,
        409,
        "the attempt has its answer"
    );
    let (status, booking) = book(&story, &key, "a2", wish()).await;
    assert_eq!((status, &booking["status"]), (201, &json!("confirmed")));
    assert_eq!(book(&story, &key, "a2", wish()).await, (201, booking.clone()));
    let id = booking["bookingID"].as_str().unwrap();
    assert_eq!(
        read(&story, &key, &format!("api/v1/bookings/{id}")).await,
        (200, booking.clone())
    );
    assert_eq!(
        read(&story, &key, "api/v1/bookings?idempotencyKey=a2").await,
        (200, booking.clone())
    );
    assert_eq!(read(&story, &key, "api/v1/bookings?idempotencyKey=a3").await.0, 404);
    let stranger = story.key(json!({})).await;
    assert_eq!(read(&story, &stranger, &format!("api/v1/bookings/{id}")).await.0, 404);
    let ledger = story.get("/control/gateway/bookings").await;
    assert_eq!(ledger.as_array().unwrap().len(), 1);
    assert_eq!(
        ledger[0],
        json!({
            "bookingID": id, "idempotencyKey": "a2", "sid": "00000000-0000-4000-8000-000000000001", "warehouseID": 507,
            "warehouseName": "Коледино", "date": "2026-11-21", "timeSlot": booking["timeSlot"], "boxTypeID": 2, "coefficient": 1,
            "status": "confirmed", "at_ms": 1_795_165_200_000_i64, "preorderID": ledger[0]["preorderID"],
            "supplyID": booking["supplyID"], "replaces": null, "replacedBy": null
        })
    );
}

#[tokio::test]
async fn sellers_bookings_end_as_arranged() {
    let story = Story::begin().await;
    let key = story.key(json!({"sid": "s1"})).await;
    open(&story).await;
    for (outcome, status, error) in [
        ("goods_rejected", 422, "goods_rejected"),
        ("too_active", 429, "too_active"),
    ] {
        story.control("gateway/sellers/s1", json!({"outcome": outcome})).await;
        let (answered, body) = book(&story, &key, outcome, wish()).await;
        assert_eq!((answered, &body["error"]), (status, &json!(error)));
    }
    story.control("gateway/sellers/s1", json!({"outcome": "pending"})).await;
    let (_, booking) = book(&story, &key, "p", wish()).await;
    assert_eq!(booking["status"], "pending");
    let id = booking["bookingID"].as_str().unwrap();
    story
        .control(&format!("gateway/bookings/{id}"), json!({"status": "cancelled"}))
        .await;
    assert_eq!(
        read(&story, &key, &format!("api/v1/bookings/{id}")).await.1["status"],
        "cancelled"
    );
    assert_eq!(
        story
            .try_control("gateway/sellers/s1", json!({"outcome": "rich"}))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn keys_and_bodies_are_checked() {
    let story = Story::begin().await;
    open(&story).await;
    let key = story.key(json!({})).await;
    assert_eq!(book(&story, &key, "", wish()).await.0, 400, "no Idempotency-Key");
    assert_eq!(book(&story, &key, "a", json!({"warehouseID": 507})).await.0, 400);
    for (order, status) in [
        (json!({"scopes": ["supplies", "read_only"]}), 403),
        (json!({"scopes": ["content"]}), 403),
        (json!({"revoked": true}), 401),
        (json!({"expires_in_s": -5}), 401),
    ] {
        let key = story.key(order.clone()).await;
        assert_eq!(book(&story, &key, "a", wish()).await.0, status, "{order}");
    }
    assert_eq!(story.get("/control/gateway/bookings").await, json!([]));
    let (status, slots) = read(
        &story,
        &key,
        "api/v1/slots?warehouseID=507&dateFrom=2026-11-21&dateTo=2026-11-21",
    )
    .await;
    assert_eq!((status, slots.as_array().unwrap().len()), (200, 4));
    let open: Vec<&Value> = slots
        .as_array()
        .unwrap()
        .iter()
        .filter(|slot| slot["coefficient"] == 1)
        .collect();
    assert_eq!((open.len(), open[0]["timeSlots"].as_array().unwrap().len()), (1, 10));
}

#[tokio::test]
async fn the_last_place_is_given_away_once() {
    let story = Story::begin().await;
    story
        .control(
            "wb/slots",
            json!({"warehouseID": 507, "date": "2026-11-21", "boxTypeID": 2, "coefficient": 1, "capacity": 1}),
        )
        .await;
    let (one, two) = (story.key(json!({})).await, story.key(json!({})).await);
    let (first, second) = tokio::join!(book(&story, &one, "a", wish()), book(&story, &two, "b", wish()));
    let mut statuses = [first.0, second.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(story.get("/control/wb/feed?open=1").await["rows"], json!([]));
}
