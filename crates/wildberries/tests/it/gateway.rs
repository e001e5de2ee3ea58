//! The gateway when all is well.

use std::time::Duration;

use jiff::civil::date;
use serde_json::{Value, json};
use stand_in::{Say, StandIn};
use wildberries::{
    Booking, BookingRequest, BookingStatus, BoxType, Coefficient, DraftId, GatewayError, Load, Row, SupplyId,
    WarehouseId,
};

use crate::clients::{self, key};

const SOON: Duration = Duration::from_secs(10);
const CONFIRMED: &str = include_str!("../fixtures/gateway_booking.json");

fn wish() -> BookingRequest {
    BookingRequest {
        warehouse: WarehouseId(507),
        date: date(2026, 11, 20),
        box_type: BoxType::Boxes,
        time_slot: Some("09:00-10:00".to_owned()),
        load: Load::Unsaid,
    }
}

fn confirmed() -> Booking {
    Booking {
        id: "bk-42".to_owned(),
        warehouse: WarehouseId(507),
        date: date(2026, 11, 20),
        time_slot: Some("09:00-10:00".to_owned()),
        supply: None,
        status: BookingStatus::Confirmed,
    }
}

#[tokio::test]
async fn a_slot_is_booked() {
    let gateway = StandIn::start([Say::status(201, CONFIRMED)]).await;
    let booking = clients::gateway(gateway.base())
        .book(&key(), &wish(), "attempt-1", SOON)
        .await;
    assert_eq!(booking, Ok(confirmed()));

    let asked = gateway.asked_once();
    assert_eq!(asked.line(), "POST /gateway/api/v1/bookings");
    assert_eq!(asked.header("idempotency-key"), Some("attempt-1"));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    let bearer = format!("Bearer {}", key().expose());
    assert_eq!(asked.header("authorization"), Some(bearer.as_str()));
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(
        body,
        json!({"warehouseID": 507, "date": "2026-11-20", "timeSlot": "09:00-10:00", "boxTypeID": 2})
    );
}

#[tokio::test]
async fn what_is_not_wished_for_is_not_sent() {
    let gateway = StandIn::start([Say::status(201, CONFIRMED)]).await;
    let wish = BookingRequest {
        box_type: BoxType::Qr,
        time_slot: None,
        ..wish()
    };
    clients::gateway(gateway.base())
        .book(&key(), &wish, "attempt-1", SOON)
        .await
        .unwrap();
    let body: Value = serde_json::from_slice(&gateway.asked_once().body).unwrap();
    assert_eq!(body, json!({"warehouseID": 507, "date": "2026-11-20"}));
}

#[tokio::test]
async fn a_draft_or_a_supply_is_named_and_the_supply_is_read_from_the_answer() {
    let draft = DraftId::try_from("cd20d135-f13f-47a0-903c-3bd268b92047").unwrap();
    for (load, field, value) in [
        (Load::Draft(draft.clone()), "draftID", json!(draft.as_str())),
        (Load::Supply(SupplyId(38_001_122)), "supplyID", json!(38_001_122)),
    ] {
        let answer = CONFIRMED.replacen('{', r#"{"supplyID":38001122,"#, 1);
        let gateway = StandIn::start([Say::status(201, answer)]).await;
        let wish = BookingRequest { load, ..wish() };
        let booking = clients::gateway(gateway.base())
            .book(&key(), &wish, "attempt-1", SOON)
            .await
            .unwrap();
        assert_eq!(booking.supply, Some(SupplyId(38_001_122)));
        let body: Value = serde_json::from_slice(&gateway.asked_once().body).unwrap();
        let named: Vec<_> = ["draftID", "supplyID"]
            .into_iter()
            .filter(|id| !body[id].is_null())
            .collect();
        assert_eq!((named, &body[field]), (vec![field], &value));
    }
}

#[tokio::test]
async fn a_supply_that_is_no_number_is_none() {
    for odd in [r#""supplyID":null,"#, r#""supplyID":"soon","#, r#""supplyID":1.5,"#] {
        let answer = CONFIRMED.replacen('{', &format!("{{{odd}"), 1);
        let gateway = StandIn::start([Say::status(201, answer)]).await;
        let booking = clients::gateway(gateway.base())
            .book(&key(), &wish(), "attempt-1", SOON)
            .await;
        assert_eq!(booking, Ok(confirmed()), "{odd}");
    }
}

#[tokio::test]
async fn a_booking_may_be_pending_cancelled_or_something_new() {
    for (word, status) in [
        ("pending", BookingStatus::Pending),
        ("cancelled", BookingStatus::Cancelled),
        ("canceled", BookingStatus::Cancelled),
        ("moved", BookingStatus::Other("moved".to_owned())),
    ] {
        let body = CONFIRMED.replace("confirmed", word);
        let gateway = StandIn::start([Say::status(200, body)]).await;
        let booking = clients::gateway(gateway.base()).booking(&key(), "bk-42", SOON).await;
        assert_eq!(booking.unwrap().unwrap().status, status);
    }
}

#[tokio::test]
async fn a_booking_is_read_with_less_and_with_more() {
    let body = r#"{"bookingID":42,"warehouseID":507,"date":"2026-11-20T00:00:00+03:00","timeSlot":null,"status":"confirmed","gate":{"n":3}}"#;
    let gateway = StandIn::start([Say::status(201, body)]).await;
    let booking = clients::gateway(gateway.base())
        .book(&key(), &wish(), "attempt-1", SOON)
        .await
        .unwrap();
    let expected = Booking {
        id: "42".to_owned(),
        time_slot: None,
        ..confirmed()
    };
    assert_eq!(booking, expected);
}

#[tokio::test]
async fn a_booking_is_found_by_its_id() {
    let gateway = StandIn::start([Say::ok(CONFIRMED), Say::status(404, "{}")]).await;
    let client = clients::gateway(gateway.base());
    assert_eq!(client.booking(&key(), "bk-42", SOON).await, Ok(Some(confirmed())));
    assert_eq!(client.booking(&key(), "a/../b?c", SOON).await, Ok(None));

    let lines: Vec<String> = gateway.asked().iter().map(|asked| asked.line()).collect();
    assert_eq!(
        lines,
        [
            "GET /gateway/api/v1/bookings/bk-42",
            "GET /gateway/api/v1/bookings/a%2F..%2Fb%3Fc",
        ]
    );
}

#[tokio::test]
async fn an_id_that_would_ask_for_something_else_is_not_sent() {
    let gateway = StandIn::start([]).await;
    for id in ["", ".", ".."] {
        let outcome = clients::gateway(gateway.base()).booking(&key(), id, SOON).await;
        assert!(matches!(outcome, Err(GatewayError::NotSent(_))), "{id}");
    }
    assert!(gateway.asked().is_empty());
}

#[tokio::test]
async fn a_doubtful_attempt_is_settled_by_its_key() {
    let gateway = StandIn::start([Say::ok(CONFIRMED), Say::status(404, "")]).await;
    let client = clients::gateway(gateway.base());
    let found = client.booking_by_key(&key(), "attempt 1&2", SOON).await;
    assert_eq!(found, Ok(Some(confirmed())));
    let absent = client.booking_by_key(&key(), "attempt-3", SOON).await;
    assert_eq!(absent, Ok(None));

    let lines: Vec<String> = gateway.asked().iter().map(|asked| asked.line()).collect();
    assert_eq!(
        lines,
        [
            "GET /gateway/api/v1/bookings?idempotencyKey=attempt+1%262",
            "GET /gateway/api/v1/bookings?idempotencyKey=attempt-3",
        ]
    );
}

#[tokio::test]
async fn slots_are_rows_like_those_of_the_feed() {
    let body = include_str!("../fixtures/gateway_slots.json");
    let gateway = StandIn::start([Say::ok(body), Say::ok("null")]).await;
    let client = clients::gateway(gateway.base());
    let (from, to) = (date(2026, 11, 20), date(2026, 12, 3));

    let rows = client.slots(&key(), Some(WarehouseId(507)), from, to).await.unwrap();
    let row = |day, box_type, coefficient| Row {
        warehouse: WarehouseId(507),
        date: date(2026, 11, day),
        box_type,
        coefficient,
        allow_unload: true,
    };
    assert_eq!(
        rows,
        [
            row(20, BoxType::Boxes, Some(Coefficient::FREE)),
            row(21, BoxType::Qr, Coefficient::from_f64(1.5)),
        ]
    );
    assert_eq!(client.slots(&key(), None, from, to).await, Ok(Vec::new()));

    let lines: Vec<String> = gateway.asked().iter().map(|asked| asked.line()).collect();
    assert_eq!(
        lines,
        [
            "GET /gateway/api/v1/slots?warehouseID=507&dateFrom=2026-11-20&dateTo=2026-12-03",
            "GET /gateway/api/v1/slots?dateFrom=2026-11-20&dateTo=2026-12-03",
        ]
    );
}
