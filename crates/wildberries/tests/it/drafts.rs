//! Drafts.

use stand_in::{Say, StandIn};
use wildberries::{DraftId, DraftRow, WbError};

use crate::clients::{self, key};

const UUID: &str = "cd20d135-f13f-47a0-903c-3bd268b92047";

fn id(text: &str) -> DraftId {
    text.parse().unwrap()
}

async fn list(body: &str) -> Result<Vec<DraftRow>, WbError> {
    let wb = StandIn::start([Say::ok(body)]).await;
    clients::api(wb.base()).drafts(&key()).await
}

#[tokio::test]
async fn a_draft_is_made() {
    let wb = StandIn::start([Say::ok(include_str!("../fixtures/draft_created.json"))]).await;
    assert_eq!(clients::api(wb.base()).create_draft(&key()).await, Ok(id(UUID)));

    let asked = wb.asked_once();
    assert_eq!(asked.line(), "POST /wb/supplies/api/supplies/v1/drafts");
    assert_eq!(asked.header("authorization"), Some(key().expose()));
    assert!(asked.body.is_empty());
}

#[tokio::test]
async fn a_draft_without_a_usable_id_is_unreadable() {
    for body in ["{}", r#"{"draftId":null}"#, r#"{"draftId":"a/../b"}"#, "", "[]"] {
        let wb = StandIn::start([Say::ok(body)]).await;
        let error = clients::api(wb.base()).create_draft(&key()).await.unwrap_err();
        assert!(matches!(error, WbError::Unreadable { .. }), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn a_key_without_drafts_is_told_so() {
    let wb = StandIn::start([Say::status(403, include_str!("../fixtures/403_base.json"))]).await;
    assert_eq!(
        clients::api(wb.base()).create_draft(&key()).await,
        Err(WbError::Forbidden {
            detail: "base token is not allowed".to_owned()
        })
    );
}

#[tokio::test]
async fn drafts_are_listed_newest_first() {
    let wb = StandIn::start([Say::ok(include_str!("../fixtures/drafts.json"))]).await;
    assert_eq!(
        clients::api(wb.base()).drafts(&key()).await.unwrap(),
        [
            DraftRow {
                id: id(UUID),
                created_at: Some("2026-09-12T07:00:00Z".parse().unwrap()),
                goods: 2,
                units: 150,
            },
            DraftRow {
                id: id("0b8de4a1-7c39-4f7f-8a52-6f1d2c3b4a59"),
                created_at: Some("2026-09-11T20:30:00Z".parse().unwrap()),
                goods: 0,
                units: 0,
            },
        ]
    );
    assert_eq!(
        wb.asked_once().line(),
        "GET /wb/supplies/api/supplies/v1/drafts?limit=100&offset=0&sort=createdDt&order=desc"
    );
}

#[tokio::test]
async fn a_draft_may_be_odd_and_an_odd_one_costs_no_other() {
    assert_eq!(list(r#"{"total":0,"drafts":null}"#).await, Ok(Vec::new()));
    assert_eq!(list(r#"{"drafts":[]}"#).await, Ok(Vec::new()));
    let rows = list(
        r#"{"drafts":[{"draftId":7},{"draftId":"a#b"},{},{"draftId":"d-1","skuQuantity":"3","itemQuantity":null}]}"#,
    );
    assert_eq!(
        rows.await.unwrap(),
        [DraftRow {
            id: id("d-1"),
            created_at: None,
            goods: 3,
            units: 0,
        }]
    );
}

#[tokio::test]
async fn a_body_of_another_shape_is_not_no_drafts() {
    for body in ["null", "[]", "\"\"", r#"{"drafts":{}}"#, r#"{"drafts":[{"id":"d-1"}]}"#] {
        let error = list(body).await.unwrap_err();
        assert!(matches!(error, WbError::Unreadable { .. }), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn a_draft_is_deleted() {
    let wb = StandIn::start([
        Say::status(204, ""),
        Say::status(
            404,
            r#"{"status":404,"title":"not found","detail":"черновик не найден"}"#,
        ),
    ])
    .await;
    assert_eq!(clients::api(wb.base()).delete_draft(&key(), &id(UUID)).await, Ok(()));
    assert_eq!(
        clients::api(wb.base()).delete_draft(&key(), &id(UUID)).await,
        Err(WbError::NotFound)
    );
    let line = format!("DELETE /wb/supplies/api/supplies/v1/drafts/{UUID}");
    let asked: Vec<String> = wb.asked().iter().map(|asked| asked.line()).collect();
    assert_eq!(asked, [line.clone(), line]);
}
