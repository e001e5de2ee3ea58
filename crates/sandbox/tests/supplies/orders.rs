//! Orders, and the supplies they become.

use jiff::civil::date;
use reqwest::Method;
use serde_json::{Value, json};
use wildberries::{
    BoxType, OrderId, SupplyDetails, SupplyId, SupplyLookup, SupplyQuery, SupplyRef, SupplyStatus, WarehouseId,
};

use crate::common::NOON;
use crate::seller::{OTHER, SID, Seller, november};

#[tokio::test]
async fn an_order_becomes_a_supply_and_is_known_by_its_number_from_then_on() {
    let seller = Seller::begin().await;
    let order = seller
        .order(json!({"sid": SID, "warehouseID": 117501, "boxTypeID": 5, "quantity": 12}))
        .await;
    let unplanned = SupplyDetails {
        status: SupplyStatus::NotPlanned,
        box_type: Some(BoxType::Pallets),
        warehouse: Some(WarehouseId(117_501)),
        warehouse_name: Some("Подольск".to_owned()),
        created_at: Some(NOON.parse().unwrap()),
        supply_date: None,
        quantity: Some(12),
    };
    assert_eq!(seller.details(SupplyRef::Order(order)).await, unplanned);

    let plan = format!("wb/orders/{order}/plan");
    let wish = json!({"date": "2026-11-25"});
    let closed = seller.story.try_control(&plan, wish.clone()).await;
    assert_eq!(closed, (409, json!({"error": "Эта дата уже недоступна"})));
    seller
        .open(json!({"warehouseID": 117501, "date": "2026-11-25", "boxTypeID": 5, "coefficient": 2.5, "capacity": 1}))
        .await;
    let planned = seller.story.control(&plan, wish.clone()).await;
    let supply = SupplyId(planned["supplyID"].as_i64().unwrap());
    assert_ne!(supply.0, order.0);

    assert_eq!(
        seller.look(SupplyRef::Order(order)).await,
        SupplyLookup::BecameSupply(supply)
    );
    assert_eq!(
        seller.look(SupplyRef::Supply(SupplyId(order.0))).await,
        SupplyLookup::Missing
    );
    assert_eq!(
        seller.look(SupplyRef::Order(OrderId(supply.0))).await,
        SupplyLookup::Missing
    );
    assert_eq!(
        seller.details(SupplyRef::Supply(supply)).await,
        SupplyDetails {
            status: SupplyStatus::Planned,
            supply_date: Some(date(2026, 11, 25)),
            ..unplanned
        }
    );
    assert_eq!(
        seller.story.get("/control/wb/feed?open=1").await["rows"],
        json!([]),
        "the plan took the only place"
    );
    assert_eq!(seller.story.try_control(&plan, wish).await.0, 409, "planned already");
}

#[tokio::test]
async fn the_body_of_an_order_that_became_a_supply_is_the_documented_one() {
    let seller = Seller::begin().await;
    let order = seller.order(json!({"sid": SID})).await;
    let plan = json!({"date": "2026-11-25", "force": true});
    let supply = seller.story.control(&format!("wb/orders/{order}/plan"), plan).await["supplyID"].clone();

    let path = |number: &str, is_order: &str| format!("/wb/supplies/api/v1/supplies/{number}{is_order}");
    let by_order = path(&order.to_string(), "?isPreorderID=true");
    let (status, body) = seller.raw(Method::GET, &by_order, Value::Null).await;
    let why = format!(
        "fail to get supply details: по заказу {order} найдена поставка {supply}. Используйте поиск по ID поставки"
    );
    assert_eq!((status, &body["detail"]), (400, &json!(why)));

    let (status, body) = seller
        .raw(Method::GET, &path(&order.to_string(), ""), Value::Null)
        .await;
    assert_eq!(
        (status, &body["detail"]),
        (404, &json!(format!("поставка {order} не найдена")))
    );
    let (status, body) = seller.raw(Method::GET, &path("abc", ""), Value::Null).await;
    assert_eq!(
        (status, &body["detail"]),
        (400, &json!("неверный формат id (должен быть int64)"))
    );
    let (status, body) = seller
        .raw(Method::GET, &path(&supply.to_string(), ""), Value::Null)
        .await;
    assert_eq!(
        (status, &body["supplyDate"]),
        (200, &json!("2026-11-25T00:00:00+03:00"))
    );
    assert_eq!(body["createDate"], "2026-11-20T12:00:00+03:00");
}

#[tokio::test]
async fn a_forced_plan_needs_no_slot_and_boxes_of_both_kinds_take_the_same_one() {
    let seller = Seller::begin().await;
    let forced = seller.order(json!({"sid": SID})).await;
    let plan = json!({"date": "2027-01-15", "force": true});
    seller.story.control(&format!("wb/orders/{forced}/plan"), plan).await;

    let old_boxes = seller.order(json!({"sid": SID, "boxTypeID": 1})).await;
    let qr = seller.order(json!({"sid": SID, "boxTypeID": null})).await;
    seller
        .open(json!([
            {"warehouseID": 507, "date": "2026-11-25", "boxTypeID": 2, "coefficient": 0},
            {"warehouseID": 507, "date": "2026-11-26", "coefficient": 0}
        ]))
        .await;
    for (order, good, bad) in [
        (old_boxes, "2026-11-25", "2026-11-26"),
        (qr, "2026-11-26", "2026-11-25"),
    ] {
        let plan = format!("wb/orders/{order}/plan");
        assert_eq!(seller.story.try_control(&plan, json!({"date": bad})).await.0, 409);
        seller.story.control(&plan, json!({"date": good})).await;
    }
}

#[tokio::test]
async fn supplies_are_listed_newest_first_and_one_sees_only_ones_own() {
    let seller = Seller::begin().await;
    seller.key(json!({"sid": OTHER})).await;
    let first = seller.order(json!({"sid": SID})).await;
    seller.order(json!({"sid": OTHER})).await;
    seller.story.advance(3600).await;
    let second = seller.order(json!({"sid": SID})).await;
    let plan = json!({"date": "2026-11-25", "force": true});
    seller.story.control(&format!("wb/orders/{first}/plan"), plan).await;

    let list = async |query: SupplyQuery| {
        let rows = seller.api.supplies(&seller.key, &query).await.unwrap();
        rows.into_iter().map(|row| row.order.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(list(november(&[])).await, [second, first]);
    assert_eq!(list(november(&[SupplyStatus::NotPlanned])).await, [second]);
    assert_eq!(list(november(&[SupplyStatus::Accepted])).await, []);
    let planned = [SupplyStatus::Planned, SupplyStatus::ShipmentAllowed];
    let rows = seller.api.supplies(&seller.key, &november(&planned)).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].order, rows[0].status), (Some(first), SupplyStatus::Planned));
    assert_eq!(rows[0].supply_date, Some(date(2026, 11, 25)));
    assert_eq!(rows[0].created_at, Some(NOON.parse().unwrap()));
    let october = SupplyQuery {
        created_from: date(2026, 10, 1),
        created_to: date(2026, 11, 19),
        statuses: Vec::new(),
    };
    assert_eq!(list(october).await, []);
}

#[tokio::test]
async fn the_day_of_an_order_is_moscows() {
    let seller = Seller::begin().await;
    // 21:30 in UTC, half past midnight in Moscow.
    seller.story.advance(12 * 3600 + 1800).await;
    let order = seller.order(json!({"sid": SID})).await;
    for (day, seen) in [(20, 0), (21, 1)] {
        let query = SupplyQuery {
            created_from: date(2026, 11, day),
            created_to: date(2026, 11, day),
            statuses: Vec::new(),
        };
        assert_eq!(
            seller.api.supplies(&seller.key, &query).await.unwrap().len(),
            seen,
            "{day}"
        );
    }
    let told = seller.story.get("/control/wb/supplies").await;
    assert_eq!(told["orders"][0]["createDate"], "2026-11-21T00:30:00+03:00");
    assert_eq!(told["orders"][0]["preorderID"], order.0);
}

#[tokio::test]
async fn a_list_is_asked_for_properly() {
    let seller = Seller::begin().await;
    let list = async |query: &str, body: Value| {
        seller.story.advance(2).await;
        seller
            .raw(Method::POST, &format!("/wb/supplies/api/v1/supplies{query}"), body)
            .await
    };
    let days = |kind: &str| json!({"dates": [{"from": "2026-11-01", "till": "2026-11-30", "type": kind}]});
    for kind in ["factDate", "createDate", "supplyDate", "updatedDate"] {
        assert_eq!(list("", days(kind)).await, (200, json!([])), "{kind}");
    }
    let (status, body) = list("", days("birthDate")).await;
    let why = "Выберите значение параметра 'Type' из списка: 'factDate createDate supplyDate updatedDate'";
    assert_eq!((status, &body["detail"]), (400, &json!(why)));
    assert_eq!(list("", json!({"statusIDs": [7]})).await.0, 400);
    assert_eq!(
        list(
            "",
            json!({"dates": [{"from": "soon", "till": "later", "type": "createDate"}]})
        )
        .await
        .0,
        400
    );
    assert_eq!(list("?limit=1001", json!({})).await.0, 400);
    assert_eq!(list("?offset=x", json!({})).await.0, 400);

    for _ in 0..3 {
        seller.order(json!({"sid": SID})).await;
    }
    let (_, page) = list("?limit=2&offset=2", json!({})).await;
    assert_eq!(page.as_array().unwrap().len(), 1);
    assert_eq!(page[0]["supplyID"], Value::Null, "an order without a date says so");
}
