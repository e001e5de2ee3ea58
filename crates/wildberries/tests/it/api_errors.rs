//! The official API when something is wrong.

use std::time::Duration;

use stand_in::{Say, StandIn};
use wildberries::{RateLimit, WbError};

use crate::clients::{self, key};

const SOON: Duration = Duration::from_secs(10);

async fn error_for(say: Say) -> WbError {
    let wb = StandIn::start([say]).await;
    clients::api(wb.base()).coefficients(&key(), SOON).await.unwrap_err()
}

#[tokio::test]
async fn each_documented_refusal_has_its_meaning() {
    let said = |status, body: &str| error_for(Say::status(status, body));

    let unauthorized = include_str!("../fixtures/401.json");
    assert_eq!(said(401, unauthorized).await, WbError::Unauthorized);
    let unpaid = include_str!("../fixtures/402.json");
    assert_eq!(said(402, unpaid).await, WbError::PaymentRequired);
    assert_eq!(
        said(403, include_str!("../fixtures/403_base.json")).await,
        WbError::Forbidden {
            detail: "base token is not allowed".to_owned()
        }
    );
    assert_eq!(
        said(400, include_str!("../fixtures/400_warehouses.json")).await,
        WbError::BadRequest {
            detail: "Неверный формат warehouseIDs".to_owned()
        }
    );
}

#[tokio::test]
async fn a_method_switched_off_is_not_a_wrong_path() {
    let off = include_str!("../fixtures/404_disabled.json");
    assert_eq!(error_for(Say::status(404, off)).await, WbError::Disabled);
    let wrong = include_str!("../fixtures/404_path.json");
    assert_eq!(error_for(Say::status(404, wrong)).await, WbError::NotFound);
    assert_eq!(error_for(Say::status(404, "")).await, WbError::NotFound);
}

#[tokio::test]
async fn a_429_says_how_long_to_wait() {
    let say = Say::status(429, include_str!("../fixtures/429.json"))
        .header("X-Ratelimit-Reset", "29")
        .header("X-Ratelimit-Retry", "2")
        .header("X-Ratelimit-Limit", "10");
    assert_eq!(
        error_for(say).await,
        WbError::RateLimited(RateLimit {
            retry_s: Some(2),
            limit: Some(10),
            reset_s: Some(29),
        })
    );
}

#[tokio::test]
async fn a_429_may_say_little_or_nonsense() {
    let nothing = error_for(Say::status(429, "")).await;
    assert_eq!(nothing, WbError::RateLimited(RateLimit::default()));

    let odd = Say::status(429, "")
        .header("X-Ratelimit-Reset", "-1")
        .header("X-Ratelimit-Retry", "1.2")
        .header("X-Ratelimit-Limit", "ten");
    let started_second = RateLimit {
        retry_s: Some(2),
        ..RateLimit::default()
    };
    assert_eq!(error_for(odd).await, WbError::RateLimited(started_second));
}

#[tokio::test]
async fn passing_troubles_are_known_as_such() {
    for status in [500, 502, 503, 504, 599] {
        let error = error_for(Say::status(status, "<html>Bad Gateway</html>")).await;
        assert_eq!(error, WbError::Server { status });
        assert!(error.is_passing());
    }
    for text in [
        "FATAL: terminating connection due to conflict with recovery (SQLSTATE 40001)",
        "could not serialize access: SQLSTATE 40001",
        "get supplier darkstore office error",
    ] {
        let body = format!(r#"{{"status":400,"title":"bad request","detail":"{text}"}}"#);
        let error = error_for(Say::status(400, body)).await;
        assert_eq!(error, WbError::Server { status: 400 }, "{text}");
    }
    assert!(!WbError::Unauthorized.is_passing());
    assert!(!WbError::Disabled.is_passing());
}

#[tokio::test]
async fn an_undocumented_status_keeps_what_was_said() {
    let error = error_for(Say::status(418, "short and stout")).await;
    assert_eq!(
        error,
        WbError::BadRequest {
            detail: "short and stout".to_owned()
        }
    );
    let error = error_for(Say::status(302, "")).await;
    assert!(
        matches!(&error, WbError::Unreadable { what } if what.contains("302")),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_success_that_is_no_feed_is_quoted_in_part() {
    let long = format!("<html>{}</html>", "я".repeat(10_000));
    let error = error_for(Say::ok(long)).await;
    let WbError::Unreadable { what } = error else {
        panic!("{error:?}");
    };
    let (_, quote) = what.split_once("it begins: ").unwrap();
    assert_eq!(quote, format!("<html>{}", "я".repeat(114)));

    for body in ["", "{\"rows\":[]}", "\"ok\"", "[{\"date\":\"2024-", "[] []"] {
        let error = error_for(Say::ok(body)).await;
        assert!(matches!(error, WbError::Unreadable { .. }), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn an_echoed_key_is_taken_out() {
    let key = key();
    for say in [
        Say::status(400, format!(r#"{{"detail":"what is {}?"}}"#, key.expose())),
        Say::status(403, format!("no entry with {}", key.expose())),
        Say::ok(format!("you sent {}", key.expose())),
        Say::ok(format!("\"{}\"", key.expose())),
        // Split by the limit of the quote: no half of it may stay either.
        Say::ok(format!("{}{}", "x".repeat(100), key.expose())),
    ] {
        let error = error_for(say).await;
        let text = format!("{error} {error:?}");
        assert!(!text.contains("eyJhbGciOi"), "{text}");
        assert!(text.contains("(key)"), "{text}");
    }
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let wb = clients::api(&stand_in::silent().await);
    let error = wb.coefficients(&key(), Duration::from_millis(50)).await;
    assert_eq!(error, Err(WbError::Timeout));
}

#[tokio::test]
async fn half_an_answer_is_none() {
    let base = stand_in::raw(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n[{\"date\":").await;
    let error = clients::api(&base).coefficients(&key(), SOON).await.unwrap_err();
    assert!(matches!(error, WbError::Network(_)), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_a_broken_connection() {
    let base = stand_in::raw(b"SSH-2.0-OpenSSH_9.6\r\n").await;
    let error = clients::api(&base).coefficients(&key(), SOON).await.unwrap_err();
    assert!(matches!(error, WbError::Network(_)), "{error:?}");
}

#[tokio::test]
async fn damaged_compression_is_not_a_feed() {
    let say = Say::ok("this is not gzip").header("content-encoding", "gzip");
    let error = error_for(say).await;
    assert!(matches!(error, WbError::Network(_)), "{error:?}");
}

#[tokio::test]
async fn an_endless_feed_is_cut_off() {
    let body = vec![b' '; 32 * 1024 * 1024 + 1];
    let error = error_for(Say::ok(body)).await;
    assert!(
        matches!(&error, WbError::Unreadable { what } if what.contains("33554432")),
        "{error:?}"
    );
}

#[tokio::test]
async fn nobody_there_is_a_network_error_without_the_address() {
    let base = stand_in::nobody().await;
    let error = clients::api(&base).coefficients(&key(), SOON).await.unwrap_err();
    let WbError::Network(why) = &error else {
        panic!("{error:?}");
    };
    assert!(!why.contains("coefficients"), "{why}");
    assert!(error.is_passing());
}
