//! Requests of which nobody knows for a while what they moved: what they hold, who waits for them, how they end.

use accounts::seller_key::{KeyRecord, KeyState};
use jiff::SignedDuration;
use redistribution::rule::{PauseReason, RuleState};
use serde_json::json;
use testkit::{Cut, MOVES, World};

use crate::moves::{FIRST, FROM, SECOND, a_shop, books_balance, goes_on, order};
use crate::moves_faults::{posts_fail, waiting};

/// More calls than a claim makes.
const MOST_CALLS: u32 = 40;

/// Two rules of a shop for the same 40 units, 30 each, to one destination each; the quotas are open, and their jobs wait.
async fn two_for_the_same(world: &World) {
    world.stocks(1, &[(10, FROM, 40)]).await;
    for (name, to) in [("older", FIRST), ("younger", SECOND)] {
        world.makes_a_rule(1, name, order(world, 1, &[(10, 30)], &[to])).await;
        world.passes(SignedDuration::from_secs(1)).await;
    }
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world.settles().await;
    world
        .opens_quotas(&[(FROM, 500, 0), (FIRST, 0, 500), (SECOND, 0, 500)])
        .await;
    assert_eq!(world.looks(&mut lookout).await.jobs, 2);
}

#[tokio::test]
async fn units_of_a_request_in_doubt_are_nobody_elses() {
    let world = a_shop().await;
    two_for_the_same(&world).await;
    posts_fail(&world, "lost_answer", 1).await;
    world.moves().await;
    assert_eq!(
        world.units_asked().await,
        [30, 10],
        "the younger rule asks for what is left for certain"
    );
    assert_eq!(
        world.cool_downs(1).await,
        [(10, SECOND, 10, false), (10, FIRST, 30, true)]
    );
    world.settles().await;
    assert_eq!(world.cool_downs(1).await.iter().filter(|cool| cool.3).count(), 0);
    assert_eq!(books_balance(&world, &[1], "after settling").await, 40);
}

#[tokio::test]
async fn a_certain_end_frees_what_was_held_and_an_unsettled_one_does_not() {
    let world = a_shop().await;
    two_for_the_same(&world).await;
    posts_fail(&world, "reset", 1).await;
    world.moves().await;
    assert_eq!(world.units_asked().await, [30, 10]);
    world.closes_quotas().await;
    world.settles().await;
    assert_eq!(
        world.cool_downs(1).await,
        [(10, SECOND, 10, false)],
        "nothing was moved to the first"
    );
    assert_eq!(books_balance(&world, &[1], "after settling").await, 10);

    let world = a_shop().await;
    two_for_the_same(&world).await;
    posts_fail(&world, "500", 1_000).await;
    world.settles().await;
    let unsettled = RuleState::Paused(PauseReason::Unsettled);
    assert_eq!(world.rule(1, "older").await.state, unsettled);
    assert_eq!(
        world.cool_downs(1).await,
        [(10, SECOND, 10, true), (10, FIRST, 30, true)],
        "both may be on their way"
    );
    world.mend().await;
    // Its seller resumes it without having looked: the same units are not sent there again.
    let id = redistribution::ids::RuleId::from_text("older");
    let user = telegram::UserId(1);
    world.rules().resume(user, &id, world.hands.now()).await.unwrap();
    let asked = world.units_asked().await.len();
    goes_on(&world).await;
    assert_eq!(world.units_asked().await.len(), asked);
    world.passes(SignedDuration::from_hours(73)).await;
    world.opens_quotas(&[(FROM, 500, 0), (FIRST, 0, 500)]).await;
    goes_on(&world).await;
    assert_eq!(books_balance(&world, &[1], "three days later").await, 30);
}

#[tokio::test]
async fn without_the_stock_report_a_size_in_doubt_is_not_asked_for_elsewhere() {
    let world = World::start().await;
    world.closes_quotas().await;
    world.seller(1).adds_a_key().await;
    two_for_the_same(&world).await;
    posts_fail(&world, "lost_answer", 1).await;
    world.moves().await;
    assert_eq!(world.units_asked().await, [30], "nobody knows how much is left");
    world.settles().await;
    goes_on(&world).await;
    assert_eq!(
        world.units_asked().await,
        [30, 30, 30],
        "once that is certain, the other asks for all it wants"
    );
    assert_eq!(books_balance(&world, &[1], "at the end").await, 40);
}

#[tokio::test]
async fn a_shop_that_is_told_to_wait_while_a_request_is_in_doubt_rests_and_asks_later() {
    for (status, error) in [(429, "too_active"), (429, "too_many_requests")] {
        let world = waiting().await;
        posts_fail(&world, "lost_answer", 1).await;
        world.moves().await;
        world
            .moves_at_a_gateway_that_says(status, json!({ "error": error, "detail": "wait" }))
            .await;
        let rule = world.rule(1, "one").await;
        assert!(rule.request.is_some(), "{error}: that was no word on the request");
        assert_eq!(rule.refusal, None, "{error}");
        assert_eq!(world.cool_downs(1).await, [(10, FIRST, 20, true)], "{error}");
        let before = world.move_requests().await.len();
        if error == "too_active" {
            for _ in 0..5 {
                world.passes(SignedDuration::from_secs(90)).await;
                world.moves().await;
            }
            assert_eq!(
                world.move_requests().await.len(),
                before,
                "the shop rests for ten minutes"
            );
        }
        world.settles().await;
        goes_on(&world).await;
        assert_eq!(books_balance(&world, &[1], error).await, 30, "{error}");
    }
}

#[tokio::test]
async fn whoever_hands_over_or_settles_dies_at_every_call() {
    for (is_settling, cut) in [false, true]
        .into_iter()
        .flat_map(|settling| [(settling, Cut::Before), (settling, Cut::After)])
    {
        for call in 0..MOST_CALLS {
            let world = waiting().await;
            posts_fail(&world, "lost_answer", 1).await;
            if is_settling {
                world.moves().await;
            }
            world.cloud.fuse.set(call, cut);
            let survived = world.moves_until_crash().await.is_ok();
            world.cloud.fuse.reset();
            world.passes(SignedDuration::from_secs(62)).await;
            world.settles().await;
            goes_on(&world).await;
            let when = format!("settling {is_settling} cut {cut:?} call {call}");
            assert_eq!(books_balance(&world, &[1], &when).await, 30, "{when}");
            let held = world.cool_downs(1).await.into_iter().filter(|cool| cool.3);
            assert_eq!(held.count(), 0, "{when}: nothing stays held");
            if survived {
                assert!(call > 5, "it makes more than {call} calls");
                break;
            }
            assert!(call + 1 < MOST_CALLS, "the work never ends");
        }
    }
}

#[tokio::test]
async fn a_rest_uses_up_no_deliveries() {
    let world = waiting().await;
    posts_fail(&world, "lost_answer", 1).await;
    world.moves().await;
    for delivery in 0..14 {
        world
            .moves_at_a_gateway_that_says(429, json!({ "error": "too_active", "detail": "wait" }))
            .await;
        world.passes(SignedDuration::from_secs(205)).await;
        assert!(world.rule(1, "one").await.request.is_some(), "delivery {delivery}");
    }
    world.settles().await;
    goes_on(&world).await;
    assert_eq!(books_balance(&world, &[1], "after the patience").await, 30);
}

#[tokio::test]
async fn more_accepted_than_asked_for_is_no_success_and_stays_held() {
    let world = waiting().await;
    let item = json!({ "chrtID": 10, "dstOfficeID": FIRST, "count": 25 });
    world
        .moves_at_a_gateway_that_says(201, json!({ "requestID": "R-9", "accepted": [item] }))
        .await;
    world.settles().await;
    let rule = world.rule(1, "one").await;
    assert_eq!(rule.state, RuleState::Paused(PauseReason::Unsettled));
    assert_eq!((rule.moved(), rule.request), (0, None));
    assert_eq!(world.cool_downs(1).await, [(10, FIRST, 25, true)], "20 were asked for");
    let anna = world.seller(1);
    assert_eq!(anna.read("❓ Ответ на заявку #R-9 не сходится").await, 1);
    assert_eq!(
        anna.read("Просили 20 шт., а сервис говорит, что принял другое: 25 шт.")
            .await,
        1
    );
    assert_eq!(anna.read("ПЕРЕРАСПРЕДЕЛЕНИЕ ВЫПОЛНЕНО").await, 0);
    assert_eq!(world.moved_by_history(1).await, [(Some("R-9".to_owned()), 0)]);
}

/// The mover died after its claim and before its request left; then the key was revoked.
async fn revoked_between_claim_and_request(keys: u32) -> (World, String) {
    for call in 0..MOST_CALLS {
        let world = World::start().await;
        world.closes_quotas().await;
        let first = world
            .seller(1)
            .adds_a_key_with(json!({ "scopes": ["supplies", "analytics"] }))
            .await;
        for _ in 1..keys {
            world.passes(SignedDuration::from_secs(1)).await;
            world.seller(1).adds_a_key().await;
        }
        world.stocks(1, &[(10, FROM, 100)]).await;
        world
            .makes_a_rule(1, "one", order(&world, 1, &[(10, 30)], &[FIRST]))
            .await;
        let mut lookout = world.lookout();
        world.looks(&mut lookout).await;
        world.settles().await;
        world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
        assert_eq!(world.looks(&mut lookout).await.jobs, 1);
        world.cloud.fuse.set(call, Cut::Before);
        let crashed = world.moves_until_crash().await.is_err();
        world.cloud.fuse.reset();
        assert!(crashed, "the claim is never made");
        if world.rule(1, "one").await.request.is_some() {
            assert!(world.move_requests().await.is_empty(), "it had not left");
            world.gateway_refuses(&first);
            world.passes(SignedDuration::from_secs(62)).await;
            return (world, first);
        }
    }
    panic!("no call is the one between claim and request");
}

#[tokio::test]
async fn the_key_is_revoked_exactly_between_claim_and_request_and_the_shops_other_key_goes_on() {
    let (world, _) = revoked_between_claim_and_request(2).await;
    world.settles().await;
    assert_eq!(world.seller(1).read("🔑 Wildberries отклонил ключ").await, 1);
    assert_eq!(
        world.units_asked().await,
        [30],
        "the refused one does not count: it was stopped at the door"
    );
    assert_eq!(world.cool_downs(1).await, [(10, FIRST, 30, false)]);
    assert_eq!(books_balance(&world, &[1], "with the other key").await, 30);
}

#[tokio::test]
async fn the_key_is_revoked_exactly_between_claim_and_request_and_it_was_the_only_one() {
    let (world, first) = revoked_between_claim_and_request(1).await;
    world.settles().await;
    // Nobody knows whether the request had left when the worker died: it is not said that nothing was moved.
    let rule = world.rule(1, "one").await;
    assert_eq!(rule.state, RuleState::Paused(PauseReason::Unsettled));
    assert_eq!(world.seller(1).read("🔑 Wildberries отклонил ключ").await, 1);
    assert_eq!(world.seller(1).read("❓ Не знаем, принята ли заявка").await, 1);
    assert_eq!(world.cool_downs(1).await, [(10, FIRST, 30, true)]);
    let keys = world.table.list::<KeyRecord>("USER#1", "KEY#").await.unwrap();
    assert_eq!(keys.len(), 1, "{}", first.len());
    assert_eq!(keys[0].record.state, KeyState::Refused);
    assert!(world.cloud.queues.bodies(MOVES).is_empty());
    assert_eq!(books_balance(&world, &[1], "at the end").await, 0);
}

#[tokio::test]
async fn a_key_refused_at_the_first_sending_leaves_nothing_held() {
    let world = waiting().await;
    let shop = world.seller(1).shop();
    world
        .control("wb/sellers", json!({ "sid": shop, "revoked": true }))
        .await;
    world.settles().await;
    assert_eq!(world.rule(1, "one").await.state, RuleState::Paused(PauseReason::Key));
    assert_eq!(world.cool_downs(1).await, []);
    assert_eq!(books_balance(&world, &[1], "at the end").await, 0);
}
