//! What a key must be, and how often it may ask.

use serde_json::json;
use wildberries::{SupplyRef, WbError};

use crate::common::Story;
use crate::seller::{SID, Seller, november};

#[tokio::test]
async fn all_calls_about_supplies_share_a_limit_and_drafts_have_their_own() {
    let seller = Seller::begin().await;
    let order = seller.order(json!({"sid": SID})).await;
    for _ in 0..5 {
        seller.api.supplies(&seller.key, &november(&[])).await.unwrap();
        seller.look(SupplyRef::Order(order)).await;
    }
    let refused = seller.api.supply(&seller.key, SupplyRef::Order(order)).await;
    let Err(WbError::RateLimited(limit)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(
        (limit.retry_s, limit.limit, limit.reset_s),
        (Some(2), Some(10), Some(20))
    );
    for _ in 0..10 {
        seller.api.drafts(&seller.key).await.unwrap();
    }
    let refused = seller.api.create_draft(&seller.key).await;
    assert!(matches!(refused, Err(WbError::RateLimited(_))), "{refused:?}");
    seller.story.advance(2).await;
    seller.look(SupplyRef::Order(order)).await;
    seller.api.create_draft(&seller.key).await.unwrap();
}

#[tokio::test]
async fn a_base_key_looks_twice_an_hour_and_has_no_drafts() {
    let base = Seller::of(Story::begin().await, json!({"sid": SID, "acc": 1})).await;
    base.api.supplies(&base.key, &november(&[])).await.unwrap();
    let again = base.api.supplies(&base.key, &november(&[])).await;
    assert!(
        matches!(again, Err(WbError::RateLimited(limit)) if limit.retry_s == Some(1800)),
        "{again:?}"
    );
    let forbidden = WbError::Forbidden {
        detail: "base token is not allowed".to_owned(),
    };
    assert_eq!(base.api.drafts(&base.key).await, Err(forbidden.clone()));
    let unlabelled = base.key(json!({"sid": SID, "acc": null})).await;
    assert_eq!(base.api.create_draft(&unlabelled).await, Err(forbidden));
}

#[tokio::test]
async fn a_key_that_only_reads_reads() {
    let seller = Seller::begin().await;
    let draft = seller.api.create_draft(&seller.key).await.unwrap();
    let reader = seller
        .key(json!({"sid": SID, "scopes": ["supplies", "read_only"]}))
        .await;
    let api = &seller.api;
    assert_eq!(
        api.supplies(&reader, &november(&[])).await,
        Ok(Vec::new()),
        "a POST that reads"
    );
    assert_eq!(api.drafts(&reader).await.unwrap().len(), 1);
    let refused = [
        api.create_draft(&reader).await.map(|_| ()),
        api.delete_draft(&reader, &draft).await,
    ];
    for refused in refused {
        assert!(matches!(refused, Err(WbError::Forbidden { .. })), "{refused:?}");
    }
    let content = seller.key(json!({"sid": SID, "scopes": ["content"]})).await;
    let refused = api.supplies(&content, &november(&[])).await;
    assert!(matches!(refused, Err(WbError::Forbidden { .. })), "{refused:?}");
}
