//! The power goes out at every single call to the outside, before it and after it. Whatever was half done is finished by the next
//! worker: at most one booking, never one without its message, never a catch spent without one.

#![allow(clippy::unwrap_used)]

use accounts::balance::Balance;
use accounts::history::{Ending, Operation};
use booking::records::BookingRecord;
use booking::watch::{Watch, WatchState};
use jiff::SignedDuration;
use telegram::UserId;
use testkit::{Crashed, Cut, Seller, World};

/// More calls than any of the work makes; a run that needs them all has lost its way.
const MOST_CALLS: u32 = 80;

#[tokio::test]
async fn the_booker_dies_at_every_call() {
    let (mut booked, mut not_booked) = (0, 0);
    for cut in [Cut::Before, Cut::After] {
        for call in 0..MOST_CALLS {
            let mut world = World::watching().await;
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
            let mut world = World::watching().await;
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
                let (mut world, order) = World::waiting().await;
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
                    world.seller(1).read("✅ Слот подтверждён").await + world.seller(1).read(Seller::OFFER).await;
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

#[tokio::test]
async fn the_booker_dies_at_every_call_of_a_telling_without_a_booking() {
    for cut in [Cut::Before, Cut::After] {
        for call in 0..MOST_CALLS {
            let mut world = World::watching().await;
            world.uses_up_catches(1).await;
            world.opens(507, "2026-11-25", 2, 1.0).await;
            world.tick().await;
            world.cloud.fuse.set(call, cut);
            let survived = world.books_until_crash().await == Ok(());
            world.cloud.fuse.reset();
            // Soon enough for the opening to be news, and late enough for the dead worker's lease.
            world.passes(SignedDuration::from_secs(59)).await;
            world.books().await;
            world.passes(SignedDuration::from_secs(30)).await;
            world.look().await;
            world.settles().await;
            let when = format!("cut {cut:?} call {call}");
            let watch = world.watches_of(1).await.remove(0);
            assert_eq!(
                (&watch.state, watch.unpaid, watch.seen),
                (&WatchState::Watching, true, 1),
                "{when}"
            );
            assert_eq!(
                world.seller(1).read("🔔 Слот открылся, но брони закончились").await,
                1,
                "{when}"
            );
            assert_eq!(world.figures_of(1).await, (1, 0, 0, 0), "{when}");
            assert_eq!(world.service_figures().await, (1, 0, 0, 0), "{when}");
            let history = world.history_of(1).await;
            let missed = history
                .iter()
                .filter(|what| matches!(what, Operation::OpeningMissed { .. }));
            assert_eq!(missed.count(), 1, "{when}");
            assert!(world.booking_requests().await.is_empty(), "{when}");
            assert_eq!(world.balance(1).await, Some((0, 0, 0)), "{when}");
            if survived {
                assert!(call > 6, "the work makes more than {call} calls");
                break;
            }
            assert!(call + 1 < MOST_CALLS, "the work never ends");
        }
    }
}

#[tokio::test]
async fn a_payments_word_dies_at_every_call_and_is_finished_when_it_comes_again() {
    for cut in [Cut::Before, Cut::After] {
        for call in 0..MOST_CALLS {
            let mut world = World::watching().await;
            world.seller(1).watches(120_762, 2, 5, "2026-11-24", "2026-11-26").await;
            world.uses_up_catches(1).await;
            world.tick().await;
            world.opens(507, "2026-11-25", 2, 1.0).await;
            world.opens(120_762, "2026-11-25", 2, 1.0).await;
            world.look().await;
            world.settles().await;
            world.changes_balance(1, |balance| balance.credit(2)).await;
            let (watches, now) = (world.watches(), world.hands.now());
            world.cloud.fuse.set(call, cut);
            let survived = tokio::select! {
                woken = watches.wake(UserId(1), now) => woken.is_ok(),
                () = world.cloud.fuse.blown() => false,
            };
            world.cloud.fuse.reset();
            watches.wake(UserId(1), now).await.unwrap();
            world.look().await;
            world.settles().await;
            let when = format!("cut {cut:?} call {call}");
            assert_eq!(world.bookings().await.len(), 2, "{when}");
            assert_eq!(world.balance(1).await, Some((0, 0, 2)), "{when}");
            assert!(
                world.watches_of(1).await.iter().all(|watch| watch.round <= 1),
                "{when}: woken once"
            );
            if survived {
                assert!(call > 2, "the work makes more than {call} calls");
                break;
            }
            assert!(call + 1 < MOST_CALLS, "the work never ends");
        }
    }
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
    let told = texts.iter().filter(|text| text.contains(Seller::CAUGHT)).count();
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
        balance.left + i64::from(balance.caught),
        2,
        "{when}: catches are neither made nor lost"
    );

    let (openings, attempts, in_figures, _) = world.figures_of(1).await;
    assert_eq!(in_figures as usize, bookings, "{when}: a catch is counted once");
    assert_eq!(world.service_figures().await, world.figures_of(1).await, "{when}");
    assert!(openings >= 1 && attempts >= in_figures, "{when}");
    let history = world.history_of(1).await;
    let caught = history.iter().filter(|what| {
        matches!(
            what,
            Operation::Attempt {
                ending: Ending::Caught,
                ..
            }
        )
    });
    assert_eq!(caught.count(), bookings, "{when}: a catch is one line of history");

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
