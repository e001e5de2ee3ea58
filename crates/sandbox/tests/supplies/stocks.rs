//! Stock, and drafts of a shop whose goods are known.

use std::time::Duration;

use serde_json::{Value, json};
use wildberries::{ChrtId, DraftItem, ItemsAdded, NmId, RefusedItem, StockPlace, WbError};

use crate::common::Story;
use crate::seller::{OTHER, SID, Seller};

const SOON: Duration = Duration::from_secs(10);

fn good(nm: u64, chrt: u64, warehouse: u32, quantity: u32) -> Value {
    json!({"nmId": nm, "chrtId": chrt, "techSize": "42", "name": format!("Носки {nm}"), "barcode": format!("46{chrt:011}"),
        "warehouseId": warehouse, "quantity": quantity})
}

async fn stocked() -> Seller {
    let scopes = json!(["supplies", "analytics"]);
    let seller = Seller::of(Story::begin().await, json!({"sid": SID, "scopes": scopes})).await;
    let items = [
        good(1, 10, 507, 30),
        good(1, 10, 686, 5),
        good(1, 11, 507, 7),
        good(2, 20, 507, 0),
    ];
    seller
        .story
        .control("wb/stocks", json!({"sid": SID, "items": items}))
        .await;
    seller
}

#[tokio::test]
async fn the_report_tells_all_warehouses_together() {
    let seller = stocked().await;
    let page = seller.api.stocks(&seller.key, &[], 0, SOON).await.unwrap();
    let told: Vec<_> = page.rows.iter().map(|row| (row.nm, row.chrt, row.quantity)).collect();
    assert_eq!(
        told,
        [
            (NmId(1), ChrtId(10), 35),
            (NmId(1), ChrtId(11), 7),
            (NmId(2), ChrtId(20), 0)
        ]
    );
    assert!(page.rows.iter().all(|row| row.place == StockPlace::Everywhere));
    assert_eq!((page.rows[0].place_name.as_str(), page.next_offset), ("Склад WB", None));

    let again = seller.api.stocks(&seller.key, &[NmId(2)], 0, SOON).await;
    assert!(
        matches!(again, Err(WbError::RateLimited(limit)) if limit.retry_s == Some(20)),
        "{again:?}"
    );
    seller.story.advance(20).await;
    let one = seller.api.stocks(&seller.key, &[NmId(2)], 0, SOON).await.unwrap();
    assert_eq!(one.rows.len(), 1);
    seller.story.advance(20).await;
    let rest = seller.api.stocks(&seller.key, &[], 2, SOON).await.unwrap();
    assert_eq!(rest.rows.len(), 1, "the first two are passed over");
}

#[tokio::test]
async fn stock_is_told_to_its_seller_under_the_right_key() {
    let seller = stocked().await;
    let other = seller.key(json!({"sid": OTHER, "scopes": ["analytics"]})).await;
    assert_eq!(seller.api.stocks(&other, &[], 0, SOON).await.unwrap().rows, []);
    for order in [
        json!({"sid": SID}),
        json!({"sid": SID, "acc": 1, "scopes": ["analytics"]}),
    ] {
        let key = seller.key(order.clone()).await;
        let refused = seller.api.stocks(&key, &[], 0, SOON).await;
        assert!(
            matches!(refused, Err(WbError::Forbidden { .. })),
            "{order}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_draft_takes_the_shops_own_barcodes_only() {
    let seller = stocked().await;
    let draft = seller.api.create_draft(&seller.key).await.unwrap();
    let item = |sku: &str, quantity| DraftItem {
        sku: sku.to_owned(),
        quantity,
    };
    let stranger = "4600000000017";
    let mixed = [item("4600000000010", 3), item(stranger, 1)];
    assert_eq!(
        seller.api.add_draft_items(&seller.key, &draft, &mixed).await,
        Ok(ItemsAdded::None(vec![RefusedItem {
            sku: stranger.to_owned(),
            detail: "Создайте карточку товара с этим баркодом".to_owned()
        }]))
    );
    assert_eq!(seller.api.draft_items(&seller.key, &draft).await.unwrap().items, []);
    assert_eq!(
        seller.api.add_draft_items(&seller.key, &draft, &mixed[..1]).await,
        Ok(ItemsAdded::All)
    );
    let content = seller.api.draft_items(&seller.key, &draft).await.unwrap();
    assert_eq!((content.goods, content.units), (1, 3));
    let socks = &content.items[0];
    assert_eq!(
        (socks.nm, socks.title.as_deref(), socks.tech_size.as_deref()),
        (Some(NmId(1)), Some("Носки 1"), Some("42"))
    );
    let gone = ["4600000000010".to_owned(), "никогда не было".to_owned()];
    assert_eq!(seller.api.remove_draft_items(&seller.key, &draft, &gone).await, Ok(()));
    assert_eq!(seller.api.draft_items(&seller.key, &draft).await.unwrap().items, []);
}

#[tokio::test]
async fn odd_stock_is_refused_as_a_whole() {
    let seller = stocked().await;
    let twin = json!({"nmId": 3, "chrtId": 30, "barcode": "4600000000010", "warehouseId": 507, "quantity": 1});
    for items in [
        json!([good(1, 10, 507, 1), good(1, 10, 507, 1)]),
        json!([good(1, 10, 507, 1), good(2, 10, 686, 1)]),
        json!([good(1, 10, 507, 1), twin]),
        json!([good(0, 10, 507, 1)]),
        json!([{"nmId": 1}]),
    ] {
        let refused = seller
            .story
            .try_control("wb/stocks", json!({"sid": SID, "items": items}))
            .await;
        assert_eq!(refused.0, 400, "{items}");
    }
    let nobody = json!({"sid": "nobody", "items": []});
    assert_eq!(seller.story.try_control("wb/stocks", nobody).await.0, 404);
    let there = seller.story.get(&format!("/control/wb/stocks?sid={SID}")).await;
    assert_eq!(there["items"].as_array().unwrap().len(), 4);
    seller.story.control("reset", json!({})).await;
    let after = seller.story.get(&format!("/control/wb/stocks?sid={SID}")).await;
    assert_eq!(after, json!({"sid": SID, "items": []}));
}
