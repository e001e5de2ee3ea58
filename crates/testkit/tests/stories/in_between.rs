//! What happens exactly between two calls of a booking: a key is revoked, a move comes about after all.

use booking::attempt::{Attempt, Phase};
use booking::watch::{PauseReason, WatchState};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{BOOKINGS, Cut, Seller, World};

/// How the word of a refused key begins.
const REFUSED: &str = "🔑 Wildberries отклонил ключ";

/// The attempt of the job that waits.
fn attempt_that_waits(world: &World) -> booking::ids::AttemptId {
    let job: Value = serde_json::from_str(&world.cloud.queues.bodies(BOOKINGS)[0]).unwrap();
    booking::ids::AttemptId::from_text(job["job"]["attempt"].as_str().unwrap())
}

/// Lets the booker work until the attempt stands as wished and dies there; false when it does not come to stand so with this call.
async fn dies_at(world: &World, call: u32, is_there: impl Fn(&Attempt) -> bool) -> bool {
    let id = attempt_that_waits(world);
    world.cloud.fuse.set(call, Cut::After);
    let died = world.books_until_crash().await.is_err();
    world.cloud.fuse.reset();
    let attempt = world.table.get::<Attempt>(&Attempt::key_of(&id)).await.unwrap();
    died && attempt.is_some_and(|attempt| is_there(&attempt.record))
}

fn is_claimed(attempt: &Attempt) -> bool {
    attempt.phase == Phase::Claimed && attempt.requests == 0
}

/// Seller 1 watches with the first of so many keys of the shop; a slot was claimed, and nothing was sent yet.
async fn claimed(keys: usize) -> (World, String) {
    for call in 3..16 {
        let mut world = World::start().await;
        let first = world.seller(1).adds_a_key().await;
        world.tick().await;
        world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
        for _ in 1..keys {
            world.passes(SignedDuration::from_secs(1)).await;
            world.seller(1).adds_a_key().await;
        }
        world.tick().await;
        world.opens(507, "2026-11-25", 2, 1.0).await;
        world.look().await;
        if dies_at(&world, call, is_claimed).await {
            return (world, first);
        }
    }
    panic!("an attempt is claimed before it is sent");
}

/// The dead worker's time is over; the job comes again.
async fn goes_on(world: &World) {
    world.passes(SignedDuration::from_secs(90)).await;
    world.settles().await;
}

#[tokio::test]
async fn a_key_revoked_between_the_claim_and_the_request_leaves_the_work_to_the_shops_next() {
    let (world, first) = claimed(2).await;
    world.gateway_refuses(&first);
    goes_on(&world).await;
    let anna = world.seller(1);
    assert_eq!(anna.read(REFUSED).await, 1, "its owner is told once");
    assert_eq!(anna.read(Seller::CAUGHT).await, 1);
    assert_eq!(world.bookings().await.len(), 1);
    assert_eq!(world.balance(1).await, Some((1, 0, 1)));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn with_no_other_key_the_catch_comes_back_the_watch_pauses_and_both_are_told() {
    let (world, only) = claimed(1).await;
    assert_eq!(world.balance(1).await, Some((1, 1, 0)));
    world.gateway_refuses(&only);
    goes_on(&world).await;
    let anna = world.seller(1);
    assert_eq!((anna.read(REFUSED).await, anna.read("бронировать нечем").await), (1, 1));
    assert!(world.bookings().await.is_empty());
    assert_eq!(world.balance(1).await, Some((2, 0, 0)));
    assert_eq!(world.watches_of(1).await[0].state, WatchState::Paused(PauseReason::Key));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_key_removed_by_its_owner_between_the_claim_and_the_request_books_nothing() {
    let (world, _) = claimed(1).await;
    let anna = world.seller(1);
    anna.writes("/keys").await;
    anna.presses("Shop 1").await;
    anna.presses("🗑 Удалить").await;
    anna.presses("🗑 Да, удалить").await;
    goes_on(&world).await;
    assert!(world.booking_requests().await.is_empty());
    assert_eq!(world.balance(1).await, Some((2, 0, 0)));
    assert_eq!(world.watches_of(1).await[0].state, WatchState::Paused(PauseReason::Key));
}

/// A request was sent whose answer is lost, and its key, the shop's only one, is refused when it is asked what came of it.
async fn lost_with_its_key() -> World {
    let mut world = World::start().await;
    let only = world.seller(1).adds_a_key().await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;
    let lost = json!({ "target": "gateway", "kind": "lost_answer", "method": "POST", "count": 1 });
    world.faults(lost).await;
    let silent = json!({ "target": "gateway", "kind": "500", "method": "GET" });
    world.faults(silent).await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.look().await;
    world.books().await;
    world.mend().await;
    world.gateway_refuses(&only);
    world.passes(SignedDuration::from_secs(90)).await;
    world.books().await;
    assert_eq!(world.bookings().await.len(), 1, "it was booked, and nobody heard");
    assert_eq!(world.balance(1).await, Some((1, 1, 0)), "nothing is given up yet");
    world
}

#[tokio::test]
async fn a_doubt_whose_key_was_revoked_is_settled_with_the_key_that_is_added_later() {
    let world = lost_with_its_key().await;
    world.passes(SignedDuration::from_secs(90)).await;
    let anna = world.seller(1);
    anna.adds_a_key().await;
    world.settles().await;
    assert_eq!(anna.read(REFUSED).await, 1, "its owner is told once");
    assert_eq!(anna.read(Seller::CAUGHT).await, 1);
    assert_eq!(world.booking_requests().await.len(), 1, "asked, never sent again");
    assert_eq!(world.balance(1).await, Some((1, 0, 1)));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_doubt_that_no_key_was_ever_added_for_is_given_up_with_its_real_reason() {
    let world = lost_with_its_key().await;
    world.settles().await;
    let text = world.seller(1).last_text().await;
    assert!(text.contains("не осталось рабочего ключа"), "{text}");
    assert!(!text.contains("так и не сообщил"), "{text}");
    assert_eq!(world.balance(1).await, Some((2, 0, 0)));
    assert_eq!(
        world.watches_of(1).await[0].state,
        WatchState::Paused(PauseReason::Unsettled)
    );
    world.telegram_was_never_refused().await;
}

/// Bookings of the ledger that are confirmed: supply and day.
async fn confirmed(world: &World) -> Vec<(i64, String)> {
    let mut all = world.bookings().await;
    all.retain(|booking| booking["status"] == "confirmed");
    let of = |booking: &Value| {
        let day = booking["date"].as_str().unwrap_or_default().to_owned();
        (booking["supplyID"].as_i64().unwrap_or_default(), day)
    };
    all.iter().map(of).collect()
}

/// Seller 1 has caught the 26th and wants an earlier day; the 22nd has opened. Gives the supply.
async fn about_to_move() -> (World, i64) {
    let mut world = World::with_a_key().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;
    world.opens(507, "2026-11-26", 2, 1.0).await;
    world.looks_and_settles().await;
    world.closes(507, "2026-11-26", 2).await;
    let supply = confirmed(&world).await[0].0;
    let anna = world.seller(1);
    anna.presses("⏪ Поймать дату раньше").await;
    anna.presses_day("2026-11-20").await;
    anna.presses_day("2026-11-25").await;
    anna.presses("Дальше").await;
    anna.presses("✅ Запустить").await;
    world.tick().await;
    world.opens(507, "2026-11-22", 2, 1.0).await;
    world.look().await;
    (world, supply)
}

/// The gateway said that it failed, and moved the supply all the same a moment later.
#[tokio::test]
async fn a_move_that_was_answered_500_and_came_about_late_is_told_as_a_move_and_made_once() {
    let was_refused = |attempt: &Attempt| attempt.phase == Phase::Claimed && attempt.requests == 1;
    for call in 8..30 {
        let (world, supply) = about_to_move().await;
        let attempt = attempt_that_waits(&world);
        let fault = json!({ "target": "gateway", "kind": "500", "method": "POST", "count": 1 });
        world.faults(fault).await;
        if !dies_at(&world, call, was_refused).await {
            continue;
        }
        assert_eq!(confirmed(&world).await, [(supply, "2026-11-26".to_owned())]);
        let anna = world.seller(1);
        let key = anna
            .key_of(json!({ "sid": anna.shop(), "name": "Shop 1", "acc": 4 }))
            .await;
        let late = reqwest::Client::new()
            .post(world.outside("/gateway/api/v1/bookings"))
            .bearer_auth(key)
            .header("Idempotency-Key", attempt.to_string())
            .json(&json!({ "warehouseID": 507, "date": "2026-11-22", "boxTypeID": 2, "supplyID": supply }))
            .send()
            .await
            .unwrap();
        assert_eq!(late.status(), 201, "{:?}", late.text().await);
        goes_on(&world).await;
        assert_eq!(confirmed(&world).await, [(supply, "2026-11-22".to_owned())]);
        assert_eq!(anna.read(Seller::CAUGHT).await, 2);
        let told = anna.last_text().await;
        assert!(told.contains("⏪ Вместо 26.11.2026"), "{told}");
        assert_eq!(anna.read("🧾 Переносить нечего").await, 0);
        assert_eq!(world.balance(1).await, Some((0, 0, 2)));
        let asked = world.booking_requests().await;
        let moves = asked
            .iter()
            .filter(|call| call["body"].to_string().contains("2026-11-22"));
        assert_eq!(moves.count(), 2, "ours that failed and the late one: {asked:?}");
        world.telegram_was_never_refused().await;
        return;
    }
    panic!("the booker comes back to a request that failed");
}
