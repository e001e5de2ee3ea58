//! Orders and supplies.

use jiff::Timestamp;
use jiff::civil::date;
use serde_json::{Value, json};
use stand_in::{Say, StandIn};
use wildberries::{
    BoxType, OrderId, SupplyDetails, SupplyId, SupplyLookup, SupplyQuery, SupplyRef, SupplyRow, SupplyStatus,
    WarehouseId, WbError,
};

use crate::clients::{self, key};

const ORDER: SupplyRef = SupplyRef::Order(OrderId(123_456_789));

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

fn winter(statuses: &[SupplyStatus]) -> SupplyQuery {
    SupplyQuery {
        created_from: date(2024, 12, 1),
        created_to: date(2024, 12, 31),
        statuses: statuses.to_vec(),
    }
}

/// What the list makes of one body.
async fn list(body: &str) -> Result<Vec<SupplyRow>, WbError> {
    let wb = StandIn::start([Say::ok(body)]).await;
    clients::api(wb.base()).supplies(&key(), &winter(&[])).await
}

/// What a lookup makes of one answer.
async fn look_up(say: Say) -> Result<SupplyLookup, WbError> {
    let wb = StandIn::start([say]).await;
    clients::api(wb.base()).supply(&key(), ORDER).await
}

async fn found(body: &str) -> SupplyDetails {
    match look_up(Say::ok(body)).await {
        Ok(SupplyLookup::Found(details)) => details,
        other => panic!("{body}: {other:?}"),
    }
}

#[tokio::test]
async fn orders_and_supplies_are_listed() {
    let wb = StandIn::start([Say::ok(include_str!("../fixtures/supplies.json"))]).await;
    let planned = [
        SupplyStatus::Planned,
        SupplyStatus::ShipmentAllowed,
        SupplyStatus::Other(9),
    ];
    let rows = clients::api(wb.base())
        .supplies(&key(), &winter(&planned))
        .await
        .unwrap();

    assert_eq!(
        rows,
        [
            SupplyRow {
                order: Some(OrderId(34_597_755)),
                supply: None,
                status: SupplyStatus::NotPlanned,
                // 1 and 2 are both boxes.
                box_type: Some(BoxType::Boxes),
                created_at: at("2024-12-29T13:58:26Z"),
                supply_date: None,
            },
            SupplyRow {
                order: Some(OrderId(34_601_223)),
                supply: Some(SupplyId(26_596_368)),
                status: SupplyStatus::Planned,
                box_type: Some(BoxType::Pallets),
                created_at: at("2024-12-29T13:57:59Z"),
                // Midnight in Moscow is the day before in UTC: the day is taken as written.
                supply_date: Some(date(2024, 12, 29)),
            },
        ]
    );

    let asked = wb.asked_once();
    assert_eq!(asked.line(), "POST /wb/supplies/api/v1/supplies?limit=1000&offset=0");
    assert_eq!(asked.header("authorization"), Some(key().expose()));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(
        body,
        json!({"dates": [{"from": "2024-12-01", "till": "2024-12-31", "type": "createDate"}], "statusIDs": [2, 3, 9]})
    );
}

#[tokio::test]
async fn no_status_asks_for_all_of_them() {
    let wb = StandIn::start([Say::ok("[]")]).await;
    assert_eq!(
        clients::api(wb.base()).supplies(&key(), &winter(&[])).await,
        Ok(Vec::new())
    );
    let body: Value = serde_json::from_slice(&wb.asked_once().body).unwrap();
    assert_eq!(body.get("statusIDs"), None, "an empty list might mean none");
}

#[tokio::test]
async fn null_is_an_empty_list() {
    assert_eq!(list("null").await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_row_may_be_odd_and_an_odd_row_costs_no_other() {
    let rows = list(
        r#"[{"preorderID":"7","supplyID":0,"statusID":"2","boxTypeID":0,"createDate":"2024-12-29T16:58:26","supplyDate":"0001-01-01T00:00:00Z"},
            {"supplyID":8,"statusID":77,"boxTypeID":null,"createDate":"yesterday","supplyDate":"2024-12-30","isBoxOnPallet":true},
            {"statusID":2},{"preorderID":9},{"preorderID":-1,"statusID":2},{"preorderID":[],"statusID":{}},
            {"preorderID":10,"statusID":6,"boxTypeID":2}]"#,
    )
    .await
    .unwrap();
    assert_eq!(
        rows,
        [
            SupplyRow {
                order: Some(OrderId(7)),
                supply: None,
                status: SupplyStatus::Planned,
                // A virtual supply is packed in nothing; a moment without a zone is Moscow's; year 1 is no date.
                box_type: None,
                created_at: at("2024-12-29T13:58:26Z"),
                supply_date: None,
            },
            SupplyRow {
                order: None,
                supply: Some(SupplyId(8)),
                status: SupplyStatus::Other(77),
                box_type: None,
                created_at: None,
                supply_date: Some(date(2024, 12, 30)),
            },
            SupplyRow {
                order: Some(OrderId(10)),
                supply: None,
                status: SupplyStatus::UnloadedAtGate,
                box_type: Some(BoxType::Boxes),
                created_at: None,
                supply_date: None,
            },
        ]
    );
}

#[tokio::test]
async fn rows_of_another_shape_are_no_empty_list() {
    for body in [
        r#"[{"orderId":1,"state":"planned"}]"#,
        r#"{"supplies":[]}"#,
        "[1]",
        "",
        "<html>",
    ] {
        let error = list(body).await.unwrap_err();
        assert!(matches!(error, WbError::Unreadable { .. }), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn one_supply_is_looked_up() {
    let body = include_str!("../fixtures/supply.json");
    let wb = StandIn::start([Say::ok(body), Say::ok(body)]).await;
    let api = clients::api(wb.base());

    let by_supply = api
        .supply(&key(), SupplyRef::Supply(SupplyId(26_596_368)))
        .await
        .unwrap();
    assert_eq!(api.supply(&key(), ORDER).await.as_ref(), Ok(&by_supply));
    assert_eq!(
        by_supply,
        SupplyLookup::Found(SupplyDetails {
            status: SupplyStatus::Accepted,
            box_type: Some(BoxType::Boxes),
            warehouse: Some(WarehouseId(507)),
            warehouse_name: Some("Коледино".to_owned()),
            created_at: at("2025-07-15T14:17:45Z"),
            supply_date: Some(date(2025, 7, 15)),
            quantity: Some(10),
        })
    );

    let asked: Vec<String> = wb.asked().iter().map(|asked| asked.line()).collect();
    assert_eq!(
        asked,
        [
            "GET /wb/supplies/api/v1/supplies/26596368?isPreorderID=false",
            "GET /wb/supplies/api/v1/supplies/123456789?isPreorderID=true",
        ]
    );
}

#[tokio::test]
async fn an_order_without_a_date_has_little_to_say() {
    let nothing = SupplyDetails {
        status: SupplyStatus::NotPlanned,
        box_type: None,
        warehouse: None,
        warehouse_name: None,
        created_at: None,
        supply_date: None,
        quantity: None,
    };
    for body in [
        r#"{"statusID":1}"#,
        r#"{"statusID":1,"boxTypeID":0,"warehouseID":0,"warehouseName":" ","supplyDate":null,"createDate":"","quantity":-1}"#,
        r#"{"statusID":"1","warehouseID":null,"warehouseName":null,"supplyDate":"","quantity":"many","new":[{"a":1}]}"#,
    ] {
        assert_eq!(found(body).await, nothing, "{body}");
    }
}

#[tokio::test]
async fn numbers_may_come_as_text() {
    let details = found(r#"{"statusID":"2","boxTypeID":"6","warehouseID":"507","quantity":"10"}"#).await;
    assert_eq!(details.status, SupplyStatus::Planned);
    assert_eq!(details.box_type, Some(BoxType::Supersafe));
    assert_eq!(details.warehouse, Some(WarehouseId(507)));
    assert_eq!(details.quantity, Some(10));
}

#[tokio::test]
async fn a_supply_that_does_not_say_where_it_stands_is_unreadable() {
    for body in [
        "{}",
        r#"{"statusID":null}"#,
        r#"{"statusID":"planned"}"#,
        "null",
        "[]",
        "\"ok\"",
    ] {
        let error = look_up(Say::ok(body)).await.unwrap_err();
        assert!(
            matches!(&error, WbError::Unreadable { what } if what.contains(body)),
            "{body}: {error:?}"
        );
    }
}

#[tokio::test]
async fn an_order_that_became_a_supply_names_it() {
    let documented = Say::status(400, include_str!("../fixtures/400_became_supply.json"));
    let became = SupplyLookup::BecameSupply(SupplyId(987_654_321));
    assert_eq!(look_up(documented).await, Ok(became.clone()));

    for detail in [
        "по заказу 1 найдена поставка №987654321",
        "по заказу 1 найдена поставка: 987654321",
    ] {
        let say = Say::status(400, json!({"detail": detail}).to_string());
        assert_eq!(look_up(say).await.as_ref(), Ok(&became), "{detail}");
    }
}

#[tokio::test]
async fn other_refusals_are_no_supply() {
    for detail in [
        "неверный формат id (должен быть int64)",
        "по заказу 123456789 найдена поставка",
        "по заказу 123456789 найдена поставка 99999999999999999999",
    ] {
        let say = Say::status(400, json!({"detail": detail}).to_string());
        let refused = WbError::BadRequest {
            detail: detail.to_owned(),
        };
        assert_eq!(look_up(say).await, Err(refused));
    }
}

#[tokio::test]
async fn a_supply_that_is_not_there_is_missing_and_a_method_that_is_not_there_is_an_error() {
    let missing = Say::status(404, include_str!("../fixtures/404_supply.json"));
    assert_eq!(look_up(missing).await, Ok(SupplyLookup::Missing));
    let order = Say::status(404, json!({"detail": "Заказ 1234 не найден"}).to_string());
    assert_eq!(look_up(order).await, Ok(SupplyLookup::Missing));

    let off = Say::status(404, include_str!("../fixtures/404_disabled.json"));
    assert_eq!(look_up(off).await, Err(WbError::Disabled));
    let wrong = Say::status(404, include_str!("../fixtures/404_path.json"));
    assert_eq!(look_up(wrong).await, Err(WbError::NotFound));
    assert_eq!(look_up(Say::status(404, "")).await, Err(WbError::NotFound));
}

#[tokio::test]
async fn troubles_are_those_of_every_call() {
    let trouble = r#"{"detail":"get supplier darkstore office error"}"#;
    assert_eq!(
        look_up(Say::status(400, trouble)).await,
        Err(WbError::Server { status: 400 })
    );
    let refused = Say::status(401, include_str!("../fixtures/401.json"));
    assert_eq!(look_up(refused).await, Err(WbError::Unauthorized));
    let limited = look_up(Say::status(429, "").header("X-Ratelimit-Retry", "2")).await;
    assert!(
        matches!(limited, Err(WbError::RateLimited(limit)) if limit.retry_s == Some(2)),
        "{limited:?}"
    );
}
