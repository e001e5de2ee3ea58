//! Stock is moved while things break: lost answers, refused keys, crashes between any two calls.

use jiff::SignedDuration;
use redistribution::ids::RuleId;
use redistribution::rule::{PauseReason, RuleState};
use serde_json::json;
use telegram::UserId;
use testkit::{Crashed, Cut, MOVES, World};

use crate::moves::{FIRST, FROM, SECOND, a_shop, books_balance, goes_on, order};

/// More calls than any of the work makes; a run that needs them all has lost its way.
const MOST_CALLS: u32 = 80;

/// A rule for 30 units to two destinations, of which the first takes 20; the quotas are open and its job waits.
pub(crate) async fn waiting() -> World {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 100)]).await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 30)], &[FIRST, SECOND]))
        .await;
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world.settles().await;
    world
        .opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 20), (SECOND, 0, 100)])
        .await;
    assert_eq!(world.looks(&mut lookout).await.jobs, 1);
    world
}

pub(crate) async fn posts_fail(world: &World, kind: &str, count: u32) {
    world
        .faults(json!({ "target": "gateway", "kind": kind, "count": count, "method": "POST" }))
        .await;
}

#[tokio::test]
async fn the_mover_dies_at_every_call() {
    let mut moved_all = 0;
    for cut in [Cut::Before, Cut::After] {
        for call in 0..MOST_CALLS {
            let world = waiting().await;
            world.cloud.fuse.set(call, cut);
            let survived = world.moves_until_crash().await == Ok(());
            world.cloud.fuse.reset();
            world.passes(SignedDuration::from_secs(62)).await;
            world.settles().await;
            let when = format!("cut {cut:?} call {call}");
            let units = books_balance(&world, &[1], &when).await;
            assert_eq!(units, 30, "{when}: nothing is lost by a crash");
            assert_eq!(world.rule(1, "one").await.state, RuleState::Done, "{when}");
            moved_all += 1;
            if survived {
                assert!(call > 10, "the work makes more than {call} calls");
                break;
            }
            assert!(call + 1 < MOST_CALLS, "the work never ends");
        }
    }
    assert!(moved_all > 20);
}

#[tokio::test]
async fn the_lookout_dies_at_every_call() {
    for cut in [Cut::Before, Cut::After] {
        for call in 0..MOST_CALLS {
            let world = a_shop().await;
            world.stocks(1, &[(10, FROM, 100)]).await;
            world
                .makes_a_rule(1, "one", order(&world, 1, &[(10, 30)], &[FIRST, SECOND]))
                .await;
            world
                .opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 20), (SECOND, 0, 100)])
                .await;
            let mut lookout = world.lookout();
            world.cloud.fuse.set(call, cut);
            let crashed = world.looks_until_crash(&mut lookout).await == Err(Crashed);
            world.cloud.fuse.reset();
            let mut next = world.lookout();
            for _ in 0..3 {
                world.looks(&mut next).await;
                world.settles().await;
            }
            let when = format!("cut {cut:?} call {call}");
            assert_eq!(books_balance(&world, &[1], &when).await, 30, "{when}");
            if !crashed {
                assert!(call > 4, "a look makes more than {call} calls");
                break;
            }
            assert!(call + 1 < MOST_CALLS, "the look never ends");
        }
    }
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_the_same_request_under_the_same_key() {
    let world = waiting().await;
    posts_fail(&world, "lost_answer", 1).await;
    world.moves().await;
    assert_eq!(world.move_requests().await.len(), 1, "what came of it is another job's");
    world.settles().await;
    goes_on(&world).await;
    let requests = world.move_requests().await;
    assert_eq!(requests.len(), 3, "the first twice, then the second destination");
    assert_eq!(requests[0]["body"], requests[1]["body"], "word for word");
    assert_eq!(books_balance(&world, &[1], "after the lost answer").await, 30);
}

#[tokio::test]
async fn a_request_that_never_arrived_is_sent_again() {
    for kind in ["reset", "500", "timeout"] {
        let world = waiting().await;
        posts_fail(&world, kind, 1).await;
        world.settles().await;
        goes_on(&world).await;
        assert_eq!(books_balance(&world, &[1], kind).await, 30, "{kind}");
    }
}

#[tokio::test]
async fn a_doubt_that_lasts_is_settled_in_a_job_of_its_own_and_the_shops_other_rules_go_on() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 100), (11, FROM, 100)]).await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 30)], &[FIRST]))
        .await;
    world.passes(SignedDuration::from_secs(1)).await;
    world
        .makes_a_rule(1, "two", order(&world, 1, &[(11, 30)], &[FIRST]))
        .await;
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world.settles().await;
    world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
    assert_eq!(world.looks(&mut lookout).await.jobs, 2);
    posts_fail(&world, "lost_answer", 1).await;
    world.moves().await;
    assert_eq!(
        world.moved().await.len(),
        2,
        "both were taken, though of the first nobody knows yet"
    );
    assert_eq!(
        world.move_requests().await.len(),
        2,
        "the second rule waited for no repetition"
    );
    assert_eq!(world.rule(1, "one").await.moved(), 0);
    assert_eq!(world.rule(1, "two").await.moved(), 30);
    world.settles().await;
    assert_eq!(books_balance(&world, &[1], "after settling").await, 60);
}

#[tokio::test]
async fn when_nobody_can_say_the_rule_stops_and_asks_its_seller_to_look() {
    let world = waiting().await;
    posts_fail(&world, "500", 1_000).await;
    world.settles().await;
    assert_eq!(
        world.rule(1, "one").await.state,
        RuleState::Paused(PauseReason::Unsettled)
    );
    assert_eq!(world.seller(1).read("❓ Не знаем, принята ли заявка").await, 1);
    world.mend().await;
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world.settles().await;
    assert!(world.moved().await.is_empty(), "nothing is asked for on a guess");
    assert_eq!(books_balance(&world, &[1], "at the end").await, 0);
}

#[tokio::test]
async fn a_refused_key_is_replaced_by_the_shops_other_one() {
    let world = World::start().await;
    world.closes_quotas().await;
    let first = world.seller(1).adds_a_key().await;
    world.passes(SignedDuration::from_secs(1)).await;
    world.seller(1).adds_a_key().await;
    world.stocks(1, &[(10, FROM, 100)]).await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 30)], &[FIRST]))
        .await;
    let mut lookout = world.lookout();
    world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
    assert_eq!(world.looks(&mut lookout).await.jobs, 1);
    world.gateway_refuses(&first);
    world.settles().await;
    assert_eq!(world.seller(1).read("🔑 Wildberries отклонил ключ").await, 1);
    assert_eq!(books_balance(&world, &[1], "with the other key").await, 30);
}

#[tokio::test]
async fn without_another_key_the_rule_waits_for_a_new_one() {
    let world = waiting().await;
    let shop = world.seller(1).shop();
    world
        .control("wb/sellers", json!({ "sid": shop, "revoked": true }))
        .await;
    world.settles().await;
    assert_eq!(world.rule(1, "one").await.state, RuleState::Paused(PauseReason::Key));
    assert_eq!(world.seller(1).read("переносить нечем").await, 1);
    assert_eq!(books_balance(&world, &[1], "at the end").await, 0);
}

#[tokio::test]
async fn goods_that_are_not_taken_pause_the_rule_with_the_reason() {
    let world = waiting().await;
    world.gateway_says(1, "goods_rejected").await;
    world.settles().await;
    let RuleState::Paused(PauseReason::Rejected { detail }) = world.rule(1, "one").await.state else {
        panic!("{:?}", world.rule(1, "one").await.state);
    };
    assert!(detail.contains("Товар нельзя переместить"), "{detail}");
    assert_eq!(world.seller(1).read("Товар нельзя переместить на этот склад").await, 1);
    assert_eq!(world.move_requests().await.len(), 1);
    assert_eq!(books_balance(&world, &[1], "at the end").await, 0);
}

#[tokio::test]
async fn a_shop_that_is_too_active_rests_with_all_its_rules_and_then_goes_on() {
    let world = waiting().await;
    world.stocks(1, &[(10, FROM, 100), (11, FROM, 100)]).await;
    world
        .makes_a_rule(1, "two", order(&world, 1, &[(11, 30)], &[SECOND]))
        .await;
    world.gateway_says(1, "too_active").await;
    world.settles().await;
    let mut lookout = world.lookout();
    for _ in 0..3 {
        world.looks(&mut lookout).await;
        world.settles().await;
    }
    assert_eq!(world.move_requests().await.len(), 1, "both rules keep the rest");
    world.gateway_says(1, "ok").await;
    world.passes(SignedDuration::from_mins(11)).await;
    for _ in 0..3 {
        world.looks(&mut lookout).await;
        world.settles().await;
    }
    assert_eq!(books_balance(&world, &[1], "after the rest").await, 60);
}

#[tokio::test]
async fn a_rule_whose_job_was_lost_is_finished_all_the_same() {
    let world = waiting().await;
    world.cloud.fuse.set(9, Cut::After);
    world.moves_until_crash().await.unwrap_err();
    assert!(world.rule(1, "one").await.request.is_some());
    world.cloud.queues.lose(MOVES);
    world.passes(SignedDuration::from_mins(16)).await;
    let mut lookout = world.lookout();
    for _ in 0..3 {
        world.looks(&mut lookout).await;
        world.settles().await;
    }
    assert_eq!(books_balance(&world, &[1], "at the end").await, 30);
}

#[tokio::test]
async fn two_workers_with_the_same_job_at_once_move_it_once() {
    let world = waiting().await;
    tokio::join!(world.moves(), world.moves());
    world.settles().await;
    assert_eq!(books_balance(&world, &[1], "after both").await, 30);
}

#[tokio::test]
async fn what_was_moved_for_a_rule_deleted_meanwhile_is_told_and_written_down_all_the_same() {
    let world = waiting().await;
    posts_fail(&world, "lost_answer", 3).await;
    world.moves().await;
    let id = RuleId::from_text("one");
    world.rules().delete(UserId(1), &id, world.hands.now()).await.unwrap();
    world.settles().await;
    let ledger: u64 = world.moved().await.iter().map(|(_, _, units)| units).sum();
    let history: u32 = world.moved_by_history(1).await.iter().map(|(_, units)| units).sum();
    assert_eq!((ledger, history), (20, 20), "and nothing more was asked for");
    assert_eq!(world.seller(1).read("Товаров: 20 шт.").await, 1);
    let rule = world.rule(1, "one").await;
    assert_eq!((rule.state, rule.request), (RuleState::Deleted, None));
}
