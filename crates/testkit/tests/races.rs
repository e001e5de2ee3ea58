//! Many bookers at once over one user's catches: however they meet, catches are neither made nor lost, nothing is booked without one,
//! and whoever got none says so once it is certain.

#![allow(clippy::unwrap_used)]

use accounts::balance::Balance;
use accounts::pace::Pace;
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use booking::keys;
use booking::watch::{Mode, Watch, WatchState, WatchedWarehouse};
use booking::watches::{CreateWatch, WatchOrder, WayOrder};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use telegram::{ChatId, UserId};
use testkit::{BOOKINGS, NOTIFICATIONS, World};
use wildberries::{BoxType, Coefficient, WarehouseId};

const ANNA: UserId = UserId(1);
const DAY: &str = "2026-11-25";
const TOLD: &str = "🔔 Слот открылся, но брони закончились";
const CAUGHT: &str = "🎉 ПОСТАВКА ПОЙМАНА!";

/// So many watches of one seller for the same slot, which has just opened: every one has its job in the queue.
async fn openings(watches: usize, change: impl Fn(&Balance, Timestamp) -> Balance) -> World {
    let mut world = World::with_a_key().await;
    world.pace = Pace::Free;
    let key = keys::list(&world.table, ANNA).await.unwrap().remove(0).record.id;
    let mut rng = StdRng::seed_from_u64(1);
    for _ in 0..watches {
        let order = WatchOrder {
            way: WayOrder::Gateway,
            warehouses: vec![WatchedWarehouse {
                id: WarehouseId(507),
                name: "Коледино".into(),
            }],
            boxes: vec![BoxType::Boxes],
            max: Coefficient::whole(5),
            from: DAY.parse().unwrap(),
            to: DAY.parse().unwrap(),
            key: key.clone(),
            mode: Mode::FirstCatch,
            goods: None,
            instead_of: None,
        };
        let now = world.hands.now();
        let made = world
            .watches()
            .create(ANNA, ChatId(1), order, &world.orders(), now, &mut rng)
            .await
            .unwrap();
        assert!(matches!(made, CreateWatch::Created(_)), "{made:?}");
    }
    let now = world.hands.now();
    world.changes_balance(1, |balance| change(balance, now)).await;
    world.tick().await;
    world.opens(507, DAY, 2, 1.0).await;
    assert_eq!(world.look().await.jobs, watches);
    world
}

/// Every waiting job as an invocation of its own: so it is when many shops meet their openings at once.
fn one_by_one(world: &World) -> Vec<SqsEvent> {
    let event = |(number, body): (usize, String)| {
        let mut message = SqsMessage::default();
        message.message_id = Some(number.to_string());
        message.attributes.insert("MessageGroupId".into(), number.to_string());
        message.attributes.insert("ApproximateReceiveCount".into(), "1".into());
        message.body = Some(body);
        let mut event = SqsEvent::default();
        event.records.push(message);
        event
    };
    let events = world.cloud.queues.bodies(BOOKINGS).into_iter().enumerate().map(event);
    let events = events.collect();
    world.cloud.queues.lose(BOOKINGS);
    events
}

/// All of them at once; what failed comes again.
async fn all_at_once(world: &World, mut events: Vec<SqsEvent>) {
    for _ in 0..5 {
        let answers = join_all(events.iter().map(|event| world.booker_gets(event.clone()))).await;
        let failed = events.into_iter().zip(answers);
        events = failed
            .filter(|(_, answer)| !answer.batch_item_failures.is_empty())
            .map(|(event, _)| event)
            .collect();
        if events.is_empty() {
            break;
        }
        world.passes(SignedDuration::from_secs(90)).await;
    }
    assert!(events.is_empty(), "{} jobs never end", events.len());
    while world.cloud.queues.len(NOTIFICATIONS) > 0 {
        world.notifies().await;
    }
}

async fn balance(world: &World) -> Balance {
    let stored = world.table.get::<Balance>(&Balance::key_of(ANNA)).await.unwrap();
    stored.unwrap().record
}

async fn watches(world: &World) -> Vec<Watch> {
    world.watches_of(1).await
}

/// What holds whatever happened: `granted` catches are left, reserved or caught, and every booking is somebody's.
async fn check(world: &World, granted: i64) -> Balance {
    let balance = balance(world).await;
    assert_eq!(
        balance.left + i64::from(balance.reserved + balance.caught),
        granted,
        "catches are neither made nor lost: {balance:?}"
    );
    assert_eq!(balance.reserved, 0, "nothing is under way any more: {balance:?}");
    let bookings = world.bookings().await.len();
    assert_eq!(
        bookings as u32,
        balance.caught + balance.caught_unlimited,
        "{balance:?}"
    );
    assert_eq!(world.seller(1).read(CAUGHT).await, bookings);
    let caught = watches(world)
        .await
        .iter()
        .filter(|watch| matches!(watch.state, WatchState::Caught { .. }))
        .count();
    assert_eq!(caught, bookings);
    world.telegram_was_never_refused().await;
    balance
}

/// Lets those who were held meet the board again.
async fn calms_down(world: &mut World) {
    world.settles().await;
    world.passes(SignedDuration::from_secs(35)).await;
    for _ in 0..3 {
        world.look().await;
        while !world.cloud.queues.are_empty() {
            world.books().await;
            world.notifies().await;
        }
    }
}

#[tokio::test]
async fn of_fifty_bookers_over_one_last_catch_one_books_and_the_others_are_told() {
    let mut world = openings(50, |balance, _| Balance {
        left: 1,
        ..balance.clone()
    })
    .await;
    let events = one_by_one(&world);
    assert_eq!(events.len(), 50);
    all_at_once(&world, events).await;
    assert_eq!(world.booking_requests().await.len(), 1);
    check(&world, 1).await;
    calms_down(&mut world).await;
    let balance = check(&world, 1).await;
    assert_eq!((balance.left, balance.caught), (0, 1));
    assert_eq!(
        world.booking_requests().await.len(),
        1,
        "nobody asked for what could not be paid"
    );
    assert_eq!(world.seller(1).read(TOLD).await, 49, "every other watch tells, once");
    assert_eq!(world.figures_of(1).await, (50, 1, 1, 0));

    world.buys_catches(1, 3).await;
    calms_down(&mut world).await;
    let balance = check(&world, 4).await;
    assert_eq!(
        (balance.left, balance.caught),
        (0, 4),
        "what was bought is used at once"
    );
    assert_eq!(world.seller(1).read(TOLD).await, 49, "nobody is told twice");
}

#[tokio::test]
async fn fifty_bookers_in_a_time_without_limit_book_fifty_times_and_use_no_catch() {
    let world = openings(50, |balance, now| {
        balance.unlimited(Some(now + SignedDuration::from_hours(1)))
    })
    .await;
    all_at_once(&world, one_by_one(&world)).await;
    world.settles().await;
    let balance = check(&world, 2).await;
    assert_eq!((balance.left, balance.caught, balance.caught_unlimited), (2, 0, 50));
}

#[tokio::test]
async fn a_subscription_that_is_taken_back_in_between_leaves_every_booking_paid_one_way() {
    let (mut with_catches, mut without) = (0, 0);
    for turns in [0, 30, 120, 1_000] {
        let mut world = openings(8, |balance, now| {
            balance.unlimited(Some(now + SignedDuration::from_hours(1)))
        })
        .await;
        let events = one_by_one(&world);
        let taken_back = async {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            world.changes_balance(1, |balance| balance.unlimited(None)).await;
        };
        tokio::join!(taken_back, all_at_once(&world, events));
        calms_down(&mut world).await;
        let balance = check(&world, 2).await;
        with_catches += balance.caught;
        without += balance.caught_unlimited;
    }
    assert!(
        with_catches > 0 && without > 0,
        "{with_catches} and {without}: it was taken back in between"
    );
}

#[tokio::test]
async fn an_attempt_that_began_in_a_time_without_limit_ends_in_it_though_it_is_over() {
    let world = openings(1, |balance, now| {
        balance.unlimited(Some(now + SignedDuration::from_secs(30)))
    })
    .await;
    world.cloud.fuse.set(8, testkit::Cut::After);
    world.books_until_crash().await.unwrap_err();
    world.cloud.fuse.reset();
    let stored = watches(&world).await.remove(0);
    assert!(matches!(stored.state, WatchState::Booking { .. }), "{stored:?}");
    world.passes(SignedDuration::from_secs(90)).await;
    world.settles().await;
    let balance = check(&world, 2).await;
    assert_eq!((balance.left, balance.caught), (2, 0), "{balance:?}");
}

/// Any number of watches, any balance, payments and refunds while the bookers are at it.
#[tokio::test]
async fn whatever_is_bought_and_given_back_meanwhile_catches_are_conserved() {
    for seed in 0..8 {
        let mut rng = StdRng::seed_from_u64(seed);
        let (watching, left) = (rng.random_range(1..16), rng.random_range(0..6));
        let mut world = openings(watching, |balance, _| Balance {
            left,
            ..balance.clone()
        })
        .await;
        let deeds: Vec<(u64, i64)> = (0..rng.random_range(0..5))
            .map(|_| (rng.random_range(0..60), rng.random_range(-3..6)))
            .collect();
        let granted = left + deeds.iter().map(|(_, catches)| catches).sum::<i64>();
        let events = one_by_one(&world);
        let pays = join_all(deeds.iter().map(async |&(after_ms, catches)| {
            tokio::time::sleep(std::time::Duration::from_millis(after_ms)).await;
            match u32::try_from(catches) {
                Ok(bought) => world.buys_catches(1, bought).await,
                Err(_) => {
                    let back = catches.unsigned_abs().try_into().unwrap();
                    world.changes_balance(1, |balance| balance.debit(back)).await;
                }
            }
        }));
        tokio::join!(all_at_once(&world, events), pays);
        calms_down(&mut world).await;
        calms_down(&mut world).await;
        let balance = check(&world, granted).await;
        let waits = watches(&world)
            .await
            .iter()
            .any(|watch| watch.state == WatchState::Watching);
        assert!(
            !waits || balance.left <= 0,
            "seed {seed}: nobody waits while there are catches: {balance:?} {:#?}",
            watches(&world).await
        );
    }
}
