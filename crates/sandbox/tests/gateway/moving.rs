//! Moving a booking: a supply that has a place gets another one, and gives up the first only then.

use serde_json::{Value, json};

use crate::shop::{BETTER, FIRST, Shop, supply_of};

#[tokio::test]
async fn a_moved_supply_gives_up_its_place_with_the_new_confirmation() {
    let shop = Shop::begin().await;
    let first = shop.booked("a", FIRST, json!({})).await;
    let moved = shop.booked("b", BETTER, supply_of(&first)).await;
    assert_eq!(
        (&moved["supplyID"], &moved["status"]),
        (&first["supplyID"], &json!("confirmed"))
    );
    assert_ne!(moved["bookingID"], first["bookingID"]);
    assert_eq!(
        (shop.status("a").await, shop.status("b").await),
        (json!("cancelled"), json!("confirmed"))
    );
    assert_eq!(shop.day().await, BETTER);
    let (former, latter) = (shop.line("a").await, shop.line("b").await);
    assert_eq!(
        (&former["replaces"], &former["replacedBy"]),
        (&Value::Null, &moved["bookingID"])
    );
    assert_eq!(
        (&latter["replaces"], &latter["replacedBy"]),
        (&first["bookingID"], &Value::Null)
    );
    let open = shop.story.get("/control/wb/feed?open=1").await;
    assert_eq!(
        open["rows"],
        json!([]),
        "the place that was given up is not offered again"
    );
    let again = shop.book("b", BETTER, supply_of(&first)).await;
    assert_eq!(again, (201, moved), "a repeated move gets its first answer");
    assert_eq!(
        shop.book("a", FIRST, json!({})).await,
        (201, first),
        "and so does the first booking"
    );
}

#[tokio::test]
async fn on_any_refusal_the_former_booking_stands() {
    let shop = Shop::begin().await;
    let first = shop.booked("a", FIRST, json!({})).await;
    let closed = shop.book("gone", "2026-11-23", supply_of(&first)).await;
    assert_eq!((closed.0, &closed.1["error"]), (409, &json!("slot_taken")));
    for (outcome, status) in [("goods_rejected", 422), ("too_active", 429)] {
        shop.outcome(outcome).await;
        assert_eq!(shop.book(outcome, BETTER, supply_of(&first)).await.0, status);
    }
    shop.outcome("ok").await;
    assert_eq!(shop.status("a").await, "confirmed");
    assert_eq!(shop.day().await, FIRST);
    let again = shop.book("gone", BETTER, supply_of(&first)).await;
    assert_eq!(again.0, 409, "a refused attempt stays refused");
    let open = shop.story.get("/control/wb/feed?open=1").await;
    assert_eq!(open["rows"][0]["date"], BETTER, "no refusal took a place");
}

#[tokio::test]
async fn a_pending_move_leaves_the_former_booking_until_it_is_confirmed() {
    let shop = Shop::begin().await;
    let first = shop.booked("a", FIRST, json!({})).await;
    shop.outcome("pending").await;
    let moved = shop.booked("b", BETTER, supply_of(&first)).await;
    assert_eq!(moved["status"], "pending");
    assert_eq!(shop.status("a").await, "confirmed");
    assert_eq!(shop.day().await, FIRST);
    let path = format!("gateway/bookings/{}", moved["bookingID"].as_str().unwrap());
    shop.story.control(&path, json!({"status": "confirmed"})).await;
    assert_eq!(
        (shop.status("a").await, shop.status("b").await),
        (json!("cancelled"), json!("confirmed"))
    );
    assert_eq!(shop.day().await, BETTER);
    let again = shop.book("b", BETTER, supply_of(&first)).await;
    assert_eq!(again, (201, moved), "the first answer, although it is confirmed by now");
}

#[tokio::test]
async fn a_pending_move_that_falls_changes_nothing() {
    let shop = Shop::begin().await;
    let first = shop.booked("a", FIRST, json!({})).await;
    shop.outcome("pending").await;
    let moved = shop.booked("b", BETTER, supply_of(&first)).await;
    let path = format!("gateway/bookings/{}", moved["bookingID"].as_str().unwrap());
    shop.story.control(&path, json!({"status": "cancelled"})).await;
    assert_eq!(shop.status("a").await, "confirmed");
    assert_eq!(shop.day().await, FIRST);
    assert_eq!(shop.line("a").await["replacedBy"], Value::Null);
}

#[tokio::test]
async fn a_move_replaces_a_pending_booking_too() {
    let shop = Shop::begin().await;
    shop.outcome("pending").await;
    let first = shop.booked("a", FIRST, json!({})).await;
    assert_eq!(
        shop.day().await,
        Value::Null,
        "an order without a date until it is confirmed"
    );
    shop.outcome("ok").await;
    let moved = shop.booked("b", BETTER, supply_of(&first)).await;
    assert_eq!(moved["supplyID"], first["supplyID"]);
    assert_eq!(shop.status("a").await, "cancelled");
    assert_eq!(shop.day().await, BETTER);
}

#[tokio::test]
async fn a_move_whose_answer_was_lost_is_made_once_and_found_by_its_key() {
    let shop = Shop::begin().await;
    let first = shop.booked("a", FIRST, json!({})).await;
    let lost = json!({"target": "gateway", "kind": "lost_answer", "method": "bookings", "count": 1});
    shop.story.control("faults", lost).await;
    let url = shop.story.url("/gateway/api/v1/bookings");
    let body = json!({"warehouseID": 507, "date": BETTER, "boxTypeID": 2, "supplyID": first["supplyID"]});
    let request = shop.story.http.post(url).bearer_auth(&shop.key).json(&body);
    assert!(request.header("Idempotency-Key", "b").send().await.is_err());
    assert_eq!(
        (shop.status("a").await, shop.status("b").await),
        (json!("cancelled"), json!("confirmed"))
    );
    let told = shop.booked("b", BETTER, supply_of(&first)).await;
    assert_eq!(told["supplyID"], first["supplyID"]);
    assert_eq!(
        shop.story
            .get("/control/gateway/bookings")
            .await
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn a_supply_or_a_draft_the_seller_does_not_have_is_refused() {
    let shop = Shop::begin().await;
    let first = shop.booked("a", FIRST, json!({})).await;
    let not_found = |what: &str| json!({"error": "goods_rejected", "detail": what});
    let unknown = shop.book("u", BETTER, json!({"supplyID": 5})).await;
    assert_eq!(unknown, (422, not_found("Поставка не найдена")));
    let other = shop.story.key(json!({})).await;
    let stolen = shop.book_as(&other, "s", BETTER, supply_of(&first)).await;
    assert_eq!(stolen, (422, not_found("Поставка не найдена")));
    let nobodys = shop
        .book("d", BETTER, json!({"draftID": "00000000-0000-4000-8000-00000000000d"}))
        .await;
    assert_eq!(nobodys, (422, not_found("Черновик не найден")));
    let odd = shop.book("o", BETTER, json!({"supplyID": "5"})).await;
    assert_eq!(odd.0, 400);
    assert_eq!(shop.status("a").await, "confirmed");
}
