//! Stock.

use std::time::Duration;

use serde_json::{Value, json};
use stand_in::{Say, StandIn};
use wildberries::{ChrtId, NmId, StockPage, StockPlace, StockRow, WarehouseId, WbError};

use crate::clients::{self, key};

const SOON: Duration = Duration::from_secs(10);

/// What a page makes of one body.
async fn page(body: impl Into<Vec<u8>>) -> Result<StockPage, WbError> {
    let wb = StandIn::start([Say::ok(body)]).await;
    clients::api(wb.base()).stocks(&key(), &[], 0, SOON).await
}

#[tokio::test]
async fn stock_is_told_by_card_and_size() {
    let body = include_str!("../fixtures/stocks.json");
    let wb = StandIn::start([Say::ok(body).header("X-Ratelimit-Remaining", "0")]).await;
    let page = clients::api(wb.base())
        .stocks(&key(), &[NmId(987_456_654)], 0, SOON)
        .await
        .unwrap();
    let row = StockRow {
        nm: NmId(987_456_654),
        chrt: ChrtId(1_234_567_890),
        place: StockPlace::Everywhere,
        place_name: "Склад WB".to_owned(),
        quantity: 120,
        to_client: 7,
        from_client: 2,
    };
    let nothing_left = StockRow {
        chrt: ChrtId(1_234_567_891),
        place: StockPlace::Warehouse(WarehouseId(507)),
        place_name: "Коледино".to_owned(),
        quantity: 0,
        to_client: 0,
        from_client: 0,
        ..row.clone()
    };
    let expected = StockPage {
        rows: vec![row, nothing_left],
        skipped: 0,
        next_offset: None,
        remaining: Some(0),
    };
    assert_eq!(page, expected);

    let asked = wb.asked_once();
    assert_eq!(
        asked.line(),
        "POST /wb/analytics/api/analytics/v1/stocks-report/wb-warehouses"
    );
    assert_eq!(asked.header("authorization"), Some(key().expose()));
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(
        body,
        json!({"nmIds": [987_456_654], "chrtIds": [], "limit": 50_000, "offset": 0})
    );
}

#[tokio::test]
async fn a_full_page_is_followed_by_another() {
    let row = r#"{"nmId":1,"chrtId":2,"warehouseId":-999999,"quantity":3}"#;
    let full = format!(r#"{{"data":{{"items":[{}]}}}}"#, vec![row; 50_000].join(","));
    let wb = StandIn::start([Say::ok(full), Say::ok(r#"{"data":{"items":[]}}"#)]).await;
    let first = clients::api(wb.base()).stocks(&key(), &[], 0, SOON).await.unwrap();
    assert_eq!((first.rows.len(), first.next_offset), (50_000, Some(50_000)));
    let last = clients::api(wb.base()).stocks(&key(), &[], 50_000, SOON).await.unwrap();
    assert_eq!((last.rows.len(), last.next_offset), (0, None));
    let body: Value = serde_json::from_slice(&wb.asked()[1].body).unwrap();
    assert_eq!(body["offset"], 50_000);
}

#[tokio::test]
async fn a_row_may_be_odd_and_an_odd_row_costs_no_other() {
    let body = r#"{"data":{"items":[{"nmId":0,"chrtId":2,"quantity":1},{"nmId":1,"chrtId":2},{"nmId":1,"chrtId":2,"quantity":-1},7,
        {"nmId":"1","chrtId":"2","quantity":"3","warehouseId":null,"shelf":{"n":4}}]},"took":5}"#;
    let body = body.replace("7,", "{},");
    let page = page(body).await.unwrap();
    assert_eq!((page.rows.len(), page.skipped), (1, 4));
    let row = &page.rows[0];
    assert_eq!(
        (row.quantity, row.place, row.place_name.as_str()),
        (3, StockPlace::Unknown, "")
    );
    assert_eq!((row.to_client, row.from_client), (0, 0));
}

#[tokio::test]
async fn no_stock_is_told_from_a_body_of_another_shape() {
    for nothing in [r#"{"data":{"items":[]}}"#, r#"{"data":{"items":null}}"#] {
        assert_eq!(page(nothing).await.unwrap().rows, []);
    }
    for odd in ["null", "[]", "{}", r#"{"data":{}}"#, r#"{"data":{"items":[{"id":1}]}}"#] {
        let error = page(odd).await.unwrap_err();
        assert!(matches!(error, WbError::Unreadable { .. }), "{odd}: {error:?}");
    }
}

#[tokio::test]
async fn a_base_key_is_told_so() {
    let wb = StandIn::start([Say::status(403, include_str!("../fixtures/403_base.json"))]).await;
    let refused = clients::api(wb.base()).stocks(&key(), &[], 0, SOON).await;
    assert!(
        matches!(&refused, Err(WbError::Forbidden { detail }) if detail == "base token is not allowed"),
        "{refused:?}"
    );
}
