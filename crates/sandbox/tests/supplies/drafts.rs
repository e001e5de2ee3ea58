//! Drafts.

use jiff::civil::date;
use reqwest::Method;
use serde_json::{Value, json};
use wildberries::{DraftId, OrderId, SupplyId, SupplyRef, SupplyStatus, WbError};

use crate::common::NOON;
use crate::seller::{OTHER, SID, Seller, november};

const DRAFTS: &str = "/wb/supplies/api/supplies/v1/drafts";

#[tokio::test]
async fn a_draft_is_filled_finished_and_gone() {
    let seller = Seller::begin().await;
    let draft = seller.api.create_draft(&seller.key).await.unwrap();
    let items = format!("{DRAFTS}/{draft}/items");
    let add = json!({"items": [{"sku": "4600000000017", "quantity": 30}, {"sku": "46000018", "quantity": 5}]});
    assert_eq!(
        seller.raw(Method::POST, &items, add).await,
        (200, json!({"results": []}))
    );
    let row = seller.api.drafts(&seller.key).await.unwrap().remove(0);
    assert_eq!((&row.id, row.goods, row.units), (&draft, 2, 35));
    assert_eq!(row.created_at, Some(NOON.parse().unwrap()));
    let told = seller.story.get(&format!("/control/wb/supplies?sid={SID}")).await;
    assert_eq!(
        told["drafts"],
        json!([{"draftId": draft.as_str(), "sid": SID, "sellerName": "ИП Слотов", "createdAt": "2026-11-20T12:00:00+03:00",
            "skuQuantity": 2, "itemQuantity": 35}])
    );

    let plan = format!("wb/drafts/{draft}/plan");
    let wish = json!({"warehouseID": 507, "date": "2026-11-25"});
    let closed = seller.story.try_control(&plan, wish.clone()).await;
    assert_eq!(closed, (409, json!({"error": "Эта дата уже недоступна"})));
    let nothing_came_of_it = seller.story.get("/control/wb/supplies").await;
    assert_eq!(nothing_came_of_it, told);
    seller
        .open(json!({"warehouseID": 507, "date": "2026-11-25", "boxTypeID": 2, "coefficient": 0}))
        .await;
    let planned = seller.story.control(&plan, wish).await;

    assert_eq!(seller.api.drafts(&seller.key).await, Ok(Vec::new()));
    let rows = seller
        .api
        .supplies(&seller.key, &november(&[SupplyStatus::Planned]))
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].order.map(|order| order.0), planned["preorderID"].as_i64());
    let supply = SupplyId(planned["supplyID"].as_i64().unwrap());
    assert_eq!(rows[0].supply, Some(supply));
    let details = seller.details(SupplyRef::Supply(supply)).await;
    assert_eq!(
        (details.quantity, details.supply_date),
        (Some(35), Some(date(2026, 11, 25)))
    );
}

#[tokio::test]
async fn goods_are_added_all_or_none_and_taken_out_without_questions() {
    let seller = Seller::begin().await;
    let draft = seller.api.create_draft(&seller.key).await.unwrap();
    let items = format!("{DRAFTS}/{draft}/items");
    let mixed = json!({"items": [{"sku": "4600000000017", "quantity": 30}, {"sku": "носки", "quantity": 1}, {"sku": "1234567", "quantity": 1}]});
    let unknown = |sku: &str| json!({"sku": sku, "error": {"title": "Invalid sku", "detail": "Создайте карточку товара с этим баркодом"}});
    assert_eq!(
        seller.raw(Method::POST, &items, mixed).await,
        (200, json!({"results": [unknown("носки"), unknown("1234567")]}))
    );
    let (_, content) = seller.raw(Method::GET, &items, Value::Null).await;
    assert_eq!(content, json!({"skuQuantity": 0, "itemQuantity": 0, "items": []}));

    for quantity in [999_999, 10] {
        let add =
            json!({"items": [{"sku": "4600000000017", "quantity": quantity}, {"sku": "46000018", "quantity": 1}]});
        assert_eq!(seller.raw(Method::POST, &items, add).await.0, 200);
    }
    let (_, content) = seller.raw(Method::GET, &items, Value::Null).await;
    assert_eq!(
        (&content["skuQuantity"], &content["itemQuantity"]),
        (&json!(2), &json!(1_000_001))
    );
    assert_eq!(content["items"][0]["sku"], "4600000000017");
    let gone = json!({"skus": ["4600000000017", "never there"]});
    assert_eq!(
        seller.raw(Method::DELETE, &items, gone.clone()).await,
        (200, json!({"results": gone["skus"]}))
    );
    seller.story.advance(60).await;
    let (_, content) = seller.raw(Method::GET, &items, Value::Null).await;
    assert_eq!(content["skuQuantity"], 1);

    for bad in [
        json!({}),
        json!({"items": []}),
        json!({"items": [{"sku": "46000018", "quantity": 0}]}),
        json!({"items": [{"sku": "46000018", "quantity": 1_000_000}]}),
        json!({"items": [{"quantity": 1}]}),
        json!({"items": vec![json!({"sku": "46000018", "quantity": 1}); 1001]}),
    ] {
        assert_eq!(seller.raw(Method::POST, &items, bad).await.0, 400);
    }
}

#[tokio::test]
async fn a_draft_is_its_sellers_own() {
    let seller = Seller::begin().await;
    let draft = seller.api.create_draft(&seller.key).await.unwrap();
    let other = seller.key(json!({"sid": OTHER})).await;
    assert_eq!(seller.api.drafts(&other).await, Ok(Vec::new()));
    assert_eq!(seller.api.delete_draft(&other, &draft).await, Err(WbError::NotFound));
    assert_eq!(seller.api.delete_draft(&seller.key, &draft).await, Ok(()));
    assert_eq!(
        seller.api.delete_draft(&seller.key, &draft).await,
        Err(WbError::NotFound)
    );
    assert_eq!(seller.api.drafts(&seller.key).await, Ok(Vec::new()));
}

#[tokio::test]
async fn drafts_come_newest_first_page_by_page() {
    let seller = Seller::begin().await;
    let mut made: Vec<DraftId> = Vec::new();
    for _ in 0..3 {
        made.insert(0, seller.api.create_draft(&seller.key).await.unwrap());
        seller.story.advance(60).await;
    }
    let listed = seller.api.drafts(&seller.key).await.unwrap();
    assert_eq!(listed.into_iter().map(|row| row.id).collect::<Vec<_>>(), made);

    let oldest = format!("{DRAFTS}/{}/items", made[2]);
    let add = json!({"items": [{"sku": "46000018", "quantity": 1}]});
    seller.raw(Method::POST, &oldest, add).await;
    let (_, page) = seller
        .raw(Method::GET, &format!("{DRAFTS}?limit=1&sort=updatedDt"), Value::Null)
        .await;
    assert_eq!(
        (&page["total"], &page["drafts"][0]["draftId"]),
        (&json!(3), &json!(made[2]))
    );
    let (_, page) = seller
        .raw(Method::GET, &format!("{DRAFTS}?offset=1&order=asc"), Value::Null)
        .await;
    assert_eq!(page["drafts"][0]["draftId"], json!(made[1]));
    for bad in ["limit=0", "sort=name", "order=up"] {
        assert_eq!(
            seller.raw(Method::GET, &format!("{DRAFTS}?{bad}"), Value::Null).await.0,
            400
        );
    }
}

#[tokio::test]
async fn a_draft_whose_answer_was_lost_is_there() {
    let seller = Seller::begin().await;
    let lost = json!({"target": "wb", "kind": "lost_answer", "method": "drafts", "count": 1});
    seller.story.control("faults", lost).await;
    let unknown = seller.api.create_draft(&seller.key).await;
    assert!(matches!(unknown, Err(WbError::Network(_))), "{unknown:?}");
    assert_eq!(seller.api.drafts(&seller.key).await.unwrap().len(), 1);
    let down = json!({"target": "wb", "kind": "500", "method": "/supplies/", "count": 1});
    seller.story.control("faults", down).await;
    let failed = seller.api.supply(&seller.key, SupplyRef::Order(OrderId(1))).await;
    assert_eq!(failed, Err(WbError::Server { status: 500 }));
}
