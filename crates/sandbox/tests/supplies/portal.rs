//! What sellers do in the portal, and what stays of it.

use sandbox::Config;
use serde_json::json;
use wildberries::{SupplyId, SupplyLookup, SupplyRef};

use crate::common::Story;
use crate::seller::{OTHER, SID, Seller};

#[tokio::test]
async fn what_is_cancelled_or_deleted_in_the_portal_is_gone() {
    let seller = Seller::begin().await;
    let order = seller.order(json!({"sid": SID})).await;
    let planned = seller.order(json!({"sid": SID})).await;
    let plan = json!({"date": "2026-11-25", "force": true});
    let told = seller
        .story
        .control(&format!("wb/orders/{planned}/plan"), plan.clone())
        .await;
    let supply = SupplyId(told["supplyID"].as_i64().unwrap());
    for (order, which) in [(order, SupplyRef::Order(order)), (planned, SupplyRef::Supply(supply))] {
        let cancel = format!("wb/orders/{order}/cancel");
        seller.story.control(&cancel, json!({})).await;
        assert_eq!(seller.look(which).await, SupplyLookup::Missing);
        assert_eq!(seller.story.try_control(&cancel, json!({})).await.0, 404);
        let path = format!("wb/orders/{order}/plan");
        assert_eq!(seller.story.try_control(&path, plan.clone()).await.0, 404);
    }
    let draft = seller.api.create_draft(&seller.key).await.unwrap();
    for status in [200, 404] {
        let url = seller.story.url(&format!("/control/wb/drafts/{draft}"));
        let deleted = seller.story.http.delete(url).send().await.unwrap();
        assert_eq!(deleted.status(), status);
    }
    assert_eq!(seller.api.drafts(&seller.key).await, Ok(Vec::new()));
}

#[tokio::test]
async fn the_control_api_says_what_is_wrong_with_an_order() {
    let seller = Seller::begin().await;
    for (order, status, why) in [
        (json!({}), 400, "sid"),
        (json!({"sid": "nobody"}), 404, "no seller nobody"),
        (json!({"sid": SID, "warehouseID": 5}), 400, "no warehouse 5"),
        (json!({"sid": SID, "boxTypeID": 3}), 400, "boxTypeID"),
    ] {
        let (refused, body) = seller.story.try_control("wb/orders", order).await;
        assert_eq!(refused, status, "{why}");
        assert!(body["error"].as_str().unwrap().contains(why), "{body}");
    }
    let made = seller.story.control("wb/orders", json!({"sid": SID})).await;
    let number = made["preorderID"].clone();
    assert_eq!(
        made,
        json!({"preorderID": number, "supplyID": null, "sid": SID, "sellerName": "ИП Слотов", "warehouseID": 507,
            "warehouseName": "Коледино", "boxTypeID": 2, "statusID": 1, "supplyDate": null,
            "createDate": "2026-11-20T12:00:00+03:00", "quantity": 100})
    );
    assert_eq!(seller.story.get("/control/wb/supplies").await["orders"], json!([made]));
    let others = seller.story.get(&format!("/control/wb/supplies?sid={OTHER}")).await;
    assert_eq!(others, json!({"orders": [], "drafts": []}));
    let (status, _) = seller
        .story
        .try_control(
            &format!("wb/orders/{number}/plan"),
            json!({"date": "tomorrow", "force": true}),
        )
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn orders_and_drafts_outlive_a_restart_and_numbers_are_never_used_again() {
    let file = std::env::temp_dir().join(format!("sandbox-supplies-{}.json", std::process::id()));
    let config = || Config {
        state_file: Some(file.clone()),
        ..Config::default()
    };
    let seller = Seller::of(Story::begin_with(config()).await, json!({"sid": SID})).await;
    let order = seller.order(json!({"sid": SID})).await;
    let plan = json!({"date": "2026-11-25", "force": true});
    seller.story.control(&format!("wb/orders/{order}/plan"), plan).await;
    let draft = seller.api.create_draft(&seller.key).await.unwrap();
    let before = seller.story.get("/control/wb/supplies").await;
    seller.story.running.stop().await.unwrap();

    let seller = Seller::of(Story::begin_with(config()).await, json!({"sid": SID})).await;
    assert_eq!(seller.story.get("/control/wb/supplies").await, before);
    seller.story.control("reset", json!({})).await;
    let empty = seller.story.get("/control/wb/supplies").await;
    assert_eq!(empty, json!({"orders": [], "drafts": []}));
    let next = seller.order(json!({"sid": SID})).await;
    assert!(
        next.0 > order.0 + 1,
        "the supply's and the draft's numbers are spent too"
    );
    assert_ne!(seller.api.create_draft(&seller.key).await.unwrap(), draft);
    seller.story.running.stop().await.unwrap();
    std::fs::remove_file(&file).unwrap();
}
