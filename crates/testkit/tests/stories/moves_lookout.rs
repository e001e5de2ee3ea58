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
