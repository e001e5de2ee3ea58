//! The gateway when something is wrong. What matters most is whether a booking may have been made.

use std::time::Duration;

use jiff::civil::date;
use stand_in::{Say, StandIn};
use wildberries::{Booking, BookingRequest, BoxType, Gateway, GatewayError, Load, WarehouseId};

use crate::clients::{self, key};

const SOON: Duration = Duration::from_secs(10);

async fn book(gateway: &Gateway, timeout: Duration) -> Result<Booking, GatewayError> {
    let wish = BookingRequest {
        warehouse: WarehouseId(507),
        date: date(2026, 11, 20),
        box_type: BoxType::Boxes,
        time_slot: None,
        load: Load::Unsaid,
    };
    gateway.book(&key(), &wish, "attempt-1", timeout).await
}

async fn error_for(say: Say) -> GatewayError {
    let server = StandIn::start([say]).await;
    book(&clients::gateway(server.base()), SOON).await.unwrap_err()
}

fn refused(status: u16, detail: &str) -> GatewayError {
    GatewayError::Refused {
        status,
        detail: detail.to_owned(),
    }
}

#[tokio::test]
async fn answers_with_one_status_are_told_apart_by_their_word() {
    let said = |status, body: &'static str| error_for(Say::status(status, body));

    assert_eq!(said(409, r#"{"error":"slot_taken"}"#).await, GatewayError::SlotTaken);
    assert_eq!(said(409, "").await, GatewayError::SlotTaken);
    assert_eq!(
        said(409, r#"{"error":"stale_order"}"#).await,
        refused(409, "stale_order")
    );

    assert_eq!(
        said(422, r#"{"error":"goods_rejected","detail":"Товар не принимается"}"#).await,
        GatewayError::GoodsRejected {
            detail: "Товар не принимается".to_owned()
        }
    );
    assert_eq!(
        said(422, r#"{"error":"bad_date","message":"the date is past"}"#).await,
        refused(422, "the date is past")
    );

    assert_eq!(said(429, r#"{"error":"too_active"}"#).await, GatewayError::TooActive);
    assert_eq!(said(429, "").await, GatewayError::RateLimited { retry_s: None });
}

#[tokio::test]
async fn the_wait_is_read_from_either_header() {
    for name in ["Retry-After", "X-Ratelimit-Retry"] {
        let say = Say::status(429, r#"{"error":"rate_limited"}"#).header(name, "7");
        assert_eq!(error_for(say).await, GatewayError::RateLimited { retry_s: Some(7) });
    }
}

#[tokio::test]
async fn refusals_are_certain() {
    for (status, meaning) in [
        (401, GatewayError::Unauthorized),
        (403, GatewayError::Forbidden),
        (404, GatewayError::NotFound),
        (400, refused(400, "no")),
        (418, refused(418, "no")),
    ] {
        let error = error_for(Say::status(status, r#"{"error":"no"}"#)).await;
        assert_eq!(error, meaning);
        assert!(!error.outcome_is_doubtful(), "{error:?}");
    }
}

#[tokio::test]
async fn a_server_error_leaves_doubt() {
    for status in [408, 500, 502, 503, 504] {
        let error = error_for(Say::status(status, "oops")).await;
        assert_eq!(error, GatewayError::Server { status });
        assert!(error.outcome_is_doubtful());
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_read_leaves_doubt() {
    let booked = include_str!("../fixtures/gateway_booking.json");
    for body in [
        String::new(),
        "[]".to_owned(),
        "{}".to_owned(),
        "<html>".to_owned(),
        booked.replace("bk-42", ""),
        booked.replace("507", "0"),
        booked.replace("2026-11-20", "tomorrow"),
        booked.replace("\"status\"", "\"state\""),
        booked.replace("\"confirmed\"", "1"),
    ] {
        let error = error_for(Say::status(201, body.clone())).await;
        assert!(matches!(error, GatewayError::Unreadable { .. }), "{body}: {error:?}");
        assert!(error.outcome_is_doubtful());
    }
    let error = error_for(Say::status(302, "")).await;
    assert!(matches!(error, GatewayError::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_web_servers_own_404_is_not_the_word_that_nothing_was_booked() {
    let page = Say::status(404, "<html>nginx</html>").header("content-type", "text/html; charset=utf-8");
    let server = StandIn::start([page]).await;
    let error = clients::gateway(server.base())
        .booking_by_key(&key(), "attempt-1", SOON)
        .await
        .unwrap_err();
    assert!(
        matches!(&error, GatewayError::Unreadable { what } if what.contains("nginx")),
        "{error:?}"
    );
}

#[tokio::test]
async fn nobody_there_means_nothing_was_sent() {
    let error = book(&clients::gateway(&stand_in::nobody().await), SOON)
        .await
        .unwrap_err();
    assert!(matches!(error, GatewayError::NotSent(_)), "{error:?}");
    assert!(!error.outcome_is_doubtful());
}

#[tokio::test]
async fn an_answer_lost_on_the_way_leaves_doubt() {
    let silent = clients::gateway(&stand_in::silent().await);
    let closed = clients::gateway(&stand_in::raw(b"").await);
    let broken =
        clients::gateway(&stand_in::raw(b"HTTP/1.1 201 Created\r\ncontent-length: 90\r\n\r\n{\"bookingID\":").await);
    for (gateway, timeout) in [(silent, Duration::from_millis(50)), (closed, SOON), (broken, SOON)] {
        let error = book(&gateway, timeout).await.unwrap_err();
        assert!(matches!(error, GatewayError::Unknown(_)), "{error:?}");
        assert!(error.outcome_is_doubtful());
    }
}

#[tokio::test]
async fn a_refusal_counts_even_when_its_body_is_lost() {
    let base = stand_in::raw(b"HTTP/1.1 409 Conflict\r\ncontent-length: 90\r\n\r\n{\"err").await;
    let error = book(&clients::gateway(&base), SOON).await.unwrap_err();
    assert_eq!(error, GatewayError::SlotTaken);
}

#[tokio::test]
async fn an_unusable_idempotency_key_is_not_sent() {
    let server = StandIn::start([]).await;
    let wish = BookingRequest {
        warehouse: WarehouseId(507),
        date: date(2026, 11, 20),
        box_type: BoxType::Boxes,
        time_slot: None,
        load: Load::Unsaid,
    };
    let outcome = clients::gateway(server.base()).book(&key(), &wish, "a\nb", SOON).await;
    assert!(matches!(outcome, Err(GatewayError::NotSent(_))), "{outcome:?}");
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn an_echoed_key_is_taken_out() {
    for status in [400, 422, 201] {
        let error = error_for(Say::status(status, format!("not with {}", key().expose()))).await;
        let text = format!("{error} {error:?}");
        assert!(!text.contains("eyJhbGciOi"), "{text}");
        assert!(text.contains("(key)"), "{text}");
    }
}
