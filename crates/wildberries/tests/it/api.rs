//! The official API when all is well.

use std::io::Write as _;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use stand_in::{Say, StandIn};
use wildberries::{BoxType, Row, SellerId, SellerKey, Warehouse, WarehouseId, WbError};

use crate::clients::{self, key};

const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn the_feed_is_asked_for_and_read() {
    let body = include_str!("../fixtures/coefficients.json");
    let wb = StandIn::start([Say::ok(body).header("X-Ratelimit-Remaining", "5")]).await;

    let before = Timestamp::now();
    let feed = clients::api(wb.base()).coefficients(&key(), SOON).await.unwrap();

    assert_eq!(
        feed.rows,
        [Row {
            warehouse: WarehouseId(217_081),
            date: date(2024, 4, 11),
            box_type: BoxType::Supersafe,
            coefficient: None,
            allow_unload: false,
        }]
    );
    assert_eq!(
        feed.warehouses,
        [Warehouse {
            id: WarehouseId(217_081),
            name: "Сц Брянск 2".to_owned(),
            sorting_center: true,
        }]
    );
    assert_eq!(feed.remaining, Some(5));
    assert_eq!(feed.skipped, 0);
    assert!(feed.received_at >= before && feed.received_at <= Timestamp::now());

    let asked = wb.asked_once();
    assert_eq!(asked.line(), "GET /wb/common/api/tariffs/v1/acceptance/coefficients");
    // The raw key, without a scheme, and a wish for compression.
    assert_eq!(asked.header("authorization"), Some(key().expose()));
    assert!(asked.header("accept-encoding").unwrap().contains("gzip"));
}

#[tokio::test]
async fn a_compressed_feed_is_read() {
    let plain = include_bytes!("../fixtures/coefficients.json");
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zip.write_all(plain).unwrap();
    let wb = StandIn::start([
        Say::ok(zip.finish().unwrap()).header("content-encoding", "gzip"),
        Say::ok(plain),
    ])
    .await;

    let zipped = clients::api(wb.base()).coefficients(&key(), SOON).await.unwrap();
    let plain = clients::api(wb.base()).coefficients(&key(), SOON).await.unwrap();

    assert_eq!(zipped.rows.len(), 1);
    assert_eq!(zipped.rows, plain.rows);
}

#[tokio::test]
async fn remaining_calls_are_optional() {
    let wb = StandIn::start([Say::ok("null"), Say::ok("[]").header("X-Ratelimit-Remaining", "many")]).await;
    for _ in 0..2 {
        let feed = clients::api(wb.base()).coefficients(&key(), SOON).await.unwrap();
        assert_eq!(feed.remaining, None);
        assert!(feed.rows.is_empty());
    }
}

#[tokio::test]
async fn a_key_is_checked_with_ping() {
    let wb = StandIn::start([Say::ok(include_str!("../fixtures/ping.json"))]).await;
    clients::api(wb.base()).ping(&key()).await.unwrap();
    assert_eq!(wb.asked_once().line(), "GET /wb/supplies/ping");
}

#[tokio::test]
async fn a_ping_that_is_not_ok_is_not_taken_for_one() {
    let wb = StandIn::start([
        Say::ok(r#"{"TS":"2024-08-16T11:19:05+03:00","Status":"DOWN"}"#),
        Say::ok("<html>maintenance</html>"),
    ])
    .await;
    for quoted in ["DOWN", "maintenance"] {
        let error = clients::api(wb.base()).ping(&key()).await.unwrap_err();
        assert!(
            matches!(&error, WbError::Unreadable { what } if what.contains(quoted)),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_seller_is_introduced() {
    let wb = StandIn::start([Say::ok(include_str!("../fixtures/seller_info.json"))]).await;
    let info = clients::api(wb.base()).seller_info(&key()).await.unwrap();
    assert_eq!(info.name, "ИП Кружинин В. Р.");
    assert_eq!(
        info.seller,
        SellerId::try_from("e8923014-e233-47q8-898e-3cc86d67ea61").unwrap()
    );
    assert_eq!(info.trade_mark.as_deref(), Some("Flax Store"));
    assert_eq!(wb.asked_once().line(), "GET /wb/common/api/v1/seller-info");
}

#[tokio::test]
async fn a_seller_without_trade_mark_is_fine_and_one_without_id_is_not() {
    let wb = StandIn::start([
        Say::ok(r#"{"sid":"s-1","tradeMark":""}"#),
        Say::ok(r#"{"name":"ИП"}"#),
        Say::ok(r#"{"name":"ИП","sid":"a#b"}"#),
    ])
    .await;
    let info = clients::api(wb.base()).seller_info(&key()).await.unwrap();
    assert_eq!((info.name.as_str(), info.trade_mark), ("", None));
    for _ in 0..2 {
        let error = clients::api(wb.base()).seller_info(&key()).await.unwrap_err();
        assert!(matches!(error, WbError::Unreadable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_key_that_no_header_can_carry_is_never_sent() {
    let wb = StandIn::start([]).await;
    let error = clients::api(wb.base()).ping(&SellerKey::new("a\nb")).await.unwrap_err();
    assert_eq!(error, WbError::Unauthorized);
    assert!(wb.asked().is_empty());
}
