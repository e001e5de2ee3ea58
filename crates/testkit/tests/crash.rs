//! The power goes out at every single call to the outside, before it and after it. Whatever was half done is finished by the next
//! worker: at most one booking, never one without its message, never a catch spent without one.

#![allow(clippy::unwrap_used)]

use booking::balance::Balance;
use booking::records::BookingRecord;
use booking::watch::{Watch, WatchState};
use jiff::SignedDuration;
use telegram::UserId;
use testkit::{Crashed, Cut, World};

/// More calls than any of the work makes; a run that needs them all has lost its way.
const MOST_CALLS: u32 = 80;

/// A seller who watches, with everything quiet.
async fn watching() -> World {
    let mut world = World::start().await;
    world.seller(1).adds_a_key().await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;
    world
}

#[tokio::test]
async fn the_booker_dies_at_every_call() {
    let (mut booked, mut not_booked) = (0, 0);
    for cut in [Cut::Before, Cut::After] {
        for call in 0..MOST_CALLS {
            let mut world = watching().await;
            world.opens(507, "2026-11-25", 2, 1.0).await;
            world.tick().await;
            world.cloud.fuse.set(call, cut);
            let survived = world.books_until_crash().await == Ok(());
            world.cloud.fuse.reset();
            world.passes(SignedDuration::from_secs(90)).await;
            world.settles().await;
            match conclusion(&world, &format!("cut {cut:?} call {call}")).await {
                0 => not_booked += 1,
                _ => booked += 1,
            }
            if survived {
                assert!(call > 10, "the work makes more than {call} calls");
                break;
            }
            assert!(call + 1 < MOST_CALLS, "the work never ends");
        }
    }
    assert!(booked > 20, "most crashes do not cost the slot: {booked}");
    // Only a crash between "about to send" and the sending itself gives a slot up, because nobody can know that nothing was sent.
    assert!(not_booked <= 2, "{not_booked}");
}

#[tokio::test]
async fn the_poller_dies_at_every_call() {
    for cut in [Cut::Before, Cut::After] {
        for call in 0..MOST_CALLS {
            let mut world = watching().await;
            world.opens(507, "2026-11-25", 2, 1.0).await;
            world.cloud.fuse.set(call, cut);
            let crashed = world.tick_until_crash().await == Err(Crashed);
            world.tick().await;
            world.tick().await;
            world.settles().await;
            let bookings = conclusion(&world, &format!("cut {cut:?} call {call}")).await;
            assert_eq!(
                bookings, 1,
                "the next poller finds what this one saw: cut {cut:?} call {call}"
            );
            if !crashed {
                assert!(call > 5, "a tick makes more than {call} calls");
                break;
            }
            assert!(call + 1 < MOST_CALLS, "the tick never ends");
        }
    }
}

#[tokio::test]
async fn the_booker_dies_at_every_call_of_an_assisted_catch() {
    // The claim and the offer; then the look that finds the plan.
    for at_the_plan in [false, true] {
        for cut in [Cut::Before, Cut::After] {
            for call in 0..MOST_CALLS {
                let (mut world, order) = waiting_with_an_order().await;
                world.opens(507, "2026-11-25", 2, 1.0).await;
                world.look().await;
                if at_the_plan {
                    world.settles().await;
                    world.seller(1).plans(order, "2026-11-25").await;
                    world.ticks(6).await;
                }
                world.cloud.fuse.set(call, cut);
                let survived = world.books_until_crash().await == Ok(());
                world.cloud.fuse.reset();
                world.passes(SignedDuration::from_secs(90)).await;
                world.settles().await;
                if !at_the_plan {
                    world.goes_on(6).await;
                    world.seller(1).plans(order, "2026-11-25").await;
                }
                world.minutes_go_on(2).await;
                let when = format!("at the plan {at_the_plan}, cut {cut:?} call {call}");
                assert_eq!(conclusion(&world, &when).await, 1, "{when}");
                let offers =
                    world.seller(1).read("✅ Слот подтверждён").await + world.seller(1).read("🔔 Слот открыт").await;
                assert_eq!(offers, 1, "{when}: one offer, one message");
                if survived {
                    assert!(call > 5, "the work makes more than {call} calls");
                    break;
                }
                assert!(call + 1 < MOST_CALLS, "the work never ends");
            }
        }
    }
}

async fn waiting_with_an_order() -> (World, i64) {
    let mut world = World::with_a_key().await;
    let order = world.seller(1).orders(507).await;
    world.seller(1).waits_with_order(order).await;
    world.tick().await;
    (world, order)
}

/// Checks what must hold in the end, and gives the number of bookings.
async fn conclusion(world: &World, when: &str) -> usize {
    let assisted = world
        .table
        .list::<BookingRecord>("USER#1", "BOOKING#")
        .await
        .unwrap()
        .len();
    let bookings = world.bookings().await.len().max(assisted);
    let texts = world.seller(1).bot_texts().await;
    let told = texts.iter().filter(|text| text.contains("ПОСТАВКА ПОЙМАНА")).count();
    assert!(bookings <= 1, "{when}: {bookings} bookings");
    assert_eq!(
        told, bookings,
        "{when}: a booking and its message belong together: {texts:#?}"
    );

    let balance = world
        .table
        .get::<Balance>(&Balance::key_of(UserId(1)))
        .await
        .unwrap()
        .map(|stored| stored.record);
    let balance = balance.unwrap_or(Balance::trial(UserId(1), 2));
    assert_eq!((balance.caught as usize, balance.reserved), (bookings, 0), "{when}");
    assert_eq!(
        balance.left + balance.caught,
        2,
        "{when}: catches are neither made nor lost"
    );

    let watches = world.table.list::<Watch>("USER#1", "WATCH#").await.unwrap();
    let caught = matches!(watches[0].record.state, WatchState::Caught { .. });
    let watching = watches[0].record.state == WatchState::Watching;
    assert!(
        if bookings == 1 { caught } else { watching },
        "{when}: {:?}",
        watches[0].record.state
    );
    bookings
}
