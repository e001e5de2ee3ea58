//! Offers at odd moments: late and lost jobs, plans between two looks, slots that open late.

use booking::attempt::{Attempt, Phase};
use booking::watch::WatchState;
use jiff::SignedDuration;
use testkit::{BOOKINGS, Cut, NOTIFICATIONS, Seller, World};

#[tokio::test]
async fn who_planned_and_then_presses_not_this_one_has_the_slot() {
    let (mut world, order) = World::offered().await;
    world.seller(1).plans(order, "2026-11-25").await;
    world.passes(SignedDuration::from_secs(2)).await;
    world.seller(1).presses("⏭").await;
    world.settles().await;
    world.goes_on(6).await;
    assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 1);
    assert!(matches!(world.watches_of(1).await[0].state, WatchState::Caught { .. }));
    assert_eq!(world.balance(1).await, Some((1, 0, 1)));
}

#[tokio::test]
async fn a_look_that_comes_late_says_nothing_of_what_is_open() {
    let (mut world, order) = World::offered().await;
    world.closes(507, "2026-11-25", 2).await;
    world.look().await;
    let late = world.cloud.queues.batch(BOOKINGS).expect("a look at the closed slot");
    world.cloud.queues.lose(BOOKINGS);
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    world.goes_on(3).await;
    assert_eq!(world.seller(1).read(Seller::OFFER).await, 1);

    world.booker_gets(late).await;
    world.settles().await;
    assert_eq!(
        (
            world.seller(1).read(Seller::OFFER).await,
            world.seller(1).read(Seller::CLOSED).await
        ),
        (1, 0)
    );
    world.seller(1).plans(order, "2026-11-25").await;
    world.goes_on(6).await;
    assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 1);
}

#[tokio::test]
async fn a_slot_that_opens_late_in_an_offer_has_its_full_time() {
    let (mut world, order) = World::offered().await;
    world.minutes_go_on(25).await;
    world.opens(507, "2026-11-26", 2, 0.0).await;
    world.looks_and_settles().await;
    world.minutes_go_on(20).await;
    assert_eq!(
        world.seller(1).read(Seller::OFFER).await,
        1,
        "the 26th has ten minutes left"
    );
    assert!(world.seller(1).last_text().await.contains("Ждём до 09:5"));
    world.seller(1).plans(order, "2026-11-26").await;
    world.goes_on(12).await;
    assert_eq!(world.balance(1).await, Some((1, 0, 1)));
}

#[tokio::test]
async fn a_job_that_comes_late_rings_only_for_what_is_still_open() {
    for still_open in [true, false] {
        let (mut world, _) = World::waiting().await;
        world.opens(507, "2026-11-25", 2, 1.0).await;
        world.look().await;
        let late = world.cloud.queues.batch(BOOKINGS).expect("the job");
        world.cloud.queues.lose(BOOKINGS);
        if !still_open {
            world.closes(507, "2026-11-25", 2).await;
        }
        world.minutes_go_on(3).await;
        world.booker_gets(late).await;
        world.notifies().await;
        assert_eq!(
            world.seller(1).read(Seller::OFFER).await,
            0,
            "nobody knows yet whether it is open"
        );
        world.minutes_go_on(1).await;
        assert_eq!(world.seller(1).read(Seller::OFFER).await, usize::from(still_open));
        assert_eq!(world.seller(1).read(Seller::CLOSED).await, 0);
        let reserved = u32::from(still_open);
        assert_eq!(world.balance(1).await, Some((2 - i64::from(reserved), reserved, 0)));
    }
}

#[tokio::test]
async fn while_one_worker_makes_the_offer_no_other_shows_it() {
    for call in 0.. {
        let (mut world, _) = World::waiting().await;
        world.opens(507, "2026-11-25", 2, 1.0).await;
        world.look().await;
        world.cloud.fuse.set(call, Cut::After);
        assert!(world.books_until_crash().await.is_err(), "the offer is never stored");
        world.cloud.fuse.reset();
        let Some(id) = world.watches_of(1).await[0].offer.clone() else {
            continue;
        };
        let attempt = world
            .table
            .get::<Attempt>(&Attempt::key_of(&id))
            .await
            .unwrap()
            .unwrap();
        if attempt.record.phase != Phase::Offered {
            continue;
        }
        // The first worker is still at it, for all anybody knows.
        world.tick().await;
        world.books().await;
        world.notifies().await;
        assert_eq!(world.seller(1).read(Seller::OFFER).await, 0);
        world.passes(SignedDuration::from_secs(90)).await;
        world.settles().await;
        world.goes_on(6).await;
        assert_eq!(world.seller(1).read(Seller::OFFER).await, 1);
        return;
    }
}

#[tokio::test]
async fn an_offer_whose_message_may_not_have_arrived_goes_on_in_its_recap() {
    let (mut world, _) = World::waiting().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.look().await;
    world.books().await;
    let lost = serde_json::json!({ "target": "telegram", "kind": "reset", "method": "sendMessage", "count": 1 });
    world.faults(lost).await;
    world.notifies().await;
    world.mend().await;
    world.settles().await;
    assert_eq!(world.seller(1).read("могло не дойти").await, 1);
    let message = world.seller(1).last_id().await;
    world.closes(507, "2026-11-25", 2).await;
    world.looks_and_settles().await;
    assert_eq!(world.seller(1).last_id().await, message, "no further message");
    assert_eq!(world.seller(1).read(Seller::CLOSED).await, 1);
    assert_eq!(world.cloud.queues.len(NOTIFICATIONS), 0);
}
