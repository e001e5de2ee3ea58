//! When rules ask, who pays for the looks, and what becomes of rules that cannot go on.

use jiff::{SignedDuration, ToSpan};
use redistribution::lookout::{LOOKOUT_LEASE, LookNote};
use redistribution::rule::{PauseReason, RuleState};
use redistribution::rules::{ChangeRule, Edit, RuleOrder};
use redistribution::windows::{OpeningHours, Windows};
use serde_json::json;
use store::LeaseKeeper;
use telegram::UserId;
use testkit::{MOVES, World};

use crate::moves::{FIRST, FROM, a_shop, books_balance, order, today};

#[tokio::test]
async fn a_rule_asks_only_at_the_openings_its_seller_chose() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 40)]).await;
    let evening = RuleOrder {
        windows: Windows::Evening,
        ..order(&world, 1, &[(10, 20)], &[FIRST])
    };
    world.makes_a_rule(1, "one", evening).await;
    let mut lookout = world.lookout();
    world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
    assert_eq!(world.looks(&mut lookout).await.jobs, 0, "it is nine in the morning");
    world.passes(SignedDuration::from_hours(9)).await;
    assert_eq!(
        world.looks(&mut lookout).await.jobs,
        1,
        "and now it is six in the evening"
    );
    world.settles().await;
    assert_eq!(books_balance(&world, &[1], "in the evening").await, 20);
}

#[tokio::test]
async fn outside_the_opening_hours_one_look_a_shift_is_enough_and_none_without_rules() {
    let world = a_shop().await;
    let hours: OpeningHours = "09:00,18:00".parse().unwrap();
    world.passes(SignedDuration::from_hours(2)).await;
    let mut lookout = world.lookout_at(hours.clone());
    assert!(!world.looks(&mut lookout).await.asked, "nobody wants anything");
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 20)], &[FIRST]))
        .await;
    let mut asked = 0;
    for _ in 0..5 {
        asked += u32::from(world.looks(&mut lookout).await.asked);
    }
    assert_eq!(asked, 1);
    assert!(!lookout.is_on_watch());
    world.passes(SignedDuration::from_mins(6 * 60 + 58)).await;
    let mut lookout = world.lookout_at(hours);
    assert!(lookout.is_on_watch(), "the evening's opening is near");
    world.passes(SignedDuration::from_mins(1)).await;
    for _ in 0..5 {
        assert!(world.looks(&mut lookout).await.asked, "now every look counts");
    }
}

#[tokio::test]
async fn the_looks_are_paid_for_by_all_shops_in_turn() {
    let world = World::start().await;
    world.closes_quotas().await;
    let mut last4 = Vec::new();
    for seller in 1..=3 {
        let token = world.seller(seller).adds_a_key().await;
        last4.push(token[token.len() - 4..].to_owned());
        world
            .makes_a_rule(seller, "one", order(&world, seller, &[(10, 20)], &[FIRST]))
            .await;
    }
    let mut lookout = world.lookout();
    for _ in 0..9 {
        world.looks(&mut lookout).await;
    }
    let calls = world.calls("gateway").await;
    for key in &last4 {
        let paid = calls.iter().filter(|call| call["key"] == key.as_str()).count();
        assert_eq!(
            paid,
            3,
            "{key}: {:?}",
            calls.iter().map(|call| call["key"].to_string()).collect::<Vec<_>>()
        );
    }
}

#[tokio::test]
async fn a_rule_whose_last_day_is_over_is_closed_and_its_seller_told_once() {
    let world = a_shop().await;
    let today = today(&world);
    let order = RuleOrder {
        until: today,
        ..order(&world, 1, &[(10, 20)], &[FIRST])
    };
    world.makes_a_rule(1, "one", order).await;
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world.passes(SignedDuration::from_hours(24)).await;
    for _ in 0..3 {
        world.looks(&mut lookout).await;
        world.settles().await;
    }
    assert_eq!(world.rule(1, "one").await.state, RuleState::Passed);
    assert_eq!(world.seller(1).read("⌛ Срок перемещения артикула 1 истёк").await, 1);
    let until = today.saturating_add(7.days());
    let edit = Edit::When {
        windows: Windows::Both,
        until,
    };
    let id = redistribution::ids::RuleId::from_text("one");
    let changed = world
        .rules()
        .edit(UserId(1), &id, &edit, world.hands.now())
        .await
        .unwrap();
    assert!(matches!(changed, ChangeRule::Changed(rule) if rule.state == RuleState::Waiting));
}

#[tokio::test]
async fn a_rule_whose_shop_lost_its_keys_is_paused_and_its_seller_told_once() {
    let world = a_shop().await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 20)], &[FIRST]))
        .await;
    let mut lookout = world.lookout();
    world.looks(&mut lookout).await;
    world
        .control("wb/sellers", json!({ "sid": world.seller(1).shop(), "revoked": true }))
        .await;
    for _ in 0..8 {
        world.looks(&mut lookout).await;
        world.settles().await;
        world.passes(SignedDuration::from_secs(30)).await;
    }
    assert_eq!(world.rule(1, "one").await.state, RuleState::Paused(PauseReason::Key));
    assert_eq!(world.seller(1).read("🔑 Wildberries отклонил ключ").await, 1);
    assert_eq!(world.seller(1).read("переносить нечем").await, 1);
    assert!(world.cloud.queues.bodies(MOVES).is_empty());
}

#[tokio::test]
async fn a_paused_or_deleted_rule_asks_for_nothing_also_when_its_job_waits_already() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 90)]).await;
    for name in ["paused", "deleted"] {
        world
            .makes_a_rule(1, name, order(&world, 1, &[(10, 20)], &[FIRST]))
            .await;
    }
    let mut lookout = world.lookout();
    world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
    assert_eq!(world.looks(&mut lookout).await.jobs, 2);
    let id = redistribution::ids::RuleId::from_text;
    world
        .rules()
        .pause(UserId(1), &id("paused"), world.hands.now())
        .await
        .unwrap();
    world
        .rules()
        .delete(UserId(1), &id("deleted"), world.hands.now())
        .await
        .unwrap();
    world.settles().await;
    assert!(world.move_requests().await.is_empty());
    world
        .rules()
        .resume(UserId(1), &id("paused"), world.hands.now())
        .await
        .unwrap();
    assert_eq!(world.looks(&mut lookout).await.jobs, 1, "what is open meets it anew");
    world.settles().await;
    assert_eq!(books_balance(&world, &[1], "after resuming").await, 20);
}

#[tokio::test]
async fn two_shifts_at_once_take_turns_and_each_looks_once_outside_the_opening_hours() {
    let world = a_shop().await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 20)], &[FIRST]))
        .await;
    let event = || json!({ "detail-type": "Scheduled Event" });
    tokio::join!(world.redistributor_gets(event()), world.redistributor_gets(event()));
    assert_eq!(world.calls("gateway").await.len(), 2);
    let note = LeaseKeeper::note::<LookNote>(&world.table, LOOKOUT_LEASE)
        .await
        .unwrap();
    let (note, _) = note.expect("a note");
    assert_eq!((note.rules, note.trouble), (1, None));
    assert!(note.good_at.is_some());
}

#[tokio::test]
async fn an_answer_that_comes_late_inside_the_opening_hours_is_not_waited_for() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 40)]).await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 20)], &[FIRST]))
        .await;
    let mut lookout = world.lookout();
    world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
    world
        .faults(json!({ "target": "gateway", "kind": "slow", "count": 1, "method": "redistribution/limits", "delay_ms": 4_000 }))
        .await;
    let begun = std::time::Instant::now();
    let late = world.looks(&mut lookout).await;
    assert!(late.error.is_some() && late.open.is_none(), "{late:?}");
    assert!(
        begun.elapsed() < std::time::Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(world.looks(&mut lookout).await.jobs, 1, "the next look sees it");
}

#[tokio::test]
async fn too_many_requests_inside_the_opening_hours_cost_two_seconds() {
    let world = a_shop().await;
    world.stocks(1, &[(10, FROM, 40)]).await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 20)], &[FIRST]))
        .await;
    let mut lookout = world.lookout();
    world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
    world
        .faults(json!({ "target": "gateway", "kind": "429", "count": 1, "method": "redistribution/limits" }))
        .await;
    assert!(world.looks(&mut lookout).await.error.is_some());
    assert!(!world.looks(&mut lookout).await.asked, "the shop rests for a moment");
    assert_eq!(world.looks(&mut lookout).await.jobs, 1);
}

#[tokio::test]
async fn a_revoked_key_is_put_aside_whatever_went_wrong_before_and_the_next_one_asks_in_the_same_look() {
    let world = World::start().await;
    world.closes_quotas().await;
    let first = world.seller(1).adds_a_key().await;
    world.passes(SignedDuration::from_secs(1)).await;
    world.seller(1).adds_a_key().await;
    world
        .makes_a_rule(1, "one", order(&world, 1, &[(10, 20)], &[FIRST]))
        .await;
    let mut lookout = world.lookout();
    world
        .faults(json!({ "target": "gateway", "kind": "500", "count": 1, "method": "redistribution/limits" }))
        .await;
    assert!(world.looks(&mut lookout).await.error.is_some());
    world.gateway_refuses(&first);
    world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
    let look = world.looks(&mut lookout).await;
    assert_eq!(
        (look.jobs, look.error),
        (1, None),
        "with the other key, without losing a second"
    );
    for _ in 0..3 {
        world.looks(&mut lookout).await;
        world.notifies().await;
    }
    assert_eq!(world.seller(1).read("🔑 Wildberries отклонил ключ").await, 1);
    let keys = world
        .table
        .list::<accounts::seller_key::KeyRecord>("USER#1", "KEY#")
        .await
        .unwrap();
    let refused = keys
        .iter()
        .filter(|key| key.record.state == accounts::seller_key::KeyState::Refused);
    assert_eq!(refused.count(), 1);
}

#[tokio::test]
async fn when_the_gateway_refuses_every_shop_only_one_pays_with_its_key() {
    let world = World::start().await;
    world.closes_quotas().await;
    for seller in 1..=3 {
        let token = world.seller(seller).adds_a_key().await;
        world.gateway_refuses(&token);
        world
            .makes_a_rule(seller, "one", order(&world, seller, &[(10, 20)], &[FIRST]))
            .await;
    }
    let mut lookout = world.lookout();
    for _ in 0..12 {
        world.looks(&mut lookout).await;
        world.notifies().await;
    }
    let mut told = 0;
    for seller in 1..=3 {
        told += world.seller(seller).read("🔑 Wildberries отклонил ключ").await;
    }
    assert_eq!(told, 1, "it is the gateway, not the keys");
}

#[tokio::test]
async fn after_a_gap_what_is_open_is_another_opening() {
    for (gap_s, requests) in [(3, 1), (8, 2)] {
        let world = a_shop().await;
        // The goods lie elsewhere, which the report cannot say: the request moves nothing.
        world.stocks(1, &[(10, 120_762, 40), (10, FROM, 0)]).await;
        world
            .makes_a_rule(1, "one", order(&world, 1, &[(10, 20)], &[FIRST]))
            .await;
        let mut lookout = world.lookout();
        world.opens_quotas(&[(FROM, 100, 0), (FIRST, 0, 100)]).await;
        for _ in 0..4 {
            world.looks(&mut lookout).await;
            world.settles().await;
        }
        assert_eq!(world.move_requests().await.len(), 1);
        world.passes(SignedDuration::from_secs(gap_s)).await;
        world.looks(&mut lookout).await;
        world.settles().await;
        assert_eq!(world.move_requests().await.len(), requests, "after {gap_s} s");
    }
}
