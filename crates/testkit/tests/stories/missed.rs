//! What opens while there is no catch left: told with moderation, told once, booked after a payment.

use accounts::history::{Missed, Operation};
use booking::watches::Edit;
use jiff::SignedDuration;
use telegram::UserId;
use testkit::{BOOKINGS, NOTIFICATIONS, World};
use wildberries::Coefficient;

use crate::catches::{TOLD, opens, watch, without_catches};
use crate::outcomes::conclude;

/// How the word of openings begins that were missed after the last word about one.
const UNTOLD: &str = "🔔 Пропущено без броней";
/// How the word of an opening begins when open offers have reserved every catch.
const IN_OFFERS: &str = "🔔 Слот открылся, но брони заняты предложениями";

#[tokio::test]
async fn a_watch_without_catches_tells_every_ten_minutes_and_names_how_many_it_missed() {
    let mut world = without_catches().await;
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        opens(&mut world, day).await;
    }
    assert_eq!(world.seller(1).read(TOLD).await, 1, "the others are counted");
    world.closes(507, "2026-11-24", 2).await;
    world.look().await;
    world.passes(SignedDuration::from_mins(10)).await;
    world.opens(507, "2026-11-24", 2, 1.0).await;
    world.try_tick().await.unwrap();
    world.settles().await;
    world.ticks(3).await;
    world.settles().await;
    let text = world.seller(1).last_text().await;
    let told = world.seller(1).read(TOLD).await + world.seller(1).read(UNTOLD).await;
    assert_eq!(told, 2, "what stays open is no news: {text}");
    assert!(text.contains("ещё 2 открытия"), "{text}");
    assert_eq!(watch(&world).await.seen, 4);
    assert_eq!(world.figures_of(1).await, (4, 0, 0, 0));
    assert_eq!(world.service_figures().await, (4, 0, 0, 0));
    let missed = world.history_of(1).await.into_iter().filter(|what| {
        matches!(
            what,
            Operation::OpeningMissed {
                why: Missed::NoCatches,
                ..
            }
        )
    });
    assert_eq!(missed.count(), 4, "history has every one");
    assert!(world.booking_requests().await.is_empty());
    conclude(&world, 0, 0).await;
}

#[tokio::test]
async fn an_opening_is_told_once_however_often_the_watch_meets_it() {
    let mut world = without_catches().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.look().await;
    world.cloud.queues.duplicate(BOOKINGS);
    world.settles().await;
    world.cloud.queues.duplicate(NOTIFICATIONS);
    world.poller_dies();
    world.ticks(2).await;
    world.settles().await;
    let (id, now) = (watch(&world).await.id, world.hands.now());
    let watches = world.watches();
    watches.pause(UserId(1), &id, now).await.unwrap();
    watches.resume(UserId(1), &id, now).await.unwrap();
    world.passes(SignedDuration::from_mins(11)).await;
    let dearer = Edit::Max(Coefficient::whole(6));
    watches.edit(UserId(1), &id, &dearer, world.hands.now()).await.unwrap();
    world.look().await;
    world.settles().await;
    assert_eq!(world.seller(1).read(TOLD).await, 1);
    assert_eq!((watch(&world).await.seen, watch(&world).await.unpaid), (1, true));
    assert_eq!(world.figures_of(1).await, (1, 0, 0, 0));

    world.buys_catches(1, 1).await;
    world.tick().await;
    world.settles().await;
    conclude(&world, 0, 1).await;
    assert_eq!(world.figures_of(1).await, (1, 1, 1, 0), "it was seen once, and caught");
}

#[tokio::test]
async fn a_job_that_comes_late_tells_only_what_is_still_open() {
    let mut world = without_catches().await;
    world.opens(507, "2026-11-24", 2, 1.0).await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    assert_eq!(world.look().await.jobs, 2);
    world.closes(507, "2026-11-24", 2).await;
    world.passes(SignedDuration::from_secs(61)).await;
    world.settles().await;
    assert_eq!(
        world.seller(1).read(TOLD).await,
        0,
        "nobody knows whether it is still open"
    );
    world.look().await;
    world.settles().await;
    assert_eq!(world.seller(1).read(TOLD).await, 1);
    assert!(world.seller(1).last_text().await.contains("25 ноября 2026"));
    assert!(!world.seller(1).last_text().await.contains("ещё 1"));
}

#[tokio::test]
async fn without_catches_a_resting_shop_keeps_nobody_from_being_told() {
    let mut world = without_catches().await;
    let rest = booking::records::SellerRest {
        seller: watch(&world).await.seller,
        until: world.hands.now() + SignedDuration::from_mins(10),
    };
    world.table.put(&rest).await.unwrap();
    opens(&mut world, "2026-11-25").await;
    assert_eq!(world.seller(1).read(TOLD).await, 1);
}

#[tokio::test]
async fn the_last_that_was_missed_in_ten_minutes_is_told_when_they_are_over() {
    let mut world = without_catches().await;
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        opens(&mut world, day).await;
    }
    assert_eq!(world.seller(1).read(TOLD).await, 1);
    world.passes(SignedDuration::from_mins(9)).await;
    world.look().await;
    world.settles().await;
    assert_eq!(world.seller(1).read(UNTOLD).await, 0);
    world.poller_dies();
    world.passes(SignedDuration::from_mins(1)).await;
    world.look().await;
    world.cloud.queues.duplicate(BOOKINGS);
    world.settles().await;
    let text = world.seller(1).last_text().await;
    for part in [UNTOLD, "ещё 2 открытия", "📅 26 ноября 2026", "/buy"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    world.minutes_go_on(21).await;
    assert_eq!(world.seller(1).read(UNTOLD).await, 1, "once");
    assert_eq!(world.seller(1).read(TOLD).await, 1);
    conclude(&world, 0, 0).await;
}

#[tokio::test]
async fn the_word_of_what_was_missed_is_given_once_wherever_its_worker_dies() {
    for call in 0..12 {
        let mut world = without_catches().await;
        opens(&mut world, "2026-11-24").await;
        opens(&mut world, "2026-11-25").await;
        world.passes(SignedDuration::from_mins(10)).await;
        world.look().await;
        world.cloud.fuse.set(call, testkit::Cut::After);
        let died = world.books_until_crash().await.is_err();
        world.cloud.fuse.reset();
        world.passes(SignedDuration::from_secs(90)).await;
        world.settles().await;
        world.minutes_go_on(16).await;
        assert_eq!(world.seller(1).read(UNTOLD).await, 1, "call {call}");
        if !died {
            assert!(call > 2, "the work makes more than {call} calls");
            return;
        }
    }
    panic!("the work never ends");
}

#[tokio::test]
async fn what_was_missed_before_a_payment_is_booked_and_not_told_again() {
    let mut world = without_catches().await;
    opens(&mut world, "2026-11-24").await;
    opens(&mut world, "2026-11-25").await;
    world.buys_catches(1, 5).await;
    world.minutes_go_on(11).await;
    assert_eq!(world.seller(1).read(UNTOLD).await, 0);
    assert_eq!(world.bookings().await.len(), 2);
}

#[tokio::test]
async fn while_open_offers_have_every_catch_what_opens_for_others_is_told_and_taken_afterwards() {
    let (mut world, _) = World::offered().await;
    world.uses_up_catches(1).await;
    assert_eq!(world.balance(1).await, Some((0, 1, 0)));
    let other = world.seller(1).orders(507).await;
    let waiting = booking::watch::Cargo::Order {
        order: wildberries::OrderId(other),
    };
    world.seller(1).waits_with("watchother", waiting).await;
    world.looks_and_settles().await;
    assert_eq!(world.seller(1).read(IN_OFFERS).await, 1);
    let text = world.seller(1).last_text().await;
    assert!(
        text.contains("25 ноября 2026") && text.contains("предложения"),
        "{text}"
    );
    assert!(world.seller(1).sees("buy:open").await);
    world.minutes_go_on(3).await;
    assert_eq!(world.seller(1).read(IN_OFFERS).await, 1, "the same opening is no news");
    let reserved = world.history_of(1).await.into_iter().filter(|what| {
        matches!(
            what,
            Operation::OpeningMissed {
                why: Missed::CatchesReserved,
                ..
            }
        )
    });
    assert_eq!(reserved.count(), 1);

    // The seller turns the offer down: its catch is free for the other watch.
    let offered = world
        .watches_of(1)
        .await
        .into_iter()
        .find(|watch| watch.offer.is_some())
        .unwrap();
    world
        .watches()
        .pause(UserId(1), &offered.id, world.hands.now())
        .await
        .unwrap();
    world.minutes_go_on(2).await;
    let taken = world
        .watches_of(1)
        .await
        .into_iter()
        .find(|watch| watch.offer.is_some())
        .unwrap();
    assert_eq!(taken.id.as_str(), "watchother");
    assert_eq!(world.balance(1).await, Some((0, 1, 0)));
}
