//! Moving stock through the gateway.

use std::time::Duration;

use serde_json::{Value, json};
use stand_in::{Say, StandIn};
use wildberries::{
    Accepted, ChrtId, Gateway, GatewayError, NmId, OfficeId, Quota, RedistributionError, RedistributionItem,
    RedistributionRequest,
};

use crate::clients::{self, key};

const SOON: Duration = Duration::from_secs(10);

fn item(chrt: u64, count: u32) -> RedistributionItem {
    RedistributionItem {
        chrt: ChrtId(chrt),
        dst_office: OfficeId(686),
        count,
    }
}

fn wish() -> RedistributionRequest {
    RedistributionRequest {
        nm: NmId(987_456_654),
        src_office: OfficeId(507),
        items: vec![item(10, 20), item(11, 7)],
    }
}

async fn redistribute(gateway: &Gateway, timeout: Duration) -> Result<Accepted, RedistributionError> {
    gateway.redistribute(&key(), &wish(), "attempt-1", timeout).await
}

async fn answer(say: Say) -> Result<Accepted, RedistributionError> {
    let server = StandIn::start([say]).await;
    redistribute(&clients::gateway(server.base()), SOON).await
}

fn doubtful(outcome: &Result<Accepted, RedistributionError>) -> bool {
    matches!(outcome, Err(error) if error.outcome_is_doubtful())
}

#[tokio::test]
async fn one_call_tells_all_quotas() {
    let server = StandIn::start([Say::ok(include_str!("../fixtures/gateway_limits.json"))]).await;
    let quota = |office, name: &str, src, dst| Quota {
        office: OfficeId(office),
        name: name.to_owned(),
        src,
        dst,
    };
    assert_eq!(
        clients::gateway(server.base()).limits(&key()).await,
        Ok(vec![
            quota(507, "Коледино", 2000, 0),
            quota(686, "Новосибирск", 0, 1500)
        ])
    );
    let asked = server.asked_once();
    assert_eq!(asked.line(), "GET /gateway/api/v1/redistribution/limits");
    let bearer = format!("Bearer {}", key().expose());
    assert_eq!(asked.header("authorization"), Some(bearer.as_str()));
}

#[tokio::test]
async fn what_is_not_said_of_a_quota_is_nothing() {
    let limits = async |body: &'static str| {
        let server = StandIn::start([Say::ok(body)]).await;
        clients::gateway(server.base()).limits(&key()).await
    };
    let odd = r#"{"quotas":[{"officeID":0,"srcQuota":9},{},{"officeID":"507","srcQuota":-3,"dstQuota":"12","zone":1}],"at":1}"#;
    let quotas = limits(odd).await.unwrap();
    assert_eq!(quotas.len(), 1);
    assert_eq!(
        (quotas[0].office, quotas[0].name.as_str(), quotas[0].src, quotas[0].dst),
        (OfficeId(507), "", 0, 12)
    );
    assert_eq!(limits(r#"{"quotas":null}"#).await, Ok(Vec::new()));
    for other in ["null", "[]", "{}", r#"{"quotas":[{"id":7}]}"#] {
        let error = limits(other).await.unwrap_err();
        assert!(matches!(error, GatewayError::Unreadable { .. }), "{other}: {error:?}");
    }
    let busy = Say::status(429, "").header("Retry-After", "3");
    let server = StandIn::start([busy]).await;
    let busy = clients::gateway(server.base()).limits(&key()).await;
    assert_eq!(busy, Err(GatewayError::RateLimited { retry_s: Some(3) }));
}

#[tokio::test]
async fn a_part_of_what_was_asked_for_is_accepted() {
    let body = r#"{"requestID":"rq-7","accepted":[{"chrtID":10,"dstOfficeID":686,"count":12}],"note":null}"#;
    let server = StandIn::start([Say::status(201, body)]).await;
    let accepted = redistribute(&clients::gateway(server.base()), SOON).await.unwrap();
    assert_eq!(
        accepted,
        Accepted {
            request_id: "rq-7".to_owned(),
            accepted: vec![item(10, 12)],
        }
    );
    assert_eq!(accepted.units(), 12);

    let asked = server.asked_once();
    assert_eq!(asked.line(), "POST /gateway/api/v1/redistribution/requests");
    assert_eq!(asked.header("idempotency-key"), Some("attempt-1"));
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(
        body,
        json!({"nmID": 987_456_654, "srcOfficeID": 507, "items": [
            {"dstOfficeID": 686, "chrtID": 10, "count": 20}, {"dstOfficeID": 686, "chrtID": 11, "count": 7}]})
    );
}

#[tokio::test]
async fn nothing_accepted_is_an_answer() {
    for body in [
        r#"{"requestID":7,"accepted":[]}"#,
        r#"{"requestID":"7","accepted":null}"#,
    ] {
        let accepted = answer(Say::status(201, body)).await.unwrap();
        assert_eq!((accepted.request_id.as_str(), accepted.units()), ("7", 0));
    }
}

#[tokio::test]
async fn refusals_are_certain_and_told_apart() {
    use RedistributionError as E;
    let refused = |status, detail: &str| {
        let detail = detail.to_owned();
        E::Gateway(GatewayError::Refused { status, detail })
    };
    let rejected = |code: Option<&str>, detail: &str| E::Rejected {
        code: code.map(str::to_owned),
        detail: detail.to_owned(),
    };
    for (status, body, meaning) in [
        (409, r#"{"error":"quota_exhausted"}"#, E::QuotaExhausted),
        (409, "", E::QuotaExhausted),
        (409, r#"{"error":"slot_taken"}"#, refused(409, "slot_taken")),
        (
            422,
            r#"{"error":"too_few","detail":"Минимум 5 шт."}"#,
            rejected(Some("too_few"), "Минимум 5 шт."),
        ),
        (422, "", rejected(None, "an empty body")),
        (429, r#"{"error":"too_many_requests"}"#, E::TooMany { retry_s: None }),
        (429, r#"{"error":"too_active"}"#, E::Gateway(GatewayError::TooActive)),
        (401, "", E::Gateway(GatewayError::Unauthorized)),
        (403, "", E::Gateway(GatewayError::Forbidden)),
        (404, "{}", E::Gateway(GatewayError::NotFound)),
        (400, r#"{"error":"bad_request"}"#, refused(400, "bad_request")),
    ] {
        let outcome = answer(Say::status(status, body)).await;
        assert!(!doubtful(&outcome), "{status} {body}");
        assert_eq!(outcome, Err(meaning), "{status} {body}");
    }
    let wait = answer(Say::status(429, "").header("X-Ratelimit-Retry", "4")).await;
    assert_eq!(wait, Err(E::TooMany { retry_s: Some(4) }));
}

#[tokio::test]
async fn an_answer_that_tells_nothing_leaves_doubt() {
    for say in [
        Say::status(500, "oops"),
        Say::status(503, ""),
        Say::status(408, ""),
        Say::status(201, ""),
        Say::status(201, "{}"),
        Say::status(201, r#"{"requestID":"7"}"#),
        Say::status(201, r#"{"accepted":[]}"#),
        // Left out, this one would tell of fewer units than are moved.
        Say::status(
            201,
            r#"{"requestID":"7","accepted":[{"chrtID":10,"dstOfficeID":686,"count":12},{"chrtID":11,"dstOfficeID":686}]}"#,
        ),
    ] {
        let outcome = answer(say).await;
        assert!(doubtful(&outcome), "{outcome:?}");
    }
    let silence = redistribute(&clients::gateway(&stand_in::silent().await), Duration::from_millis(50)).await;
    assert!(doubtful(&silence), "{silence:?}");
    let cut = redistribute(
        &clients::gateway(&stand_in::raw(b"HTTP/1.1 201 Created\r\ncontent-length: 90\r\n\r\n{\"req").await),
        SOON,
    )
    .await;
    assert!(doubtful(&cut), "{cut:?}");
}

#[tokio::test]
async fn what_was_not_sent_is_certain() {
    let nobody = redistribute(&clients::gateway(&stand_in::nobody().await), SOON).await;
    let server = StandIn::start([]).await;
    let unfit = clients::gateway(server.base())
        .redistribute(&key(), &wish(), "a\nb", SOON)
        .await;
    for outcome in [nobody, unfit] {
        assert!(
            matches!(outcome, Err(RedistributionError::Gateway(GatewayError::NotSent(_)))),
            "{outcome:?}"
        );
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn an_echoed_key_is_told_to_nobody() {
    let echo = format!(r#"{{"error":"rejected","detail":"not for {}"}}"#, key().expose());
    for status in [409, 422] {
        let error = answer(Say::status(status, echo.clone())).await.unwrap_err();
        let told = format!("{error:?} {error}");
        assert!(!told.contains(key().expose()) && told.contains("(key)"), "{told}");
    }
}
