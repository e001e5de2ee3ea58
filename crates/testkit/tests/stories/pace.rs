//! The pace of a shop: so many bookings at once and in ten minutes, before Wildberries finds it too active.

use accounts::history::{Missed, Operation};
use accounts::pace::Pace;
use jiff::SignedDuration;
use testkit::World;

use crate::outcomes::CAUGHT;

const DAYS: [&str; 3] = ["2026-11-24", "2026-11-25", "2026-11-26"];

/// A shop that may book twice at once and once more in five minutes; its seller has catches enough.
async fn paced() -> World {
    let mut world = World::with_a_key().await;
    world.pace = Pace::Kept {
        burst: 2,
        per_ten_minutes: 4,
    };
    world
        .seller(1)
        .watches_with(&[507], 2, 5, DAYS[0], DAYS[2], "keep")
        .await;
    world.changes_balance(1, |balance| balance.credit(20)).await;
    world.tick().await;
    world
}

async fn missed_for_rest(world: &World) -> usize {
    let is_rest = |what: &Operation| {
        matches!(
            what,
            Operation::OpeningMissed {
                why: Missed::ShopRests,
                ..
            }
        )
    };
    world.history_of(1).await.iter().filter(|what| is_rest(what)).count()
}

#[tokio::test]
async fn a_shop_books_no_faster_than_its_pace_and_goes_on_by_itself() {
    let mut world = paced().await;
    for day in DAYS {
        world.opens(507, day, 2, 1.0).await;
    }
    assert_eq!(world.look().await.jobs, 3);
    world.cloud.queues.duplicate(testkit::BOOKINGS);
    world.settles().await;
    assert_eq!(world.booking_requests().await.len(), 2, "the third waits for its time");
    assert_eq!(missed_for_rest(&world).await, 1);

    world.passes(SignedDuration::from_secs(100)).await;
    world.look().await;
    world.settles().await;
    assert_eq!(world.booking_requests().await.len(), 2, "not yet");
    world.passes(SignedDuration::from_secs(300)).await;
    world.look().await;
    world.settles().await;
    assert_eq!(
        world.seller(1).read(CAUGHT).await,
        3,
        "it was still open, and is booked now"
    );
    assert_eq!(missed_for_rest(&world).await, 1, "an opening is missed once");
    assert_eq!(world.figures_of(1).await, (3, 3, 3, 0), "and seen once");
    assert_eq!(world.balance(1).await, Some((19, 0, 3)));
}

#[tokio::test]
async fn in_ten_minutes_no_more_requests_go_out_than_the_pace_allows() {
    let mut world = paced().await;
    for round in 0..12 {
        let day = DAYS[round % 3];
        world.closes(507, day, 2).await;
        world.look().await;
        world.opens(507, day, 2, 1.0).await;
        // Somebody is always faster: every try is a request.
        world.look().await;
        world.closes(507, day, 2).await;
        world.settles().await;
        world.passes(SignedDuration::from_secs(25)).await;
    }
    let requests = world.booking_requests().await.len();
    assert!(
        (2..=4).contains(&requests),
        "{requests} requests in less than ten minutes"
    );
}

#[tokio::test]
async fn another_shop_has_a_pace_of_its_own() {
    let mut world = paced().await;
    world.seller(2).adds_a_key().await;
    world.tick().await;
    world.seller(2).watches(507, 2, 5, DAYS[0], DAYS[2]).await;
    world.tick().await;
    for day in DAYS {
        world.opens(507, day, 2, 1.0).await;
    }
    world.look().await;
    world.settles().await;
    assert_eq!(world.seller(2).read(CAUGHT).await, 1);
}

#[tokio::test]
async fn the_card_shows_how_the_shop_stands() {
    // The webhook goes by the usual pace: five at once.
    let mut world = World::with_a_key().await;
    world
        .seller(1)
        .watches_with(&[507], 2, 5, DAYS[0], DAYS[2], "keep")
        .await;
    assert!(
        world
            .seller(1)
            .last_text()
            .await
            .contains("🚦 Темп магазина: до 5 бронирований сразу")
    );
    world.tick().await;
    world.opens(507, DAYS[0], 2, 1.0).await;
    world.look().await;
    world.settles().await;
    world.seller(1).writes("/watches").await;
    let card = world.seller(1).last_text().await;
    assert!(
        card.contains("🚦 Темп магазина: ещё 4 бронирования сейчас, следующее в 09:02"),
        "{card}"
    );
}
