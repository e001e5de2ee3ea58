//! The goods of a draft.

use serde_json::{Value, json};
use stand_in::{Say, StandIn};
use wildberries::{DraftContent, DraftGood, DraftId, DraftItem, ItemsAdded, NmId, RefusedItem, WbError};

use crate::clients::{self, key};

const UUID: &str = "cd20d135-f13f-47a0-903c-3bd268b92047";
const ITEMS: &str = "/wb/supplies/api/supplies/v1/drafts/cd20d135-f13f-47a0-903c-3bd268b92047/items";

fn id() -> DraftId {
    UUID.parse().unwrap()
}

fn socks() -> [DraftItem; 1] {
    [DraftItem {
        sku: "4600000000017".to_owned(),
        quantity: 30,
    }]
}

/// What putting goods in makes of one answer.
async fn add(say: Say) -> Result<ItemsAdded, WbError> {
    let wb = StandIn::start([say]).await;
    clients::api(wb.base()).add_draft_items(&key(), &id(), &socks()).await
}

#[tokio::test]
async fn goods_are_put_in() {
    let wb = StandIn::start([Say::ok(r#"{"results":[]}"#)]).await;
    let added = clients::api(wb.base()).add_draft_items(&key(), &id(), &socks()).await;
    assert_eq!(added, Ok(ItemsAdded::All));
    let asked = wb.asked_once();
    assert_eq!(asked.line(), format!("POST {ITEMS}"));
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(body, json!({"items": [{"sku": "4600000000017", "quantity": 30}]}));
}

#[tokio::test]
async fn one_good_without_a_card_keeps_all_out() {
    let body = r#"{"results":[{"sku":"46","error":{"title":"Invalid sku","detail":"Создайте карточку товара с этим баркодом"}},
        {"sku":47,"error":{"title":"Invalid sku"}},{"sku":"48","error":null}]}"#;
    let refused = |sku: &str, detail: &str| RefusedItem {
        sku: sku.to_owned(),
        detail: detail.to_owned(),
    };
    assert_eq!(
        add(Say::ok(body)).await,
        Ok(ItemsAdded::None(vec![
            refused("46", "Создайте карточку товара с этим баркодом"),
            refused("47", "Invalid sku"),
            refused("48", ""),
        ]))
    );
}

#[tokio::test]
async fn a_body_of_another_shape_is_no_success() {
    assert_eq!(add(Say::ok(r#"{"results":null}"#)).await, Ok(ItemsAdded::All));
    for odd in ["null", "{}", "[]", r#"{"results":7}"#] {
        let error = add(Say::ok(odd)).await.unwrap_err();
        assert!(matches!(error, WbError::Unreadable { .. }), "{odd}: {error:?}");
    }
    let missing = r#"{"status":404,"title":"not found","detail":"черновик не найден"}"#;
    assert_eq!(add(Say::status(404, missing)).await, Err(WbError::NotFound));
}

#[tokio::test]
async fn what_is_in_a_draft_is_shown() {
    let wb = StandIn::start([Say::ok(include_str!("../fixtures/draft_items.json"))]).await;
    let some = |text: &str| Some(text.to_owned());
    let expected = DraftContent {
        goods: 2,
        units: 35,
        items: vec![
            DraftGood {
                sku: "4600000000017".to_owned(),
                quantity: 30,
                nm: Some(NmId(987_456_654)),
                title: some("Носки белые"),
                vendor_code: some("wb4sewt0vg"),
                tech_size: some("42"),
            },
            DraftGood {
                sku: "46000018".to_owned(),
                quantity: 5,
                nm: None,
                title: None,
                vendor_code: None,
                tech_size: None,
            },
        ],
    };
    assert_eq!(clients::api(wb.base()).draft_items(&key(), &id()).await, Ok(expected));
    assert_eq!(wb.asked_once().line(), format!("GET {ITEMS}"));
}

#[tokio::test]
async fn a_good_that_cannot_be_read_is_not_left_out() {
    for odd in [
        "{}",
        r#"{"items":[{"quantity":1}]}"#,
        r#"{"items":[{"sku":"46","quantity":null}]}"#,
    ] {
        let wb = StandIn::start([Say::ok(odd)]).await;
        let error = clients::api(wb.base()).draft_items(&key(), &id()).await.unwrap_err();
        assert!(matches!(error, WbError::Unreadable { .. }), "{odd}: {error:?}");
    }
}

#[tokio::test]
async fn goods_are_taken_out() {
    let wb = StandIn::start([Say::ok(r#"{"results":["4600000000017"]}"#)]).await;
    let gone = ["4600000000017".to_owned()];
    assert_eq!(
        clients::api(wb.base()).remove_draft_items(&key(), &id(), &gone).await,
        Ok(())
    );
    let asked = wb.asked_once();
    assert_eq!(asked.line(), format!("DELETE {ITEMS}"));
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(body, json!({"skus": ["4600000000017"]}));
}
