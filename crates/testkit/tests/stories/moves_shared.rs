//! What several users, shops and rules share: a shop's stock, the quotas, the seconds in which they are open.

use jiff::SignedDuration;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use redistribution::rules::RuleOrder;
use redistribution::rules_stock::RulesStock;
use serde_json::{Value, json};
use testkit::World;
use wildberries::SellerId;

use crate::moves::{FIRST, FROM, SECOND, a_shop, books_balance, order};
use crate::moves_faults::posts_fail;

/// A user gets a key to seller 1's shop that may not read stock.
async fn joins_shop_one(world: &World, user: i64) {
    let shop = world.seller(1).shop();
    world.seller(user).adds_a_key_with(json!({ "sid": shop })).await;
}

/// What a user wants moved in seller 1's shop.
fn order_in_shop_one(world: &World, sizes: &[(u64, u32)], to: &[u32]) -> RuleOrder {
    order(world, 1, sizes, to)
}

async fn stock_reports(world: &World) -> Vec<Value> {
    let mut calls = world.calls("wb").await;
    calls.retain(|call| call["path"].as_str().is_some_and(|path| path.contains("stocks-report")));
    calls
}

#[tokio::test]
async fn two_users_of_one_shop_share_its_stock() {
    let world = a_shop().await;
    joins_shop_one(&world, 2).await;
    world.stocks(1, &[(10, FROM, 40)]).await;
    // The older rule is of the user whose key may not ask for stock.
    for (user, to) in [(2, FIRST), (1, SECOND)] {
        world
            .makes_a_rule(user, "one", order_in_shop_one(&world, &[(10, 30)], &[to]))
            .await;
        world.passes(SignedDuration::from_secs(1)).await;
    }
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world.settles().await;
    let statuses: Vec<Value> = stock_reports(&world)
        .await
        .iter()
        .map(|call| call["status"].clone())
        .collect();
    assert_eq!(
        statuses,
        [403, 200],
        "the first key may not ask, and one report serves the shop"
    );
    world.passes(SignedDuration::from_secs(155)).await;
    world.looks(&mut lookout).await;
    world.settles().await;
    assert_eq!(
        stock_reports(&world).await.len(),
        3,
        "the key that could ask goes first"
    );
    world
        .opens_quotas(&[(FROM, 500, 0), (FIRST, 0, 500), (SECOND, 0, 500)])
        .await;
    world.looks(&mut lookout).await;
    world.settles().await;
    assert_eq!(world.units_asked().await, [30, 10], "not a unit more than lies there");
    assert_eq!(books_balance(&world, &[1, 2], "after the opening").await, 40);
    for user in [1, 2] {
        let items = world.table.everything(&format!("USER#{user}")).await.unwrap();
        assert!(
            items.iter().all(|item| item.kind != "rules_stock"),
            "the shop's stock is no user's"
        );
    }
    let shop = SellerId::try_from(world.seller(1).shop()).unwrap();
    let stored = world.table.get::<RulesStock>(&RulesStock::key_of(&shop)).await.unwrap();
    assert!(stored.is_some_and(|stored| stored.record.is_whole && !stored.record.is_denied));
}

#[tokio::test]
async fn a_shop_whose_report_has_many_pages_is_asked_for_its_rules_cards() {
    let world = a_shop().await;
    let other = |n: u64| json!({ "nmId": 2, "chrtId": 1_000 + n, "barcode": format!("47{n:011}"), "warehouseId": FROM, "quantity": 9 });
    let mut items: Vec<Value> = (0..50_100).map(other).collect();
    items.push(json!({ "nmId": 1, "chrtId": 10, "barcode": "4600000000010", "warehouseId": FROM, "quantity": 40 }));
    let sid = world.seller(1).shop();
    world.control("wb/stocks", json!({ "sid": sid, "items": items })).await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 100)], &[FIRST]))
        .await;
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world.settles().await;
    assert_eq!(stock_reports(&world).await[0]["body"]["nmIds"], json!([1]));
    world.opens_quotas(&[(FROM, 500, 0), (FIRST, 0, 500)]).await;
    world.looks(&mut lookout).await;
    world.settles().await;
    assert_eq!(world.units_asked().await, [40]);
    assert_eq!(books_balance(&world, &[1], "after the opening").await, 40);
}

#[tokio::test]
async fn a_new_rules_card_is_asked_for_without_waiting_for_the_next_turn() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 40)]).await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 10)], &[FIRST]))
        .await;
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world.settles().await;
    let another = RuleOrder {
        nm: wildberries::NmId(7),
        ..order(&world, 1, &[(70, 10)], &[FIRST])
    };
    world.makes_a_rule(1, "two", another).await;
    world.passes(SignedDuration::from_secs(25)).await;
    world.looks(&mut lookout).await;
    world.settles().await;
    let mut cards = stock_reports(&world).await.pop().unwrap()["body"]["nmIds"].clone();
    cards.as_array_mut().unwrap().sort_by_key(|nm| nm.as_u64());
    assert_eq!(cards, json!([1, 7]));
}

#[tokio::test]
async fn five_rules_of_two_users_and_another_shop_compete_for_five_seconds() {
    let mut dice = StdRng::seed_from_u64(11);
    for round in 0..8 {
        let world = a_shop().await;
        joins_shop_one(&world, 2).await;
        world
            .seller(3)
            .adds_a_key_with(json!({ "scopes": ["supplies", "analytics"] }))
            .await;
        let there = dice.random_range(30..90);
        world.stocks(1, &[(10, FROM, there)]).await;
        world.stocks(3, &[(10, FROM, 60)]).await;
        let rules = [(1, "one"), (2, "one"), (3, "one"), (1, "two"), (2, "two")];
        for (user, name) in rules {
            let (shop, wanted) = (if user == 3 { 3 } else { 1 }, dice.random_range(10..50));
            let to = if dice.random() {
                [FIRST, SECOND]
            } else {
                [SECOND, FIRST]
            };
            world
                .makes_a_rule(user, name, order(&world, shop, &[(10, wanted)], &to))
                .await;
            world.passes(SignedDuration::from_secs(1)).await;
        }
        let mut lookout = world.lookout();
        world.looks(&mut lookout).await;
        world.settles().await;

        let quota = |office: u32, src: u32, dst: u32| json!({ "officeID": office, "srcQuota": src, "dstQuota": dst });
        let quotas = [quota(FROM, 70, 0), quota(FIRST, 0, 30), quota(SECOND, 0, 25)];
        world
            .control(
                "gateway/quotas",
                json!({ "open": true, "close_after_s": 5, "quotas": quotas }),
            )
            .await;
        if round % 2 == 1 {
            posts_fail(&world, "lost_answer", 2).await;
        }
        for _ in 0..7 {
            world.looks(&mut lookout).await;
            world.moves().await;
        }
        world.settles().await;
        let when = format!("round {round}");
        let units = books_balance(&world, &[1, 2, 3], &when).await;
        assert!(units <= 55, "{when}: {units} are more than the quotas");
        assert!(units >= 40, "{when}: {units} of 55 is too little for five seconds");
        let of_shop_one: u64 = {
            let mut moved = 0;
            for user in [1, 2] {
                moved += world
                    .moved_by_history(user)
                    .await
                    .iter()
                    .map(|(_, units)| u64::from(*units))
                    .sum::<u64>();
            }
            moved
        };
        assert!(of_shop_one <= u64::from(there), "{when}: {of_shop_one} of {there}");
        assert_eq!(
            world.cool_downs(1).await.iter().filter(|cool| cool.3).count(),
            0,
            "{when}: nothing stays held"
        );
    }
}

#[test]
fn a_shop_that_hangs_holds_up_no_other_shops_jobs() {
    let template = include_str!("../../../../template.yaml");
    let (_, mapping) = template.split_once("\n  RedistributorMoves:").expect("the mapping");
    let size = mapping.lines().find_map(|line| line.trim().strip_prefix("BatchSize: "));
    assert_eq!(size, Some("1"), "a batch is as slow as its slowest shop");
}
