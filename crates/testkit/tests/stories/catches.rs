//! Catches: what a watch does without them, what a payment wakes, and that every opening is told and counted once.

use accounts::audit::{Act, AuditLine};
use accounts::history::{Ending, Operation};
use booking::watch::{PauseReason, Watch, WatchState};
use booking::watches::Edit;
use jiff::SignedDuration;
use telegram::UserId;
use testkit::{BOOKINGS, Seller, World};
use wildberries::Coefficient;

use crate::outcomes::{CAUGHT, conclude};

/// How the word of an opening begins that nobody could pay for.
pub const TOLD: &str = "🔔 Слот открылся, но брони закончились";

/// Seller 1 waits for boxes to Koledino for three days, again and again, and has used up every catch.
pub async fn without_catches() -> World {
    let mut world = World::with_a_key().await;
    world
        .seller(1)
        .watches_with(&[507], 2, 5, "2026-11-24", "2026-11-26", "keep")
        .await;
    world.uses_up_catches(1).await;
    world.tick().await;
    world
}

pub async fn opens(world: &mut World, day: &str) {
    world.opens(507, day, 2, 1.0).await;
    world.look().await;
    world.settles().await;
}

pub async fn watch(world: &World) -> Watch {
    world.watches_of(1).await.remove(0)
}

#[tokio::test]
async fn the_third_catch_is_not_free_and_the_watch_goes_on_and_tells() {
    let mut world = World::with_a_key().await;
    world
        .seller(1)
        .watches_with(&[507], 2, 5, "2026-11-24", "2026-11-26", "keep")
        .await;
    world.tick().await;
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        opens(&mut world, day).await;
    }
    assert_eq!(world.booking_requests().await.len(), 2);
    let anna = world.seller(1);
    let text = anna.last_text().await;
    for part in [
        TOLD,
        "📦 Коледино",
        "📅 26 ноября 2026",
        "🗃 Короба",
        "💰 Приёмка: ×1",
        "/buy",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(
        anna.links()
            .await
            .iter()
            .any(|link| link.contains("seller.wildberries.ru"))
    );
    assert!(anna.sees("buy:open").await);
    assert_eq!(watch(&world).await.state, WatchState::Watching);
    anna.presses("📋 Открыть наблюдение").await;
    let card = anna.last_text().await;
    assert!(card.contains("🔔 Брони закончились: об открытии сообщим"), "{card}");
    conclude(&world, 0, 2).await;
}

#[tokio::test]
async fn after_a_payment_what_is_open_is_booked_at_once() {
    let mut world = without_catches().await;
    opens(&mut world, "2026-11-24").await;
    opens(&mut world, "2026-11-25").await;
    world.buys_catches(1, 1).await;
    assert_eq!(world.tick().await.jobs, 2, "both are offered to it anew");
    world.settles().await;
    conclude(&world, 0, 1).await;
    assert!(watch(&world).await.unpaid, "and the other waits for the next payment");
    assert_eq!(world.seller(1).read(TOLD).await, 1);

    let round = watch(&world).await.round;
    world.watches().wake(UserId(1), world.hands.now()).await.unwrap();
    assert_eq!(
        watch(&world).await.round,
        round,
        "word of the same payment again changes nothing"
    );
    world.buys_catches(1, 5).await;
    world.watches().wake(UserId(1), world.hands.now()).await.unwrap();
    world.tick().await;
    world.settles().await;
    conclude(&world, 4, 2).await;
}

#[tokio::test]
async fn a_watch_that_an_earlier_version_paused_for_want_of_catches_goes_on_after_a_payment() {
    let mut world = without_catches().await;
    let stored = booking::watches::list(&world.table, UserId(1)).await.unwrap().remove(0);
    let paused = stored
        .record
        .with_state(WatchState::Paused(PauseReason::NoCatches), world.hands.now());
    world.table.replace(&paused, stored.version).await.unwrap();
    world.look().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    assert_eq!(world.look().await.jobs, 0);
    world.buys_catches(1, 1).await;
    world.tick().await;
    world.settles().await;
    conclude(&world, 0, 1).await;
}

#[tokio::test]
async fn whoever_pays_while_the_booker_decides_is_not_left_behind() {
    // The payment lands between every two of the booker's calls.
    for call in 0..12 {
        let mut world = without_catches().await;
        world.opens(507, "2026-11-25", 2, 1.0).await;
        world.look().await;
        world.cloud.fuse.set(call, testkit::Cut::Before);
        let died = world.books_until_crash().await.is_err();
        world.cloud.fuse.reset();
        world.buys_catches(1, 1).await;
        world.passes(SignedDuration::from_secs(90)).await;
        world.settles().await;
        world.ticks(2).await;
        world.settles().await;
        assert_eq!(world.bookings().await.len(), 1, "call {call}");
        conclude(&world, 0, 1).await;
        if !died {
            assert!(call > 5, "the work makes more than {call} calls");
            return;
        }
    }
    panic!("the work never ends");
}

#[tokio::test]
async fn an_assisted_watch_without_catches_tells_and_offers_once_it_is_paid() {
    let (mut world, order) = World::waiting().await;
    world.uses_up_catches(1).await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    assert_eq!(
        (
            world.seller(1).read(TOLD).await,
            world.seller(1).read(Seller::OFFER).await
        ),
        (1, 0)
    );
    world.minutes_go_on(1).await;
    assert_eq!(world.seller(1).read(Seller::OFFER).await, 0, "no offer is followed");

    world.buys_catches(1, 1).await;
    world.goes_on(2).await;
    assert_eq!(world.seller(1).read(Seller::OFFER).await, 1);
    world.seller(1).plans(order, "2026-11-25").await;
    world.goes_on(12).await;
    assert_eq!(world.seller(1).read(CAUGHT).await, 1);
    assert_eq!(world.balance(1).await, Some((0, 0, 1)));
}

#[tokio::test]
async fn watches_are_made_and_resumed_without_catches_and_say_what_they_will_do() {
    let world = World::with_a_key().await;
    world.uses_up_catches(1).await;
    let anna = world.seller(1);
    anna.watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    assert!(
        anna.last_toast()
            .await
            .contains("об открытии сообщим, а забронировать не сможем")
    );
    assert!(anna.last_text().await.contains("🔔 Брони закончились"));
    anna.presses("⏸ Пауза").await;
    anna.presses("▶️ Продолжить").await;
    assert!(anna.last_toast().await.contains("/buy"));
    assert_eq!(watch(&world).await.state, WatchState::Watching);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_time_without_limit_costs_no_catches() {
    let mut world = without_catches().await;
    let until = world.hands.now() + SignedDuration::from_hours(1);
    world.changes_balance(1, |balance| balance.unlimited(Some(until))).await;
    for day in ["2026-11-24", "2026-11-25"] {
        opens(&mut world, day).await;
    }
    assert_eq!(world.bookings().await.len(), 2);
    assert_eq!(world.balance(1).await, Some((0, 0, 0)));
    world.passes(SignedDuration::from_hours(1)).await;
    opens(&mut world, "2026-11-26").await;
    assert_eq!(world.bookings().await.len(), 2);
    assert_eq!(world.seller(1).read(TOLD).await, 1, "it is over");
}

#[tokio::test]
async fn history_has_every_deed_and_the_trail_every_use_of_a_key() {
    let mut world = World::watching().await;
    let (id, user) = (watch(&world).await.id, UserId(1));
    let watches = world.watches();
    watches.pause(user, &id, world.hands.now()).await.unwrap();
    watches.pause(user, &id, world.hands.now()).await.unwrap();
    watches.resume(user, &id, world.hands.now()).await.unwrap();
    let dearer = Edit::Max(Coefficient::whole(6));
    watches.edit(user, &id, &dearer, world.hands.now()).await.unwrap();
    world.tick().await;
    opens(&mut world, "2026-11-25").await;
    // Lines of one instant have no order among them.
    world.hands.forward(SignedDuration::from_secs(1));
    watches.delete(user, &id, world.hands.now()).await.unwrap();

    let of_watches = world.history_of(1).await.into_iter().filter_map(|what| {
        Some(match what {
            Operation::WatchMade { warehouses, .. } => format!("made {}", warehouses.join(",")),
            Operation::WatchPaused { .. } => "paused".into(),
            Operation::WatchResumed { .. } => "resumed".into(),
            Operation::WatchChanged { .. } => "changed".into(),
            Operation::WatchDeleted { .. } => "deleted".into(),
            Operation::Attempt { ending, .. } => format!("{ending:?}"),
            _ => return None,
        })
    });
    let caught = format!("{:?}", Ending::Caught);
    assert_eq!(
        of_watches.collect::<Vec<_>>(),
        [
            "made Коледино",
            "paused",
            "resumed",
            "changed",
            caught.as_str(),
            "deleted"
        ]
    );

    let trail = AuditLine::partition(world.hands.now());
    let lines = world.table.list::<AuditLine>(&trail, "").await.unwrap();
    let used: Vec<_> = lines
        .iter()
        .filter(|line| line.record.act == Act::KeyUsedToBook)
        .collect();
    assert_eq!(used.len(), 1);
    let number = world.bookings().await[0]["bookingID"].as_str().unwrap().to_owned();
    assert!(used[0].record.detail.contains(&number), "{:?}", used[0].record);
    assert_eq!(used[0].record.who, user);
}

#[tokio::test]
async fn figures_count_every_attempt_once_and_how_long_a_catch_took() {
    let mut world = World::watching().await;
    world.opens(507, "2026-11-24", 2, 1.0).await;
    world.look().await;
    world.closes(507, "2026-11-24", 2).await;
    world.settles().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.look().await;
    world.cloud.queues.duplicate(BOOKINGS);
    world.settles().await;
    assert_eq!(world.figures_of(1).await, (2, 2, 1, 1));
    assert_eq!(world.service_figures().await, (2, 2, 1, 1));
    let day = world.speed_day(accounts::speed::Scope::User(UserId(1))).await.unwrap();
    assert_eq!(day.classes().iter().sum::<u64>(), 1);
}

#[tokio::test]
async fn the_poller_counts_its_looks_once_a_minute() {
    let mut world = World::watching().await;
    world.ticks(70).await;
    let day = world
        .speed_day(accounts::speed::Scope::Service(0))
        .await
        .expect("a minute has passed");
    assert!((5..=20).contains(&day.looks), "{day:?}");
    assert!(day.looking_ms / day.looks <= 15_000, "{day:?}");
}

#[tokio::test]
async fn a_watch_deleted_while_its_job_is_lost_gives_its_catch_back() {
    for (fault, caught) in [("reset", 0), ("lost_answer", 1)] {
        let mut world = World::watching().await;
        world
            .faults(serde_json::json!({ "target": "gateway", "kind": fault, "method": "POST", "count": 1 }))
            .await;
        world.opens(507, "2026-11-25", 2, 1.0).await;
        world.tick().await;
        world.cloud.fuse.set(8, testkit::Cut::After);
        world.books_until_crash().await.unwrap_err();
        world.cloud.fuse.reset();
        world.cloud.queues.lose(BOOKINGS);
        let busy = watch(&world).await;
        assert!(matches!(busy.state, WatchState::Booking { .. }), "{busy:?}");
        world
            .watches()
            .delete(UserId(1), &busy.id, world.hands.now())
            .await
            .unwrap();
        assert_eq!(world.balance(1).await, Some((1, 1, 0)));
        world.poller_dies();
        world.passes(SignedDuration::from_mins(16)).await;
        world.look().await;
        world.settles().await;
        world.minutes_go_on(1).await;
        assert_eq!(
            world.balance(1).await,
            Some((2 - i64::from(caught), 0, caught)),
            "{fault}"
        );
        let gone = world
            .table
            .get::<Watch>(&Watch::key_of(UserId(1), &busy.id))
            .await
            .unwrap();
        let gone = gone.unwrap().record;
        assert_eq!((gone.state.clone(), gone.is_active()), (WatchState::Deleted, false));
        assert_eq!(world.seller(1).read(CAUGHT).await, caught as usize);
    }
}

#[tokio::test]
async fn a_payment_does_not_send_two_watches_after_the_same_booking() {
    let world = World::with_a_key().await;
    let replaced = booking::sooner::Replaced {
        booking: "8812".into(),
        confirmed_at: world.hands.now(),
        supply: None,
        warehouse: wildberries::WarehouseId(507),
        date: "2026-11-28".parse().unwrap(),
    };
    let supply = booking::watch::Cargo::Supply {
        supply: wildberries::SupplyId(7),
    };
    for (name, state) in [
        ("watchfirst", WatchState::Watching),
        ("watchsecond", WatchState::Paused(PauseReason::NoCatches)),
    ] {
        let made = world.seller(1).waits_with(name, supply.clone()).await;
        let moves = Watch {
            state,
            instead_of: Some(replaced.clone()),
            ..made
        };
        world.table.replace(&moves, 1).await.unwrap();
    }
    world.buys_catches(1, 5).await;
    let mut running = world.watches_of(1).await;
    running.retain(|watch| watch.state == WatchState::Watching);
    assert_eq!(running.len(), 1, "{running:#?}");
    assert_eq!(running[0].id.as_str(), "watchfirst");
}
