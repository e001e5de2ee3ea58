//! Moving stock through the gateway, as a redistributor meets it.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use common::Story;
use serde_json::{Value, json};
use wildberries::{
    Accepted, ChrtId, Gateway, GatewayError, NmId, OfficeId, RedistributionError, RedistributionItem,
    RedistributionRequest, SellerKey,
};

const SOON: Duration = Duration::from_secs(10);
const SID: &str = "00000000-0000-4000-8000-000000000001";
const OTHER: &str = "00000000-0000-4000-8000-000000000002";

struct Mover {
    story: Story,
    gateway: Gateway,
    key: SellerKey,
}

impl Mover {
    /// A seller with 40 units of one size and 6 of another in office 507, while the quotas are open.
    async fn begin() -> Self {
        let story = Story::begin().await;
        let key = SellerKey::new(story.key(json!({"sid": SID})).await);
        let gateway = Gateway::new(story.http.clone(), story.url("/gateway").parse().unwrap());
        let mover = Self { story, gateway, key };
        mover.stock(SID, &[(10, 40), (11, 6)]).await;
        mover.open(json!({})).await;
        mover
    }

    async fn stock(&self, sid: &str, sizes: &[(u64, u32)]) {
        let item = |(chrt, units): &(u64, u32)| json!({"nmId": 1, "chrtId": chrt, "barcode": format!("46{chrt:011}"), "warehouseId": 507, "quantity": units});
        let items: Vec<Value> = sizes.iter().map(item).collect();
        self.story
            .control("wb/stocks", json!({"sid": sid, "items": items}))
            .await;
    }

    /// Opens quotas of 100 units out of 507 and 30 into 686 and 120762; `also` adds to that.
    async fn open(&self, also: Value) {
        let mut body = json!({"open": true, "quotas": [
            {"officeID": 507, "srcQuota": 100, "dstQuota": 0},
            {"officeID": 686, "srcQuota": 0, "dstQuota": 30},
            {"officeID": 120_762, "srcQuota": 0, "dstQuota": 30}]});
        for (name, value) in also.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.story.control("gateway/quotas", body).await;
    }

    async fn ask(&self, attempt: &str, items: &[(u64, u32, u32)]) -> Result<Accepted, RedistributionError> {
        self.ask_as(&self.key, attempt, items).await
    }

    async fn ask_as(
        &self,
        key: &SellerKey,
        attempt: &str,
        items: &[(u64, u32, u32)],
    ) -> Result<Accepted, RedistributionError> {
        let request = RedistributionRequest {
            nm: NmId(1),
            src_office: OfficeId(507),
            items: items.iter().copied().map(item).collect(),
        };
        self.gateway.redistribute(key, &request, attempt, SOON).await
    }

    async fn ledger(&self) -> Value {
        self.story.get("/control/gateway/redistributions").await
    }

    /// Units that may still leave 507, and come to 686.
    async fn left(&self) -> (u32, u32) {
        let limits = self.gateway.limits(&self.key).await.unwrap();
        let of = |office| limits.iter().find(|quota| quota.office == OfficeId(office)).unwrap();
        (of(507).src, of(686).dst)
    }
}

fn item((chrt, office, count): (u64, u32, u32)) -> RedistributionItem {
    RedistributionItem {
        chrt: ChrtId(chrt),
        dst_office: OfficeId(office),
        count,
    }
}

fn units(outcome: &Result<Accepted, RedistributionError>) -> u64 {
    outcome.as_ref().unwrap().units()
}

#[tokio::test]
async fn stock_is_moved_as_far_as_quotas_and_stock_go() {
    let mover = Mover::begin().await;
    let asked = [(10, 686, 25), (10, 120_762, 50), (11, 686, 10)];
    let accepted = mover.ask("a1", &asked).await.unwrap();
    // 25 as asked; 15 because no more is there; of the other size 5 because no more may come to 686.
    let expected = [(10, 686, 25), (10, 120_762, 15), (11, 686, 5)];
    assert_eq!(accepted.accepted, expected.map(item));
    assert_eq!(mover.left().await, (55, 0));
    let stock = mover.story.get(&format!("/control/wb/stocks?sid={SID}")).await;
    let quantities: Vec<_> = stock["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["chrtId"], &row["warehouseId"], &row["quantity"]))
        .collect();
    let row = |chrt: &'static str| -> Value { serde_json::from_str(chrt).unwrap() };
    let rows = row("[[10,507,0],[11,507,1],[10,686,25],[10,120762,15],[11,686,5]]");
    assert_eq!(json!(quantities), rows);
    let ledger = mover.ledger().await;
    assert_eq!(
        ledger,
        json!([{
            "requestID": accepted.request_id, "idempotencyKey": "a1", "sid": SID, "nmID": 1, "srcOfficeID": 507,
            "items": [{"dstOfficeID": 686, "chrtID": 10, "count": 25}, {"dstOfficeID": 120_762, "chrtID": 10, "count": 50},
                {"dstOfficeID": 686, "chrtID": 11, "count": 10}],
            "accepted": [{"dstOfficeID": 686, "chrtID": 10, "count": 25}, {"dstOfficeID": 120_762, "chrtID": 10, "count": 15},
                {"dstOfficeID": 686, "chrtID": 11, "count": 5}],
            "at_ms": 1_795_165_200_000_i64
        }])
    );
}

#[tokio::test]
async fn a_repeated_attempt_gets_its_first_answer_and_moves_nothing_again() {
    let mover = Mover::begin().await;
    let lost = json!({"target": "gateway", "kind": "lost_answer", "method": "redistribution/requests", "count": 1});
    mover.story.control("faults", lost).await;
    let first = mover.ask("a1", &[(10, 686, 10)]).await;
    assert!(matches!(&first, Err(error) if error.outcome_is_doubtful()), "{first:?}");
    let settled = mover.ask("a1", &[(10, 686, 10)]).await;
    assert_eq!(units(&settled), 10);
    assert_eq!(mover.ask("a1", &[(10, 686, 10)]).await, settled);
    assert_eq!(mover.left().await, (90, 20));
    assert_eq!(mover.ledger().await.as_array().unwrap().len(), 1);

    let other = SellerKey::new(mover.story.key(json!({"sid": OTHER})).await);
    mover.stock(OTHER, &[(90, 10)]).await;
    let theirs = mover.ask_as(&other, "a1", &[(90, 686, 6)]).await;
    assert_eq!(
        units(&theirs),
        6,
        "another seller's attempt of the same name is another attempt"
    );
    assert_eq!(mover.left().await, (84, 14), "the quotas are everybody's");
}

#[tokio::test]
async fn a_size_rests_for_three_days_before_it_goes_there_again() {
    let mover = Mover::begin().await;
    assert_eq!(units(&mover.ask("a1", &[(10, 686, 10)]).await), 10);
    let second = mover.ask("a2", &[(10, 686, 10), (10, 120_762, 10)]).await.unwrap();
    assert_eq!(
        second.accepted,
        [item((10, 120_762, 10))],
        "another office is another matter"
    );
    let nothing = mover.ask("a3", &[(10, 686, 10)]).await.unwrap();
    assert_eq!(nothing.accepted, [], "taken, and not done");
    mover.story.advance(72 * 3600 - 1).await;
    mover.open(json!({})).await;
    assert_eq!(units(&mover.ask("a4", &[(10, 686, 10)]).await), 0);
    mover.story.advance(1).await;
    assert_eq!(units(&mover.ask("a5", &[(10, 686, 10)]).await), 10);
}

#[tokio::test]
async fn the_clock_opens_the_quotas_at_nine_and_at_six() {
    let mover = Mover::begin().await;
    mover.open(json!({"open": false})).await;
    assert_eq!(mover.left().await, (0, 0));
    let closed = mover.ask("a1", &[(10, 686, 10)]).await;
    assert_eq!(closed, Err(RedistributionError::QuotaExhausted));
    // Noon in Moscow is six hours before the evening's opening.
    mover.story.advance(6 * 3600).await;
    assert_eq!(mover.left().await, (100, 30));
    assert_eq!(
        mover.ask("a1", &[(10, 686, 10)]).await,
        Err(RedistributionError::QuotaExhausted),
        "the attempt has its answer"
    );
    assert_eq!(units(&mover.ask("a2", &[(10, 686, 10)]).await), 10);
    assert_eq!(mover.left().await, (90, 20));
    mover.story.advance(60).await;
    assert_eq!(mover.left().await, (0, 0), "others took the rest");
    mover.open(json!({"open": true, "close_after_s": 4})).await;
    mover.story.advance(4).await;
    let told = mover.story.get("/control/gateway/quotas").await;
    assert_eq!(
        (&told["open"], &told["close_after_s"]),
        (&json!(false), &json!(60)),
        "the clock's own windows are as long as ever"
    );
    assert_eq!(
        (&told["quotas"][0]["srcQuota"], &told["left"][0]["srcQuota"]),
        (&json!(100), &json!(0))
    );
}

#[tokio::test]
async fn what_is_used_up_is_refused() {
    let mover = Mover::begin().await;
    assert_eq!(units(&mover.ask("a1", &[(10, 686, 30)]).await), 30);
    let full = mover.ask("a2", &[(11, 686, 5)]).await;
    assert_eq!(full, Err(RedistributionError::QuotaExhausted));
    let few = mover.ask("a3", &[(11, 120_762, 6)]).await;
    assert_eq!(units(&few), 6);
}

#[tokio::test]
async fn requests_that_break_a_rule_are_rejected_whole() {
    let mover = Mover::begin().await;
    for (attempt, items, reason) in [
        ("few", &[(10, 686, 10), (11, 686, 4)][..], "too_few"),
        ("office", &[(10, 1, 10)][..], "unknown_office"),
        ("same", &[(10, 507, 10)][..], "same_office"),
        ("goods", &[(99, 686, 10)][..], "unknown_goods"),
    ] {
        let rejected = mover.ask(attempt, items).await;
        assert!(
            matches!(&rejected, Err(RedistributionError::Rejected { code: Some(code), .. }) if code == reason),
            "{reason}: {rejected:?}"
        );
    }
    for (outcome, meaning) in [
        ("too_active", RedistributionError::Gateway(GatewayError::TooActive)),
        (
            "goods_rejected",
            RedistributionError::Rejected {
                code: Some("goods_rejected".to_owned()),
                detail: "Товар нельзя переместить на этот склад".to_owned(),
            },
        ),
    ] {
        let seller = format!("gateway/sellers/{SID}");
        mover.story.control(&seller, json!({"outcome": outcome})).await;
        assert_eq!(mover.ask(outcome, &[(10, 686, 10)]).await, Err(meaning));
    }
    assert_eq!(mover.ledger().await, json!([]));
    assert_eq!(mover.left().await, (100, 30));
}

#[tokio::test]
async fn keys_and_bodies_are_checked() {
    let mover = Mover::begin().await;
    let reader = SellerKey::new(
        mover
            .story
            .key(json!({"sid": SID, "scopes": ["supplies", "read_only"]}))
            .await,
    );
    assert!(mover.gateway.limits(&reader).await.is_ok());
    let refused = mover.ask_as(&reader, "a1", &[(10, 686, 10)]).await;
    assert_eq!(refused, Err(RedistributionError::Gateway(GatewayError::Forbidden)));
    let url = mover.story.url("/gateway/api/v1/redistribution/requests");
    let post = |attempt: &'static str, body: Value| {
        let request = mover.story.http.post(&url).bearer_auth(mover.key.expose());
        request.header("Idempotency-Key", attempt).json(&body).send()
    };
    let good = json!({"nmID": 1, "srcOfficeID": 507, "items": [{"dstOfficeID": 686, "chrtID": 10, "count": 10}]});
    assert_eq!(post("", good.clone()).await.unwrap().status(), 400);
    for body in [
        json!({}),
        json!({"nmID": 1, "srcOfficeID": 507, "items": []}),
        json!({"nmID": 1, "srcOfficeID": 507, "items": [{"dstOfficeID": 686, "chrtID": 10, "count": -10}]}),
        json!({"nmID": 0, "srcOfficeID": 507, "items": good["items"]}),
    ] {
        assert_eq!(post("b", body.clone()).await.unwrap().status(), 400, "{body}");
    }
    assert_eq!(post("c", good).await.unwrap().status(), 201);
    let odd = json!({"quotas": [{"officeID": 507, "srcQuota": -1, "dstQuota": 0}]});
    assert_eq!(mover.story.try_control("gateway/quotas", odd).await.0, 400);
    mover.story.control("reset", json!({})).await;
    assert_eq!(mover.ledger().await, json!([]));
}

#[tokio::test]
async fn refused_requests_are_told_when_they_are_asked_for() {
    let mover = Mover::begin().await;
    assert_eq!(units(&mover.ask("a1", &[(10, 686, 10)]).await), 10);
    mover.story.control("gateway/quotas", json!({"open": false})).await;
    for _ in 0..2 {
        let closed = mover.ask("a2", &[(11, 686, 5)]).await;
        assert_eq!(closed, Err(RedistributionError::QuotaExhausted));
    }
    let ledger = mover.ledger().await;
    assert_eq!(ledger.as_array().unwrap().len(), 1, "what was refused was not taken");
    let all = mover.story.get("/control/gateway/redistributions?refused=1").await;
    assert_eq!(all.as_array().unwrap().len(), 2, "an attempt is told once: {all}");
    assert_eq!(all[0], ledger[0]);
    assert_eq!(
        all[1],
        json!({
            "requestID": null, "idempotencyKey": "a2", "sid": SID, "nmID": 1, "srcOfficeID": 507,
            "items": [{"dstOfficeID": 686, "chrtID": 11, "count": 5}], "accepted": [],
            "refused": {"status": 409, "error": "quota_exhausted", "detail": "Лимиты на перемещение исчерпаны"},
            "at_ms": 1_795_165_200_000_i64
        })
    );
}

#[tokio::test]
async fn one_warehouses_quotas_and_one_lines_units_are_changed_by_themselves() {
    let mover = Mover::begin().await;
    assert_eq!(units(&mover.ask("a1", &[(10, 686, 10)]).await), 10);
    let told = mover.story.control("gateway/quotas/686", json!({"dstQuota": 7})).await;
    assert_eq!((&told["open"], &told["left"][1]["dstQuota"]), (&json!(true), &json!(7)));
    assert_eq!(mover.left().await, (90, 7), "what is left elsewhere stays as it was");
    assert_eq!(mover.story.try_control("gateway/quotas/5", json!({})).await.0, 404);

    let line = json!({"sid": SID, "warehouseId": 507, "quantity": 5});
    mover.story.control("wb/stocks/10", line.clone()).await;
    let few = mover.ask("a2", &[(10, 120_762, 25)]).await;
    assert_eq!(units(&few), 5);
    assert_eq!(mover.story.try_control("wb/stocks/77", line).await.0, 404);
}

#[tokio::test]
async fn the_gateways_faults_spoil_requests_to_move_stock_and_keep_to_their_calls() {
    let mover = Mover::begin().await;
    let fault = json!({"target": "gateway", "kind": "500", "method": "bookings"});
    mover.story.control("faults", fault).await;
    assert_eq!(
        units(&mover.ask("a1", &[(10, 686, 10)]).await),
        10,
        "bookings alone are spoilt"
    );
    mover
        .story
        .control("faults", json!({"target": "gateway", "kind": "500", "count": 2}))
        .await;
    let failed = mover.ask("a2", &[(11, 686, 5)]).await;
    assert!(
        matches!(&failed, Err(error) if error.outcome_is_doubtful()),
        "{failed:?}"
    );
    assert!(mover.gateway.limits(&mover.key).await.is_err());
    assert_eq!(
        units(&mover.ask("a2", &[(11, 686, 5)]).await),
        5,
        "nothing was done before"
    );
}
