//! Bookings and the supplies they plan, as Wildberries and the portal know them.

use serde_json::{Value, json};

use crate::shop::{BETTER, FIRST, SID, Shop, supply_of};

#[tokio::test]
async fn a_booking_makes_a_supply_that_wildberries_knows() {
    let shop = Shop::begin().await;
    let booking = shop.booked("a", FIRST, json!({})).await;
    let (status, supply) = shop.supply(&booking["supplyID"]).await;
    assert_eq!(
        (
            status,
            &supply["supplyDate"],
            &supply["warehouseID"],
            &supply["statusID"]
        ),
        (200, &json!("2026-11-25T00:00:00+03:00"), &json!(507), &json!(2))
    );
    assert_eq!(shop.orders().await[0]["supplyID"], booking["supplyID"]);
}

#[tokio::test]
async fn a_draft_becomes_a_planned_supply_once() {
    let shop = Shop::begin().await;
    let drafts = shop.story.url("/wb/supplies/api/supplies/v1/drafts");
    let call = |verb, path: String| {
        let request = shop.story.http.request(verb, path);
        request.header("Authorization", &shop.key)
    };
    let made: Value = call(reqwest::Method::POST, drafts.clone())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let draft = made["draftId"].as_str().unwrap().to_owned();
    let goods = json!({"items": [{"sku": "4600000000017", "quantity": 30}]});
    let added = call(reqwest::Method::POST, format!("{drafts}/{draft}/items"))
        .json(&goods)
        .send()
        .await
        .unwrap();
    assert!(added.status().is_success(), "{added:?}");
    let other = shop.story.key(json!({})).await;
    let cargo = json!({"draftID": draft});
    assert_eq!(
        shop.book_as(&other, "s", FIRST, cargo.clone()).await.0,
        422,
        "another seller's"
    );
    assert_eq!(shop.book("c", "2026-11-23", cargo.clone()).await.0, 409);
    assert_eq!(
        shop.story.get("/control/wb/supplies").await["drafts"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "a refused draft is there as before"
    );
    let booking = shop.booked("a", FIRST, cargo.clone()).await;
    let told = shop.story.get("/control/wb/supplies").await;
    assert_eq!(told["drafts"], json!([]));
    let order = &told["orders"][0];
    assert_eq!(
        (&order["supplyID"], &order["supplyDate"], &order["quantity"]),
        (&booking["supplyID"], &json!(FIRST), &json!(30))
    );
    assert_eq!(shop.book("a", FIRST, cargo.clone()).await, (201, booking));
    assert_eq!(shop.book("b", BETTER, cargo).await.0, 422, "it is a draft no more");
}

#[tokio::test]
async fn what_the_seller_does_in_the_portal_ends_the_booking() {
    let shop = Shop::begin().await;
    let first = shop.booked("a", FIRST, json!({})).await;
    let order = shop.orders().await[0]["preorderID"].clone();
    let plan = format!("wb/orders/{order}/plan");
    let same = shop
        .story
        .try_control(&plan, json!({"date": FIRST, "force": true}))
        .await;
    assert_eq!(same.0, 409, "it is planned for that day");
    let closed = shop.story.try_control(&plan, json!({"date": "2026-11-23"})).await;
    assert_eq!(closed, (409, json!({"error": "Эта дата уже недоступна"})));
    assert_eq!(shop.status("a").await, "confirmed");
    let planned = shop.story.control(&plan, json!({"date": BETTER})).await;
    assert_eq!(
        (&planned["supplyID"], &planned["supplyDate"]),
        (&first["supplyID"], &json!(BETTER))
    );
    assert_eq!(
        shop.status("a").await,
        "cancelled",
        "its place was given up for another"
    );
    let (_, supply) = shop.supply(&first["supplyID"]).await;
    assert_eq!(supply["supplyDate"], "2026-11-22T00:00:00+03:00");
}

#[tokio::test]
async fn a_supply_that_was_planned_in_the_portal_is_moved_as_well() {
    let shop = Shop::begin().await;
    let order = shop
        .story
        .control("wb/orders", json!({"sid": SID, "quantity": 30}))
        .await;
    let plan = format!("wb/orders/{}/plan", order["preorderID"]);
    let supply = shop.story.control(&plan, json!({"date": FIRST})).await["supplyID"].clone();
    let cargo = json!({"supplyID": supply});
    assert_eq!(shop.book("gone", "2026-11-23", cargo.clone()).await.0, 409);
    assert_eq!(shop.day().await, FIRST);
    let moved = shop.booked("a", BETTER, cargo).await;
    assert_eq!(moved["supplyID"], supply);
    assert_eq!(shop.line("a").await["replaces"], Value::Null, "no booking held it");
    let told = shop.orders().await[0].clone();
    assert_eq!((&told["supplyDate"], &told["quantity"]), (&json!(BETTER), &json!(30)));
}

#[tokio::test]
async fn a_deleted_order_takes_its_booking_with_it() {
    let shop = Shop::begin().await;
    let first = shop.booked("a", FIRST, json!({})).await;
    let order = shop.orders().await[0]["preorderID"].clone();
    shop.story
        .control(&format!("wb/orders/{order}/cancel"), json!({}))
        .await;
    assert_eq!(shop.status("a").await, "cancelled");
    assert_eq!(shop.supply(&first["supplyID"]).await.0, 404);
    assert_eq!(shop.book("b", BETTER, supply_of(&first)).await.0, 422);
    let path = format!("gateway/bookings/{}", first["bookingID"].as_str().unwrap());
    let back = shop.story.try_control(&path, json!({"status": "confirmed"})).await;
    assert_eq!(back.0, 409, "there is nothing left to confirm");
}

#[tokio::test]
async fn a_booking_that_falls_takes_the_date_away_and_may_be_planned_anew() {
    let shop = Shop::begin().await;
    let first = shop.booked("a", FIRST, json!({})).await;
    let path = format!("gateway/bookings/{}", first["bookingID"].as_str().unwrap());
    shop.story.control(&path, json!({"status": "cancelled"})).await;
    assert_eq!(shop.day().await, Value::Null);
    assert_eq!(shop.supply(&first["supplyID"]).await.0, 404);
    let again = shop.booked("b", BETTER, supply_of(&first)).await;
    assert_eq!(again["supplyID"], first["supplyID"]);
    assert_eq!(shop.day().await, BETTER);
    assert_eq!(shop.line("b").await["replaces"], Value::Null);
}
